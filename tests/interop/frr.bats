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

@test "VRRPv2, ours the master" { speak 2 && ours_as_master ours frr; }
@test "VRRPv2, ours the backup" { speak 2 && ours_as_backup ours frr crash; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && ours_as_master ours frr; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && ours_as_backup ours frr crash; }
