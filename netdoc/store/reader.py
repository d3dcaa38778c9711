"""Numbers and pieces read off the front of a woven form; `columns` says how they are written."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=256)
def _run_of(count: int) -> re.Pattern[bytes]:
    """Return what matches so many numbers: the last byte of each is less than 128."""
    return re.compile(rb"(?:[\x80-\xff]*+[\x00-\x7f]){%d}+" % count)


class Reader:
    """Reads numbers and pieces off the front of bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether all of them were read."""
        return self._at == len(self._data)

    def number(self) -> int:
        """Return the next number."""
        return self.numbers(1)[0]

    def numbers(self, count: int) -> list[int]:
        """Return the next numbers.

        Raises:
            ValueError: there are not so many.
        """
        piece = self._data[self._at : self._at + count]
        if len(piece) == count and piece.isascii():  # one byte each, as nearly all are
            self._at += count
            return list(piece)
        following = iter(memoryview(self._data)[self._at :]).__next__
        found, longer = [], 0
        try:
            for _ in range(count):
                byte = following()
                if byte > 0x7F:
                    value, shift = byte & 0x7F, 7
                    while (byte := following()) > 0x7F:
                        value |= (byte & 0x7F) << shift
                        shift += 7
                    byte, longer = value | byte << shift, longer + shift // 7
                found.append(byte)
        except StopIteration:
            raise ValueError("it is cut off") from None
        self._at += count + longer
        return found

    def raw_numbers(self, count: int) -> bytes:
        """Return the bytes of the next numbers, for who knows them by sight.

        Raises:
            ValueError: there are not so many.
        """
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise ValueError("it is cut off")
        if not piece.isascii():
            found = _run_of(count).match(self._data, self._at)
            if found is None:
                raise ValueError("it is cut off")
            piece = found.group()
        self._at += len(piece)
        return piece

    def take(self, length: int) -> bytes:
        """Return the next bytes.

        Raises:
            ValueError: there are not so many.
        """
        piece = self._data[self._at : self._at + length]
        if len(piece) != length:
            raise ValueError("it is cut off")
        self._at += length
        return piece
