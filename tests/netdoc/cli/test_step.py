"""`netdoc step` and `netdoc import modem`, as a technician has them, by options."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from netdoc.cli._verdict_text import verdict_text
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts import testimony
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Action, Outcome, Socket, Step
from netdoc.model.plane import Plane
from netdoc.model.verdict import Conclusion, Standing, Verdict
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.netdoc.app.replay import START
from tests.netdoc.cli.commands import Desk, Ran
from tests.netdoc.cli.step_desk import told, watched_desk, words
from tests.stories.office import at

HOSTILE = "\x1b[2J\x1b]0;pwned\x07 \u202e#panic()<script> \x9b31m %s {0}"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A computer that has watched an office for an hour, with three drops."""
    return watched_desk(tmp_path, capsys)


def plain(ran: Ran) -> dict[str, Any]:
    document = json.loads(ran.out)
    assert isinstance(document, dict)
    return document


def test_a_step_that_begins_an_arm_prints_and_records_its_silence_test(desk: Desk) -> None:
    ran = desk.run("step", "test-socket", "--alone", "--socket-label", "hall", "--who", "Anna", "--present", "Mr B")

    assert ran.code == 0, ran.err
    said = words(ran.out)
    assert "Silence test: 3 drops in 60 min watched with the modem at the desk socket." in said
    assert "To pass: 103 min watched without a drop (exact rule, p < 0.05), covering 08-09 h UTC." in said
    assert "Ends at the earliest Tue 03 Mar 09:00 UTC. One drop ends it. Pass mark fixed now" in said
    assert "modem moved to the test socket (hall), alone on the line (by Anna, present Mr B)" in said
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    step, plan = told(desk)
    assert isinstance(step.fact, Step) and step.fact.socket is Socket.TEST
    assert (step.fact.who, step.fact.present) == ("Anna", "Mr B")
    assert isinstance(plan.fact, SilencePlan) and plan.at == step.at
    assert (plan.fact.drops_before, plan.fact.watched_before_s, plan.fact.hours) == (3, 3600, (8,))


def test_entered_afterwards_it_has_its_time_and_no_pass_mark_that_was_never_fixed(desk: Desk) -> None:
    ran = desk.run("step", "filter-out", "--at", "2026-03-02T09:30:00+01:00", "--json")

    document = plain(ran)
    assert (ran.code, document["schema"], document["site"]) == (0, "netdoc.step/1", "story")
    assert [each["at"] for each in document["recorded"]] == ["2026-03-02T08:30:00Z"]
    assert document["silence_test"]["plan"] is None
    assert any("was not fixed beforehand" in each for each in document["silence_test"]["sentences"])
    assert "2 drops in 30 min" in document["silence_test"]["sentences"][0], "what came later is no evidence of before"
    assert not any(isinstance(each.fact, SilencePlan) for each in told(desk))


def test_a_swap_and_back_tells_the_three_arms_of_a_b_a(desk: Desk) -> None:
    first = desk.run("step", "swap-modem", "--modem", "SN-2", "--was", "SN-1", "--proven", "--adapter", "P-2", "--json")
    back = desk.run("step", "swap-modem", "--back", "--json")

    assert plain(first)["silence_test"]["plan"]["drops_before"] == 3
    assert "A-B-A" in plain(back)["silence_test"]["sentences"][0]
    steps = [each.fact for each in told(desk) if isinstance(each.fact, Step)]
    assert [(each.modem, each.adapter, each.replaced) for each in steps] == [
        ("SN-2", "P-2", "SN-1"), ("SN-1", "SN-1's own", "SN-2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("ups-bypass",), {"action": Action.UPS_BYPASS, "behind_ups": False}),
        (("wired",), {"action": Action.WIRED}),
        (("wired", "--back"), {"action": Action.WIRED}),
        (("laptop-at-modem", "--outcome", "works"), {"at_modem": True, "outcome": Outcome.WORKS}),
        (("laptop-at-modem", "--back"), {"at_modem": False, "outcome": None}),
        (("other-device", "--device", "PC", "--outcome", "fails"), {"outcome": Outcome.FAILS}),
        (("quiet-line", "--outcome", "noisy"), {"action": Action.QUIET_LINE, "outcome": Outcome.NOISY}),
        (("note", "pulled the plug", "--power-cycled", "modem"), {"power_cycled": "modem", "did": "pulled the plug"}),
        (("note", "MTU", "story", "--changed", "router: MTU"), {"changed": "router: MTU"}),
    ],
)
def test_each_step_is_recorded_from_its_options(
    desk: Desk, arguments: tuple[str, ...], expected: dict[str, object]
) -> None:
    ran = desk.run("step", *arguments)

    assert ran.code == 0 and ran.out.startswith(("recorded 2026-03-02 09:00:0", "Silence test:")), ran
    fact = [each.fact for each in told(desk) if isinstance(each.fact, Step)][-1]
    assert {name: getattr(fact, name) for name in expected} == expected


def test_what_was_seen_said_and_read_out_is_kept_on_its_own_plane(desk: Desk) -> None:
    desk.run("step", "led", "--dsl", "blinking", "--internet", "off", "--at", "2026-03-02T08:40:00Z")
    desk.run("step", "said", "line tests OK", "--by", "telco", "--ticket", "T-1", "--denies", "loop")
    hearsay = desk.run("step", "said", "it was us", "--by", "isp", "--admits", "loop.noise", "--json")
    desk.run("step", "values", "--sync", "yes", "--margin-down", "6.1", "--rate-down", "39.9M", "--crc", "7",
             "--showtime", "3h12m", "--uptime", "12d")  # fmt: skip

    lamp, telco, isp, line, box = told(desk)
    assert isinstance(lamp.fact, testimony.Testimony) and lamp.at == at(2400)
    assert (lamp.plane, lamp.fact.light_dsl) == (Plane.OPERATOR, testimony.Light.BLINKING)
    assert isinstance(telco.fact, testimony.Testimony) and (telco.plane, telco.fact.ticket) == (Plane.VENDOR, "T-1")
    assert isinstance(isp.fact, testimony.Testimony) and isp.fact.ticket is None
    assert "hearsay" in hearsay.err and "hearsay" in plain(hearsay)["warnings"][0]
    assert (line.subject, line.plane, line.fact.margin_down_db) == ("modem", Plane.OPERATOR, 6.1)  # type: ignore[attr-defined]
    assert (line.fact.rate_down_kbps, line.fact.crc_down, line.fact.showtime_s) == (39_900, 7, 11_520)  # type: ignore[attr-defined]
    assert box.fact.uptime_s == 12 * 86_400  # type: ignore[attr-defined]


def test_the_list_tells_all_of_it_in_time_order_and_as_json(desk: Desk) -> None:
    empty = desk.run("step", "list")
    desk.run("step", "test-socket")
    desk.run("step", "note", "lamp off", "--at", "2026-03-02T08:10:00Z")
    listed, document = desk.run("step", "list"), plain(desk.run("step", "list", "--json"))

    assert (empty.code, empty.out) == (0, "") and "nobody has recorded" in empty.err
    kinds = [line[25:29] for line in listed.out.splitlines() if line.startswith("2026")]
    assert kinds == ["seen", "step", "test"]
    assert document["schema"] == "netdoc.steps/1"
    assert [each["fact"]["kind"] for each in document["recorded"]] == ["Testimony", "Step", "SilencePlan"]


def test_a_step_before_any_measuring_works_by_the_site_file_and_can_be_diagnosed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys)
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "site.toml").write_text('name = "Harbour"\n', encoding="utf-8")

    ran = desk.run("step", "test-socket")

    assert ran.code == 0 and "Nothing was watched before this step" in words(ran.out)
    assert "using the only office known, story" in ran.err
    assert [type(each.fact) for each in told(tmp_path)] == [Step]
    assert desk.run("diagnose").code == 3 and desk.run("step", "list").code == 0


BAD: list[tuple[tuple[str, ...], str, str]] = [
    (("test-socket", "--at", "09:15"), "'09:15' has no day and no time zone: write 2026-03-01T08:15:00Z", ""),
    (("test-socket", "--at", "10min"), "'10min' is not a time", "2026-03-01T08:15:00Z"),
    (("test-socket", "--at", "2026-03-02T09:15:00"), "has no time zone", "2026-03-01T08:15:00Z"),
    (("test-socket", "--at", "2026-03-02T09:15:00Z"), "lies in the future", "check day, month and time zone"),
    (("test-socket", "--at", "2016-03-02T09:15:00Z"), "more than 90 days before the record", "year and month"),
    (("test-socket", "--back"), "none to go back from", "--at TIME"),
    (("swap-modem",), "which modem goes in is not said", "--modem SN-1"),
    (("swap-modem", "--modem", ""), "--modem: is empty", "leave --modem out"),
    (("swap-modem", "--back"), "none to go back to", "--modem SERIAL"),
    (("swap-modem", "--modem", "A", "--socket", "roof"), "'roof' is not one of 'desk', 'test'", "--help"),
    (("filter-out", "--back"), "no step recorded that they came off", "--at TIME"),
    (("ups-bypass", "--back"), "no step recorded that the UPS was left out", "--at TIME"),
    (("laptop-at-modem",), "whether it works there is not said", "--outcome works or fails"),
    (("laptop-at-modem", "--outcome", "quiet"), "'quiet' is not one of 'works', 'fails'", "--help"),
    (("other-device", "--outcome", "works"), "which device was tried is not said", "--device"),
    (("quiet-line",), "what was heard is not said", "--outcome quiet or noisy"),
    (("led",), "no lamp is said", "--dsl"),
    (("led", "--dsl", "green"), "'green' is not one of 'steady', 'blinking', 'off', 'red'", "--help"),
    (("note",), "there is no text", "netdoc step note"),
    (("note", "story"), "'story' is the office, and there is no text", "write the text before it"),
    (("note", " "), "TEXT: is empty", ""),
    (("note", "x" * 501), "501 characters are too many", "at most 500"),
    (("note", "x", "--who", ""), "--who: is empty", "leave --who out"),
    (("said", "x"), "who said it is not said", "--by telco, isp or vendor"),
    (("said", "x", "--by", "me"), "'me' is not one of 'telco', 'isp', 'vendor'", "--help"),
    (("said", "x", "--by", "telco", "--denies", "moon"), "'moon' is neither a segment nor a fault", "loop.noise"),
    (("said", "x", "--by", "telco", "--admits", "loop"), "'loop' is not a fault", "loop.noise"),
    (("values",), "no value is given", "--sync yes"),
    (("values", "--margin-down", "61"), "61 dB is impossible", "tenths of a dB"),
    (("values", "--margin-down", "x"), "'x' is not a valid float", "--help"),
    (("values", "--rate-down", "50"), "50 kbit/s is no rate of a DSL line", "write 50M"),
    (("values", "--sync", "no", "--showtime", "3h12m"), "a line that is not in sync has none", "--sync yes"),
    (("values", "--showtime", "soon"), "'soon' is not a length of time", "3h12m"),
    (("values", "--crc", "-1"), "not in the range", "--help"),
    (("note", "x", "nowhere"), "no office 'nowhere' is known", "name one of: story"),
    (("note", "x", "../etc"), "'../etc' is not a site id", "lower-case letters"),
    (("note", "x", "--store", "/none/x.sqlite"), "there is no store at /none/x.sqlite", "--store"),
    (("nonsense",), "No such command 'nonsense'", "--help"),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), BAD, ids=lambda each: " ".join(each)[:40])
def test_what_is_wrong_is_told_in_one_message_with_what_to_do_and_nothing_is_recorded(
    desk: Desk, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ran = desk.run("step", *arguments)

    assert (ran.code, ran.out) == (3, "")
    assert message in words(ran.err) and hint in words(ran.err)
    assert "  try: " in ran.err and "Traceback" not in ran.err
    assert told(desk) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("swap-modem", "--modem", HOSTILE, "--was", f"{HOSTILE}1", "--adapter", HOSTILE),
        ("test-socket", "--socket-label", HOSTILE),
        ("other-device", "--device", HOSTILE, "--outcome", "works"),
        ("note", HOSTILE),
        ("note", HOSTILE, "--changed", HOSTILE),
        ("said", HOSTILE, "--by", "telco", "--ticket", HOSTILE, "--person", HOSTILE),
        ("values", "--model", HOSTILE, "--firmware", HOSTILE),
        ("led", "--dsl", "off"),
    ],
    ids=lambda each: each[0],
)
def test_no_text_that_is_typed_can_steer_a_terminal(desk: Desk, arguments: tuple[str, ...]) -> None:
    people = ("--who", HOSTILE, "--present", HOSTILE, "--note", HOSTILE)

    for as_json in ((), ("--json",)):
        kept = desk.run("step", *arguments, *people, *as_json)
        runs = [kept, desk.run("step", "list"), desk.run("step", "list", "--json"), desk.run("diagnose")]
        for ran in runs:
            assert not [each for each in ran.out + ran.err if each != "\n" and not each.isprintable()], ran
    assert kept.code in (0, 3) and told(desk)


def test_no_error_repeats_a_hostile_text_as_it_is(desk: Desk) -> None:
    for arguments in (
        ("said", "x", "--by", "telco", "--denies", HOSTILE),
        ("said", "x", "--by", "telco", "--admits", HOSTILE),
        ("values", "--showtime", HOSTILE),
        ("values", "--rate-up", HOSTILE),
        ("led", "--dsl", HOSTILE),
        ("note", "x", HOSTILE),
        ("note", "x", "--at", HOSTILE),
        (HOSTILE,),
    ):
        ran = desk.run("step", *arguments)

        assert ran.code == 3
        assert not [each for each in ran.err if each != "\n" and not each.isprintable()], ran.err


def test_a_saved_page_goes_into_the_record_once(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    saved = START.timestamp() - 600
    page.write_text(driver_text(BoxState(saved - 400_000, saved - 300_000), saved))
    os.utime(page, (saved, saved))

    first = desk.run("import", "modem", str(page))
    again = desk.run("import", "modem", str(page), "story", "--json")
    other = desk.run("import", "modem", str(page), "--at", "2026-03-02T08:00:00Z")

    assert first.code == 0 and "3 observations and 1 captures added, 0 known" in words(first.out)
    assert "taken as saved at 2026-03-02T08:50:00Z, the file's own time" in words(first.err)
    assert "bins are dated as if the page had been saved at 2026-03-02T08:50:00Z" in words(first.err)
    document = plain(again)
    assert (document["captures"], document["observations"], document["known"]) == (0, 0, 4)
    assert (document["driver"], document["at"]) == ("broadcom", "2026-03-02T08:50:00Z")
    assert other.code == 3 and "stored already as of 2026-03-02T08:50:00Z" in words(other.err)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "the file is empty"), (b"hello\n", "no modem family"), (b"\x89PNG" + bytes(range(256)) * 9, "not text")],
)
def test_a_bad_page_is_the_error_of_modem_read(desk: Desk, tmp_path: Path, content: bytes, message: str) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(content)

    ran = desk.run("import", "modem", str(page), "--at", "2026-03-02T08:00:00Z")

    assert (ran.code, ran.out) == (3, "") and message in words(ran.err) and "  try: " in ran.err


def test_a_verdict_tells_the_silence_tests_that_run_or_have_ended() -> None:
    tests = [
        SilenceTest(
            arm="A-2", against="A-1", changed=(Changed.SOCKET,), drops_before=3, watched_before_s=3600, needed_s=6172,
            silent_s=60, drops=0, outcome=outcome, sentence=f"sentence of one that is {outcome.value}",
        )
        for outcome in SilenceOutcome
    ]  # fmt: skip
    verdict = Verdict(
        site="story", window_start=at(0), window_end=at(60), complaint=None, conclusion=Conclusion.INSUFFICIENT,
        party=None, fault=None, standing=Standing.INSUFFICIENT, remaining=(), headline="h", reason="r",
        silence_tests=tuple(tests),
    )  # fmt: skip

    text = verdict_text(verdict)

    assert "Silence tests:\n  passed: sentence of one that is passed\n  dropped: sentence" in text
    assert "  running: sentence of one that is running\n" in text
    assert "void" not in text
