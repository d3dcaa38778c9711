"""TR-064: AVM FRITZ!Box and any other box that answers it (SOAP over HTTP, port 49000, digest login).

Line, session, WAN counters, the box and its event log. One login that is refused ends it; a service or action that a
box does not have (a box on cable or fibre, a bridge) is passed over. Answers saved by hand are read alike: one
XML, several in one file, a client's JSON or `NewName: value` lines, and the event log's text alone.

Known departures: FEC stays 0 for ever on some models (7530); the two powers are exchanged on some with a Lantiq chip,
which nothing in the answer shows. GetInfo of WANPPPConnection tells rates too, which are not the line's.

Source: TR-064 (Broadband Forum); AVM's service descriptions; answers of FRITZ!Box models with 35b and of a 7590.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes import _igd, _igd_ask, _igd_facts
from probes.modems import _fritz_log, _soap, _tr064_line
from probes.modems._numbers import whole
from probes.modems._plausible import SENTINELS
from probes.modems._text import printable

PORT, TLS_PORT = 49000, 49443
PLACE = "/tr64desc.xml"
ANSWER_S = 25.0
"""Slow boxes take 20 s for an answer."""
LOOK_S = 4.0
"""For the description of a box that is not known to speak TR-064."""
_CLIENT_WORDS = re.compile(
    rb"""["']?New(?:(?:Up|Down)streamCurrRate|ATUCCRCErrors|ConnectionStatus|SoftwareVersion)["']?\s*[:=]"""
)
_CLIENT_TAGS = re.compile(rb"<New(?:(?:Up|Down)streamCurrRate|ATUCCRCErrors)>")
_HINT = "save the answers of WANDSLInterfaceConfig GetInfo and GetStatisticsTotal"

_extras: dict[str, tuple[str, ...]] = {}
"""AVM's own actions that a box lists, by the address of its list: asked for once."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that these are answers of TR-064, or a FRITZ!Box's event log."""
    head = body[:200_000]
    if _soap.TR064 in (found := _soap.authorities(head)):
        return Score.CERTAIN if found == {_soap.TR064} else Score.MAYBE
    if b"<" not in head[:200] and _fritz_log.is_log(head[:20_000].decode("utf-8", "replace")):
        return Score.CERTAIN
    words = _CLIENT_TAGS if head.lstrip()[:1] == b"<" else _CLIENT_WORDS
    return Score.LIKELY if _soap.IGD.encode() not in head and words.search(head) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask the line first, then the session, the WAN counters, the box and its clock.

    Raises:
        NotAnswered: the box does not answer, or it refused the login (tried once).
        CannotMeasure: it wants a login and none is configured.
    """
    limit_s = LOOK_S if device.driver is None else ANSWER_S
    asked = replace(device, credentials=None)
    url = device.url or _url(device)
    described = await ports.http.get(url, timeout_s=limit_s, device=asked)
    if device.url is not None and _soap.IGD in _soap.authorities(described.body):
        url = _url(device)  # the site names the box's UPnP description; that of TR-064 is another
        described = await ports.http.get(url, timeout_s=limit_s, device=asked)
    if _soap.TR064 not in _soap.authorities(described.body):
        return [described]
    services = _igd.services_of(described, url)
    asking = _Asking(device, ports)
    line = next((each for each in services if each.name == _tr064_line.SERVICE), None)
    if line is not None:
        for action in ("GetInfo", "GetStatisticsTotal", *await _own_actions(line, device, ports)):
            await asking.ask(line, action)
    await _ask_session(services, asking)
    box = next((each for each in services if each.name == "DeviceInfo"), None)
    if box is not None:
        told = await asking.ask(box, "GetInfo")
        if told is not None and b"NewDeviceLog>" not in told.body:
            await asking.ask(box, "GetDeviceLog")
    clock = next((each for each in services if each.name == "Time"), None)
    if clock is not None:
        await asking.ask(clock, "GetInfo")
    return [described, *asking.answers]


async def _ask_session(services: Sequence[_igd.Service], asking: _Asking) -> None:
    if asking.over:
        return
    connections, common = await _igd_ask.chosen(services, asking.device, asking.ports, timeout_s=ANSWER_S)
    for each in connections:
        if await asking.ask(each, "GetInfo") is None:
            await asking.ask(each, "GetStatusInfo")
    if common is not None:
        for action in ("GetCommonLinkProperties", "GetTotalBytesReceived", "GetTotalBytesSent"):
            await asking.ask(common, action)


class _Asking:
    """One round of questions: what the box lacks is passed over, anything worse ends the round."""

    def __init__(self, device: Device, ports: Ports) -> None:
        self.device = device
        self.ports = ports
        self.answers: list[Capture] = []
        self.over = False

    async def ask(self, service: _igd.Service, action: str) -> Capture | None:
        """Return an answer; None for one that the box does not have, or after the round has ended."""
        if self.over:
            return None
        try:
            told = await self.ports.http.soap(
                service.control_url, service.type, action, timeout_s=ANSWER_S, device=self.device
            )
        except NotAnswered as missed:
            if missed.failure == "error" and "UPnPError" in missed.message:
                return None
            self.over = True
            if missed.failure == "denied" and self.device.credentials is None:
                raise CannotMeasure(
                    "the box tells its line by TR-064 to those who log in only",
                    hint="put its login into the secrets file and name the entry as the device's `credentials`",
                ) from None
            if missed.failure == "denied" or not self.answers:
                raise
            return None  # silent in the middle: what it told stands
        self.answers.append(told)
        return told


async def _own_actions(line: _igd.Service, device: Device, ports: Ports) -> tuple[str, ...]:
    """Return AVM's actions, where the box lists them."""
    if not line.scpd_url:
        return ()
    if line.scpd_url not in _extras:
        try:
            listed = await ports.http.get(line.scpd_url, timeout_s=ANSWER_S, device=replace(device, credentials=None))
        except NotAnswered:
            return ()
        names = (_tr064_line.AVM_INFO, _tr064_line.AVM_DIAGNOSIS)
        _extras[line.scpd_url] = tuple(each for each in names if f"<name>{each}</name>".encode() in listed.body)
    return _extras[line.scpd_url]


def _url(device: Device) -> str:
    port = device.port or PORT
    scheme = "https" if port == TLS_PORT else "http"
    return f"{scheme}://{_igd_ask.bracketed(device.address)}:{port}{PLACE}"


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return what the answers tell of the box, its line, session, WAN counters and log.

    One answer of a round that is not whole is passed over; a lone one is refused.

    Raises:
        UnreadableCapture: nothing that TR-064 tells is in the captures.
    """
    answers: list[_igd.Answer] = []
    descriptions: list[Capture] = []
    logs: list[Capture] = []
    broken: UnreadableCapture | None = None
    for capture in captures:
        if recognises(capture.body) is Score.NO:
            continue
        if _is_text_log(capture):
            logs.append(capture)
            continue
        try:
            found = _soap.saved_in(capture)
        except UnreadableCapture as unreadable:
            broken = unreadable
            continue
        answers += [each for each in found.answers if each.authority in ("", _soap.TR064)]
        descriptions += [each for each in found.descriptions if _soap.TR064 in _soap.authorities(each.body)]
    facts = [
        _box(answers, descriptions),
        _tr064_line.read_line(answers),
        _first(_igd_facts.session_of(answers, None)),
        _first(_igd_facts.counters_of(answers, None)),
        _log(answers, logs),
    ]
    told = [each for each in facts if each is not None]
    if not told:
        raise broken or UnreadableCapture("tr064: no line, session, counters or box in the answers", hint=_HINT)
    return told


def _first(found: tuple[Fact, Capture] | None) -> Fact | None:
    return None if found is None else found[0]


def _is_text_log(capture: Capture) -> bool:
    text = capture.body[:20_000].decode("utf-8", "replace")
    return "<" not in text[:200] and _fritz_log.is_log(text)


def _box(answers: Sequence[_igd.Answer], descriptions: Sequence[Capture]) -> DeviceState | None:
    told = _soap.merged(answers, "DeviceInfo", "GetInfo")
    described = _igd.box_of(descriptions[0]).state if descriptions else DeviceState()
    uptime_s = whole(told.get("NewUpTime", ""))
    state = DeviceState(
        vendor=_word(told.get("NewManufacturerName")) or described.vendor,
        model=_word(told.get("NewModelName")) or described.model,
        firmware=_word(told.get("NewSoftwareVersion")) or described.firmware,
        uptime_s=None if uptime_s in (None, 0, *SENTINELS) else uptime_s,
    )
    return None if state == DeviceState() else state


def _word(text: str | None) -> str | None:
    return printable(text) if text else None


def _log(answers: Sequence[_igd.Answer], logs: Sequence[Capture]) -> DeviceLog | None:
    """Return the box's event log; a text of it alone says nothing of its clock."""
    for capture in logs:
        text = capture.body.decode("utf-8", "replace")
        if (read_alone := _fritz_log.read_log(text, capture.taken_at)) is not None:
            return read_alone
    for action in ("GetDeviceLog", "GetInfo"):
        for answer in answers:
            if answer.service == "DeviceInfo" and answer.action == action and answer.log:
                return _fritz_log.read_log(answer.log, answer.capture.taken_at, _clock(answers))
    return None


def _clock(answers: Sequence[_igd.Answer]) -> _fritz_log.BoxTime | None:
    """Return the box's clock; only where it was asked for live, for a file's time is not when the box said it."""
    for answer in answers:
        if answer.service == "Time" and answer.action == "GetInfo" and answer.capture.method != "file":
            local, zone = (answer.fields.get(name, "") for name in ("NewCurrentLocalTime", "NewLocalTimeZone"))
            return _fritz_log.box_time(local, zone, answer.capture.taken_at)
    return None


DRIVER = Driver(
    id="tr064",
    title="TR-064: FRITZ!Box and others, with the event log",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=60.0,
)
