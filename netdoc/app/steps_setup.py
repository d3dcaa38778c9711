"""Which socket, modem and adapter are in use, by the steps recorded: each holds until the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def with_step(past: Sequence[Setup], step: Step) -> tuple[Setup, ...]:
    """Return the arrangements so far and the one that a step begins.

    What the step says of the one before it is filled in where nobody had said it: a modem that moves to the test
    socket stood at another one.
    """
    implied = _implied(past[-1], step)
    named = tuple(_named(each, implied) for each in past)
    return (*named, after(named[-1], step))


def setups(steps: Sequence[Step]) -> tuple[Setup, ...]:
    """Return the arrangement before any step, and after each; the last one holds now."""
    held: tuple[Setup, ...] = (Setup(),)
    for step in steps:
        held = with_step(held, step)
    return held


def _implied(before: Setup, step: Step) -> Mapping[str, object]:
    said: dict[str, object] = {}
    if before.socket is None and (step.action is Action.TEST_SOCKET or step.socket is Socket.DESK):
        said["socket"] = Socket.DESK
    if before.filters_off is None and step.filters_off is not None:
        moved = step.filters_off or step.action is Action.FILTER_OUT
        said["filters_off"] = not step.filters_off if moved else step.filters_off
    if before.behind_ups is None and step.action is Action.UPS_BYPASS:
        said["behind_ups"] = not step.behind_ups
    if before.modem is None and step.replaced is not None:
        said["modem"] = step.replaced
    return said


def _named(setup: Setup, said: Mapping[str, object]) -> Setup:
    return replace(setup, **{name: value for name, value in said.items() if getattr(setup, name) is None})  # type: ignore[arg-type]


def differences(before: Setup, later: Setup) -> tuple[Changed, ...]:
    """Return what differs between two arrangements."""
    return tuple(each for each, field in COMPARED.items() if getattr(before, field) != getattr(later, field))


def is_arm_of(arm: Arm, setup: Setup) -> bool:
    """Return whether an arm was in that arrangement; an adapter that nobody named may be any."""
    same_place = (arm.socket or Socket.DESK) is (setup.socket or Socket.DESK)
    same_line = bool(arm.filters_off) is bool(setup.filters_off) and arm.behind_ups is setup.behind_ups
    same_adapter = arm.adapter == setup.adapter or arm.adapter is None or setup.adapter is None
    same_modem = arm.modem == setup.modem or arm.modem is None or setup.modem is None
    return same_place and same_line and same_modem and same_adapter
