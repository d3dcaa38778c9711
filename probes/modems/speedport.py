"""Telekom Speedport: the engineer pages, which need no login, and their JSON (Smart, Hybrid).

`dsl_hidden_status.stm` holds the line as JavaScript arrays whose meaning its own list of titles tells; `DSL.json` as
`varid`/`varvalue` pairs; `module_versions.stm` the firmware. Units: kbit/s; the page prints dB with one decimal, the
JSON tenths. «Signal-level» is not read: boxes print it in dB beside a nearly equal attenuation, so it may be the
signal's attenuation and not a transmit power.

Saved by hand, also `Status.json`, which these boxes show without a login, and the line of a Hybrid.

Source: pages of a Speedport W 724V (Arcadyan); the JSON's names as a public client of it reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems import _speedport_hybrid, _speedport_json, _speedport_page, _speedport_status
from probes.modems._text import printable

PLACES = (
    ("http", "/engineer/html/dsl_hidden_status.stm", "/engineer/html/module_versions.stm"),
    ("http", "/engineer/data/DSL.json", "/engineer/data/Version.json"),
    ("https", "/engineer/data/DSL.json", "/engineer/data/Version.json"),
)
"""Scheme, the line's page and the versions' page, newest boxes last."""
ANSWER_S, LOOK_S = 25.0, 4.0
_HINT = "save the engineer page dsl_hidden_status.stm, or engineer/data/DSL.json"

_known: dict[tuple[str, int | None], tuple[str, str, str]] = {}
"""Which place a box has, so that the next round asks for it only."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is an engineer page of a Speedport."""
    head = body[:200_000]
    if _speedport_page.is_line(head) or _speedport_page.is_versions(head) or _speedport_json.is_pairs(head):
        return Score.CERTAIN
    if _speedport_status.is_status(head) or _speedport_hybrid.is_hybrid(head):
        return Score.CERTAIN
    return Score.LIKELY if _speedport_json.is_plain(head) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Get the line's page and that of the versions; never with a login.

    Raises:
        NotAnswered: no engineer page is there, or the box does not answer.
    """
    key = (device.address, device.port)
    asked = replace(device, credentials=None)
    host = f"[{device.address}]" if ":" in device.address else device.address
    host += "" if device.port is None else f":{device.port}"
    limit_s = LOOK_S if device.driver is None else ANSWER_S
    failed: NotAnswered | None = None
    other: Capture | None = None
    for place in [_known[key]] if key in _known else PLACES:
        scheme, line, versions = place
        try:
            page = await ports.http.get(f"{scheme}://{host}{line}", timeout_s=limit_s, device=asked)
        except NotAnswered as missed:
            failed = failed or missed
            if missed.failure in ("timeout", "unreachable"):
                break
            continue
        if recognises(page.body) is Score.NO:
            other = other or page  # boxes answer an unknown path with their start page
            continue
        _known[key] = place
        try:
            return [page, await ports.http.get(f"{scheme}://{host}{versions}", timeout_s=limit_s, device=asked)]
        except NotAnswered:
            return [page]
    _known.pop(key, None)
    if other is None and failed is not None:
        raise failed
    return [] if other is None else [other]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line and the firmware.

    Raises:
        UnreadableCapture: neither is in the pages.
    """
    line: DslLine | None = None
    state: DeviceState | None = None
    for capture in captures:
        body = capture.body[:500_000]
        if _speedport_page.is_line(body):
            line = line or _speedport_page.read_line(body)
        elif _speedport_page.is_versions(body):
            state = state or _state(*_speedport_page.versions(body))
        elif _speedport_json.is_pairs(body) or _speedport_json.is_plain(body):
            line = line or _speedport_json.read_line(body)
            state = state or _state(None, _speedport_json.dsl_version(body))
        elif _speedport_status.is_status(body):
            told_line, told_state = _speedport_status.read(body)
            line, state = line or told_line, state or told_state
        elif _speedport_hybrid.is_hybrid(body):
            line = line or _speedport_hybrid.read_line(body)
    facts: list[Fact] = [each for each in (line, state) if each is not None]
    if not facts:
        raise UnreadableCapture("speedport: neither the line nor the versions are in the page", hint=_HINT)
    return facts


def _state(firmware: str | None, dsl_version: str | None) -> DeviceState | None:
    if not firmware and not dsl_version:
        return None
    remarks = (f"software of the DSL chip: {printable(dsl_version)}",) if dsl_version else ()
    return DeviceState(firmware=printable(firmware) if firmware else None, remarks=remarks)


DRIVER = Driver(
    id="speedport",
    title="Telekom Speedport (engineer pages)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=30.0,
)
