"""What stands around an answer in a file because of how it was kept: mail quotes, code fences, terminal codes. Pure."""

from __future__ import annotations

import html
import re

_ANSI = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_=>])")
_PRE = re.compile(rb"<pre\b[^>]{0,400}>", re.IGNORECASE)
_PRE_END = re.compile(rb"</pre\s*>", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(script|style|head|title)\b.{0,20000}?</\1\s*>|<!--.{0,2000}?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_TAG = re.compile(rb"<[^>]{0,2000}>")
_QUOTE = re.compile(rb"[ \t]*> ?")
_FEWEST_LINES = 3
_DEEPEST_QUOTE = 3
_DOCUMENTS = (b"<", b"{", b"[")
_CODE_INDENT = re.compile(rb"(?: {4,}|\t+)")


def without_wrapping(body: bytes) -> bytes:
    """Return the bytes of an answer without what the way of keeping it put around every line or around the whole.

    Taken away: terminal codes; the page that a browser makes of plain text or JSON (`<pre>` and nothing else); the one
    fenced block of a note; `>` or an indent before every line; an empty line after every line. Nothing within a line
    is changed but entities of the page, and a text that has none of these comes back as it is.
    """
    body = _ANSI.sub(b"", body) if b"\x1b" in body else body
    body = body.replace(b"\r\r\n", b"\r\n")
    body = _only_pre(body)
    body = _fenced(body)
    for _ in range(_DEEPEST_QUOTE):
        body, before = _unquoted(body), body
        if body == before:
            break
    return _without_indent(_single_spaced(body))


def _only_pre(body: bytes) -> bytes:
    """Return the text of a page that shows one preformatted text and nothing else."""
    if body.lstrip()[:1] != b"<" or len(starts := list(_PRE.finditer(body))) != 1:
        return body
    start = starts[0]
    ends = list(_PRE_END.finditer(body, start.end()))
    if len(ends) > 1:
        return body
    end = ends[0] if ends else None
    around = body[: start.start()] + (body[end.end() :] if end is not None else b"")
    if _TAG.sub(b"", _UNSEEN.sub(b"", around)).strip():
        return body
    text = body[start.end() : end.start() if end is not None else len(body)].decode("utf-8", "replace")
    return html.unescape(_TAG.sub(b"", _BREAK.sub("\n", text).encode()).decode("utf-8", "replace")).encode()


def _fenced(body: bytes) -> bytes:
    """Return what stands between the two fences of a note (Markdown's three backticks)."""
    lines = body.split(b"\n")
    fences = [place for place, line in enumerate(lines) if line.strip().startswith(b"```")]
    if len(fences) != 2:
        return body
    return b"\n".join(lines[fences[0] + 1 : fences[1]]) + b"\n"


def _unquoted(body: bytes) -> bytes:
    """Return a text without the `>` of a mail's quote, where every line has it."""
    lines = body.split(b"\n")
    filled = [line for line in lines if line.strip()]
    if not filled or not all(_QUOTE.match(line) for line in filled):
        return body
    plain = b"\n".join(_QUOTE.sub(b"", line, count=1) for line in lines)
    # a line or two may also be prompts; a document is none
    return plain if len(filled) >= _FEWEST_LINES or plain.lstrip()[:1] in _DOCUMENTS else body


def _single_spaced(body: bytes) -> bytes:
    """Return a text without the empty line behind every line that some ways of copying leave."""
    lines = body.split(b"\n")
    if len(lines) < 2 * _FEWEST_LINES or any(line.strip() for line in lines[1::2]):
        return body
    return b"\n".join(lines[0::2]) + (b"\n" if len(lines) % 2 == 0 else b"")


def _without_indent(body: bytes) -> bytes:
    """Return a text without the indent of a code block, where every line has it."""
    if body.lstrip()[:1] in _DOCUMENTS:
        return body
    filled = [line for line in body.split(b"\n") if line.strip()]
    indents = [found[0] for line in filled if (found := _CODE_INDENT.match(line)) is not None]
    if len(filled) < _FEWEST_LINES or len(indents) != len(filled):
        return body
    common = min(indents, key=len)
    if not all(each.startswith(common) for each in indents):
        return body
    return b"\n".join(line.removeprefix(common) for line in body.split(b"\n"))
