"""Which time servers this office uses: the site file's, else those that the computer itself was told to follow.

Nobody else's are asked. Source: DHCP option 42 in the leases (networkd and NetworkManager: `NTP=`; dhclient: `option
ntp-servers`), timesyncd.conf(5), chrony.conf(5), ntp.conf(5), ntpd.conf(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from netdoc.model.site import Site
from netdoc.ports import Files
from probes import _dhcp_files as dhcp

MOST = 4
"""Servers asked at once where the site file names none; three are a majority, a fourth may be silent."""
MOST_FILES = 8
TIMESYNCD = "/etc/systemd/timesyncd.conf"
SERVER_LINES = ("/etc/chrony/chrony.conf", "/etc/chrony.conf", "/etc/ntpsec/ntp.conf", "/etc/ntp.conf")
CHRONY_FOLDERS = ("/etc/chrony/conf.d/", "/etc/chrony/sources.d/", "/etc/chrony.d/")
OPENNTPD = ("/etc/openntpd/ntpd.conf", "/etc/ntpd.conf")
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_OPTION_42 = re.compile(r"^NTP=(.*)$", re.MULTILINE)
_DHCLIENT = re.compile(r"^\s*option ntp-servers ([^;]*);", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """Time servers, as (host, port), and who named them."""

    servers: tuple[tuple[str, int], ...] = ()
    named_by: str = ""


def known(site: Site, files: Files) -> Known:
    """Return the site's time servers; empty where nobody named any."""
    if site.time_servers:
        return Known(tuple(_parted(each) for each in site.time_servers), "the site file")
    for named_by, found in (
        ("DHCP", _of_leases(files)),
        ("systemd-timesyncd", _of_timesyncd(files)),
        ("the computer's time service", _of_services(files)),
    ):
        servers = tuple(dict.fromkeys(each for each in found if _HOST.fullmatch(each)))[:MOST]
        if servers:
            return Known(tuple((each, 123) for each in servers), named_by)
    return Known()


def told_by_timesyncd(printed: bytes) -> Known:
    """Return whom systemd-timesyncd follows: built-in servers stand in no file. From `timedatectl show-timesync`."""
    held: dict[str, list[str]] = {}
    for line in printed[:100_000].decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        held[key] = value.split()
    for keys in (("LinkNTPServers", "SystemNTPServers", "RuntimeNTPServers"), ("FallbackNTPServers",), ("ServerName",)):
        found = [each for key in keys for each in held.get(key, ()) if _HOST.fullmatch(each)]
        if found:
            return Known(tuple((each, 123) for each in dict.fromkeys(found))[:MOST], "systemd-timesyncd")
    return Known()


def _parted(server: str) -> tuple[str, int]:
    host, _, port = server.partition(":")
    return host, int(port) if port.isascii() and port.isdecimal() else 123


def _of_leases(files: Files) -> list[str]:
    found: list[str] = []
    for name in files.names(dhcp.NETWORKD)[: dhcp.MOST_FILES]:
        found += _words(_OPTION_42.findall(_text(files, dhcp.NETWORKD + name)))
    for name in files.names(dhcp.MANAGER)[: dhcp.MOST_FILES]:
        if name.endswith(".lease"):
            found += _words(_OPTION_42.findall(_text(files, dhcp.MANAGER + name)))
    for folder in dhcp.DHCLIENT:
        for name in files.names(folder)[: dhcp.MOST_FILES]:
            if name.endswith((".leases", ".lease")):
                # the last lease in the file is the one that holds
                found += _words(_DHCLIENT.findall(_text(files, folder + name))[-1:])
    return found


def _of_timesyncd(files: Files) -> list[str]:
    """Return `NTP=`, or `FallbackNTP=` where there is none; an empty one takes back what stood before."""
    held: dict[str, list[str]] = {"NTP": [], "FallbackNTP": []}
    folder = f"{TIMESYNCD}.d/"
    for path in (TIMESYNCD, *(folder + each for each in files.names(folder)[:MOST_FILES] if each.endswith(".conf"))):
        for line in _text(files, path).splitlines():
            key, mark, value = line.partition("=")
            if mark and key.strip() in held:
                words = value.split()
                held[key.strip()] = held[key.strip()] + words if words else []
    return held["NTP"] or held["FallbackNTP"]


def _of_services(files: Files) -> list[str]:
    paths = [*SERVER_LINES, *OPENNTPD]
    for folder in CHRONY_FOLDERS:
        paths += [folder + each for each in files.names(folder)[:MOST_FILES] if each.endswith((".conf", ".sources"))]
    return [each for path in paths for each in _server_lines(_text(files, path))]


def _server_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] in ("server", "servers", "pool", "peer"):
            yield words[1]


def _words(values: list[str]) -> list[str]:
    return [each for value in values for each in re.split(r"[\s,]+", value) if each]


def _text(files: Files, path: str) -> str:
    return (files.read(path) or b"").decode("utf-8", "replace")
