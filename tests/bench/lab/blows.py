"""A round of random kills: a few blows against random stages, planned from a seed."""

import dataclasses
import random
import signal

from lab.processes import STAGES
from lab.wire import NODES

FROZEN = signal.SIGSTOP
WAYS = (signal.SIGKILL, FROZEN, signal.SIGTERM)
MOST_BLOWS = 3
SPREAD = 0.6  # seconds between two blows, at most
LONGEST_FREEZE = 2.5


@dataclasses.dataclass
class Blow:
    at: float  # seconds from the beginning of the round
    node: str
    stages: tuple
    number: signal.Signals
    freeze: float = 0  # seconds until SIGCONT

    def __str__(self):
        what = f"{signal.Signals(self.number).name} to {', '.join(self.stages)} of {self.node}"
        return what + (f", SIGCONT {self.freeze:.2f} s later" if self.freeze else "")


def plan(seed, number):
    """The same for a seed and a round's number, however many pairs there are."""
    choose = random.Random(f"{seed}/{number}")
    blows, at = [], 0
    for _ in range(choose.randint(1, MOST_BLOWS)):
        how_many = choose.choice((1, 1, 1, 2, 3, len(STAGES)))
        struck = choose.sample(STAGES, how_many)
        stages = tuple(stage for stage in STAGES if stage in struck)
        number = choose.choice(WAYS)
        freeze = choose.uniform(0.05, LONGEST_FREEZE) if number == FROZEN else 0
        blows.append(Blow(at, choose.choice(tuple(NODES)), stages, number, freeze))
        at += choose.uniform(0, SPREAD)
    return blows
