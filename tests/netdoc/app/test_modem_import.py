"""A page saved by hand goes into the record: bytes as capture, facts with the page's time, once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.app.modem_import import PageImported, import_page
from netdoc.app.paths import Place, place_of
from netdoc.app.secrets import SecretStore
from netdoc.errors import BadInput, StoreError, UnreadableCapture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Driver, Proof, Score
from netdoc.store.store import Store
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.netdoc.app.replay import START, ReplayClock

SAVED = START - timedelta(hours=2)
SECRET = "s3cr3t-of-the-modem"
SITE_FILE = '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.1.1"\ncredentials = "modem"\n'


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = place_of("harbour", tmp_path)
    place.site_file.parent.mkdir()
    place.site_file.write_text(SITE_FILE, encoding="utf-8")
    return place


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "modem.txt"
    at = SAVED.timestamp()
    path.write_text(driver_text(BoxState(at - 400_000, at - 300_000), at))
    os.utime(path, (at, at))
    return path


def bring(place: Place, page: Path, **more: Any) -> PageImported:
    secrets = SecretStore({"modem": {"user": "admin", "password": SECRET}}, {})
    return import_page(place, page, ReplayClock(), secrets, **more)


def kept(place: Place) -> list[Seen[Any]]:
    with Store.open(place.store, create=False, read_only=True) as store:
        assert store.verify_chain() is None
        return [each for each in store.observations() if isinstance(each, Seen)]


def test_the_facts_are_the_modems_word_at_the_time_given_and_cite_the_bytes(place: Place, page: Path) -> None:
    at = START - timedelta(hours=5)

    done = bring(place, page, at=at)

    seen = kept(place)
    assert (done.site, done.captures, done.observations, done.known) == ("harbour", 1, 3, 0)
    assert {(each.subject, each.at, each.plane, each.reader, each.capture) for each in seen} == {
        ("modem", at, Plane.MODEM_BOX, "broadcom/1", done.capture)
    }
    assert {type(each.fact) for each in seen} == {DslLine, DslHistory}
    latest = next(each.fact.bins[-1] for each in seen if isinstance(each.fact, DslHistory) and each.fact.bin_s == 900)
    assert latest.end == at, "the bins are dated from the time of the page"
    with Store.open(place.store, create=False, read_only=True) as store:
        capture = store.capture(done.capture)
        assert store.site() is not None
    assert capture is not None and capture.body == page.read_bytes()
    assert (capture.taken_at, capture.source, capture.method) == (at, "modem", "file")


def test_without_a_time_the_files_own_counts(place: Place, page: Path) -> None:
    assert bring(place, page).at == SAVED
    assert {each.at for each in kept(place)} == {SAVED}


def test_the_same_page_a_second_time_adds_nothing(place: Place, page: Path) -> None:
    first = bring(place, page)

    again = bring(place, page)

    assert (first.known, again.captures, again.observations, again.known) == (0, 0, 0, 4)
    assert len(kept(place)) == 3


def test_the_same_page_with_another_time_is_refused_because_a_page_has_one(place: Place, page: Path) -> None:
    bring(place, page)

    with pytest.raises(BadInput, match="stored already as of 2026-03-02T07:00:00Z") as refused:
        bring(place, page, at=SAVED + timedelta(minutes=5))
    assert "--at 2026-03-02T07:00:00Z" in refused.value.hint
    assert len(kept(place)) == 3


def test_secrets_are_gone_before_the_bytes_are_kept_and_the_values_are_the_same(place: Place, page: Path) -> None:
    clean = page.read_text()
    page.write_text(f"Login: admin\nPassword: {SECRET}\nPPP password = hunter2\n{clean}")

    done = bring(place, page, at=SAVED)

    with Store.open(place.store, create=False, read_only=True) as store:
        capture = store.capture(done.capture)
    assert capture is not None and done.cleaned
    assert SECRET.encode() not in capture.body and b"hunter2" not in capture.body
    line = next(each.fact for each in kept(place) if isinstance(each.fact, DslLine))
    assert (line.rate_down_kbps, line.margin_down_db) == (39_999, 8.1)


def test_a_page_without_secrets_is_kept_byte_by_byte(place: Place, page: Path) -> None:
    assert bring(place, page).cleaned is False


def test_a_driver_that_rests_on_documentation_says_so_in_the_fact(place: Place, page: Path) -> None:
    async def collect(device: Any, ports: Any) -> Any:
        raise AssertionError("a file is never collected")

    driver = Driver(
        id="paper", title="Paper", recognises=lambda body: Score.CERTAIN, collect=collect,
        read=lambda captures: (DeviceState(uptime_s=5),), transport="http", proof=Proof.DOCUMENTATION,
    )  # fmt: skip

    bring(place, page, drivers={"paper": driver}, subject="router")

    (seen,) = kept(place)
    assert (seen.subject, seen.plane) == ("router", Plane.ROUTER_BOX)
    assert "rests on documentation only" in seen.fact.remarks[-1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at": START + timedelta(minutes=5)}, "--at: 2026-03-02T09:05:00Z lies in the future"),
        ({"at": datetime(2016, 3, 2, tzinfo=UTC)}, "nothing is recorded of then"),
        ({"driver_id": "nobody"}, "there is no driver 'nobody'"),
        ({"subject": "../x"}, "'../x' is not the id of a device"),
        ({"subject": "\x1b[2J"}, "is not the id of a device"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_no_store(
    place: Place, page: Path, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        bring(place, page, **more)

    assert words in refused.value.message and refused.value.hint
    assert not place.store.exists()


def test_a_file_whose_own_time_is_wrong_is_named(place: Place, page: Path) -> None:
    late = (START + timedelta(days=1)).timestamp()
    os.utime(page, (late, late))

    with pytest.raises(BadInput, match=r"the time of .*modem\.txt: 2026-03-03T09:00:00Z lies in the future"):
        bring(place, page)


def test_unknown_unreadable_and_missing_pages_are_the_errors_of_modem_read(place: Place, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear Sir or Madam")

    with pytest.raises(BadInput, match="no modem family"):
        bring(place, text)
    with pytest.raises(UnreadableCapture):
        bring(place, text, driver_id="snmp_dsl")
    with pytest.raises(BadInput, match="cannot be read"):
        bring(place, tmp_path / "none.txt")
    assert not place.store.exists()


def test_an_office_that_nobody_knows_is_not_begun(tmp_path: Path, page: Path) -> None:
    with pytest.raises(StoreError, match="holds nothing of any office"):
        bring(place_of("nowhere", tmp_path), page)


def test_answers_saved_apart_go_in_together_each_with_its_own_bytes(place: Place, page: Path, tmp_path: Path) -> None:
    clock = tmp_path / "uptime.txt"
    clock.write_text("400000.25 1000.00\n")

    done, again = bring(place, page, others=[clock]), bring(place, page, others=[clock])

    seen = kept(place)
    by_kind = {type(each.fact): each.capture for each in seen}
    assert (done.captures, done.observations, done.known) == (2, 4, 0)
    assert (again.captures, again.observations, again.known) == (0, 0, 6)
    assert by_kind[DeviceState] != by_kind[DslLine] == done.capture


def test_a_terminals_session_in_one_file_goes_in_with_the_boxs_clock(place: Place, page: Path) -> None:
    text = page.read_text()
    page.write_text(f"> xdslctl info --stats\n{text}> cat /proc/uptime\n400000.25 1000.00\n> exit\n")

    done = bring(place, page, at=SAVED)

    assert done.captures == 1
    assert DeviceState(uptime_s=400_000) in [each.fact for each in kept(place)]
    assert {each.capture for each in kept(place)} == {done.capture}


WIFI = Path(__file__).parents[2] / "captures" / "wifi_text" / "netsh_windows-11_english" / "wifi.txt"


def saved_wifi(tmp_path: Path) -> Path:
    path = tmp_path / "wifi.txt"
    text = WIFI.read_text().replace("SSID                   : [removed]", "SSID                   : Villa Nord")
    path.write_bytes(b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le"))  # as PowerShell saves it
    return path


def test_a_computer_s_wi_fi_is_its_own_word_and_the_network_s_name_is_kept_nowhere(
    place: Place, tmp_path: Path
) -> None:
    done = bring(place, saved_wifi(tmp_path), at=SAVED, subject="reception-pc")

    (seen,) = kept(place)
    assert (seen.subject, seen.plane, seen.at) == ("reception-pc", Plane.HOST, SAVED)
    assert (seen.fact.KIND, seen.fact.signal_dbm, seen.fact.channel) == ("WifiState", -83.0, 11)
    with Store.open(place.store, create=False, read_only=True) as store:
        body = store.capture(done.capture).body
    assert b"Villa" not in body
    assert b"Signal                 : 34%" in body
    assert b"Villa" not in place.store.read_bytes()
    assert done.cleaned


def test_a_computer_s_wi_fi_is_not_filed_under_the_modem(place: Place, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="of a computer, not of the modem"):
        bring(place, saved_wifi(tmp_path), at=SAVED)
