"""The computer's own link, and what on this computer would spoil a measurement through it; only files are read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from netdoc.app.doctor_computer import Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine, not_known
from netdoc.model.facts.link_state import LinkKind, LinkState

SYS = "/sys/class/net"
ROUTES = "/proc/net/route"
HUNGRY: Mapping[str, str] = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "nextcloud": "Nextcloud",
    "rclone": "rclone",
    "rsync": "rsync",
    "restic": "restic",
    "borg": "Borg",
    "duplicity": "Duplicity",
    "transmission-gtk": "Transmission",
    "transmission-daemon": "Transmission",
    "qbittorrent": "qBittorrent",
    "deluged": "Deluge",
    "steam": "Steam",
}
"""Programs that fill a line, by their process."""
_RTF_UP = 1


def network(look: Look) -> Iterator[Checked]:
    """Yield the link's state and what spoils measurements through it."""
    link = look.fact("link", LinkState)
    if isinstance(link, str):
        yield not_known("link", link)
        return
    computer = look.computer
    yield _link(link)
    yield _vpn(link)
    if link.interface:
        yield from _second_way(link, computer)
        if link.link is LinkKind.WIFI:
            yield _wifi_saving(link.interface, look)
        yield from _usb(link.interface, computer)
        yield from _metered(link.interface, look)
    yield from _hungry(computer)


def _link(link: LinkState) -> Checked:
    if not link.interface:
        return _stopped("no network card is up", "plug this computer into the office's network")
    if link.carrier is False:
        return _stopped(f"{link.interface} has no carrier: nothing is plugged in at the other end", "check the cable")
    if link.gateway is None:
        return _stopped(
            f"{link.interface} is up, but there is no default route", "get an address: is the router's DHCP on?"
        )
    speed = f", {link.speed_mbps} Mbit/s" if link.speed_mbps else ""
    if link.full_duplex is False:
        return Checked(
            what="link",
            level=Level.WEAKENS,
            found=f"{link.interface}: half duplex{speed}",
            costs="loss and delay come up on this very link: what lies behind it cannot be judged",
            advice="another cable or switch port; set both ends to negotiate",
        )
    if link.link is LinkKind.WIFI:
        return Checked(
            what="link",
            level=Level.WEAKENS,
            found=f"measures over Wi-Fi ({link.interface})",
            costs="the radio's own loss and delay stand before everything else: vendors refuse such evidence",
            advice="use a cable to the router",
        )
    if link.link is LinkKind.TETHER:
        return Checked(
            what="link",
            level=Level.WEAKENS,
            found=f"goes out through a phone or mobile modem ({link.interface})",
            costs="the mobile network is measured, not the office's line",
            advice="use a cable to the router",
        )
    return fine("link", f"{link.interface}, cable{speed}" if link.link is LinkKind.WIRED else link.interface)


def _stopped(found: str, advice: str) -> Checked:
    return Checked(
        what="link", level=Level.STOPS, found=found, costs="nothing beyond this computer is measured now", advice=advice
    )


def _vpn(link: LinkState) -> Checked:
    if link.default_via_vpn:
        return Checked(
            what="VPN",
            level=Level.WEAKENS,
            found=f"all traffic goes through the VPN {link.vpn}",
            costs="the VPN's path is measured: nothing can be said of line and provider",
            advice="switch the VPN off on this computer while it measures",
        )
    if link.vpn is None:
        return fine("VPN", "none is up")
    if link.default_via_vpn is None:
        return not_known("VPN", f"{link.vpn} is up; whether all traffic goes through it shows in no file")
    return fine("VPN", f"{link.vpn} is up, but the measured addresses do not go through it")


def _second_way(link: LinkState, computer: Computer) -> Iterator[Checked]:
    ways = set()
    for line in (computer.read(ROUTES) or "").splitlines()[1:]:
        words = line.split()
        if len(words) > 7 and words[1] == words[7] == "00000000" and int(words[3], 16) & _RTF_UP:
            ways.add(words[0])
    others = sorted(ways - {link.interface, link.vpn})
    if link.interface in ways and others:
        yield Checked(
            what="second way out",
            level=Level.WEAKENS,
            found=f"besides {link.interface} there is a default route through {', '.join(others)}",
            costs="when the first link fails the other is measured: an outage may look shorter, or like a slow line",
            advice="switch Wi-Fi or the second network off while this computer measures",
            commands=tuple(f"sudo ip link set {shlex.quote(each)} down" for each in others),
        )


def _wifi_saving(interface: str, look: Look) -> Checked:
    printed = look.output_or_none("iw", "dev", interface, "get", "power_save")
    quoted = shlex.quote(interface)
    if printed is None:
        return not_known("Wi-Fi power", "the program iw did not tell", f"with it: iw dev {quoted} get power_save")
    if "on" not in printed.lower().split(":")[-1].split():
        return fine("Wi-Fi power", "the card's power saving is off")
    return Checked(
        what="Wi-Fi power",
        level=Level.WEAKENS,
        found=f"the card sleeps between packets (power saving of {interface} is on)",
        costs="answers come late by up to some 100 ms, which looks like a slow router or line",
        commands=(f"sudo iw dev {quoted} set power_save off",),
        advice="it holds until the card is connected again",
    )


def _usb(interface: str, computer: Computer) -> Iterator[Checked]:
    folder = computer.at(f"{SYS}/{interface}/device")
    try:
        device = folder.resolve()
    except (OSError, RuntimeError):
        return
    # eth0/device is the USB interface (1-2:1.0); the power switch belongs to the device above it (1-2).
    usb = next((each for each in (device, device.parent) if (each / "idVendor").exists()), None)
    if usb is None or (computer.read(usb / "power/control") or "").strip() != "auto":
        return
    if computer.root.resolve() not in usb.parents:
        return
    shown = "/" + str(usb.relative_to(computer.root.resolve()))
    yield Checked(
        what="USB network",
        level=Level.WEAKENS,
        found=f"{interface} is a USB adapter that the system may switch off when it is idle",
        costs="it looks like an unplugged cable: drops that nobody but this computer has",
        commands=(f"echo on | sudo tee {shlex.quote(shown + '/power/control')}",),
        advice="it holds until the adapter is plugged in again",
    )


def _metered(interface: str, look: Look) -> Iterator[Checked]:
    if look.computer.running("NetworkManager") is None:
        return
    printed = look.output_or_none("nmcli", "-g", "GENERAL.METERED", "device", "show", interface)
    if printed is not None and printed.strip().startswith("yes"):
        yield Checked(
            what="metered",
            level=Level.REMARK,
            found=f"the connection of {interface} is marked as metered ({printed.strip()[:20]})",
            costs="none for the verdict; a speed test uses paid data",
            advice="`netdoc check --profile quick` never loads the line",
        )


def _hungry(computer: Computer) -> Iterator[Checked]:
    found = list(dict.fromkeys(words for name, words in HUNGRY.items() if computer.running(name)))
    if found and computer.surroundings is not Surroundings.CONTAINER:
        yield Checked(
            what="own traffic",
            level=Level.REMARK,
            found=f"{', '.join(found)} may fill the line from this computer",
            costs="a slow line is then, rightly, laid to the office's own traffic",
            advice="pause them while this computer measures",
        )
