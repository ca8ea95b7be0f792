"""Work done by a process for each piece, several beside each other: whatever ends us, each cleans up after itself."""

import json
import os
import selectors
import signal
import sys
import traceback

from lab.system import die_with_parent


def interrupted(*_):
    for number in (signal.SIGINT, signal.SIGTERM):  # cleaning up is not interrupted
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


class Pool:
    def __init__(self, jobs):
        self.jobs = jobs
        self.selector = selectors.DefaultSelector()
        self.running = {}  # pid: descriptor
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupted)

    def map(self, work, pieces, done):
        """done(piece, result) as they end; the result of what raised is {"failed": WHY}."""
        waiting = list(pieces)
        try:
            while waiting or self.running:
                while waiting and len(self.running) < self.jobs:
                    self.begin(work, waiting.pop(0))
                for key, _ in self.selector.select():
                    self.collect(key.fd, *key.data, done)
        finally:
            self.stop()

    def begin(self, work, piece):
        reader, writer = os.pipe()
        sys.stdout.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            os._exit(self.worker(work, piece, writer, parent))
        os.close(writer)
        self.running[pid] = reader
        self.selector.register(reader, selectors.EVENT_READ, (pid, piece, bytearray()))

    @staticmethod
    def worker(work, piece, writer, parent):
        # A process group of its own: Ctrl-C reaches it through us, once.
        os.setpgid(0, 0)
        die_with_parent(signal.SIGTERM)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if os.getppid() != parent:
            return 1
        try:
            result = work(piece)
        except KeyboardInterrupt:
            return 1
        except Exception as error:  # of one cell; the others go on
            result = {"failed": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        with os.fdopen(writer, "w", encoding="utf-8") as out:
            json.dump(result, out)
        return 0

    def collect(self, reader, pid, piece, received, done):
        data = os.read(reader, 1 << 16)
        if data:
            received += data
            return
        self.selector.unregister(reader)
        os.close(reader)
        os.waitpid(pid, 0)
        del self.running[pid]
        done(piece, json.loads(received) if received else {"failed": "its process ended"})

    def stop(self):
        for pid in self.running:
            os.kill(pid, signal.SIGTERM)
        for pid in self.running:
            os.waitpid(pid, 0)
        self.running = {}
