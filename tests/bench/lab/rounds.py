"""Round after round of random kills against one pair, and what must be so when it has settled."""

import os
import signal
import time

from lab import records
from lab.blows import plan
from lab.laboratory import Laboratory
from lab.processes import Supervisor
from lab.system import now
from lab.wire import NODES

INTERVAL = 100  # ms, of the adverts
RESTART_PAUSE = 0.1  # seconds
PATIENCE = 15  # seconds, to settle after the last blow
CALM = 0.5  # seconds for which it must stay settled
SHOWN = 60  # lines of a timeline


class Broken(Exception):
    """What must be so is not."""


class Rounds:
    def __init__(self, seed, numbers, build, place, label, keep):
        self.seed, self.numbers, self.keep = seed, numbers, keep
        self.lab = Laboratory(("ours", "ours"), INTERVAL, build, place, label)
        self.tails = {}  # node: (life, its records as they come)
        self.states = dict.fromkeys(NODES)  # as the records have it
        self.checked = dict.fromkeys(NODES, 0)  # lives
        self.log = []  # (when, what) of this round
        self.two_hold = []  # for how long, a round

    def run(self):
        """{"rounds": how many, "two_hold": [ms, …]}, and of a failure {"round", "why", "timeline"}."""
        number = "0 (the start)"
        with self.lab as lab:
            try:
                for subject in lab.nodes.values():
                    subject.start()
                    lab.supervisors.append(Supervisor(subject, RESTART_PAUSE, patience=CALM))
                self.settle("the start")
                for number in self.numbers:
                    self.round(number)
                self.end()
            except (Broken, TimeoutError) as error:
                return self.result() | {"round": number, "why": str(error), "timeline": self.timeline()}
        return self.result()

    def result(self):
        return {"rounds": len(self.two_hold), "two_hold": self.two_hold}

    def round(self, number):
        self.lab.timeline.forget()
        self.log = []
        begin = now()
        for when, what, strike in self.strokes(plan(self.seed, number)):
            while now() < begin + when * 1e6:
                self.nap()
            self.log.append((now(), what))
            strike()
        self.settle(f"round {number}")
        self.two_hold.append(self.lab.timeline.two_hold(begin, now()) / 1000)
        self.check_records()

    def strokes(self, blows):
        """(when, what, how) of each signal, in time."""
        strokes = []
        for blow in blows:
            strokes.append((blow.at, str(blow), lambda blow=blow: self.strike(blow)))
            if blow.freeze:
                strokes.append((blow.at + blow.freeze, f"SIGCONT to {', '.join(blow.stages)} of {blow.node}",
                                lambda blow=blow: self.strike(blow, signal.SIGCONT)))
        return sorted(strokes, key=lambda stroke: stroke[0])

    def strike(self, blow, number=None):
        """A pipeline that was started again meanwhile is struck as it is now."""
        for stage in blow.stages:
            self.lab.nodes[blow.node].signal(stage, number or blow.number)

    # ---- what must be so

    def settle(self, what):
        """Waits until nothing is wrong, and has not been for a while."""
        end, since, wrong = now() + PATIENCE * 1_000_000, None, ""
        while now() < end:
            wrong = self.wrong()
            since = (since or now()) if not wrong else None
            if since and now() - since >= CALM * 1e6:
                return
            self.nap()
        raise Broken(f"{what}: not settled within {PATIENCE} s: {wrong or 'it does not stay so'}")

    def wrong(self):
        """What is not as it must be once settled; empty: nothing."""
        for node, subject in self.lab.nodes.items():
            if subject.broken():
                return f"{node} does not run whole: {subject.exits()}"
        holders = self.lab.timeline.holders()
        masters = [node for node in NODES if self.states[node] == "master"]
        if len(holders) != 1:
            return f"the VIP is held by {' and '.join(holders) or 'nobody'}"
        if masters != holders:
            return f"{holders[0]} holds the VIP, and the masters are: {', '.join(masters) or 'none'}"
        return ""

    def nap(self):
        self.lab.nap()
        for node, subject in self.lab.nodes.items():
            life, tail = self.tails.get(node, (0, None))
            if life != subject.life:
                self.log.append((now(), f"{node} starts, life {subject.life}"))
                life, tail = self.tails[node] = (subject.life, records.Tail(subject.path("jsonl")))
                self.states[node] = None
            for record in tail.read():
                self.log.append((records.boot_time(record["time"]), words(node, record)))
                if record["event"] == "state":
                    self.states[node] = record["state"]

    def check_records(self, all_of_them=False):
        """Of the lives that have ended."""
        for node, subject in self.lab.nodes.items():
            lives = range(self.checked[node] + 1, subject.life + (1 if all_of_them else 0))
            if torn := subject.torn(lives) if lives else []:
                raise Broken(f"torn records: {'; '.join(torn)}")
            self.checked[node] += len(lives)
            for path in [subject.path(kind, life) for life in lives for kind in ("jsonl", "err")]:
                if not self.keep:
                    os.remove(path)

    def end(self):
        """Nothing may be left but nginx."""
        self.lab.stop()
        self.check_records(all_of_them=True)
        deadline = time.monotonic() + 5
        while left := self.left():
            if time.monotonic() > deadline:
                raise Broken(f"left behind: {left}")
            self.lab.nap()

    def left(self):
        return [command for node in NODES for command in map(command_of, self.lab.wire.pids(node))
                if command and not command.startswith("nginx")]

    # ---- for a person

    def timeline(self):
        seen = self.lab.timeline
        self.log += [(at, f"{node} {'holds the VIP' if held else 'no longer holds the VIP'}")
                     for node in NODES for at, held in seen.holds[node]]
        lines = sorted(self.log)
        first = lines[0][0] if lines else 0
        said = []
        for node, subject in self.lab.nodes.items():
            with open(subject.path("err"), encoding="utf-8") as file:
                said += [f"stderr of {node}: {line.rstrip()}" for line in file.readlines()[-5:]]
        return [f"{(at - first) / 1000:9.1f} ms  {what}" for at, what in lines[-SHOWN:]] + said


def words(node, record):
    shown = ("state", "reason", "action", "check", "status", "address", "packets", "late_ms", "detail")
    return f"{node} {record['event']} " + " ".join(f"{key}={record[key]}" for key in shown if key in record)


def command_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return file.read().replace("\0", " ").strip()
    except OSError:
        return ""
