"""A Broadcom modem on telnet, emulated: driver text and uptime.

Its line and box are a `BoxState`, held in memory or in a small JSON file that is read anew at each command, so
that a scenario changes the line while the box runs. All instants are seconds since 1970.

    python -m tests.emulated.broadcom_telnet --bind 127.0.0.1 --port 2323 --state box.json
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from pathlib import Path

from tests.emulated.broadcom_text import BoxState, driver_text
from tests.emulated.telnet_box import Session, TelnetBox


class Box(TelnetBox):
    """Serves a state."""

    def __init__(self, state: BoxState | None = None, file: Path | None = None) -> None:
        super().__init__()
        self._state = state or BoxState()
        self._file = file

    @property
    def state(self) -> BoxState:
        """The state as it is now."""
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):  # half written: keep the last good one
                self._state = BoxState.from_json(self._file.read_text())
        return self._state

    async def answer(self, session: Session, command: str) -> bool:
        """Answer the driver's text and the box's uptime."""
        state = self.state
        closed_cli = session.has("needs_sh") and session.shell_prompt is None
        if command == "sh" and closed_cli:
            session.shell_prompt = "# "
            await session.say(
                "\nBusyBox v1.9.1 built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n"
            )
        elif command == f"{state.program} info --stats" and not closed_cli:
            return await session.whole_or_half(driver_text(state, time.time()))
        elif command == "cat /proc/uptime" and not closed_cli and not session.has("no_uptime"):
            up_s = time.time() - state.booted_at
            await session.say(f"{up_s:.2f} {up_s * 0.9:.2f}\n")
        else:
            await session.say(f"{command.split(maxsplit=1)[0]}: not found\n")
        return True


async def _main() -> None:
    parser = argparse.ArgumentParser(description="An emulated Broadcom modem on telnet.")
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=23)
    parser.add_argument("--state", type=Path, help="JSON file of a BoxState, read anew at each command")
    parser.add_argument("--print-state", action="store_true", help="print a default state as JSON and stop")
    args = parser.parse_args()
    if args.print_state:
        print(BoxState().to_json())
        return
    port = await Box(file=args.state).start(args.bind, args.port)
    print(f"listening on {args.bind} port {port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main())
