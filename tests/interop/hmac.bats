#!/usr/bin/env bats
# Signed adverts: whoever has no key takes no part, and no router starts without what it was told to sign with.

load ../lib/electors

setup() {
  lab_up 2
  key="$BATS_TEST_TMPDIR/key" other="$BATS_TEST_TMPDIR/other"
  (umask 077 && printf '%064d\n' 1 >"$key" && printf '%064d\n' 2 >"$other")
}

@test "two with one key, over IPv4" {
  elect n1 --vip 10.0.0.33 --hmac-key "1:$key" --priority 150
  elect_worse n2 --vip 10.0.0.33 --hmac-key "1:$key"
  stays_backup n2 4
}
@test "two with one key, over IPv6" {
  elect n1 --vip fd00::33 --hmac-key "1:$key" --priority 150
  elect_worse n2 --vip fd00::33 --hmac-key "1:$key"
  stays_backup n2 4
}
@test "two with one key, in version 2, over unicast" {
  elect n1 --vip 10.0.0.33 --vrrp-version 2 --hmac-key "1:$key" --peer 10.0.0.2 --priority 150
  elect_worse n2 --vip 10.0.0.33 --vrrp-version 2 --hmac-key "1:$key" --peer 10.0.0.1
  stays_backup n2 4
}
@test "another key is refused, and so is a missing signature" {
  elect n1 --vip 10.0.0.33 --hmac-key "1:$key"
  elect n2 --vip 10.0.0.33 --hmac-key "1:$other" --priority 150
  await 8 wrote n1 '.event == "reject" and .reason == "hmac" and .peer.address == "10.0.0.2"'
  wrote n1 '.event == "mismatch" and .kind == "auth" and .theirs == "another key" and .peer.address == "10.0.0.2"'
  said n1 "10.0.0.2's signature for VRID 50 (key ID 1) does not match this router's --hmac-key"
  stop n2 KILL
  elect client --vip 10.0.0.33 --priority 150
  await 8 wrote n1 '.event == "reject" and .reason == "hmac" and .peer.address == "10.0.0.9"'
  said n1 "10.0.0.9 does not sign its adverts for VRID 50"
  await 8 wrote client '.event == "mismatch" and .kind == "auth" and .theirs == "hmac" and .peer.address == "10.0.0.1"'
  said client "10.0.0.1 signs its adverts for VRID 50 (key ID 1), but this router has no key"
}
@test "a key is changed with the old one beside it" {
  elect n1 --vip 10.0.0.33 --hmac-key "2:$other" --hmac-key "1:$key" --priority 150
  elect_worse n2 --vip 10.0.0.33 --hmac-key "1:$key" --hmac-key "2:$other"
  stays_backup n2 4
}
@test "permissive accepts unsigned adverts" {
  elect n1 --vip 10.0.0.33 --hmac-key "1:$key" --hmac-mode receive-only --priority 150
  elect_worse n2 --vip 10.0.0.33 --hmac-key "1:$key" --hmac-mode permissive
  stays_backup n2 4
}
@test "a signature of another time is refused, and reported once" {
  elect n1 --hmac-key "1:$key"
  await 5 wrote n1 '.state == "backup"'
  # The time is looked at before the digest.
  inject n2 '
message = bytes.fromhex("3132c80100640000 0a000021")
message = message[:6] + struct.pack("!H", checksum(message)) + message[8:]
signature = struct.pack("!BBHII", 1, 1, 0, int(time.time()) - 60, 0) + bytes(16)
send(message + signature, count=2)'
  await 5 wrote n1 '.event == "reject" and .reason == "replay" and .peer == {address: "10.0.0.2", priority: 200}'
  both_rejected() { on n1 vrrp-elect status | jq -e '.adverts_rejected == 2' >/dev/null; }
  await 5 both_rejected
  said n1 "s behind this router's clock; set both clocks to the same time, unless it is an old advert that is sent again"
  [ "$(err_of n1 | wc -l)" -eq 1 ]
}
