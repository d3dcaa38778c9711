"""What a person saw of the modem's lamps."""

import pytest

from netdoc.diagnosis.rules._lamps import seen_in_sync, seen_without_power, sightings, without_sync
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

STEADY, BLINKING, OFF, RED = Light.STEADY, Light.BLINKING, Light.OFF, Light.RED
OUTAGE = an_incident(1000, 2000)


def seen(office, second, witness=Witness.OPERATOR, **lights):
    lamps = {f"light_{name}": light for name, light in lights.items()}
    return office.sees(second, "operator", Testimony(witness=witness, says="the lamps", **lamps), Plane.OPERATOR, None)


@pytest.mark.parametrize(
    ("lights", "told"),
    [
        ({"dsl": BLINKING}, True),
        ({"dsl": RED}, True),
        ({"dsl": STEADY}, False),
        ({"dsl": OFF}, False),
        ({"dsl": OFF, "power": STEADY}, True),
        ({"dsl": OFF, "ethernet": BLINKING}, True),
        ({"dsl": OFF, "internet": RED}, True),
        ({"dsl": OFF, "ethernet": OFF}, False),
        ({"dsl": OFF, "power": OFF, "ethernet": STEADY}, False),
        ({"dsl": BLINKING, "power": OFF}, False),
        ({"power": STEADY}, False),
    ],
)
def test_no_sync_is_a_lamp_that_is_not_steady_on_a_modem_with_power(lights, told):
    lamps = {f"light_{name}": light for name, light in lights.items()}

    assert without_sync(Testimony(witness=Witness.OPERATOR, says="x", **lamps)) is told


@pytest.mark.parametrize(
    ("second", "counts"),
    [(999, False), (1000, True), (2000, True), (2001, False)],
    ids=["before", "at the onset", "at the end", "after"],
)
def test_lamps_count_within_the_incident(second, counts):
    assert bool(sightings(seen(Office(minutes=0), second, dsl=BLINKING).evidence(), OUTAGE)) is counts


@pytest.mark.parametrize(
    ("witness", "lights", "counts"),
    [(Witness.OPERATOR, {"ethernet": OFF}, True), (Witness.OPERATOR, {}, False), (Witness.TELCO, {"dsl": OFF}, False)],
    ids=["any lamp", "no lamp", "not seen on site"],
)  # fmt: skip
def test_only_lamps_seen_on_site_count(witness, lights, counts):
    assert bool(sightings(seen(Office(minutes=0), 1500, witness, **lights).evidence(), OUTAGE)) is counts


@pytest.mark.parametrize(
    ("second", "proves"),
    [(1059, False), (1060, True), (1820, True), (1821, False)],
    ids=["too near the onset", "a minute in", "three minutes before the end", "too near the end"],
)
def test_a_steady_dsl_lamp_amid_the_incident_shows_sync(second, proves):
    told = seen_in_sync(seen(Office(minutes=0), second, dsl=STEADY).evidence(), OUTAGE)

    assert (told is not None) is proves


@pytest.mark.parametrize(
    ("other", "proves"),
    [({"dsl": STEADY}, True), ({"dsl": BLINKING}, False), ({"dsl": OFF}, False), ({"power": OFF}, False),
     ({"ethernet": STEADY}, True)],
)  # fmt: skip
def test_a_steady_lamp_that_another_look_contradicts_shows_nothing(other, proves):
    office = seen(seen(Office(minutes=0), 1500, dsl=STEADY), 1950, **other)

    assert (seen_in_sync(office.evidence(), OUTAGE) is not None) is proves


def test_a_dark_power_lamp_tells_of_no_power():
    office = seen(seen(Office(minutes=0), 1100, power=STEADY), 1200, power=OFF)

    assert seen_without_power(office.evidence(), OUTAGE).at == office.said[-1].at
    assert seen_without_power(office.evidence(), an_incident(1000, 1150)) is None
