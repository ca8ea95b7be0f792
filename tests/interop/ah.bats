#!/usr/bin/env bats
# The IPsec Authentication Header in front of VRRPv2.

load ../lib/lab

setup() { lab_up 2; }
teardown() { lab_down; }

elect() {
  local node=$1
  shift
  start "$node" "$node" vrrp-elect --vrid 50 -i eth0 --node "$node" --vip 10.0.0.33 --vips-elsewhere --auth-type ah "$@"
}

@test "two with one password elect one" {
  elect n1 --auth-pass secret99 --priority 150
  await 6 wrote n1 '.state == "master"'
  elect n2 --auth-pass secret99 # not before: on a busy machine it may begin, and rightly be master, first
  await 6 wrote n2 '.state == "backup"'
  always 4 lacks n2 '.state == "master"'
}

@test "another password is refused" {
  elect n1 --auth-pass secret99
  elect n2 --auth-pass secret98 --priority 150
  await 8 wrote n1 '.event == "reject" and .peer.address == "10.0.0.2"'
}

@test "a keepalived, above and below" {
  start_keepalived n2 <<'END'
vrrp_instance VI_1 {
  interface eth0
  version 2
  virtual_router_id 50
  priority 100
  advert_int 1
  authentication {
    auth_type AH
    auth_pass secret99
  }
  virtual_ipaddress { 10.0.0.33/32 }
}
END
  await 6 held_by n2 10.0.0.33
  elect n1 --auth-pass secret99 --priority 150
  await 8 wrote n1 '.state == "master"'
  await 6 held_by "" 10.0.0.33
  always 2 held_by "" 10.0.0.33
  signal_to n1 TERM
  await 6 held_by n2 10.0.0.33
}
