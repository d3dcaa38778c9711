"""What goes into a record's header, and what comes back out of it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from netdoc.errors import BadInput, StoreError, StoreIsNewer
from netdoc.model.capture import Capture
from netdoc.model.casting import caster
from netdoc.model.codec import fact_from_plain, fact_to_plain
from netdoc.model.facts.echo_block import EchoBlock, from_us, to_us
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.private import looks_private
from netdoc.store.packing import Layout, common_of, pack, unpack, usual_of

_CAST = caster(Seen)
_BLOCK_S = 60.0
_LONGEST_US = 10**17
"""Some three thousand years: keeps sums of times within what SQLite adds exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record before it has a number: its kind, its own header fields and what queries need of it."""

    kind: str
    fields: Mapping[str, Any]
    at_us: int | None = None
    span_us: int = 0
    digest: bytes | None = None
    body: bytes | None = None
    private: bool | None = None
    """Whether it may hold what is private to the office; None where its kind says it (`shown.py`)."""


def canonical(plain: Mapping[str, Any]) -> bytes:
    """Return JSON with sorted keys and no spaces, as UTF-8; halves of surrogate pairs are escaped.

    Raises:
        BadInput: a number is not finite.
    """
    try:
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise BadInput(f"a value that cannot be stored: {error}", hint="a field not measured is left out") from None
    return text.encode("utf-8", "backslashreplace")


def microseconds(span: timedelta) -> int:
    """Return a span as whole microseconds."""
    return span // timedelta(microseconds=1)


def capture_entry(capture: Capture) -> Entry:
    """Return the record of a capture; the digest is of the bytes before compression."""
    taken_us = to_us(capture.taken_at)
    fields = {
        "digest": capture.digest,
        "method": capture.method,
        "size": len(capture.body),
        "source": capture.source,
        "taken_at_us": taken_us,
    }
    digest, body = bytes.fromhex(capture.digest), zlib.compress(capture.body, 9)
    return Entry(kind="capture", fields=fields, at_us=taken_us, digest=digest, body=body, private=True)


def capture_from(header: Mapping[str, Any], body: bytes) -> Capture:
    """Return the capture a record holds.

    Raises:
        StoreError: the bytes are not those the digest was taken of.
    """
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(body, int(header["size"]) + 1)
        capture = Capture(raw, from_us(header["taken_at_us"]), header["source"], header["method"])
        if capture.digest == header["digest"]:
            return capture
    except (zlib.error, KeyError, TypeError, ValueError):
        pass
    raise StoreError(f"capture {header.get('digest')} is damaged", hint="keep the file as it is, and work on a copy")


def held_capture(capture: Capture) -> Entry:
    """Return a capture as it waits for its bundle: the bytes as they came."""
    taken_us = to_us(capture.taken_at)
    fields = {"method": capture.method, "source": capture.source, "taken_at_us": taken_us}
    return Entry(kind="capture", fields=fields, at_us=taken_us, digest=bytes.fromhex(capture.digest), body=capture.body)


def echo_layout(seen: Seen[Any]) -> dict[str, Any]:
    """Return the header fields of the layout record that this block's record refers to."""
    return {
        "plane": seen.plane.value,
        "reader": seen.reader,
        "series": common_of(seen.fact),
        "subject": seen.subject,
        "usual": usual_of(seen.fact),
    }


def echo_entry(seen: Seen[Any], layout_seq: int, layout: Layout) -> Entry:
    """Return the record of an echo block; it says only what differs from its layout."""
    block: EchoBlock = seen.fact
    body, texts = pack(block, layout)
    at_us, start_us = to_us(seen.at), to_us(block.start)
    fields: dict[str, Any] = {"at_us": at_us, "layout": layout_seq}
    if start_us != at_us:
        fields["start_us"] = start_us
    if block.duration_s != _BLOCK_S:
        fields["duration_s"] = block.duration_s
    if texts:
        fields["unreachable_by"] = texts
    if seen.capture is not None:
        fields["capture"] = seen.capture
    span_us = block_reach(fields)
    private = looks_private(canonical(fields)) if texts else None  # without texts there are numbers only
    return Entry(kind="echo", fields=fields, at_us=at_us, span_us=span_us, body=body, private=private)


def block_reach(header: Mapping[str, Any]) -> int:
    """Return how long after its instant the block of a header ends, in µs."""
    at_us = header["at_us"]
    end_us = header.get("start_us", at_us) + round(max(header.get("duration_s", _BLOCK_S), 0.0) * 1_000_000)
    return int(min(max(0, end_us - at_us), _LONGEST_US))


def observation_entry(observation: Observation) -> Entry:
    """Return the record of anything but an echo block."""
    if isinstance(observation, Gap):
        fields = {
            "end_us": to_us(observation.end),
            "hint": observation.hint,
            "subject": observation.subject,
            "what": observation.what,
            "why": observation.why,
        }
        kind, span_us = "gap", max(0, microseconds(observation.end - observation.start))
    else:
        fields = {"plane": observation.plane.value, "subject": observation.subject}
        kind, span_us = "seen", 0
        if isinstance(observation, Missed):
            kind = "missed"
            fields |= {"detail": observation.detail, "failure": observation.failure, "what": observation.what}
        else:
            fields["fact"] = fact_to_plain(observation.fact)
    at_us = to_us(observation.at)
    fields |= {"at_us": at_us, "reader": observation.reader}
    if observation.capture is not None:
        fields["capture"] = observation.capture
    return Entry(kind=kind, fields=fields, at_us=at_us, span_us=span_us)


@dataclass(frozen=True, slots=True)
class StoredLayout:
    """A layout record, ready for reading the blocks that refer to it."""

    layout: Layout
    subject: str
    plane: Plane
    reader: str

    @classmethod
    def from_header(cls, header: Mapping[str, Any]) -> StoredLayout:
        """Return the layout of a record's header."""
        layout = Layout.from_plain(header["series"], header["usual"])
        return cls(layout, header["subject"], Plane(header["plane"]), header["reader"])


@contextmanager
def reading() -> Iterator[None]:
    """Tell what a record holds that this netdoc cannot read as one of two errors.

    Raises:
        StoreIsNewer: a kind of fact or a word that this netdoc does not know.
        StoreError: the record is damaged.
    """
    try:
        yield
    except BadInput as unknown:
        raise StoreIsNewer(
            f"the store holds a fact that this netdoc cannot read: {unknown}", hint="install a newer netdoc-toolkit"
        ) from unknown
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError) as damaged:
        raise StoreError(
            f"a record is damaged, or written by a newer netdoc: {type(damaged).__name__}: {damaged}",
            hint="keep the file as it is, and work on a copy",
        ) from damaged


PLAIN_BLOCK = re.compile(
    rb'\{"at_us":(-?[0-9]+),"kind":"echo","layout":([0-9]+),"mono_ns":[0-9]+,"run":[0-9]+,"seq":[0-9]+,"wall_utc_us":'
    rb"-?[0-9]+\}"
)
"""Header of a block that tells numbers only, as nearly all of a month's do: when it began, and its layout."""


def block_from(header: Mapping[str, Any], body: bytes | None, layout: Callable[[int], StoredLayout]) -> Observation:
    """Return the echo block that a record holds; to be called within `reading`."""
    at, held = from_us(header["at_us"]), layout(header["layout"])
    start = from_us(header["start_us"]) if "start_us" in header else at
    texts = header.get("unreachable_by", ())
    block = unpack(held.layout, start, header.get("duration_s", _BLOCK_S), body or b"", texts)
    return _CAST(held.subject, at, block, header.get("capture"), held.plane, held.reader)  # type: ignore[no-any-return]


def observation_from(kind: str, header: Mapping[str, Any]) -> Observation:
    """Return the observation, not a block, that header fields hold; to be called within `reading`."""
    subject, at, reader = header["subject"], from_us(header["at_us"]), header["reader"]
    capture = header.get("capture")
    if kind == "gap":
        end = from_us(header["end_us"])
        return Gap(subject, at, end, header["what"], header["why"], header["hint"], capture, reader)
    plane = Plane(header["plane"])
    if kind == "missed":
        what, failure, detail = header["what"], header["failure"], header["detail"]
        return Missed(subject, at, what, failure, detail, capture, plane, reader)
    return Seen(subject, at, fact_from_plain(header["fact"]), capture, plane, reader)
