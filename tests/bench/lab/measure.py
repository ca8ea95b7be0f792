"""One run of one cell: brings the pair up, lets the fault happen and heal, and says what was seen."""

from lab.laboratory import Laboratory
from lab.system import now
from lab.wire import NODES

QUIET = 1.0  # seconds, before the fault
AFTER_TAKEOVER = 2.5  # seconds for which the fault goes on when n2 has the VIP
LAST_ANSWERS = 1.6  # seconds, until every request that was begun is answered or lost


def run(cell, subject, interval, build, place, label):
    """Returns {"fault": {…}, "heal": {…}, "late": {…}, …}: milliseconds, and counts of requests."""
    with Laboratory(cell.pair or (subject, subject), interval, build, place, label) as lab:
        settle(lab, cell, interval)
        begin = now()
        cell.fault(lab)
        stand(lab, cell)
        healed = now()
        exits = {node: lab.nodes[node].exits() for node in NODES}
        if cell.heal:
            cell.heal(lab)
            recover(lab, interval)
        end = now()
        lab.pass_time(LAST_ANSWERS)
        result = what_was_seen(lab.timeline, cell, begin, healed, end) | {"exits": exits}
        lab.stop()
        return result | {"torn": lab.torn()}


def what_was_seen(seen, cell, begin, healed, end):
    result = {"fault": phase(seen, begin, healed if cell.heal else end),
              "settled": " ".join(seen.holders(end)),
              "late": {name: seen.lateness(name, begin, end) / 1000 for name in seen.late}}
    result["fault"] |= {"gone": since(seen.first("n1", False, begin), begin),
                        "taken": since(seen.first("n2", True, begin), begin)}
    if cell.heal:
        result["heal"] = phase(seen, healed, end)
        crossing = seen.crossing(healed) if cell.cuts_wire else healed
        result["heal"]["arp"] = None if crossing is None else seen.wrong_entry(crossing, end) / 1000
    return result


def settle(lab, cell, interval):
    lab.start()
    lab.probe()
    if cell.before:
        cell.before(lab)
    expected = lab.timeline.holders()
    lab.await_answers(expected)
    if not lab.held(lambda: lab.timeline.holders() == expected, QUIET + interval / 1000, 20):
        raise TimeoutError("the pair does not settle")


def stand(lab, cell):
    """The first phase."""
    if cell.lasts:
        return lab.pass_time(cell.lasts)
    lab.held(lambda: lab.timeline.holding("n2"), AFTER_TAKEOVER, lab.down_interval() + AFTER_TAKEOVER + 8)


def recover(lab, interval):
    """The second phase: until n1 is master again, and a while longer, in which nothing may move."""
    lab.held(lambda: lab.timeline.holders() == ["n1"] and not lab.nodes["n1"].ended(), 2 + interval / 1000,
             12 + lab.down_interval())


def phase(seen, start, end):
    return {"seconds": (end - start) / 1e6, "two_hold": seen.two_hold(start, end) / 1000,
            "hole": seen.hole(start, end) / 1000, "lost": seen.lost(start, end), "slow": seen.slow(start, end)}


def since(at, begin):
    return None if at is None else (at - begin) / 1000

