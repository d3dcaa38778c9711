"""The Lantiq DSL control program: answers by key and direction, errors, periods, and a live box on ssh."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Proof, Score
from probes.modems.dsl_pipe import CLOCK, DRIVER, PROGRAMS, QUESTIONS
from tests.emulated.ask_live import facts, rounds
from tests.emulated.ssh_box import SshBox
from tests.probes.modems.eye import SHARED, line, one, read_fields

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (Path(__file__).parents[2] / "captures" / "dsl_pipe" / "vrx200_in-sync" / "answers.txt").read_text()
EXPECTED = line(
    "61234/12345 66123/14321 7.4/9.1 18.7/13.2 13.1/4.7 412/17 99123/301 -/- 133/12 4/0 0/0 0/0 1/0",
    counted_at="near",
    sync=True,
    status="0x801 showtime_tc_sync",
    mode="G.993.2 (VDSL2)",
    profile="17a",
    previous_rate_down_kbps=58_000,
    showtime_s=86_512,
    counter_age_s=86_512,
)


def read(text: str, method: str = "file") -> DslLine:
    return one(list(DRIVER.read([Capture(text.encode(), NOON, "modem", method)])), DslLine)


def test_each_answer_is_read_by_its_keys_and_its_own_direction() -> None:
    assert read_fields(read(TEXT)) == EXPECTED


def test_the_order_of_the_answers_does_not_matter() -> None:
    lines = TEXT.splitlines()

    assert read_fields(read("\n".join([*reversed(lines), ""]))) == EXPECTED


def test_the_letter_that_newer_versions_put_before_a_key_changes_nothing() -> None:
    newer = TEXT.replace(" LATN=", " nLATN=").replace(" SNR=", " nSNR=").replace(" ATTNDR=", " nATTNDR=")

    assert read_fields(read(newer)) == EXPECTED


def test_a_net_rate_is_preferred_to_one_with_overhead() -> None:
    found = read(TEXT.replace("ActualDataRate=61234400", "ActualDataRate=61234400 ActualNetDataRate=60000000"))

    assert found.rate_down_kbps == 60_000


def test_an_answer_that_is_an_error_holds_nothing() -> None:
    found = read(TEXT.replace("nReturn=0 nDirection=1 nDeltDataType", "nReturn=-47 nDirection=1 nDeltDataType"))

    assert (found.margin_down_db, found.margin_up_db, found.attainable_down_kbps) == (None, 9.1, None)
    assert any("nReturn other than 0" in each and each.endswith("2") for each in found.remarks)


@pytest.mark.parametrize(
    ("code", "sync"), [("0x801", True), ("0x200", False), ("0x300", False), ("0x800", None), ("0x7fff", None)]
)
def test_the_line_state_decides(code: str, sync: bool | None) -> None:
    found = read(TEXT.replace("0x801", code))

    assert (found.sync, found.rate_down_kbps) == (sync, 61_234 if sync else None)
    assert found.previous_rate_down_kbps == 58_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pmccsg", "pmcc15mg"),
        ("pmlscsg", "pmlsc1dg"),
    ],
)
def test_counters_of_a_period_or_of_an_unknown_one_are_not_taken_for_those_since_sync(old: str, new: str) -> None:
    periods = read(TEXT.replace(old, new))
    unknown = read("".join(each for each in TEXT.splitlines(keepends=True) if "nReturn" in each))

    for found in (periods, unknown):
        assert (found.crc_down, found.es_down, found.showtime_s, found.counter_age_s) == (None, None, None, None)
        assert any("the command beside them" in each for each in found.remarks)


def test_counters_of_the_showtime_before_are_not_taken_for_those_of_this_one() -> None:
    before = read(TEXT.replace("nHistoryInterval=0", "nHistoryInterval=1"))
    both = read(TEXT + "nReturn=0 nChannel=0 nDirection=0 nHistoryInterval=1 nElapsedTime=9 nCodeViolations=1 nFEC=1\n")

    assert (before.crc_down, before.showtime_s, before.counter_age_s) == (None, None, None)
    assert read_fields(both) == EXPECTED


def test_more_errored_seconds_than_seconds_are_not_read() -> None:
    found = read(TEXT.replace("nES=133", "nES=1984634515"))

    assert (found.es_down, found.es_up) == (None, 12)
    assert any("1984634515" in each for each in found.remarks)


@pytest.mark.parametrize(
    "damaged",
    [
        "nReturn=0 nDirection=1 LATN=187 SNR=74 SNR=75",
        "nReturn=0 nDirection=1 LATN=187 SNR=7x4",
        "nReturn=0 nDirection=1 LATN=187 SNR = 74",
        "nReturn=0 nDirection=1 LATN=187 SNR=74 nReturn=0",
    ],
)
def test_an_answer_in_which_anything_else_stands_gives_no_margin(damaged: str) -> None:
    assert read(f"nReturn=0 nLineState=0x801\n{damaged}\n").margin_down_db is None


def test_answers_that_disagree_are_not_chosen_from() -> None:
    other = TEXT + "nReturn=0 nDirection=1 nDeltDataType=1 LATN=187 SATN=189 SNR=61 ATTNDR=1\n"

    assert (read(other).margin_down_db, read(other).attenuation_down_db) == (None, 18.7)


@pytest.mark.parametrize("text", ["nReturn=-47\n", "hello\n", "nReturn: 0\n"])
def test_text_without_an_answer_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableCapture, match="without an error"):
        read(text)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
def test_the_captures_of_other_families_are_refused() -> None:
    others = [each for each in SHARED.glob("*/*") if each.is_file()]

    assert [each.name for each in others if DRIVER.recognises(each.read_bytes()) is not Score.NO] == []


def test_it_rests_on_documentation_and_says_so() -> None:
    assert DRIVER.proof is Proof.DOCUMENTATION


def _answers(program: str) -> dict[str, str]:
    lines = TEXT.splitlines()
    told = {
        asked.split("dsl_cpe_pipe.sh ", 1)[1]: f"{answer}\n"
        for asked, answer in pairwise(lines)
        if "dsl_cpe_pipe.sh" in asked
    }
    return {f"{program} {each}": told[each] for each in QUESTIONS} | {CLOCK: "123456.78 1.00\n"}


@pytest.mark.slow
@pytest.mark.parametrize("program", [PROGRAMS[1], PROGRAMS[4]])
def test_a_live_box_is_asked_for_the_programs_name_once(program: str) -> None:
    box = SshBox(_answers(program), version="dropbear_2017.75")

    first, second = rounds(box, DRIVER, times=2)

    for observations in (first, second):
        told = facts(observations)
        remarks = "read by a driver that rests on documentation only: it cannot establish anything"
        assert all(remarks in each.remarks for each in told if isinstance(each, DslLine | DeviceState))
        assert read_fields(one(told, DslLine)) == EXPECTED
        assert one(told, DeviceState).uptime_s == 123_456
    assert box.by_exec[: len(PROGRAMS)] == [f"{each} lsg" for each in PROGRAMS]
    assert (box.connections, box.open_now) == (3, 0)
