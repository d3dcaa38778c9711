"""A technician's signing key: RSA-3072 with a self-signed certificate, made and kept on this computer.

RSA-3072 with SHA-256 is what every vendor's PDF reader checks; elliptic keys are not. The certificate says a name that
nobody has confirmed: what ties it to a person is the fingerprint, given to the client at the first visit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netdoc.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BITS = 3072
VALID = timedelta(days=3653)
LONGEST_NAME = 64
"""Of a common name in a certificate (X.520, ub-common-name)."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificate. Never printed: see `__repr__`."""

    key_der: bytes
    """PKCS#8, DER, not encrypted."""
    certificate_der: bytes

    def __repr__(self) -> str:
        return f"SigningKey({fingerprint(self.certificate_der)})"


def make_key(name: str, at: datetime) -> SigningKey:
    """Return a fresh key whose certificate says `name` and is valid for ten years from the day before `at`.

    Raises:
        ConfigError: the name is empty, or longer than a certificate holds.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise ConfigError(
            f"a certificate's name has 1 to {LONGEST_NAME} printable characters",
            where="--name",
            hint='try --name "Jane Doe"',
        )
    key: RSAPrivateKey = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))  # a computer whose clock is set back a little must not fail
        .not_valid_after(at + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return SigningKey(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(serialization.Encoding.DER),
    )


def to_pem(key: SigningKey) -> bytes:
    """Return key and certificate as one PEM file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    private = serialization.load_der_private_key(key.key_der, None)
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + x509.load_der_x509_certificate(key.certificate_der).public_bytes(serialization.Encoding.PEM)


def from_pem(text: bytes, where: str) -> SigningKey:
    """Return the key and certificate of a PEM file.

    Raises:
        ConfigError: it holds no RSA key with its certificate, or the key has a passphrase.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    try:
        private = serialization.load_pem_private_key(text, None)
        certificate = x509.load_pem_x509_certificate(text)
    except (ValueError, TypeError) as wrong:
        raise ConfigError(
            "holds no signing key with its certificate", where=where, hint="make one with `netdoc keys init`"
        ) from wrong
    if not isinstance(private, RSAPrivateKey) or private.public_key() != certificate.public_key():
        raise ConfigError(
            "the key is not the certificate's, or is no RSA key", where=where, hint="make one with `netdoc keys init`"
        )
    return SigningKey(
        private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.DER),
    )


def fingerprint(certificate_der: bytes) -> str:
    """Return the SHA-256 of a certificate in groups of four, as it is printed and read out."""
    digest = hashlib.sha256(certificate_der).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 64, 4))
