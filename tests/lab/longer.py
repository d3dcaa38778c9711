"""Scenarios that take longer than CI may: recorded by hand, replayed from `replays/` on every run.

`python -m tests.lab record NAME tests/lab/replays/NAME.jsonl.gz` makes a recording anew. They are the stories of
scenarios.py with time enough for two readings of every box, and those that need it.
"""

from __future__ import annotations

from tests.lab import episodes, faults
from tests.lab.expectation import Expected
from tests.lab.other_forms import OTHER_FORMS
from tests.lab.power import POWER
from tests.lab.scenarios import (
    BEYOND_THE_MODEM,
    NOBODY_TO_BLAME,
    PROVIDER_OR_BOX,
    SCENARIOS,
    At,
    Door,
    Scenario,
)
from tests.lab.services import SERVICES

DEMO = Scenario(
    name="demo",
    summary="a line that loses showtime twice amid errors while the modem stays up: what `netdoc demo` replays",
    before=(episodes.noisy,),
    during=(At(70, episodes.line_retrains), At(150, episodes.line_retrains)),
    for_s=240,
    line={"retrain_s": (35.0, 45.0), **episodes.QUARTER_ENDS_SOON},
    complaint="drops",
    profile="full",
    expected=Expected(
        conclusion="fault", fault="loop.noise", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
    ),
)

LONGER = (
    Scenario(
        name="long-no-sync",
        summary="the modem tells for a minute that the line is not in sync",
        before=(episodes.line_without_sync,),
        for_s=60,
        complaint="dead",
        expected=Expected(
            conclusion="fault", fault="loop.no_signal", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="session-down-in-sync",
        summary="the provider takes the session away while the line stays in sync",
        before=(episodes.clean,),
        during=(At(25, episodes.session_ends), At(85, episodes.session_is_back)),
        for_s=110,
        complaint="drops",
        emulated_igd=True,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=PROVIDER_OR_BOX,
            exit_code=1,
        ),
    ),
    Scenario(
        name="concentrator-gone",
        summary="the provider's access concentrator dies; the router loses its session after some seconds",
        before=(episodes.clean,),
        during=(At(25, episodes.concentrator_dies), At(37, episodes.router_gives_up)),
        for_s=110,
        complaint="dead",
        emulated_igd=True,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=PROVIDER_OR_BOX,
            exit_code=1,
        ),
    ),
    Scenario(
        name="error-bursts-in-sync",
        summary="bursts of noise destroy packets several times a minute; the line never loses sync",
        before=(episodes.clean, episodes.bursts),
        for_s=115,
        complaint="slow",
        expected=Expected(
            conclusion="fault", fault="loop.errors", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="backup-fills-the-uplink",
        summary="the office's own backup fills the uplink; everything else waits behind it",
        before=(episodes.clean,),
        during=(At(20, faults.upload_backup),),
        for_s=118,
        complaint="slow",
        expected=Expected(
            conclusion="fault", party="premises", fault="lan.own_traffic", standing="established", exit_code=2
        ),
    ),
    Scenario(
        name="modem-reboots-twice",
        summary="the modem restarts by itself, twice, on a clean line",
        before=(episodes.clean,),
        during=(
            At(15, episodes.box_goes_down),
            At(25, episodes.box_is_back),
            At(70, episodes.box_goes_down),
            At(80, episodes.box_is_back),
        ),
        line={"boot_s": (9.0, 10.0)},
        for_s=115,
        complaint="drops",
        expected=Expected(conclusion="fault", party="equipment", fault="modem.reboots", exit_code=1),
    ),
    Scenario(
        name="long-person-restarts-box",
        summary="the line dies; half a minute later a person switches the modem off and on",
        before=(episodes.clean,),
        during=(
            At(20, episodes.line_drops),
            At(49, episodes.line_trains),
            At(50, episodes.box_goes_down),
            At(60, episodes.box_is_back),
        ),
        line={"boot_s": (9.0, 10.0)},
        for_s=110,
        complaint="drops",
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"line"}),
            never=frozenset({"modem.reboots"}),
        ),
    ),
    Scenario(
        name="person-restarts-box-still-training",
        summary="the line dies, a person restarts the modem, and the last reading finds it training",
        before=(episodes.clean,),
        during=(
            At(20, episodes.line_drops),
            At(49, episodes.line_trains),
            At(50, episodes.box_goes_down),
            At(60, episodes.box_is_back),
        ),
        for_s=80,
        complaint="drops",
        line={"boot_s": (9.0, 10.0), "retrain_s": (45.0, 50.0)},
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"line", "equipment"}),
            never=frozenset({"modem.reboots", "loop.no_signal"}),
        ),
    ),
    Scenario(
        name="modem-unreachable",
        summary="nothing passes any more, and nobody can ask the modem why",
        before=(episodes.clean, episodes.stop_telnet),
        during=(At(30, episodes.deaf_modem_and_line_drops),),
        for_s=100,
        complaint="dead",
        door=Door.CLOSED,
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"equipment", "line", "provider", "premises"}),
        ),
    ),
    Scenario(
        name="first-hop-congested",
        summary="the provider's link to its concentrator is full for a while; the office's own line is idle",
        before=(episodes.clean,),
        during=(At(20, episodes.others_fill_the_access),),
        for_s=118,
        complaint="slow",
        expected=Expected(conclusion="fault", party="provider", fault="core.loss", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="ping-deaf-router",
        summary="the router answers no ping; everything works",
        before=(episodes.clean, faults.deafen_router),
        for_s=60,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="lossy-switch",
        summary="the office's switch loses one frame in twenty",
        before=(episodes.clean, episodes.switch_loses),
        for_s=115,
        complaint="slow",
        expected=Expected(conclusion="fault", party="premises", fault="lan.loss", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="router-hung",
        summary="the client's router hangs until somebody restarts it",
        before=(episodes.clean,),
        during=(At(15, episodes.router_hangs), At(98, episodes.router_is_restarted)),
        for_s=110,
        complaint="drops",
        expected=Expected(
            conclusion="fault", party="premises", fault="router.hangs", standing="established", exit_code=2
        ),
    ),
    Scenario(
        name="ethernet-flap",
        summary="the cable between router and modem comes loose, twice, for some seconds; both boxes stay up",
        before=(episodes.clean,),
        during=(
            At(20, episodes.cable_out),
            At(38, episodes.cable_in),
            At(65, episodes.cable_out),
            At(80, episodes.cable_in),
        ),
        for_s=110,
        complaint="drops",
        expected=Expected(
            conclusion="insufficient", exit_code=3, remaining_at_least=frozenset({"premises", "equipment"})
        ),
    ),
    Scenario(
        name="resolver-slow-then-dead",
        summary="the provider's name server takes seconds to answer, then answers no more",
        before=(episodes.clean,),
        during=(At(20, episodes.resolver_slows), At(60, episodes.resolver_dies)),
        for_s=115,
        complaint="slow",
        expected=Expected(
            conclusion="fault", party="provider", fault="names.resolver", standing="indicated", exit_code=1
        ),
    ),
)
EVERY = (*SCENARIOS, *LONGER, *OTHER_FORMS, *SERVICES, *POWER, DEMO)


def by_name(name: str) -> Scenario:
    """Return a scenario, live or longer.

    Raises:
        KeyError: there is none of that name.
    """
    return {each.name: each for each in EVERY}[name]
