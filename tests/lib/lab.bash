# shellcheck shell=bash
# The laboratory of examples/lib/lab.sh for Bats tests:
#
#     load ../lib/lab
#     setup() { lab_up 2; }
#
# The teardown below takes it down, if a test file has no other. What `start` starts writes records: they are kept, and
# the last ctest validates all of them.
# shellcheck disable=SC2034 # variables for the tests

bats_require_minimum_version 1.5.0
: "${VRRP_BUILD:=$(realpath "$BATS_TEST_DIRNAME/../../build/release")}"
VRRP_SOURCE=$(realpath "$BATS_TEST_DIRNAME/../..")
export VRRP_BUILD VRRP_SOURCE
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 # which would put files into the tree
LAB="vrrp-$$"
# shellcheck source=../../examples/lib/lab.sh
. "$VRRP_SOURCE/examples/lib/lab.sh"

LAB_RECORDS="$VRRP_BUILD/records/$(basename "$BATS_TEST_FILENAME" .bats)-$$"
declare -gA LAB_PID=() LAB_OUT=() LAB_ERR=() LAB_FEED=()
# A command as nobody, without a capability, or with this one alone.
AS_NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all)
# shellcheck disable=SC2054 # capabilities are a list
WITH_NET_RAW=("${AS_NOBODY[@]/-all/-all,+net_raw}" --ambient-caps=-all,+net_raw --bounding-set=-all,+net_raw --no-new-privs)

teardown() { lab_down; }

# copy_programs FOLDER: bin/, and what its programs need.
copy_programs() {
  mkdir -p "$1/lib"
  cp -r "$VRRP_BUILD/bin" "$VRRP_BUILD/libexec" "$1"
  cp -r "$VRRP_BUILD/lib/vrrp-tools" "$1/lib"
}

# for_all_users: from now on PATH leads to copies of the programs that every user can load. The build may be below a
# folder that only its owner may enter.
for_all_users() {
  copy_programs "$BATS_TEST_TMPDIR/programs"
  chmod -R a+rX "$BATS_TEST_TMPDIR/programs"
  chmod a+x "$BATS_RUN_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_TEST_TMPDIR"
  PATH=$BATS_TEST_TMPDIR/programs/bin:$PATH
}

# ---- the wire and the nodes

# lab_up N: the wire, N nodes and the client.
lab_up() {
  local n
  mkdir -p "$LAB_RECORDS"
  lab_wire
  for ((n = 1; n <= $1; n++)); do lab_node "n$n" "$n"; done
  lab_node client 9
}

# lab_second_wire: every node gets eth1 too, on a wire of its own: 10.0.1.N/24, fd00:0:0:1::N, MAC
# 02:00:00:00:01:0N. Its links are `cut_link n1-eth1` and so on.
lab_second_wire() {
  local node mac
  lab_bridge br1
  for node in "${LAB_NODES[@]}"; do
    mac=$(on "$node" cat /sys/class/net/eth0/address)
    lab_attach "$node" "${mac: -1}" 1 "$node-eth1"
  done
}

# add_link NAME OTHER: on n1, two ends of a link of its own, both up.
add_link() {
  ip -n "$LAB-n1" link add "$1" type veth peer name "$2"
  ip -n "$LAB-n1" link set "$2" up
  ip -n "$LAB-n1" link set "$1" up
}

# overrun_news NODE: more than the kernel keeps for a process that does not read: 1500 addresses.
overrun_news() {
  local i
  for ((i = 0; i < 1500; i++)); do echo "addr add 10.9.$((i / 250)).$((i % 250 + 1))/32 dev lo"; done |
    on "$1" ip -batch -
}

# inject NODE PYTHON [ARGUMENT]...: with what tests/lib/inject.py has, such as send(MESSAGE).
inject() { on "$1" /usr/bin/python3 -c "$(cat "$VRRP_SOURCE/tests/lib/inject.py" - <<<"$2")" "${@:3}"; }

# partition NODE...: these no longer hear each other; the others hear all of them, and are heard.
partition() {
  local node
  for node in "$@"; do bridge -n "$LAB-wire" link set dev "$node" isolated on; done
}
heal() {
  local node
  for node in "${LAB_NODES[@]}"; do bridge -n "$LAB-wire" link set dev "$node" isolated off; done
}

# holders ADDRESS: the nodes that have it, in order, in one line.
holders() {
  local node found=()
  for node in "${LAB_NODES[@]}"; do
    ! lab_holds "$node" "$1" || found+=("$node")
  done
  echo "${found[*]}"
}
# held_by "NODES" ADDRESS: exactly these have it ("" for none); for await.
held_by() { [[ $(holders "$2") == "$1" ]]; }

# ---- programs

# start NAME NODE COMMAND...: in the background; its stdout is records, all of which the schema must fit.
start() { lab_start jsonl "$@"; }
# The same where the test itself feeds in records of another elector: a line without `tool` is let through.
start_mixed() { lab_start mixed.jsonl "$@"; }
# The same for whatever writes no records.
start_other() { lab_start text "$@"; }

# start_pipeline NAME NODE 'COMMAND | COMMAND | ...': stdout is that of the last stage. The stages are a
# process group of their own: `kill -9 -"$(pid_of NAME)"` is a node that dies.
start_pipeline() { lab_start jsonl "$1" "$2" bash -o pipefail -c "$3"; }

# start_router NAME NODE ELECT-ARGUMENT...: elector, holder and announcer, behind $CHECKS (a command and its pipe) if it
# is set. The shell waits for its pipeline also when the signal was for all.
start_router() {
  start_pipeline "$1" "$2" "trap : TERM
    ${CHECKS-} vrrp-elect --node $2 ${*:3} | vip-ctl follow --node $2 | garp-send follow --node $2"
}

lab_start() {
  local kind=$1 name=$2 node=$3 input=/dev/null
  shift 3
  mkdir -p "$LAB_RECORDS"
  LAB_OUT[$name]="$LAB_RECORDS/$BATS_TEST_NUMBER-$name.$kind"
  LAB_ERR[$name]="$LAB_RECORDS/$BATS_TEST_NUMBER-$name.err"
  if [[ -v LAB_FEED[$name] ]]; then input="$BATS_TEST_TMPDIR/$name.fifo"; fi
  # A name that is started again goes on in the same files. setsid does not fork here: a background job leads
  # no group yet, so $! is the program itself, and the leader of its group. 3 is Bats' own descriptor. A shell
  # makes its background jobs ignore SIGINT, and a nohup SIGHUP; our programs would heed that.
  (
    local fd
    for fd in "${LAB_FEED[@]}"; do [[ -z $fd ]] || exec {fd}>&-; done
    exec env --default-signal=INT,HUP setsid ip netns exec "$LAB-$node" "$@"
  ) <"$input" >>"${LAB_OUT[$name]}" 2>>"${LAB_ERR[$name]}" 3>&- &
  LAB_PID[$name]=$!
}

# Records from the test itself: `feed NAME`, then start it, then `tell NAME LINE` as often as you like; `end_feed
# NAME` is the end of its input. Without, a program's stdin is empty.
feed() {
  local fd
  mkfifo "$BATS_TEST_TMPDIR/$1.fifo"
  exec {fd}<>"$BATS_TEST_TMPDIR/$1.fifo"
  LAB_FEED[$1]=$fd
}
tell() { printf '%s\n' "$2" >&"${LAB_FEED[$1]}"; }
end_feed() {
  local fd=${LAB_FEED[$1]}
  exec {fd}>&-
  LAB_FEED[$1]=
}

pid_of() { echo "${LAB_PID[$1]}"; }
out_of() { cat "${LAB_OUT[$1]}"; }
err_of() { cat "${LAB_ERR[$1]}"; }
# stage NAME PROGRAM: the pid of one program of a pipeline. The oldest: a vrrp-check that has just forked for its probe
# is two of them until the child is another program.
stage() { pgrep -o -g "${LAB_PID[$1]}" -x "$2"; }
# all_stages NAME PROGRAM: where it runs several times.
all_stages() { pgrep -g "${LAB_PID[$1]}" -x "$2"; }
running() { kill -0 "${LAB_PID[$1]}" 2>/dev/null; }
# heeds NAME [SIGNALS]: it has begun, and has its signals in hand (4003: SIGTERM, SIGINT, SIGHUP); for await. From then
# on it hears at once what it is told, and vrrp-dump captures.
heeds() { grep -qs "^SigBlk:.*${2-4003}\$" "/proc/${LAB_PID[$1]}/status"; }

# signal_to NAME SIGNAL: to the program; to every stage, if it is a pipeline.
signal_to() { kill -s "$2" -- "-${LAB_PID[$1]}"; }

# exit_of NAME [SECONDS]: waits for its end; then $exit_status is its exit status. (It prints nothing, because
# a subshell's `$(…)` could not wait for our child.)
exit_of() {
  await "${2:-5}" lab_ended "$1" || return 1
  exit_status=0
  wait "${LAB_PID[$1]}" || exit_status=$?
}
# exits NAME STATUS [SECONDS]: it ends with this exit status.
exits() {
  exit_of "$1" "${3-5}" || return 1
  [[ $exit_status -eq $2 ]] || { echo "$1 exited with $exit_status, not $2" && return 1; }
}
# stop NAME SIGNAL [STATUS [SECONDS]]: the signal ends it, with this exit status.
stop() {
  signal_to "$1" "$2"
  if (($# == 2)); then exit_of "$1"; else exits "$1" "${@:3}"; fi
}
# stop_elector NAME: that of a pipeline, in good order; and all of it ends with 0.
stop_elector() {
  kill -TERM "$(stage "$1" vrrp-elect)"
  exits "$1" 0
}
# Asked again and again by tests that run beside each other: so without a process of its own.
lab_ended() {
  local stat
  read -r stat 2>/dev/null <"/proc/${LAB_PID[$1]}/stat" || return 0
  [[ ${stat##*) } == Z* ]]
}

# refuses STATUS TEXT COMMAND...: a program of ours exits so, writes nothing, and says one line that has the text in it.
refuses() {
  local words program
  read -ra words <<<"${*:3}" # also of a bash -c
  for program in "${words[@]##*/}"; do
    if [[ $program =~ ^(vrrp|vip|garp)-[a-z]+$ ]]; then break; fi
  done
  run --separate-stderr "${@:3}"
  # shellcheck disable=SC2154 # set by run
  echo "status $status, stdout: $output, stderr: $stderr"
  # shellcheck disable=SC2154
  [[ $status -eq $1 && -z $output && ${#stderr_lines[@]} -eq 1 && $stderr == "$program: "*"$2"* ]]
}

# ---- records

# wrote NAME FILTER: a record for which the jq filter is true was written; for await.
wrote() { jq -en "any(inputs; $2)" "${LAB_OUT[$1]}" >/dev/null 2>&1; }
# lacks NAME FILTER: none was; for always.
lacks() { ! wrote "$@"; }
# records_of NAME FILTER: those records, one a line.
records_of() { jq -c "select($2)" "${LAB_OUT[$1]}"; }
# count_of NAME FILTER: how many.
count_of() { records_of "$1" "$2" | wc -l; }
# in_state NAME STATE: of the newest state record; for await and always.
in_state() { [[ $(jq -rn '[inputs | select(.event == "state")][-1].state' "${LAB_OUT[$1]}") == "$2" ]]; }
# timed_records NAME FILTER: those records with `us`, the microsecond at which each was written. What a test feeds in may
# have no time: that is left out.
timed_records() {
  jq -c 'select(.time) | . + {us: ((.time[0:19] + "Z" | fromdate) * 1000000 + (.time[20:26] | tonumber))} | select('"$2"')' \
    "${LAB_OUT[$1]}" 2>/dev/null
}
# first_us NAME FILTER: when the first of them was written.
first_us() { timed_records "$1" "$2" | head -n 1 | jq .us; }
now_us() { echo "${EPOCHREALTIME/./}"; }
# boot_us: the clock that records tell times of (`expires_us`), in microseconds.
boot_us() {
  local up
  read -r up _ </proc/uptime # CLOCK_BOOTTIME, to 10 ms
  echo $((${up/./} * 10000))
}
# said NAME TEXT: stderr has a line with this text.
said() { grep -qF -- "$2" "${LAB_ERR[$1]}"; }

# ---- waiting

# await SECONDS CONDITION...: until the command succeeds; a failure is explained.
await() {
  lab_await "$@" || {
    echo "await: not within $1 s: ${*:2}"
    lab_dump
    return 1
  }
}

# always SECONDS CONDITION...: the command succeeds all the while; asks every 50 ms.
always() {
  local seconds=$1 deadline
  shift
  deadline=$((${EPOCHREALTIME/./} + $(lab_us "$seconds")))
  while ((${EPOCHREALTIME/./} <= deadline)); do
    if ! "$@"; then
      echo "always: no longer within $seconds s: $*"
      lab_dump
      return 1
    fi
    sleep 0.05
  done
}

# What a person wants to see of a failed test.
lab_dump() {
  local node name
  for node in "${LAB_NODES[@]}"; do
    echo "--- $node: addresses, then processes"
    ip -n "$LAB-$node" -br addr show dev eth0
    ip netns pids "$LAB-$node" | xargs -r ps -o pid=,ppid=,stat=,args= -p
  done
  for name in "${!LAB_PID[@]}"; do
    echo "--- $name: the end of stdout, then of stderr"
    tail -n 15 "${LAB_OUT[$name]}"
    tail -n 15 "${LAB_ERR[$name]}"
  done
}

# ---- the parts around us

# start_nginx NODE: answers the node's name on port 80 of every address. `stop_nginx` ends it.
start_nginx() {
  local dir="$BATS_TEST_TMPDIR/nginx-$1"
  mkdir -p "$dir"
  lab_nginx_conf "$@" >"$dir/nginx.conf"
  start_other "nginx-$1" "$1" nginx -p "$dir" -e error.log -c nginx.conf
  await 10 on "$1" curl -sf --max-time 1 -o /dev/null http://127.0.0.1/
}
stop_nginx() { stop "nginx-$1" TERM; }

# ask ADDRESS [NODE]: what nginx behind the address answers to the client (or another node).
ask() {
  local host=$1
  [[ $host != *:* ]] || host="[$host]"
  on "${2:-client}" curl -s --max-time 1 "http://$host/"
}
# answered_by NODE ADDRESS; for await.
answered_by() { [[ $(ask "$2") == "$1" ]]; }

# start_keepalived NODE <<END … END: Debian's keepalived with this configuration, the VRRP half alone.
start_keepalived() {
  local node=$1 dir="$BATS_TEST_TMPDIR/keepalived-$1"
  mkdir -p "$dir"
  cat >"$dir/keepalived.conf"
  start_other "keepalived-$node" "$node" keepalived --dont-fork --log-console --log-detail --no-syslog \
    --vrrp --use-file="$dir/keepalived.conf" --pid="$dir/pid" --vrrp_pid="$dir/vrrp.pid"
}
# one_keepalived NODE VIRTUAL-ROUTER...: with one instance. Not a pipe: what start_keepalived notes of the process must
# outlive this line.
one_keepalived() { start_keepalived "$1" < <(keepalived_instance "${@:2}"); }
# keepalived_instance VRID INTERFACE VERSION PRIORITY INTERVAL_MS "VIP..." [LINE]...
keepalived_instance() {
  local vip vips=
  for vip in $6; do vips+="  $vip/$([[ $vip == *:* ]] && echo 128 || echo 32) dev $2"$'\n'; done
  cat <<END
vrrp_instance VI_$1 {
 state BACKUP
 interface $2
 virtual_router_id $1
 version $3
 priority $4
 advert_int $(($5 / 1000)).$(printf %03d $(($5 % 1000)))
$(printf ' %s\n' "${@:7}")
 virtual_ipaddress {
$vips }
}
END
}

# authentication TYPE PASSWORD: a LINE for a password of VRRPv2, PASS or AH.
authentication() { printf '%s\n' 'authentication {' " auth_type $1" " auth_pass $2" '}'; }

# ---- the end

# Ends what runs in our namespaces, removes them, and fails the test when a sanitizer said anything.
lab_down() {
  lab_clear
  wait "${LAB_PID[@]}" 2>/dev/null || :
  if grep -rlE 'ERROR: (Address|Leak)Sanitizer|runtime error:' --include="$BATS_TEST_NUMBER-*.err" \
    "$LAB_RECORDS" >"$BATS_TEST_TMPDIR/sanitizer" 2>/dev/null; then
    xargs cat <"$BATS_TEST_TMPDIR/sanitizer"
    return 1
  fi
}
