"""Verify a store or a report: that nothing was changed since it was made, and what an outsider's word adds to that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from netdoc.app.sealing import root_of
from netdoc.errors import BadInput, StoreError
from netdoc.evidence import merkle, signatures
from netdoc.evidence.checks import Check, Outcome
from netdoc.evidence.words import words_of
from netdoc.store.seals import Seal
from netdoc.store.store import Store

Anchor = bytes | Sequence[str]
"""A whole root, or its six words, as somebody else kept it."""


LONGEST_REPORT = 64_000_000
_PDF = b"%PDF-"


def verify(path: Path, anchors: Sequence[Anchor] = (), key: str | None = None) -> list[Check]:
    """Return what was checked of a file, in the order checked. Changes nothing, opens no socket.

    Args:
        path: a store, or a report as PDF.
        anchors: of a store, as others kept them.
        key: the fingerprint of the key that a report should be signed with.

    Raises:
        BadInput: an anchor for a report, or a key for a store.
        StoreError: the file cannot be read at all, or is neither.
    """
    if not _is_pdf(path):
        if key is not None:
            raise BadInput("a store is not signed", where="--key", hint="leave it out, or name the report's PDF")
        return verify_store(path, anchors)
    if anchors:
        raise BadInput("an anchor is of a store", where="--anchor", hint="leave it out, or name the store's file")
    try:
        if path.stat().st_size > LONGEST_REPORT:
            return [Check("file", Outcome.BROKEN, "longer than any report of netdoc's")]
        return [*signatures.check(path.read_bytes(), key), _MEASUREMENTS]
    except OSError as broken:
        raise StoreError(f"{path} cannot be read: {broken.strerror}", hint="check its rights") from broken


_MEASUREMENTS = Check(
    "measurements",
    Outcome.REMARK,
    "not shown: that the verdict follows from the measurements; they are in the store that the report was made from",
)


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as opened:
            return opened.read(len(_PDF)) == _PDF
    except OSError:  # the store says best what is wrong
        return False


def verify_store(path: Path, anchors: Sequence[Anchor] = ()) -> list[Check]:
    """Return what was checked of a store, in the order checked. Changes nothing, opens no socket.

    Raises:
        StoreError: it cannot be read at all, or is none.
    """
    with Store.open(path, create=False, read_only=True) as store:
        bad = store.verify_chain()
        if bad is not None:
            text = f"record {bad} is not what was written, or is missing: everything from there on is in doubt"
            return [Check("chain", Outcome.BROKEN, text)]
        try:
            hashes = list(store.hashes())
            seals = list(store.seals())
        except StoreError as damaged:
            return [Check("chain", Outcome.BROKEN, f"a record cannot be read: {damaged.message}")]
    if not hashes:
        return [Check("chain", Outcome.BROKEN, "the store holds no record: there is nothing to verify")]
    return list(_checks(hashes, seals, anchors))


def _checks(hashes: Sequence[bytes], seals: Sequence[Seal], anchors: Sequence[Anchor]) -> Iterator[Check]:
    yield Check("chain", Outcome.HOLDS, f"{len(hashes)} records, each chained to the one before it, without a hole")
    yield _seals(hashes, seals)
    for each in anchors:
        yield _anchor(hashes, seals, each)
    if not anchors:
        yield Check(
            "anchor",
            Outcome.REMARK,
            "not shown: that no record was cut off at the end, and that the whole was not written anew; the six words "
            "of a seal in a vendor's ticket would show it (--anchor)",
        )


def _seals(hashes: Sequence[bytes], seals: Sequence[Seal]) -> Check:
    if not seals:
        return Check("seals", Outcome.REMARK, "never sealed: `netdoc seal` makes a root that can be given to others")
    for each in seals:
        if each.size != each.seq - 1 or root_of(iter(hashes[: each.size])) != each.root:
            return Check("seals", Outcome.BROKEN, f"the seal in record {each.seq} does not fit the records before it")
    later = len(hashes) - seals[-1].seq
    count = f"{len(seals)} seals fit" if len(seals) > 1 else "the seal fits"
    return Check("seals", Outcome.HOLDS, f"{count} the records before; {later} records came after the last")


def _anchor(hashes: Sequence[bytes], seals: Sequence[Seal], anchor: Anchor) -> Check:
    told = anchor.hex() if isinstance(anchor, bytes) else " ".join(anchor)
    for size, root in enumerate(merkle.roots(merkle.leaf(each) for each in hashes), start=1):
        if root == anchor or (not isinstance(anchor, bytes) and words_of(root) == tuple(anchor)):
            at = next(
                (f", sealed at {each.at:%Y-%m-%d %H:%M} UTC" for each in seals if each.size == size and each.at), ""
            )
            text = f"{told}: the first {size} records are those it was made of, unchanged and complete{at}"
            return Check("anchor", Outcome.HOLDS, text)
    return Check(
        "anchor",
        Outcome.BROKEN,
        f"{told}: no state of this store has it: records were cut off or written anew since, or it is of another store",
    )
