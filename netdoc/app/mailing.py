"""A seal by e-mail: a letter that takes the root out of the house, written to a file or handed to a mail server."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from textwrap import fill

from netdoc.app import loops
from netdoc.app.sealing import Sealed
from netdoc.app.site_tables import MailTable
from netdoc.app.stamping import Stamped
from netdoc.errors import BadInput, ReportError
from netdoc.ports import Clock, Mail, MailServer
from netdoc.store.seal_notes import Sent
from netdoc.store.store import Store

TIMEOUT_S = 60.0
_PORTS = {"starttls": 587, "tls": 465}
_NOBODY = "nobody is named who should get it"
_EXAMPLE = 'write into the site file: [mail] with to = ["client@example.com"] and sender = "you@example.com"'
_WIDTH = 72
_MEANING = (
    "What this is: the office's internet is measured, and all that was recorded up to now was sealed. The root "
    "above stands for every record of it; the six words are its beginning, in a form that can be read out.",
    "Please keep this message as it is. It can show later that nothing recorded before it was changed, taken away or "
    "written anew since. It tells nothing of what was measured. Whoever holds the records, or a report, types",
    '  netdoc verify FILE --anchor "{words}"',
    "What it does not show: that the measurements were made correctly, or that this computer's clock was right. The "
    "time at which your own mail server took this message is a second witness to it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter that a server took."""

    to: tuple[str, ...]
    server: str
    message_id: str
    at: datetime | None
    is_new: bool = True
    """False: this seal had been sent to the same people before, and nothing was sent now."""


def letter(sealed: Sealed, stamped: Stamped | None, table: MailTable | None, at: datetime) -> EmailMessage:
    """Return the letter about a seal: plain text in English.

    Args:
        sealed: the seal.
        stamped: who put a time on it; None where nobody did.
        table: `[mail]` of the site file.
        at: date of the letter.

    Raises:
        BadInput: the site file names nobody who should get it.
    """
    if table is None:
        raise BadInput(_NOBODY, hint=_EXAMPLE)
    words = " ".join(sealed.words)
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # not every server takes eight bits
    made["From"] = table.sender
    made["To"] = ", ".join(table.to)
    made["Subject"] = f"Seal of the record of {sealed.site}: {words}"
    made["Date"] = format_datetime(at.astimezone(UTC).replace(microsecond=0))
    made["Message-ID"] = f"<{secrets.token_hex(16)}@{table.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    when = "time not recorded" if sealed.at is None else f"{sealed.at:%Y-%m-%d %H:%M:%S} UTC by the computer's clock"
    lines = [
        f"office   {sealed.site}",
        f"sealed   {when}",
        f"records  {sealed.records}",
        f"root     {sealed.root}",
        f"words    {words}",
    ]
    if stamped is not None:
        lines.append(f"stamped  {stamped.at:%Y-%m-%d %H:%M:%S} UTC by {stamped.tsa} (RFC 3161)")
    said = [each if each.startswith(" ") else fill(each, _WIDTH, break_on_hyphens=False) for each in _MEANING]
    made.set_content("\n".join(lines) + "\n\n" + "\n\n".join(said).format(words=words) + "\n")
    return made


def write_letter(message: EmailMessage, file: Path) -> None:
    """Write a letter as an RFC 5322 file, never over one that is there.

    Raises:
        ReportError: a file of that name is there, or it cannot be written.
    """
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise ReportError(f"{file} exists and is not overwritten", hint="give another name") from None
    except OSError as broken:
        raise ReportError(f"{file} could not be written: {broken.strerror}", hint="name another folder") from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(message.as_bytes())


def send_letter(
    path: Path, sealed: Sealed, message: EmailMessage, table: MailTable | None, mail: Mail, clock: Clock
) -> Posted:
    """Hand a letter to the mail server of the site file, and keep in the store that it was taken.

    A seal that was sent to the same people before is not sent to them again.

    Raises:
        BadInput: the site file names no mail server.
        NotAnswered, CannotMeasure: it was not taken; see `ports.Mail`.
        StoreError: the store cannot be read or written.
    """
    if table is None:
        raise BadInput(_NOBODY, hint=_EXAMPLE)
    server = server_of(table)
    root, told, message_id = bytes.fromhex(sealed.root), f"{server.host}:{server.port}", str(message["Message-ID"])
    with Store.open(path, create=False, clock=clock) as store:
        for each in store.seal_notes.sent():
            if (each.size, each.root) == (sealed.records, root) and set(table.to) <= set(each.to):
                return Posted(to=each.to, server=each.server, message_id=each.message_id, at=each.at, is_new=False)
        loops.ask(_handed(mail, server, table, message.as_bytes()))
        store.seal_notes.put_sent(Sent(size=sealed.records, root=root, to=table.to, server=told, message_id=message_id))
    return Posted(to=table.to, server=told, message_id=message_id, at=clock.now())


def server_of(table: MailTable) -> MailServer:
    """Return the mail server that a site file names.

    Raises:
        BadInput: it names none.
    """
    if table.host is None:
        raise BadInput(
            "no mail server is named", where="[mail]", hint='add host = "smtp.example.com", or use --mail FILE.eml'
        )
    return MailServer(
        host=table.host,
        port=table.port or _PORTS[table.security],
        security=table.security,
        credentials=table.credentials,
    )


async def _handed(mail: Mail, server: MailServer, table: MailTable, body: bytes) -> None:
    await mail.send(server, table.sender, table.to, body, timeout_s=TIMEOUT_S)
