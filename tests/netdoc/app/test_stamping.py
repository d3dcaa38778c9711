"""Asking time-stamp authorities: the first that answers well counts, and what goes wrong is told of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from netdoc.app.sealing import Sealed, seal
from netdoc.app.stamping import NotStamped, Stamped, stamp_report, stamp_seal
from netdoc.app.verifying import verify
from netdoc.errors import BadInput, NotAnswered, ReportError
from netdoc.evidence.checks import Outcome
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.emulated.time_authority import AT, Authority, authority
from tests.netdoc.evidence.signed_report import signed, unsigned
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks


@dataclass
class Answering:
    """Authorities by their addresses; one that is not there does not answer."""

    by_url: Mapping[str, Authority]
    asked: list[str] = field(default_factory=list)

    async def ask(self, url: str, query: bytes, *, timeout_s: float) -> bytes:
        self.asked.append(url)
        assert 0 < timeout_s <= 60
        if url not in self.by_url:
            raise NotAnswered(f"{url} did not answer within 15 s", failure="timeout")
        return self.by_url[url].reply(query)


GOOD = Answering({"http://good/": authority()})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "office.netdoc"
    with Store.open(path, clock=FixedClock()) as opened:
        opened.put_site(Site(id="office"))
        opened.put(ladder_blocks(2, slow_rungs=5))
    return path


def stamped(store: Path, servers: list[str], world: Answering, *, again: bool = False) -> tuple[Sealed, Stamped]:
    made = seal(store, FixedClock())
    root = bytes.fromhex(made.root)
    return made, stamp_seal(store, made.records, root, servers, world, FixedClock(), again=again)


def test_the_first_that_answers_well_counts_and_the_others_are_told(store: Path) -> None:
    world = Answering(
        {
            "http://nonce/": authority().but(nonce=lambda _: 1),
            "http://refuses/": authority().but(status=2),
            "http://good/": authority(),
            "http://spare/": authority("ec"),
        }
    )

    _, made = stamped(
        store, ["http://dead/", "http://nonce/", "http://refuses/", "http://good/", "http://spare/"], world
    )

    assert (made.at, made.tsa, made.server, made.is_new) == (AT, "Example Time rsa", "http://good/", True)
    dead, nonce, refuses = made.fruitless
    assert "did not answer" in dead and "nonce" in nonce and "turned down: rejection" in refuses
    assert world.asked[-1] == "http://good/"


def test_the_reply_is_kept_and_the_store_tells_when_its_records_existed(store: Path) -> None:
    made, _ = stamped(store, ["http://good/"], GOOD)

    checks = {each.name: each for each in verify(store, roots=[authority().root.der])}

    assert checks["timestamp"].outcome is Outcome.HOLDS
    assert f"the first {made.records} of {made.records + 2} records existed" in checks["timestamp"].text
    assert "anchor" not in checks, "a trusted time stands for it"
    unbelieved = {each.name: each.outcome for each in verify(store)}
    assert (unbelieved["timestamp"], unbelieved["anchor"]) == (Outcome.REMARK, Outcome.REMARK)


def test_a_seal_that_has_a_stamp_is_not_stamped_again_unless_somebody_is_named(store: Path) -> None:
    world = Answering({"http://good/": authority(), "http://other/": authority("ec")})
    stamped(store, ["http://good/"], world)

    _, again = stamped(store, ["http://good/"], world)
    assert (again.is_new, again.tsa, len(world.asked)) == (False, "Example Time rsa", 1)
    _, other = stamped(store, ["http://other/"], world, again=True)
    assert (other.is_new, other.tsa, len(world.asked)) == (True, "Example Time ec", 2)
    with Store.open(store, read_only=True) as opened:
        assert len(list(opened.seal_notes.stamps())) == 2


def test_what_was_measured_later_gets_a_stamp_of_its_own_and_the_earlier_one_still_holds(store: Path) -> None:
    stamped(store, ["http://good/"], GOOD)
    with Store.open(store, clock=FixedClock()) as opened:
        opened.put_site(Site(id="office", name="Mill Lane"))
    made, later = stamped(store, ["http://good/"], GOOD)

    assert later.is_new
    (text,) = (each.text for each in verify(store) if each.name == "timestamp")
    assert f"the first {made.records} of " in text


def test_without_any_authority_the_seal_is_there_and_the_way_to_name_one_is_told(store: Path) -> None:
    with pytest.raises(BadInput, match="no time-stamp authority is named") as failed:
        stamped(store, [], GOOD)
    assert "--tsa URL" in failed.value.hint and "timestamp_servers" in failed.value.hint
    with pytest.raises(NotStamped, match=r"http://dead/ did not answer.*; http://gone/ did not answer"):
        stamped(store, ["http://dead/", "http://gone/"], GOOD)
    with Store.open(store, read_only=True) as opened:
        assert len(list(opened.seals())) == 1
        assert list(opened.seal_notes.stamps()) == []


def test_a_stamp_on_another_root_than_the_stores_is_found(store: Path) -> None:
    """Somebody puts the stamp of another store into this one."""
    made = seal(store, FixedClock())
    stamp_seal(store, made.records, bytes(32), ["http://good/"], GOOD, FixedClock())

    (bad,) = (each for each in verify(store) if each.outcome is Outcome.BROKEN)
    assert bad.name == "timestamp" and "another root" in bad.text


def test_a_signed_report_is_stamped_in_its_place_and_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(signed())
    file.chmod(0o640)

    made = stamp_report(file, ["http://dead/", "http://good/"], GOOD, FixedClock())

    assert made.tsa == "Example Time rsa" and len(made.fruitless) == 1
    assert file.read_bytes().startswith(signed())
    assert file.stat().st_mode & 0o777 == 0o640
    found = {each.name: each.outcome for each in verify(file, roots=[authority().root.der])}
    assert (found["signature"], found["document_time"]) == (Outcome.HOLDS, Outcome.HOLDS)
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]
    with pytest.raises(BadInput, match="something behind its signature already"):
        stamp_report(file, ["http://good/"], GOOD, FixedClock())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (unsigned, "is not a signed report"),
        (lambda: b"Dear telco", "is not a signed report"),
        (lambda: signed()[:-40] + b"x" * 40, "its signature does not hold"),
        (lambda: signed() + b"\n", "something behind its signature"),
    ],
)
def test_what_is_no_report_that_can_be_stamped_is_told_before_anybody_is_asked(
    body: object, words: str, tmp_path: Path
) -> None:
    assert callable(body)
    world, file = Answering({"http://good/": authority()}), tmp_path / "report.pdf"
    file.write_bytes(body())

    with pytest.raises(BadInput, match=words):
        stamp_report(file, ["http://good/"], world, FixedClock())
    assert file.read_bytes() == body()
    assert world.asked == []


def test_a_report_stays_as_it_is_where_nobody_stamps_it(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(signed())

    with pytest.raises(NotStamped):
        stamp_report(file, ["http://dead/"], GOOD, FixedClock())
    with pytest.raises(BadInput, match="no time-stamp authority"):
        stamp_report(file, [], GOOD, FixedClock())
    assert file.read_bytes() == signed()
    with pytest.raises(ReportError, match="cannot be read"):
        stamp_report(tmp_path / "missing.pdf", ["http://good/"], GOOD, FixedClock())
