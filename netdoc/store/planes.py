"""Arrays of whole numbers as bytes, the lowest bytes of all first: what is alike lies together, for deflate."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence


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
    return woven(into, [raw[plane * count : (plane + 1) * count] for plane in range(into.itemsize)])


def woven(into: array[int], parts: Sequence[bytes]) -> array[int]:
    """Return the same of planes that are apart already, as many as a value has bytes.

    Raises:
        ValueError: they are not of one length.
    """
    width = into.itemsize
    raw = bytearray(width * len(parts[0]))
    for plane, part in enumerate(parts):
        raw[plane::width] = part
    into.frombytes(raw)
    return _little_endian(into)


def _little_endian(values: array[int]) -> array[int]:
    if sys.byteorder == "big":  # stores are carried between machines
        values = values[:]
        values.byteswap()
    return values
