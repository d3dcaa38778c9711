"""Where things lie: one folder for each site under the data root, and how a command finds the right store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

from netdoc.app.names import is_site_id
from netdoc.errors import BadInput, StoreError

HOME_VARIABLE = "NETDOC_HOME"
SITE_FILE, STORE_FILE, SECRETS_FILE = "site.toml", "store.sqlite", "secrets.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one site lives. The files need not exist."""

    site_id: str
    store: Path
    site_file: Path
    chosen: str = ""
    """Why this one, when nobody named it; to be said on stderr."""


def data_root(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that holds all sites: `$NETDOC_HOME`, else the user's data folder."""
    home = environment.get(HOME_VARIABLE)
    return Path(home) if home else Path(platformdirs.user_data_path("netdoc"))


def place_of(site_id: str, root: Path, store: Path | None = None) -> Place:
    """Return where a site of that id lives.

    Raises:
        BadInput: the id could not be a folder name of ours.
    """
    if not is_site_id(site_id):
        raise BadInput(
            f"{site_id[:60]!r} is not a site id",
            hint="use lower-case letters, digits, - and _, as in `harbour-dental`",
        )
    folder = root / site_id
    return Place(site_id, store or folder / STORE_FILE, folder / SITE_FILE)


def fresh_site_id(now: datetime) -> str:
    """Return the id of an unconfigured check: new each time, so that two offices never mix in one store."""
    return f"check-{now:%Y%m%dt%H%M%S}z"


def configured_sites(root: Path) -> list[str]:
    """Return the ids of the folders that hold a site file, sorted."""
    return _folders_with(root, SITE_FILE)


def stored_sites(root: Path) -> list[str]:
    """Return the ids of the folders that hold a store, the most recently written first."""
    return sorted(_folders_with(root, STORE_FILE), key=lambda each: _written(root / each / STORE_FILE), reverse=True)


def place_to_read(site_id: str | None, root: Path, store: Path | None = None) -> Place:
    """Return the place whose store a reading command means.

    Args:
        site_id: as typed; None for the only site, else the one written last.
        root: the data root.
        store: `--store FILE`, which overrides all.

    Raises:
        BadInput: not a site id.
        StoreError: there is no such store; the hint lists those there are.
    """
    if store is not None:
        if not store.is_file():
            raise StoreError(f"there is no store at {store}", hint="check the file name after --store")
        return place_of(site_id or _id_from(store), root, store)
    known = stored_sites(root)
    if site_id is not None:
        place = place_of(site_id, root)
        if site_id not in known:
            others = f"there are: {', '.join(known[:5])}" if known else "run `netdoc check` first"
            raise StoreError(f"nothing is stored for the site {site_id!r} in {root}", hint=others)
        return place
    if not known:
        raise StoreError(f"nothing is stored yet in {root}", hint="run `netdoc check` first, or `netdoc demo`")
    place = place_of(known[0], root)
    if len(known) == 1:
        return place
    return Place(
        place.site_id,
        place.store,
        place.site_file,
        chosen=f"using the site written last, {known[0]} (of {len(known)}; name another as SITE)",
    )


def place_to_measure(site_id: str | None, root: Path, now: datetime, store: Path | None = None) -> Place:
    """Return the place that `check` writes to: the site named, the only configured one, or a fresh one.

    Raises:
        BadInput: not a site id.
    """
    configured = configured_sites(root)
    if site_id is not None:
        place = place_of(site_id, root, store)
        known = f"configured: {', '.join(configured[:5])}" if configured else "no site is configured yet"
        chosen = "" if site_id in configured else f"there is no site file for {site_id} ({known}): measuring without"
        return Place(place.site_id, place.store, place.site_file, chosen=chosen)
    if len(configured) == 1:
        place = place_of(configured[0], root, store)
        return Place(
            place.site_id, place.store, place.site_file, chosen=f"using the only configured site, {place.site_id}"
        )
    place = place_of(fresh_site_id(now), root, store)
    if not configured:
        return place
    return Place(
        place.site_id,
        place.store,
        place.site_file,
        chosen=f"{len(configured)} sites are configured and none was named with --site: measuring as {place.site_id}",
    )


def _folders_with(root: Path, file: str) -> list[str]:
    try:
        return sorted(each.name for each in root.iterdir() if is_site_id(each.name) and (each / file).is_file())
    except OSError:
        return []


def _written(path: Path) -> float:
    """Return when a store was last written; its write-ahead log counts too."""
    times = []
    for each in (path, path.with_name(path.name + "-wal")):
        try:
            times.append(each.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)


def _id_from(store: Path) -> str:
    """Return an id for a store given by its file name alone: its folder's name, else its own."""
    for name in (store.resolve().parent.name, store.stem):
        if is_site_id(name) and name != "store":
            return name
    return "site"
