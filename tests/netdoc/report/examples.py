"""Every example by name, and the times they share."""

from __future__ import annotations

from netdoc.model.capture import Capture
from netdoc.report.compose import Report, compose
from netdoc.report.variants import Variant
from tests.netdoc.report import example_edges, example_verdicts
from tests.netdoc.report.example_office import MADE_AT, capture_of

EXAMPLES = {
    "line_remaining": example_verdicts.line_remaining,
    "line_established": example_verdicts.line_established,
    "equipment_named": example_verdicts.equipment_named,
    "beyond_the_office": example_verdicts.beyond_the_office,
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


def report(name: str, variant: Variant | None = None) -> Report:
    """Return an example composed."""
    verdict, evidence = EXAMPLES[name]()
    return compose(verdict, evidence, captures=captures(name), made_at=MADE_AT, variant=variant)
