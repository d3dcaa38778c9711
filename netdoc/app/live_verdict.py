"""The verdict so far, by a child process that reads the store: the rules never share a thread with the ladder."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netdoc.app.live_picture import JudgedLine, Weighed
from netdoc.errors import BadInput
from netdoc.model.codec import parse_time
from netdoc.model.incident import IncidentKind
from netdoc.model.segment import Party
from netdoc.report.words import KIND_WORDS, PARTY_SHORT

SCHEMA = "netdoc.verdict/1"
LIMIT_S = 120.0
MOST_BYTES = 64 << 20
NICE = 19
STORE_IS_YOUNG = "nothing to weigh yet: the first minute is not stored"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How one weighing ended: a verdict, or why there is none."""

    weighed: Weighed | None = None
    trouble: str = ""


def command(store: Path, site_id: str) -> Sequence[str]:
    """Return the child's command line; `-P` keeps a folder named netdoc in the working directory out of it."""
    return (sys.executable, "-P", "-m", "netdoc", "diagnose", "--json", "--store", str(store.absolute()), "--", site_id)


async def weigh(argv: Sequence[str], *, limit_s: float = LIMIT_S) -> Weighing:
    """Run the child at the lowest priority and return what it says. It never raises for the child's sake.

    The child is out of the terminal's reach (a session of its own), and is killed when it overruns or when this
    is cancelled.
    """
    try:
        child = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as refused:
        return Weighing(trouble=f"the rules could not be started: {refused.strerror or refused}")
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
    try:
        async with asyncio.timeout(limit_s):
            out, err = await asyncio.gather(_bounded(child.stdout), _bounded(child.stderr))
            await child.wait()
    except TimeoutError:
        return Weighing(trouble=f"the rules took longer than {limit_s:.0f} s and were stopped")
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return understood(out, err, child.returncode or 0)


async def _bounded(stream: asyncio.StreamReader | None) -> bytes:
    """Return what a stream holds; what is beyond the bound is read and dropped, so that the child can end."""
    assert stream is not None
    held = bytearray()
    while piece := await stream.read(1 << 16):
        if len(held) < MOST_BYTES:
            held += piece
    return bytes(held)


def understood(out: bytes, err: bytes, code: int) -> Weighing:
    """Return a verdict from the child's output, or its own words about why there is none."""
    try:
        return Weighing(weighed=weighed_from(json.loads(out)))
    except (ValueError, KeyError, TypeError, AttributeError, BadInput):
        pass
    said = " ".join(err.decode("utf-8", "replace").split()).removeprefix("netdoc: ")
    if "holds no observation" in said:
        return Weighing(trouble=STORE_IS_YOUNG)
    return Weighing(trouble=f"the rules gave no verdict (exit {code}): {said[:200] or 'they said nothing'}")


def weighed_from(document: Mapping[str, Any]) -> Weighed:
    """Return what a live view needs of a verdict in its JSON form.

    Raises:
        KeyError, ValueError, TypeError, BadInput: it is not a verdict of this version.
    """
    if document["schema"] != SCHEMA:
        raise ValueError(f"{document['schema']!r} is not {SCHEMA}")
    tests = document["next_tests"]
    return Weighed(
        until=parse_time(document["window"]["end"]),
        conclusion=str(document["conclusion"]),
        headline=str(document["headline"]),
        party=document["party"],
        fault=document["fault"],
        standing=str(document["standing"]),
        remaining=tuple(str(each) for each in document["remaining"]),
        incidents=tuple(_incident(each) for each in document["incidents"]),
        coverage=float(document["coverage"]),
        next_test=str(tests[0]["what"]) if tests else "",
    )


def _incident(document: Mapping[str, Any]) -> JudgedLine:
    kind = KIND_WORDS[IncidentKind(document["kind"])]
    names = [document["party"]] if document["party"] else document["remaining"]
    who = " or ".join(PARTY_SHORT[Party(each)] for each in names) or "nobody named"
    return JudgedLine(
        start=parse_time(document["start"]),
        end=parse_time(document["end"]),
        what=kind,
        rung=str(document["rung"]),
        about=f"{who} ({document['standing']})",
        flaps=int(document["flaps"]),
    )


def pause_s(took_s: float, least_s: float) -> float:
    """Return how long to wait before the next weighing: at most a tenth of one core goes into it."""
    return max(least_s, 9 * took_s)
