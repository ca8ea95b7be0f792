#!/usr/bin/env bats
# vrrp-dump on the wire, and its command line.

load ../lib/lab

setup() {
  mkdir -p "$LAB_RECORDS"
  capture="$VRRP_SOURCE/tests/captures/live/ka227-v2-pass.pcap"
}

@test "live: keepalived's adverts and announcements, and the saved capture gives the same records" {
  local saved="$BATS_TEST_TMPDIR/saved.pcap"
  lab_up 2
  start dump n2 vrrp-dump --json --node n -i eth0 -w "$saved" -c 8
  one_keepalived n1 50 eth0 2 150 1000 10.0.0.100 "$(authentication PASS 1111)"
  exits dump 0 20
  wrote dump '.event == "advert" and .version == 2 and .vrid == 50 and .priority == 150 and .interval_ms == 1000
    and .auth_type == "pass" and .addresses == ["10.0.0.100"] and .source == "10.0.0.1" and .ttl == 255
    and .source_mac == "02:00:00:00:00:01" and .checksum == "good" and .errors == []'
  [ "$(count_of dump '.event == "announcement" and .kind == "garp" and .address == "10.0.0.100"')" -eq 5 ]
  [ "$(count_of dump true)" -eq 8 ]
  vrrp-dump --json --node n -r "$saved" | diff "${LAB_OUT[dump]}" -
}

# listen [ARGUMENT]...: on n2.
listen() {
  lab_up 2
  start dump n2 vrrp-dump --json -i eth0 "$@"
  await 5 heeds dump
}
replay() { on n1 python3 "$VRRP_SOURCE/tests/interop/replay.py" "$@"; }

@test "live: an advert is reported when it is heard, also behind VLAN tags" {
  listen
  replay eth0 "$capture"
  await 5 wrote dump '.event == "advert" and .vrid == 51'
  replay eth0 "$VRRP_SOURCE/tests/captures/live/ka227-v3-v6.pcap" 8100:7
  await 5 wrote dump '.event == "advert" and .family == "ipv6"'
  await 5 wrote dump '.kind == "na"'
  replay eth0 "$VRRP_SOURCE/tests/captures/live/ka227-v2-ah.pcap" 88a8:7 8100:8
  await 5 wrote dump '.auth_type == "ah"'
  stop dump TERM 0
}

@test "live: the kernel keeps a burst of frames until they are read" {
  listen
  signal_to dump STOP
  on n1 garp-send 10.0.0.1 -c 500 --interval 0s
  signal_to dump CONT
  all_told() { (($(count_of dump '.kind == "garp"') == 500)); }
  await 5 all_told
  stop dump TERM
  run ! said dump dropped
}

@test "live: it exits with status 4 if the interface goes down and is then deleted" {
  lab_up 1
  add_link v1 v2
  start dump n1 vrrp-dump --json -i v1
  await 5 heeds dump
  ip -n "$LAB-n1" link set v1 down
  ip -n "$LAB-n1" link set v1 up
  await 5 eval '[[ $(ip -n "$LAB-n1" -br link show v1) == *LOWER_UP* ]]'
  on n1 python3 "$VRRP_SOURCE/tests/interop/replay.py" v2 "$capture" # it goes on where the link comes back
  await 5 wrote dump '.event == "advert"'
  ip -n "$LAB-n1" link set v1 down
  ip -n "$LAB-n1" link del v1
  exits dump 4
  said dump "v1: "
}

@test "live: a full disk under --write is reported: status 1" {
  listen -w /dev/full
  on n1 garp-send 10.0.0.1 -c 1
  exits dump 1
  said dump "cannot write /dev/full: No space left on device"
}

@test "live: it exits with status 0 after --duration, SIGINT or the end of the reader" {
  lab_up 1
  on n1 vrrp-dump -i eth0 --duration 100ms
  start dump n1 vrrp-dump -i eth0
  await 5 heeds dump
  stop dump INT 0
  start_pipeline headed n1 'vrrp-dump -i eth0 | true'
  exits headed 0
}

@test "live: without --interface it captures on the interface of the default route" {
  lab_up 1
  add_link another end
  ip -n "$LAB-n1" route add default via 10.0.0.9
  run --separate-stderr -0 on n1 vrrp-dump --duration 50ms
  [ "$stderr" = "vrrp-dump: listening on eth0" ]
}

@test "live: a filter is applied too" {
  listen "src host 10.0.0.2 or arp"
  replay eth0 "$capture"
  await 5 wrote dump '.event == "announcement"'
  [ "$(count_of dump '.event == "advert"')" -eq 0 ]
}

@test "live: frames that are not adverts or announcements stay in the kernel" {
  listen -v
  on n1 ping -c 1 -W 1 10.0.0.2
  on n1 ping -c 1 -W 1 fd00::2
  replay eth0 "$capture"
  await 5 wrote dump '.frame == 10'
  run ! said dump frame
}

@test "it exits with status 0 and without a message if its reader goes away" {
  run --separate-stderr -0 bash -o pipefail -c "vrrp-dump -r '$capture' | head -n 1"
  [ "${#lines[@]}" -eq 1 ]
  [ -z "$stderr" ]
}

@test "a slow reader of a file misses nothing" {
  local big="$BATS_TEST_TMPDIR/big.pcap"
  python3 - "$capture" "$big" <<'END'
import sys
data = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(data[:24] + data[24:] * 1000)
END
  vrrp-dump -r "$big" | { sleep 0.5 && tail -n 1; } >"$BATS_TEST_TMPDIR/last"
  [ "$(jq .seq "$BATS_TEST_TMPDIR/last")" -eq 10000 ]
}

@test "standard input is read as it comes" {
  lab_up 1
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  start dump n1 bash -c "exec vrrp-dump --json -r - <'$BATS_TEST_TMPDIR/pipe'"
  exec {pipe}>"$BATS_TEST_TMPDIR/pipe"
  head -c 94 "$capture" >&"$pipe" # the file's header, and the first frame: 24, 16 and 54 bytes
  await 5 wrote dump '.frame == 1'
  running dump
  tail -c +95 "$capture" >&"$pipe"
  exec {pipe}>&-
  exits dump 0
  [ "$(count_of dump true)" -eq 10 ]
  vrrp-dump --json -r - <"$capture" | jq -es 'length == 10' >/dev/null
}

@test "a silent standard input does not keep it from exiting" {
  lab_up 1
  feed dump
  start dump n1 vrrp-dump -r -
  head -c 98 "$capture" >&"${LAB_FEED[dump]}" # the first frame, and a part of the second one's header
  await 5 wrote dump '.frame == 1'
  stop dump TERM 0
}

@test "--vrid keeps a router's adverts and the announcements of its addresses" {
  vrrp-dump --json --vrid 51 -r "$capture" | diff <(vrrp-dump --json -r "$capture") -
  [ -z "$(vrrp-dump --json --vrid 52 -r "$capture")" ]
}

@test "--count ends it, and a saved file has the frames that passed the filter" {
  local saved="$BATS_TEST_TMPDIR/saved.pcap"
  [ "$(vrrp-dump -r "$capture" -c 3 | wc -l)" -eq 3 ]
  vrrp-dump -r "$capture" -w "$saved" ip proto 112 >/dev/null
  [ "$(vrrp-dump -r "$saved" | jq -s 'map(.frame) == [1, 2, 3, 4, 5]')" = true ]
  [ "$(vrrp-dump -r "$capture" 'ip[8] = 255' 'and len > 0' | jq -s length)" -eq 5 ]
}

@test "text for people: one line per advert, the password only with --verbose, and printable" {
  run vrrp-dump --text -r "$capture" -c 1
  [[ $output == *" advert 10.0.0.1 > 224.0.0.18 vrid 51 priority 150 v2 1s pass 10.0.0.100 checksum good" ]]
  run vrrp-dump --text -v -r "$capture" -c 1
  [ "${#lines[@]}" -eq 2 ]
  [[ ${lines[1]} == *'password "1111"' ]]
  run vrrp-dump --text -v -r "$VRRP_SOURCE/tests/captures/malformed/auth.pcap"
  [[ $output == *'password "\x01\xff\x1b[31m"'* ]]
}

@test "on a terminal text is the default" {
  run script -qec "vrrp-dump -r '$capture' -c 1" /dev/null </dev/null
  [[ $output == *"advert 10.0.0.1 > "* ]]
}

@test "--verbose reports why a frame has no record" {
  run --separate-stderr vrrp-dump -v -r "$VRRP_SOURCE/tests/captures/malformed/frag.pcap"
  [[ $stderr == *"vrrp-dump: frame 2: a fragment, but not the first of its datagram"* ]]
}

@test "a usage error: status 2, and the message says what would be right" {
  refuses 2 "--vrid" vrrp-dump -r "$capture" --vrid 0
  refuses 2 "--vrid" vrrp-dump -r "$capture" --vrid 256
  refuses 2 "--count" vrrp-dump -r "$capture" -c 0
  refuses 2 "--duration" vrrp-dump -r "$capture" --duration 5
  refuses 2 "cannot be combined" vrrp-dump -r "$capture" -i eth0
  refuses 2 "name a file" vrrp-dump -r "$capture" -w -
  refuses 2 'filter "no such thing"' vrrp-dump -r "$capture" no such thing
  refuses 2 'filter "tcp) or (udp"' vrrp-dump -r "$capture" "tcp) or (udp"
}

@test "a file that cannot be read: status 1" {
  local dir="$BATS_TEST_TMPDIR"
  refuses 1 "No such file" vrrp-dump -r "$dir/missing"
  refuses 1 "is a directory" vrrp-dump -r "$dir"
  echo "not a capture at all, but long enough to be one" >"$dir/text"
  refuses 1 "not a capture file" vrrp-dump -r "$dir/text"
  refuses 1 "not a capture file" vrrp-dump -r /dev/null
  # A link layer that nobody here reads: 802.11 (105).
  { head -c 20 "$capture" && printf '\151\0\0\0' && tail -c +25 "$capture"; } >"$dir/wlan"
  refuses 1 "link type" vrrp-dump -r "$dir/wlan"
  refuses 1 "cannot write" vrrp-dump -r "$capture" -w "$dir/missing/file"
  cp "$capture" "$dir/same"
  refuses 1 "the file that --read names" vrrp-dump -r "$dir/same" -w "$dir/same"
  cmp "$capture" "$dir/same"
}

@test "a file that ends within a frame: its records, then status 1" {
  head -c -5 "$capture" >"$BATS_TEST_TMPDIR/torn"
  run --separate-stderr -1 vrrp-dump -r "$BATS_TEST_TMPDIR/torn"
  [ "${#lines[@]}" -eq 9 ]
  [[ $stderr == *"truncated"* ]]
}

@test "a full disk is reported: status 1" {
  refuses 1 "cannot write standard output: No space left on device" bash -c "exec vrrp-dump -r '$capture' >/dev/full"
}

@test "no such interface and no privilege: status 4" {
  refuses 4 "no such interface" vrrp-dump -i nosuch0
  for_all_users
  refuses 4 "CAP_NET_RAW" "${AS_NOBODY[@]}" vrrp-dump -i lo
}
