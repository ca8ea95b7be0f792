"""What a pipeline left in its files: every line of the records must be a whole JSON object."""

import json
import os
import re
import shutil
import tempfile
import time

from lab.system import now

SANITIZER = re.compile(rb"ERROR: (Address|Leak)Sanitizer|runtime error:")


class Folder:
    """with Folder(DIR, NAME) as folder: folder.path is DIR, or one that goes at the end unless folder.keep is set."""

    def __init__(self, path, name):
        self.temporary = path is None
        self.path = path or tempfile.mkdtemp(prefix=f"{name}-")
        self.keep = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.temporary and not self.keep:
            shutil.rmtree(self.path)
        elif self.keep:
            print(f"the records: {self.path}")


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


def check_errors(path):
    """Complaints of a sanitizer on stderr."""
    with open(path, "rb") as file:
        return [f"{path}: {line[:200]!r}" for line in file if SANITIZER.search(line)]


def whole(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def boot_time(text):
    """A record's `time` on our clock; the two do not drift apart within a round."""
    whole, fraction = text.rstrip("Z").split(".")
    seconds = time.mktime(time.strptime(whole + "UTC", "%Y-%m-%dT%H:%M:%S%Z")) - time.timezone
    return int(seconds * 1e6) + int(fraction) - time.time_ns() // 1000 + now()


class Tail:
    """The records of a file that grows; what is being written now comes next time."""

    def __init__(self, path):
        self.path, self.at = path, 0

    def read(self):
        with open(self.path, "rb") as file:
            file.seek(self.at)
            *lines, _ = file.read().split(b"\n")
        self.at += sum(len(line) + 1 for line in lines)
        return [json.loads(line) for line in lines if whole(line)]
