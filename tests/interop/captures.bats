#!/usr/bin/env bats
# vrrp-dump against captures of other implementations, and against what other decoders read in them.

load ../lib/lab

setup() {
  mkdir -p "$LAB_RECORDS"
  captures="$VRRP_SOURCE/tests/captures"
}

# compare KIND [DIRECTORY]: the records are kept for the schema.
compare() { VRRP_RECORDS="$LAB_RECORDS" python3 "$VRRP_SOURCE/tests/interop/compare.py" "$1" "$captures/${2:-live}"; }

@test "every frame of real daemons: every fact that tshark read, the checksum in both dialects" { compare live; }

@test "every malformed frame is decoded, or refused for the RFC's reason" { compare malformed malformed; }

@test "pcapng, nanoseconds and the other byte order give the same records" { compare formats; }

@test "whatever the snapshot length, the reported fields are right" { compare cuts; }
