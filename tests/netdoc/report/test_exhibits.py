"""Exhibits are numbered once, in the order of citing, and tie to the bytes stored."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Seen, promises
from netdoc.report.exhibits import assign, captures_wanted
from tests.netdoc.report.example_edges import nothing_at_all
from tests.netdoc.report.example_office import SITE, START
from tests.netdoc.report.examples import made, report, view


def verdict_citing(*digests: str):
    verdict, evidence = nothing_at_all()
    finding = Finding(rule="R1", fault=Fault.LOOP_NOISE, bearing=Bearing.BLAMES, sentence="s", cites=digests)
    return replace(verdict, window_findings=(finding,)), evidence


def held(*bodies: str, method: str = "telnet") -> dict[str, Capture]:
    made = [Capture(each.encode(), START, "modem", method) for each in bodies]
    return {each.digest: each for each in made}


def test_each_capture_is_one_exhibit_named_by_its_hash():
    captures = held("a", "b")
    verdict, evidence = verdict_citing(*captures)

    exhibits = assign(verdict, evidence, captures)

    assert [each.id for each in exhibits.listed] == ["E-01", "E-02"]
    assert exhibits.listed[0].hash == hashlib.sha256(b"a").hexdigest()
    assert exhibits.words(list(captures)) == "E-01, E-02"


def test_many_answers_to_one_question_are_one_exhibit_with_a_hash_of_hashes():
    captures = held(*"abcdefgh")
    verdict, evidence = verdict_citing(*captures)

    (only,) = assign(verdict, evidence, captures).listed

    assert only.digests == tuple(captures)
    assert only.hash == hashlib.sha256("\n".join(sorted(captures)).encode()).hexdigest()


def test_a_capture_that_is_not_held_is_said_to_be_missing():
    verdict, evidence = verdict_citing("0" * 64)

    (only,) = assign(verdict, evidence, {}).listed

    assert not only.held
    assert "not held" in only.what


def test_a_finding_without_a_capture_cites_none():
    verdict, evidence = nothing_at_all()

    assert assign(verdict, evidence, {}).words([]) == "none cited"


def test_ladder_blocks_are_one_exhibit_however_many():
    exhibits = view("line_remaining").exhibits

    ladders = [each for each in exhibits.listed if each.what.startswith("Ladder")]
    assert len(ladders) == 1
    assert len(ladders[0].digests) == 2


def test_the_json_lists_every_digest_of_every_exhibit():
    listed = report("line_remaining").plain["exhibits"]

    cited = {digest for each in listed for digest in each["captures"]}
    assert cited == {digest for each in view("line_remaining").exhibits.listed for digest in each.digests}


def test_the_captures_to_fetch_are_those_cited_and_the_first_of_each_question():
    verdict, evidence = made("line_remaining")

    wanted = captures_wanted(verdict, evidence)

    assert {each.capture for each in evidence.readings(LinkState)} <= set(wanted)
    assert {digest for each in view("line_remaining").exhibits.listed for digest in each.digests} <= set(wanted)
    assert len(wanted) < 20


def test_of_a_stores_captures_only_the_digests_that_are_needed_are_worked_out():
    asked: list[int] = []

    def digest_of(number: int) -> str:
        asked.append(number)
        return f"{number:064d}"

    kind = promises(digest_of)
    link = LinkState(interface="eth0", link=LinkKind.WIRED)
    seen = [Seen("host", START, link, kind(number), reader="link/1") for number in range(6)]
    cited = seen[2].capture
    verdict, _ = verdict_citing(cited)

    exhibits = assign(verdict, Evidence(SITE, Case(), seen), {})
    assert asked == [2]
    assert exhibits.listed[0].what == "LinkState reading"

    other, _ = verdict_citing(cited, f"{4:064d}")
    exhibits = assign(other, Evidence(SITE, Case(), seen), {})
    assert [each.source for each in exhibits.listed] == ["host", "host"]
