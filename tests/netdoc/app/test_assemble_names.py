"""What the site file says of name servers, and what is known of well-known ones without being told."""

from __future__ import annotations

import pytest

from netdoc.app.assemble import assemble
from netdoc.app.config import parse_site_file
from netdoc.errors import ConfigError
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.site import FixedName, NameTests, Rung, Site


def site_of(text: str) -> Site:
    return assemble("office", parse_site_file(text, "site.toml"), None)


def resolver(site: Site, role: str) -> Rung:
    return next(each for each in site.rungs if each.role == role)


@pytest.mark.parametrize(
    ("address", "role", "told", "expected"),
    [
        ("9.9.9.9", "public", "", ("dns.quad9.net", "/dns-query")),
        ("9.9.9.9", "isp", "", (None, None)),
        ("203.0.113.53", "public", "", (None, None)),
        ("203.0.113.53", "isp", 'tls_name = "dns.example.net"', ("dns.example.net", None)),
        ("203.0.113.53", "isp", 'tls_name = "dns.example.net"\nhttps_path = "/q"', ("dns.example.net", "/q")),
        ("9.9.9.9", "public", 'tls_name = "mine.example.net"', ("mine.example.net", None)),
    ],
    ids=["well known", "called the provider's", "not known", "told", "told with a path", "told otherwise"],
)  # fmt: skip
def test_a_server_is_asked_inside_tls_by_its_known_name_or_by_what_the_file_says(address, role, told, expected):
    rung = resolver(site_of(f'[[resolver]]\naddress = "{address}"\nrole = "{role}"\n{told}\n'), role)

    assert (rung.tls_name, rung.https_path) == expected


def test_the_default_public_server_is_known():
    assert resolver(site_of(""), "public").tls_name == "dns.quad9.net"


def test_the_names_to_ask_for_are_the_file_s_and_else_the_usual_ones():
    text = '[names]\nsigned = "a.example"\nwildcard = "w.example"\n'
    text += '[[names.fixed]]\nname = "mail.example"\naddresses = ["198.51.100.25", "198.51.100.26"]\n'
    names = site_of(text).names

    assert names == NameTests(
        signed="a.example", broken="dnssec-failed.org", wildcard="w.example",
        fixed=(FixedName(name="mail.example", addresses=("198.51.100.25", "198.51.100.26")),),
    )  # fmt: skip
    assert site_of("").names == NameTests()


def test_a_site_survives_being_written_down():
    site = site_of('[[names.fixed]]\nname = "mail.example"\naddresses = ["198.51.100.25"]\n')

    assert from_plain(Site, to_plain(site)) == site


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[names.fixed]]\nname = "mail.example"\naddresses = []\n', "addresses"),
        ('[[names.fixed]]\nname = "mail.example"\naddresses = ["mail"]\n', "addresses"),
        ('[[names.fixed]]\naddresses = ["198.51.100.25"]\n', "name"),
        ('[names]\nbogus = "x.example"\n', "bogus"),
        ('[names]\nsigned = "no host name"\n', "signed"),
    ],
)
def test_what_is_wrong_of_names_is_told_by_its_key(text, words):
    with pytest.raises(ConfigError, match=words):
        parse_site_file(text, "site.toml")
