#!/usr/bin/env bats
# The laboratory itself: what the other tests stand on.

load ../lib/lab

setup() { lab_up 2; }

reaches() { on "$1" ping -c 1 -W 1 "$2" >/dev/null 2>&1; }
fails() { ! "$@"; }
carrier() { [ "$(on "$1" cat /sys/class/net/eth0/carrier)" = "$2" ]; }

@test "nodes and client reach each other, in IPv4 and IPv6, at once" {
  reaches n1 10.0.0.2
  reaches client 10.0.0.1
  reaches n2 fd00::1
  [ "$(on n2 cat /sys/class/net/eth0/address)" = 02:00:00:00:00:02 ]
}

@test "a partition separates the nodes, but not the client, and heals" {
  partition n1 n2
  await 2 fails reaches n1 10.0.0.2
  reaches client 10.0.0.1
  reaches client 10.0.0.2
  heal
  await 2 reaches n1 10.0.0.2
}

@test "a cut link is seen by its node, and mended" {
  cut_link n1
  await 2 carrier n1 0
  mend_link n1
  await 2 reaches n1 10.0.0.2
}

@test "a second wire is apart from the first, with links of its own" {
  lab_second_wire
  reaches n1 10.0.1.2
  reaches client fd00:0:0:1::1
  [ "$(on n2 cat /sys/class/net/eth1/address)" = 02:00:00:00:01:02 ]
  cut_link n1
  await 2 carrier n1 0
  reaches n1 10.0.1.2
  fails reaches n1 10.0.0.2
  cut_link n1-eth1
  await 2 fails reaches n1 10.0.1.2
}

@test "holders names the nodes that have an address" {
  held_by "" 10.0.0.3
  on n2 ip addr add 10.0.0.3/32 dev eth0
  [ "$(holders 10.0.0.3)" = n2 ]
  on n1 ip addr add 10.0.0.3/32 dev eth0
  held_by "n1 n2" 10.0.0.3/32
}

@test "started programs are separate, get input and signals, and their exit status is known" {
  feed reader
  start_other reader n1 sh -c 'while read -r line; do echo "got $line"; done; exit 3'
  start_other deaf n2 sleep 60
  tell reader one
  tell reader "two three"
  await 2 grep -q "two three" "${LAB_OUT[reader]}"
  end_feed reader
  exits reader 3
  [ "$(out_of reader)" = $'got one\ngot two three' ]
  running deaf
  stop deaf TERM 143
}

@test "a pipeline is one group whose stages are known" {
  start_pipeline pair n1 'sleep 61 | cat'
  await 2 stage pair cat
  [ -n "$(stage pair sleep)" ]
  stop pair KILL
  await 2 fails pgrep -g "$(pid_of pair)"
}

@test "records are found by their contents" {
  start_mixed elector n1 printf '%s\n' '{"event":"x","n":1}' '{"event":"x","n":2}'
  await 2 wrote elector '.n == 2'
  fails wrote elector '.n == 3'
  [ "$(records_of elector '.n == 1')" = '{"event":"x","n":1}' ]
  [ "$(count_of elector '.event == "x"')" -eq 2 ]
}

@test "await gives up with an explanation" {
  start_other sleeper n1 sleep 62
  run -1 await 0.1 false
  [[ $output == *"not within 0.1 s: false"*"n1: addresses"*"sleep 62"* ]]
}

@test "nginx answers the name of its node" {
  start_nginx n1
  start_nginx n2
  [ "$(ask 10.0.0.1)" = n1 ]
  [ "$(ask fd00::2)" = n2 ]
  stop_nginx n1
  fails answered_by n1 10.0.0.1
  start_nginx n1
  answered_by n1 10.0.0.1
}

@test "keepalived holds an address" {
  one_keepalived n1 50 eth0 3 150 1000 10.0.0.3
  await 10 held_by n1 10.0.0.3
  start_nginx n1
  answered_by n1 10.0.0.3
}
