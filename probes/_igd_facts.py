"""The session and the WAN counters that UPnP and TR-064 answers tell. Pure; see `probes._igd` for the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netdoc.model.capture import Capture
from netdoc.model.counters import STUCK
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes._igd import Answer, Box

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
