#!/usr/bin/env bats
# SIGINT and SIGHUP that the starter ignores stay ignored, in every program.

load ../lib/lab

setup() { lab_up 1; }
teardown() { lab_down; }

all_run() {
  local name
  for name in check elect hold announce dump; do running $name || return 1; done
}

# As nohup does with SIGHUP, and a shell with SIGINT for what it starts by "&".
@test "no program is ended by a signal that its starter ignores" {
  local name
  feed hold
  feed announce
  start check n1 env --ignore-signal=HUP,INT vrrp-check exec --interval 100ms -- true
  start elect n1 env --ignore-signal=HUP,INT vrrp-elect --vrid 50 -i eth0 --advert-int 100ms
  start_mixed hold n1 env --ignore-signal=HUP,INT vip-ctl follow
  start_mixed announce n1 env --ignore-signal=HUP,INT garp-send follow
  start dump n1 env --ignore-signal=HUP,INT vrrp-dump -i eth0
  await 5 wrote check '.event == "check"'
  await 5 wrote elect '.state == "master"'
  await 5 wrote dump '.event == "advert"'
  for name in hold announce; do
    tell $name '{"event":"state","interface":"eth0","state":"init","vips":[],"epoch":1,"interval_ms":100}'
    await 5 wrote $name '.event == "state"'
  done
  for name in check elect hold announce dump; do
    signal_to $name HUP
    signal_to $name INT
  done
  always 1.5 all_run
  for name in check elect hold announce dump; do
    signal_to $name TERM
    exit_of $name
    [[ $exit_status -eq 0 ]]
  done
}
