"""What the instruments saw, and the questions a measurement asks of it. Times are microseconds of system.now()."""

import bisect
import collections

from lab.wire import NODES

Request = collections.namedtuple("Request", "start end node why")  # node: who answered, or None
Advert = collections.namedtuple("Advert", "at what node priority")  # what: left or reached

SLOW = 100_000


class Timeline:
    def __init__(self):
        self.holds = {node: [] for node in NODES}  # [(when, holds it)]
        self.entries = []  # [(when, node or "-")]
        self.requests = []  # by their end
        self.adverts = []
        self.garps = []  # [(when, node)]
        self.late = {"watch": [], "probe": [], "machine": []}  # [(when, by how much)]
        self.ready = set()

    def take(self, instrument, line):
        at, kind, *rest = line.split()
        at = int(at)
        if kind == "holds":
            self.holds[rest[0]].append((at, rest[1] == "1"))
        elif kind == "entry":
            self.entries.append((at, rest[0]))
        elif kind == "answer":
            self.requests.append(Request(int(rest[0]), at, rest[1], None))
        elif kind == "lost":
            self.requests.append(Request(int(rest[0]), at, None, rest[1]))
        elif kind in ("left", "reached"):
            self.adverts.append(Advert(at, kind, rest[0], int(rest[1])))
        elif kind == "garp":
            self.garps.append((at, rest[0]))
        elif kind == "late":
            self.late[instrument].append((at, int(rest[0])))
        elif kind == "ready":
            self.ready.add(instrument)

    def forget(self):
        """All but how things stand, for a watch that lasts hours."""
        for changes in (*self.holds.values(), self.entries):
            del changes[:-1]
        for seen in (self.requests, self.adverts, self.garps, *self.late.values()):
            seen.clear()

    # ---- who holds the VIP

    def holding(self, node, at=None):
        """Does it hold the VIP at that time (now)?"""
        changes = self.holds[node]
        index = len(changes) if at is None else bisect.bisect_right(changes, (at, True))
        return index > 0 and changes[index - 1][1]

    def holders(self, at=None):
        return [node for node in NODES if self.holding(node, at)]

    def spans(self, start, end, question):
        """The spans of [start, end) over which question(at) holds. (It may change only with a holder or the entry.)"""
        changes = [at for seen in (*self.holds.values(), self.entries) for at, _ in seen]
        instants = sorted({start, *(at for at in changes if start < at < end)})
        spans = []
        for at, until in zip(instants, [*instants[1:], end]):
            if not question(at):
                continue
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], until)
            else:
                spans.append((at, until))
        return spans

    def two_hold(self, start, end):
        """For how long two nodes held the VIP."""
        return sum(until - at for at, until in self.spans(start, end, lambda at: len(self.holders(at)) > 1))

    def first(self, node, held, start):
        """When the node first took it (let it go) at or after start; start if it did before; None: never."""
        if self.holding(node, start) == held:
            return start
        return next((at for at, value in self.holds[node] if at >= start and value == held), None)

    # ---- what the client saw

    def hole(self, start, end):
        """The longest time between two answers; it may have begun before start."""
        answers = [start] + [request.end for request in self.requests if request.node]
        before = max((at for at in answers if at <= start), default=start)
        within = [at for at in answers if start < at < end]
        return max(later - at for at, later in zip([before, *within], [*within, end]))

    def lost(self, start, end):
        return sum(1 for each in self.requests if each.node is None and start <= each.end and each.start < end)

    def slow(self, start, end):
        return sum(1 for each in self.requests
                   if each.node and each.end - each.start > SLOW and start <= each.end and each.start < end)

    def entry(self, at):
        index = bisect.bisect_right(self.entries, (at, "~"))
        return self.entries[index - 1][1] if index else None

    def wrong_entry(self, start, end):
        """The longest span in which the client's ARP entry was not that of the master: the better of two holders."""
        def wrong(at):
            holders = self.holders(at)
            return bool(holders) and self.entry(at) != holders[0]
        return max((until - at for at, until in self.spans(start, end, wrong)), default=0)

    def entry_since(self, node, start, end):
        """Since when, at or after start, the entry has been the node's until the end; the end if it is not."""
        since = start if self.entry(start) == node else None
        for at, whose in self.entries:
            if start < at < end:
                since = (since or at) if whose == node else None
        return end if since is None else since

    def crossing(self, start):
        """When the first advert reached the other node."""
        return next((advert.at for advert in self.adverts if advert.what == "reached" and advert.at >= start), None)

    # ---- the instruments themselves

    def lateness(self, instrument, start, end):
        return max((late for at, late in self.late[instrument] if start <= at < end), default=0)
