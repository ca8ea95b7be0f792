#!/usr/bin/env bats
# Several holders on one host: two pipelines and an address leased by cron's vip-ctl. Restarting one takes nothing
# from the others.

load ../lib/lab

setup() {
  lab_up 1
  start_other watch n1 ip -o monitor address dev eth0
  router a 50 10.0.0.3
  router b 51 10.0.0.4
  on n1 vip-ctl add 10.0.0.5 -i eth0 --lease 90s --json >"$LAB_RECORDS/$BATS_TEST_NUMBER-add.jsonl"
  await 5 all_there
}

# router NAME VRID VIP
router() { start_router "$1" n1 --vrid "$2" -i eth0 --advert-int 100ms --vip "$3"; }
there() { [[ -n $(on n1 ip -o addr show to "$1") ]]; }
all_there() { there 10.0.0.3 && there 10.0.0.4 && there 10.0.0.5; }
# deleted ADDRESS: how often the kernel said so.
deleted() { grep -c "^Deleted .* $1/32" "${LAB_OUT[watch]}" || :; }
# deleted_more_than NUMBER ADDRESS; for await.
deleted_more_than() { [ "$(deleted "$2")" -gt "$1" ]; }

# restart NAME VRID VIP SIGNAL
restart() {
  local before
  before=$(deleted "$3")
  stop "$1" "$4"
  router "$1" "$2" "$3"
  await 5 wrote "$1" ".event == \"state\" and .state == \"master\""
  await 5 all_there
  await 5 deleted_more_than "$before" "$3"
}

undisturbed() {
  local address
  for address in "$@"; do
    [ "$(deleted "$address")" -eq 0 ] || { echo "$address went" && return 1; }
  done
}

@test "a pipeline that stops and starts removes no address of the other, or of cron" {
  restart a 50 10.0.0.3 TERM
  undisturbed 10.0.0.4 10.0.0.5
  restart b 51 10.0.0.4 TERM
  undisturbed 10.0.0.5
}

@test "one that is killed and started again removes none either" {
  stop a KILL
  router a 50 10.0.0.3 # finds what the killed one left, if the kernel has not taken it yet
  await 6 all_there
  undisturbed 10.0.0.4 10.0.0.5
}

@test "cron's next run renews only its own address, and del removes only that" {
  on n1 vip-ctl add 10.0.0.5 -i eth0 --lease 90s --json >>"$LAB_RECORDS/$BATS_TEST_NUMBER-add.jsonl"
  undisturbed 10.0.0.3 10.0.0.4 10.0.0.5
  on n1 vip-ctl del 10.0.0.5 -i eth0 --json >>"$LAB_RECORDS/$BATS_TEST_NUMBER-add.jsonl"
  await 5 deleted_more_than 0 10.0.0.5 # and so whatever went before it is known
  [ "$(deleted 10.0.0.5)" -eq 1 ]
  undisturbed 10.0.0.3 10.0.0.4
}
