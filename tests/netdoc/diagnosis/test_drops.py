"""Which incidents are drops, and what the modem's clocks say of each."""

import pytest

from netdoc.diagnosis.drops import COUNTED, is_drop, symptom
from netdoc.diagnosis.weigh import VOID_LIMIT
from netdoc.model.arm import Changed, Symptom
from netdoc.model.incident import IncidentKind, Zone
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office

OUTAGE = an_incident(300, 360)


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (an_incident(), True),
        (an_incident(zone=Zone.ANY), True),
        (an_incident(kind=IncidentKind.SESSION), True),
        (an_incident(zone=Zone.FAR), False),
        (an_incident(zone=Zone.LINK), False),
        (an_incident(zone=Zone.NEAR), False),
        (a_brownout(zone=Zone.MIDDLE), False),
        (an_incident(void=VOID_LIMIT), True),
        (an_incident(void=VOID_LIMIT + 0.01), False),
    ],
    ids=[
        "outage",
        "unknown where",
        "session",
        "behind the first hop",
        "own link",
        "router",
        "loss",
        "void",
        "more void",
    ],
)
def test_a_drop_is_an_outage_that_modem_wiring_or_line_could_have_caused(incident, expected):
    assert is_drop(Office(minutes=0).evidence(), incident) is expected


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0), Symptom.UNKNOWN),
        (Office(minutes=0).line(400, 0), Symptom.HELD_SYNC),
        (Office(minutes=0).line(400, 355), Symptom.LOST_SYNC),
        (Office(minutes=0).line(330, None), Symptom.LOST_SYNC),
        (Office(minutes=0).line(400, 355).box(400, 299), Symptom.RESTARTED),
        (Office(minutes=0).line(400, 355).box(400, 330), Symptom.UNKNOWN),
        (Office(minutes=0).line(320, None).line(400, 355).box(400, 330), Symptom.LOST_SYNC),
        (Office(minutes=0).line(340, None).line(400, 355).box(400, 330), Symptom.UNKNOWN),
        (Office(minutes=0).line(330, None).line(400, 355).box(400, 330), Symptom.UNKNOWN),
        (Office(minutes=0).line(400, 355).box(400, -900), Symptom.LOST_SYNC),
    ],
    ids=[
        "nothing read", "in sync", "showtime began anew", "read out of sync", "the box had started before",
        "a person restarted it", "out of sync, then restarted", "restarted, then out of sync", "in the same second",
        "the box ran on",
    ],
)  # fmt: skip
def test_a_drop_is_what_the_modems_clocks_say(office, expected):
    assert symptom(office.evidence(), OUTAGE) is expected


def test_each_change_is_held_against_the_drops_it_could_have_caused():
    assert set(COUNTED) == set(Changed)
    assert all(Symptom.UNKNOWN in kinds for sets in COUNTED.values() for kinds in sets)
    assert COUNTED[Changed.SOCKET] == COUNTED[Changed.FILTERS] == ({Symptom.LOST_SYNC, Symptom.UNKNOWN},)
    assert COUNTED[Changed.ADAPTER] == COUNTED[Changed.UPS] == ({Symptom.RESTARTED, Symptom.UNKNOWN},)
    assert len(COUNTED[Changed.MODEM]) == 2
