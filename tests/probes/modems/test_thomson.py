"""Thomson and Technicolor: the public capture by eye, the expanded forms, and a live box on telnet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Missed
from netdoc.plugin import Score
from probes.modems.thomson import COMMANDS, DRIVER
from tests.emulated.ask_live import facts, rounds
from tests.emulated.scripted_telnet import Script, ScriptedBox
from tests.probes.modems.eye import SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "thomson-cli"
OWN = Path(__file__).parents[2] / "captures" / "thomson"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPANDED = (OWN / "r8_since-reset" / "xdsl.txt").read_text()
STATISTICS = (OWN / "r10_statistics" / "xdsl.txt").read_text()
SHORT = """\
Modem state:                  \t\t up
Up time (Days hh:mm:ss):      \t\t 4 days, 11:22:33
xDSL Type:                    \t\t ADSL2+
Bandwidth (Down/Up - kbit/s): \t\t 17312/1201
"""


def read(text: str) -> DslLine:
    return one(list(DRIVER.read([Capture(text.encode("latin-1"), NOON, "modem", "file")])), DslLine)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
def test_each_value_of_the_public_capture_is_read_and_no_other() -> None:
    found = one(facts_of(DRIVER, FOLDER / "tg788vn-xdsl-info.txt"), DslLine)

    assert read_fields(found) == line(
        "49999/4998", sync=True, status="up", mode="VDSL", showtime_s=5 * 3_600 + 30 * 60 + 23
    )


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
def test_the_captures_of_other_families_are_refused() -> None:
    others = [each for each in FOLDER.parent.glob("*/*") if each.parent != FOLDER and each.is_file()]

    assert [each.name for each in others if DRIVER.recognises(each.read_bytes())] == []


def test_the_short_form_of_a_tg582n_is_read() -> None:
    assert read_fields(read(SHORT)) == line(
        "17312/1201", sync=True, status="up", mode="ADSL2+", showtime_s=4 * 86_400 + 11 * 3_600 + 22 * 60 + 33
    )


def test_the_expanded_form_tells_levels_and_counters() -> None:
    assert read_fields(read(EXPANDED)) == line(
        "14784/1020 -/- 6.4/11.0 31.5/17.0 18.7/12.6 812/9 5210344/120 640/4 410/- -/- -/- 2/- 3/-",
        counted_at="near",
        sync=True,
        status="up",
        mode="ITU-T G.992.5 Annex A",
        showtime_s=12 * 86_400 + 3 * 3_600 + 7 * 60 + 9,
    )


def test_the_form_of_older_speedtouch_firmware_is_read() -> None:
    text = (OWN / "speedtouch-6_adsl-info" / "adsl.txt").read_text()
    wrong = text.replace("Downstream          :            10481", "Downstream          :             9481")

    assert read_fields(read(text)) == line(
        "4444/384 -/- 8.5/21.0 48.5/27.5 19.7/11.9 51/2 12004/0 40/1 60/- -/- -/- 3/- 1/-",
        counted_at="near",
        sync=True,
        status="up",
        mode="G.992.1 Annex A",
    )
    assert (read(wrong).rate_down_kbps, wrong != text) == (None, True)


def test_a_counter_that_stands_at_2_to_the_31_is_not_read() -> None:
    found = read(STATISTICS)

    assert (found.crc_down, found.crc_up, found.fec_up) == (41, None, 12)
    assert any("2147483648" in each for each in found.remarks)


@pytest.mark.parametrize(
    "damaged",
    [
        EXPANDED.replace("Near end failures last 15 minutes", "Near end failures current day"),
        EXPANDED.replace("  Loss of power:                   0 failures\n", ""),
        EXPANDED.replace("Near end failures since reset", "Near end failures"),
    ],
    ids=["another heading follows", "a line is missing", "no heading"],
)
def test_seconds_of_an_uncertain_period_are_not_read(damaged: str) -> None:
    found = read(damaged)

    assert (found.es_down, found.los_down, found.crc_down) == (None, None, 812)


def test_two_blocks_of_statistics_are_not_told_apart() -> None:
    second = STATISTICS[STATISTICS.index("G.997.1") :].replace("Current", "Last 15 minutes").replace("41 ", "1 ")

    assert read(STATISTICS + second).crc_down is None


def test_columns_in_another_order_give_no_levels() -> None:
    found = read(EXPANDED.replace("DS            US", "US            DS"))

    assert (found.margin_down_db, found.rate_down_kbps, found.sync) == (None, None, True)


@pytest.mark.parametrize(
    ("word", "sync"), [("up", True), ("down", False), ("initializing", False), ("idle", False), ("busy", None)]
)
def test_the_modems_state_is_understood_or_left_open(word: str, sync: bool | None) -> None:
    found = read(SHORT.replace("\t\t up", f"\t\t {word}"))

    assert (found.sync, found.rate_down_kbps is not None, found.showtime_s is not None) == (
        sync,
        word == "up",
        word == "up",
    )


@pytest.mark.parametrize("printed", ["31.4", "31.4  8.2  1.0", "31  8", "x  8.2", "131.4  8.2"])
def test_a_level_that_is_not_two_possible_numbers_is_not_read(printed: str) -> None:
    text = "\n".join(f"  Margins [dB]: {printed}" if "Margins" in each else each for each in EXPANDED.splitlines())

    assert read(text + "\n").margin_down_db is None


@pytest.mark.parametrize("text", ["Modem state: up\n", "Bandwidth (Down/Up - kbit/s): 1/1\n", "modem status: down\n"])
def test_text_of_something_else_is_unreadable(text: str) -> None:
    assert DRIVER.recognises(text.encode()) is Score.NO
    with pytest.raises(UnreadableCapture, match="Modem state"):
        read(text)


def a_box(*manners: str, password: str = "secret-of-the-box", known: int = 2) -> ScriptedBox:
    answers = {COMMANDS[0]: EXPANDED.split("\n", 1)[1].rsplit("\n", 2)[0] + "\n", COMMANDS[1]: SHORT}
    return ScriptedBox(
        Script(
            dict(list(answers.items())[2 - known :]),
            login_prompt="Username : ",
            password_prompt="Password : ",
            prompt="{Administrator}=>",
            banner="------------------------------\n|  ___   ___  |   TG582n   |\n------------------------------",
            password=password,
            unknown="Unknown command\n",
            manners=manners,
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("manners", [(), ("negotiate", "ansi"), ("no_echo",)], ids=str)
def test_a_live_box_is_asked_in_one_session(manners: tuple[str, ...]) -> None:
    box = a_box(*manners, known=1)

    (observations,) = rounds(box, DRIVER)

    (found,) = facts(observations)
    assert read_fields(found)["rate_down_kbps"] == 17_312
    assert (box.sessions, box.logins, box.left_politely) == (1, 1, 1)
    assert tuple(box.commands) == COMMANDS


@pytest.mark.slow
def test_a_wrong_password_and_a_broken_answer_have_their_own_names() -> None:
    ((denied,),) = rounds(a_box(password="another"), DRIVER)
    ((broken,),) = rounds(a_box("drop_mid_answer"), DRIVER)

    assert isinstance(denied, Missed)
    assert isinstance(broken, Missed)
    assert (denied.failure, broken.failure) == ("denied", "closed")
