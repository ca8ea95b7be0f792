"""The client: every 5 ms a new TCP connection to the VIP and one HTTP request, many in flight. A line for each:

    END_US answer START_US NODE    nginx of that node answered
    END_US lost START_US WHY       nobody did: reset, refused, timeout (1.5 s), ...
    US late MICROSECONDS           the client itself was late: by so much a hole may seem longer
"""

import errno
import gc
import os
import select
import socket
import struct

from lab.system import Ticker, now
from lab.wire import VIP

PERIOD = 5_000
PATIENCE = 1_500_000
TOLD_LATENESS = 1_000
REQUEST = f"GET / HTTP/1.0\r\nHost: {VIP}\r\n\r\n".encode()
# Closing resets: thousands of connections a minute would otherwise wait in TIME_WAIT.
RESET = struct.pack("ii", 1, 0)


class Prober:
    def __init__(self, out):
        self.out = out
        self.ticker = Ticker(PERIOD)
        self.poll = select.epoll()
        self.poll.register(self.ticker.fd, select.EPOLLIN)
        self.flying = {}  # descriptor: [socket, start, request sent, what was received], the oldest first

    def run(self):
        gc.disable()
        self.tell("ready")
        while True:
            ready = self.poll.poll()
            for fd, events in ready:
                if fd in self.flying:
                    self.proceed(fd, events)
            # Last: it opens descriptors whose numbers may be those of what just ended.
            if any(fd == self.ticker.fd for fd, _ in ready):
                self.tick()

    def tell(self, *words):
        os.write(self.out, (" ".join(map(str, (now(), *words))) + "\n").encode())

    def tick(self):
        count, late = self.ticker.late()
        if count == 0:
            return
        if late > TOLD_LATENESS:
            self.tell("late", late)
        self.begin()
        oldest = now() - PATIENCE
        for fd, (_, start, _, _) in list(self.flying.items()):
            if start > oldest:
                break
            self.end(fd, "lost", "timeout")

    def begin(self):
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        start = now()
        result = connection.connect_ex((VIP, 80))
        fd = connection.fileno()
        self.flying[fd] = [connection, start, False, b""]
        if result not in (0, errno.EINPROGRESS):
            return self.end(fd, "lost", errno.errorcode[result])
        self.poll.register(fd, select.EPOLLOUT)

    def proceed(self, fd, events):
        flight = self.flying[fd]
        connection = flight[0]
        try:
            if not flight[2]:
                wrong = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if wrong or events & ~select.EPOLLOUT:
                    return self.end(fd, "lost", errno.errorcode.get(wrong, "reset"))
                connection.send(REQUEST)
                flight[2] = True
                return self.poll.modify(fd, select.EPOLLIN)
            data = connection.recv(4096)
        except OSError as error:
            return self.end(fd, "lost", errno.errorcode.get(error.errno, "error"))
        flight[3] += data
        head, _, body = flight[3].partition(b"\r\n\r\n")
        if body.endswith(b"\n") and head.startswith(b"HTTP/1.1 200"):
            self.end(fd, "answer", body.decode().strip())
        elif not data:
            self.end(fd, "lost", "cut")

    def end(self, fd, outcome, detail):
        connection, start = self.flying.pop(fd)[:2]
        self.tell(outcome, start, detail)
        connection.close()
