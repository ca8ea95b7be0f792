#!/usr/bin/env bats
# Debian's keepalived 2.2.7 on the other node: at every settled point exactly one of the two is master and holds the
# VIP, and takeovers come when the RFC says.

load ../lib/routers

ours_said() { if ((VERSION == 2)); then ours "$@" --auth-pass 1111; else ours "$@"; fi; }
keepalived_said() { if ((VERSION == 2)); then keepalived "$@" "$(authentication PASS 1111)"; else keepalived "$@"; fi; }

@test "VRRPv2 with a password, ours the master" { speak 2 && better_leaves ours_said keepalived_said; }
@test "VRRPv2 with a password, ours the backup" { speak 2 && keepalived_as_master ours_said keepalived_said; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && better_leaves ours_said keepalived_said; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && keepalived_as_master ours_said keepalived_said; }
