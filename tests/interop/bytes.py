"""Lays what two routers sent side by side: bytes.py SCENARIO OURS.pcap THEIRS.pcap

Both were configured the same and ran on the same node, one after the other. Of each kind of frame (advert, advert of
priority 0, gratuitous ARP, unsolicited neighbor advertisement) the first of each address is compared, field by field.
A difference that NAMED does not name is an error, and so is a named one that is not there. Prints a table.
"""

import ipaddress
import struct
import sys

from pcap import read_frames

LABEL = ("keepalived's comes from the kernel, a hash of the flow; ours is 0, a flow without a label (RFC 6437 section 2), "
         "and no receiver on the link looks at it")
HELD = ("--vmac is about adverts, so that switches learn the virtual MAC; our addresses stand on the interface itself, and "
        "the announced MAC is the one that answers for them")

# (scenario, kind, field): why ours is different.
NAMED = {
    ("v3-ipv6", "advert", "flow label"): LABEL,
    ("v3-ipv6", "priority 0", "flow label"): LABEL,
    ("vmac", "gratuitous ARP", "source MAC"): HELD,
    ("vmac", "gratuitous ARP", "sender MAC"): HELD,
}
# How many adverts came before the one of priority 0 is chance: their identifications count up from 1.
COUNTED = {("priority 0", "IP id"), ("priority 0", "IP checksum")}


def mac(data):
    return data.hex(":")


def address(data):
    return str(ipaddress.ip_address(data))


def number(data):
    return hex(int.from_bytes(data, "big"))


def split(data, *fields):
    """(name, size, form) each, from the front; what is left, too."""
    at, found = 0, {}
    for name, size, form in fields:
        found[name] = form(data[at:at + size])
        at += size
    return found, data[at:]


def vrrp(message):
    fields, rest = split(message, ("version and type", 1, number), ("VRID", 1, number), ("priority", 1, number),
                         ("count", 1, number))
    if message[0] >> 4 == 2:
        more, rest = split(rest, ("authentication type", 1, number), ("interval", 1, number), ("checksum", 2, number))
    else:
        more, rest = split(rest, ("interval", 2, number), ("checksum", 2, number))
    return fields | more | {"addresses and authentication": rest.hex()}


def icmp(message):
    fields, rest = split(message, ("ICMP type", 1, number), ("ICMP code", 1, number), ("ICMP checksum", 2, number),
                         ("flags", 4, number), ("target", 16, address))
    return fields | {"options": rest.hex()}


def dissect(frame):
    """(kind, what it is about, fields); None: none of the frames that are compared."""
    ethernet, packet = split(frame, ("destination MAC", 6, mac), ("source MAC", 6, mac), ("EtherType", 2, number))
    if ethernet["EtherType"] == "0x806":
        fields, rest = split(packet, ("hardware", 2, number), ("protocol", 2, number), ("sizes", 2, number),
                             ("operation", 2, number), ("sender MAC", 6, mac), ("sender address", 4, address),
                             ("target MAC", 6, mac), ("target address", 4, address))
        if fields["sender address"] != fields["target address"]:
            return None
        return "gratuitous ARP", fields["target address"], ethernet | fields | {"padding": rest.hex()}
    if ethernet["EtherType"] == "0x800":
        fields, rest = split(packet, ("IP version", 1, number), ("TOS", 1, number), ("IP length", 2, number),
                             ("IP id", 2, number), ("fragment", 2, number), ("TTL", 1, number), ("IP protocol", 1, number),
                             ("IP checksum", 2, number), ("source", 4, address), ("destination", 4, address))
        kind, payload = packet[9], rest
    elif ethernet["EtherType"] == "0x86dd":
        word = struct.unpack(">I", packet[:4])[0]
        fields = {"IP version": hex(word >> 28), "traffic class": hex(word >> 20 & 255), "flow label": hex(word & 0xFFFFF)}
        more, rest = split(packet[4:], ("IP length", 2, number), ("next header", 1, number), ("hop limit", 1, number),
                           ("source", 16, address), ("destination", 16, address))
        fields, kind, payload = fields | more, packet[6], rest
    else:
        return None
    if kind == 112:
        what = "priority 0" if payload[2] == 0 else "advert"
        return what, "", ethernet | fields | vrrp(payload)
    if kind == 58 and payload[0] == 136 and not payload[4] & 0x40:
        found = icmp(payload)
        return "neighbor advertisement", found["target"], ethernet | fields | found
    return None


def first_of_each(path):
    found = {}
    for *_, frame in read_frames(path):
        if seen := dissect(frame):
            found.setdefault(seen[:2], seen[2])
    return found


def compare(scenario, ours, theirs):
    expected = {(kind, field): reason for (where, kind, field), reason in NAMED.items() if where == scenario}
    wrong, seen = 0, set()
    for frame in sorted(ours.keys() | theirs.keys()):
        if frame not in ours or frame not in theirs:
            print(f"{' '.join(frame)}: only {'ours' if frame in ours else 'keepalived'} sent it")
            wrong += 1
            continue
        same = 0
        for field in ours[frame].keys() | theirs[frame].keys():
            mine, its = ours[frame].get(field), theirs[frame].get(field)
            if (frame[0], field) in COUNTED:
                continue
            if mine == its:
                same += 1
                continue
            reason = expected.get((frame[0], field))
            seen.add((frame[0], field))
            wrong += reason is None
            print(f"{' '.join(frame)}: {field}: ours {mine}, keepalived {its}: {reason or 'NOT NAMED'}")
        print(f"{' '.join(frame)}: {same} fields are the same")
    kinds = {kind for kind, _ in ours.keys()}
    for kind, field in expected.keys() - seen:
        if kind in kinds:
            print(f"{kind}: {field}: named as different, but it is the same")
            wrong += 1
    return 1 if wrong or len(kinds) < 3 else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(compare(sys.argv[1], first_of_each(sys.argv[2]), first_of_each(sys.argv[3])))
