"""A time-stamp authority (RFC 3161) made of asn1crypto and cryptography: what it signs, and its bad manners."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Held:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def _key(kind: str, nth: str) -> Key:
    assert nth
    return ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)


def certificate(name: str, by: Held | None, *, usage: str | None = None, kind: str = "rsa") -> Held:
    """Make a certificate: an authority's without a usage, else one for that usage alone."""
    key = _key(kind, name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if by is None else by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") | 1)
        .not_valid_before(AT - timedelta(days=30))
        .not_valid_after(AT + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if usage is not None:
        purpose = {"stamps": ExtendedKeyUsageOID.TIME_STAMPING, "web": ExtendedKeyUsageOID.SERVER_AUTH}[usage]
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return Held(made.sign(key if by is None else by.key, hashes.SHA256()), key)


@dataclass(frozen=True)
class Authority:
    """Stamps what it is asked to; every manner but those named is good."""

    root: Held
    signer: Held
    chain: tuple[Held, ...] = ()
    """Sent beside the signer's, in this order and not sorted as DER wants a set."""
    at: datetime = AT
    status: int = 0
    nonce: Callable[[int | None], int | None] = lambda sent: sent
    imprint: Callable[[bytes], bytes] = lambda sent: sent
    names_signer: bool = True

    def but(self, **manners: Any) -> Authority:
        return replace(self, **manners)

    def reply(self, query: bytes) -> bytes:
        """Return a TimeStampResp."""
        asked = tsp.TimeStampReq.load(query, strict=True)
        if self.status > 1:
            status = tsp.PKIStatusInfo(
                {"status": self.status, "status_string": ["not\x1btoday"], "fail_info": {"bad_alg"}}
            )
            body = status.dump()  # and no token, which asn1crypto would not write
            return bytes((0x30, len(body))) + bytes(body)
        token = self.token(asked["message_imprint"]["hashed_message"].native, asked["nonce"].native)
        status = tsp.PKIStatusInfo({"status": self.status})
        return bytes(tsp.TimeStampResp({"status": status, "time_stamp_token": cms.ContentInfo.load(token)}).dump())

    def token(self, imprint: bytes, nonce: int | None = None) -> bytes:
        """Return a token (ContentInfo) as it would be asked for over the wire."""
        held = {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "hashed_message": self.imprint(imprint),
        }
        told: dict[str, Any] = {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": tsp.MessageImprint(held),
            "serial_number": 7,
            "gen_time": self.at,
        }
        if self.nonce(nonce) is not None:
            told["nonce"] = self.nonce(nonce)
        info = tsp.TSTInfo(told).dump()
        own = asn1.Certificate.load(self.signer.der)
        attributes = [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(info).digest()]}),
        ]
        if self.names_signer:
            named = tsp.SigningCertificateV2(
                {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(self.signer.der).digest()})]}
            )
            attributes.append(cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}))
        signed_attributes = cms.CMSAttributes(attributes)
        key = self.signer.key
        if isinstance(key, rsa.RSAPrivateKey):
            algorithm = "sha256_rsa"
            signature = key.sign(signed_attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        else:
            algorithm = "sha256_ecdsa"
            signature = key.sign(signed_attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {"issuer": own.issuer, "serial_number": own.serial_number}
                        )
                    }
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signed_attrs": signed_attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
                "signature": signature,
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": cms.EncapsulatedContentInfo(
                    {"content_type": "tst_info", "content": core.ParsableOctetString(info)}
                ),
                "certificates": self._certificates(),
                "signer_infos": [signer],
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())

    def _certificates(self) -> cms.CertificateSet:
        """Return them in the order given: a set that DER would sort, as OpenSSL does not."""
        body = b"".join(each.der for each in (*self.chain, self.signer))
        size = len(body)
        loaded = cms.CertificateSet.load(b"\x31\x82" + size.to_bytes(2, "big") + body)
        assert isinstance(loaded, cms.CertificateSet)
        return loaded


@cache
def authority(kind: str = "rsa") -> Authority:
    """Return an authority with a root, one in between, and a signer."""
    root = certificate("Example Root", None)
    between = certificate("Example Intermediate", root)
    signer = certificate(f"Example Time {kind}", between, usage="stamps", kind=kind)
    chain = sorted((between, root), key=lambda each: each.der, reverse=True)
    return Authority(root=root, signer=signer, chain=tuple(chain))
