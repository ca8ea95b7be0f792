#!/usr/bin/env bats
# VRRPv3 over IPv6: link-local source, ff02::12, hop limit 255, a checksum that is ours to make and to judge.

load ../lib/electors
electors 5 --advert-int 100ms --vip fd00::33

@test "two elect one, and the better one hands over to the other" {
  elect_master n1 --priority 150
  elect n2 # not before: on a busy machine it may begin, and rightly be master, while n1 has not begun
  stays_backup n2 1
  stop n1 TERM 0
  await 1 wrote n2 '.state == "master" and .reason == "priority_zero" and .family == "ipv6"'
  wrote n2 '.peer.address == "fe80::ff:fe00:1"'
}

@test "a lower-priority one that starts first is master until the better one has started" {
  elect_master n2
  elect_master n1 --priority 150
  await 5 wrote n2 '.state == "backup" and .reason == "higher_priority" and .peer.address == "fe80::ff:fe00:1"'
}

@test "the adverts on the wire are as RFC 9568 requires" {
  start dump client vrrp-dump -i eth0 -c 3
  elect n1
  exit_of dump
  [ "$(count_of dump '.source == "fe80::ff:fe00:1" and .destination == "ff02::12" and .ttl == 255 and
    .checksum == "good" and .errors == [] and .addresses == ["fd00::33"]')" -eq 3 ]
}

@test "the same VRID over IPv4 and IPv6 in one process is two routers" {
  for name in n1 n2; do
    printf '%s\n' '{"vip": "10.0.0.33"}' '{"family": "ipv6"}' >"$BATS_TEST_TMPDIR/$name"
    start "$name" "$name" vrrp-elect -i eth0 --vrid 7 --advert-int 100ms --vips-elsewhere \
      --instances "$BATS_TEST_TMPDIR/$name" --priority "$([[ $name == n1 ]] && echo 150 || echo 50)"
    # The worse one not before: it may rightly be master until the better one has begun.
    await 5 wrote n1 '.state == "master" and .family == "ipv4"'
    await 5 wrote n1 '.state == "master" and .family == "ipv6"'
  done
  stays_backup n2 1
}

@test "an advert with a bad checksum is reported, not silently dropped" {
  elect_master n2
  inject n1 'send(bytes([0x31, 50, 200, 1, 0, 10, 0xba, 0xd0]) + socket.inet_pton(socket.AF_INET6, "fd00::33"),
                 "fe80::ff:fe00:1")'
  await 2 wrote n2 '.event == "reject" and .reason == "checksum" and .peer.address == "fe80::ff:fe00:1"'
}

# Below an MTU of 1280 the kernel takes IPv6 from the interface, and its multicast groups with it.
@test "an interface that lost IPv6 for a moment receives again" {
  elect_master n1 --priority 150
  elect n2
  await 5 wrote n2 '.state == "backup"'
  on n2 ip link set eth0 mtu 1000
  await 3 wrote n2 '.state == "fault" and .reason == "no_address"'
  on n2 ip link set eth0 mtu 1500
  await 5 wrote n2 '.state == "backup" and .reason == "address_back"'
  always 1 lacks n2 '.state == "master"'
}

has_ipv6() { [[ -n $(on "$1" ip -6 -o addr show dev eth0 scope link) ]]; }
lose_ipv6_for_a_moment() {
  on "$1" ip link set eth0 mtu 1200
  on "$1" ip link set eth0 mtu 1500
  await 5 has_ipv6 "$1"
}
# hears NODE: somebody better makes it a backup.
hears() {
  await 5 in_state "$1" master
  elect client --priority 200
  await 5 in_state client master
  await 2 in_state "$1" backup
}

@test "one that learns of the loss and the return at once receives again" {
  elect_master n1
  signal_to n1 STOP
  lose_ipv6_for_a_moment n1
  signal_to n1 CONT
  hears n1
}

@test "one that never learns of the loss, because the kernel's news overran, receives again" {
  elect_master n1
  signal_to n1 STOP
  overrun_news n1
  lose_ipv6_for_a_moment n1
  signal_to n1 CONT
  hears n1
}

@test "an interface that was in another namespace and came back with its index is heard on again" {
  elect_master n1
  index=$(on n1 cat /sys/class/net/eth0/ifindex)
  ip netns add "$LAB-elsewhere" # where nothing else has this index
  LAB_NODES+=(elsewhere)
  signal_to n1 STOP
  on n1 ip link set eth0 netns "$LAB-elsewhere"
  on elsewhere ip link set eth0 netns "$LAB-n1"
  [ "$(on n1 cat /sys/class/net/eth0/ifindex)" -eq "$index" ]
  on n1 ip link set eth0 up
  await 5 has_ipv6 n1
  signal_to n1 CONT
  hears n1
}

# make_anew NODE: its interface, which has no IPv6 yet. Each address is news.
make_anew() {
  local i
  on "$1" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  ip -n "$LAB-wire" link del "$1"
  lab_plug "$1" 0 "$1"
  on "$1" ip link set eth0 up
  for i in {1..9}; do on "$1" ip addr add "10.0.0.10$i/24" dev eth0; done
}
enable_ipv6() { on "$1" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0; }
said_disabled() { [ "$(err_of n1 | grep -c "IPv6 is disabled there")" -eq "$1" ]; }

@test "a new interface without IPv6 is reported once, and elects as soon as it has IPv6" {
  elect n1
  for times in 1 2; do
    await 5 in_state n1 master
    make_anew n1
    await 2 in_state n1 fault # of the old one, perhaps
    await 5 said_disabled "$times"
    enable_ipv6 n1
    await 5 in_state n1 master
    said_disabled "$times"
  done
}

@test "disabled IPv6 is reported" {
  on n1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  run --separate-stderr -4 on n1 vrrp-elect --vrid 50 -i eth0 --family ipv6
  [[ $stderr == *"IPv6 is disabled there"* && ${#stderr_lines[@]} -eq 1 ]]
}
