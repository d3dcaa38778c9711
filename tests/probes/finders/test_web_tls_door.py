"""The certificate's subject beside the page's words, from a TLS server on loopback."""

from __future__ import annotations

import ssl

from probes.finders._words import certificate_words
from probes.finders.web_tls_door import FINDER
from tests.probes.finders.doorway import Doorway, told
from tests.probes.wire.loopback import CERTIFICATE, page

DER = ssl.PEM_cert_to_DER_cert(CERTIFICATE.read_text()[CERTIFICATE.read_text().index("-----BEGIN CERT") :])


def test_the_subject_and_the_title_are_told_though_nobody_vouches_for_the_certificate() -> None:
    door = Doorway(answer=page(b"<title>Box</title>"))

    sign = told(FINDER, door, tls=True)

    assert sign.says == ("certificate: CN=localhost", "title: Box")
    assert door.visits == 1


def test_a_certificate_that_was_cut_anywhere_names_nobody_or_the_same() -> None:
    whole = certificate_words(DER)

    assert whole == ("certificate: CN=localhost",)
    assert {certificate_words(DER[:length]) for length in range(len(DER))} == {()}


def test_a_changed_octet_never_breaks_the_reader() -> None:
    for place in range(len(DER)):
        damaged = bytearray(DER)
        damaged[place] ^= 0xFF
        assert all(each.isprintable() for each in certificate_words(bytes(damaged)))
