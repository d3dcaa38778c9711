"""The measuring computer's own link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class LinkKind(StrEnum):
    """How the computer is attached."""

    WIRED = "wired"
    WIFI = "wifi"
    TETHER = "tether"
    OTHER = "other"
    NONE = "none"


class Neighbour(StrEnum):
    """What the kernel's address table says of the gateway."""

    ANSWERS = "answers"
    SILENT = "silent"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState(Fact):
    """State and counters of the interface that measures."""

    KIND: ClassVar[str] = "LinkState"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface name; empty when the computer has none but loopback"]
    link: Annotated[LinkKind, "how it is attached"]
    carrier: Annotated[bool | None, "true when the other end of the cable or radio is there"] = None
    address: Annotated[str | None, "own IPv4 address, when there is one"] = None
    gateway: Annotated[str | None, "IPv4 default gateway; absent when there is no default route"] = None
    gateway_neighbour: Annotated[Neighbour | None, "whether the gateway answers address resolution (ARP)"] = None
    gateway_confirmed_s: Annotated[
        int | None, "seconds since the gateway last proved to be there, by the kernel's clock"
    ] = None
    gateway_mac: Annotated[
        str | None, "hardware address that the kernel holds for the gateway, two octets withheld: `3c:a6:2f:xx:xx:01`"
    ] = None
    speed_mbps: Annotated[int | None, "negotiated speed"] = None
    full_duplex: Annotated[bool | None, "false means half duplex: a mismatch in most offices"] = None
    mtu: Annotated[int | None, "bytes"] = None
    rx_bytes: Annotated[int | None, "received since the interface came up"] = None
    tx_bytes: Annotated[int | None, "sent since the interface came up"] = None
    rx_errors: Annotated[int | None, "received frames that were damaged (CRC, frame, length)"] = None
    tx_errors: Annotated[int | None, "frames that could not be sent"] = None
    collisions: Annotated[int | None, "collisions: usual at half duplex, impossible at full duplex"] = None
    rx_crc_errors: Annotated[int | None, "received frames with a wrong checksum; among `rx_errors`"] = None
    late_collisions: Annotated[
        int | None, "collisions too late for half duplex: the other end runs at full duplex; among `tx_errors`"
    ] = None
    carrier_changes: Annotated[int | None, "how often the carrier came or went since boot"] = None
    ip_broadcasts: Annotated[int | None, "IP packets to everybody that came in, on any link, since it started"] = None
    ip_multicasts: Annotated[int | None, "IP packets to groups it has joined that came in, since it started"] = None
    signal_dbm: Annotated[float | None, "Wi-Fi signal"] = None
    channel_mhz: Annotated[int | None, "Wi-Fi channel, its first frequency"] = None
    channel_width_mhz: Annotated[int | None, "width of the Wi-Fi channel"] = None
    tx_rate_mbps: Annotated[float | None, "rate at which the radio sends"] = None
    tx_packets: Annotated[int | None, "frames sent to the access point since it was joined"] = None
    tx_retries: Annotated[int | None, "frames that had to be sent again since it was joined"] = None
    tx_failed: Annotated[int | None, "frames given up since it was joined"] = None
    beacon_losses: Annotated[int | None, "times that its beacons stayed away since it was joined"] = None
    vpn: Annotated[str | None, "interface name of a VPN that is up; absent when none is"] = None
    default_via_vpn: Annotated[bool | None, "true when the default route leads into that VPN"] = None
