"""Report files: the right names, never over a file that is there, one clear error."""

from __future__ import annotations

import json
import os

import pytest

from netdoc.app.reporting import write_report
from netdoc.errors import ReportError
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import EXAMPLES, captures


def written(out, formats=("html", "json"), name="no_network", variant=None):
    verdict, evidence = EXAMPLES[name]()
    return write_report(
        verdict, evidence, captures=captures(name), variant=variant, out=out, formats=formats, made_at=MADE_AT
    )


def test_a_folder_gets_one_file_for_each_format_named_by_site_time_and_reader(tmp_path):
    files = written(tmp_path / "new", ("json", "pdf", "html"))

    stem = "netdoc-nowhere-20260303T070000Z-plain"
    assert [each.name for each in files] == [f"{stem}.pdf", f"{stem}.html", f"{stem}.json"]
    assert sorted(each.name for each in (tmp_path / "new").iterdir()) == sorted(each.name for each in files)
    assert files[0].read_bytes().startswith(b"%PDF-1.7")
    assert files[1].read_text().startswith("<!DOCTYPE html>")
    assert json.loads(files[2].read_text())["schema"] == "netdoc.report/1"


def test_a_file_name_is_taken_as_it_is(tmp_path):
    assert written(tmp_path / "mine.html", ["html"]) == [tmp_path / "mine.html"]


def test_the_reader_can_be_chosen(tmp_path):
    (file,) = written(tmp_path, ["json"], variant=Variant.TELCO)

    assert json.loads(file.read_text())["variant"] == "telco"


def test_a_file_that_is_there_is_left_as_it_was(tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_text("mine")

    with pytest.raises(ReportError, match="is not overwritten"):
        written(mine, ["json"])

    assert mine.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [mine]


def test_the_same_report_twice_in_a_folder_is_refused_as_a_whole(tmp_path):
    written(tmp_path, ["json"])

    with pytest.raises(ReportError):
        written(tmp_path, ["html", "json"])

    assert [each.suffix for each in tmp_path.iterdir()] == [".json"]


def test_a_hostile_site_name_cannot_leave_the_folder(tmp_path):
    verdict, evidence = EXAMPLES["nothing_at_all"]()
    from dataclasses import replace

    from netdoc.model.evidence import Evidence

    evil = Evidence(replace(evidence.site, id="../../evil\x00/\u202e"), evidence.case, [], until=MADE_AT)
    (file,) = write_report(verdict, evil, captures={}, variant=None, out=tmp_path, formats=["json"], made_at=MADE_AT)

    assert file.parent == tmp_path
    assert file.is_file()


@pytest.mark.parametrize("formats", [[], ["doc"], ["pdf", "doc"]])
def test_an_unknown_format_is_refused(tmp_path, formats):
    with pytest.raises(ReportError) as refused:
        written(tmp_path, formats)

    assert "pdf, html, json" in refused.value.hint


def test_a_folder_that_is_a_file_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(ReportError, match="could not be written"):
        written(tmp_path / "file", ["json"])


def test_a_full_disk_is_one_clear_error_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)

    with pytest.raises(ReportError, match="No space left") as refused:
        written(tmp_path, ["json"])

    assert "make room" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_links_is_written_too(tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)

    (file,) = written(tmp_path, ["json"])
    assert file.is_file()
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
