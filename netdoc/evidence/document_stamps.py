"""A document time stamp (PAdES, ETSI EN 319 142-1): a second revision behind a signed report, of one form only.

The revision is written by these few lines and not by a PDF library, so that `checked_stamp` can write it again and
compare every byte: nothing but a field with a token can be added to a report, and no other library's version decides
whether one holds. What pyHanko, Poppler and qpdf say of such a file is tested.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from netdoc.evidence.timestamps import Refused, Token, checked
from netdoc.evidence.token_checksum import with_checksum, without_checksum

FIELD = "netdoc-time"
RESERVED = 32_768
"""Hexadecimal digits kept free for the token; the rest is zeros."""
_RANGE_WIDTH = 48
_TRAILER = re.compile(
    rb"trailer\n<<\n/Size ([0-9]{1,9})\n/Root ([0-9]{1,9}) 0 R\n/Info ([0-9]{1,9}) 0 R\n"
    rb"/ID \[ (<[0-9a-f]*>) <[0-9a-f]*> \]\n/Prev [0-9]{1,12}\n>>\nstartxref\n([0-9]{1,12})\n%%EOF\n\Z"
)
_FORM = re.compile(rb"\n([0-9]{1,9}) 0 obj\n<<\n/Fields \[ ([0-9]{1,9}) 0 R \]\n/SigFlags 3\n>>\nendobj\n")
_FIELD = re.compile(rb"<<\n/FT /Sig\n/T \(netdoc\)\n(?:/[A-Z][^\n]{0,80}\n){4}/P ([0-9]{1,9}) 0 R\n/V ")
_END = b"%%EOF"
_FOREIGN = "it is not a report that netdoc signed"


@dataclass(frozen=True, slots=True)
class _Update:
    """The second revision but its token."""

    before: bytes
    """Up to the token's place."""
    after: bytes


def add(signed: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Return a signed report with a document time stamp behind it; the signed revision stays as it is.

    Args:
        signed: a report with nothing behind its signature.
        ask: gets a token (ContentInfo in DER) for a SHA-256.

    Raises:
        Refused: the report is not written as netdoc writes it, or the token does not fit.
        Exception: whatever `ask` raises.
    """
    update = _update(signed)
    digest = _digest(signed, update)
    token = ask(digest)
    checked(token, digest)
    held = with_checksum(token)
    if 2 * len(held) > RESERVED:
        raise Refused(f"the token is longer than any that a report has room for ({len(held)} bytes)")
    return signed + update.before + _place(held) + update.after


def checked_stamp(pdf: bytes, revision: int) -> tuple[Token, bytes]:
    """Return the token behind a signed revision, and the digest that it stamps.

    Args:
        pdf: the whole file.
        revision: length of the signed revision in it, in octets.

    Raises:
        Refused: what is behind that revision is anything but one document time stamp as `add` writes it.
    """
    signed, rest = pdf[:revision], pdf[revision:]
    added = f"{len(rest)} bytes were added behind what was signed, and they are not one time stamp as netdoc adds it"
    try:
        update = _update(signed)
    except Refused:
        raise Refused(added) from None
    place = rest[len(update.before) : len(rest) - len(update.after)]
    if (
        len(rest) != len(update.before) + RESERVED + 2 + len(update.after)
        or not rest.startswith(update.before)
        or not rest.endswith(update.after)
    ):
        raise Refused(added)
    digest = _digest(signed, update)
    return checked(without_checksum(_held(place)), digest), digest


def _held(place: bytes) -> bytes:
    digits = place[1:-1]
    if place[:1] != b"<" or place[-1:] != b">" or set(digits) - set(b"0123456789abcdef"):
        raise Refused("the place of the time stamp holds something else than lower-case hexadecimal digits")
    raw = bytes.fromhex(digits.decode("ascii"))
    if raw[:2] != b"\x30\x82":
        raise Refused("the time stamp is not one that netdoc writes")
    size = 4 + int.from_bytes(raw[2:4], "big")
    if size > len(raw) or any(raw[size:]):
        raise Refused("the rest of the time stamp's place holds something else than zeros")
    return raw[:size]


def _place(held: bytes) -> bytes:
    return b"<" + held.hex().encode("ascii").ljust(RESERVED, b"0") + b">"


def _digest(signed: bytes, update: _Update) -> bytes:
    total = hashlib.sha256(signed)
    total.update(update.before)
    total.update(update.after)
    return total.digest()


def _update(signed: bytes) -> _Update:
    """Return the revision that is put behind a signed one: a field, its value, and the lists that name the field.

    Raises:
        Refused: the last revision is not a signature as netdoc's reports have it.
    """
    start = signed.rfind(_END, 0, max(0, len(signed) - len(_END) - 1))
    last = b"\n" + signed[start + len(_END) :]
    trailer = _TRAILER.search(last)
    forms = _FORM.findall(last)
    if start < 0 or trailer is None or len(forms) != 1:
        raise Refused(_FOREIGN)
    size, root, info, first_id, previous = trailer.groups()
    ((form, field),) = forms
    page, page_object, place = _with_field(last, field, b"%d 0 R" % int(size))
    own, value = int(size), int(size) + 1
    objects = {
        int(place): page_object,
        int(form): b"<<\n/Fields [ %s 0 R %d 0 R ]\n/SigFlags 3\n>>" % (field, own),
        own: b"<<\n/FT /Sig\n/T (%s)\n/Type /Annot\n/Subtype /Widget\n/F 132\n/Rect [ 0 0 0 0 ]\n"
        % FIELD.encode("ascii")
        + b"/P %s 0 R\n/V %d 0 R\n>>" % (page, value),
    }
    if len(objects) != 3:
        raise Refused(_FOREIGN)
    body, offsets = b"", {}
    for number, text in sorted(objects.items()):
        offsets[number] = len(signed) + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    offsets[value] = len(signed) + len(body)
    body += b"%d 0 obj\n<<\n/Type /DocTimeStamp\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.RFC3161\n" % value
    close = b"\n>>\nendobj\n"
    contents = b"\n/Contents "
    range_at = b"/ByteRange "
    hole = len(signed) + len(body) + len(range_at) + _RANGE_WIDTH + len(contents)
    behind = hole + RESERVED + 2
    after = close + _table(offsets)
    after += b"trailer\n<<\n/Size %d\n/Root %s 0 R\n/Info %s 0 R\n/ID [ %s <%s> ]\n/Prev %s\n>>\n" % (
        value + 1, root, info, first_id, hashlib.sha256(signed).hexdigest()[:32].encode("ascii"), previous,
    )  # fmt: skip
    after += b"startxref\n%d\n%%%%EOF\n" % (behind + len(close))
    covered = b"[0 %d %d %d]" % (hole, behind, len(after))
    return _Update(body + range_at + covered.ljust(_RANGE_WIDTH) + contents, after)


def _with_field(last: bytes, field: bytes, added: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the number of the page that shows the signature's field, and an object with the new field beside it.

    The list of a page's annotations stands in the page, or in an object of its own.
    """
    shown = _FIELD.match(_object(last, field))
    if shown is None:
        raise Refused(_FOREIGN)
    page, listed = shown[1], rb"\[ (?:[0-9]{1,9} 0 R )*%s 0 R (?=\])" % field
    if b"\n%s 0 obj\n" % page in last:
        place, text = page, _object(last, page)
        found = list(re.finditer(rb"\n/Annots " + listed, text))
    else:
        apart = re.findall(rb"\n([0-9]{1,9}) 0 obj\n" + listed + rb"\]\nendobj\n", last)
        place = apart[0] if len(apart) == 1 else page
        text = _object(last, place)
        found = list(re.finditer(listed, text))
    if len(found) != 1:
        raise Refused(_FOREIGN)
    end = found[0].end()
    return page, text[:end] + added + b" " + text[end:], place


def _object(last: bytes, number: bytes) -> bytes:
    """Return the text of an object that is there exactly once, without its first line and its last."""
    first = b"\n%s 0 obj\n" % number
    if last.count(first) != 1:
        raise Refused(_FOREIGN)
    start = last.index(first) + len(first)
    end = last.find(b"\nendobj\n", start)
    if end < 0:
        raise Refused(_FOREIGN)
    return last[start:end]


def _table(offsets: dict[int, int]) -> bytes:
    """Return a cross-reference section of single entries (ISO 32000-1, 7.5.4)."""
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, at) for number, at in sorted(offsets.items()))
    return b"xref\n0 1\n0000000000 65535 f \n" + rows
