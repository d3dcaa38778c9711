"""Each run stands in a table of its own: what was asked, how often it failed, and how."""

from netdoc.report.document import Table
from netdoc.report.sections.service_runs import SECTION
from netdoc.report.variants import Variant, default_variant
from netdoc.report.words import NBSP
from tests.netdoc.report.examples import view_of
from tests.stories.attempts import a_run, an_arm, every, tells
from tests.stories.office import Office

FOUR = {f"web-{number}": "o" * 400 for number in range(1, 4)}
SILENT = an_arm("ttttt", "web-4", "192.0.2.14", host="Host B", given_up=True)


def a_view(office, variant=None):
    from netdoc.diagnosis.diagnose import diagnose
    from netdoc.discover import rules

    evidence = office.evidence()
    verdict = diagnose(evidence, rules())
    return view_of(verdict, evidence, variant or default_variant(verdict))


def rows(blocks):
    return [
        [tuple(cell.replace(NBSP, " ") for cell in row) for row in each.rows]
        for each in blocks
        if isinstance(each, Table)
    ]


def test_without_attempts_there_is_no_section():
    assert SECTION.write(a_view(Office(minutes=2))) == ()


def test_every_address_has_its_count_interval_and_ways_to_fail():
    run = a_run(every(400, 4), {**FOUR, "web-4": SILENT})

    (table,) = rows(SECTION.write(a_view(tells(Office(minutes=5), 60, run))))

    assert table[0] == ("virtual address", "192.0.2.10:443", "400", "100", "21.0 % to 29.5 %", "100 wrong status")
    assert table[1][2:] == ("400", "0", "0 % to 1.0 %", "all answered")
    assert table[4][0] == "straight to web-4 (Host B)"
    assert table[4][-1] == "5 timeout, nothing answered: left alone"


def test_the_last_run_comes_first():
    office = tells(tells(Office(minutes=5), 60, a_run(every(400, 4), FOUR)), 180, a_run("o" * 300, FOUR))

    tables = rows(SECTION.write(a_view(office)))

    assert [each[0][2] for each in tables] == ["300", "400"]


def test_the_copy_is_for_the_hosting_vendor_and_asks_it_to_repair():
    from netdoc.report.asks import ask

    view = a_view(tells(Office(minutes=5), 60, a_run(every(400, 4), FOUR)))

    assert view.variant is Variant.HOSTING
    assert ask(view)[0].startswith("Please repair the balancer")


def test_page_one_tells_the_desk_its_own_numbers_and_what_was_done_to_ask_it():
    from netdoc.report.document import ThreeNumbers, TickList
    from netdoc.report.sections.sheet import SECTION as SHEET

    view = a_view(tells(Office(minutes=5), 60, a_run(every(400, 4), FOUR)))
    blocks = SHEET.write(view)[0].blocks

    numbers = next(each for each in blocks if isinstance(each, ThreeNumbers)).numbers
    ticked = next(each for each in blocks if isinstance(each, TickList)).ticks
    assert [each.value.replace(NBSP, " ") for each in numbers] == ["100 of 400", "21.0 % to 29.5 %", "0 of 1200"]
    assert ticked[1].text.replace(NBSP, " ").startswith("Attempts straight to 3 servers in the same seconds")
    assert not any("Modem" in each.text for each in ticked)


def test_without_servers_page_one_says_that_none_could_be_asked():
    from netdoc.report.service_numbers import service_numbers, service_ticks

    view = a_view(tells(Office(minutes=5), 60, a_run(every(1000, 4))), Variant.HOSTING)

    assert service_numbers(view)[2].value == "none"
    assert [each.done for each in service_ticks(view)] == [True, False, True, False, False]


def test_a_desk_of_a_service_gets_no_line_statistics_and_an_office_without_attempts_its_usual_page():
    from netdoc.report.sections.line_statistics import SECTION as LINE
    from netdoc.report.service_numbers import service_numbers, service_ticks

    view = a_view(Office(minutes=2), Variant.HOSTING)

    assert (service_numbers(view), service_ticks(view), LINE.write(view)) == ((), (), ())
