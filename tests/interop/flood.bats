#!/usr/bin/env bats
# Whoever can send to our interface cannot fill our disk.

load ../lib/lab

# forge N: so many adverts for VRIDs 1 to 20, each wrong in one of many ways, as fast as they leave.
forge() {
  inject n2 '
def forged(number):
    vrid, sender = number % 20 + 1, f"10.0.{number // 250 % 250}.{number % 250 + 2}"
    head = struct.pack("!BBBBH", 0x31 if number % 3 else 0x21, vrid, 101 + number % 150, 1, 10 + number % 7)
    body = head + struct.pack("!H", 0 if number % 5 else checksum(head + b"\0\0" + bytes([10, 0, 1, vrid])))
    packet = IP(src=sender, dst="224.0.0.18", ttl=255 if number % 4 else 1, proto=112)
    return bytes(Ether(src=get_if_hwaddr("eth0"), dst="01:00:5e:00:00:12") / packet / Raw(body + bytes([10, 0, 1, vrid])))

frames = [forged(number) for number in range(2000)]
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind(("eth0", 0))
for number in range(int(sys.argv[1])):
    link.send(frames[number % len(frames)])
' "$1"
}

@test "forged adverts for 20 routers: few records, and few messages" {
  local vrid prompted='.event == "reject" or .event == "mismatch" or .event == "contest"'
  lab_up 2
  for vrid in {1..20}; do echo "{\"vrid\":$vrid,\"vip\":[\"10.0.1.$vrid\"]}"; done >"$BATS_TEST_TMPDIR/routers"
  start elect n1 vrrp-elect --instances "$BATS_TEST_TMPDIR/routers" -i eth0 --checksum rfc9568 --vips-elsewhere
  await 20 eval '[ "$(count_of elect ".event == \"state\" and .state == \"master\"")" -eq 20 ]'
  forge 10000
  await 10 wrote elect "$prompted"
  # 32 and 16 and 8 …, however many seconds it took; one router alone would write 32 in the first.
  (($(count_of elect "$prompted") < 100))
  (($(err_of elect | wc -l) < 100))
}
