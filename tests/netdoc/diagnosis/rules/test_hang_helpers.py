"""Whether a modem hung with its port up."""

import pytest

from netdoc.diagnosis.rules._hang import hung_with_its_port_up
from netdoc.model.site import Device, Rung, RungKind
from tests.stories.episodes import an_incident
from tests.stories.office import Office, with_rungs

HANG = an_incident(300, 1100)
MODEM = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")


def a_hang(*, port=True, missed=(360, 420), before=100, restart=900, who="modem", line_after=True, minutes=0):
    """Return an office whose modem answered, fell silent at 300 s, and was restarted by hand at 900 s."""
    office = Office(minutes=minutes, rungs=with_rungs(MODEM))
    if before is not None:
        office.line(before, -9000)
    for each in missed:
        office.misses(each)
    if port is not None:
        office.wan(500, 1, 1, up=port)
    if restart is not None:
        office.step(restart, did="switched it off and on", power_cycled=who)
    return office.line(1200, 1050).box(1200, 910) if line_after else office


def hung(office, incident=HANG):
    return bool(hung_with_its_port_up(office.evidence(), incident))


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (a_hang(), True),
        (a_hang(port=False), False),
        (a_hang(port=None), False),
        (a_hang().wan(600, 1, 1, up=False), False),
        (a_hang().wan(600, 1, 1, up=None), True),
        (a_hang(port=None).wan(500, 1, 1, up=None), False),
        (a_hang(missed=(360,)), False),
        (a_hang(missed=(299, 360)), False),
        (a_hang(missed=(360, 901)), False),
        (a_hang(missed=(300, 900)), True),
        (a_hang(missed=()).misses(360, subject="router").misses(420, subject="router"), False),
        (a_hang(before=None), False),
        (a_hang().line(600, -9000), False),
        (a_hang().box(600, -9000), False),
        (a_hang(before=None).box(100, -9000), True),
        (a_hang(restart=None), False),
        (a_hang(who="router"), False),
        (a_hang(restart=599), False),
        (a_hang(restart=600), True),
        (a_hang(restart=1101), False),
        (a_hang().step(700, power_cycled="modem"), False),
        (a_hang().step(700, did="looked at it"), True),
        (a_hang(port=None).wan(299, 1, 1), False),
        (a_hang(port=None).wan(901, 1, 1), False),
    ],
    ids=[
        "all of it", "no carrier", "port not told", "carrier lost in between", "port told once", "port never told",
        "missed once", "one missed before", "one missed after the restart", "from the onset to the restart",
        "another box was missed", "never answered before", "its line answered meanwhile", "it answered meanwhile",
        "it had told of itself only", "nobody restarted it", "another box was restarted", "restarted too soon",
        "left alone for five minutes", "restarted afterwards", "restarted twice", "a note meanwhile",
        "port told before",
        "port told after the restart",
    ],
)  # fmt: skip
def test_a_hang_is_a_port_up_a_modem_fallen_silent_and_a_restart_that_helped(office, expected):
    assert hung(office) is expected


@pytest.mark.parametrize(("end", "expected"), [(1500, True), (1501, False)], ids=["ten minutes after", "later"])
def test_the_office_must_have_been_back_soon_after_the_restart(end, expected):
    assert hung(a_hang(), an_incident(300, end)) is expected


def test_what_goes_on_was_not_helped():
    assert not hung(a_hang(), an_incident(300, 1100, ongoing=True))


def test_a_box_that_the_site_calls_otherwise_is_a_modem_too():
    office = a_hang(who="box", before=None, missed=(), line_after=False)
    office.devices = (Device(id="box", kind="combined", address="192.168.7.1"),)
    office.box(100, -9000, "box").misses(360, subject="box").misses(420, subject="box")

    assert hung(office)


@pytest.mark.parametrize(
    ("silent", "expected"), [((300, 901), True), ((300, 800), False), ((0, 1200), True)],
    ids=["to the restart", "answered before it", "ping-deaf"],
)  # fmt: skip
def test_pings_that_it_answered_speak_against_a_hang(silent, expected):
    assert hung(a_hang(minutes=20).fails(*silent, "modem")) is expected


def test_a_ladder_without_the_modem_says_nothing_of_it():
    office = a_hang(minutes=20)
    office.rungs = with_rungs()

    assert hung(office)
