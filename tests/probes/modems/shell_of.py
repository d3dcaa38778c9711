"""A shell whose box knows some commands, for tests of how a driver asks; no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.site import Device

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class ShellOf:
    """`answers` outside the subshell, `in_shell` behind `sh`; `seen` is every session's list of commands."""

    def __init__(self, answers: Mapping[str, str], in_shell: Mapping[str, str] | None = None) -> None:
        self.answers, self.in_shell = dict(answers), in_shell
        self.seen: list[tuple[str, ...]] = []

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        self.seen.append(tuple(commands))
        known, taken = self.answers, []
        for each in commands:
            text = known.get(each, f"{each}: not found\n")
            if each == "sh" and self.in_shell is not None:
                known, text = dict(self.in_shell), ""
            taken.append(Capture(text.encode("latin-1"), NOON, "modem", f"telnet: {each}"))
        return taken


def ports_of(**ports: Any) -> Any:
    """Return ports of which only these are asked."""
    return SimpleNamespace(**ports)
