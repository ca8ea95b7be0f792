"""A program's command line as its --dump-cli prints it (lib/cli/help.h), for the generators of man pages and
completions."""

import dataclasses
import subprocess


@dataclasses.dataclass
class Positional:
    subcommand: str  # "": of the program without one
    name: str
    least: int
    most: int
    completion: str
    help: str


@dataclasses.dataclass
class Subcommand:
    name: str
    takes_command: bool
    help: str


@dataclasses.dataclass
class Option:
    flags: list  # ["-i", "--interface"]
    value: str  # "": a flag; "[=PRIO]": a flag that may have one
    required: bool
    repeatable: bool
    default: str
    choices: list
    subcommands: list  # ["*"]: all, and none; "" among others: none
    completion: str
    help: str

    @property
    def wants_value(self):
        return self.value != "" and not self.value.startswith("[")

    def goes_with(self, subcommand):
        return self.subcommands == ["*"] or subcommand in self.subcommands


@dataclasses.dataclass
class Definition:
    name: str
    needs_subcommand: bool
    summary: str
    subcommands: list
    positionals: list
    options: list

    def options_of(self, subcommand):
        return [option for option in self.options if option.goes_with(subcommand)]

    def positionals_of(self, subcommand):
        return [positional for positional in self.positionals if positional.subcommand == subcommand]


def _text(field):
    return "" if field == "-" else field


def _list(field):
    return [_text(item) for item in field.split(",")] if field != "-" else []


def parse(dump):
    definition = Definition("", False, "", [], [], [])
    for line in dump.splitlines():
        kind, *fields = line.split("\t")
        if kind == "command":
            definition.name, needs_subcommand, definition.summary = fields
            definition.needs_subcommand = needs_subcommand == "yes"
        elif kind == "subcommand":
            name, takes_command, text = fields
            definition.subcommands.append(Subcommand(name, takes_command == "yes", text))
        elif kind == "positional":
            subcommand, name, least, most, completion, text = fields
            definition.positionals.append(
                Positional(_text(subcommand), name, int(least), int(most), completion, _text(text)))
        elif kind == "option":
            flags, value, required, repeatable, default, choices, subcommands, completion, text = fields
            definition.options.append(
                Option(flags.split(","), _text(value), required == "yes", repeatable == "yes", _text(default),
                       _list(choices), [_text(s) for s in subcommands.split(",")], completion, _text(text)))
        else:
            raise ValueError(f"--dump-cli says {kind!r}, which nobody here knows")
    return definition


def of_program(path):
    """Asks the program itself."""
    dump = subprocess.run([path, "--dump-cli"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return parse(dump)
