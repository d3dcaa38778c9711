"""The web page's words, read from a server on loopback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.finders._words import certificate_words, greeting_words, http_words
from probes.finders.web_door import FINDER
from tests.probes.finders.doorway import Doorway, told
from tests.probes.wire.loopback import page


def test_title_and_server_are_told_and_one_page_is_asked_for() -> None:
    door = Doorway(answer=page(b"<html><head><TITLE>\n Vigor 130 &amp; more\n</TITLE>", "200 OK", "Server: DWS/1.0"))

    sign = told(FINDER, door)

    assert sign.says == ("title: Vigor 130 & more", "server: DWS/1.0")
    assert sign.wants == ""
    assert (door.visits, door.heard.split(b"\r\n")[0]) == (1, b"GET / HTTP/1.1")
    assert b"Authorization" not in door.heard


def test_a_page_that_wants_a_login_says_so_with_its_realm() -> None:
    door = Doorway(answer=page(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="DSL-2640U"'))

    sign = told(FINDER, door)

    assert (sign.says, sign.wants) == (("realm: DSL-2640U",), "login")


@pytest.mark.parametrize(
    ("body", "wants"),
    [
        (b'<form><input name="p" type="password"></form>', "login"),
        (b"<input type=password>", "login"),
        (b"<p>password</p>", ""),
    ],
)
def test_a_form_with_a_password_field_is_a_login(body: bytes, wants: str) -> None:
    assert told(FINDER, Doorway(answer=page(body))).wants == wants


def test_a_redirect_is_told_and_not_followed() -> None:
    door = Doorway(answer=page(b"", "302 Found", "Location: https://192.0.2.1/steal"))

    sign = told(FINDER, door)

    assert sign.says == ("leads to: https://192.0.2.1/steal",)
    assert door.visits == 1


def test_a_hostile_title_cannot_steer_a_terminal_and_is_cut() -> None:
    title = b"\x1b[2J\x07\xe2\x80\xaeevil" + b"A" * 350
    (says,) = told(FINDER, Doorway(answer=page(b"<title>" + title + b"</title>"))).says

    assert all(each.isprintable() for each in says)
    assert len(says) < 140


@given(st.binary(max_size=400))
def test_no_bytes_break_the_readers(raw: bytes) -> None:
    for each in (*http_words(raw)[0], *greeting_words(raw), *certificate_words(raw)):
        assert each.isprintable()
