"""The laboratory of examples/lib/lab.sh, with nodes n1 and n2 and a client; named after this process."""

import json
import os
import pathlib
import subprocess

VIP = "10.0.0.3"
NODES = {"n1": 1, "n2": 2}
CLIENT = "client"
NUMBERS = NODES | {CLIENT: 9}
SHELL = pathlib.Path(__file__).resolve().parents[3] / "examples/lib/lab.sh"


def mac_of(name):
    return f"02:00:00:00:00:0{NUMBERS[name]}"


def ip(*words):
    subprocess.run(["ip", *words], check=True, stdin=subprocess.DEVNULL)


class Wire:
    def __init__(self):
        self.prefix = f"vrrp-{os.getpid()}"

    def __enter__(self):
        try:
            self.shell("lab_wire; " + "; ".join(f"lab_node {name} {number}" for name, number in NUMBERS.items()))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Ends whatever runs in the namespaces, and removes them."""
        self.shell(f"LAB_NODES=({' '.join(NUMBERS)}); lab_clear")

    def shell(self, words, stdout=None):
        """Waits for it also when we are interrupted: what it has made must be there to be removed."""
        process = subprocess.Popen(["bash", "-euc", f". {SHELL}; {words}"], stdin=subprocess.DEVNULL, stdout=stdout,
                                   env=os.environ | {"LAB": self.prefix})
        try:
            status = process.wait()
        finally:
            process.wait()
        if status != 0:
            raise subprocess.CalledProcessError(status, words)

    def namespace(self, name):
        return f"{self.prefix}-{name}"

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
