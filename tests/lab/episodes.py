"""What happens in a story: to packets, and to what the boxes tell of it, changed together."""

from __future__ import annotations

import time

from tests.emulated.broadcom_text import DAY_S, QUARTER_S
from tests.lab import faults
from tests.lab.office import Office
from tests.lab.plan import ANCHORS

NEARLY_S = 10
QUARTER_ENDS_SOON = {"booted_ago_s": 9 * DAY_S + 30 * QUARTER_S - NEARLY_S}
"""Settings of a line whose modem begins a new bin of 15 minutes a few seconds after the office is up."""
SESSION_ENDS = ("ERROR_ISP_DISCONNECT", "ERROR_ISP_TIME_OUT", "ERROR_UNKNOWN")
"""What UPnP gateways say of a session that the other end took away."""


def clean(office: Office) -> None:
    """The line has been in sync for long, with a margin that repairs every error: as it is laid."""


def noisy(office: Office) -> None:
    """The line is in sync amid errors: noise has eaten its margin but for a decibel, and goes on.

    Where one of the modem's quarters of an hour is about to end (`QUARTER_ENDS_SOON`) the worst of it falls into
    that one, so that the modem remembers the trouble before netdoc looks for the first time.
    """
    margin = office.box_state().margin[0]
    noise = (margin - office.dice.uniform(0.5, 1.2), 0.0)
    left_s = QUARTER_S - (time.time() - office.box_state().booted_at) % QUARTER_S
    if left_s > NEARLY_S:
        office.line.set(noise_db=noise)
        return
    office.line.set(noise_db=noise, impulses_per_min=120, impulse_ms=150)
    time.sleep(left_s)
    office.line.set(impulses_per_min=0)


def bursts(office: Office) -> None:
    """Impulses destroy what passes, several times a minute; the line stays in sync."""
    office.line.set(impulses_per_min=office.dice.uniform(8, 14), impulse_ms=office.dice.uniform(400, 700))


def line_without_sync(office: Office) -> None:
    """The line is out of sync and stays so: no signal, or nobody to train with; the box has been up for long."""
    office.line.set(**office.dice.choice([{"cut": True}, {"no_sync": True}]))


def line_retrains(office: Office) -> None:
    """Noise throws the line out of showtime; it trains at once."""
    office.line.set(retrain=True)


def line_drops(office: Office) -> None:
    """The line loses its signal now."""
    office.line.set(cut=True)


def line_trains(office: Office) -> None:
    """The signal is back: the line trains, and comes back after that."""
    office.line.set(cut=False)


def box_goes_down(office: Office) -> None:
    """The box restarts now: its clock begins anew, its counters are gone, it is dead for a while."""
    office.line.set(reboot=True)
    office.hold("box", faults.switch_modem_off(office))


def box_is_back(office: Office) -> None:
    """The box answers again; its line trains from the end of the boot."""
    office.release("box")


def kill_some_anchor(office: Office) -> None:
    """One anchor, drawn by lot, is silent."""
    faults.kill_anchor(office, office.dice.choice(ANCHORS))


def forbid_ping_sockets(office: Office) -> None:
    """No group may open ping sockets: the kernel's own default, and that of many distributions."""
    office.run("laptop", "sysctl", "-qw", "net.ipv4.ping_group_range=1 0")


def session_ends(office: Office) -> None:
    """The provider takes the session away, for a reason that it tells."""
    office.hold("session", faults.end_session(office, office.dice.choice(SESSION_ENDS)))


def session_is_back(office: Office) -> None:
    """The session is up again."""
    office.release("session")


def concentrator_dies(office: Office) -> None:
    """The access concentrator is gone; the router gives its session up ten seconds later."""
    office.hold("concentrator", faults.stop_concentrator(office))


def router_gives_up(office: Office) -> None:
    """The router has heard nothing from the other end of its session."""
    office.hold("session", faults.end_session(office, "ERROR_ISP_TIME_OUT"))


def stop_telnet(office: Office) -> None:
    """The modem lets nobody in."""
    faults.stop_modem_telnet(office)


def deaf_modem_and_line_drops(office: Office) -> None:
    """Nothing passes the line, and nobody can ask the modem why: it answers no ping either."""
    faults.drop_input(office, "modem", "drop")
    line_drops(office)


def cable_out(office: Office) -> None:
    """The cable between router and modem comes loose."""
    office.hold("cable", faults.pull_modem_cable(office))


def cable_in(office: Office) -> None:
    """The cable holds again."""
    office.release("cable")


def router_hangs(office: Office) -> None:
    """The router's software hangs."""
    office.hold("router", faults.hang_router(office))


def router_is_restarted(office: Office) -> None:
    """The router works again."""
    office.release("router")


def resolver_slows(office: Office) -> None:
    """The provider's name server takes seconds to answer."""
    office.hold("resolver", faults.slow_resolver(office, office.dice.uniform(1.2, 1.8)))


def resolver_dies(office: Office) -> None:
    """The provider's name server answers no more."""
    faults.stop_isp_resolver(office)


def switch_loses(office: Office) -> None:
    """The switch loses one frame in twenty, at random."""
    faults.lose_in_switch(office, 5)


def others_fill_the_access(office: Office) -> None:
    """The provider's link to its concentrator is full of other customers' traffic: peak hours."""
    rate_kbps = office.dice.randrange(12_000, 20_000)
    office.hold("congestion", faults.congest_concentrator(office, rate_kbps, office.dice.uniform(60, 120), 1.15))


def others_go_to_bed(office: Office) -> None:
    """The peak hours are over."""
    office.release("congestion")
