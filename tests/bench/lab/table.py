"""The table: ours beside its limit and beside keepalived, 100 columns wide."""

import dataclasses
import statistics

COLUMNS = {"two_hold": "two hold it", "hole": "nobody answers", "lost": "lost", "slow": "slow", "arp": "ARP wrong"}
PHASES = {"fault": "While the fault stands", "heal": "From its end on"}


def number(value):
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"


def judged(runs, phase, name):
    """The greatest of all runs; None if there is none, or one of them has none."""
    values = [run.get(phase, {}).get(name) for run in runs]
    return None if not values or None in values else max(values)


def over(runs, phase, limits):
    """What is over its limit, in words. What could not be measured is over it."""
    for name, limit in dataclasses.asdict(limits).items():
        if limit is None or (name == "arp" and phase == "fault"):
            continue
        measured = judged(runs, phase, name)
        if measured is None or measured > limit:
            yield f"over: {COLUMNS[name]} {number(measured)}, limit {number(limit)}"


def complaints(cell, interval, phase, runs):
    """What is wrong with the runs of a cell, in words."""
    failures = [f"failed: {run['failed']}" for run in runs if "failed" in run]
    if failures or not runs:
        return failures
    limits = cell.during if phase == "fault" else cell.after
    found = [*over(runs, phase, limits(interval))]
    if phase == "fault":
        found += [f"torn: {line}" for run in runs for line in run["torn"]]
    if phase == "heal" or not cell.heal:
        found += [f"not settled: the VIP is held by: {run['settled'] or 'nobody'}"
                  for run in runs if run["settled"] != "n1"]
    return found


def lateness(runs):
    """Of the instruments, and of an ordinary process beside what is measured."""
    late = [run["late"] for run in runs if "late" in run]
    if not late:
        return ""
    return f"{number(max(max(each['watch'], each['probe']) for each in late))}/" \
           f"{number(max(each['machine'] for each in late))}"


class Table:
    """Rows by (cell, interval): the runs of ours and those of keepalived."""

    def __init__(self, cells, intervals, results):
        self.cells, self.intervals, self.results = cells, intervals, results
        self.failed = 0

    def show(self):
        for phase, title in PHASES.items():
            cells = [cell for cell in self.cells if phase == "fault" or cell.heal]
            if not cells:
                continue
            print(f"\n{title} (milliseconds; requests)")
            for interval in self.intervals:
                self.head(phase, interval)
                for cell in cells:
                    self.row(cell, interval, phase)
        return self.failed

    def head(self, phase, interval):
        middle = f"{'lost':^11}{'slow':^11}" if phase == "fault" else f"{'lost':^11}{'ARP entry wrong':^19}"
        print(f"\n{f'adverts every {interval} ms':<22}{'two hold it':^20}{'nobody answers':^20}{middle}" +
              (f"{'late':>10}" if phase == "fault" else ""))
        columns = f"{'ours':>6}{'limit':>7}{'ka':>7}"
        print(f"{'':<22}{columns}{columns}" + (f"{'ours':>5}{'ka':>6}" * 2 if phase == "fault" else
                                             f"{'ours':>5}{'ka':>6}{'ours':>6}{'limit':>6}{'ka':>7}"))

    def row(self, cell, interval, phase):
        ours = self.results.get((cell.name, interval, "ours"), [])
        theirs = self.results.get((cell.name, interval, "keepalived"), [])
        wrong = complaints(cell, interval, phase, ours)
        self.failed += bool(wrong)
        print(f"{self.figures(cell, interval, phase, ours, theirs):<95}{'OVER' if wrong else 'ok'}")
        for line in wrong + [f"keepalived failed: {run['failed']}" for run in theirs if "failed" in run]:
            print(f"    {line}")
        if len(ours) > 1:
            print(f"    {len(ours)} runs, min/median/max: {spread(ours, phase)}")

    @staticmethod
    def figures(cell, interval, phase, ours, theirs):
        limits = (cell.during if phase == "fault" else cell.after)(interval)

        def value(runs, name):
            return number(judged(runs, phase, name)) if runs else ""

        def triple(name, wide=7):
            return f"{value(ours, name):>6}{number(getattr(limits, name)):>{wide}}{value(theirs, name):>7}"

        def pair(name):
            return f"{value(ours, name):>5}{value(theirs, name):>6}"

        line = f"{cell.name:<22}{triple('two_hold')}{triple('hole')}{pair('lost')}"
        return line + (f"{pair('slow')}{lateness(ours):>10}" if phase == "fault" else triple("arp", 6))


def spread(runs, phase):
    words = []
    for name, title in COLUMNS.items():
        values = [run[phase][name] for run in runs if run.get(phase, {}).get(name) is not None]
        if values and max(values) > 0:
            words.append(f"{title} {number(min(values))}/{number(statistics.median(values))}/{number(max(values))}")
    return ", ".join(words) or "all 0"
