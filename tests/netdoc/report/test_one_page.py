"""Page 1 and the office's page fit one page each, whatever names, words and numbers stand on them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from netdoc.model.evidence import Evidence
from netdoc.model.site import Contract
from netdoc.report.compose import compose
from netdoc.report.custody import Custody, Enclosed
from netdoc.report.document import Document, OnePage
from netdoc.report.typst import to_pdf
from netdoc.report.variants import Variant
from netdoc.report.view import Amendment
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import captures, made, pdf_text

SEALED = Custody(
    words=("abandon", "cylinder", "vegetable", "umbrella", "furniture", "zoo"),
    root="5e" * 32,
    size=12_345,
    sealed_at=MADE_AT,
    fingerprint=None,
    enclosed=Enclosed.RECORDS,
    case_file="evidence.ndcase.base64",
)
AMENDS = Amendment(replaces="acme-20260301T070000Z-joint", reason="the account number was that of another line " * 4)


def name(most: int):
    """Names as sites, vendors and people have them, wide letters and all."""
    return st.text(alphabet="Wm aé-.", min_size=1, max_size=most).map(lambda text: text.strip() or "x")


def pages_of(document: Document, folder: Path) -> list[str]:
    """Return the texts of the pages that the one-page blocks of a document take."""
    blocks = tuple(each for each in document.blocks if isinstance(each, OnePage))
    # the page breaks between them are left out: a block that is too tall shows as a page too many
    bodies = [to_pdf(replace(document, blocks=(each,), attachments=())) for each in blocks]
    return [pdf_text(each, folder) for each in bodies]


@settings(
    max_examples=6,
    deadline=None,
    # each try sets pages: one that fails is told as it is, and is not made smaller for minutes
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    names=st.tuples(name(60), name(60), name(60), name(80), name(40), name(60), name(60), name(60)),
    example=st.sampled_from(["longest_deadlock", "longest_names", "no_fault", "no_network", "sixty_incidents"]),
    variant=st.sampled_from(list(Variant)),
)
def test_each_is_one_page_for_any_names_and_any_reader(names, example, variant, tmp_path):
    verdict, evidence = made(example)
    site_name, isp, telco, product, account, circuit, holder, call_back = names
    contract = Contract(
        isp=isp, telco=telco, product=product, account=account, circuit=circuit, holder=holder, call_back=call_back
    )
    site = replace(evidence.site, name=site_name, contract=contract)
    renamed = Evidence(site, evidence.case, evidence.observations)
    made_report = compose(
        verdict,
        renamed,
        captures=captures(example),
        made_at=MADE_AT,
        variant=variant,
        amends=AMENDS,
        custody=SEALED,
    )

    for page in pages_of(made_report.document, tmp_path):
        assert re.search(r"Page 1 of 1\b", page)


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("example", ["longest_deadlock", "hostile"])
def test_the_longest_report_of_all_is_one_page_amended_and_sealed_too(example, variant, tmp_path):
    verdict, evidence = made(example)
    document = compose(
        verdict,
        evidence,
        captures=captures(example),
        made_at=MADE_AT,
        variant=variant,
        amends=AMENDS,
        custody=SEALED,
    ).document

    for page in pages_of(document, tmp_path):
        assert re.search(r"Page 1 of 1\b", page)


@pytest.mark.parametrize("variant", list(Variant))
def test_an_amended_report_says_on_page_one_which_it_replaces_and_why(variant, tmp_path):
    verdict, evidence = made("no_fault")
    document = compose(
        verdict, evidence, captures={}, made_at=MADE_AT, variant=variant, amends=AMENDS, custody=SEALED
    ).document
    page = re.sub(r"\s+", " ", pages_of(document, tmp_path)[0])

    assert "This report replaces acme-20260301T070000Z-joint." in page
    assert "▲ Amended" in page
    assert "Reason: the account number was that of another line" in page
    assert "abandon cylinder vegetable umbrella furniture zoo" in page
    assert f"seal {SEALED.root[:12]}" in page, "each page says under which seal it stands"
    assert ("Please keep these words" if variant is Variant.PLAIN else "Words noted by, when") in page


def test_without_sealed_words_none_are_asked_for(tmp_path):
    verdict, evidence = made("no_fault")
    document = compose(verdict, evidence, captures={}, made_at=MADE_AT).document

    assert "Words noted by" not in pages_of(document, tmp_path)[0]
