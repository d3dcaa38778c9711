"""Plays a scenario: builds the office, writes the site file, runs `netdoc check` in it, injects on time."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.lab.errors import LabError
from tests.lab.namespaces import Group
from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.run import Done, run_netdoc
from tests.lab.scenarios import At, Door, Scenario
from tests.lab.wiring import Form

BEGINS = "measuring for"
"""How the line on stderr begins with which `check` says that the ladder starts."""
TIMEOUT_S = 90.0


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario. `late_s` is by how much the worst injection missed its time."""

    done: Done
    took_s: float
    late_s: float
    story: str


@contextmanager
def stage(scenario: Scenario) -> Iterator[tuple[str, Office | None]]:
    """Yield the namespace to run netdoc in, and the office around it where there is one."""
    if not scenario.office:
        with Group(["laptop"]) as group:
            group.etc("laptop", {"resolv.conf": "# no network, no name server\n"})
            yield group.name("laptop"), None
        return
    with Office(form=scenario.form, emulated_igd=scenario.emulated_igd, line=scenario.line) as office:
        if scenario.door is Door.SNMP:
            office.start("modem_snmp")
        for action in scenario.before:
            action(office)
        yield office.namespace("laptop"), office


def play(scenario: Scenario) -> Played:
    """Run one scenario from beginning to end and return what netdoc said."""
    with stage(scenario) as (namespace, office), data_home() as home:
        site = write_site(home, scenario, office) if office is not None and scenario.site_file else None
        started = time.monotonic()
        conductor = Conductor(office, scenario.during)
        conductor.start()
        try:
            done = run_netdoc(
                check_arguments(scenario, site),
                namespace,
                home=home,
                timeout_s=TIMEOUT_S,
                powerless=scenario.powerless,
                heard=conductor.heard,
            )
        finally:
            conductor.stop()
        story = office.story() if office is not None else "an empty namespace"
        return Played(done, time.monotonic() - started, conductor.late_s, story)


def check_arguments(scenario: Scenario, site: str | None) -> list[str]:
    """Return the command line of `netdoc check`, or of `service probe`, for a scenario."""
    complaint = ["--complaint", scenario.complaint] if scenario.complaint else []
    named = [site] if site else []
    if scenario.attempts:
        return ["service", "probe", "--json", "--attempts", str(scenario.attempts), *named]
    return [
        "check",
        "--json",
        "--no-pdf",
        "--profile",
        scenario.profile,
        "--for",
        f"{scenario.for_s}s",
        *complaint,
        *named,
    ]


@contextmanager
def data_home() -> Iterator[Path]:
    """Yield an empty data root and remove it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="netdoc-home-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def write_site(home: Path, scenario: Scenario, office: Office) -> str:
    """Write `site.toml` and `secrets.toml` of the office under a data root and return the site's id."""
    plan = office.plan
    folder = home / plan.site_id
    folder.mkdir()
    owners = "\n".join(f'{segment} = "{owner}"' for segment, owner in scenario.owners.items())
    anchors = "\n".join(f'[[anchor]]\naddress = "{each}"' for each in ANCHORS)
    combined = office.form is Form.COMBINED
    modem = "" if combined else f'modem = "{plan.modem}"'
    login = {
        Door.TELNET: 'credentials = "modem"',
        Door.SNMP: f'driver = "{Door.SNMP}"\ncredentials = "modem-snmp"',
        Door.CLOSED: "",
    }[scenario.door]
    (folder / "site.toml").write_text(
        f"""id = "{plan.site_id}"
name = "Lab {plan.site_id}"

[owners]
{owners}

[ladder]
router = "{plan.router_lan}"
{modem}
first_hop = "{plan.first_hop}"

[[resolver]]
address = "{plan.router_lan}"
role = "router"
[[resolver]]
address = "{plan.isp_resolver.far}"
role = "isp"
[[resolver]]
address = "{ANCHORS[2]}"
role = "public"

{anchors}

[[device]]
id = "modem"
kind = "{"combined" if combined else "modem"}"
address = "{plan.modem}"
{login}

{scenario.services(office) if scenario.services else ""}
"""
    )
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[modem]\nuser = "{plan.modem_user}"\npassword = "{plan.modem_password}"\n\n'
        f'[modem-snmp]\ncommunity = "{plan.modem_community}"\n'
        f'[router-snmp]\ncommunity = "{plan.router_community}"\n'
    )
    secrets.chmod(0o600)
    return plan.site_id


@dataclass(frozen=True, slots=True)
class Injected:
    """Something that was done to the office, when it was done: seconds since 1970."""

    at: float
    what: str


def name_of(action: object) -> str:
    """Return an action's name, with what it was given."""
    if isinstance(action, partial):
        told = [*map(str, action.args), *(f"{name}={value}" for name, value in action.keywords.items())]
        return f"{name_of(action.func)}({', '.join(told)})"
    return str(getattr(action, "__name__", action))


class Conductor(threading.Thread):
    """Injects on time. Time zero is when netdoc says that it begins to measure."""

    def __init__(self, office: Office | None, during: tuple[At, ...]) -> None:
        super().__init__(name="conductor", daemon=True)
        self.office, self.during = office, during
        self.late_s = 0.0
        self.injected: list[Injected] = []
        self.failure: BaseException | None = None
        self._begun = threading.Event()
        self._stopped = threading.Event()
        self._zero = 0.0

    def heard(self, line: str) -> None:
        """Take a line of netdoc's stderr."""
        if line.startswith(BEGINS) and not self._begun.is_set():
            self._zero = time.monotonic()
            self._begun.set()

    def run(self) -> None:
        if self.office is None or not self.during:
            return
        try:
            self._begun.wait()
            for each in self.during:
                if self._stopped.wait(max(0.0, self._zero + each.seconds - time.monotonic())):
                    return
                self.injected.append(Injected(time.time(), name_of(each.action)))
                each.action(self.office)
                self.late_s = max(self.late_s, time.monotonic() - self._zero - each.seconds)
            self._stopped.wait()  # the servers that this thread started die with it
        except Exception as broken:
            self.failure = broken

    def stop(self) -> None:
        """End it.

        Raises:
            LabError: netdoc never said that it measures, though something was to happen then.
            Exception: what an injection raised.
        """
        told = self._begun.is_set()
        self._stopped.set()
        self._begun.set()
        self.join(timeout=15)
        if self.failure is not None:
            raise self.failure
        if self.during and not told:
            raise LabError(f"netdoc did not say {BEGINS!r}: nothing was injected")
