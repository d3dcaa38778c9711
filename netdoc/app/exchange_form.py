"""The lines of the exchange form: their fields, how an observation becomes one, and what may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netdoc.model.codec import fact_to_plain, format_time
from netdoc.model.facts import Fact
from netdoc.model.facts.baseline import Baseline
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.host_power import HostPower
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.run_note import RunNote
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.facts.wifi_state import WifiState
from netdoc.model.observation import Gap, Missed, Observation
from netdoc.model.plane import Plane

SCHEMA = "netdoc.observations/1"


@dataclass(frozen=True, slots=True)
class LineForm:
    """A kind of line: its fields with their meanings. Optional ones may be left out."""

    needed: Mapping[str, str]
    optional: Mapping[str, str]


_CITED = "digest of the capture it was read from; absent for a fact entered by hand"
_READER = "what read it, as `id/version`"
_PLANE = "independent witness, see below; absent: inferred from the fact and the subject"
LINES: Mapping[str, LineForm] = {
    "site": LineForm({"site": "the office, see below"}, {}),
    "case": LineForm({"case": "the complaint, see below"}, {}),
    "capture": LineForm(
        {
            "digest": "lower-case hex SHA-256 of the bytes; checked",
            "taken_at": "when the answer was complete",
            "source": "who answered: a subject or an address",
            "method": "how it was asked",
            "body": "the bytes in base64",
        },
        {},
    ),
    "seen": LineForm(
        {"subject": "whom the fact is about", "at": "when it was so", "fact": "the fact, with its `kind`"},
        {"plane": _PLANE, "capture": _CITED, "reader": _READER},
    ),
    "missed": LineForm(
        {
            "subject": "who was asked",
            "at": "when",
            "what": "the kind of fact asked for (`DslLine`)",
            "failure": "`timeout`, `refused`, `unreachable`, `closed`, `denied` or `error`",
        },
        {"detail": "more, in words", "plane": _PLANE, "capture": _CITED, "reader": _READER},
    ),
    "gap": LineForm(
        {
            "subject": "what was not watched, or who could not be asked",
            "start": "from when",
            "end": "until when; the same as `start` for a single question",
            "what": "the kind of fact that is lacking",
            "why": "why netdoc could not ask, in words",
        },
        {"hint": "what a person can do about it", "capture": _CITED, "reader": _READER},
    ),
}


def observation_to_plain(observation: Observation) -> dict[str, Any]:
    """Return an observation as the JSON values of its line."""
    plain: dict[str, Any]
    if isinstance(observation, Gap):
        plain = {"record": "gap", "subject": observation.subject, "start": format_time(observation.start)}
        plain |= {"end": format_time(observation.end), "what": observation.what, "why": observation.why}
        optional = {"hint": observation.hint}
    elif isinstance(observation, Missed):
        plain = {"record": "missed", "subject": observation.subject, "at": format_time(observation.at)}
        plain |= {"plane": observation.plane.value, "what": observation.what, "failure": observation.failure}
        optional = {"detail": observation.detail}
    else:
        plain = {"record": "seen", "subject": observation.subject, "at": format_time(observation.at)}
        plain |= {"plane": observation.plane.value, "fact": fact_to_plain(observation.fact)}
        optional = {}
    optional |= {"capture": observation.capture or "", "reader": observation.reader}
    return plain | {name: value for name, value in optional.items() if value}


def default_plane(subject: str, fact: Fact | str) -> Plane:
    """Return the plane of a fact (or of the kind of fact asked for) when its line names none."""
    kind = fact if isinstance(fact, str) else fact.KIND
    if isinstance(fact, Testimony):
        return Plane.OPERATOR if fact.witness is Witness.OPERATOR else Plane.VENDOR
    if kind in (DslLine.KIND, DslHistory.KIND):
        return Plane.MODEM_BOX
    if kind == PowerState.KIND:
        return Plane.POWER
    if kind in (DeviceState.KIND, DeviceLog.KIND, WanSession.KIND, InterfaceCounters.KIND):
        if subject.startswith("modem"):
            return Plane.MODEM_BOX
        return Plane.POWER if subject.startswith("ups") else Plane.ROUTER_BOX
    if kind in (LinkState.KIND, ClockReading.KIND, RunNote.KIND, WifiState.KIND, HostPower.KIND):
        return Plane.HOST
    if kind in (Step.KIND, SilencePlan.KIND, Baseline.KIND):
        return Plane.OPERATOR
    return Plane.PATH
