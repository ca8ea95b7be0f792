#!/usr/bin/env bats
# vip-ctl by hand and from cron: add, del, show, has, flush.

load ../lib/lab

setup() {
  vips=0
  lab_up 1
}

# vip [-STATUS] ARGUMENT...: runs vip-ctl on the node, whose exit status is to be that; then $exit_status, $records and
# $errors are what came of it.
vip() {
  local wanted=
  [[ $1 != -[0-9] ]] || { wanted=${1#-} && shift; }
  vips=$((vips + 1))
  start "vip$vips" n1 "${VIP_BY[@]}" vip-ctl "$@"
  exit_of "vip$vips"
  records=$(out_of "vip$vips")
  errors=$(err_of "vip$vips")
  [[ $exit_status == "${wanted:-$exit_status}" ]] || { echo "exit status $exit_status: $errors" && return 1; }
}
# vip_with CAPS [-STATUS] ARGUMENT...: the same as nobody, with these capabilities alone.
vip_with() {
  local VIP_BY=("${AS_NOBODY[@]/-all/$1}" "--ambient-caps=$1" "--bounding-set=$1")
  vip "${@:2}"
}
addresses() { on n1 ip -o addr show dev eth0; }
there() { [[ $(addresses) == *" $1 "* ]]; }
gone() { ! there "$1"; }
# says ACTION ADDRESS: in a record.
says() { jq -en "any(inputs; .action == \"$1\" and .address == \"$2\")" <<<"$records" >/dev/null; }
shows_none() {
  vip -0 show
  [[ -z $records ]]
}
# complains STATUS TEXT ARGUMENT...: the same, and says one line with this text.
complains() {
  vip "-$1" "${@:3}"
  one_line "$2"
}
one_line() { [[ $(wc -l <<<"$errors") == 1 && $errors == "vip-ctl: "*"$1"* ]]; }

@test "add adds an IPv4 address as /32, for ever" {
  vip -0 add 10.0.0.3 -i eth0
  says added 10.0.0.3/32
  [[ $(addresses) == *"10.0.0.3/32 scope global eth0"*"valid_lft forever"* ]]
  [ "$(jq -r .mac <<<"$records")" = 02:00:00:00:00:01 ]
}

@test "add adds an IPv6 address as /128, usable at once, but never as a source" {
  vip -0 add fd00::3 -i eth0
  [[ $(addresses) == *"fd00::3/128 scope global nodad deprecated"*"preferred_lft 0sec"* ]]
  on client ping -6 -c 1 -W 1 fd00::3
  [[ $(on n1 ip -o route get fd00::9) == *"src fd00::1 "* ]]
}

@test "add of several addresses, of both families; the second time they are kept" {
  vip add 10.0.0.3 10.0.0.4 fd00::3 -i eth0
  [ "$(jq -s length <<<"$records")" = 3 ]
  vip -0 add 10.0.0.3 10.0.0.4 fd00::3 -i eth0
  [ "$(jq -r .action <<<"$records" | sort -u)" = kept ]
}

@test "add without -i chooses the interface whose subnet contains the address, and reports it" {
  lab_second_wire
  vip -0 add 10.0.1.3 fd00::3
  [[ $errors == "vip-ctl: 10.0.1.3/32: chose eth1, whose subnet contains it: 10.0.1.1/24"$'\n'"vip-ctl: fd00::3/128: chose eth0, "* ]]
  [ "$(jq -r .interface <<<"$records")" = $'eth1\neth0' ]
  vip add 10.0.1.3
  one_line "chose eth1, which has it already"
  says kept 10.0.1.3/32
  vip add 10.0.1.4 -q
  [ -z "$errors" ]
}

@test "otherwise it chooses the interface of the default route, or reports that there is none" {
  complains 4 "there is no default route; name the interface with -i" add 192.0.2.3
  on n1 ip route add default via 10.0.0.9
  complains 0 "192.0.2.3/32: chose eth0, the interface of the default route" add 192.0.2.3
  there 192.0.2.3/32
}

@test "-i eth0:1 is the link eth0 with the label eth0:1" {
  vip -0 add 10.0.0.3 -i eth0:1
  [ "$(jq -r .interface <<<"$records")" = eth0 ]
  [[ $(addresses) == *"10.0.0.3/32 scope global eth0:1"* ]]
  vip add 10.0.0.4 -i eth0
  vip show -i eth0:1
  [ "$(jq -r .address <<<"$records")" = 10.0.0.3/32 ]
  vip flush -i eth0:1
  gone 10.0.0.3/32
  there 10.0.0.4/32
  complains 4 "eth9: no such interface" show -i eth9:1
}

@test "del removes addresses, and prints nothing about absent ones" {
  vip add 10.0.0.3 fd00::3 -i eth0
  vip -0 del 10.0.0.3 fd00::3
  says removed 10.0.0.3/32
  says removed fd00::3/128
  gone 10.0.0.3/32
  vip -0 del 10.0.0.3 -i eth0
  says kept 10.0.0.3/32
}

@test "del of an address without its length finds ours, not the host's own" {
  vip add 10.9.0.3/24 -i eth0
  vip -0 del 10.9.0.3 10.0.0.1
  gone 10.9.0.3/24
  says kept 10.0.0.1/24
  [ "$(jq -r 'select(.address == "10.0.0.1/24").detail' <<<"$records")" = foreign ]
  there 10.0.0.1/24
}

@test "del of the host's own address with its length reports that vip-ctl did not put it there" {
  vip -0 del 10.0.0.1/24 -i eth0
  gone 10.0.0.1/24
  [ "$(jq -r '.action + " " + .detail' <<<"$records")" = "removed foreign" ]
  one_line "10.0.0.1/24 on eth0: removed, although vip-ctl did not put it there; to put it back, run ip addr add 10.0.0.1/24 dev eth0"
}

@test "a network address that is there already can be taken away" {
  on n1 ip addr add 10.8.0.0/24 dev eth0
  vip -0 has 10.8.0.0/24
  vip -0 del 10.8.0.0/24
  gone 10.8.0.0/24
}

@test "del -i looks only at that interface" {
  vip add 10.0.0.3 -i eth0
  vip del 10.0.0.3 -i lo
  says kept 10.0.0.3/32
  there 10.0.0.3/32
}

@test "the first address of a subnet is not deleted with those that came after it" {
  vip add 10.9.0.3/24 -i eth0
  on n1 ip addr add 10.9.0.1/24 dev eth0
  complains 1 "would also delete 10.9.0.1/24" flush
  there 10.9.0.3/24
  on n1 sysctl -qw net.ipv4.conf.eth0.promote_secondaries=1
  vip -0 flush
  gone 10.9.0.3/24
  there 10.9.0.1/24
}

@test "flush takes away all that is ours, two of one subnet too, and nothing else" {
  on n1 ip addr add 10.0.0.50/32 dev eth0
  vip add 10.0.0.3 fd00::3 10.9.0.3/24 10.9.0.4/24 -i eth0
  vip add 10.0.0.4 -i lo
  vip -0 flush -i eth0
  [ "$(jq -r 'select(.action == "removed") | .address' <<<"$records" | wc -l)" = 4 ]
  there 10.0.0.50/32
  there 10.0.0.1/24
  there fd00::1/64
  vip show
  [ "$(jq -r .address <<<"$records")" = 10.0.0.4/32 ]
  vip flush
  shows_none
}

@test "show lists the addresses that vip-ctl added; a table for people" {
  vip add 10.0.0.3 -i eth0 --label eth0:vip --lease 90s
  vip add fd00::3 -i eth0
  vip -0 show
  [ "$(jq -r .address <<<"$records")" = $'10.0.0.3/32\nfd00::3/128' ]
  jq -es '.[0].lease_ms >= 80000 and .[0].lease_ms <= 90000 and .[1].lease_ms == null' <<<"$records"
  run -0 on n1 vip-ctl show --text
  [[ ${lines[0]} == "ADDRESS "*"INTERFACE "*"LEASE "*LABEL ]]
  [[ ${lines[1]} =~ ^10\.0\.0\.3/32\ +eth0\ +[89][0-9]s\ +eth0:vip$ ]]
  [[ ${lines[2]} =~ ^fd00::3/128\ +eth0\ +for\ ever$ ]]
}

@test "has answers with its exit status" {
  vip add 10.0.0.3 -i eth0
  vip -0 has 10.0.0.3
  says kept 10.0.0.3/32
  vip -1 has 10.0.0.4
  [ -z "$records$errors" ]
  vip -0 has 10.0.0.1 -q
  [ -z "$records$errors" ]
  vip -1 has 10.0.0.1/32
  vip -1 has 10.0.0.3 -i lo
}

@test "a lease is renewed by the next run, and gone without one" {
  vip -0 add 10.0.0.3 fd00::3 -i eth0 --lease 5s
  [ "$(jq -r .lease_ms <<<"$records" | sort -u)" = 5000 ]
  sleep 1.2 # within the lease
  vip add 10.0.0.3 -i eth0 --lease 60s
  says kept 10.0.0.3/32
  await 8 gone fd00::3/128
  there 10.0.0.3/32
}

@test "add without --lease makes a lease stay" {
  vip add 10.0.0.3 -i eth0 --lease 60s
  vip add 10.0.0.3 -i eth0
  says kept 10.0.0.3/32
  [[ $(addresses) == *"10.0.0.3/32 scope global eth0"*"valid_lft forever"* ]]
}

@test "another label replaces the address" {
  vip add 10.0.0.3 -i eth0
  vip -0 add 10.0.0.3 -i eth0 --label eth0:vip
  [[ $(addresses) == *"10.0.0.3/32 scope global eth0:vip"* ]]
}

@test "an address of another program is kept, not tagged and never leased" {
  vip -0 add 10.0.0.1 -i eth0
  [ "$(jq -r .detail <<<"$records")" = foreign ]
  shows_none
  complains 1 "another program put it there" add 10.0.0.1/24 -i eth0 --lease 60s
  vip -1 add fd00::1 -i eth0 --lease 60s
  [[ $(addresses) == *"fd00::1/64 scope global nodad"*"valid_lft forever preferred_lft forever"* ]]
}

@test "a lease that would take other addresses or a route with it is refused, with the reason" {
  complains 1 "lease it as /32, or set the interface's sysctl promote_secondaries" add 10.9.0.3/24 -i eth0 --lease 60s
  gone 10.9.0.3/24
  vip add fd09::3/64 -i eth0
  complains 1 "the route of its whole subnet" add fd09::3/64 -i eth0 --lease 60s
  on n1 sysctl -qw net.ipv4.conf.eth0.promote_secondaries=1
  vip -0 add 10.9.0.3/24 -i eth0 --lease 60s
}

# routed SUBNET NUMBER [TEXT]: that many routes lead there, and the only one has the text.
routed() {
  local found
  if [[ $1 == *:* ]]; then found=$(on n1 ip -6 route show "$1"); else found=$(on n1 ip route show "$1"); fi
  [[ $(grep -c . <<<"$found") == "$2" && $found == *"${3-}"* ]]
}

@test "a wide address alone in its subnet answers; del leaves no route behind" {
  on client ip addr add 10.90.0.9/24 dev eth0
  on client ip addr add fd09::9/64 dev eth0 nodad
  vip -0 add 10.90.0.100/24 fd09::100/64 -i eth0
  there 10.90.0.100/24
  routed 10.90.0.0/24 1 "proto 112 scope link src 10.90.0.100"
  routed fd09::/64 1 "proto 112"
  await 2 on client ping -c 1 -W 1 10.90.0.100
  await 2 on client ping -c 1 -W 1 fd09::100
  vip add 10.90.0.101/24 fd09::101/64 -i eth0
  routed 10.90.0.0/24 1
  routed fd09::/64 1
  vip del fd09::100
  routed fd09::/64 1 "proto 112"
  on n1 ip -6 route del fd09::/64
  vip add fd09::101/64 -i eth0 # it is there, and the next run mends its route
  routed fd09::/64 1 "proto 112"
  vip flush
  routed 10.90.0.0/24 0
  routed fd09::/64 0
}

@test "the host's own route serves a wide address, and stays when that goes" {
  on n1 ip addr add 10.90.0.1/24 dev eth0
  on n1 ip addr add fd09::1/64 dev eth0 nodad
  vip -0 add 10.90.0.100/24 fd09::100/64 -i eth0
  routed 10.90.0.0/24 1 "proto kernel"
  routed fd09::/64 1 "proto kernel"
  vip del 10.90.0.100/24 fd09::100/64
  routed 10.90.0.0/24 1 "proto kernel"
  routed fd09::/64 1 "proto kernel"
}

@test "del of the host's own address before a wide one: its route goes with it, and ours with ours" {
  on n1 ip addr add fd09::1/64 dev eth0 nodad
  vip add fd09::100/64 -i eth0
  routed fd09::/64 1 "proto kernel"
  vip del fd09::1/64
  routed fd09::/64 1 "proto 112"
  vip del fd09::100/64
  routed fd09::/64 0
}

@test "a connected route that was there before stays" {
  on n1 ip -6 route add fd09::/64 dev eth0 proto kernel metric 256
  vip add fd09::100/64 -i eth0
  vip -0 del fd09::100
  routed fd09::/64 1 "proto kernel"
}

@test "a wide lease's route goes with it" {
  vip add fd09::100/64 -i eth0 --lease 3s
  routed fd09::/64 1 "expires"
  await 6 gone fd09::100/64
  run on n1 ip -6 route get fd09::9
  [ "$status" != 0 ]
}

# wrong_use TEXT ARGUMENT...
wrong_use() { complains 2 "$@"; }

@test "a usage error is one line that says what would be right" {
  wrong_use "a subcommand is missing"
  wrong_use "ADDR[/LEN] is missing" add
  wrong_use '"10.0.0.300" is not an IP address' add 10.0.0.300 -i eth0
  wrong_use "from 1 to 32" add 10.0.0.3/33 -i eth0
  wrong_use "cannot be a virtual address" add 224.0.0.18 -i eth0
  wrong_use "cannot be a virtual address" add 255.255.255.255 -i eth0
  wrong_use "cannot be a virtual address" add 127.0.0.1 -i eth0
  wrong_use "cannot be a virtual address" add 0.0.0.0 -i eth0
  wrong_use "cannot be a virtual address" add ::1 -i eth0
  wrong_use "10.0.0.0/24 cannot be a virtual address: it is the network address" add 10.0.0.0/24 -i eth0
  wrong_use "10.0.0.255/24 cannot be a virtual address: it is the broadcast address" add 10.0.0.255/24 -i eth0
  wrong_use "fd00::/64 cannot be a virtual address" add fd00::/64 -i eth0
  wrong_use "differs from the label in -i" add 10.0.0.3 -i eth0:1 --label eth0:2
  wrong_use "only an IPv4 address can have a label" add fd00::3 -i eth0:1
  wrong_use "must begin with the name of an interface" add 10.0.0.3 -i :1
  wrong_use "write a number and a unit" add 10.0.0.3 -i eth0 --lease 90
  wrong_use "whole seconds" add 10.0.0.3 -i eth0 --lease 1500ms
  wrong_use 'as in "eth0:vip"' add 10.0.0.3 -i eth0 --label web
  wrong_use "a label must have 1 to 15" add 10.0.0.3 -i eth0 --label eth0:a-long-label
  wrong_use "only an IPv4 address can have a label" add fd00::3 -i eth0 --label eth0:vip
  wrong_use "--lease" show --lease 90s
  wrong_use "unexpected argument" has 10.0.0.3 10.0.0.4
  shows_none
}

@test "an unknown interface is the system's refusal" {
  for command in "add 10.0.0.3" "del 10.0.0.3" "has 10.0.0.3" show flush; do
    # shellcheck disable=SC2086 # a command and its argument
    complains 4 "eth9: no such interface" $command -i eth9
  done
}

@test "no privilege: reading works, changing reports the missing one" {
  for_all_users
  vip add 10.0.0.3 -i eth0
  vip_with -all -0 has 10.0.0.3
  vip_with -all -0 show
  vip_with -all -4 add 10.0.0.4 -i eth0
  one_line "10.0.0.4/32 cannot be put on eth0: needs CAP_NET_ADMIN"
  vip_with -all -4 del 10.0.0.3
  one_line "needs CAP_NET_ADMIN"
  vip_with -all -4 follow
  one_line "needs CAP_NET_ADMIN"
  there 10.0.0.3/32
}

@test "CAP_NET_ADMIN alone is enough" {
  for_all_users
  vip_with -all,+net_admin -0 add 10.0.0.3 -i eth0
  there 10.0.0.3/32
}

@test "IPv6 disabled on the interface is reported" {
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  complains 4 "IPv6 is disabled" add fd00::3 -i eth0
}
