"""Every example by name, and the times they share."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict
from netdoc.report.already_done import cited
from netdoc.report.compose import Report, compose
from netdoc.report.exhibits import assign
from netdoc.report.texts import map_texts
from netdoc.report.times import local_times
from netdoc.report.typst import to_pdf
from netdoc.report.variants import Variant, default_variant
from netdoc.report.view import View
from tests.netdoc.report import example_edges, example_outcomes, example_settled, example_verdicts
from tests.netdoc.report.example_office import MADE_AT, capture_of

EXAMPLES = {
    "line_remaining": example_verdicts.line_remaining,
    "line_established": example_verdicts.line_established,
    "equipment_named": example_verdicts.equipment_named,
    "beyond_the_office": example_verdicts.beyond_the_office,
    "deadlock": example_settled.deadlock,
    "running_test": example_settled.running_test,
    "wiring_established": example_outcomes.wiring_established,
    "ups_indicated": example_outcomes.ups_indicated,
    "longest_deadlock": example_outcomes.longest_deadlock,
    "no_fault": example_edges.no_fault,
    "no_network": example_edges.no_network,
    "nothing_at_all": example_edges.nothing_at_all,
    "sixty_incidents": example_edges.sixty_incidents,
    "longest_names": example_edges.longest_names,
    "hostile": example_edges.hostile,
}


def captures_of() -> dict[str, Capture]:
    """Return the captures of the ordinary examples by digest."""
    held = [capture_of(each) for each in [*(f"modem reading {hour}" for hour in range(25)), "history"]]
    held += [capture_of("link", "ip -s link", "host"), capture_of("igd", "UPnP GetStatusInfo", "router")]
    return {each.digest: each for each in held}


def captures(name: str) -> dict[str, Capture]:
    """Return the captures that an example cites."""
    return example_edges.hostile_captures() if name == "hostile" else captures_of()


@cache
def made(name: str) -> tuple[Verdict, Evidence]:
    """Return an example, made once."""
    return EXAMPLES[name]()


@cache
def report(name: str, variant: Variant | None = None) -> Report:
    """Return an example composed."""
    verdict, evidence = made(name)
    return compose(verdict, evidence, captures=captures(name), made_at=MADE_AT, variant=variant)


@cache
def pdf(name: str, variant: Variant | None = None) -> bytes:
    """Return an example as PDF."""
    return to_pdf(report(name, variant).document)


def pdf_text(body: bytes, folder: Path, *, first: int = 1, last: int = 999) -> str:
    """Return what a reader of these pages reads, in reading order."""
    file = folder / "read.pdf"
    file.write_bytes(body)
    pages = ["-f", str(first), "-l", str(last)]
    done = subprocess.run(["pdftotext", *pages, str(file), "-"], capture_output=True, check=True, timeout=30)
    return done.stdout.decode().replace("\u00a0", " ")


@cache
def view(name: str, variant: Variant | None = None) -> View:
    """Return what a section is given for an example."""
    verdict, evidence = made(name)
    return view_of(verdict, evidence, variant, captures(name))


def view_of(
    verdict: Verdict,
    evidence: Evidence,
    variant: Variant | None = None,
    held: Mapping[str, Capture] = MappingProxyType({}),
) -> View:
    """Return a view on any verdict."""
    return View(
        evidence=evidence,
        verdict=verdict,
        variant=variant or default_variant(verdict),
        captures=held,
        exhibits=assign(verdict, evidence, held, cited(evidence)),
        times=local_times(evidence.site.time_zone),
        made_at=MADE_AT,
    )


def texts(value: object) -> list[str]:
    """Return every text a block, or many, would print."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    map_texts(value, keep)
    return found
