"""`netdoc verify`: has a record been changed since it was made, and what can be shown of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import print_json
from netdoc.cli._text import paragraph, safe

if TYPE_CHECKING:
    from netdoc.app.verifying_case import Anchor

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
@click.option(
    "--key",
    metavar="FINGERPRINT",
    help="The key that a report must be signed with, as it was given to you beforehand (`netdoc keys show`).",
)
@click.option(
    "--tsa-root",
    "tsa_roots",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Root certificate (PEM or DER) of a time-stamp authority that you believe, got from that authority. May be "
    "repeated.",
)
@json_option("what was checked")
@debug_option
def verify(file: Path, anchors: tuple[str, ...], key: str | None, tsa_roots: tuple[Path, ...], as_json: bool) -> int:
    """Verify FILE, a store, a case file or a report's PDF: that nothing in it was changed since it was made.

    Of a store: no record changed, removed or put in between, and what an anchor shows. Of a case file: the same, and
    that its verdict follows from its records, judged again by the rules installed here. Of a report: its signature and
    whose it is, every attachment, and the case file in it or beside it. Of each: the time stamps on it. Works on any
    computer, without configuration and without network; nothing in the file is changed or executed.
    Exit code: 0 verified, 1 intact with remarks (what cannot be shown), 2 altered or broken, 3 wrong usage or an error.
    """
    from netdoc.app import verifying
    from netdoc.evidence.checks import Outcome, worst

    roots = [each for given in tsa_roots for each in _roots(given)]
    checks = verifying.verify(file, [_anchor(each) for each in anchors], _key(key), roots)
    outcome = worst(checks)
    if as_json:
        rows = [{"name": each.name, "outcome": each.outcome.name.lower(), "text": each.text} for each in checks]
        print_json({"schema": "netdoc.verify/1", "file": str(file), "outcome": outcome.name.lower(), "checks": rows})
        return int(outcome)
    shown = {Outcome.HOLDS: "holds", Outcome.REMARK: "remark", Outcome.BROKEN: "BROKEN"}
    for each in checks:
        click.echo(paragraph(safe(f"{shown[each.outcome]:<7} {each.name}: {each.text}"), indent=" " * 8, first=""))
    last = {
        Outcome.HOLDS: "verified",
        Outcome.REMARK: "intact, with remarks",
        Outcome.BROKEN: "altered or broken",
    }
    click.echo(last[outcome])
    return int(outcome)


def _anchor(text: str) -> Anchor:
    from netdoc.evidence.words import parse_words

    plain = text.strip()
    return bytes.fromhex(plain) if ROOT.fullmatch(plain) else parse_words(plain)


def _roots(file: Path) -> Sequence[bytes]:
    from netdoc.errors import ConfigError
    from netdoc.evidence.timestamps import load_roots

    try:
        return load_roots(file.read_bytes(), str(file))
    except OSError as broken:
        raise ConfigError(f"cannot be read: {broken.strerror}", where=str(file), hint="check the file name") from None


def _key(text: str | None) -> str | None:
    from netdoc.errors import BadInput

    if text is not None and not ROOT.fullmatch(re.sub(r"[\s:]", "", text)):
        raise BadInput("is not 64 hexadecimal digits", where="--key", hint="copy the line of `netdoc keys show`")
    return text
