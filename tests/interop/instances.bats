#!/usr/bin/env bats
# Several virtual routers in one process.

load ../lib/lab
bats_require_minimum_version 1.5.0

setup() {
  lab_up 2
  routers="$BATS_TEST_TMPDIR/routers"
}
teardown() { lab_down; }

# masters NAME: how many of its routers are master.
masters() { jq -s '[group_by(.vrid)[] | last | select(.state == "master")] | length' <(records_of "$1" '.event == "state"'); }
masters_are() { [[ $(masters "$1") == "$2" ]]; }

@test "each follows its own line, and the command line says the rest" {
  printf '%s\n' '{"vrid": 1, "priority": 150, "vip": ["10.0.0.31", "10.0.0.32"]}' '' \
    '{"vrid": "2", "nopreempt": false, "name": "two"}' >"$routers"
  start n1 n1 vrrp-elect --vips-elsewhere -i eth0 --advert-int 100ms --priority 20 --instances "$routers"
  feed n2
  start n2 n2 vrrp-elect --vips-elsewhere -i eth0 --advert-int 100ms --instances -
  tell n2 '{"vrid": 1, "vip": ["10.0.0.31", "10.0.0.32"]}'
  tell n2 '{"vrid": 2}'
  end_feed n2
  await 5 wrote n1 '.vrid == 1 and .state == "master" and .priority == 150 and (.vips | length) == 2'
  await 5 wrote n1 '.vrid == 2 and .priority == 20 and .name == "two"'
  await 5 wrote n2 '.vrid == 2 and .state == "master"'
  lacks n2 '.vrid == 1 and .state == "master"'
}

@test "250 routers on two nodes: each has one master, and all are handed over" {
  local i
  for ((i = 1; i <= 250; i++)); do printf '{"vrid": %d, "vip": "10.0.1.%d"}\n' "$i" "$i"; done >"$routers"
  start n1 n1 vrrp-elect --vips-elsewhere -i eth0 --advert-int 1s --priority 150 --instances "$routers"
  await 10 masters_are n1 250
  start n2 n2 vrrp-elect --vips-elsewhere -i eth0 --advert-int 1s --instances "$routers"
  always 5 lacks n2 '.state == "master"'
  signal_to n1 TERM
  exit_of n1 20
  # shellcheck disable=SC2154 # set by exit_of
  [ "$exit_status" -eq 0 ]
  await 10 masters_are n2 250
}

@test "a dead reader is known to all of them" {
  printf '{"vrid": %d, "vip": "10.0.1.%d"}\n' 1 1 2 2 3 3 >"$routers"
  start_pipeline pipe n1 "vrrp-elect -i eth0 --advert-int 100ms --instances $routers | { head -n 6 >/dev/null; exit 0; }"
  exit_of pipe 10
  [ "$exit_status" -eq 3 ]
}

@test "a check counts for each, and is passed on once" {
  printf '{"vrid": %d}\n' 1 2 3 >"$routers"
  feed n1
  start_mixed n1 n1 vrrp-elect -i eth0 --advert-int 100ms --instances "$routers" --track -
  tell n1 '{"event":"check","check":"x","status":"down","changed":true,"weight":-50,"streak":1,"duration_ms":1,"detail":""}'
  await 3 wrote n1 '.vrid == 3 and .event == "priority"'
  [ "$(count_of n1 '.event == "check"')" -eq 1 ]
  [ "$(count_of n1 '.event == "priority" and .priority == 50')" -eq 3 ]
}
