#!/usr/bin/env bats
# A signal that was ignored when a program began stays ignored: nohup, and a background job of a shell.

load ../lib/lab

setup() { lab_up 1; }

# sent_more_than N: adverts, by the elector on n1; for await.
sent_more_than() { (($(on n1 vrrp-elect status --vrid 50 --json | jq .adverts_sent) > $1)); }

checked_more_than() { (($(count_of check true) > $1)); }

@test "a pipeline under nohup goes on when its terminal hangs up" {
  start_pipeline web n1 "exec env --ignore-signal=HUP,INT bash -o pipefail -c '
    vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --vip 10.0.0.3 | vip-ctl follow | garp-send follow'"
  await 5 wrote web '.event == "state" and .state == "master"'
  signal_to web HUP
  signal_to web INT
  sent=$(on n1 vrrp-elect status --vrid 50 --json | jq .adverts_sent)
  await 5 sent_more_than $((sent + 5))
  on n1 vrrp-elect status --vrid 50
  stop_elector web
}

@test "vrrp-check and vrrp-dump go on, too" {
  start check n1 env --ignore-signal=HUP,INT vrrp-check exec --interval 100ms -- true
  start dump n1 env --ignore-signal=HUP,INT vrrp-dump --json -i eth0
  await 5 heeds dump 4000 # SIGTERM alone
  await 5 wrote check '.event == "check"'
  for name in check dump; do
    signal_to $name HUP
    signal_to $name INT
  done
  await 5 checked_more_than $(($(count_of check true) + 2))
  on n1 garp-send 10.0.0.1 -c 1
  await 5 wrote dump '.event == "announcement"'
}
