"""A store as lines and back: nothing is lost, nothing is added twice, and every mistake is named."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.app.exchange import Imported, export_lines, import_lines
from netdoc.app.exchange_form import default_plane
from netdoc.errors import BadInput
from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.facts import Fact, testimony
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.store.store import Store
from tests.netdoc.store.any_observation import ANY_OBSERVATION, any_record
from tests.netdoc.store.ladder_blocks import ladder_blocks

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HEAD = '{"schema":"netdoc.observations/1"}'
SEEN = {"record": "seen", "subject": "modem", "at": "2026-03-01T09:00:00Z", "fact": {"kind": "DslLine", "sync": True}}
BLOCK = {
    "record": "seen",
    "subject": "ladder",
    "at": "2026-03-01T09:00:00Z",
    "fact": {
        "kind": "EchoBlock",
        "start": "2026-03-01T09:00:00Z",
        "series": [{"rung": "router", "target": "192.0.2.1", "first_offset_us": 0, "rtt_us": [400, -1, 410]}],
    },
}
PAGE = Capture(b"Showtime\x00\xff", AT, "modem", "telnet: xdslctl info")
CAPTURE = {
    "record": "capture",
    "digest": PAGE.digest,
    "taken_at": "2026-03-01T09:00:00Z",
    "source": "modem",
    "method": "telnet: xdslctl info",
    "body": base64.b64encode(PAGE.body).decode(),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "office.netdoc")


def lines(*records: dict[str, Any] | str) -> list[str]:
    return [HEAD, *(each if isinstance(each, str) else json.dumps(each) for each in records)]


def changed(record: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**record, **fields}


def block_with(**fields: Any) -> dict[str, Any]:
    series = {**BLOCK["fact"]["series"][0], **fields}  # type: ignore[index]
    return changed(BLOCK, fact={**BLOCK["fact"], "series": [series]})  # type: ignore[dict-item]


CAPTURES = st.builds(
    Capture, st.binary(max_size=40), st.datetimes(timezones=st.just(UTC)), st.text(max_size=8), st.text(max_size=8)
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ANY_OBSERVATION, max_size=6),
    st.lists(CAPTURES, max_size=3),
    any_record(Site).filter(lambda site: site.id != ""),
    any_record(Case),
)
def test_a_store_exported_and_imported_is_the_same_store(
    observations: list[Observation], captures: list[Capture], site: Site, case: Case
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "one.netdoc") as one,
        Store.open(Path(folder) / "two.netdoc") as two,
    ):
        one.put_site(site)
        one.put_case(case)
        digests = [one.put_capture(each) for each in captures]
        one.put(observations + [Missed("modem", AT, "DslLine", "error", "garbage", each) for each in digests])
        exported = list(export_lines(one))

        import_lines(two, exported, "one.jsonl")

        assert two.site() == site
        assert two.case() == case
        assert list(two.captures()) == list(one.captures())
        assert list(two.stored()) == list(one.stored())
        assert two.observations() == one.observations()
        assert list(export_lines(two)) == exported
        assert import_lines(two, exported, "one.jsonl").observations == 0
        assert list(export_lines(two)) == exported


def test_importing_twice_changes_nothing(store: Store) -> None:
    file = lines(SEEN, CAPTURE, changed(SEEN, capture=PAGE.digest), BLOCK, {"record": "case", "case": {"note": "x"}})
    first = import_lines(store, file, "story.jsonl")
    before = store.path.read_bytes(), list(export_lines(store))

    second = import_lines(store, file, "story.jsonl")

    assert (first.captures, first.observations, first.known) == (1, 3, 0)
    assert (second.captures, second.observations, second.known) == (0, 0, 4)
    assert (store.path.read_bytes(), list(export_lines(store))) == before


def test_a_second_file_adds_only_what_is_not_there(store: Store) -> None:
    later = changed(SEEN, at="2026-03-01T09:01:00Z")
    import_lines(store, lines(SEEN), "one.jsonl")

    counted = import_lines(store, lines(later, SEEN), "two.jsonl")

    assert (counted.observations, counted.known) == (1, 1)
    assert [each.at for each in store.observations()] == [AT, AT + timedelta(minutes=1)]


def test_two_equal_lines_are_two_observations_and_stay_two(store: Store) -> None:
    for _ in range(2):
        import_lines(store, lines(SEEN, SEEN), "story.jsonl")

    assert len(store.observations()) == 2


def test_records_come_in_any_order_and_blank_and_comment_lines_are_passed_over(store: Store) -> None:
    site = {"record": "site", "site": {"id": "via-roma"}}
    file = ["# my story\n", "\n", HEAD + "\n", json.dumps(changed(SEEN, capture=PAGE.digest)) + "\r\n", "  # capture\n",
            json.dumps(CAPTURE) + "\n", "   \n", json.dumps(site) + "\n"]  # fmt: skip

    assert import_lines(store, file, "story.jsonl") == Imported(site="via-roma", captures=1, observations=1, known=0)
    assert store.capture(PAGE.digest) == PAGE


def test_a_file_without_a_site_names_the_office_after_itself(store: Store) -> None:
    import_lines(store, lines(SEEN), "/tmp/My Office (2).jsonl")

    assert store.site() == Site(id="my-office-2")


def test_a_file_without_a_site_goes_to_the_stores_own(store: Store) -> None:
    store.put_site(Site(id="via-roma", name="Via Roma"))

    assert import_lines(store, lines(SEEN), "story.jsonl").site == "via-roma"
    assert store.site() == Site(id="via-roma", name="Via Roma")


def test_an_older_site_in_a_file_does_not_replace_the_stores_newer_one(store: Store) -> None:
    old, new = Site(id="via-roma", name="old"), Site(id="via-roma", name="new")
    store.put_site(old)
    store.put_site(new)

    import_lines(store, lines({"record": "site", "site": {"id": "via-roma", "name": "old"}}), "story.jsonl")

    assert store.site() == new


def test_samples_of_a_rung_that_the_site_lacks_are_warned_of(store: Store) -> None:
    store.put_site(Site(id="x", rungs=(Rung(id="gateway", kind=RungKind.ROUTER, address="192.0.2.1"),)))

    (warning,) = import_lines(store, lines(BLOCK), "story.jsonl").warnings

    assert "no rung named router" in warning


def test_a_month_of_blocks_survives_the_way_out_and_back(tmp_path: Path) -> None:
    blocks = list(ladder_blocks(50, slow_rungs=5))
    with Store.open(tmp_path / "one.netdoc") as one, Store.open(tmp_path / "two.netdoc") as two:
        one.put(blocks)
        file = tmp_path / "out.jsonl"
        file.write_text("\n".join(export_lines(one)) + "\n", encoding="utf-8")

        with file.open(encoding="utf-8") as lines:
            assert import_lines(two, lines, "out.jsonl").observations == 50
        assert two.observations() == blocks


@pytest.mark.parametrize(
    ("subject", "fact", "plane"),
    [
        ("line", DslLine(sync=True), Plane.MODEM_BOX),
        ("line", DslHistory(bin_s=900, bins=()), Plane.MODEM_BOX),
        ("modem", DeviceState(), Plane.MODEM_BOX),
        ("modem_2", WanSession(status=SessionStatus.UP), Plane.MODEM_BOX),
        ("modem", InterfaceCounters(interface="eth0", role="wan"), Plane.MODEM_BOX),
        ("ups", DeviceState(), Plane.POWER),
        ("router", DeviceState(), Plane.ROUTER_BOX),
        ("router", WanSession(status=SessionStatus.UP), Plane.ROUTER_BOX),
        ("router", InterfaceCounters(interface="wan", role="wan"), Plane.ROUTER_BOX),
        ("host", LinkState(interface="eth0", link=LinkKind.WIRED), Plane.HOST),
        ("host", ClockReading(synchronised=True), Plane.HOST),
        ("operator", Step(did="x"), Plane.OPERATOR),
        ("x", testimony.Testimony(witness=testimony.Witness.OPERATOR, says="x"), Plane.OPERATOR),
        ("x", testimony.Testimony(witness=testimony.Witness.TELCO, says="x"), Plane.VENDOR),
        ("x", testimony.Testimony(witness=testimony.Witness.ISP, says="x"), Plane.VENDOR),
        ("x", testimony.Testimony(witness=testimony.Witness.VENDOR, says="x"), Plane.VENDOR),
        ("path", PathTrace(target="192.0.2.1"), Plane.PATH),
    ],
)
def test_a_plane_left_out_follows_from_the_fact_and_the_subject(subject: str, fact: Fact, plane: Plane) -> None:
    assert default_plane(subject, fact) is plane


def test_a_missed_questions_plane_follows_from_what_was_asked(store: Store) -> None:
    missed = {"record": "missed", "subject": "modem", "at": SEEN["at"], "what": "DeviceState", "failure": "timeout"}

    import_lines(store, lines(missed, SEEN, changed(SEEN, plane="second_path")), "story.jsonl")

    planes = [each.plane for each in store.observations() if isinstance(each, Seen | Missed)]
    assert planes == [Plane.MODEM_BOX, Plane.MODEM_BOX, Plane.SECOND_PATH]


GAP = {"record": "gap", "subject": "ladder", "start": "2026-03-01T09:00:00Z", "end": "2026-03-01T09:05:00Z",
       "what": "EchoBlock", "why": "asleep"}  # fmt: skip
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ('{"record":"seen","subject":"mod', "story.jsonl:3: not a whole line of JSON"),
        ("garbage", "story.jsonl:3: not a whole line of JSON"),
        (DEEP, "story.jsonl:3: not a whole line of JSON"),
        ("[]", "story.jsonl:3: expected an object"),
        ("{}", "story.jsonl:3: record: unknown record 'None'"),
        ({"record": "heard"}, "story.jsonl:3: record: unknown record 'heard'"),
        ({"record": ["seen"]}, "unknown record"),
        ({"record": "seen", "at": SEEN["at"], "fact": {}}, "story.jsonl:3: a seen needs subject"),
        (changed(SEEN, when="now"), "story.jsonl:3: a seen has no field 'when'"),
        (changed(SEEN, at="yesterday"), "story.jsonl:3: at: 'yesterday' is not a time"),
        (changed(SEEN, at="2026-03-01T09:00:00"), "story.jsonl:3: at: '2026-03-01T09:00:00' has no time zone"),
        (changed(SEEN, at="0001-01-01T00:00:00+10:00"), "story.jsonl:3: a number or a time is out of range"),
        (changed(SEEN, at=1772355600), "story.jsonl:3: at: expected a time"),
        (changed(SEEN, subject=""), "story.jsonl:3: subject: empty"),
        (changed(SEEN, subject=5), "story.jsonl:3: subject: expected a text"),
        (changed(SEEN, plane="dream"), "story.jsonl:3: plane: 'dream' is no plane"),
        (changed(SEEN, plane=["path"]), "story.jsonl:3: plane"),
        (changed(SEEN, capture="ab"), "story.jsonl:3: capture: expected 64"),
        (changed(SEEN, capture="ab" * 32), "story.jsonl:3: capture: cites capture abababababab"),
        (changed(SEEN, fact={"kind": "Weather"}), "story.jsonl:3: fact: unknown kind of fact 'Weather'"),
        (changed(SEEN, fact="DslLine"), "story.jsonl:3: fact: expected an object"),
        (changed(SEEN, fact={"kind": "DslLine", "v": 99, "sync": True}), "form 99"),
        (changed(SEEN, fact={"kind": "DslLine"}), "story.jsonl:3: fact: DslLine needs sync"),
        (changed(SEEN, fact={"kind": "DslLine", "sync": 1}), "story.jsonl:3: fact.sync: expected true or false"),
        (changed(SEEN, fact={"kind": "DslLine", "sync": True, "margin": 6}), "DslLine has no field 'margin'"),
        ('{"record":"seen","fact":{"kind":"DslLine","margin_up_db":NaN}}', "story.jsonl:3: NaN is not a number"),
        ('{"record":"gap","record":"gap"}', "story.jsonl:3: the field 'record' is there twice"),
        ('{"record":' + "9" * 5000 + "}", "story.jsonl:3: not a whole line of JSON"),
        (changed(SEEN, fact={"kind": "DslLine", "sync": True, "margin_up_db": 10**400}), "out of range"),
        (changed(BLOCK, at="2026-03-01T09:00:01Z"), "story.jsonl:3: at: the same instant as the block's start"),
        (block_with(rtt_us=[1, -4]), r"story.jsonl:3: fact.series\[0\].rtt_us: -4 is no code"),
        (block_with(rtt_us=[1.5]), r"story.jsonl:3: fact.series\[0\].rtt_us: expected a list of whole numbers"),
        (block_with(rtt_us=[2**31]), "expected a list of whole numbers"),
        (block_with(period_us=0), r"fact.series\[0\].period_us: must be more than 0"),
        (block_with(late_us=[[3, 800]]), r"fact.series\[0\].late_us: there is no sample 3"),
        (block_with(unreachable_by=[[-1, "192.0.2.9 host"]]), "unreachable_by: there is no sample -1"),
        (block_with(first_offset_us=2**70), "out of range"),
        (changed(BLOCK, fact={**BLOCK["fact"], "duration_s": 0}), "fact.duration_s: must be more than 0"),  # type: ignore[dict-item]
        (changed(GAP, end="2026-03-01T08:00:00Z"), "story.jsonl:3: end: before its start"),
        (changed(CAPTURE, body="%%%"), "story.jsonl:3: body: not base64"),
        (changed(CAPTURE, body=""), "story.jsonl:3: digest: the bytes have the SHA-256 e3b0c442"),
        (changed(CAPTURE, digest="AB" * 32), "story.jsonl:3: digest: expected 64 lower-case"),
        ({"record": "site", "site": {"name": "x"}}, "story.jsonl:3: site: Site needs id"),
        ({"record": "site", "site": {"id": ""}}, "story.jsonl:3: site.id: empty"),
        ({"record": "site", "site": {"id": "x", "owners": {"moon": "isp"}}}, "'moon' is not one of"),
        ({"record": "site", "site": {"id": "elsewhere"}}, "the file is of office 'elsewhere', the store of 'here'"),
        ({"record": "case", "case": {"complaint": "angry"}}, "story.jsonl:3: case.complaint: 'angry' is not one of"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_nothing_of_the_file_is_imported(
    store: Store, record: dict[str, Any] | str, message: str
) -> None:
    store.put_site(Site(id="here"))
    before = list(export_lines(store))

    with pytest.raises(BadInput, match=message):
        import_lines(store, lines(changed(SEEN, at="2026-03-02T09:00:00Z"), record, CAPTURE), "story.jsonl")

    assert list(export_lines(store)) == before
    assert store.verify_chain() is None


@pytest.mark.parametrize("kind", ["site", "case"])
def test_two_sites_or_cases_in_a_file_are_refused(store: Store, kind: str) -> None:
    record = {"record": kind, kind: {"id": "x"} if kind == "site" else {}}

    with pytest.raises(BadInput, match=rf"story.jsonl:3: a second {kind}"):
        import_lines(store, lines(record, record), "story.jsonl")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "story.jsonl: the file is empty"),
        ("# only a comment", "story.jsonl: the file is empty"),
        ('{"schema":"netdoc.verdict/1"}', "story.jsonl:1: schema: 'netdoc.verdict/1' is not"),
        ('{"record":"seen"}', "story.jsonl:1: the first line names no schema"),
        ("PK\x03\x04", "story.jsonl:1: not a file of observations"),
        ("[" * 100_000, "story.jsonl:1: not a file of observations"),
    ],
)
def test_a_file_of_another_kind_is_refused_at_its_first_line(store: Store, head: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        import_lines(store, [head], "story.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        os.urandom(10_000_000),
        b"\x00" * 10_000_000,
        b"A" * 10_000_000,
        b"\xff\xfe{\x00",
        HEAD.encode() + b"\n\xc3\x28\n",
    ],
    ids=["random", "zeros", "letters", "utf-16", "broken utf-8 later"],
)
def test_garbage_is_one_clear_error(store: Store, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "garbage.jsonl"
    file.write_bytes(content)

    with file.open(encoding="utf-8-sig", newline="\n") as garbage, pytest.raises(BadInput) as error:
        import_lines(store, garbage, str(file))

    assert "garbage.jsonl" in error.value.message
    assert len(error.value.message) < 400
    assert error.value.hint
    assert store.observations() == []


def test_a_file_that_begins_with_a_byte_order_mark_is_read(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "story.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines(SEEN)).encode())

    with file.open(encoding="utf-8-sig") as opened:
        assert import_lines(store, opened, "story.jsonl").observations == 1


def test_an_export_names_schema_and_version_and_leaves_out_what_is_absent(store: Store) -> None:
    store.put([Seen("modem", AT, DslLine(sync=True)), Gap("modem", AT, AT, "DslLine", "no password")])

    head, *rest = map(json.loads, export_lines(store))

    assert head["schema"] == "netdoc.observations/1"
    assert set(head) == {"schema", "netdoc"}
    assert rest == [
        {
            "record": "seen",
            "subject": "modem",
            "at": "2026-03-01T09:00:00Z",
            "plane": "path",
            "fact": {"kind": "DslLine", "v": 2, "sync": True},
        },
        {
            "record": "gap",
            "subject": "modem",
            "start": "2026-03-01T09:00:00Z",
            "end": "2026-03-01T09:00:00Z",
            "what": "DslLine",
            "why": "no password",
        },
    ]


def test_a_captures_digest_is_the_one_that_sha256sum_prints(store: Store) -> None:
    store.put_capture(PAGE)

    line = next(json.loads(each) for each in export_lines(store) if '"capture"' in each)

    assert line["digest"] == hashlib.sha256(base64.b64decode(line["body"])).hexdigest()


def test_samples_beyond_their_blocks_end_are_warned_of(store: Store) -> None:
    store.put_site(Site(id="x", rungs=(Rung(id="router", kind=RungKind.ROUTER, address="192.0.2.1"),)))

    (warning,) = import_lines(store, lines(block_with(period_us=40_000_000)), "story.jsonl").warnings

    assert "router lie beyond the end of their block" in warning
