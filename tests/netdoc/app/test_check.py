"""A whole check against a replayed office: what is asked, what is stored, what is concluded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from netdoc.app.assemble import assemble
from netdoc.app.cases import diagnose
from netdoc.app.check import check
from netdoc.app.config import parse_site_file
from netdoc.app.discovery import Found
from netdoc.app.ladder import ladder_rungs
from netdoc.app.paths import Place, place_of
from netdoc.app.plan import Plan, plan_for
from netdoc.errors import BadInput, ConfigError, StoreError
from netdoc.model.case import Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.dns_lookup import DnsLookup
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.facts.step import Step
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import AskedPort, Connectivity, RungKind, SecondWay
from netdoc.model.verdict import Conclusion, Verdict, exit_code
from netdoc.store.store import Store
from tests.netdoc.app.replay import NO_NETWORK, World, office

pytestmark = pytest.mark.slow

SHORT = Plan(profile="quick", ladder_s=3.0)


def checked(world: World, root: Path, **options: object) -> tuple[Verdict, Evidence, Place]:
    place = place_of("here", root)
    verdict, evidence = check(place, world.ports(), SHORT, **options)  # type: ignore[arg-type]
    return verdict, evidence, place


def test_a_healthy_office_is_measured_by_every_probe_and_blamed_for_nothing(tmp_path: Path) -> None:
    world = office()

    verdict, evidence, place = checked(world, tmp_path)

    assert verdict.conclusion is not Conclusion.FAULT
    assert verdict.party is None
    for kind in (LinkState, EchoBlock, PathTrace, DnsLookup):
        assert evidence.readings(kind), kind
    assert len(evidence.readings(LinkState)) >= 2
    assert evidence.ladder.counted("router", evidence.start, evidence.end)[1] >= 2
    assert not [each for each in evidence.gaps if "broke" in each.why]
    with Store.open(place.store, create=False, read_only=True) as store:
        assert store.site() == evidence.site
        assert all(store.has_capture(each.capture) for each in evidence.readings(DnsLookup) if each.capture)


def test_a_check_can_be_judged_again_from_its_store_with_the_same_result(tmp_path: Path) -> None:
    verdict, _, place = checked(office(), tmp_path)

    again, _ = diagnose(place.store)

    assert again == verdict


def test_without_any_network_there_is_a_verdict_and_nobody_is_blamed(tmp_path: Path) -> None:
    verdict, evidence, _ = checked(World(files=NO_NETWORK), tmp_path)

    assert verdict.conclusion is Conclusion.INSUFFICIENT
    assert verdict.party is None
    assert exit_code(verdict) == 3
    assert evidence.readings(LinkState)


def test_an_office_cut_off_behind_its_router_is_seen_as_cut_off(tmp_path: Path) -> None:
    world = office(echo_us={"192.168.7.1": 400}, resolvers={}, hops={"1.1.1.1": ("192.168.7.1",)})

    verdict, evidence, _ = checked(world, tmp_path, complaint=Complaint.DEAD)

    assert verdict.conclusion is not Conclusion.NO_FAULT
    assert evidence.ladder.counted("anchor_1", evidence.start, evidence.end)[1] == 0
    assert all(not each.fact.worked for each in evidence.readings(DnsLookup))


def test_the_complaint_is_kept_with_the_case(tmp_path: Path) -> None:
    _, evidence, place = checked(office(), tmp_path, complaint=Complaint.DROPS, per_day=3.0)

    with Store.open(place.store, create=False, read_only=True) as store:
        assert store.case() == evidence.case
    assert (evidence.case.complaint, evidence.case.per_day) == (Complaint.DROPS, 3.0)


def test_a_rate_without_a_complaint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--rate"):
        checked(office(), tmp_path, per_day=3.0)


def test_two_checks_never_write_to_one_store_at_a_time(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    place.store.parent.mkdir()

    with FileLock(str(place.store) + ".lock"), pytest.raises(StoreError, match="another netdoc"):
        checked(office(), tmp_path)


def test_a_wrong_site_file_ends_the_check_before_anything_is_asked(tmp_path: Path) -> None:
    world = office()
    place = place_of("here", tmp_path)
    place.site_file.parent.mkdir()
    for text in ("nme = 1", 'id = "elsewhere"'):
        place.site_file.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError):
            checked(world, tmp_path)

    assert world.asked == []


def test_the_ladder_samples_each_address_once_and_no_name_server_but_the_providers() -> None:
    found = Found(
        router="192.168.7.1",
        resolvers=(("192.168.7.1", "router"), ("203.0.113.1", "isp"), ("192.168.7.9", "office")),
        first_hop="203.0.113.1",
    )

    rungs = ladder_rungs(assemble("here", None, found))

    assert [each.id for each in rungs] == ["router", "first_hop", "anchor_1", "anchor_2", "anchor_3"]


def test_a_length_that_makes_no_sense_is_refused() -> None:
    for seconds in (0, 1, 90_000):
        with pytest.raises(BadInput, match="not possible"):
            plan_for("full", timedelta(seconds=seconds))


def test_the_pinned_first_hop_and_the_clock_reach_the_store(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    place.site_file.parent.mkdir()
    place.site_file.write_text('[ladder]\nfirst_hop = "203.0.113.77"', encoding="utf-8")

    _, evidence, _ = checked(office(), tmp_path)

    assert [each.address for each in evidence.site.rungs if each.kind is RungKind.FIRST_HOP] == ["203.0.113.77"]
    assert evidence.readings(ClockReading) or any(each.what == "ClockReading" for each in evidence.gaps)


def test_a_configured_modem_that_does_not_answer_is_missed_and_blamed_for_nothing(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    place.site_file.parent.mkdir()
    place.site_file.write_text(
        '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.8.1"\ndriver = "broadcom"', encoding="utf-8"
    )
    world = office()

    verdict, evidence, _ = checked(world, tmp_path)

    assert "shell 192.168.8.1" in world.asked
    assert [each.failure for each in evidence.missed if each.subject == "modem"] == ["refused"]
    assert verdict.party is None


@pytest.mark.parametrize(
    ("told", "ago", "flag", "asked"),
    [
        ((True,), timedelta(minutes=50), False, True),
        ((True,), timedelta(minutes=70), False, False),
        ((True, False), timedelta(minutes=20), False, False),
        ((), timedelta(0), False, False),
        ((), timedelta(0), True, True),
    ],
    ids=["a step of this hour", "an older step", "moved back since", "nothing told", "told on the command line"],
)
def test_concentrators_are_asked_for_only_where_this_computer_is_at_the_modem(
    tmp_path: Path, told: tuple[bool, ...], ago: timedelta, flag: bool, asked: bool
) -> None:
    world, place = office(), place_of("here", tmp_path)
    place.store.parent.mkdir(parents=True, exist_ok=True)
    with Store.open(place.store, clock=world.clock) as store:
        store.put_site(assemble("here", None, None))
        begun = world.clock.now() - ago
        store.put(
            Seen("operator", begun + timedelta(minutes=k), Step(did="moved", at_modem=each), plane=Plane.OPERATOR)
            for k, each in enumerate(told)
        )
    _, evidence, _ = checked(world, tmp_path, at_modem=flag)

    assert any(each.what == "PppoeDiscovery" for each in evidence.gaps) is asked
    assert evidence.site.at_modem is asked
    assert not any(each.what == "PppoeSession" for each in evidence.gaps), "no login without a word"


def test_a_login_is_tried_only_at_the_modem_and_not_soon_after_another(tmp_path: Path) -> None:
    world, place = office(), place_of("here", tmp_path)
    with pytest.raises(BadInput, match="plugged into the modem itself"):
        checked(world, tmp_path, login=True)
    _, evidence, _ = checked(world, tmp_path, login=True, at_modem=True)
    assert [each.what for each in evidence.gaps if each.what == "PppoeSession"] == ["PppoeSession"]

    with Store.open(place.store, clock=world.clock) as store:
        store.put_site(assemble("here", None, None))
        fact = PppoeSession(interface="eth0", stage=PppoeStage.LINK, rejected=True)
        store.put([Seen("host", world.clock.now() - timedelta(seconds=100), fact, plane=Plane.PATH)])
    with pytest.raises(BadInput, match=r"tried 10\d s ago"):
        checked(world, tmp_path, login=True, at_modem=True)


@pytest.mark.parametrize("second_path", [None, "wwan0"])
def test_a_second_path_named_for_once_is_asked_and_what_it_lacks_is_a_gap(
    second_path: str | None, tmp_path: Path
) -> None:
    verdict, evidence, _ = checked(office(), tmp_path, second_path=second_path)

    assert evidence.site.second_path == (SecondWay(interface="wwan0") if second_path else None)
    assert any(each.subject == "second_path" for each in evidence.gaps) is bool(second_path)
    assert verdict.party is None


def test_ports_second_path_and_known_page_come_from_the_site_file_and_the_system() -> None:
    text = (
        '[[port]]\nname = "calls"\nhost = "sip.example.net"\nport = 5060\nasks = "sip"\nwhat = "telephony"\n'
        '[second_path]\naddress = "192.168.42.10"\n'
    )
    found = Found(connectivity=Connectivity(url="http://check.example/"))

    site = assemble("here", parse_site_file(text, "site.toml"), found)

    assert site.ports == (AskedPort(name="calls", host="sip.example.net", port=5060, asks="sip", what="telephony"),)
    assert (site.second_path, site.connectivity) == (SecondWay(address="192.168.42.10"), found.connectivity)
