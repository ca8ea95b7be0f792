"""What runs on a node: nginx, a pipeline of ours, or Debian's keepalived."""

import os
import pathlib
import signal
import subprocess
import time

from lab import records
from lab.system import Inside

STAGES = ("vrrp-check", "vrrp-elect", "vip-ctl", "garp-send")
CHECK = ("http", "http://127.0.0.1/", "--name", "nginx", "--interval", "1s", "--fall", "2", "--weight", "-60")
REALTIME = {stage: ["--realtime"] for stage in STAGES[1:]}
KEEPALIVED_REALTIME = "  vrrp_rt_priority 50\n  vrrp_no_swap\n"
RESTART_PAUSE = 1.0  # what RestartSec= of a unit would say


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def start_nginx(wire, node, place):
    """Answers the node's name. Like the instruments it runs before ordinary processes."""
    place = os.path.join(place, f"nginx-{node}")
    os.makedirs(place)
    with open(os.path.join(place, "nginx.conf"), "w", encoding="utf-8") as conf:
        wire.shell(f"lab_nginx_conf {node}", conf)
    with Inside(wire.namespace(node)):
        return subprocess.Popen(["chrt", "--rr", "1", "nginx", "-p", place, "-e", "error.log", "-c", "nginx.conf"],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pipeline(build, node, router, check=CHECK, more=None):
    """The commands of vrrp-check | vrrp-elect | vip-ctl follow | garp-send follow.

    router: the flags of vrrp-elect; without a check there is no vrrp-check; more: {stage: further flags}.
    """
    track = ["--track", "-"] if check else []
    stages = {"vrrp-check": [*check], "vrrp-elect": router + track, "vip-ctl": ["follow"], "garp-send": ["follow"]}
    return [[os.path.join(build, "bin", name), "--node", node, *words, *(more or {}).get(name, ())]
            for name, words in stages.items() if words]


class Pipeline:
    """A pipeline of ours on one node, as a process group.

    Each life writes its records to a file of its own, PLACE-NODE-LIFE.jsonl: the end of the pipe is the whole log.
    """

    kind = "ours"

    def __init__(self, wire, node, commands, place, log=True):
        self.wire, self.node, self.commands, self.place, self.log = wire, node, commands, place, log
        self.stages = {}
        self.life = 0
        self.killed = set()  # the lives in which a stage was killed

    def start(self):
        self.life += 1
        self.stages = {}
        group, source = 0, subprocess.DEVNULL
        with Inside(self.wire.namespace(self.node)), open(self.path("err"), "ab") as errors:
            for command in self.commands:
                last = command is self.commands[-1]
                with open(self.path("jsonl") if self.log else os.devnull, "ab") as log:
                    stage = subprocess.Popen(command, stdin=source,
                                             stdout=log if last else subprocess.PIPE, stderr=errors,
                                             process_group=group)
                if source != subprocess.DEVNULL:
                    source.close()
                source = stage.stdout
                group = group or stage.pid
                self.stages[os.path.basename(command[0])] = stage

    def torn(self, lives=None):
        """Complaints about what these lives (all of them) left."""
        found = []
        for life in lives or range(1, self.life + 1):
            found += records.check(self.path("jsonl", life), life in self.killed)
            found += records.check_errors(self.path("err", life))
        return found

    def path(self, kind, life=None):
        return f"{self.place}-{self.node}-{life or self.life:03}.{kind}"

    def signal(self, stage, number):
        """To one stage, or to "all": at once."""
        names = self.stages if stage == "all" else (stage,)
        if number == signal.SIGKILL:
            self.killed.add(self.life)
        if stage == "all" and self.stages and not self.broken():
            os.killpg(next(iter(self.stages.values())).pid, number)
            return
        for name in names:
            if self.stages[name].poll() is None:
                send(self.stages[name].pid, number)

    def pids(self):
        return {name: stage.pid for name, stage in self.stages.items()}

    def elector(self):
        return self.stages["vrrp-elect"].pid

    def running(self):
        return [name for name, stage in self.stages.items() if stage.poll() is None]

    def ended(self):
        return not self.running()

    def broken(self):
        return len(self.running()) < len(self.commands)

    def exits(self):
        return {name: stage.poll() for name, stage in self.stages.items()}


class Keepalived:
    """Debian's keepalived: a parent and the child that speaks VRRP."""

    kind = "keepalived"

    def __init__(self, wire, node, place, blocks, settings=""):
        """blocks: the text of its configuration after the global_defs, in which `settings` are further lines."""
        self.wire, self.node = wire, node
        self.conf = os.path.join(place, f"keepalived-{node}.conf")
        self.log = f"{self.conf}.log"
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(f"global_defs {{\n  router_id {node}\n{settings}}}\n{blocks}")
        self.program = "keepalived"
        self.parent = None

    def start(self):
        for left in (f"{self.conf}.pid", f"{self.conf}.vrrp.pid"):  # of a killed one: "daemon is already running"
            pathlib.Path(left).unlink(missing_ok=True)
        with Inside(self.wire.namespace(self.node)), open(self.log, "ab") as log:
            self.parent = subprocess.Popen(
                [self.program, "--dont-fork", "--log-console", "--log-detail", "--no-syslog", "--vrrp",
                 f"--use-file={self.conf}", f"--pid={self.conf}.pid", f"--vrrp_pid={self.conf}.vrrp.pid"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def child(self):
        with open(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children", encoding="ascii") as children:
            return [int(pid) for pid in children.read().split()]

    def signal(self, stage, number):
        """ "vrrp-elect" is the child; "all" is both, or, where it asks for an end, the parent (as systemd does)."""
        if self.ended():
            return
        pids = self.child()
        if stage == "all":
            # The child first: it would hear of its parent's end, and send a priority 0.
            pids = [self.parent.pid] if number == signal.SIGTERM else [*pids, self.parent.pid]
        for pid in pids:
            send(pid, number)

    def pids(self):
        child, = self.child()
        return {"parent": self.parent.pid, "child": child}

    def elector(self):
        return self.child()[0]

    def running(self):
        return [] if self.parent is None or self.parent.poll() is not None else ["keepalived"]

    def ended(self):
        return not self.running()

    broken = ended

    def exits(self):
        return {"keepalived": self.parent.poll()}

    def torn(self):
        return []


class Supervisor:
    """Starts again what has ended, after a pause (systemd's Restart=), and ends what has lost a stage and goes on."""

    def __init__(self, subject, pause=RESTART_PAUSE, patience=2.0):
        self.subject, self.pause, self.patience = subject, pause, patience
        self.since = None  # when a stage was seen to have ended
        self.told = False

    def look(self):
        if not self.subject.broken():
            self.since, self.told = None, False
            return
        waited = time.monotonic() - (self.since or time.monotonic())
        self.since = self.since or time.monotonic()
        if not self.subject.ended():
            if waited >= self.patience and not self.told:
                self.told = True
                self.subject.signal("all", signal.SIGTERM)
        elif waited >= self.pause:
            self.subject.start()
            self.since = None
