"""Namespaces on one wire: a bridge, nodes n1 and n2, and a client; named after this process.

         wire (a bridge)
    ┌─────────┼─────────┐
   n1        n2       client
 10.0.0.1  10.0.0.2  10.0.0.9     eth0, /24; MAC 02:00:00:00:00:0N
"""

import json
import os
import signal
import subprocess
import time

VIP = "10.0.0.3"
NODES = {"n1": 1, "n2": 2}
CLIENT = "client"
NUMBERS = NODES | {CLIENT: 9}


def mac_of(name):
    return f"02:00:00:00:00:0{NUMBERS[name]}"


def address_of(name):
    return f"10.0.0.{NUMBERS[name]}"


def ip(*words, check=True):
    subprocess.run(["ip", *words], check=check, stdin=subprocess.DEVNULL)


class Wire:
    def __init__(self):
        self.prefix = f"vrrp-{os.getpid()}"
        self.made = []

    def namespace(self, name):
        return f"{self.prefix}-{name}"

    def up(self):
        self.make("wire")
        wire = self.namespace("wire")
        # No multicast snooping: it would have to learn who listens before the first advert arrives.
        ip("-n", wire, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        ip("-n", wire, "link", "set", "br0", "up")
        for name in NUMBERS:
            self.make(name)
            there = self.namespace(name)
            ip("-n", wire, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", there)
            ip("-n", wire, "link", "set", name, "master", "br0", "up")
            ip("-n", there, "link", "set", "lo", "up")
            # Its link-local address is there at once: no duplicate is looked for.
            ip("-n", there, "link", "set", "eth0", "address", mac_of(name), "addrgenmode", "none")
            ip("-n", there, "link", "set", "eth0", "up")
            ip("-n", there, "addr", "add", f"fe80::{NUMBERS[name]}/64", "dev", "eth0", "nodad")
            ip("-n", there, "addr", "add", f"{address_of(name)}/24", "dev", "eth0")

    def make(self, name):
        ip("netns", "add", self.namespace(name))
        self.made.append(name)

    def down(self):
        """Ends whatever runs in the namespaces, and removes them."""
        for name in reversed(self.made):
            for _ in range(100):
                pids = self.pids(name)
                if not pids:
                    break
                for pid in pids:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                time.sleep(0.02)
            ip("netns", "del", self.namespace(name), check=False)
        self.made = []

    def pids(self, name):
        """What runs there, but for zombies, which have no network any more."""
        listed = subprocess.run(["ip", "netns", "pids", self.namespace(name)], capture_output=True, text=True,
                                check=False).stdout
        return [int(pid) for pid in listed.split()]

    # ---- what happens to the wire

    def cut(self, node):
        """The carrier of a node goes."""
        ip("-n", self.namespace("wire"), "link", "set", node, "down")

    def mend(self, node):
        ip("-n", self.namespace("wire"), "link", "set", node, "up")

    def interface(self, node, state):
        """The node's own end is set down or up by hand."""
        ip("-n", self.namespace(node), "link", "set", "eth0", state)

    def partition(self):
        """Protocol 112 no longer crosses; everything else does."""
        self.nft("add table bridge lab", "add chain bridge lab cut { type filter hook forward priority 0; }",
                 "add rule bridge lab cut ip protocol 112 drop")

    def cut_off(self, node):
        """The switch forwards nothing to or from a node; its carrier stays."""
        self.nft("add table bridge lab", "add chain bridge lab cut { type filter hook forward priority 0; }",
                 f"add rule bridge lab cut iifname {node} drop", f"add rule bridge lab cut oifname {node} drop")

    def heal(self):
        self.nft("delete table bridge lab")

    def count_adverts(self):
        """From now on `adverts` tells how many came from each node."""
        self.nft("add table bridge count", "add chain bridge count in { type filter hook prerouting priority 0; }",
                 *(f"add counter bridge count {node}" for node in NODES),
                 *(f"add rule bridge count in iifname {node} ip protocol 112 counter name {node}" for node in NODES))

    def adverts(self):
        listed = json.loads(self.nft(words=("-j", "list", "counters", "table", "bridge", "count")))["nftables"]
        return {each["counter"]["name"]: each["counter"]["packets"] for each in listed if "counter" in each}

    def nft(self, *lines, words=("-f", "-")):
        return subprocess.run(["ip", "netns", "exec", self.namespace("wire"), "nft", *words], check=True, text=True,
                              stdout=subprocess.PIPE, input="\n".join(lines) + "\n").stdout

    def delete_vip(self, node):
        ip("-n", self.namespace(node), "addr", "del", f"{VIP}/32", "dev", "eth0")
