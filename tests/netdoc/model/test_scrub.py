"""Secrets leave the bytes, values stay."""

from __future__ import annotations

import time

import pytest

from netdoc.model.scrub import without_named_secrets, without_secret


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b"user=admin&p=s3cr3t-w0rd", b"user=admin&p=[removed]"),
        (b"Authorization: Basic YWRtaW46czNjcjN0LXcwcmQ=", b"Authorization: Basic [removed]"),
        (b"CRC: 1234 up", b"CRC: 1234 up"),
    ],
)
def test_a_known_secret_is_removed_in_every_spelling(body: bytes, left: bytes) -> None:
    assert without_secret(body, "s3cr3t-w0rd", "admin") == left


def test_a_short_secret_is_removed_only_where_it_stands_alone_and_an_empty_one_never() -> None:
    assert without_secret(b"pin 1234, CRC 91234", "1234") == b"pin [removed], CRC 91234"
    assert without_secret(b"abc", "") == b"abc"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b'{"ppp_password": "hunter2", "rate": 5}', b'{"ppp_password": "[removed]", "rate": 5}'),
        (b"var wpaKey = 'abc def';", b"var wpaKey = '[removed]';"),
        (b"PPP Password : hunter2\nRate: 5", b"PPP Password : [removed]\nRate: 5"),
        (b"pass=hunter2&x=1", b"pass=[removed]&x=1"),
        (b"<NewPassword>hunter2</NewPassword>", b"<NewPassword>[removed]</NewPassword>"),
        (b"<INPUT TYPE='password' name=x value=\"hunter2\">", b"<INPUT TYPE='password' name=x value=\"[removed]\">"),
        (b'<input name=x value="5" type="text">', b'<input name=x value="5" type="text">'),
        (b'community = "office"', b'community = "[removed]"'),
        (b'password = ""', b'password = ""'),
        (b"Pre-shared key: 12345678", b"Pre-shared key: [removed]"),
        (b"network_key=abc", b"network_key=[removed]"),
    ],
)
def test_a_field_that_is_called_a_secret_loses_its_value(body: bytes, left: bytes) -> None:
    assert without_named_secrets(body) == left


@pytest.mark.parametrize(
    "body",
    [
        b"Modulation: QPSK: 4",
        b"Bypass: 3\nHigh-pass: 4\nPassed: 12\nPassthrough: on",
        b"Password: \r\n> xdslctl info --stats\r\nMax: 5",
        b"Since Link time = 3 days\nFEC: 12 9\nCRC: 1 0\nES: 1 0",
        b"1.3.6.1.2.1.10.94.1.1.1.1.4.4|2|1",
    ],
)
def test_what_only_looks_like_one_stays_as_it_is(body: bytes) -> None:
    assert without_named_secrets(body) == body


@pytest.mark.parametrize(
    "piece", [b"a.", b"<input ", b"password ", b'password="', b"<password", b"pass-", b"community:\t"]
)
def test_a_page_made_to_keep_a_reader_busy_does_not(piece: bytes) -> None:
    begun = time.perf_counter()

    without_named_secrets(piece * (1_000_000 // len(piece)))

    assert time.perf_counter() - begun < 5
