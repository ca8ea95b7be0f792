#!/usr/bin/env bats
# A master whose VIPs are not on its host leaves its place to one that can place them.

load ../lib/pair

setup() { lab_up 2; }

# helpless NODE VIP [ARGUMENT]...: its reader takes every record, and places nothing.
helpless() {
  start_pipeline "$1" "$1" "vrrp-elect --vrid 50 -i eth0 --node $1 --advert-int 100ms --vip $2 ${*:3} | cat"
}
is_not_placed() { await 10 wrote "$1" '.event == "state" and .state == "fault" and .reason == "not_placed"'; }
retries() { wrote "$1" '.event == "state" and .state == "backup" and .reason == "retry"'; }
# states NODE: all that its router was in.
states() { records_of "$1" '.event == "state"' | jq -r .state | paste -sd' '; }
# shows NODE FILTER: what status says of the one router of the node.
shows() { on "$1" vrrp-elect status | jq -es "length == 1 and (.[0] | $2)" >/dev/null; }

@test "a better router that cannot place the address yields to one that can, for ten seconds at first" {
  pipeline n2 100
  await 8 held_by n2 "$VIP"
  helpless n1 "$VIP" --priority 150
  is_not_placed n1
  await 5 held_by n2 "$VIP"
  always 6 held_by n2 "$VIP"
  [ "$(states n1)" = "backup master fault" ]
  said n1 "none of the VIPs has been on this host for 1s"
  await 10 retries n1
  fault=$(first_us n1 '.event == "state" and .state == "fault"')
  waited=$(($(first_us n1 '.event == "state" and .reason == "retry"') - fault))
  echo "it tried again after $waited us"
  ((waited > 9800000))
}

@test "it tries again at once when an address of the host changes, and not for a VIP" {
  helpless n1 "$VIP"
  is_not_placed n1
  on n1 ip addr add "$VIP/32" dev lo
  on n1 ip addr del "$VIP/32" dev lo
  always 1 shows n1 '.state == "fault"'
  on n1 ip addr add 10.99.0.1/32 dev lo
  await 2 retries n1
}

@test "it tries again at once when a link of the host changes" {
  helpless n1 "$VIP"
  is_not_placed n1
  on n1 ip link add other0 type veth peer name far
  await 2 retries n1
}

@test "while one of its addresses is here it is master, and status shows the others as failed" {
  on n1 ip addr add 10.0.0.4/32 dev eth0
  helpless n1 "$VIP" --vip 10.0.0.4
  await 10 shows n1 '.state == "master" and .vips == [{"address":"10.0.0.3/32","state":"failed"},
    {"address":"10.0.0.4/32","state":"held"}]'
  always 2 shows n1 '.state == "master"'
  run -0 on n1 vrrp-elect status --text
  [[ ${lines[2]} == "    VIPs held: 10.0.0.4/32" && ${lines[3]} == "    VIPs failed: 10.0.0.3/32" ]]
  on n1 ip addr del 10.0.0.4/32 dev eth0
  is_not_placed n1
}

@test "with --vips-elsewhere it stays master" {
  helpless n1 "$VIP" --vips-elsewhere
  await 10 shows n1 '.state == "master" and .vips[0].state == "elsewhere"'
  always 2 shows n1 '.state == "master"'
}

@test "an owner whose address is the host's own stays master" {
  helpless n1 10.0.0.1 --priority 255
  await 10 shows n1 '.state == "master" and .vips[0].state == "held"'
  always 2 shows n1 '.state == "master"'
}

@test "an IPv6 address that is in doubt is here, and a duplicate is not" {
  # In doubt for as long as nobody answers, so that the test and not the kernel says when the doubt ends.
  on n1 sysctl -qw net.ipv6.conf.all.accept_dad=1 net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.eth0.dad_transmits=600
  on n1 ip addr add fd00::33/128 dev eth0
  helpless n1 fd00::33
  await 10 shows n1 '.state == "master" and .vips[0].state == "held"'
  always 2 shows n1 '.state == "master" and .vips[0].state == "held"'
  on n1 ip -6 addr show dev eth0 tentative | grep -q fd00::33
  on client ip addr add fd00::33/64 dev eth0 nodad
  is_not_placed n1
  on n1 ip -6 addr show dev eth0 | grep -q dadfailed
}

@test "while vip-ctl is frozen that is the fault" {
  pipeline n1 100 --advert-int 100ms
  await 10 held_by n1 "$VIP"
  kill -STOP "$(stage pipe-n1 vip-ctl)"
  await 10 shows n1 '.state == "fault" and .reason == "output_stalled"'
  kill -CONT "$(stage pipe-n1 vip-ctl)"
  await 10 shows n1 '.state == "master"'
  lacks pipe-n1 '.reason == "not_placed"'
}
