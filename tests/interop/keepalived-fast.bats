#!/usr/bin/env bats
# keepalived, at ten and at a hundred adverts a second. A takeover is held to the formula as at any other interval.
#
# At 10 ms the down interval is 36 ms: on a machine with more to do, the scheduler alone may keep a master silent
# for longer, and neither router is to blame. So there the settled second is any one within ten seconds, and no test
# counts the transitions before it.

load ../lib/lab
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
}
teardown() { lab_down; }

# Whoever of the two is master leaves in good order, comes back, and dies.
round() {
  local first=$1 second=$2
  $first n1 150
  $second n2 100
  $3 n1
  resign n1
  $3 n2
  took_over n1 n2 skew 100
  $first n1 150
  $3 n1
  crash n1
  $3 n2
  took_over n1 n2 down 100
}

calm_on() { await 10 settled_on "$1"; }

@test "100 ms, ours the master" { speak 3 ipv4 100 && round ours keepalived settled_on; }
@test "100 ms, ours the backup" { speak 3 ipv4 100 && round keepalived ours settled_on; }
@test "10 ms, ours the master" { speak 3 ipv4 10 && round ours keepalived calm_on; }
@test "10 ms, ours the backup" { speak 3 ipv4 10 && round keepalived ours calm_on; }
