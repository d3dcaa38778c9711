"""The PDF: one page first, embedded fonts, attachments, the same bytes twice, hostile text as text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from netdoc.model.segment import Party
from netdoc.report.compose import compose
from netdoc.report.typst import to_pdf
from netdoc.report.variants import Variant, default_variant
from tests.netdoc.report.example_edges import HOSTILE
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import EXAMPLES, made, pdf, pdf_text, report

NAMES = list(EXAMPLES)


def tool(*words: str) -> str:
    assert shutil.which(words[0]), f"{words[0]} is not installed"
    done = subprocess.run(words, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(errors="replace")


@pytest.fixture
def file(tmp_path):
    def written(name: str, variant: Variant | None = None) -> str:
        path = tmp_path / "report.pdf"
        path.write_bytes(pdf(name, variant))
        return str(path)

    return written


@pytest.mark.parametrize("name", NAMES)
def test_the_first_page_holds_headline_ask_and_ticket_box_and_only_that_page_does(name, tmp_path):
    reader = default_variant(made(name)[0])
    reader = Variant.TELCO if reader is Variant.PLAIN else reader
    first = pdf_text(pdf(name, reader), tmp_path, last=1)
    rest = pdf_text(pdf(name, reader), tmp_path, first=2)

    assert first.index("FINDING") < first.index("WHAT WE ASK") < first.index("FOR THE TICKET")
    assert "Ticket number" in first
    assert "Page 1 of " in first
    assert "FOR THE TICKET" not in rest
    assert rest.startswith(("For and against each party", "Joint test"))


@pytest.mark.parametrize("name", NAMES)
def test_the_offices_copy_begins_with_a_page_in_plain_words(name, tmp_path):
    first = pdf_text(pdf(name, Variant.PLAIN), tmp_path, last=1)

    assert first.index("FINDING, IN PLAIN WORDS") < first.index("What happens next") < first.index("AGREED WITH YOU")
    assert "Page 1 of " in first
    assert pdf_text(pdf(name, Variant.PLAIN), tmp_path, first=2).startswith("In a vendor's words")


@pytest.mark.parametrize("name", ["longest_names", "longest_deadlock", "running_test", "hostile", "sixty_incidents"])
@pytest.mark.parametrize("variant", list(Variant))
def test_the_first_page_fits_for_every_reader(name, variant, tmp_path):
    first = pdf_text(pdf(name, variant), tmp_path, last=1)

    assert "FINDING" in first
    assert ("On which number" if variant is Variant.PLAIN else "Promised, by when") in first


@pytest.mark.parametrize("name", ["longest_names", "longest_deadlock", "running_test", "deadlock"])
def test_the_joint_sheet_is_one_page_of_its_own(name, tmp_path):
    second = pdf_text(pdf(name, Variant.JOINT), tmp_path, first=2, last=2)
    third = pdf_text(pdf(name, Variant.JOINT), tmp_path, first=3, last=3)

    assert second.startswith("Joint test")
    assert "Drops counted" in second
    assert third.startswith("For and against each party")


def test_the_longest_first_page_holds_parties_statement_mark_and_progress(tmp_path):
    first = re.sub(r"\s+", " ", pdf_text(pdf("longest_deadlock", Variant.JOINT), tmp_path, last=1))

    for words in ("Telephone line", "Premises", "Supplied equipment", "Power", "Far end"):
        assert words in first
    assert "Pass mark: pass: no drop in 16.8 h watched" in first
    assert "So far: 9.0 h watched without a drop; 7.8 h to go" in first
    assert "Changed: the modem." in first
    assert "we have tested everything from here" in first
    assert "2 more vendors quoted under" in first


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.JOINT])
def test_as_a_fax_the_lines_to_fill_in_and_the_bars_are_still_there(variant, file, tmp_path):
    path = file("longest_deadlock", variant)
    tool("pdftoppm", "-mono", "-rx", "204", "-ry", "98", "-l", "1", "-singlefile", path, str(tmp_path / "fax"))
    width, rows = _bitmap((tmp_path / "fax.pbm").read_bytes())

    lines = [index for index, row in enumerate(rows) if _longest_run(row) > width * 0.15]
    bottom = [each for each in lines if each > len(rows) * 0.85]
    assert len(bottom) >= 4  # frame above, two rows of blanks, frame below
    inked = sum(1 for row in rows if "1" in row)
    assert inked > len(rows) * 0.6
    black = sum(row.count("1") for row in rows)
    assert black < width * len(rows) * 0.25


def _bitmap(body: bytes) -> tuple[int, list[str]]:
    """Return width and rows of a raw PBM as texts of 0 and 1."""
    _, width, height, pixels = re.match(rb"(P4)\s+(\d+)\s+(\d+)\s(.*)", body, re.DOTALL).groups()
    step = (int(width) + 7) // 8
    rows = [pixels[index * step : (index + 1) * step] for index in range(int(height))]
    return int(width), ["".join(f"{each:08b}" for each in row)[: int(width)] for row in rows]


def _longest_run(row: str) -> int:
    return max(map(len, row.split("0")))


def test_the_sections_stand_in_their_order(tmp_path):
    text = pdf_text(pdf("line_remaining"), tmp_path)
    titles = [
        "Joint test request",
        "Beyond the office network",
        "Still to be told apart",
        "«For» means",
        "Incidents and time line",
        "Line statistics",
        "Tests performed",
        "Limits of this report",
        "Exhibits, and how to check this report",
        "How to recompute the verdict",
        "End of the report",
    ]

    places = [text.index(each) for each in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_sound_tagged_and_uses_the_shipped_font_only(name, file):
    path = file(name)

    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", path)
    facts = tool("pdfinfo", path)
    assert re.search(r"Tagged: +yes", facts)
    assert re.search(r"PDF version: +1\.7", facts)
    fonts = tool("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all("SourceSans3" in each and re.search(r"yes yes yes", each) for each in fonts)


def test_the_file_says_that_it_is_pdf_a_3a_and_in_which_language(tmp_path):
    path, plain = tmp_path / "a.pdf", tmp_path / "b.pdf"
    path.write_bytes(pdf("line_remaining"))
    tool("qpdf", "--qdf", "--object-streams=disable", str(path), str(plain))
    body = plain.read_bytes().decode("latin-1")

    assert "<pdfaid:part>3</pdfaid:part>" in body
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in body
    assert re.search(r"/Lang \(en", body)
    assert body.count("/AFRelationship /Data") == 2
    assert "/StructTreeRoot" in body


def test_pictures_are_told_in_words(tmp_path):
    path, plain = tmp_path / "a.pdf", tmp_path / "b.pdf"
    path.write_bytes(pdf("no_fault"))
    tool("qpdf", "--qdf", "--object-streams=disable", str(path), str(plain))

    assert plain.read_bytes().count(b"/Alt") == 2


def test_verdict_and_exhibits_are_attached_as_they_are(file, tmp_path):
    path = file("line_remaining", Variant.PLAIN)

    tool("pdfdetach", "-saveall", "-o", str(tmp_path), path)

    for each in report("line_remaining", Variant.PLAIN).document.attachments:
        assert (tmp_path / each.name).read_text() == each.body


def test_the_same_document_gives_the_same_bytes():
    document = report("equipment_named").document

    assert to_pdf(document) == to_pdf(document)


def test_hostile_text_is_printed_and_not_obeyed(tmp_path):
    text = re.sub(r"[\s\u200b]+", " ", pdf_text(pdf("hostile"), tmp_path))

    assert HOSTILE.startswith("#strong[x] $y$ *b* \\#emph <script>alert(1)</script> &amp;")
    assert "#strong[x] $y$ *b* \\#emph <script>alert(1)</script> &amp;" in text
    assert "U+202E]gnp.exe" in text
    assert not re.search("[\u202e\u200f\u0000\u001b]", text)


def test_a_hostile_deadlock_is_one_joint_sheet(tmp_path):
    verdict, evidence = made("hostile")
    open_set = replace(verdict, party=None, remaining=(Party.LINE, Party.EQUIPMENT))
    composed = compose(open_set, evidence, captures={}, made_at=MADE_AT, variant=Variant.JOINT)
    body = to_pdf(composed.document)

    assert pdf_text(body, tmp_path, first=2, last=2).startswith("Joint test")
    assert pdf_text(body, tmp_path, first=3, last=3).startswith("For and against each party")
    assert not re.search("[\u202e\u200f\u0000\u001b]", pdf_text(body, tmp_path))


def test_a_hash_can_be_copied_from_the_page(tmp_path):
    text = pdf_text(pdf("line_remaining"), tmp_path)

    packed = re.sub(r"\s+", "", text)
    assert all(each["sha256"] in packed for each in report("line_remaining").plain["exhibits"])


def test_a_days_report_is_built_within_three_seconds():
    began = time.process_time()
    to_pdf(report.__wrapped__("line_remaining").document)

    assert time.process_time() - began < 3


def test_without_typst_the_error_names_the_html_report():
    code = (
        "import sys; sys.modules['typst'] = None\n"
        "from netdoc.errors import ReportError\n"
        "from netdoc.report.document import Document\n"
        "from netdoc.report.typst import to_pdf\n"
        "at = '2026-03-03T07:00:00Z'\n"
        "empty = Document(title='t', reference='r', variant='v', made_at=at, running=(), blocks=())\n"
        "try:\n    to_pdf(empty)\n"
        "except ReportError as error:\n    print(error.message, '|', error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.strip() == (
        "the PDF engine typst is not installed here | write the same report with --html instead"
    )


def test_composing_loads_no_pdf_engine():
    code = "import sys, netdoc.report.compose, netdoc.app.reporting; print('typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.strip() == "False"
