#!/usr/bin/env bats
# vip-ctl follow beside the kernel: records written by hand come in through a FIFO, addresses come and go.

load ../lib/lab

setup() {
  alive_pid=
  lab_up 1
}
teardown() {
  stop_alive
  lab_down
}

# What a reader of stdout would see is kept: `vip` records of its own, and the copied ones. It has begun before anything
# is told to it: leases run from then on.
follow() {
  feed vip
  start_mixed vip n1 vip-ctl follow
  await 10 heeds vip
}

# router VRID STATE EPOCH LEASE_MS [VIP...]: a `state` record, with adverts of $interval_ms (1 s if it is not set). LEASE_MS is
# counted from now; "-": none.
router() {
  local vrid=$1 state=$2 epoch=$3 lease=$4 vips
  vips=$(jq -nc '[$ARGS.positional[] | {address: .}]' --args "${@:5}")
  [[ $lease == - ]] && lease= || lease=",\"expires_us\":$(($(boot_us) + lease * 1000))"
  tell vip "{\"event\":\"state\",\"interface\":\"eth0\",\"family\":\"ipv4\",\"vrid\":$vrid,\"state\":\"$state\",\"epoch\":$epoch,\"interval_ms\":${interval_ms:-1000},\"vips\":$vips$lease}"
}
# hold VIP...: it follows a master, and has them all.
hold() {
  follow
  router 50 master 2 2900 "$@"
  await 2 acted added "${*: -1}"
}
# alive EPOCH LEASE_MS: of the master of VRID 50.
alive() {
  tell vip "{\"event\":\"alive\",\"interface\":\"eth0\",\"family\":\"ipv4\",\"vrid\":50,\"state\":\"master\",\"epoch\":$1,\"interval_ms\":1000,\"expires_us\":$(($(boot_us) + $2 * 1000))}"
}
# input_ends STATUS: it ends with this exit status.
input_ends() {
  end_feed vip
  exits vip "$1"
}
# keep_alive: as an elector does, until the test ends or `stop_alive`.
keep_alive() {
  (while sleep 0.25; do alive 2 2900; done) 3>&- &
  alive_pid=$!
}
stop_alive() {
  [[ -n $alive_pid ]] || return 0
  kill "$alive_pid"
  wait "$alive_pid" || :
  alive_pid=
}

there() { [[ $(on n1 ip -o addr show dev eth0) == *" $1 "* ]]; }
gone() { ! there "$1"; }
# all_routed TEXT: both of the wide VIPs' subnets.
all_routed() { routed 10.90.0.0/24 1 "$1" && routed fd09::/64 1 "$1"; }
acted() { wrote vip ".event == \"vip\" and .action == \"$1\" and .address == \"$2\""; }
# ms_until ACTION SINCE_US: from then to the first record of this action.
ms_until() { echo $((($(first_us vip ".event == \"vip\" and .action == \"$1\"") - $2) / 1000)); }
leased() { [[ $(on n1 ip -o addr show dev eth0) =~ " $1 "[^$'\n']*valid_lft\ [0-9]+sec ]]; }

@test "a master's VIP is there with a finite lifetime, and reported" {
  hold 10.0.0.3/32 fd00::3/128
  leased 10.0.0.3/32
  leased fd00::3/128
  [ "$(records_of vip '.address == "10.0.0.3/32"' |
    jq -r '[.interface, .family, .vrid, .mac, .lease_ms] | join(" ")')" = "eth0 ipv4 50 02:00:00:00:00:01 2000" ]
}

@test "records are passed on unchanged and in order, except alive" {
  follow
  tell vip '{"event":"priority","vrid":50,  "odd":  "spacing"}'
  router 50 backup 1 - 10.0.0.3/32
  tell vip '{"event":"check","check":"nginx","status":"up"}'
  alive 1 2900
  tell vip '{"event":"unheard-of"}'
  router 50 master 2 2900 10.0.0.3/32
  await 2 acted added 10.0.0.3/32
  [ "$(out_of vip | head -n 1)" = '{"event":"priority","vrid":50,  "odd":  "spacing"}' ]
  [ "$(jq -r .event "${LAB_OUT[vip]}" | paste -sd' ')" = "priority state check unheard-of state vip" ]
}

@test "junk on stdin is reported with its line number, and skipped" {
  follow
  tell vip 'no JSON'
  tell vip ''
  tell vip '[1,2]'
  tell vip '{"event":"state","state":"master"}'
  tell vip "$(head -c 70000 /dev/zero | tr '\0' x)"
  router 50 master 2 2900 10.0.0.3/32
  await 2 there 10.0.0.3/32
  said vip "line 1 skipped: not a JSON object"
  said vip "line 3 skipped: not a JSON object"
  said vip 'line 4 skipped: field "interface" is missing'
  said vip "line 5 is longer than 65536 bytes and may have ended a lease"
  [ "$(err_of vip | wc -l)" = 4 ]
  [ "$(jq -r .event "${LAB_OUT[vip]}" | head -n 1)" = state ]
}

@test "lets go at the end of input at once: exit 3; after init: exit 0" {
  hold 10.0.0.3/32
  start=$(now_us)
  end_feed vip
  await 2 acted removed 10.0.0.3/32 # it is told when it is gone
  gone 10.0.0.3/32
  [ "$(ms_until removed "$start")" -lt 500 ] # measured: a few ms
  exits vip 3
  [ "$(records_of vip '.action == "removed"' | jq -r .detail)" = input_ended ]
  said vip "the input ended before all routers had left"
}

@test "the orderly end: init, then the end of input" {
  hold 10.0.0.3/32
  router 50 init 3 - 10.0.0.3/32
  await 2 acted removed 10.0.0.3/32
  gone 10.0.0.3/32
  input_ends 0
  [ -z "$(err_of vip)" ]
}

@test "lets go when the lease passes, before the kernel would" {
  follow
  router 50 master 2 1600 10.0.0.3/32 # the kernel is asked for 1 s, and is up to 1 s late
  await 2 acted added 10.0.0.3/32
  alive 2 2900
  start=$(now_us)
  alive 2 600 # the newest counts, also when it is shorter
  await 3 acted expired 10.0.0.3/32
  gone 10.0.0.3/32
  took=$(ms_until expired "$start")
  echo "expired after $took ms"
  [ "$took" -ge 550 ]
  [ "$took" -lt 1500 ]
  running vip
}

@test "stays with its lease as long as alive comes, and adds nothing to the log" {
  hold 10.0.0.3/32
  keep_alive
  always 4 there 10.0.0.3/32
  leased 10.0.0.3/32
  stop_alive
  [ "$(count_of vip '.event == "vip"')" = 1 ]
}

@test "a record that comes after its lease adds nothing, and is reported" {
  follow
  router 50 master 2 -50 10.0.0.3/32
  await 2 said vip "whose lease ended"
  gone 10.0.0.3/32
  alive 2 2900
  await 2 there 10.0.0.3/32
}

@test "SIGKILL: the kernel removes the VIP" {
  hold 10.0.0.3/32 fd00::3/128
  stop vip KILL
  there 10.0.0.3/32
  await 3.5 gone 10.0.0.3/32
  await 1 gone fd00::3/128
}

@test "SIGSTOP: the kernel removes the VIP; SIGCONT: records that waited in the pipe do not bring it back" {
  hold 10.0.0.3/32
  signal_to vip STOP
  alive 2 1000
  await 4 gone 10.0.0.3/32
  signal_to vip CONT
  await 2 acted expired 10.0.0.3/32
  said vip "whose lease ended"
  gone 10.0.0.3/32
  running vip
}

@test "a backlog whose last record is fresh changes nothing" {
  hold 10.0.0.3/32
  signal_to vip STOP
  alive 2 100
  alive 2 300
  sleep 0.6 # both are past
  alive 2 2900
  signal_to vip CONT
  always 0.5 there 10.0.0.3/32
  [ "$(count_of vip '.event == "vip"')" = 1 ]
}

@test "a VIP that another program deletes is put back at once" {
  hold 10.0.0.3/32 fd00::3/128
  keep_alive
  on n1 ip addr del 10.0.0.3/32 dev eth0
  await 1 acted restored 10.0.0.3/32
  leased 10.0.0.3/32
  on n1 ip addr del fd00::3/128 dev eth0
  await 1 acted restored fd00::3/128
  for ((i = 0; i < 5; i++)); do # it keeps happening: the pauses grow
    await 3 there 10.0.0.3/32
    on n1 ip addr del 10.0.0.3/32 dev eth0
  done
  always 0.6 gone 10.0.0.3/32
  await 3 there 10.0.0.3/32
}

@test "a VIP that was overwritten without our tag is taken back, and removed when we exit" {
  hold 10.0.0.3/32
  sleep 0.4 # a renewal comes at most three times a second
  on n1 ip addr replace 10.0.0.3/32 dev eth0
  alive 2 2900
  await 2 leased 10.0.0.3/32
  end_feed vip
  await 2 gone 10.0.0.3/32
}

@test "a VIP comes back with its link" {
  hold 10.0.0.3/32 fd00::3/128
  keep_alive
  on n1 ip link set eth0 down
  await 2 gone fd00::3/128
  there 10.0.0.3/32
  on n1 ip link set eth0 up
  await 2 acted restored fd00::3/128
  there 10.0.0.3/32
  stop_alive
  [ "$(records_of vip '.event == "vip"' | jq -r '.action + " " + .address' | paste -sd,)" = \
    "added 10.0.0.3/32,added fd00::3/128,lost fd00::3/128,restored fd00::3/128" ]
}

@test "a VIP is lost with its interface, once, and comes back with it" {
  hold 10.0.0.3/32
  keep_alive
  ip -n "$LAB-wire" link del n1
  await 2 acted lost 10.0.0.3/32
  always 1.2 running vip
  lab_plug n1 0 n1
  on n1 ip link set eth0 up
  await 3 acted restored 10.0.0.3/32
  leased 10.0.0.3/32
  stop_alive
  [ "$(records_of vip '.event == "vip"' | jq -r .action | paste -sd' ')" = "added lost restored" ]
}

@test "IPv6 that is disabled for a second ends nothing: reported once, tried again, the others held" {
  hold 10.0.0.3/32 fd00::3/128
  keep_alive
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  await 2 acted failed fd00::3/128
  always 1.2 there 10.0.0.3/32
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  await 2 acted restored fd00::3/128
  running vip
  stop_alive
  [ "$(count_of vip '.action == "failed"')" = 1 ]
}

@test "after a line that is too long addresses are removed, and the next record puts them back" {
  hold 10.0.0.3/32
  tell vip "$(head -c 70000 /dev/zero | tr '\0' x)"
  await 1 acted expired 10.0.0.3/32
  gone 10.0.0.3/32
  [ "$(records_of vip '.action == "expired"' | jq -r .detail)" = line_too_long ]
  alive 2 2900
  await 2 there 10.0.0.3/32
  running vip
}

@test "a router that is not master reports once that its VIP is here and foreign" {
  follow
  router 50 backup 1 - 10.0.0.3/32
  on n1 ip addr add 10.0.0.3/32 dev eth0 # as a keepalived that was killed leaves it
  await 2 acted kept 10.0.0.3/32
  router 50 backup 1 - 10.0.0.3/32
  router 50 fault 2 - 10.0.0.3/32
  tell vip '{"event":"unheard-of"}'
  await 2 wrote vip '.event == "unheard-of"'
  [ "$(records_of vip '.event == "vip"' | jq -r .detail)" = foreign ]
  said vip "10.0.0.3/32 is on eth0 although this router is not master"
  there 10.0.0.3/32
}

@test "a foreign address is kept and not changed: untagged, permanent, or with another length" {
  kept() { [[ $(count_of vip '.action == "kept"') == "$1" ]]; }
  vips=(10.0.0.1/32 10.0.0.50/32 10.0.0.51/32)
  on n1 ip addr add 10.0.0.50/32 dev eth0
  on n1 vip-ctl add 10.0.0.51 -i eth0 >/dev/null
  follow
  router 50 backup 1 - "${vips[@]}"
  await 2 kept 3 # as a backup: of a state that is read together with the next one nothing is told
  router 50 master 2 2900 "${vips[@]}"
  await 2 kept 6 # and as the master, who announces them
  [ "$(records_of vip '.event == "vip"' | jq -r '.action + " " + .detail' | sort | uniq -c | xargs)" = "6 kept foreign" ]
  alive 2 2900
  router 50 backup 3 - "${vips[@]}"
  end_feed vip
  exit_of vip
  there 10.0.0.1/24
  there 10.0.0.50/32
  there 10.0.0.51/32
  [[ $(on n1 ip -o addr show dev eth0) != *"valid_lft "[0-9]* ]]
}

@test "a state that is not master removes leftovers of a killed run, and nothing else" {
  on n1 vip-ctl add 10.0.0.3 10.0.0.4 -i eth0 --lease 60s >/dev/null
  on n1 vip-ctl add 10.0.0.5 -i eth0 >/dev/null
  follow
  router 50 init 1 - 10.0.0.3/32 10.0.0.5/32
  await 2 acted removed 10.0.0.3/32
  [ "$(records_of vip '.action == "removed"' | jq -r .detail)" = leftover ]
  there 10.0.0.4/32 # not of this router
  there 10.0.0.5/32 # for ever
}

@test "a master that finds its leftover keeps it" {
  on n1 vip-ctl add 10.0.0.3 -i eth0 --lease 60s >/dev/null
  follow
  router 50 master 2 2900 10.0.0.3/32
  await 2 acted kept 10.0.0.3/32
  end_feed vip
  await 2 gone 10.0.0.3/32
}

@test "several routers in one stream, and a VIP that two of them want" {
  follow
  router 50 master 2 2900 10.0.0.3/32 10.0.0.4/32
  router 51 master 2 2900 10.0.0.4/32 10.0.0.5/32
  await 2 acted added 10.0.0.5/32
  router 50 backup 3 - 10.0.0.3/32 10.0.0.4/32
  await 2 gone 10.0.0.3/32
  there 10.0.0.4/32
  router 51 backup 3 - 10.0.0.4/32 10.0.0.5/32
  await 2 gone 10.0.0.5/32
  gone 10.0.0.4/32
}

@test "one of several VIPs cannot be added: reported, tried again every second, the others held" {
  follow
  tell vip "{\"event\":\"state\",\"interface\":\"eth0\",\"family\":\"ipv4\",\"vrid\":50,\"state\":\"master\",\"epoch\":2,\"interval_ms\":1000,\"expires_us\":$(($(boot_us) + 2900000)),\"vips\":[{\"address\":\"10.0.0.3/32\"},{\"address\":\"10.0.0.4/32\",\"interface\":\"eth1\"}]}"
  keep_alive
  await 2 acted failed 10.0.0.4/32
  there 10.0.0.3/32
  said vip "eth1: no such interface"
  on n1 ip link add eth1 type veth peer name eth2
  await 2 acted added 10.0.0.4/32
  [ "$(count_of vip '.action == "failed"')" = 1 ]
}

@test "no VIP can be held: reported, and tried again" {
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  follow
  router 50 master 2 2900 fd00::3/128
  keep_alive
  await 2 acted failed fd00::3/128
  said vip "fd00::3/128 cannot be put on eth0: ipv6: IPv6 is disabled on this device"
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  await 2 acted added fd00::3/128
}

# ---- wide VIPs, alone in their subnets: 10.90.0.100/24 and fd09::100/64

wide=(10.90.0.100/24 fd09::100/64)
client_in_subnets() {
  on client ip addr add 10.90.0.9/24 dev eth0
  on client ip addr add fd09::9/64 dev eth0 nodad
}
# routes 10.90.0.0/24: those to it, one a line; an expired one is there until it is collected, and serves nobody.
routes() {
  if [[ $1 == *:* ]]; then on n1 ip -6 route show "$1"; else on n1 ip route show "$1"; fi | sed '/expires -/d'
}
# routed SUBNET NUMBER [TEXT]: that many routes lead there, and the only one has the text; for await and always.
routed() {
  local found
  found=$(routes "$1")
  [[ $(grep -c . <<<"$found") == "$2" && $found == *"${3-}"* ]]
}
# own_addresses add|del: the host's own in these subnets.
own_addresses() {
  on n1 ip addr "$1" 10.90.0.1/24 dev eth0
  on n1 ip addr "$1" fd09::1/64 dev eth0 nodad
}
pings() { on client ping -c 1 -W 1 "$1" >/dev/null; }

@test "a wide VIP alone in its subnet answers, and its route comes and goes with it" {
  client_in_subnets
  follow
  routed 10.90.0.0/24 0
  router 50 master 2 2900 "${wide[@]}"
  await 2 acted added fd09::100/64
  routed 10.90.0.0/24 1 "dev eth0 proto 112 scope link src 10.90.0.100"
  routed fd09::/64 1 "dev eth0 proto 112"
  there 10.90.0.100/32 # with its full length
  there fd09::100/128
  await 2 pings 10.90.0.100
  await 2 pings fd09::100
  keep_alive
  always 3.5 routed fd09::/64 1 "proto 112"
  routed 10.90.0.0/24 1 "proto 112"
  stop_alive
  router 50 backup 3 - "${wide[@]}"
  await 2 acted removed fd09::100/64
  await 1 routed fd09::/64 0
  routed 10.90.0.0/24 0
}

@test "a wide VIP that is held is found by its own length" {
  follow
  router 50 master 2 2900 "${wide[@]}"
  for vip in "${wide[@]}"; do
    await 5 on n1 vip-ctl has "$vip" -q
    on n1 vip-ctl has "${vip%/*}" -q
  done
  run -1 on n1 vip-ctl has 10.90.0.101/24 -q
}

@test "250 wide VIPs in 250 subnets are there within a second, and none comes after the lease" {
  all() { [[ $(count_of vip ".action == \"$1\"") == 250 ]]; }
  none_there() { [[ $(on n1 ip -4 -o addr show dev eth0) != *" 10.20."* ]]; }
  follow
  start=$(now_us)
  router 50 master 2 2900 10.20.{1..250}.100/24
  await 2 all added
  [ "$(on n1 ip -4 route show proto 112 | wc -l)" = 250 ]
  last=$(timed_records vip '.action == "added"' | tail -n 1 | jq .us)
  echo "the last one after $((last - start)) us"
  ((last - start < 1000000))
  await 5 all expired # told when they are gone
  always 0.5 none_there
}

@test "SIGKILL: the routes go with the kernel's lease" {
  hold "${wide[@]}"
  stop vip KILL
  routed 10.90.0.0/24 1
  routed fd09::/64 1
  await 3.5 routed 10.90.0.0/24 0
  await 3 routed fd09::/64 0 # it counts in whole seconds
  gone 10.90.0.100/32
  run on n1 ip -6 route get fd09::9
  [ "$status" != 0 ]
}

@test "the host's own address comes and goes while a wide VIP is held: always one route" {
  client_in_subnets
  hold "${wide[@]}"
  keep_alive
  own_addresses add
  await 3 routed 10.90.0.0/24 1 "proto kernel scope link src 10.90.0.1"
  await 3 routed fd09::/64 1 "proto kernel"
  own_addresses del
  await 3 all_routed "proto 112"
  await 2 pings 10.90.0.100
  await 2 pings fd09::100
  own_addresses add
  await 3 all_routed "proto kernel"
  stop_alive
  router 50 backup 3 - "${wide[@]}"
  await 2 acted removed fd09::100/64
  always 0.3 routed 10.90.0.0/24 1 "proto kernel"
  routed fd09::/64 1 "proto kernel"
}

@test "a wide VIP that was there first removes no other address: let go, and expired" {
  on n1 sysctl -qw net.ipv4.conf.all.promote_secondaries=0 net.ipv4.conf.eth0.promote_secondaries=0
  for way in "the elector's end" SIGKILL; do
    hold 10.90.0.100/24
    on n1 ip addr add 10.90.0.1/24 dev eth0
    if [[ $way == SIGKILL ]]; then signal_to vip KILL; else end_feed vip; fi
    exit_of vip
    await 4 gone 10.90.0.100/32
    there 10.90.0.1/24
    routed 10.90.0.0/24 1 "proto kernel scope link src 10.90.0.1"
    on n1 ip addr del 10.90.0.1/24 dev eth0
    unset "LAB_FEED[vip]"
    rm -f "$BATS_TEST_TMPDIR/vip.fifo" "${LAB_OUT[vip]}"
  done
}

@test "a wide VIP that goes among more changes than the kernel keeps for us leaves no route" {
  follow
  interval_ms=10000 router 50 master 2 29000 fd09::100/64 # it outlasts the changes, on a busy machine too
  await 2 acted added fd09::100/64
  signal_to vip STOP
  for number in {1..6000}; do echo "addr replace 127.1.0.1/32 dev lo valid_lft $((number + 1000)) preferred_lft 1000"; done |
    on n1 ip -batch -
  on n1 ip addr del fd09::100/128 dev eth0
  router 50 backup 3 - fd09::100/64
  signal_to vip CONT
  await 3 routed fd09::/64 0
  on n1 ip addr add 10.77.0.1/24 dev eth0 # a reason to look at the routes
  always 0.5 routed fd09::/64 0
}

@test "a wide VIP's route that is deleted, or goes with its link, comes back" {
  hold "${wide[@]}"
  keep_alive
  on n1 ip route del 10.90.0.0/24
  on n1 ip -6 route del fd09::/64
  await 3 all_routed "proto 112"
  on n1 ip link set eth0 down
  await 1 routed 10.90.0.0/24 0
  await 2 said vip "replies to this subnet are lost until the route is there; vip-ctl tries again at the next renewal"
  on n1 ip link set eth0 up
  await 2 all_routed "proto 112"
}

@test "an interface with a colon is a link and a label; an address that cannot be virtual is not added" {
  follow
  tell vip "{\"event\":\"state\",\"interface\":\"eth0:7\",\"state\":\"master\",\"epoch\":2,\"interval_ms\":1000,\"expires_us\":$(($(boot_us) + 2900000)),\"vips\":[{\"address\":\"10.0.0.3/32\"},{\"address\":\"127.0.0.2/32\"},{\"address\":\"10.0.0.255/24\"}]}"
  await 2 acted failed 127.0.0.2/32
  said vip "127.0.0.2 cannot be a virtual address"
  await 2 acted failed 10.0.0.255/24
  said vip "10.0.0.255/24 cannot be a virtual address: it is the broadcast address"
  [[ $(on n1 ip -o addr show dev eth0) == *"10.0.0.3/32 scope global dynamic eth0:7"* ]]
}

@test "SIGTERM: goes on until its input ends, exit 0" {
  hold 10.0.0.3/32
  signal_to vip TERM
  always 0.5 there 10.0.0.3/32
  router 50 init 3 - 10.0.0.3/32
  await 2 gone 10.0.0.3/32
  end_feed vip
  exits vip 0
}

# heard_the_signal: SIGTERM no longer waits to be read; for await.
heard_the_signal() { grep -q '^ShdPnd:.*0000$' "/proc/$(pid_of vip)/status"; }

@test "a second SIGTERM: lets go now" {
  hold 10.0.0.3/32
  signal_to vip TERM
  await 2 heard_the_signal
  sleep 0.6 # closer together they count as one
  stop vip TERM 0 2 # by itself it would go on for 3 s
  gone 10.0.0.3/32
}

# Behind a reader of its own: a FIFO that the test holds open (or not).
follow_into() {
  mkfifo "$BATS_TEST_TMPDIR/reader"
  exec {reader}<>"$BATS_TEST_TMPDIR/reader"
  feed vip
  start_other vip n1 bash -c "exec vip-ctl follow >'$BATS_TEST_TMPDIR/reader'"
}

@test "a reader that reads nothing of an announcement for 1 s is lost: lets go, exit 3" {
  follow_into
  router 50 master 2 2900 10.0.0.3/32
  await 2 there 10.0.0.3/32
  keep_alive
  exit_of vip 3
  stop_alive
  [ "$exit_status" = 3 ]
  gone 10.0.0.3/32
  said vip "the reader of stdout is gone or does not read"
  exec {reader}>&-
}

@test "a reader that has read the announcement may sleep; a reader that dies is noticed without a write" {
  feed vip
  start_pipeline vip n1 "vip-ctl follow <'$BATS_TEST_TMPDIR/vip.fifo' | sh -c 'head -n 2 >/dev/null; exec sleep 60'"
  router 50 master 2 2900 10.0.0.3/32
  await 2 there 10.0.0.3/32
  keep_alive
  always 2 there 10.0.0.3/32
  reader=$(stage vip sleep)
  kill -KILL "$reader"
  await 0.5 gone 10.0.0.3/32
  stop_alive
  exit_of vip
  [ "$exit_status" != 0 ]
}

@test "stdin of any kind: /dev/null, a file, a closed one" {
  run -0 on n1 timeout 5 vip-ctl follow <"$BATS_TEST_FILENAME"
  run -3 on n1 timeout 5 vip-ctl follow </dev/null # nobody in front of it
  run -3 on n1 bash -c "timeout 5 vip-ctl follow <&-"
}
