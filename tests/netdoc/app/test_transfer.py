"""Out as JSON lines and in again: the same verdict, all or nothing."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.app.cases import diagnose
from netdoc.app.demo import replay
from netdoc.app.paths import place_of
from netdoc.app.transfer import export_file, import_into, place_for
from netdoc.app.verifying import verify
from netdoc.errors import BadInput, NetdocError, StoreError
from netdoc.evidence.checks import Outcome
from tests.netdoc.app.replay import World
from tests.netdoc.app.test_cases import a_store


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_store_comes_back_with_the_same_verdict(name: str, tmp_path: Path) -> None:
    original, file, root = a_store(tmp_path, 4), tmp_path / name, tmp_path / "root"
    lines = export_file(original, file)

    place = place_for(file, None, root, None)
    first, second = import_into(place, file), import_into(place, file)

    assert lines == 6  # the schema, the site, four observations
    assert place == place_of("here", root)
    assert (first.observations, second.observations) == (4, 0)
    assert diagnose(place.store)[0] == diagnose(original)[0]


def test_the_same_store_exports_the_same_bytes(tmp_path: Path) -> None:
    original = a_store(tmp_path, 4)

    export_file(original, tmp_path / "a.jsonl.gz")
    export_file(original, tmp_path / "b.jsonl.gz")

    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"not json\n", b"\xff\xfe\x00\x01", b"\x1f\x8bnot gzip", gzip.compress(b'{"schema":"x"}' * 9000)[:40]],
    ids=["empty", "text", "bytes", "broken gzip", "cut gzip"],
)
def test_a_wrong_file_is_one_error_and_leaves_no_store_behind(content: bytes, tmp_path: Path) -> None:
    file, root = tmp_path / "wrong.jsonl", tmp_path / "root"
    file.write_bytes(content)

    with pytest.raises(NetdocError):
        import_into(place_for(file, None, root, None), file)

    assert not list(root.rglob("store.sqlite*"))


def test_a_file_of_another_office_is_not_filed_under_the_name_given(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    export_file(a_store(tmp_path, 1), file)

    with pytest.raises(BadInput, match="of office 'here'"):
        place_for(file, "elsewhere", tmp_path / "root", None)
    with pytest.raises(BadInput, match="cannot be read"):
        place_for(tmp_path / "missing", None, tmp_path / "root", None)


def test_an_export_into_a_folder_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        export_file(a_store(tmp_path, 1), tmp_path / "no" / "out.jsonl")


def test_a_demo_replays_any_bundled_recording_to_a_pdf_and_keeps_nothing_else(tmp_path: Path) -> None:
    folder, out = tmp_path / "demo", tmp_path / "out"
    folder.mkdir()
    export_file(a_store(tmp_path, 4), folder / "office.jsonl.gz")

    written = replay(out, datetime(2026, 3, 3, tzinfo=UTC), World().clock, folder)

    assert written.verdict.site == "here"
    assert [each.read_bytes()[:5] for each in written.files] == [b"%PDF-"]
    assert {each.name: each.outcome for each in verify(written.files[0])}["verdict"] is Outcome.HOLDS
    assert {each.name for each in tmp_path.iterdir() if not each.name.startswith("store.sqlite")} == {"demo", "out"}


def test_a_demo_without_its_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no recording"):
        replay(tmp_path, World().clock.now(), World().clock, tmp_path / "none")
