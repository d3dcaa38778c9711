"""Letters to a mail server: over TLS only, one login once, for all recipients or none, no secret in any message."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.ports import Credential, MailServer
from probes.wire.mail import SystemMail
from tests.emulated.smtp_server import MailBox, Manners, mail_server
from tests.probes.wire.loopback import CERTIFICATE, HeldSecrets, in_loop

PASSWORD = "correct horse/battery"
LETTER = b"Subject: seal\r\n\r\nsix words\r\n.hidden\r\n"
TO = ("client@example.com", "ada@example.net")


@pytest.fixture(autouse=True)
def _trusts_the_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    yield


async def send(
    box: MailBox,
    *,
    security: str = "starttls",
    password: str = PASSWORD,
    credentials: str | None = "mail",
    host: str = "localhost",
    timeout_s: float = 10,
) -> None:
    server = MailServer(host=host, port=box.port, security=security, credentials=credentials)
    secrets = HeldSecrets({"mail": Credential(user="ada", password=password)})
    await SystemMail(secrets).send(server, "ada@example.net", TO, LETTER, timeout_s=timeout_s)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "LOGIN"])
@in_loop
async def test_a_letter_arrives_for_everybody_after_one_login_inside_tls(security: str, mechanisms: str) -> None:
    with mail_server(Manners(is_tls=security == "tls", mechanisms=mechanisms)) as box:
        await send(box, security=security)

    assert box.letters == [("ada@example.net", list(TO), LETTER)]
    assert box.logins == [("ada", PASSWORD)]
    assert [each for each in box.commands if each.split()[0] in ("AUTH", "MAIL", "DATA")] == []
    assert "EHLO [127.0.0.1]" in box.commands[0], "the computer's own name is nobody's business"


@in_loop
async def test_a_server_without_a_login_is_sent_none() -> None:
    with mail_server(Manners(login=None)) as box:
        await send(box, credentials=None)

    assert len(box.letters) == 1
    assert box.logins == []


@in_loop
async def test_a_wrong_password_is_tried_once_and_is_in_no_message() -> None:
    with mail_server() as box, pytest.raises(NotAnswered) as failed:
        await send(box, password="wrong horse")

    assert failed.value.failure == "denied"
    assert "refused the login mail (535)" in failed.value.message
    assert "horse" not in failed.value.message + failed.value.hint
    assert len(box.logins) == 1
    assert box.letters == []


@in_loop
async def test_a_server_without_encryption_gets_neither_login_nor_letter() -> None:
    with mail_server(Manners(offers_tls=False)) as box, pytest.raises(NotAnswered, match="offers no encryption"):
        await send(box)

    assert box.letters == [] and box.logins == []
    assert [each.split()[0] for each in box.commands] == ["EHLO"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
@in_loop
async def test_a_certificate_that_does_not_hold_ends_it_before_the_login(security: str) -> None:
    shows = mail_server(Manners(is_tls=security == "tls"))
    with shows as box, pytest.raises(NotAnswered, match="certificate that does not hold"):
        await send(box, security=security, host="127.0.0.1")  # it is for localhost

    assert box.logins == [] and box.letters == []


@in_loop
async def test_one_unknown_recipient_means_that_nobody_gets_it_and_the_login_is_not_repeated() -> None:
    with mail_server(Manners(refuses="client@", echoes=True)) as box, pytest.raises(NotAnswered) as failed:
        await send(box)

    assert box.letters == []
    assert "does not take client@example.com: 550" in failed.value.message
    assert PASSWORD not in failed.value.message and "\x1b" not in failed.value.message


@pytest.mark.parametrize(
    ("manners", "failure", "words"),
    [
        (Manners(refuses_letter=True), "error", "554 5.7.1 looks like spam"),
        (Manners(drops_at="MAIL"), "closed", "closed the connection"),
        (Manners(mechanisms="CRAM-MD5"), "error", "takes no user and password"),
    ],
)
@in_loop
async def test_what_else_goes_wrong_is_named(manners: Manners, failure: str, words: str) -> None:
    with mail_server(manners) as box, pytest.raises(NotAnswered, match=words) as failed:
        await send(box)

    assert failed.value.failure == failure
    assert box.letters == []


@in_loop
async def test_a_letter_that_was_taken_is_taken_however_the_server_says_good_bye() -> None:
    with mail_server(Manners(drops_at="QUIT")) as box:
        await send(box)

    assert len(box.letters) == 1


@in_loop
async def test_a_silent_server_is_left_after_the_time_given() -> None:
    with mail_server(Manners(sleeps=True)) as box:
        begun = time.monotonic()
        with pytest.raises(NotAnswered) as failed:
            await send(box, timeout_s=0.5)

    assert failed.value.failure == "timeout"
    assert time.monotonic() - begun < 5


@in_loop
async def test_no_server_and_no_password_are_told_apart() -> None:
    box = MailBox(port=1)
    with pytest.raises(NotAnswered) as failed:
        await send(box)
    assert failed.value.failure == "refused"
    with pytest.raises(CannotMeasure, match="no user and password for mail"):
        await send(box, password="")
