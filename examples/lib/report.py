#!/usr/bin/env python3
"""What the client of the demonstration saw, and what the records say about it.

    report.py records FOLDER SINCE    the telling records since then, in a few words each
    report.py client FOLDER SINCE     who answered the client since then, and what a move cost it
    report.py timeline FOLDER         who answered the client when, from the first mark to the end

FOLDER holds `client` (the lines of client.py), NODE.jsonl (the records of each node's pipeline) and `marks` (a
line for each thing that was done: its instant, its number, its words). Instants are microseconds since 1970.
"""
import datetime
import json
import pathlib
import sys
from collections import Counter, namedtuple

WIDTH = 80
# Between two answers: longer than this, and with somebody waiting, it counts as a hole.
HOLE_US = 20_000
WHY = {
    "!refused": "connection refused",
    "!reset": "connection reset",
    "!unreachable": "unreachable",
    "!silent": "silence",
    "!error": "a wrong answer",
}

Question = namedtuple("Question", "asked ended who")
Mark = namedtuple("Mark", "at number text")
# A stretch of time in which one node answered, or (who is None) nobody.
Stretch = namedtuple("Stretch", "begin end who questions")


# ---- what was written down


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
    """(instant, node, record), by time. A node that was killed may have left half a line."""
    records = []
    for path in folder.glob("*.jsonl"):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                record = json.loads(line)
                at = round(datetime.datetime.fromisoformat(record["time"]).timestamp() * 1e6)
                if at >= since:
                    records.append((at, path.stem, record))
    return sorted(records, key=lambda entry: entry[0])


# ---- what it means


def answered(question):
    return not question.who.startswith("!")


def hole_begin(before, after, questions):
    """Since when somebody waited in vain between two answers. A client that did not ask saw no hole."""
    waiting = min(q.asked for q in questions if q.asked < after.ended and q.ended > before.ended)
    return max(before.ended, waiting)


def stretches(questions):
    """Who answered when. A hole reaches from the last answer, or the first question after it, to the next."""
    answers = sorted(filter(answered, questions), key=lambda q: q.ended)
    if not answers:
        return []
    found = [Stretch(answers[0].ended, answers[0].ended, answers[0].who, [answers[0]])]
    for before, after in zip(answers, answers[1:]):
        begin = after.ended
        if after.ended - before.ended > HOLE_US:
            begin = hole_begin(before, after, questions)
        if after.ended - begin > HOLE_US:
            lost = [q for q in questions if not answered(q) and begin <= q.asked < after.ended]
            found.append(Stretch(begin, after.ended, None, lost))
            found.append(Stretch(after.ended, after.ended, after.who, [after]))
        elif after.who != found[-1].who:
            found.append(Stretch(after.ended, after.ended, after.who, [after]))
        else:
            last = found[-1]
            last.questions.append(after)
            found[-1] = last._replace(end=after.ended)
    return found


def why(hole):
    reasons = Counter(WHY[q.who] for q in hole.questions).most_common()
    return " and ".join(reason for reason, _ in reasons) or "slow answers"


# ---- in words


def seconds(us):
    return f"{us / 1e6:.2f} s"


def milliseconds(us):
    return f"{us / 1000:,.0f} ms"


def plural(count, noun):
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def words_of(record):
    """The records that tell the story, each in a few words; None for the others."""
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
                text += f", {record['last_advert_ms'] / 1000:.2f} s after the last advert"
            return text
        case "vip":
            return f"{record['address']} {record['action']}"
    return None


def tell_records(folder, since):
    for at, node, record in read_records(folder, since):
        words = words_of(record)
        if words:
            print(f"   {'+' + seconds(at - since):>8}  {node}  {record['tool']}: {words}"[:WIDTH])


def tell_client(folder, since):
    questions = read_questions(folder, since)
    parts = []
    for stretch in stretches(questions):
        if stretch.who is None:
            parts.append(f"nobody for {milliseconds(stretch.end - stretch.begin)} ({why(stretch)})")
        elif parts:
            parts.append(f"{stretch.who} from +{seconds(stretch.begin - since)}")
        else:
            parts.append(f"{stretch.who} until +{seconds(stretch.end - since)}")
    print("   the client was answered by " + ",\n     ".join(parts))
    lost = sum(not answered(q) for q in questions)
    slowest = max((q.ended - q.asked for q in questions if answered(q)), default=0)
    print(f"   lost: {lost:,} of {plural(len(questions), 'request')};"
          f" the slowest answer took {milliseconds(slowest)}")


def bar(parts, begin, end, cell):
    """A letter a cell: who answered for most of it; a dot where nobody did."""
    cells = ""
    for at in range(begin, end, cell):
        shares = Counter()
        for part in parts:
            shares[part.who or "."] += max(0, min(part.end, at + cell) - max(part.begin, at))
        cells += shares.most_common(1)[0][0] if shares.total() else " "
    return cells


def ruler(length, cell):
    """A number of seconds at every tenth cell."""
    text = ""
    for index in range(0, length, 10):
        text = text.ljust(index) + f"{index * cell / 1e6:g}"
    return text + " s"


def draw(parts, marks, begin, end):
    margin = "   "
    cell = 250_000
    while (end - begin) / cell > WIDTH - 2 * len(margin) - 6:
        cell += 250_000
    cells = bar(parts, begin, end, cell)
    print(margin + ruler(len(cells), cell))
    print(margin + cells)
    row = ""
    for mark in marks:
        row = row.ljust((mark.at - begin) // cell) + mark.number
    print(margin + row)
    print()


def tell_timeline(folder):
    marks = read_marks(folder)
    begin = marks[0].at
    questions = read_questions(folder, begin)
    parts = stretches(questions)
    end = max(q.ended for q in questions)
    draw(parts, marks[1:], begin, end)
    rows = [(p.begin, "who", p) for p in parts] + [(m.at, "mark", m) for m in marks[1:]]
    print("     from         for")
    for at, kind, what in sorted(rows, key=lambda row: row[0]):
        if kind == "mark":
            print(f"   {seconds(at - begin):>9}                {what.number}. {what.text}")
        elif what.who is None:
            print(f"   {seconds(at - begin):>9}  {milliseconds(what.end - what.begin):>9}   nobody ({why(what)})")
        else:
            slowest = max(q.ended - q.asked for q in what.questions)
            print(f"   {seconds(at - begin):>9}  {seconds(what.end - what.begin):>9}   {what.who}"
                  f"  {plural(len(what.questions), 'answer')}, the slowest after {milliseconds(slowest)}")


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
