"""DSL by SNMP: the public walks against a table written by eye, the vendors' departures, and the walk's own forms."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Score
from probes.modems import snmp_dsl
from probes.modems._dsl_mib import COLUMNS, dotted
from probes.modems._snmprec import parse

SHARED = Path(__file__).parents[4] / "shared" / "captures"
OWN = Path(__file__).parents[2] / "captures" / "snmp_dsl"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")

LINES: dict[str, dict[str, Any]] = {
    "draytek_vdsl.snmprec": {
        "sync": True,
        "status": "SHOWTIME",
        "rate_down_kbps": 110_162,
        "rate_up_kbps": 33_029,
        "attainable_down_kbps": 113_649,
        "attainable_up_kbps": 34_066,
        "margin_down_db": 5.0,
        "margin_up_db": 5.0,
        "attenuation_down_db": 13.0,
        "attenuation_up_db": 16.0,
        "power_down_dbm": 12.0,
        "power_up_dbm": 9.0,
    },
    "juniper-srx-adsl-line-mib.txt": {
        "sync": True,
        "status": "no defect",
        "margin_down_db": 7.0,
        "margin_up_db": 6.0,
        "attenuation_down_db": 57.0,
        "attenuation_up_db": 34.0,
        "power_down_dbm": 12.5,
        "power_up_dbm": 0.0,
        "es_up": 5_064,
        "los_up": 5_064,
        "lof_up": 5_064,
        "retrains": 0,
    },
    "teldat_teldatvdsl2.snmprec": {"sync": False, "status": "interface down"},
    "anyos.snmprec": {},
    "oneaccess_oneaccess-showtime.snmprec": {
        "sync": True,
        "status": "4 of 4 pairs up",
        "mode": "SHDSL",
        "showtime_s": 2_304_925,
    },
    "paradyne_1752.snmprec": {
        "mode": "SHDSL",
        "rate_down_kbps": 5_696,
        "rate_up_kbps": 5_696,
        "attainable_down_kbps": 5_696,
        "attainable_up_kbps": 5_696,
    },
}
BOXES: dict[str, dict[str, Any]] = {
    "draytek_vdsl.snmprec": {
        "vendor": "DrayTek",
        "model": "Vigor165",
        "firmware": "r13107_788_b947ce1af_beta",
        "uptime_s": 248,
        "load_pct": 3.0,
    },
    "juniper-srx-adsl-line-mib.txt": {},
    "teldat_teldatvdsl2.snmprec": {"vendor": "Teldat", "uptime_s": 3_988_682},
    "anyos.snmprec": {"vendor": "Zyxel", "firmware": "1.00(AAJZ.16)C0", "uptime_s": 2_174},
    "oneaccess_oneaccess-showtime.snmprec": {
        "vendor": "OneAccess",
        "firmware": "ONEOS90-DUAL_FT-V5.2R2E4_HA7",
        "uptime_s": 12_732_881,
    },
    "paradyne_1752.snmprec": {"uptime_s": 3_657_807},
}


def facts_of(text: str | bytes) -> list[Any]:
    body = text.encode() if isinstance(text, str) else text
    return list(snmp_dsl.read([Capture(body, NOON, "modem", "file")]))


def line_of(text: str | bytes) -> DslLine:
    (found,) = (each for each in facts_of(text) if isinstance(each, DslLine))
    return found


def read_fields(fact: Any) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(fact).items() if value is not None and key != "remarks"}


@needs_shared
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_a_public_walk_is_read_and_no_other(name: str) -> None:
    facts = facts_of((SHARED / "snmp-dsl" / name).read_bytes())

    assert [read_fields(each) for each in facts if isinstance(each, DslLine)] == [LINES[name]]
    assert [read_fields(each) for each in facts if isinstance(each, DeviceState)] == [BOXES[name]]
    assert not any(isinstance(each, DslHistory) for each in facts)


@needs_shared
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("draytek_vdsl.snmprec", "whole dB"),
        ("juniper-srx-adsl-line-mib.txt", "960000 and 2347000"),
        ("teldat_teldatvdsl2.snmprec", "all are 0"),
        ("anyos.snmprec", "only adslLineCoding"),
        ("oneaccess_oneaccess-showtime.snmprec", "4 of 4 pairs are up"),
    ],
)
def test_each_known_departure_is_told_in_a_remark(name: str, words: str) -> None:
    assert any(words in each for each in line_of((SHARED / "snmp-dsl" / name).read_bytes()).remarks)


@needs_shared
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.name not in LINES and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_walks_of_routers_and_upses_and_other_families_are_refused(path: Path) -> None:
    assert snmp_dsl.recognises(path.read_bytes()) is Score.NO


ADSL_WALK = (OWN / "rfc2662_adsl_with_ext" / "walk.snmprec").read_text()
VDSL2_WALK = (OWN / "rfc5650_vdsl2_in_sync" / "walk.snmprec").read_text()


def changed(walk: str, name: str, index: tuple[int, ...], value: str | None) -> str:
    """Return a walk with another value in one cell, or without it."""
    start = f"{dotted(name, *index)}|"
    assert any(each.startswith(start) for each in walk.splitlines()), start
    kept = []
    for each in walk.splitlines():
        if not each.startswith(start):
            kept.append(each)
        elif value is not None:
            kept.append(f"{each.rsplit('|', 1)[0]}|{value}")
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize("bits", ["20", "40", "10", "04", "0180"], ids=["LOS", "LOF", "LPR", "LOL", "init"])
def test_a_defect_at_both_ends_is_no_sync(bits: str) -> None:
    walk = ADSL_WALK
    for side in ("Atuc", "Atur"):
        walk = changed(walk, f"adsl{side}CurrStatus", (7,), bits)
        walk = changed(walk, f"adsl{side}ChanCurrTxRate", (8,), "0")

    read = line_of(walk)

    assert (read.sync, read.rate_down_kbps, read.margin_down_db) == (False, None, None)
    assert read.es_down == 806


def test_one_defect_beside_a_rate_decides_nothing() -> None:
    read = line_of(changed(ADSL_WALK, "adslAturCurrStatus", (7,), "20"))

    assert read.sync is None
    assert any("contradicts itself" in each for each in read.remarks)


@pytest.mark.parametrize(("state", "sync"), [(1, True), (2, True), (3, True), (4, None)])
def test_the_power_state_speaks_for_the_line(state: int, sync: bool | None) -> None:
    assert line_of(changed(VDSL2_WALK, "xdsl2LineStatusPwrMngState", (7,), str(state))).sync is sync


def test_idle_with_a_failed_init_is_no_sync_and_says_why() -> None:
    walk = changed(changed(VDSL2_WALK, "xdsl2LineStatusPwrMngState", (7,), "4"), "xdsl2LineStatusInitResult", (7,), "4")

    read = line_of(walk)

    assert (read.sync, read.status) == (False, "init: no peer, L3")


@pytest.mark.parametrize(
    ("name", "index", "value", "field"),
    [
        ("adslAturCurrSnrMgn", (7,), "401", "margin_down_db"),
        ("adslAturCurrAtn", (7,), "801", "attenuation_down_db"),
        ("adslAturCurrAtn", (7,), "0", "attenuation_down_db"),
        ("adslAturCurrOutputPwr", (7,), "500", "power_up_dbm"),
        ("adslAtucPerfInits", (7,), "4294967295", "retrains"),
        ("adslAturPerfESs", (7,), "50002", "es_down"),
        ("adslAturChanUncorrectBlks", (8,), "2147483647", "crc_down"),
    ],
)
def test_impossible_values_and_sentinels_are_none_with_a_remark(
    name: str, index: tuple[int, ...], value: str, field: str
) -> None:
    read = line_of(changed(ADSL_WALK, name, index, value))

    assert getattr(read, field) is None
    assert any(field in each and value in each for each in read.remarks)


def test_a_rate_alone_has_no_direction() -> None:
    read = line_of(changed(ADSL_WALK, "adslAtucChanCurrTxRate", (8,), None))

    assert (read.rate_down_kbps, read.rate_up_kbps) == (None, None)


def test_an_age_longer_than_the_bin_dates_nothing() -> None:
    walk = changed(ADSL_WALK, "adslAtucPerfCurr15MinTimeElapsed", (7,), "3988686")

    assert [each.bin_s for each in facts_of(walk) if isinstance(each, DslHistory)] == [86_400]


def test_bins_run_back_from_the_reading_without_a_hole() -> None:
    (quarters, _) = (each for each in facts_of(VDSL2_WALK) if isinstance(each, DslHistory))

    assert quarters.bins[-1].end == NOON
    assert [later.start - earlier.end for earlier, later in zip(quarters.bins, quarters.bins[1:], strict=False)] == [
        timedelta(0)
    ] * 2
    assert quarters.bins[0].ses_down == 12


def test_two_lines_in_one_walk_are_not_mixed() -> None:
    second = ADSL_WALK.replace(f"{dotted('adslAturCurrSnrMgn', 7)}|", f"{dotted('adslAturCurrSnrMgn', 9)}|")

    with pytest.raises(UnreadableCapture, match="2 DSL lines"):
        facts_of(ADSL_WALK + second)


def in_words(walk: str) -> str:
    """Return a walk as `snmpwalk -On` prints it."""
    kinds = {
        "2": "INTEGER: {}",
        "66": "Gauge32: {}",
        "65": "Counter32: {}",
        "67": "Timeticks: ({}) 1 day",
        "6": "OID: .{}",
    }
    kinds |= {"4": 'STRING: "{}"', "4x": "Hex-STRING: {} "}
    lines = []
    for each in walk.splitlines():
        oid, kind, raw = each.split("|")
        lines.append(f".{oid} = {kinds[kind].format(raw)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("walk", [ADSL_WALK, VDSL2_WALK])
def test_snmpwalk_text_reads_like_snmprec(walk: str) -> None:
    text = in_words(walk)

    assert facts_of(text) == facts_of(walk)
    assert snmp_dsl.recognises(text.encode()) is Score.CERTAIN


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("adslAtucCurrSnrMgn.7 = 60", 60),
        ("ADSL-LINE-MIB::adslAtucCurrSnrMgn.7 = INTEGER: 60 tenth dB", 60),
        ("iso.3.6.1.2.1.10.94.1.1.2.1.4.7 = INTEGER: -35", -35),
        (".1.3.6.1.2.1.10.94.1.1.2.1.4.7 = INTEGER: up(1)", 1),
        ("1.3.6.1.2.1.10.94.1.1.2.1.4.7|2|060", None),
        ("1.3.6.1.2.1.10.94.1.1.2.1.4.7|2|6 0", None),
        ("1.3.6.1.2.1.10.94.1.1.2.1.4.7|2|", None),
        ("1.3.6.1.2.1.10.94.1.1.2.1.4.7|4x|3630", None),
    ],
)
def test_a_value_is_read_wholly_or_not_at_all(line: str, number: int | None) -> None:
    assert parse([line]).number("adslAtucCurrSnrMgn", 7) == number


def test_an_object_given_twice_with_two_values_is_not_read() -> None:
    oid = dotted("adslAtucCurrSnrMgn", 7)

    assert parse([f"{oid}|2|60", f"{oid}|2|61"]).number("adslAtucCurrSnrMgn", 7) is None
    assert parse([f"{oid}|2|60", f"{oid}|2|60"]).number("adslAtucCurrSnrMgn", 7) == 60


@pytest.mark.parametrize(
    ("name", "oid"),
    [
        ("adslAtucPerfPrev1DayInits", "1.3.6.1.2.1.10.94.1.1.6.1.29"),
        ("adslAturPerfPrev1DayESs", "1.3.6.1.2.1.10.94.1.1.7.1.21"),
        ("adslAtucPerfPrev1DayUasL", "1.3.6.1.2.1.10.94.3.1.18.1.16"),
        ("adslAturPerfCurr1DayUasL", "1.3.6.1.2.1.10.94.3.1.20.1.6"),
        ("xdsl2PMLCurr1DayUas", "1.3.6.1.2.1.10.251.1.4.1.1.1.17"),
        ("xdsl2PMLHist15MEs", "1.3.6.1.2.1.10.251.1.4.1.3.1.5"),
        ("xdsl2ChStatusActDataRate", "1.3.6.1.2.1.10.251.1.2.2.1.2"),
    ],
)
def test_the_object_numbers_are_those_of_the_rfcs(name: str, oid: str) -> None:
    assert dotted(name) == oid


def test_no_two_names_share_a_number() -> None:
    assert len(set(COLUMNS.values())) == len(COLUMNS)


SHDSL_WALK = (OWN / "rfc4319_shdsl_in_sync" / "walk.snmprec").read_text()
NETWORK_END, CUSTOMER_END = (3, 1, 2, 1), (3, 2, 1, 1)


def without(walk: str, name: str, *index: int) -> str:
    return changed(walk, name, index, None)


@pytest.mark.parametrize(
    ("bits", "rate", "sync", "status"),
    [
        ("80", "2312000", True, "no defect"),
        ("88", "2312000", True, "no defect"),
        ("02", "0", False, "loss of sync word"),
        ("0040", "0", False, "no neighbour present"),
        ("02", "2312000", None, "loss of sync word"),
        ("80", "0", None, "no defect"),
    ],
    ids=["fine", "margin alarm", "sync word lost", "no neighbour", "a contradiction", "no rate"],
)
def test_shdsl_is_in_sync_by_its_endpoints_and_its_rate(bits: str, rate: str, sync: bool | None, status: str) -> None:
    walk = changed(SHDSL_WALK, "hdsl2ShdslStatusActualLineRate", (3,), rate)
    for end in (NETWORK_END, CUSTOMER_END):
        walk = changed(walk, "hdsl2ShdslEndpointCurrStatus", end, bits)
    read = line_of(walk)

    assert (read.sync, read.status) == (sync, status)
    assert (read.margin_down_db is None) is (sync is not True)


def test_shdsl_levels_are_whole_decibels_of_the_end_that_receives() -> None:
    read = line_of(SHDSL_WALK)

    assert (read.margin_down_db, read.margin_up_db) == (7.0, 9.0)
    assert (read.attenuation_down_db, read.attenuation_up_db) == (21.0, 22.0)
    assert (read.crc_down, read.crc_up, read.crc_counted_at) == (380, 77, "near")


def test_two_wire_pairs_of_shdsl_are_not_one() -> None:
    second = "".join(
        f"{each.split('|')[0][:-1]}2|{each.split('|', 1)[1]}\n"
        for each in SHDSL_WALK.splitlines()
        if each.startswith("1.3.6.1.2.1.10.48.1.5.")
    )
    read = line_of("".join(sorted((SHDSL_WALK + second).splitlines(keepends=True), key=order)))

    assert (read.margin_down_db, read.es_down, read.rate_down_kbps) == (None, None, 2_312)


def order(line: str) -> list[int]:
    return [int(each) for each in line.partition("|")[0].split(".")]


def test_two_shdsl_lines_are_not_mixed() -> None:
    second = f"{dotted('hdsl2ShdslStatusActualLineRate', 4)}|66|2312000\n"

    with pytest.raises(UnreadableCapture, match="2 SHDSL lines"):
        facts_of("".join(sorted([*SHDSL_WALK.splitlines(keepends=True), second], key=order)))


PAIRS = {"ifType": 169, "ifOperStatus": 1, "ifLastChange": 100_000, "oneaccessShdslUpS": 4_000}


def pairs(**changes: int | None) -> str:
    """Return a OneAccess walk of two pairs; a change is for the second."""
    cells = [(name, 201, value) for name, value in PAIRS.items()]
    cells += [(name, 202, value) for name, value in (PAIRS | changes).items() if value is not None]
    lines = [f"{dotted(name, index)}|2|{value}\n" for name, index, value in cells]
    return "".join(sorted([*lines, f"{dotted('sysUpTime', 0)}|67|500000\n"], key=order))


@pytest.mark.parametrize(
    ("changes", "sync", "showtime_s", "words"),
    [
        ({}, True, 4_000, "2 of 2 pairs are up"),
        ({"ifOperStatus": 2}, None, None, "1 of 2 pairs are up"),
        ({"oneaccessShdslUpS": 9_000}, True, None, "does not agree with the pair's last change"),
        ({"oneaccessShdslUpS": 3_950, "ifLastChange": 105_000}, True, None, "came up at different times"),
        ({"oneaccessShdslUpS": None}, None, None, "not every SHDSL pair"),
        ({"ifOperStatus": None}, None, None, "not every SHDSL pair"),
    ],
    ids=["both up", "one down", "two clocks", "at different times", "a time is missing", "a state is missing"],
)
def test_the_pairs_of_a_bundle_are_told_only_together(
    changes: dict[str, int | None], sync: bool | None, showtime_s: int | None, words: str
) -> None:
    read = line_of(pairs(**changes))

    assert (read.sync, read.showtime_s) == (sync, showtime_s)
    assert any(words in each for each in read.remarks)


def test_counters_carry_the_end_that_told_them_only_where_a_box_is_named() -> None:
    named, nameless = line_of(VDSL2_WALK), line_of(without(VDSL2_WALK, "sysObjectID", 0))

    assert {getattr(named, f"{pair}_counted_at") for pair in ("crc", "fec", "es", "ses", "uas", "los")} == {"near"}
    assert {getattr(nameless, f"{pair}_counted_at") for pair in ("crc", "fec", "es", "ses", "uas", "los")} == {None}
    assert nameless.es_down == named.es_down == 205


def test_what_net_snmp_prints_without_mibs_is_the_same_objects() -> None:
    text = [
        "SNMPv2-MIB::sysObjectID.0 = OID: SNMPv2-SMI::enterprises.7367",
        "DISMAN-EVENT-MIB::sysUpTimeInstance = Timeticks: (4200) 0:00:42.00",
        "SNMPv2-SMI::transmission.94.1.1.2.1.4.4 = INTEGER: 85",
        "SNMPv2-SMI::mib-2.10.251.1.2.2.1.2.4.1 = Gauge32: 50000000",
        "SNMPv2-SMI::enterprises.7367.1.1.0 = INTEGER: 1",
    ]
    told = {oid: value.raw for oid, value in parse(text).values.items()}

    assert told == {
        (1, 3, 6, 1, 2, 1, 1, 3, 0): "(4200) 0:00:42.00",
        (1, 3, 6, 1, 2, 1, 1, 2, 0): ".1.3.6.1.4.1.7367",
        (1, 3, 6, 1, 2, 1, 10, 94, 1, 1, 2, 1, 4, 4): "85",
        (1, 3, 6, 1, 2, 1, 10, 251, 1, 2, 2, 1, 2, 4, 1): "50000000",
        (1, 3, 6, 1, 4, 1, 7367, 1, 1, 0): "1",
    }
