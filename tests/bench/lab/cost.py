"""What processes cost: CPU time and memory, by the kernel's word."""

import collections
import glob
import os

Cpu = collections.namedtuple("Cpu", "total user system")  # seconds; the total to the nanosecond, its parts to 10 ms

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    """Since it began."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    total = 0
    for task in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with open(task, encoding="ascii") as file:
            total += int(file.read().split()[0])
    return Cpu(total / 1e9, int(fields[11]) / TICK, int(fields[12]) / TICK)


def pss(pid):
    """kB; a page that n processes share counts as 1/n."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def waited(pid):
    """For how many microseconds it has been ready to run and did not: others had the cores."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[1]) // 1000
