"""By which page a login page in the way is noticed: the site file's, the operating system's own, or a usual one."""

from __future__ import annotations

import configparser
from collections.abc import Sequence

from netdoc.app.site_tables import ConnectivityTable
from netdoc.model.site import Connectivity
from netdoc.ports import Files

NM_DEFAULT = Connectivity(url="http://nmcheck.gnome.org/check_network_status.txt", expects="NetworkManager is online")
"""GNOME's page for this very question, which most Linux desktops ask every five minutes."""
MAIN = "/etc/NetworkManager/NetworkManager.conf"
FOLDERS = ("/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d", "/etc/NetworkManager/conf.d")
"""Later ones win over earlier ones, and all over the main file's (NetworkManager.conf(5))."""


def told_by_system(files: Files) -> Connectivity | None:
    """Return the page that NetworkManager's settings name, the usual one where they name none; None where they forbid.

    Source: NetworkManager.conf(5), section `connectivity`.
    """
    uri: str | None = None
    expects, enabled = NM_DEFAULT.expects, True
    for path in (MAIN, *_settings(files)):
        section = _section(files.read(path))
        uri = section.get("uri", uri)
        expects = section.get("response", expects)
        enabled = section.get("enabled", str(enabled)).lower() not in ("false", "no", "off", "0")
    if not enabled:
        return None
    usable = uri is not None and uri.startswith("http://") and uri.isprintable() and " " not in uri and "@" not in uri
    return Connectivity(url=uri, expects=expects) if usable and uri is not None else NM_DEFAULT


def told_by_file(table: ConnectivityTable | None, otherwise: Connectivity | None) -> Connectivity | None:
    """Return the page that the site file names, else another one; None where it says not to ask."""
    if table is None:
        return otherwise
    if not table.ask:
        return None
    return otherwise if table.url is None else Connectivity(url=table.url, expects=table.expects)


def _settings(files: Files) -> Sequence[str]:
    return [f"{folder}/{name}" for folder in FOLDERS for name in files.names(folder) if name.endswith(".conf")]


def _section(body: bytes | None) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read_string((body or b"")[:100_000].decode("utf-8", "replace"))
    except configparser.Error:
        return {}
    return dict(parser["connectivity"]) if parser.has_section("connectivity") else {}
