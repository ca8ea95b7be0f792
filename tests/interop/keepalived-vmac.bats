#!/usr/bin/env bats
# keepalived with use_vmac: its adverts come from the virtual MAC, and its addresses stand on a macvlan with it.

load ../lib/lab
load ../lib/routers

setup() {
  lab_up 2
  watch_wire
}
teardown() { lab_down; }

vmac_keepalived() { keepalived "$@" use_vmac; }

# between OURS KEEPALIVED: nodes; then OURS' further arguments. The better one leaves, comes back, and dies.
between() {
  local mine=$1 theirs=$2
  shift 2
  start_all "$mine" "$theirs" "$@"
  settled_on n1
  resign n1
  settled_on n2
  took_over n1 n2 skew 100
  if [[ $mine == n1 ]]; then ours n1 150 "$@"; else vmac_keepalived n1 150; fi
  settled_on n1
  crash n1
  settled_on n2
  took_over n1 n2 down 100
}
start_all() {
  ours "$1" "$([[ $1 == n1 ]] && echo 150 || echo 100)" "${@:3}"
  vmac_keepalived "$2" "$([[ $2 == n1 ]] && echo 150 || echo 100)"
}
# Adverts of ours come from the virtual MAC.
from_vmac() {
  [ "$(adverts_of "$1" true | jq -r .source_mac | sort -u)" = "$(printf '00:00:5e:00:0%d:%02x' "$2" "$VRID")" ]
}

@test "ours without --vmac, the master" { speak 3 ipv4 300 && between n1 n2; }
@test "ours without --vmac, the backup" { speak 3 ipv4 300 && between n2 n1; }
@test "ours with --vmac, the master" { speak 3 ipv4 300 && between n1 n2 --vmac && from_vmac n1 1; }
@test "ours with --vmac, the backup" { speak 3 ipv4 300 && between n2 n1 --vmac && from_vmac n2 1; }
@test "over IPv6, ours with --vmac, the master" { speak 3 ipv6 300 && between n1 n2 --vmac && from_vmac n1 2; }
@test "over IPv6, ours with --vmac, the backup" { speak 3 ipv6 300 && between n2 n1 --vmac && from_vmac n2 2; }
