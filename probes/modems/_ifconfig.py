"""`ifconfig` of a Linux box as `InterfaceCounters`: the DSL transport (ptm0, atm0) as the WAN.

One WAN per box: what runs above the transport (ptm0.1, ppp0) counts the same octets again, and of two transports in
use none is told to be the office's, so then there is none. Bridges, `eth` ports and radios have no certain role and are
left out. `up` is not read: a transport's RUNNING tells of the driver, not of a cable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from netdoc.model.facts.interface_counters import InterfaceCounters
from probes.modems._plausible import Gate

HEAD = re.compile(r"(\S{1,20}) +Link encap:\S.*")
_WAN = re.compile(r"(?:ptm|atm|nas|adsl|vdsl|dsl)[0-9]")
_KINDS = (
    ("I", re.compile(r"inet6? addr:.*")),
    ("U", re.compile(r"[A-Z ]*\bMTU:[0-9]+ +Metric:[0-9]+")),
    ("P", re.compile(r"RX packets:[0-9]+ errors:([0-9]+) dropped:[0-9]+ .*")),
    ("p", re.compile(r"RX packets:[0-9]+ multicast:.*")),
    ("e", re.compile(r"RX errors:([0-9]+) dropped:[0-9]+ .*")),
    ("T", re.compile(r"TX packets:[0-9]+ errors:([0-9]+) dropped:([0-9]+) .*")),
    ("t", re.compile(r"TX packets:[0-9]+ multicast:.*")),
    ("f", re.compile(r"TX errors:([0-9]+) dropped:([0-9]+) .*")),
    ("Q", re.compile(r"(?:collisions:[0-9]+ +)?txqueuelen:([0-9]+)")),
    ("B", re.compile(r"RX bytes:(0|[1-9][0-9]*) \([^()]*\) +TX bytes:(0|[1-9][0-9]*) \([^()]*\)")),
)
_ORDER = re.compile(r"I*U(?:PT|petf)QB")
"""All lines of an interface down to its bytes, in order. Where one interface's are not, its lines may be in another."""
_FOUR_BYTES = 1 << 32


@dataclass(slots=True)
class _Block:
    name: str
    order: str = ""
    cells: dict[str, tuple[str, ...]] = field(default_factory=dict)


def interfaces(lines: Sequence[str]) -> list[InterfaceCounters]:
    """Return the counters of the one DSL transport in use; none where it is not certain.

    Octet counters are taken as 32 bit wide, as these kernels keep them, unless they are greater.
    """
    blocks = _blocks(lines)
    transports = [each for each in blocks if _WAN.fullmatch(each.name)]
    if not all(_ORDER.fullmatch(each.order) for each in blocks) or not all(_queue_fits(each) for each in transports):
        return []
    used = {each.name for each in transports if each.cells["B"] != ("0", "0")}
    if len(used) != 1:
        return []
    (name,) = used
    told = [each for each in transports if each.name == name]
    return [_counters(told[0])] if all(each.cells == told[0].cells for each in told) else []


def _queue_fits(block: _Block) -> bool:
    """Whether there is a queue, as on every transport, and on none of what runs above it (ptm0.1).

    Where exactly the lines from one interface's flags to the next one's are lost, only this tells.
    """
    return block.cells["Q"] != ("0",)


def _blocks(lines: Sequence[str]) -> list[_Block]:
    found: list[_Block] = []
    current: _Block | None = None
    for line in lines:
        text = line.strip()
        if head := HEAD.fullmatch(line.rstrip()):
            current = _Block(head[1])
            found.append(current)
        elif not text:
            current = None
        elif current is not None and not current.order.endswith("B"):
            _add(current, text)
    return found


def _add(block: _Block, text: str) -> None:
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(text):
            block.order += kind
            block.cells[kind] = found.groups()
            return
    block.order += "?"


def _counters(block: _Block) -> InterfaceCounters:
    gate = Gate()
    received, sent = (int(each) for each in block.cells["B"])
    (rx_errors,) = block.cells.get("P") or block.cells["e"]
    tx_errors, dropped = block.cells.get("T") or block.cells["f"]
    if int(dropped):
        gate.remarks.append(f"the box itself dropped frames before sending (TX dropped:{dropped})")
    return InterfaceCounters(
        interface=block.name,
        role="wan",
        rx_bytes=gate.count("rx_bytes", received, f"RX bytes:{received}"),
        tx_bytes=gate.count("tx_bytes", sent, f"TX bytes:{sent}"),
        bits=64 if max(received, sent) >= _FOUR_BYTES else 32,
        rx_errors=gate.count("rx_errors", int(rx_errors), f"RX errors:{rx_errors}"),
        tx_errors=gate.count("tx_errors", int(tx_errors), f"TX errors:{tx_errors}"),
        remarks=tuple(gate.remarks),
    )
