"""Verify a store, a case file or a report: that nothing was changed in it, and what an outsider's word adds to that.

Nothing in the file is executed, no socket is opened, and the file is left as it is.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from netdoc.app.cases import gather, uncollected
from netdoc.app.sealing import root_of
from netdoc.app.verifying_case import Anchor, Belonging, anchored, check_case, clock_by, is_case_file, unanchored
from netdoc.errors import BadInput, StoreError
from netdoc.evidence import attachments, held_stamps, manifest, merkle, signatures
from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.store.seal_notes import Sent, Stamp
from netdoc.store.seals import Seal
from netdoc.store.store import Store

LONGEST_REPORT = 64_000_000
_PDF = b"%PDF-"


def verify(
    path: Path, anchors: Sequence[Anchor] = (), key: str | None = None, roots: Sequence[bytes] = ()
) -> list[Check]:
    """Return what was checked of a file, in the order checked. Changes nothing, opens no socket.

    Args:
        path: a store, a case file, or a report as PDF.
        anchors: of its seals, as others kept them.
        key: the fingerprint of the key that a report should be signed with.
        roots: certificates in DER of time-stamp authorities that are believed.

    Raises:
        BadInput: a key for a file that is not signed.
        StoreError: the file cannot be read at all, or is none of the three.
    """
    start = _start(path)
    if start.startswith(_PDF):
        return _report(path, anchors, key, roots)
    if key is not None:
        raise BadInput("only a report is signed", where="--key", hint="leave it out, or name the report's PDF")
    if is_case_file(start):
        try:
            with path.open("rb") as file:
                return list(check_case(file, anchors, roots=roots))
        except OSError as broken:
            raise _unreadable(path, broken) from broken
    return verify_store(path, anchors, roots)


def _report(path: Path, anchors: Sequence[Anchor], key: str | None, roots: Sequence[bytes]) -> list[Check]:
    try:
        if path.stat().st_size > LONGEST_REPORT:
            return [Check("file", Outcome.BROKEN, "longer than any report of netdoc's")]
        pdf = path.read_bytes()
        checks = list(signatures.check(pdf, key, roots))
        try:
            files = attachments.attachments(pdf)
            held = manifest.fitting(files)
            stamp = held_stamps.of_report(None if held is None else held.stamped, files)
        except (attachments.Unreadable, manifest.Refused, held_stamps.Unreadable) as refused:
            return [*checks, Check("attachments", Outcome.BROKEN, str(refused))]
        if held is None:
            return [*checks, _MEASUREMENTS, *(_no_records(each) for each in anchors)]
        checks.append(_attached(held, len(files)))
        if worst(checks) is Outcome.BROKEN:
            return [*checks, Check("verdict", Outcome.REMARK, "not judged again: the file was changed")]
        told = Belonging(
            manifest=held,
            printed=files.get("verdict.json"),
            stamp=stamp,
            is_dated=held_stamps.is_dated(checks),
            files=files,
        )
        if held.form == manifest.RECORDS:
            text = files[held.file]
            if manifest.digest(text) != held.sha256:
                return [*checks, Check("evidence", Outcome.BROKEN, "the records are not those that the manifest names")]
            return [*checks, *check_case(io.BytesIO(text), anchors, told, roots)]
        if held.form == manifest.WITHHELD:
            return [*checks, _WITHHELD, *_without_records(told, anchors, roots)]
        return [*checks, *_beside(path, told, anchors, roots)]
    except OSError as broken:
        raise _unreadable(path, broken) from broken


def _beside(report: Path, told: Belonging, anchors: Sequence[Anchor], roots: Sequence[bytes]) -> Sequence[Check]:
    """Return what was checked of the case file that lies beside a report."""
    held = told.manifest
    path = report.with_name(held.file)
    if not path.is_file():
        missing = (
            f"only one-minute roll-ups are in the report; the records are in {held.file}, which is not "
            "beside it: not shown that the verdict follows from them"
        )
        return [Check("evidence", Outcome.REMARK, missing), *_without_records(told, anchors, roots)]
    import hashlib

    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != held.sha256:
            text = f"{held.file} is not the case file that the report was made with: its SHA-256 is another"
            return [Check("evidence", Outcome.BROKEN, text)]
        file.seek(0)
        found = Check("evidence", Outcome.HOLDS, f"{held.file} is the case file that the report was made with")
        return [found, *check_case(file, anchors, told, roots)]


def _without_records(told: Belonging, anchors: Sequence[Anchor], roots: Sequence[bytes]) -> Sequence[Check]:
    """Return what a time stamp shows of the root alone, and that an anchor has nothing here to hold on to."""
    held, stamp = told.manifest, told.stamp
    lost = [_no_records(each) for each in anchors]
    if stamp is None:
        return lost
    try:
        root = bytes.fromhex(held.root)
    except ValueError:
        root = b""
    return [held_stamps.check(stamp, held.size, root, lambda _: None, roots), *lost]


def _attached(held: manifest.Manifest, count: int) -> Check:
    what = {
        manifest.RECORDS: "the records inside",
        manifest.MINUTES: "one-minute roll-ups inside",
        manifest.WITHHELD: "no record inside",
    }[held.form]
    return Check("attachments", Outcome.HOLDS, f"{count} files as the manifest names them, {what}")


_MEASUREMENTS = Check(
    "measurements",
    Outcome.REMARK,
    "not shown: that the verdict follows from the measurements; they are in the store that the report was made from",
)


_WITHHELD = Check(
    "measurements",
    Outcome.REMARK,
    "not shown: that the verdict follows from the measurements; this copy holds nothing of the office's network. The "
    "office's own copy has the same root and holds all records",
)


def _no_records(anchor: Anchor) -> Check:
    told = anchor.hex() if isinstance(anchor, bytes) else " ".join(anchor)
    return Check("anchor", Outcome.BROKEN, f"{told}: there are no records here that could have it")


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(64)
    except OSError:  # the store says best what is wrong
        return b""


def _unreadable(path: Path, broken: OSError) -> StoreError:
    return StoreError(f"{path} cannot be read: {broken.strerror}", hint="check its rights")


def verify_store(path: Path, anchors: Sequence[Anchor] = (), roots: Sequence[bytes] = ()) -> list[Check]:
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
            stamps = list(store.seal_notes.stamps())
            letters = list(store.seal_notes.sent())
            clock = _clock(store)
        except StoreError as damaged:
            return [Check("chain", Outcome.BROKEN, f"a record cannot be read: {damaged.message}")]
    if not hashes:
        return [Check("chain", Outcome.BROKEN, "the store holds no record: there is nothing to verify")]
    chain = f"{len(hashes)} records, each chained to the one before it, without a hole"
    found = [Check("chain", Outcome.HOLDS, chain), _seals(hashes, seals)]
    stamped = _stamps(hashes, stamps, roots)
    found += [*stamped, *_letters(letters)]
    without = [] if held_stamps.is_dated(stamped) else [unanchored()]
    return [*found, *clock, *([anchored(hashes, seals, each) for each in anchors] or without)]


def _clock(store: Store) -> list[Check]:
    """Return how far the computer's clock was off; nothing where nothing was observed."""
    if store.end() is None:
        return []
    with uncollected():
        return [clock_by(gather(store))]


def _stamps(hashes: Sequence[bytes], stamps: Sequence[Stamp], roots: Sequence[bytes]) -> list[Check]:
    """Return the first stamp that does not hold, or what the latest shows."""
    at = _roots_at({each.size for each in stamps}, hashes)
    last: list[Check] = []
    for number, each in enumerate(stamps, start=1):
        held = held_stamps.HeldStamp(each.size, each.root, each.nonce, each.reply)
        believed = roots if number == len(stamps) else ()
        told = held_stamps.check(held, len(hashes), at.get(len(hashes), b""), lambda size: at.get(size, b""), believed)
        if told.outcome is Outcome.BROKEN:
            return [replace(told, text=f"stamp {number} of {len(stamps)}: {told.text}")]
        last = [told]
    return last


def _roots_at(sizes: Collection[int], hashes: Sequence[bytes]) -> Mapping[int, bytes]:
    """Return the roots over the first so many records, for those sizes that there are."""
    tree, found = merkle.Growing(), dict[int, bytes]()
    for each in hashes if sizes else ():
        tree.add(merkle.leaf(each))
        if tree.size in sizes:
            found[tree.size] = tree.root()
    return found


def _letters(letters: Sequence[Sent]) -> list[Check]:
    if not letters:
        return []
    last = letters[-1]
    when = "" if last.at is None else f" on {last.at:%Y-%m-%d %H:%M} UTC"
    text = (
        f"{len(letters)} sent, as the store says; the last, with the root over {last.size} records, to "
        f"{', '.join(last.to)}{when}, {last.message_id}: whoever got it holds that root (--anchor)"
    )
    return [Check("letters", Outcome.HOLDS, text)]


def _seals(hashes: Sequence[bytes], seals: Sequence[Seal]) -> Check:
    if not seals:
        return Check("seals", Outcome.REMARK, "never sealed: `netdoc seal` makes a root that can be given to others")
    for each in seals:
        if each.size != each.seq - 1 or root_of(iter(hashes[: each.size])) != each.root:
            return Check("seals", Outcome.BROKEN, f"the seal in record {each.seq} does not fit the records before it")
    later = len(hashes) - seals[-1].seq
    count = f"{len(seals)} seals fit" if len(seals) > 1 else "the seal fits"
    return Check("seals", Outcome.HOLDS, f"{count} the records before; {later} records came after the last")
