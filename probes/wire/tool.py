"""Run a program as a child process: clean environment, no input, its own process group, hard limits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.ports import Clock

LIMIT_BYTES = 10_000_000
"""Standard output beyond this is refused: no tool of ours prints as much."""
LIMIT_ERROR_BYTES = 64_000
_USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_DRAIN_S = 0.5


class SystemTool:
    """`ports.Tool` on this computer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        """Return what the program printed to standard output.

        The child sees PATH, HOME, LANG=C and LC_ALL=C only: no proxy, no locale, no Python settings. Whatever
        it started dies with it.

        Raises:
            CannotMeasure: not installed, failed, overran its time or printed too much.
        """
        name = Path(argv[0]).name
        environment = _environment()
        program = shutil.which(argv[0], path=environment["PATH"])
        if program is None:
            raise CannotMeasure(f"the program {name} is not installed", hint=f"install {name}, then run again")
        try:
            child = await asyncio.create_subprocess_exec(
                program,
                *argv[1:],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        except (OSError, ValueError) as broken:
            raise CannotMeasure(f"{name} could not be started: {broken}", hint=f"try `{name}` by hand") from broken
        finished = False
        try:
            async with asyncio.timeout(timeout_s):
                printed, complaint = await _outputs(child)
                finished = len(printed) <= LIMIT_BYTES
                # a child cut off in mid-flood is collected below: asyncio waits for its pipe, which stands still
                status = await child.wait() if finished else None
        except TimeoutError:
            raise CannotMeasure(
                f"{name} did not finish within {timeout_s:g} s and was stopped",
                hint="a tool that hangs says nothing about the network; see the other measurements of that time",
            ) from None
        finally:
            if not finished:
                await end(child)
        if len(printed) > LIMIT_BYTES:
            raise CannotMeasure(f"{name} printed more than {LIMIT_BYTES // 1_000_000} MB and was stopped")
        if status != 0:
            why = last_line(complaint) or last_line(printed) or "without a message"
            raise CannotMeasure(f"{name} failed (exit status {status}): {why}", hint=f"try `{name}` by hand")
        return Capture(printed, self._clock.now(), "host", f"tool: {printable(' '.join([name, *argv[1:]]), 300)}")


async def _outputs(child: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """Read both pipes to their end, or until standard output is over its limit."""
    assert child.stdout is not None
    assert child.stderr is not None
    complaint = asyncio.create_task(bounded(child.stderr, LIMIT_ERROR_BYTES, drain=True))
    try:
        printed = await bounded(child.stdout, LIMIT_BYTES, drain=False)
        return printed, b"" if len(printed) > LIMIT_BYTES else await complaint
    finally:
        complaint.cancel()


async def bounded(stream: asyncio.StreamReader, limit: int, *, drain: bool) -> bytes:
    """Return at most `limit` + 1 bytes; with `drain` go on reading, so that the child never blocks on it."""
    held = bytearray()
    while chunk := await stream.read(65536):
        held += chunk[: limit + 1 - len(held)]
        if len(held) > limit and not drain:
            break
    return bytes(held)


async def end(child: asyncio.subprocess.Process) -> None:
    """Kill the whole process group, empty the pipes (else asyncio keeps them open) and collect the child."""
    _kill(child)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_S):
            for stream in (child.stdout, child.stderr):
                while stream is not None and await stream.read(65536):
                    pass
            await child.wait()


def _kill(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", _USUAL_PATH),
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C",
        "LC_ALL": "C",
    }


def last_line(output: bytes) -> str:
    lines = [line.strip() for line in output[-4000:].decode("utf-8", "replace").splitlines() if line.strip()]
    return printable(lines[-1], 200) if lines else ""


def printable(words: str, limit: int) -> str:
    """Return words without control characters, cut to `limit`: what a tool or device says goes to a terminal."""
    shown = "".join(each if each.isprintable() else "\ufffd" for each in words)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
