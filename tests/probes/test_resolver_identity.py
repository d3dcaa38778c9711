"""Who answers at a resolver's address, and from how near."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace

import dns.message
import dns.rcode
import dns.rdataclass
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Rung, RungKind, Site
from probes._dns_message import BadMessage, first_text, records
from probes.resolver_identity import PROBE
from tests.probes.wire.at_port import AtPort
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import Manner, resolver

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "198.51.100.53"


def who(**texts: str) -> Manner:
    """A server that tells these of itself (`id_server`, `hostname_bind`, `version_bind`) and refuses the rest."""

    def manner(query: dns.message.Message) -> list[bytes]:
        question = query.question[0]
        response = dns.message.make_response(query)
        key = question.name.to_text(omit_final_dot=True).replace(".", "_")
        if question.rdclass == dns.rdataclass.CH and key in texts:
            response.answer.append(dns.rrset.from_text(question.name, 0, "CH", "TXT", f'"{texts[key]}"'))
        elif question.rdclass == dns.rdataclass.CH:
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.answer.append(dns.rrset.from_text(question.name, 300, "IN", "A", "192.0.2.1"))
        return [response.to_wire()]

    return manner


def site(role: str) -> Site:
    return Site(id="office", rungs=(Rung(id="resolver", kind=RungKind.RESOLVER, address=ADDRESS, role=role),))


def told(
    manner: Manner, role: str = "public", nearest: int = 64, arrived_ttl: int | None = None
) -> tuple[DnsIdentity, AtPort, Capture]:
    with resolver(manner) as here:
        outside = AtPort({ADDRESS: here.port}, {ADDRESS: nearest}, wait_s=0.3, arrived_ttl=arrived_ttl)

        async def collect() -> Sequence[Capture]:
            return await PROBE.collect(site(role), SimpleNamespace(dns=outside, clock=RealClock()))  # type: ignore[arg-type]

        (capture,) = asyncio.run(collect())
    (seen,) = PROBE.read(site(role), [capture])
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DnsIdentity)
    return seen.fact, outside, capture


def test_what_a_server_tells_of_itself_is_read_and_what_it_refuses_is_absent():
    fact, _, _ = told(who(id_server="res100.example", version_bind="unbound 1.19"))

    assert (fact.server_id, fact.hostname, fact.software) == ("res100.example", None, "unbound 1.19")
    assert fact.names == {"res100.example"}


def test_a_name_that_every_machine_has_names_none():
    fact, _, _ = told(who(id_server="localhost", hostname_bind="ns7"))

    assert fact.names == {"ns7"}


@pytest.mark.parametrize(("nearest", "distance"), [(1, 1), (2, 2), (3, None)])
def test_the_smallest_hop_limit_that_is_answered_is_the_distance(nearest, distance):
    fact, outside, _ = told(who(), nearest=nearest)

    assert fact.distance == distance
    assert len(outside.asked) == 3 + min(nearest, 2)


@pytest.mark.parametrize("role", ["router", "office"])
def test_what_lives_in_the_office_is_asked_for_its_software_alone_and_not_from_how_near(role):
    fact, outside, _ = told(who(), role=role, nearest=1)

    assert fact.distance is None
    assert [name for name, _ in outside.asked] == ["version.bind"]


def test_hostile_text_is_made_printable_and_short():
    fact, _, _ = told(who(id_server="a\\027[31m" + "x" * 200))

    assert fact.server_id is not None
    assert fact.server_id.isprintable()
    assert len(fact.server_id) <= 100


def test_an_answer_that_is_no_message_tells_nothing():
    _, _, capture = told(who(id_server="res100"))
    note = json.loads(capture.body)
    note["questions"][0]["wire_hex"] = "00"

    (seen,) = PROBE.read(site("public"), [Capture(json.dumps(note).encode(), AT, "resolver", "dns")])

    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DnsIdentity)
    assert seen.fact.server_id is None


def test_the_bytes_of_ordinary_answers_are_not_kept():
    _, _, capture = told(who(), nearest=1)

    assert "wire_hex" not in json.loads(capture.body)["near"][0]


def test_what_cannot_be_asked_is_a_gap():
    rung = Rung(id="resolver", kind=RungKind.RESOLVER, address="no-address", role="isp")

    async def collect() -> Sequence[Capture]:
        outside = SimpleNamespace(dns=AtPort({}), clock=RealClock())
        return await PROBE.collect(Site(id="office", rungs=(rung,)), outside)  # type: ignore[arg-type]

    (gap,) = PROBE.read(site("isp"), asyncio.run(collect()))

    assert isinstance(gap, Gap)
    assert gap.what == "DnsIdentity"


@pytest.mark.parametrize("change", [{"netdoc": "x"}, {"questions": []}, {"near": 3}, {"role": "nobody"}])
def test_a_capture_of_another_form_is_unreadable_and_nothing_else(change):
    _, _, capture = told(who())
    body = json.dumps({**json.loads(capture.body), **change}).encode()

    with pytest.raises(UnreadableCapture):
        PROBE.read(site("public"), [Capture(body, AT, "resolver", "dns")])


@given(st.binary(max_size=300))
def test_any_octets_of_a_record_are_a_short_printable_text_or_no_text(data):
    try:
        text = first_text(data)
    except BadMessage:
        return
    assert len(text) <= 100
    assert text.isprintable()


@given(st.binary(max_size=80))
def test_any_octets_of_an_answer_are_records_within_it_or_no_message(data):
    wire = b"\x00\x01\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00" + data
    try:
        code, found = records(wire, "TXT")
    except BadMessage:
        return
    assert 0 <= code < 16
    assert all(each in wire for each in found)


@pytest.mark.parametrize(
    ("arrived_ttl", "asked"),
    [(64, True), (63, True), (62, False), (127, True), (254, True), (253, False), (57, False), (1, False), (65, False)],
)
def test_hop_limits_are_tried_only_where_the_answer_had_nearly_all_of_its_own_left(arrived_ttl, asked):
    _, outside, _ = told(who(), nearest=3, arrived_ttl=arrived_ttl)

    assert ("www.example.com" in [name for name, _ in outside.asked]) is asked
