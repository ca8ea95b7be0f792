"""Holds the election to the takeovers of real daemons: each router of a capture is played by ours, which hears what
that daemon heard, when it heard it, and has to be master when that daemon was.

  takeovers.py check DIR      DIR has routers.jsonl and its captures; ELECTION_REPLAY names the program
  takeovers.py extract DIR    writes routers.jsonl, out of the sidecars (NAME.json) of the captures

A line of routers.jsonl is one virtual router of one daemon: how it was configured, what happened to it (events: when
the daemon said that it starts, when it was killed, when its link went, when the wire was parted) and when it said
that it became master and that it ceased to be. All times are microseconds since the epoch.

A takeover is determined by its capture when the time that it counts from is in it: the daemon's start by its own log,
the last advert that it took, or the recovery of its link. Exits 1 when one of ours deviates.
"""

import collections
import glob
import json
import os
import re
import socket
import statistics
import struct
import subprocess
import sys

from pcap import read_frames

REPLAY = os.environ.get("ELECTION_REPLAY", "election-replay")

# How far ours may be from the daemon's, in microseconds: its log comes late by so much, its process needs so much to
# start its timer. FRR drops what is less than a centisecond of its skew, so ours comes up to 10 ms after it.
TOLERANCE = {"wire": 3_000, "start": 25_000, "owner": 30_000}
FRR_CENTISECOND = 10_000

# What is not ours to do as that daemon did, or what its capture does not tell.
ANOTHER_LIST = "keepalived 2.2.7 drops adverts with another list of addresses; RFC 9568 section 7.1 does not"
EXCEPTIONS = {
    ("frr-v2-adv100ms", "r2"): "version 2 below one second: ours cannot be configured so",
    ("ka227-v3-vips-mismatch", "r1"): ANOTHER_LIST,
    ("ka227-v3-vips-mismatch", "r2"): ANOTHER_LIST,
    ("ka227-v3-v4-equal-prio-tiebreak", "r2"): "two equals started in the same millisecond: both took over, 96 us apart",
}
# Started in the same millisecond as an equal, whose timer ended first: its life begins with that one's first advert.
LATE_START = {("ka227-v3-v6-equal-prio-tiebreak", "r2")}


# ---- out of the sidecars

def us(seconds):
    return round(seconds * 1_000_000)


def find(pattern, text, default=None):
    match = re.search(pattern, text, re.M)
    return match[1] if match else default


def block(name, text):
    return (find(rf"^\s*{name} {{([^}}]*)}}", text, "") or "").split("\n")


def addresses(lines):
    return [line.split()[0].split("/")[0] for line in lines if line.strip()]


def of_keepalived(text, number):
    version = int(find(r"vrrp_version (\d)", text))
    vips = addresses(block("virtual_ipaddress", text))
    family = "ipv6" if any(":" in vip for vip in vips) else "ipv4"
    interval = float(find(r"advert_int ([\d.]+)", text, "1"))
    auth = {"PASS": "pass", "AH": "ah"}.get(find(r"auth_type (\w+)", text), "none")
    if "auth_hmac" in text:
        auth = "hmac"
    peers = addresses(block("unicast_peer", text))
    source = find(r"unicast_src_ip (\S+)", text)
    yield {
        "family": family, "version": 3 if family == "ipv6" else version, "vrid": int(find(r"virtual_router_id (\d+)", text)),
        "priority": int(find(r"priority (\d+)", text)),
        # Version 2 carries whole seconds: it rounds.
        "interval_us": us(max(1, round(interval + 1e-9)) if version == 2 else interval),
        "preempt": not re.search(r"^\s*nopreempt", text, re.M),
        "preempt_delay_us": us(float(find(r"preempt_delay (\d+)", text, "0"))),
        "auth": auth, "password": find(r"auth_pass (\S+)", text) or find(r"key 1 hex:(\w+)", text, ""),
        "address": source or (f"fe80::{number}" if family == "ipv6" else f"10.0.0.{number}"),
        "vips": vips, "excluded": addresses(block("virtual_ipaddress_excluded", text)), "peers": peers,
        "start": r"Entering BACKUP STATE \(init\)", "master": r"Entering MASTER STATE", "left": r"Entering (BACKUP|FAULT) STATE$"}


def of_frr(text, number):
    vrid, version = int(find(r"vrrp (\d+) version", text)), int(find(r"version (\d)", text))
    for family, word in (("ipv4", "ip"), ("ipv6", "ipv6")):
        vips = re.findall(rf"vrrp \d+ {word} (\S+)", text)
        if not vips:
            continue
        tag = r"\[IPv%s\] " % family[-1]
        asked = int(find(r"priority (\d+)", text, "100"))
        yield {
            "family": family, "version": version, "vrid": vrid,
            "priority": asked if asked < 255 else 100,  # its command line takes 1 to 254
            "interval_us": 1000 * int(find(r"advertisement-interval (\d+)", text, "1000")),
            "preempt": "no vrrp" not in text, "preempt_delay_us": 0, "auth": "none", "password": "",
            # Over IPv6 it speaks from an address made of the virtual MAC, the same on all nodes. Ours has its own.
            "address": f"fe80::{number}" if family == "ipv6" else f"10.0.0.{number}",
            "vips": vips, "excluded": [], "peers": [],
            "start": tag + "Initialize -> Backup", "master": tag + "Backup -> Master",
            "left": tag + "Master -> (Backup|Initialize)"}


def of_uvrrpd(args, number):
    yield {
        "family": "ipv4", "version": int(args[args.index("-r") + 1]), "vrid": int(args[args.index("-v") + 1]),
        "priority": int(args[args.index("-p") + 1]), "interval_us": 1_000_000, "preempt": True, "preempt_delay_us": 0,
        "auth": "none", "password": "", "address": f"10.0.0.{number}", "vips": [args[-1]], "excluded": [], "peers": [],
        "start": "init -> backup", "master": "backup -> master", "left": "master -> backup"}


def routers_of(sidecar):
    for node, about in sidecar["nodes"].items():
        number = int(node[1:])
        if "args" in about:
            routers = of_uvrrpd(about["args"], number)
        else:
            routers = (of_frr if about["daemon"].startswith("FRR") else of_keepalived)(about["config"], number)
        for router in routers:
            yield finish(sidecar, node, about, router)


# What the recorder did, as an event of the routers that it was done to.
ACTIONS = {"signal SIGTERM": "end", "signal SIGKILL": "end", "link down on master": "link-down", "link up": "link-up"}


def finish(sidecar, node, about, router):
    patterns = {kind: re.compile(router.pop(kind)) for kind in ("start", "master", "left")}
    events, master, left = [], [], []
    for entry in sidecar["timeline"]:
        when = us(entry["t"])
        if entry.get("action") in ("partition", "heal"):
            events.append([when, entry["action"]])
        elif entry.get("node") != node:
            continue
        elif entry.get("action") == "start":
            events.append([when, "process"])
        elif entry.get("action") in ACTIONS:
            events.append([when, ACTIONS[entry["action"]]])
        elif "log" in entry:
            if patterns["start"].search(entry["log"]):
                events.append([when, "start"])
            elif patterns["master"].search(entry["log"]):
                master.append(when)
            elif patterns["left"].search(entry["log"]):
                left.append(when)
    # The action was only asked for: it is done when the daemon says so.
    for event in events:
        if event[1].startswith("link-"):
            event[0] = min((when for when in left if when > event[0]), default=event[0])
    stop = next(us(entry["t"]) for entry in sidecar["timeline"] if entry.get("action") == "capture-stop")
    return {"file": sidecar["pcap"], "node": node, "daemon": about["daemon"].split(" (")[0]} | router | {
        "events": events, "capture_stop": stop, "master": master, "left": left}


def extract(directory):
    for path in sorted(glob.glob(os.path.join(directory, "*.json"))):
        with open(path, encoding="utf-8") as file:
            sidecar = json.load(file)
        for router in routers_of(sidecar):
            print(json.dumps(router))
    return 0


# ---- out of the captures

Advert = collections.namedtuple("Advert", "us source packet message")  # the message: behind IP and AH


def read_adverts(path):
    for seconds, micros, _, frame in read_frames(path):
        if advert := parse(seconds * 1_000_000 + micros, frame):
            yield advert


def parse(when, frame):
    kind = struct.unpack(">H", frame[12:14])[0]
    if kind == 0x0800:
        packet = frame[14:14 + struct.unpack(">H", frame[16:18])[0]]
        protocol, payload = packet[9], packet[4 * (packet[0] & 15):]
        source = socket.inet_ntop(socket.AF_INET, packet[12:16])
    elif kind == 0x86DD:
        packet = frame[14:54 + struct.unpack(">H", frame[18:20])[0]]
        protocol, payload = packet[6], packet[40:]
        source = socket.inet_ntop(socket.AF_INET6, packet[8:24])
    else:
        return None
    if protocol == 51:
        protocol, payload = payload[0], payload[4 * (payload[1] + 2):]
    return Advert(when, source, packet, payload) if protocol == 112 else None


def priority(advert):
    return advert.message[2]


def family(advert):
    return "ipv6" if ":" in advert.source else "ipv4"


class Capture:
    """Its adverts, with the router that sent each: FRR's are the same on all nodes over IPv6, so by who was master."""

    def __init__(self, directory, routers):
        self.routers = routers
        self.sent = []
        for advert in read_adverts(os.path.join(directory, routers[0]["file"])):
            sender = self.sender(advert)
            if sender is not None:
                self.sent.append((advert, sender))
        self.end = self.clean_up()

    def sender(self, advert):
        mine = [i for i, r in enumerate(self.routers) if r["family"] == family(advert) and r["vrid"] == advert.message[1]]
        by_address = [i for i in mine if self.routers[i]["address"] == advert.source]
        if by_address:
            return by_address[0]
        return next((i for i in mine if self.routers[i]["daemon"].startswith("FRR") and was_master(self.routers[i], advert.us)), None)

    def clean_up(self):
        """The last seconds are the recorder's: it ends all daemons together, and each master says priority 0."""
        for advert, sender in self.sent:
            ends = [when for when, what in self.routers[sender]["events"] if what == "end"]
            if priority(advert) == 0 and not any(0 <= advert.us - when < 1_000_000 for when in ends):
                return advert.us
        return self.routers[0]["capture_stop"]


def was_master(router, when):
    changes = sorted([(t, True) for t in router["master"]] + [(t, False) for t in router["left"]]
                     + [(t, False) for t, what in router["events"] if what == "end"])
    # Its log comes a moment after its deeds: it says that it is master right after the first advert, and that it has
    # left right after the one of priority 0.
    state = [is_master for t, is_master in changes if t <= when + (5_000 if is_master else -50_000)]
    return bool(state and state[-1])


# ---- the two beside each other

def script(router, index, capture):
    vips = router["vips"] + ["-" + vip for vip in router["excluded"]]
    yield 0, " ".join(map(str, [
        "router", router["version"], router["vrid"], router["priority"], router["interval_us"], int(router["preempt"]),
        router["preempt_delay_us"], router["auth"], router["password"] or "-", router["address"],
        ",".join(router["peers"]) or "-", *vips]))
    last = capture.end
    lines = []
    parted = [t for t, what in router["events"] if what in ("partition", "heal")]
    down = [t for t, what in router["events"] if what in ("link-down", "link-up")]
    started = any(what == "start" for _, what in router["events"])
    for when, what in router["events"]:
        if what == "end":
            last = min(last, when)
        elif what == "start" or (what == "process" and not started):
            lines.append((when if not late_start(router) else first_heard(router, index, capture) - 1, "start"))
        elif what.startswith("link-"):
            lines.append((when, what))
    for advert, sender in capture.sent:
        # Between a partition and its heal, or with the link down, nothing arrives.
        deaf = any(sum(t < advert.us for t in times) % 2 for times in (parted, down))
        if sender == index or deaf or family(advert) != router["family"]:
            continue
        lines.append((advert.us, f"advert {advert.packet.hex()}"))
    yield from ((t, f"{t} {line}") for t, line in sorted(lines) if t <= last)
    yield last, f"{last} end"


def play(router, index, capture):
    lines = [line for _, line in script(router, index, capture)]
    run = subprocess.run([REPLAY], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{router['file']} {router['node']}: election-replay ended with {run.returncode}: {run.stderr[-2000:]}")
    changes = [line.split() for line in run.stdout.splitlines()]
    took, left, state = [], [], None
    for when, _, word, reason in changes:
        if word == "master":
            took.append((int(when), reason))
        elif state == "master":
            left.append((int(when), reason))
        state = word
    return took, left, int(lines[-1].split()[0])


def on_the_wire(router, index, capture, logged):
    """When the daemon's first advert as master passed: the log says which one, the wire says when. FRR's first advert
    over IPv6 does not leave; its log must do."""
    near = [a.us for a, sender in capture.sent if sender == index and abs(a.us - logged) < 20_000 and priority(a)]
    return near[0] if near else logged


def judge(router, index, capture):
    """(what, theirs, ours) of each takeover, and sentences of what is wrong."""
    took, left, last = play(router, index, capture)
    theirs = [on_the_wire(router, index, capture, when) for when in router["master"] if when <= last]
    wrong, pairs = [], []
    if len(took) != len(theirs):
        wrong.append(f"became master {len(theirs)} times, ours {len(took)} times: {took}")
    for their, (our, reason) in zip(theirs, took):
        what = "owner" if reason == "owner" else "wire" if heard_before(router, index, capture, our) else "start"
        pairs.append((what, reason, our - their))
        early = TOLERANCE[what]
        late = early + (FRR_CENTISECOND if router["daemon"].startswith("FRR") else 0)
        # Ours starts when the log says so, the daemon a little before: so ours is late. An owner's start is in no
        # log, only that of its process: there ours is early.
        if not -early <= our - their <= late:
            wrong.append(f"{reason} at {their}: ours {our - their:+} us")
    ceased = [when for when in map(lambda t: left_after(router, t), router["master"]) if when and when < last]
    if len(ceased) != len(left):
        wrong.append(f"ceased to be master {len(ceased)} times, ours {len(left)} times: {left}")
    return pairs, wrong


def left_after(router, when):
    """When it said that it is no longer the master that it became then."""
    following = min((t for t in router["master"] if t > when), default=float("inf"))
    return next((t for t in router["left"] if when < t < following), None)


def late_start(router):
    return (router["file"].removesuffix(".pcap"), router["node"]) in LATE_START


def first_heard(router, index, capture):
    return next(a.us for a, sender in capture.sent if sender != index and family(a) == router["family"])


def heard_before(router, index, capture, when):
    """Whether the down timer that ends at `when` was started by an advert, or by a link."""
    started = min(t for t, what in router["events"] if what in ("start", "process"))
    taken = [a for a, sender in capture.sent if sender != index and started < a.us < when and family(a) == router["family"]
             and (priority(a) == 0 or priority(a) >= router["priority"] or not router["preempt"])]
    return bool(taken) or any(what == "link-up" and t < when for t, what in router["events"])


def check(directory):
    captures = collections.defaultdict(list)
    with open(os.path.join(directory, "routers.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            router = json.loads(line)
            captures[router["file"]].append(router)
    deviations, reasons, failed, routers_seen, apart = collections.defaultdict(list), collections.Counter(), 0, 0, 0
    for file, routers in sorted(captures.items()):
        capture = Capture(directory, routers)
        for index, router in enumerate(routers):
            excepted = EXCEPTIONS.get((file.removesuffix(".pcap"), router["node"]))
            if excepted:
                print(f"{file} {router['node']}: not compared: {excepted}")
                apart += 1
                continue
            routers_seen += 1
            pairs, wrong = judge(router, index, capture)
            for what, reason, deviation in pairs:
                deviations[what, router["daemon"].split()[0]].append(deviation)
                reasons[reason] += 1
            for each in wrong:
                failed += 1
                print(f"{file} {router['node']} {router['family']} ({router['daemon']}): {each}")
    total = sum(map(len, deviations.values()))
    print(f"{len(captures)} captures, {routers_seen} routers: {total} takeovers determined ("
          + ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
          + f"), {failed} wrong; {apart} routers not compared")
    for (what, daemon), found in sorted(deviations.items()):
        print(f"  {what:6} {daemon:11} {len(found):3} takeovers: ours {min(found):+} to {max(found):+} us, median "
              f"{round(statistics.median(found)):+}")
    return 1 if failed or total == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("check", "extract"):
        sys.exit(__doc__)
    sys.exit({"check": check, "extract": extract}[sys.argv[1]](sys.argv[2]))
