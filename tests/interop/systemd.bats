#!/usr/bin/env bats
# The unit of examples/systemd without systemd: its very ExecStart and web.conf, under an unprivileged user with the
# capabilities that the unit asks for.

load ../lib/pair

unit=$VRRP_SOURCE/examples/systemd/vrrp@.service
nobody=65534

setup() { for_all_users; }

# setting KEY: its value in the unit; lines that go on are one.
# To systemd, $$ is a $.
setting() { sed -z 's/\\\n//g' "$unit" | sed -n "s/^$1=//p" | sed 's/\$\$/$/g'; }

# unit_on NODE PRIORITY [COMMAND]...: what systemd would start there, under this command.
unit_on() {
  local node=$1 priority=$2 capabilities command CHECK ELECT
  shift 2
  # A shell reads both like systemd: the settings of the file, and quotes without escapes.
  . "$VRRP_SOURCE/examples/systemd/web.conf"
  CHECK=${unit_checks:-$CHECK}
  eval "command=($(setting ExecStart))"
  capabilities=-all,$(setting AmbientCapabilities | sed 's/CAP_/+/g; s/ /,/g; s/.*/\L&/')
  lab_start jsonl "unit-$node" "$node" env "CHECK=$CHECK" "ELECT=${ELECT/150/$priority}" \
    setpriv --reuid "$nobody" --regid "$nobody" --clear-groups --no-new-privs --inh-caps "$capabilities" \
    --ambient-caps "$capabilities" --bounding-set "$capabilities" "$@" "${command[@]}"
}

# has STAGE CAPABILITIES: a program on n1 is nobody's, and can do this and no more.
has() {
  local status
  status=$(cat "/proc/$(stage unit-n1 "$1")/status")
  grep -qx "Uid:	$nobody	$nobody	$nobody	$nobody" <<<"$status"
  grep -qx "CapPrm:	$2" <<<"$status"
  grep -qx "CapEff:	$2" <<<"$status"
}

one_server() {
  lab_up 1
  start_nginx n1
}
two_nodes() {
  two_servers
  unit_on n1 150
  unit_on n2 100
  settled_on n1
}

@test "systemd takes the unit, and rates its exposure 2.1 of 10" {
  systemd-analyze verify --man=no "$unit"
  systemd-analyze security --offline=true --threshold=21 "$unit"
}

@test "it elects, holds and announces, and each program has its one capability" {
  two_nodes
  await 5 wrote unit-n1 '.event == "announce" and .address == "10.0.0.3" and .packets == 5'
  has vrrp-check 0000000000000000
  has vrrp-elect 0000000000002000
  has vip-ctl 0000000000001000
  has garp-send 0000000000002000
}

@test "SIGTERM to all of it hands over, and ends with 0" {
  two_nodes
  signal_to unit-n1 TERM
  settled_on n2
  exits unit-n1 0
  wrote unit-n1 '.event == "state" and .state == "init" and .reason == "handover"'
  [ -z "$(pgrep -g "$(pid_of unit-n1)")" ]
}

@test "SIGKILL of one program ends all of them" {
  one_server
  for program in vrrp-elect vip-ctl garp-send; do
    unit_on n1 150
    await 8 held_by n1 "$VIP"
    kill -KILL "$(stage unit-n1 "$program")"
    exit_of unit-n1
    # Of garp-send's own death the shell tells by the signal.
    [ "$exit_status" -eq "$([[ $program == garp-send ]] && echo 137 || echo 3)" ]
    [ -z "$(pgrep -g "$(pid_of unit-n1)")" ]
    await 8 held_by "" "$VIP" # vip-ctl's own death leaves them to the kernel
  done
}

@test "checks that were killed start again, and nothing else happens" {
  one_server
  unit_on n1 150
  await 8 held_by n1 "$VIP"
  before=$(stage unit-n1 vrrp-elect)
  kill -KILL "$(stage unit-n1 vrrp-check)"
  await 4 stage unit-n1 vrrp-check
  always 3 held_by n1 "$VIP"
  [ "$(stage unit-n1 vrrp-elect)" = "$before" ]
  [ "$(count_of unit-n1 '.event == "priority"')" -eq 0 ]
}

@test "a wrong command line ends with 2, which is not tried again" {
  lab_up 1
  ELECT='--vrid 999' CHECK=true
  eval "command=($(setting ExecStart))"
  lab_start jsonl unit-n1 n1 env "CHECK=$CHECK" "ELECT=$ELECT" "${command[@]}"
  exit_of unit-n1
  [ "$exit_status" -eq "$(setting RestartPreventExitStatus)" ]
}

# What web.conf says of several checks.
several_checks() {
  local line
  line=$(sed -n "s/^# '\(vrrp-check … & vrrp-check … & .*\)'\$/\1/p" "$VRRP_SOURCE/examples/systemd/web.conf")
  [ -n "$line" ]
  line=${line/…/process nginx --name nginx --interval 200ms --timeout 5s --weight -20}
  echo "${line/…/exec --name true --interval 200ms --timeout 5s --weight -20 -- true}"
}

@test "of several checks one that was killed starts again, and none after a stop" {
  one_server
  checks=$(several_checks)
  unit_checks="echo started >&2; $checks" unit_on n1 150
  await 8 held_by n1 "$VIP"
  before=$(checkers)
  [ "$(wc -l <<<"$before")" -eq 2 ]
  kill -KILL "$(head -n 1 <<<"$before")"
  await 4 both_anew "$before"
  always 2 both_anew "$before"
  held_by n1 "$VIP"
  stop unit-n1 TERM 0
  # At the start, and after the kill: not again after the stop.
  [ "$(err_of unit-n1 | grep -cx started)" -eq 2 ]
}
# checkers: the pids of vrrp-check, without what one has just forked for its probe: that has the same name for a moment.
checkers() {
  local all pid stat fields
  all=$(all_stages unit-n1 vrrp-check) || return 1
  for pid in $all; do
    read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
    read -ra fields <<<"${stat##*) }"
    grep -qx "${fields[1]}" <<<"$all" || echo "$pid" # by its parent
  done
}
both_anew() {
  local now
  now=$(checkers) && [[ $(wc -l <<<"$now") -eq 2 ]] && [[ -z $(comm -12 <(sort <<<"$1") <(sort <<<"$now")) ]]
}

# calls_in SET...: the system calls in these sets of systemd's.
calls_in() {
  local set call
  for set; do
    while read -r call; do
      case $call in
        @*) calls_in "$call" ;;
        [a-z_]*) echo "$call" ;;
      esac
    done < <(systemd-analyze syscall-filter "$set" | tail -n +2)
  done
}

@test "it makes no system call that the unit forbids" {
  one_server
  unit_on n1 150 strace -f # which writes to stderr
  await 20 held_by n1 "$VIP"
  on n1 ip addr del "$VIP/32" dev eth0
  await 5 wrote unit-n1 '.event == "vip" and .action == "restored"'
  signal_to unit-n1 TERM
  exit_of unit-n1 10

  mapfile -t allowed < <(setting SystemCallFilter)
  [ "${#allowed[@]}" -eq 3 ]
  read -ra forbidden <<<"${allowed[1]#'~'}"
  added=${allowed[2]}
  calls_in "${allowed[0]}" | sort -u >"$BATS_TEST_TMPDIR/service"
  calls_in "${forbidden[@]}" | grep -vx "$added" | sort -u >"$BATS_TEST_TMPDIR/forbidden"
  err_of unit-n1 | sed -nE 's/^(\[pid +[0-9]+\] )?([a-z0-9_]+)\(.*/\2/p' | sort -u >"$BATS_TEST_TMPDIR/made"
  grep -qx sendmsg "$BATS_TEST_TMPDIR/made"
  comm -23 "$BATS_TEST_TMPDIR/made" <(comm -23 "$BATS_TEST_TMPDIR/service" "$BATS_TEST_TMPDIR/forbidden") |
    diff /dev/null -
}

# ---- a pipe that another user made

# The pipe is the shell's, which is root's: nobody cannot open it anew to make it non-blocking.
not_reopened() {
  local pid=$1
  [ "$(readlink /proc/"$pid"/fd/* | grep -cxF "$(readlink "/proc/$pid/fd/1")")" -eq 1 ]
  [ "$(($(awk '/^flags/ { print "0" $2 }' "/proc/$pid/fdinfo/1") & 04000))" -eq 0 ]
}

@test "on a full pipe of another user it neither blocks nor falls silent" {
  lab_up 2
  feed elect
  start_pipeline elect n1 "trap : TERM
    ${WITH_NET_RAW[*]} vrrp-elect --vrid 50 -i eth0 --track - --advert-int 100ms | sleep 60"
  printf -v detail '%3000s' ''
  for ((n = 0; n < 40; n++)); do # 120 kB, and a pipe takes 64
    tell elect "{\"event\":\"check\",\"check\":\"x\",\"status\":\"up\",\"changed\":true,\"weight\":-10,\"detail\":\"$detail\"}"
  done
  await 10 stage elect vrrp-elect
  elect=$(stage elect vrrp-elect)
  not_reopened "$elect"
  await 10 on n1 vrrp-elect status -q # it is master: a worse one that begins first would rightly be
  start other n2 vrrp-elect --vrid 50 -i eth0 --priority 50 --advert-int 100ms
  await 10 wrote other '.state == "backup" and .event == "alive"' # which it says once a second
  never_master() { ! wrote other '.state == "master"'; }
  always 3 never_master
  kill -TERM "$elect"
  await 5 wrote other '.state == "master" and .reason == "priority_zero"'
}

@test "a frozen reader of another user's pipe is noticed, and the VIP moves on" {
  lab_up 2
  start_pipeline unit-n1 n1 "trap : TERM
    ${WITH_NET_RAW[*]} vrrp-elect --vrid 50 -i eth0 --priority 150 --vip $VIP |
    ${WITH_NET_RAW[*]//net_raw/net_admin} vip-ctl follow | ${WITH_NET_RAW[*]} garp-send follow"
  pipeline n2 100
  await 10 held_by n1 "$VIP"
  not_reopened "$(stage unit-n1 vrrp-elect)"
  kill -STOP "$(stage unit-n1 vip-ctl)"
  await 8 held_by n2 "$VIP"
  kill -CONT "$(stage unit-n1 vip-ctl)"
  await 10 held_by n1 "$VIP"
}
