"""Which characters the shipped font can show: read from its own table, so that no text becomes a blank box.

Source: the OpenType specification, table `cmap`, subtable formats 4 and 12.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from netdoc.report.texts import code_points

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Source Sans 3"
FILES = ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf")


def shown(text: str) -> str:
    """Return a text in which each run of characters that the font lacks stands as code points, `[U+05D0]`."""
    if text.isascii():
        return text
    known = coverage()
    return code_points(text, [ord(each) not in known for each in text])


@cache
def coverage() -> frozenset[int]:
    """Return the code points that both shipped files can show."""
    regular, bold = (_mapped((FONTS / name).read_bytes()) for name in FILES)
    return frozenset(regular & bold)


def _mapped(font: bytes) -> set[int]:
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (records,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for index in range(records):
        _, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 12:
            found |= _segmented_coverage(font, start + offset)
        elif form == 4:
            found |= _segment_mapping(font, start + offset)
    return found


def _segmented_coverage(font: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _segment_mapping(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends, starts = at + 14, at + 16 + doubled
    deltas, ranges = starts + doubled, starts + 2 * doubled
    found: set[int] = set()
    for index in range(0, doubled, 2):
        (last,) = struct.unpack_from(">H", font, ends + index)
        (first,) = struct.unpack_from(">H", font, starts + index)
        (delta,) = struct.unpack_from(">H", font, deltas + index)
        (offset,) = struct.unpack_from(">H", font, ranges + index)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, ranges + index + offset + 2 * (code - first))
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return found
