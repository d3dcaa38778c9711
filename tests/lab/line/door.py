"""The control socket: one JSON object a line asks, one answers; never waits for a slow client."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.lab.errors import LabError

MOST_BYTES = 65_536
Deeds = Mapping[str, Callable[..., dict[str, Any]]]


class Door:
    """Listens at a path. `{"do": "set", "with": {...}}` calls the deed `set` with the object, if there is one."""

    def __init__(self, path: Path, deeds: Deeds) -> None:
        """Listen; the path must be free or a socket that was left."""
        path.unlink(missing_ok=True)
        self._path, self._deeds = path, deeds
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(8)
        self._listener.setblocking(False)
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}
        self.handles = [self._listener.fileno()]

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_: object) -> None:
        for handle in list(self._clients):
            self._leave(handle)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def serve(self, handle: int) -> None:
        """Do what a readable handle asks."""
        if handle == self._listener.fileno():
            client, _ = self._listener.accept()
            client.setblocking(False)
            self._clients[client.fileno()] = (client, bytearray())
            self.handles.append(client.fileno())
            return
        client, held = self._clients[handle]
        try:
            heard = client.recv(4096)
            held += heard
            while b"\n" in held:
                line, _, rest = bytes(held).partition(b"\n")
                held[:] = rest
                client.sendall(json.dumps(self._answer(line)).encode() + b"\n")
        except OSError:  # it left, or does not listen to what it asked
            heard = b""
        if not heard or len(held) > MOST_BYTES:
            self._leave(handle)

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            given = [asked["with"]] if "with" in asked else []
            if not all(isinstance(each, dict) for each in given):
                raise ValueError("`with` is no object")
            return self._deeds[asked["do"]](*given)
        except LabError as wrong:
            return {"error": str(wrong)}
        except (ValueError, LookupError, TypeError) as wrong:
            return {"error": f"not understood: {line[:200]!r}: {wrong!r}"}

    def _leave(self, handle: int) -> None:
        client, _ = self._clients.pop(handle)
        self.handles.remove(handle)
        client.close()
