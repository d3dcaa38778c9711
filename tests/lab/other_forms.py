"""Recorded scenarios of offices whose modem routes, or is the office's router: see longer.py."""

from __future__ import annotations

from tests.lab import episodes
from tests.lab.expectation import Expected
from tests.lab.scenarios import BEYOND_THE_MODEM, NOBODY_TO_BLAME, PROVIDER_OR_BOX, At, Door, Scenario
from tests.lab.wiring import Form

PROVIDERS_BOX = {"router": "isp", "modem": "isp"}
"""One box, and the provider supplied it."""

OTHER_FORMS = (
    Scenario(
        name="showtime-lost-by-snmp",
        summary="the line retrains amid errors; a modem that routes tells it by SNMP",
        before=(episodes.noisy,),
        during=(At(25, episodes.line_retrains),),
        for_s=110,
        line=episodes.QUARTER_ENDS_SOON,
        form=Form.ROUTED,
        door=Door.SNMP,
        expected=Expected(
            conclusion="fault", fault="loop.noise", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="modem-reboots-by-snmp",
        summary="a modem that routes restarts by itself; its counters begin anew, and SNMP tells no start of the line",
        before=(episodes.clean,),
        during=(At(25, episodes.box_goes_down), At(35, episodes.box_is_back)),
        for_s=110,
        complaint="drops",
        line={"boot_s": (9.0, 10.0)},
        form=Form.ROUTED,
        door=Door.SNMP,
        expected=Expected(conclusion="fault", party="equipment", fault="modem.reboots", exit_code=1),
    ),
    Scenario(
        name="session-down-by-snmp",
        summary="the provider takes the session away while the line stays in sync, as SNMP tells it",
        before=(episodes.clean,),
        during=(At(25, episodes.session_ends), At(85, episodes.session_is_back)),
        for_s=110,
        complaint="drops",
        emulated_igd=True,
        door=Door.SNMP,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=PROVIDER_OR_BOX,
            exit_code=1,
        ),
    ),
    Scenario(
        name="combined-no-sync",
        summary="one box is modem and router; its line is not in sync",
        before=(episodes.line_without_sync,),
        for_s=70,
        complaint="dead",
        form=Form.COMBINED,
        owners=PROVIDERS_BOX,
        expected=Expected(
            conclusion="fault", fault="loop.no_signal", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
        ),
    ),
    Scenario(
        name="combined-session-down",
        summary="one box is modem and router; the provider takes its session away while the line stays in sync",
        before=(episodes.clean,),
        during=(At(25, episodes.session_ends), At(85, episodes.session_is_back)),
        for_s=110,
        complaint="drops",
        emulated_igd=True,
        form=Form.COMBINED,
        owners=PROVIDERS_BOX,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=PROVIDER_OR_BOX,
            exit_code=1,
        ),
    ),
    Scenario(
        name="ordinary-routed",
        summary="nothing is wrong; a modem that routes is read by SNMP",
        before=(episodes.clean,),
        for_s=118,
        form=Form.ROUTED,
        door=Door.SNMP,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="ordinary-combined",
        summary="nothing is wrong; one box is modem and router",
        before=(episodes.clean,),
        for_s=100,
        form=Form.COMBINED,
        owners=PROVIDERS_BOX,
        expected=NOBODY_TO_BLAME,
    ),
)
