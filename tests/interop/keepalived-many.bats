#!/usr/bin/env bats
# More than two routers, and more than one address.

load ../lib/routers

setup() {
  lab_up 3
  watch_wire
}

# three MAKE MAKE MAKE: the best leaves, then the next one dies; then the best comes back.
three() {
  speak 3 ipv4 300
  "$1" n1 150
  "$2" n2 100
  "$3" n3 50
  settled_on n1
  hands_over n1 n2
  dies n2 n3 50
  "$1" n1 150
  settled_on n1
}

@test "three routers: keepalived, ours, keepalived" { three keepalived ours keepalived; }
@test "three routers: ours, keepalived, keepalived" { three ours keepalived keepalived; }
@test "three routers: ours, keepalived, ours" { three ours keepalived ours; }
@test "three routers: keepalived, ours, ours" { three keepalived ours ours; }

# twenty MAKE MAKE: all of them move together.
twenty() {
  speak 3 ipv4 300
  share 10.0.0.{101..120}
  "$1" n1 150
  "$2" n2 100
  settled_on n1
  all_on n1
  hands_over n1 n2
  all_on n2
}

all_on() {
  local vip
  for vip in "${VIPS[@]}"; do
    held_by "$1" "$vip" || { echo "$vip is held by $(holders "$vip"), not $1" && return 1; }
  done
  [ "$(answering "${VIPS[0]}")" = "$(mac_of "$1")" ]
  [ "$(frames_on_wire '.event == "advert"' | tail -n 1 | jq '.addresses | length')" -eq 20 ]
}

@test "twenty addresses, ours the master" { twenty ours keepalived; }
@test "twenty addresses, ours the backup" { twenty keepalived ours; }
