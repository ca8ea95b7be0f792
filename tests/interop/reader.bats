#!/usr/bin/env bats
# What reads the elector's stdout is slow, or gone.

load ../lib/pair

setup() { lab_up 2; }

gone() { ! kill -0 "$1" 2>/dev/null; }

# slow_reader: a filter that needs 200 ms to read.
slow_reader() {
  cat >"$BATS_TEST_TMPDIR/slow.py" <<'END'
import os, select, time
while True:
    select.select([0], [], [])
    time.sleep(0.2)
    records = os.read(0, 65536)
    if not records: break
    os.write(1, records)
END
}

@test "a handover with a reader that needs 200 ms to read is a handover" {
  slow_reader
  # The elector's exit status is the first of three.
  start_pipeline pipe-n1 n1 "vrrp-elect --vrid 50 -i eth0 --node n1 --priority 150 --vip $VIP |
    /usr/bin/python3 $BATS_TEST_TMPDIR/slow.py | vip-ctl follow --node n1
    exit \${PIPESTATUS[0]}"
  await 10 held_by n1 "$VIP"
  pipeline n2 100
  await 5 wrote pipe-n2 '.event == "state" and .state == "backup"'
  stop_elector pipe-n1
  run ! said pipe-n1 "does not read"
  wrote pipe-n1 '.event == "state" and .state == "init" and .reason == "handover"'
  await 5 wrote pipe-n2 '.event == "state" and .state == "master" and .reason == "priority_zero"'
  await 5 wrote pipe-n2 '.event == "vip" and .action == "added"'
  # Make before break.
  (($(first_us pipe-n2 '.event == "vip" and .action == "added"') < $(first_us pipe-n1 '.event == "vip" and .action == "removed"')))
}

@test "an offer with a reader that needs 200 ms to read is an offer" {
  slow_reader
  touch "$BATS_TEST_TMPDIR/healthy"
  start_pipeline pipe-n1 n1 "vrrp-check exec --name file --interval 100ms --timeout 5s --weight -60 -- test -e $BATS_TEST_TMPDIR/healthy |
    vrrp-elect --vrid 50 -i eth0 --node n1 --priority 150 --vip $VIP --track - |
    /usr/bin/python3 $BATS_TEST_TMPDIR/slow.py | vip-ctl follow --node n1"
  await 10 held_by n1 "$VIP"
  pipeline n2 100
  await 5 wrote pipe-n2 '.event == "state" and .state == "backup"'
  rm "$BATS_TEST_TMPDIR/healthy"
  await 8 wrote pipe-n1 '.event == "state" and .state == "backup" and .previous == "master"'
  wrote pipe-n1 '.event == "state" and .state == "backup" and .reason == "handover" and .check == "file"'
  await 5 wrote pipe-n2 '.event == "state" and .state == "master" and .reason == "priority_zero"'
  await 5 wrote pipe-n2 '.event == "vip" and .action == "added"'
  # Its own word may come after the end of what it was told before.
  await 5 wrote pipe-n1 '.event == "vip" and (.action == "removed" or .action == "expired")'
  run ! said pipe-n1 "too slow"
  # Make before break.
  (($(first_us pipe-n2 '.event == "vip" and .action == "added"') < $(first_us pipe-n1 '.event == "vip" and (.action == "removed" or .action == "expired")')))
}

advert_of() { wrote dump ".event == \"advert\" and .vrid == $1"; }
adverts_of_51() { count_of dump '.event == "advert" and .vrid == 51'; }
carrier_of_n1() { [[ $(on n1 cat /sys/class/net/eth0/carrier) == 1 ]]; }
more_of_51_than() { (($(adverts_of_51) > $1)); }

@test "an owner that was frozen until its link came back, without a reader, sends nothing" {
  start dump client vrrp-dump -i eth0
  start other n2 vrrp-elect --vrid 51 -i eth0 --priority 255 --vip 10.0.0.2 --advert-int 100ms
  cut_link n1
  start_pipeline pipe-n1 n1 "vrrp-elect --vrid 50 -i eth0 --priority 255 --vip 10.0.0.1 | vip-ctl follow"
  await 5 wrote pipe-n1 '.event == "state" and .state == "fault" and .reason == "link_down"'
  await 5 advert_of 51
  elector=$(stage pipe-n1 vrrp-elect)
  kill -STOP "$elector"
  kill -KILL "$(stage pipe-n1 vip-ctl)"
  mend_link n1
  await 5 carrier_of_n1
  kill -CONT "$elector"
  await 5 gone "$elector"
  heard=$(adverts_of_51)
  await 5 more_of_51_than "$heard"
  lacks dump '.event == "advert" and .vrid == 50'
}
