"""Where a fault can sit, who owns that place, and whom a verdict may name for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Segment(StrEnum):
    """A place a fault can sit; a closed list, ordered from the desk outwards."""

    HOST = "host"
    LAN = "lan"
    ROUTER = "router"
    ROUTER_MODEM_CABLE = "router_modem_cable"
    MODEM = "modem"
    INHOUSE_WIRING = "inhouse_wiring"
    LOOP = "loop"
    ACCESS = "access"
    CORE = "core"
    NAMES = "names"
    BEYOND = "beyond"
    SERVICE = "service"
    MAINS = "mains"


class Party(StrEnum):
    """Whom a verdict names. Naming is accusing: see `parties_for`."""

    PREMISES = "premises"
    POWER = "power"
    EQUIPMENT = "equipment"
    LINE = "line"
    PROVIDER = "provider"
    FAR_END = "far_end"


PARTY_WORDS: Mapping[Party, str] = {
    Party.PREMISES: "the premises (office network, own router, in-house wiring)",
    Party.POWER: "the power supply (mains, UPS)",
    Party.EQUIPMENT: "the equipment the provider supplied (modem or router, with its adapter)",
    Party.LINE: "the telephone line (telco, from the test socket to the DSLAM)",
    Party.PROVIDER: "the provider (account, session, network, name servers)",
    Party.FAR_END: "the far end (the destination or its hosting vendor)",
}

CLIENT, CONSULTANT, ISP, TELCO, UNKNOWN = "client", "consultant", "isp", "telco", "unknown"
"""Owners with a meaning of their own; any other text is the name of a vendor."""

DEFAULT_OWNERS: Mapping[Segment, str] = {
    Segment.HOST: CONSULTANT,
    Segment.LAN: CLIENT,
    Segment.ROUTER: UNKNOWN,
    Segment.ROUTER_MODEM_CABLE: CLIENT,
    Segment.MODEM: UNKNOWN,
    Segment.INHOUSE_WIRING: CLIENT,
    Segment.LOOP: TELCO,
    Segment.ACCESS: ISP,
    Segment.CORE: ISP,
    Segment.NAMES: ISP,
    Segment.BEYOND: "the destination",
    Segment.SERVICE: "the hosting vendor",
    Segment.MAINS: CLIENT,
}
"""Who owns a segment when the site file does not say. Boxes are `unknown`: whose they are decides the party."""

_OWN_PREMISES = frozenset({Segment.HOST, Segment.LAN, Segment.INHOUSE_WIRING})
_BOXES = frozenset({Segment.ROUTER, Segment.ROUTER_MODEM_CABLE, Segment.MODEM})
_FIXED: Mapping[Segment, Party] = {
    Segment.LOOP: Party.LINE,
    Segment.ACCESS: Party.PROVIDER,
    Segment.CORE: Party.PROVIDER,
    Segment.NAMES: Party.PROVIDER,
    Segment.BEYOND: Party.FAR_END,
    Segment.SERVICE: Party.FAR_END,
    Segment.MAINS: Party.POWER,
}


def parties_for(segment: Segment, owner: str) -> tuple[Party, ...]:
    """Return whom a fault in `segment` could be laid to, given who owns it.

    One party, or several where the owner is not known: a box of unknown owner is the client's own
    (`premises`) or the provider's (`equipment`), and saying which would be a guess.
    """
    if segment in _FIXED:
        return (_FIXED[segment],)
    if segment in _OWN_PREMISES:
        return (Party.PREMISES,)
    assert segment in _BOXES
    if owner in (CLIENT, CONSULTANT):
        return (Party.PREMISES,)
    if owner == UNKNOWN:
        return (Party.EQUIPMENT, Party.PREMISES)
    return (Party.EQUIPMENT,)
