#!/usr/bin/env bats
# Signatures and Authentication Headers against an implementation of the same documents in Python.

load ../lib/lab

wire() { WIRE_CASES="$VRRP_BUILD/tests/wire-cases" python3 "$VRRP_SOURCE/tests/interop/wire.py" "$@"; }

@test "the other implementation agrees with keepalived's captures" { wire captures "$VRRP_SOURCE/tests/captures/live"; }

@test "every kind of advert of ours holds there" { wire ours; }

@test "its adverts are taken here, and none with a changed bit" { wire theirs; }
