#!/usr/bin/env bats
# Where the checks come from: a checker that dies hands over without a hole and ends the pipeline with status 3; one
# that never speaks is a fault, also when it hides behind others of its pipe; and no name is long enough to make two
# holders.

load ../lib/pair

setup() { two_servers; }

is() { wrote "$1" ".event == \"state\" and .state == \"$2\" and .reason == \"$3\""; }

@test "SIGKILL of vrrp-check on the master: a handover that loses no request, and every stage exits with 3" {
  checked_pair
  start_other asker client /usr/bin/python3 "$VRRP_SOURCE/examples/lib/client.py" "$VIP" 10
  await 3 grep -q n1 "${LAB_OUT[asker]}"
  kill -KILL "$(stage pipe-n1 vrrp-check)"
  exits pipe-n1 3
  await 3 grep -q n2 "${LAB_OUT[asker]}"
  settled_on n2
  # The one in flight, at most.
  [ "$(grep -c '!' "${LAB_OUT[asker]}")" -le 1 ]
  is pipe-n1 init track_ended
  said pipe-n1 "--track -: its last writer has ended"
  wrote pipe-n2 '.event == "state" and .reason == "priority_zero" and .peer.address == "10.0.0.1"'
}

@test "each of the stages exits with 3 by itself, in plain sh too" {
  start_pipeline plain n1 "sh -c '
    vrrp-check process nginx --interval 200ms --timeout 5s |
    { vrrp-elect --vrid 50 -i eth0 --track - --vip $VIP; echo elect \$? >&2; } |
    { vip-ctl follow; echo vip-ctl \$? >&2; } |
    { garp-send follow; echo garp-send \$? >&2; }'"
  await 8 held_by n1 "$VIP"
  kill -KILL "$(stage plain vrrp-check)"
  exit_of plain
  said plain "elect 3" && said plain "vip-ctl 3" && said plain "garp-send 3"
  held_by "" "$VIP"
}

@test "SIGKILL of vrrp-check on the backup: it exits with 3 at once, and nothing moves" {
  checked_pair
  kill -KILL "$(stage pipe-n2 vrrp-check)"
  exits pipe-n2 3 2
  is pipe-n2 init track_ended
  held_by n1 "$VIP"
}

@test "SIGTERM to the whole pipeline, its checker first, is an orderly end" {
  checked_pipeline n1 150
  await 8 held_by n1 "$VIP"
  kill -TERM "$(stage pipe-n1 vrrp-check)" "$(stage pipe-n1 vrrp-elect)" "$(stage pipe-n1 vip-ctl)" \
    "$(stage pipe-n1 garp-send)"
  exits pipe-n1 0
  is pipe-n1 init shutdown
}

@test "a checker that does not start: the pipeline exits with 3, and never becomes an unchecked master" {
  start_pipeline pipe n1 "vrrp-chekc http http://127.0.0.1/ --interval 1s |
    vrrp-elect --vrid 50 -i eth0 --vip $VIP --track - | vip-ctl follow | garp-send follow; exit \${PIPESTATUS[3]}"
  exits pipe 3
  is pipe init track_ended
}

@test "a silent source is a fault that names it, until it reports" {
  mkfifo "$BATS_TEST_TMPDIR/checks"
  start elect n1 vrrp-elect --vrid 50 -i eth0 --track "$BATS_TEST_TMPDIR/checks"
  await 8 is elect fault check_missing
  wrote elect ".check == \"$BATS_TEST_TMPDIR/checks\""
  lacks elect '.state == "backup"'
  said elect "--track $BATS_TEST_TMPDIR/checks: no check has reported"
  on n1 vrrp-check process nginx --interval 10s >"$BATS_TEST_TMPDIR/checks" 3>&- &
  local checker=$!
  await 3 is elect backup check_up
  kill "$checker"
}

@test "one mistyped checker of three on one pipe is a fault that names it, with --expect" {
  start_pipeline pipe-n1 n1 "trap : TERM
    { vrrp-check http http://127.0.0.1/ --name web --interval 200ms --timeout 5s &
      vrrp-chekc tcp 127.0.0.1:80 --name tcp --interval 200ms &
      vrrp-check process nginx --name nginx --interval 200ms --timeout 5s & } |
    vrrp-elect --vrid 50 -i eth0 --vip $VIP --priority 150 --track - --expect web,tcp --expect nginx |
    vip-ctl follow | garp-send follow"
  pipeline n2 100
  await 8 is pipe-n1 fault check_missing
  wrote pipe-n1 '.event == "state" and .check == "tcp"'
  lacks pipe-n1 '.event == "state" and .state == "master"'
  settled_on n2
  on n1 vrrp-elect status --json | jq -e '.missing == ["tcp"] and (.checks | map(.check)) == ["nginx", "web"]'
}

@test "a killed checker beside others expires, and status and priority distinguish it from a failed check" {
  start_pipeline pipe-n1 n1 "trap : TERM
    { vrrp-check process nginx --name nginx --interval 200ms --timeout 1s --weight -60 &
      vrrp-check tcp 127.0.0.1:81 --name tcp --interval 200ms --timeout 1s --weight -10 & } |
    vrrp-elect --vrid 50 -i eth0 --vip $VIP --priority 150 --track - --expect nginx,tcp |
    vip-ctl follow | garp-send follow"
  await 8 held_by n1 "$VIP"
  wrote pipe-n1 '.event == "priority" and .adjustments == [{check: "tcp", weight: -10}]'
  kill -KILL "$(pgrep -o -g "$(pid_of pipe-n1)" -f '^vrrp-check process nginx')"
  await 8 wrote pipe-n1 '.event == "priority" and .priority == 80 and
    .adjustments == [{check: "nginx", weight: -60, expired: true}, {check: "tcp", weight: -10}]'
  on n1 vrrp-elect status --json | jq -e '(.checks | map([.check, .status, .expired])) ==
    [["nginx", "down", true], ["tcp", "down", null]] and .checks[1].expires_in_ms > 0 and .transitions == 2'
  on n1 vrrp-elect status --text | grep -F "check nginx down (expired), weight -60"
  held_by n1 "$VIP"
}

@test "a result without an expiry counts, is reported once, and is shown as such" {
  feed elect
  start elect n1 vrrp-elect --vrid 50 -i eth0 --track -
  tell elect '{"event":"check","check":"once","status":"up","changed":false,"weight":-5}'
  tell elect '{"event":"check","check":"once","status":"up","changed":false,"weight":-5}'
  await 2 wrote elect '.state == "backup"'
  await 2 said elect "check once has no expires_us and never expires"
  [ "$(grep -c "never expires" "${LAB_ERR[elect]}")" -eq 1 ]
  on n1 vrrp-elect status --text | grep -E "check once up, weight -5, .* ago, never expires$"
}

@test "a check name of 65 kB makes no second holder" {
  pipeline n2 100
  mkfifo "$BATS_TEST_TMPDIR/checks"
  start_pipeline pipe-n1 n1 "trap : TERM
    vrrp-elect --vrid 50 -i eth0 --node n1 --priority 150 --vip $VIP --track '$BATS_TEST_TMPDIR/checks' |
    vip-ctl follow --node n1 | garp-send follow --node n1"
  exec {writer}<>"$BATS_TEST_TMPDIR/checks"
  echo '{"event":"check","check":"ok","status":"up","weight":0}' >&"$writer"
  settled_on n1
  printf -v long '%65000s' ''
  printf '{"event":"check","check":"%s","status":"down","weight":0}\n' "${long// /x}" >&"$writer"
  printf '{"event":"check","check":"%s","status":"down","weight":0}\n' "${long:0:300}" >&"$writer"
  await 2 said pipe-n1 "line 2 skipped: a check record has at most 4096 bytes"
  await 2 said pipe-n1 'line 3 skipped: field "check" has 300 bytes, and must have 1 to 255'
  one_holder() { [[ $(holders "$VIP") != "n1 n2" ]]; }
  always 3 one_holder
  held_by n1 "$VIP"
  # The longest that is taken moves the VIP as any other does.
  printf '{"event":"check","check":"%s","status":"down","weight":0}\n' "${long:0:255}" >&"$writer"
  exec {writer}>&-
  settled_on n2
  is pipe-n1 fault check_down
}

# plain FILE: it has nothing that a terminal could act on.
plain() { if LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$1"; then return 1; fi; }

@test "text from outside does not reach the terminal as it is, not even on stderr" {
  feed elect
  start_mixed elect n1 vrrp-elect --vrid 50 -i eth0 --track - --verbose
  tell elect $'{"event":"check","check":"\u009b31m\\u007f","status":"down","changed":true,"weight":-5,"detail":"\\u001b[2J"}'
  await 2 wrote elect '.event == "priority"'
  said elect "check "
  plain "${LAB_ERR[elect]}"
  grep -F '"tool":"vrrp-elect"' "${LAB_OUT[elect]}" >"$BATS_TEST_TMPDIR/ours"
  plain "$BATS_TEST_TMPDIR/ours"
}
