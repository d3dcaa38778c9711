"""A resolver inside TLS on loopback, with a certificate authority of its own: DNS over TLS, and over HTTPS."""

from __future__ import annotations

import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import dns.message
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.probes.wire.resolver import Manner

MEDIA_TYPE = "application/dns-message"


def certificate(folder: Path, name: str, *, days_from: int = -1, days_to: int = 30) -> Path:
    """Write a key and a self-signed certificate for a name, valid for these days around now, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days_from))
        .not_valid_after(now + timedelta(days=days_to))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}-{days_from}-{days_to}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def trusting(*files: Path) -> ssl.SSLContext:
    """Return a client's context that trusts these certificates and no others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for each in files:
        context.load_verify_locations(each)
    return context


@contextmanager
def over_tls(file: Path, manner: Manner) -> Iterator[int]:
    """Serve DNS over TLS until the block ends; yields the port."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            head = self.rfile.read(2)
            if len(head) == 2:
                query = dns.message.from_wire(self.rfile.read(struct.unpack("!H", head)[0]))
                for wire in manner(query):
                    self.wfile.write(struct.pack("!H", len(wire)) + wire)

    with _serving(_Quiet(("127.0.0.1", 0), Handler), file) as port:
        yield port


@contextmanager
def over_https(file: Path, manner: Manner, *, path: str = "/dns-query", status: int = 200) -> Iterator[int]:
    """Serve DNS over HTTPS until the block ends; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.path == path and self.headers["Content-Type"] == MEDIA_TYPE and status == 200
            answers = manner(dns.message.from_wire(body)) if known else []
            self.send_response(200 if answers else status if status != 200 else 404)
            self.send_header("Content-Type", MEDIA_TYPE if answers else "text/html")
            self.end_headers()
            self.wfile.write(answers[0] if answers else b"<html>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _serving(_QuietHttp(("127.0.0.1", 0), Handler), file) as port:
        yield port


class _Quiet(ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class _QuietHttp(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def _serving(server: ThreadingTCPServer, file: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join(2)
        server.server_close()
