#!/usr/bin/env bats
# Adverts from the virtual router's own MAC address.

load ../lib/electors
electors 5 --advert-int 100ms

# seen_from MAC: an advert of this source.
seen_from() { wrote dump ".event == \"advert\" and .source_mac == \"$1\" and .errors == []"; }

@test "over IPv4 and IPv6, beside a router without" {
  start dump client vrrp-dump -i eth0
  for family in ipv4 ipv6; do
    [[ $family == ipv4 ]] && vip=10.0.0.33 || vip=fd00::33
    elect n1 --vip "$vip" --priority 150 --vmac
    await 5 wrote n1 ".state == \"master\" and .family == \"$family\""
    elect n2 --vip "$vip"
    always 1 lacks n2 '.state == "master"'
    signal_to n1 KILL
    signal_to n2 KILL
    exit_of n1
    exit_of n2
  done
  seen_from 00:00:5e:00:01:32
  seen_from 00:00:5e:00:02:32
}

@test "a keepalived takes its adverts" {
  one_keepalived n2 50 eth0 3 100 100 10.0.0.33
  await 10 held_by n2 10.0.0.33
  elect_master n1 --vip 10.0.0.33 --priority 150 --vmac
  await 5 held_by "" 10.0.0.33
  always 1 held_by "" 10.0.0.33
}

@test "own adverts that a loop brings back are no peer's" {
  # By itself the kernel drops what comes in from an address of its own.
  on n1 sysctl -qw net.ipv4.conf.eth0.accept_local=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
  elect_master n1 --vip 10.0.0.33 --vmac
  inject client 'sendp(sniff(iface="eth0", filter="ip proto 112", count=1, timeout=5), iface="eth0")'
  await 2 wrote n1 '.event == "reject" and .reason == "own_address"'
  lacks n1 '.event == "contest"'
}

@test "an interface that is not Ethernet is refused" {
  on n1 ip tuntap add dev tun0 mode tun
  on n1 ip link set tun0 up
  on n1 ip addr add 10.0.7.1/24 dev tun0
  run on n1 timeout 5 vrrp-elect --vrid 50 -i tun0 --vmac
  echo "$status: $output"
  [[ $status -eq 4 ]]
  [[ $output == "vrrp-elect: tun0 is not an Ethernet interface"*"remove --vmac" ]]
}
