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
  await 5 held_by n1 "$VIP"
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
  await 5 held_by n1 "$VIP"
  fill_queue n1
  await 5 held_by "" "$VIP"
  wrote pipe-n1 '.event == "state" and .state == "backup" and .reason == "send_failed"'
}

icmp_came() { (($(on n1 nstat -asz "$1" | awk -v name="$1" '$1 == name { print int($2) }') >= 20)); }

# unmoved_by_icmp COUNTER ELECT-ARGUMENT...: the peer has no socket for VRRP, and its kernel says so to each advert.
unmoved_by_icmp() {
  on n2 sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=10000 net.ipv6.icmp.ratelimit=0
  start n1 n1 vrrp-elect --vrid 50 -i eth0 --advert-int 50ms --vips-elsewhere "${@:2}"
  await 5 icmp_came "$1"
  [ "$(count_of n1 '.event == "state"')" -eq 2 ] # backup, master
  [ -z "$(err_of n1)" ]
}

@test "an ICMP error that an advert brings back does not make the next one count as not sent" {
  unmoved_by_icmp IcmpInDestUnreachs --vip 10.0.0.3 --peer 10.0.0.2
}

@test "nor does one of ICMPv6" { unmoved_by_icmp Icmp6InParmProblems --vip fd00::33 --peer fd00::2; }
