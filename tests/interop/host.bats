#!/usr/bin/env bats
# What the host does under an elector: interfaces that come, go and are made anew, news that is lost, descriptors
# that are closed.

load ../lib/lab

setup() { lab_up 1; }

elector() { start elect n1 vrrp-elect --vrid 50 -i eth0 --vip 10.0.0.3 --vips-elsewhere; }

drown_the_news() {
  signal_to elect STOP
  overrun_news n1
}

@test "a link that came up is not forgotten when the kernel's news overrun" {
  on n1 ip link set eth0 down
  elector
  await 2 in_state elect fault
  on n1 ip link set eth0 up
  await 2 in_state elect backup
  drown_the_news
  signal_to elect CONT
  await 10 in_state elect master
  [ "$(count_of elect '.event == "state" and .state == "fault"')" -eq 1 ]
}

@test "a link that went down while the news overran is seen" {
  elector
  await 10 in_state elect master
  drown_the_news
  cut_link n1
  signal_to elect CONT
  await 5 in_state elect fault
}

@test "a new interface with the name of a deleted one elects again" {
  elector
  await 10 in_state elect master
  ip -n "$LAB-wire" link del n1
  await 2 in_state elect fault
  lab_plug n1 0 n1
  on n1 ip link set eth0 up
  on n1 ip addr add 10.0.0.1/24 dev eth0
  await 2 in_state elect backup
  await 10 in_state elect master
  # It hears: somebody better on the new interface makes it a backup.
  lab_node n2 2
  start better n2 vrrp-elect --vrid 50 -i eth0 --priority 200
  await 10 in_state elect backup
}

cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

@test "an elector that advertises on after its reader died sleeps in between" {
  on n1 ip addr add 10.0.0.3/32 dev lo # it does not go away
  start_pipeline pipe n1 'vrrp-elect --vrid 50 -i eth0 --vip 10.0.0.3 | cat'
  await 10 wrote pipe '.state == "master"'
  elect=$(stage pipe vrrp-elect)
  kill -KILL "$(stage pipe cat)"
  before=$(cpu_ticks "$elect")
  sleep 1.5 # a span to measure over: it fences for at least 2 s
  (($(cpu_ticks "$elect") - before < 30))
}

@test "a writer of checks that never stops does not block the election or SIGTERM" {
  start_pipeline pipe n1 "trap : TERM
    { echo '{\"event\":\"check\",\"check\":\"x\",\"status\":\"up\"}'; yes '{}'; } | vrrp-elect --vrid 50 -i eth0 --track - | cat"
  await 12 wrote pipe '.state == "master"'
  kill "$(stage pipe vrrp-elect)"
  await 8 wrote pipe '.state == "init" and .reason == "shutdown"' # after a handover that nobody takes
}

@test "closed standard input and output stay closed, and are not replaced by other descriptors" {
  start_other elect n1 bash -c 'exec vrrp-elect --vrid 50 -i eth0 <&- >&-'
  output_is_none() { [[ $(stat -Lc %t:%T "/proc/$(pid_of elect)/fd/1") == 1:3 ]]; } # /dev/null
  await 2 output_is_none
}
