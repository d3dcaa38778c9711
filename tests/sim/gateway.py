"""The router's UPnP gateway service: its session's clock and its octet counters, by SOAP over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from tests.emulated.igd import answer
from tests.emulated.igd import description as described
from tests.sim.clock import SimClock
from tests.sim.story import Trouble
from tests.sim.world import World

_CONNECTION = "urn:schemas-upnp-org:service:WANPPPConnection:1"
_COMMON = "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1"
_IDLE_BPS = (180_000, 42_000)
"""What an office moves on an ordinary day, down and up."""
_FULL_SHARE = 0.97
_WRAP = 2**32
ANSWERS_S = 0.02


class SimHttp:
    """The part of `ports.Http` that an office's router serves; nothing else is there."""

    def __init__(self, world: World, clock: SimClock) -> None:
        self._world, self._clock = world, clock

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        """Return the router's description."""
        await self._arrives(url, timeout_s)
        if url != self._world.office.igd_url:
            raise NotAnswered(f"{url} refused", failure="refused")
        return self._capture(_with_counters(described(_CONNECTION)), f"GET {url}")

    async def soap(
        self, url: str, service: str, action: str, *, timeout_s: float, device: Device | None = None
    ) -> Capture:
        """Answer an action; one that the router does not have is its SOAP fault."""
        await self._arrives(url, timeout_s)
        body = self._says(service, action)
        if body is None:
            raise NotAnswered(f"{action}: HTTP status 500", failure="error")
        return self._capture(body, f"SOAP {action}")

    async def ssdp(self, search_target: str, *, timeout_s: float) -> Sequence[str]:
        """Return the router's URL, as a search finds it."""
        await asyncio.sleep(timeout_s)
        way = self._world.way(self._world.office.router, self._clock.true_s)
        return () if way.no_way_out or way.refused_by else (self._world.office.igd_url,)

    async def download(self, url: str, *, seconds: float, flows: int, ramp_s: float) -> Capture:
        """Refuse: no test server was named."""
        raise CannotMeasure(f"{url} is not a test server")

    async def _arrives(self, url: str, timeout_s: float) -> None:
        world, now_s = self._world, self._clock.true_s
        way = world.way(world.office.router, now_s)
        if way.no_way_out:
            raise CannotMeasure(f"{url} could not be asked: no route")
        if way.refused_by is not None:
            raise NotAnswered(f"{url}: {way.refused_by} unreachable", failure="unreachable")
        if world.going_on(Trouble.ROUTER_HUNG, now_s):
            await asyncio.sleep(timeout_s)
            raise NotAnswered(f"{url} did not answer within {timeout_s:g} s", failure="timeout")
        await asyncio.sleep(ANSWERS_S)

    def _says(self, service: str, action: str) -> str | None:
        now_s, office = self._clock.true_s, self._world.office
        if service == _CONNECTION:
            return answer(self._world.session.told(now_s), service, action, now_s)
        down, up = self._octets(now_s)
        answers: Mapping[str, Mapping[str, object]] = {
            "GetCommonLinkProperties": {
                "NewWANAccessType": "DSL",
                "NewLayer1UpstreamMaxBitRate": office.rate_kbps[1] * 1000,
                "NewLayer1DownstreamMaxBitRate": office.rate_kbps[0] * 1000,
                "NewPhysicalLinkStatus": "Down" if self._unplugged(now_s) else "Up",
            },
            "GetTotalBytesReceived": {"NewTotalBytesReceived": down % _WRAP},
            "GetTotalBytesSent": {"NewTotalBytesSent": up % _WRAP},
        }
        fields = answers.get(action)
        if service != _COMMON or fields is None or not office.manners.counts_octets:
            return None
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        reply = f'<u:{action}Response xmlns:u="{service}">{inner}</u:{action}Response>'
        envelope = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        return f'<?xml version="1.0"?>{envelope}{reply}</s:Body></s:Envelope>'

    def _octets(self, true_s: float) -> tuple[int, int]:
        """Return what the WAN port has carried, down and up: the usual, and full uploads while they last."""
        full_s = sum(
            max(0.0, min(each.end_s, true_s) - each.start_s)
            for each in self._world.story
            if each.trouble is Trouble.UPLINK_FULL
        )
        up_bps = self._world.office.rate_kbps[1] * 1000 * _FULL_SHARE
        since_s = true_s + 86_400
        usual = [int(each * since_s / 8) for each in _IDLE_BPS]
        return usual[0] + int(full_s * up_bps / 8 * 0.03), usual[1] + int(full_s * up_bps / 8)

    def _unplugged(self, true_s: float) -> bool:
        out = self._world.going_on(Trouble.CABLE_OUT, true_s) is not None
        return out or self._world.line.off(true_s)

    def _capture(self, body: str, method: str) -> Capture:
        return Capture(body.encode(), self._clock.now(), self._world.office.router, method)


def _with_counters(description: str) -> str:
    """Return the description with the service that counts octets beside the connection."""
    common = (
        f"<serviceList><service><serviceType>{_COMMON}</serviceType>"
        "<serviceId>urn:upnp-org:serviceId:WANCommonIFC1</serviceId>"
        "<SCPDURL>/common.xml</SCPDURL><controlURL>/common</controlURL><eventSubURL>/event</eventSubURL>"
        "</service></serviceList>"
    )
    place = "<friendlyName>wan</friendlyName>"
    assert place in description
    return description.replace(place, place + common)
