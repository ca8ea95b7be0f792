#!/usr/bin/env bats
# What ours and keepalived put on the wire for the same configuration, byte by byte: bytes.py names each difference.

load ../lib/routers

setup() { lab_up 1; }

# recorded MAKE [ARGUMENT]...: one life of a router on n1, in MAKE.pcap.
recorded() {
  local capture="$BATS_TEST_TMPDIR/$1.pcap"
  start "record-$1" wire vrrp-dump -i br0 --json -w "$capture"
  await 10 test -e "$capture"
  "$1" n1 150 "${@:2}"
  await 8 agreed_on n1
  await 5 announced "record-$1"
  await 3 advertised_twice "record-$1"
  resign n1
  await 5 wrote "record-$1" '.event == "advert" and .priority == 0'
  await 5 nobody_has_it
  stop "record-$1" TERM
}
announced() {
  local address
  for address in "${VIPS[@]}"; do
    wrote "$1" ".event == \"announcement\" and .address == \"$address\"" || return 1
  done
}
advertised_twice() { [ "$(count_of "$1" '.event == "advert"')" -ge 2 ]; }
nobody_has_it() { lab_ended "$(program_of n1)" && ! has_vip n1; }

side_by_side() { python3 "$VRRP_SOURCE/tests/interop/bytes.py" "$1" "$BATS_TEST_TMPDIR"/{ours,keepalived}.pcap; }

@test "VRRPv2 with a password" {
  speak 2
  recorded ours --auth-pass 1111
  recorded keepalived "$(authentication PASS 1111)"
  side_by_side v2
}

@test "VRRPv3 over IPv4" {
  speak 3 ipv4 300
  recorded ours
  recorded keepalived
  side_by_side v3-ipv4
}

@test "VRRPv3 over IPv6" {
  speak 3 ipv6 300
  recorded ours
  recorded keepalived
  side_by_side v3-ipv6
}

# A node that forwards is a router: the R flag of its neighbor advertisements says so.
@test "VRRPv3 over IPv6, on a node that forwards" {
  speak 3 ipv6 300
  on n1 sysctl -qw net.ipv6.conf.all.forwarding=1
  recorded ours
  recorded keepalived
  side_by_side v3-ipv6
}

@test "VRRPv3 over IPv4, from the virtual MAC" {
  speak 3 ipv4 300
  recorded ours --vmac
  recorded keepalived use_vmac
  side_by_side vmac
}
