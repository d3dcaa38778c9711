"""Huawei HG630, HG633, HG635 and kin: JSON below `/api/`, with or without the envelope `while(1); /*...*/`.

`/api/ntwk/dslinfo` tells the line, `/api/ntwk/wan` the connections, `/api/system/deviceinfo` the box.

Source: a capture of an HG633; the forms of `wan` and `deviceinfo` from public clients of the HG630 V2.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports, WebManner
from probes.modems._hg_facts import Fields, device_of, line_of, session_of
from probes.modems._json import Scalar, Tree, documents

TIMEOUT_S = 25.0
QUESTIONS = ("/api/ntwk/dslinfo", "/api/ntwk/wan", "/api/system/deviceinfo")
_LINE = frozenset(f"{side}{key}" for side in ("Down", "Up") for key in ("CurrRate", "Margin", "Attenuation", "Power"))
_OWN = frozenset({"ImpulsoNoiseProUs", "ImpulsoNoiseProDs", "ShowtimeStart", "InterleaveDelayDs", "InterleaveDelayUs"})
_CONNECTION = frozenset({"AccessType", "AccessStatus", "ConnectionType", "ConnectionStatus", "ServiceList"})
_DEVICE = frozenset({"DeviceName", "ManufacturerOUI", "UpTime", "SoftwareVersion", "HardwareVersion"})
_ENOUGH = 4
_ID = "InternetGatewayDevice."
_MARKS = (b'"DownMargin"', b'"UpMargin"', b'"DownCurrRate"', b'"ConnectionStatus"', b'"ManufacturerOUI"', b'"UpPower"')


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is an answer of the family."""
    if not any(mark in body for mark in _MARKS):
        return Score.NO
    line, connections, device = _told_by(documents(body[:400_000].decode("utf-8", "replace")))
    if line:
        return Score.CERTAIN if len(_OWN & line.keys()) > 1 else Score.LIKELY
    return Score.LIKELY if connections or device else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session for the line, the connections and the box."""
    return await ports.http.session(device, WebManner.HUAWEI, QUESTIONS, timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the session and the box, as far as the answers tell them.

    Raises:
        UnreadableCapture: none of the answers holds one of these.
    """
    trees = [tree for each in captures for tree in documents(each.body.decode("utf-8", "replace"))]
    line, connections, device = _told_by(trees)
    session = session_of(connections) if connections else None
    facts: list[Fact] = [line_of(line)] if line else []
    facts += [session] if session is not None else []
    facts += [device_of(device)] if device else []
    if not facts:
        raise UnreadableCapture(
            "huawei_hg: the answer holds neither a line nor a connection of this family",
            hint=f"save the answer to {QUESTIONS[0]}",
        )
    return facts


def _told_by(trees: Sequence[Tree]) -> tuple[Fields, list[Fields], Fields]:
    """Return the line, the connections and the box; what two answers tell differently is left out."""
    line: dict[str, Scalar] = {}
    device: dict[str, Scalar] = {}
    connections: list[Fields] = []
    doubtful: set[str] = set()
    for tree in trees:
        flat, listed = _objects(tree)
        for fields, kind, enough in ((line, _LINE, _ENOUGH), (device, _DEVICE, _ENOUGH)):
            if len(kind & flat.keys()) >= enough:
                doubtful |= {key for key, value in flat.items() if fields.setdefault(key, value) != value}
        found = [each for each in (*listed, flat) if len(_CONNECTION & each.keys()) >= _ENOUGH - 1]
        connections += [each for each in found if str(each.get("ID", "")).startswith(_ID)]
    for key in doubtful:
        line.pop(key, None)
        device.pop(key, None)
    return line, connections, device


def _objects(tree: Tree) -> tuple[dict[str, Scalar], list[dict[str, Scalar]]]:
    """Return the scalars at the top, and those of each object of a list at the top."""
    flat: dict[str, Scalar] = {}
    listed: dict[int, dict[str, Scalar]] = {}
    for path, value in tree.values.items():
        match path:
            case (str(key),):
                flat[key] = value
            case (int(place), str(key)):
                listed.setdefault(place, {})[key] = value
    return flat, list(listed.values())


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="huawei_hg",
    title="Huawei HG630, HG633, HG635 (JSON)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=EVENTS_S,
)
