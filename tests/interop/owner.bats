#!/usr/bin/env bats
# The address owner comes back while a backup holds its only address: that host's kernel drops whatever comes from an
# address of its own (accept_local=0), and no sysctl is changed.

load ../lib/pair

setup() { lab_up 2; }

# comes_back PREFIX: n1 owns it, is away, and comes back.
comes_back() {
  VIP=${1%/*}
  ip -n "$LAB-n1" addr del "$1" dev eth0
  pipeline n2 100
  await 10 held_by n2 "$VIP"
  ip -n "$LAB-n1" addr add "$1" dev eth0
  pipeline n1 255
  await 10 held_by n1 "$VIP"
  always 1 held_by n1 "$VIP"
  wrote pipe-n1 '.event == "state" and .state == "master" and .reason == "owner"'
  wrote pipe-n2 '.event == "state" and .state == "backup" and .reason == "higher_priority" and .peer.priority == 255'
}

@test "an owner that returns while a backup holds its only address becomes the only master" {
  comes_back 10.0.0.1/24
  [ "$(on n2 sysctl -n net.ipv4.conf.all.accept_local net.ipv4.conf.eth0.accept_local | paste -sd ' ')" = "0 0" ]
}

@test "over IPv6 too" { comes_back fe80::ff:fe00:1/64; }

# How many adverts from 10.0.0.1 n2 has refused for their TTL, as it last said.
refused_by_n2() { records_of pipe-n2 '.event == "reject" and .reason == "ttl"' | tail -n 1 | jq .count; }
refused() { [[ $(refused_by_n2) == "$1" ]]; }
# spoil COUNT: so many adverts from there that crossed a router.
spoil() {
  inject client 'send(bytes([0x31, 50, 255, 1, 0, 100, 0, 0, 10, 0, 0, 1]), "10.0.0.1", ttl=1, count=int(sys.argv[1]))' "$1"
}

later_than() { ((${EPOCHREALTIME/./} > $1)); }

# heard_once: eleven are counted as eleven, however many sockets the kernel gives them to.
heard_once() {
  VIP=10.0.0.1
  ip -n "$LAB-n1" addr del 10.0.0.1/24 dev eth0
  pipeline n2 100
  await 10 held_by n2 "$VIP"
  spoil 1
  await 2 refused 1
  spoil 9
  # Told at most once a second: what comes after that tells of all.
  await 3 later_than $((${EPOCHREALTIME/./} + 1100000))
  spoil 1
  await 2 refused 11
}

@test "its adverts are heard once" { heard_once; }

@test "and once if the kernel lets them through too" {
  on n2 sysctl -qw net.ipv4.conf.all.accept_local=1 net.ipv4.conf.eth0.accept_local=1 \
    net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
  heard_once
}

# packet_sockets_of NODE: how many it has.
packet_sockets_of() { on "$1" cat /proc/net/packet | tail -n +2 | wc -l; }
has_packet_sockets() { [[ $(packet_sockets_of "$1") == "$2" ]]; }

@test "the socket for them is open while the address is held, and no longer" {
  start n2 n2 vrrp-elect --vrid 50 -i eth0 --vip 10.0.0.33 --priority 100
  await 10 wrote n2 '.event == "state" and .state == "master"'
  has_packet_sockets n2 0
  ip -n "$LAB-n2" addr add 10.0.0.33/32 dev eth0
  await 2 has_packet_sockets n2 1
  ip -n "$LAB-n2" addr del 10.0.0.33/32 dev eth0
  await 2 has_packet_sockets n2 0
}
