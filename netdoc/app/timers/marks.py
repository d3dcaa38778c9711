"""The lines by which netdoc knows its own entries again, in a crontab and in a unit file."""

from __future__ import annotations

import re
from datetime import datetime

from netdoc.errors import BadInput
from netdoc.model.codec import parse_time

_SITE = r"[a-z0-9][a-z0-9_-]{0,63}"
BEGIN = re.compile(rf"# >>> netdoc (?P<site>{_SITE}) >>>(?P<rest>.*)")
END = re.compile(rf"# <<< netdoc (?P<site>{_SITE}) <<<")
TAG = re.compile(rf".* # netdoc schedule: (?P<site>{_SITE})")
_SINCE = re.compile(r"since ([0-9TZ:.+-]{10,40})")


def begin(site_id: str, since: datetime) -> str:
    """Return the line that opens an entry."""
    told = f"since {since:%Y-%m-%dT%H:%M:%SZ}; written by netdoc schedule install"
    return f"# >>> netdoc {site_id} >>> {told}, taken out by: netdoc schedule remove {site_id}"


def end(site_id: str) -> str:
    """Return the line that closes an entry."""
    return f"# <<< netdoc {site_id} <<<"


def tag(site_id: str) -> str:
    """Return the comment that ends the line that does something."""
    return f" # netdoc schedule: {site_id}"


def site_of(line: str) -> str | None:
    """Return the site whose entry a line belongs to, or None for a line that is not ours."""
    bare = line.rstrip("\n")
    for each in (BEGIN, END, TAG):
        if (found := each.fullmatch(bare)) is not None:
            return found["site"]
    return None


def since_of(text: str, site_id: str) -> datetime | None:
    """Return since when a text holds the entry of a site, as its opening line says."""
    for line in text.split("\n"):
        found = BEGIN.fullmatch(line)
        if found is not None and found["site"] == site_id and (told := _SINCE.search(found["rest"])) is not None:
            try:
                return parse_time(told[1])
            except BadInput:
                return None
    return None
