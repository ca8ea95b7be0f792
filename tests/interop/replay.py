"""Sends the frames of a pcap file: replay.py INTERFACE FILE [ETHERTYPE:VLAN]..."""

import socket
import struct
import sys

from pcap import read_frames

interface, path, *tags = sys.argv[1:]
header = b"".join(struct.pack(">HH", int(tag.split(":")[0], 16), int(tag.split(":")[1])) for tag in tags)
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
    out.bind((interface, 0))
    for *_, frame in read_frames(path):
        out.send(frame[:12] + header + frame[12:])
