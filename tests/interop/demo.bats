#!/usr/bin/env bats
# ctest: once
# The demonstration: the address moves each time, the reader is told, and nothing stays behind.

load ../lib/lab
demo=$VRRP_SOURCE/examples/demo

# What a demonstration writes it writes below TMPDIR, and whatever it starts inherits that variable.
setup() {
  place=$BATS_TEST_TMPDIR/place
  mkdir "$place"
  pids=()
}

teardown() {
  local pid
  for pid in "${pids[@]}"; do
    if kill -TERM "$pid" 2>/dev/null; then wait "$pid" || :; fi
  done
  nothing_left
}

# begin NAME: in a session of its own, as at a terminal. Bash lets its background jobs ignore Ctrl-C; env undoes it.
begin() {
  setsid env --default-signal=INT TMPDIR="$place" "$demo" >"$BATS_TEST_TMPDIR/$1.out" \
    2>"$BATS_TEST_TMPDIR/$1.err" </dev/null 3>&- &
  pids+=($!)
}

says() { grep -qF -- "$2" "$BATS_TEST_TMPDIR/$1.out"; }

nothing_left() {
  local pid
  for pid in "${pids[@]}"; do
    [ -z "$(find /run/netns -name "vrrp-$pid-*" 2>/dev/null)" ]
  done
  [ -z "$(ls -A "$place")" ]
  # Killed is killed, but it may take the kernel a moment to clear up.
  await 5 no_process
}
no_process() { ! grep -qszxF "TMPDIR=$place" /proc/[0-9]*/environ; }

# interrupted NAME STATUS SIGNAL TARGET: it cleans up after itself, and says so.
interrupted() {
  local status=0
  kill -s "$3" -- "$4"
  wait "${pids[-1]}" || status=$?
  [ "$status" -eq "$2" ]
  grep -qF "interrupted, cleaning up" "$BATS_TEST_TMPDIR/$1.err"
  nothing_left
}

# told NAME: the story of one demonstration.
told() {
  local out=$BATS_TEST_TMPDIR/$1.out words
  cat "$out" "$BATS_TEST_TMPDIR/$1.err"
  [ ! -s "$BATS_TEST_TMPDIR/$1.err" ]
  for words in "1. nginx on A is killed" "the check is down: Connection refused" "priority 90 = 150 -60" \
    "nobody for" "2. nginx on A runs again" "3. A's pipeline gets SIGTERM" "master -> init" \
    "4. A's pipeline is started again" "5. node A dies" "The address moved 5 times out of 5."; do
    says "$1" "$words"
  done
  # The bar: A, then B, five moves in all.
  [ "$(grep -E '^   [AB. ]{30,}$' "$out" | tr -d ' .\n' | tr -s AB)" = ABABAB ]
  [ "$(awk 'length > 80' "$out")" = "" ]
  # Nothing but printable ASCII when stdout is no terminal: no colour, no line that overwrites itself.
  run -1 env LC_ALL=C grep '[^ -~]' "$out"
}

@test "two at once: the address moves each time, and nothing stays behind" {
  begin one
  begin other
  wait "${pids[0]}"
  wait "${pids[1]}"
  told one
  told other
  nothing_left
}

@test "Ctrl-C leaves nothing behind: while the nodes are made" {
  begin early
  await 10 says early "a common keepalived configuration"
  interrupted early 130 INT "-${pids[-1]}"
}

@test "Ctrl-C leaves nothing behind: in the middle of it" {
  begin later
  await 30 says later "1. nginx on A is killed"
  interrupted later 130 INT "-${pids[-1]}"
}

@test "SIGTERM to the script alone leaves nothing behind" {
  begin later
  await 30 says later "1. nginx on A is killed"
  interrupted later 143 TERM "${pids[-1]}"
}

@test "an argument is refused, --help answers" {
  run -2 "$demo" now
  [[ $output == "demo: now: "* ]]
  run -0 "$demo" --help
  [[ $output == "Two nodes"* ]]
}
