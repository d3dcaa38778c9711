"""What waits is sealed into two records: the first may be shown, and nothing in it has the form of what is private."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsLookup
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.private import looks_private
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.office_day import office_day

SITE = Site(id="office")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def headers(path: Path, kind: str) -> list[dict[str, Any]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT CAST(header AS BLOB) FROM record WHERE kind = ? ORDER BY seq", (kind,))
        held = [json.loads(each) for (each,) in found]
    connection.close()
    return held


def lookup(second: float, resolver: str, capture: str | None = None) -> Seen[DnsLookup]:
    fact = DnsLookup(
        resolver=resolver, role="isp", question="cached", name="a.example", outcome="noerror", duration_us=900
    )
    return Seen("resolver", AT + timedelta(seconds=second), fact, capture)


def stored(path: Path, observations: Sequence[Observation], captures: Sequence[Capture] = ()) -> None:
    with Store.open(path) as store:
        store.put_site(SITE)
        for each in captures:
            store.put_capture(each)
        store.put(observations)


def test_what_looks_private_and_every_capture_goes_into_the_second_and_the_rest_into_the_first(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    answers = list(office_day(0.2))
    with Store.open(path) as store:
        store.put_site(SITE)
        for each in answers:
            for capture in each.captures:
                store.put_capture(capture)
            store.put(each.observations)
    with Store.open(path, read_only=True) as store:
        shown = private = 0
        for header in headers(path, "bundle"):
            bundle = store.bundles.at(header["seq"])
            assert len(header["salt"]) == 32
            texts = list(bundle.texts())
            if header["private"]:
                private += sum(not each.name.startswith(b"capture ") for each in texts)
                continue
            shown += len(texts)
            assert not bundle.captures_held
            assert not any(looks_private(each.text) or b'"LinkState"' in each.text for each in texts)
        assert shown > 60 and private > 60
        for header in headers(path, "dictionary"):
            held = store.bundles._dictionaries.at(header["seq"])
            assert header["private"] or not any(looks_private(each.text) for each in held.templates)
    assert {each["private"] for each in headers(path, "dictionary")} == {True, False}


ANY = st.lists(
    st.tuples(
        st.sampled_from(["shown", "private", "captured", "missed", "gap"]),
        st.integers(0, 3),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=40,
)


def made(kind: str, second: int, length: int) -> tuple[Observation, Capture | None]:
    at = AT + timedelta(seconds=second)
    if kind == "missed":
        return Missed("modem", at, "DslLine", "timeout", "no answer from 192.168.1.1"), None
    if kind == "gap":
        return Gap("ladder", at, at + timedelta(seconds=length), "Echo", "asleep"), None
    capture = Capture(f"{second} {length}".encode(), at, "resolver", "dns") if kind == "captured" else None
    resolver = "192.168.1.1" if kind == "private" else "203.0.113.53"
    return lookup(second, resolver, capture.digest if capture else None), capture


@settings(deadline=None, max_examples=20)
@given(ANY, st.integers(0, 3), st.integers(0, 400))
def test_the_order_put_is_the_order_read_in_any_window(
    tmp_path_factory: Any, what: list[tuple[str, int, int]], since_s: int, until_s: int
) -> None:
    path = tmp_path_factory.mktemp("pairs") / "office.netdoc"
    both = [made(*each) for each in what]
    put = [each for each, _ in both]
    stored(path, put, list({each.digest: each for _, each in both if each}.values()))
    since, until = AT + timedelta(seconds=since_s), AT + timedelta(seconds=until_s)
    with Store.open(path, read_only=True) as store:
        assert list(store.stored()) == put
        within = [
            each for each in put if each.at <= until and (each.end if isinstance(each, Gap) else each.at) >= since
        ]
        assert list(store.stored(since, until)) == within
        assert [each.capture for each in store.stored()] == [each.capture for each in put]


def test_the_first_is_read_without_the_second(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    capture = Capture(b"answer", AT, "resolver", "dns")
    stored(path, [lookup(0, "203.0.113.53", capture.digest), lookup(1, "192.168.1.1")], [capture])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER record_is_never_updated")
        connection.execute("UPDATE record SET kind = 'withheld' WHERE json_extract(header, '$.private') = 1")
    connection.close()
    with Store.open(path, read_only=True) as store:
        (only,) = store.observations()
        assert only.fact == lookup(0, "203.0.113.53").fact
        assert only.capture is not None and only.capture.startswith("withheld:")


def test_no_two_stores_of_the_same_have_the_same_hash_of_what_is_private(tmp_path: Path) -> None:
    hashes = []
    for name in ("a", "b"):
        stored(tmp_path / name, [lookup(0, "192.168.1.1")])
        with Store.open(tmp_path / name, read_only=True) as store:
            hashes.append(list(store.hashes()))
    assert not set(hashes[0]) & set(hashes[1])


def test_forms_of_what_is_private() -> None:
    private = (
        "00:11:22:33:44:55", "00-11-22-33-44-55", "0011.2233.4455", "enx001122334455", '"mac":"001122334455"',
        "10.0.0.1", "2001:db8::211:22ff:fe33:4455",
        "192.168.178.1", "172.16.9.9", "169.254.1.1", "fd12:3456::1", "fe80::1",
        '"ssid":"Home"', "hostname anna", "printer.local", "nas.fritz.box",
    )  # fmt: skip
    open_ = ("203.0.113.5", "2001:db8::1", "12:34:56", "2026-03-01T12:00:00Z", "172.32.0.1", "110.0.0.1", "100.64.0.1", "192.169.1.1")  # fmt: skip # noqa: E501
    assert [each for each in private if not looks_private(each.encode())] == []
    assert [each for each in open_ if looks_private(each.encode())] == []
