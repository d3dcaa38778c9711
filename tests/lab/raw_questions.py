"""Ask raw questions from inside a namespace, by the real probes and ports: `python -m tests.lab.raw_questions NAME...`.

With `quick` among the names offers are waited for only two seconds.

Prints one JSON line per observation: the fact as plain values, or why there is a gap.
"""

from __future__ import annotations

import asyncio
import json
import sys

from netdoc.app.asking import ask
from netdoc.model.codec import fact_to_plain
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Site
from netdoc.plugin import Probe
from probes import arp, connect, dhcp, pppoe, router_announcements
from tests.probes.wire.loopback import HeldSecrets, RealClock

PROBES: dict[str, Probe] = {each.id: each for each in (arp.PROBE, dhcp.PROBE, pppoe.PROBE, router_announcements.PROBE)}


async def main(names: list[str]) -> None:
    """Run the named probes side by side, as a check does."""
    if "quick" in names:
        names.remove("quick")
        dhcp.LISTEN_S = 2.0
    ports = connect(RealClock(), HeldSecrets())  # type: ignore[arg-type]
    asked = [ask(PROBES[each], Site(id="lab"), ports, timeout_s=20) for each in names]
    for answers in await asyncio.gather(*asked):
        for each in answers.observations:
            if isinstance(each, Seen):
                print(json.dumps(fact_to_plain(each.fact)))
            elif isinstance(each, Gap):
                print(json.dumps({"gap": each.what, "why": each.why, "hint": each.hint}))
            else:
                print(json.dumps({"missed": each.what}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
