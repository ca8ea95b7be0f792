#!/usr/bin/env bats
# The IPsec Authentication Header in front of VRRPv2.

load ../lib/electors
electors 8 --vip 10.0.0.33 --auth-type ah

@test "two with one password elect one" {
  elect n1 --auth-pass secret99 --priority 150
  elect_worse n2 --auth-pass secret99
  stays_backup n2 4
}

@test "another password is refused" {
  elect n1 --auth-pass secret99
  elect n2 --auth-pass secret98 --priority 150
  await 8 wrote n1 '.event == "reject" and .peer.address == "10.0.0.2"'
}

@test "a keepalived, above and below" {
  one_keepalived n2 50 eth0 2 100 1000 10.0.0.33 "$(authentication AH secret99)"
  await 10 held_by n2 10.0.0.33
  elect n1 --auth-pass secret99 --priority 150
  await 8 wrote n1 '.state == "master"'
  await 6 held_by "" 10.0.0.33
  always 2 held_by "" 10.0.0.33
  signal_to n1 TERM
  await 6 held_by n2 10.0.0.33
}
