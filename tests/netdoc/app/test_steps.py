"""Steps are stored in the office's record, with their time, and nothing wrong is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.app import steps_deeds as deeds
from netdoc.app.paths import Place, place_of, place_to_record
from netdoc.app.steps import check_office, check_time, observations_of, past_of, record
from netdoc.app.steps_plan import planned
from netdoc.app.steps_setup import Setup
from netdoc.app.steps_text import one_line
from netdoc.errors import BadInput, ConfigError, StoreError
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Socket, Step
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store
from tests.netdoc.app.replay import START, ReplayClock
from tests.stories.office import BEYOND, T0, Office, at


def an_office(root: Path, office: Office | None = None, site_file: str | None = None) -> Place:
    place = place_of("story", root)
    place.store.parent.mkdir(parents=True)
    if site_file is not None:
        place.site_file.write_text(site_file, encoding="utf-8")
    if office is not None:
        with Store.open(place.store) as store:
            store.put_site(office.site())
            store.put(office.evidence().observations)
    return place


def seen_in(place: Place) -> list[Seen[Step]]:
    with Store.open(place.store, create=False, read_only=True) as store:
        assert store.verify_chain() is None
        return [each for each in store.observations() if isinstance(each, Seen) and isinstance(each.fact, Step)]


def test_a_step_is_stored_with_the_plan_it_begins(tmp_path: Path) -> None:
    office = Office(minutes=60).fails(600, 690, *BEYOND).fails(2000, 2090, *BEYOND)
    place = an_office(tmp_path, office)
    past = past_of(place, START)
    deed = deeds.test_socket(past.setups, alone=True)
    plan = planned(past.evidence, past.setups, deed, START)

    site = record(place, ReplayClock(), observations_of(deed, START, plan=plan))

    with Store.open(place.store, create=False, read_only=True) as store:
        kept = [each for each in store.observations() if isinstance(each, Seen) and each.plane is Plane.OPERATOR]
    step, test = kept
    assert site == "story"
    assert [each.at for each in kept] == [START, START]
    assert {(each.subject, each.reader, each.capture) for each in kept} == {("operator", "step/1", None)}
    assert step.fact == deed.step
    assert isinstance(test.fact, SilencePlan) and test.fact.drops_before == 2 and test.fact.began is None
    assert past_of(place, START + timedelta(days=1)).setups[-1].socket is Socket.TEST


def test_the_arrangement_is_that_of_the_time_of_the_step(tmp_path: Path) -> None:
    place = an_office(tmp_path, Office(minutes=5))
    record(place, ReplayClock(), observations_of(deeds.test_socket([Setup()]), at(200)))

    assert past_of(place, at(100)).setups == (Setup(),)
    assert past_of(place, at(200)).setups[-1].socket is Socket.TEST
    assert past_of(place, at(-5)).evidence is None


def test_a_plan_recorded_a_little_later_than_the_arm_began_says_so(tmp_path: Path) -> None:
    evidence = Office(minutes=60).fails(600, 690, *BEYOND).evidence()
    deed = deeds.filter_out([Setup()])
    plan = planned(evidence, [Setup()], deed, START)

    later = START + timedelta(minutes=5)
    *_, step, test = observations_of(deed, START, plan=plan, now=later)

    assert isinstance(test.fact, SilencePlan)
    assert (step.at, test.at, test.fact.began) == (START, later, START)


def test_a_site_file_is_enough_to_begin_a_record(tmp_path: Path) -> None:
    place = an_office(tmp_path, site_file='name = "Harbour Dental"\n')

    assert record(place, ReplayClock(), observations_of(deeds.wired(), START)) == "story"
    with Store.open(place.store, create=False, read_only=True) as store:
        site = store.site()
    assert site is not None and (site.id, site.name) == ("story", "Harbour Dental")
    assert len(seen_in(place)) == 1


def test_an_empty_store_takes_its_office_from_the_site_file_or_is_refused(tmp_path: Path) -> None:
    place = an_office(tmp_path)
    Store.open(place.store).close()

    with pytest.raises(StoreError, match="holds nothing of any office yet") as refused:
        record(place, ReplayClock(), observations_of(deeds.wired(), START))
    place.site_file.write_text('name = "x"\n', encoding="utf-8")
    record(place, ReplayClock(), observations_of(deeds.wired(), START))

    assert "netdoc check story" in refused.value.hint
    assert len(seen_in(place)) == 1


def test_a_wrong_site_file_stops_before_anything_is_made(tmp_path: Path) -> None:
    place = an_office(tmp_path, site_file='nme = "x"\n')

    with pytest.raises(ConfigError):
        check_office(place)
    with pytest.raises(ConfigError):
        record(place, ReplayClock(), observations_of(deeds.wired(), START))
    assert not place.store.exists()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (START + timedelta(seconds=90), "lies in the future: this computer's clock says 2026-03-02T09:00:00Z"),
        (T0 - timedelta(days=91), "more than 90 days before the record of story begins"),
        (datetime(2016, 3, 2, tzinfo=UTC), "more than 90 days before the record"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(tmp_path: Path, moment: datetime, words: str) -> None:
    place = an_office(tmp_path, Office(minutes=2))

    with pytest.raises(BadInput, match=words) as refused:
        check_time(place, moment, START)
    assert refused.value.hint and refused.value.message.startswith("--at: ")


@pytest.mark.parametrize("moment", [START + timedelta(seconds=59), START, T0 - timedelta(days=89)])
def test_clocks_that_differ_by_seconds_and_the_time_before_the_record_are_taken(
    tmp_path: Path, moment: datetime
) -> None:
    assert check_time(an_office(tmp_path, Office(minutes=2)), moment, START) == moment


def test_where_nothing_is_stored_the_last_90_days_are_taken(tmp_path: Path) -> None:
    place = an_office(tmp_path)

    assert check_time(place, START - timedelta(days=89), START)
    Store.open(place.store).close()
    with pytest.raises(BadInput, match="nothing is recorded of then"):
        check_time(place, START - timedelta(days=91), START)
    assert check_time(place, START - timedelta(days=89), START)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  a\n b\t c ", "a b c"),
        ("\x1b[31mred\u202e", "\x1b[31mred\u202e"),
        ("\udc80", "\\udc80"),
        ("x" * 500, "x" * 500),
    ],
)
def test_a_text_is_kept_on_one_line(text: str, kept: str) -> None:
    assert one_line(text, "--note") == kept


def test_the_only_office_with_a_record_or_a_site_file_is_taken_and_told(tmp_path: Path) -> None:
    an_office(tmp_path, site_file="")

    place = place_to_record(None, tmp_path)

    assert (place.site_id, place.chosen) == ("story", "using the only office known, story")


def test_of_several_offices_one_has_to_be_named(tmp_path: Path) -> None:
    an_office(tmp_path, Office(minutes=1))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "site.toml").touch()

    with pytest.raises(BadInput, match="2 offices are known") as refused:
        place_to_record(None, tmp_path)
    assert "story, other" in refused.value.hint
    assert place_to_record("other", tmp_path).site_id == "other"


def test_an_office_that_is_not_known_is_not_begun_by_a_slip_of_the_pen(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no office is known yet"):
        place_to_record(None, tmp_path)
    an_office(tmp_path, Office(minutes=1))
    with pytest.raises(StoreError, match="no office 'stroy' is known") as refused:
        place_to_record("stroy", tmp_path)
    assert "name one of: story" in refused.value.hint


def test_a_store_by_its_file_has_to_be_there_or_be_begun_by_a_site_file(tmp_path: Path) -> None:
    file = tmp_path / "usb" / "case.sqlite"
    with pytest.raises(StoreError, match="there is no store at"):
        place_to_record(None, tmp_path, file)
    with pytest.raises(StoreError, match="there is no store at"):
        place_to_record("story", tmp_path, file)
    an_office(tmp_path, Office(minutes=1), site_file="")

    assert place_to_record("story", tmp_path, file).store == file
    assert place_to_record(None, tmp_path, tmp_path / "story" / "store.sqlite").site_id == "story"
