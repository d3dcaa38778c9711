"""Every public capture of a Broadcom box, against a table written by eye from the raw text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Score
from probes.modems.broadcom import DRIVER
from tests.probes.modems.eye import NOON, SHARED, line, read_fields

FOLDER = SHARED / "broadcom-cli"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

VDSL2 = {"sync": True, "status": "Showtime", "mode": "VDSL2 Annex B", "profile": "17a", "counted_at": "near"}
LINES = {
    "hg612-vdsl2-xdslcmd-info-stats.txt": line(
        "36076/4795 36196/4809 3.6/6.5 25.6/- 12.2/7.2 3086/212 240359975/12401 0/0 657/186 33/0 31/0 0/0 0/0",
        **VDSL2,
        showtime_s=471_139,
        counter_age_s=5 * 86_400 + 10 * 3_600 + 52 * 60 + 53,
        last_retrain_reason="1",
        rtx_uncorrected_down=223_712,
        leftrs_down=6_036,
    ),
    "dlink-dsl2640u-adsl2plus-adsl-info-stats.txt": line(
        "12284/1021 26804/1281 18.6/16.0 15.5/8.7 17.5/12.3 0/0 0/6 0/0 0/0 0/0 40/40 -/- -/-",
        sync=True,
        status="Showtime",
        mode="ADSL2+",
        showtime_s=54,
        last_retrain_reason="8000",
        counted_at="near",
    ),
    "dlink-dslg225-vdsl2-xdslctl-info-stats.txt": line(
        "31829/5517 33960/5517 6.9/4.9 31.0/- 14.5/6.3 0/0 1253366/20211 0/0 0/0 0/0 162/162 0/0 0/0",
        **VDSL2,
        showtime_s=175_147,
        counter_age_s=2 * 86_400 + 41 * 60 + 49,
        last_retrain_reason="0",
        rtx_uncorrected_down=0,
        leftrs_down=0,
    ),
    "zyxel-vmg1312-b10d-xdslctl-info.txt": line(
        "39999/7833 47522/7833 -/- -/- -/- -/- -/- -/- -/- -/- -/- -/- -/-",
        sync=True,
        status="Showtime",
        last_retrain_reason="0",
    ),
    "bcm-vdsl2-old-driver-path.txt": line(
        "29624/5795 32148/5654 4.1/5.7 5.1/3.2 12.3/6.3 3887/587 4855931/273 39871/0 358/561 12/0 0/0 0/0 0/0",
        **VDSL2,
        showtime_s=228_032,
        counter_age_s=2 * 86_400 + 15 * 3_600 + 20 * 60 + 31,
        last_retrain_reason="2",
    ),
    "bcm-vdsl2-error-storm.txt": line(
        "63404/20000 95624/30956 10.6/12.9 12.8/- 0.3/0.3 572948/2 3470557127/22 995/0 76096/2 284/0 240/176 6/0 51/0",
        **VDSL2,
        showtime_s=41_780,
        counter_age_s=86_400 + 15 * 3_600 + 30 * 60 + 8,
        last_retrain_reason="1",
    ),
    "bcm-status-g993-started.txt": {"sync": False, "status": "G.993 Started", "last_retrain_reason": "8000"},
    "dlink-gdmt-fast-adsl-info-stats.txt": line(
        "1024/320 8256/564 35.8/18.0 2.0/4.5 6.4/12.0 20/11 0/0 0/0 0/0 0/0 33/33 0/0 0/0",
        sync=True,
        status="Showtime",
        mode="G.DMT",
        showtime_s=279,
        counter_age_s=5 * 60 + 45,
        last_retrain_reason="8000",
        counted_at="near",
    ),
}

BIN_KEYS = ["fec", "crc", "es", "ses", "uas", "los", "lof"]
MINUTE, HOUR, DAY = 60, 3_600, 86_400
BINS: dict[tuple[str, int], list[tuple[int, int, str]]] = {
    ("hg612-vdsl2-xdslcmd-info-stats.txt", 900): [
        (9 * MINUTE + 41 + 900, 900, "1424/0 0/0 0/0 0/0 0/0 0/0 0/0"),
        (9 * MINUTE + 41, 9 * MINUTE + 41, "960/0 0/0 0/0 0/0 0/0 0/0 0/0"),
    ],
    ("hg612-vdsl2-xdslcmd-info-stats.txt", DAY): [
        (3 * HOUR + 54 * MINUTE + 41 + DAY, DAY, "36827390/727 41/40 10/39 1/0 0/0 0/0 0/0"),
        (3 * HOUR + 54 * MINUTE + 41, 3 * HOUR + 54 * MINUTE + 41, "17318/5 0/4 0/4 0/0 0/0 0/0 0/0"),
    ],
    ("dlink-dslg225-vdsl2-xdslctl-info-stats.txt", 900): [
        (11 * MINUTE + 49 + 900, 900, "4140/15 0/0 0/0 0/0 0/0 0/0 0/0"),
        (11 * MINUTE + 49, 11 * MINUTE + 49, "12604/2 0/0 0/0 0/0 0/0 0/0 0/0"),
    ],
    ("dlink-dslg225-vdsl2-xdslctl-info-stats.txt", DAY): [
        (41 * MINUTE + 49 + DAY, DAY, "530985/1839 0/0 0/0 0/0 0/0 0/0 0/0"),
        (41 * MINUTE + 49, 41 * MINUTE + 49, "20810/23 0/0 0/0 0/0 0/0 0/0 0/0"),
    ],
    ("bcm-vdsl2-old-driver-path.txt", 900): [
        (9 * MINUTE + 55 + 900, 900, "3950/1 1/3 1/3 0/0 0/0 0/0 0/0"),
        (9 * MINUTE + 55, 9 * MINUTE + 55, "2970/2 5/2 2/2 0/0 0/0 0/0 0/0"),
    ],
    ("bcm-vdsl2-old-driver-path.txt", DAY): [
        (14 * HOUR + 24 * MINUTE + 55 + DAY, DAY, "1756226/86 1197/242 155/230 3/0 0/0 0/0 0/0"),
        (14 * HOUR + 24 * MINUTE + 55, 14 * HOUR + 24 * MINUTE + 55, "1464425/69 283/144 76/142 0/0 0/0 0/0 0/0"),
    ],
    ("bcm-vdsl2-error-storm.txt", 900): [
        (8 + 900, 900, "6439887/0 25/0 12/0 0/0 0/0 0/0 0/0"),
        (8, 8, "52622/0 0/0 0/0 0/0 0/0 0/0 0/0"),
    ],
    ("bcm-vdsl2-error-storm.txt", DAY): [
        (15 * HOUR + 30 * MINUTE + 8 + DAY, DAY, "1590863975/4 285533/0 22274/0 108/0 36/25 1/0 8/0"),
        (15 * HOUR + 30 * MINUTE + 8, 15 * HOUR + 30 * MINUTE + 8, "552683451/1 31193/0 4055/0 11/0 36/25 1/0 9/0"),
    ],
    ("dlink-gdmt-fast-adsl-info-stats.txt", 900): [
        (5 * MINUTE + 45, 5 * MINUTE + 45, "0/0 20/7 0/0 0/0 33/33 0/0 0/0"),
    ],
    ("dlink-gdmt-fast-adsl-info-stats.txt", DAY): [
        (5 * MINUTE + 45, 5 * MINUTE + 45, "0/0 0/0 0/0 0/0 33/33 0/0 0/0"),
    ],
}
"""By file and length: (seconds before the reading, seconds covered, down/up of BIN_KEYS), oldest first."""


def facts_of(name: str) -> list[Any]:
    return list(DRIVER.read([Capture((FOLDER / name).read_bytes(), NOON, "modem", "file")]))


@pytest.mark.parametrize("name", LINES)
def test_each_value_of_the_line_is_read_and_no_other(name: str) -> None:
    (found,) = (each for each in facts_of(name) if isinstance(each, DslLine))

    assert read_fields(found) == LINES[name]


@pytest.mark.parametrize("name", LINES)
def test_each_bin_is_read_and_dated_back_from_the_reading(name: str) -> None:
    histories = {each.bin_s: each.bins for each in facts_of(name) if isinstance(each, DslHistory)}

    assert set(histories) == {length for file, length in BINS if file == name}
    for length, bins in histories.items():
        assert [
            (int((NOON - each.start) / timedelta(seconds=1)), each.duration_s, pairs_of(each)) for each in bins
        ] == BINS[name, length]


def pairs_of(held: Any) -> str:
    return " ".join(f"{getattr(held, f'{key}_down')}/{getattr(held, f'{key}_up')}" for key in BIN_KEYS)


def test_the_upstream_attenuation_of_0_is_left_out_with_its_raw_text() -> None:
    (found,) = (each for each in facts_of("hg612-vdsl2-xdslcmd-info-stats.txt") if isinstance(each, DslLine))

    assert any("attenuation_up_db" in each and "25.6 0.0" in each for each in found.remarks)


def test_every_file_with_line_data_is_in_the_table() -> None:
    recognised = {each.name for each in FOLDER.iterdir() if DRIVER.recognises(each.read_bytes()) is not Score.NO}

    assert recognised == set(LINES)


@pytest.mark.parametrize(
    "path",
    [each for each in sorted(FOLDER.parent.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert DRIVER.recognises(path.read_bytes()) is Score.NO
