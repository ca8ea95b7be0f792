#!/usr/bin/env bats
# ctest: timeout=600
# The pipe as dead man's switch: the essential cells of tests/bench/killmatrix, with bounds that also hold on a
# busy machine. n1 is the master; times are milliseconds from the fault on.

load ../lib/lab

CELLS='vrrp-elect SIGKILL|vrrp-elect SIGSTOP|vip-ctl SIGKILL|vip-ctl SIGSTOP|garp-send SIGKILL|all SIGSTOP|all SIGTERM|better.*|partition|link cut|VIP.*'

setup_file() {
  measured="$BATS_FILE_TMPDIR/measured"
  export measured
  # Its own limits are for an idle machine: what is asked of its figures stands in the tests.
  "$VRRP_SOURCE/tests/bench/killmatrix" --build "$VRRP_BUILD" -k "^($CELLS)\$" --intervals 1000 --jobs 3 \
    --without-keepalived --records "$LAB_RECORDS" --json "$measured" >"$measured.table" 2>&1 || :
  [ -s "$measured" ] || cat "$measured.table"
}

# seen CELL FILTER: the jq filter is true of what was measured.
seen() {
  jq -e "map(select(.cell | startswith(\"$1\")).runs[]) | length == 1 and (.[0] | .failed == null and .torn == [] and ($2))" \
    "$measured" >/dev/null && return
  cat "$measured.table"
  jq "map(select(.cell | startswith(\"$1\")))" "$measured"
  return 1
}

@test "SIGKILL vrrp-elect: the VIP is gone at once, never on two nodes, and comes back with the pipeline" {
  seen "vrrp-elect SIGKILL" '.fault.gone < 500 and .fault.two_hold == 0 and .fault.taken < 6000'
  seen "vrrp-elect SIGKILL" '.settled == "n1" and .exits.n1["vip-ctl"] == 3 and .exits.n1["vrrp-check"] != null'
}

@test "SIGSTOP vrrp-elect: the VIP is gone from its node before the peer has it" {
  seen "vrrp-elect SIGSTOP" '.fault.gone <= 3500 and .fault.gone <= .fault.taken and .fault.two_hold == 0'
  seen "vrrp-elect SIGSTOP" '.settled == "n1" and .heal.two_hold < 500'
}

@test "SIGKILL vip-ctl: the kernel removes the VIP, and the peer has it soon after" {
  seen "vip-ctl SIGKILL" '.fault.two_hold == 0 and .fault.gone <= .fault.taken and .fault.taken - .fault.gone < 2000'
  seen "vip-ctl SIGKILL" '.settled == "n1" and .exits.n1["vrrp-elect"] == 3 and .exits.n1["garp-send"] == 3'
}

@test "SIGSTOP vip-ctl: the same, and the thawed one takes nothing back that has moved" {
  seen "vip-ctl SIGSTOP" '.fault.two_hold == 0 and .fault.gone <= .fault.taken and .fault.taken - .fault.gone < 2000'
  seen "vip-ctl SIGSTOP" '.settled == "n1" and .heal.two_hold < 500'
}

@test "SIGKILL garp-send: the VIP goes at once, and the peer has it after its skew" {
  seen "garp-send SIGKILL" '.fault.gone < 500 and .fault.two_hold == 0 and .fault.taken < 2500'
  seen "garp-send SIGKILL" '.settled == "n1" and .exits.n1["vip-ctl"] == 3 and .exits.n1["vrrp-elect"] == 3'
}

@test "SIGSTOP all: the kernel removes the VIP before the peer has it" {
  seen "all SIGSTOP" '.fault.two_hold == 0 and .fault.gone <= .fault.taken and .fault.taken < 6000'
  seen "all SIGSTOP" '.settled == "n1" and .heal.two_hold < 500'
}

@test "SIGTERM all: the peer has the VIP before it is let go, and no request but the one in flight is lost" {
  seen "all SIGTERM" '.fault.taken < .fault.gone and .fault.lost <= 1 and .fault.hole < 300'
  seen "all SIGTERM" '.exits.n1 == {"vrrp-check": 0, "vrrp-elect": 0, "vip-ctl": 0, "garp-send": 0}'
}

@test "the better node returns: no request but the one in flight is lost" {
  seen "better node returns" '.settled == "n1" and .fault.lost <= 1 and .fault.hole < 300'
}

@test "the VIP is deleted by hand: it is back at once" {
  seen "VIP deleted" '.settled == "n1" and .fault.gone < 500 and .fault.hole < 300 and .fault.taken == null'
}

@test "the link is cut: the node lets go, and takes it back with the link" {
  seen "link cut" '.fault.gone < 500 and .fault.two_hold == 0 and .settled == "n1" and .heal.arp < 1000'
}

@test "a partition heals: one holder again, and the client's ARP entry is the master's" {
  seen "partition" '.settled == "n1" and .heal.two_hold < 2000 and .heal.arp < 1000 and .heal.hole < 300'
}
