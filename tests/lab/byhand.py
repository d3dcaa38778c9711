"""The office in somebody's hands: brought up and held, and its line changed and watched from another terminal."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.emulated.broadcom_text import BoxState, driver_text
from tests.lab.errors import LabError
from tests.lab.line.control import Line
from tests.lab.line.tap import End
from tests.lab.live import Injected, check_arguments, data_home, name_of, stage, write_site
from tests.lab.namespaces import RUN_DIR, folder_of
from tests.lab.office import MODEM_FILE, Office
from tests.lab.recipes import MORE
from tests.lab.run import netdoc_program
from tests.lab.scenarios import Scenario

SHORT = {"noise": "noise_db", "impulses": "impulses_per_min", "off": "power_off_s", "retrain_every": "retrain_every_s"}
"""Short words of `set` for what the line calls otherwise."""
LATEST_EVENTS = 12
SOCKET = "control"
"""Of the line, in the office's folder."""


def bring_up(scenario: Scenario) -> int:
    """Hold a scenario's office until Enter or Ctrl-C, with every server it has."""
    with stage(scenario) as (namespace, office), data_home() as home:
        site = write_site(home, scenario, office) if office is not None and scenario.site_file else None
        if office is not None:
            office.start_all(each for each in MORE if each not in office.daemons)
        print("\n".join(_words(scenario, office, namespace, home, site)), flush=True)
        if scenario.during and office is not None:
            print("  what happens while netdoc measures is started with Enter; a second Enter takes the office down")
            if not _enter_pressed():
                return 0
            _tell(scenario, office)
        print("  Enter or Ctrl-C takes the office down", flush=True)
        _enter_pressed()
    return 0


def _words(scenario: Scenario, office: Office | None, namespace: str, home: Path, site: str | None) -> list[str]:
    enter = f"ip netns exec {namespace}"
    command = " ".join([str(netdoc_program()), *check_arguments(scenario, site)])
    said = [f"{scenario.name}: {scenario.summary}"]
    if office is not None:
        plan = office.plan
        said += [
            f"  laptop {plan.laptop}, router {plan.router_lan}, modem {plan.modem}, first hop {plan.first_hop}",
            f"  modem login {plan.modem_user} / {plan.modem_password}, SNMP {plan.modem_community}; "
            f"router SNMP {plan.router_community}",
            f"  seed {plan.seed}; logs in {office.folder}",
            "  boxes:  " + " ".join(f"{role}" for role in office.form.roles),
            f"  enter a box: ip netns exec {office.group.prefix}-BOX bash",
            "  change the line:  python -m tests.lab set noise=12 loss=0.02 retrain=true cut=true rate_down=20000",
            "  watch the line:   python -m tests.lab stats --watch",
        ]
    said.append(f"  enter the laptop: {enter} bash")
    said.append(f"  check:  {enter} env NETDOC_HOME={home} {command}")
    return said


def _tell(scenario: Scenario, office: Office) -> None:
    zero = time.monotonic()
    for each in scenario.during:
        time.sleep(max(0.0, zero + each.seconds - time.monotonic()))
        done = Injected(time.time(), name_of(each.action))
        print(f"  {each.seconds:5.1f} s  {done.what}", flush=True)
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


def find_office(prefix: str | None) -> Path:
    """Return the folder of an office that is up.

    Raises:
        LabError: none is, several are and none was named, or the one named is not.
    """
    up = {each.stem: folder_of(each.stem) for each in sorted(RUN_DIR.glob("*.lock"))}
    up = {name: folder for name, folder in up.items() if (folder / SOCKET).exists()}
    if prefix is not None:
        if prefix not in up:
            raise LabError(f"no office {prefix} is up; up: {', '.join(up) or 'none'}")
        return up[prefix]
    if not up:
        raise LabError("no office is up: `python -m tests.lab up SCENARIO` in another terminal")
    if len(up) > 1:
        raise LabError(f"{len(up)} offices are up: name one with --office ({', '.join(up)})")
    return next(iter(up.values()))


def changes_from(words: Sequence[str], rate_kbps: Sequence[float]) -> dict[str, Any]:
    """Return `noise=12 cut=true rate_down=20000` as changes of the line.

    Args:
        words: what was typed.
        rate_kbps: the line's rates now (down, up), for a change of one of them.

    Raises:
        LabError: a word is no KEY=VALUE, or its value no number, true, false or list.
    """
    found: dict[str, Any] = {}
    rates = list(rate_kbps)
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise LabError(f"{word!r} is not KEY=VALUE, such as noise=12, cut=true or loss=0.02")
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        if name in ("rate_down", "rate_up"):
            if not isinstance(value, int | float) or isinstance(value, bool):
                raise LabError(f"{name}: {text!r} is not a number of kbit/s")
            rates[name == "rate_up"] = value
            found["rate_kbps"] = rates
        else:
            found[SHORT.get(name, name)] = value
    return found


def set_line(words: Sequence[str], prefix: str | None) -> str:
    """Change the line of an office that is up and return what it is like now.

    Raises:
        LabError: no such office, a wrong word, or the line refuses.
    """
    folder = find_office(prefix)
    state = BoxState.from_json((folder / MODEM_FILE).read_text())
    _line(folder).set(**changes_from(words, state.rate))
    return stats(prefix)


def stats(prefix: str | None) -> str:
    """Return what the line counts, what happened to it, and what its modem tells.

    Raises:
        LabError: no such office.
    """
    folder = find_office(prefix)
    line = _line(folder)
    counted = line.stats()
    counted["truth"] = [_told(each) for each in line.truth()[-LATEST_EVENTS:]]
    state = BoxState.from_json((folder / MODEM_FILE).read_text())
    told = [line for line in driver_text(state, time.time()).splitlines() if line.strip()]
    up_to = next((place for place, line in enumerate(told) if line.startswith("Latest 15")), len(told))
    return "\n".join(["line", *_flat(counted), "", "modem", *(f"  {each}" for each in told[1:up_to])])


def _line(folder: Path) -> Line:
    """Return the running line of an office that another process owns; only its socket is used."""
    near, far = End("owner", "near"), End("owner", "far")
    return Line(folder, near=near, far=far, state_file=folder / MODEM_FILE, seed=0)


def _told(event: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in event.items() if name not in ("at", "kind")}
    return f"{time.strftime('%H:%M:%S', time.gmtime(event['at']))} UTC {event['kind']} {json.dumps(rest)}"


def _flat(held: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Return nested values as lines."""
    lines: list[str] = []
    for name, value in held.items():
        if isinstance(value, Mapping):
            lines += _flat(value, f"{prefix}{name}.")
        elif name == "truth":
            lines += ["", "truth", *(f"  {each}" for each in value)]
        else:
            lines.append(f"  {prefix}{name}: {json.dumps(value)}")
    return lines


def watch(prefix: str | None) -> None:
    """Print the statistics once a second until Ctrl-C.

    Raises:
        LabError: the office is gone.
    """
    try:
        while True:
            print("\x1b[2J\x1b[H" + stats(prefix), flush=True)
            time.sleep(1)
    except KeyboardInterrupt:
        print()
