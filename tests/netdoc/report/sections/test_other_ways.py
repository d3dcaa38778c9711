"""What another line said, for those who can answer for it."""

from __future__ import annotations

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.report.document import Table
from netdoc.report.sections.other_ways import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, at, blank, ladder
from tests.netdoc.report.examples import texts, view_of


def there(hour: float, answered: int, rung: str = "anchor_1"):
    fact = SecondPath(interface="wwan0", target="192.0.2.10", method="icmp", sent=3, answered=answered)
    return Seen(rung, at(hour), fact, None, Plane.SECOND_PATH)


def port(hour: float, *, second: bool = False, **tries: object):
    fact = PortAnswer(target="sip.example.net:5060/udp", asks="sip", what="telephony", tried=3, **tries)  # type: ignore[arg-type]
    return Seen("port_calls", at(hour), fact, None, Plane.SECOND_PATH if second else Plane.PATH)


def written(told, variant=Variant.ISP):
    evidence = Evidence(SITE, Case(), told)
    return SECTION.write(view_of(blank(evidence), evidence, variant))


def rows(told, variant=Variant.ISP) -> list[tuple[str, ...]]:
    tables = [each for each in written(told, variant) if isinstance(each, Table)]
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for table in tables for row in table.rows]


@pytest.mark.parametrize("variant", list(Variant))
def test_where_nobody_asked_nothing_is_printed(variant):
    assert written([], variant) == ()


@pytest.mark.parametrize(
    ("variant", "printed"),
    [(Variant.ISP, True), (Variant.HOSTING, True), (Variant.TECHNICAL, True), (Variant.TELCO, False)],
)
def test_the_line_s_operator_has_nothing_to_do_with_it(variant, printed):
    assert bool(written([there(1, 3)], variant)) is printed


def test_each_destination_stands_once_with_both_lines_beside_each_other():
    told = [*ladder(SITE.rungs, 60), there(0.2, 3), there(0.4, 0), there(0.5, 3, "resolver_public")]

    first, second = rows(told)

    assert first[1].startswith("720 of 720") and first[2:] == ("3 of 6 (50 %)", "1 of 2")
    assert second[1:] == ("not asked", "3 of 3 (100 %)", "0 of 1")


def test_each_port_stands_once_with_who_turned_it_away():
    told = [
        port(0.1, barred=3, barred_by="198.51.100.1"), port(0.2), port(0.3, refused=1),
        port(0.1, second=True, answered=1), port(0.2, second=True),
    ]  # fmt: skip

    assert rows(told) == [
        ("sip.example.net:5060/udp", "telephony", "0 of 3 (0 %)", "1 of 2 (50 %)", "198.51.100.1, the host itself")
    ]
    assert rows([port(0.1, answered=1)])[0][2:] == ("1 of 1 (100 %)", "not asked", "nobody")


def test_the_note_names_the_way_and_what_silence_is_worth():
    said = " ".join(texts(written([there(1, 3), port(1)])))

    assert "wwan0" in said and "may answer strangers nothing" in said
