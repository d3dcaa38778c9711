"""Write a commented `site.toml`: what was found or answered as keys, what is not known as comments to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import tomli_w

from netdoc.app.discovery import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person said, or nothing: every field may stay empty."""

    name: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    contract: Mapping[str, str | int] = field(default_factory=dict)
    modem: Mapping[str, str | int] = field(default_factory=dict)
    """Keys of `[[device]]` for the modem: address, driver, credentials."""


def site_file_text(site_id: str, found: Found, answers: Answers) -> str:
    """Return a site file that `netdoc site check` accepts."""
    return "\n".join(_lines(site_id, found, answers)) + "\n"


def _lines(site_id: str, found: Found, answers: Answers) -> Iterator[str]:
    yield "# netdoc site file. Every key may be left out; docs/site-file.md in netdoc's source folder has them all."
    yield "# Passwords never stand here: see `credentials` below."
    yield _pair("id", site_id)
    yield _or_hint("name", answers.name, "Harbour Dental, Main Street 4")
    yield _or_hint("time_zone", found.time_zone or "", "Europe/Rome")
    yield ""
    yield from _contract(answers)
    yield ""
    yield from _owners(answers)
    yield ""
    yield from _ladder(found, answers)
    for address, role in found.resolvers:
        yield ""
        yield "[[resolver]]"
        yield _pair("address", address)
        yield f"{_pair('role', role)}  # router, isp, public or office: right?"
    yield ""
    yield "# Anchors: strangers that always answer. Left out, 1.1.1.1, 8.8.8.8 and 9.9.9.9 are used."
    yield "# [[anchor]]"
    yield '# address = "1.1.1.1"'
    yield '# method = "icmp"           # or "tcp:443"'
    yield ""
    yield "# What the office really uses:"
    yield "# [[service]]"
    yield '# name = "practice-software"'
    yield '# address = "app.example.com"'
    yield "# port = 443"
    yield ""
    yield from _devices(found, answers)
    yield ""
    yield from _other_ways()
    yield ""
    yield "# A file to download for the throughput test:"
    yield "# [throughput]"
    yield '# url = "https://speed.example.net/100MB.bin"  # or "speedtest:", which runs speedtest-cli'
    yield ""
    yield "# Who stamps a seal with a time, for `netdoc seal --timestamp` and `netdoc timestamp`; asked by these only:"
    yield "# [evidence]"
    yield '# timestamp_servers = ["https://tsa.example.com/tsr"]'
    yield ""
    yield "# Who gets a seal by e-mail, for `netdoc seal --mail` and `--send`; the password stands in secrets.toml:"
    yield "# [mail]"
    yield '# to = ["client@example.com"]'
    yield '# sender = "ada@example.com"'
    yield '# host = "smtp.example.com"'
    yield '# security = "starttls"     # or "tls"'
    yield '# credentials = "mail"'
    yield ""
    yield "# Time servers to compare the clock with; left out, those that this computer was told to follow."
    yield "# [clock]"
    yield '# servers = ["ntp1.example.net", "ntp2.example.net", "ntp3.example.net"]'


def _other_ways() -> Iterator[str]:
    yield "# Ports that calls and tunnels need: sip, ike, openvpn, stun, dns, ntp (UDP), or tcp."
    yield "# [[port]]"
    yield '# name = "calls"'
    yield '# host = "sip.example.net"'
    yield "# port = 5060"
    yield '# asks = "sip"'
    yield '# what = "telephony"         # or "vpn"'
    yield ""
    yield "# Another way to the internet (a phone's tether, a second line), as a witness:"
    yield "# [second_path]"
    yield '# interface = "wwan0"'


def _contract(answers: Answers) -> Iterator[str]:
    yield "# What was sold, and what the vendors will ask for."
    yield "[contract]"
    examples: tuple[tuple[str, str | int], ...] = (
        ("isp", "Example Internet"),
        ("telco", "Example Telecom"),
        ("product", "VDSL 100/20"),
        ("rate_down_kbps", 100_000),
        ("rate_up_kbps", 20_000),
        ("account", "A-12345"),
        ("circuit", "0123 456789"),
        ("holder", "Harbour Dental Ltd"),
        ("call_back", "Ada, +39 000 0000"),
    )
    for key, example in examples:
        yield _or_hint(key, answers.contract.get(key, ""), example)


def _owners(answers: Answers) -> Iterator[str]:
    yield "# Who owns a segment: client, consultant, isp, telco, unknown, or a vendor's name. Who owns the boxes"
    yield "# decides who may be named for them. `combined` is one box that is both router and modem."
    yield "[owners]"
    for key in ("combined", "router", "modem"):
        if key in answers.owners:
            yield _pair(key, answers.owners[key])
        elif not answers.owners:
            yield f'# {key} = "isp"'


def _ladder(found: Found, answers: Answers) -> Iterator[str]:
    yield "# Addresses near by. `first_hop` is the provider's first router: pin it once it is certain."
    yield "[ladder]"
    yield _or_hint("router", found.router or "", "192.168.1.1")
    yield _or_hint("modem", answers.modem.get("address", ""), "192.168.100.1")
    yield _or_hint("first_hop", found.first_hop or "", "203.0.113.1")


def _devices(found: Found, answers: Answers) -> Iterator[str]:
    if found.igd_url and found.router:
        yield "# The router tells its session over UPnP, without a login."
        yield "[[device]]"
        yield _pair("id", "router")
        yield _pair("kind", "router")
        yield _pair("address", found.router)
        yield _pair("url", found.igd_url)
        yield ""
    yield "# The modem: `netdoc modem list` names the drivers. `credentials` names an entry of secrets.toml."
    if answers.modem:
        yield "[[device]]"
        yield _pair("id", "modem")
        yield _pair("kind", "combined" if "combined" in answers.owners else "modem")
        for key in ("address", "driver", "credentials"):
            if key in answers.modem:
                yield _pair(key, answers.modem[key])
        return
    yield "# [[device]]"
    yield '# id = "modem"'
    yield '# kind = "modem"'
    yield '# address = "192.168.100.1"'
    yield '# driver = "broadcom"'
    yield '# credentials = "modem"'
    yield '# port = 22  # a session by ssh, not telnet; on another port: url = "ssh://192.168.100.1:2222"'


def _or_hint(key: str, value: str | int, example: str | int) -> str:
    return _pair(key, value) if value not in ("", None) else f"# {_pair(key, example)}"


def _pair(key: str, value: str | int) -> str:
    return tomli_w.dumps({key: value}).strip()
