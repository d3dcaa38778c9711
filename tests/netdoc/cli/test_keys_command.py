"""A technician's key: made once, kept to himself, and every PDF signed with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netdoc.app.keyring import key_file
from tests.netdoc.cli.commands import Desk

NAME = ("--name", "Jane Doe")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(desk: Desk) -> None:
    made = desk.run("keys", "init", *NAME)
    file = key_file(desk.root)

    assert made.code == 0
    assert len(made.out.split()) == 16
    assert file.stat().st_mode & 0o777 == 0o600
    assert desk.run("keys", "show").out == made.out
    held = file.read_bytes()
    again = desk.run("keys", "init", *NAME)
    assert again.code == 3
    assert "there is a signing key already" in again.err
    assert file.read_bytes() == held


def test_without_a_key_it_says_how_to_make_one(desk: Desk) -> None:
    ran = desk.run("keys", "show")

    assert ran.code == 3
    assert "netdoc keys init" in ran.err


def test_a_key_that_others_can_read_is_refused(desk: Desk) -> None:
    desk.run("keys", "init", *NAME)
    key_file(desk.root).chmod(0o644)

    ran = desk.run("keys", "show")

    assert ran.code == 3
    assert "other users may open it" in ran.err


@pytest.mark.parametrize("text", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_that_holds_no_key_is_told(desk: Desk, text: bytes) -> None:
    desk.run("keys", "init", *NAME)
    key_file(desk.root).write_bytes(text)

    ran = desk.run("keys", "show")

    assert ran.code == 3
    assert "holds no signing key" in ran.err


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb"])
def test_a_name_that_no_certificate_holds_is_refused_and_nothing_is_made(desk: Desk, name: str) -> None:
    assert desk.run("keys", "init", "--name", name).code == 3
    assert not key_file(desk.root).exists()


def test_a_report_is_signed_when_there_is_a_key_and_verify_takes_its_fingerprint(desk: Desk) -> None:
    fingerprint = desk.run("keys", "init", *NAME).out.strip()
    assert desk.run("demo").code == 0
    (file,) = Path.cwd().glob("netdoc-*.pdf")
    unsigned = json.loads(desk.run("verify", str(file), "--json").out)
    told = {each["name"]: each["outcome"] for each in unsigned["checks"]}
    assert (told["signature"], told["verdict"]) == ("remark", "holds"), "the demo's pages are nobody's word"

    assert desk.run("check", "--profile", "quick", "--for", "5s").code in (0, 1, 2, 3)
    (report,) = set(Path.cwd().glob("netdoc-*.pdf")) - {file}
    right = desk.run("verify", str(report), "--key", fingerprint, "--json")
    assert right.code == 1, "what it does not show is a remark"
    outcomes = {each["name"]: each["outcome"] for each in json.loads(right.out)["checks"]}
    assert {each for each, outcome in outcomes.items() if outcome != "remark"} >= {"signature", "signer", "verdict"}
    assert "broken" not in outcomes.values()
    assert desk.run("verify", str(report), "--key", "00" * 32).code == 2
    assert desk.run("verify", str(report), "--key", "abc").code == 3
    anchored = json.loads(desk.run("verify", str(report), "--anchor", "zoo " * 6, "--json").out)["checks"]
    assert [each["outcome"] for each in anchored if each["name"] == "anchor"] == ["broken"], "no record could have it"
    report.write_bytes(report.read_bytes().replace(b"1", b"2", 1))
    assert desk.run("verify", str(report)).code == 2
