"""The scenarios of the small office: what is injected, when, and what netdoc has to conclude.

Expectations live in this table only. Times count from the start of netdoc's ladder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.lab import episodes, faults
from tests.lab.expectation import Expected
from tests.lab.office import Office
from tests.lab.wiring import Form

Action = Callable[[Office], object]

NOBODY_TO_BLAME = Expected(conclusion="no_fault", exit_code=0)
BEYOND_THE_MODEM = frozenset({"line", "premises", "equipment"})
"""What a modem's word alone cannot tell apart: the pair, the wiring in the house, its own DSL side."""
PROVIDER_OR_BOX = frozenset({"provider", "equipment"})
"""In sync and without a session: one modem's word does not tell its own fault from the provider's."""


class Door(StrEnum):
    """By which door of the modem netdoc reads it; the value is the driver's id."""

    TELNET = "broadcom"
    SNMP = "snmp_dsl"
    CLOSED = ""
    """Nobody gave netdoc a login."""


@dataclass(frozen=True, slots=True)
class At:
    """Something that happens while netdoc measures."""

    seconds: float
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One office, one story, one expectation.

    Attributes:
        before: done to the running office before netdoc starts.
        during: done while it measures.
        for_s: how long it measures.
        owners: who owns which segment, as the site file says.
        site_file: whether the office is configured; without, netdoc discovers.
        office: whether there is an office at all, or only an empty namespace.
        powerless: run as a user without any right to send ICMP.
        complaint: what the office says is wrong, as `--complaint`.
        profile: of the check; only the full one loads the line.
        form: what the modem is.
        door: by which the modem is read.
        emulated_igd: the router's gateway device can tell why a session ended.
        line: fields of `LineSettings` that differ from the usual.
        services: what the site file says of services.
        attempts: `netdoc service probe` with so many instead of `check`.
    """

    name: str
    summary: str
    expected: Expected
    before: tuple[Action, ...] = ()
    during: tuple[At, ...] = ()
    for_s: int = 22
    owners: dict[str, str] = field(default_factory=lambda: {"router": "client", "modem": "isp"})
    site_file: bool = True
    office: bool = True
    powerless: bool = False
    complaint: str | None = None
    profile: str = "quick"
    form: Form = Form.BRIDGE
    door: Door = Door.TELNET
    emulated_igd: bool = False
    line: Mapping[str, Any] = field(default_factory=dict)
    services: Callable[[Office], str] | None = None
    attempts: int = 0


SCENARIOS = (
    Scenario(
        name="healthy",
        summary="everything works; the modem is in sync and clean",
        before=(episodes.clean,),
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="router-forwarding-stopped",
        summary="the client's router reaches the internet itself and forwards nothing",
        before=(episodes.clean, faults.stop_forwarding),
        expected=Expected(
            conclusion="fault", party="premises", fault="router.forwarding", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="laptop-cable-out",
        summary="the laptop's own cable has no link",
        before=(episodes.clean, faults.pull_laptop_cable),
        for_s=10,
        expected=Expected(conclusion="fault", party="premises", fault="host.link", standing="established", exit_code=2),
    ),
    Scenario(
        name="isp-resolver-dead",
        summary="the provider's name server is silent while addresses work",
        before=(episodes.clean, faults.stop_isp_resolver),
        for_s=15,
        expected=Expected(
            conclusion="fault", party="provider", fault="names.resolver", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="one-anchor-dead",
        summary="one of three unrelated destinations is silent",
        before=(episodes.clean, episodes.kill_some_anchor),
        expected=Expected(
            conclusion="fault", party="far_end", fault="beyond.target", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="hop-limits-icmp",
        summary="two hops answer almost no probe of their own while all traffic passes; nothing is configured",
        before=(episodes.clean, faults.limit_icmp),
        for_s=15,
        site_file=False,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="no-sync",
        summary="the modem tells that the line is not in sync",
        before=(episodes.line_without_sync,),
        for_s=15,
        expected=Expected(
            conclusion="fault", fault="loop.no_signal", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="showtime-lost",
        summary="the line retrains amid errors while the box stays up",
        before=(episodes.noisy,),
        during=(At(5, episodes.line_retrains),),
        line=episodes.QUARTER_ENDS_SOON,
        expected=Expected(
            conclusion="fault", fault="loop.noise", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="box-restarts",
        summary="the modem restarts by itself; the line drops because of it",
        before=(episodes.clean,),
        # Not before the first reading is over, on a busy machine too; in sync again before the closing one.
        during=(At(6, episodes.box_goes_down), At(9, episodes.box_is_back)),
        line={"retrain_s": (3.5, 4.0)},
        expected=Expected(
            conclusion="fault", party="equipment", fault="modem.reboots", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="person-restarts-box",
        summary="the line dies, then a person power-cycles the modem: a consequence, not the cause",
        before=(episodes.clean,),
        during=(
            At(3, episodes.line_drops),
            At(10, episodes.line_trains),
            At(10.2, episodes.box_goes_down),
            At(12.5, episodes.box_is_back),
        ),
        for_s=24,
        line={"retrain_s": (2.5, 3.0)},
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"line"}),
            never=frozenset({"modem.reboots"}),
        ),
    ),
    Scenario(
        name="no-network",
        summary="a computer without any network at all",
        office=False,
        site_file=False,
        for_s=6,
        expected=Expected(conclusion="insufficient", standing="insufficient", exit_code=3),
    ),
    Scenario(
        name="no-icmp-right",
        summary="everything works; the user may not send ICMP",
        before=(episodes.clean, episodes.forbid_ping_sockets),
        powerless=True,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="no-icmp-right-isp-resolver-dead",
        summary="the provider's name server is silent; the user may not send ICMP, and the verdict is the same",
        before=(episodes.clean, episodes.forbid_ping_sockets, faults.stop_isp_resolver),
        powerless=True,
        for_s=15,
        expected=Expected(
            conclusion="fault", party="provider", fault="names.resolver", standing="indicated", exit_code=1
        ),
    ),
)
