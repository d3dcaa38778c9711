"""Zyxel VMG «xDSL statistics»: the text of the web page, saved as text, as HTML with its text area, or as JSON.

Live it is asked only where the site gives the page's address and the box answers it without a login: with one, newer
firmware encrypts the page by script, and `xdslctl` by telnet (driver `broadcom`) tells more.

Source: a capture of VMG1312-B10D; the labels after Zyxel's user guides of VMG, EMG, AM, DM and P-873.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._broadcom_history import read_history
from probes.modems._plausible import Gate
from probes.modems._text import lines_of
from probes.modems._zyxel_web_line import ordered_sections, read_line

TIMEOUT_S = 20.0
_STATUS = re.compile(r"(?:^|>|\n|\\n|\")[ \t]*(?:[AV]|x)?DSL Training Status:", re.IGNORECASE)
_HEAD = re.compile(r"DSL Port Details\s+(?:Up|Down)stream\s+(?:Up|Down)stream", re.IGNORECASE)
_MORE = re.compile(r"(?:Actual Net Data Rate|Traffic Type|Link Uptime):")
_BREAK = re.compile(r"<br ?/?>|</(?:p|div|tr|pre|textarea)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the page."""
    text = body[:200_000].decode("latin-1")
    status, head = _STATUS.search(text), _HEAD.search(text)
    if status and head:
        return Score.CERTAIN
    # the head alone stands in `xdslctl info --pbParams` too
    return Score.LIKELY if (head or status) and _MORE.search(text) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Get the page where its address is given and it needs no login.

    Raises:
        CannotMeasure: no address is given, or what came is not the page.
    """
    hint = (
        "log in with a browser, open System Monitor > xDSL Statistics, save the text and import it with "
        "`netdoc import modem`; or give the modem's telnet login and the driver broadcom"
    )
    if device.url is None:
        raise CannotMeasure(f"{device.id}: the statistics page is behind a login and encrypted by script", hint=hint)
    taken = await ports.http.get(device.url, timeout_s=TIMEOUT_S, device=device)
    if not recognises(taken.body):
        raise CannotMeasure(f"{device.id}: {device.url} is not the statistics page in plain text", hint=hint)
    return [taken]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line of each page, and its bins where the page prints the counters.

    Raises:
        UnreadableCapture: no capture is such a page.
    """
    facts: list[Fact] = []
    for each in captures:
        if recognises(each.body):
            lines = _lines(each.body)
            facts.append(read_line(lines, Gate()))
            facts.extend(read_history(ordered_sections(lines), each.taken_at))
    if not facts:
        raise UnreadableCapture(
            "zyxel_web: this is not the text of «xDSL statistics»",
            hint="mark the whole text of the page, copy it and save it as a text file",
        )
    return facts


def _lines(body: bytes) -> list[str]:
    """Return the lines of the page's text; of HTML what a browser would show, of JSON the one string that holds it."""
    if body.lstrip()[:1] in (b"{", b"["):
        body = _within_json(body)
    lines = lines_of(body)
    if not any(_TAG.search(each) for each in lines):
        return lines
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", "\n".join(lines))))
    return text.replace("\xa0", " ").split("\n")


def _within_json(body: bytes) -> bytes:
    try:
        texts = [each for each in _strings(json.loads(body)) if recognises(each.encode())]
    except (ValueError, RecursionError):
        return b""
    return texts[0].encode() if len(texts) == 1 else b""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


DRIVER = Driver(
    id="zyxel_web",
    title="Zyxel web text (xDSL statistics)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    hints=("Zyxel",),
)
