"""What is attached to a report's PDF: read by the form that netdoc writes, not by a general PDF reader.

A general reader follows what a file says of itself: streams of objects within streams, and a few bytes that unpack to
gigabytes. Netdoc's reports hold each attachment as one object of one form; anything else is not one of them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

MOST = 512
LARGEST = 64_000_000
"""Octets of one attachment, unpacked."""
ALL = 96_000_000
_NAMED = re.compile(rb"<</Type/Filespec/F\(([A-Za-z0-9._-]{1,120})\)/UF\([^()\r\n]{1,240}\)/EF<</F ([0-9]{1,9}) 0 R")
_OBJECT = re.compile(
    rb"\n([0-9]{1,9}) 0 obj\n<</Length ([0-9]{1,9})/Type/EmbeddedFile(/Filter/FlateDecode)?[^\r\n]{0,300}>>\nstream\n"
)


class Unreadable(Exception):
    """The attachments are not written as netdoc writes them; the message says what is wrong."""


def attachments(pdf: bytes) -> Mapping[str, bytes]:
    """Return the attachments of a report by their names; none for a PDF without any.

    Raises:
        Unreadable: one is damaged, missing, there twice, or larger than any of netdoc's.
    """
    objects: dict[bytes, re.Match[bytes]] = {}
    for found in _OBJECT.finditer(pdf):
        if found[1] in objects or len(objects) >= MOST:
            raise Unreadable("an attachment is there twice, or there are more than netdoc makes")
        objects[found[1]] = found
    held: dict[str, bytes] = {}
    left = ALL
    for named in _NAMED.finditer(pdf):
        name, at = named[1].decode("ascii"), objects.pop(named[2], None)
        if at is None or name in held:
            raise Unreadable(f"attachment {name} is damaged, missing or there twice")
        held[name] = _unpacked(pdf, at, name, min(left, LARGEST))
        left -= len(held[name])
    if objects:
        raise Unreadable("an attachment without a name is in the file")
    return held


def _unpacked(pdf: bytes, at: re.Match[bytes], name: str, limit: int) -> bytes:
    end = at.end() + int(at[2])
    if not pdf.startswith(b"\nendstream", end):
        raise Unreadable(f"attachment {name} is damaged: it does not end where it should")
    raw = pdf[at.end() : end]
    if at[3] is None:
        found, is_whole = raw[: limit + 1], True
    else:
        inflate = zlib.decompressobj()
        try:
            found = inflate.decompress(raw, limit + 1)
        except zlib.error:
            raise Unreadable(f"attachment {name} is damaged") from None
        is_whole = inflate.eof and not inflate.unused_data
    if len(found) > limit:
        raise Unreadable(f"attachment {name} is larger than any of netdoc's")
    if not is_whole:
        raise Unreadable(f"attachment {name} is damaged: it is cut short, or more follows")
    return found
