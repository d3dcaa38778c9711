"""Each command once, the way a technician would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netdoc.app.config import load_site_file
from tests.netdoc.app.replay import NO_NETWORK, World
from tests.netdoc.cli.commands import Desk, Ran

pytestmark = pytest.mark.slow

QUICK = ("check", "--profile", "quick", "--for", "5s")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "root", capsys)


def plain(ran: Ran) -> dict[str, object]:
    document = json.loads(ran.out)
    assert isinstance(document, dict)
    return document


def test_a_check_without_any_network_ends_with_a_verdict_a_pdf_and_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path / "root", capsys, World(files=NO_NETWORK))

    ran = desk.run(*QUICK, "--out", str(tmp_path / "out"))

    (pdf,) = (tmp_path / "out").glob("*.pdf")
    assert ran.code == 3
    assert f"Report: {pdf}" in ran.out
    assert pdf.read_bytes().startswith(b"%PDF-")
    seen = {each["name"]: each["outcome"] for each in plain(desk.run("verify", str(pdf), "--json"))["checks"]}  # type: ignore[attr-defined]
    assert seen["verdict"] == "holds", "every report carries the records that it follows from"
    assert all(len(line) <= 80 for line in ran.out.splitlines() if not line.startswith("Report: "))


def test_check_diagnose_report_export_and_import_agree(desk: Desk, tmp_path: Path) -> None:
    checked = desk.run(*QUICK, "office-1", "--json", "--no-pdf")
    judged = desk.run("diagnose", "--json")
    written = desk.run("report", "office-1", "--html", "--json-file", "--out", str(tmp_path / "out"), "--json")
    exported = desk.run("export", "--out", str(tmp_path / "all.jsonl.gz"))
    elsewhere = str(tmp_path / "elsewhere.sqlite")
    imported = desk.run("import", "observations", str(tmp_path / "all.jsonl.gz"), "--store", elsewhere, "--json")
    again = desk.run("diagnose", "--store", elsewhere, "--json")

    assert plain(checked)["schema"] == "netdoc.verdict/1"
    assert plain(checked)["site"] == "office-1"
    assert checked.code == judged.code == again.code
    assert checked.out == judged.out == again.out
    assert (written.code, exported.code, imported.code) == (0, 0, 0)
    assert [Path(each).suffix for each in plain(written)["files"]] == [".html", ".json"]  # type: ignore[attr-defined]
    assert plain(imported)["schema"] == "netdoc.import/1"


def test_a_named_hostile_office_cannot_steer_the_terminal(desk: Desk, tmp_path: Path) -> None:
    lines = [
        {"schema": "netdoc.observations/1"},
        {
            "record": "site",
            "site": {"id": "evil", "name": "\x1b[2J#panic()<script>", "limitations": ["\x1b]0;x\x07\u202e"]},
        },
        {
            "record": "seen",
            "subject": "modem\x1b[31m",
            "at": "2026-03-02T09:00:00Z",
            "fact": {"kind": "DeviceState", "v": 1, "model": "\x1b[5m\x9b1m", "uptime_s": 5},
        },
    ]
    file = tmp_path / "evil.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in lines), encoding="utf-8")

    imported = desk.run("import", "observations", str(file))
    judged = desk.run("diagnose", "evil")

    assert imported.code == 0
    for ran in (imported, judged, desk.run("diagnose", "evil", "--json"), desk.run("export", "evil")):
        assert not [each for each in ran.out + ran.err if each != "\n" and not each.isprintable()], ran


def test_init_writes_a_file_that_check_accepts_and_never_overwrites_one(desk: Desk) -> None:
    written = desk.run("site", "init", "harbour", "--no-input")
    file = desk.root / "harbour" / "site.toml"
    text = file.read_text(encoding="utf-8")
    refused = desk.run("site", "init", "harbour", "--no-input")
    good = desk.run("site", "check", "harbour", "--json")
    shown = desk.run("site", "show", "--json")

    assert (written.code, written.out) == (0, f"{file}\n")
    assert load_site_file(file).ladder.router == "192.168.7.1"
    assert text.count("#") > 10
    assert refused.code == 3 and "--force" in refused.err
    assert file.read_text(encoding="utf-8") == text
    assert good.code == 0 and plain(good)["limitations"]
    assert plain(shown)["site"]["id"] == "harbour"  # type: ignore[index]
    assert desk.run("site", "init", "harbour", "--no-input", "--force").code == 0


def test_a_comment_of_the_written_site_file_is_a_good_key_when_uncommented(desk: Desk) -> None:
    desk.run("site", "init", "harbour", "--no-input")
    file = desk.root / "harbour" / "site.toml"
    keys = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# ") and " = " in line]

    assert len(keys) > 15
    text = file.read_text(encoding="utf-8")
    for line in ("# isp = ", "# circuit = ", "# rate_down_kbps = "):
        text = text.replace(line, line[2:])
    file.write_text(text, encoding="utf-8")
    assert load_site_file(file).contract.rate_down_kbps == 100_000


def test_a_wrong_site_file_is_named_by_line_and_key(desk: Desk) -> None:
    folder = desk.root / "harbour"
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text('name = "x"\nnme = 1\n', encoding="utf-8")

    ran = desk.run("site", "check")

    assert ran.code == 3
    assert "site.toml:2: nme" in ran.err.replace("\n  ", "")


def test_secrets_that_others_can_read_stop_a_check_before_it_begins(desk: Desk) -> None:
    desk.root.mkdir()
    (desk.root / "secrets.toml").write_text('[modem]\npassword = "s3cr3t"', encoding="utf-8")
    (desk.root / "secrets.toml").chmod(0o644)

    ran = desk.run(*QUICK)

    assert ran.code == 3
    assert "chmod 600" in ran.err and "s3cr3t" not in ran.err
    assert desk.world.asked == []


def test_probes_are_listed_and_one_is_run_without_storing_anything(desk: Desk) -> None:
    listed = desk.run("probe", "list", "--json")
    ran = desk.run("probe", "run", "link", "--json")
    text = desk.run("probe", "run", "dns")

    assert {"link", "path", "dns", "clock"} <= {each["id"] for each in plain(listed)["probes"]}  # type: ignore[attr-defined]
    (seen,) = plain(ran)["observations"]  # type: ignore[misc]
    assert (seen["result"], seen["fact"]["gateway"]) == ("seen", "192.168.7.1")
    assert "outcome = noerror" in text.out
    assert not list(desk.root.rglob("store.sqlite"))


def test_doctor_prints_one_document_and_doctor_ping_the_one_setting(desk: Desk) -> None:
    looked = desk.run("doctor", "--json")
    setting = desk.run("doctor", "ping")

    assert looked.code in (0, 1)
    assert {"ladder", "clock", "disk", "plug-ins"} <= {each["what"] for each in plain(looked)["checks"]}  # type: ignore[attr-defined]
    assert "ping_group_range" in setting.out and setting.out.count("\n") == 1


def test_a_healthy_check_says_so_in_80_columns_and_ends_with_no_fault_or_not_settled(desk: Desk) -> None:
    ran = desk.run(*QUICK, "--no-pdf")

    assert ran.code in (0, 3)
    assert "\x1b" not in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


MODEM = '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.8.1"\ncredentials = "modem"\n'


def test_a_site_check_names_a_login_that_is_missing_and_refuses_secrets_that_others_may_read(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "root" / "office"
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(MODEM, encoding="utf-8")
    missing = desk.run("site", "check", "office")
    secrets = folder / "secrets.toml"
    secrets.write_text('[modem]\npassword = "x"\n', encoding="utf-8")
    secrets.chmod(0o644)
    open_to_all = desk.run("site", "check", "office")
    secrets.chmod(0o600)
    good = desk.run("site", "check", "office")

    assert missing.code == 0 and "no secret [modem] is there" in " ".join(missing.out.split())
    assert open_to_all.code == 3 and "chmod 600" in open_to_all.err
    assert good.code == 0 and "no secret" not in good.out


def test_a_modem_that_was_asked_and_did_not_answer_is_named_beside_the_verdict(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "root" / "office"
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(MODEM + 'driver = "broadcom"\n', encoding="utf-8")

    checked = desk.run(*QUICK, "office", "--no-pdf")
    judged = desk.run("diagnose", "office")

    for ran in (checked, judged):
        assert "Asked, and not answered:" in ran.out
        assert "modem, line statistics" in ran.out
    assert "found: own link" in checked.err


def test_a_group_without_its_command_prints_its_help_as_it_is(desk: Desk) -> None:
    ran = desk.run("import")

    assert ran.code == 3
    assert "\nCommands:\n  modem " in ran.err and "\n  observations " in ran.err


def test_a_check_with_a_second_path_that_is_not_there_says_so_and_blames_nobody(desk: Desk) -> None:
    ran = desk.run(*QUICK, "office-2", "--second-path", "wwan7", "--json", "--no-pdf")

    document = plain(ran)
    gaps = [each for each in document["gaps"] if each["what"] == "SecondPath"]  # type: ignore[attr-defined]
    assert gaps and "wwan7" in gaps[0]["why"]
    assert document["party"] is None
