#!/usr/bin/env bats
# vrrp-elect status tells what the running electors do, or that it cannot; there is one elector a virtual router
# in a network namespace; and a user without privilege can change neither.

load ../lib/pair

nobody=65534

# elect NAME NODE [ARGUMENT]...: VRID 50 at 100 ms adverts.
elect() { start "$1" "$2" vrrp-elect --vrid 50 -i eth0 --advert-int 100ms "${@:3}"; }
# one_master NODES [ELECT-ARGUMENT]...: one, on n1.
one_master() {
  lab_up "$1"
  elect one n1 "${@:2}"
  await 5 is one master
}
# master_and_backup: one and two, on n1 and n2.
master_and_backup() {
  one_master 2 --priority 200
  elect two n2
  await 5 is two backup
}
is() { wrote "$1" ".event == \"state\" and .state == \"$2\""; }

# asked NODE [ARGUMENT]...: what it answers: $status, $output, $stderr. The records are kept.
asked() {
  run --separate-stderr on "$1" vrrp-elect status "${@:2}"
  [[ -z $output ]] || printf '%s\n' "$output" >>"$LAB_RECORDS/$BATS_TEST_NUMBER-status.jsonl"
}
# answered EXIT-STATUS [FILTER]: of the last question; the filter is about the list of its records.
answered() {
  if [ "$status" -eq "$1" ] && jq -es "${2:-true}" <<<"$output" >/dev/null; then return; fi
  echo "exit status $status" "stdout: $output" "stderr: $stderr"
  return 1
}
# answers EXIT-STATUS FILTER NODE [ARGUMENT]...: both.
answers() {
  asked "${@:3}"
  answered "$1" "$2"
}
# tells NODE FILTER: what is told of one router now; for await.
tells() {
  asked "$1"
  jq -es "length == 1 and (.[0] | $2)" <<<"$output" >/dev/null
}

# squat NAME HOW [VRID]: nobody does it on n1, see squat.py.
squat() {
  start_other "$1" n1 "${AS_NOBODY[@]}" /usr/bin/python3 -c "$(<"$VRRP_SOURCE/tests/lib/squat.py")" "$2" eth0 "${3:-50}"
  await 30 grep -q ready "${LAB_OUT[$1]}"
}

# refused NODE TEXT: an elector for VRID 50 ends at once and says this.
refused() { refuses 4 "$2" on "$1" timeout -s KILL 10 vrrp-elect --vrid 50 -i eth0; }

# ---- what is told

@test "init, backup, master and fault are reported, with their reasons" {
  lab_up 1
  feed one
  # A backup for 1.8 s: long enough to ask.
  start one n1 vrrp-elect --vrid 50 -i eth0 --advert-int 500ms --track - --priority 150 --name web
  await 5 tells n1 '.state == "init" and .name == "web" and .vrid == 50 and .family == "ipv4"'
  answered 1
  tell one '{"event":"check","check":"x","status":"down","changed":false,"weight":-60}'
  await 5 tells n1 '.state == "backup" and .priority == 90 and .base == 150
    and .adjustments == [{"check":"x","weight":-60}] and .adverts_sent == 0'
  answered 1
  await 10 tells n1 '.state == "master" and .reason == "master_down" and .adverts_sent > 3 and .interval_ms == 500
    and .master == {"address":"10.0.0.1","priority":90}'
  answered 0
  jq -e ".pid == $(pid_of one)" <<<"$output"
  cut_link n1
  await 5 tells n1 '.state == "fault" and .reason == "link_down" and (has("master") | not)'
  answered 1
}

@test "a peer is reported with its dialect, and so are rejected adverts" {
  lab_up 2
  elect one n1 --priority 200
  elect two n2
  await 5 is one master
  await 5 tells n2 '.state == "backup" and .master == {"address":"10.0.0.1","priority":200} and .adverts_received > 3
    and .peers[0].address == "10.0.0.1" and .peers[0].version == 3 and .peers[0].checksum_dialect == "pseudo"'
  start v2 client vrrp-elect --vrid 50 -i eth0 --vrrp-version 2 --priority 255
  await 5 tells n2 '.adverts_rejected >= 1 and .rejects[0].reason == "version"'
}

@test "--text is a table" {
  one_master 1
  run -0 on n1 vrrp-elect status --text
  [[ ${lines[0]} == ROUTER*STATE*SINCE*WHY*PRIORITY*MASTER*SENT*RECEIVED*REJECTED*LATE ]]
  [[ ${lines[1]} == "eth0/50 ipv4  master"*"master_down"*"100"*"10.0.0.1 (itself)"* ]]
}

@test "no elector: this is reported, and the exit status is 1" {
  lab_up 1
  answers 1 'length == 0' n1
  [ "$stderr" = "vrrp-elect: no elector runs in this network namespace" ]
  asked n1 --vrid 7 -i eth0
  [ "$stderr" = "vrrp-elect: no elector of VRID 7 on eth0 runs in this network namespace" ]
  answers 1 'length == 0' n1 -q
  [ -z "$stderr" ]
}

@test "-q prints nothing, and its exit status answers" {
  master_and_backup
  run -0 on n1 vrrp-elect status -q
  [ -z "$output" ]
  run -1 on n2 vrrp-elect status -q
  [ -z "$output" ]
}

@test "several routers in one process: all are reported, one can be selected, and all must be master" {
  lab_up 2
  for vrid in 6 50 7; do echo "{\"vrid\":$vrid,\"interface\":\"eth0\",\"priority\":$((vrid * 3))}"; done >"$BATS_TEST_TMPDIR/routers"
  start many n1 vrrp-elect --instances "$BATS_TEST_TMPDIR/routers" --advert-int 100ms
  start other n2 vrrp-elect --vrid 7 -i eth0 --advert-int 100ms --priority 200
  await 5 wrote many '.vrid == 50 and .state == "master"'
  await 5 wrote other '.state == "master"'
  three() { asked n1 && answered 1 'map([.vrid, .state]) == [[6, "master"], [7, "backup"], [50, "master"]]'; }
  await 5 three
  answers 0 'map(.vrid) == [50]' n1 --vrid 50
  answers 1 'map(.vrid) == [7]' n1 --vrid 7
  answers 1 'length == 0' n1 -i eth1
  answers 1 'length == 3' n1 -i eth0
}

@test "one VRID in two families is two routers: each can be selected" {
  lab_up 1
  elect four n1
  elect six n1 --family ipv6
  await 5 is four master
  await 5 is six master
  answers 0 'map(.family) == ["ipv4"]' n1 --vrid 50 --family ipv4
  stop four KILL
  run -1 on n1 vrrp-elect status --vrid 50 --family ipv4 -q
  run -0 on n1 vrrp-elect status --vrid 50 --family ipv6 -q
  run -0 on n1 vrrp-elect status --vrid 50 -q
  answers 1 'length == 0' n1 --vrid 50 -i eth0 --family ipv4
  [ "$stderr" = "vrrp-elect: no elector of VRID 50 on eth0 over IPv4 runs in this network namespace" ]
}

@test "an unknown family" {
  run -2 --separate-stderr vrrp-elect status --family ipv5
  [[ $stderr == *ipv4*ipv6* && ${#stderr_lines[@]} -eq 1 ]]
}

@test "a user without privilege may ask" {
  one_master 1
  for_all_users
  run -0 --separate-stderr on n1 "${AS_NOBODY[@]}" vrrp-elect status
  jq -e '.state == "master"' <<<"$output"
}

# ---- frozen, killed, restarted

@test "a frozen elector does not answer, and does not count as master" {
  one_master 1
  signal_to one STOP
  answers 1 'length == 0' n1
  [ "$stderr" = "vrrp-elect: eth0/50 ipv4: process $(pid_of one) does not answer" ]
  run -1 --separate-stderr on n1 vrrp-elect status -q
  [ -z "$stderr" ]
  signal_to one CONT
  # What it was before is not told again.
  await 2 tells n1 '.reason == "overslept" or .since_ms < 2000'
}

@test "a killed elector is gone at once, and a new one answers for itself" {
  one_master 1
  stop one KILL
  answers 1 'length == 0' n1
  start two n1 vrrp-elect --vrid 50 -i eth0 --advert-int 10s # a backup for as long as it takes to ask
  await 5 is two backup
  answers 1 ".[0].state == \"backup\" and .[0].pid == $(pid_of two)" n1
}

# ---- a second elector

@test "a second elector is refused, also of another user, and while the first one is frozen" {
  one_master 1
  refused n1 "eth0/50 ipv4: already run by process $(pid_of one)"
  signal_to one STOP
  refused n1 "eth0/50 ipv4: already run by process $(pid_of one)"
  signal_to one CONT
  for_all_users
  run -4 on n1 "${WITH_NET_RAW[@]}" vrrp-elect --vrid 50 -i eth0
  [[ $output == *"already run by"* ]]
}

@test "an elector that does not listen yet counts too" {
  lab_up 1
  start_other bound n1 /usr/bin/python3 "$VRRP_SOURCE/tests/lib/squat.py" bind eth0 50
  await 5 grep -q ready "${LAB_OUT[bound]}"
  answers 1 'length == 0' n1
  [ "$stderr" = "vrrp-elect: eth0/50 ipv4: a process does not answer" ]
  refused n1 "eth0/50 ipv4: already run by a process"
}

@test "another virtual router and another network namespace are independent" {
  one_master 2
  start two n1 vrrp-elect --vrid 51 -i eth0 --advert-int 100ms
  start six n1 vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --family ipv6
  elect three n2
  await 5 is two master
  await 5 is six master
  await 5 is three backup
  answers 0 'map([.vrid, .family]) == [[50, "ipv4"], [51, "ipv4"], [50, "ipv6"]]' n1
}

@test "a new elector waits for one that is about to exit" {
  lab_up 1
  pipeline n1 150
  await 8 held_by n1 "$VIP"
  kill -TERM "$(stage pipe-n1 vrrp-elect)"
  await 2 tells n1 '.state == "master" and .leaving'
  elect two n1
  await 5 is two backup
  exit_of pipe-n1
  [ -z "$(err_of two)" ]
}

@test "an elector with only a capability counts, and root's elector is refused" {
  lab_up 1
  for_all_users
  start one n1 "${WITH_NET_RAW[@]}" vrrp-elect --vrid 50 -i eth0 --advert-int 100ms
  await 5 is one master
  answers 0 '.[0].state == "master"' n1
  refused n1 "already run by process $(pid_of one) of user $nobody"
}

# ---- squatters

@test "a name taken by a user without privilege does not stop an election or falsify the status" {
  lab_up 1
  for how in lie mute full bind; do
    squat "$how" "$how"
    elect "elect-$how" n1
    await 5 said "elect-$how" "has its name; electing anyway"
    await 5 is "elect-$how" master
    asked n1
    answered 0 "map(.pid) == [$(pid_of "elect-$how")] and .[0].node != \"squatter\""
    # Nor does it let a second one in.
    refused n1 "already run by process $(pid_of "elect-$how")"
    stop "elect-$how" KILL
    answers 1 'length == 0' n1
    [[ $stderr == *"ignored "*"process"*" of user $nobody, which has its name"* ]]
    stop "$how" KILL
  done
}

@test "thousands of taken names with full queues do not delay the election or the answer" {
  lab_up 1
  squat spare spare
  elect one n1
  await 3 is one backup
  await 5 is one master
  run --separate-stderr -0 on n1 timeout -s KILL 5 vrrp-elect status
  [[ ${stderr_lines[0]} == *"ignored a process of user "*", which has its name"* && ${stderr_lines[-1]} == *"ignored 5984 more names of this kind" ]]
}

@test "a former elector's name proves nothing when another process takes it" {
  one_master 1
  run -1 on n1 /usr/bin/python3 -c "$(<"$VRRP_SOURCE/tests/lib/squat.py")" lie eth0 50
  [[ $output == *"Address already in use"* ]]
  answers 0 '.[0].node != "squatter"' n1
  stop one KILL
  squat liar lie
  answers 1 'length == 0' n1
  [ "${stderr_lines[0]}" = "vrrp-elect: eth0/50 ipv4: ignored process $(pid_of liar) of user $nobody, which has its name" ]
}

@test "a full queue does not hide a frozen elector" {
  one_master 1
  signal_to one STOP
  squat flood flood
  refused n1 "already run by"
  answers 1 'length == 0' n1
  [[ $stderr == *"does not answer"* ]]
  signal_to one CONT
  await 5 tells n1 '.state == "master"'
}

@test "endless questions without reading the answers do not slow the election" {
  master_and_backup
  squat hammer hammer
  never_master() { ! is two master; }
  always 3 never_master
  answers 0 '.[0].state == "master"' n1
  [ "$(count_of one '.event == "state" and .reason == "overslept"')" -eq 0 ]
}
