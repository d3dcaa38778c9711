"""A document time stamp behind a signed report: one form, every byte counts, and other programs agree."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.evidence.document_stamps import RESERVED, add, checked_stamp
from netdoc.evidence.keys import fingerprint
from netdoc.evidence.signatures import check, signature_of
from netdoc.evidence.signing import byte_ranges
from netdoc.evidence.timestamps import Refused
from tests.emulated.time_authority import AT as STAMPED_AT
from tests.emulated.time_authority import authority
from tests.netdoc.evidence.signed_report import AT, key, signed, unsigned

FLIPS = 120


@cache
def stamped() -> bytes:
    return add(signed(), authority().token)


def outcomes(checks: list[Check]) -> dict[str, Outcome]:
    return {each.name: each.outcome for each in checks}


def test_the_signed_report_stays_as_it_is_and_both_hold() -> None:
    mine, roots = fingerprint(key().certificate_der), [authority().root.der]

    assert stamped().startswith(signed())
    assert outcomes(list(check(stamped(), mine, roots))) == dict.fromkeys(
        ("signature", "signer", "document_time"), Outcome.HOLDS
    )
    assert outcomes(list(check(stamped(), mine)))["document_time"] is Outcome.REMARK
    assert any("2026-03-01 12:30:00 UTC" in each.text and "Example Time rsa" in each.text for each in check(stamped()))


def test_the_same_report_and_token_give_the_same_bytes_and_the_token_is_over_all_but_its_place() -> None:
    assert add(signed(), authority().token) == stamped()
    token, digest = checked_stamp(stamped(), len(signed()))

    (_, (first, start, end, length)) = byte_ranges(stamped())
    assert (first, end + length, end - start) == (0, len(stamped()), RESERVED + 2)
    assert token.at == STAMPED_AT
    assert len(digest) == 32


@pytest.mark.parametrize("where", ["anywhere", "behind the signature", "token", "rest of its place"])
def test_every_flipped_bit_of_both_revisions_is_found(where: str) -> None:
    whole, chance = stamped(), Random(21)
    (_, (_, start, end, _)) = byte_ranges(whole)
    used = len(whole[start:end].rstrip(b">").rstrip(b"0"))
    low, high = {
        "anywhere": (0, len(whole)),
        "behind the signature": (len(signed()), len(whole)),
        "token": (start, start + used),
        "rest of its place": (start + used, end),
    }[where]
    for _ in range(FLIPS):
        place = chance.randrange(low, high)
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        assert worst(list(check(bytes(changed)))) is Outcome.BROKEN, place


def test_every_other_digit_in_the_tokens_place_is_found() -> None:
    """Certificates that the token's signature does not cover, too."""
    whole, chance = stamped(), Random(22)
    (_, (_, start, end, _)) = byte_ranges(whole)
    for place in [*range(start + 1, start + 120), *(chance.randrange(start + 120, end - 1) for _ in range(120))]:
        changed = bytearray(whole)
        changed[place] = chance.choice([digit for digit in b"0123456789abcdef" if digit != changed[place]])
        assert worst(list(check(bytes(changed)))) is Outcome.BROKEN, place - start


def forged(change: Callable[[bytes], bytes]) -> bytes:
    """A revision that says something else, over which somebody's own authority makes a token that fits."""
    whole = stamped()
    (_, (_, start, end, _)) = byte_ranges(whole)
    import hashlib

    from netdoc.evidence.token_checksum import with_checksum

    before, after = signed() + change(whole[len(signed()) : start]), whole[end:]
    token = with_checksum(authority().token(hashlib.sha256(before + after).digest()))
    return before + b"<" + token.hex().encode().ljust(RESERVED, b"0") + b">" + after


def test_the_forger_of_these_tests_makes_what_holds_where_he_changes_nothing() -> None:
    assert forged(lambda text: text) == stamped()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"/F 132", b"/F 133"),
        lambda text: text.replace(b"/Rect [ 0 0 0 0 ]", b"/Rect [ 0 0 9 9 ]"),
        lambda text: text.replace(b"\n/Contents ", b"\n/XXXXXXXX ", 1),
        lambda text: text.replace(b"/SigFlags 3", b"/SigFlags 1"),
        lambda text: b"% a remark\n" + text,
        lambda text: text.replace(b"/MediaBox [ 0 0 595", b"/MediaBox [ 0 0 195"),
        lambda text: b"99 0 obj\n<<\n/Type /Annot\n>>\nendobj\n" + text,
    ],
)
def test_a_revision_that_does_more_than_add_a_stamp_is_altered_although_its_token_fits(
    change: Callable[[bytes], bytes],
) -> None:
    made = forged(change)
    assert made != stamped()

    (found,) = check(made)
    assert found.outcome is Outcome.BROKEN
    assert "not one time stamp as netdoc adds it" in found.text


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[: len(signed()) + 100],
        lambda pdf: pdf + pdf[len(signed()) :],
        lambda pdf: pdf.replace(b"/ETSI.RFC3161", b"/ETSI.RFC3162"),
        lambda pdf: pdf[: len(signed())] + pdf[len(signed()) :].upper(),
        lambda pdf: pdf[: len(unsigned())] + pdf[len(signed()) :],
    ],
)
def test_what_is_added_taken_away_or_replaced_is_found(damage: Callable[[bytes], bytes]) -> None:
    assert damage(stamped()) != stamped()
    assert worst(list(check(damage(stamped())))) is Outcome.BROKEN


def test_a_token_of_another_report_does_not_hold_here() -> None:
    (_, (_, start, end, _)) = byte_ranges(stamped())
    other = authority().token(bytes(32))
    with pytest.raises(Refused, match="another hash"):
        add(signed(), lambda _: other)
    from netdoc.evidence.token_checksum import with_checksum

    place = b"<" + with_checksum(other).hex().encode().ljust(RESERVED, b"0") + b">"
    (found,) = check(stamped()[:start] + place + stamped()[end:])
    assert found.outcome is Outcome.BROKEN and "another hash" in found.text


def test_upper_case_digits_are_refused_although_other_readers_take_them() -> None:
    (_, (_, start, end, _)) = byte_ranges(stamped())

    (found,) = check(stamped()[:start] + stamped()[start:end].upper() + stamped()[end:])

    assert found.outcome is Outcome.BROKEN and "lower-case" in found.text


def test_one_stamp_is_the_most_and_only_behind_a_signature_of_netdocs() -> None:
    for pdf in (stamped(), unsigned(), b"%PDF-1.7\n", signed() + b"\n"):
        with pytest.raises(Refused, match="not a report that netdoc signed"):
            add(pdf, authority().token)


def test_a_page_with_other_annotations_keeps_them() -> None:
    """In a list of its own, or within the page. No signed page with links is at hand, so this one's text is changed."""
    own = signed().replace(b"/Annots [ 37 0 R ]", b"/Annots [ 9 0 R 37 0 R ]")
    apart = re.sub(
        rb"%%EOF20 0 obj\n<<\n/Type /Page\n(?:/[^\n]*\n)*>>\n", b"%%EOF35 0 obj\n[ 9 0 R 37 0 R ]\n", signed()
    )
    assert own != signed() != apart

    for pdf in (own, apart):
        made = add(pdf, authority().token)
        (_, added, _) = re.split(rb"\[ 9 0 R 37 0 R (39 0 R )\]", made[len(pdf) :])
        assert added == b"39 0 R "


def test_pyhanko_calls_both_valid_and_the_change_one_that_is_permitted() -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(stamped()))
    (signature,), (stamp,) = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    mine, tsa = (x509.Certificate.load(each) for each in (key().certificate_der, authority().root.der))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[mine], moment=AT))
    dated = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=[tsa], moment=STAMPED_AT))

    assert status.bottom_line and status.modification_level is ModificationLevel.LTA_UPDATES
    assert dated.intact and dated.valid and dated.trusted
    assert dated.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert dated.timestamp == STAMPED_AT


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs pdfsig (poppler-utils)")
def test_pdfsig_calls_the_signature_valid_and_sees_a_stamp_over_the_whole(tmp_path: Path) -> None:
    file = tmp_path / "stamped.pdf"
    file.write_bytes(stamped())

    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout

    first, second = told.split("Signature #2")
    assert "Signature Validation: Signature is Valid." in first
    assert "netdoc-time" in second and "Total document signed" in second


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "stamped.pdf"
    file.write_bytes(stamped())

    subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=True)


def test_the_signature_alone_is_read_as_before() -> None:
    found = signature_of(stamped())

    assert found is not None
    assert found.revision == len(signed())
