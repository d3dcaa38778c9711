"""The small office: laptop, switch, router, bridge modem, provider and far side, each in its own namespace.

    laptop ─ switch ─ router ─ modem ═ (line) ═ access ─ core ─ transit ─┬─ 1.1.1.1
               host ┘                                      └ resolver    ├─ 8.8.8.8
                                                                         ├─ 9.9.9.9
                                                                         └─ web
The kernel forwards; the servers are real (dnsmasq, unbound, nginx, miniupnpd), the modem's telnet is ours.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.emulated.broadcom_text import DAY_S, QUARTER_S
from tests.lab import modem, servers
from tests.lab.errors import LabError
from tests.lab.modem import Modem, write_whole
from tests.lab.namespaces import Group, run_in
from tests.lab.plan import ANCHORS, WEB_NAME, ZONE, Plan, draw
from tests.lab.servers import Recipe
from tests.lab.wiring import ANCHOR_ROLES, ROLES, wire


class Office:
    """A running office. Use as a context manager; on leaving nothing of it is left on the machine.

    Attributes:
        plan: every address of it.
        folder: logs, configurations and the modem's state; removed on leaving.
        modem: what the emulated modem knows; `tell_modem` after a change.
        dice: for counts and times, from the plan's seed.
        line_lost_at: when the line was last lost, in seconds since 1970.
        emulated_igd: the router's gateway device is ours, which can tell why a session ended; else miniupnpd.
        daemons: the running servers by name.
    """

    def __init__(self, plan: Plan | None = None, *, emulated_igd: bool = False) -> None:
        self.plan = plan or draw()
        self.emulated_igd = emulated_igd
        self.group = Group(ROLES)
        self.folder = Path()
        self.daemons: dict[str, servers.Daemon] = {}
        self.dice = random.Random(self.plan.seed + 1)
        self.modem = self._modem()
        self.line_lost_at = 0.0
        self._held: dict[str, Callable[[], None]] = {}

    def __enter__(self) -> Office:
        try:
            self.group.__enter__()
            self.folder = self.group.folder
            wire(self.group, self.plan)
            self.tell_modem()
            self.tell_session("Connected", up_since=time.time() - self.plan.session_age_s)
            for name in RECIPES:
                self.start(name, wait=False)
            for daemon in self.daemons.values():
                servers.wait_until_listening(daemon)
            self._wait_until_carrying()
        except BaseException as broken:
            self.__exit__(type(broken), broken, broken.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note(self.story())
        self.group.__exit__()
        for daemon in self.daemons.values():
            daemon.process.wait(timeout=5)
        self.daemons.clear()

    def _wait_until_carrying(self) -> None:
        """Bridges and ports need up to a second to come up: return when every path carries packets.

        Raises:
            LabError: one does not, after 5 s.
        """
        waiting = {*ANCHORS, str(self.plan.modem), str(self.plan.isp_resolver.far), str(self.plan.web.far)}
        deadline = time.monotonic() + 5
        while waiting:
            waiting = {each for each in waiting if not self.succeeds("laptop", "ping", "-qc1", "-W0.3", each)}
            if waiting and time.monotonic() > deadline:
                raise LabError(f"the laptop does not reach {sorted(waiting)}")

    def namespace(self, role: str) -> str:
        """Return a box's namespace, as `ip netns` knows it."""
        return self.group.name(role)

    def run(self, role: str, *argv: str, timeout_s: float = 10, text: str | None = None) -> str:
        """Run a command on a box and return what it printed.

        Raises:
            LabError: it failed or overran its time.
        """
        return run_in(self.namespace(role), argv, timeout_s=timeout_s, text=text).stdout

    def succeeds(self, role: str, *argv: str, timeout_s: float = 10) -> bool:
        """Say whether a command on a box ends with exit code 0."""
        return run_in(self.namespace(role), argv, timeout_s=timeout_s, check=False).returncode == 0

    def start(self, name: str, *, wait: bool = True) -> None:
        """Start one of the office's servers."""
        recipe = RECIPES[name](self)
        daemon = servers.start(name, self.namespace(recipe.role), recipe, self.folder)
        self.daemons[name] = daemon
        if wait:
            servers.wait_until_listening(daemon)

    def stop(self, name: str) -> None:
        """End one of the office's servers.

        Raises:
            LabError: it does not run.
        """
        daemon = self.daemons.pop(name, None)
        if daemon is None:
            raise LabError(f"{name} does not run")
        servers.stop(daemon)

    def _modem(self) -> Modem:
        dice, now = self.dice, time.time()
        # No bin ends while a scenario runs: what is counted now would land in a bin already told.
        up_s = dice.randrange(4, 40) * DAY_S + dice.randrange(1, 95) * QUARTER_S + dice.uniform(120, 700)
        return Modem(
            user=self.plan.modem_user,
            password=self.plan.modem_password,
            booted_at=now - up_s,
            showtime_at=now - dice.uniform(2 * 3600, up_s - 60),
            rate=(dice.randrange(20_000, 100_000), dice.randrange(4_000, 20_000)),
            margin=(round(dice.uniform(7, 11), 1), round(dice.uniform(6, 10), 1)),
        )

    def tell_modem(self) -> None:
        """Let the emulated modem tell what `modem` holds now."""
        write_whole(self.folder / "modem.json", self.modem.state(time.time()).to_json())

    def hold(self, name: str, undo: Callable[[], None]) -> None:
        """Keep what undoes a fault until `release`."""
        self._held[name] = undo

    def holds(self, name: str) -> bool:
        """Say whether a fault of that name is in."""
        return name in self._held

    def release(self, name: str) -> None:
        """Undo a fault that was held."""
        self._held.pop(name)()

    def tell_session(self, status: str, *, last_error: str = "ERROR_NONE", up_since: float | None = None) -> None:
        """Set what the emulated gateway device tells of the session."""
        external = str(self.plan.router_wan) if up_since is not None else ""
        told = {"status": status, "last_error": last_error, "up_since": up_since, "external": external, "ppp": True}
        write_whole(self.folder / "session.json", json.dumps(told))

    def story(self) -> str:
        """Return what a failed test has to know: the seed, the addresses, the ends of the logs."""
        logs = "\n".join(f"--- {each.name}\n{each.log_tail()}" for each in self.daemons.values())
        return f"lab office, seed {self.plan.seed}: {self.plan}\n{logs}"


def _router_dns(office: Office) -> Recipe:
    plan = office.plan
    return servers.dns_forwarder("router", plan.router_lan, upstream=plan.isp_resolver.far)


def _isp_dns(office: Office) -> Recipe:
    plan = office.plan
    return servers.unbound(office.folder, "resolver", plan.isp_resolver.far, ZONE, {WEB_NAME: plan.web.far})


def _web(office: Office) -> Recipe:
    return servers.nginx(office.folder, "web", office.plan.web.far)


def _igd(office: Office) -> Recipe:
    plan = office.plan
    if office.emulated_igd:
        return servers.emulated_igd("router", plan.router_lan, plan.igd_port, office.folder / "session.json")
    return servers.miniupnpd(office.folder, "router", port=plan.igd_port, inside="lan0", outside="wan0")


def _modem_telnet(office: Office) -> Recipe:
    return modem.telnet("modem", office.plan.modem, office.folder / "modem.json")


def _public_dns(number: int) -> Callable[[Office], Recipe]:
    def recipe(office: Office) -> Recipe:
        return servers.public_dns(ANCHOR_ROLES[number], ANCHORS[number], ZONE, {WEB_NAME: office.plan.web.far})

    return recipe


RECIPES: dict[str, Callable[[Office], Recipe]] = {
    "modem_telnet": _modem_telnet,
    "isp_dns": _isp_dns,
    "igd": _igd,
    "router_dns": _router_dns,
    "web": _web,
    **{f"{role}_dns": _public_dns(number) for number, role in enumerate(ANCHOR_ROLES)},
}
"""Every server of the office, the slowest to start first."""
