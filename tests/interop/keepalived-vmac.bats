#!/usr/bin/env bats
# keepalived with use_vmac: its adverts come from the virtual MAC, and its addresses stand on a macvlan with it.

load ../lib/routers

vmac_keepalived() { keepalived "$@" use_vmac; }
vmac_ours() { ours "$@" --vmac; }

# Adverts of ours come from the virtual MAC.
from_vmac() {
  [ "$(adverts_of "$1" true | jq -r .source_mac | sort -u)" = "$(printf '00:00:5e:00:0%d:%02x' "$2" "$VRID")" ]
}

@test "ours without --vmac, the master" { speak 3 ipv4 300; better_leaves ours vmac_keepalived; }
@test "ours without --vmac, the backup" { speak 3 ipv4 300; better_leaves vmac_keepalived ours; }
@test "ours with --vmac, the master" { speak 3 ipv4 300; better_leaves vmac_ours vmac_keepalived; from_vmac n1 1; }
@test "ours with --vmac, the backup" { speak 3 ipv4 300; better_leaves vmac_keepalived vmac_ours; from_vmac n2 1; }
@test "over IPv6, ours with --vmac, the master" { speak 3 ipv6 300; better_leaves vmac_ours vmac_keepalived; from_vmac n1 2; }
@test "over IPv6, ours with --vmac, the backup" { speak 3 ipv6 300; better_leaves vmac_keepalived vmac_ours; from_vmac n2 2; }
