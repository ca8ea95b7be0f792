#!/usr/bin/env bats
# The MAC of the interface that a VIP is on changes, or its carrier returns: the caches of a real kernel are
# right again.

load ../lib/lab

vip=10.0.0.100
vip6=fd00::100
new_mac=02:00:00:00:00:aa

setup() { lab_up 1; }

# Master on n1, on the interface IF, with both VIPs, and the client knows both: begin IF [GARP-SEND OPTION]...
begin() {
  start_pipeline pipeline n1 "vrrp-elect --vrid 50 -i $1 --advert-int 100ms --vip $vip \
    --vip-excluded $vip6 | vip-ctl follow | garp-send follow --interval 20ms ${*:2}"
  for address in $vip $vip6; do
    await 10 wrote pipeline ".event == \"announce\" and .reason == \"added\" and .address == \"$address\""
  done
  for address in $vip $vip6; do on client ping -c 1 -W 2 "$address" >/dev/null; done
}

# believes MAC: the client's kernel sends what is for the VIPs there, for await.
believes() {
  local address
  for address in $vip $vip6; do
    [[ $(ip -n "$LAB-client" -j neigh show "$address" dev eth0 | jq -r '.[0].lladdr') == "$1" ]] || return 1
  done
}
answered() { for address in $vip $vip6; do on client ping -c 1 -W 1 "$address" >/dev/null || return 1; done; }
recorded() { # REASON MAC: for both VIPs
  [[ $(count_of pipeline ".event == \"announce\" and .reason == \"$1\" and .mac == \"$2\" and .packets == 5") -eq 2 ]]
}

@test "the MAC of the interface changes: both families are announced at once, without a refresh too" {
  begin eth0 --refresh 0
  believes 02:00:00:00:00:01
  ip -n "$LAB-n1" link set eth0 address $new_mac
  await 5 believes $new_mac
  answered
  await 5 recorded mac_changed $new_mac
}

@test "no refresh undoes what the kernel repaired by itself (arp_notify)" {
  on n1 sysctl -qw net.ipv4.conf.eth0.arp_notify=1 net.ipv6.conf.eth0.ndisc_notify=1
  begin eth0 --refresh 100ms
  ip -n "$LAB-n1" link set eth0 address $new_mac
  await 2 believes $new_mac
  always 1 believes $new_mac
  answered
}

@test "the port with the lowest MAC leaves a bridge" {
  ip -n "$LAB-n1" link add lanbr type bridge mcast_snooping 0
  ip -n "$LAB-n1" link add lowest type veth peer name other
  ip -n "$LAB-n1" link set lowest address 00:16:3e:00:00:01 master lanbr up
  ip -n "$LAB-n1" addr flush dev eth0
  ip -n "$LAB-n1" link set eth0 master lanbr
  ip -n "$LAB-n1" addr add 10.0.0.1/24 dev lanbr
  ip -n "$LAB-n1" addr add fd00::1/64 dev lanbr nodad
  ip -n "$LAB-n1" link set lanbr up
  begin lanbr --refresh 0
  believes 00:16:3e:00:00:01
  ip -n "$LAB-n1" link del lowest
  await 5 believes 02:00:00:00:00:01
  answered
  await 5 recorded mac_changed 02:00:00:00:00:01
}

@test "a carrier that returns is announced at once, without a refresh too" {
  ip -n "$LAB-n1" addr add $vip/32 dev eth0
  ip -n "$LAB-n1" addr add $vip6/128 dev eth0 nodad
  feed pipeline
  start_mixed pipeline n1 garp-send follow --interval 20ms --refresh 0
  for address in $vip/32 $vip6/128; do # as vip-ctl add writes it: there is no router
    tell pipeline "{\"event\":\"vip\",\"interface\":\"eth0\",\"action\":\"added\",\"address\":\"$address\"}"
  done
  await 5 recorded added 02:00:00:00:00:01
  cut_link n1
  carrier_is() { [[ $(on n1 cat /sys/class/net/eth0/carrier) == "$1" ]]; }
  await 5 carrier_is 0
  # IPv6 addresses of a link without a carrier stay; what is lost is what the neighbours know.
  for address in $vip $vip6; do
    ip -n "$LAB-client" neigh replace "$address" lladdr 02:00:00:00:00:bb dev eth0 nud reachable
  done
  mend_link n1
  await 5 believes 02:00:00:00:00:01
  await 5 recorded link_up 02:00:00:00:00:01
}
