#!/usr/bin/env bats
# ctest: timeout=900
# Random kills, freezes and ends of random stages: tests/bench/randomkills.

load ../lib/lab

@test "200 rounds: one holder, and it is the master; no torn record; nothing left" {
  "$VRRP_SOURCE/tests/bench/randomkills" --build "$VRRP_BUILD" --rounds 200 --jobs 4 --records "$LAB_RECORDS"
}
