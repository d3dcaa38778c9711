"""What in a text may be private to an office, told by its form alone: whatever has that form stays in the house.

Told too often rather than too seldom: a firmware's version that looks like a private address is held back too.
What only its office's own record tells to be private (a computer called `anna`) is not known here.
"""

from __future__ import annotations

import re

_FORMS = re.compile(
    rb"""
    [0-9a-f]{2}([:-])[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}    # a hardware address, from its fourth octet on
    | [0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}
    | (?:\bmac\b|\benx|hwaddr|physaddr)[\W_]{0,6}[0-9a-f]{6}
    | (?<![\d.])(?:10\.\d{1,3}|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\.\d
    | (?<![\w:])f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):
    | ff:?fe[0-9a-f]{2}:                                       # an address made of a hardware address
    | ssid | host[ _-]?name | device[ _-]?name
    | [\w-]\.(?:local|localdomain|lan|home|internal|intranet|corp|fritz\.box)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def looks_private(text: bytes) -> bool:
    """Return whether a text holds what has the form of a hardware or LAN address, a Wi-Fi's or a computer's name."""
    return _FORMS.search(text) is not None
