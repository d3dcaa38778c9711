"""What families asked over a session have in common: ssh where the site file says nothing, and a warning about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netdoc.model.capture import Capture
from netdoc.model.site import Device
from probes.modems._text import printable

SSH_PORT = 22
_WEAK = re.compile(r"weak algorithms ([^\];]+)")


def by_ssh(device: Device) -> Device:
    """Return the device as one that is asked by ssh, unless its port or the URL of a session says otherwise."""
    told = device.url is not None and device.url.startswith(("ssh://", "telnet://"))
    return device if told or device.port is not None else replace(device, port=SSH_PORT)


def weak_ssh(captures: Sequence[Capture]) -> tuple[str, ...]:
    """Return a warning where ssh could be had with old algorithms only."""
    found = sorted({printable(each[1]) for capture in captures if (each := _WEAK.search(capture.method))})
    return tuple(
        f"ssh to this box works with weak algorithms only ({each}): its login can be read on the wire" for each in found
    )
