#!/usr/bin/env bats
# ctest: once timeout=600
# The benchmarks run, measure, and leave nothing behind; here none of their figures is judged (exit status 0 or 1).

load ../lib/lab

# bench NAME ARGUMENT...: one short run.
bench() {
  run "$VRRP_SOURCE/tests/bench/$1" --build "$VRRP_BUILD" "${@:2}"
  echo "$output"
  [ "$status" -le 1 ]
  [[ $output != *failed:* ]]
  [[ $output == *"over the limit"* ]]
  nothing_left
}
# Namespaces of the benchmarks are called vrrp-PID-NODE, and those of another test may be there: until it ends.
nothing_left() {
  local namespace pid
  for namespace in /run/netns/vrrp-*-{wire,n1,n2,client}; do
    pid=${namespace#*/vrrp-}
    [ -d "/proc/${pid%%-*}" ] || [ ! -e "$namespace" ] || { echo "left: $namespace" && return 1; }
  done
}
shows() { [[ $output =~ $1 ]]; }

@test "each says what it is for" {
  for name in takeover demotion heals starved many killmatrix randomkills pss dump; do
    run -0 "$VRRP_SOURCE/tests/bench/$name" --help
    [[ $output == "usage: $name"* ]]
  done
}

@test "takeover: after silence and after priority 0, beside keepalived" {
  bench takeover --runs 1 --priorities 100 -k 'v3 ipv4 100 ms'
  shows 'v3 ipv4 +100 ms +priority 100 +360\.9( +-?[0-9.]+){4} +60\.9( +-?[0-9.]+){4} '
}

@test "demotion: with no better peer" {
  bench demotion --runs 1 -k 'no better peer, ours' --records "$LAB_RECORDS"
  shows 'no better peer +1000 ms ours '
}

@test "heals: a partition" {
  bench heals --runs 1 -k 'partition, ours$' --intervals 1000 --records "$LAB_RECORDS"
  shows 'partition +ours +1 '
}

@test "starved: without realtime" {
  bench starved --seconds 2 -k 'ordinary, ours' --records "$LAB_RECORDS"
  shows 'ordinary +ours +[0-9]+ '
}

@test "many: ten routers, master at 100 ms, beside keepalived" {
  bench many --routers 10 --intervals 100 --roles master --seconds 1
  shows 'every 100 ms +master +keepalived +[0-9.]+%'
  shows 'every 100 ms +master +vrrp-elect +[0-9.]+%'
  shows 'every 100 ms +master +pipeline +[0-9.]+%'
}

@test "dump: a capture to JSON, beside tcpdump" {
  run "$VRRP_SOURCE/tests/bench/dump" --build "$VRRP_BUILD" --runs 1 --adverts 20000
  echo "$output"
  [ "$status" -le 1 ]
  shows 'tcpdump -n +[0-9.]+ s'
  shows 'vrrp-dump --json +[0-9.]+ s'
  shows 'ratio of the medians: [0-9.]+ '
}

@test "pss: an idle pipeline, beside keepalived" {
  run "$VRRP_SOURCE/tests/bench/pss" --build "$VRRP_BUILD"
  echo "$output"
  [ "$status" -le 1 ]
  shows 'ours with an http check +[0-9]+ kB'
  shows 'ours with a process check +[0-9]+ kB'
  nothing_left
}
