"""Which interface leads to the internet another way, and whether it really is another one."""

from __future__ import annotations

from ipaddress import IPv4Address

from netdoc.errors import CannotMeasure
from netdoc.model.site import Site
from netdoc.ports import Ports
from probes import _host_tables as tables


def second_way(site: Site, ports: Ports) -> str:
    """Return the interface of the site's second path.

    Raises:
        CannotMeasure: none is given, it is not there, or it is the line that is measured already.
    """
    if site.second_path is None:
        raise CannotMeasure("no second path is given", hint="netdoc check --second-path INTERFACE")
    by = ports.asked.interface(site.second_path)
    _is_another(by, (ports.files.read("/proc/net/route") or b"").decode("ascii", "replace"))
    return by


def _is_another(by: str, proc_net_route: str) -> None:
    """Refuse a way that is the one measured already: its interface, or its gateway, carries the default route.

    Raises:
        CannotMeasure: it is.
    """
    ways = [each for each in tables.routes(proc_net_route) if each.network.prefixlen == 0]
    if not ways:
        return
    if ways[0].interface == by:
        raise CannotMeasure(
            f"{by} carries the default route: it is the line that is measured, not a second one",
            hint="name the other interface, or give its default route a larger metric",
        )
    own = next((each for each in ways if each.interface == by), None)
    if own is not None and own.gateway == ways[0].gateway != IPv4Address(0):
        raise CannotMeasure(
            f"{by} leads to the same router {own.gateway}: that is no second path",
            hint="use a line of its own: a phone's tether with its Wi-Fi switched off, or another provider's line",
        )
