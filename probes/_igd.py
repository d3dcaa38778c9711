"""Read UPnP IGD and TR-064 answers: descriptions, sessions, counters. Pure; see `probes.router_igd`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.counters import STUCK
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes import _xml

UNANSWERED = b'{"unanswered":'
"""How the probe's own note on a question without an answer begins."""
_GREATEST_RATE_BPS = 10**12
_STATUS = {
    "connected": SessionStatus.UP,
    "pendingdisconnect": SessionStatus.UP,
    "connecting": SessionStatus.CONNECTING,
    "authenticating": SessionStatus.CONNECTING,
    "disconnecting": SessionStatus.DOWN,
    "disconnected": SessionStatus.DOWN,
    "unconfigured": SessionStatus.UNKNOWN,
}
_MINIUPNPD_CONNECTED = (
    "MiniUPnPd says Connected while its WAN interface is switched on and has an address, "
    "also with the WAN cable out (captures of 2.3.1)"
)
_MINIUPNPD_UPTIME = "uptime left out: MiniUPnPd tells its own or the box's, not the session's"
_MINIUPNPD_LINK = "link state left out: MiniUPnPd says Up also with the WAN cable out"


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the description's service lists."""

    type: str
    id: str
    control_url: str
    scpd_url: str = ""
    """Where the service's actions are listed; empty when the description does not say, or names another host."""

    @property
    def name(self) -> str:
        """The type without its authority and version (`WANIPConnection`)."""
        return _service_name(self.type)

    @property
    def is_connection(self) -> bool:
        """True for the services that know the session."""
        return self.name in ("WANPPPConnection", "WANIPConnection")


@dataclass(frozen=True, slots=True)
class Box:
    """What the description tells."""

    state: DeviceState
    common_id: str
    is_miniupnpd: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A SOAP answer: its action, its service's name where the answer says so, its fields that hold something."""

    action: str
    service: str
    fields: Mapping[str, str]
    capture: Capture
    authority: str = ""
    """Who named the service: `dslforum-org` (TR-064), `schemas-upnp-org` (IGD), or empty."""
    log: str = ""
    """The whole text of `NewDeviceLog`, of which `fields` holds the beginning only."""


def is_description(body: bytes) -> bool:
    """Tell whether a page is the description of a gateway (UPnP or TR-064)."""
    return b"InternetGatewayDevice:" in body and b"<root" in body


def services_of(description: Capture, url: str) -> Sequence[Service]:
    """Return the services with absolute control URLs, on the description's own host only.

    Raises:
        UnreadableCapture: not XML.
    """
    root = _xml.parse(description.body, "UPnP description")
    host = urlsplit(url).hostname
    base = (root.findtext("URLBase") or "").strip()
    if not base or _host(base) != host:
        base = url
    services = []
    for entry in _xml.every(root, "service"):
        kind, path = _xml.text(entry, "serviceType"), _xml.text(entry, "controlURL")
        if kind and path and _host(urljoin(base, path)) == host:
            scpd = urljoin(base, _xml.text(entry, "SCPDURL") or "")
            scpd = scpd if scpd != base and _host(scpd) == host else ""
            services.append(Service(kind, _xml.text(entry, "serviceId") or "", urljoin(base, path), scpd))
    return services


def box_of(description: Capture) -> Box:
    """Return maker and model; firmware only where the description states a system version (TR-064)."""
    root = _xml.parse(description.body, "UPnP description")
    device = root.find("device")
    version = root.find("systemVersion")
    inner = list(_xml.every(root, "device"))
    common = next(
        (
            _xml.text(each, "serviceId") or ""
            for each in _xml.every(root, "service")
            if _service_name(_xml.text(each, "serviceType") or "") == "WANCommonInterfaceConfig"
        ),
        "",
    )
    state = DeviceState(
        vendor=_xml.text(device, "manufacturer") if device is not None else None,
        model=_xml.text(device, "modelName") if device is not None else None,
        firmware=_xml.text(version, "Display") if version is not None else None,
    )
    mini = any((_xml.text(each, "manufacturer") or "").lower() == "miniupnp" for each in inner)
    return Box(state, common.rpartition(":")[2], mini)


def answer_of(capture: Capture) -> Answer:
    """Return a SOAP answer's fields; an empty field is left out, and so is one told twice in two ways.

    Raises:
        UnreadableCapture: not XML, or no SOAP answer.
    """
    root = _xml.parse(capture.body, "SOAP answer")
    for body in _xml.every(root, "Body"):
        for reply in body:
            if reply.tag.endswith("Response"):
                names = [value for key, value in reply.attrib.items() if key.startswith("xmlns")]
                kind = next((each for each in names if ":service:" in each), "")
                return Answer(
                    reply.tag.removesuffix("Response"),
                    _service_name(kind),
                    _fields(reply),
                    capture,
                    kind.removeprefix("urn:").partition(":")[0],
                    (next((child.text for child in reply if child.tag == "NewDeviceLog"), "") or "").strip(),
                )
    raise UnreadableCapture(
        "the answer is XML, but no answer to a UPnP question", hint="check the `url` of the device `router`"
    )


def _fields(reply: Iterable[Element]) -> Mapping[str, str]:
    told: dict[str, set[str]] = {}
    for child in reply:
        told.setdefault(child.tag, set()).add(_xml.clean(child.text or ""))
    return {name: held for name, (held, *others) in told.items() if held and not others}


def unanswered_of(note: Capture) -> tuple[str, str]:
    """Return (failure, detail) of the probe's own note.

    Raises:
        UnreadableCapture: the note is damaged.
    """
    try:
        held = json.loads(note.body)
        return str(held["failure"]), f"{held['unanswered']}: {held['detail']}"
    except (ValueError, KeyError, TypeError):
        raise UnreadableCapture(
            "the note on an unanswered question is damaged", hint="ask the router again; the old bytes are kept"
        ) from None


def session_of(answers: Sequence[Answer], box: Box | None) -> tuple[WanSession, Capture] | None:
    """Return the session, or None when no answer tells one.

    Several sessions that disagree (a box with a management channel beside the internet session) give UNKNOWN:
    which one carries the office cannot be told.
    """
    told: list[tuple[WanSession, Capture]] = []
    for answer in answers:
        if "NewConnectionStatus" in answer.fields:
            told.append((_session(answer, box), answer.capture))
        elif told and "NewExternalIPAddress" in answer.fields:
            session, capture = told[-1]
            address = _address(answer.fields)
            told[-1] = (_with(session, external_address=session.external_address or address), capture)
    used = [each for each in told if each[0].status is not SessionStatus.UNKNOWN] or told
    if not used:
        return None
    first, capture = used[0]
    if len({each.status for each, _ in used}) > 1:
        words = ", ".join(f"{each.session or 'session'} {each.status.value}" for each, _ in used)
        remark = f"the box tells of several sessions that disagree ({words}): set `url` to the one in use"
        return WanSession(status=SessionStatus.UNKNOWN, remarks=(*first.remarks, remark)), capture
    return first, capture


def _session(answer: Answer, box: Box | None) -> WanSession:
    fields = answer.fields
    word = fields["NewConnectionStatus"]
    status = _STATUS.get(word.lower(), SessionStatus.UNKNOWN)
    mini = box is not None and box.is_miniupnpd
    remarks = []
    if status is SessionStatus.UNKNOWN:
        remarks.append(f"the box's word for the state is {word}")
    elif word.lower() not in ("connected", "connecting", "disconnected"):
        remarks.append(f"the box's word for the state is {word}, read as {status.value}")
    if mini and status is SessionStatus.UP:
        remarks.append(_MINIUPNPD_CONNECTED)
    uptime_s = _count(fields.get("NewUptime"))
    if uptime_s is not None and status is not SessionStatus.UP:
        uptime_s = None  # the clock of a session that is not there
    elif mini and uptime_s is not None:
        uptime_s = None
        remarks.append(_MINIUPNPD_UPTIME)
    elif uptime_s == 0:
        uptime_s = None
        remarks.append("uptime left out: the box says 0 s while connected, as boxes do that do not count")
    return WanSession(
        status=status,
        session={"WANPPPConnection": "ppp", "WANIPConnection": "ip"}.get(answer.service),
        uptime_s=uptime_s,
        last_error=fields.get("NewLastConnectionError"),
        external_address=_address(fields),
        remarks=tuple(remarks),
    )


def _with(session: WanSession, *, external_address: str | None) -> WanSession:
    return WanSession(
        status=session.status,
        session=session.session,
        uptime_s=session.uptime_s,
        last_error=session.last_error,
        external_address=external_address,
        remarks=session.remarks,
    )


def counters_of(
    answers: Sequence[Answer], box: Box | None, *, saved: bool = False
) -> tuple[InterfaceCounters, Capture] | None:
    """Return the WAN interface's totals and link, or None when no answer tells any.

    `saved`: the answers come from a file. Then AVM's totals of 32 bits, which have wrapped, are not read where those
    of 64 bits are missing: a line of the file may be lost.
    """
    fields: dict[str, str] = {}
    source: Capture | None = None
    for answer in answers:
        if answer.service in ("WANCommonInterfaceConfig", ""):
            unsure = saved and answer.action == "GetAddonInfos"
            fields |= {
                name: value for name, value in answer.fields.items() if not (unsure and name.startswith("NewTotal"))
            }
            if source is None or any(name.startswith("NewTotalBytesReceived") for name in answer.fields):
                source = answer.capture
    rx_bytes, tx_bytes, bits = _totals(fields)
    link = fields.get("NewPhysicalLinkStatus", "").lower()
    up = {"up": True, "down": False}.get(link)
    remarks = []
    if box is not None and box.is_miniupnpd and up:
        up = None
        remarks.append(_MINIUPNPD_LINK)
    if rx_bytes == 0 and tx_bytes == 0:
        rx_bytes = tx_bytes = None
        remarks.append("totals left out: both are zero, as a box gives them that has just started")
    rate_down_kbps = _kbps(fields.get("NewLayer1DownstreamMaxBitRate"))
    rate_up_kbps = _kbps(fields.get("NewLayer1UpstreamMaxBitRate"))
    if source is None or (rx_bytes is tx_bytes is rate_down_kbps is rate_up_kbps is None and not link):
        return None
    counters = InterfaceCounters(
        interface=(box.common_id if box else "") or "WAN",
        role="wan",
        rx_bytes=rx_bytes,
        tx_bytes=tx_bytes,
        bits=64 if rx_bytes is tx_bytes is None else bits,
        up=up,
        rate_down_kbps=rate_down_kbps,
        rate_up_kbps=rate_up_kbps,
        remarks=tuple(remarks),
    )
    return counters, source


def _totals(fields: Mapping[str, str]) -> tuple[int | None, int | None, int]:
    """Return (received, sent, width): AVM's 64-bit texts where both are there, else UPnP's ui4."""
    wide = [_count(fields.get(f"NewX_AVM_DE_TotalBytes{way}64")) for way in ("Received", "Sent")]
    if None not in wide:
        return wide[0], wide[1], 64
    narrow = [_count(fields.get(f"NewTotalBytes{way}")) for way in ("Received", "Sent")]
    return narrow[0], narrow[1], 64 if any(each is not None and each >= 2**32 for each in narrow) else 32


def _count(words: str | None) -> int | None:
    """Return a count, or None: absent, not a number, or a value at which boxes leave a counter standing."""
    if words is None or not (words.isascii() and words.isdigit()) or len(words) > 20:
        return None
    value = int(words)
    return None if value in STUCK or value >= 2**63 else value


def _kbps(words: str | None) -> int | None:
    bits = _count(words)
    return bits // 1000 if bits is not None and 1000 <= bits <= _GREATEST_RATE_BPS else None


def _address(fields: Mapping[str, str]) -> str | None:
    address = fields.get("NewExternalIPAddress")
    return None if address in (None, "0.0.0.0", "::") else address  # noqa: S104


def _service_name(kind: str) -> str:
    parts = kind.split(":")
    return parts[parts.index("service") + 1] if "service" in parts[:-1] else ""


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
