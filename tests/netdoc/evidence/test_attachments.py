"""What is attached to a report comes back as it was, and nothing else is taken for it."""

from __future__ import annotations

import re
import time
import zlib

import pytest

from netdoc.evidence.attachments import LARGEST, Unreadable, attachments
from netdoc.report.document import Attachment, Document, Paragraph
from netdoc.report.typst import to_pdf
from tests.netdoc.evidence.signed_report import signed


def report(files: dict[str, str]) -> bytes:
    return to_pdf(
        Document(
            title="Evidence", reference="office-1", variant="plain", made_at="2026-03-01T12:00:00Z",
            running=("office",), blocks=(Paragraph(text="nothing"),),
            attachments=tuple(
                Attachment(name=name, media_type="application/json", description="it (so) \\ is", body=body)
                for name, body in files.items()
            ),
        )
    )  # fmt: skip


def squeezed(body: bytes, name: bytes = b"a.json", length: int | None = None) -> bytes:
    """Return the objects of one attachment as a report has them."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Filespec/F(" + name + b")/UF(" + name + b")/EF<</F 2 0 R/UF 2 0 R>>>>\nendobj\n"
        b"2 0 obj\n<</Length " + str(len(body) if length is None else length).encode() +
        b"/Type/EmbeddedFile/Filter/FlateDecode/Subtype/text>>\nstream\n" + body + b"\nendstream\nendobj\n"
    )  # fmt: skip


def test_attachments_of_any_size_come_back_as_they_were() -> None:
    files = {"empty.json": "", "short.json": "{}\n", "long.csv": "ä,1\n" * 40_000, "evidence.ndcase.base64": "QUJD" * 9}
    found = attachments(report(files))
    assert {name: body.decode() for name, body in found.items()} == files
    assert list(attachments(signed())) == ["verdict.json"]
    assert attachments(report({})) == {}


def test_what_unpacks_to_too_much_is_refused_without_unpacking_it() -> None:
    pack = zlib.compressobj(9)
    bomb = b"".join(pack.compress(bytes(1 << 20)) for _ in range(200)) + pack.flush()
    assert len(bomb) < LARGEST // 100
    begun = time.process_time()
    with pytest.raises(Unreadable, match="larger"):
        attachments(squeezed(bomb))
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "damaged",
    [
        squeezed(zlib.compress(b"{}")[:-3]),
        squeezed(zlib.compress(b"{}") + b"more"),
        squeezed(b"no deflate"),
        squeezed(zlib.compress(b"{}"), length=3),
        squeezed(zlib.compress(b"{}"), length=10**8),
        squeezed(zlib.compress(b"{}")) * 2,
        re.sub(rb"/EF<</F 2", b"/EF<</F 3", squeezed(zlib.compress(b"{}"))),
        re.sub(rb"\(a.json\)", b"(../../a.json)", squeezed(zlib.compress(b"{}"))),
        re.sub(rb"\(a.json\)", b"(/etc/passwd)", squeezed(zlib.compress(b"{}"))),
        b"\n".join(squeezed(b"").replace(b"\n2 0 obj", b"\n%d 0 obj" % each) for each in range(9, 1000)),
    ],
)
def test_what_is_written_otherwise_is_refused(damaged: bytes) -> None:
    with pytest.raises(Unreadable):
        attachments(damaged)
