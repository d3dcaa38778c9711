"""How the raw worker writes down what it heard: bounded, printable, whole bytes as hex."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
MOST_HEX_BYTES = 700


def quietly(read: Callable[[], T]) -> T | None:
    """Return what is read, or None where a stranger's bytes made the reading fail, in whatever way."""
    try:
        return read()
    except Exception:
        return None


def mac_text(mac: bytes) -> str:
    """Return a hardware address with colons."""
    return mac.hex(":")


def hexed(frame: bytes) -> str:
    """Return a frame's bytes, or its beginning where it is long."""
    return frame[:MOST_HEX_BYTES].hex()


def printable(words: str, limit: int) -> str:
    """Return words without control characters, cut to `limit`."""
    return "".join(each if each.isprintable() else "\ufffd" for each in words)[:limit]
