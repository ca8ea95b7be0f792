"""What every benchmark does beside measuring: it reads options, works piece by piece, and exits."""

import argparse
import collections
import os
import sys

from lab.pool import Pool

OPTIONS = {
    "intervals": {"metavar": "MS,…", "help": "of the adverts (default: %(default)s)"},
    "runs": {"type": int, "help": "measurements of each row (default: %(default)s)"},
    "adverts": {"type": int, "help": "in the capture (default: %(default)s)"},
    "jobs": {"type": int, "help": "pairs beside each other; most of the time they wait (default: %(default)s)"},
    "seconds": {"type": float, "help": "for which each is measured (default: %(default)s)"},
    "without-keepalived": {"action": "store_true", "help": "ours alone"},
    "records": {"metavar": "DIR", "help": "keep the records there (default: only if one is over)"},
    "list": {"action": "store_true", "help": "list the rows"},
}


def options(doc, example=None, **defaults):
    """The parser: --build, these of OPTIONS, and -k if there is an example of what it finds."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    if example:
        parser.add_argument("-k", metavar="PATTERN", default="",
                            help=f'only the rows that this regular expression finds, such as "{example}"')
    for name, default in defaults.items():
        name = name.replace("_", "-")
        parser.add_argument(*(["-l"] if name == "list" else []), f"--{name}", default=default, **OPTIONS[name])
    parser.add_argument("--build", metavar="DIR", default=os.environ.get("VRRP_BUILD", "build/release"))
    return parser


def measured(work, pieces, jobs, name=str, show=None, strict=False):
    """The result of each piece, which has a process of its own. As they end: show(piece, result), or who it was.

    strict: if one fails, that is all there is to tell.
    """
    if os.geteuid() != 0:
        sys.exit(f"{os.path.basename(sys.argv[0])}: needs root, for network namespaces")
    results = {}

    def done(piece, result):
        results[id(piece)] = result
        if show:
            show(piece, result)
        else:
            print(f"{len(results)}/{len(pieces)} {name(piece)}", file=sys.stderr)

    Pool(jobs).map(work, pieces, done)
    for result in results.values():
        if strict and "failed" in result:
            sys.exit(result["failed"])
    return [results[id(piece)] for piece in pieces]


def repeated(measure, runs, most):
    """(what each run saw, {why: how often}): a run that says "again" is done again, so often in all at the most."""
    found, again = [], collections.Counter()
    while len(found) < runs and again.total() < most:
        seen = measure()
        if "again" in seen:
            again[seen["again"]] += 1
        else:
            found.append(seen)
    return found, again


def row(line, wrong, result, judged=True):
    """Prints it; is it over its limits?"""
    wrong = ([f"failed: {result['failed']}"] if "failed" in result else []) + wrong
    wrong += [f"torn: {each}" for each in result.get("torn", [])]
    print(line + (f"  {'OVER' if wrong else 'ok'}" if judged else ""))
    for each in wrong:
        print(f"    {each}")
    if result.get("again"):
        print("    measured again: " + ", ".join(f"{count} {why}" for why, count in result["again"].items()))
    return bool(wrong) and judged


def run(main):
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
