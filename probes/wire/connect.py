"""Put the adapters together. Each is imported and made at its first use: `netdoc run` starts without them all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from netdoc.ports import (
    Asked,
    Clock,
    Connects,
    Dns,
    Doors,
    Echo,
    Files,
    Http,
    Mail,
    Nut,
    Page,
    Ports,
    Raw,
    Reach,
    Secrets,
    SecureDns,
    Shell,
    Sizes,
    Snmp,
    TimeAuthorities,
    Times,
    Tool,
    Trace,
)

P = TypeVar("P")


def connect(clock: Clock, secrets: Secrets) -> Ports:
    """Return the real outside world, nothing of which is loaded yet."""
    return Ports(
        clock=clock,
        echo=_lazy(lambda: _echo(clock)),
        trace=_lazy(lambda: _trace(clock)),
        dns=_lazy(lambda: _dns(clock)),
        snmp=_lazy(lambda: _snmp(clock, secrets)),
        http=_lazy(lambda: _http(clock, secrets)),
        shell=_lazy(lambda: _shell(clock, secrets)),
        tool=_lazy(lambda: _tool(clock)),
        files=_lazy(_files),
        nut=_lazy(lambda: _nut(clock)),
        doors=_lazy(lambda: _doors(clock)),
        connects=_lazy(lambda: _connects(clock)),
        sizes=_lazy(lambda: _sizes(clock)),
        reach=_lazy(lambda: _reach(clock)),
        raw=_lazy(lambda: _raw(clock, secrets)),
        time_authorities=_lazy(_time_authorities),
        mail=_lazy(lambda: _mail(secrets)),
        times=_lazy(lambda: _times(clock)),
        asked=_lazy(lambda: _asked(clock)),
        page=_lazy(lambda: _page(clock)),
        secure_dns=_lazy(lambda: _secure_dns(clock)),
    )


class _Lazy(Generic[P]):
    """Stands in for an adapter until somebody asks something of it."""

    def __init__(self, make: Callable[[], P]) -> None:
        self._make = make
        self._made: P | None = None
        self._lock = threading.Lock()  # the ladder's thread and the event loop may both come first

    def __getattr__(self, name: str) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return getattr(self._made, name)


def _lazy(make: Callable[[], P]) -> P:
    """Return something with the methods of what `make` makes, which is made when the first is used."""
    return cast(P, _Lazy(make))


def _echo(clock: Clock) -> Echo:
    from probes.wire.echo import SystemEcho

    return SystemEcho(clock)


def _trace(clock: Clock) -> Trace:
    from probes.wire.trace import SystemTrace

    return SystemTrace(clock)


def _dns(clock: Clock) -> Dns:
    from probes.wire.dns import SystemDns

    return SystemDns(clock)


def _snmp(clock: Clock, secrets: Secrets) -> Snmp:
    from probes.wire.snmp import SystemSnmp

    return SystemSnmp(clock, secrets)


def _http(clock: Clock, secrets: Secrets) -> Http:
    from probes.wire.http import SystemHttp

    return SystemHttp(clock, secrets)


def _shell(clock: Clock, secrets: Secrets) -> Shell:
    from probes.wire.shell import SystemShell

    return SystemShell(clock, secrets)


def _tool(clock: Clock) -> Tool:
    from probes.wire.tool import SystemTool

    return SystemTool(clock)


def _files() -> Files:
    from probes.wire.files import SystemFiles

    return SystemFiles()


def _nut(clock: Clock) -> Nut:
    from probes.wire.nut import SystemNut

    return SystemNut(clock)


def _doors(clock: Clock) -> Doors:
    from probes.wire.knock import SystemDoors

    return SystemDoors(clock)


def _connects(clock: Clock) -> Connects:
    from probes.wire.attempts import SystemConnects

    return SystemConnects(clock)


def _sizes(clock: Clock) -> Sizes:
    from probes.wire.sizes import SystemSizes

    return SystemSizes(clock)


def _reach(clock: Clock) -> Reach:
    from probes.wire.reach import SystemReach

    return SystemReach(clock)


def _raw(clock: Clock, secrets: Secrets) -> Raw:
    from probes.wire.raw import SystemRaw

    return SystemRaw(clock, secrets)


def _time_authorities() -> TimeAuthorities:
    from probes.wire.time_authorities import SystemTimeAuthorities

    return SystemTimeAuthorities()


def _mail(secrets: Secrets) -> Mail:
    from probes.wire.mail import SystemMail

    return SystemMail(secrets)


def _times(clock: Clock) -> Times:
    from probes.wire.times import SystemTimes

    return SystemTimes(clock)


def _asked(clock: Clock) -> Asked:
    from probes.wire.asked import SystemAsked

    return SystemAsked(clock)


def _page(clock: Clock) -> Page:
    from probes.wire.page import SystemPage

    return SystemPage(clock)


def _secure_dns(clock: Clock) -> SecureDns:
    from probes.wire.secure_dns import SystemSecureDns

    return SystemSecureDns(clock)
