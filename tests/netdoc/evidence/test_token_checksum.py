"""The checksum behind a token: taken off again it is the same token, and no byte of it can be another."""

from __future__ import annotations

from random import Random

import pytest
from asn1crypto import cms

from netdoc.evidence.timestamps import Refused, checked
from netdoc.evidence.token_checksum import with_checksum, without_checksum
from tests.emulated.time_authority import AT, authority

ROOT = bytes(range(32))


def token() -> bytes:
    return authority().token(ROOT, 7)


def test_the_token_comes_back_as_it_was_and_the_longer_one_is_read_by_others_too() -> None:
    held = with_checksum(token())

    assert without_checksum(held) == token()
    assert len(held) - len(token()) == 2 + 2 + 22 + 2 + 2 + 32
    assert checked(held, ROOT, 7).at == AT
    (signer,) = cms.ContentInfo.load(held, strict=True)["content"]["signer_infos"]
    (attribute,) = signer["unsigned_attrs"]
    assert attribute["type"].native.startswith("2.25.")


def test_a_token_with_such_attributes_of_its_own_keeps_them() -> None:
    once = with_checksum(token())

    assert without_checksum(with_checksum(once)) == once


def test_any_other_byte_is_found() -> None:
    held, chance = with_checksum(token()), Random(3)
    places = [*range(60), *range(len(held) - 120, len(held)), *(chance.randrange(len(held)) for _ in range(800))]
    for place in places:
        damaged = bytearray(held)
        damaged[place] ^= 1 << chance.randrange(8)
        with pytest.raises(Refused):
            without_checksum(bytes(damaged))


@pytest.mark.parametrize(
    "body", [b"", b"\x30", b"\x30\x00", b"\x30\x80\x00\x00", b"\x30\x84\xff\xff\xff\xff", b"\x31\x00"]
)
def test_what_is_no_token_is_refused(body: bytes) -> None:
    for change in (with_checksum, without_checksum):
        with pytest.raises(Refused):
            change(body)


def test_a_token_without_a_checksum_is_refused() -> None:
    with pytest.raises(Refused, match="has no checksum"):
        without_checksum(token())
