"""Time stamps of other people's clocks (RFC 3161): what is asked, what came back, and what it shows.

A request holds a hash and a random number, nothing else. A token says that whoever signed it saw the hash at a time.
Its signature is checked with nothing but the token; whether its signer is to be believed, only a root certificate from
somewhere else shows.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from netdoc.errors import ConfigError
from netdoc.evidence.checks import Check, Outcome

LARGEST_REPLY = 64_000
"""Octets. A reply with its chain of certificates takes 2 to 8 kB."""
DOCUMENT = "document_time"
"""Name of the check of a stamp behind a report."""
ATTACHED = "timestamp.tsr"
"""Name of a reply as it is attached to a report."""
MOST_CERTIFICATES = 8
"""In a token. A chain has two to four; of very many, ever more ways to a root would have to be tried."""
_GRANTED = ("granted", "granted_with_mods")
_LONGEST = 120

for _each in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_each).setLevel(logging.CRITICAL)


class Refused(Exception):
    """A reply or token is not what was asked for, or was changed; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose own signature holds."""

    at: datetime
    """UTC, by the clock of whoever signed it."""
    tsa: str
    """Name in the signer's certificate; nobody has confirmed it yet."""
    der: bytes
    """The CMS (ContentInfo), as it came."""


def fresh_nonce() -> int:
    """Return a random number of 63 bits: who answers with it answers this very request."""
    return secrets.randbits(63)


def query(imprint: bytes, nonce: int) -> bytes:
    """Return a request in DER: the SHA-256 to be stamped, the nonce, and that certificates are wanted."""
    from asn1crypto import algos, tsp

    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": tsp.MessageImprint(
                {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": imprint}
            ),
            "nonce": nonce,
            "cert_req": True,
        }
    )
    built: bytes = asked.dump()
    return built


def answered(reply: bytes, imprint: bytes, nonce: int | None) -> Token:
    """Return the token in a reply (TimeStampResp), checked.

    Args:
        reply: as it came.
        imprint: the SHA-256 that should be stamped.
        nonce: of the request; None where it is not known.

    Raises:
        Refused: the request was turned down, or the reply is not one to it.
    """
    return checked(_token_in(reply), imprint, nonce)


def _token_in(reply: bytes) -> bytes:
    from asn1crypto import cms, core, tsp

    class Reply(core.Sequence):  # type: ignore[misc]
        """TimeStampResp as RFC 3161 has it: asn1crypto's own has no room for one without a token, a refusal."""

        _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012

    if len(reply) > LARGEST_REPLY:
        raise Refused("it is longer than any time-stamp reply")
    try:
        read = Reply.load(reply, strict=True)
        status = read["status"]
        told = str(status["status"].native)
        words = [str(each).rstrip(". ") for each in (status["status_string"].native or ())]
        words += sorted(str(each) for each in (status["fail_info"].native or ()))
        token: bytes = b"" if told not in _GRANTED else read["time_stamp_token"].dump()
    except Exception as damaged:  # whatever hostile bytes make the parser raise
        raise Refused("it is no time-stamp reply (RFC 3161)") from damaged
    if told not in _GRANTED:
        raise Refused(f"it was turned down: {_printable('; '.join([told, *words]))}")
    if not token:
        raise Refused("it says that it was granted and holds no token")
    return token


def checked(der: bytes, imprint: bytes, nonce: int | None = None) -> Token:
    """Return what a token says, after its signature, its hash and its nonce were found right.

    Raises:
        Refused: one of them is not.
    """
    try:
        return _checked(der, imprint, nonce)
    except Refused:
        raise
    except Exception as damaged:  # whatever hostile bytes make the parser raise
        raise Refused(f"the token cannot be read: {type(damaged).__name__}") from damaged


def _checked(der: bytes, imprint: bytes, nonce: int | None) -> Token:
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity

    signed = _signed_data(der)
    stated = signed["encap_content_info"]
    info = stated["content"].parsed
    held = info["message_imprint"]
    if held["hash_algorithm"]["algorithm"].native != "sha256" or held["hashed_message"].native != imprint:
        raise Refused("the token is of another hash than the one that was to be stamped")
    if nonce is not None and info["nonce"].native != nonce:
        raise Refused("the token answers another request: its nonce is not the one that was sent")
    if len(signed["certificates"]) > MOST_CERTIFICATES:
        raise Refused("the token holds more certificates than any chain has")
    (signer,) = signed["signer_infos"]
    assert signer is not None and extract_signer_info(signed) is not None
    certificate = extract_certificate_info(signed).signer_cert
    if get_signing_cert_attr(signer["signed_attrs"].untag()) is None:
        raise Refused("the token does not name its signer's certificate")
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, stated["content"].contents).digest()
    is_intact, is_valid = validate_sig_integrity(signer, certificate, "tst_info", digest)
    if not (is_intact and is_valid):
        raise Refused("the token was changed: its signature does not hold")
    usage = certificate.extended_key_usage_value
    if usage is None or "time_stamping" not in usage.native:
        raise Refused("the token is signed with a certificate that is not one for time stamps")
    at = info["gen_time"].native
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise Refused("the token's time cannot be read")
    return Token(at, _name(certificate), der)


def _signed_data(der: bytes) -> Any:
    from asn1crypto import cms, tsp  # tsp names the content of a token

    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        raise Refused("it is no time-stamp token")
    signed = info["content"]
    if not isinstance(signed["encap_content_info"]["content"].parsed, tsp.TSTInfo):
        raise Refused("it is no time-stamp token")
    return signed


def distrusted(token: Token, imprint: bytes, roots: Sequence[bytes]) -> str | None:
    """Return why none of the roots vouches for a token's signer at the token's time; None where one does.

    Nothing is fetched: whether a certificate was revoked is not asked.

    Args:
        token: as `answered` gave it.
        imprint: the SHA-256 that it stamps.
        roots: certificates in DER: the roots, and others that lead to them.
    """
    from asn1crypto import x509
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext

    given = [x509.Certificate.load(each) for each in roots]
    own = [each for each in given if each.self_signed in ("yes", "maybe")]
    context = ValidationContext(
        trust_roots=own or given,
        other_certs=given,
        moment=token.at,
        best_signature_time=token.at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    try:
        found = _without_waiting(validate_tst_signed_data(_signed_data(token.der), context, lambda _: imprint))
    except Exception as damaged:  # whatever hostile certificates make the library raise
        return f"its certificates cannot be followed ({type(damaged).__name__})"
    if found["intact"] and found["valid"] and found["trust_problem_indic"] is None and found["validation_path"]:
        return None
    return "its certificates do not lead to the one given"


def _without_waiting(asked: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Return what a coroutine returns that waits for nothing: an event loop would open a socket of its own."""
    try:
        asked.send(None)
    except StopIteration as done:
        found: dict[str, Any] = done.value
        return found
    asked.close()
    raise RuntimeError("it waits for something outside")


def judged(name: str, token: Token, imprint: bytes, roots: Sequence[bytes], what: str) -> Check:
    """Return what a token that holds shows: a remark where nobody named here vouches for its signer.

    Args:
        name: of the check.
        token: as `answered` or `checked` gave it.
        imprint: the SHA-256 that it stamps.
        roots: certificates in DER of authorities that are believed.
        what: what existed by then, as the beginning of a sentence.
    """
    said = f"{what} by {token.at:%Y-%m-%d %H:%M:%S} UTC"
    if not roots:
        return Check(
            name,
            Outcome.REMARK,
            f"{said}, says «{token.tsa}», as it calls itself: no trusted time before you name the root certificate of "
            "that authority (--tsa-root)",
        )
    why = distrusted(token, imprint, roots)
    if why is None:
        return Check(name, Outcome.HOLDS, f"{said}, stamped by «{token.tsa}», for whom a root that you named vouches")
    return Check(name, Outcome.REMARK, f"{said}, says «{token.tsa}»: no trusted time, for {why}")


def load_roots(text: bytes, where: str) -> Sequence[bytes]:
    """Return the certificates of a file, PEM (one or more) or DER.

    Raises:
        ConfigError: it holds none.
    """
    from asn1crypto import pem
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        is_pem = pem.detect(text)
        found = x509.load_pem_x509_certificates(text) if is_pem else [x509.load_der_x509_certificate(text)]
        return tuple(each.public_bytes(Encoding.DER) for each in found)
    except ValueError:
        raise ConfigError(
            "holds no certificate", where=where, hint="get the root certificate of the time-stamp authority, as PEM"
        ) from None


def _name(certificate: Any) -> str:
    plain = certificate.subject.native
    told = plain.get("common_name") or certificate.subject.human_friendly
    return _printable(str(told[0] if isinstance(told, list) else told))


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:_LONGEST]
