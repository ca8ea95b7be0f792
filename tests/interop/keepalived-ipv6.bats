#!/usr/bin/env bats
# keepalived over IPv6: VRRPv3, from the interfaces' link-local addresses.

load ../lib/routers
speak 3 ipv6 500

@test "VRRPv3 over IPv6, ours the master" { better_leaves ours keepalived; }
@test "VRRPv3 over IPv6, ours the backup" { keepalived_as_master ours keepalived; }

@test "partition and heal over IPv6: the greater link-local address decides between equals" {
  ours n1 100
  settled_on n1
  partition n1 n2
  keepalived n2 100
  await 8 both_masters
  heal
  settled_on n2
}

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
