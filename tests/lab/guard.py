"""Closes a process's sockets to the outside. A guard on real sockets, not a stand-in for behaviour.

A test's traffic stays on loopback and UNIX sockets. What a test wants to send through a network of its own
runs in a child process inside a namespace (`tests.lab.namespaces.run_in`, `tests.lab.run.run_netdoc`).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_LOCAL_FAMILIES = {socket.AF_UNIX, socket.AF_NETLINK}
_NAMES = {"", "localhost", "ip6-localhost"}


class SentOutside(AssertionError):
    """A test tried to send something off this machine."""


def _check(handle: socket.socket, address: Any) -> None:
    if handle.family in _LOCAL_FAMILIES:
        return
    host = address[0] if isinstance(address, tuple) and address else address
    if handle.family in (socket.AF_INET, socket.AF_INET6) and _is_local(host):
        return
    raise SentOutside(
        f"a test tried to reach {address!r} from its own process; only loopback is open: run the traffic in a "
        "child process inside a namespace (tests/lab/namespaces.py), or use a server on 127.0.0.1"
    )


def _is_local(host: object) -> bool:
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() in _NAMES


def _guarded(name: str, where: Callable[[tuple[Any, ...]], Any]) -> Callable[..., Any]:
    real = getattr(socket.socket, name)

    def call(self: socket.socket, *args: Any, **kwargs: Any) -> Any:
        address = where(args)
        if address is not None:
            _check(self, address)
        return real(self, *args, **kwargs)

    return call


def _numeric_only(*args: Any, **kwargs: Any) -> Any:
    host = args[0] if args else kwargs.get("host")
    if host is not None and not _is_local(host):
        try:
            ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
        except ValueError:
            raise SentOutside(f"a test asked the machine's resolver for {host!r}; no name is looked up here") from None
    return _REAL_GETADDRINFO(*args, **kwargs)


_REAL_GETADDRINFO = socket.getaddrinfo


@contextmanager
def closed_to_the_outside() -> Iterator[None]:
    """Raise SentOutside for every connect or send that leaves loopback, and for every name lookup."""
    addressed: dict[str, Callable[[tuple[Any, ...]], Any]] = {
        "connect": lambda args: args[0],
        "connect_ex": lambda args: args[0],
        "sendto": lambda args: args[-1],
        "sendmsg": lambda args: args[3] if len(args) > 3 else None,
    }
    own = {name: socket.socket.__dict__.get(name) for name in addressed}
    for name, where in addressed.items():
        setattr(socket.socket, name, _guarded(name, where))
    socket.getaddrinfo = _numeric_only
    try:
        yield
    finally:
        socket.getaddrinfo = _REAL_GETADDRINFO
        for name, before in own.items():
            if before is None:
                delattr(socket.socket, name)
            else:
                setattr(socket.socket, name, before)
