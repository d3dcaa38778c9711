"""Redaction: a person's details are gone in every spelling, line values stay, twice is the same as once."""

from __future__ import annotations

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.redaction import KINDS, USER, Redaction
from tests.emulated.broadcom_text import BoxState, driver_text

LINE = driver_text(BoxState(), 1_772_366_400.0)


def cleaned(text: str, **more: object) -> tuple[str, dict[str, int]]:
    redaction = Redaction(**more)  # type: ignore[arg-type]
    return redaction(text.encode("latin-1")).decode("latin-1"), dict(redaction.removed)


@pytest.mark.parametrize(
    ("text", "kind", "gone"),
    [
        ("wan ip 81.2.69.142 up", "address", "81.2.69.142"),
        ("inet6 addr: 2a01:4f8:1:2::3/64", "address", "2a01:4f8"),
        ("1.3.6.1.2.1.4.20.1.1.81.2.69.142|64|81.2.69.142\n", "address", "81.2.69"),
        ("HWaddr 00:1D:AA:94:30:04", "mac", "94:30"),
        ("00-1d-aa-94-30-04 dynamic", "mac", "94-30"),
        ("f80b.cb77.4409 Gi0", "mac", "cb77"),
        ('"macAddress": "001DAA943004"', "mac", "943004"),
        ("1.3.6.1.2.1.2.2.1.6.1|4x|001daa943004\n1.3.6.1.4.1.9.1.0.29.170.148.48.4.1|2|7\n", "mac", "170.148"),
        ("Serial Number: D1234567X", "serial", "1234567"),
        ("<serialNumber>7788990011</serialNumber>", "serial", "7788"),
        ('{"serial_number": 7788990011}', "serial", "7788"),
        ("device.serial: QB0540131574", "serial", "0540"),
        ("<UDN>uuid:76802409-bccb-40e7-8e6b-989BCB2B93B0</UDN>", "serial", "989BCB"),
        ("Phone number: 0471 55", "phone", "0471"),
        ("call to +39 0471 555 123 ended", "phone", "0471"),
        ("SSID: OfficeNet", "ssid", "OfficeNet"),
        ('"ssid":"Praxis Dr. X"', "ssid", "Praxis"),
        ("PPP User Name : anna.rossi@isp", "user", "rossi"),
        ("<NewUserName>t-0012345678@t-online.de</NewUserName>", "user", "0012345678"),
        ("PAP login anna@isp.example.it failed", "user", "anna"),
        ("1.3.6.1.2.1.1.6.0|4|Main Street 4\n", "name", "Main"),
        ("1.3.6.1.2.1.1.5.0|4x|6f6666696365\n", "name", "6f6666"),
        ("ppp password = s3cr3tWord", "password", "s3cr3t"),
        ("wpa_key='Gr4ndma'", "password", "Gr4ndma"),
    ],
)
def test_a_persons_detail_is_gone_and_counted_by_its_kind(text: str, kind: str, gone: str) -> None:
    out, removed = cleaned(text)

    assert gone not in out
    assert removed.get(kind, 0) >= 1 and set(removed) <= set(KINDS)
    assert cleaned(out) == (out, {})


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        "API Version:              4.17.18.6\n",
        "firmware 81.2.69.142\n",
        "1.3.6.1.2.1.1.2.0|6|1.3.6.1\n",
        "1.3.6.1.2.1.10.94.1.1.3.1.8.1|66|31829000\n",
        "gateway 192.168.1.1 mask 255.255.255.0 dns 8.8.8.8 cgn 100.64.1.1\n",
        "SNR (dB): 6.9 4.9, Attn(dB): 15.5 8.7, CRC: 20 11, ES 76096\n",
        "CPU user: 12% up 3 days, 04:05:06\n",
        "NXP T1013E 1.0@1200MHz\n",
        "Sun, 01 Mar 2026 12:00:00 +0100 2026-03-01T09:15:00+01:00\n",
        '{"serial": null, "ssid": "", "user": "-"}\n',
        "QPSK bypass passed; link up 12:34:56 ago\n",
    ],
)
def test_line_values_versions_times_and_private_addresses_stay(text: str) -> None:
    assert cleaned(text) == (text, {})


def test_one_address_is_the_same_stand_in_everywhere_and_two_are_two() -> None:
    redaction = Redaction()
    first = redaction(b"a 81.2.69.142 b 81.2.69.143")
    second = redaction(b"c 81.2.69.143 d 81.2.69.142")

    assert first == b"a 192.0.2.1 b 192.0.2.2" and second == b"c 192.0.2.2 d 192.0.2.1"


@pytest.mark.parametrize("spelling", ["s3cr3t&Word", "s3cr3t%26Word", "s3cr3t&amp;Word", "czNjcjN0JldvcmQ="])
def test_the_known_secret_is_gone_in_every_spelling(spelling: str) -> None:
    out, removed = cleaned(f"echo {spelling} end", secrets=[("s3cr3t&Word", "technician")])

    assert spelling not in out and removed["secret"] >= 1


def test_a_known_user_is_gone_and_an_ordinary_one_stays() -> None:
    out, removed = cleaned("hello anna-rossi admin", secrets=[("x" * 9, "anna-rossi"), ("y" * 9, "admin")])

    assert out == "hello [removed] admin" and removed == {"user": 1}


def test_a_document_stays_a_document() -> None:
    page = {"serial": 778899, "mac": "00:1D:AA:94:30:04", "wan": {"ip": "81.2.69.142", "user": "a@b.example.org"}}
    out, _ = cleaned(json.dumps(page))

    assert json.loads(out) == {
        "serial": 100000,
        "mac": "00:00:00:00:00:00",
        "wan": {"ip": "192.0.2.1", "user": USER},
    }


def test_facts_that_hold_a_detail_are_told_as_the_redacted_page_tells_them() -> None:
    redaction = Redaction()
    redaction(b"Serial Number: AB12\nuser: 5550199@isp\nip 81.2.69.142\n")

    told = redaction.plain({"a": "AB12", "b": ["5550199@isp", "ip 81.2.69.142"], "n": 3, "none": None})

    assert told == {"a": "0000", "b": [USER, "ip 192.0.2.1"], "n": 3, "none": None}


PUBLIC = st.integers(0x0B000000, 0xDF000000).map(ipaddress.IPv4Address).filter(lambda each: each.is_global)
MACS = st.binary(min_size=6, max_size=6).filter(any).map(lambda raw: raw.hex(":"))


@given(PUBLIC, MACS, st.sampled_from([" ", ",", '"', "<", "\t"]))
def test_any_public_address_and_any_mac_is_gone_from_amid_line_values(
    address: ipaddress.IPv4Address, mac: str, around: str
) -> None:
    lines = LINE.splitlines()
    middle = len(lines) // 2
    text = "\n".join([*lines[:middle], f"wan{around}{address}{around}{mac}{around}", *lines[middle:]])
    out, _ = cleaned(text)

    assert str(address) not in out or str(address) in ("1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9")
    assert mac not in out
    assert [each for each in out.splitlines() if not each.startswith("wan")] == lines


@given(st.text(st.characters(max_codepoint=255), max_size=300))
def test_twice_is_the_same_as_once(text: str) -> None:
    once, _ = cleaned(text)

    assert cleaned(once)[0] == once


@given(st.text(alphabet="0123456789.:-@ \nserialuserssidmac=<>\"'|x", max_size=200))
def test_twice_is_the_same_as_once_near_the_patterns(text: str) -> None:
    once, _ = cleaned(text)

    assert cleaned(once)[0] == once


@pytest.mark.parametrize("unit", ["serial: ", "user", "1.1.", "00:", "<a", "a@b.", "+1 ", "|4x|", "ssid='"])
def test_a_page_made_to_keep_a_reader_busy_does_not(unit: str) -> None:
    body = unit * (200_000 // len(unit))

    assert len(cleaned(body)[0]) > 0
