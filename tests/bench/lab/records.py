"""The records that a pipeline kept: every line must be a whole JSON object."""

import json
import os


def check(path, killed):
    """Complaints about a file. An unterminated last line is none where the writer was killed: it is cut off."""
    with open(path, "rb") as file:
        *lines, rest = file.read().split(b"\n")
    wrong = [f"{path}:{number}: {line[:120]!r}" for number, line in enumerate(lines, 1) if not whole(line)]
    if rest and killed:
        os.truncate(path, sum(len(line) + 1 for line in lines))
    elif rest:
        wrong.append(f"{path}: unterminated: {rest[:120]!r}")
    return wrong


def whole(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def read(path):
    """Its records so far; what is being written now comes next time."""
    with open(path, "rb") as file:
        return [json.loads(line) for line in file.read().split(b"\n")[:-1] if whole(line)]
