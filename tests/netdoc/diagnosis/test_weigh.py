"""Weighing by table: each row of PROOFS, both ways; naming is accusing."""

import pytest

from netdoc.diagnosis.tables import CONTRASTS, PROOFS
from netdoc.diagnosis.weigh import VOID_LIMIT, judge_incidents, planes_behind
from netdoc.model.facts.step import Socket
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, CONSULTANT, ISP, UNKNOWN, Party, Segment
from netdoc.model.site import Device
from netdoc.model.verdict import Standing
from tests.stories.episodes import a_name_failure, a_silent_target, an_incident
from tests.stories.office import Office

EVERY = list(Fault)


def finding(fault, bearing, *planes):
    return Finding(rule="TEST01", fault=fault, bearing=bearing, sentence="x", planes=frozenset(planes))


def weighed(findings, *, office=None, incident=None, times=1):
    """Return the judgement on the first of some equal incidents with equal findings."""
    incident = incident or an_incident()
    several = [type(incident)(**{**fields(incident), "id": f"I-{n}"}) for n in range(times)]
    judged = judge_incidents((office or Office(minutes=0)).evidence(), several, {each.id: findings for each in several})
    return judged[0]


def fields(incident):
    return {name: getattr(incident, name) for name in incident.__dataclass_fields__}


def proof_of(fault, *, without=(), keep_rival=None, any_of=True):
    """Return the findings that establish a fault, less a plane, or with a rival left uncleared."""
    proof = PROOFS[fault]
    planes = {*proof.planes, *(sorted(proof.any_of)[:1] if any_of else ())} - set(without)
    cleared = [finding(rival, Bearing.CLEARS) for rival in proof.rivals if rival is not keep_rival]
    return [finding(fault, Bearing.BLAMES, *planes), *cleared]


@pytest.mark.parametrize("fault", EVERY, ids=str)
def test_with_all_planes_no_rival_and_enough_repeats_a_fault_is_established(fault):
    judged = weighed(proof_of(fault), times=PROOFS[fault].repeats)

    assert (judged.standing, judged.fault, judged.remaining) == (Standing.ESTABLISHED, fault, ())
    assert (judged.party,) == Office(minutes=0).site().parties(fault.segment)


@pytest.mark.parametrize(
    ("fault", "plane"), [(fault, plane) for fault in EVERY for plane in sorted(PROOFS[fault].planes)], ids=str
)
def test_with_one_plane_short_a_fault_is_indicated(fault, plane):
    judged = weighed(proof_of(fault, without=[plane], any_of=plane not in PROOFS[fault].any_of), times=9)

    assert (judged.standing, judged.fault) == (Standing.INDICATED, fault)


@pytest.mark.parametrize("fault", [each for each in EVERY if PROOFS[each].any_of], ids=str)
def test_with_none_of_the_alternative_planes_a_fault_is_indicated(fault):
    assert weighed(proof_of(fault, any_of=False), times=9).standing is Standing.INDICATED


@pytest.mark.parametrize(
    ("fault", "plane"), [(fault, plane) for fault in EVERY for plane in sorted(PROOFS[fault].any_of)], ids=str
)
def test_any_one_of_the_alternative_planes_will_do(fault, plane):
    findings = [*proof_of(fault, any_of=False), finding(fault, Bearing.BLAMES, plane)]

    assert weighed(findings, times=9).standing is Standing.ESTABLISHED


@pytest.mark.parametrize("fault", [each for each in EVERY if PROOFS[each].repeats > 1], ids=str)
def test_once_too_few_in_the_window_a_fault_is_indicated(fault):
    assert weighed(proof_of(fault), times=PROOFS[fault].repeats - 1).standing is Standing.INDICATED


@pytest.mark.parametrize(
    ("fault", "rival"), [(fault, rival) for fault in EVERY for rival in PROOFS[fault].rivals], ids=str
)
def test_with_a_rival_left_a_fault_is_indicated_and_both_parties_remain(fault, rival):
    judged = weighed(proof_of(fault, keep_rival=rival), times=9)

    parties = {Office(minutes=0).site().parties(each.segment)[0] for each in (fault, rival)}
    assert judged.standing is Standing.INDICATED
    assert (judged.party, set(judged.remaining)) == ((parties.pop(), set()) if len(parties) == 1 else (None, parties))


@pytest.mark.parametrize("fault", EVERY, ids=str)
def test_blamed_and_cleared_is_contradicted_and_names_nobody(fault):
    findings = [finding(fault, Bearing.BLAMES, *Plane), finding(fault, Bearing.CLEARS, Plane.PATH)]
    judged = weighed(findings)

    assert (judged.standing, judged.fault, judged.party) == (Standing.CONTRADICTED, fault, None)
    assert set(Office(minutes=0).site().parties(fault.segment)) <= set(judged.remaining)


def test_a_contradicted_fault_does_not_count_as_a_repeat():
    first, second = an_incident(), an_incident(900, 960)
    second = type(second)(**{**fields(second), "id": "I-002"})
    blame = [finding(Fault.CORE_UNREACHABLE, Bearing.BLAMES, Plane.PATH, Plane.MODEM_BOX)]
    both = [*blame, finding(Fault.CORE_UNREACHABLE, Bearing.CLEARS, Plane.PATH)]
    judged = judge_incidents(Office(minutes=0).evidence(), [first, second], {"I-001": blame, "I-002": both})

    assert [each.standing for each in judged] == [Standing.INDICATED, Standing.CONTRADICTED]


def test_beside_another_blamed_fault_nothing_is_established():
    findings = [*proof_of(Fault.HOST_LINK), *proof_of(Fault.LAN_LOSS)]
    judged = weighed(findings)

    assert (judged.standing, judged.party) == (Standing.INDICATED, Party.PREMISES)


def test_two_blamed_faults_of_two_parties_name_neither():
    judged = weighed([*proof_of(Fault.HOST_LINK), *proof_of(Fault.CORE_LOSS)], times=2)

    assert (judged.party, set(judged.remaining)) == (None, {Party.PREMISES, Party.PROVIDER})


def test_only_silence_is_insufficient_and_leaves_all_that_could_explain_it():
    judged = weighed([finding(each, Bearing.SILENT) for each in Fault])

    assert (judged.standing, judged.party, judged.fault) == (Standing.INSUFFICIENT, None, None)
    assert judged.remaining == (Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES)


def test_one_candidate_that_nobody_blamed_is_not_named():
    judged = weighed([], incident=an_incident(zone=Zone.NEAR))

    assert (judged.standing, judged.party, judged.remaining) == (Standing.INSUFFICIENT, None, ())


def test_a_party_left_over_by_elimination_alone_is_not_singled_out():
    everything_else = [each for each in Fault if each is not Fault.CORE_UNREACHABLE]
    judged = weighed(
        [finding(each, Bearing.CLEARS, Plane.PATH) for each in everything_else], incident=an_incident(zone=Zone.MIDDLE)
    )

    assert judged.party is None
    assert set(judged.remaining) == {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES}


def test_cleared_faults_leave_the_candidates():
    loop = [Fault.LOOP_NOISE, Fault.LOOP_NO_SIGNAL, Fault.LOOP_SIGNAL_LOST]
    judged = weighed([finding(each, Bearing.CLEARS, Plane.MODEM_BOX) for each in loop])

    assert judged.remaining == (Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES)


def test_the_party_with_most_speaking_for_it_stands_first():
    findings = proof_of(Fault.ACCESS_SESSION_DOWN, keep_rival=Fault.MODEM_CONFIG)

    assert weighed(findings).remaining == (Party.PROVIDER, Party.EQUIPMENT)


@pytest.mark.parametrize(
    ("void", "standing"),
    [(VOID_LIMIT, Standing.ESTABLISHED), (VOID_LIMIT + 0.01, Standing.INSUFFICIENT)],
    ids=["a fifth", "more"],
)
def test_more_than_a_fifth_of_void_samples_concludes_nothing(void, standing):
    incident = an_incident(void=void)
    judged = weighed(proof_of(Fault.HOST_LINK), incident=incident)

    assert (judged.standing, judged.party is None) == (standing, standing is Standing.INSUFFICIENT)
    assert VOID_LIMIT == 0.2


@pytest.mark.parametrize(
    ("owner", "party", "remaining"),
    [
        (ISP, Party.EQUIPMENT, ()),
        ("Acme Modems", Party.EQUIPMENT, ()),
        (CLIENT, Party.PREMISES, ()),
        (CONSULTANT, Party.PREMISES, ()),
        (UNKNOWN, None, (Party.EQUIPMENT, Party.PREMISES)),
    ],
    ids=["the provider's", "a vendor's", "bought by the client", "the consultant's", "nobody knows whose"],
)
@pytest.mark.parametrize(
    ("segment", "fault"), [(Segment.MODEM, Fault.MODEM_REBOOTS), (Segment.ROUTER, Fault.ROUTER_HANGS)]
)
def test_a_box_is_laid_to_whose_it_is(segment, fault, owner, party, remaining):
    judged = weighed(proof_of(fault), office=Office(minutes=0, owners={segment: owner}), times=2)

    assert (judged.party, judged.remaining) == (party, remaining)
    assert judged.standing is (Standing.ESTABLISHED if party else Standing.INDICATED)


def test_a_combined_box_leaves_its_one_owner_when_the_router_fails():
    box = Device(id="modem", kind="combined", address="192.168.7.1")
    owners = {Segment.ROUTER: ISP, Segment.MODEM: ISP}
    judged = weighed([], office=Office(minutes=0, devices=(box,), owners=owners), incident=an_incident(zone=Zone.NEAR))

    assert set(judged.remaining) == {Party.EQUIPMENT, Party.PREMISES, Party.POWER}


@pytest.mark.parametrize(
    ("incident", "remaining"),
    [
        (an_incident(zone=Zone.LINK), set()),
        (an_incident(zone=Zone.NEAR), set()),
        (an_incident(zone=Zone.MIDDLE), {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES}),
        (an_incident(zone=Zone.FAR), {Party.PROVIDER, Party.FAR_END}),
        (an_incident(zone=Zone.ANY), {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES}),
        (a_name_failure(), {Party.PROVIDER, Party.PREMISES}),
        (a_silent_target(), {Party.FAR_END, Party.PROVIDER}),
        (
            an_incident(kind=IncidentKind.SESSION),
            {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES},
        ),
        (an_incident(kind=IncidentKind.BROWNOUT, zone=Zone.NEAR), set()),
        (an_incident(kind=IncidentKind.BROWNOUT, zone=Zone.FAR), {Party.PROVIDER, Party.PREMISES}),
        (
            an_incident(kind=IncidentKind.SLOW),
            {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES},
        ),
    ],
    ids=lambda each: f"{each.kind}-{each.zone}" if hasattr(each, "zone") else "",
)
def test_before_any_rule_speaks_all_holders_of_the_symptom_remain_unless_there_is_but_one(incident, remaining):
    assert set(weighed([], incident=incident).remaining) == remaining


def test_what_excludes_a_rival_supports_the_fault():
    findings = [
        finding(Fault.LOOP_NOISE, Bearing.BLAMES, Plane.MODEM_BOX),
        finding(Fault.MODEM_FRONT_END, Bearing.CLEARS, Plane.OPERATOR),
        finding(Fault.MODEM_HANGS, Bearing.CLEARS, Plane.SESSION_LOG),
        finding(Fault.INHOUSE_WIRING_FAULT, Bearing.BLAMES, Plane.HOST),
        finding(Fault.LOOP_NOISE, Bearing.SILENT, Plane.PATH),
    ]

    assert planes_behind(Fault.LOOP_NOISE, findings) == {Plane.MODEM_BOX, Plane.OPERATOR}


TAKEN = [(fault, other) for fault, contrast in CONTRASTS.items() for other in sorted(contrast.takes)]


def weigh_contrast(fault, other, *, planes=frozenset(), more=()):
    """Return the judgement where a contrast blames one fault and the symptom another, with no rival cleared."""
    findings = [finding(fault, Bearing.BLAMES, *planes), finding(other, Bearing.BLAMES, *Plane), *more]
    return weighed(findings, times=2)


@pytest.mark.parametrize(("fault", "other"), TAKEN, ids=str)
def test_a_contrast_takes_the_incident_from_the_symptoms_likeliest_holder(fault, other):
    judged = weigh_contrast(fault, other, planes=CONTRASTS[fault].planes | {Plane.PATH})

    parties = Office(minutes=0).site().parties(fault.segment)
    mains_open = Fault.MAINS_OUTAGE in PROOFS[fault].rivals
    assert judged.fault is fault
    assert judged.standing is Standing.INDICATED
    assert (judged.party, judged.remaining) == ((None, (*parties, Party.POWER)) if mains_open else (parties[0], ()))


@pytest.mark.parametrize("fault", list(CONTRASTS), ids=str)
def test_a_contrast_with_all_its_planes_is_established_beside_the_symptom(fault):
    other = min(CONTRASTS[fault].takes)
    cleared = [finding(rival, Bearing.CLEARS) for rival in PROOFS[fault].rivals]
    judged = weigh_contrast(fault, other, planes=PROOFS[fault].planes | CONTRASTS[fault].planes, more=cleared)

    assert (judged.standing, judged.fault) == (Standing.ESTABLISHED, fault)


def test_a_swap_whose_second_modem_was_not_read_leaves_the_pair_in_it():
    judged = weigh_contrast(Fault.MODEM_FRONT_END, Fault.LOOP_NOISE, planes={Plane.PATH, Plane.OPERATOR})

    assert judged.party is None
    assert set(judged.remaining) == {Party.EQUIPMENT, Party.LINE, Party.PREMISES}


def test_a_contrast_that_is_cleared_takes_nothing():
    cleared = [finding(Fault.INHOUSE_WIRING_FAULT, Bearing.CLEARS)]
    judged = weigh_contrast(Fault.INHOUSE_WIRING_FAULT, Fault.LOOP_NOISE, planes={Plane.OPERATOR}, more=cleared)

    assert judged.fault is Fault.LOOP_NOISE


def test_two_contrasts_that_blame_different_holders_name_neither():
    findings = [
        finding(Fault.INHOUSE_WIRING_FAULT, Bearing.BLAMES, Plane.OPERATOR),
        finding(Fault.MODEM_FRONT_END, Bearing.BLAMES, Plane.OPERATOR, Plane.MODEM_BOX),
        finding(Fault.LOOP_NOISE, Bearing.BLAMES, *Plane),
    ]
    judged = weighed(findings)

    assert (judged.party, set(judged.remaining)) == (None, {Party.EQUIPMENT, Party.PREMISES})


@pytest.mark.parametrize(
    ("start", "end", "dismissed"),
    [(960, 1000, True), (1010, 1300, True), (1010, 1301, False), (600, 650, False)],
    ids=["as it was unplugged", "over five minutes after the step", "lasted longer", "long before"],
)
def test_an_outage_made_by_a_step_and_soon_over_is_held_against_nobody(start, end, dismissed):
    office = Office(minutes=0).step(1000, socket=Socket.TEST)
    judged = weighed(proof_of(Fault.HOST_LINK), office=office, incident=an_incident(start, end))

    assert (judged.party is None) is dismissed
    assert (judged.standing, judged.remaining) == (
        (Standing.INSUFFICIENT, ()) if dismissed else (Standing.ESTABLISHED, ())
    )


def test_no_fault_takes_an_incident_from_itself_or_from_its_rivals_place():
    for fault, contrast in CONTRASTS.items():
        assert fault not in contrast.takes
        assert not contrast.takes & set(CONTRASTS)
