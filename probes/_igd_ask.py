"""Ask a UPnP gateway: where its description usually is, which of its services to ask, and the answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Ports
from probes._igd import Service, answer_of, is_description

USUAL_PLACES = (
    ":49000/igddesc.xml",  # AVM
    ":5000/rootDesc.xml",  # MiniUPnPd, OpenWrt
    ":1900/igd.xml",  # TP-Link
    ":49152/gatedesc.xml",  # libupnp's gateway
    ":52869/gatedesc.xml",  # Realtek
    ":37215/upnpdev.xml",  # Huawei
)
ANSWER_S, GUESS_S = 5.0, 2.0


async def guess(url: str, ports: Ports) -> Capture | None:
    """Return the description at an address that common boxes use, or None where there is none."""
    try:
        page = await ports.http.get(url, timeout_s=GUESS_S)
    except (NotAnswered, CannotMeasure):
        return None
    return page if is_description(page.body) else None


def bracketed(address: str) -> str:
    """Return an address as a URL wants it."""
    return f"[{address}]" if ":" in address else address


async def chosen(
    services: Sequence[Service], device: Device | None, ports: Ports, *, timeout_s: float = ANSWER_S
) -> tuple[list[Service], Service | None]:
    """Return the connection services to ask (the box's default one, where it names it) and the common one."""
    connections = [each for each in services if each.is_connection][:4]
    common = next((each for each in services if each.name == "WANCommonInterfaceConfig"), None)
    forwarding = next((each for each in services if each.name == "Layer3Forwarding"), None)
    if len(connections) > 1 and forwarding is not None:
        action = "GetDefaultConnectionService"
        try:
            told = await ports.http.soap(
                forwarding.control_url, forwarding.type, action, timeout_s=timeout_s, device=device
            )
            default = (answer_of(told).fields.get("NewDefaultConnectionService") or "").rpartition(":")[2]
        except (NotAnswered, UnreadableCapture):
            default = ""
        named = [each for each in connections if default and each.id.endswith(default)]
        connections = named if len(named) == 1 else connections
    return connections, common


async def asked(services: Sequence[Service], device: Device | None, ports: Ports, *, subject: str) -> list[Capture]:
    """Return what the box answers of its session and counters; a session's state not told becomes a note."""
    connections, common = await chosen(services, device, ports)
    questions = [(each, action) for each in connections for action in ("GetStatusInfo", "GetExternalIPAddress")]
    questions += [(common, action) for action in ("GetCommonLinkProperties", "GetAddonInfos")] if common else []
    questions += [(common, action) for action in ("GetTotalBytesReceived", "GetTotalBytesSent")] if common else []
    captures: list[Capture] = []
    wide = False
    for service, action in questions:
        if wide and action.startswith("GetTotalBytes"):
            continue
        try:
            captures.append(
                await ports.http.soap(service.control_url, service.type, action, timeout_s=ANSWER_S, device=device)
            )
            wide = wide or action == "GetAddonInfos"
        except NotAnswered as missed:
            if action == "GetStatusInfo":
                captures.append(_note(service, action, missed, ports, subject))
            if missed.failure != "error":
                break  # silent or locked: asking on would only wait, or lock it harder
    return captures


def _note(service: Service, action: str, missed: NotAnswered, ports: Ports, subject: str) -> Capture:
    body = {"unanswered": f"{service.type}#{action}", "failure": missed.failure, "detail": missed.message}
    return Capture(json.dumps(body).encode(), ports.clock.now(), subject, f"http: SOAP {service.type}#{action}")
