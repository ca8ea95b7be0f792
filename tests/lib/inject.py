"""What a test puts on a wire: `inject NODE PYTHON` (lab.bash) runs the test's lines behind these."""

import socket
import struct
import sys
import time

from scapy.all import IP, Ether, IPv6, Raw, checksum, conf, get_if_hwaddr, sendp, sniff

conf.verb = 0


def send(message, source="10.0.0.2", ttl=255, count=1):
    """To all VRRP routers, from this node's MAC."""
    if ":" in source:
        group, packet = "33:33:00:00:00:12", IPv6(src=source, dst="ff02::12", nh=112, hlim=ttl)
    else:
        group, packet = "01:00:5e:00:00:12", IP(src=source, dst="224.0.0.18", ttl=ttl, proto=112)
    sendp(Ether(src=get_if_hwaddr("eth0"), dst=group) / packet / Raw(message), iface="eth0", count=count)
