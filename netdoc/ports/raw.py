"""Raw packets, by the one process that sends and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture


class Raw(Protocol):
    """Raw packets by the one worker process; each call is one job of a closed list. Linux, and a right, are needed.

    A capture's body is JSON lines: what was sent, each answer decoded and with its frame in hex, the job's end.
    All raise CannotMeasure: no right, no worker, or a worker that broke, hung or talked nonsense.
    """

    async def dhcp(self, interface: str, *, listen_s: float) -> Capture:
        """Send one DHCPDISCOVER with the interface's own MAC and tell every OFFER; no lease is taken."""

    async def arp(self, interface: str, addresses: Sequence[str]) -> Capture:
        """Ask by ARP Probes (RFC 5227) who holds these addresses, and count the broadcasts heard meanwhile."""

    async def pppoe(self, interface: str, vlans: Sequence[int | None]) -> Capture:
        """Send PADIs (RFC 2516), untagged (None) and with these VLAN tags, and tell every PADO; no session is begun."""

    async def nd(self, interface: str) -> Capture:
        """Send Router Solicitations without a sender address (RFC 4861) and tell every Router Advertisement."""

    async def login(self, interface: str, vlans: Sequence[int | None], *, user: str, entry: str) -> Capture:
        """Try one login by PPP over Ethernet (RFC 2516), the first tag alone before the others, and end its session.

        The provider may end a session that stands elsewhere. The capture holds a mark of the user name in place of it.

        Args:
            interface: where the modem is.
            vlans: tags; None is untagged.
            user: name to log in with; empty: the one of the entry.
            entry: name of the entry of the secrets file that holds the password.
        """


class NoRaw:
    """Stands for `Raw` where nothing can send raw packets."""

    async def dhcp(self, interface: str, *, listen_s: float) -> Capture:
        """Raises CannotMeasure."""
        raise _no_raw()

    async def arp(self, interface: str, addresses: Sequence[str]) -> Capture:
        """Raises CannotMeasure."""
        raise _no_raw()

    async def pppoe(self, interface: str, vlans: Sequence[int | None]) -> Capture:
        """Raises CannotMeasure."""
        raise _no_raw()

    async def nd(self, interface: str) -> Capture:
        """Raises CannotMeasure."""
        raise _no_raw()

    async def login(self, interface: str, vlans: Sequence[int | None], *, user: str, entry: str) -> Capture:
        """Raises CannotMeasure."""
        raise _no_raw()


def _no_raw() -> CannotMeasure:
    return CannotMeasure("nothing here sends raw packets", hint="run netdoc on a Linux computer")
