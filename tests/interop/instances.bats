#!/usr/bin/env bats
# Several virtual routers in one process.

load ../lib/lab

setup() {
  lab_up 2
  routers="$BATS_TEST_TMPDIR/routers"
}

# masters NAME: how many of its routers are master.
masters() { jq -s '[group_by(.vrid)[] | last | select(.state == "master")] | length' <(records_of "$1" '.event == "state"'); }
masters_are() { [[ $(masters "$1") == "$2" ]]; }

@test "each router follows its own line, and the command line has the defaults" {
  printf '%s\n' '{"vrid": 1, "priority": 150, "vip": ["10.0.0.31", "10.0.0.32"]}' '' \
    '{"vrid": "2", "nopreempt": false, "name": "two"}' >"$routers"
  start n1 n1 vrrp-elect --vips-elsewhere -i eth0 --advert-int 100ms --priority 20 --instances "$routers"
  # Not before: on a busy machine a worse one may begin, and rightly be master, first.
  await 5 wrote n1 '.vrid == 1 and .state == "master"'
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
  for ((i = 1; i <= 250; i++)); do printf '{"vrid": %d, "vip": "10.0.1.%d"}\n' "$i" "$i"; done >"$routers"
  start n1 n1 vrrp-elect --vips-elsewhere -i eth0 --advert-int 1s --priority 150 --instances "$routers"
  await 10 masters_are n1 250
  start n2 n2 vrrp-elect --vips-elsewhere -i eth0 --advert-int 1s --instances "$routers"
  always 5 lacks n2 '.state == "master"'
  stop n1 TERM 0 20
  await 10 masters_are n2 250
}

@test "a dead reader is known to all of them" {
  printf '{"vrid": %d, "vip": "10.0.1.%d"}\n' 1 1 2 2 3 3 >"$routers"
  start_pipeline pipe n1 "vrrp-elect -i eth0 --advert-int 100ms --instances $routers | { head -n 6 >/dev/null; exit 0; }"
  exits pipe 3 10
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

# is NAME VRID STATE REASON: the last that is told of that router; for await and always.
is() {
  [[ $(records_of "$1" ".event == \"state\" and .vrid == $2" | tail -n 1 | jq -r '.state + " " + .reason') == "$3 $4" ]]
}

@test "an interface that is absent at the start is waited for, while the others elect" {
  printf '%s\n' '{"vrid": 1, "interface": "eth0"}' '{"vrid": 2, "interface": "late0"}' >"$routers"
  start elect n1 vrrp-elect --advert-int 100ms --instances "$routers"
  await 3 is elect 1 master master_down
  is elect 2 fault no_interface
  said elect "line 2: late0: no such interface"
  ip -n "$LAB-n1" link add late0 type veth peer name far
  ip -n "$LAB-n1" addr add 10.0.9.1/24 dev late0
  ip -n "$LAB-n1" link set far up
  ip -n "$LAB-n1" link set late0 up
  await 3 is elect 2 master master_down
  ip -n "$LAB-n1" link del late0
  await 2 is elect 2 fault no_interface
  is elect 1 master master_down
}

@test "an interface without IPv6 at the start is waited for, while the others elect" {
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  printf '%s\n' '{"vrid": 1}' '{"vrid": 1, "family": "ipv6"}' >"$routers"
  start elect n1 vrrp-elect -i eth0 --advert-int 100ms --instances "$routers"
  await 3 wrote elect '.family == "ipv4" and .state == "master"'
  wrote elect '.family == "ipv6" and .state == "fault"'
  said elect "line 2: VRRP socket on eth0: IPv6 is disabled there"
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  on n1 ip addr add fe80::1/64 dev eth0 nodad
  await 3 wrote elect '.family == "ipv6" and .state == "master"'
}
