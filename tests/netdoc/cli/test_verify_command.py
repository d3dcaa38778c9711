from __future__ import annotations

import json
from pathlib import Path

import pytest

from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.cli.commands import Desk
from tests.netdoc.store.ladder_blocks import ladder_blocks


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    with Store.open(tmp_path / "office" / "store.sqlite") as store:
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(3, slow_rungs=5))
    return Desk(tmp_path, capsys)


def store_of(desk: Desk) -> str:
    (found,) = desk.root.glob("*/store.sqlite")
    return str(found)


def test_seal_prints_words_and_verify_takes_them(desk: Desk) -> None:
    sealed = json.loads(desk.run("seal", "--json").out)

    words = " ".join(sealed["words"])
    assert len(sealed["words"]) == 6
    assert words in desk.run("seal").out
    verified = desk.run("verify", store_of(desk), "--anchor", words, "--json")
    assert verified.code == 1, "no clock was compared"
    document = json.loads(verified.out)
    assert (document["schema"], document["outcome"]) == ("netdoc.verify/1", "remark")
    assert [each["name"] for each in document["checks"] if each["outcome"] != "holds"] == ["clock"]
    assert desk.run("verify", store_of(desk), "--anchor", sealed["root"]).code == 1


def test_verify_says_what_it_cannot_show_and_leaves_with_1(desk: Desk) -> None:
    ran = desk.run("verify", store_of(desk))

    assert ran.code == 1
    assert "not shown: that no record was cut off" in " ".join(ran.out.split())


def test_an_anchor_of_another_store_leaves_with_2(desk: Desk) -> None:
    ran = desk.run("verify", store_of(desk), "--anchor", "zoo " * 6)

    assert ran.code == 2
    assert "altered or broken" in ran.out


@pytest.mark.parametrize("anchor", ["zoo zoo", "zoo zoo zoo zoo zoo zeabra"])
def test_a_mistyped_anchor_is_wrong_usage(desk: Desk, anchor: str) -> None:
    ran = desk.run("verify", store_of(desk), "--anchor", anchor)

    assert ran.code == 3
    assert ran.out == ""


def test_a_file_that_is_no_store_is_an_error_and_stays_as_it_is(desk: Desk, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear telco")

    ran = desk.run("verify", str(text))

    assert ran.code == 3
    assert "not a netdoc store" in ran.err
    assert text.read_text() == "Dear telco"
