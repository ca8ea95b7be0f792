#!/usr/bin/env bats
# keepalived with the passwords of VRRPv2.

load ../lib/lab
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
  speak 2
}
teardown() { lab_down; }

# authentication TYPE PASSWORD: keepalived's lines.
authentication() { printf '%s\n' 'authentication {' " auth_type $1" " auth_pass $2" '}'; }

@test "a password longer than eight bytes is said, and elects with keepalived all the same" {
  keepalived n1 150 "$(authentication PASS abcdefghIJ)"
  ours n2 100 --auth-pass abcdefghIJ
  settled_on n1
  said ours-n2 "longer than the 8 bytes"
  resign n1
  settled_on n2
}

@test "another password: neither hears the other, and ours says why" {
  keepalived n1 150 "$(authentication PASS 1111)"
  ours n2 100 --auth-pass 2222
  await 6 both_masters
  wrote ours-n2 '.event == "reject" and .reason == "auth_mismatch" and .peer.address == "10.0.0.1"'
}
both_masters() { [[ $(masters) == "n1 n2" ]]; }
