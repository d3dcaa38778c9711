"""A signed report: every changed byte is found, and pyHanko's and Poppler's own checks agree."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.evidence.keys import fingerprint
from netdoc.evidence.signatures import check, signature_of
from netdoc.evidence.signing import byte_ranges, sign
from tests.netdoc.evidence.signed_report import AT, key, signed, unsigned


def outcomes(checks: list[Check]) -> dict[str, Outcome]:
    return {each.name: each.outcome for each in checks}


def test_a_signed_report_holds_and_says_whose_key_it_was() -> None:
    mine = fingerprint(key().certificate_der)

    assert outcomes(list(check(signed()))) == {"signature": Outcome.HOLDS, "signer": Outcome.REMARK}
    assert outcomes(list(check(signed(), mine))) == {"signature": Outcome.HOLDS, "signer": Outcome.HOLDS}
    assert outcomes(list(check(signed(), mine.replace(" ", ":").upper())))["signer"] is Outcome.HOLDS
    assert any("Jane Doe" in each.text and mine in each.text for each in check(signed()))


def test_the_signed_pages_are_the_unsigned_ones_with_something_behind_them() -> None:
    assert signed().startswith(unsigned())
    assert sign(unsigned(), key(), AT, reason="what was found")[: len(unsigned())] == unsigned()


def test_another_key_than_the_one_named_is_refused() -> None:
    forged = sign(unsigned(), key("Jane Doe "), AT, reason="what was found")

    assert outcomes(list(check(forged)))["signature"] is Outcome.HOLDS, "anybody can sign with a key of his own"
    assert outcomes(list(check(forged, fingerprint(key().certificate_der))))["signer"] is Outcome.BROKEN


def test_an_unsigned_report_is_a_remark_and_a_stripped_one_is_broken() -> None:
    assert outcomes(list(check(unsigned()))) == {"signature": Outcome.REMARK}
    for taken in (b"/ByteRange [", b"/ByteRange"):
        assert worst(list(check(signed().replace(taken, b"/Byterange [")))) is Outcome.BROKEN


@pytest.mark.parametrize("where", ["anywhere", "signature"])
def test_every_flipped_bit_is_found(where: str) -> None:
    whole = signed()
    ((_, start, end, _),) = byte_ranges(whole)
    size = len(signature_of(whole).certificate_der) if where == "" else 0  # type: ignore[union-attr]
    assert size == 0
    chance = Random(11)
    for _ in range(400):
        place = chance.randrange(len(whole)) if where == "anywhere" else chance.randrange(start, min(end, start + 3600))
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        assert worst(list(check(bytes(changed)))) is Outcome.BROKEN, place


def test_every_hexadecimal_digit_of_the_signature_counts() -> None:
    """Each digit changed to another digit: the place of the signature is not covered by its own digest."""
    whole = signed()
    ((_, start, end, _),) = byte_ranges(whole)
    chance = Random(12)
    for place in [*range(start + 1, start + 400), *(chance.randrange(start + 400, end - 1) for _ in range(300))]:
        changed = bytearray(whole)
        changed[place] = chance.choice([digit for digit in b"0123456789abcdef" if digit != changed[place]])
        assert worst(list(check(bytes(changed)))) is Outcome.BROKEN, place - start


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: b"",
        lambda pdf: pdf + pdf[len(unsigned()) :],
        lambda pdf: pdf.replace(b"<3082", b"<3083", 1),
        lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [1 ", 1),
        lambda pdf: pdf.replace(b"/P 1", b"/P 3"),
    ],
)
def test_what_is_added_taken_away_or_replaced_is_found(damage: object) -> None:
    assert callable(damage)
    changed = damage(signed())
    assert changed != signed()

    found = worst(list(check(changed)))

    assert found is Outcome.BROKEN or (found is Outcome.REMARK and b"/ByteRange" not in changed)


def test_upper_case_digits_are_refused_although_other_readers_take_them() -> None:
    whole = signed()
    ((_, start, end, _),) = byte_ranges(whole)
    upper = whole[:start] + whole[start:end].upper() + whole[end:]

    assert worst(list(check(upper))) is Outcome.BROKEN


def test_pyhanko_calls_it_valid_covering_the_whole_file_and_unchanged() -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (embedded,) = PdfFileReader(io.BytesIO(signed())).embedded_signatures
    root = x509.Certificate.load(key().certificate_der)
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[root], moment=AT))

    assert status.intact and status.valid and status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs pdfsig (poppler-utils)")
def test_pdfsig_calls_it_valid(tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed())

    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout

    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "Jane Doe" in told


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed())

    subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=True)
