#!/usr/bin/env bats
# Alternative names of interfaces are understood where an interface is named; records carry the first name.

load ../lib/lab

vip=10.0.0.100
# Longer than any first name.
long=a-name-from-the-switch-port-of-this-host

setup() {
  lab_up 1
  lab_second_wire
  ip -n "$LAB-n1" link property add dev eth0 altname lan0 altname $long
  ip -n "$LAB-n1" link property add dev eth1 altname wan0
}

# held_on IF ADDRESS; for await.
held_on() { [[ $(ip -n "$LAB-n1" -j addr show dev "$1" to "$2") == *'"local"'* ]]; }

# elects_and_holds PIPELINE: what a router on eth0 with a VIP on each wire writes, and what follows from it.
elects_and_holds() {
  await 10 wrote "$1" ".event == \"announce\" and .interface == \"eth0\" and .address == \"$vip\""
  await 5 wrote "$1" '.event == "announce" and .interface == "eth1" and .address == "10.0.1.100"'
  held_on eth0 $vip
  held_on eth1 10.0.1.100
  [[ $(jq -r '.interface, (.vips // [] | .[].interface | select(.))' "${LAB_OUT[$1]}" | sort -u | paste -sd ' ') == \
    "eth0 eth1" ]]
}

@test "vrrp-elect: --interface, --vip's dev and --track-interface" {
  for name in lan0 $long; do
    start_pipeline "$name" n1 "vrrp-elect --vrid 50 -i $name --advert-int 100ms --vip $vip \
      --vip '10.0.1.100 dev wan0' --track-interface wan0 | vip-ctl follow | garp-send follow --interval 20ms"
    elects_and_holds "$name"
    on n1 vrrp-elect status -i "$name" >/dev/null
    stop_elector "$name"
  done
}

@test "vrrp-elect: an interface that is tracked under its alternative name goes down" {
  start elect n1 vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --track-interface wan0
  await 5 wrote elect '.state == "master"'
  cut_link n1-eth1
  await 2 wrote elect '.state == "fault" and .check == "eth1"'
}

@test "vrrp-elect: the keys of --instances" {
  cat >"$BATS_TEST_TMPDIR/instances" <<END
{"vrid": 50, "interface": "lan0", "vip": ["$vip", "10.0.1.100 dev wan0"], "track-interface": "wan0"}
END
  start_pipeline pipeline n1 "vrrp-elect --instances '$BATS_TEST_TMPDIR/instances' --advert-int 100ms \
    | vip-ctl follow | garp-send follow --interval 20ms"
  elects_and_holds pipeline
}

@test "vrrp-elect: two names of one interface are one" {
  printf '{"vrid": 50, "interface": "%s"}\n' eth0 lan0 >"$BATS_TEST_TMPDIR/instances"
  run on n1 vrrp-elect --instances "$BATS_TEST_TMPDIR/instances"
  echo "$output"
  [[ $status -eq 2 && $output == *"eth0/50 ipv4 is already on line 1"* ]]
  run on n1 vrrp-elect --vrid 50 -i eth0 --track-interface eth1:-10 --track-interface wan0:-20
  echo "$output"
  [[ $status -eq 2 && $output == *"--track-interface: wan0 is an alternative name of eth1"* ]]
}

@test "another elector's records" {
  feed pipeline
  start_mixed pipeline n1 bash -c "vip-ctl follow | garp-send follow --interval 20ms"
  now=$(boot_us)
  tell pipeline "{\"event\":\"state\",\"state\":\"master\",\"epoch\":1,\"interface\":\"lan0\",\"interval_ms\":5000,\
\"vips\":[{\"address\":\"$vip/32\"},{\"address\":\"10.0.1.100/32\",\"interface\":\"wan0\"},\
{\"address\":\"10.0.1.101/32\",\"interface\":\"wan0:1\"}],\
\"expires_us\":$((now + 14000000))}"
  await 5 wrote pipeline ".event == \"announce\" and .interface == \"eth0\" and .address == \"$vip\""
  await 5 wrote pipeline '.event == "announce" and .interface == "eth1" and .address == "10.0.1.100"'
  await 5 wrote pipeline '.event == "announce" and .interface == "eth1" and .address == "10.0.1.101"'
  [[ $(on n1 ip -o addr show dev eth1) == *" 10.0.1.101/32 scope global dynamic eth1:1"* ]]
  tell pipeline '{"event":"contest","interface":"lan0","peer":{"address":"10.0.0.2"}}'
  both_again() { [[ $(count_of pipeline '.event == "announce" and .reason == "contest"') -eq 3 ]]; }
  await 5 both_again
  tell pipeline '{"event":"state","state":"backup","epoch":2,"interface":"lan0","interval_ms":5000,"vips":[]}'
  await 2 held_by "" $vip
}

@test "vip-ctl and garp-send" {
  on n1 vip-ctl add $vip -i lan0 | jq -e '.interface == "eth0"'
  held_on eth0 $vip
  on n1 vip-ctl has $vip -i $long
  on n1 garp-send -c 1 -i lan0 $vip | jq -e '.interface == "eth0"'
  on n1 vip-ctl del $vip -i lan0
  held_by "" $vip
}

@test "vrrp-dump" {
  for name in lan0 $long; do
    start "$name" n1 vrrp-dump -i "$name"
    start "elect-$name" n1 vrrp-elect --vrid 50 -i eth0 --advert-int 100ms
    await 5 wrote "$name" '.event == "advert" and .vrid == 50'
    stop "elect-$name" KILL
  done
}

@test "a label is not an interface: status 2, and the interface is named" {
  for command in "vrrp-elect --vrid 50 -i eth0:1" "vrrp-elect --vrid 50 --track-interface eth0:1:5" \
    "vrrp-elect status -i eth0:1" "garp-send -i eth0:1 10.0.0.1" "vrrp-dump -i eth0:1"; do
    # shellcheck disable=SC2086 # words
    run on n1 $command
    echo "$command: $status, $output"
    [[ $status -eq 2 && $output == *"eth0:1 is the label of an address, not an interface; name the interface eth0" ]]
  done
  run on n1 vrrp-elect --vrid 50 --vip "$vip dev eth0:1"
  echo "$output"
  [[ $status -eq 2 && $output == *"name the interface eth0" ]]
}
