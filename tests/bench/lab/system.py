"""The few system calls that Python 3.11 lacks, and the clock of everything here."""

import ctypes
import os
import signal
import struct
import time

libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
CLOCK_BOOTTIME = 7
TFD_NONBLOCK = os.O_NONBLOCK


def now():
    """Microseconds of the clock that the records' expires_us counts."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


def checked(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


class Inside:
    """with Inside("NAME"): what is opened or started here is in that network namespace."""

    def __init__(self, name):
        self.there = f"/run/netns/{name}"

    def __enter__(self):
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(self.there, os.O_RDONLY)
        checked(libc.setns(there, CLONE_NEWNET), f"setns {self.there}")
        os.close(there)

    def __exit__(self, *_):
        checked(libc.setns(self.home, CLONE_NEWNET), "setns home")
        os.close(self.home)


def die_with_parent(number=signal.SIGKILL):
    libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def be_punctual():
    """Instruments run before ordinary processes, so that a busy machine does not spoil what they read."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        pass  # their own lateness, which the table tells, shows it


class Ticker:
    """A descriptor that is readable every `period` microseconds; `late` says by how much it was missed."""

    def __init__(self, period):
        self.period = period
        self.fd = checked(libc.timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK), "timerfd_create")
        self.due = now() + period
        spec = struct.pack("qqqq", 0, period * 1000, *divmod_us(self.due))
        checked(libc.timerfd_settime(self.fd, 1, spec, None), "timerfd_settime")

    def late(self):
        """Reads it: (how many periods have passed, how late the first of them was noticed)."""
        try:
            count = struct.unpack("Q", os.read(self.fd, 8))[0]
        except BlockingIOError:
            return 0, 0
        late = now() - self.due
        self.due += count * self.period
        return count, late


def divmod_us(us):
    """Seconds and nanoseconds."""
    seconds, rest = divmod(us, 1_000_000)
    return seconds, rest * 1000
