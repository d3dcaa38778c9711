"""Case files: what was written comes back, and no byte of it can be another."""

from __future__ import annotations

import hashlib
import io
import json
import struct

import pytest

from netdoc.evidence import merkle
from netdoc.evidence.case_file import MAGIC, SCHEMA, Broken, CaseFile, Part, written


def link(previous: bytes, header: bytes, body: bytes | None) -> bytes:
    return hashlib.sha256(previous + header + (body or b"")).digest()


def parts() -> list[Part]:
    found, previous = [], bytes(32)
    for number in range(1, 7):
        header, body = json.dumps({"seq": number}).encode(), None if number == 2 else bytes(range(number * 9))
        previous = link(previous, header, body)
        found.append(Part(header, body, previous))
    found[3] = Part(b'{"instead":4}', b"other", found[3].hash, proven=False)
    found[4] = Part(b"", None, found[4].hash, proven=False)
    return found


def file_of(held: list[Part], **more: object) -> bytes:
    root = merkle.root(merkle.leaf(each.hash) for each in held)
    head = {"schema": SCHEMA, "size": len(held), "root": root.hex(), **more}
    return b"".join(written(head, held))


def read(body: bytes) -> list[Part]:
    return list(CaseFile(io.BytesIO(body), link).parts())


def with_end(body: bytes) -> bytes:
    """Return a file with the end that somebody who can count would write."""
    return body[:-32] + hashlib.sha256(body[:-32]).digest()


def test_records_withheld_ones_and_their_stand_ins_come_back_with_their_hashes() -> None:
    held = parts()
    opened = CaseFile(io.BytesIO(file_of(held, site="office")), link)

    assert list(opened.parts()) == held
    assert opened.withheld == 2
    assert opened.hashes == [each.hash for each in held]
    assert opened.head["site"] == "office"


def test_every_bit_counts() -> None:
    body = file_of(parts())
    for place in range(len(body)):
        for bit in (1, 128):
            damaged = bytearray(body)
            damaged[place] ^= bit
            with pytest.raises(Broken):
                read(bytes(damaged))


def test_the_first_record_that_was_changed_is_named_also_when_the_end_was_made_to_fit() -> None:
    held = parts()
    body = file_of(held)
    for number in (1, 3, 6):
        changed = with_end(body.replace(held[number - 1].header, held[number - 1].header.replace(b"seq", b"SEQ")))
        with pytest.raises(Broken, match=f"record {number} "):
            read(changed)


def test_a_record_that_was_made_to_fit_does_not_fit_the_root() -> None:
    held = parts()
    forged = link(held[4].hash, b'{"seq":7}', b"forged")
    root = merkle.root(merkle.leaf(each.hash) for each in held)
    head = {"schema": SCHEMA, "size": 6, "root": root.hex()}
    with pytest.raises(Broken, match="root"):
        read(b"".join(written(head, [*held[:5], Part(b'{"seq":7}', b"forged", forged)])))


@pytest.mark.parametrize("cut", [1, 32, 33, 60, 200])
def test_what_is_cut_off_is_missed(cut: int) -> None:
    body = file_of(parts())
    for damaged in (body[:-cut], with_end(body[:-cut])):
        with pytest.raises(Broken):
            read(damaged)


def test_what_is_added_is_found() -> None:
    body = file_of(parts())
    for damaged in (body + b"x", with_end(body[:-33] + b"H" + bytes(40) + b"E" + bytes(32))):
        with pytest.raises(Broken):
            read(damaged)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        MAGIC,
        MAGIC + b"\xff\xff\xff\xff" + b"{}",
        MAGIC + struct.pack(">I", 200_000) + b"[" * 200_000,
        MAGIC + struct.pack(">I", 2) + b"[]",
        file_of(parts(), size=10**15),
        file_of(parts(), size=True),
        file_of(parts(), size=0),
        file_of(parts(), root="zz" * 32),
        file_of(parts(), root=[1] * 64),
    ],
)
def test_hostile_heads_are_refused_at_once(hostile: bytes) -> None:
    with pytest.raises(Broken):
        read(hostile)


def test_a_record_that_claims_gigabytes_is_refused_before_it_is_read() -> None:
    class Endless(io.RawIOBase):
        def __init__(self, start: bytes) -> None:
            self.left, self.most = start, 0

        def read(self, size: int = -1) -> bytes:
            self.most = max(self.most, size)
            given, self.left = self.left[:size], self.left[size:]
            return given + bytes(size - len(given))

    body = file_of(parts())
    at = body.index(b"R", len(MAGIC) + 4 + struct.unpack(">I", body[len(MAGIC) :][:4])[0])
    for claimed in (struct.pack(">II", 1 << 31, 0), struct.pack(">II", 9, 1 << 31)):
        endless = Endless(body[: at + 1] + claimed + bytes(4))
        with pytest.raises(Broken, match="longer"):
            list(CaseFile(endless, link).parts())  # type: ignore[arg-type]
        assert endless.most < 1 << 20
