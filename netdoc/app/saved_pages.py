"""A file that a person saved: its text in whatever wrapping, and the several answers that one file can hold. Pure."""

from __future__ import annotations

import codecs
import email
import email.policy
import json
import re
from email.message import EmailMessage
from pathlib import Path

from netdoc.app.saved_wrapping import without_wrapping
from netdoc.errors import BadInput

GREATEST_FILE = 4_000_000
MOST_PARTS = 60
_LOOKED_AT = 65_536
_GREATEST_SHARE_OF_CONTROLS = 0.02
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x08\x1b")
_WEB_ARCHIVE = re.compile(rb"\A(?:[\w-]+: [^\n]*\n|[ \t][^\n]*\n){0,20}?Content-Type: multipart/related", re.IGNORECASE)
_HTTP_HEAD = re.compile(rb"\AHTTP/[0-9.]+ [0-9]{3}[^\n]{0,200}\n(?:[^\n]{1,4000}\n){0,100}?\r?\n")
_XML_STARTS = (re.compile(rb"<\?xml[ \t]"), re.compile(rb"<(?:[\w-]{1,20}:)?Envelope[\s>]"))
_PROMPT = re.compile(
    rb"^(?:[^\n<>{}|]{0,40}[#$]|[\w@.()~/-]{0,40}>)[ \t]*(?P<command>[a-z/][^\n]{1,200}?)[ \t\r]*$", re.MULTILINE
)
"""A line of a terminal that holds a prompt and what was typed behind it."""


def body_of(path: Path) -> bytes:
    """Return a file's text, unpacked and without what the way of keeping it put around it (`without_wrapping`).

    Raises:
        BadInput: the file is missing, empty, too long or no text.
    """
    where = str(path)
    try:
        if path.is_file() and path.stat().st_size > GREATEST_FILE:
            size_mb = path.stat().st_size / 1_000_000
            message = f"{size_mb:.0f} MB is more than any modem's page"
            raise BadInput(message, where=where, hint=f"give one answer, at most {GREATEST_FILE // 1_000_000} MB")
        body = path.read_bytes()
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise BadInput(f"cannot be read: {reason}", where=where, hint="check the path") from failed
    body = without_wrapping(unpacked(body))
    if not body.strip():
        raise BadInput("the file is empty", where=where, hint="save the modem's page or telnet answer again")
    head = body[:_LOOKED_AT]
    controls = sum(octet < 32 and octet not in _TEXT_CONTROLS for octet in head)
    if controls > _GREATEST_SHARE_OF_CONTROLS * len(head):
        message = "the file is not text"
        raise BadInput(message, where=where, hint="save the modem's page as text or HTML, not as a picture or archive")
    return body


def unpacked(body: bytes) -> bytes:
    """Return the bytes of a saved text as the box sent them, as far as the way of saving can be told."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    elif (order := _bare_utf16(body)) is not None:
        body = body.decode(order, "replace").encode()
    body = body.removeprefix(codecs.BOM_UTF8)
    if _WEB_ARCHIVE.match(body[:_LOOKED_AT].replace(b"\r\n", b"\n")):
        body = _main_page(body) or body
    return body


def _bare_utf16(body: bytes) -> str | None:
    """Return the octet order of UTF-16 without a mark: every second octet of plain text is zero."""
    head = body[:2_000]
    if len(head) < 8 or len(body) % 2:
        return None
    for order, zeros, letters in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.9 * len(zeros) and letters.count(0) == 0:
            return order
    return None


def _main_page(body: bytes) -> bytes | None:
    """Return the first HTML page of a web archive («save as single file», RFC 2557)."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            held = part.get_payload(decode=True)
            return held if isinstance(held, bytes) else None
    return None


def parts_of(body: bytes) -> tuple[bytes, ...]:
    """Return the several answers in one file: documents one after the other, or a terminal's commands.

    A file that holds one answer is that one part; a head of HTTP before it is left out.
    """
    body = _HTTP_HEAD.sub(b"", body, count=1)
    start = body.lstrip()[:1]
    if start == b"<":
        parts = _documents(body)
    elif start in (b"{", b"["):
        parts = _json_documents(body)
    else:
        parts = _answers(body)
    filled = tuple(each for each in parts if each.strip())
    return filled if filled and 1 < len(parts) <= MOST_PARTS else (body,)


def _documents(body: bytes) -> list[bytes]:
    for pattern in _XML_STARTS:
        starts = [each.start() for each in pattern.finditer(body)]
        if len(starts) > 1:
            return [body[a:b] for a, b in zip(starts, [*starts[1:], len(body)], strict=True)]
    return [body]


def _json_documents(body: bytes) -> list[bytes]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return [body]
    decoder, place = json.JSONDecoder(), 0
    parts: list[bytes] = []
    while place < len(text) and len(parts) <= MOST_PARTS:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place == len(text):
            break
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return [body]
        parts.append(text[place:end].encode())
        place = end
    return parts


def _answers(body: bytes) -> list[bytes]:
    prompts = list(_PROMPT.finditer(body))
    if not prompts:
        return [body]
    ends = [*(each.start() for each in prompts[1:]), len(body)]
    return [
        body[: prompts[0].start()],
        *(body[a.end() : b].lstrip(b"\r\n") for a, b in zip(prompts, ends, strict=True)),
    ]
