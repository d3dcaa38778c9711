"""`check --login` says what it may interrupt, and nothing is sent where nobody agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.cli import _login
from tests.netdoc.cli.commands import Desk

LOGIN = ("check", "here", "--profile", "quick", "--for", "5s", "--no-pdf", "--at-modem", "--login")
KNOWN = {"NETDOC_SECRET_SESSION_PASSWORD": "s3cr3t-w0rd"}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "root", capsys)


def test_without_a_password_it_says_where_to_put_one(desk: Desk) -> None:
    ran = desk.run(*LOGIN, "--yes")

    assert ran.code == 3
    assert "the login of the internet session is not known" in ran.err
    assert "[session] password" in " ".join(ran.err.split())
    assert desk.world.asked == []


@pytest.mark.parametrize("more", [(), ("--no-input",)])
def test_where_nobody_can_be_asked_nothing_is_measured(desk: Desk, more: tuple[str, ...]) -> None:
    ran = desk.run(*LOGIN, *more, environment=KNOWN)

    told = " ".join(ran.err.split())
    assert ran.code == 3
    assert "many providers drop its session" in told
    assert "--yes" in told
    assert desk.world.asked == []


@pytest.mark.parametrize(("answer", "code"), [("n", 3), ("", 3)])
def test_a_no_is_a_no(desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    asked: list[str] = []
    monkeypatch.setattr(_login, "may_ask", lambda no_input: not no_input)
    monkeypatch.setattr(_login.click, "confirm", lambda text, **_: asked.append(text) or answer == "y")
    ran = desk.run(*LOGIN, environment=KNOWN)

    assert (ran.code, asked) == (code, ["Try the login now?"])
    assert "not agreed to" in ran.err
    assert desk.world.asked == []


@pytest.mark.slow
@pytest.mark.parametrize("more", [("--yes",), ()])
def test_a_yes_lets_it_be_tried_and_the_verdict_comes_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    monkeypatch.setattr(_login, "may_ask", lambda no_input: not no_input)
    monkeypatch.setattr(_login.click, "confirm", lambda *_, **__: True)
    ran = desk.run(*LOGIN, *more, "--json", environment=KNOWN)

    assert "PppoeSession" in ran.out, "a gap: nothing here sends raw packets"
    assert "s3cr3t-w0rd" not in ran.out + ran.err
