"""Ask time-stamp authorities: for a token over a seal's root, and for one behind a signed report."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netdoc.app import loops
from netdoc.errors import BadInput, CannotMeasure, NetdocError, NotAnswered, ReportError
from netdoc.evidence import document_stamps, signatures, timestamps
from netdoc.ports import Clock, TimeAuthorities
from netdoc.store.seal_notes import Stamp
from netdoc.store.store import Store

TIMEOUT_S = 15.0
NOBODY = "no time-stamp authority is named"
WHERE_NAMED = 'name one with --tsa URL, or in the site file: [evidence] with timestamp_servers = ["https://..."]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """Who stamped something, and when by his clock."""

    at: datetime
    tsa: str
    server: str
    is_new: bool = True
    """False: it had been stamped before, and nobody was asked."""
    fruitless: Sequence[str] = ()
    """What became of those that were asked before him."""
    clock_ahead_s: float | None = None
    """How far this computer's clock was ahead of his when the reply came; None where nobody was asked now."""


class NotStamped(NetdocError):
    """No authority gave a token; the message says what became of each."""


@dataclass(frozen=True, slots=True)
class _Given:
    server: str
    nonce: int
    reply: bytes
    token: timestamps.Token
    fruitless: Sequence[str]
    ahead_s: float


def stamp_seal(
    path: Path,
    size: int,
    root: bytes,
    servers: Sequence[str],
    authorities: TimeAuthorities,
    clock: Clock,
    *,
    again: bool = False,
) -> Stamped:
    """Let a seal's root be stamped, and keep the reply beside the seal; the first authority that answers counts.

    Args:
        path: the store.
        size: of the seal.
        root: of the seal; it is itself the SHA-256 that is sent.
        servers: web addresses, in the order to be asked.
        authorities: the way to them.
        clock: dates the record.
        again: ask also where the seal has a stamp already.

    Raises:
        BadInput: no server is named.
        NotStamped: none of them gave a token that holds.
        StoreError: the store cannot be read or written.
    """  # fmt: skip
    with Store.open(path, create=False, clock=clock) as store:
        held = None if again else _held(store, size, root)
        if held is not None:
            return held
        given = _first(servers, root, authorities, clock)
        store.seal_notes.put_stamp(
            Stamp(size=size, root=root, nonce=given.nonce, server=given.server, reply=given.reply)
        )
    return _told(given)


def _held(store: Store, size: int, root: bytes) -> Stamped | None:
    for each in store.seal_notes.stamps():
        if (each.size, each.root) == (size, root):
            with contextlib.suppress(timestamps.Refused):
                token = timestamps.answered(each.reply, root, each.nonce)
                return Stamped(at=token.at, tsa=token.tsa, server=each.server, is_new=False)
    return None


def stamp_report(file: Path, servers: Sequence[str], authorities: TimeAuthorities, clock: Clock) -> Stamped:
    """Put a document time stamp behind a signed report; the report's own bytes stay as they are.

    Args:
        file: the PDF.
        servers: web addresses, in the order to be asked.
        authorities: the way to them.
        clock: this computer's, which is compared with theirs.

    Raises:
        BadInput: no server is named, or the file is no report that netdoc signed, or has a stamp already.
        NotStamped: none of them gave a token that holds.
        ReportError: the file cannot be read or written.
    """
    pdf = _signed_report(file)
    found: list[_Given] = []

    def ask(digest: bytes) -> bytes:
        found.append(_first(servers, digest, authorities, clock))
        return found[0].token.der

    try:
        stamped = document_stamps.add(pdf, ask)
        document_stamps.checked_stamp(stamped, len(pdf))
    except timestamps.Refused as refused:
        mend = "name another authority with --tsa URL" if found else "write the report again with this netdoc"
        raise BadInput(f"cannot be stamped: {refused}", where=str(file), hint=mend) from None
    _replace(file, stamped)
    return _told(found[0])


def _signed_report(file: Path) -> bytes:
    from netdoc.app.verifying import LONGEST_REPORT

    try:
        if file.stat().st_size > LONGEST_REPORT:
            raise BadInput("is longer than any report of netdoc's", where=str(file), hint="name the report's PDF")
        pdf = file.read_bytes()
    except OSError as broken:
        raise ReportError(f"{file} cannot be read: {broken.strerror}", hint="check its name and its rights") from None
    try:
        signature = signatures.signature_of(pdf)
    except Exception as refused:  # whatever a hostile file makes the parser raise
        why = str(refused) if isinstance(refused, signatures.Refused) else type(refused).__name__
        raise BadInput(
            f"its signature does not hold: {why}", where=str(file), hint=f"see `netdoc verify {file.name}`"
        ) from None
    if signature is None:
        raise BadInput(
            "is not a signed report",
            where=str(file),
            hint='only a signed PDF is stamped: `netdoc keys init --name "Jane Doe"`, then `netdoc report`',
        )
    if signature.revision != len(pdf):
        raise BadInput(
            "has something behind its signature already", where=str(file), hint=f"see `netdoc verify {file.name}`"
        )
    return pdf


def _replace(file: Path, body: bytes) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(body)
        part.chmod(file.stat().st_mode & 0o777)
        part.replace(file)
    except OSError as broken:
        raise ReportError(
            f"{file} could not be written: {broken.strerror}; it is as it was", hint="make room, or check its rights"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _first(servers: Sequence[str], imprint: bytes, authorities: TimeAuthorities, clock: Clock) -> _Given:
    """Return the first reply that holds."""
    if not servers:
        raise BadInput(NOBODY, hint=WHERE_NAMED)
    fruitless: list[str] = []
    for server in servers:
        nonce = timestamps.fresh_nonce()
        try:
            query = timestamps.query(imprint, nonce)
            reply = loops.ask(_asked(authorities, server, query))
            token = timestamps.answered(reply, imprint, nonce)
        except (NotAnswered, CannotMeasure) as failed:
            fruitless.append(failed.message)
        except timestamps.Refused as refused:
            fruitless.append(f"{server}: {refused}")
        else:
            return _Given(server, nonce, reply, token, fruitless, (clock.now() - token.at).total_seconds())
    raise NotStamped(
        f"not stamped: {'; '.join(fruitless)}", hint="try again later, or name another authority with --tsa URL"
    )


async def _asked(authorities: TimeAuthorities, server: str, query: bytes) -> bytes:
    return await authorities.ask(server, query, timeout_s=TIMEOUT_S)


def _told(given: _Given) -> Stamped:
    return Stamped(
        at=given.token.at,
        tsa=given.token.tsa,
        server=given.server,
        fruitless=tuple(given.fruitless),
        clock_ahead_s=given.ahead_s,
    )
