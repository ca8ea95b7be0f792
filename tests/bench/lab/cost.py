"""What processes cost: CPU time and memory, by the kernel's word."""

import collections
import os

Cpu = collections.namedtuple("Cpu", "user system")  # seconds

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pids):
    """Together, since they began."""
    user = system = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        user, system = user + int(fields[11]), system + int(fields[12])
    return Cpu(user / TICK, system / TICK)


def pss(pids):
    """kB together: a page that n processes share counts as 1/n."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total
