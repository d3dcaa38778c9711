"""Other names for what is private: the same one each time, of no office, and nothing else is renamed."""

from __future__ import annotations

import ipaddress
import json

from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.makers import SHARED_BY_ROUTERS
from netdoc.model.private import looks_private
from netdoc.report.pseudonyms import Pseudonyms
from netdoc.report.redact import Redactor


def names() -> Pseudonyms:
    return Pseudonyms(Redactor(("anna-pc", "fritz.box"), frozenset({"203.0.113.7"}), frozenset({"10.9.9.9"})))


def test_equal_things_stay_equal_and_different_ones_different() -> None:
    held = names()
    first = held.text("192.168.1.1 asked 192.168.1.7/24 and 192.168.1.1")
    one, other = (each.partition("/")[0] for each in (first.split()[0], first.split()[2]))
    assert first == f"{one} asked {other}/24 and {one}"
    assert one != other
    assert all(ipaddress.ip_address(each) in ipaddress.ip_network("198.18.0.0/15") for each in (one, other))
    assert held.text("192.168.1.7") == other


def test_what_is_the_providers_or_public_stays_and_what_is_known_to_be_the_offices_goes() -> None:
    held = names()
    assert (
        held.text("198.51.100.1 10.9.9.9 2001:db8::7 12:34:56 1.2.3")
        == "198.51.100.1 10.9.9.9 2001:db8::7 12:34:56 1.2.3"
    )
    assert "203.0.113.7" not in held.text("at 203.0.113.7")
    assert held.text("anna-pc and ANNA-PC at fritz.box") == "host-1 and host-1 at host-2"


def test_a_digest_stays_as_it_is() -> None:
    digest = "0123456789abcdef" * 4
    assert names().text(digest) == digest


def test_lines_of_json_stay_json_and_name_fields_are_renamed_whole() -> None:
    text = b'{"a":["00:11:22:33:44:55","00-11-22-33-44-55"],"ssid":"Caf\xc3\xa9 \\"7\\"","n":1.5,"hostname":"x","e":""}'
    told = json.loads(names().json(text))
    assert told["a"][0] == told["a"][1] == "02:00:00:00:00:01"
    assert (
        told["ssid"].startswith("host-") and told["hostname"].startswith("host-") and told["ssid"] != told["hostname"]
    )
    assert told["n"] == 1.5 and told["e"] == ""


PRIVATE = st.sampled_from(
    ["192.168.0.9", "10.0.0.7", "172.20.1.1", "169.254.3.3", "fd00:1::2", "fe80::9", "a4:b1:c1:00:11:22",
     "enxa4b1c1001122", "nas.local", "ssid: Home", "hostname=anna", "2001:db8::211:22ff:fe33:4455", "a4b1.c100.1122"]
)  # fmt: skip


LEFT = ("192.168.", "10.0.0.7", "172.20.", "169.254.", "fd00:", "fe80:", "a4:b1", "a4b1", "nas.local", "Home", "anna")


@given(st.lists(st.one_of(PRIVATE, st.text(alphabet="xyz ./{}", max_size=6)), max_size=8))
def test_nothing_private_is_left_whatever_stands_around_it(words: list[str]) -> None:
    held, text = names(), " ".join(words)
    told = held.text(text)
    for each in LEFT:
        assert each not in told, (text, told)
    assert not looks_private(told.encode().replace(b"02:00:00", b"").replace(b"ssid", b"").replace(b"hostname", b""))


def test_an_address_that_a_standard_gives_to_pairs_of_routers_stays_one_and_loses_its_number() -> None:
    told = names().text("00:00:5e:00:01:2a and 3C-A6-2F-00-00-01 and 00:00:0c:07:ac:2a")
    first, second, third = told.split(" and ")
    assert first.startswith(SHARED_BY_ROUTERS)
    assert third.startswith(SHARED_BY_ROUTERS)
    assert first != third
    assert second.startswith("02:00:00:")
    assert "2a" not in told
