"""The office's power: a UPS that NUT's own upsd and dummy-ups tell of, and a router that tells how long it runs.

The UPS stands beside the second host. What it says is a file that changes while netdoc measures; the router's uptime is
hrSystemUptime of its SNMP agent.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from functools import partial

from tests.emulated import nut_server
from tests.emulated.uptime_mib import BOX_UPTIME
from tests.lab import episodes, faults, servers
from tests.lab.expectation import Expected
from tests.lab.modem import write_whole
from tests.lab.office import Office
from tests.lab.scenarios import At, Scenario
from tests.lab.servers import Recipe

NAME, PORT = "cupboard", 3493
QUIET = {"ups.status": "OL CHRG", "ups.load": "38", "battery.charge": "100", "input.voltage": "231.0"}
OVERLOADED = QUIET | {"ups.status": "OL OVER", "ups.load": "118"}
ON_BATTERY = {"ups.status": "OB DISCHRG", "ups.load": "36", "battery.charge": "97", "input.voltage": "0.0"}
SITE = """[[device]]
id = "ups"
kind = "ups"
address = "{host}"
driver = "nut"

[[device]]
id = "router"
kind = "router"
address = "{router}"
driver = "snmp_router"
credentials = "router-snmp"
"""


def boxes(told: Mapping[str, str]) -> Callable[[Office], None]:
    """Return the action that puts a UPS in the office, which says this of itself, and lets the router tell its age."""
    return partial(_put_in, told)


def _put_in(told: Mapping[str, str], office: Office) -> None:
    folder = office.folder / "nut"
    folder.mkdir(mode=0o700)
    host = str(office.plan.second_host)
    nut_server.configure(folder, {NAME: _dump(told)}, PORT, host)
    words = [f"{each}={folder}" for each in ("NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH")]
    driver = ("env", *words, str(nut_server.DUMMY), "-a", NAME, "-u", "root", "-F")
    office.run_beside("ups", Recipe("host", driver, ()), wait=False)
    deadline = time.monotonic() + 10
    while not (folder / f"dummy-ups-{NAME}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    server = ("env", *words, str(nut_server.UPSD), "-u", "root", "-F")
    office.run_beside("upsd", Recipe("host", server, (("tcp", host, PORT),)))
    office.stop("igd")  # two questions are never put to one box at a time, and the run is short: by SNMP alone
    _tell_start(office, time.time() - office.plan.session_age_s - 3600)
    root = ".".join(map(str, BOX_UPTIME))
    helper = f"{sys.executable} -m tests.emulated.uptime_mib {office.folder / 'router-start'}"
    plan = office.plan
    agent = servers.snmpd(office.folder, "router", plan.router_lan, plan.router_community, helper, [root])
    office.run_beside("router_snmp", agent)


def site_text(office: Office) -> str:
    """Return the UPS and the router as the site file lists them."""
    return SITE.format(host=office.plan.second_host, router=office.plan.router_lan)


def ups_says(told: Mapping[str, str]) -> Callable[[Office], None]:
    """Return the action after which the UPS says this of itself."""

    def ups_says_it(office: Office) -> None:
        write_whole(office.folder / "nut" / f"{NAME}.dev", _dump(told).decode())

    return ups_says_it


def power_blinks(office: Office) -> None:
    """Router and modem lose their power for a blink; both start anew at once, which takes its time."""
    office.hold("router", faults.hang_router(office))
    _tell_start(office, time.time())
    episodes.box_goes_down(office)


def both_are_up(office: Office) -> None:
    """Both have started."""
    office.release("router")
    episodes.box_is_back(office)


def _tell_start(office: Office, at: float) -> None:
    write_whole(office.folder / "router-start", repr(at))


def _dump(told: Mapping[str, str]) -> bytes:
    lines = {"ups.mfr": "Example", "ups.model": "Tower 700", "battery.runtime": "1500", **told}
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode()


RETRAINS = {"retrain_s": (3.5, 4.0)}
POWER = (
    Scenario(
        name="ups-overloaded",
        summary="the UPS says that it is overloaded; router and modem start anew together, and nothing else",
        before=(episodes.clean, boxes(OVERLOADED)),
        during=(At(6, power_blinks), At(9, both_are_up)),
        for_s=24,
        line=RETRAINS,
        services=site_text,
        expected=Expected(conclusion="fault", party="power", fault="mains.ups", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="ups-on-battery",
        summary="the mains fail: the UPS goes on battery, and router and modem, which do not hang on it, start anew",
        before=(episodes.clean, boxes(QUIET)),
        during=(At(5.8, ups_says(ON_BATTERY)), At(6, power_blinks), At(9, both_are_up)),
        for_s=24,
        line=RETRAINS,
        services=site_text,
        expected=Expected(conclusion="fault", party="power", fault="mains.outage", standing="established", exit_code=2),
    ),
    Scenario(
        name="ups-well-and-the-modem-restarts",
        summary="the UPS is well, the router runs on: the modem restarts by itself",
        before=(episodes.clean, boxes(QUIET)),
        during=(At(6, episodes.box_goes_down), At(9, episodes.box_is_back)),
        for_s=24,
        line=RETRAINS,
        services=site_text,
        expected=Expected(
            conclusion="fault", party="equipment", fault="modem.reboots", exit_code=1, never=frozenset({"mains.ups"})
        ),
    ),
)
