"""Zones with DNSSEC signatures for the lab: one that is right, and one that was signed and then changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.dnssectypes import Algorithm

BROKEN_ZONE = "broken.example.org"
"""Signed, and then its address was changed, so that the signature does not fit it."""
WRONG = "198.51.100.66"


@dataclass(frozen=True, slots=True)
class SignedZone:
    """A zone's file, and its key as a trust anchor."""

    file: Path
    anchor: str


def signed_zones(folder: Path, zones: Mapping[str, IPv4Address]) -> dict[str, SignedZone]:
    """Sign zones with a `www` each, and return them by name."""
    return {name: _signed(folder, name, address) for name, address in zones.items()}


def _signed(folder: Path, name: str, address: IPv4Address) -> SignedZone:
    private = ec.generate_private_key(ec.SECP256R1())
    key = dns.dnssec.make_dnskey(private.public_key(), Algorithm.ECDSAP256SHA256, flags=257)
    text = "@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\n"
    text += f"ns 300 IN A {address}\nwww 300 IN A {address}\n"
    zone = dns.zone.from_text(text, origin=f"{name}.", relativize=False)
    now = datetime.now(UTC)
    with zone.writer() as changes:
        dns.dnssec.sign_zone(
            zone, changes, [(private, key)], dnskey_ttl=300, inception=now - timedelta(days=2),
            expiration=now + timedelta(days=30),
        )  # fmt: skip
        if name == BROKEN_ZONE:
            changes.replace(dns.rrset.from_text(f"www.{name}.", 300, "IN", "A", WRONG))
    file = folder / f"{name}.zone"
    zone.to_file(str(file), relativize=False)
    return SignedZone(file, f"{name}. 300 IN DNSKEY {key.to_text()}")
