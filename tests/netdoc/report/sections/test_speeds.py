"""Sold, set, in sync and measured stand side by side, and what is not known is said so."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.transfer import Transfer
from netdoc.model.observation import Seen
from netdoc.model.site import Contract
from netdoc.report.document import Table
from netdoc.report.sections.speeds import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, at, blank
from tests.netdoc.report.examples import texts, view, view_of


def rows(observations, variant=Variant.ISP, site=SITE) -> dict[str, tuple[str, ...]]:
    evidence = Evidence(site, Case(), observations)
    blocks = SECTION.write(view_of(blank(evidence), evidence, variant))
    table = next((each for each in blocks if isinstance(each, Table)), None)
    plain = [[cell.replace("\u00a0", " ") for cell in row] for row in table.rows] if table else []
    return {row[0]: tuple(row[1:3]) for row in plain}


def line(hour: float, down: int | None, up: int | None = 9000, subject: str = "modem", **more):
    return Seen(subject, at(hour), DslLine(sync=True, rate_down_kbps=down, rate_up_kbps=up, **more))


def run(hour: float, rate: int, direction: str = "down"):
    return Seen("host", at(hour), Transfer(direction=direction, method="http", server="s", rate_kbps=rate))


def test_the_four_stages_and_their_shares():
    told = rows(
        [line(0, 48000), line(1, 40960, attainable_down_kbps=60000), run(2, 30000), run(3, 38000), run(4, 36000)]
    )

    assert told["Sold"] == ("51 200 kbit/s", "10 240 kbit/s")
    assert told["Set at the operator's end"] == ("not known", "not known")
    assert told["The line could carry"] == ("60 000 kbit/s", "not read")
    assert told["In sync, latest"] == ("40 960 kbit/s", "9000 kbit/s")
    assert told["In sync, least to most"] == ("40 960 to 48 000 kbit/s", "9000 kbit/s")
    assert told["Measured payload, median"] == ("36 000 kbit/s", "not measured")
    assert told["Measured, least to most"] == ("30 000 to 38 000 kbit/s", "not measured")
    assert told["Sync, of what was sold"] == ("80 %", "87.9 %")
    assert told["Measured, of the sync rate"] == ("87.9 %", "not known")
    assert told["Measured, of what was sold"] == ("70.3 %", "not known")


def test_the_operator_of_the_line_is_not_told_what_the_provider_sells():
    told = rows([line(0, 48000), run(1, 30000)], Variant.TELCO)

    assert "Sold" not in told
    assert not any("sold" in each for each in told)
    assert told["Measured, of the sync rate"][0] == "62.5 %"


def test_what_was_not_sold_or_not_read_gives_no_share():
    bare = replace(SITE, contract=Contract())
    told = rows([line(0, None, None), run(1, 30000)], site=bare)

    assert told["Sold"] == ("not stated", "not stated")
    assert told["In sync, latest"] == ("not read", "not read")
    assert not any("of" in each for each in told)


def test_two_modems_are_told_apart_and_no_share_is_made_of_either():
    told = rows([line(0, 48000), line(0, 20000, subject="modem_2")])

    assert "Sync, of what was sold" not in told
    both = texts(SECTION.write(_two()))
    assert "modem, modem, latest of 1\u00a0reading" in both
    assert "modem, modem_2, latest of 1\u00a0reading" in both


def _two():
    evidence = Evidence(SITE, Case(), [line(0, 48000), line(0, 20000, subject="modem_2")])
    return view_of(blank(evidence), evidence, Variant.ISP)


def test_without_any_rate_there_is_no_section():
    assert SECTION.write(view("nothing_at_all")) == ()
    assert rows([], site=replace(SITE, contract=Contract(isp="x"))) == {}
