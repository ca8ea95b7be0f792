#!/usr/bin/env bats
# Debian's keepalived 2.2.7 on the other node: at every settled point exactly one of the two holds the VIP.

load ../lib/lab
load ../lib/pair

setup() {
  lab_up 2
  start_nginx n1
  start_nginx n2
}
teardown() { lab_down; }

# ours NODE PRIORITY VERSION [ARGUMENT]...
ours() {
  local node=$1 priority=$2 version=$3
  shift 3
  if ((version == 2)); then set -- "$@" --auth-pass 1111; fi
  pipeline "$node" "$priority" --vrrp-version "$version" "$@"
}

ours_as_master() {
  ours n1 150 "$1"
  keepalived_peer n2 100 "$1"
  settled_on n1
  signal_to pipe-n1 TERM # priority 0: it takes over after its skew
  settled_on n2
  ours n1 150 "$1" # and ours preempts it
  settled_on n1
  crash n1
  settled_on n2
}

ours_as_backup() {
  keepalived_peer n1 150 "$1"
  ours n2 100 "$1"
  settled_on n1
  signal_to keepalived-n1 TERM
  settled_on n2
  wrote pipe-n2 '.event == "state" and .state == "master" and .reason == "priority_zero"'
  keepalived_peer n1 150 "$1" # it preempts ours
  settled_on n1
  wrote pipe-n2 '.event == "state" and .state == "backup" and .reason == "higher_priority" and .peer.priority == 150'
  cut_link n1 # keepalived goes to FAULT and lets go
  settled_on n2
  wrote pipe-n2 '.event == "state" and .state == "master" and .reason == "master_down"'
  mend_link n1
  settled_on n1
}

@test "VRRPv2 with a password, ours the master" { ours_as_master 2; }
@test "VRRPv3, ours the master" { ours_as_master 3; }
@test "VRRPv2 with a password, ours the backup" { ours_as_backup 2; }
@test "VRRPv3, ours the backup" { ours_as_backup 3; }

@test "nginx dies behind ours: keepalived takes over, and gives it back" {
  checked_pipeline n1 150
  keepalived_peer n2 100 3
  settled_on n1
  stop_nginx n1
  settled_on n2
  start_nginx n1
  settled_on n1
}

@test "a password longer than eight bytes is said, and elects with keepalived all the same" {
  start_keepalived n1 < <(keepalived_conf n1 150 2 | sed 's/1111/abcdefghIJ/')
  pipeline n2 100 --auth-pass abcdefghIJ
  await 8 held_by n1 "$VIP"
  always 4 held_by n1 "$VIP"
  said pipe-n2 "longer than the 8 bytes"
}
