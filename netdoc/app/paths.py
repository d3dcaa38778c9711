"""Where things lie: one folder for each site under the data root, and how a command finds the right store."""

from __future__ import annotations

import os
import stat
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


def configured_sites(root: Path, *, strict: bool = False) -> list[str]:
    """Return the ids of the folders that hold a site file, sorted.

    Args:
        root: the data root.
        strict: raise where this user may not look, instead of finding nothing there.

    Raises:
        StoreError: only if strict: the data root is closed to this user, or every folder that could hold one is.
    """
    return _folders_with(root, SITE_FILE, strict=strict)


def stored_sites(root: Path, *, strict: bool = False) -> list[str]:
    """Return the ids of the folders that hold a store, the most recently written first; raises likewise."""
    found = _folders_with(root, STORE_FILE, strict=strict)
    return sorted(found, key=lambda each: _written(root / each / STORE_FILE), reverse=True)


def place_to_read(site_id: str | None, root: Path, store: Path | None = None) -> Place:
    """Return the place whose store a reading command means.

    Args:
        site_id: as typed; None for the only site, else the one written last.
        root: the data root.
        store: `--store FILE`, which overrides all.

    Raises:
        BadInput: not a site id.
        StoreError: there is no such store, or this user may not look; the hint lists those there are.
    """
    if store is not None:
        if not is_there(store):
            raise StoreError(f"there is no store at {store}", hint="check the file name after --store")
        return place_of(site_id or _id_from(store), root, store)
    if site_id is not None:
        place = place_of(site_id, root)
        if not is_there(place.store):
            known = stored_sites(root, strict=True)
            others = f"name one of: {', '.join(known[:5])}" if known else "run `netdoc check` first"
            raise StoreError(f"nothing is stored for the site {site_id!r} in {root}", hint=others)
        return place
    known = stored_sites(root, strict=True)
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
        StoreError: this user may not look into the data root.
    """
    configured = configured_sites(root, strict=True)
    if site_id is not None:
        place = place_of(site_id, root, store)
        known = f"configured: {', '.join(configured[:5])}" if configured else "no site is configured yet"
        chosen = "" if site_id in configured else f"there is no site file for {site_id} ({known}): measuring without"
        return Place(place.site_id, place.store, place.site_file, chosen=chosen)
    if len(configured) == 1:
        return _only(configured[0], root, store)
    place = place_of(fresh_site_id(now), root, store)
    if not configured:
        return place
    return Place(
        place.site_id,
        place.store,
        place.site_file,
        chosen=f"{len(configured)} sites are configured and none was named: measuring as {place.site_id}",
    )


def place_to_record(site_id: str | None, root: Path, store: Path | None = None) -> Place:
    """Return the place into whose record a person writes: it has a store, or a site file to begin one by.

    What is written stays, so that a wrong office cannot be taken back: of several, one has to be named.

    Raises:
        BadInput: not a site id; or none was named and there are several.
        StoreError: there is neither a store nor a site file, or this user may not look.
    """
    if store is not None:
        place = place_of(site_id or _id_from(store), root, store)
        if not is_there(store) and not (site_id is not None and is_there(place.site_file)):
            raise StoreError(
                f"there is no store at {store}",
                hint="check the file name after --store; with SITE it is begun by the office's site file",
            )
        return place
    known = list(dict.fromkeys([*stored_sites(root, strict=True), *configured_sites(root, strict=True)]))
    if site_id is not None:
        place = place_of(site_id, root)
        if site_id not in known:
            others = f"name one of: {', '.join(known[:5])}; or " if known else ""
            raise StoreError(
                f"no office {site_id!r} is known in {root}: it has neither a record nor a site file",
                hint=f"{others}`netdoc site init {site_id}` writes its site file",
            )
        return place
    if len(known) == 1:
        place = place_of(known[0], root)
        return Place(place.site_id, place.store, place.site_file, chosen=f"using the only office known, {known[0]}")
    if known:
        raise BadInput(
            f"{len(known)} offices are known in {root}, and what is recorded stays: say which one is meant",
            hint=f"name one of: {', '.join(known[:5])}",
        )
    raise StoreError(
        f"no office is known yet in {root}: there is neither a record nor a site file",
        hint="`netdoc site init office` writes a site file, `netdoc check` measures and begins a record",
    )


def configured_place(site_id: str | None, root: Path) -> Place:
    """Return the place of a site that has a site file: the one named, which need not have it, or the only one.

    Raises:
        BadInput: not a site id; or none was named and there is not exactly one.
        StoreError: this user may not look into the data root.
    """
    if site_id is not None:
        return place_of(site_id, root)
    known = configured_sites(root, strict=True)
    if len(known) == 1:
        return _only(known[0], root)
    raise BadInput(
        f"{len(known)} sites are configured in {root}" if known else f"no site is configured yet in {root}",
        hint=f"name one of: {', '.join(known[:5])}" if known else "`netdoc site init` writes a site file",
    )


def _only(site_id: str, root: Path, store: Path | None = None) -> Place:
    place = place_of(site_id, root, store)
    return Place(place.site_id, place.store, place.site_file, chosen=f"using the only configured site, {site_id}")


def _folders_with(root: Path, file: str, *, strict: bool) -> list[str]:
    """Return the folders of a root that hold a file; one that may not be entered is passed over beside others."""
    try:
        names = sorted(each.name for each in root.iterdir() if is_site_id(each.name))
    except FileNotFoundError:
        return []
    except OSError as refused:
        if strict:
            raise _closed(root, refused) from None
        return []
    found, closed = [], None
    for name in names:
        try:
            if is_there(root / name / file):
                found.append(name)
        except StoreError as refused:
            closed = closed or refused
    if strict and closed is not None and not found:
        raise closed
    return found


def is_there(file: Path) -> bool:
    """Return whether a file is there.

    Raises:
        StoreError: this user may not look.
    """
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except PermissionError as refused:
        raise _closed(file.parent, refused) from None
    except OSError:
        return False


def _closed(folder: Path, refused: OSError) -> StoreError:
    return StoreError(
        f"the folder {folder} cannot be looked into: {refused.strerror}",
        hint=f"run netdoc as the user whose folder it is, or export {HOME_VARIABLE}=FOLDER, a folder of yours",
    )


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
