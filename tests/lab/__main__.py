"""Bring a scenario's office up by hand: `python -m tests.lab up healthy`.

Prints how to enter the laptop and run netdoc, waits for Enter or Ctrl-C, and takes everything down.
`python -m tests.lab list` names the scenarios; `clean` removes what a killed run left; `record FILE` makes the
recording that `netdoc demo` replays.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from pathlib import Path

from tests.lab.live import check_arguments, data_home, stage, write_site
from tests.lab.machine import why_not
from tests.lab.namespaces import remove_stale
from tests.lab.office import Office
from tests.lab.record import DEMO, record
from tests.lab.run import netdoc_program
from tests.lab.scenarios import SCENARIOS, Scenario, by_name


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="bring an office up and wait")
    up.add_argument("scenario", choices=[each.name for each in SCENARIOS])
    commands.add_parser("list", help="name the scenarios")
    recording = commands.add_parser("record", help="record the demo's office into a file (.jsonl or .jsonl.gz)")
    recording.add_argument("file", type=Path)
    commands.add_parser("clean", help="remove what a killed run left")
    asked = parser.parse_args(argv)
    if asked.command == "list":
        for each in SCENARIOS:
            print(f"{each.name:26} {each.summary}")
        return 0
    if reason := why_not():
        print(reason, file=sys.stderr)
        return 1
    if asked.command == "clean":
        print("removed:", ", ".join(remove_stale()) or "nothing")
        return 0
    if asked.command == "record":
        print(record(DEMO, asked.file))
        return 0
    return bring_up(by_name(asked.scenario))


def bring_up(scenario: Scenario) -> int:
    """Hold a scenario's office until Enter or Ctrl-C."""
    with stage(scenario) as (namespace, office), data_home() as home:
        site = write_site(home, scenario, office) if office is not None and scenario.site_file else None
        enter = f"ip netns exec {namespace}"
        command = " ".join([str(netdoc_program()), *check_arguments(scenario, site)])
        print(f"{scenario.name}: {scenario.summary}")
        if office is not None:
            plan = office.plan
            print(f"  laptop {plan.laptop}, router {plan.router_lan}, modem {plan.modem}, first hop {plan.first_hop}")
            print(f"  modem login {plan.modem_user} / {plan.modem_password}; seed {plan.seed}; logs in {office.folder}")
        print(f"  enter:  {enter} bash")
        print(f"  check:  {enter} env NETDOC_HOME={home} {command}")
        if scenario.during:
            print("  what happens while netdoc measures is started with Enter; a second Enter takes the office down")
            if not _enter_pressed():
                return 0
            _tell(scenario, office)
        print("  Enter or Ctrl-C takes the office down")
        _enter_pressed()
    return 0


def _tell(scenario: Scenario, office: Office | None) -> None:
    assert office is not None
    zero = time.monotonic()
    for each in scenario.during:
        time.sleep(max(0.0, zero + each.seconds - time.monotonic()))
        print(f"  {each.seconds:5.1f} s  {getattr(each.action, '__name__', each.action)}")
        each.action(office)


def _enter_pressed() -> bool:
    """Wait; return False for Ctrl-C, a closed terminal or a stop signal."""
    pressed, stopped = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())

    def read() -> None:
        if sys.stdin.readline():  # nothing: no terminal; then only a signal ends the waiting
            pressed.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        while not (pressed.is_set() or stopped.is_set()):
            time.sleep(0.1)
    except KeyboardInterrupt:
        return False
    return pressed.is_set() and not stopped.is_set()


if __name__ == "__main__":
    sys.exit(main())
