#!/usr/bin/env bats
# Two pipelines of ours: whatever happens, one node holds the VIP, and the client reaches nginx through it.

load ../lib/pair

setup() { two_servers; }

@test "start, SIGTERM of the master, and its return: the better node has the VIP each time" {
  pair
  signal_to pipe-n1 TERM
  settled_on n2
  exits pipe-n1 0
  pipeline n1 150
  settled_on n1
  wrote pipe-n2 '.event == "state" and .state == "backup" and .reason == "higher_priority"'
}

@test "with --nopreempt a node that returns does not take over" {
  pair --nopreempt
  signal_to pipe-n1 TERM
  settled_on n2
  pipeline n1 150 --nopreempt
  always 5 held_by n2 "$VIP"
  answered_by n2 "$VIP"
}

@test "the master node dies: the other takes over after the down interval" {
  pair
  crash n1
  await 10 held_by n2 "$VIP" # the dead node's own kernel ends its lease meanwhile
  settled_on n2
  wrote pipe-n2 '.event == "state" and .state == "master" and .reason == "master_down"'
}

@test "nginx dies on the master: its weight moves the VIP, and moves it back" {
  checked_pair
  stop_nginx n1
  settled_on n2
  wrote pipe-n1 '.event == "priority" and .priority == 90 and .adjustments == [{check: "nginx", weight: -60}]'
  start_nginx n1
  settled_on n1
}

@test "the link of the master goes down and up: it is in fault, and then master again" {
  pair
  cut_link n1
  await 10 held_by n2 "$VIP"
  await 5 wrote pipe-n1 '.event == "state" and .state == "fault" and .reason == "link_down"'
  mend_link n1
  await 5 wrote pipe-n1 '.event == "state" and .state == "backup" and .reason == "link_up"'
  settled_on n1
}

@test "the master loses its address: fault with the reason, and back" {
  pair
  on n1 ip addr del 10.0.0.1/24 dev eth0
  await 10 held_by n2 "$VIP"
  wrote pipe-n1 '.event == "state" and .state == "fault" and .reason == "no_address"'
  said pipe-n1 "eth0 has no IPv4 address besides the VIPs to send adverts from"
  on n1 ip addr add 10.0.0.1/24 dev eth0
  settled_on n1
}

@test "without VIPs two nodes elect exactly one leader" {
  start e1 n1 vrrp-elect --vrid 50 -i eth0 --node n1
  start e2 n2 vrrp-elect --vrid 50 -i eth0 --node n2
  await 6 wrote e2 '.state == "master"' || wrote e1 '.state == "master"'
  sleep_until_settled() { [[ $(leaders) == "$1" ]]; }
  leaders() { for e in e1 e2; do jq -r 'select(.event == "state") | .state' "${LAB_OUT[$e]}" | tail -n 1; done | sort | paste -sd ' '; }
  await 4 sleep_until_settled "backup master"
  always 2 sleep_until_settled "backup master"
}

@test "the priority alone decides which of three is next" {
  lab_node n4 4
  pipeline n1 150
  pipeline n2 100
  pipeline n4 50
  await 10 held_by n1 "$VIP"
  crash n1
  await 10 held_by n2 "$VIP"
  signal_to pipe-n2 TERM
  await 10 held_by n4 "$VIP"
}
