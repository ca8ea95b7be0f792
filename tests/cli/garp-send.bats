#!/usr/bin/env bats
# garp-send's face: what it refuses, with which status, and what it says.

load ../lib/lab

setup() { lab_up 1; }

# refused STATUS TEXT ARGUMENT...
refused() { refuses "$1" "$2" on n1 garp-send "${@:3}" </dev/null; }
# sent ARGUMENT...: once, with success.
sent() {
  start once n1 garp-send "$@"
  exits once 0
}

@test "a usage error is one line that says what would be right" {
  refused 2 "ADDR"
  refused 2 "\"10.0.0\" is not an IP address" 10.0.0
  refused 2 "10.0.0.1/24" 10.0.0.1/24
  refused 2 "--count" -c 0 10.0.0.1
  refused 2 "--interval" --interval 200 10.0.0.1
  refused 2 "--mac" --mac 02:00 10.0.0.1
  refused 2 "is a multicast address" --mac ff:ff:ff:ff:ff:ff 10.0.0.1
  refused 2 "--frobnicate" --frobnicate 10.0.0.1
}

@test "options of follow cannot be used with addresses, and the other way round" {
  refused 2 "--refresh" --refresh 5s 10.0.0.1
  refused 2 "--mac" follow --mac 02:00:00:00:00:01
  refused 2 "--interface" follow -i eth0
  refused 2 "10.0.0.1" follow 10.0.0.1
}

@test "a refresh that is too short is refused" { refused 2 "is too short" follow --refresh 10ms; }

@test "an address that is not on this host is not announced: exit 1" {
  refused 1 "10.0.0.77: not announced: this host does not have it" 10.0.0.77
  refused 1 "fd00::77" fd00::77
}

@test "an address that is on another interface than the one named is not announced" {
  refused 1 "lo does not have it" -i lo 10.0.0.1
}

@test "one address that is not here: none is announced" { refused 1 "10.0.0.77" 10.0.0.1 10.0.0.77; }

@test "a loopback interface has no neighbours: exit 1" { refused 1 "no Ethernet neighbours" 127.0.0.1; }

@test "an unknown interface: exit 4" { refused 4 "eth9: no such interface" -i eth9 10.0.0.1; }

@test "without CAP_NET_RAW: exit 4, and the line names it" {
  for arguments in 10.0.0.1 follow; do
    refuses 4 CAP_NET_RAW on n1 setpriv --bounding-set=-net_raw garp-send "$arguments"
  done
}

@test "an address of this host: exit 0, and one record of all packets" {
  sent -c 2 --interval 10ms --node here 10.0.0.1
  [[ $(out_of once | jq -c '[.event, .tool, .node, .seq, .address, .interface, .mac, .packets, .reason]') == \
    '["announce","garp-send","here",1,"10.0.0.1","eth0","02:00:00:00:00:01",2,"command"]' ]]
}

@test "an IPv6 address, and the MAC of --mac" {
  sent -c 1 --mac 00:00:5e:00:02:32 fd00::1
  wrote once '.address == "fd00::1" and .mac == "00:00:5e:00:02:32" and .packets == 1'
}

@test "several addresses, each with its record" {
  sent -c 1 10.0.0.1 fd00::1 10.0.0.1
  [[ $(count_of once '.event == "announce"') -eq 2 ]]
}

@test "--text writes for people" {
  run --separate-stderr -0 on n1 garp-send --text -c 1 10.0.0.1
  [[ $output == *"10.0.0.1"*"eth0"*"02:00:00:00:00:01"* ]]
  [[ $output != *"{"* ]]
}

@test "a signal ends it early: exit 1, and the record has the packets that were sent" {
  # The kernel sends packets of its own: only the wire tells which is whose.
  start dump client vrrp-dump -i eth0
  await 10 heeds dump
  start once n1 garp-send -c 100 --interval 100ms 10.0.0.1
  await 10 wrote dump '.event == "announcement" and .address == "10.0.0.1"'
  stop once TERM 1 2
  wrote once '.event == "announce" and .packets >= 1 and .packets < 100'
}

@test "closed standard input and output stay closed, and are not replaced by other descriptors" {
  run on n1 bash -c 'garp-send -c 1 10.0.0.1 <&- >&-'
  [[ $status -eq 0 && -z $output ]]
  run on n1 bash -c 'garp-send follow <&- >&-'
  [[ $status -eq 3 && -z $output ]]
}

# ---- follow: its input

@test "follow copies every record unchanged and in order, and skips other lines" {
  cat >"$BATS_TEST_TMPDIR/in" <<'END'
{"event":"advert","z":1,  "a": "\u00e9"}

no JSON
[1]
{"event":"new","unknown":true}
{"event":"state","interface":"eth0","family":"ipv4","vrid":50,"state":"init","previous":"backup","reason":"shutdown","priority":100,"vips":[],"epoch":1,"interval_ms":1000}
{"event":"torn"
END
  head -c -1 "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/torn"
  run --separate-stderr -0 on n1 garp-send follow <"$BATS_TEST_TMPDIR/torn"
  [[ $output == "$(sed -n '1p;5,6p' "$BATS_TEST_TMPDIR/in")" ]]
  echo "$stderr"
  [[ $stderr == *"line 3 skipped: not a JSON object"*"line 4 skipped: not a JSON object"* ]]
  [[ $stderr != *"line 7"* ]]
}

@test "follow skips a line of more than 64 KiB and reports it" {
  run --separate-stderr on n1 garp-send follow < <(
    printf '{"event":"x","y":"%s"}\n{"event":"short"}\n' "$(printf '%070000d' 0)"
  )
  [[ $status -eq 0 ]]
  [[ $output == '{"event":"short"}' ]]
  [[ $stderr == *"line 1 skipped: longer than 65536 bytes"* ]]
}

@test "follow with an empty input: the program in front did not start, exit 3" {
  run --separate-stderr on n1 garp-send follow </dev/null
  [[ $status -eq 3 && -z $output && -z $stderr ]]
}
