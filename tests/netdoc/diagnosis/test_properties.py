"""What must hold for any story: less evidence may weaken a verdict, never turn it against another party."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.diagnosis.diagnose import diagnose
from netdoc.discover import rules
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import Neighbour
from netdoc.model.facts.step import Socket
from netdoc.model.fault import Fault
from netdoc.model.observation import Gap, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, Segment
from tests.stories.office import ALL, ANCHORS, BEYOND, Office

pytestmark = pytest.mark.slow

RULES = rules()
ONSET = 900


def noisy_line(office, onset):
    office.fails(onset, onset + 60, *BEYOND).line(onset - 200, -9000, ses_down=0).line(onset - 60, -9000, ses_down=30)
    return office.line(onset + 120, onset + 58, ses_down=30).box(onset + 121, -90_000)


def modem_restarts(office, onset):
    office.fails(onset, onset + 90, *BEYOND).line(onset - 60, -9000).box(onset - 59, -90_000)
    return office.line(onset + 150, onset + 88).box(onset + 151, onset).box(onset + 152, -90_000, subject="router")


def power_cut(office, onset):
    office.fails(onset, onset + 120, *ALL).line(onset - 60, -9000).box(onset - 59, -90_000)
    return office.line(onset + 200, onset + 110).box(onset + 201, onset).box(onset + 202, onset + 20, subject="router")


def session_lost(office, onset):
    office.fails(onset, onset + 90, *BEYOND).session(onset - 60, -9000).session(onset + 30, None)
    return office.session(onset + 120, onset + 88).line(onset + 40, -9000).line(onset + 130, -9000)


def core_dead(office, onset):
    office.fails(onset, onset + 90, "resolver", *ANCHORS).session(onset + 120, -9000)
    return office.line(onset + 130, -9000)


def router_hung(office, onset):
    return (
        office.fails(onset, onset + 90, *ALL)
        .link(onset - 30)
        .link(onset + 30)
        .link(onset + 120)
        .session(onset + 150, -9000)
    )


def cable_out(office, onset):
    office.fails(onset, onset + 90, *ALL).link(onset - 30)
    return office.link(onset + 30, carrier=False, gateway_neighbour=Neighbour.SILENT).link(onset + 120)


def names_dead(office, onset):
    for index in range(8):
        bad = 2 <= index < 6
        office.lookup(onset + 10 * index, ResolverRole.ISP, DnsOutcome.TIMEOUT if bad else DnsOutcome.NXDOMAIN)
        office.lookup(onset + 10 * index + 1, ResolverRole.PUBLIC)
    return office


STORIES = (noisy_line, modem_restarts, power_cut, session_lost, core_dead, router_hung, cable_out, names_dead)
STEPS = ({}, {"socket": Socket.TEST}, {"modem": "M-2", "modem_proven": True})


@st.composite
def offices(draw):
    owners = {Segment.MODEM: draw(st.sampled_from([ISP, CLIENT])), Segment.ROUTER: draw(st.sampled_from([CLIENT, ISP]))}
    office = Office(minutes=60, owners=owners)
    for step in draw(st.lists(st.sampled_from(STEPS), max_size=2)):
        office.step(10, **step)
    if draw(st.booleans()):
        office.telco_says(3000)
    story = draw(st.sampled_from(STORIES))
    for onset in (ONSET, ONSET + 1200)[: draw(st.integers(1, 2))]:
        story(office, onset)
    return office


def without(evidence, plane):
    kept = [
        each
        for each in evidence.observations
        if isinstance(each, Gap)
        or (isinstance(each, Seen) and isinstance(each.fact, EchoBlock))
        or getattr(each, "plane", None) is not plane
    ]
    return Evidence(evidence.site, evidence.case, kept)


@settings(max_examples=60, deadline=None)
@given(office=offices(), plane=st.sampled_from(Plane))
def test_withholding_a_plane_never_turns_the_verdict_against_another_party(office, plane):
    evidence = office.evidence()
    full, less = diagnose(evidence, RULES), diagnose(without(evidence, plane), RULES)

    if full.party is not None:
        assert less.party in (None, full.party)
    else:
        assert less.party is None or less.party in full.remaining or not full.remaining


@settings(max_examples=60, deadline=None)
@given(
    shift_s=st.integers(11, 600),
    length_s=st.integers(20, 900),
    noisy=st.booleans(),
    read_s=st.integers(5, 300),
    fraction=st.floats(0, 0.99),
)
def test_a_power_cycle_by_a_person_after_the_onset_is_never_the_modems_reboot(
    shift_s, length_s, noisy, read_s, fraction
):
    shift_s = min(shift_s, length_s - 1) if length_s > 12 else 11
    onset, end = ONSET + fraction, ONSET + fraction + length_s
    office = Office(minutes=60).fails(onset, end, *BEYOND)
    office.line(onset - 200, -9000, ses_down=0).line(onset - 60, -9000, ses_down=30 if noisy else 0).box(
        onset - 59, -90_000
    )
    office.line(end + read_s, end - 2).box(end + read_s + 1, onset + max(11, shift_s))
    verdict = diagnose(office.evidence(), RULES)

    blamed = {f.fault for each in verdict.incidents for f in each.findings if f.bearing == "blames"}
    assert Fault.MODEM_REBOOTS not in blamed
