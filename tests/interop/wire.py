"""VRRP on the wire once more, from the documents alone: what vrrp-tools seals must hold here, what is sealed
here must be taken there, and a changed bit must be refused on both sides.

  wire.py captures DIR   first of all this file itself against keepalived's signed adverts and AHs in DIR
  wire.py ours           every kind of datagram that `wire-cases seal` writes
  wire.py theirs         datagrams made here, whole and with each bit changed, read by `wire-cases open`

WIRE_CASES names the program. Prints each disagreement; exits 1 if there is one.
"""

import hashlib
import hmac
import ipaddress
import os
import struct
import subprocess
import sys

from pcap import read_frames

CASES = os.environ.get("WIRE_CASES", "wire-cases")
KEY = bytes(range(32))
PASSWORD = b"1111\0\0\0\0"
VRRP, AH = 112, 51
NOON = (1795345896, 0x4000)  # seconds and 2^-16 seconds, as in wire_cases.cc
GROUP = {4: "224.0.0.18", 6: "ff02::12"}

failures = []


def require(holds, what):
    if not holds:
        failures.append(what)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(source, destination, length):
    if len(source) == 4:
        return source + destination + struct.pack("!BBH", 0, VRRP, length)
    return source + destination + struct.pack("!IxxxB", length, VRRP)


def packed(text):
    return ipaddress.ip_address(text).packed


def trailer_mac(message, head, source):
    family = 4 if len(source) == 4 else 6
    pseudo = bytes([family, message[0] >> 4, message[1], 0]) + source.ljust(16, b"\0")
    covered = pseudo + message[:6] + b"\0\0" + message[8:] + head + bytes(16)
    return hmac.new(KEY, covered, hashlib.sha256).digest()[:16]


def ah_icv(datagram, unicast):
    """Over an IPv4 datagram without options."""
    header = bytearray(datagram[:20])
    header[1] = 0
    header[6:8] = header[10:12] = b"\0\0"
    if unicast:
        header[8] = 0
    covered = bytes(header) + datagram[20:32] + bytes(12) + datagram[44:]
    return hmac.new(PASSWORD, covered, hashlib.md5).digest()[:12]


def message_size(message, family):
    return 8 + message[3] * (4 if family == 4 else 16) + (8 if message[0] >> 4 == 2 else 0)


def check(kind, datagram):
    """Everything that a receiver can ask of a datagram."""
    words = kind.split()
    family = datagram[0] >> 4
    require(family == (6 if "ipv6" in words else 4), f"{kind}: family")
    if family == 4:
        source, destination, ttl, protocol, payload = (
            datagram[12:16], datagram[16:20], datagram[8], datagram[9], datagram[20:])
        require(datagram[:2] == b"\x45\xc0", f"{kind}: IHL and TOS")
        require(struct.unpack("!H", datagram[2:4])[0] == len(datagram), f"{kind}: total length")
        require(datagram[4:6] != b"\0\0" and datagram[6:8] == b"\0\0", f"{kind}: id and fragment")
        require(checksum(datagram[:20]) == 0, f"{kind}: header checksum")
    else:
        source, destination, ttl, protocol, payload = (
            datagram[8:24], datagram[24:40], datagram[7], datagram[6], datagram[40:])
        require(datagram[:4] == b"\x6c\0\0\0", f"{kind}: traffic class")
        require(struct.unpack("!H", datagram[4:6])[0] == len(payload), f"{kind}: payload length")
    require(ttl == 255, f"{kind}: TTL")
    unicast = destination != packed(GROUP[family])
    require(unicast == ("unicast" in words), f"{kind}: destination")

    require(protocol == (AH if "ah" in words else VRRP), f"{kind}: protocol")
    if protocol == AH:
        require(payload[:8] == bytes([VRRP, 4, 0, 0]) + source, f"{kind}: AH's head and SPI")
        require(payload[12:24] == ah_icv(datagram, unicast), f"{kind}: check value")
        payload = payload[24:]

    size = message_size(payload, family)
    message, trailer = payload[:size], payload[size:]
    version = message[0] >> 4
    first = (2 if "version2" in words else 3) << 4 | 1
    require(message[:2] == bytes([first, 51]), f"{kind}: version, type, VRID")
    covered = payload if family == 6 else message
    pseudo = b"" if version == 2 else pseudo_header(source, destination, len(covered))
    require(checksum(pseudo + covered) == 0, f"{kind}: checksum")
    require(len(trailer) == (28 if "hmac" in words else 0), f"{kind}: length of the trailer")
    if trailer:
        require(trailer[:4] == b"\1\1\0\0", f"{kind}: type, key, reserved")
        require(trailer[12:] == trailer_mac(message, trailer[:12], source), f"{kind}: signature")
    return trailer


def make(kind, sequence=1):
    """A datagram of that kind, from another router than ours."""
    words = kind.split()
    family = 6 if "ipv6" in words else 4
    if family == 4:
        source, addresses = packed("10.0.0.2"), [packed("10.0.0.100")]
        destination = packed("10.0.0.1" if "unicast" in words else GROUP[4])
    else:
        source = packed("fd00::2" if "unicast" in words else "fe80::2")
        destination, addresses = packed("fd00::1" if "unicast" in words else GROUP[6]), [packed("fe80::50")]
    if "version2" in words:
        head = bytes([0x21, 51, 150, len(addresses), 2 if "ah" in words else 0, 1, 0, 0])
    else:
        head = bytes([0x31, 51, 150, len(addresses), 0, 100, 0, 0])
    message = head + b"".join(addresses) + (bytes(8) if "version2" in words else b"")
    trailer = b""
    if "hmac" in words:
        trailer = struct.pack("!BBHIHH", 1, 1, 0, *NOON, 7)
        trailer += trailer_mac(message, trailer, source)
    covered = message + (trailer if family == 6 else b"")
    pseudo = b"" if "version2" in words else pseudo_header(source, destination, len(covered))
    message = message[:6] + struct.pack("!H", checksum(pseudo + covered)) + message[8:]
    payload = message + trailer
    if family == 6:
        return struct.pack("!IHBB", 0x6C000000, len(payload), VRRP, 255) + source + destination + payload
    if "ah" in words:
        payload = bytes([VRRP, 4, 0, 0]) + source + struct.pack("!I", sequence) + bytes(12) + payload
    header = struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(payload), 9, 0, 255,
                         AH if "ah" in words else VRRP, 0) + source + destination
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    datagram = header + payload
    if "ah" in words:
        datagram = datagram[:32] + ah_icv(datagram, "unicast" in words) + datagram[44:]
    return datagram


def sealed():
    run = subprocess.run([CASES, "seal"], capture_output=True, text=True, check=True)
    for line in run.stdout.splitlines():
        kind, datagram = line.split(": ")
        yield kind, bytes.fromhex(datagram)


def ours():
    count = 0
    for kind, datagram in sealed():
        trailer = check(kind, datagram)
        if trailer:
            require(struct.unpack("!IHH", trailer[4:12]) == (*NOON, 0), f"{kind}: time")
        count += 1
    require(count == 13, f"13 kinds, not {count}")
    return f"{count} kinds of ours"


def verdicts(lines):
    text = "".join(f"{kind}: {datagram.hex()}\n" for kind, datagram in lines)
    run = subprocess.run([CASES, "open"], input=text, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def flipped(datagram, bit):
    changed = bytearray(datagram)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def sealed_part(family):
    """The bytes from the source address on, without the destination: what a signature or AH stands for."""
    source = range(12, 16) if family == 4 else range(8, 24)
    return lambda byte: byte in source or byte >= (20 if family == 4 else 40)


def theirs():
    kinds = [kind for kind, _ in sealed()]
    for kind, verdict in zip(kinds, verdicts((kind, make(kind)) for kind in kinds), strict=True):
        require(verdict == "taken", f"made here, {kind}: {verdict}")
    changed = []
    for kind in kinds:
        if "hmac" not in kind and "ah" not in kind.split():
            continue
        datagram = make(kind)
        covered = sealed_part(datagram[0] >> 4)
        changed += [(kind, bit, flipped(datagram, bit)) for bit in range(8 * len(datagram)) if covered(bit // 8)]
    results = verdicts((kind, datagram) for kind, _, datagram in changed)
    for (kind, bit, _), verdict in zip(changed, results, strict=True):
        require(verdict != "taken", f"made here, {kind}, byte {bit // 8} bit {bit % 8} changed: taken")
    return f"{len(kinds)} kinds made here, {len(changed)} changed bits"


def adverts(path):
    for *_, frame in read_frames(path):
        if frame[12:14] == b"\x08\x00":
            yield frame[14:14 + struct.unpack("!H", frame[16:18])[0]]


def captures(directory):
    count = 0
    for name, kind in (("ka227-v2-ah", "version2 ipv4 ah"), ("kahead-v2-ah", "version2 ipv4 ah"),
                       ("kahead-v3-v4-hmac-mcast", "version3 ipv4 hmac")):
        for datagram in adverts(os.path.join(directory, name + ".pcap")):
            check(kind, datagram)
            count += 1
    require(count == 15, f"15 adverts, not {count}")
    return f"{count} adverts of keepalived"


def main():
    kinds = {"captures": captures, "ours": ours, "theirs": theirs}
    print(kinds[sys.argv[1]](*sys.argv[2:]))
    for failure in failures[:50]:
        print(failure)
    sys.exit(1 if failures else 0)


main()
