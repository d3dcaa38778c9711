"""Which servers the office has, on which box, and how each is started."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tests.lab import modem, servers
from tests.lab.plan import ANCHORS, WEB_NAME, ZONE
from tests.lab.servers import Recipe
from tests.lab.wiring import ANCHOR_ROLES, Form

if TYPE_CHECKING:
    from tests.lab.office import Office

Make = Callable[["Office"], Recipe]


def _router_dns(office: Office) -> Recipe:
    plan = office.plan
    return servers.dns_forwarder(office.form.gateway, plan.router_lan, upstream=plan.isp_resolver.far)


def _isp_dns(office: Office) -> Recipe:
    plan = office.plan
    return servers.unbound(office.folder, "resolver", plan.isp_resolver.far, ZONE, {WEB_NAME: plan.web.far})


def _web(office: Office) -> Recipe:
    return servers.nginx(office.folder, "web", office.plan.web.far)


def _igd(office: Office) -> Recipe:
    plan, form = office.plan, office.form
    if office.emulated_igd or form is Form.ROUTED:  # miniupnpd refuses a private address on its outside
        return servers.emulated_igd(form.gateway, plan.router_lan, plan.igd_port, office.folder / "session.json")
    return servers.miniupnpd(office.folder, form.gateway, port=plan.igd_port, inside=form.inside, outside=form.outside)


def _modem_telnet(office: Office) -> Recipe:
    return modem.telnet("modem", office.plan.modem, office.folder / "modem.json")


def _modem_snmp(office: Office) -> Recipe:
    return modem.snmp("modem", office.plan.modem, office.folder / "modem.json", office.plan.modem_community)


def _modem_http(office: Office) -> Recipe:
    session = None if office.form is Form.BRIDGE else office.folder / "session.json"
    return modem.http("modem", office.plan.modem, office.folder / "modem.json", session)


def _router_snmp(office: Office) -> Recipe:
    return servers.snmpd(office.folder, "router", office.plan.router_lan, office.plan.router_community)


def _iperf3(office: Office) -> Recipe:
    return servers.iperf3("web", office.plan.web.far)


def _pppoe_server(office: Office) -> Recipe:
    plan = office.plan
    return servers.pppoe_server(office.folder, "access", "dslam0", plan.concentrator, plan.first_hop)


def _public_dns(number: int) -> Make:
    def recipe(office: Office) -> Recipe:
        return servers.public_dns(ANCHOR_ROLES[number], ANCHORS[number], ZONE, {WEB_NAME: office.plan.web.far})

    return recipe


RECIPES: Mapping[str, Make] = {
    "modem_telnet": _modem_telnet,
    "isp_dns": _isp_dns,
    "igd": _igd,
    "router_dns": _router_dns,
    "web": _web,
    "pppoe": _pppoe_server,
    **{f"{role}_dns": _public_dns(number) for number, role in enumerate(ANCHOR_ROLES)},
}
"""What every office runs, the slowest to start first."""

MORE: Mapping[str, Make] = {
    "modem_snmp": _modem_snmp,
    "modem_http": _modem_http,
    "router_snmp": _router_snmp,
    "iperf3": _iperf3,
}
"""What an office can run besides. A combined box has one SNMP agent: the modem's."""
