"""The cells of the matrix: what happens to the master's node, how it ends, and what may be seen of it.

A cell has two phases. In the first the fault stands: nobody restarts anything, so that the takeover is measured
undisturbed. In the second it has healed: a frozen stage goes on (SIGCONT), a link comes back, and a supervisor
starts a pipeline that has ended again, after 1 s as systemd would, until it is master once more.
"""

import dataclasses
import signal
from typing import Callable, Optional

from lab.processes import Supervisor
from lab.router import PRIORITY, Router

FROZEN = 10  # seconds of SIGSTOP, and of a partition


@dataclasses.dataclass
class Limits:
    """The most that may be seen; None: no limit. Milliseconds, and requests."""

    two_hold: Optional[float] = 0
    hole: Optional[float] = None
    lost: Optional[int] = None
    slow: Optional[int] = None
    arp: Optional[float] = None


SMOOTH = {"hole": 20, "lost": 1, "slow": 0}  # a client that opens a new connection every 5 ms sees no hole
REFRESH = 5000  # of garp-send
SWAP = 20  # ms that two live nodes may hold it while they swap roles by advert
HANDOVER = 50
HEALED = Limits(two_hold=SWAP, arp=100, **SMOOTH)


def skew(interval):
    return Router(PRIORITY["n2"], interval).skew()


def takeover(interval):
    return 3 * interval + skew(interval) + 700


@dataclasses.dataclass
class Cell:
    name: str
    fault: Callable  # (lab): it happens, to n1
    heal: Optional[Callable]  # (lab): it ends
    during: Callable  # (interval in ms): Limits
    after: Callable = lambda _: HEALED
    lasts: Optional[float] = None  # seconds; None: until n2 has held the VIP for a while
    before: Optional[Callable] = None  # (lab): brings the pair into another state than n1 the master
    keepalived: bool = True
    cuts_wire: bool = False  # the end of the fault is the first advert that crosses again
    spread: bool = False  # below 1 s adverts luck decides: several runs show the distribution
    pair: Optional[tuple] = None  # what runs on n1 and n2, if not the same on both


# ---- limits of the phase in which the fault stands

def nobody_else(interval):
    return Limits(hole=takeover(interval))


def kernel_lease(interval):
    """Only the kernel's lease is left: whole seconds, and late by up to one."""
    return Limits(two_hold=2000 if interval < 1000 else 0, hole=takeover(interval))


def handed_over(_):
    return Limits(two_hold=HANDOVER, **SMOOTH)


def swapped(_):
    return Limits(two_hold=SWAP, **SMOOTH)


def stage_leaves(interval):
    return Limits(hole=skew(interval) + 1300)


def nothing(_):
    return Limits(**SMOOTH)


def partitioned(interval):
    return Limits(two_hold=1000 * FROZEN + interval, hole=takeover(interval))


def put_back(_):
    return Limits(hole=20)


def after_partition(interval):
    """Until the first advert crosses, both go on: that belongs to the partition."""
    return dataclasses.replace(HEALED, two_hold=interval + SWAP)


def after_beating_keepalived(interval):
    """Its client may be in a hole until then."""
    return Limits(two_hold=interval + SWAP, arp=REFRESH)


# ---- what happens

def signals(stage, number):
    return lambda lab: lab.nodes["n1"].signal(stage, number)


def restarts(lab):
    """What a signal has left of the pipeline is ended, and a supervisor starts it again."""
    if not lab.nodes["n1"].ended():
        lab.nodes["n1"].signal("all", signal.SIGTERM)
    supervise(lab)


def thaws(stage):
    def heal(lab):
        lab.nodes["n1"].signal(stage, signal.SIGCONT)
        supervise(lab)
    return heal


def supervise(lab):
    lab.supervisors.append(Supervisor(lab.nodes["n1"]))


def on_wire(name, *arguments):
    return lambda lab: getattr(lab.wire, name)(*arguments)


def n1_away(lab):
    lab.nodes["n1"].signal("all", signal.SIGTERM)
    lab.await_until(lab.nodes["n1"].ended, 10, "the end of n1")
    if not lab.held(lambda: lab.timeline.holders() == ["n2"], 2, 10):
        raise TimeoutError("n2 is not master")


# ---- the matrix

# The limits for SIGKILL, SIGSTOP and SIGTERM of each stage.
DURING = {
    "vrrp-check": (swapped, swapped, swapped),  # its weight moves the VIP, by advert
    "vrrp-elect": (nobody_else, nobody_else, handed_over),
    "vip-ctl": (nobody_else, nobody_else, stage_leaves),
    "garp-send": (nobody_else, nothing, stage_leaves),
    "all": (kernel_lease, kernel_lease, handed_over),
}


def stage_cells(stage):
    kill, freeze, term = DURING[stage]
    more = {"keepalived": stage in ("vrrp-elect", "all"), "spread": stage == "all"}
    yield Cell(f"{stage} SIGKILL", signals(stage, signal.SIGKILL), restarts, kill, **more)
    yield Cell(f"{stage} SIGSTOP", signals(stage, signal.SIGSTOP), thaws(stage), freeze, lasts=FROZEN,
               **more)
    yield Cell(f"{stage} SIGTERM", signals(stage, signal.SIGTERM), restarts, term, **more)


CELLS = [
    *(cell for stage in DURING for cell in stage_cells(stage)),
    Cell("better node returns", lambda lab: lab.nodes["n1"].start(), None, swapped, lasts=6, before=n1_away),
    Cell("link cut", on_wire("cut", "n1"), on_wire("mend", "n1"), nobody_else, lasts=8,
         cuts_wire=True),
    Cell("interface down", on_wire("interface", "n1", "down"), on_wire("interface", "n1", "up"), nobody_else, lasts=8,
         cuts_wire=True),
    Cell("partition", on_wire("partition"), on_wire("heal"), partitioned, after_partition, lasts=FROZEN,
         cuts_wire=True),
    # A keepalived that loses steps down in silence: what heals the client is the winner's refresh.
    Cell("partition, ka backup", on_wire("partition"), on_wire("heal"), partitioned, after_beating_keepalived,
         lasts=FROZEN, cuts_wire=True, pair=("ours", "keepalived")),
    Cell("partition, ka master", on_wire("partition"), on_wire("heal"), partitioned, after_partition, lasts=FROZEN,
         cuts_wire=True, pair=("keepalived", "ours")),
    Cell("VIP deleted by hand", on_wire("delete_vip", "n1"), None, put_back, lasts=3),
]
