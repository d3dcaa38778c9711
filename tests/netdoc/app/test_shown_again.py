"""Evidence of a copy put together without reading its samples again: the very one that a stranger reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app import case_files
from netdoc.app.case_files import judged_again, open_case, question_from, sealed, write_redacted
from netdoc.app.cases import Question, answered_by, judge
from netdoc.app.sealing import seal
from netdoc.app.shown_again import evidence_as_shown
from netdoc.evidence.case_file import Broken, Part, written
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind, Site
from netdoc.store.sealed import records
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import START, FixedClock, ladder_blocks

BLOCKS = 12


def private(seen: Seen[EchoBlock]) -> Seen[EchoBlock]:
    """Return a block whose first target is an address of the office."""
    first, *others = seen.fact.series
    return replace(seen, fact=replace(seen.fact, series=(replace(first, target="192.168.1.1"), *others)))


def unreachable(seen: Seen[EchoBlock]) -> Seen[EchoBlock]:
    """Return a block in whose header the office's router says something: that record is withheld."""
    first, *others = seen.fact.series
    told = replace(first, unreachable_by=((3, "192.168.1.1 host"),))
    return replace(seen, fact=replace(seen.fact, series=(told, *others)))


def office(path: Path, change: Callable[[Seen[EchoBlock]], Seen[EchoBlock]], *, twice: bool = False) -> Path:
    link = LinkState(interface="eno1", link=LinkKind.WIRED, carrier=True, address="192.168.1.23", gateway="192.168.1.1")
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        router = Rung(id="router", kind=RungKind.ROUTER, address="192.168.1.1")
        store.put_site(Site(id="office", rungs=(router,)))
        for number, block in enumerate(ladder_blocks(BLOCKS, slow_rungs=5)):
            at = START + timedelta(minutes=number)
            held = change(block) if number % 2 else block
            store.put([held, Seen("modem", at, DslLine(sync=True, crc_down=number)), Seen("host", at, link)])
            if twice and number == 5:  # a clock that was set back: two blocks of one time
                store.put([block])
        store.end_run()
    seal(path, FixedClock())
    return path


def both(store: Path, folder: Path, question: Question) -> tuple[Evidence | None, Evidence, Evidence]:
    """Return a copy's evidence as put together, the same as a stranger reads it, and the office's own."""
    target = folder / "copy.ndcase"
    with sealed(store, FixedClock()) as (opened, made):
        asked = question.fixed(opened)
        evidence = answered_by(opened, asked)
        assert write_redacted(opened, made, asked, judge(evidence), evidence, target) is not None
        with target.open("rb") as file:
            case = open_case(file)
            shown = evidence_as_shown(case, question_from(case.head), opened, evidence)
    with target.open("rb") as file:
        _, read = judged_again(open_case(file))
    return shown, read, evidence


QUESTIONS = [Question(), Question(since=timedelta(minutes=5)), Question(until=timedelta(minutes=3, seconds=30))]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("change", [private, lambda each: each])
def test_it_is_what_a_stranger_reads_and_shares_the_samples(
    change: Callable[[Seen[EchoBlock]], Seen[EchoBlock]], twice: bool, question: Question, tmp_path: Path
) -> None:
    shown, read, evidence = both(office(tmp_path / "office.netdoc", change, twice=twice), tmp_path, question)
    assert shown is not None
    assert (shown.site, shown.case) == (read.site, read.case) and shown.site != evidence.site
    assert shown.observations == read.observations
    assert shown.ladder.blocks == read.ladder.blocks
    assert judge(shown) == judge(read)
    assert shown.ladder._derived is evidence.ladder._derived
    assert read.ladder._derived is not evidence.ladder._derived


def test_blocks_that_are_withheld_are_left_to_who_reads_them_one_by_one(tmp_path: Path) -> None:
    shown, read, _ = both(office(tmp_path / "office.netdoc", unreachable), tmp_path, Question())
    assert shown is None
    assert len(read.readings(EchoBlock)) == BLOCKS


def test_a_file_that_shows_other_records_is_not_taken_for_the_stores(tmp_path: Path) -> None:
    """The samples of the store are believed only under records whose hashes add up to its root."""
    store = office(tmp_path / "office.netdoc", lambda each: each)
    with sealed(store, FixedClock()) as (opened, made):
        evidence = answered_by(opened, Question())
        head = case_files._head(opened, made, Question(), judge(evidence))
        parts = [Part(header, body, held) for header, body, held in records(opened, made.size)]
        block = next(number for number, each in enumerate(parts) if b'"kind":"echo"' in each.header)
        body = parts[block].body or b""
        parts[block] = replace(parts[block], body=body[:-1] + bytes([body[-1] ^ 1]))
        target = tmp_path / "copy.ndcase"
        target.write_bytes(b"".join(written(head, parts)))
        with target.open("rb") as file, pytest.raises(Broken):
            evidence_as_shown(open_case(file), Question(), opened, evidence)
