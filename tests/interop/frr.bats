#!/usr/bin/env bats
# FRR 8.4's vrrpd on the other node. It speaks from the virtual MAC, and counts in whole centiseconds.

load ../lib/lab
load ../lib/frr
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
}
teardown() { lab_down; }

ours_as_master() {
  ours n1 150
  frr n2 100
  settled_on n1
  resign n1
  settled_on n2
  took_over n1 n2 skew 100
  ours n1 150 # and ours preempts it
  settled_on n1
  crash n1
  settled_on n2
  took_over n1 n2 down 100
}

ours_as_backup() {
  frr n1 150
  ours n2 100
  settled_on n1
  resign n1
  settled_on n2
  took_over n1 n2 skew 100
  frr n1 150 # it preempts ours
  settled_on n1
  crash n1
  settled_on n2
  took_over n1 n2 down 100
}

@test "VRRPv2, ours the master" { speak 2 && ours_as_master; }
@test "VRRPv2, ours the backup" { speak 2 && ours_as_backup; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && ours_as_master; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && ours_as_backup; }
