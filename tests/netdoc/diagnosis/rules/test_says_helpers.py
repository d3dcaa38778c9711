"""How a rule says what it found."""

import pytest

from netdoc.diagnosis.rules._says import Says
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing
from netdoc.model.observation import Missed, Seen
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import at

SAY = Says("TEST01", Fault.LOOP_NOISE)


def test_a_finding_cites_each_capture_once_and_never_what_has_none():
    asked = Missed("modem", at(0), "DslLine", "timeout", capture="aa")
    bare = Missed("modem", at(0), "DslLine", "timeout")

    assert SAY.blames(an_incident(), "x", {Plane.PATH}, [asked, None, bare, asked]).cites == ("aa",)


def test_a_finding_speaks_for_its_own_rule_fault_and_incident():
    finding = SAY.clears(an_incident(), "x", [Plane.PATH])

    assert (finding.rule, finding.fault, finding.incident) == ("TEST01", Fault.LOOP_NOISE, "I-001")


def test_silence_has_no_planes_and_names_what_was_missing():
    finding = SAY.silent(None, "x", ("DslLine",))

    assert (finding.bearing, finding.planes, finding.incident) == (Bearing.SILENT, frozenset(), None)
    assert finding.missing == ("DslLine",)


def line(plane, capture="aa"):
    return Seen("modem", at(0), DslLine(sync=True), capture, plane)


BOX, PERSON = line(Plane.MODEM_BOX), line(Plane.OPERATOR)
STEP = Seen("operator", at(0), Step(did="moved the modem"), None, Plane.OPERATOR)
LAMP = Seen("operator", at(0), Testimony(witness=Witness.OPERATOR, says="steady"), None, Plane.OPERATOR)


@pytest.mark.parametrize(
    ("cites", "planes"),
    [
        ([BOX], {Plane.MODEM_BOX, Plane.PATH}),
        ([PERSON], {Plane.OPERATOR, Plane.PATH}),
        ([BOX, PERSON], {Plane.OPERATOR, Plane.PATH}),
        ([line(Plane.VENDOR)], {Plane.VENDOR, Plane.PATH}),
        ([BOX, STEP], {Plane.MODEM_BOX, Plane.PATH}),
        ([BOX, LAMP], {Plane.MODEM_BOX, Plane.PATH}),
        ([line(Plane.OPERATOR, None)], {Plane.OPERATOR, Plane.PATH}),
        ([], {Plane.MODEM_BOX, Plane.PATH}),
        ([None], {Plane.MODEM_BOX, Plane.PATH}),
    ],
    ids=["read from the box", "read off its page by a person", "one of each", "told by a vendor", "beside a step",
         "beside a lamp", "by a person, without bytes", "nothing cited", "nothing read"],
)  # fmt: skip
def test_a_boxs_words_that_a_person_passed_on_are_that_persons(cites, planes):
    assert SAY.blames(an_incident(), "x", {Plane.MODEM_BOX, Plane.PATH}, cites).planes == planes
    assert SAY.clears(an_incident(), "x", {Plane.MODEM_BOX, Plane.PATH}, cites).planes == planes


@pytest.mark.parametrize("plane", [Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG, Plane.POWER])
def test_every_plane_of_a_box_is_lost_on_the_way_through_a_person(plane):
    assert SAY.blames(None, "x", {plane}, [PERSON]).planes == {Plane.OPERATOR}
