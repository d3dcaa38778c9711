"""`netdoc verify`: has a record been changed since it was made, and what can be shown of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import print_json
from netdoc.cli._text import paragraph, safe

if TYPE_CHECKING:
    from netdoc.app.verifying import Anchor

ROOT = re.compile(r"[0-9a-fA-F]{64}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="WORDS",
    help="Six words from a ticket, or a whole root in hexadecimal, as somebody else kept it. May be repeated.",
)
@json_option("what was checked")
@debug_option
def verify(file: Path, anchors: tuple[str, ...], as_json: bool) -> int:
    """Verify the store FILE: that no record was changed, removed or put in between, and what an anchor shows.

    Works on any computer, without configuration and without network; nothing in the file is changed or executed.
    Exit code: 0 verified against an anchor, 1 intact with remarks, 2 altered or broken, 3 wrong usage or an error.
    """
    from netdoc.app.verifying import verify_store
    from netdoc.evidence.checks import Outcome, worst

    checks = verify_store(file, [_anchor(each) for each in anchors])
    outcome = worst(checks)
    if as_json:
        rows = [{"name": each.name, "outcome": each.outcome.name.lower(), "text": each.text} for each in checks]
        print_json({"schema": "netdoc.verify/1", "file": str(file), "outcome": outcome.name.lower(), "checks": rows})
        return int(outcome)
    shown = {Outcome.HOLDS: "holds", Outcome.REMARK: "remark", Outcome.BROKEN: "BROKEN"}
    for each in checks:
        click.echo(paragraph(safe(f"{shown[each.outcome]:<7} {each.name}: {each.text}"), indent=" " * 8, first=""))
    last = {
        Outcome.HOLDS: "verified: unchanged since the anchor was made",
        Outcome.REMARK: "intact, with remarks",
        Outcome.BROKEN: "altered or broken",
    }
    click.echo(last[outcome])
    return int(outcome)


def _anchor(text: str) -> Anchor:
    from netdoc.evidence.words import parse_words

    plain = text.strip()
    return bytes.fromhex(plain) if ROOT.fullmatch(plain) else parse_words(plain)
