"""The manifest: which attachment is not the one that it names."""

from __future__ import annotations

import json

import pytest

from netdoc.evidence.manifest import NAME, RECORDS, Manifest, Refused, fitting, to_text

HELD = Manifest(RECORDS, "b.txt", "00" * 32, 7, "11" * 32, ("one", "two", "three", "four", "five", "six"), ("names",))
FILES = {"a.json": b"{}", "b.txt": b"abc"}


def whole() -> dict[str, bytes]:
    return FILES | {NAME: to_text(HELD, FILES, {"report": "office-1"}).encode()}


def test_a_manifest_comes_back_and_fits() -> None:
    assert fitting(whole()) == HELD
    assert fitting(FILES) is None


@pytest.mark.parametrize(
    ("files", "named"),
    [
        (whole() | {"a.json": b"{ }"}, "a.json"),
        (whole() | {"c.json": b""}, "c.json"),
        ({name: body for name, body in whole().items() if name != "b.txt"}, "b.txt"),
    ],
)
def test_what_was_changed_added_or_taken_away_is_named(files: dict[str, bytes], named: str) -> None:
    with pytest.raises(Refused, match=named):
        fitting(files)


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.update(schema="netdoc.manifest/2"),
        lambda held: held.pop("seal"),
        lambda held: held["seal"].update(size="many"),
        lambda held: held.update(attachments=[1]),
        lambda held: held["evidence"].update(file="../secret"),
        lambda held: held["evidence"].update(file=".."),
        lambda held: held["evidence"].update(file="/etc/passwd"),
        lambda held: held["evidence"].update(form="trust me"),
        lambda held: held["evidence"].update(file="c.txt"),
    ],
)
def test_a_manifest_that_is_not_netdocs_is_refused(change: object) -> None:
    held = json.loads(whole()[NAME])
    change(held)  # type: ignore[operator]
    with pytest.raises(Refused):
        fitting(FILES | {NAME: json.dumps(held).encode()})


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"schema":"netdoc.manifest/1"}'])
def test_a_manifest_that_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(Refused):
        fitting({NAME: text})
