"""Every test is listed with reader, version, count and what it lacked."""

from __future__ import annotations

from netdoc.report.document import KeyValues, Table
from netdoc.report.sections.tests_performed import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import texts, view


def tables(name: str, variant: Variant | None = None) -> dict[str, list[tuple[str, ...]]]:
    found = [each for each in SECTION.write(view(name, variant)) if isinstance(each, Table)]
    return {each.caption: [tuple(cell.replace("\u00a0", " ") for cell in row) for row in each.rows] for each in found}


def test_a_rung_is_listed_with_loss_its_interval_and_medians():
    rows = tables("line_remaining", Variant.PLAIN)["Round trips and loss by step, nearest first"]

    assert [each[0] for each in rows][:4] == ["Office router", "Modem", "Provider's first hop", "Name server"]
    assert rows[0][1:6] == ("192.168.1.1", "ICMP echo", "1 s", "0 of 86 400 (0 %)", "0 % to < 0.1 %")
    assert rows[-1][2] == "TCP port 443"
    assert rows[2][4] == "325 of 86 400 (0.4 %)"


def test_a_rung_that_never_answered_has_no_median():
    rows = tables("no_fault")["Round trips and loss by step, nearest first"]

    assert rows[0][-2:] == ("no answer", "no answer")


def test_other_tests_are_listed_with_reader_version_method_and_count():
    rows = tables("line_remaining")["What was asked, of whom, how often"]

    assert (
        "Modem",
        "line statistics",
        "telnet: xdslctl info --stats",
        "broadcom/1",
        "25 of 25",
        "2026-03-02 07:30 to 2026-03-03 07:30",
    ) in rows


def test_questions_not_answered_and_not_asked_are_kept_apart():
    rows = tables("no_network")["What was asked, of whom, how often"]

    answered = {each[1]: each[4] for each in rows}
    assert answered["name look-up"] == "0 of 1"
    assert answered["internet session"] == "1 gap"


def test_the_measuring_computer_is_described():
    pairs = dict(next(each for each in SECTION.write(view("line_remaining")) if isinstance(each, KeyValues)).pairs)

    assert pairs["Attached by"].replace("\u00a0", " ") == "wired, carrier present, 1000 Mbit/s, full duplex"
    assert pairs["VPN"] == "none up"


def test_a_computer_without_an_interface_is_described_as_that():
    assert "no network interface but loopback" in texts(SECTION.write(view("no_network")))


def test_no_test_at_all_is_a_sentence():
    assert "No test was performed." in texts(SECTION.write(view("nothing_at_all")))
