"""Captures as lines, with what a cut file may have left unfinished taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LAST_WORD = re.compile(r"(?P<before>.*\s)?(?P<word>\S+)[ \t]*", re.DOTALL)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")


def lines_of(body: bytes) -> list[str]:
    """Return the lines of a capture, without ANSI sequences and carriage returns.

    A last line without its newline may have been cut in the middle of a number, so its last word is
    taken away; only a lone `0` stays, because no whole number goes on after a leading zero.
    """
    text = _ANSI.sub("", body.decode("utf-8", "replace")).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    last = lines.pop()
    found = _LAST_WORD.fullmatch(last)
    if found is not None:
        before = found["before"] or ""
        lines.append(last if found["word"] == "0" and before else before)
    return lines


def printable(text: str, most: int = 120) -> str:
    """Return device text made safe to print: one line, control characters as `\\xNN`, at most `most` characters."""
    shown = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text.strip())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def only(values: Sequence[str]) -> str | None:
    """Return the one value that all occurrences share, or None where there is none or they disagree."""
    return values[0] if values and all(each == values[0] for each in values) else None


def labelled(lines: Sequence[str], label: str) -> list[str]:
    """Return what stands behind `label:` at the beginning of lines, blanks made single."""
    start = f"{label}:"
    return [" ".join(line.strip()[len(start) :].split()) for line in lines if line.strip().startswith(start)]


def the_labelled(lines: Sequence[str], label: str) -> str | None:
    """Return what stands behind `label:`, or None where it is missing, empty or told in two ways."""
    return only(labelled(lines, label)) or None
