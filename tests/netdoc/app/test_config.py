"""The site file: what is refused, where, and that the documented example is good."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netdoc.app.config import load_site_file, parse_site_file
from netdoc.app.site_tables import TABLES, SiteFile
from netdoc.errors import ConfigError

DOCUMENT = Path(__file__).parents[3] / "docs" / "site-file.md"


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_site_file(text, "site.toml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('id = "a"\nnme = "x"', "site.toml:2: nme", "not a key"),
        ('[ladder]\n\n# c\nrouter = "192.168.1"', "site.toml:4: ladder.router", "not an IPv4 address"),
        ('[owners]\nmodm = "isp"', "site.toml:2: owners.modm", "not a segment"),
        ('[owners]\nmodem = ""', "site.toml:2: owners.modem", "empty"),
        ('[owners]\ncombined = "isp"\nmodem = "client"', "site.toml:3: owners.modem", "contradicts"),
        ("[contract]\nrate_down_kbps = true", "site.toml:2: contract.rate_down_kbps", "whole number"),
        ('[contract]\nrate_down_kbps = "fast"', "site.toml:2: contract.rate_down_kbps", "whole number"),
        ('[[anchor]]\naddress = "1.1.1.1"\n[[anchor]]\naddress = "1.1.1.1"', "site.toml:4: anchor.2.address", "twice"),
        ('[[anchor]]\naddress = "1.1.1.1"\nmethod = "udp"', "site.toml:3: anchor.1.method", "tcp:PORT"),
        ('[[resolver]]\naddress = "1.1.1.1"\nrole = "mine"', "site.toml:3: resolver.1.role", "'isp'"),
        ('[[service]]\nname = "a"\naddress = "b.example"\nport = 0', "site.toml:4: service.1.port", "greater"),
        ('[[service]]\nname = "a"\naddress = "b.example"', "site.toml:1: service.1.port", "missing"),
        ('[[service]]\nname = "a"\naddress = "b c"\nport = 1', "site.toml:3: service.1.address", "host name"),
        ('time_zone = "Mars/Olympus"', "site.toml:1: time_zone", "time zone"),
        ('id = "../up"', "site.toml:1: id", "lower-case"),
        ("id = 3", "site.toml:1: id", "must be a text"),
        ("owners = 3", "site.toml:1: owners", "must be a table"),
        ('anchor = "1.1.1.1"', "site.toml:1: anchor", "write [[anchor]]"),
        ('[anchor]\naddress = "1.1.1.1"', "site.toml:1: anchor", "write [[anchor]]"),
        ('[[contract]]\nisp = "x"', "site.toml:1: contract", "write [contract]"),
        ('[throughput]\nurl = "ftp://a/b"', "site.toml:2: throughput.url", "http"),
        ('[throughput]\nurl = "speedtest:--share"', "site.toml:2: throughput.url", "http"),
        ('[throughput]\nurl = "speedtest:http://me:word@h/"', "site.toml:2: throughput.url", "holds a login"),
        (
            '[[device]]\nid = "m"\nkind = "modem"\naddress = "h"\nurl = "ssh://me:word@h/"',
            "site.toml:5: device.1.url",
            "login",
        ),
        ('[[device]]\nid = "m"\nkind = "modem"\naddress = "h"\nurl = "ssh://h:0"', "site.toml:5: device.1.url", "http"),
        ('name = "a\\u001b[2J"', "site.toml:1: name", "control characters"),
        ('[evidence]\ntimestamp_servers = "http://a/"', "site.toml:2: evidence.timestamp_servers", "list of one"),
        ('[evidence]\ntimestamp_servers = ["ftp://a/"]', "site.toml:2: evidence.timestamp_servers.1", "http"),
        ('[evidence]\ntimestamp_servers = ["http://u:p@a/"]', "site.toml:2: evidence.timestamp_servers.1", "login"),
        ('[mail]\nto = []\nsender = "a@b.c"', "site.toml:2: mail.to", "list of one"),
        ('[mail]\nto = ["a@b.c, x@y.z"]\nsender = "a@b.c"', "site.toml:2: mail.to.1", "not an e-mail address"),
        ('[mail]\nto = ["a@b.c"]\nsender = "a@b.c\\nBcc: x@y.z"', "site.toml:3: mail.sender", "not an e-mail address"),
        ('[mail]\nto = ["a@b.c"]\nsender = "a@b.c"\nsecurity = "none"', "site.toml:4: mail.security", "'tls'"),
        ('[mail]\nto = ["a@b.c"]\nsender = "a@b.c"\npassword = "x"', "site.toml:4: mail.password", "does not belong"),
        ("[ladder]\nrouter = ", "site.toml:2", "not valid TOML"),
        (
            '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.1.254"\ndriver = "nobody_makes_it"',
            "site.toml:5: device.1.driver",
            "not a known driver",
        ),
        (
            '[[device]]\nid = "a"\nkind = "modem"\naddress = "192.168.1.2"\n'
            '[[device]]\nid = "a"\nkind = "ups"\naddress = "192.168.1.3"',
            "site.toml:6: device.2.id",
            "twice",
        ),
    ],
)
def test_a_wrong_key_is_refused_with_its_line_its_name_and_a_hint(text: str, place: str, words: str) -> None:
    error = refused(text)

    assert error.where == place
    assert words in error.message
    assert error.hint


@pytest.mark.parametrize("key", ["password", "user", "community", "Password", "token"])
def test_a_secret_in_the_site_file_is_refused_and_not_repeated(key: str) -> None:
    error = refused(f'[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.1.2"\n{key} = "s3cr3t-w0rd"')

    assert error.where == f"site.toml:5: device.1.{key}"
    assert "secrets.toml" in error.hint
    assert "s3cr3t-w0rd" not in f"{error.message} {error.hint}"


def test_a_login_inside_a_url_is_refused_and_not_repeated() -> None:
    error = refused('[throughput]\nurl = "http://admin:s3cr3t-w0rd@192.0.2.1/file"')

    assert "s3cr3t-w0rd" not in f"{error.message} {error.hint}"


def test_an_empty_file_is_a_good_site_file() -> None:
    assert parse_site_file("", "site.toml") == SiteFile()


def test_a_file_that_is_not_there_not_text_or_far_too_big_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b'name = "ok"\n\xff\xfe')
    (tmp_path / "big").write_bytes(b"#" * 2_000_000)

    for name, words in (("missing", "cannot be read"), ("bytes", "UTF-8"), ("big", "too big")):
        with pytest.raises(ConfigError, match=words):
            load_site_file(tmp_path / name)


def test_the_documented_example_is_accepted_and_sets_every_key_there_is() -> None:
    example = re.search(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None

    loaded = parse_site_file(example[1], "docs/site-file.md")

    assert set(SiteFile.model_fields) == loaded.model_fields_set
    for name, table in TABLES.items():
        held = getattr(loaded, name)
        filled = {key for each in (held if isinstance(held, tuple) else (held,)) for key in each.model_fields_set}
        assert filled == set(table.model_fields), name


def test_every_key_is_described_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    for name, table in TABLES.items():
        for key in table.model_fields:
            assert f"`{key}`" in text, f"{name}.{key}"


@pytest.mark.parametrize("url", ["https://a.example/f", "speedtest:", "speedtest:http://192.0.2.9/"])
def test_the_throughput_test_is_a_file_speedtest_or_a_server_of_ones_own(url: str) -> None:
    table = parse_site_file(f'[throughput]\nurl = "{url}"', "site.toml").throughput

    assert table is not None and table.url == url


@pytest.mark.parametrize("url", ["ssh://192.0.2.1:2222", "telnet://192.0.2.1", "http://192.0.2.1:49000/tr64desc.xml"])
def test_a_box_may_name_the_door_of_its_session(url: str) -> None:
    text = f'[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.0.2.1"\nurl = "{url}"'

    assert parse_site_file(text, "site.toml").device[0].url == url


def test_a_mistake_in_a_server_behind_a_service_is_told_with_its_own_line_and_keys() -> None:
    text = (
        '[[service]]\nname = "a"\naddress = "192.0.2.1"\nport = 80\n'
        '[[service]]\nname = "b"\naddress = "192.0.2.2"\nport = 80\n'
        '[[service.backend]]\nname = "one"\naddress = "192.0.2.3"\nweight = 3\n'
    )

    with pytest.raises(ConfigError) as wrong:
        parse_site_file(text, "site.toml")

    assert "site.toml:12" in str(wrong.value.where)
    assert "address, port, host" in str(wrong.value.hint)


def test_two_servers_of_one_service_have_two_names() -> None:
    backend = '[[service.backend]]\nname = "one"\naddress = "192.0.2.3"\n'

    with pytest.raises(ConfigError, match="used twice"):
        parse_site_file(f'[[service]]\nname = "a"\naddress = "192.0.2.1"\nport = 80\n{backend}{backend}', "site.toml")


@pytest.mark.parametrize("identity", ["header:", "cookie:a b", "mac", "header:X\r\nY"])
def test_what_tells_the_servers_apart_is_a_header_a_cookie_or_the_certificate(identity: str) -> None:
    escaped = identity.replace("\r", "\\r").replace("\n", "\\n")

    with pytest.raises(ConfigError):
        parse_site_file(f'[[service]]\nname = "a"\naddress = "192.0.2.1"\nport = 80\nidentity = "{escaped}"\n', "f")


@pytest.mark.parametrize("server", ["ntp.example.net", "192.0.2.1", "192.0.2.1:1123", "pool.example.net:123"])
def test_a_time_server_is_a_host_and_may_name_a_port(server: str) -> None:
    assert parse_site_file(f'[clock]\nservers = ["{server}"]', "site.toml").clock.servers == (server,)


@pytest.mark.parametrize(
    "servers",
    [
        '["ntp.example.net:0"]',
        '["a b"]',
        '["192.0.2.300"]',
        '["ntp.example.net:port"]',
        '["2001:db8::1"]',
        '"ntp"',
        "[7]",
        str([f"ntp{each}.example.net" for each in range(9)]),
    ],
)
def test_what_is_no_time_server_is_refused_with_its_key(servers: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        parse_site_file(f"[clock]\nservers = {servers}", "site.toml")

    assert "site.toml:2: clock.servers" in str(wrong.value)


def test_the_user_name_of_the_session_may_stand_there_and_its_password_may_not() -> None:
    site = parse_site_file('[session]\nvlan = 7\nusername = "0123@isp.example"', "site.toml")
    assert (site.session.vlan, site.session.username, site.session.credentials) == (7, "0123@isp.example", "session")

    for text, place in (
        ('[session]\npassword = "s3cr3t-w0rd"', "site.toml:2: session.password"),
        ('[contract]\nusername = "s3cr3t-w0rd"', "site.toml:2: contract.username"),
        ("[session]\nvlan = 4095", "site.toml:2: session.vlan"),
    ):
        error = refused(text)
        assert error.where == place
        assert "s3cr3t-w0rd" not in f"{error.message} {error.hint}"
