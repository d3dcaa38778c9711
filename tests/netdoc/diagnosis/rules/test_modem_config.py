"""MODEM04, by its specification."""

import pytest

from netdoc.diagnosis.rules.modem_config import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.pppoe_discovery import Concentrator, PppoeDiscovery
from netdoc.model.facts.step import Action
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Access
from tests.netdoc.diagnosis.rules.test_at_modem_helpers import tried
from tests.stories.episodes import an_incident
from tests.stories.office import Office

LOST = an_incident(300, 360, IncidentKind.SESSION)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).session(370, 0), Bearing.CLEARS),
        (Office(minutes=0).line(330, None), Bearing.CLEARS),
        (Office(minutes=0).line(400, 355), Bearing.CLEARS),
        (Office(minutes=0).line(400, 0), Bearing.SILENT),
        (Office(minutes=0).line(400, 0).step(100, modem="M-2", modem_proven=True), Bearing.CLEARS),
        (Office(minutes=0).line(400, 0).step(100, modem="M-2"), Bearing.SILENT),
        (Office(minutes=0), Bearing.SILENT),
    ],
    ids=[
        "the session stood",
        "the line was out of sync",
        "showtime began anew",
        "in sync with the supplied modem",
        "with a proven second modem too",
        "with a second modem that nobody proved",
        "nothing read",
    ],
)
def test_the_modems_settings_are_cleared_by_session_line_or_second_modem(office, expected):
    assert RULE.judge(office.evidence(), LOST).bearing is expected


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(Office(minutes=0).session(370, 0).evidence(), incident).bearing is Bearing.SILENT


CUT_OVER = an_incident(300, 3000, IncidentKind.SESSION)
SWAP = {"action": Action.SWAP_MODEM, "modem": "M-2", "modem_proven": True, "adapter": "A-2"}


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, None).line(2900, 500), Bearing.SILENT),
        (Office(minutes=0).line(400, None).line(1000, 500), Bearing.CLEARS),
        (tried(), Bearing.CLEARS),
        (tried(back=None), Bearing.SILENT),
        (Office(minutes=0).step(1000, **SWAP).line(1400, 100).session(1410, None), Bearing.CLEARS),
        (Office(minutes=0).step(1000, **SWAP).line(1400, 100).session(1200, None), Bearing.SILENT),
    ],
    ids=[
        "the line came back and held", "it had just come back", "a laptop logged in through it", "and that was all",
        "down behind a proven one too", "not read so late",
    ],
)  # fmt: skip
def test_a_cut_over_clears_its_settings_only_by_a_laptop_or_a_second_modem(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected


# -- the contract's tag from this computer, and a login that was answered


OWN = Access(vlan=7)
OUT = an_incident(300, 3000)


def rejected(*steps, old="VDSL2"):
    """The router's login, which worked before, is rejected."""
    office = Office(minutes=0).line(250, -9000, mode=old).line(2900, -9000, mode="VDSL2").session(200, 0)
    for changed in steps:
        office.step(100, changed=changed)
    return office.session(310, None).log(2900, "router", (1500, E.AUTH_REJECTED), (2500, E.AUTH_REJECTED))


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (rejected(), Bearing.CLEARS),
        (rejected(old="ADSL2+"), Bearing.SILENT),
        (rejected("modem: VLAN"), Bearing.SILENT),
        (rejected("router: login"), Bearing.CLEARS),
        (Office(minutes=0).line(2900, -9000).logs_in(1000), Bearing.CLEARS),
        (Office(minutes=0).line(2900, -9000).logs_in(1000, False), Bearing.CLEARS),
        (Office(minutes=0).line(2900, -9000).logs_in(1000, own_tag=None), Bearing.SILENT),
        (Office(minutes=0).line(2900, -9000).logs_in(1000, own_tag=False), Bearing.SILENT),
        (Office(minutes=0).line(2900, -9000).logs_in(1000, None), Bearing.SILENT),
        (Office(minutes=0, access=OWN).line(2900, -9000).discovers(1000, vlans=(7, 835)), Bearing.CLEARS),
        (Office(minutes=0, access=OWN).line(2900, -9000).discovers(1000, vlans=(835,)), Bearing.SILENT),
        (Office(minutes=0).line(2900, -9000).discovers(1000, vlans=(7, 835)), Bearing.SILENT),
        (Office(minutes=0, access=OWN).line(2900, -9000).discovers(1000, "BRAS"), Bearing.SILENT),
        (Office(minutes=0, access=OWN).line(2900, None).discovers(1000), Bearing.CLEARS),
    ],
    ids=[
        "rejected in the same product", "in another product", "the modem was changed", "the router was changed",
        "rejected on its tag", "accepted on its tag", "untagged", "another tag", "not answered",
        "nobody on its tag nor another", "its tag was not tried", "its tag is not known", "one answers untagged",
        "no line",
    ],
)  # fmt: skip
def test_the_contracts_tag_or_an_answered_login_clears_its_settings(office, expected):
    assert RULE.judge(office.evidence(), OUT).bearing is expected


def test_a_concentrator_on_another_tag_than_the_contracts_is_told():
    found = Office(minutes=0, access=OWN).line(2900, -9000)
    concentrator = Concentrator(mac="02:00:00:00:00:07", name="BRAS", vlan=835)
    fact = PppoeDiscovery(interface="eth0", untagged=True, vlans=(7, 835), concentrators=(concentrator,))
    finding = RULE.judge(found.sees(1000, "host", fact, Plane.PATH).evidence(), OUT)

    assert finding.bearing is Bearing.SILENT
    assert "answers with the tag 835; the contract says 7" in finding.sentence
