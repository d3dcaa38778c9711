"""`netdoc baseline` before a cut-over and `netdoc compare` after it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc.model.facts.baseline import Baseline
from netdoc.store.store import Store
from tests.netdoc.cli.commands import Desk
from tests.stories.office import BEYOND, Office, at


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "root", capsys)


def stored(desk: Desk, office: Office) -> Path:
    evidence = office.evidence()
    path = desk.root / "story" / "store.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Store.open(path) as store:
        store.put_site(evidence.site)
        store.put(evidence.observations)
    return path


def cut_over() -> Office:
    """Ten healthy minutes; at 600 s the line is moved to a faster product and no session comes up any more."""
    office = Office(minutes=20).fails(600, 1200, *BEYOND)
    for second in range(30, 600, 60):
        office.line(second, -9000, mode="ADSL2+", rate_down_kbps=16_000).session(second + 1, -8000)
    for second in range(900, 1200, 60):
        office.line(second, 780, mode="VDSL2", profile="17a", rate_down_kbps=100_000).session(second + 1, None)
    office.step(610, "telco's engineer was here", changed="modem: profile", who="Ada")
    office.said = [replace(each, capture=None) for each in office.said]  # type: ignore[arg-type]
    return office


def minutes(number: int) -> str:
    return f"{at(number * 60):%Y-%m-%dT%H:%M:%SZ}"


def test_a_cut_over_is_held_against_the_baseline(desk: Desk) -> None:
    stored(desk, cut_over())
    taken = desk.run("baseline", "story", "--name", "old line", "--until", minutes(10), "--why", "upgrade")
    assert taken.code == 0, taken.err
    assert "«old line»: 2026-03-02 08:00 UTC to 2026-03-02 08:10 UTC" in taken.out
    assert "sync rate down: 16000 kbit/s (median of 10)" in taken.out

    ran = desk.run("compare", "story")

    assert ran.code == 0, ran.err
    flat = " ".join(ran.out.split())
    for said in (
        "* how far it comes: changed before in sync, or not told; the session is up now in sync; the session is down",
        "* DSL mode: changed before ADSL2+ now VDSL2",
        "* sync rate down: more than before",
        "DSL profile: not read before not read now 17a",
        "* loss to the anchors: more than before",
        "loss to router: no difference shown",
        "telco's engineer was here (changed: modem: profile), Ada",
        "Verdict on now:",
        "A comparison blames nobody",
    ):
        assert said in flat, said
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_a_baseline_named_after_the_change_is_said_to_be(desk: Desk) -> None:
    stored(desk, cut_over())
    desk.run("baseline", "story", "--name", "late", "--until", minutes(10))

    late = desk.run("compare", "story")

    assert "It was named only at" in late.out
    assert "picked to suit" in " ".join(late.out.split())


def test_a_baseline_named_before_is_not(desk: Desk) -> None:
    path = stored(desk, cut_over())
    desk.run("baseline", "story", "--name", "late", "--until", minutes(10))
    with Store.open(path) as store:
        (held,) = [each for each in store.observations() if isinstance(getattr(each, "fact", None), Baseline)]
        store.put([replace(held, fact=replace(held.fact, name="early", named_at=at(590)))])  # type: ignore[union-attr,arg-type]

    early = desk.run("compare", "story", "--baseline", "early")

    assert early.code == 0, early.err
    assert "named only" not in early.out


def test_naming_a_baseline_does_not_lengthen_what_was_watched(desk: Desk) -> None:
    path = stored(desk, cut_over())
    before = json.loads(desk.run("diagnose", "story", "--json").out)["window"]

    desk.run("baseline", "story", "--name", "old line", "--until", minutes(10))

    with Store.open(path, read_only=True) as store:
        assert store.end() is not None
    assert json.loads(desk.run("diagnose", "story", "--json").out)["window"] == before


def test_without_a_baseline_the_later_stretch_stands_alone(desk: Desk) -> None:
    stored(desk, cut_over())

    ran = desk.run("compare", "story", "--since", minutes(10))

    assert ran.code == 0, ran.err
    assert "no baseline is recorded" in ran.out
    assert "DSL mode: VDSL2" in ran.out
    document = json.loads(desk.run("compare", "story", "--json").out)
    assert document["baseline"] is None
    assert {each["result"] for each in document["rows"]} == {"not read"}


def test_as_json_both_sides_and_the_result_are_told(desk: Desk) -> None:
    stored(desk, cut_over())
    taken = json.loads(desk.run("baseline", "story", "--name", "b", "--until", minutes(10), "--json").out)
    assert taken["baseline"]["name"] == "b"

    document = json.loads(desk.run("compare", "story", "--json").out)

    rows = {each["name"]: each for each in document["rows"]}
    assert rows["DSL mode"] == {
        "name": "DSL mode", "before": "ADSL2+", "after": "VDSL2", "result": "changed", "wait_until": None,
    }  # fmt: skip
    assert [each["did"] for each in document["meanwhile"]] == ["telco's engineer was here"]
    listed = json.loads(desk.run("baseline", "story", "--json").out)
    assert [each["name"] for each in listed["baselines"]] == ["b"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("baseline", "story", "--name", "old"), "already"),
        (("baseline", "story", "--name", "  "), "is empty"),
        (("compare", "story", "--baseline", "none"), "there are: old"),
        (("compare", "story", "--since", minutes(5)), "overlap"),
        (("compare", "story", "--since", "18min"), "overlap"),
    ],
)
def test_what_cannot_be_compared_is_refused(desk: Desk, words: tuple[str, ...], told: str) -> None:
    stored(desk, cut_over())
    assert desk.run("baseline", "story", "--name", "old", "--until", minutes(10)).code == 0

    ran = desk.run(*words)

    assert ran.code == 3
    assert told in ran.err


def test_a_baseline_survives_export_and_import(desk: Desk, tmp_path: Path) -> None:
    stored(desk, cut_over())
    desk.run("baseline", "story", "--name", "old\x1b[2J", "--until", minutes(10), "--who", "Ada")
    lines = tmp_path / "all.jsonl"
    desk.run("export", "story", "--out", str(lines))
    other = tmp_path / "other.sqlite"
    assert desk.run("import", "observations", str(lines), "--store", str(other)).code == 0

    listed = desk.run("baseline", "--store", str(other))

    assert "old\\x1b[2J" in listed.out
    assert "\x1b" not in listed.out
