#!/usr/bin/env bats
# ctest: once
# What the README tells a person to paste works when it is pasted.

load ../lib/lab

setup() {
  lab_up 2
  readme=$VRRP_SOURCE/README.md
}

# block N: the Nth block of shell commands.
block() {
  awk -v wanted="$1" '/^```sh$/ { inside = 1; n++; next } /^```$/ { inside = 0 } inside && n == wanted' "$readme"
}

# pasted NODE BLOCK...: these blocks, with the files of the machine in a place of the node's own.
pasted() {
  local node=$1 place=$BATS_TEST_TMPDIR/$1 n
  shift
  for n in "$@"; do
    block "$n" | sed "s:/usr/local/sbin:$place:g; s:/etc/logrotate.d:$place:g; s:/var/log:$LAB_RECORDS:g; s:web-vip.jsonl:$node-web-vip.jsonl:g"
  done
}

# paste_on NODE BLOCK...: in place of the machine's own are a log, and a pkill that sees no other node and no other test.
paste_on() {
  local node=$1 place=$BATS_TEST_TMPDIR/$1
  mkdir -p "$place"
  printf '#!/bin/sh\nexec /usr/bin/pkill --ns $$ --nslist net "$@"\n' >"$place/pkill"
  printf '#!/bin/sh\nexec cat >>%s\n' "$LAB_RECORDS/$node-logger.text" >"$place/logger"
  chmod 755 "$place/pkill" "$place/logger"
  pasted "$@" >"$place/pasted"
  on "$node" env "PATH=$place:$PATH" sh -e "$place/pasted"
}

# loop_on NODE BLOCK: the loop runs there, as loop-NODE.
loop_on() {
  local place=$BATS_TEST_TMPDIR/$1
  pasted "$1" "$2" >"$place/loop"
  start_other "loop-$1" "$1" env "PATH=$place:$PATH" sh "$place/loop"
}

programs=(vrrp-check vrrp-elect vip-ctl garp-send)
# pids_on NODE: those of the four programs, in order.
pids_on() {
  local program
  for program in "${programs[@]}"; do stage "loop-$1" "$program" || return 1; done
}
# started_anew NODE OLD-PIDS: the four run, and each is another process than before; for await.
started_anew() {
  local now
  now=$(pids_on "$1") && [[ -z $(comm -12 <(sort <<<"$2") <(sort <<<"$now")) ]]
}
# is_state NODE STATE: that is what the router of its loop is; for await.
is_state() {
  local elector
  elector=$(stage "loop-$1" vrrp-elect) || return 1
  on "$1" vrrp-elect status --json | jq -e "select(.pid == $elector and .state == \"$2\")" >/dev/null
}

# begun_us NODE: when the last of the four began, by the clock of boot_us; its hundredths of a second are field 22.
begun_us() {
  local pid stat fields
  for pid in $(pids_on "$1"); do
    read -r stat <"/proc/$pid/stat"
    read -ra fields <<<"${stat##*) }"
    echo $((fields[19] * 10000))
  done | sort -n | tail -n 1
}

# killed_each_in_turn NODE STATE SECONDS: each time the loop brings all four back within so long.
killed_each_in_turn() {
  local node=$1 program before victim killed took
  for program in "${programs[@]}"; do
    await 10 is_state "$node" "$2"
    before=$(pids_on "$node")
    victim=$(stage "loop-$node" "$program")
    killed=$(boot_us)
    kill -KILL "$victim"
    await 15 started_anew "$node" "$before" # which takes its time to ask
    took=$(($(begun_us "$node") - killed))
    echo "$node was back $took us after $program was killed"
    ((took <= $3 * 1000000))
  done
}

settled_on() {
  await 10 held_by "$1" 10.0.0.3
  await 5 answered_by "$1" 10.0.0.3
}

# loops BLOCK: it runs on both nodes, which are prepared, and the better one is the master.
loops() {
  local node
  for node in n1 n2; do loop_on "$node" "$1"; done
  settled_on n1
}
# prepared NODE...: as the README says.
prepared() {
  local node
  for node in "$@"; do
    start_nginx "$node"
    if [[ $node == n1 ]]; then paste_on n1 2; else paste_on n2 2 3; fi
  done
}
# stopped NODE: as the README says; the loop ends in order.
stopped() {
  paste_on "$1" 5
  exits "loop-$1" 0
}

@test "the packages to install are those that the build needs, and nginx" {
  . "$VRRP_SOURCE/examples/lib/setup.sh"
  named=$(block 1 | sed -z 's/\\\n//g' | grep -oP 'apt-get install --no-install-recommends \K.*' | xargs -n 1 | sort)
  wanted=$(printf '%s\n' "${packages_to_build[@]}" nginx | sort)
  [ "$named" = "$wanted" ]
}

@test "two nodes: the better one answers, fails over, is started again, and hands over" {
  prepared n1 n2
  loops 4

  stop_nginx n1
  settled_on n2
  start_nginx n1
  settled_on n1

  # A dead program ends the pipeline, the loop starts it again, and the better node comes back.
  for program in "${programs[@]}"; do
    kill -KILL "$(stage loop-n1 "$program")"
    settled_on n2
    settled_on n1
  done

  paste_on n1 5
  settled_on n2
  exits loop-n1 0
  [ -z "$(pgrep -g "$(pid_of loop-n1)")" ]
}

# The master's elector waits until the kernel has taken the addresses of a dead vip-ctl away (2 s) before it leaves, and
# a handover takes its time too.
@test "the loop brings the pipeline back, whichever program was killed: a backup's within 2 s, a master's within 5 s" {
  prepared n1 n2
  for loop in 4 7; do # 7: with stages behind it
    loops "$loop"
    killed_each_in_turn n2 backup 2
    killed_each_in_turn n1 master 5
    await 10 is_state n1 master
    for node in n2 n1; do
      stopped "$node"
      [ -z "$(pgrep -g "$(pid_of "loop-$node")")" ]
    done
  done
  grep -qx "$(hostname) is init: .*" "$LAB_RECORDS/n1-logger.text"
}

@test "the loop tries again while the interface is not there yet" {
  prepared n1
  ip -n "$LAB-n1" link set eth0 down
  ip -n "$LAB-n1" link set eth0 name later
  loop_on n1 4
  await 5 grep -q "eth0: no such interface" "${LAB_ERR[loop-n1]}"
  ip -n "$LAB-n1" link set later name eth0
  ip -n "$LAB-n1" link set eth0 up
  settled_on n1
  stopped n1
}

@test "logrotate cuts the log, and the loop goes on at its beginning" {
  local log="$LAB_RECORDS/n1-web-vip.jsonl"
  prepared n1
  loop_on n1 4
  await 10 held_by n1 10.0.0.3
  # The last that it writes for now: nothing may come between the cut and the look at it.
  await 10 grep -qs '"event":"announce"' "$log"
  # In place of the script, whose name the loop has.
  mkdir "$BATS_TEST_TMPDIR/rotate"
  pasted n1 6 | sed "s:$BATS_TEST_TMPDIR/n1/web-vip:$BATS_TEST_TMPDIR/rotate/web-vip:" | sh -e
  logrotate --force --state "$BATS_TEST_TMPDIR/rotate/state" "$BATS_TEST_TMPDIR/rotate/web-vip"
  [ "$(wc -c <"$log")" -eq 0 ]
  zcat "$log".1.gz | jq -se 'any(.[]; .state == "master")'
  rm "$log".1.gz
  paste_on n1 5
  exit_of loop-n1
  jq -se 'any(.[]; .state == "init")' "$log"
}

# on_terminal SHELL: on n1, an interactive one; `tell terminal LINE` types.
on_terminal() {
  feed terminal
  start_other terminal n1 env "PATH=$BATS_TEST_TMPDIR/n1:$PATH" PS1='$ ' ENV= script -qefc "$1" /dev/null
}

said_on_terminal() { tr -d '\r' <"${LAB_OUT[terminal]}" | grep -q "$1\$"; }
nothing_left_of_it() {
  ! ip netns pids "$LAB-n1" | xargs ps -o comm= -p | grep -xE 'web-vip|vrrp-check|vrrp-elect|vip-ctl|garp-send'
}

@test "Ctrl-C in a terminal ends the loop with 0, and starts nothing" {
  prepared n1
  for shell in "dash -i" "bash --norc --noprofile -i"; do
    for loop in 4 7; do
      on_terminal "$shell"
      tell terminal "$(pasted n1 "$loop")"
      await 10 held_by n1 10.0.0.3
      tell terminal $'\x03echo "status: $?"'
      await 5 said_on_terminal "status: 0"
      nothing_left_of_it
      tell terminal exit
      exit_of terminal
      end_feed terminal
      rm "$BATS_TEST_TMPDIR/terminal.fifo"
      : >"${LAB_OUT[terminal]}"
    done
  done
}
