"""The measuring computer's own state as files: one wired card, its routes, its neighbour, its clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address

from tests.sim.clock import SimClock
from tests.sim.story import Trouble
from tests.sim.world import World

CARD = "/sys/class/net/eth0"
_ROUTE_HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
_ARP_HEAD = "IP address       HW type     Flags       HW address            Mask     Device\n"
_DEV_HEAD = (
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls\n"
)
_STEADY = {
    f"{CARD}/type": "1",
    f"{CARD}/ifindex": "2",
    f"{CARD}/flags": "0x1003",
    f"{CARD}/mtu": "1500",
    f"{CARD}/device/uevent": "DRIVER=e1000e",
    "netdoc:adjtimex": "state=0 status=0x2001 maxerror_us=143500 esterror_us=0 offset=-1843 tai_s=37",
}


class SimFiles:
    """Implements `ports.Files`."""

    def __init__(self, world: World, clock: SimClock) -> None:
        self._world, self._clock = world, clock
        office = world.office
        self._steady = {path: f"{text}\n".encode() for path, text in _STEADY.items()}
        self._steady["/etc/resolv.conf"] = f"nameserver {office.router}\nnameserver {office.resolver}\n".encode()
        self._steady["/etc/timezone"] = b"Europe/Rome\n"
        own = f"     |-- {office.plan.laptop}\n        /32 host LOCAL\n"
        self._steady["/proc/net/fib_trie"] = f"Local:\n  +-- 0.0.0.0/0 3 0 5\n{own}".encode()

    def read(self, path: str) -> bytes | None:
        """Return a file's content at this instant."""
        if path.startswith(CARD) and self._no_card():
            return None
        steady = self._steady.get(path)
        if steady is not None:
            return steady
        make: Callable[[], str] | None = {
            "/proc/net/dev": self._counters,
            "/proc/net/route": self._routes,
            "/proc/net/arp": self._neighbours,
            f"{CARD}/carrier": lambda: f"{int(self._linked())}\n",
            f"{CARD}/operstate": lambda: "up\n" if self._linked() else "down\n",
            f"{CARD}/carrier_changes": lambda: f"{2 + self._changes()}\n",
            f"{CARD}/speed": lambda: "1000\n" if self._linked() else "-1\n",
            f"{CARD}/duplex": lambda: "full\n" if self._linked() else "unknown\n",
        }.get(path)
        return make().encode() if make else None

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in a folder."""
        inside = ("carrier", "device", "duplex", "flags", "ifindex", "mtu", "operstate", "speed", "statistics", "type")
        return inside if folder.rstrip("/") == CARD and not self._no_card() else ()

    def _no_card(self) -> bool:
        gone = self._world.going_on(Trouble.NO_NETWORK, self._clock.true_s)
        return gone is not None and gone.amount > 0

    def _linked(self) -> bool:
        return self._world.going_on(Trouble.NO_NETWORK, self._clock.true_s) is None

    def _changes(self) -> int:
        story = [each for each in self._world.story if each.trouble is Trouble.NO_NETWORK]
        return sum((each.start_s <= self._clock.true_s) + (each.end_s <= self._clock.true_s) for each in story)

    def _counters(self) -> str:
        received, sent = 50_000 + int(self._clock.true_s * 900), 40_000 + int(self._clock.true_s * 700)
        card = f"  eth0: {received} {received // 100} 0 0 0 0 0 0 {sent} {sent // 100} 0 0 0 0 0 0\n"
        loop = "    lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0\n"
        return _DEV_HEAD + loop + ("" if self._no_card() else card)

    def _routes(self) -> str:
        if not self._linked():
            return _ROUTE_HEAD
        plan = self._world.office.plan
        zero = "00000000"
        away = ("eth0", zero, _kernel_word(plan.router_lan), "0003", "0", "0", "100", zero, "0", "0", "0")
        mask = _kernel_word(plan.lan.netmask)
        near = ("eth0", _kernel_word(plan.lan.network_address), zero, "0001", "0", "0", "100", mask, "0", "0", "0")
        return _ROUTE_HEAD + "".join("\t".join(each) + "\n" for each in (away, near))

    def _neighbours(self) -> str:
        if not self._linked():
            return _ARP_HEAD
        office, true_s = self._world.office, self._clock.true_s
        way = self._world.way(office.router, true_s)
        flags, mac = ("0x0", "00:00:00:00:00:00") if way.refused_by else ("0x2", "02:00:00:00:00:01")
        return f"{_ARP_HEAD}{office.router:<16} 0x1         {flags}         {mac}     *        eth0\n"


def _kernel_word(address: IPv4Address) -> str:
    """Return an address as the kernel prints it: a little-endian number in hexadecimal."""
    return address.packed[::-1].hex().upper()
