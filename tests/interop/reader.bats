#!/usr/bin/env bats
# What reads the elector's stdout is slow, or gone.

bats_require_minimum_version 1.5.0
load ../lib/lab
load ../lib/pair

setup() { lab_up 2; }
teardown() { lab_down; }

gone() { ! kill -0 "$1" 2>/dev/null; }

advert_of() { wrote dump ".event == \"advert\" and .vrid == $1"; }
adverts_of_51() { count_of dump '.event == "advert" and .vrid == 51'; }
carrier_of_n1() { [[ $(on n1 cat /sys/class/net/eth0/carrier) == 1 ]]; }
more_of_51_than() { (($(adverts_of_51) > $1)); }

@test "an owner that thaws when its link is back and its reader gone says nothing" {
  local elector heard
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
