"""Sagemcom F@ST (TalkTalk, Proximus, Bbox, Speedport Pro): the data model below `Device` as JSON, from XMO requests.

Read from the box's own replies, from trees that people saved, and from the records of a logging tool.

Source: documentation and behaviour of public clients only; no real capture has proven it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports, WebManner
from probes.modems._json import Tree, documents, whole_number
from probes.modems._link_words import in_sync
from probes.modems._sagemcom_history import read_history
from probes.modems._sagemcom_line import Fields, read_line, text
from probes.modems._sagemcom_log import read_record, records, without_notes
from probes.modems._sagemcom_tree import Model, model_of

TIMEOUT_S = 28.0
QUESTIONS = ("Device/DSL", "Device/DeviceInfo", "Device/PPP/Interfaces")
_LINE = frozenset(
    f"{side}stream{key}" for side in ("Down", "Up") for key in ("NoiseMargin", "Attenuation", "MaxBitRate", "Power")
)
_DEVICE = frozenset({"ModelName", "SoftwareVersion", "UpTime", "Manufacturer", "ModelNumber", "HardwareVersion"})
_MARKS = (b"NoiseMargin", b"XMO_", b"Device/")
_ENOUGH = 3
_STATES: Mapping[str, SessionStatus] = {
    "CONNECTED": SessionStatus.UP,
    "CONNECTING": SessionStatus.CONNECTING,
    "AUTHENTICATING": SessionStatus.CONNECTING,
    "PENDING_DISCONNECT": SessionStatus.CONNECTING,
    "DISCONNECTING": SessionStatus.DOWN,
    "DISCONNECTED": SessionStatus.DOWN,
    "UNCONFIGURED": SessionStatus.DOWN,
}


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a Sagemcom's data model, or a tool's record of it."""
    if not any(mark in body for mark in _MARKS):
        return Score.NO
    trees = _trees(body[:1_000_000])
    if records(trees):
        return Score.CERTAIN
    model = model_of(trees)
    known = max((len(_LINE & fields.keys()) for fields in model.lines.values()), default=0)
    replied = any(str(value).startswith("XMO_") for tree in trees for value in tree.named("description"))
    if known >= _ENOUGH:
        return Score.CERTAIN
    if replied and (known or model.interfaces or len(_DEVICE & model.device.keys()) >= _ENOUGH):
        return Score.LIKELY
    return Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session for the line with its channel, the box, and the PPP sessions."""
    return await ports.http.session(device, WebManner.XMO, QUESTIONS, timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the session and the box, as far as the answers tell them.

    Raises:
        UnreadableCapture: none of the answers holds one of these, or several lines that are not told apart.
    """
    texts = [(each.taken_at, _trees(each.body)) for each in captures]
    trees = [tree for _, held in texts for tree in held]
    if logged := records(trees):
        return read_record(logged[-1], len(logged) - 1)
    model = model_of(trees)
    facts: list[Fact] = []
    if any(_LINE & fields.keys() for fields in model.lines.values()):
        line, channel = _chosen(model)
        facts.append(read_line(line, channel, whole=model.whole))
        if model.whole:
            taken_at = next(at for at, held in texts if model_of(held).lines)
            facts += read_history(line, channel, taken_at)
    session = _session(list(model.interfaces.values()))
    facts += [session] if session is not None else []
    if len(_DEVICE & model.device.keys()) >= _ENOUGH:
        facts.append(_device(model.device))
    if not facts:
        raise UnreadableCapture(
            "sagemcom: the answer holds no line, session or box of a Sagemcom's data model",
            hint=f"save the answer to {QUESTIONS[0]}",
        )
    return facts


def _trees(body: bytes) -> list[Tree]:
    return documents(without_notes(body.decode("utf-8", "replace")))


def _chosen(model: Model) -> tuple[Fields, Fields]:
    """Return the only line, or the only one in sync, with the channel of the same place."""
    lines = {which: fields for which, fields in model.lines.items() if _LINE & fields.keys()}
    if len(lines) > 1:
        up = {which: each for which, each in lines.items() if in_sync(str(each.get("LinkStatus", "")))}
        if len(up) != 1:
            raise UnreadableCapture(
                f"sagemcom: the answer tells of {len(lines)} lines, {len(up)} in sync: which is meant is not known"
            )
        lines = up
    ((which, line),) = lines.items()
    if len(model.channels) == 1 and len(model.lines) == 1:
        return line, next(iter(model.channels.values()))
    return line, model.channels.get(which, {})


def _session(interfaces: Sequence[Fields]) -> WanSession | None:
    used = [each for each in interfaces if each.get("Enable") is not False and "ConnectionStatus" in each]
    if not used:
        return None
    if len(used) > 1:
        up = [each for each in used if _STATES.get(text(each, "ConnectionStatus") or "") is SessionStatus.UP]
        if len(up) != 1:
            remark = f"the box tells of {len(used)} PPP sessions: which is the internet's is not known"
            return WanSession(status=SessionStatus.UNKNOWN, session="ppp", remarks=(remark,))
        used = up
    (fields,) = used
    word = text(fields, "ConnectionStatus") or ""
    status = _STATES.get(word.upper(), SessionStatus.UNKNOWN)
    remarks = () if status is not SessionStatus.UNKNOWN else (f"the box's word for the state is {word}",)
    return WanSession(
        status=status,
        session="ppp",
        uptime_s=whole_number(fields.get("LastChange")) if status is SessionStatus.UP else None,
        last_error=text(fields, "LastConnectionError"),
        external_address=text(fields, "IPCP/LocalIPAddress"),
        remarks=remarks,
    )


def _device(fields: Fields) -> DeviceState:
    return DeviceState(
        vendor=text(fields, "Manufacturer"),
        model=text(fields, "ModelName"),
        firmware=text(fields, "SoftwareVersion"),
        uptime_s=whole_number(fields.get("UpTime")),
    )


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="sagemcom",
    title="Sagemcom F@ST (XMO JSON)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=EVENTS_S,
    proof=Proof.DOCUMENTATION,
)
