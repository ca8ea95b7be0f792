#!/usr/bin/env bats
# garp-send on a wire, seen by tcpdump, by tshark and by the caches of a real kernel.

load ../lib/lab

vip=10.0.0.100
vip6=fd00::100

setup() {
  lab_up 2
  start_other wire client tcpdump -n -U --immediate-mode -i eth0 -w "$BATS_TEST_TMPDIR/wire.pcap" 'arp or icmp6'
  await 10 said wire "listening on"
}

# ---- what the wire saw

# frames NODE [ADDRESS]: the announcements that left NODE with its own MAC, a line each.
frames() {
  local number=${1#n} what='(arp and arp[14:4] = arp[24:4]) or (icmp6 and ip6[40] = 136 and ip6[44] & 0x40 = 0)'
  tcpdump -n -tt -r "$BATS_TEST_TMPDIR/wire.pcap" "ether src 02:00:00:00:00:0$number and ($what)" \
    2>/dev/null | grep -F -- "${2:-}"
}
count() { frames "$@" | wc -l; }
# saw N NODE [ADDRESS]: at least so many; for await.
saw() { (($(count "${@:2}") >= $1)); }
# fields FILTER FIELD...: of the frames, by tshark.
fields() {
  local wanted=() field
  for field in "${@:2}"; do wanted+=(-e "$field"); done
  tshark -r "$BATS_TEST_TMPDIR/wire.pcap" -o ip.check_checksum:TRUE -Y "$1" -T fields -E separator=' ' \
    "${wanted[@]}" 2>/dev/null
}

hold() { # NODE ADDRESS: without duplicate address detection
  local nodad=()
  [[ $2 != *:* ]] || nodad=(nodad)
  ip -n "$LAB-$1" addr add "$2" dev eth0 "${nodad[@]}"
}
drop() { ip -n "$LAB-$1" addr del "$2" dev eth0; }
# The MAC that the client's kernel has for an address; believes ADDRESS NODE, for await.
cached() { ip -n "$LAB-client" -j neigh show "$1" dev eth0 | jq -r '.[0].lladdr // "none"'; }
believes() { [[ $(cached "$1") == 02:00:00:00:00:0${2#n} ]]; }

# ---- what the pipe says

state() { # STATE [VIP]...
  local vips
  vips=$(jq -nc '[$ARGS.positional[] | {address: .}]' --args "${2:-$vip/32}" "${@:3}")
  printf '{"event":"state","interface":"eth0","family":"ipv4","vrid":50,"state":"%s","previous":"init",' "$1"
  printf '"reason":"shutdown","priority":100,"vips":%s,"epoch":1,"interval_ms":300}\n' "$vips"
}
vip() { # ACTION [VIP]
  printf '{"event":"vip","interface":"eth0","family":"ipv4","vrid":50,"action":"%s","address":"%s"}\n' \
    "$1" "${2:-$vip/32}"
}
contest() { printf '{"event":"contest","interface":"eth0","family":"ipv4","vrid":50,"peer":{"address":"10.0.0.2"}}\n'; }
follow() { # [OPTION]...: garp-send follow on n1, fed by `tell garp`
  feed garp
  start_mixed garp n1 garp-send follow "${@:---interval=20ms}"
}
# says STATE [VIP]..., acts ACTION [VIP]: what is told to it.
says() { tell garp "$(state "$@")"; }
acts() { tell garp "$(vip "$@")"; }
# announce [OPTION]...: it follows a master that has just put the VIP on n1.
announce() {
  hold n1 $vip/32
  follow "$@"
  says master
  acts added
}
settled() { sleep 0.5; } # for a claim that nothing comes: nothing can be awaited
# caught_up: the capture has all that passed before: it has a frame of n2 that left only now.
caught_up() {
  local before
  before=$(count n2 10.0.0.2)
  on n2 garp-send -c 1 10.0.0.2
  await 5 saw $((before + 1)) n2 10.0.0.2
}
# silent [COMMAND...]: n1 announces nothing from here on, nor after the command.
silent() {
  local before
  caught_up
  before=$(count n1)
  "$@"
  settled
  caught_up
  [[ $(count n1) -eq $before ]]
}

# ---- garp-send ADDR

@test "a gratuitous ARP has the field's form (PROTOCOL 7.2)" {
  hold n1 $vip/32
  on n1 garp-send -c 1 $vip
  await 5 saw 1 n1
  [[ $(fields arp frame.len eth.dst eth.src arp.opcode arp.src.hw_mac arp.src.proto_ipv4 arp.dst.hw_mac \
    arp.dst.proto_ipv4 arp.isgratuitous) == \
    "42 ff:ff:ff:ff:ff:ff 02:00:00:00:00:01 1 02:00:00:00:00:01 $vip ff:ff:ff:ff:ff:ff $vip 1" ]]
}

@test "--reply sends operation 2" {
  hold n1 $vip/32
  on n1 garp-send -c 1 --reply $vip
  await 5 saw 1 n1
  [[ $(fields arp arp.opcode arp.src.proto_ipv4 arp.dst.proto_ipv4) == "2 $vip $vip" ]]
}

@test "an unsolicited NA has the field's form, its R flag follows the forwarding of the interface (PROTOCOL 7.7)" {
  hold n1 $vip6/128
  for forwarding in 0 1; do
    on n1 sysctl -qw net.ipv6.conf.eth0.forwarding=$forwarding
    on n1 garp-send -c 1 $vip6
    await 5 saw $((forwarding + 1)) n1 $vip6
  done
  fields "icmpv6.type == 136" frame.len eth.dst eth.src ipv6.hlim ipv6.src ipv6.dst icmpv6.code \
    icmpv6.checksum.status icmpv6.nd.na.flag.r icmpv6.nd.na.flag.s icmpv6.nd.na.flag.o \
    icmpv6.nd.na.target_address icmpv6.opt.linkaddr >"$BATS_TEST_TMPDIR/na"
  cat "$BATS_TEST_TMPDIR/na"
  expected="86 33:33:00:00:00:01 02:00:00:00:00:01 255 $vip6 ff02::1 0 1 R 0 1 $vip6 02:00:00:00:00:01"
  [[ $(cat "$BATS_TEST_TMPDIR/na") == "${expected/R/0}"$'\n'"${expected/R/1}" ]]
}

@test "five by default, 200 ms apart" {
  hold n1 $vip/32
  on n1 garp-send $vip
  await 5 saw 5 n1
  settled
  [[ $(count n1) -eq 5 ]]
  # A packet may be late, and the next then nearer; the whole burst is not shorter.
  frames n1 | awk 'NR == 1 { first = $1 } END { if ($1 - first < 0.75) exit 1 }'
}

@test "several addresses are interleaved, as in keepalived" {
  hold n1 $vip/32
  hold n1 10.0.0.101/32
  on n1 garp-send -c 3 --interval 0s $vip 10.0.0.101
  await 5 saw 6 n1
  [[ $(fields arp arp.src.proto_ipv4 | paste -sd ' ') == \
    "$vip 10.0.0.101 $vip 10.0.0.101 $vip 10.0.0.101" ]]
}

@test "the ARP cache of a kernel follows a VIP that moved, and only then" {
  hold n1 $vip/32
  on client ping -c 1 -W 2 $vip >/dev/null
  believes $vip n1
  drop n1 $vip/32
  hold n2 $vip/32
  believes $vip n1
  on n2 garp-send -c 1 $vip
  await 5 believes $vip n2
}

@test "the neighbour cache of a kernel follows an IPv6 VIP that moved, and only then" {
  hold n1 $vip6/128
  on client ping -c 1 -W 2 $vip6 >/dev/null
  believes $vip6 n1
  drop n1 $vip6/128
  hold n2 $vip6/128
  believes $vip6 n1
  on n2 garp-send -c 1 $vip6
  await 5 believes $vip6 n2
}

@test "an address that this host does not have is not announced" {
  run -1 on n1 garp-send $vip
  settled
  [[ $(count n1) -eq 0 ]]
}

# ---- garp-send follow

@test "follow announces an added VIP five times, and reports it once" {
  announce
  await 5 wrote garp '.event == "announce"'
  await 5 saw 5 n1 $vip
  [[ $(count n1 $vip) -eq 5 ]]
  [[ $(records_of garp '.event == "announce"' |
    jq -c '[.address, .interface, .mac, .packets, .reason, .vrid]') == \
    "[\"$vip\",\"eth0\",\"02:00:00:00:00:01\",5,\"added\",50]" ]]
  [[ $(out_of garp | head -n 2) == "$(state master)"$'\n'"$(vip added)" ]]
}

@test "follow reads an address from netlink that came just before its record" {
  follow
  says master
  for n in {1..20}; do
    hold n1 "10.0.0.$((100 + n))/32"
    acts added "10.0.0.$((100 + n))/32"
  done
  all_told() { [[ $(count_of garp '.event == "announce" and .packets == 5') -eq 20 ]]; }
  await 5 all_told
}

@test "follow answers a contest with five more" {
  hold n1 $vip/32
  follow
  says master
  acts kept
  await 5 wrote garp '.reason == "kept"'
  tell garp "$(contest)"
  await 5 wrote garp '.reason == "contest" and .packets == 5'
  await 5 saw 10 n1
  [[ $(count n1) -eq 10 ]]
}

@test "follow repeats one announcement every --refresh while it holds, and stops with the state" {
  announce --interval 20ms --refresh 100ms --verbose
  three_more() { [[ $(count_of garp '.reason == "refresh" and .packets == 1') -ge 3 ]]; }
  await 5 three_more
  says backup
  await 5 wrote garp '.state == "backup"'
  silent
}

@test "follow records no refresh unless --verbose is given" {
  announce --interval 20ms --refresh 100ms
  await 5 saw 8 n1
  says backup
  await 5 wrote garp '.state == "backup"'
  [[ $(records_of garp '.event == "announce"' | jq -r .reason) == added ]]
}

@test "follow announces nothing for an address that is not on this host" {
  follow --refresh 100ms -v
  says master
  acts added
  tell garp "$(contest)"
  await 5 said garp "$vip on eth0: not announced: the interface does not have it"
  settled
  [[ $(count n1) -eq 0 ]]
  [[ $(count_of garp '.event == "announce"') -eq 0 ]]
}

@test "follow stops in the middle of a burst when the address goes" {
  announce --interval 100ms -c 1000
  await 5 saw 3 n1
  drop n1 $vip/32
  await 5 wrote garp '.event == "announce"'
  silent
}

# The VIP moves to n2 while n1's announcer is frozen.
move_while_frozen() {
  hold n1 $vip/32
  on client ping -c 1 -W 2 $vip >/dev/null
  # It stops while it waits: half a second is long for the turn that sends.
  follow --refresh 500ms --interval 500ms -c 1000
  says master
  acts added
  await 5 saw 3 n1
  signal_to garp STOP
  drop n1 $vip/32
  hold n2 $vip/32
  on n2 garp-send -c 1 $vip
  await 5 believes $vip n2
}

@test "a follow that was frozen while its VIP moved sends nothing: the kernel reports that it is gone" {
  move_while_frozen
  sleep 1
  silent signal_to garp CONT
  believes $vip n2
}

thaw() {
  signal_to garp CONT
  await 5 wrote garp '.state == "backup"'
}
@test "a follow that was frozen reads all waiting records before it sends, and they end its mastership" {
  move_while_frozen
  hold n1 $vip/32 # the kernel would not object
  tell garp "$(contest)"
  acts restored
  acts expired
  says backup
  silent thaw
  believes $vip n2
}

@test "in a pipeline every announcement comes after the first advert (RFC 9568 section 6.4.2)" {
  start_other adverts client tcpdump -n -U --immediate-mode -i eth0 -w "$BATS_TEST_TMPDIR/all.pcap" \
    'ip proto 112 or (arp and arp[14:4] = arp[24:4])'
  await 10 said adverts "listening on"
  start_pipeline pipeline n1 "vrrp-elect --vrid 50 -i eth0 --advert-int 100ms --vip $vip | vip-ctl follow | garp-send follow"
  await 10 wrote pipeline '.event == "announce" and .reason == "added" and .packets == 5'
  [[ $(tcpdump -n -r "$BATS_TEST_TMPDIR/all.pcap" 2>/dev/null | head -n 1) == *VRRP* ]]
  stop_elector pipeline
}

# ---- its reader is a log

@test "a reader that goes away stops nothing, and is reported once" {
  hold n1 $vip/32
  feed garp
  start_mixed garp n1 bash -c 'garp-send follow --interval 20ms --refresh 100ms | head -n 1'
  says master
  await 5 said garp "the reader of standard output is gone"
  acts added
  await 5 saw 7 n1
  tell garp "$(contest)"
  await 5 saw 14 n1
  [[ $(grep -c "" <<<"$(err_of garp)") -eq 1 ]]
}

@test "a reader that stalls stops nothing, and is reported, also when it reads again" {
  hold n1 $vip/32
  mkfifo "$BATS_TEST_TMPDIR/go"
  feed garp
  start_mixed garp n1 bash -c 'garp-send follow --interval 20ms | { read -r _ <"$1"; cat; }' - "$BATS_TEST_TMPDIR/go"
  filler=$(printf '{"event":"filler","text":"%01000d"}' 0)
  for _ in {1..200}; do tell garp "$filler"; done
  await 5 said garp "the reader of standard output does not read"
  says master
  acts added
  await 5 saw 5 n1
  echo go >"$BATS_TEST_TMPDIR/go"
  await 5 said garp "standard output accepts records again"
  tell garp "$(contest)"
  await 5 wrote garp '.reason == "contest" and .packets == 5'
  # No line is torn.
  jq -e . "${LAB_OUT[garp]}" >/dev/null
}

# ---- the end

@test "the end of input after init is orderly: exit 0" {
  follow
  says init
  end_feed garp
  exits garp 0
}

@test "the end of input under a master is a broken pipe: exit 3, at once" {
  announce --interval 20ms --refresh 100ms
  await 5 wrote garp '.event == "announce"'
  end_feed garp
  exits garp 3 1
}

@test "a signal alone ends it after a second: exit 0" {
  hold n1 $vip/32
  follow
  says master # 3 x 300 ms is less
  acts added
  await 5 saw 1 n1
  signal_to garp TERM
  always 0.8 running garp
  exits garp 0 2
}

@test "vip-ctl add, once: its burst is sent before the end" {
  hold n1 $vip/32
  follow
  tell garp "{\"event\":\"vip\",\"interface\":\"eth0\",\"action\":\"added\",\"address\":\"$vip/32\"}"
  end_feed garp
  exits garp 0
  wrote garp '.event == "announce" and .packets == 5'
}
