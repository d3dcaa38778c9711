"""Small text for a live screen: fitted by columns, not by characters, so that wide letters push no line over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from netdoc.cli._text import safe

STRONG, ALARM, NOTICE = "bold", "bold red", "yellow"
"""Styles; words and signs say the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen and how it may be stressed."""

    text: str
    style: str = ""


PLAIN = Line("")


def fit(text: str, width: int) -> str:
    """Return a text that takes at most `width` columns; what is cut ends in two dots."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 2)).rstrip() + ".." if width > 2 else text[:width]


def column(text: str, width: int) -> str:
    """Return a text that takes exactly `width` columns."""
    return set_cell_size(fit(text, width), width)


def safe_start(text: object, most: int) -> str:
    """Return the beginning of a text, safe to print: what a device says may be of any length."""
    return safe(str(text)[: most + 1])


def length(seconds: float) -> str:
    """Return `45 s`, `3 min 20 s`, `36 h 5 min`, `3 d 4 h`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    if whole < 2 * 86400:
        return f"{whole // 3600} h" + (f" {whole // 60 % 60} min" if whole // 60 % 60 else "")
    return f"{whole // 86400} d" + (f" {whole // 3600 % 24} h" if whole // 3600 % 24 else "")


def clock(moment: datetime, now: datetime) -> str:
    """Return the time of a moment; another day's with its date and to the minute (UTC)."""
    return f"{moment:%H:%M:%S}" if moment.date() == now.date() else f"{moment:%m-%d %H:%M}"


def milliseconds(microseconds: int | None) -> str:
    """Return a time in ms in at most five characters; a dash where nothing was answered."""
    if microseconds is None:
        return "-"
    value = microseconds / 1000
    return f"{value:.2f}" if value < 0.995 else f"{value:.1f}" if value < 99.95 else f"{value:.0f}"
