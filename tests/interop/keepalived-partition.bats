#!/usr/bin/env bats
# keepalived and ours, when the wire between them, or the configuration of one of them, changes under way.

load ../lib/routers

# Parted routers are both master: VRRP knows no better. Healed, the better one is, and its MAC alone answers.
parted_and_healed() {
  local since
  speak 3 ipv4 300
  "$1" n1 150
  "$2" n2 100
  settled_on n1
  since=$(now_us)
  partition n1 n2
  await 4 agreed_on "n1 n2"
  await 5 spoke n2 "$since"
  took_over_in_silence "$since"
  heal
  settled_on n1
}
# took_over_in_silence SINCE_US: n1 speaks on, so n2's first advert since then is measured from the last that came
# before it by the down interval.
took_over_in_silence() {
  local first last
  first=$(adverts_of n2 ".priority > 0 and .us >= $1" | head -n 1 | jq .us)
  last=$(adverts_of n1 ".us < $first - $(down_us 100) + 15000" | tail -n 1 | jq .us)
  in_time $((first - last)) "$(down_us 100)" "n2 took over from an advert of n1"
}

@test "partition and heal, ours the better" { parted_and_healed ours keepalived; }
@test "partition and heal, keepalived the better" { parted_and_healed keepalived ours; }

# Ours discards the adverts that have become worse, and its down timer runs on (RFC 9568 section 6.4.2).
@test "keepalived reloads to a lower priority: ours takes over a down interval after the last better advert" {
  speak 3
  keepalived n1 150
  ours n2 100
  settled_on n1
  configure_keepalived n1 80
  settled_on n2
  wrote ours-n2 '.event == "state" and .state == "master" and .reason == "preempt"'
  in_time "$(silence n1 n2 "== 150")" "$(down_us 100)" "n2 took over"
  configure_keepalived n1 150 # and back
  settled_on n1
}
