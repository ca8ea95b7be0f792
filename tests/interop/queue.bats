#!/usr/bin/env bats
# Adverts that never left: a full local queue drops what the kernel was given. Whoever counted those as sent would
# hold its VIPs beside the next master.

load ../lib/pair

setup() { lab_up 2; }

# fill_queue NODE: from now on everything that it sends is dropped before the wire.
fill_queue() { on "$1" tc qdisc replace dev eth0 root bfifo limit 10; }
empty_queue() { on "$1" tc qdisc del dev eth0 root; }

# vip_us NAME REGEX: when it first did so to the VIP, in microseconds.
vip_us() { first_us "$1" ".event == \"vip\" and (.action | test(\"$2\"))"; }

# lets_go_in_time [ELECT-ARGUMENT]...: n1 is master, its queue is full, and n2 is master without a moment of two.
lets_go_in_time() {
  pipeline n1 150 "$@"
  await 10 held_by n1 "$VIP"
  pipeline n2 100 "$@"
  await 5 wrote pipe-n2 '.event == "state" and .state == "backup"'
  fill_queue n1
  await 8 held_by n2 "$VIP"
  said pipe-n1 "No buffer space available"
  wrote pipe-n1 '.event == "state" and .state == "backup" and .reason == "send_failed"'
  # By the elector's word or by vip-ctl's own clock: both are due when the lease ends.
  (($(vip_us pipe-n1 "removed|expired") < $(vip_us pipe-n2 added)))
  empty_queue n1
  await 8 held_by n1 "$VIP"
}

@test "a master whose queue drops its adverts lets go before its peer takes over" { lets_go_in_time; }

@test "over IPv6 too" {
  VIP=fd00::33
  lets_go_in_time
}

@test "from the virtual MAC too" { lets_go_in_time --vmac; }

@test "over unicast too" {
  pipeline n1 150 --peer 10.0.0.2
  await 10 held_by n1 "$VIP"
  fill_queue n1
  await 10 held_by "" "$VIP"
  await 5 wrote pipe-n1 '.event == "state" and .state == "backup" and .reason == "send_failed"'
}

# worse_router_speaks: an advert of version 3, priority 80 and 4 s out of n2.
worse_router_speaks() {
  on n2 /usr/bin/python3 - <<'END'
import socket, struct
source, group = (socket.inet_aton(address) for address in ("10.0.0.2", "224.0.0.18"))
def message(checksum):
    return struct.pack("!BBBBHH", 0x31, 50, 80, 1, 400, checksum) + socket.inet_aton("10.0.0.3")
covered = source + group + struct.pack("!BBH", 0, 112, len(message(0))) + message(0)
total = sum(struct.unpack(f"!{len(covered) // 2}H", covered))
while total > 0xffff: total = (total & 0xffff) + (total >> 16)
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, source)
s.sendto(message(~total & 0xffff), ("224.0.0.18", 0))
END
}

# Its own priority 0 is the last that was heard of the master. The skew of its 90 is 2.6 s.
@test "a lower-priority router that accepts an offer while the queue is full stays master" {
  start wire wire vrrp-dump -i br0 --json --node wire
  touch "$BATS_TEST_TMPDIR/healthy"
  start_pipeline pipe-n1 n1 "vrrp-check exec --name file --interval 100ms --timeout 5s --weight -60 -- test -e $BATS_TEST_TMPDIR/healthy |
    vrrp-elect --vrid 50 -i eth0 --node n1 --priority 150 --advert-int 4s --vip $VIP --track - |
    vip-ctl follow --node n1"
  await 20 held_by n1 "$VIP"
  rm "$BATS_TEST_TMPDIR/healthy"
  await 5 wrote wire '.event == "advert" and .priority == 0'
  fill_queue n1
  worse_router_speaks
  await 2 wrote pipe-n1 '.event == "state" and .state == "backup" and .previous == "master"'
  wrote pipe-n1 '.event == "state" and .reason == "handover" and .peer == {address: "10.0.0.2", priority: 80} and .check == "file"'
  await 2 held_by "" "$VIP"
  said pipe-n1 "No buffer space available"
}

icmp_came() { (($(on n1 nstat -asz "$1" | awk -v name="$1" '$1 == name { print int($2) }') >= 20)); }

# unmoved_by_icmp COUNTER ELECT-ARGUMENT...: the peer has no socket for VRRP, and its kernel says so to each advert.
unmoved_by_icmp() {
  on n2 sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=10000 net.ipv6.icmp.ratelimit=0
  start n1 n1 vrrp-elect --vrid 50 -i eth0 --advert-int 200ms --vips-elsewhere "${@:2}"
  await 15 icmp_came "$1"
  [ "$(count_of n1 '.event == "state"')" -eq 2 ] # backup, master
  [ -z "$(err_of n1)" ]
}

@test "an ICMP error for an advert does not make the next advert count as not sent" {
  unmoved_by_icmp IcmpInDestUnreachs --vip 10.0.0.3 --peer 10.0.0.2
}

@test "the same holds for ICMPv6" { unmoved_by_icmp Icmp6InParmProblems --vip fd00::33 --peer fd00::2; }
