#!/usr/bin/env bats
# keepalived and ours: who may take the mastership from whom, and when.

load ../lib/routers
speak 3 ipv4 300

alone() { # MAKE NODE PRIORITY
  "$@"
  settled_on "$2"
}

@test "nopreempt, ours: it does not preempt a lower-priority keepalived, and takes over when that dies" {
  alone keepalived n2 100
  ours n1 150 --nopreempt
  always 2 agreed_on n2 # its own down interval is 1.03 s
  settled_on n2
  dies n2 n1 150
}

@test "nopreempt, keepalived: it does not preempt ours, and takes over when that dies" {
  alone ours n2 100
  keepalived n1 150 nopreempt
  always 2 agreed_on n2
  settled_on n2
  dies n2 n1 150
}

# The delay runs from the first worse advert that n1 hears, and no sooner than it is started.
waits_two_seconds() {
  local since first
  since=$(now_us)
  "$@"
  settled_on n1
  first=$(adverts_of n1 ".priority > 0 and .us > $since" | head -n 1 | jq .us)
  echo "n1 preempted $((first - since)) us after its start"
  ((first - since > 2000000))
}

@test "preempt_delay, keepalived: ours goes on meanwhile, then yields" {
  alone ours n2 100
  waits_two_seconds keepalived n1 150 "preempt_delay 2"
}

@test "preempt_delay, ours: keepalived goes on meanwhile, then yields" {
  alone keepalived n2 100
  waits_two_seconds ours n1 150 --preempt-delay 2s
}

@test "an owner, ours: master at once, whichever router was" {
  alone keepalived n2 100
  ours n1 255
  await 5 is_master n1 # its start takes some of it
  settled_on n1
  wrote ours-n1 '.event == "state" and .state == "master" and .reason == "owner"'
  dies n1 n2
}

@test "an owner, keepalived: master at once, whichever router was" {
  alone ours n2 100
  keepalived n1 255
  await 5 is_master n1 # its start takes some of it
  settled_on n1
  dies n1 n2
}

# Owners who hear each other from the start never contest: whoever was first stays. So they start apart. Ours yields
# to the greater address; keepalived 2.2.7, whatever its address, becomes one of priority 254 when it hears another
# owner. So whoever speaks first after the heal may decide, and where both speak at once, both yield: then ours is
# master again in three intervals.
two_owners() {
  "$1" n1 255
  settled_on n1
  partition n1 n2
  "$2" n2 255
  await 8 both_masters
  heal
  await 8 one_rests
  settled_on "$(masters)"
}
one_rests() {
  local node
  node=$(masters)
  [[ $node == n? ]] && always 1.5 agreed_on "$node" >/dev/null
}

@test "two owners, ours with the lower address: one yields" { two_owners ours keepalived; }
@test "two owners, ours with the greater address: keepalived yields" {
  two_owners keepalived ours
  is_master n2
}
