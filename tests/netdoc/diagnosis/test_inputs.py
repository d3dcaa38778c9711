"""What the rules could look at around an incident."""

import pytest

from netdoc.diagnosis.inputs import DIGEST_LENGTH, MOST_WITHIN, Place, in_words, inputs_of
from netdoc.discover import rules
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Socket, Step
from netdoc.model.observation import Gap, Missed
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import BEYOND, Office, at

LOOP01, HOST02, ACCESS01, CORE01 = (rules()[each] for each in ("LOOP01", "HOST02", "ACCESS01", "CORE01"))


def told(office, *asked, **fields):
    return inputs_of(office.evidence(), an_incident(**fields), asked or (LOOP01,))


def places(office, *asked):
    return [(each.kind, each.place, round((each.at - at(0)).total_seconds())) for each in told(office, *asked)]


def test_the_readings_on_both_sides_and_within_are_told_in_time_order():
    office = Office(minutes=0).line(10, 0).line(100, 0).line(330, None).line(500, 360).line(900, 360)

    assert places(office) == [
        ("DslLine", Place.BEFORE, 100),
        ("DslLine", Place.WITHIN, 330),
        ("DslLine", Place.AFTER, 500),
    ]


def test_a_reading_at_either_bound_lies_within_and_is_told_once():
    office = Office(minutes=0).line(299, 0).line(300, 0).line(360, 0).line(361, 0)

    assert [each[1:] for each in places(office)] == [
        (Place.BEFORE, 299), (Place.WITHIN, 300), (Place.WITHIN, 360), (Place.AFTER, 361),
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "seconds"), [(MOST_WITHIN, [301, 302, 303, 304]), (7, [301, 302, 306, 307])])
def test_of_many_readings_within_the_first_and_the_last_are_told(count, seconds):
    office = Office(minutes=0)
    for second in range(301, 301 + count):
        office.line(second, 0)

    assert [each[2] for each in places(office)] == seconds


def test_only_what_the_rules_need_is_told_and_each_box_for_itself():
    office = Office(minutes=0).link(100).line(100, 0).box(100, 0).box(101, 0, subject="router")

    assert {(each.kind, each.subject) for each in told(office)} == {
        ("DslLine", "modem"), ("DeviceState", "modem"), ("DeviceState", "router"),
    }  # fmt: skip
    assert {each.kind for each in told(office, HOST02)} == {"LinkState"}
    assert told(office, ACCESS01, LOOP01) != told(office, HOST02)


def test_a_capture_is_told_by_the_beginning_of_its_digest():
    fact = DslLine(sync=True)
    office = Office(minutes=0).sees(100, "modem", fact, Plane.MODEM_BOX, capture="ab" * 32)
    office.sees(500, "modem", fact, Plane.MODEM_BOX, capture=None)
    first, last = told(office)

    assert (first.digest, last.digest, DIGEST_LENGTH) == ("abababababab", "", 12)
    assert (first.plane, first.words) == ("modem_box", "sync=True")


def test_samples_are_told_by_step_of_the_ladder():
    lines = told(Office(minutes=10).fails(300, 360, *BEYOND), CORE01)
    samples = {each.subject: each.words for each in lines if each.kind == "EchoBlock"}

    assert samples["router"] == "60 of 60 samples answered"
    assert samples["anchor_1"] == "0 of 12 samples answered"
    assert {each.place for each in lines if each.kind == "EchoBlock"} == {Place.WITHIN}
    assert told(Office(minutes=0), CORE01) == ()


@pytest.mark.parametrize(
    ("seconds", "place"),
    [
        (-301, None), (-300, Place.BEFORE), (299, Place.BEFORE), (300, Place.WITHIN), (360, Place.WITHIN),
        (361, Place.AFTER), (960, Place.AFTER), (961, None),
    ],
)  # fmt: skip
def test_a_question_that_failed_near_the_incident_is_told(seconds, place):
    office = Office(minutes=0)
    office.said.append(Missed("modem", at(seconds), "DslLine", "timeout", capture="cd" * 32, plane=Plane.MODEM_BOX))
    lines = told(office)

    assert [each.place for each in lines] == ([] if place is None else [place])
    if lines:
        assert (lines[0].words, lines[0].digest) == ("not answered: timeout", "cdcdcdcdcdcd")


def test_a_question_that_no_rule_asked_is_not_told():
    assert told(Office(minutes=0).misses(320, what="LinkState")) == ()


@pytest.mark.parametrize(
    ("start", "end", "seen"), [(100, 299, False), (100, 300, True), (360, 400, True), (361, 400, False)]
)
def test_a_gap_over_the_incident_is_told(start, end, seen):
    office = Office(minutes=0)
    office.said.append(Gap("modem", at(start), at(end), "DslLine", "no login"))
    office.said.append(Gap("modem", at(start), at(end), "LinkState", "no login"))
    lines = told(office)

    assert [each.words for each in lines] == (["not asked: no login"] if seen else [])


def test_a_fact_is_told_by_its_first_values():
    assert in_words(Step(did="moved", socket=Socket.TEST)) == "did=moved, socket=test"
    many = DslLine(
        sync=True, status="Up", mode="V", profile="17a", rate_down_kbps=1, rate_up_kbps=2, margin_down_db=3.0
    )
    assert in_words(many) == "sync=True, status=Up, mode=V, profile=17a, rate_down_kbps=1, rate_up_kbps=2, ..."
    six = DslLine(sync=True, status="Up", mode="V", profile="17a", rate_down_kbps=1, rate_up_kbps=2)
    assert not in_words(six).endswith("...")
