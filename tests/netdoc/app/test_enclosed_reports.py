"""Reports with their evidence inside: what a stranger can check with nothing but the file, and what it gives away."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.app import case_files, enclosing
from netdoc.app.case_files import case_file, open_case, sealed
from netdoc.app.cases import Question, answered_by, judge
from netdoc.app.enclosing import Backing, enclosed_as
from netdoc.app.exchange import export_lines
from netdoc.app.paperwork import write_sealed
from netdoc.app.raw_captures import raw_names
from netdoc.app.reporting import write_report
from netdoc.app.sealing import seal
from netdoc.app.verifying import verify
from netdoc.app.verifying_case import _plain
from netdoc.errors import BadInput, ReportError
from netdoc.evidence.attachments import attachments
from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.evidence.keys import fingerprint
from netdoc.evidence.words import words_of
from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.verdict import Standing
from netdoc.report.custody import Custody
from netdoc.report.variants import Variant
from netdoc.report.view import Amendment
from netdoc.store.rebuilt import rebuild
from netdoc.store.store import Store
from tests.lab.replay import replays
from tests.netdoc.app.test_case_files import outcomes, stored
from tests.netdoc.evidence.signed_report import key
from tests.netdoc.store.ladder_blocks import FixedClock

MADE_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRIVATE = re.compile(
    rb"(?<![\w.])(?:192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)"
    rb"|(?<![0-9a-f:])(?!02:00:00)[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-f:])|anna-laptop|Praxis-WLAN"
)
LIMIT = "ssid Praxis-WLAN, 00:1a:2b:3c:4d:5e, 192.168.77.9"
FLIPS = 1000


@dataclass(frozen=True)
class Reports:
    """One office's store, and the reports on it."""

    store: Path
    folder: Path
    full: Path
    telco: Path


def report(
    store: Path,
    out: Path,
    variant: str,
    formats: Sequence[str] = ("pdf",),
    signed: bool = True,
    incident: str | None = None,
    amends: Amendment | None = None,
) -> list[Path]:
    written = write_sealed(
        store, Question(), clock=FixedClock(), variant=variant, out=out, formats=formats, made_at=MADE_AT,
        key=key() if signed else None, incident=incident, amends=amends,
    )  # fmt: skip
    return list(written.files)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """A recorded office, with names and a Wi-Fi of its own."""
    folder = tmp_path_factory.mktemp("reports")
    lan = re.compile(r"(?<![\d.])10\.77\.1\.(\d+)")

    text = gzip.decompress(
        next(each for each in replays() if "session-down-in-sync" in each.name).read_bytes()
    ).decode()
    source = folder / "office.jsonl"
    source.write_text(lan.sub(r"192.168.77.\1", text), encoding="utf-8")
    store = stored(folder, source)
    with Store.open(store, clock=FixedClock()) as opened:
        site = opened.site()
        assert site is not None
        labelled = replace(site.rungs[0], address="anna-laptop", id="router_2", label="upstairs")
        opened.put_site(replace(site, rungs=(*site.rungs, labelled), limitations=(LIMIT,)))
    (full,), (telco,) = report(store, folder / "full", "client"), report(store, folder / "telco", "telco")
    return Reports(store, folder, full, telco)


def text_of(name: str, checks: list[Check]) -> str:
    return next(each.text for each in checks if each.name == name)


def test_the_offices_copy_shows_all_records_and_the_verdict_follows(made: Reports) -> None:
    words = seal(made.store, FixedClock()).words
    checks = verify(made.full, [words], fingerprint(key().certificate_der))
    held = outcomes(checks)
    assert {held[each] for each in ("signature", "signer", "attachments", "records", "verdict", "seal", "anchor")} == {
        Outcome.HOLDS
    }
    assert " ".join(words) in text_of("seal", checks)
    assert outcomes(verify(made.full, [words[::-1]]))["anchor"] is Outcome.BROKEN
    files = attachments(made.full.read_bytes())
    assert sorted({*files} - {*raw_names(files)}) == [
        "case.json", "evidence.ndcase.base64", "exhibits.json", "manifest.json", "verdict.json",
    ]  # fmt: skip


def test_what_boxes_answered_is_attached_as_text_and_is_in_the_records(made: Reports) -> None:
    files = attachments(made.full.read_bytes())
    answers = {name: files[name] for name in raw_names(files)}
    assert {each.split("-raw_")[0] for each in answers} >= {"modem"}
    with Store.open(made.store, read_only=True) as store:
        bodies = {each.body for each in store.captures()}
    assert set(answers.values()) <= bodies
    listed = json.loads(files["manifest.json"])["attachments"]
    assert all(listed[name]["sha256"] == hashlib.sha256(body).hexdigest() for name, body in answers.items())
    checks = verify(made.full)
    assert outcomes(checks)["answers"] is Outcome.HOLDS and f"{len(answers)} answers" in text_of("answers", checks)


def test_copies_that_leave_the_house_hold_no_answer_of_a_box(made: Reports) -> None:
    assert raw_names(attachments(made.telco.read_bytes())) == []
    assert "answers" not in outcomes(verify(made.telco))


@pytest.mark.parametrize("invented", [True, False])
def test_an_answer_that_no_box_gave_is_found_although_it_is_signed(
    made: Reports, tmp_path: Path, invented: bool
) -> None:
    """Invented with an observation of its own, or put under the digest of one that was given."""
    case = tmp_path / "case.ndcase"
    forged = Capture(b"crc errors: 0\n", MADE_AT, "modem", "telnet")
    with sealed(made.store, FixedClock()) as (store, held):
        evidence = answered_by(store, Question())
        verdict = judge(evidence)
        case.write_bytes(b"".join(case_file(store, held, Question(), verdict)))
    given = next(each for each in evidence.observations if isinstance(each, Seen) and each.plane is Plane.MODEM_BOX)
    told = forged.digest if invented else str(given.capture)
    seen = replace(given, capture=forged.digest)
    shown = Evidence(evidence.site, evidence.case, [*evidence.observations, *([seen] if invented else [])])
    custody = Custody(
        words=words_of(held.root), root=held.root.hex(), size=held.size, sealed_at=held.at, fingerprint=None,
        enclosed=enclosed_as(case), case_file="evidence.ndcase.base64",
    )  # fmt: skip
    (file,) = write_report(
        verdict, shown, captures={told: forged}, variant=Variant.PLAIN, out=tmp_path, formats=("pdf",),
        made_at=MADE_AT, key=key(), backing=Backing(custody=custody, case=case, about={}),
    )  # fmt: skip
    checks = verify(file)
    assert outcomes(checks)["signature"] is Outcome.HOLDS and outcomes(checks)["verdict"] is Outcome.HOLDS
    assert outcomes(checks)["answers"] is Outcome.BROKEN and f"_{told[:8]}.txt" in text_of("answers", checks)


def test_the_telcos_copy_has_the_same_words_and_its_verdict_follows_from_what_it_shows(made: Reports) -> None:
    words = seal(made.store, FixedClock()).words
    checks = verify(made.telco, [words])
    held = outcomes(checks)
    assert held["records"] is Outcome.REMARK and "withheld" in text_of("records", checks)
    assert {held[each] for each in ("signature", "attachments", "verdict", "seal", "anchor")} == {Outcome.HOLDS}


def test_the_telcos_copy_tells_nothing_of_the_offices_network(made: Reports, tmp_path: Path) -> None:
    def everything(pdf: Path) -> bytes:
        files = attachments(pdf.read_bytes())
        case = open_case(_plain(io.BytesIO(files["evidence.ndcase.base64"])))
        store = tmp_path / f"{pdf.stem}.netdoc"
        rebuild(store, "x", ((each.header, each.body, each.hash) for each in case.parts()))

        with Store.open(store, read_only=True) as opened:
            lines = "\n".join(export_lines(opened)).encode()
            headers = b"\n".join(
                bytes(row[0]) for row in opened._journal.rows("SELECT CAST(header AS BLOB) FROM record", {})
            )
        pages = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, timeout=30).stdout
        about = subprocess.run(["pdfinfo", "-meta", str(pdf)], capture_output=True, check=True, timeout=30).stdout
        others = b"\n".join(body for name, body in files.items() if name != "evidence.ndcase.base64")
        return b"\n".join((lines, headers, json.dumps(case.head).encode(), pages, about, others))

    assert len(set(PRIVATE.findall(everything(made.full)))) > 3  # the search finds what there is to find
    assert set(PRIVATE.findall(everything(made.telco))) == set()


@pytest.mark.parametrize("variant", ["technical", "telco"])
@pytest.mark.parametrize("most", [enclosing.MOST_INSIDE, 1000])
def test_a_report_on_one_incident_that_replaces_another_holds_the_verdict_on_the_whole_period(
    made: Reports, variant: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosing, "MOST_INSIDE", most)
    whole = json.loads(attachments(made.full.read_bytes())["verdict.json"])
    incident = whole["incidents"][0]["id"]
    amends = Amendment(replaces="office-x", reason="the account number was wrong")
    pdf, *beside = report(made.store, tmp_path, variant, incident=incident, amends=amends)

    checks = verify(pdf)
    held = outcomes(checks)
    assert {held[each] for each in ("signature", "attachments", "verdict", "seal")} == {Outcome.HOLDS}
    files = attachments(pdf.read_bytes())
    assert case_files.differences(whole, json.loads(files["verdict.json"])) == []
    assert json.loads(files["manifest.json"])["report"].endswith(f"-{variant}-{incident}")
    assert pdf.stem.endswith(f"-{variant}-{incident}")
    assert [each.name for each in beside] == ([f"{pdf.stem}.ndcase"] if most == 1000 else [])
    assert (b"192.168.77" in files["case.json"]) is (variant == "technical")
    pages = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, timeout=30).stdout
    said = re.sub(r"\s+", " ", pages.decode())
    assert "This report replaces office-x. Reason: the account number was wrong" in said
    assert f"incident {incident} only" in said
    assert f"incident {incident} is one of it" in said
    assert " ".join(seal(made.store, FixedClock()).words) in said


def test_the_it_vendor_s_copy_holds_no_record_and_nothing_of_the_contract(made: Reports, tmp_path: Path) -> None:
    (pdf,) = report(made.store, tmp_path, "it")
    files = attachments(pdf.read_bytes())
    case = json.loads(files["case.json"])

    assert {outcome for check, outcome in outcomes(verify(pdf)).items() if check in ("signature", "attachments")} == {
        Outcome.HOLDS
    }
    assert "contract" not in case["site"] or not case["site"]["contract"]
    assert b"192.168.77" in files["case.json"]
    assert "all records" in json.loads(files["manifest.json"])["held_back"]
    assert not any("ndcase" in name for name in files)


def test_an_incident_that_is_not_there_is_refused_and_nothing_is_written(made: Reports, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no incident"):
        report(made.store, tmp_path / "out", "client", incident="I-999")
    assert not (tmp_path / "out").exists()


def test_the_same_store_and_time_give_the_same_bytes(made: Reports, tmp_path: Path) -> None:
    for variant, whole in (("client", made.full), ("telco", made.telco)):
        (again,) = report(made.store, tmp_path / variant, variant)
        assert again.read_bytes() == whole.read_bytes()


def test_any_byte_of_a_report_counts(made: Reports, tmp_path: Path) -> None:
    chance, file = random.Random(7), tmp_path / "flipped.pdf"
    begun = time.monotonic()
    for pdf in (made.full.read_bytes(), made.telco.read_bytes()):
        for _ in range(FLIPS // 2):
            damaged = bytearray(pdf)
            damaged[chance.randrange(8, len(pdf))] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(damaged))
            assert worst(verify(file)) is Outcome.BROKEN
            if time.monotonic() - begun > 30:  # a busy machine
                return


def test_the_attachment_that_was_changed_is_named(made: Reports, tmp_path: Path) -> None:
    pdf, file = made.full.read_bytes(), tmp_path / "flipped.pdf"
    places = [(each.start(1), each.end()) for each in re.finditer(rb"/Type/EmbeddedFile[^\n]*>>\nstream\n()", pdf)]
    assert len(places) == len(attachments(pdf)) > 5
    for _, start in places:
        damaged = bytearray(pdf)
        damaged[start + 20] ^= 4
        file.write_bytes(bytes(damaged))
        checks = verify(file)
        assert outcomes(checks)["attachments"] is Outcome.BROKEN
        assert re.search(r"(attachment [\w.-]+|manifest)", text_of("attachments", checks))


def test_a_printed_verdict_of_another_report_is_found_although_it_is_signed(made: Reports, tmp_path: Path) -> None:
    """Somebody with a key of his own puts another verdict in, with a manifest that fits, and signs it."""
    case = tmp_path / "case.ndcase"
    with sealed(made.store, FixedClock()) as (store, held):
        evidence = answered_by(store, Question())
        verdict = judge(evidence)
        case.write_bytes(b"".join(case_file(store, held, Question(), verdict)))
    custody = Custody(
        words=words_of(held.root), root=held.root.hex(), size=held.size, sealed_at=held.at, fingerprint=None,
        enclosed=enclosed_as(case), case_file="evidence.ndcase.base64",
    )  # fmt: skip
    other = replace(verdict, standing=next(each for each in Standing if each is not verdict.standing))
    (file,) = write_report(
        other, evidence, captures={}, variant=Variant.PLAIN, out=tmp_path, formats=("pdf",), made_at=MADE_AT, key=key(),
        backing=Backing(custody=custody, case=case, about={}),
    )  # fmt: skip
    checks = verify(file)
    assert outcomes(checks)["signature"] is Outcome.HOLDS
    assert outcomes(checks)["verdict"] is Outcome.BROKEN
    assert "printed" in text_of("verdict", checks) and "standing" in text_of("verdict", checks)


@pytest.mark.parametrize("variant", ["client", "telco"])
def test_what_is_too_large_for_an_e_mail_lies_beside_and_is_bound(
    made: Reports, variant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosing, "MOST_INSIDE", 1000)
    pdf, case = report(made.store, tmp_path, variant)
    assert case.suffix == ".ndcase"
    assert outcomes(verify(pdf))["evidence"] is Outcome.HOLDS
    assert outcomes(verify(pdf))["verdict"] is Outcome.HOLDS
    assert outcomes(verify(case))["verdict"] is Outcome.HOLDS
    minutes = attachments(pdf.read_bytes())["minutes.csv"].decode().splitlines()
    assert minutes[0].startswith("start_utc,seconds,") and re.fullmatch(r"[\d:T-]+,60,(\d+/\d+/\d*,?)+", minutes[1])

    damaged = bytearray(case.read_bytes())
    damaged[-1] ^= 1
    case.write_bytes(bytes(damaged))
    assert outcomes(verify(pdf))["evidence"] is Outcome.BROKEN
    case.unlink()
    checks = verify(pdf)
    assert outcomes(checks)["evidence"] is Outcome.REMARK and "roll-ups" in text_of("evidence", checks)
    assert worst(checks) is Outcome.REMARK

    case.write_bytes(b"mine")
    pdf.unlink()
    with pytest.raises(ReportError, match="not overwritten"):
        report(made.store, tmp_path, variant)
    assert case.read_bytes() == b"mine" and not pdf.exists()


def test_a_copy_that_would_come_to_another_verdict_holds_no_records_and_says_so(
    made: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "differences", lambda printed, again: ["party"])
    (pdf,) = report(made.store, tmp_path, "telco")
    monkeypatch.undo()
    checks = verify(pdf)
    assert worst(checks) is Outcome.REMARK and "nothing of the office's network" in text_of("measurements", checks)
    assert "evidence.ndcase.base64" not in attachments(pdf.read_bytes())
    assert outcomes(verify(pdf, [b"\0" * 32]))["anchor"] is Outcome.BROKEN


def test_a_store_that_may_not_be_written_is_reported_under_its_last_seal(made: Reports, tmp_path: Path) -> None:
    made.store.chmod(0o400)
    try:
        before = made.store.read_bytes()
        (pdf,) = report(made.store, tmp_path, "client")
        assert worst(verify(pdf)) is Outcome.REMARK
        assert made.store.read_bytes() == before
    finally:
        made.store.chmod(0o600)


def test_other_formats_are_written_without_records(made: Reports, tmp_path: Path) -> None:
    files = report(made.store, tmp_path, "telco", ("html", "json"))
    assert [each.suffix for each in files] == [".html", ".json"]
    assert " ".join(seal(made.store, FixedClock()).words) in files[0].read_text(encoding="utf-8")


def test_an_unsigned_report_with_evidence_is_intact_with_a_remark(made: Reports, tmp_path: Path) -> None:
    (pdf,) = report(made.store, tmp_path, "client", signed=False)
    checks = verify(pdf)
    assert outcomes(checks)["signature"] is Outcome.REMARK
    assert outcomes(checks)["verdict"] is Outcome.HOLDS


def test_a_key_is_for_reports_only(made: Reports) -> None:
    with pytest.raises(BadInput):
        verify(made.store, [], "ab" * 32)


def test_a_stranger_verifies_in_a_process_of_its_own(made: Reports) -> None:
    """A signature's attributes have names only once a certain module was imported: here nothing was, before."""
    code = (
        "import sys; from pathlib import Path; from netdoc.app.verifying import verify; "
        "from netdoc.evidence.checks import worst; sys.exit(int(worst(verify(Path(sys.argv[1])))))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(made.full)], timeout=60).returncode == int(Outcome.REMARK)
