"""Stories of line and modem: what happens to packets and what the modem tells of it, changed together."""

from __future__ import annotations

import time

from tests.lab import faults
from tests.lab.office import Office
from tests.lab.plan import ANCHORS

TRAINING, IDLE = "G.994 Training", "Idle"


def clean(office: Office) -> None:
    """The line has been in sync for long; it repairs a block now and then and loses none."""
    now, box = time.time(), office.modem
    for _ in range(office.dice.randrange(5, 40)):
        box.count(now - office.dice.uniform(60, now - box.booted_at), fec=(office.dice.randrange(1, 50), 0))
    office.tell_modem()


def noisy(office: Office) -> None:
    """The line is in sync amid errors that have been growing for the last 40 minutes."""
    clean(office)
    now, dice = time.time(), office.dice
    for minute in range(40):
        errored = dice.randrange(2, 8)
        office.modem.count(
            now - 60 * minute - dice.uniform(5, 55),
            crc=(errored * dice.randrange(20, 60), errored),
            es=(errored, 1),
            ses=(dice.randrange(1, 3), 0),
            fec=(dice.randrange(500, 3000), 20),
        )
    office.modem.margin = (round(dice.uniform(1.5, 3.0), 1), office.modem.margin[1])
    office.tell_modem()


def line_without_sync(office: Office) -> None:
    """The line has had no sync for some minutes; the box has been up for long."""
    faults.cut_line(office)
    office.modem.showtime_at = None
    office.modem.status = office.dice.choice([TRAINING, IDLE])
    office.tell_modem()


def line_drops(office: Office) -> None:
    """The line loses showtime now."""
    dice = office.dice
    office.hold("line", faults.cut_line(office))
    office.line_lost_at = time.time()
    if office.modem.showtime_at is not None:
        office.modem.count(office.line_lost_at, crc=(dice.randrange(50, 300), 2), es=(1, 1), ses=(1, 1), los=(1, 0))
    office.modem.showtime_at = None
    office.modem.status = TRAINING
    office.tell_modem()


def line_comes_back(office: Office) -> None:
    """The line is in showtime again, from now."""
    now = time.time()
    away_s = int(now - office.line_lost_at)
    if office.modem.booted_at < office.line_lost_at:
        office.modem.count(now - 0.001, uas=(away_s, away_s))
    office.modem.showtime_at = now
    office.tell_modem()
    office.release("line")


def box_goes_down(office: Office) -> None:
    """The box restarts now: its clock begins anew, its counters are gone, it is dead for a while."""
    if not office.holds("line"):
        line_drops(office)
    office.modem.booted_at = time.time()
    office.modem.events.clear()
    office.tell_modem()
    office.hold("box", faults.switch_modem_off(office))


def box_is_back(office: Office) -> None:
    """The box answers again; its line is still training."""
    office.release("box")


def kill_some_anchor(office: Office) -> None:
    """One anchor, drawn by lot, is silent."""
    faults.kill_anchor(office, office.dice.choice(ANCHORS))


def forbid_ping_sockets(office: Office) -> None:
    """No group may open ping sockets: the kernel's own default, and that of many distributions."""
    office.run("laptop", "sysctl", "-qw", "net.ipv4.ping_group_range=1 0")
