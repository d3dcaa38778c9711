"""The contrast to plain questions, by real servers inside TLS on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsOutcome
from netdoc.model.facts.secure_lookup import Carrier, SecureEnd, SecureLookup
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Rung, RungKind, Site
from netdoc.ports import DnsAnswer, NoSecureDns
from probes.secure_names import PROBE
from probes.wire.secure_dns import SystemSecureDns
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import well_mannered
from tests.probes.wire.secure_server import certificate, over_https, over_tls, trusting

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAME = "resolver.example.net"


@dataclass(frozen=True)
class Here:
    """The real adapter; whatever address is asked stands for these ports of this machine."""

    secure: SystemSecureDns
    tls: int
    https: int

    async def over_tls(self, server: str, named: str, name: str, qtype: str, *, timeout_s: float) -> DnsAnswer:
        return await self.secure.over_tls("127.0.0.1", named, name, qtype, timeout_s=timeout_s, port=self.tls)

    async def over_https(
        self, server: str, named: str, path: str, name: str, qtype: str, *, timeout_s: float
    ) -> DnsAnswer:
        return await self.secure.over_https("127.0.0.1", named, path, name, qtype, timeout_s=timeout_s, port=self.https)


def a_site(*, tls_name: str | None = NAME, https_path: str | None = "/dns-query") -> Site:
    rung = Rung(
        id="resolver_public", kind=RungKind.RESOLVER, address="198.51.100.53", role="public", tls_name=tls_name,
        https_path=https_path,
    )  # fmt: skip
    return Site(id="office", rungs=(rung,))


def collected(site: Site, outside: Any) -> Sequence[Capture]:
    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(site, SimpleNamespace(secure_dns=outside, clock=RealClock()))  # type: ignore[arg-type]

    return asyncio.run(collect())


def told(site: Site, tmp_path: Path) -> dict[Carrier, SecureLookup]:
    file = certificate(tmp_path, NAME)
    with ExitStack() as held:
        tls = held.enter_context(over_tls(file, well_mannered))
        https = held.enter_context(over_https(file, well_mannered))
        captures = collected(site, Here(SystemSecureDns(RealClock(), trusting(file)), tls, https))
    facts = [each.fact for each in PROBE.read(site, captures) if isinstance(each, Seen)]
    return {each.over: each for each in facts if isinstance(each, SecureLookup)}


def test_a_resolver_is_asked_over_tls_and_https(tmp_path):
    found = told(a_site(), tmp_path)

    assert set(found) == {Carrier.TLS, Carrier.HTTPS}
    assert {(each.ended, each.outcome) for each in found.values()} == {(SecureEnd.ANSWERED, DnsOutcome.NOERROR)}
    assert all(each.duration_us for each in found.values())


def test_without_a_path_https_is_left_out(tmp_path):
    assert set(told(a_site(https_path=None), tmp_path)) == {Carrier.TLS}


def test_a_certificate_of_another_name_is_a_fact_without_an_answer(tmp_path):
    found = told(a_site(tls_name="dns.example.org"), tmp_path)

    assert {(each.ended, each.outcome, each.duration_us) for each in found.values()} == {
        (SecureEnd.WRONG_NAME, None, None)
    }


def test_a_resolver_whose_name_is_not_known_is_not_asked():
    assert not PROBE.applies(a_site(tls_name=None))
    with pytest.raises(CannotMeasure):
        collected(a_site(tls_name=None), NoSecureDns())


def test_where_nothing_can_ask_there_are_gaps():
    gaps = PROBE.read(a_site(), collected(a_site(), NoSecureDns()))

    assert [type(each) for each in gaps] == [Gap, Gap]


@pytest.mark.parametrize(
    "change", [{"netdoc": "x"}, {"over": "smoke"}, {"ended": "odd"}, {"ended": "answer", "wire_hex": "00"}, {"role": 1}]
)
def test_a_capture_of_another_form_is_unreadable_and_nothing_else(change):
    note = {
        "netdoc": "secure/1", "rung": "r", "role": "public", "server": "198.51.100.53", "over": "tls",
        "server_name": NAME, "name": "www.example.com", "tries": 2, "ended": "timeout", "why": "", **change,
    }  # fmt: skip

    with pytest.raises(UnreadableCapture):
        PROBE.read(a_site(), [Capture(json.dumps(note).encode(), AT, "r", "dns")])
