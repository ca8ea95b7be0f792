#!/usr/bin/env bats
# The command line of vrrp-elect: what is wrong is said in one line, with what would be right.

load ../lib/lab

# elect [ARGUMENT]...: VRID 50 on n1.
elect() {
  lab_up 1
  start elect n1 vrrp-elect --vrid 50 -i eth0 "$@"
}
# refused STATUS TEXT ARGUMENT...: on n1, if it is there.
refused() {
  local where=()
  ((${#LAB_NODES[@]} == 0)) || where=(on n1)
  refuses "$1" "$2" "${where[@]}" vrrp-elect "${@:3}"
}

@test "--vrid is needed" { refused 2 "--vrid is missing"; }
@test "VRID 0" { refused 2 '--vrid: "0" is not a whole number from 1 to 255' --vrid 0; }
@test "VRID 256" { refused 2 '--vrid: "256" is not a whole number from 1 to 255' --vrid 256; }
@test "a hexadecimal VRID" { refused 2 '--vrid: "0x32"' --vrid 0x32; }
@test "priority 0" { refused 2 '--priority: "0" is not' --vrid 50 --priority 0; }
@test "an interval without a unit" { refused 2 '--advert-int: "1" is not a duration: write a number and a unit' --vrid 50 --advert-int 1; }
@test "an interval that VRRPv3 cannot carry" { refused 2 "multiple of 10ms from 10ms to 40.95s" --vrid 50 --advert-int 15ms; }
@test "an interval that VRRPv2 cannot carry" { refused 2 "whole number of seconds from 1s to 255s" --vrid 50 --vrrp-version 2 --advert-int 1.5s; }
@test "a lease that ends when the next advert is due" { refused 2 '--lease-adverts: "1" is not a whole number from 2 to 3' --vrid 50 --lease-adverts 1; }
@test "an unknown interface" { refused 4 "eth99: no such interface" --vrid 50 -i eth99; }
@test "an unknown option" { refused 2 "unknown option --vird, did you mean --vrid?" --vird 50; }
@test "a password in VRRPv3" { refused 2 "VRRPv3 has no password" --vrid 50 --vrrp-version 3 --auth-pass 1111; }
@test "a password file that is not there" { refused 2 "No such file" --vrid 50 --auth-pass-file /nonexistent; }
@test "an invalid address" { refused 2 '--vip: "10.0.0" is not an IP address' --vrid 50 --vip 10.0.0; }
@test "an address that means a whole subnet" {
  refused 2 "--vip: 10.0.0.0/24 cannot be a virtual address: it is the network address" --vrid 50 --vip 10.0.0.0/24
  refused 2 "10.0.0.255/24 cannot be a virtual address" --vrid 50 --vip-excluded 10.0.0.255/24
}
@test "an IPv6 address in an IPv4 router" { refused 2 "start a second router" --vrid 50 --family ipv4 --vip fd00::3; }
@test "an address twice" { refused 2 "10.0.0.3 is given twice" --vrid 50 --vip 10.0.0.3 --vip 10.0.0.3/24; }
@test "more addresses than a record can carry" {
  local many=() i
  for ((i = 0; i < 501; i++)); do many+=(--vip-excluded "10.1.$((i / 250)).$((i % 250))"); done
  refused 2 "more than 500 addresses" --vrid 50 "${many[@]}"
}
@test "addresses whose names make a record too long" {
  local many=() i name=$'\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01'
  for ((i = 0; i < 400; i++)); do many+=(--vip-excluded "10.1.$((i / 250)).$((i % 250)) dev $name label $name"); done
  refused 2 "but at most 65536 are read" --vrid 50 -i lo "${many[@]}"
}
@test "addresses of both families" { refused 2 "start a second router" --vrid 50 --vip 10.0.0.3 --vip fd00::3; }
@test "a peer of the other family" { refused 2 "cannot be a peer of an IPv4 router" --vrid 50 --vip 10.0.0.3 --peer fd00::2; }
@test "a peer that is a group" { refused 2 "cannot be the address of another router" --vrid 50 --peer 224.0.0.18; }
@test "a peer twice" { refused 2 "10.0.0.2 is given twice" --vrid 50 --peer 10.0.0.2 --peer 10.0.0.2; }
@test "a file of peers with a mistake" {
  printf '10.0.0.2\n10.0.0\n' >"$BATS_TEST_TMPDIR/peers"
  refused 2 'line 2: "10.0.0" is not an IP address' --vrid 50 --peers "$BATS_TEST_TMPDIR/peers"
}
@test "a file of peers without a peer" { refused 2 "contains no address" --vrid 50 --peers /dev/null; }
@test "a global source for IPv6 adverts to the group" { refused 2 "fe80::/10" --vrid 50 --family ipv6 --source fd00::1; }
@test "a source of the other family" { refused 2 "cannot be the source of an IPv4 router" --vrid 50 --family ipv4 --source fe80::1; }
@test "VRRPv2 over IPv6" { refused 2 "VRRPv2 does not support IPv6" --vrid 50 --vrrp-version 2 --family ipv6; }
@test "a password over IPv6" { refused 2 "use --hmac-key" --vrid 50 --vip fd00::3 --auth-pass 1111; }
@test "a dialect in VRRPv2" { refused 2 "--checksum" --vrid 50 --vrrp-version 2 --checksum pseudo; }
@test "an unknown dialect" { refused 2 '"none" is not one of auto, pseudo, rfc9568' --vrid 50 --checksum none; }
@test "a type of authentication without a password" { refused 2 "there is no password" --vrid 50 --auth-type ah; }
@test "a virtual MAC over unicast" { refused 2 "--vmac: unicast" --vrid 50 --vmac --peer 10.0.0.2; }
@test "a delay without preemption" { refused 2 "cannot be combined" --vrid 50 --nopreempt --preempt-delay 5s; }
@test "a weight that is not a number" { refused 2 '--track-interface: the weight: "x" is not' --vrid 50 --track-interface eth0:x; }
@test "a weight that is too great" { refused 2 "from -253 to 253" --vrid 50 --track-interface eth0:254; }
@test "more IPv6 addresses than the interface takes" {
  lab_up 1
  local many=() i
  for ((i = 1; i <= 91; i++)); do many+=(--vip "fd00::1:$i"); done
  refused 2 "91 addresses has 1504 bytes, but the MTU of eth0 is 1500" --vrid 50 -i eth0 "${many[@]}"
}

# ---- keys

# key_file NAME MODE TEXT
key_file() {
  printf '%s\n' "$3" >"$BATS_TEST_TMPDIR/$1"
  chmod "$2" "$BATS_TEST_TMPDIR/$1"
  echo "$BATS_TEST_TMPDIR/$1"
}
good=0123456789abcdef0123456789abcdef

@test "a key that is not there" { refused 2 "No such file" --vrid 50 --hmac-key 1:/nonexistent; }
@test "a key without an ID" { refused 2 "is not ID:FILE" --vrid 50 --hmac-key /etc/vrrp.key; }
@test "a key with ID 0" { refused 2 "from 1 to 255" --vrid 50 --hmac-key 0:/etc/vrrp.key; }
@test "a key that other users may read" { refused 2 "chmod 600" --vrid 50 --hmac-key "1:$(key_file key 604 "$good")"; }
@test "a key that is empty" { refused 2 "must have 32 to 64" --vrid 50 --hmac-key "1:$(key_file key 600 "")"; }
@test "a key that is too short" { refused 2 "must have 32 to 64" --vrid 50 --hmac-key "1:$(key_file key 600 short)"; }
@test "a key that is too long" { refused 2 "must have 32 to 64" --vrid 50 --hmac-key "1:$(key_file key 600 "$good$good$good")"; }
@test "a FIFO without a writer as the key of an Authentication Header" {
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  refused 2 "not a regular file" --vrid 50 --auth-type ah --auth-pass-file "$BATS_TEST_TMPDIR/fifo"
}
@test "a directory as a key" { refused 2 "not a regular file" --vrid 50 --hmac-key 1:/tmp; }
@test "an ID twice" { refused 2 "key 1 is given twice" --vrid 50 --hmac-key 1:/a --hmac-key 1:/b; }
@test "a signature and a password" {
  refused 2 "remove --auth-pass" --vrid 50 --auth-pass 1111 --hmac-key "1:$(key_file key 600 "$good")"
}
@test "a mode without a key" { refused 2 "--hmac-mode: there is no key to sign with" --vrid 50 --hmac-mode enforce; }
@test "a window without a clock" {
  refused 2 "does not use the clock" --vrid 50 --hmac-replay monotonic --hmac-window 5s --hmac-key "1:$(key_file key 600 "$good")"
}
@test "a window out of bounds" { refused 2 "between 1s and 300s" --vrid 50 --hmac-window 301s; }
@test "a key that its group may read is used, with a warning" {
  elect --hmac-key "1:$(key_file key 640 "$good")"
  await 2 wrote elect '.state == "backup"'
  said elect "mode 0600 is safer"
}

# ---- several routers

# lines TEXT...: an instances file.
lines() {
  printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/lines"
  echo "$BATS_TEST_TMPDIR/lines"
}
@test "instances that are not there" { refused 2 "--instances: /nonexistent: No such file" --instances /nonexistent; }
@test "instances without a router" { refused 2 "defines no router" --instances /dev/null; }
@test "a line that is not JSON" { refused 2 "line 2: not a JSON object: cannot be read at column 1" --instances "$(lines '{"vrid":1}' 'vrid=2')"; }
@test "an unknown key" { refused 2 'line 1: unknown key "vird", did you mean vrid?' --instances "$(lines '{"vird":1}')"; }
@test "a key of the process" { refused 2 'unknown key "track"' --instances "$(lines '{"vrid":1,"track":"-"}')"; }
@test "a key twice" { refused 2 "line 1: vrid: is given twice" --instances "$(lines '{"vrid":1,"vrid":2}')"; }
@test "a line without a VRID" { refused 2 "line 3: vrid is missing" --instances "$(lines '{"vrid":1}' '' '{}')"; }
@test "a value out of bounds" { refused 2 'line 1: vrid: "256" is not' --instances "$(lines '{"vrid":256}')"; }
@test "a flag with a value" { refused 2 "line 1: nopreempt: must be true or false" --instances "$(lines '{"vrid":1,"nopreempt":1}')"; }
@test "an option without a value" { refused 2 "line 1: priority: needs a value" --instances "$(lines '{"vrid":1,"priority":true}')"; }
@test "several values for an option that takes one" { refused 2 "line 1: priority: takes one value" --instances "$(lines '{"vrid":1,"priority":[1,2]}')"; }
@test "a value that is an object" { refused 2 "line 1: vip: must be text" --instances "$(lines '{"vrid":1,"vip":[{}]}')"; }
@test "a line with options that cannot be combined" {
  refused 2 "line 1: --preempt-delay" --instances "$(lines '{"vrid":1,"nopreempt":true}')" --preempt-delay 1s
}
@test "one router twice" {
  file=$(lines '{"vrid":1}' '' '{"vrid":"01"}')
  refused 2 "--instances: $file: line 3: lo/1 ipv4 is already on line 1" -i lo --instances "$file"
}
@test "one router twice, from stdin" {
  refused 2 "--instances: -: line 2: lo/1 ipv4 is already on line 1" -i lo --instances - < <(printf '{"vrid":%d}\n' 1 1)
}
@test "an interface that is not there" { refused 4 "eth99: no such interface" --vrid 50 -i eth99; }
@test "lines without any existing interface" {
  refused 4 "line 1: eth99: no such interface; no router can elect on its interface" \
    --instances "$(lines '{"vrid":1,"interface":"eth99"}' '{"vrid":2,"interface":"eth98"}')"
}
@test "a line without an interface on a host without a default route" {
  lab_up 1
  on n1 ip route del default 2>/dev/null || :
  refused 4 "line 2: there is no default route; name the interface with --interface" \
    --instances "$(lines '{"vrid":1,"interface":"eth0"}' '{"vrid":2}')"
}
@test "a line with more addresses than its interface takes" {
  lab_up 1
  run --separate-stderr -2 on n1 vrrp-elect -i eth0 \
    --instances "$(lines '{"vrid":1}' "{\"vrid\":2,\"vip\":[$(seq -s, -f '"fd00::%g"' 1 120)]}")"
  [[ $stderr == *"line 2: --vip: an advert with "*" addresses has "* && ${#stderr_lines[@]} -eq 1 ]]
}
@test "a line with a router that is already run" {
  lab_up 1
  start elect n1 vrrp-elect --vrid 7 -i eth0
  await 3 wrote elect '.state == "backup"'
  refused 4 "line 2: eth0/7 ipv4: already run by process $(pid_of elect)" -i eth0 \
    --instances "$(lines '{"vrid":6}' '{"vrid":7}')"
}
@test "one interface with two weights in a group" {
  refused 2 "line 2: --track-interface: eth1 has another weight on line 1; give it the same weight for all members of the group gw" --group gw --track-interface eth1:-10 \
    --instances "$(lines '{"vrid":1}' '{"vrid":2,"track-interface":"eth1:-20"}')"
}
@test "a group of one elects, with a warning" {
  elect --advert-int 100ms --group gw
  await 3 wrote elect '.state == "master" and .reason == "master_down"'
  said elect "--group: gw has only one member"
}
@test "different priorities in a group give one warning" {
  lab_up 1
  start elect n1 vrrp-elect -i eth0 --group gw --instances \
    "$(lines '{"vrid":1}' '{"vrid":2,"priority":150}' '{"vrid":3}' '{"vrid":4,"priority":90,"group":"other"}')"
  await 3 wrote elect '.state == "backup"'
  said elect "--group: the members of gw move as one but have different priorities (100, 150); give them the same priority"
  [ "$(err_of elect | grep -c priorities)" -eq 1 ]
}
@test "one address in two routers" {
  refused 2 "line 2: --vip: 10.0.0.3 belongs to two routers, lo/1 ipv4 on line 1 and lo/2 ipv4; only one of them" -i lo \
    --instances "$(lines '{"vrid":1,"vip":"10.0.0.3"}' '{"vrid":2,"vip-excluded":["10.0.0.4","10.0.0.3/24"]}')"
}
@test "one address as the default of two routers" {
  refused 2 "10.0.0.3 belongs to two routers" -i lo --vip 10.0.0.3 --instances "$(lines '{"vrid":1}' '{"vrid":2}')"
}
@test "one link-local address on one interface" {
  refused 2 "fe80::3 belongs to two routers" -i lo \
    --instances "$(lines '{"vrid":1,"vip":"fe80::3"}' '{"vrid":2,"interface":"eth1","vip":"fe80::3 dev lo"}')"
}
@test "one link-local address on two interfaces" {
  lab_up 1
  start elect n1 vrrp-elect \
    --instances "$(lines '{"vrid":1,"interface":"eth0","vip":"fe80::3"}' '{"vrid":1,"interface":"lo","vip":"fe80::3"}')"
  await 5 wrote elect '.event == "state" and .interface == "eth0"'
}
@test "instances and checks from one stdin" { refused 2 "give a file or a FIFO to one of them" --instances - --track -; }

# ---- real time

@test "without the privilege for --realtime there is one warning, and the election goes on" {
  lab_up 1
  for_all_users
  start elect n1 "${WITH_NET_RAW[@]}" vrrp-elect --vrid 50 -i eth0 --realtime
  await 2 wrote elect '.state == "backup"'
  [ "$(err_of elect | grep -c -- '--realtime: not scheduled in real time')" -eq 1 ]
}
@test "--realtime is SCHED_RR with the priority, and locked memory" {
  elect --realtime=7
  await 2 wrote elect '.state == "backup"'
  [[ $(chrt -p "$(pid_of elect)") == *SCHED_RR*"priority: 7"* ]]
  # The address sanitizer makes nothing of mlockall.
  ldd "$VRRP_BUILD/bin/vrrp-elect" | grep -q libasan ||
    [ "$(awk '/^VmLck/ { print $2 }' "/proc/$(pid_of elect)/status")" -gt 1000 ]
}
@test "an invalid priority" { refused 2 '"100" is not a whole number from 1 to 99' --vrid 50 --realtime=100; }

@test "a word that --vip does not know" { refused 2 'unknown word "via"' --vrid 50 --vip "10.0.0.3 via eth0"; }
@test "a regular file as --track" { refused 2 "tail -F" --vrid 50 --track "$BATS_TEST_FILENAME"; }
@test "expected checks without --track" { refused 2 "--expect: web cannot report without --track" --vrid 50 --expect web; }
@test "a check that is expected twice" { refused 2 "--expect: web is given twice" --vrid 50 --track - --expect web,dns,web; }
@test "an expected check without a name" { refused 2 "--expect: must not be empty" --vrid 50 --track - --expect web,; }
@test "names that are too long for a record" {
  printf -v name '%256s' ''
  for option in --name --group --node --expect; do
    refused 2 "$option: has 256 bytes, but a name can have at most 255" --vrid 50 --track - "$option" "${name// /x}"
  done
}
@test "a number that is too large in an instance" {
  echo '{"vrid":1e400}' >"$BATS_TEST_TMPDIR/large"
  refused 2 "large: line 1: a number in it is too large" --instances "$BATS_TEST_TMPDIR/large"
}
@test "stdin as two tracks" { refused 2 "--track: - is given twice" --vrid 50 --track - --track -; }
@test "an argument too many" { refused 2 "eth0" --vrid 50 eth0; }
@test "a misspelt subcommand is reported before other errors" { refused 2 'unknown subcommand "statsu", did you mean status?' statsu; }

@test "no privilege" {
  lab_up 1
  for_all_users
  refuses 4 "needs CAP_NET_RAW" on n1 "${AS_NOBODY[@]}" vrrp-elect --vrid 50 -i eth0
}

@test "a --vip that is the only address of the interface is reported as the problem" {
  elect --vip 10.0.0.1
  await 3 wrote elect '.event == "state" and .state == "fault" and .reason == "no_address"'
  said elect "10.0.0.1 on eth0 is a --vip and cannot be the source of adverts below priority 255"
}

@test "CAP_NET_RAW alone is enough" {
  lab_up 1
  for_all_users
  start elect n1 "${WITH_NET_RAW[@]}" vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --vip 10.0.0.3
  await 3 wrote elect '.event == "state" and .state == "master"'
}

@test "without --interface it elects on the interface of the default route" {
  lab_up 1
  on n1 ip route add default via 10.0.0.9
  start elect n1 vrrp-elect --vrid 50
  await 2 wrote elect '.event == "state" and .interface == "eth0" and .state == "backup"'
}

@test "without a default route it asks for --interface" {
  lab_up 1
  refused 4 "--interface" --vrid 50
}

@test "VRID 050 is 50, as a decimal number is" {
  lab_up 1
  start elect n1 vrrp-elect --vrid 050 -i eth0
  await 2 wrote elect '.vrid == 50'
}

@test "junk among the check records is reported with its line number, and does no harm" {
  feed elect
  elect --track -
  tell elect 'not a record'
  tell elect '{"event":"check","check":"x","status":"up","weight":"heavy"}'
  tell elect '{"event":"else"}'
  tell elect '{"event":"check","check":"x","status":"down","changed":false,"weight":-50}'
  await 2 wrote elect '.event == "priority" and .priority == 50'
  said elect "stdin: line 1 skipped: not a JSON object"
  said elect 'stdin: line 2 skipped: field "weight" must be a whole number'
  running elect
}

@test "much junk is reported a few lines a second" {
  feed elect
  elect --track -
  tell elect "$(yes junk | head -n 5000)"
  tell elect '{"event":"check","check":"x","status":"down","changed":false,"weight":-50}'
  await 5 wrote elect '.event == "priority" and .priority == 50'
  (($(err_of elect | grep -c 'skipped') < 30))
  # The rest is counted when the second is over and something comes.
  counted() { tell elect junk && said elect "more lines skipped"; }
  await 3 counted
}

@test "the 257th name of a check is refused, said once and not passed on" {
  local number
  lab_up 1
  feed elect
  start_mixed elect n1 vrrp-elect --vrid 50 -i eth0 --track -
  tell elect "$(for number in {1..300}; do
    echo '{"event":"check","check":"c'"$number"'","status":"down","changed":true,"weight":-1}'
  done)"
  tell elect '{"event":"check","check":"c1","status":"up","changed":true,"weight":-1}'
  await 5 wrote elect '.event == "check" and .check == "c1" and .status == "up"'
  [ "$(count_of elect '.event == "check" and .status == "down"')" -eq 256 ]
  [ "$(err_of elect | grep -c 'does not count')" -eq 1 ]
  said elect "check c257 does not count, and no other new one will"
}

@test "a changed check is passed on to stdout, an unchanged one is not" {
  lab_up 1
  feed elect
  start_mixed elect n1 vrrp-elect --vrid 50 -i eth0 --track -
  tell elect '{"event":"check","check":"x","status":"up","changed":true,"weight":-50,"hello":1}'
  tell elect '{"event":"check","check":"x","status":"up","changed":false,"weight":-50}'
  tell elect '{"event":"check","check":"y","status":"up","changed":true,"weight":-50}'
  await 2 wrote elect '.check == "y"'
  [ "$(count_of elect '.event == "check"')" -eq 2 ]
  wrote elect '.check == "x" and .hello == 1'
}

# result NAME MILLISECONDS: the check is up for so long from now.
result() {
  tell elect "{\"event\":\"check\",\"check\":\"$1\",\"status\":\"up\",\"changed\":false,\"weight\":0,\"expires_us\":$(($(boot_us) + $2 * 1000))}"
}

@test "after a freeze the newest waiting result counts, not the oldest" {
  lab_up 1
  feed elect
  start_mixed elect n1 vrrp-elect --vrid 50 -i eth0 --advert-int 20s --priority 255 --track -
  result gateway 4000
  result disk 60000
  await 2 wrote elect '.event == "state" and .state == "master"'
  signal_to elect STOP
  result gateway 300
  result gateway 60000
  # Until what it heard first is too old.
  end=$(($(boot_us) + 4000000))
  past_the_end() { (($(boot_us) > end)); }
  await 10 past_the_end
  signal_to elect CONT
  tell elect '{"event":"check","check":"y","status":"up","changed":true,"weight":-50}'
  await 2 wrote elect '.check == "y"'
  lacks elect '.event == "state" and .state == "fault"'
}

@test "it exits with status 3 at the end of the checks" {
  feed elect
  elect --track -
  tell elect '{"event":"check","check":"x","status":"up","changed":false,"weight":-50}'
  await 2 wrote elect '.state == "backup"'
  end_feed elect
  exits elect 3 2
  wrote elect '.event == "state" and .state == "init" and .reason == "track_ended"'
}

@test "a FIFO may have many writers, one after the other" {
  mkfifo "$BATS_TEST_TMPDIR/checks"
  elect --track "$BATS_TEST_TMPDIR/checks"
  await 2 wrote elect '.state == "init"'
  echo '{"event":"check","check":"a","status":"up","changed":false,"weight":10}' >"$BATS_TEST_TMPDIR/checks"
  await 2 wrote elect '.event == "priority" and .priority == 110'
  echo '{"event":"check","check":"b","status":"up","changed":false,"weight":10}' >"$BATS_TEST_TMPDIR/checks"
  await 2 wrote elect '.event == "priority" and .priority == 120'
}

@test "it exits with status 3 if its reader goes away" {
  lab_up 1
  start_pipeline head n1 'vrrp-elect --vrid 50 -i eth0 | head -n 1'
  exits head 3
}

@test "on SIGTERM a backup writes init and exits with status 0" {
  elect
  await 2 wrote elect '.state == "backup"'
  stop elect TERM 0
  wrote elect '.event == "state" and .state == "init" and .reason == "shutdown"'
}

@test "--text is for people, with the same news" {
  lab_up 1
  start_other elect n1 vrrp-elect --vrid 50 -i eth0 --text
  await 2 grep -q "eth0/50 ipv4 init -> backup (startup) priority 100" "${LAB_OUT[elect]}"
}
