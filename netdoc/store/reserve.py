"""A file that holds some space: given up when the disk is full, so that the last words can still be written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

RESERVE_BYTES = 1 << 20
_BESIDES = RESERVE_BYTES
"""As much again must be free when the reserve is made: a disk with nothing but it is as good as full."""


class Reserve:
    """The file beside a store, with the store's name and `.reserve`."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".reserve")

    def make(self) -> bool:
        """Take the space, unless it is held already, and tell whether it is held.

        The blocks are really taken, so that a quota and a limit of file sizes count as well as the disk.
        """
        if self._is_whole():
            return True
        try:
            self._take()
        except OSError:
            self.release()
            return False
        return True

    def release(self) -> bool:
        """Give the space up; tell whether there was any."""
        was_whole = self._is_whole()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        return was_whole

    def _take(self) -> None:
        handle = os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.posix_fallocate(handle, 0, RESERVE_BYTES + _BESIDES)
            os.ftruncate(handle, RESERVE_BYTES)
        finally:
            os.close(handle)

    def _is_whole(self) -> bool:
        try:
            return self.path.stat().st_size == RESERVE_BYTES
        except OSError:
            return False
