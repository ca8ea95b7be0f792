"""The whole: the wire, nginx on both nodes, the instruments, and what is to be measured on n1 and n2."""

import fcntl
import os
import shutil
import signal
import tempfile
import time
import traceback

from lab import probe, watch
from lab.processes import CHECK, KEEPALIVED_REALTIME, REALTIME, Keepalived, Pipeline, pipeline, send, start_nginx
from lab.router import PRIORITY, Router
from lab.system import Inside, be_punctual, die_with_parent, now
from lab.timeline import Timeline
from lab.wire import CLIENT, NODES, Wire

F_SETPIPE_SZ = 1031
NAP = 0.01


class Laboratory:
    """pair: what runs on n1 and n2, each "ours" or "keepalived". Records go to PLACE/LABEL-NODE-LIFE.jsonl.

    make(lab, kind, node): what runs on the node, if it is to be another than that of `standard`.
    Without a client there is no nginx either; with realtime, both run before ordinary processes.
    """

    def __init__(self, pair, interval_ms, build, place, label, make=None, client=True, realtime=False):
        self.wire = Wire()
        self.timeline = Timeline()
        self.streams = {}  # descriptor: (instrument, what is left of its last line)
        self.instruments = []
        self.supervisors = []
        self.scratch = tempfile.mkdtemp(prefix="vrrp-lab-")
        self.servers = []
        os.makedirs(place, exist_ok=True)
        self.client, self.realtime = client, realtime
        self.interval, self.build, self.place = interval_ms, build, os.path.join(place, label)
        self.nodes = {node: (make or Laboratory.standard)(self, kind, node) for node, kind in zip(NODES, pair)}

    def standard(self, kind, node):
        """n1 is the better one, and our pipeline checks nginx, where there is a client."""
        router = Router(PRIORITY[node], self.interval)
        if kind == "keepalived":
            settings = KEEPALIVED_REALTIME if self.realtime else ""
            return Keepalived(self.wire, node, self.scratch, router.block(), settings)
        commands = pipeline(self.build, node, router.flags(), CHECK if self.client else (),
                            REALTIME if self.realtime else {})
        return Pipeline(self.wire, node, commands, self.place)

    def __enter__(self):
        try:
            self.wire.__enter__()
            self.instrument("watch", lambda out: watch.Watcher(self.wire, out))
            if self.client:
                self.servers = [start_nginx(self.wire, node, self.scratch) for node in NODES]
            self.await_until(lambda: "watch" in self.timeline.ready, 10, "the watcher")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            for pid in [*self.instruments]:
                self.end(pid)
            self.wire.__exit__()
            for subject in self.nodes.values():
                for stage in getattr(subject, "stages", {}).values():
                    stage.wait()
        finally:
            for fd in self.streams:
                os.close(fd)
            shutil.rmtree(self.scratch, ignore_errors=True)

    def start(self):
        """Both nodes, until n1 is master."""
        for subject in self.nodes.values():
            subject.start()
        self.await_until(lambda: self.timeline.holders() == ["n1"], 10 + self.down_interval(), "n1 the master")

    def down_interval(self):
        """Seconds until a backup takes over at the latest."""
        return 4 * self.interval / 1000

    def stop(self):
        """Ends both nodes as systemd would, so that every record is whole."""
        self.supervisors = []
        for subject in self.nodes.values():
            subject.signal("all", signal.SIGTERM)
        self.await_until(lambda: all(subject.ended() for subject in self.nodes.values()), 10, "an end on SIGTERM")

    def torn(self):
        """Complaints about the records that the two have left."""
        return [line for subject in self.nodes.values() for line in subject.torn()]

    # ---- instruments

    def instrument(self, name, make, namespace=None):
        """Forks a process that writes lines for the timeline."""
        reader, writer = os.pipe()
        fcntl.fcntl(writer, F_SETPIPE_SZ, 1 << 20)
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reader)
                die_with_parent()
                if namespace:
                    Inside(self.wire.namespace(namespace)).__enter__()
                be_punctual()
                make(writer).run()
            except BaseException:  # of a fork: nothing above may go on in it
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(writer)
        os.set_blocking(reader, False)
        self.instruments.append(pid)
        self.streams[reader] = (name, b"")
        return pid

    def probe(self):
        """The client begins; the answer is for `end`."""
        return self.instrument("probe", probe.Prober, CLIENT)

    def busy(self):
        """A process that does nothing but compute.

        It is in the session of what is measured: the kernel shares the cores among sessions first (autogroup), so that
        in one of its own it would hardly be felt.
        """
        pid = os.fork()
        if pid == 0:
            die_with_parent()
            while True:
                pass
        self.instruments.append(pid)

    def end(self, instrument):
        self.instruments.remove(instrument)
        send(instrument, 9)
        os.waitpid(instrument, 0)

    def read(self):
        for fd, (name, rest) in list(self.streams.items()):
            ended = False
            try:
                while data := os.read(fd, 1 << 16):
                    rest += data
                ended = True
            except BlockingIOError:
                pass
            *lines, rest = rest.split(b"\n")
            for line in lines:
                self.timeline.take(name, line.decode())
            self.streams[fd] = (name, rest)
            if ended:
                os.close(fd)
                del self.streams[fd]

    def await_answers(self, nodes):
        """The client is answered by these alone: the last twenty times."""
        def answered():
            last = self.timeline.requests[-20:]
            return len(last) == 20 and all([request.node] == nodes for request in last)
        self.await_until(answered, 5, "answers of nginx")

    # ---- time passes

    def nap(self):
        before = now()
        time.sleep(NAP)
        woken = now()
        self.timeline.late["machine"].append((woken, woken - before - int(NAP * 1e6)))
        self.read()
        for supervisor in self.supervisors:
            supervisor.look()

    def pass_time(self, seconds):
        end = now() + int(seconds * 1e6)
        while now() < end:
            self.nap()

    def await_until(self, condition, seconds, what):
        end = now() + int(seconds * 1e6)
        while not condition():
            if now() >= end:
                raise TimeoutError(f"{what}: not within {seconds:.1f} s")
            self.nap()

    def held(self, condition, seconds, patience):
        """Waits until the condition has held for so many seconds; False when it did not come about in time."""
        end, since = now() + int(patience * 1e6), None
        while now() < end:
            since = (since or now()) if condition() else None
            if since and now() - since >= seconds * 1e6:
                return True
            self.nap()
        return False
