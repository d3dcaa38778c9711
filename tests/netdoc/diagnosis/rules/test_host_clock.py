"""HOST03, by its specification."""

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.rules.host_clock import RULE
from netdoc.discover import rules
from netdoc.model.case import Complaint
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from netdoc.model.verdict import Conclusion
from tests.stories.episodes import an_incident
from tests.stories.office import Office, with_rungs

SERVER = "192.168.1.10"
OTHERS = ("198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4")


def compared(office, second, *offsets, source=ClockSource.SNTP, servers=OTHERS, bound_s=0.1):
    for server, offset_s in zip(servers, offsets, strict=False):
        fact = ClockOffset(source=source, server=server, offset_s=offset_s, bound_s=bound_s)
        office = office.sees(second, "host", fact, Plane.HOST)
    return office


def an_office(*offsets, inside=None, second=60):
    office = compared(Office(minutes=0), second, *offsets)
    if inside is not None:
        office = compared(office, second, inside, source=ClockSource.DEVICE, servers=(SERVER,))
    return office


def judged(office):
    rung = Rung(id="resolver_office", kind=RungKind.RESOLVER, address=SERVER, role="office")
    office.rungs = with_rungs(rung)
    return RULE.judge(office.evidence(), None)


@pytest.mark.parametrize(
    ("offsets", "inside", "expected"),
    [
        ((3600, 3600), None, Bearing.BLAMES),
        ((-300, -300.1), None, Bearing.BLAMES),
        ((299, 299.1), None, Bearing.SILENT),
        ((3600,), None, Bearing.SILENT),
        ((3600, 0), None, Bearing.SILENT),
        ((3600, 3600, 0), None, Bearing.BLAMES),
        ((0, 0, 3600), None, Bearing.CLEARS),
        ((0.2, 0.1), None, Bearing.CLEARS),
        ((30, 30), None, Bearing.CLEARS),
        ((31, 31), None, Bearing.SILENT),
        ((3600, 3600, 0, 7200), None, Bearing.SILENT),
        ((0.2,), None, Bearing.SILENT),
        ((0, 0), 3600, Bearing.BLAMES),
        ((0, 0), 0.5, Bearing.CLEARS),
        ((0, 0), 100, Bearing.SILENT),
        ((), 3600, Bearing.BLAMES),
        ((), 10, Bearing.SILENT),
        ((), None, Bearing.SILENT),
    ],
    ids=[
        "an hour fast by two", "just wrong", "just not", "one clock alone", "they disagree", "two of three say wrong",
        "two of three say right", "right", "half a minute", "half a minute and more",
        "two of four alike are not most", "right by one alone", "the server is wrong",
        "the server is right", "the server is a little off", "server and computer differ", "only the server, and alike",
        "nobody was asked",
    ],
)  # fmt: skip
def test_the_clock_is_judged_by_two_others_and_by_the_office_s_server(offsets, inside, expected):
    assert judged(an_office(*offsets, inside=inside)).bearing is expected


def test_it_says_which_clock_is_wrong_and_by_how_much():
    ours = judged(an_office(-7300, -7300))
    server = judged(an_office(0, 0, inside=900))
    unknown = judged(an_office(inside=900))

    assert "this computer's clock was 2.0 h slow by 2 other clocks" in ours.sentence
    assert f"the office's server {SERVER} was 15 min slow, while this computer's agreed" in server.sentence
    assert "which is wrong is not known" in unknown.sentence
    assert ours.planes == server.planes == {Plane.HOST}


@pytest.mark.parametrize(
    ("off_s", "words"),
    [(7199, "120 min"), (7200, "2.0 h"), (172_799, "48.0 h"), (172_800, "2 days")],
    ids=["just below two hours", "two hours", "just below two days", "two days"],
)
def test_how_wrong_is_told_in_minutes_to_two_hours_and_in_hours_to_two_days(off_s, words):
    assert f"this computer's clock was {words} fast by" in judged(an_office(off_s, off_s)).sentence


@pytest.mark.parametrize(
    ("kind", "address", "expected"),
    [
        (RungKind.SERVICE, "192.168.1.20", Bearing.BLAMES),
        (RungKind.SERVICE, "203.0.113.20", Bearing.SILENT),
        (RungKind.ANCHOR, "192.168.1.20", Bearing.SILENT),
    ],
    ids=["a service inside", "a service outside", "no service"],
)
def test_a_service_at_a_private_address_is_a_server_of_the_office(kind, address, expected):
    office = compared(Office(minutes=0), 60, 900, source=ClockSource.DEVICE, servers=(address,))
    office.rungs = with_rungs(Rung(id="of_interest", kind=kind, address=address))

    assert RULE.judge(office.evidence(), None).bearing is expected


def test_a_web_server_s_date_counts_as_a_clock_and_a_modem_s_does_not():
    by_web = compared(Office(minutes=0), 60, 4000, 4000, source=ClockSource.HTTP_DATE)
    by_modem = compared(Office(minutes=0), 60, 4000, 4000, source=ClockSource.DEVICE)

    assert judged(by_web).bearing is Bearing.BLAMES
    assert judged(by_modem).bearing is Bearing.SILENT


def test_the_last_look_decides_what_is_wrong_and_every_look_what_is_right():
    set_right = compared(an_office(3600, 3600), 900, 0, 0)
    gone_wrong = compared(an_office(0, 0), 900, 3600, 3600)

    assert judged(set_right).bearing is Bearing.SILENT
    assert judged(gone_wrong).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("later_s", "expected"), [(120, Bearing.BLAMES), (121, Bearing.SILENT)], ids=["two minutes", "longer"]
)
def test_clocks_compared_within_two_minutes_are_one_look(later_s, expected):
    first = compared(Office(minutes=0), 60, 3600, servers=OTHERS[:1])

    assert judged(compared(first, 60 + later_s, 3600, servers=OTHERS[1:2])).bearing is expected


def test_a_difference_within_its_own_bound_is_none():
    assert judged(compared(Office(minutes=0), 60, 350, source=ClockSource.DEVICE, servers=(SERVER,), bound_s=60)
                  ).bearing is Bearing.SILENT  # fmt: skip


def test_no_incident_is_laid_to_a_clock():
    assert RULE.judge(an_office(3600, 3600).evidence(), an_incident()).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("complaint", "offset_s", "conclusion", "told"),
    [
        (Complaint.SERVICE, 3600, Conclusion.INSUFFICIENT, True),
        (Complaint.SERVICE, 0, Conclusion.INSUFFICIENT, False),
        (Complaint.SLOW, 3600, Conclusion.INSUFFICIENT, False),
        (None, 3600, Conclusion.NO_FAULT, False),
    ],
)
def test_a_wrong_clock_answers_a_complaint_of_services_and_names_nobody(complaint, offset_s, conclusion, told):
    office = compared(Office(minutes=40), 60, offset_s, offset_s)
    if complaint is not None:
        office = office.complains(complaint)
    verdict = diagnose(office.evidence(), rules())

    assert (verdict.conclusion, verdict.party) == (conclusion, None)
    assert ("a clock of the office is wrong" in verdict.headline) is told
    assert ("set-clock" in [each.id for each in verdict.next_tests]) is told
