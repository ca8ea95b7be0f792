#!/usr/bin/env bats
# The captures of real daemons, each router in them played by our elector.

load ../lib/lab

@test "ours is master when each daemon was, in every capture that tells" {
  ELECTION_REPLAY="$VRRP_BUILD/tests/election-replay" \
    python3 "$VRRP_SOURCE/tests/interop/takeovers.py" check "$VRRP_SOURCE/tests/captures/live"
}
