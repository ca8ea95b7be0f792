#!/usr/bin/env bats
# Debian's keepalived 2.2.7 on the other node: at every settled point exactly one of the two is master and holds the
# VIP, and takeovers come when the RFC says.

load ../lib/lab
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
}
teardown() { lab_down; }

password=('authentication {' ' auth_type PASS' ' auth_pass 1111' '}')

ours_said() { if ((VERSION == 2)); then ours "$@" --auth-pass 1111; else ours "$@"; fi; }
keepalived_said() { if ((VERSION == 2)); then keepalived "$@" "${password[@]}"; else keepalived "$@"; fi; }

with_ours_as_backup() {
  ours_as_backup ours_said keepalived_said cut_link # keepalived goes to FAULT and lets go
  mend_link n1
  settled_on n1
}

@test "VRRPv2 with a password, ours the master" { speak 2 && ours_as_master ours_said keepalived_said; }
@test "VRRPv2 with a password, ours the backup" { speak 2 && with_ours_as_backup; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && ours_as_master ours_said keepalived_said; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && with_ours_as_backup; }
