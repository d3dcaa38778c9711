"""The small office: laptop, switch, router, modem, provider and far side, each in its own namespace.

    laptop ─ switch ─ router ─ modem ═ (line) ═ access ─ core ─ transit ─┬─ 1.1.1.1
               host ┘                                      └ resolver    ├─ 8.8.8.8
                                                                         ├─ 9.9.9.9
                                                                         └─ web
The kernel forwards; the servers are real (`recipes.py` has them all), the modem's doors are ours. Modem and access
concentrator are joined by the user-space DSL line (`tests/lab/line`), whose physics the modem tells at its doors. The
modem is a bridge, or routes (`wiring.Form`).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.emulated.broadcom_text import DAY_S, QUARTER_S, BoxState
from tests.lab import servers
from tests.lab.errors import LabError
from tests.lab.line.control import Line
from tests.lab.line.tap import End
from tests.lab.modem import write_whole
from tests.lab.namespaces import Group, run_in
from tests.lab.plan import ANCHORS, Plan, draw
from tests.lab.recipes import MORE, RECIPES
from tests.lab.servers import Recipe
from tests.lab.wiring import LINE, Form, wire

MODEM_FILE = "modem.json"
RETRAIN_S, BOOT_S = (6.0, 7.0), (2.0, 3.0)
"""Ten times as fast as real ones, and still longer than the shortest outage that netdoc calls one."""


class Office:
    """A running office. Use as a context manager; on leaving nothing of it is left on the machine.

    Attributes:
        plan: every address of it.
        form: what the modem is.
        folder: logs, configurations and the modem's state; removed on leaving.
        line: the DSL line; it exists while the office is up. `line.set` changes what happens to it.
        dice: for counts and times, from the plan's seed.
        emulated_igd: the router's gateway device is ours, which can tell why a session ended; else miniupnpd.
        daemons: the running servers by name.
    """

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        form: Form = Form.BRIDGE,
        emulated_igd: bool = False,
        line: Mapping[str, Any] | None = None,
    ) -> None:
        """Draw an office; `line` gives fields of the line's settings that shall differ from the usual."""
        plan = plan or draw()
        self.plan = replace(plan, modem=plan.router_lan) if form is Form.COMBINED else plan
        self.form = form
        self.emulated_igd = emulated_igd
        self.group = Group(form.roles)
        self.folder = Path()
        self.daemons: dict[str, servers.Daemon] = {}
        self.dice = random.Random(self.plan.seed + 1)
        self.settings = self._settings(line or {})
        self.line: Line
        self._held: dict[str, Callable[[], None]] = {}
        self._left = ExitStack()

    def __enter__(self) -> Office:
        try:
            self.group.__enter__()
            self.folder = self.group.folder
            self.line = self._left.enter_context(self._lay_line())
            wire(self.group, self.plan, self.form, lay_line=False)
            self.tell_session("Connected", up_since=time.time() - self.plan.session_age_s)
            self.start_all(RECIPES)
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
        self._left.close()
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

    def start_all(self, names: Iterable[str]) -> None:
        """Start several of the office's servers at once."""
        for name in names:
            self.start(name, wait=False)
        for daemon in self.daemons.values():
            servers.wait_until_listening(daemon)

    def start(self, name: str, *, wait: bool = True) -> None:
        """Start one of the office's servers: one of `RECIPES`, or of `MORE`, which are started by who wants them."""
        self.run_beside(name, {**RECIPES, **MORE}[name](self), wait=wait)

    def run_beside(self, name: str, recipe: Recipe, *, wait: bool = True) -> None:
        """Start any program on a box; `stop` ends it, and so does leaving the office."""
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

    def _settings(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        dice = self.dice
        # No bin ends while a scenario runs: what is counted now would land in a bin already told.
        up_s = dice.randrange(4, 40) * DAY_S + dice.randrange(1, 95) * QUARTER_S + dice.uniform(120, 700)
        usual: dict[str, Any] = {
            "booted_ago_s": up_s,
            # The loss of sync before that is older than the modem remembers: two days.
            "showtime_ago_s": dice.uniform(2.1 * DAY_S, wanted.get("booted_ago_s", up_s) - 600),
            "profile_kbps": self.plan.line_rate_kbps,
            "retrain_s": RETRAIN_S,
            "boot_s": BOOT_S,
        }
        return {"line": {**usual, **wanted}, "path": {"delay_ms": self.plan.line_delay_ms}}

    def _lay_line(self) -> Line:
        """Return the line, not yet laid; the modem's login is in its state from the beginning."""
        plan, state_file = self.plan, self.folder / MODEM_FILE
        write_whole(state_file, BoxState(user=plan.modem_user, password=plan.modem_password).to_json())
        modem, near, access, far = LINE
        return Line(
            self.folder,
            near=End(self.namespace(modem), near),
            far=End(self.namespace(access), far),
            state_file=state_file,
            seed=plan.seed,
            settings=self.settings,
        )

    def box_state(self) -> BoxState:
        """Return what the modem tells now."""
        return BoxState.from_json((self.folder / MODEM_FILE).read_text())

    def hold(self, name: str, undo: Callable[[], None]) -> None:
        """Keep what undoes a fault until `release`."""
        self._held[name] = undo

    def holds(self, name: str) -> bool:
        """Say whether a fault of that name is in."""
        return name in self._held

    def release(self, name: str) -> None:
        """Undo a fault that was held."""
        self._held.pop(name)()

    def tell_session(
        self, status: str, *, last_error: str = "ERROR_NONE", up_since: float | None = None, external: str = ""
    ) -> None:
        """Set what the emulated gateway device tells of the session; `external` is another address than it has."""
        external = external or (str(self.plan.router_wan) if up_since is not None else "")
        told = {"status": status, "last_error": last_error, "up_since": up_since, "external": external, "ppp": True}
        write_whole(self.folder / "session.json", json.dumps(told))

    def story(self) -> str:
        """Return what a failed test has to know: the seed, the addresses, the ends of the logs."""
        logs = "\n".join(f"--- {each.name}\n{each.log_tail()}" for each in self.daemons.values())
        return f"lab office, seed {self.plan.seed}: {self.plan}\n{logs}"
