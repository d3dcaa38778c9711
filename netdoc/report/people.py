"""What people did on site, saw and said, each with both clocks: steps, lamps, values by phone, vendors' words."""

from __future__ import annotations

from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.report.document import Block, Column, Table
from netdoc.report.statements import quote
from netdoc.report.times import utc, utc_clock
from netdoc.report.variants import isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import joined

_COLUMNS = (
    Column(title="Time, local", width=2.1),
    Column(title="UTC", width=1.1),
    Column(title="Who", width=2.4),
    Column(title="Did, saw or said", width=6.4),
)
_LAMPS = (
    ("power", "light_power"),
    ("DSL", "light_dsl"),
    ("internet", "light_internet"),
    ("Ethernet", "light_ethernet"),
)
_SAID = 400


def people(view: View) -> list[Block]:
    """Return the table of steps and statements, or nothing where nobody did or said anything."""
    told = [(each.at, each.fact.who or "person on site", _did(each.fact)) for each in view.evidence.readings(Step)]
    told += [(each.at, _speaker(view, each.fact), _said(each.fact)) for each in view.evidence.readings(Testimony)]
    if not told:
        return []
    rows = []
    for at, who, what in sorted(told):
        same_day = view.times.local(at).date() == at.date()
        rows.append((view.times.stamp(at), utc_clock(at) if same_day else utc(at), who, what))
    return [Table(caption="Steps on site and statements", columns=_COLUMNS, rows=tuple(rows))]


def _did(step: Step) -> str:
    socket = {Socket.TEST: "test socket", Socket.DESK: "socket at the desk", None: ""}[step.socket]
    label = f" ({step.socket_label})" if step.socket_label else ""
    parts = [f"{socket}{label}" if socket else f"socket{label}" if label else ""]
    if step.modem:
        proven = {True: ", proven on another line", False: ", not proven on another line", None: ""}[step.modem_proven]
        parts.append(f"modem {step.modem}{proven}")
    parts.append(f"adapter {step.adapter}" if step.adapter else "")
    if step.filters_off is not None:
        parts.append("nothing else on the line" if step.filters_off else "filters or other devices on the line")
    if step.behind_ups is not None:
        parts.append("modem fed through the UPS" if step.behind_ups else "modem fed from the wall")
    if step.at_modem is not None:
        parts.append("computer at the modem itself" if step.at_modem else "computer behind the router")
    parts.append(f"{step.power_cycled} restarted" if step.power_cycled else "")
    parts.append(f"setting changed: {step.changed}" if step.changed else "")
    parts.append(f"result: {step.outcome.value}" if step.outcome else "")
    parts.append(f"present: {step.present}" if step.present else "")
    since = "; ".join(each for each in parts if each)
    return f"{step.did or 'a step without words'}{f' [{since}]' if since else ''}"


def _speaker(view: View, said: Testimony) -> str:
    names = {
        Witness.OPERATOR: "person on site",
        Witness.TELCO: telco_name(view.site),
        Witness.ISP: isp_name(view.site),
        Witness.VENDOR: "vendor",
    }
    return f"{names[said.witness]}{f', {said.person}' if said.person else ''}"


def _said(said: Testimony) -> str:
    if said.witness is not Witness.OPERATOR:
        return f"{quote(said.says, _SAID)}{f', ticket {said.ticket}' if said.ticket else ', no ticket given'}"
    seen = [(name, getattr(said, field)) for name, field in _LAMPS]
    lamps = joined([f"{name} {light.value}" for name, light in seen if light is not None], "and")
    parts = [said.says, f"lamps: {lamps}" if lamps else ""]
    return "; ".join(each for each in parts if each) or "no words recorded"
