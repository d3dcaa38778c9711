"""A name server that takes its time: relays each datagram to the real one, and each answer back, late.

`python -m tests.emulated.slow_relay --bind 192.0.2.53 --port 5353 --to 192.0.2.53:53 --delay 1.5`
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

ANSWER_S = 5.0


class Relay(asyncio.DatagramProtocol):
    """Takes questions."""

    def __init__(self, server: tuple[str, int], delay_s: float) -> None:
        self.server, self.delay_s = server, delay_s
        self._transport: asyncio.DatagramTransport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.ensure_future(self._relay(data, addr))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _relay(self, question: bytes, asker: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        heard: asyncio.Future[bytes] = loop.create_future()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Answer(heard), remote_addr=self.server)
        try:
            transport.sendto(question)
            answer = await asyncio.wait_for(heard, ANSWER_S)
        except (TimeoutError, OSError):
            return
        finally:
            transport.close()
        await asyncio.sleep(self.delay_s)
        if self._transport is not None:
            self._transport.sendto(answer, asker)


class _Answer(asyncio.DatagramProtocol):
    def __init__(self, heard: asyncio.Future[bytes]) -> None:
        self.heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self.heard.done():
            self.heard.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.heard.done():
            self.heard.set_exception(exc)


async def main() -> None:
    """Relay until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulated.slow_relay")
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", required=True)
    parser.add_argument("--delay", type=float, required=True)
    asked = parser.parse_args()
    host, _, port = asked.to.partition(":")
    relay = Relay((host, int(port)), asked.delay)
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: relay, local_addr=(asked.bind, asked.port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
