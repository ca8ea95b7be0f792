#!/usr/bin/env bats
# An interface whose state moves the priority, or is a fault.

load ../lib/lab

setup() {
  lab_up 1
  add_link up0 far
}

elect() { start elect n1 vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --priority 150 "$@"; }
master() { await 5 wrote elect '.event == "state" and .state == "master"'; }
rename() {
  ip -n "$LAB-n1" link set "$1" down
  ip -n "$LAB-n1" link set "$1" name "$2"
  ip -n "$LAB-n1" link set "$2" up
}
elect_master() { # [ELECT-ARGUMENT]...
  elect "$@"
  master
}
states() { records_of elect '.event == "state"' | jq -r .state | paste -sd' '; }
state_is() { [[ $(states) == *"$1" ]]; }

@test "a weight changes the priority, down and up again" {
  elect_master --track-interface up0:-60
  ip -n "$LAB-n1" link set up0 down
  await 3 wrote elect '.event == "priority" and .priority == 90 and .adjustments[0].weight == -60'
  ip -n "$LAB-n1" link set up0 up
  await 3 wrote elect '.event == "priority" and .priority == 150'
}

@test "without a weight the router is in fault until the interface is back" {
  elect_master --track-interface up0
  ip -n "$LAB-n1" link set far down
  await 3 state_is fault
  ip -n "$LAB-n1" link set far up
  await 3 state_is "fault backup master"
}

@test "a deleted interface is down, and a new one with its name is up" {
  elect_master --track-interface up0
  ip -n "$LAB-n1" link del up0
  await 3 state_is fault
  add_link up0 far
  await 3 state_is master
}

@test "an interface that is not there at the start is down" {
  elect --track-interface none0
  await 3 state_is fault
}

@test "a renamed interface is gone until it has its name again" {
  elect_master --track-interface up0
  rename up0 up1
  await 3 state_is fault
  rename up1 up0
  await 3 state_is master
}

@test "the same holds for the router's own interface" {
  elect_master
  rename eth0 eth1
  await 3 state_is fault
  await 3 wrote elect '.event == "state" and .reason == "no_interface"'
  always 1 state_is fault
  rename eth1 eth0
  await 5 state_is master
}

# ---- the interfaces that carry the VIPs

# serve_on up0: the VIP is on another interface than the adverts.
serve_on() {
  start_pipeline elect n1 "trap : TERM
    vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --priority 150 --vip '10.0.9.3 dev $1' ${*:2} | vip-ctl follow"
  await 5 held_on "$1"
}
held_on() { [[ -n $(ip -n "$LAB-n1" -o addr show dev "$1" to 10.0.9.3) ]]; }

@test "a VIP's own interface that loses its carrier is a fault that names it, and ends with it" {
  serve_on up0
  ip -n "$LAB-n1" link set far down
  await 2 wrote elect '.event == "state" and .state == "fault" and .reason == "link_down" and .check == "up0"'
  ip -n "$LAB-n1" link set far up
  await 3 state_is "fault backup master"
  await 2 held_on up0
}

@test "a VIP's own interface that is deleted is a fault, and a new one carries the VIP again" {
  serve_on up0
  ip -n "$LAB-n1" link del up0
  await 2 wrote elect '.event == "state" and .state == "fault" and .reason == "link_down" and .check == "up0"'
  add_link up0 far
  await 3 state_is "fault backup master"
  await 2 held_on up0
}

@test "a VIP's own interface has the weight that --track-interface gives it" {
  serve_on up0 --track-interface up0:-60
  ip -n "$LAB-n1" link set far down
  await 2 wrote elect '.event == "priority" and .priority == 90 and .adjustments[0].check == "up0"'
  lacks elect '.event == "state" and .state == "fault"'
}
