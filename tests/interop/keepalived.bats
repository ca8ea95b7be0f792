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

ours_as_master() {
  ours_said n1 150
  keepalived_said n2 100
  settled_on n1
  resign n1
  settled_on n2
  took_over n1 n2 skew 100
  ours_said n1 150 # and ours preempts it
  settled_on n1
  crash n1
  settled_on n2
  took_over n1 n2 down 100
}

ours_as_backup() {
  keepalived_said n1 150
  ours_said n2 100
  settled_on n1
  resign n1
  settled_on n2
  took_over n1 n2 skew 100
  wrote ours-n2 '.event == "state" and .state == "master" and .reason == "priority_zero"'
  keepalived_said n1 150 # it preempts ours
  settled_on n1
  wrote ours-n2 '.event == "state" and .state == "backup" and .reason == "higher_priority" and .peer.priority == 150'
  cut_link n1 # keepalived goes to FAULT and lets go
  settled_on n2
  took_over n1 n2 down 100
  wrote ours-n2 '.event == "state" and .state == "master" and .reason == "master_down"'
  mend_link n1
  settled_on n1
}

@test "VRRPv2 with a password, ours the master" { speak 2 && ours_as_master; }
@test "VRRPv2 with a password, ours the backup" { speak 2 && ours_as_backup; }
@test "VRRPv3, ours the master" { speak 3 ipv4 500 && ours_as_master; }
@test "VRRPv3, ours the backup" { speak 3 ipv4 500 && ours_as_backup; }
