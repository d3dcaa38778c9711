"""Arrays of whole numbers as bytes, the lowest bytes of all first: what is alike lies together, for deflate."""

from __future__ import annotations

import sys
from array import array


def planes(values: array[int]) -> list[bytes]:
    """Return the lowest bytes of all values, then the next higher ones, and so on."""
    raw = _little_endian(values).tobytes()
    return [raw[plane :: values.itemsize] for plane in range(values.itemsize)]


def joined(into: array[int], raw: bytes) -> array[int]:
    """Return the values whose planes these bytes are, in an array of the type of `into`, which must be empty.

    Raises:
        ValueError: the planes are not of one length.
    """
    if into.itemsize == 1:
        into.frombytes(raw)
        return into
    count, rest = divmod(len(raw), into.itemsize)
    if rest:
        raise ValueError("planes of different lengths")
    woven = bytearray(len(raw))
    for plane in range(into.itemsize):
        woven[plane :: into.itemsize] = raw[plane * count : (plane + 1) * count]
    into.frombytes(woven)
    return _little_endian(into)


def _little_endian(values: array[int]) -> array[int]:
    if sys.byteorder == "big":  # stores are carried between machines
        values = values[:]
        values.byteswap()
    return values
