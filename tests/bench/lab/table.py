"""The table: ours beside its limit and beside keepalived, 100 columns wide."""

import dataclasses
import statistics

from lab.cells import Limits

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
    """[(name, measured, limit)] of what is over its limit. What could not be measured is over it."""
    found = []
    for name, limit in dataclasses.asdict(limits).items():
        if limit is None or (name == "arp" and phase == "fault"):
            continue
        measured = judged(runs, phase, name)
        if measured is None or measured > limit:
            found.append((name, measured, limit))
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
        print(f"\n{f'adverts every {interval} ms':<22}{'two hold it':^20}{'nobody answers':^20}{middle}"
              f"{'late' if phase == 'fault' else '':>10}")
        columns = f"{'ours':>6}{'limit':>7}{'ka':>7}"
        print(f"{'':<22}{columns}{columns}" + (f"{'ours':>5}{'ka':>6}" * 2 if phase == "fault" else
                                             f"{'ours':>5}{'ka':>6}{'ours':>6}{'limit':>6}{'ka':>7}"))

    def row(self, cell, interval, phase):
        ours = self.results.get((cell.name, interval, "ours"), [])
        theirs = self.results.get((cell.name, interval, "keepalived"), [])
        limits = (cell.during if phase == "fault" else cell.after)(interval)
        failures = [run["failed"] for run in ours if "failed" in run]
        their_failures = [f"keepalived: {run['failed']}" for run in theirs if "failed" in run]
        found = [] if not ours or failures else over(ours, phase, limits)
        unsettled = [run["settled"] for run in ours if run.get("settled", "n1") != "n1"] if phase == "heal" else []
        torn = [line for run in ours for line in run.get("torn", [])] if phase == "fault" else []
        verdict = "" if not ours else "OVER" if found or failures or unsettled or torn else "ok"
        self.failed += verdict == "OVER"

        def value(runs, name):
            return number(judged(runs, phase, name)) if runs else ""

        def triple(name, wide=7):
            return f"{value(ours, name):>6}{number(getattr(limits, name)):>{wide}}{value(theirs, name):>7}"

        def pair(name):
            return f"{value(ours, name):>5}{value(theirs, name):>6}"

        line = f"{cell.name:<22}{triple('two_hold')}{triple('hole')}{pair('lost')}"
        if phase == "fault":
            line += f"{pair('slow')}{lateness(ours):>10}"
        else:
            line += triple("arp", 6)
        print(f"{line:<95}{verdict}".rstrip())
        self.explain(found, failures + their_failures, unsettled, torn)
        if len(ours) > 1:
            self.spread(ours, phase)

    @staticmethod
    def explain(found, failures, unsettled, torn):
        for name, measured, limit in found:
            print(f"    over: {COLUMNS[name]} {number(measured)}, limit {number(limit)}")
        for why in failures:
            print(f"    failed: {why}")
        for holders in unsettled:
            print(f"    not settled: the VIP is held by: {holders or 'nobody'}")
        for line in torn:
            print(f"    torn: {line}")

    @staticmethod
    def spread(runs, phase):
        words = []
        for name, title in COLUMNS.items():
            values = [run.get(phase, {}).get(name) for run in runs]
            values = [each for each in values if each is not None]
            if values and max(values) > 0:
                words.append(f"{title} {number(min(values))}/{number(statistics.median(values))}/{number(max(values))}")
        print(f"    {len(runs)} runs, min/median/max: {', '.join(words)}")


__all__ = ["Limits", "Table", "judged", "number", "over"]
