"""Read UPnP IGD and TR-064 descriptions and answers. Pure; see `probes.router_igd` and `probes._igd_facts`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from probes import _xml

UNANSWERED = b'{"unanswered":'
"""How the probe's own note on a question without an answer begins."""


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
    found = next(answers_of(_xml.parse(capture.body, "SOAP answer"), capture), None)
    if found is None:
        raise UnreadableCapture(
            "the answer is XML, but no answer to a UPnP question", hint="check the `url` of the device `router`"
        )
    return found


def answers_of(root: Element, capture: Capture) -> Iterator[Answer]:
    """Yield every SOAP answer in a document, as `answer_of` reads one."""
    for body in _xml.every(root, "Body"):
        for reply in body:
            if reply.tag.endswith("Response"):
                names = [value for key, value in reply.attrib.items() if key.startswith("xmlns")]
                kind = next((each for each in names if ":service:" in each), "")
                yield Answer(
                    reply.tag.removesuffix("Response"),
                    _service_name(kind),
                    fields_of(reply),
                    capture,
                    kind.removeprefix("urn:").partition(":")[0],
                    (next((child.text for child in reply if child.tag == "NewDeviceLog"), "") or "").strip(),
                )


def fields_of(reply: Iterable[Element]) -> Mapping[str, str]:
    """Return an answer's fields; an empty one is left out, for it says nothing, and so is one told in two ways."""
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


def _service_name(kind: str) -> str:
    parts = kind.split(":")
    return parts[parts.index("service") + 1] if "service" in parts[:-1] else ""


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
