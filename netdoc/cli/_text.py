"""Text for a terminal: nothing that came from a network may steer it, and it fits 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

WIDTH = 80


def safe(text: object) -> str:
    """Return a text on one line in which nothing is left that a terminal would obey.

    Spaces of every kind become a space; control, format (bidirectional, zero-width) and unassigned
    characters become visible escapes, as `\\x1b`.
    """
    return "".join(_shown(each) for each in str(text))


def _shown(character: str) -> str:
    if character in "\n\t\r" or unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return " "
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def paragraph(text: object, *, indent: str = "", first: str | None = None) -> str:
    """Return a safe text wrapped to 80 columns; `first` is the first line's own indent."""
    return textwrap.fill(
        safe(text),
        width=WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def table(rows: Sequence[Sequence[object]], *, indent: str = "  ") -> str:
    """Return rows in aligned columns; the last column is cut so that lines fit 80 columns."""
    shown = [[safe(cell) for cell in row] for row in rows]
    if not shown:
        return ""
    widths = [max(len(row[column]) for row in shown) for column in range(len(shown[0]))]
    lines = []
    for row in shown:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        head = indent + "  ".join([*cells, ""])
        lines.append(
            textwrap.fill(
                row[-1] or "-", width=max(WIDTH, len(head) + 20), initial_indent=head, subsequent_indent=" " * len(head)
            )
        )
    return "\n".join(lines)
