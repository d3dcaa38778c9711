"""The line's values stand beside a reference with its source; what was not read is not printed as nought."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.report.document import KeyValues, Table
from netdoc.report.sections.line_statistics import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, START, blank
from tests.netdoc.report.examples import texts, view, view_of


def of(*facts, site=SITE, variant=None):
    evidence = Evidence(site, Case(), [Seen("modem", START, each) for each in facts])
    return SECTION.write(view_of(blank(evidence), evidence, variant))


def tables(blocks) -> dict[str, dict[str, tuple[str, ...]]]:
    found = [each for each in blocks if isinstance(each, Table)]
    return {
        each.caption: {row[0]: tuple(cell.replace("\u00a0", " ") for cell in row[1:]) for row in each.rows}
        for each in found
    }


def test_a_margin_below_the_reference_is_flagged_with_the_references_source():
    blocks = SECTION.write(view("line_remaining"))

    assert tables(blocks)["Levels and rates"]["Noise margin down"] == (
        "4.9 dB",
        "4.9 dB to 6.4 dB",
        "6 dB or more",
        "▲ outside",
    )
    assert any("rule of thumb" in each and "on purpose" in each for each in texts(blocks))


def test_values_that_were_not_read_have_no_row():
    blocks = of(DslLine(sync=True, margin_down_db=7.5, crc_down=0, counter_age_s=7200))

    assert list(tables(blocks)["Levels and rates"]) == ["Noise margin down"]
    assert tables(blocks)["Error counters"] == {"CRC anomalies down": ("0", "none", "up to 2 a minute", "within")}


def test_a_rate_is_stated_over_the_counters_own_age():
    blocks = of(DslLine(sync=True, es_down=36, crc_down=600, retrains=9, counter_age_s=2 * 86400))

    counters = tables(blocks)["Error counters"]
    assert counters["Errored seconds down"][1] == "18.0 a day"
    assert counters["CRC anomalies down"][1:] == ("0.2 a minute", "up to 2 a minute", "within")
    assert counters["Retrains"][1:] == ("4.5 a day", "up to 3 a day", "▲ outside")


def test_a_count_without_an_age_gives_no_rate_and_no_flag():
    counters = tables(of(DslLine(sync=True, retrains=500)))["Error counters"]

    assert counters["Retrains"] == ("500", "age not stated", "up to 3 a day", "no limit")


def test_a_few_minutes_are_not_extrapolated_to_a_day():
    counters = tables(of(DslLine(sync=True, retrains=1, counter_age_s=600)))["Error counters"]

    assert counters["Retrains"][1:] == ("in 10 min", "up to 3 a day", "no limit")


def test_the_modems_own_memory_prints_the_bins_with_errors_only():
    blocks = SECTION.write(view("line_remaining"))

    memory = [each for each in blocks if isinstance(each, Table)][-1]
    assert [each.title for each in memory.columns][2:] == ["ES down", "SES down", "UAS down", "LOS down", "Retrains"]
    assert len(memory.rows) == 5
    assert any(each.startswith("91 of 96") for each in texts(blocks))


def test_a_clean_memory_is_a_sentence():
    clean = DslHistory(bin_s=900, bins=tuple(DslBin(start=START, duration_s=900, es_down=0) for _ in range(1)))

    assert any("hold no error" in each for each in texts(of(clean)))


def test_the_sold_rate_is_shown_to_all_but_the_line_operator():
    line = DslLine(sync=True, rate_down_kbps=25600)

    names = next(dict(each.pairs) for each in of(line, variant=Variant.ISP) if isinstance(each, KeyValues))
    assert names["Sold down"].replace("\u00a0", " ") == "51 200 kbit/s; in sync at 50 % of it"
    assert not any("Sold" in each for each in texts(of(line, variant=Variant.TELCO)))


def test_a_line_out_of_sync_is_said_to_be_so():
    said = texts(of(DslLine(sync=False, status="G.994 Training")))

    assert "not in sync (the modem says: G.994 Training)" in said


def test_no_modem_reading_clears_nobody():
    said = texts(of())

    assert any("neither that it is in order nor that it is not" in each for each in said)


def test_a_contract_without_rates_prints_none():
    site = replace(SITE, contract=replace(SITE.contract, rate_down_kbps=None, rate_up_kbps=None))

    assert not any("Sold" in each for each in texts(of(DslLine(sync=True), site=site)))
