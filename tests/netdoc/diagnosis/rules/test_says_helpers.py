"""How a rule says what it found."""

from netdoc.diagnosis.rules._says import Says
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing
from netdoc.model.observation import Missed
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
