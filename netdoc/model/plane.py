"""Independent witnesses. Two facts from one box are one plane."""

from __future__ import annotations

from enum import StrEnum


class Plane(StrEnum):
    """An independent witness; a closed list."""

    HOST = "host"
    """The laptop about itself: carrier, driver counters, routes."""
    PATH = "path"
    """All that the laptop sees by probing."""
    ROUTER_BOX = "router_box"
    """What the router says of itself."""
    MODEM_BOX = "modem_box"
    """What the modem says of itself and of the line."""
    SESSION_LOG = "session_log"
    """The session as told by a box other than the one already heard."""
    POWER = "power"
    """A UPS, or the boot instants of several mains devices."""
    OPERATOR = "operator"
    """What a person did or saw: a swap, the test socket, an LED."""
    VENDOR = "vendor"
    """A vendor's statement with a ticket."""
    SECOND_PATH = "second_path"
    """The same question asked over another line."""
