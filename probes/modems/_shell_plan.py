"""Ask a box by telnet what it may know under several names, in one session, and remember what worked.

Boxes of one family differ in the command. At the first meeting all are sent in one session, in which an unknown
command costs a line of complaint; from then on only those that were answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Ports

SUBSHELL = "sh"
"""Opens the shell behind a closed command line; answers nothing itself."""


class ShellPlan:
    """The commands of one family.

    Args:
        alternatives: sets of commands that tell the same thing; the best answered set is kept.
        extras: commands that tell something else, sent first.
        useful: how good an answer is; 0 when it is none of this family.
        timeout_s: for one session of all commands.
    """

    def __init__(
        self,
        alternatives: Sequence[Sequence[str]],
        extras: Sequence[str],
        useful: Callable[[Capture], int],
        *,
        timeout_s: float,
    ) -> None:
        self._alternatives, self._extras, self._useful, self._timeout_s = alternatives, extras, useful, timeout_s
        self._remembered: dict[tuple[str, int | None], tuple[str, ...]] = {}

    async def ask(self, device: Device, ports: Ports) -> list[Capture]:
        """Return the useful answers; the first answer of all when none is, as evidence of what the box said."""
        key = (device.address, device.port)
        if key in self._remembered:
            taken = await ports.shell.run(device, self._remembered[key], timeout_s=self._timeout_s)
            kept = [each for each in taken if self._useful(each)]
            if kept:
                return kept
            del self._remembered[key]
        commands = (*self._extras, *(command for each in self._alternatives for command in each))
        taken = await ports.shell.run(device, commands, timeout_s=self._timeout_s)
        chosen = self._chosen(list(zip(commands, taken, strict=False)))
        kept = [capture for _, capture in chosen if self._useful(capture)]
        if kept and len(taken) == len(commands):  # a session that broke off has not shown what the box knows
            self._remembered[key] = tuple(command for command, _ in chosen)
        return kept or list(taken[:1])

    def _chosen(self, answers: list[tuple[str, Capture]]) -> list[tuple[str, Capture]]:
        """Return the answered extras and the answered commands of the best alternative, with what opens it."""
        extras = [(command, each) for command, each in answers[: len(self._extras)] if self._useful(each)]
        first = len(self._extras)
        best: list[tuple[str, Capture]] = []
        best_worth = 0
        for commands in self._alternatives:
            part = answers[first : first + len(commands)]
            first += len(commands)
            worth = max((self._useful(each) for _, each in part), default=0)
            if worth > best_worth:
                best_worth = worth
                best = [(command, each) for command, each in part if command == SUBSHELL or self._useful(each)]
        return extras + best
