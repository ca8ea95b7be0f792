#!/usr/bin/env bats
# FRR 8.4's vrrpd on the other node. It speaks from the virtual MAC, and counts in whole centiseconds.

load ../lib/routers

@test "VRRPv2, ours the master" { speak 2 && better_leaves ours frr; }
@test "VRRPv2, ours the backup" { speak 2 && ours_as_backup ours frr crash; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && better_leaves ours frr; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && ours_as_backup ours frr crash; }
