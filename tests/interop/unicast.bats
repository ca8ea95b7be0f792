#!/usr/bin/env bats
# Adverts to named peers: only those are taken, and only where we have peers.

load ../lib/lab

setup() { lab_up 2; }
teardown() { lab_down; }

elect() {
  local node=$1
  shift
  start "$node" "$node" vrrp-elect --vrid 50 -i eth0 --node "$node" --advert-int 100ms --vips-elsewhere "$@"
}
# elect_worse n2 ARGUMENT...: when n1 is master, because on a busy machine the worse one may begin, and rightly be
# master, first.
elect_worse() {
  await 5 wrote n1 '.state == "master"'
  elect "$@"
}
settled() {
  await 5 wrote n2 '.state == "backup"'
  always 1 lacks n2 '.state == "master"'
}

@test "two IPv4 peers elect one" {
  elect n1 --vip 10.0.0.33 --peer 10.0.0.2 --peer 10.0.0.77 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.1
  settled
}

@test "peers from a file, with a source of ours" {
  on n1 ip addr add 10.0.0.11/24 dev eth0
  printf '%s\n' '# the others' '' '10.0.0.2 # second' >"$BATS_TEST_TMPDIR/peers"
  elect n1 --vip 10.0.0.33 --peers "$BATS_TEST_TMPDIR/peers" --source 10.0.0.11 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.11
  settled
  # Its priority 0 makes the other master, and shows what was heard.
  signal_to n1 TERM
  await 2 wrote n2 '.state == "master" and .peer.address == "10.0.0.11"'
}

@test "two IPv6 peers elect one" {
  elect n1 --vip fd00::33 --peer fe80::ff:fe00:2 --priority 150
  elect_worse n2 --vip fd00::33 --peer fe80::ff:fe00:1
  settled
}

@test "multicast and unicast refuse each other, and say so" {
  elect n1 --vip 10.0.0.33 --priority 150
  elect n2 --vip 10.0.0.33 --peer 10.0.0.1
  await 5 wrote n2 '.event == "reject" and .reason == "not_unicast"'
  await 5 wrote n1 '.event == "reject" and .reason == "not_multicast"'
  said n2 "and we have unicast peers: to join it, no --peer"
  said n1 "and we have no peers: to join it, --peer 10.0.0.2"
}

@test "a peer that nobody answers for costs the others nothing" {
  elect n1 --vip 10.0.0.33 --peer 192.0.2.1 --peer 10.0.0.2 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.1
  settled
}

@test "a keepalived over unicast, above and below" {
  start_keepalived n2 <<'END'
vrrp_instance VI_1 {
  interface eth0
  version 3
  virtual_router_id 50
  priority 100
  advert_int 0.1
  unicast_src_ip 10.0.0.2
  unicast_peer { 10.0.0.1 }
  virtual_ipaddress { 10.0.0.33/32 }
}
END
  await 5 held_by n2 10.0.0.33
  elect n1 --vip 10.0.0.33 --peer 10.0.0.2 --priority 150
  await 5 wrote n1 '.state == "master"'
  await 5 held_by "" 10.0.0.33
  signal_to n1 TERM
  await 5 held_by n2 10.0.0.33
}
