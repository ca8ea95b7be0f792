#!/usr/bin/env bats
# What vrrp-elect throws away, and that it says why: packets made by scapy, better than the master in every other way.

load ../lib/lab

setup() {
  lab_up 2
  start elect n1 vrrp-elect --vrid 50 -i eth0 --priority 100 --vip 10.0.0.3 --vips-elsewhere --auth-pass 1111
  await 10 wrote elect '.event == "state" and .state == "master"'
}

# from_n2 PYTHON: message() is a good advert of priority 200 for VRID 50.
from_n2() {
  inject n2 'def message(version=2, vrid=50, priority=200, password=b"1111", auth=1, interval=1, good=True):
    tail = bytes([10, 0, 0, 3]) + (password.ljust(8, b"\0") if version == 2 else b"")
    fifth = struct.pack("!BB", auth, interval) if version == 2 else struct.pack("!H", 100 * interval)
    head = struct.pack("!BBBB", version << 4 | 1, vrid, priority, 1) + fifth
    total = checksum(head + b"\0\0" + tail) ^ (0 if good else 0x0101)
    return head + struct.pack("!H", total) + tail
'"$1"
}

refused() { await 2 wrote elect ".event == \"reject\" and .reason == \"$1\" and .peer == {address: \"10.0.0.2\", priority: 200}"; }
refuses_from_n2() { # REASON PYTHON
  from_n2 "$2"
  refused "$1"
  still_master
}
still_master() { [[ $(records_of elect '.event == "state"' | tail -n 1 | jq -r .state) == master ]]; }

@test "a wrong password is auth_mismatch" { refuses_from_n2 auth_mismatch 'send(message(password=b"2222"))'; }
@test "no password is auth_mismatch" { refuses_from_n2 auth_mismatch 'send(message(password=b"", auth=0))'; }
@test "TTL 1 is ttl" { refuses_from_n2 ttl 'send(message(), ttl=1)'; }
@test "a bad checksum is checksum" { refuses_from_n2 checksum 'send(message(good=False))'; }
@test "a truncated packet is truncated" { refuses_from_n2 truncated 'send(message()[:-9])'; }
@test "another version is version, and the message names the flag to set" {
  from_n2 'send(message(version=3))'
  refused version
  said elect "--vrrp-version 3"
  still_master
}

@test "another interval in version 2 is interval_mismatch" { refuses_from_n2 interval_mismatch 'send(message(interval=2))'; }
@test "our own address on another host is own_address" {
  on n1 sysctl -qw net.ipv4.conf.all.accept_local=1 net.ipv4.conf.eth0.accept_local=1
  from_n2 'send(message(), source="10.0.0.1")'
  await 2 wrote elect '.event == "reject" and .reason == "own_address"'
  still_master
}

@test "an address that cannot be a router's is source" {
  from_n2 'send(message(), source="0.0.0.0")'
  await 2 wrote elect '.event == "reject" and .reason == "source" and .peer == {address: "0.0.0.0", priority: 200}'
  still_master
}

@test "another VRID is ignored" {
  from_n2 'send(message(vrid=51))'
  from_n2 'send(message(password=b"2222"))' # the next thing it hears: by then the other was heard too
  refused auth_mismatch
  [ "$(count_of elect '.event == "reject"')" -eq 1 ]
  still_master
}

@test "a hundred of them are reported once a second" {
  from_n2 'for i in range(100): send(message(password=b"2222"))'
  refused auth_mismatch
  (($(count_of elect '.event == "reject"') < 10))
}

@test "and good adverts are accepted" {
  from_n2 'send(message())'
  await 2 wrote elect '.event == "state" and .state == "backup" and .reason == "higher_priority"'
}
