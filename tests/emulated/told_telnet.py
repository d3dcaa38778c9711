"""A box on telnet that tells fixed answers: the manners of `broadcom_telnet`, the words of another family."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from tests.emulated.broadcom_telnet import Box, _Session
from tests.emulated.broadcom_text import BoxState


class ToldBox(Box):
    """Answers what it was told to."""

    def __init__(self, answers: Mapping[str, str], state: BoxState) -> None:
        super().__init__(state)
        self.answers = answers

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.open_now += 1
        try:
            await _Told(self, reader, writer).talk()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


class _Told(_Session):
    async def _answer(self, command: str) -> bool:
        assert isinstance(self.box, ToldBox)
        if command not in self.box.answers:
            await self.say(f"Unknown command: {command}\n")
        elif self.has("drop_mid_answer"):
            text = self.box.answers[command]
            await self.say(text[: len(text) // 2])
            return False
        else:
            await self._paged(self.box.answers[command])
        return True
