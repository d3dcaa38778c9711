"""`netdoc seal` and `netdoc timestamp`: witnesses by the real adapters, against servers on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from netdoc.cli._session import Session
from netdoc.cli.main import run
from netdoc.model.site import Site
from netdoc.store.store import Store
from probes import connect
from tests.emulated.smtp_server import Manners, mail_server
from tests.emulated.time_authority import authority
from tests.netdoc.app.replay import START, ReplayClock
from tests.netdoc.cli.commands import Ran
from tests.netdoc.evidence.signed_report import signed
from tests.netdoc.store.ladder_blocks import ladder_blocks
from tests.probes.wire.loopback import CERTIFICATE

MAIL = """
[mail]
to = ["client@example.com", "ada@example.net"]
sender = "ada@example.net"
host = "localhost"
port = {port}
credentials = "mail"
"""
SECRET = '[mail]\nuser = "ada"\npassword = "correct horse/battery"\n'


@contextmanager
def authority_at(answer: Callable[[bytes], bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """A web server that hands each body to `answer`."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            body = answer(asked[-1])
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class Desk:
    """A technician's computer with an office's store and the real way out."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root, self._capture = root, capture
        self.store = root / "office" / "store.sqlite"

    def site(self, text: str) -> None:
        (self.root / "office" / "site.toml").write_text(text, encoding="utf-8")

    def secret(self, text: str) -> None:
        file = self.root / "secrets.toml"
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)

    def run(self, *arguments: str) -> Ran:
        session = Session(
            environment={"NETDOC_HOME": str(self.root)},
            make_clock=ReplayClock,
            make_ports=connect,
        )
        self._capture.readouterr()
        code = run(arguments, session)
        out, err = self._capture.readouterr()
        return Ran(code, out, " ".join(err.split()))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    made = Desk(tmp_path / "home", capsys)
    with Store.open(made.store) as store:
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(2, slow_rungs=5))
    return made


def test_a_seal_asks_and_sends_nothing_unless_it_is_told_to(desk: Desk) -> None:
    with authority_at(authority().reply) as (url, asked), mail_server() as box:
        desk.site(f'[evidence]\ntimestamp_servers = ["{url}"]\n{MAIL.format(port=box.port)}')
        ran = desk.run("seal")

    assert ran.code == 0
    assert asked == [] and box.commands == []


def test_stamp_letter_and_mail_in_one_go_and_verify_tells_of_all(desk: Desk, tmp_path: Path) -> None:
    letter, root = tmp_path / "seal.eml", tmp_path / "root.pem"
    root.write_bytes(authority().root.pem)
    desk.secret(SECRET)
    with authority_at(authority().reply) as (url, asked), mail_server() as box:
        desk.site(f'[evidence]\ntimestamp_servers = ["{url}"]\n{MAIL.format(port=box.port)}')
        ran = desk.run("seal", "office", "--timestamp", "--mail", str(letter), "--send", "--json")
        again = desk.run("seal", "office", "--timestamp", "--send")

    told = json.loads(ran.out)
    assert (ran.code, told["failed"]) == (0, [])
    assert told["timestamp"]["tsa"] == "Example Time rsa" and told["timestamp"]["server"] == url
    assert told["mail"]["to"] == ["client@example.com", "ada@example.net"]
    assert bytes.fromhex(told["root"]) in asked[0] and len(asked) == 1
    ((sender, to, body),) = box.letters
    assert (sender, to) == ("ada@example.net", told["mail"]["to"])
    assert body == letter.read_bytes() and told["root"].encode() in body
    assert "by Example Time rsa" in body.decode()
    assert "as before" in again.out and "not sent again" in again.out
    verified = desk.run("verify", str(desk.store), "--tsa-root", str(root))
    assert verified.code == 1, "no clock was compared"
    assert verified.out.count("remark  ") == 1, verified.out
    assert "timestamp: the root over the first" in verified.out and told["mail"]["message_id"] in "".join(
        verified.out.split()
    )


@pytest.mark.parametrize(
    ("site", "arguments", "words"),
    [
        ("", ["--timestamp"], "sealed, but no time-stamp authority is named try: name one with --tsa URL"),
        ("", ["--tsa", "http://127.0.0.1:1/"], "sealed, but not stamped: 127.0.0.1:1 refused the connection"),
        ("", ["--send"], "sealed, but nobody is named who should get it try: write into the site file: [mail]"),
        ('[mail]\nto = ["a@b.c"]\nsender = "a@b.c"\n', ["--send"], "sealed, but [mail]: no mail server is named"),
        (MAIL.format(port=1), ["--send"], "sealed, but the secrets file has no user and password for mail"),
    ],
)
def test_what_is_wished_and_cannot_be_leaves_the_seal_and_one_clear_message(
    desk: Desk, site: str, arguments: list[str], words: str
) -> None:
    desk.site(site)

    ran = desk.run("seal", *arguments)

    assert ran.code == 1
    assert words in ran.err
    assert "words" in ran.out and "root" in ran.out
    with Store.open(desk.store, read_only=True) as store:
        assert len(list(store.seals())) == 1


@pytest.mark.parametrize(
    ("manners", "words"),
    [
        ({"nonce": lambda _: 1}, "its nonce is not the one that was sent"),
        ({"status": 2}, "turned down: rejection"),
        ({"imprint": lambda _: bytes(32)}, "another hash"),
    ],
)
def test_an_authority_that_answers_wrongly_is_named_with_its_fault(
    desk: Desk, manners: dict[str, object], words: str
) -> None:
    with authority_at(authority().but(**manners).reply) as (url, _):
        ran = desk.run("seal", "--tsa", url)

    assert ran.code == 1
    assert words in ran.err and "127.0.0.1" in ran.err


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, ""), (10, "s behind that of Example Time rsa"), (-1, "s ahead of that of Example Time")]
)
def test_a_clock_that_differs_from_the_authoritys_is_told(desk: Desk, minutes: int, words: str) -> None:
    stamps = authority().but(at=START + timedelta(minutes=minutes))
    with authority_at(stamps.reply) as (url, _):
        ran = desk.run("seal", "--tsa", url)

    assert ran.code == 0
    assert words in ran.err
    assert ("this computer's clock" in ran.err) is bool(words)


def test_a_mail_server_that_refuses_is_told_in_its_words_and_the_password_in_none(desk: Desk) -> None:
    desk.secret(SECRET)
    with mail_server(Manners(refuses="client@", echoes=True)) as box:
        desk.site(MAIL.format(port=box.port))
        refused = desk.run("seal", "--send", "--debug")
    with mail_server(Manners(login=("ada", "other"))) as box:
        desk.site(MAIL.format(port=box.port))
        denied = desk.run("seal", "--send", "--json", "--debug")

    assert refused.code == denied.code == 1
    assert "does not take client@example.com: 550" in refused.err
    assert json.loads(denied.out)["mail"] is None and "refused the login mail" in denied.err
    assert "horse" not in refused.out + refused.err + denied.out + denied.err
    assert b"horse" not in desk.store.read_bytes()


def test_a_letter_needs_no_server_and_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    desk.site('[mail]\nto = ["client@example.com"]\nsender = "ada@example.net"\n')
    letter = tmp_path / "seal.eml"

    assert desk.run("seal", "--mail", str(letter)).code == 0
    written = letter.read_bytes()
    ran = desk.run("seal", "--mail", str(letter))

    assert ran.code == 1 and "not overwritten" in ran.err
    assert f"letter {letter}" not in ran.out
    assert letter.read_bytes() == written


def test_a_report_is_stamped_later_by_the_site_files_authority_or_one_that_is_named(desk: Desk, tmp_path: Path) -> None:
    one, other, root = tmp_path / "one.pdf", tmp_path / "other.pdf", tmp_path / "root.pem"
    for each in (one, other):
        each.write_bytes(signed())
    root.write_bytes(authority().root.pem)
    with authority_at(authority().reply) as (url, _):
        desk.site(f'[evidence]\ntimestamp_servers = ["{url}"]\n')
        by_file = desk.run("timestamp", str(one))
        by_name = desk.run("timestamp", str(other), "--tsa", url, "--json")

    assert by_file.code == by_name.code == 0
    assert "stamped 2026-03-01 12:30:00 UTC by Example Time rsa" in by_file.out
    assert json.loads(by_name.out)["tsa"] == "Example Time rsa"
    verified = desk.run("verify", str(one), "--tsa-root", str(root), "--json")
    found = {each["name"]: each["outcome"] for each in json.loads(verified.out)["checks"]}
    assert (found["signature"], found["document_time"]) == ("holds", "holds")


def test_stamping_a_report_without_an_authority_is_an_error_that_names_the_way(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(signed())
    desk.site("")

    ran = desk.run("timestamp", str(file))

    assert ran.code == 3
    assert "no time-stamp authority is named" in ran.err and "--tsa URL" in ran.err
    assert file.read_bytes() == signed()


def test_site_check_says_that_the_mail_servers_password_is_not_there(desk: Desk) -> None:
    desk.site(MAIL.format(port=587))
    without = desk.run("site", "check", "office")
    desk.secret(SECRET)
    held = desk.run("site", "check", "office")

    said = "no secret [mail] is there"
    assert said in " ".join((without.out + without.err).split())
    assert said not in " ".join((held.out + held.err).split())


def test_a_root_that_is_no_certificate_is_an_error(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("nothing")
    desk.run("seal")

    ran = desk.run("verify", str(desk.store), "--tsa-root", str(tmp_path / "root.pem"))
    missing = desk.run("verify", str(desk.store), "--tsa-root", str(tmp_path / "none.pem"))

    assert ran.code == missing.code == 3
    assert "holds no certificate" in ran.err and "cannot be read" in missing.err


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_an_authority_of_openssls_own_stamps_seal_and_report(desk: Desk, tmp_path: Path) -> None:
    """`openssl ts` behind a web server, with a chain beside its certificate; its clock is this machine's."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=tmp_path, capture_output=True, check=True, timeout=60)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem",
            "-subj", "/CN=Own Root", "-days", "2")  # fmt: skip
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Own Time")
    (tmp_path / "ext").write_text("extendedKeyUsage=critical,timeStamping\n")
    openssl("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-extfile", "ext", "-out", "tsa.pem", "-days", "2")  # fmt: skip
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_cert = tsa.pem\ncerts = root.pem\n"
        "signer_key = tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
        "ess_cert_id_chain = yes\n"
    )

    def answer(query: bytes) -> bytes:
        (tmp_path / "asked.tsq").write_bytes(query)
        openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "answered.tsr")
        return (tmp_path / "answered.tsr").read_bytes()

    file = tmp_path / "report.pdf"
    file.write_bytes(signed())
    with authority_at(answer) as (url, _):
        assert "by Own Time" in desk.run("seal", "--tsa", url).out
        assert desk.run("timestamp", str(file), "--tsa", url).code == 0

    root = str(tmp_path / "root.pem")
    assert desk.run("verify", str(desk.store), "--tsa-root", root).out.count("remark  ") == 1, "the clock, not compared"
    assert "BROKEN" not in desk.run("verify", str(file), "--tsa-root", root).out
    assert "document_time: the signed report existed" in desk.run("verify", str(file), "--tsa-root", root).out
