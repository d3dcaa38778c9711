"""What boxes answered, as attachments: which, under which names, and what becomes of bytes that are no text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from netdoc.app import raw_captures
from netdoc.app.raw_captures import check_raw, raw_attachments, raw_names
from netdoc.evidence.checks import Outcome
from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site

AT = datetime(2026, 3, 1, 9, 30, 5, tzinfo=UTC)


def shown(*answers: tuple[bytes, Plane], others: tuple[Observation, ...] = ()) -> tuple[Evidence, dict[str, Capture]]:
    held: dict[str, Capture] = {}
    seen: list[Observation] = list(others)
    for number, (body, plane) in enumerate(answers):
        at = AT + timedelta(seconds=number)
        capture = Capture(body, at, "../../box", "telnet: info")
        held[capture.digest] = capture
        seen.append(Seen("box", at, DeviceState(uptime_s=number), capture.digest, plane))
    return Evidence(Site(id="office"), Case(), seen), held


def test_each_box_is_named_by_what_it_is_and_the_time_and_the_text_is_the_answer() -> None:
    evidence, held = shown(
        (b"showtime\r\n", Plane.MODEM_BOX), (b"up\n", Plane.ROUTER_BOX), (b"OL\n", Plane.POWER), (b"eno1", Plane.HOST)
    )
    found = raw_attachments(evidence, held)
    assert [each.body for each in found] == ["showtime\r\n", "up\n", "OL\n"]
    assert [re.sub(r"[0-9a-f]{8}(?=[.]txt$)", "#", each.name) for each in found] == [
        "modem-raw_2026-03-01T093005Z_#.txt", "router-raw_2026-03-01T093006Z_#.txt", "ups-raw_2026-03-01T093007Z_#.txt",
    ]  # fmt: skip
    files = {each.name: each.body.encode() for each in found}
    checked = check_raw(files, held.__contains__)
    assert checked is not None and checked.outcome is Outcome.HOLDS


@pytest.mark.parametrize("body", [b"\x30\x82\x00\xff", b"nul\x00byte", b"\x1b[2J"])
def test_bytes_that_are_no_text_are_attached_in_base64_and_checked_as_bytes(body: bytes) -> None:
    evidence, held = shown((body, Plane.MODEM_BOX))
    (found,) = raw_attachments(evidence, held)
    assert found.name.endswith(".base64") and found.body.isascii()
    files = {found.name: found.body.encode()}
    assert (checked := check_raw(files, held.__contains__)) is not None and checked.outcome is Outcome.HOLDS
    for damaged in (found.body.encode()[:-1] + b"*", b"AAAA"):
        wrong = check_raw({found.name: damaged}, lambda _: True)
        assert wrong is not None and wrong.outcome is Outcome.BROKEN and found.name in wrong.text


def test_no_more_is_attached_than_fits_and_nothing_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(b"%d " % number * 40, Plane.MODEM_BOX) for number in range(9)]
    evidence, held = shown(*answers, (b"", Plane.ROUTER_BOX))
    assert len(raw_attachments(evidence, held)) == 9
    monkeypatch.setattr(raw_captures, "MOST", 4)
    assert len(raw_attachments(evidence, held)) == 4
    monkeypatch.setattr(raw_captures, "MOST_BYTES", 200)
    assert len(raw_attachments(evidence, held)) == 2
    monkeypatch.setattr(raw_captures, "_LARGEST", 79)
    assert raw_attachments(evidence, held) == []


def test_what_the_records_do_not_hold_is_broken_and_no_answer_is_no_check() -> None:
    evidence, held = shown((b"showtime", Plane.MODEM_BOX))
    (found,) = raw_attachments(evidence, held)
    missing = check_raw({found.name: found.body.encode()}, lambda _: False)
    assert missing is not None and missing.outcome is Outcome.BROKEN
    assert check_raw({"verdict.json": b"{}"}, lambda _: True) is None
    assert raw_names(["modem-raw_x.txt", "verdict.json", "../modem-raw_2026-03-01T093005Z_12345678.txt"]) == []
