#!/usr/bin/env bats
# Adverts to named peers: only those are taken, and only where we have peers.

load ../lib/electors
electors 5 --advert-int 100ms

@test "two IPv4 peers elect one" {
  elect n1 --vip 10.0.0.33 --peer 10.0.0.2 --peer 10.0.0.77 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.1
  stays_backup n2 1
}

@test "peers from a file, with a source of ours" {
  on n1 ip addr add 10.0.0.11/24 dev eth0
  printf '%s\n' '# the others' '' '10.0.0.2 # second' >"$BATS_TEST_TMPDIR/peers"
  elect n1 --vip 10.0.0.33 --peers "$BATS_TEST_TMPDIR/peers" --source 10.0.0.11 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.11
  stays_backup n2 1
  # Its priority 0 makes the other master, and shows what was heard.
  signal_to n1 TERM
  await 2 wrote n2 '.state == "master" and .peer.address == "10.0.0.11"'
}

@test "two IPv6 peers elect one" {
  elect n1 --vip fd00::33 --peer fe80::ff:fe00:2 --priority 150
  elect_worse n2 --vip fd00::33 --peer fe80::ff:fe00:1
  stays_backup n2 1
}

@test "multicast and unicast refuse each other, and report it" {
  elect n1 --vip 10.0.0.33 --priority 150
  elect n2 --vip 10.0.0.33 --peer 10.0.0.1
  await 5 wrote n2 '.event == "reject" and .reason == "not_unicast"'
  await 5 wrote n1 '.event == "reject" and .reason == "not_multicast"'
  said n2 "but this router uses unicast; remove --peer to join it"
  said n1 "but this router uses multicast; set --peer 10.0.0.2 to join it"
}

@test "a peer that does not exist does not affect the others" {
  elect n1 --vip 10.0.0.33 --peer 192.0.2.1 --peer 10.0.0.2 --priority 150
  elect_worse n2 --vip 10.0.0.33 --peer 10.0.0.1
  stays_backup n2 1
}

@test "a keepalived over unicast, above and below" {
  one_keepalived n2 50 eth0 3 100 100 10.0.0.33 "unicast_src_ip 10.0.0.2" "unicast_peer { 10.0.0.1 }"
  await 10 held_by n2 10.0.0.33
  elect n1 --vip 10.0.0.33 --peer 10.0.0.2 --priority 150
  await 5 wrote n1 '.state == "master"'
  await 5 held_by "" 10.0.0.33
  signal_to n1 TERM
  await 5 held_by n2 10.0.0.33
}
