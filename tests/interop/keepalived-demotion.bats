#!/usr/bin/env bats
# A check fails behind ours, the master, and its weight puts our priority below keepalived's.

load ../lib/routers
speak 3 ipv4 500

setup() {
  lab_up 2
  watch_wire
  touch "$BATS_TEST_TMPDIR/healthy"
  mkfifo "$BATS_TEST_TMPDIR/checks"
}

# failing_master [ELECT-ARGUMENT]...: n1 is master, then its check fails.
failing_master() {
  start_other check n1 bash -c 'exec vrrp-check exec --name file --interval 100ms --timeout 5s --weight -60 -- \
    test -e "$1/healthy" \
    >"$1/checks"' check "$BATS_TEST_TMPDIR"
  ours n1 150 --track "$BATS_TEST_TMPDIR/checks" "$@"
  keepalived n2 100
  settled_on n1
  rm "$BATS_TEST_TMPDIR/healthy"
  settled_on n2
}

@test "ours offers its place: keepalived takes over after its skew, and gives it back" {
  failing_master
  took_over n1 n2 skew 100
  touch "$BATS_TEST_TMPDIR/healthy"
  settled_on n1
}

@test "without an offer keepalived takes over a down interval after our last better advert" {
  failing_master --no-offer
  in_time "$(silence n1 n2 "== 150")" "$(down_us 100)" "n2 took over"
}
