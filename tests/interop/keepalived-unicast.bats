#!/usr/bin/env bats
# keepalived with unicast peers.

load ../lib/routers

# The source address of node N, and so its peers'.
unicast_address() { if [[ $FAMILY == ipv6 ]]; then echo "fd00::${1#n}"; else echo "10.0.0.${1#n}"; fi; }
source_of() { unicast_address "$1"; }
other() { if [[ $1 == n1 ]]; then echo n2; else echo n1; fi; }

ours_to_peer() { ours "$1" "$2" --source "$(unicast_address "$1")" --peer "$(unicast_address "$(other "$1")")"; }
keepalived_to_peer() {
  keepalived "$1" "$2" "unicast_src_ip $(unicast_address "$1")" \
    "unicast_peer {" " $(unicast_address "$(other "$1")")" "}"
}

# between MAKE MAKE
between() {
  better_leaves "$1_to_peer" "$2_to_peer"
  no_multicast
}
no_multicast() { [ -z "$(frames_on_wire '.event == "advert" and (.destination | test("^(224|ff02)"))')" ]; }

@test "unicast over IPv4, ours the master" { speak 3 ipv4 300 && between ours keepalived; }
@test "unicast over IPv4, ours the backup" { speak 3 ipv4 300 && between keepalived ours; }
@test "unicast over IPv4, VRRPv2" {
  speak 2
  ours_to_peer n1 150
  keepalived_to_peer n2 100
  settled_on n1
  hands_over n1 n2
}
@test "unicast over IPv6, ours the master" { speak 3 ipv6 300 && between ours keepalived; }
@test "unicast over IPv6, ours the backup" { speak 3 ipv6 300 && between keepalived ours; }

@test "multicast and unicast refuse each other, and ours reports it" {
  speak 3 ipv4 300
  keepalived n1 150
  ours_to_peer n2 100
  await 8 wrote ours-n2 '.event == "reject" and .reason == "not_unicast" and .peer.address == "10.0.0.1"'
}
