"""Time stamps (RFC 3161): what a reply must be to hold, and what it takes to be believed."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest
from asn1crypto import tsp

from netdoc.errors import ConfigError
from netdoc.evidence.checks import Outcome
from netdoc.evidence.timestamps import Refused, answered, distrusted, fresh_nonce, judged, load_roots, query
from tests.emulated.time_authority import AT, authority, certificate

ROOT = bytes(range(32))
NONCE = 0x1234_5678_9ABC_DEF0


def reply(**manners: Any) -> bytes:
    return authority().but(**manners).reply(query(ROOT, NONCE))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_reply_tells_when_and_by_whom_and_is_believed_by_its_root_alone(kind: str) -> None:
    made = authority(kind)

    token = answered(made.reply(query(ROOT, NONCE)), ROOT, NONCE)

    assert (token.at, token.tsa) == (AT, f"Example Time {kind}")
    assert distrusted(token, ROOT, [made.root.der]) is None
    assert distrusted(token, ROOT, [certificate("Another Root", None).der]) is not None
    assert distrusted(token, ROOT, [made.signer.der]) is None, "the signer itself may be the one that is known"


def test_a_request_says_a_hash_a_nonce_and_nothing_of_the_office() -> None:
    asked = tsp.TimeStampReq.load(query(ROOT, NONCE), strict=True)

    assert asked["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"
    assert asked["message_imprint"]["hashed_message"].native == ROOT
    assert asked["nonce"].native == NONCE
    assert asked["cert_req"].native is True
    assert {name for name, value in asked.native.items() if value} == {
        "version", "message_imprint", "nonce", "cert_req",
    }  # fmt: skip
    assert len({fresh_nonce() for _ in range(50)}) == 50


def test_certificates_out_of_the_order_that_der_wants_are_read() -> None:
    made = authority()
    held = [each.der for each in made.chain]
    assert held != sorted(held), "or this tests nothing"

    assert distrusted(answered(reply(), ROOT, NONCE), ROOT, [made.root.der]) is None


@pytest.mark.parametrize(
    ("manners", "words"),
    [
        ({"status": 2}, r"turned down: rejection; not\?today; bad_alg"),
        ({"nonce": lambda _: 5}, "nonce is not the one that was sent"),
        ({"nonce": lambda _: None}, "nonce is not the one that was sent"),
        ({"imprint": lambda _: bytes(32)}, "another hash"),
        ({"names_signer": False}, "does not name its signer"),
        ({"signer": certificate("A Web Server", None, usage="web")}, "not one for time stamps"),
        ({"signer": certificate("An Authority", None)}, "not one for time stamps"),
        ({"chain": tuple(certificate(f"Link {each}", None) for each in range(8))}, "more certificates than any chain"),
    ],
)
def test_a_reply_that_is_not_one_to_the_request_is_refused(manners: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        answered(reply(**manners), ROOT, NONCE)


def test_granted_with_changes_is_granted() -> None:
    assert answered(reply(status=1), ROOT, NONCE).at == AT


@pytest.mark.parametrize("body", [b"", b"<html>404</html>", b"\x30\x03\x02\x01\x00", bytes(70_000), b"\x30\x80" * 500])
def test_what_is_no_reply_is_refused_and_nothing_else_happens(body: bytes) -> None:
    with pytest.raises(Refused):
        answered(body, ROOT, NONCE)


def test_no_damaged_reply_breaks_anything_and_none_tells_another_time_or_hash() -> None:
    whole, chance, refused = reply(), Random(5), 0
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        try:
            token = answered(bytes(damaged), ROOT, NONCE)
        except Refused:
            refused += 1
        else:  # a byte of a certificate that the signature does not cover
            assert token.at == AT
    assert refused > 75


def test_what_the_time_stamp_says_counts_only_with_a_root_that_was_named() -> None:
    token, roots = answered(reply(), ROOT, NONCE), [authority().root.der]

    unnamed, believed, other = (
        judged("timestamp", token, ROOT, given, "all 9 records existed")
        for given in ((), roots, [certificate("Another Root", None).der])
    )

    assert [each.outcome for each in (unnamed, believed, other)] == [Outcome.REMARK, Outcome.HOLDS, Outcome.REMARK]
    assert "2026-03-01 12:30:00 UTC" in unnamed.text and "no trusted time" in unnamed.text
    assert "no trusted time" not in believed.text and "Example Time rsa" in believed.text


def test_an_authority_whose_certificate_had_ended_by_then_is_not_believed() -> None:
    late = AT.replace(year=AT.year + 2)
    token = answered(reply(at=late), ROOT, NONCE)

    assert token.at == late
    assert distrusted(token, ROOT, [authority().root.der]) is not None


def test_checking_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    token = answered(reply(), ROOT, NONCE)
    monkeypatch.setattr(socket.socket, "__init__", opened)

    assert distrusted(token, ROOT, [authority().root.der]) is None


def test_roots_come_as_pem_or_der_and_anything_else_is_a_clear_error() -> None:
    root, other = authority().root, certificate("Another Root", None)

    assert load_roots(root.pem + other.pem, "roots.pem") == (root.der, other.der)
    assert load_roots(root.der, "root.cer") == (root.der,)
    for text in (b"", b"-----BEGIN NOTHING-----\n-----END NOTHING-----\n", b"root"):
        with pytest.raises(ConfigError, match=r"roots\.pem: holds no certificate"):
            load_roots(text, "roots.pem")


@pytest.fixture(scope="module")
def openssl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `openssl ts` needs of the emulated authority's keys."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    folder, made = tmp_path_factory.mktemp("openssl"), authority()
    (folder / "signer.pem").write_bytes(made.signer.pem)
    (folder / "signer.key").write_bytes(
        made.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "chain.pem").write_bytes(b"".join(each.pem for each in made.chain))
    (folder / "root.pem").write_bytes(made.root.pem)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_cert = signer.pem\ncerts = chain.pem\n"
        "signer_key = signer.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
        "accuracy = secs:1\nclock_precision_digits = 0\nordering = no\ntsa_name = yes\ness_cert_id_chain = yes\n"
    )
    return folder


def test_the_refusal_of_an_authority_that_takes_other_hashes_only_is_told_in_its_own_words(openssl: Path) -> None:
    (openssl / "other.tsq").write_bytes(query(ROOT, NONCE))
    choosy = (openssl / "tsa.cnf").read_text().replace("digests = sha256", "digests = sha512")
    (openssl / "choosy.cnf").write_text(choosy)
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", "choosy.cnf", "-queryfile", "other.tsq", "-out", "refused.tsr"],
        cwd=openssl, capture_output=True, timeout=30,
    )  # fmt: skip

    with pytest.raises(Refused, match="rejection; Message digest algorithm is not supported; bad_alg"):
        answered((openssl / "refused.tsr").read_bytes(), ROOT, NONCE)


def test_the_tokens_of_openssl_hold_and_openssl_takes_the_emulated_ones(openssl: Path) -> None:
    """OpenSSL dates its tokens by this machine's clock, so that only its own clock is asked of them."""
    (openssl / "asked.tsq").write_bytes(query(ROOT, NONCE))
    made = subprocess.run(
        ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "answered.tsr"],
        cwd=openssl, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr

    token = answered((openssl / "answered.tsr").read_bytes(), ROOT, NONCE)
    assert token.tsa == "Example Time rsa"
    with pytest.raises(Refused, match="another hash"):
        answered((openssl / "answered.tsr").read_bytes(), bytes(32), NONCE)

    (openssl / "ours.tsr").write_bytes(reply())
    told = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", ROOT.hex(), "-in", "ours.tsr", "-CAfile", "root.pem",
         "-attime", str(int(AT.timestamp()))],
        cwd=openssl, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert "Verification: OK" in told.stdout + told.stderr
