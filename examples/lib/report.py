#!/usr/bin/env python3
"""Prints what the client of the demo saw, and what the records show about it.

    report.py records FOLDER SINCE    the important records since then, in a few words each
    report.py client FOLDER SINCE     who answered the client since then, and what a move cost it
    report.py timeline FOLDER         who answered the client when, from the first mark to the end

FOLDER holds `client` (the lines of client.py), NODE.jsonl (the records of each node's pipeline) and `marks` (a
line for each action: its time, its number, its description). Times are microseconds since 1970.
"""
import datetime
import json
import pathlib
import sys
from collections import Counter, namedtuple

WIDTH = 80
MARGIN = "   "
# The length of a cell of the bar: the smallest of these with which the bar fits.
CELLS_US = (250_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
# The report of a move begins this long before it, with the last answers of the old master.
LEAD_US = 100_000
# A hole: no answer came for longer than HOLE_US, and a question had no answer or waited for LONG_WAIT_US.
HOLE_US = 20_000
LONG_WAIT_US = 100_000
WHY = {
    "!refused": "connection refused",
    "!reset": "connection reset",
    "!unreachable": "unreachable",
    "!silent": "silence",
    "!error": "a wrong answer",
}

Question = namedtuple("Question", "asked ended who")
Mark = namedtuple("Mark", "at number text")
# A period in which one node answered, or nobody (who is None).
Stretch = namedtuple("Stretch", "begin end who questions")


# ---- input


def read_questions(folder, since):
    questions = []
    for line in (folder / "client").read_text().splitlines():
        asked, ended, who = line.split()
        if int(ended) >= since:
            questions.append(Question(int(asked), int(ended), who))
    return questions


def read_marks(folder):
    lines = (folder / "marks").read_text().splitlines()
    return [Mark(int(at), number, text) for at, number, text in (line.split(" ", 2) for line in lines)]


def read_records(folder, since):
    """(time, node, record), sorted by time. A killed node may have left half a line."""
    records = []
    for path in folder.glob("*.jsonl"):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                record = json.loads(line)
                at = round(datetime.datetime.fromisoformat(record["time"]).timestamp() * 1e6)
                if at >= since:
                    records.append((at, path.stem, record))
    return sorted(records, key=lambda entry: entry[0])


# ---- evaluation


def answered(question):
    return not question.who.startswith("!")


def hole(before, after, questions):
    """The period between two answers in which a question waited in vain; None if there was none. If the scheduler
    kept the client from asking, there is no hole."""
    if after.ended - before.ended <= HOLE_US:
        return None
    waiting = [q for q in questions if before.asked < q.asked < after.ended and q.ended > before.ended]
    in_vain = [q for q in waiting if not answered(q) or q.ended - q.asked > LONG_WAIT_US]
    begin = max(before.ended, min((q.asked for q in waiting), default=after.ended))
    if not in_vain or after.ended - begin <= HOLE_US:
        return None
    return Stretch(begin, after.ended, None, in_vain)


def stretches(questions):
    """The periods in which one node answered, or nobody."""
    answers = sorted(filter(answered, questions), key=lambda q: q.ended)
    found = []
    for before, answer in zip([None, *answers], answers):
        gap = before and hole(before, answer, questions)
        if gap:
            found.append(gap)
        if found and found[-1].who == answer.who:
            found[-1].questions.append(answer)
            found[-1] = found[-1]._replace(end=answer.ended)
        else:
            found.append(Stretch(answer.ended, answer.ended, answer.who, [answer]))
    return found


def why(gap):
    reasons = Counter(WHY.get(q.who, "a slow answer") for q in gap.questions).most_common()
    return " and ".join(reason for reason, _ in reasons[:2])


# ---- output


def seconds(us):
    return f"{us / 1e6:.2f} s"


def milliseconds(us):
    return f"{us / 1000:,.0f} ms"


def plural(count, noun):
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def words_of(record):
    """An important record in a few words; None for the others."""
    match record["event"]:
        case "check" if record["changed"]:
            detail = record.get("detail")
            return f"the check is {record['status']}" + (f": {detail}" if detail else "")
        case "priority":
            weights = "".join(f" {a['weight']:+}" for a in record["adjustments"])
            return f"priority {record['priority']}" + (f" = {record['base']}{weights}" if weights else "")
        case "state" if record["state"] != record["previous"]:
            text = f"{record['previous']} -> {record['state']}: {record['reason']}"
            if record["reason"] == "master_down" and "last_advert_ms" in record:
                text += f" after {record['last_advert_ms'] / 1000:.2f} s"
            return text
        case "vip":
            return f"{record['address']} {record['action']}"
        case "announce" if record["reason"] != "refresh":
            return f"{record['address']} announced at {record['mac']}"
    return None


def tell_records(folder, since):
    for at, node, record in read_records(folder, since):
        words = words_of(record)
        if words:
            print(f"   {'+' + seconds(at - since):>8}  {node}  {record['tool']}: {words}"[:WIDTH])


def tell_client(folder, since):
    """The answers from the last before the move to the first after it, and what the move cost."""
    questions = read_questions(folder, since - LEAD_US)
    parts = []
    for stretch in stretches(questions):
        if stretch.who is None:
            parts.append(f"nobody for {milliseconds(stretch.end - stretch.begin)} ({why(stretch)})")
        elif parts:
            parts.append(f"{stretch.who} from +{seconds(stretch.begin - since)}")
        else:
            parts.append(f"{stretch.who} until +{seconds(max(0, stretch.end - since))}")
    print("   the client was answered by " + ",\n     ".join(parts))
    lost = sum(not answered(q) for q in questions)
    print(f"   lost: {lost:,} of {plural(len(questions), 'request')}; the slowest answer took"
          f" {slowest(questions)}")


def slowest(questions):
    return milliseconds(max((q.ended - q.asked for q in questions if answered(q)), default=0))


def bar(parts, begin, end, cell):
    """One letter for each cell: who answered for most of it, or a dot for nobody."""
    cells = ""
    for at in range(begin, end, cell):
        shares = Counter({" ": 1})
        for part in parts:
            shares[part.who or "."] += max(0, min(part.end, at + cell) - max(part.begin, at))
        cells += shares.most_common(1)[0][0]
    return cells


def ruler(length, cell):
    """A line with the seconds at every tenth cell."""
    text = ""
    for index in range(0, length, 10):
        text = text.ljust(index) + f"{index * cell / 1e6:g}"
    return text + " s"


def draw(parts, marks, begin, end):
    columns = WIDTH - 2 * len(MARGIN)
    cell = next(c for c in CELLS_US if (end - begin) / c <= columns or c == CELLS_US[-1])
    cells = bar(parts, begin, end, cell)
    numbers = ""
    for mark in marks:
        numbers = numbers.ljust((mark.at - begin) // cell) + mark.number
    print(MARGIN + ruler(len(cells), cell))
    print(MARGIN + cells)
    print(MARGIN + numbers + "\n")


def row(at, duration, text):
    print(f"{MARGIN}{at:>8}  {duration:>8}  {text}")


def tell_stretch(part, begin):
    if part.who is None:
        row(seconds(part.begin - begin), milliseconds(part.end - part.begin), f"nobody  {why(part)}")
    else:
        row(seconds(part.begin - begin), seconds(part.end - part.begin),
            f"{part.who}       {plural(len(part.questions), 'answer')}, slowest {slowest(part.questions)}")


def place_in_time(entry):
    """Sorts an action before its effects, even for a request that was under way."""
    return entry.at - HOLE_US if isinstance(entry, Mark) else entry.begin


def tell_timeline(folder):
    begin, *marks = read_marks(folder)
    questions = read_questions(folder, begin.at)
    parts = stretches(questions)
    draw(parts, marks, begin.at, max(q.ended for q in questions))
    row("from", "for", "who")
    for entry in sorted(marks + parts, key=place_in_time):
        if isinstance(entry, Mark):
            row(seconds(entry.at - begin.at), "", f"{entry.number}. {entry.text}")
        else:
            tell_stretch(entry, begin.at)


def main():
    command, folder, *since = sys.argv[1:]
    match command:
        case "records":
            tell_records(pathlib.Path(folder), int(since[0]))
        case "client":
            tell_client(pathlib.Path(folder), int(since[0]))
        case "timeline":
            tell_timeline(pathlib.Path(folder))


main()
