"""What a site, a device or a credentials entry may be called: something that is safe as a folder name."""

from __future__ import annotations

import re

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
RULE = "lower-case letters, digits, - and _, at most 64, beginning with a letter or digit"


def is_site_id(text: str) -> bool:
    """Return whether a text may be the id of a site."""
    return _NAME.fullmatch(text) is not None
