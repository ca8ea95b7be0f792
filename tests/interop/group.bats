#!/usr/bin/env bats
# A sync group: a gateway with a VIP on each of two wires, and both VIPs are on the same node, whatever happens.

load ../lib/routers

OUTER=10.0.0.50 INNER=10.0.1.50

setup() {
  lab_up 2
  lab_second_wire
  speak 3 ipv4 1000
}

# gateway NODE PRIORITY [ELECT-ARGUMENT]...: two routers in one group, VRID 50 on eth0 and 51 on eth1.
gateway() {
  local lines="$BATS_TEST_TMPDIR/gateway-$1"
  printf '{"vrid": 50, "interface": "eth0", "vip": "%s"}\n{"vrid": 51, "interface": "eth1", "vip": "%s"}\n' \
    "$OUTER" "$INNER" >"$lines"
  start_router "ours-$1" "$1" --instances "$lines" --group gateway --priority "$2" --advert-int "${INTERVAL}ms" "${@:3}"
}
# two_gateways [ELECT-ARGUMENT]...: of n1, which is the master.
two_gateways() {
  gateway n1 150 "$@"
  gateway n2 100
  gateway_is n1
}

# keepalived_gateway NODE PRIORITY: the same by keepalived.
keepalived_gateway() {
  start_keepalived "$1" < <(
    printf 'vrrp_sync_group gateway {\n group {\n  VI_50\n  VI_51\n }\n}\n'
    keepalived_instance 50 eth0 3 "$2" "$INTERVAL" "$OUTER"
    keepalived_instance 51 eth1 3 "$2" "$INTERVAL" "$INNER"
  )
}

# ---- what is to be so

both_on() { [[ "$(holders "$OUTER"), $(holders "$INNER")" == "$1, $1" ]]; }
# gateway_is NODE: both VIPs are there, and stay.
gateway_is() {
  await "${2:-10}" both_on "$1"
  always 1 both_on "$1"
}

# history_of NODE VRID: STATE/REASON of each change since the last `forget NODE...`.
forget() {
  local node
  for node in "$@"; do SINCE[$node]=$(now_us); done
}
declare -gA SINCE=()
changes() { timed_records "ours-$1" ".event == \"state\" and .us >= ${SINCE[$1]:-0}"; }
history_of() { changes "$1" | jq -r "select(.vrid == $2) | .state + \"/\" + .reason" | paste -sd ' '; }
last_is() { [[ $(history_of "$1" 50) == *"$2" && $(history_of "$1" 51) == *"$3" ]]; }

# moved_to NODE: it is the master, and came to it with both routers at once.
moved_to() {
  gateway_is "$1"
  together "$1" master
}
# together NODE STATE: both routers came to that state once, less than an advert interval apart.
together() {
  local times
  mapfile -t times < <(changes "$1" | jq "select(.state == \"$2\") | .us")
  ((${#times[@]} == 2)) || { echo "$1 became $2 ${#times[@]} times, not twice: $(changes "$1")" && return 1; }
  echo "$1 became $2 twice within $((times[1] - times[0])) us"
  ((times[1] - times[0] < INTERVAL * 1000))
}

# ---- two of ours

# moves_with_a_link: down and up again, at either wire.
moves_with_a_link() {
  local link cause effect
  two_gateways
  for link in n1 n1-eth1; do
    cause=fault/link_down effect=fault/group
    if [[ $link == n1-eth1 ]]; then cause=fault/group effect=fault/link_down; fi
    forget n1 n2
    cut_link "$link"
    gateway_is n2
    last_is n1 "$cause" "$effect"
    changes n1 | jq -se 'length > 0 and all(.group == "gateway")' >/dev/null
    together n1 fault
    together n2 master
    forget n1 n2
    mend_link "$link"
    moved_to n1
    together n2 backup
  done
}
@test "a link of the master is cut: both move, and return together" { moves_with_a_link; }
@test "the same with adverts every 100 ms" {
  speak 3 ipv4 100
  moves_with_a_link
}

@test "the takeover after a cut link waits for one missed advert, not for three" {
  watch_wire
  two_gateways
  forget n2
  cut_link n1-eth1
  moved_to n2
  # Priority 0 on the wire that still has its link, and the other one has been silent for 1.25 intervals.
  took=$(silence n1 n2 "== 0")
  echo "n2 took over $took us after priority 0"
  ((took < 1250000 + 300000))
}

@test "SIGTERM hands both over" {
  two_gateways
  forget n2
  signal_to ours-n1 TERM
  moved_to n2
  last_is n2 master/priority_zero master/priority_zero
  exits ours-n1 0
  forget n2
  gateway n1 150
  gateway_is n1
  together n2 backup
}

@test "the master dies: both move after the down interval" {
  two_gateways
  forget n2
  signal_to ours-n1 KILL
  cut_link n1
  cut_link n1-eth1
  moved_to n2
  last_is n2 master/master_down master/master_down
}

@test "owners are master at once, together" {
  gateway n1 255
  await 5 both_on n1
  together n1 master
  last_is n1 master/owner master/owner
  mapfile -t times < <(changes n1 | jq .us)
  echo "master $((times[-1] - times[0])) us after the start"
  ((times[-1] - times[0] < 500000))
}

@test "a tracked interface of weight moves both, there and back" {
  add_link up0 far
  two_gateways --track-interface up0:-60
  forget n2
  ip -n "$LAB-n1" link set far down
  moved_to n2
  forget n1
  ip -n "$LAB-n1" link set far up
  moved_to n1
}

@test "an interface that one member tracks moves the others too" {
  add_link up0 far
  printf '%s\n' '{"vrid": 50, "interface": "eth0", "track-interface": "up0:-60"}' \
    '{"vrid": 51, "interface": "eth1"}' >"$BATS_TEST_TMPDIR/lines"
  start elect n1 vrrp-elect --instances "$BATS_TEST_TMPDIR/lines" --group gateway --priority 150 --advert-int 100ms
  await 5 wrote elect '.vrid == 51 and .state == "master"'
  ip -n "$LAB-n1" link set far down
  await 3 wrote elect '.event == "priority" and .vrid == 50 and .priority == 90'
  await 3 wrote elect '.event == "priority" and .vrid == 51 and .priority == 90'
}

check() {
  printf '{"event":"check","time":"2026-01-01T00:00:00.000000Z","tool":"vrrp-check","node":"n1","seq":1,"check":"x","status":"%s","changed":true,"weight":%d,"streak":1,"duration_ms":1,"detail":""}\n' "$@"
}

@test "a check moves both, by its weight or by its fault" {
  mkfifo "$BATS_TEST_TMPDIR/checks"
  gateway n1 150 --track "$BATS_TEST_TMPDIR/checks"
  exec {checks}<>"$BATS_TEST_TMPDIR/checks"
  check up -60 >&"$checks"
  gateway n2 100
  gateway_is n1
  forget n2
  check down -60 >&"$checks"
  moved_to n2
  forget n1
  check up -60 >&"$checks"
  moved_to n1
  forget n2
  check down 0 >&"$checks"
  moved_to n2
  last_is n1 fault/check_down fault/check_down
  exec {checks}>&-
}

@test "nopreempt: a node that returns preempts neither, and takes over both when they are free" {
  two_gateways --nopreempt
  cut_link n1
  gateway_is n2
  forget n2
  mend_link n1
  await 5 last_is n1 backup/link_up backup/group
  always 6 both_on n2
  [ -z "$(changes n2)" ]
  forget n1
  cut_link n2-eth1
  moved_to n1
}

# The cut is between the bridges' ports: no node sees a carrier go.
part_wire_1() {
  local node
  for node in n1 n2; do bridge -n "$LAB-wire" link set dev "$node-eth1" isolated "$1"; done
}

@test "silence on only one wire does not make half a group master" {
  two_gateways
  forget n1 n2
  part_wire_1 on
  always 6 both_on n1
  [ -z "$(changes n1)$(changes n2)" ]
  part_wire_1 off
  always 2 both_on n1
}

@test "a member whose adverts are refused keeps the others from being master alone" {
  two_gateways
  forget n1 n2
  on n1 nft 'add table ip t; add chain ip t o { type filter hook output priority 0; };
    add rule ip t o oifname eth1 ip protocol 112 drop'
  gateway_is n2
  last_is n1 backup/handover backup/send_failed
  always 8 both_on n2
  last_is n1 backup/handover backup/send_failed
  together n2 master
  on n1 nft delete table ip t
  gateway_is n1
}

@test "both families of one wire: if one lacks an address, both are in fault" {
  local node priority=150
  INNER=fd00::50
  printf '{"vrid": 50, "vip": "%s"}\n{"vrid": 51, "vip": ["fe80::50", "%s"]}\n' "$OUTER" "$INNER" \
    >"$BATS_TEST_TMPDIR/lines"
  for node in n1 n2; do
    start_router "ours-$node" "$node" --instances "$BATS_TEST_TMPDIR/lines" -i eth0 --group web --priority "$priority"
    priority=100
  done
  gateway_is n1
  forget n1 n2
  on n1 ip addr del 10.0.0.1/24 dev eth0
  gateway_is n2
  last_is n1 fault/no_address fault/group
  together n2 master
  forget n1
  on n1 ip addr add 10.0.0.1/24 dev eth0
  moved_to n1
}

# ---- with keepalived

@test "keepalived's sync group is backup: both move there with a link, and return" {
  gateway n1 150
  keepalived_gateway n2 100
  gateway_is n1
  for link in n1 n1-eth1; do
    cut_link "$link"
    gateway_is n2
    forget n1
    mend_link "$link"
    moved_to n1
  done
}

@test "keepalived's sync group is master: both come to us with a link, and return" {
  keepalived_gateway n1 150
  gateway n2 100
  gateway_is n1
  for link in n1 n1-eth1; do
    forget n2
    cut_link "$link"
    moved_to n2
    forget n2
    mend_link "$link"
    gateway_is n1
    together n2 backup
  done
}

@test "keepalived's sync group, and SIGTERM of either" {
  keepalived_gateway n1 150
  gateway n2 100
  gateway_is n1
  forget n2
  signal_to keepalived-n1 TERM
  moved_to n2
  keepalived_gateway n1 50
  always 5 both_on n2
  signal_to ours-n2 TERM
  gateway_is n1
}
