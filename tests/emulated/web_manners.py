"""What a box on the web does to a client, besides answering: bad manners that every emulated web box can have."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.probes.wire.loopback import Asked, page

Reply = Callable[[Asked], bytes]
"""What a box answers to a request, as whole HTTP answers."""


@dataclass
class Manners:
    """Bad manners, each for the requests whose line or body holds a text; none by default."""

    drops: str = ""
    """The connection is closed without an answer."""
    halves: str = ""
    """Half of the answer comes, then the connection is closed."""
    sleeps: str = ""
    """No answer comes for a minute."""
    garbles: str = ""
    """The answer is no JSON."""
    busy: str = ""
    """HTTP status 503."""
    sends_away: str = ""
    """A redirect to another host."""
    seen: list[str] = field(default_factory=list)
    """The requests as they came, one text each."""

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter, reply: Reply) -> None:
        """Answer a request, or misbehave."""
        text = f"{asked.line} {asked.body.decode()}"
        self.seen.append(text)

        def is_for(words: str) -> bool:
            return bool(words) and words in text

        if is_for(self.drops):
            return
        if is_for(self.sleeps):
            await asyncio.sleep(60)
        if is_for(self.busy):
            writer.write(page(b"try later", "503 Service Unavailable"))
        elif is_for(self.sends_away):
            writer.write(page(b"", "302 Found", "Location: http://198.51.100.9/login"))
        elif is_for(self.garbles):
            writer.write(page(b"<html>Bitte warten</html>"))
        elif is_for(self.halves):
            whole = reply(asked)
            writer.write(whole[: len(whole) - 40])
        else:
            writer.write(reply(asked))

    def count(self, words: str) -> int:
        """Return how many requests held a text."""
        return sum(words in each for each in self.seen)
