"""What became of a seal elsewhere is kept, changes nothing of the seal, and is covered by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.sealing import root_of, seal
from netdoc.errors import StoreError
from netdoc.model.site import Site
from netdoc.store.seal_notes import Sent, Stamp
from netdoc.store.sealed import end_seal, records
from netdoc.store.standing_in import StandingIn
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks

REPLY = b"\x30\x03\x02\x01\x00"
TO = ("client@example.com", "ada@example.net")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "office.netdoc"
    with Store.open(path, clock=FixedClock()) as store:
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(2, slow_rungs=5))
    return path


def noted(path: Path, server: str = "http://tsa.example/") -> tuple[Stamp, Sent]:
    made = seal(path, FixedClock())
    root = bytes.fromhex(made.root)
    stamp = Stamp(size=made.records, root=root, nonce=2**62 + 5, server=server, reply=REPLY)
    sent = Sent(size=made.records, root=root, to=TO, server="smtp.example:587", message_id="<1@example.net>")
    with Store.open(path, create=False, clock=FixedClock()) as store:
        store.seal_notes.put_stamp(stamp)
        store.seal_notes.put_sent(sent)
    return stamp, sent


def test_both_come_back_as_they_were_with_the_time_of_writing(path: Path) -> None:
    stamp, sent = noted(path)

    with Store.open(path, read_only=True) as store:
        (one,), (other,) = store.seal_notes.stamps(), store.seal_notes.sent()
        assert store.verify_chain() is None
    assert (one.size, one.root, one.nonce, one.server, one.reply) == (
        stamp.size, stamp.root, stamp.nonce, stamp.server, REPLY,
    )  # fmt: skip
    assert (other.size, other.root, other.to, other.server, other.message_id) == (
        sent.size, sent.root, TO, "smtp.example:587", "<1@example.net>",
    )  # fmt: skip
    assert one.at == other.at == FixedClock().now()


def test_a_store_with_nothing_but_such_notes_behind_its_seal_counts_as_sealed(path: Path) -> None:
    stamp, _ = noted(path)

    assert seal(path, FixedClock()).root == stamp.root.hex()
    with Store.open(path, read_only=True) as store:
        last = end_seal(store)
        assert last is not None and (last.size, last.root) == (stamp.size, stamp.root)
        assert len(list(store.seals())) == 1


def test_the_next_seal_covers_them(path: Path) -> None:
    stamp, _ = noted(path)
    with Store.open(path, clock=FixedClock()) as store:
        store.put_site(Site(id="office", name="Mill Lane"))

    later = seal(path, FixedClock())

    assert later.records == stamp.size + 4, "the seal, both notes, and the site"
    with Store.open(path, read_only=True) as store:
        hashes = list(store.hashes())
        assert root_of(iter(hashes[: later.records])).hex() == later.root
        assert end_seal(store) is not None


def shown(path: Path) -> list[tuple[bytes, bytes | None, bool]]:
    with Store.open(path, read_only=True) as store:
        stands = StandingIn(store, lambda text: text, lambda plain: plain, None)
        found = [stands.of(header, body) for header, body, _ in records(store, 10_000)]
        assert stands.guessable == 0
        return found


def test_a_copy_for_a_vendor_shows_a_stamp_and_of_a_letter_the_hash_alone(path: Path) -> None:
    noted(path)

    (_, body, proven), letter = shown(path)[-2:]

    assert (body, proven) == (REPLY, True)
    assert letter == (b"", None, False)


def test_a_stamp_from_a_server_of_the_own_network_is_not_shown_either(path: Path) -> None:
    noted(path, server="http://192.168.7.9/tsr")

    assert shown(path)[-2] == (b"", None, False)


def test_a_damaged_note_is_a_store_error(path: Path) -> None:
    noted(path)
    with Store.open(path, clock=FixedClock()) as store, store.transaction():
        store._journal.append(store_entry())

    with Store.open(path, read_only=True) as store, pytest.raises(StoreError, match="damaged"):
        list(store.seal_notes.stamps())


def store_entry() -> object:
    from netdoc.store.records import Entry

    return Entry(kind="stamp", fields={"size": 3})
