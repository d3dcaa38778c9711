"""Case files: the verdict follows from the records alone, in the office's copy and in one that leaves the house."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.app.case_files import case_file, open_case, sealed, write_redacted
from netdoc.app.cases import Question, answered_by, judge
from netdoc.app.sealing import seal
from netdoc.app.transfer import import_into, place_for
from netdoc.app.verifying import verify
from netdoc.evidence import merkle
from netdoc.evidence.case_file import Part, written
from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.evidence.words import words_of
from netdoc.model.case import Complaint
from netdoc.model.facts.dns_lookup import DnsLookup
from netdoc.model.observation import Seen
from netdoc.store.chain import link
from netdoc.store.store import Store
from tests.lab.replay import replays
from tests.netdoc.store.ladder_blocks import FixedClock
from tests.sites.generate import all_stories

SOME = (
    "healthy",
    "showtime-lost-amid-errors",
    "proven-second-modem-at-the-test-socket",
    "telco-admits-with-a-ticket",
    "router-hung-arp-answers",
    "person-power-cycles-each-time",
)
STORIES = sorted(all_stories()) if os.environ.get("NETDOC_STORY_ALL") else SOME
"""Set NETDOC_STORY_ALL=1 for every story, some minutes of work."""


def stored(folder: Path, source: Path) -> Path:
    place = place_for(source, None, folder, None)
    import_into(place, source)
    return place.store


def told(folder: Path, name: str) -> Path:
    file = folder / f"{name}.jsonl"
    file.write_text(all_stories()[name].play(0)[0].lines(), encoding="utf-8")
    return stored(folder, file)


def cases(store: Path, folder: Path, question: Question = Question()) -> tuple[Path, Path, str]:  # noqa: B008
    """Write both case files of a store and return them, and what was concluded."""
    full, redacted = folder / "full.ndcase", folder / "redacted.ndcase"
    with sealed(store, FixedClock()) as (opened, made):
        asked = question.fixed(opened)
        evidence = answered_by(opened, asked)
        verdict = judge(evidence)
        full.write_bytes(b"".join(case_file(opened, made, asked, verdict)))
        assert write_redacted(opened, made, asked, verdict, evidence, redacted)
    return full, redacted, verdict.conclusion.value


def outcomes(checks: list[Check]) -> dict[str, Outcome]:
    return {each.name: each.outcome for each in checks}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    return cases(stored(folder, replays()[0]), folder)[0]


def assert_follows(full: Path, redacted: Path) -> None:
    for file, records in ((full, Outcome.HOLDS), (redacted, Outcome.REMARK)):
        checks = verify(file)
        assert outcomes(checks)["records"] is records, checks
        assert outcomes(checks)["verdict"] is Outcome.HOLDS, checks
        assert worst(checks) is Outcome.REMARK
    assert redacted.stat().st_size < 1.5 * full.stat().st_size


@pytest.mark.parametrize("replay", replays(), ids=lambda each: each.name.partition(".")[0])
def test_the_verdict_on_each_replay_follows_from_its_case_files(replay: Path, tmp_path: Path) -> None:
    assert_follows(*cases(stored(tmp_path, replay), tmp_path)[:2])


@pytest.mark.parametrize("name", STORIES)
def test_the_verdict_on_a_story_follows_from_its_case_files(name: str, tmp_path: Path) -> None:
    assert_follows(*cases(told(tmp_path, name), tmp_path)[:2])


def test_what_was_asked_is_asked_again(tmp_path: Path) -> None:
    store = stored(tmp_path, replays()[3])
    question = Question(since=timedelta(minutes=6), until=timedelta(minutes=1), complaint=Complaint.DROPS, per_day=9.0)
    full, redacted, _ = cases(store, tmp_path, question)
    head = open_case(io.BytesIO(full.read_bytes())).head
    assert head["question"]["complaint"] == "drops" and head["question"]["per_day"] == 9.0
    assert head["verdict"]["window"]["start"] >= head["question"]["since"]
    assert_follows(full, redacted)


def forged(
    case: Path, change: Callable[[dict[str, Any]], None], parts: Callable[[list[Part]], list[Part]] = list
) -> Path:
    """Return a case file by somebody who can count: changed, and all its hashes made to fit."""
    opened = open_case(io.BytesIO(case.read_bytes()))
    held = parts(list(opened.parts()))
    head = json.loads(json.dumps(opened.head))
    head |= {"size": len(held), "root": merkle.root(merkle.leaf(each.hash) for each in held).hex()}
    change(head)
    target = case.with_name("forged.ndcase")
    target.write_bytes(b"".join(written(head, held)))
    return target


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda verdict: verdict.update(conclusion="no_fault"), "conclusion"),
        (lambda verdict: verdict.update(party="line"), "party"),
        (lambda verdict: verdict.update(fault="loop"), "fault"),
        (lambda verdict: verdict.update(standing="cleared"), "standing"),
        (lambda verdict: verdict.update(remaining=["line"]), "remaining"),
        (lambda verdict: verdict.update(coverage=0.123), "coverage"),
        (lambda verdict: verdict["incidents"].clear(), "incidents"),
        (lambda verdict: verdict["incidents"][0].update(end="2026-01-01T00:00:00Z"), "incidents"),
        (lambda verdict: verdict["parties"][0].update(standing="nonsense"), "parties"),
        (lambda verdict: verdict.update(incidents="none"), "incidents"),
    ],
)
def test_another_verdict_than_the_records_give_is_found(case: Path, change: Any, named: str) -> None:
    checks = verify(forged(case, lambda head: change(head["verdict"])))
    assert outcomes(checks)["verdict"] is Outcome.BROKEN
    assert named in next(each.text for each in checks if each.name == "verdict")


def test_another_rule_set_is_told_and_not_used(case: Path) -> None:
    def change(head: dict[str, Any]) -> None:
        head["netdoc"] = "7.8.9"
        head["verdict"]["rules_version"] = "1999.1"

    checks = verify(forged(case, change))
    assert outcomes(checks)["verdict"] is Outcome.REMARK
    assert "install netdoc-toolkit 7.8.9" in next(each.text for each in checks if each.name == "verdict")


def test_records_taken_from_the_end_and_a_whole_written_anew_are_found_by_the_words(case: Path) -> None:
    seal_words = words_of(open_case(io.BytesIO(case.read_bytes())).seal.root)
    assert outcomes(verify(case, [seal_words]))["anchor"] is Outcome.HOLDS

    shorter = forged(case, lambda head: None, lambda held: held[:-1])
    assert outcomes(verify(shorter, [seal_words]))["anchor"] is Outcome.BROKEN

    def anew(held: list[Part]) -> list[Part]:
        found, previous = [], bytes(32)
        for each in held:
            header = each.header.replace(b"{", b'{"again":1,', 1)
            previous = link(previous, header, each.body)
            found.append(Part(header, each.body, previous))
        return found

    rewritten = forged(case, lambda head: None, anew)
    checks = verify(rewritten, [seal_words])
    assert outcomes(checks)["verdict"] is Outcome.HOLDS  # it hangs together: only the words tell
    assert outcomes(checks)["anchor"] is Outcome.BROKEN


def test_an_earlier_seals_words_are_found_in_a_later_case_file(tmp_path: Path) -> None:
    store = stored(tmp_path, replays()[0])
    words = seal(store, FixedClock()).words
    with Store.open(store, clock=FixedClock()) as opened:
        (last,) = opened.observations()[-1:]
        fact = DnsLookup(resolver="203.0.113.53", role="isp", question="cached", name="a.example", outcome="noerror")
        opened.put([Seen("resolver", last.at, fact)])
    full, redacted, _ = cases(store, tmp_path)
    for file in (full, redacted):
        assert outcomes(verify(file, [words]))["anchor"] is Outcome.HOLDS


def test_any_byte_of_a_case_file_counts(case: Path, tmp_path: Path) -> None:
    body, chance = case.read_bytes(), random.Random(6)
    target = tmp_path / "flipped.ndcase"
    for _ in range(400):
        damaged = bytearray(body)
        damaged[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        target.write_bytes(bytes(damaged))
        if not damaged.startswith(b"netdoc case 1\n"):
            continue  # it is no case file any more, and verify says so
        assert worst(verify(target)) is Outcome.BROKEN


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 100_000,
        b'{"kind":"echo"}',
        b'{"kind":"bundle","seq":1,"at_us":"x"}',
        b'{"kind":"bundle","seq":1,"at_us":99999999999999999999999999}',
        b'{"kind":"echo","layout":7,"seq":1,"at_us":1}',
        b'{"kind":"bundle","seq":1,"at_us":1,"end_us":2,"beside":1}',
        b'{"kind":"site","site":{"id":["x"]},"seq":1}',
        b'{"kind":"layout","seq":1}',
        b'{"kind":"seen","seq":1,"at_us":1,"reader":"x","subject":"y","plane":"path","fact":{"kind":"eval","v":1}}',
    ],
)
def test_hostile_records_end_as_broken(case: Path, header: bytes) -> None:
    body = b"\x01" + (0).to_bytes(4, "little") + (1 << 31).to_bytes(4, "little") + bytes(40)
    part = Part(header, body, link(bytes(32), header, body))
    checks = verify(forged(case, lambda head: None, lambda held: [part]))
    assert worst(checks) is Outcome.BROKEN


def test_a_question_that_is_not_one_ends_as_broken(case: Path) -> None:
    for wrong in ({"since": 7}, {"complaint": "boredom"}, None, {"per_day": "nan?"}):
        checks = verify(forged(case, lambda head, wrong=wrong: head.update(question=wrong)))  # type: ignore[misc]
        assert worst(checks) is Outcome.BROKEN


def test_a_store_from_before_salts_gives_no_copy_that_leaves_the_house(tmp_path: Path) -> None:
    store = stored(tmp_path, replays()[0])
    with sqlite3.connect(store) as connection:
        connection.execute("DROP TRIGGER record_is_never_updated")
        (header,) = connection.execute("SELECT CAST(header AS BLOB) FROM record WHERE kind = 'site'").fetchone()
        old = {name: each for name, each in json.loads(header).items() if name not in ("salt", "private")}
        text = json.dumps(old, sort_keys=True, separators=(",", ":"))
        connection.execute("UPDATE record SET header = ? WHERE kind = 'site'", (text,))
    connection.close()
    with sealed(store, FixedClock()) as (opened, made):
        evidence = answered_by(opened, Question())
        file = tmp_path / "redacted.ndcase"
        assert write_redacted(opened, made, Question(), judge(evidence), evidence, file) is None


def test_a_case_file_in_base64_is_verified_as_it_is(case: Path, tmp_path: Path) -> None:
    import base64

    file = tmp_path / "evidence.ndcase.base64"
    file.write_bytes(base64.b64encode(case.read_bytes()))
    assert worst(verify(file)) is Outcome.REMARK
    file.write_bytes(file.read_bytes()[:-5] + b"?")
    assert worst(verify(file)) is Outcome.BROKEN


def test_verifying_leaves_the_file_as_it_is(case: Path) -> None:
    before = hashlib.sha256(case.read_bytes()).digest()
    verify(case)
    assert hashlib.sha256(case.read_bytes()).digest() == before
