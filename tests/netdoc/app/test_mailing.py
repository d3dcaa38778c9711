"""The letter about a seal: what it says, that nothing is overwritten or sent twice, and what the store keeps of it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from netdoc.app.mailing import letter, send_letter, server_of, write_letter
from netdoc.app.sealing import seal
from netdoc.app.site_tables import MailTable
from netdoc.app.stamping import Stamped
from netdoc.app.verifying import verify
from netdoc.errors import BadInput, NotAnswered, ReportError
from netdoc.model.site import Site
from netdoc.ports import MailServer
from netdoc.store.store import Store
from tests.emulated.time_authority import AT
from tests.netdoc.store.ladder_blocks import FixedClock

TABLE = MailTable(to=("client@example.com", "ada@example.net"), sender="ada@example.net", host="smtp.example.net")
STAMPED = Stamped(at=AT, tsa="Exämple Time", server="http://tsa.example/")


@dataclass
class Post:
    """Takes every letter, or none."""

    takes: bool = True
    letters: list[tuple[MailServer, str, Sequence[str], bytes]] = field(default_factory=list)

    async def send(
        self, server: MailServer, sender: str, recipients: Sequence[str], letter: bytes, *, timeout_s: float
    ) -> None:
        assert timeout_s > 0
        if not self.takes:
            raise NotAnswered("smtp.example.net:587 does not take the letter", failure="error")
        self.letters.append((server, sender, recipients, letter))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "office.netdoc"
    with Store.open(path, clock=FixedClock()) as opened:
        opened.put_site(Site(id="office", name="Mill\nBcc: x@example.org"))
    return path


def test_the_letter_says_root_words_time_and_what_they_are_for(store: Path) -> None:
    made = seal(store, FixedClock())
    body = letter(made, STAMPED, TABLE, AT).as_bytes()

    read = email.message_from_bytes(body, policy=email.policy.default)
    text = read.get_content().replace("\r\n", "\n")
    assert read["To"] == "client@example.com, ada@example.net"
    assert read["From"] == "ada@example.net"
    assert read["Date"].datetime == AT
    assert read["Message-ID"].endswith("@example.net>")
    assert " ".join(made.words) in read["Subject"]
    for each in (
        made.root,
        " ".join(made.words),
        "2026-03-01 12:30:00 UTC by Exämple Time",
        f"records  {made.records}",
    ):
        assert each in text
    assert f'\n  netdoc verify FILE --anchor "{" ".join(made.words)}"\n' in text
    assert body.isascii()
    assert read.get_content_type() == "text/plain"
    assert max(map(len, body.split(b"\r\n"))) <= 998 and b"\n" not in body.replace(b"\r\n", b"")


def test_without_a_stamp_none_is_told_and_each_letter_has_an_id_of_its_own(store: Path) -> None:
    made = seal(store, FixedClock())
    one, other = (letter(made, None, TABLE, AT) for _ in range(2))

    assert "stamped" not in one.get_content()
    assert one["Message-ID"] != other["Message-ID"]
    assert one.get_content() == other.get_content()


def test_a_letter_is_written_for_its_owner_alone_and_never_over_a_file(store: Path, tmp_path: Path) -> None:
    message, file = letter(seal(store, FixedClock()), None, TABLE, AT), tmp_path / "seal.eml"

    write_letter(message, file)

    assert file.read_bytes() == message.as_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ReportError, match="not overwritten"):
        write_letter(message, file)
    with pytest.raises(ReportError, match="could not be written"):
        write_letter(message, tmp_path / "no" / "folder.eml")


def test_what_was_sent_to_whom_and_when_is_kept_and_the_same_seal_goes_out_once(store: Path) -> None:
    made, post = seal(store, FixedClock()), Post()
    message = letter(made, None, TABLE, AT)

    sent = send_letter(store, made, message, TABLE, post, FixedClock())
    again = send_letter(store, made, letter(made, None, TABLE, AT), TABLE, post, FixedClock())

    ((server, sender, recipients, body),) = post.letters
    assert (server.host, server.port, server.security) == ("smtp.example.net", 587, "starttls")
    assert (sender, recipients, body) == ("ada@example.net", TABLE.to, message.as_bytes())
    assert (sent.is_new, again.is_new) == (True, False)
    assert sent.message_id == again.message_id == message["Message-ID"]
    with Store.open(store, read_only=True) as opened:
        (kept,) = opened.seal_notes.sent()
    assert (kept.to, kept.message_id, kept.root.hex()) == (TABLE.to, sent.message_id, made.root)
    (told,) = (each.text for each in verify(store) if each.name == "letters")
    assert "client@example.com" in told and sent.message_id in told


def test_somebody_new_gets_the_same_seal(store: Path) -> None:
    made, post = seal(store, FixedClock()), Post()
    send_letter(store, made, letter(made, None, TABLE, AT), TABLE, post, FixedClock())

    more = TABLE.model_copy(update={"to": (*TABLE.to, "isp@example.org")})
    assert send_letter(store, made, letter(made, None, more, AT), more, post, FixedClock()).is_new
    assert len(post.letters) == 2


def test_a_letter_that_is_not_taken_leaves_no_trace(store: Path) -> None:
    made = seal(store, FixedClock())

    with pytest.raises(NotAnswered, match="does not take"):
        send_letter(store, made, letter(made, None, TABLE, AT), TABLE, Post(takes=False), FixedClock())
    with Store.open(store, read_only=True) as opened:
        assert list(opened.seal_notes.sent()) == []


def test_nobody_named_and_no_server_named_are_told_apart(store: Path) -> None:
    made = seal(store, FixedClock())
    without = TABLE.model_copy(update={"host": None})

    with pytest.raises(BadInput, match="nobody is named"):
        letter(made, None, None, AT)
    with pytest.raises(BadInput, match="no mail server is named") as failed:
        send_letter(store, made, letter(made, None, without, AT), without, Post(), FixedClock())
    assert "--mail FILE.eml" in failed.value.hint
    assert server_of(TABLE.model_copy(update={"security": "tls"})).port == 465
    assert server_of(TABLE.model_copy(update={"port": 2525})).port == 2525
