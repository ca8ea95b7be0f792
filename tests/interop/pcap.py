"""The frames of a little-endian pcap file of Ethernet."""

import struct


def read_frames(path):
    """(seconds, microseconds, length on the wire, bytes) of each."""
    with open(path, "rb") as file:
        data = file.read()
    at, frames = 24, []
    while at < len(data):
        seconds, micros, captured, length = struct.unpack("<IIII", data[at:at + 16])
        frames.append((seconds, micros, length, data[at + 16:at + 16 + captured]))
        at += 16 + captured
    return frames
