# shellcheck shell=bash
# A laboratory of network namespaces for Bats tests:
#
#     load ../lib/lab
#     setup() { lab_up 2; }
#     teardown() { lab_down; }
#
#              wire (a bridge)
#      ┌──────────┬──────┴────┬───────────┐
#     n1         n2          n3         client
#   10.0.0.1   10.0.0.2   10.0.0.3     10.0.0.9     eth0, /24; fd00::N/64; MAC 02:00:00:00:00:0N
#
# A node is a namespace, named after the process of the test, so that tests run beside each other. What
# `start` starts writes records: they are kept, and the last ctest validates all of them.
# shellcheck disable=SC2034 # variables for the tests

: "${VRRP_BUILD:=$(realpath "$BATS_TEST_DIRNAME/../../build/release")}"
VRRP_SOURCE=$(realpath "$BATS_TEST_DIRNAME/../..")
export VRRP_BUILD VRRP_SOURCE
export LC_ALL=C.UTF-8

LAB="vrrp-$$"
LAB_RECORDS="$VRRP_BUILD/records/$(basename "$BATS_TEST_FILENAME" .bats)-$$"
LAB_NODES=()
declare -gA LAB_PID=() LAB_OUT=() LAB_ERR=() LAB_FEED=()

# ---- the wire and the nodes

# lab_up N: the wire, N nodes and the client.
lab_up() {
  local n
  mkdir -p "$LAB_RECORDS"
  ip netns add "$LAB-wire"
  ip netns exec "$LAB-wire" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  # No multicast snooping: it would have to learn who listens before the first advert arrives.
  lab_bridge br0
  for ((n = 1; n <= $1; n++)); do lab_node "n$n" "$n"; done
  lab_node client 9
}
lab_bridge() {
  ip -n "$LAB-wire" link add "$1" type bridge mcast_snooping 0
  ip -n "$LAB-wire" link set "$1" up
}

# lab_node NAME NUMBER: one more node on the wire.
lab_node() {
  local name=$1 number=$2 ns="$LAB-$1"
  ip netns add "$ns"
  LAB_NODES+=("$name")
  # An address is usable at once, without duplicate address detection.
  ip netns exec "$ns" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  ip -n "$ns" link set lo up
  lab_attach "$name" "$number" 0 "$name"
}

# lab_attach NODE NUMBER WIRE PORT: PORT is the bridge's end of the link.
lab_attach() {
  local ns="$LAB-$1" number=$2 wire=$3 port=$4
  ip -n "$LAB-wire" link add "$port" type veth peer name "eth$wire" netns "$ns"
  ip -n "$LAB-wire" link set "$port" master "br$wire" up
  ip -n "$ns" link set "eth$wire" address "02:00:00:00:0$wire:0$number" up
  ip -n "$ns" addr add "10.0.$wire.$number/24" dev "eth$wire"
  ip -n "$ns" addr add "fd00:0:0:$wire::$number/64" dev "eth$wire" nodad
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

# on NODE COMMAND...
on() {
  local node=$1
  shift
  ip netns exec "$LAB-$node" "$@"
}

# Link cut: the node sees its carrier go. The link of eth0 has the node's name.
cut_link() { ip -n "$LAB-wire" link set "$1" down; }
mend_link() { ip -n "$LAB-wire" link set "$1" up; }

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
    [[ -z $(ip -n "$LAB-$node" -o addr show to "${1%/*}") ]] || found+=("$node")
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

# signal_to NAME SIGNAL: to the program; to every stage, if it is a pipeline.
signal_to() { kill -s "$2" -- "-${LAB_PID[$1]}"; }

# exit_of NAME [SECONDS]: waits for its end; then $exit_status is its exit status. (It prints nothing, because
# a subshell's `$(…)` could not wait for our child.)
exit_of() {
  await "${2:-5}" lab_ended "$1"
  exit_status=0
  wait "${LAB_PID[$1]}" || exit_status=$?
}
# Asked again and again by tests that run beside each other: so without a process of its own.
lab_ended() {
  local stat
  read -r stat 2>/dev/null <"/proc/${LAB_PID[$1]}/stat" || return 0
  [[ ${stat##*) } == Z* ]]
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
# boot_us: the clock that records tell times of (`expires_us`), in microseconds.
boot_us() {
  local up
  read -r up _ </proc/uptime # CLOCK_BOOTTIME, to 10 ms
  echo $((${up/./} * 10000))
}
# said NAME TEXT: stderr has a line with this text.
said() { grep -qF -- "$2" "${LAB_ERR[$1]}"; }

# ---- waiting

# await SECONDS CONDITION...: until the command succeeds; asks every 50 ms, because tests run beside each other and
# the processes that ask are what they cost.
await() {
  local seconds=$1 deadline
  shift
  deadline=$((${EPOCHREALTIME/./} + $(lab_us "$seconds")))
  until "$@"; do
    if ((${EPOCHREALTIME/./} > deadline)); then
      echo "await: not within $seconds s: $*"
      lab_dump
      return 1
    fi
    sleep 0.05
  done
}
lab_us() { awk -v s="$1" 'BEGIN { printf "%d", s * 1e6 }'; }

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

# start_nginx NODE [NAME]: answers the node's name on port 80 of every address. `stop_nginx` ends it.
start_nginx() {
  local node=$1 dir="$BATS_TEST_TMPDIR/nginx-$1"
  mkdir -p "$dir"
  cat >"$dir/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path $dir/body;
  proxy_temp_path $dir/proxy;
  fastcgi_temp_path $dir/fastcgi;
  uwsgi_temp_path $dir/uwsgi;
  scgi_temp_path $dir/scgi;
  server {
    listen 80;
    listen [::]:80;
    default_type text/plain;
    location / { return 200 "$node\n"; }
  }
}
END
  start_other "nginx-$node" "$node" nginx -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf"
  await 10 on "$node" curl -sf --max-time 1 -o /dev/null http://127.0.0.1/
}
stop_nginx() { signal_to "nginx-$1" TERM && exit_of "nginx-$1"; }

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

# ---- the end

# Ends what runs in our namespaces, removes them, and fails the test when a sanitizer said anything.
lab_down() {
  local node
  for node in "${LAB_NODES[@]}" wire; do lab_clear "$LAB-$node"; done
  wait "${LAB_PID[@]}" 2>/dev/null || :
  LAB_NODES=()
  if grep -rlE 'ERROR: (Address|Leak)Sanitizer|runtime error:' --include="$BATS_TEST_NUMBER-*.err" \
    "$LAB_RECORDS" >"$BATS_TEST_TMPDIR/sanitizer" 2>/dev/null; then
    xargs cat <"$BATS_TEST_TMPDIR/sanitizer"
    return 1
  fi
}

lab_clear() {
  local ns=$1 tries pids
  [[ -e /run/netns/$ns ]] || return 0
  for ((tries = 0; tries < 100; tries++)); do
    pids=$(ip netns pids "$ns") || break
    [[ -n $pids ]] || break
    # shellcheck disable=SC2086 # a list of numbers
    kill -KILL $pids 2>/dev/null || :
    sleep 0.02
  done
  ip netns del "$ns"
}
