"""The office by hand: bring one up, change and watch its line, record it.

python -m tests.lab list
python -m tests.lab up healthy                    # prints how to enter each box and run netdoc; Enter ends it
python -m tests.lab set noise=8 loss=0.02         # in another terminal; see `set --help`
python -m tests.lab stats --watch                 # the line's counters and truth, and what its modem tells
python -m tests.lab record no-sync FILE           # a replay (tests/lab/replays), or `netdoc demo`'s recording
python -m tests.lab clean                         # remove what a killed run left
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.lab.byhand import SHORT, bring_up, set_line, stats, watch
from tests.lab.errors import LabError
from tests.lab.longer import DEMO, EVERY, by_name
from tests.lab.machine import why_not
from tests.lab.namespaces import remove_stale
from tests.lab.record import record

SETTINGS = (
    f"rate_down, rate_up (kbit/s); {', '.join(f'{short} ({name})' for short, name in SHORT.items())}; and every name "
    "of tests/lab/line/conditions.py; a wrong one is refused with the list of all"
)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="bring an office up and wait")
    names = [each.name for each in EVERY]
    up.add_argument("scenario", choices=names)
    commands.add_parser("list", help="name the scenarios")
    recording = commands.add_parser("record", help="play a scenario and write its replay (.jsonl or .jsonl.gz)")
    recording.add_argument("scenario", choices=names)
    recording.add_argument("file", type=Path)
    setting = commands.add_parser("set", help="change the line of an office that is up", epilog=SETTINGS)
    setting.add_argument("change", nargs="+", metavar="KEY=VALUE")
    seeing = commands.add_parser("stats", help="show the line of an office that is up")
    seeing.add_argument("--watch", action="store_true", help="once a second, until Ctrl-C")
    for each in (setting, seeing):
        each.add_argument("--office", metavar="PREFIX", help="which one, where several are up")
    commands.add_parser("clean", help="remove what a killed run left")
    asked = parser.parse_args(argv)
    if asked.command == "list":
        for scenario in EVERY:
            print(f"{scenario.name:26} {scenario.summary}")
        return 0
    if reason := why_not():
        print(reason, file=sys.stderr)
        return 1
    if asked.command == "clean":
        print("removed:", ", ".join(remove_stale()) or "nothing")
        return 0
    if asked.command in ("set", "stats"):
        return _look(asked)
    if asked.command == "record":
        print(record(by_name(asked.scenario), asked.file, described=asked.scenario != DEMO.name))
        return 0
    return bring_up(by_name(asked.scenario))


def _look(asked: argparse.Namespace) -> int:
    try:
        if asked.command == "set":
            print(set_line(asked.change, asked.office))
        elif asked.watch:
            watch(asked.office)
        else:
            print(stats(asked.office))
    except LabError as wrong:
        print(f"lab: {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
