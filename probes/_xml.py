"""Read small XML answers of devices safely: no DTD, no entities, bounded size, depth and count.

Device XML is hostile until shown otherwise. Document types are refused outright, which rules out entity
expansion (billion laughs) and external entities; namespaces are dropped, because boxes declare them wrongly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from netdoc.errors import UnreadableCapture

LIMIT_BYTES = 1_000_000
LIMIT_DEPTH = 64
LIMIT_ELEMENTS = 20_000
LIMIT_TEXT = 200
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class _Refused(Exception):
    """Ends the parse from inside a handler."""


def parse(body: bytes, what: str) -> Element:
    """Return the root element, with local names only (`u:GetInfoResponse` becomes `GetInfoResponse`).

    Args:
        body: the answer as it came.
        what: names the page in the error (`UPnP description`).

    Raises:
        UnreadableCapture: not XML (a web page, a truncated answer), a document type, or over a limit.
    """
    if len(body) > LIMIT_BYTES:
        raise _unreadable(what, f"{len(body)} bytes are too many")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    builder = TreeBuilder()
    counts = {"depth": 0, "elements": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        counts["depth"] += 1
        counts["elements"] += 1
        if counts["depth"] > LIMIT_DEPTH or counts["elements"] > LIMIT_ELEMENTS:
            raise _Refused("nested or repeated beyond reason")
        builder.start(_local(name), attributes)

    def end(name: str) -> None:
        counts["depth"] -= 1
        builder.end(_local(name))

    def doctype(*_: object) -> None:
        raise _Refused("it declares a document type; an HTML page or an attack, not an answer")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body.lstrip(b"\r\n\t "), True)
    except (expat.ExpatError, _Refused, ValueError, LookupError) as broken:
        raise _unreadable(what, str(broken)) from None
    return builder.close()


def text(parent: Element, name: str) -> str | None:
    """Return the text of a direct child by local name, cleaned; None where there is none or it is empty."""
    for child in parent:
        if child.tag == name:
            return clean(child.text or "") or None
    return None


def every(root: Element, name: str) -> Iterator[Element]:
    """Yield all elements of that local name, in document order."""
    return root.iter(name)


def clean(words: str) -> str:
    """Return a device's words as one printable line of at most 200 characters.

    Control, format and private characters (terminal escapes, text-direction marks) become U+FFFD. Markup of
    any language stays as it is: it is text, and whoever prints it escapes it.
    """
    shown = "".join("\ufffd" if unicodedata.category(each) in _UNSEEN else each for each in _one_line(words))
    return shown if len(shown) <= LIMIT_TEXT else shown[: LIMIT_TEXT - 1] + "…"


def _one_line(words: str) -> str:
    return " ".join(words[: LIMIT_TEXT * 4].split())


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _unreadable(what: str, why: str) -> UnreadableCapture:
    return UnreadableCapture(
        f"the {what} is not readable XML: {why}",
        hint="the answer is kept; check that the address is the box's UPnP address and not its web page",
    )
