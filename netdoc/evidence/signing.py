"""Sign a PDF: PAdES B-B by pyHanko, offline; no later change is permitted but a timestamp.

Everything in the signature that its own digest does not cover is written in one way only (`canonical_cms`), so that
`signatures.check` can tell any other bytes there from what was signed.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from datetime import datetime
from typing import Any

from netdoc.evidence.keys import SigningKey

FIELD = "netdoc"
DIGEST = "sha256"
RESERVED = 16_384
"""Hexadecimal digits kept free for the signature; the rest is zeros."""

_RANGE = re.compile(rb"/ByteRange \[([0-9]+) ([0-9]+) ([0-9]+) ([0-9]+)\]")
_DIGITS = 12

logging.getLogger("pyhanko").setLevel(logging.ERROR)


def sign(pdf: bytes, key: SigningKey, at: datetime, *, reason: str) -> bytes:
    """Return the PDF with an invisible signature over all of it.

    Args:
        pdf: an unsigned PDF.
        key: the technician's.
        at: printed as the signing time, by the computer's clock: no proof of time.
        reason: what the signer says of it.
    """
    from asn1crypto import keys, x509
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.metadata.model import DocumentMetadata
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Signer(signers.PdfSigner):
        """Signs with the time it is given instead of the computer's own."""

        def init_signing_session(self, *args: Any, **more: Any) -> Any:
            session = super().init_signing_session(*args, **more)
            session.system_time = at
            return session

    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate_der),
        signing_key=keys.PrivateKeyInfo.load(key.key_der),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )

    class Dated(DocumentMetadata):
        """Says that the file was changed at the time that is printed, not at that of the computer's clock."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, at if name == "last_modified" else value)

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer._meta = Dated()
    # The same report signed by the same key at the same time is the same file.
    writer._document_id[1] = generic.ByteStringObject(hashlib.sha256(pdf + reason.encode()).digest()[:16])
    signed: bytes = Signer(meta, signer=signer).sign_pdf(writer, bytes_reserved=RESERVED).getvalue()
    return with_lower_case(signed)


def with_lower_case(signed: bytes) -> bytes:
    """Return a signed PDF with its signature's hexadecimal digits in lower case: they are outside the digest."""
    ranges = byte_ranges(signed)
    for _, start, end, _ in ranges[-1:]:
        signed = signed[:start] + signed[start:end].lower() + signed[end:]
    return signed


def byte_ranges(pdf: bytes) -> list[tuple[int, int, int, int]]:
    """Return (0, start, end, length) of each signature, in the file's order: all but `start` to `end` is covered."""
    return [
        (int(first), int(start), int(end), int(length))
        for first, start, end, length in _RANGE.findall(pdf)
        if max(len(start), len(end), len(length)) <= _DIGITS
    ]


def canonical_cms(certificate_der: bytes, signed_attributes: bytes, signature: bytes) -> bytes:
    """Return the one form of a signature's CMS that netdoc writes.

    Args:
        certificate_der: the signer's.
        signed_attributes: their DER as a SET OF, as it was signed.
        signature: over those.
    """
    from asn1crypto import algos, cms, x509

    certificate = x509.Certificate.load(certificate_der)
    attributes = cms.CMSAttributes.load(signed_attributes)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": DIGEST})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    built: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return built
