"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_INSTANTS = "2026-03-01T08:15:00Z (UTC) or 2026-03-01T09:15+01:00 (the office's clock)"
_MOMENTS = "2026-03-01T08:15:00Z (UTC), 2026-03-01T09:15+01:00 (the office's clock), or a span such as 24h"
_PER = {"hour": 24.0, "day": 1.0, "week": 1 / 7, "month": 1 / 30}


class Duration(click.ParamType[timedelta]):
    """`40s`, `5min`, `24h`, `3d`; a bare number is seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the time span."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,7}(?:\.\d{1,3})?)\s*(s|min|m|h|d)?", str(value).strip())
        if found is None:
            self.fail(f"{value!r} is not a time span: write 40s, 5min, 24h or 3d", param, ctx)
        return timedelta(seconds=float(found[1]) * _UNITS[found[2] or "s"])


class Moment(click.ParamType["datetime | timedelta"]):
    """An RFC 3339 time, or a span before the end of the record."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime | timedelta:
        """Return an aware time, or a span."""
        if isinstance(value, datetime | timedelta):
            return value
        try:
            return Duration().convert(value, None, None)
        except click.BadParameter:
            pass
        return _instant(self, value, _MOMENTS, param, ctx)


class Instant(click.ParamType[datetime]):
    """An RFC 3339 time."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return an aware time."""
        return value if isinstance(value, datetime) else _instant(self, value, _INSTANTS, param, ctx)


def _instant(
    kind: click.ParamType[Any], value: Any, forms: str, param: click.Parameter | None, ctx: click.Context | None
) -> datetime:
    """Return an aware time, or fail with what is wrong and the forms to write."""
    from netdoc.errors import BadInput
    from netdoc.model.codec import parse_time

    try:
        return parse_time(value)
    except BadInput as wrong:
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", str(value).strip()):
            kind.fail(f"{value!r} has no day and no time zone: write {forms}", param, ctx)
        kind.fail(f"{wrong.message}: write {forms}", param, ctx)


class Rate(click.ParamType[float]):
    """`3/day`, `1/week`; a bare number is a day."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return how often a day."""
        if isinstance(value, int | float):
            return float(value)
        found = re.fullmatch(r"(\d{1,5}(?:\.\d{1,3})?)\s*(?:/\s*(hour|day|week|month))?", str(value).strip())
        if found is None or float(found[1]) <= 0:
            self.fail(f"{value!r} is not a rate: write 3/day, 1/week or 2/hour", param, ctx)
        return float(found[1]) * _PER[found[2] or "day"]


def debug_option(command: F) -> F:
    """Add `--debug`: a traceback where something breaks."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and ctx.obj is not None:
            ctx.obj.debug = True

    return click.option(
        "--debug", is_flag=True, expose_value=False, callback=remember, help="Show a traceback when something breaks."
    )(command)


def json_option(what: str) -> Callable[[F], F]:
    """Add `--json`; `what` names what the document holds."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {what} as one JSON document.")


def store_option(command: F) -> F:
    """Add `--store FILE`."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Use this store instead of the site's own.",
    )(command)


def site_argument(command: F) -> F:
    """Add the optional SITE: everywhere it is a word of its own, `netdoc check office`."""
    return click.argument("site", required=False, metavar="[SITE]")(command)


def window_options(command: F) -> F:
    """Add `--since` and `--until`."""
    command = click.option(
        "--until", type=Moment(), metavar="TIME", help="Judge nothing later; in the same two forms."
    )(command)
    return click.option(
        "--since",
        type=Moment(),
        metavar="TIME",
        help="Judge nothing earlier. Either a time with its zone, 2026-03-01T08:15:00Z (UTC) or "
        "2026-03-01T09:15+01:00, or a span: 24h is the last 24 hours of the record.",
    )(command)


def complaint_options(command: F) -> F:
    """Add `--complaint` and `--rate`."""
    command = click.option(
        "--rate", type=Rate(), metavar="N/day", help="How often it is said to happen: 3/day, 1/week."
    )(command)
    return click.option(
        "--complaint",
        type=click.Choice(["dead", "drops", "slow", "service"]),
        help="What the office says is wrong: it decides what a clean minute is worth.",
    )(command)
