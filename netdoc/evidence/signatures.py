"""Check the signature of a report: by its bytes, without trust in anything that the PDF says of itself.

A report is signed once over the whole file; afterwards only a document timestamp may be added, as a further revision.
What a digest does not cover, the place of the signature itself, has one form only: any other bytes there are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netdoc.evidence import timestamps
from netdoc.evidence.checks import Check, Outcome
from netdoc.evidence.document_stamps import checked_stamp
from netdoc.evidence.keys import fingerprint
from netdoc.evidence.signing import byte_ranges, canonical_cms


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says, once it holds."""

    certificate_der: bytes
    name: str
    """As the certificate says; nobody has confirmed it."""
    revision: int
    """Length of the signed revision, in octets."""


class Refused(Exception):
    """The signature does not hold; the message says what is wrong."""


def check(pdf: bytes, trusted: str | None = None, roots: Sequence[bytes] = ()) -> Iterator[Check]:
    """Yield what was checked of a report's signature, and of the time stamp behind it where there is one.

    Args:
        pdf: the file.
        trusted: the fingerprint of the key that it should be of, as it was given to somebody beforehand.
        roots: certificates in DER of time-stamp authorities that are believed.
    """
    try:
        found = signature_of(pdf)
        stamped = None if found is None or found.revision == len(pdf) else checked_stamp(pdf, found.revision)
    except (Refused, timestamps.Refused) as refused:
        yield Check("signature", Outcome.BROKEN, str(refused))
        return
    except Exception as damaged:  # whatever a hostile certificate makes the parser raise
        yield Check("signature", Outcome.BROKEN, f"the signature cannot be read: {type(damaged).__name__}")
        return
    if found is None:
        yield Check("signature", Outcome.REMARK, "not signed: nothing shows that the pages are as they were made")
        return
    covered = "the whole file" if stamped is None else "all but the time stamp that was added behind it"
    yield Check("signature", Outcome.HOLDS, f"valid, and covers {covered}: no byte was changed since it was signed")
    shown = fingerprint(found.certificate_der)
    if trusted is None:
        yield Check(
            "signer",
            Outcome.REMARK,
            f"by «{found.name}», as the key says of itself; key {shown}: compare it with the one given to you "
            "beforehand (--key)",
        )
    elif _plain(trusted) == _plain(shown):
        yield Check("signer", Outcome.HOLDS, f"by the key that you named, {shown} («{found.name}»)")
    else:
        yield Check("signer", Outcome.BROKEN, f"by another key than you named: {shown} («{found.name}»)")
    if stamped is not None:
        token, digest = stamped
        what = "the signed report existed, every byte of it,"
        yield timestamps.judged(timestamps.DOCUMENT, token, digest, roots, what)


def signature_of(pdf: bytes) -> Signature | None:
    """Return the signature of a report, or None where there is none; what is behind its revision is not looked at.

    Raises:
        Refused: there is one, and it does not hold.
    """
    ranges = byte_ranges(pdf)
    if not ranges:
        if b"/ByteRange" in pdf or b"/FT /Sig" in pdf or b"/DocMDP" in pdf:
            raise Refused("the place of the signature was damaged or taken away")
        return None
    first, start, end, length = ranges[0]
    if first != 0 or not 0 < start < end or length < 0 or end + length > len(pdf):
        raise Refused("the signature says that it covers what is not there")
    der = _der(pdf[start:end])
    certificate_der, attributes, signature = _parts(der)
    if canonical_cms(certificate_der, attributes, signature) != der:
        raise Refused("the signature is not written as netdoc writes it: bytes beside its digest were changed")
    _check_digest(attributes, hashlib.sha256(pdf[:start] + pdf[end : end + length]).digest(), certificate_der)
    name = _check_key(certificate_der, attributes, signature)
    return Signature(certificate_der, name, end + length)


def _der(hole: bytes) -> bytes:
    """Return the DER in `<hex000...>`; lower case, and nothing but zeros behind it."""
    digits = hole[1:-1]
    if hole[:1] != b"<" or hole[-1:] != b">" or len(digits) % 2 or set(digits) - set(b"0123456789abcdef"):
        raise Refused("the place of the signature holds something else than lower-case hexadecimal digits")
    raw = bytes.fromhex(digits.decode("ascii"))
    if raw[:2] != b"\x30\x82":
        raise Refused("the signature is not one that netdoc writes")
    size = 4 + int.from_bytes(raw[2:4], "big")
    if size > len(raw) or any(raw[size:]):
        raise Refused("the rest of the signature's place holds something else than zeros")
    return raw[:size]


def _parts(der: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the signer's certificate, the signed attributes as they were signed, and the signature."""
    from asn1crypto import cms

    try:
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        (certificate,) = signed["certificates"]
        (signer,) = signed["signer_infos"]
        return certificate.dump(), signer["signed_attrs"].untag().dump(), signer["signature"].native
    except (ValueError, TypeError, KeyError) as damaged:
        raise Refused("the signature cannot be read: it was damaged") from damaged


def _check_digest(attributes: bytes, digest: bytes, certificate_der: bytes) -> None:
    from asn1crypto import cms, tsp  # tsp names the attribute that binds the certificate

    held = {each["type"].native: each["values"] for each in cms.CMSAttributes.load(attributes)}
    if set(held) != {"content_type", "message_digest", "signing_certificate_v2"}:
        raise Refused("the signature states other things than netdoc's do")
    if held["message_digest"].native != [digest]:
        raise Refused("the file was changed after it was signed: its digest is not the one that was signed")
    (bound,) = held["signing_certificate_v2"]
    if not isinstance(bound, tsp.SigningCertificateV2):
        raise Refused("the signature does not name its certificate")
    if bound["certs"][0]["cert_hash"].native != hashlib.sha256(certificate_der).digest():
        raise Refused("the certificate is not the one that was signed with")


def _check_key(certificate_der: bytes, attributes: bytes, signature: bytes) -> str:
    """Check the signature over the attributes and that of the certificate over itself, and return the name in it."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.x509.oid import NameOID

    certificate = x509.load_der_x509_certificate(certificate_der)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("the key is not an RSA key")
    try:
        key.verify(signature, attributes, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise Refused("the signature does not fit its key: it was changed") from None
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else "without a name"


def _plain(text: str) -> str:
    return "".join(text.split()).replace(":", "").lower()
