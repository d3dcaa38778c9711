"""What a watch leaves a person with: what was watched, what happened, what it means, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from netdoc.app.live_picture import Picture, incident_rows
from netdoc.cli._live_text import clock, length
from netdoc.cli._text import paragraph, safe

_MOST_INCIDENTS = 10


def summary(picture: Picture, store: Path, troubles: tuple[str, ...] = ()) -> str:
    """Return the summary as text of at most 80 columns, file names excepted."""
    return "\n".join(_lines(picture, store, troubles)) + "\n"


def _lines(picture: Picture, store: Path, troubles: tuple[str, ...]) -> Iterator[str]:
    begun = picture.now - timedelta(seconds=picture.watched_s)
    gaps = picture.unwatched
    watched = f"{picture.site}: {begun:%Y-%m-%d %H:%M:%S} to {clock(picture.now, begun)} UTC"
    times = "1 gap" if gaps.count == 1 else f"{gaps.count} gaps"
    missing = f"; {length(gaps.seconds)} of it not: {times}" if gaps.count else ""
    yield _field("Watched", f"{watched} ({length(picture.watched_s)}{missing})")
    yield from _incidents(picture)
    yield from _verdict(picture)
    for each in troubles:
        yield _field("Trouble", each)
    yield f"Stored in: {safe(store)}"
    yield f"Next:      netdoc diagnose {picture.site}              why, and what is missing"
    yield f"           netdoc report {picture.site} --for telco    the sheet for the vendor"


def _incidents(picture: Picture) -> Iterator[str]:
    rows = incident_rows(picture)
    if not rows:
        yield _field("Incidents", "none")
        return
    yield _field(
        "Incidents", str(len(rows)) + (f", the last {_MOST_INCIDENTS}:" if len(rows) > _MOST_INCIDENTS else "")
    )
    for each in rows[:_MOST_INCIDENTS]:
        span = length(each.seconds) + (" and going on" if each.ongoing else "")
        about = f": {each.about}" if each.about else ": not weighed yet"
        yield paragraph(f"{clock(each.start, picture.now)}  {span}  {each.what}{about}", indent="    ", first="  ")


def _verdict(picture: Picture) -> Iterator[str]:
    weighed = picture.weighed
    if weighed is None:
        yield _field("Verdict", f"none: {picture.weighing or 'not weighed'}")
        return
    words = weighed.conclusion.replace("_", " ")
    if weighed.conclusion == "fault":
        words += f", {weighed.standing}"
    yield _field("Verdict", f"{words} (all that is stored, to {clock(weighed.until, picture.now)})")
    yield _field("", weighed.headline)
    if picture.weighing:
        yield _field("", f"no newer one: {picture.weighing}")
    if weighed.next_test:
        yield _field("Next test", weighed.next_test)


def _field(name: str, text: str) -> str:
    return paragraph(text, indent=" " * 11, first=f"{name}: ".ljust(11) if name else None)
