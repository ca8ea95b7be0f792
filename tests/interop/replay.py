"""Sends the frames of a little-endian Ethernet pcap file: replay.py INTERFACE FILE [ETHERTYPE:VLAN]..."""

import socket
import struct
import sys

interface, path, *tags = sys.argv[1:]
header = b"".join(struct.pack(">HH", int(tag.split(":")[0], 16), int(tag.split(":")[1])) for tag in tags)
with open(path, "rb") as file:
    data = file.read()
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
    out.bind((interface, 0))
    at = 24
    while at < len(data):
        size = struct.unpack("<I", data[at + 8 : at + 12])[0]
        frame = data[at + 16 : at + 16 + size]
        out.send(frame[:12] + header + frame[12:])
        at += 16 + size
