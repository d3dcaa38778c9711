"""UPnP IGD answers of a router, without a login: its session, WAN counters and description.

The probe `router_igd` asks the office's router by itself; this driver reads the same answers from files, and asks any
other box that a site names. It knows nothing of the line. Answers of TR-064, which name `dslforum-org`, are not its.

Source: UPnP Forum WANIPConnection and WANCommonInterfaceConfig; AVM's GetAddonInfos; see `probes.router_igd`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes import _igd, _igd_ask, _igd_facts
from probes.modems import _soap

LOOK_S = 10.0


def recognises(body: bytes) -> Score:
    """Return how sure it is that these are answers or the description of a UPnP gateway."""
    found = _soap.authorities(body[:200_000])
    if _soap.IGD not in found:
        return Score.NO
    return Score.CERTAIN if found == {_soap.IGD} else Score.MAYBE


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask where the site file says, or where common boxes answer; never with a login.

    Raises:
        NotAnswered: the configured address does not answer.
        CannotMeasure: no UPnP gateway is found at the device's address, or the site file does not name this driver.
    """
    if device.driver is None:  # what tells of the line is looked for, and this does not
        raise CannotMeasure("UPnP tells nothing of a line", hint="name the driver igd in the site file to ask it")
    asked = replace(device, credentials=None)
    if device.url is not None:
        url, described = device.url, await ports.http.get(device.url, timeout_s=LOOK_S, device=asked)
    else:
        url, described = await _found(device, ports)
    if _soap.IGD not in _soap.authorities(described.body):
        return [described]
    services = _igd.services_of(described, url)
    return [described, *await _igd_ask.asked(services, asked, ports, subject=device.id)]


async def _found(device: Device, ports: Ports) -> tuple[str, Capture]:
    address = _igd_ask.bracketed(device.address)
    places = [each for each in _igd_ask.USUAL_PLACES if device.port is None or each.startswith(f":{device.port}/")]
    if device.port is not None and not places:
        places = [f":{device.port}{each[each.index('/') :]}" for each in _igd_ask.USUAL_PLACES]
    for place in places:
        url = f"http://{address}{place}"
        described = await _igd_ask.guess(url, ports)
        if described is not None:
            return url, replace(described, source=device.id)
    raise CannotMeasure(
        f"the box at {device.address} offers no UPnP gateway where others do",
        hint="switch UPnP status on in the box, or set `url` of the device to its description",
    )


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the box, its session and its WAN counters.

    Raises:
        UnreadableCapture: nothing of a UPnP gateway is in the captures; the message says what did not answer.
    """
    answers: list[_igd.Answer] = []
    descriptions: list[Capture] = []
    unanswered = ""
    broken: UnreadableCapture | None = None
    for capture in captures:
        if capture.body.startswith(_igd.UNANSWERED):
            unanswered = _igd.unanswered_of(capture)[1]
        elif recognises(capture.body) is not Score.NO:
            try:
                found = _soap.saved_in(capture)
            except UnreadableCapture as unreadable:
                broken = unreadable
                continue
            answers += [each for each in found.answers if each.authority == _soap.IGD]
            descriptions += found.descriptions
    box = _igd.box_of(descriptions[0]) if descriptions else None
    saved = any(each.method == "file" for each in captures)
    session, counters = _igd_facts.session_of(answers, box), _igd_facts.counters_of(answers, box, saved=saved)
    told: list[Fact] = [] if box is None or box.state == DeviceState() else [box.state]
    told += [each[0] for each in (session, counters) if each is not None]
    if not told:
        what = f"igd: the box did not answer {unanswered}" if unanswered else "igd: no answer of a UPnP gateway"
        raise broken or UnreadableCapture(what, hint="save the answers of GetStatusInfo and GetAddonInfos")
    return told


DRIVER = Driver(
    id="igd",
    title="UPnP IGD: a router's session and WAN counters, without a login",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=30.0,
)
