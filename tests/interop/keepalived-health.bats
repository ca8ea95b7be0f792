#!/usr/bin/env bats
# nginx behind the VIP, ours on one node and keepalived on the other.

load ../lib/lab
load ../lib/pair

setup() {
  lab_up 2
  start_nginx n1
  start_nginx n2
}
teardown() { lab_down; }

@test "nginx dies behind ours: keepalived takes over, and gives it back" {
  checked_pipeline n1 150
  keepalived_peer n2 100 3
  settled_on n1
  stop_nginx n1
  settled_on n2
  start_nginx n1
  settled_on n1
}
