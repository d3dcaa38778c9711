"""What would raise an indicated fault to an established one, per fault."""

from __future__ import annotations

from netdoc.model.fault import Fault
from netdoc.model.segment import Party
from netdoc.model.verdict import NextTest


def confirm(fault: Fault, party: Party) -> tuple[NextTest, ...]:
    """Return the test that would raise an indicated fault to an established one."""
    what, duration_s, disturbs = _CONFIRM.get(fault, _WATCH_ON)
    return (
        NextTest(
            id=f"confirm-{fault.value.replace('.', '-').replace('_', '-')}", what=what, separates=(party,),
            duration_s=duration_s, disturbs=disturbs,
        ),
    )  # fmt: skip


_WATCH_ON = (
    "Leave netdoc watching (`netdoc check` again, or a longer `--for`): one occurrence points to it, repeated ones "
    "at other hours establish it.",
    86400,
    "",
)
_SECOND_PATH = (
    "Try the same destination over another line (a phone's tether): if it fails there too, the destination is at "
    "fault; if it works, the provider's way to it stays open.",
    300,
    "",
)
_CONFIRM: dict[Fault, tuple[str, int, str]] = {
    Fault.HOST_NO_ADDRESS: (
        "Connect a second device to the same port: if it gets an address, this computer is at fault; if not, the "
        "router's address service is.", 300, "",
    ),
    Fault.LAN_UNREACHABLE: (
        "Connect this computer straight to the router by a known good cable: if it answers there, the office cabling "
        "or switch is at fault; if not, look at the router's power.", 600, "",
    ),
    Fault.LAN_LOSS: (
        "Repeat the check straight at the router by a known good cable: loss that vanishes is the office cabling, "
        "switch or Wi-Fi.", 600, "",
    ),
    Fault.LAN_OWN_TRAFFIC: ("Repeat the check while the office is idle.", 600, ""),
    Fault.ROUTER_FORWARDING: (
        "Read the router's internet page (session up, since when), then restart the router once and note the time: "
        "if the office is back at once, the router was at fault.", 600, "the office is offline for some minutes",
    ),
    Fault.MODEM_REBOOTS: (
        "Note the boot times of two other mains-powered devices, and try another power adapter of the same type: "
        "restarts that go on while nothing else restarts establish the modem.", 86400, "",
    ),
    Fault.BEYOND_TARGET: _SECOND_PATH,
    Fault.SERVICE_DOWN: _SECOND_PATH,
    Fault.NAMES_RESOLVER: (
        "Check again at another hour, and once over another line: a resolver that fails repeatedly while the line is "
        "clean is established.", 3600, "",
    ),
    Fault.NAMES_ROUTER_PROXY: (
        "Restart the router's name service (or the router) once and note the time: if names work at once, it was at "
        "fault.", 600, "the office is offline for some minutes",
    ),
}  # fmt: skip
