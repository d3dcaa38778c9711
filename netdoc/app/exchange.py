"""The exchange form `netdoc.observations/1`: a store as lines of JSON, and back. `docs/facts.md` documents it.

Strict about content, forgiving about form: blank lines and lines that begin with `#` are passed over,
records may come in any order, and what can be known from the rest may be left out.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import netdoc
from netdoc.app.exchange_form import SCHEMA, observation_to_plain
from netdoc.app.exchange_lines import Parsed, parse_line
from netdoc.errors import BadInput
from netdoc.model.codec import format_time, to_plain
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.store.journal import name_from
from netdoc.store.store import Store

GREATEST_LINE = 64_000_000
"""Characters; a capture of 40 MB still fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import added; `known` is what was there already. `warnings` are for the person who wrote the file."""

    site: str
    captures: int
    observations: int
    known: int
    warnings: tuple[str, ...] = ()


def export_lines(store: Store) -> Iterator[str]:
    """Yield a store's site, case, captures and observations, one line each, without line ends."""
    yield line_of({"schema": SCHEMA, "netdoc": netdoc.__version__})
    site = store.site()
    if site is not None:
        yield line_of({"record": "site", "site": to_plain(site)})
    for case in store.cases():
        yield line_of({"record": "case", "case": to_plain(case)})
        break
    for capture in store.captures():
        yield line_of(
            {
                "record": "capture",
                "digest": capture.digest,
                "taken_at": format_time(capture.taken_at),
                "source": capture.source,
                "method": capture.method,
                "body": base64.b64encode(capture.body).decode("ascii"),
            }
        )
    for each in store.stored():
        yield line_of(observation_to_plain(each))


def import_lines(store: Store, lines: Iterable[str], where: str, office: str | None = None) -> Imported:
    """Append what the lines hold and the store does not, in one transaction; a second time adds nothing.

    Args:
        store: an empty store, or one of the same office.
        lines: the file's lines, from an open text file or a list.
        where: the file's name, for errors.
        office: names an office that neither file nor store names; the file's name does when None.

    Raises:
        BadInput: something is wrong; the message names line and field, and nothing was imported.
    """
    parsed = _parse(lines, where)
    site = _site_for(store, parsed, office or name_from(Path(where).stem))
    with store.transaction():
        _check_citations(store, parsed, where)
        if site is not None and all(site != each for each in store.sites()):
            store.put_site(site)
        if parsed.case is not None and all(parsed.case != each for each in store.cases()):
            store.put_case(parsed.case)
        captures = [each for digest, each in parsed.captures.items() if not store.has_capture(digest)]
        for capture in captures:
            store.put_capture(capture)
        found = [each for each, _ in parsed.observations]
        new = not_yet_there(store, found)
        store.put(new)
        current = store.site()
    known = len(found) - len(new) + len(parsed.captures) - len(captures)
    return Imported(
        site="" if current is None else current.id,
        captures=len(captures),
        observations=len(new),
        known=known,
        warnings=_warnings(current, found),
    )


def line_of(plain: Mapping[str, Any]) -> str:
    """Return one record as a line without its end."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Halves of surrogate pairs, which some devices send, cannot be written as UTF-8 but can be escaped.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _parse(lines: Iterable[str], where: str) -> Parsed:
    parsed = Parsed()
    headed = False
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            place = f"{where}:{number}"
            if len(text) > GREATEST_LINE:
                raise BadInput(f"a line of {len(text)} characters", where=place, hint="split large blocks")
            if headed:
                parse_line(text, place, parsed)
            else:
                _read_head(text, place)
                headed = True
    except UnicodeDecodeError:
        raise BadInput(
            "not text in UTF-8",
            where=f"{where}:{number + 1}",
            hint="check that it is a file written by `netdoc export`",
        ) from None
    if not headed:
        raise BadInput("the file is empty", where=where, hint=f'the first line is {{"schema":"{SCHEMA}"}}')
    return parsed


def _read_head(text: str, place: str) -> None:
    hint = f'the first line is {{"schema":"{SCHEMA}"}}; see docs/facts.md'
    try:
        head = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("not a file of observations", where=place, hint=hint) from None
    schema = head.get("schema") if isinstance(head, dict) else None
    if schema is None:
        raise BadInput("the first line names no schema", where=place, hint=hint)
    if schema != SCHEMA:
        if isinstance(schema, str) and schema.startswith(SCHEMA.partition("/")[0] + "/"):
            hint = "another version of netdoc wrote it: use that one, or a newer one"
        raise BadInput(f"{str(schema)[:60]!r} is not {SCHEMA!r}", where=f"{place}: schema", hint=hint)


def _site_for(store: Store, parsed: Parsed, office: str) -> Site | None:
    """Return the site to record, or None to keep the store's."""
    here = store.site_id
    if parsed.site is None:
        return Site(id=here or office) if store.site() is None else None
    if here is not None and parsed.site.id != here:
        raise BadInput(
            f"the file is of office {parsed.site.id!r}, the store of {here!r}",
            where=f"{parsed.site_place}: site.id",
            hint="import it into a store of its own",
        )
    return parsed.site


def _check_citations(store: Store, parsed: Parsed, where: str) -> None:
    held: dict[str, bool] = dict.fromkeys(parsed.captures, True)
    for observation, place in parsed.observations:
        digest = observation.capture
        if digest is None or (isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock)):
            continue
        if digest not in held:
            held[digest] = store.has_capture(digest)
        if not held[digest]:
            raise BadInput(
                f"cites capture {digest[:12]}..., which is neither in the file nor in the store",
                where=f"{place}: capture",
                hint="add the capture's line, or leave `capture` out of a fact entered by hand",
            )


def not_yet_there(store: Store, found: list[Observation]) -> list[Observation]:
    """Return what the store lacks; two equal lines in a file are two observations, here as there."""
    if not found:
        return []
    first, last = min(each.at for each in found), max(each.at for each in found)
    there = Counter(_identity(each) for each in store.stored(first, last))
    new = []
    for each in found:
        identity = _identity(each)
        if there[identity] > 0:
            there[identity] -= 1
        else:
            new.append(each)
    return new


def _identity(observation: Observation) -> object:
    if isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock):
        block = observation.fact
        series = tuple(_series_identity(each) for each in block.series)
        named = (observation.subject, observation.plane, observation.reader, observation.capture)
        return observation.at, block.start, block.duration_s, named, series
    return line_of(observation_to_plain(observation))


def _series_identity(series: EchoSeries) -> object:
    common = (series.rung, series.target, series.method, series.stamp, series.loaded)
    timing = (series.first_offset_us, series.period_us, series.late_us)
    return common, timing, series.rtt_us.tobytes(), series.unreachable_by


def _warnings(site: Site | None, found: list[Observation]) -> tuple[str, ...]:
    rungs = set() if site is None else {each.id for each in site.rungs}
    blocks = [each.fact for each in found if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]
    unknown = sorted({series.rung for block in blocks for series in block.series} - rungs)
    overlong = sorted({series.rung for block in blocks for series in block.series if _reaches_beyond(block, series)})
    warnings = []
    if unknown:
        names = ", ".join(unknown[:8])
        warnings.append(
            f"the site's ladder has no rung named {names}: its samples cannot be placed and will not be judged"
        )
    if overlong:
        names = ", ".join(overlong[:8])
        warnings.append(f"samples of {names} lie beyond the end of their block: check period_us and duration_s")
    return tuple(warnings)


def _reaches_beyond(block: EchoBlock, series: EchoSeries) -> bool:
    last_us = series.first_offset_us + (len(series.rtt_us) - 1) * series.period_us
    return bool(series.rtt_us) and last_us > block.duration_s * 1_000_000
