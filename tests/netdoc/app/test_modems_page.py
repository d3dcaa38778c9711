"""docs/modems.md and the table behind it: up to date, and support claimed only where a capture proves it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from netdoc import discover
from netdoc.app.capture_folders import Folder, Origin, folders, proven_fields, table_of
from netdoc.app.modems_page import PAGE, proofs_of, render
from netdoc.app.real_captures import CAPTURES, TABLE, held_table, text_of
from netdoc.errors import BadInput
from netdoc.model.codec import fact_to_plain
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Proof
from tests.netdoc.app.test_devices import a_driver

ROOT = Path(__file__).parents[3]
HOW = "run `python -m netdoc.app.real_captures ../shared/captures && python -m netdoc.app.modems_page`"


def test_the_page_on_disk_is_what_drivers_and_captures_say() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render(), HOW


def test_the_table_of_real_answers_is_what_the_drivers_read_of_them(shared_captures: Path) -> None:
    assert held_table() == table_of(shared_captures, discover.drivers()), HOW


def test_the_table_is_written_as_it_is_read_back() -> None:
    assert json.loads(text_of(held_table())) == held_table()
    assert TABLE.read_text(encoding="utf-8") == text_of(held_table())


def test_no_real_answer_is_claimed_by_two_drivers_alike() -> None:
    rank = ("maybe", "likely", "certain")
    doubtful = {}
    for family, files in held_table().items():
        for name, held in files.items():
            best = max((rank.index(each["score"]) for each in held.values()), default=0)
            takers = [driver for driver, each in held.items() if rank.index(each["score"]) == best >= 1]
            if len(takers) > 1:
                doubtful[f"{family}/{name}"] = takers

    assert doubtful == {}


def test_a_driver_that_counts_as_proven_reads_an_answer_of_a_real_device() -> None:
    drivers, own, real = discover.drivers(), folders(CAPTURES, discover.drivers()), held_table()

    unproven = [
        each.id
        for each in drivers.values()
        if each.proof is Proof.DEVICE and not proofs_of(each, own, real)[Origin.DEVICE]
    ]
    assert unproven == []


def test_every_driver_has_its_section_and_its_row_in_the_matrix() -> None:
    page = render()

    for each in discover.drivers():
        assert f"\n## {each}\n" in page
        assert page.count(f"\n| `{each}` |") >= 1


def test_a_driver_that_nothing_proves_is_said_to_be_unproven() -> None:
    bare = a_driver("bare", [b"line"])

    assert proofs_of(bare, (), {}) == dict.fromkeys(Origin, 0)
    assert proofs_of(bare, (), {"family": {"a.txt": {"bare": {"score": "certain", "reads": None}}}})[Origin.DEVICE] == 0


def a_folder(root: Path, about: Any = None) -> Path:
    folder = root / "acme" / "1.0_in_sync"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("line")
    (folder / "expected.json").write_text(json.dumps([fact_to_plain(DslLine(sync=True, rate_down_kbps=16_000))]))
    if about is not None:
        (folder / "about.json").write_text(about if isinstance(about, str) else json.dumps(about))
    return folder


def only(root: Path) -> Folder:
    (found,) = folders(root, {"acme": a_driver("acme", [b"line"])})
    return found


@pytest.mark.parametrize(
    ("about", "origin"),
    [
        (None, Origin.EMULATED),
        ({"origin": "emulated"}, Origin.EMULATED),
        ({"origin": "documentation", "device": "Acme manual 3"}, Origin.DOCUMENTATION),
        ({"origin": "device", "device": "Acme VX-100, 1.0"}, Origin.DEVICE),
    ],
)
def test_a_folder_says_where_its_captures_come_from_and_counts_as_made_up_otherwise(
    about: Any, origin: Origin, tmp_path: Path
) -> None:
    a_folder(tmp_path, about)
    found = only(tmp_path)

    assert found.origin is origin
    assert [each.name for each in found.files] == ["a.txt"]
    assert found.expected() == (DslLine(sync=True, rate_down_kbps=16_000),)


@pytest.mark.parametrize(
    "about",
    ["", "{", "[]", {}, {"origin": "hearsay"}, {"origin": "device"}, {"origin": "emulated", "password": "x"}],
)
def test_a_wrong_word_about_the_origin_is_an_error_and_no_proof(about: Any, tmp_path: Path) -> None:
    a_folder(tmp_path, about)

    with pytest.raises(BadInput, match=r"about\.json"):
        only(tmp_path)


def test_only_fields_that_hold_something_are_proven_and_remarks_are_not() -> None:
    facts = [DslLine(sync=False, crc_down=0, remarks=("x",)), DeviceState(), DslLine(sync=None, margin_up_db=6.0)]

    assert proven_fields(facts) == {"DeviceState": [], "DslLine": ["crc_down", "margin_up_db", "sync"]}


def test_the_table_holds_names_and_no_value(tmp_path: Path) -> None:
    family = tmp_path / "family"
    family.mkdir()
    (family / "a.txt").write_bytes(b"line 4711")
    (family / "b.txt").write_bytes(b"line and up")
    driver = a_driver("acme", [b""], knows=b"line")
    unread = dataclasses.replace(a_driver("other", [b""], knows=b"never"), recognises=driver.recognises)

    table = table_of(tmp_path, {"acme": driver, "other": unread})

    assert table["family"]["a.txt"]["acme"]["reads"] == {"DslLine": ["rate_down_kbps", "sync"]}
    assert table["family"]["a.txt"]["other"]["reads"] is None
    assert "4711" not in json.dumps(table) and "16000" not in json.dumps(table)
