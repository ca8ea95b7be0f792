#!/usr/bin/env bats
# nginx behind the VIP, ours on one node and keepalived on the other.

load ../lib/pair

setup() { two_servers; }

@test "nginx dies behind ours: keepalived takes over, and gives it back" {
  checked_pipeline n1 150
  one_keepalived n2 50 eth0 3 100 1000 "$VIP"
  settled_on n1
  stop_nginx n1
  settled_on n2
  start_nginx n1
  settled_on n1
}
