#!/usr/bin/env bats
# keepalived over IPv6: VRRPv3, from the interfaces' link-local addresses.

load ../lib/lab
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
  speak 3 ipv6 500
}
teardown() { lab_down; }

@test "VRRPv3 over IPv6, ours the master" { ours_as_master ours keepalived; }
@test "VRRPv3 over IPv6, ours the backup" {
  ours_as_backup ours keepalived cut_link # keepalived goes to FAULT and lets go
  mend_link n1
  settled_on n1
}

@test "partition and heal over IPv6: the greater link-local address decides between equals" {
  ours n1 100
  settled_on n1
  partition n1 n2
  keepalived n2 100
  await 4 both_masters
  heal
  settled_on n2
}
both_masters() { [[ $(masters) == "n1 n2" ]]; }

# The same VRID over IPv4 and over IPv6 is two virtual routers (RFC 9568 section 3).
@test "the same VRID over IPv4, with another master" {
  ours n1 150
  keepalived n2 100
  start ipv4-n1 n1 vrrp-elect --vrid "$VRID" -i eth0 --node n1 --priority 50 --advert-int 500ms
  start ipv4-n2 n2 vrrp-elect --vrid "$VRID" -i eth0 --node n2 --priority 200 --advert-int 500ms
  settled_on n1
  await 2 wrote ipv4-n2 '.event == "state" and .state == "master" and .family == "ipv4"'
  [ "$(count_of ipv4-n1 '.event == "state" and .state == "master"')" -eq 0 ]
}
