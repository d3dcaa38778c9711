"""Attempts at a service as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from netdoc.app.service_probe import Load
from netdoc.cli._text import paragraph, table
from netdoc.diagnosis.rules._services import sign_words
from netdoc.diagnosis.service_change import Change
from netdoc.diagnosis.services import signs
from netdoc.diagnosis.statistics import share_in_words, wilson
from netdoc.model.codec import format_time
from netdoc.model.facts.connect_run import Attempt, ConnectArm, ConnectRun
from netdoc.model.observation import Seen
from netdoc.model.site import Service

_ENDS = {
    Attempt.RETRIED: "repeated SYN",
    Attempt.REFUSED: "refused",
    Attempt.RESET: "reset",
    Attempt.TIMEOUT: "timeout",
    Attempt.UNREACHABLE: "unreachable",
    Attempt.TLS: "TLS",
    Attempt.STATUS: "status",
    Attempt.VOID: "void",
}


def plan_text(service: Service, load: Load) -> str:
    """Return what is about to be done, and what it can show."""
    return "\n".join(
        (
            paragraph(
                f"{service.name}: {load.attempts} attempts ({service.layer}) at each of {load.addresses} "
                f"{'address' if load.addresses == 1 else 'addresses'}, {service.per_second:g} a second at each: about "
                f"{load.seconds:.0f} s and {load.connections} connections in all.",
                first="",
            ),
            paragraph(
                f"That shows a share of failures of {load.share * 100:.2g} % or more beside clean servers (exact "
                "test, one-sided 0.001 %, power 80 %).",
                first="",
            ),
            *(() if service.backends else (paragraph(_NO_BACKEND, first=""),)),
            *((paragraph(_NO_IDENTITY, first=""),) if service.identity == "none" else ()),
        )
    )


_NO_BACKEND = (
    "No [[service.backend]] is listed: the balancer cannot be told from the servers behind it, and a fault of it "
    "is indicated at most."
)

_NO_IDENTITY = (
    "No `identity` is given: which server answered is not known, and whether this computer always meets the same one."
)


def run_text(run: ConnectRun) -> str:
    """Return the arms as a table, and the pattern."""
    rows = [
        (each.name, f"{each.address}:{each.port}", share_in_words(each.bad, each.sent), _ends(each))
        for each in run.arms
    ]
    lines = [table([("asked", "address", "failed or repeated (95 %)", "how"), *rows])]
    told = sign_words(run)
    if told:
        lines.append(paragraph(f"Pattern: {told}.", first=""))
    if run.proxy:
        lines.append(
            paragraph(f"The attempts went straight; this computer's programs use the proxy {run.proxy}.", first="")
        )
    return "\n".join(lines)


def change_text(change: Change) -> str:
    """Return one comparison of two runs."""
    return paragraph(f"{format_time(change.before_at)} and {format_time(change.after_at)}: {change.words}.", first="")


def _ends(arm: ConnectArm) -> str:
    told = [f"{arm.count(each)} {words}" for each, words in _ENDS.items() if arm.count(each)]
    return ", ".join((*told, *(("left alone: silent",) if arm.given_up else ()))) or "-"


def run_to_plain(seen: Seen[ConnectRun]) -> dict[str, Any]:
    """Return a run as JSON values, counted; the single attempts stand in `netdoc export`."""
    return {
        "service": seen.fact.service,
        "at": format_time(seen.at),
        "layer": seen.fact.layer,
        "duration_s": seen.fact.duration_s,
        "arms": [dict(_arm(each)) for each in seen.fact.arms],
        "signs": [each.value for each in signs(seen.fact)],
    }


def _arm(arm: ConnectArm) -> Iterator[tuple[str, Any]]:
    low, high = wilson(arm.bad, arm.sent)
    yield from {"name": arm.name, "address": arm.address, "port": arm.port, "attempts": arm.sent}.items()
    yield from {"bad": arm.bad, "low": round(low, 5), "high": round(high, 5)}.items()
    yield "ends", {each.name.lower(): arm.count(each) for each in Attempt if arm.count(each)}
    yield from {"members": len(arm.members), "given_up": arm.given_up}.items()


def change_to_plain(change: Change) -> dict[str, Any]:
    """Return a comparison as JSON values."""
    return {
        "before": {"at": format_time(change.before_at), "bad": change.before[0], "attempts": change.before[1]},
        "after": {"at": format_time(change.after_at), "bad": change.after[0], "attempts": change.after[1]},
        "p": change.p,
        "shown": change.shown,
        "difference": [round(each, 5) for each in change.points],
    }
