"""`netdoc next` and `netdoc diagnose --explain`, as a technician types them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.app.explain import explain
from netdoc.cli._explain_text import LONGEST, MOST_INPUTS, explain_text
from netdoc.cli._next_text import next_text, next_to_plain
from netdoc.cli._verdict_text import verdict_text
from netdoc.diagnosis.diagnose import diagnose
from netdoc.discover import rules
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony as Statement
from netdoc.model.facts.testimony import Witness
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, NextTest, Standing, Verdict
from netdoc.store.store import Store
from tests.netdoc.cli.commands import Desk
from tests.stories.office import BEYOND, Office

HOSTILE = "\x1b[2J\u202e\x07\r\n#panic()<script>\x9b1m"
END = datetime(2026, 3, 2, 9, 24, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "root", capsys)


def stored(desk: Desk, office: Office) -> None:
    """Keep an office's evidence as the site `story`."""
    evidence = office.evidence()
    folder = desk.root / "story"
    folder.mkdir(parents=True)
    with Store.open(folder / "store.sqlite") as store:
        store.put_site(evidence.site)
        store.put_case(evidence.case)
        store.put(evidence.observations)


def noisy() -> Office:
    """Return an office whose line drops twice amid errors."""
    office = Office(minutes=60)
    for onset in (900, 2400):
        office.fails(onset, onset + 60, *BEYOND)
        office.line(onset - 200, -90_000, ses_down=0).line(onset - 100, -90_000, ses_down=40)
        office.line(onset + 100, onset + 58).box(onset + 101, -200_000)
    office.said = [replace(each, capture=None) for each in office.said]
    return office


def printable(text: str) -> bool:
    """Return whether a text fits a terminal and cannot steer it."""
    wide = [line for line in text.splitlines() if len(line) > 80]
    return not wide and all(each == "\n" or each.isprintable() for each in text)


def words(text: str) -> str:
    return " ".join(text.split())


def test_next_prints_the_checklist_and_ends_with_0(desk: Desk) -> None:
    stored(desk, noisy())
    ran = desk.run("next", "story")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Indicated: the DSL line loses showtime amid errors;")
    assert printable(ran.out)
    for told in (
        "As of 2026-03-02 09:00 UTC, the end of the record.",
        "1. Plug the same modem, with the same adapter, into the telco's test socket",
        "Why now: tells line, premises, equipment apart",
        "Shows: - it drops there: the in-house wiring is excluded (leaves line or equipment)",
        "- silent there: the in-house wiring (leaves premises)",
        "begun now, until 2026-03-03 09:00 UTC",
        "Must agree: the client",
        "Disturbs: the internet is interrupted for some minutes",
        "Pass mark: no drop in 3.5 h of watching, covering 08-09 h UTC",
        "Record it: netdoc step test-socket",
        "2. Put in a second modem that is proven on another line",
    ):
        assert told in words(ran.out), told


def test_next_as_json_holds_the_same(desk: Desk) -> None:
    stored(desk, noisy())
    document = json.loads(desk.run("next", "story", "--json").out)

    assert (document["schema"], document["site"], document["as_of"]) == (
        "netdoc.next/1",
        "story",
        "2026-03-02T09:00:00Z",
    )
    assert document["remaining"] == ["line", "premises", "equipment"]
    first = document["next_tests"][0]
    assert first["id"] == "test-socket" and first["pass_mark"].startswith("no drop in 3.5 h")
    assert first["earliest_end"] == "2026-03-03T09:00:00Z"
    assert len(first["shows"]) == 2 and first["command"].startswith("netdoc step test-socket")
    assert document["silence_tests"] == []


def test_next_shares_the_window_and_the_complaint_with_diagnose(desk: Desk) -> None:
    stored(desk, Office(minutes=10))
    quiet = desk.run("next", "story")
    watched = desk.run("next", "story", "--complaint", "drops", "--rate", "3/day", "--until", "2026-03-02T08:05:00Z")

    assert (quiet.code, watched.code) == (0, 0)
    assert "No test is due: nothing failed" in words(quiet.out)
    assert "As of 2026-03-02 08:05 UTC" in watched.out
    assert "UTC: speaks against 3 a day (p < 0.05)" in words(watched.out)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("next", "nowhere"), "nothing is stored for the site 'nowhere'"),
        (("next", "story", "--rate", "often"), "is not a rate"),
        (("next", "story", "--rate", "3"), "--rate says how often, but not what"),
        (("next", "story", "--since", "yesterday"), "is not a time"),
        (("next", "story", "--since", "10s", "--until", "20min"), "ends before it begins"),
        (("next", "story", "--site", "x"), "the site is named without --site"),
        (("diagnose", "story", "--explain"), "requires an argument"),
        (("diagnose", "story", "--explain", "I-999"), "'i-999' is no incident of this window and no rule"),
        (("diagnose", "story", "--explain", HOSTILE), "is no incident of this window and no rule"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_error_and_3(desk: Desk, arguments: tuple[str, ...], told: str) -> None:
    stored(desk, noisy())
    ran = desk.run(*arguments)

    assert (ran.code, ran.out) == (3, "")
    assert told in words(ran.err)
    assert "Traceback" not in ran.err
    assert all(each == "\n" or each.isprintable() for each in ran.err)


def test_an_unknown_id_lists_those_there_are(desk: Desk) -> None:
    stored(desk, noisy())
    ran = desk.run("diagnose", "story", "--explain", "I-999")

    assert "incidents: I-001, I-002; rules: ACCESS01" in words(ran.err)


def test_explain_prints_incident_and_rule_and_keeps_the_verdicts_exit_code(desk: Desk) -> None:
    stored(desk, noisy())
    plain, ran = (
        desk.run("diagnose", "story"),
        desk.run("diagnose", "story", "--explain", "i-002", "--explain", "wire01"),
    )

    assert plain.code == ran.code == 1
    assert printable(ran.out)
    for told in (
        "I-002: outage from 2026-03-02 08:40:00 UTC (-1 s) to 2026-03-02 08:41:00",
        "Known from: ladder, nearest failing: first_hop",
        "Standing: indicated; loop.noise; line, premises or equipment",
        "loop.noise is blamed and not cleared; to be established it lacks one of the planes operator, vendor",
        "LOOP01 blames loop.noise: showtime was lost",
        "blamed loop.noise (line): modem_box / modem_box + one of operator, vendor; rivals open:",
        "DslLine of modem: sync=True",
        "EchoBlock of first_hop: 0 of 60 samples answered",
        "- inhouse_wiring.fault is open:",
        "WIRE01: the wiring between the test socket and the modem is disturbed.",
        "Objective: a telco visit",
        "Proof: rivals none; planes operator",
        "I-001 silent:",
        "whole window silent:",
    ):
        assert told in words(ran.out), told


def test_explain_as_json_has_its_own_schema(desk: Desk) -> None:
    stored(desk, noisy())
    document = json.loads(desk.run("diagnose", "story", "--explain", "I-001", "--json").out)

    assert (document["schema"], len(document["incidents"]), document["rules"]) == ("netdoc.explain/1", 1, [])


def test_hostile_words_of_people_and_boxes_cannot_steer_the_terminal(desk: Desk) -> None:
    office = noisy()
    office.sees(0, "operator", Step(did=HOSTILE, modem=HOSTILE, socket_label=HOSTILE), Plane.OPERATOR, None)
    office.sees(1, HOSTILE, Statement(witness=Witness.TELCO, says=HOSTILE, ticket=HOSTILE), Plane.VENDOR, None)
    office.line(1000, None, status=HOSTILE, last_retrain_reason=HOSTILE)
    office.said = [replace(each, capture=None) for each in office.said]
    stored(desk, office)

    for command in (("next", "story"), ("diagnose", "story"), ("diagnose", "story", "--explain", "I-001")):
        assert printable(desk.run(*command).out), command


def a_verdict(**fields: object) -> Verdict:
    values: dict[str, object] = {
        "site": "here", "window_start": END - timedelta(hours=1), "window_end": END, "complaint": None,
        "conclusion": Conclusion.FAULT, "party": None, "fault": None, "standing": Standing.INDICATED, "remaining": (),
        "headline": "A headline", "reason": "a reason", **fields,
    }  # fmt: skip
    return Verdict(**values)  # type: ignore[arg-type]


def a_silence(outcome: SilenceOutcome) -> SilenceTest:
    return SilenceTest(
        arm="A-2", against="A-1", changed=(Changed.SOCKET,), drops_before=3, watched_before_s=1.0, needed_s=2.0,
        silent_s=1.0, drops=0, outcome=outcome, sentence=f"three of 25.6 hours {HOSTILE}",
    )  # fmt: skip


def test_silence_tests_under_way_stand_below_the_checklist() -> None:
    verdict = a_verdict(silence_tests=(a_silence(SilenceOutcome.PASSED), a_silence(SilenceOutcome.RUNNING)))
    text = next_text(verdict)

    assert "A-2 against A-1 (socket changed): three of 25.6 hours" in words(text)
    assert text.count("A-2") == 1 and printable(text)
    assert [each["outcome"] for each in next_to_plain(verdict)["silence_tests"]] == ["running"]
    assert "under way" not in next_text(a_verdict())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"conclusion": Conclusion.NO_FAULT, "standing": Standing.CLEARED}, "No test is due"),
        ({"standing": Standing.ESTABLISHED, "party": Party.LINE}, "No test is left to do: it is established."),
        (
            {"conclusion": Conclusion.INSUFFICIENT, "standing": Standing.INSUFFICIENT},
            "No test is known that would tell",
        ),
    ],
)
def test_where_nothing_is_left_to_test_next_says_why(fields: dict[str, object], told: str) -> None:
    assert told in words(next_text(a_verdict(**fields)))


def test_a_test_without_conditions_is_told_without_empty_lines() -> None:
    bare = NextTest(id="x", what=f"Do it {HOSTILE}", separates=(), duration_s=0)
    alone = replace(bare, separates=(Party.LINE,), shows=(HOSTILE,), command=HOSTILE, pass_mark=HOSTILE)
    text = next_text(a_verdict(next_tests=(bare, alone)))

    assert "Must agree: nobody Disturbs: nothing" in words(text)
    assert text.count("Why now:") == 1 and "would confirm or clear: line" in text
    assert printable(text) and "Takes:" not in text


def test_the_verdict_tells_the_best_test_whole_and_how_many_more_there_are() -> None:
    test = NextTest(
        id="x", what="Do it.", separates=(Party.LINE,), duration_s=7200, who_agrees="the client", disturbs="the phones",
        command="netdoc step test-socket", pass_mark="no drop in 2.0 h", shows=("drops: out", "silent: in"),
    )  # fmt: skip
    text = words(verdict_text(a_verdict(next_tests=(test, test, test))))

    assert (
        "Next test: Do it. (2.0 h) - drops: out - silent: in pass mark: no drop in 2.0 h to be agreed with: the client "
        "it disturbs: the phones recorded by: netdoc step test-socket ... and 2 more: netdoc next" in text
    )
    assert "more: netdoc next" not in verdict_text(a_verdict(next_tests=(test,)))


def test_what_was_refused_is_explained_by_the_verdicts_own_reason() -> None:
    office = Office(minutes=20).fails(300, 400, *BEYOND).link(10, vpn="tun0", default_via_vpn=True)
    evidence = office.evidence()
    verdict = diagnose(evidence, rules())
    text = words(explain_text(explain(verdict, evidence, ["I-001"])))

    assert "No rule was heard on it" in text and "all traffic went through tun0" in text


def test_long_sentences_of_silent_rules_and_many_inputs_are_shortened() -> None:
    evidence = noisy().evidence()
    explained = explain(diagnose(evidence, rules()), evidence, ["I-001"])
    (incident,) = explained.incidents
    silent = replace(incident.findings[-1], sentence="x " * LONGEST)
    blames = replace(incident.findings[0], sentence="y " * LONGEST)
    many = replace(incident, findings=(blames, silent), inputs=incident.inputs[:1] * (MOST_INPUTS + 3), flips=())
    text = explain_text(replace(explained, incidents=(many,)))

    assert text.count("x ") < LONGEST and "..." in text and text.count("y") >= LONGEST
    assert "... and 3 more: netdoc diagnose --explain ... --json" in text
    assert "Nothing that a rule could find." in text
    none = explain_text(replace(explained, incidents=(replace(many, inputs=()),)))
    assert "Nothing of what the rules need." in none
