"""The watcher: one process that writes a line for whatever changes on the wire and in the nodes.

    US holds NODE 0|1           the kernel of the node has the VIP
    US entry NODE|-             whose MAC the client's neighbour table has for the VIP
    US left NODE PRIORITY       an advert left the node
    US reached NODE PRIORITY    an advert was delivered to the node
    US garp NODE                the node announced the VIP
    US late MICROSECONDS        the watcher itself was late
"""

import ctypes
import os
import select
import socket
import struct
import time

from lab.system import Inside, Ticker, now
from lab.wire import CLIENT, NODES, NUMBERS, VIP, mac_of

RTMGRP_NEIGH, RTMGRP_IPV4_IFADDR = 0x4, 0x10
RTM_NEWADDR, RTM_DELADDR, RTM_NEWNEIGH, RTM_DELNEIGH = 20, 21, 28, 29
IFA_LOCAL, NDA_DST, NDA_LLADDR = 2, 1, 2
NUD_FAILED = 0x20
ETH_P_ALL, ETH_P_IP, ETH_P_ARP, ETH_P_IPV6 = 0x0003, 0x0800, 0x0806, 0x86DD
PACKET_OUTGOING = 4
SO_ATTACH_FILTER, SO_RCVBUFFORCE, SO_TIMESTAMPNS = 26, 33, 35

TICK = 5_000
TOLD_LATENESS = 1_000


def kernel_news(namespace, groups):
    with Inside(namespace):
        news = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
    news.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
    news.bind((0, groups))
    return news


def messages(data):
    """(type, payload) of each netlink message."""
    at = 0
    while at + 16 <= len(data):
        length, kind = struct.unpack_from("IH", data, at)
        yield kind, data[at + 16:at + length]
        at += (length + 3) & ~3


def attributes(data):
    found, at = {}, 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("HH", data, at)
        if length < 4:
            break
        found[kind] = data[at + 4:at + length]
        at += (length + 3) & ~3
    return found


def frames(namespace):
    """Every ARP frame and every IP packet of protocol 112, at each port of the bridge, in and out, with its time."""
    with Inside(namespace):
        seen = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK,
                             socket.htons(ETH_P_ALL))
    accept, refuse = 8, 9  # the last two instructions
    program = b"".join(struct.pack("HBBI", *instruction) for instruction in [
        (0x28, 0, 0, 12),  # ldh the EtherType
        (0x15, accept - 2, 0, ETH_P_ARP),
        (0x15, 3, 0, ETH_P_IPV6),
        (0x15, 0, refuse - 4, ETH_P_IP),
        (0x30, 0, 0, 23),  # ldb the protocol of IPv4
        (0x05, 0, 0, 1),
        (0x30, 0, 0, 20),  # ldb the next header of IPv6
        (0x15, accept - 8, refuse - 8, 112),
        (0x06, 0, 0, 128),
        (0x06, 0, 0, 0)])
    instructions = ctypes.create_string_buffer(program, len(program))
    seen.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("HL", len(program) // 8, ctypes.addressof(instructions)))
    seen.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
    seen.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    return seen


def waiting(source):
    """(data, when, sender) of all that waits to be read; a frame's time is that at which the kernel had it."""
    ahead = time.time_ns() // 1000 - now()
    while True:
        try:
            data, told, _, sender = source.recvmsg(65536, 64)
        except BlockingIOError:
            return
        stamps = [struct.unpack("qq", data) for _, kind, data in told if kind == SO_TIMESTAMPNS]
        yield data, stamps[0][0] * 1_000_000 + stamps[0][1] // 1000 - ahead if stamps else now(), sender


def advert_priority(data):
    """Of the frame of an advert."""
    header = 40 if data[12:14] == b"\x86\xdd" else (data[14] & 15) * 4
    return data[14 + header + 2]


class Watcher:
    def __init__(self, wire, out):
        self.out = out
        self.ticker = Ticker(TICK)
        self.vip = socket.inet_aton(VIP)
        self.nodes_of = {mac_of(name): name for name in NUMBERS}
        self.readers = {self.ticker.fd: self.tick}
        self.holds = dict.fromkeys(NODES, False)
        self.entry = None
        self.open = []  # keeps the sockets alive
        for node in NODES:
            self.listen(kernel_news(wire.namespace(node), RTMGRP_IPV4_IFADDR),
                        lambda data, *_, node=node: self.addresses(node, data))
        self.listen(kernel_news(wire.namespace(CLIENT), RTMGRP_NEIGH), lambda data, *_: self.neighbours(data))
        self.listen(frames(wire.namespace("wire")), self.frame)

    def listen(self, source, hear):
        self.open.append(source)
        self.readers[source.fileno()] = lambda: self.drain(source, hear)

    def run(self):
        poll = select.epoll()
        for fd in self.readers:
            poll.register(fd, select.EPOLLIN)
        self.tell("ready")
        while True:
            for fd, _ in poll.poll():
                self.readers[fd]()

    def tell(self, *words, at=None):
        os.write(self.out, (" ".join(map(str, (at or now(), *words))) + "\n").encode())

    def tick(self):
        _, late = self.ticker.late()
        if late > TOLD_LATENESS:
            self.tell("late", late)

    @staticmethod
    def drain(source, hear):
        for news in waiting(source):
            hear(*news)

    def addresses(self, node, data):
        for kind, message in messages(data):
            if kind not in (RTM_NEWADDR, RTM_DELADDR) or attributes(message[8:]).get(IFA_LOCAL) != self.vip:
                continue
            held = kind == RTM_NEWADDR
            if held != self.holds[node]:  # a renewal is no change
                self.holds[node] = held
                self.tell("holds", node, int(held))

    def neighbours(self, data):
        for kind, message in messages(data):
            found = attributes(message[12:])
            if kind not in (RTM_NEWNEIGH, RTM_DELNEIGH) or found.get(NDA_DST) != self.vip:
                continue
            state = struct.unpack_from("H", message, 8)[0]
            gone = kind == RTM_DELNEIGH or state & NUD_FAILED or NDA_LLADDR not in found
            entry = "-" if gone else self.nodes_of.get(found[NDA_LLADDR].hex(":"), "-")
            if entry != self.entry:
                self.entry = entry
                self.tell("entry", entry)

    def frame(self, data, at, sender):
        port, _, direction = sender[:3]
        if port not in NODES:
            return
        if data[12:14] == b"\x08\x06":
            if direction != PACKET_OUTGOING and data[28:32] == data[38:42] == self.vip:
                self.tell("garp", port, at=at)
        else:
            self.tell("reached" if direction == PACKET_OUTGOING else "left", port, advert_priority(data), at=at)
