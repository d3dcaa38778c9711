"""Which proxy are this computer's programs told to use? netdoc itself uses none: what they feel may be the proxy's.

Looked at: the variables of this process (`http_proxy` and its kin), /etc/environment and /etc/profile.d. The desktop's
own setting lies in a binary database of the user's and is not read.

The capture is the pseudo file `netdoc:proxies` (see `probes/wire/files.py`): lines `WHERE NAME HOST:PORT`, without any
login.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.proxy_settings import ProxySettings
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports

SOURCE = "netdoc:proxies"
LEAST_S = 300.0


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Look at the settings.

    Raises:
        CannotMeasure: this system does not tell.
    """
    told = ports.files.read(SOURCE)
    if told is None:
        raise CannotMeasure("this system does not tell whether a proxy is set")
    return [Capture(told, ports.clock.now(), "host", SOURCE)]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return the first proxy that is set, or that none is."""
    return [_fact(each) for each in captures]


def _fact(capture: Capture) -> Observation:
    lines = [each.split() for each in capture.body.decode("utf-8", "replace").splitlines()]
    words = next((each for each in lines if len(each) == 3), None)
    fact = ProxySettings() if words is None else ProxySettings(server=words[2], told_by=f"{words[1]} in {words[0]}")
    return Seen("host", capture.taken_at, fact, capture.digest, Plane.HOST)


PROBE = Probe(
    id="proxy",
    title="Which proxy are this computer's programs told to use?",
    lane=Lane.LIGHT,
    reports=(ProxySettings,),
    collect=collect,
    read=read,
    min_interval_s=LEAST_S,
    subject="host",
    plane=Plane.HOST,
)
