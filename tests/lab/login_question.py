"""Try a login from inside a namespace, by the real probe and ports: `python -m tests.lab.login_question VLAN`.

LAB_USER and LAB_PASSWORD hold the login, the argument the tag of the site file (0: none). Prints the fact.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from netdoc.app.asking import ask
from netdoc.model.codec import fact_to_plain
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Access, Site
from netdoc.ports import Credential
from probes import connect, pppoe_session
from tests.probes.wire.loopback import RealClock


class _Held:
    def find(self, name: str) -> Credential | None:
        return Credential(password=os.environ["LAB_PASSWORD"]) if name == "session" else None


async def main(vlan: int) -> None:
    """Try once."""
    access = Access(vlan=vlan or None, username=os.environ["LAB_USER"])
    site = Site(id="lab", at_modem=True, logs_in=True, session=access)
    answers = await ask(pppoe_session.PROBE, site, connect(RealClock(), _Held()), timeout_s=30)
    for each in answers.captures:
        assert os.environ["LAB_PASSWORD"].encode() not in each.body
        assert os.environ["LAB_USER"].encode() not in each.body
    for each in answers.observations:
        if isinstance(each, Seen):
            print(json.dumps(fact_to_plain(each.fact)))
        elif isinstance(each, Gap):
            print(json.dumps({"gap": each.what, "why": each.why, "hint": each.hint}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
