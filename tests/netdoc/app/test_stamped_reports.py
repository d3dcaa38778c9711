"""A time stamp travels with the seal: in the report, in the case file beside it, in every copy; it is checked there."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.app import case_files, enclosing
from netdoc.app.case_files import case_file, sealed
from netdoc.app.cases import Question, answered_by, judge
from netdoc.app.paperwork import write_sealed
from netdoc.app.sealing import seal
from netdoc.app.stamping import stamp_report, stamp_seal
from netdoc.app.verifying import verify
from netdoc.evidence.attachments import attachments
from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.evidence.held_stamps import HeldStamp, of_report
from netdoc.evidence.held_stamps import check as stamp_check
from netdoc.evidence.timestamps import query
from netdoc.model.case import Case
from netdoc.store.store import Store
from tests.emulated.time_authority import authority
from tests.lab.replay import replays
from tests.netdoc.app.test_case_files import outcomes, stored
from tests.netdoc.app.test_stamping import GOOD
from tests.netdoc.evidence.signed_report import key
from tests.netdoc.store.ladder_blocks import FixedClock

MADE_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROOTS = [authority().root.der]
FLIPS = 60


@dataclass(frozen=True)
class Office:
    """A store whose seal is stamped."""

    store: Path
    size: int
    root: str


def report(office: Office, out: Path, variant: str = "client") -> list[Path]:
    written = write_sealed(
        office.store, Question(), clock=FixedClock(), variant=variant, out=out, formats=("pdf",), made_at=MADE_AT,
        key=key(),
    )  # fmt: skip
    return list(written.files)


def stamped(store: Path) -> Office:
    made = seal(store, FixedClock())
    stamp_seal(store, made.records, bytes.fromhex(made.root), ["http://good/"], GOOD, FixedClock())
    return Office(store, made.records, made.root)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    source = next(each for each in replays() if "session-down-in-sync" in each.name)
    return stamped(stored(tmp_path_factory.mktemp("office"), source))


@pytest.fixture(scope="module")
def pdf(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = report(office, tmp_path_factory.mktemp("pdf"))
    return made


def text_of(name: str, checks: Sequence[Check]) -> str:
    return next(each.text for each in checks if each.name == name)


def test_the_reply_is_attached_as_it_came_and_stands_for_the_missing_anchor(office: Office, pdf: Path) -> None:
    with Store.open(office.store, read_only=True) as store:
        (kept,) = store.seal_notes.stamps()
    believed, unbelieved = verify(pdf, roots=ROOTS), verify(pdf)

    assert attachments(pdf.read_bytes())["timestamp.tsr"] == kept.reply
    assert outcomes(believed)["timestamp"] is Outcome.HOLDS
    assert f"the root over all {office.size} records existed" in text_of("timestamp", believed)
    assert "anchor" not in outcomes(believed)
    assert outcomes(unbelieved)["timestamp"] is Outcome.REMARK
    assert "there is no trusted time" in text_of("anchor", unbelieved)
    assert outcomes(believed)["verdict"] is Outcome.HOLDS


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_openssl_checks_the_attached_reply_with_the_root_as_it_is_printed(
    office: Office, pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "t.tsr").write_bytes(attachments(pdf.read_bytes())["timestamp.tsr"])
    (tmp_path / "root.pem").write_bytes(authority().root.pem)
    pages = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, timeout=30).stdout.decode()
    assert office.root in "".join(pages.split())
    assert "timestamp.tsr is attached" in " ".join(pages.split()) and "Example Time rsa" in pages

    told = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", office.root, "-in", "t.tsr", "-CAfile", "root.pem",
         "-attime", str(int(authority().at.timestamp()))],
        cwd=tmp_path, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert "Verification: OK" in told.stdout + told.stderr


def test_a_copy_for_a_vendor_holds_the_stamp_too(office: Office, tmp_path: Path) -> None:
    (telco,) = report(office, tmp_path, "telco")

    checks = verify(telco, roots=ROOTS)

    assert outcomes(checks)["timestamp"] is Outcome.HOLDS
    assert outcomes(checks)["records"] is Outcome.REMARK


@pytest.mark.parametrize("variant", ["client", "telco"])
def test_the_file_beside_a_report_holds_it_and_without_that_file_the_root_alone_is_dated(
    office: Office, variant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosing, "MOST_INSIDE", 1000)
    made, case = report(office, tmp_path, variant)

    assert outcomes(verify(case, roots=ROOTS))["timestamp"] is Outcome.HOLDS
    assert [each.name for each in verify(made, roots=ROOTS)].count("timestamp") == 1
    assert outcomes(verify(made, roots=ROOTS))["timestamp"] is Outcome.HOLDS
    case.unlink()
    assert outcomes(verify(made, roots=ROOTS))["timestamp"] is Outcome.HOLDS


def test_a_copy_without_records_holds_the_stamp_on_its_root(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "differences", lambda printed, again: ["party"])
    (telco,) = report(office, tmp_path, "telco")
    monkeypatch.undo()

    assert outcomes(verify(telco, roots=ROOTS))["timestamp"] is Outcome.HOLDS


def test_a_report_on_a_later_seal_shows_that_the_stamped_one_is_its_beginning(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = tmp_path / "later.netdoc"
    later.write_bytes(office.store.read_bytes())
    with Store.open(later, clock=FixedClock()) as store:
        store.put_case(Case(note="it rained"))
    (made,) = report(Office(later, 0, ""), tmp_path / "inside")
    checks = verify(made, roots=ROOTS)

    assert outcomes(checks)["timestamp"] is Outcome.HOLDS
    assert f"the first {office.size} of {office.size + 3} records existed" in text_of("timestamp", checks)
    monkeypatch.setattr(enclosing, "MOST_INSIDE", 1000)
    alone, case = report(Office(later, 0, ""), tmp_path / "beside")
    case.unlink()
    assert outcomes(verify(alone, roots=ROOTS))["timestamp"] is Outcome.REMARK
    assert "an earlier root" in text_of("timestamp", verify(alone, roots=ROOTS))


def test_a_stamped_and_then_timestamped_report_is_verified_whole(office: Office, pdf: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf.read_bytes())
    stamp_report(file, ["http://good/"], GOOD, FixedClock())

    checks = verify(file, roots=ROOTS)
    assert {each.name for each in checks if each.outcome is Outcome.HOLDS} >= {
        "signature", "document_time", "attachments", "records", "verdict", "seal", "timestamp",
    }  # fmt: skip
    assert worst(checks) is Outcome.REMARK, "whose key it is nobody has said here"
    whole, chance = file.read_bytes(), random.Random(17)
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[chance.randrange(8, len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(damaged))
        assert worst(verify(file)) is Outcome.BROKEN


def test_a_document_stamp_that_is_believed_dates_the_records_too(tmp_path: Path) -> None:
    source = next(each for each in replays() if "session-down-in-sync" in each.name)
    (file,) = report(Office(stored(tmp_path, source), 0, ""), tmp_path / "out")
    assert "anchor" in outcomes(verify(file, roots=ROOTS)) and "timestamp" not in outcomes(verify(file))
    stamp_report(file, ["http://good/"], GOOD, FixedClock())

    assert "anchor" not in outcomes(verify(file, roots=ROOTS))
    assert outcomes(verify(file))["anchor"] is Outcome.REMARK


def test_a_stamp_that_is_on_no_seal_of_the_store_goes_into_no_report(office: Office, tmp_path: Path) -> None:
    store = tmp_path / "other.netdoc"
    store.write_bytes(office.store.read_bytes())
    stamp_seal(store, office.size, bytes(32), ["http://good/"], GOOD, FixedClock())
    (made,) = report(Office(store, 0, ""), tmp_path)

    assert outcomes(verify(store))["timestamp"] is Outcome.BROKEN
    assert outcomes(verify(made, roots=ROOTS))["timestamp"] is Outcome.HOLDS


def case_with(office: Office, file: Path, **changed: object) -> list[Check]:
    """Write a case file whose stamp is another; whoever writes it makes its end fit."""
    with sealed(office.store, FixedClock()) as (store, held):
        (kept,) = store.seal_notes.stamps()
        stamp = HeldStamp(**{"size": kept.size, "root": kept.root, "nonce": kept.nonce, "reply": kept.reply, **changed})  # type: ignore[arg-type]
        verdict = judge(answered_by(store, Question()))
        file.write_bytes(b"".join(case_file(store, held, Question(), verdict, stamp)))
    return verify(file, roots=ROOTS)


def test_a_stamp_that_was_changed_or_is_anothers_is_altered(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "case.ndcase"
    assert outcomes(case_with(office, file))["timestamp"] is Outcome.HOLDS
    other = authority().reply(query(bytes(32), 1))
    for changed in (
        {"reply": b"\x30\x00"},
        {"reply": other},
        {"reply": other, "root": bytes(32), "nonce": 1},
        {"nonce": 1},
        {"size": office.size - 1},
        {"size": office.size + 1},
    ):
        checks = case_with(office, file, **changed)
        assert outcomes(checks)["timestamp"] is Outcome.BROKEN, changed
        assert worst(checks) is Outcome.BROKEN


@pytest.mark.parametrize("told", [7, [], {"reply": "?"}, {"reply": "", "size": "1", "root": "00", "nonce": "1"}])
def test_what_is_told_of_a_stamp_and_cannot_be_read_is_broken(
    office: Office, told: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "to_plain_with_reply", lambda _: told)

    (bad,) = (each for each in case_with(office, tmp_path / "case.ndcase") if each.outcome is Outcome.BROKEN)

    assert "time stamp cannot be read" in bad.text


def test_the_report_and_its_case_file_hold_the_same_stamp(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = case_files.to_plain_with_reply
    monkeypatch.setattr(
        case_files, "to_plain_with_reply", lambda held: {**plain(held), "reply": base64.b64encode(b"other").decode()}
    )
    (made,) = report(office, tmp_path)

    (bad,) = (each for each in verify(made) if each.outcome is Outcome.BROKEN)
    assert "not the one in the report" in bad.text


def test_the_manifest_and_the_attached_reply_belong_together(pdf: Path) -> None:
    files = attachments(pdf.read_bytes())
    about = json.loads(files["manifest.json"])["timestamp"]
    held = of_report(about, files)
    assert held is not None and held.reply == files["timestamp.tsr"]

    for told, given in ((about, {}), (None, files)):
        with pytest.raises(Exception, match="not the one that the manifest names"):
            of_report(told, given)
    assert of_report(None, {}) is None


def test_records_that_are_not_here_leave_an_earlier_stamp_a_remark(office: Office) -> None:
    with Store.open(office.store, read_only=True) as store:
        (kept,) = store.seal_notes.stamps()
    held = HeldStamp(kept.size, kept.root, kept.nonce, kept.reply)

    assert stamp_check(held, kept.size + 3, bytes(32), lambda _: None, ROOTS).outcome is Outcome.REMARK


def test_verifying_a_stamped_report_opens_no_socket(pdf: Path, tmp_path: Path) -> None:
    """In a process of its own, where no socket can be made: not even the one of an event loop."""
    file, root = tmp_path / "report.pdf", tmp_path / "root.pem"
    file.write_bytes(pdf.read_bytes())
    stamp_report(file, ["http://good/"], GOOD, FixedClock())
    root.write_bytes(authority().root.pem)
    code = (
        "import sys\n"
        "def hook(event, _):\n"
        "    if event.startswith('socket.') or event in ('subprocess.Popen', 'os.exec', 'os.system'):\n"
        "        raise SystemExit(77)\n"
        "sys.addaudithook(hook)\n"
        "from netdoc.cli.main import run\n"
        f"sys.exit(run(['verify', {str(file)!r}, '--tsa-root', {str(root)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.returncode == int(Outcome.REMARK), done.stderr
    assert "document_time" in done.stdout and "no trusted time" not in done.stdout
