"""Which socket, modem and adapter are in use, by the steps recorded: each holds until the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netdoc.model.arm import Arm, Changed
from netdoc.model.facts.step import Action, Socket, Step

_FIELDS = ("socket", "socket_label", "modem", "modem_proven", "adapter", "filters_off", "behind_ups")
COMPARED = {
    Changed.SOCKET: "socket",
    Changed.MODEM: "modem",
    Changed.ADAPTER: "adapter",
    Changed.FILTERS: "filters_off",
    Changed.UPS: "behind_ups",
}
"""What makes two arrangements two arms, by the field that tells it."""


@dataclass(frozen=True, slots=True)
class Setup:
    """An arrangement. What nobody recorded is None."""

    socket: Socket | None = None
    socket_label: str | None = None
    modem: str | None = None
    modem_proven: bool = False
    adapter: str | None = None
    filters_off: bool | None = None
    behind_ups: bool | None = None

    @property
    def words(self) -> str:
        """The arrangement in words, as `modem SN-1 at the desk socket`."""
        if self == Setup():
            return "the arrangement as it was found"
        parts = [f"modem {self.modem}" if self.modem else "the modem"]
        if self.socket is not None:
            parts.append(f"at the {self.socket.value} socket")
        more = [f"adapter {self.adapter}"] if self.adapter else []
        if self.filters_off:
            more.append("nothing else on the line")
        if self.behind_ups is not None:
            more.append("fed through the UPS" if self.behind_ups else "fed from the wall")
        return ", ".join([" ".join(parts), *more])


def after(setup: Setup, step: Step) -> Setup:
    """Return the arrangement that holds from a step on."""
    said = {name: value for name in _FIELDS if (value := getattr(step, name)) is not None}
    if step.modem is not None and step.modem != setup.modem:
        said.setdefault("modem_proven", False)
    if step.socket is not None and step.socket is not setup.socket and step.socket_label is None:
        said["socket_label"] = None
    return replace(setup, **said)


def setups(steps: Sequence[Step]) -> tuple[Setup, ...]:
    """Return the arrangement before any step, and after each; the last one holds now."""
    held = [Setup()]
    for step in steps:
        held.append(after(held[-1], step))
    return tuple(held)


def differences(before: Setup, later: Setup) -> tuple[Changed, ...]:
    """Return what differs between two arrangements."""
    return tuple(each for each, field in COMPARED.items() if getattr(before, field) != getattr(later, field))


def is_arm_of(arm: Arm, setup: Setup) -> bool:
    """Return whether an arm was in that arrangement."""
    return all(getattr(arm, field) == getattr(setup, field) for field in COMPARED.values())


def found_before(setup: Setup, step: Step, *, modem: str | None = None) -> Step | None:
    """Return what a step says of the arrangement before it that no step had said, or None.

    Moving a modem to the test socket says that it stood at another one; the name of the modem that came out says
    which one was in use before. Without it the first arrangement has no name, and a swap back cannot be told from a
    third arrangement.
    """
    said: dict[str, object] = {}
    if setup.socket is None and (step.action is Action.TEST_SOCKET or step.socket is Socket.DESK):
        said["socket"] = Socket.DESK
    if step.filters_off is not None and setup.filters_off is None:
        said["filters_off"] = not step.filters_off
    if step.behind_ups is not None and setup.behind_ups is None:
        said["behind_ups"] = not step.behind_ups
    if modem is not None and setup.modem is None:
        said["modem"] = modem
    if step.adapter is not None and setup.adapter is None:
        owner = modem or setup.modem
        said["adapter"] = f"{owner}'s own" if owner else "the first one"
    if not said:
        return None
    named = after(Setup(), Step(did="", **said))  # type: ignore[arg-type]
    return Step(did=f"found on site: {named.words}", **said)  # type: ignore[arg-type]
