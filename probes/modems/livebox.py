"""Orange Livebox and other boxes of SoftAtHome: sysbus answers in JSON, from `/ws` or the older `/sysbus`.

The line is told by `NeMo.Intf.data:getMIBs`, its counters by `NeMo.Intf.dsl0:getDSLStats`, the session by
`NMC:getWANStatus`, the box by `DeviceInfo:get`; each may be saved alone or all in one file.

Source: captures of a Livebox 4 on ADSL2; answers of a Livebox 2 on VDSL2 and of other boxes in public clients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports, WebManner
from probes.modems._json import Scalar, Tree, documents, whole_number
from probes.modems._link_words import in_sync
from probes.modems._livebox_line import SIDES, read_line
from probes.modems._text import printable

TIMEOUT_S = 25.0
QUESTIONS = (
    'NeMo.Intf.data:getMIBs {"mibs":"dsl"}',
    "NeMo.Intf.dsl0:getDSLStats",
    "NMC:getWANStatus",
    "DeviceInfo:get",
)
_LINE = frozenset(f"{name}{key}" for _, name in SIDES for key in ("CurrRate", "MaxRate", "NoiseMargin", "Attenuation"))
_COUNTERS = frozenset({"ATUCCRCErrors", "ATUCFECErrors", "ATUCHECErrors", "CRCErrors", "FECErrors", "LinkRetrain"})
_SESSION = frozenset({"WanState", "LinkType", "LinkState", "ConnectionState", "LastConnectionError"})
_DEVICE = frozenset({"Manufacturer", "ModelName", "ProductClass", "SoftwareVersion", "UpTime"})
_OWN = ("RescueVersion", "AdditionalSoftwareVersion", "X_SOFTATHOME-COM_AdditionalSoftwareVersions")
_ENOUGH = 3
_UP = ("bound", "connected", "renewing", "rebinding")
_CONNECTING = ("connecting", "authenticating", "init", "selecting", "requesting", "rebooting", "pendingdisconnect")
_DOWN = ("disconnected", "disconnecting", "idle", "unconfigured")


@dataclass(slots=True)
class _Told:
    """What the answers hold, by kind; a value on which two answers disagree is in neither."""

    lines: dict[str, dict[str, Scalar]] = field(default_factory=dict)
    counters: dict[str, Scalar] = field(default_factory=dict)
    session: dict[str, Scalar] = field(default_factory=dict)
    device: dict[str, Scalar] = field(default_factory=dict)


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a sysbus answer about the line, the session or the box."""
    if b'"status"' not in body:
        return Score.NO
    told = _told_by(documents(body[:400_000].decode("utf-8", "replace")))
    known = [len(_LINE & fields.keys()) for fields in told.lines.values()]
    if max(known, default=0) >= _ENOUGH:
        return Score.CERTAIN
    if len(_COUNTERS & told.counters.keys()) >= _ENOUGH or told.session or told.device:
        return Score.CERTAIN if told.session or told.device or len(told.counters) > _ENOUGH else Score.LIKELY
    return Score.LIKELY if max(known, default=0) > 0 else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session for the line, its counters, the session and the box."""
    return await ports.http.session(device, WebManner.SYSBUS, QUESTIONS, timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the session and the box, as far as the answers tell them.

    Raises:
        UnreadableCapture: none of the answers holds one of these, or several lines are in sync.
    """
    told = _told_by([tree for each in captures for tree in documents(each.body.decode("utf-8", "replace"))])
    facts: list[Fact] = []
    if told.lines or told.counters:
        facts.append(read_line(_one_line(told.lines), told.counters))
    if told.session:
        facts.append(_session(told.session))
    if told.device:
        facts.append(_device(told.device))
    if not facts:
        raise UnreadableCapture(
            "livebox: the answer holds neither a line nor counters nor a session",
            hint=f"save the answer to {QUESTIONS[0]}",
        )
    return facts


def _told_by(trees: Sequence[Tree]) -> _Told:
    told = _Told()
    doubtful: set[tuple[str, str]] = set()
    for tree in trees:
        for path, value in tree.under("status", "dsl").items():
            if len(path) == 2 and isinstance(path[0], str) and isinstance(path[1], str):
                _add(told.lines.setdefault(path[0], {}), path[1], value, doubtful)
        direct = {path[0]: value for path, value in tree.under("status").items() if len(path) == 1}
        data = {path[0]: value for path, value in tree.under("data").items() if len(path) == 1}
        for fields, kind in ((direct, told.counters), (direct, told.device), (data, told.session)):
            wanted = _wanted(fields, kind is told.counters, kind is told.session)
            for key, value in wanted.items():
                _add(kind, key, value, doubtful)
    told.lines = {name: fields for name, fields in told.lines.items() if fields}
    return told


def _wanted(fields: Mapping[str | int, Scalar], counters: bool, session: bool) -> dict[str, Scalar]:
    named = {key: value for key, value in fields.items() if isinstance(key, str)}
    if counters:
        return named if len(_COUNTERS & named.keys()) >= _ENOUGH else {}
    if session:
        return named if len(_SESSION & named.keys()) >= _ENOUGH else {}
    return named if len(_DEVICE & named.keys()) >= _ENOUGH and any(each in named for each in _OWN) else {}


def _add(fields: dict[str, Scalar], key: str, value: Scalar, doubtful: set[tuple[str, str]]) -> None:
    mark = (str(id(fields)), key)
    if mark in doubtful:
        return
    if key in fields and fields[key] != value:
        doubtful.add(mark)
        del fields[key]
        return
    fields[key] = value


def _one_line(lines: Mapping[str, dict[str, Scalar]]) -> dict[str, Scalar]:
    if len(lines) <= 1:
        return next(iter(lines.values()), {})
    up = [fields for fields in lines.values() if in_sync(str(fields.get("LinkStatus", "")))]
    if len(up) != 1:
        raise UnreadableCapture(
            f"livebox: the answer tells of {len(lines)} lines, {len(up)} of them in sync: which is meant is not known"
        )
    return up[0]


def _session(fields: Mapping[str, Scalar]) -> WanSession:
    word, state = _text(fields, "ConnectionState"), _text(fields, "WanState")
    known = (word or "").replace(" ", "").lower()
    status = SessionStatus.UNKNOWN
    if known in _UP and (state or "up").lower() == "up":
        status = SessionStatus.UP
    elif known in _CONNECTING:
        status = SessionStatus.CONNECTING
    elif known in _DOWN and (state or "down").lower() != "up":
        status = SessionStatus.DOWN
    protocol = (_text(fields, "Protocol") or "").lower()
    remarks = [] if status is not SessionStatus.UNKNOWN else [f"the box says WanState {state}, ConnectionState {word}"]
    return WanSession(
        status=status,
        session="ppp" if protocol.startswith("ppp") else "ip" if protocol in ("dhcp", "static") else None,
        last_error=_text(fields, "LastConnectionError"),
        external_address=_text(fields, "IPAddress"),
        remarks=tuple(remarks),
    )


def _device(fields: Mapping[str, Scalar]) -> DeviceState:
    return DeviceState(
        vendor=_text(fields, "Manufacturer"),
        model=_text(fields, "ProductClass") or _text(fields, "ModelName"),
        firmware=_text(fields, "SoftwareVersion"),
        uptime_s=whole_number(fields.get("UpTime")),
    )


def _text(fields: Mapping[str, Scalar], key: str) -> str | None:
    value = fields.get(key)
    return printable(value, 80) if isinstance(value, str) and value.strip() else None


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="livebox",
    title="Orange Livebox (sysbus JSON)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=EVENTS_S,
)
