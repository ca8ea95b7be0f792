#!/usr/bin/env bats
# keepalived with the passwords of VRRPv2.

load ../lib/routers
speak 2

@test "a password longer than eight bytes gives a warning, and elects with keepalived" {
  keepalived n1 150 "$(authentication PASS abcdefghIJ)"
  ours n2 100 --auth-pass abcdefghIJ
  settled_on n1
  said ours-n2 "longer than the 8 bytes"
  resign n1
  settled_on n2
}

@test "another password: each ignores the other, and ours reports why" {
  keepalived n1 150 "$(authentication PASS 1111)"
  ours n2 100 --auth-pass 2222
  await 10 both_masters
  await 5 wrote ours-n2 '.event == "reject" and .reason == "auth_mismatch" and .peer.address == "10.0.0.1"'
}

# ah MAKE MAKE: VRRPv2 in an IPsec Authentication Header (RFC 2338 section 5.3.6.3). The better one that comes back
# counts its sequence numbers from 1.
ah() {
  better_leaves "$1_with_ah" "$2_with_ah"
  [ "$(adverts_of n1 true | jq -r .auth_type | sort -u)" = ah ]
}
ours_with_ah() { ours "$@" --auth-type ah --auth-pass 1111; }
keepalived_with_ah() { keepalived "$@" "$(authentication AH 1111)"; }

@test "AH, ours the master" { ah ours keepalived; }
@test "AH, ours the backup" { ah keepalived ours; }
