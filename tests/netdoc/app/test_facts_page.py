"""docs/facts.md: up to date, whole, and its example imports."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app.exchange import export_lines, import_lines
from netdoc.app.facts_example import DOWN_FROM, DOWN_UNTIL
from netdoc.app.facts_page import PAGE, render
from netdoc.app.facts_tables import record_table, unit
from netdoc.model.facts import fact_types
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, EchoBlock
from netdoc.model.ladder import Ladder
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / PAGE).read_text(encoding="utf-8")


def example(page: str) -> list[str]:
    found = re.search(r"```jsonl\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def test_the_page_on_disk_is_what_the_types_say(page: str) -> None:
    assert page == render(), "run `python -m netdoc.app.facts_page`"


def test_every_fact_field_and_plane_is_on_the_page(page: str) -> None:
    for name, kind in fact_types().items():
        section = page.partition(f"### {name} (version {kind.VERSION})")[2].partition("\n### ")[0]
        for field in dataclasses.fields(kind):  # type: ignore[arg-type]
            assert re.search(rf"^\| `{field.name}` \| .+ \| .+ \|", section, re.MULTILINE), (name, field)
    for plane in Plane:
        assert f"\n- `{plane}`: " in page


def test_no_field_is_without_a_meaning() -> None:
    for kind in fact_types().values():
        for row in record_table(kind)[2:]:
            assert row.split("|")[-2].strip(), f"{kind.KIND}: {row}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("rtt_us", "µs"), ("uptime_s", "s"), ("margin_down_db", "dB"), ("power_up_dbm", "dBm"), ("rate_kbps", "kbit/s"),
     ("rx_bytes", "bytes"), ("load_pct", "%"), ("sync", "")],
)  # fmt: skip
def test_the_unit_is_read_from_the_fields_name(name: str, expected: str) -> None:
    assert unit(name) == expected


def test_the_example_on_the_page_imports_without_a_warning_and_tells_its_story(page: str, tmp_path: Path) -> None:
    with Store.open(tmp_path / "office.netdoc") as store:
        counted = import_lines(store, example(page), "example.jsonl")
        observations = store.observations()
        site = store.site()

    assert counted.warnings == ()
    assert (counted.site, counted.captures, counted.observations) == ("via-roma", 1, len(observations))
    assert site is not None
    assert [each.id for each in site.rungs] == ["router", "anchor_1", "anchor_2", "anchor_3"]
    ladder = Ladder([each.fact for each in observations if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)])
    minute = timedelta(minutes=1)
    for rung in ("anchor_1", "anchor_2", "anchor_3"):
        down = [value for _, value in ladder.points(rung, DOWN_FROM, DOWN_UNTIL - timedelta(microseconds=1))]
        around = [value for _, value in ladder.points(rung, DOWN_FROM - minute, DOWN_FROM - timedelta(microseconds=1))]
        after = [value for _, value in ladder.points(rung, DOWN_UNTIL, DOWN_UNTIL + minute)]
        assert set(down) == {LOST}
        assert len(down) >= 11
        assert LOST not in around + after
    assert LOST not in [value for _, value in ladder.points("router", DOWN_FROM - minute, DOWN_UNTIL + minute)]
    lines = [(each.at, each.fact) for each in observations if isinstance(each, Seen) and isinstance(each.fact, DslLine)]
    boxes = [
        (each.at, each.fact) for each in observations if isinstance(each, Seen) and isinstance(each.fact, DeviceState)
    ]
    assert [fact.sync for _, fact in lines] == [True, True, False, True, True]
    assert len({at - timedelta(seconds=fact.uptime_s or 0) for at, fact in boxes}) == 1
    began = {at - timedelta(seconds=fact.showtime_s) for at, fact in lines if fact.showtime_s is not None}
    assert len(began) == 2
    assert DOWN_FROM < max(began) < DOWN_UNTIL


def test_the_example_is_in_the_form_that_export_writes(page: str, tmp_path: Path) -> None:
    with Store.open(tmp_path / "office.netdoc") as store:
        import_lines(store, example(page), "example.jsonl")
        exported = {line for line in export_lines(store) if "schema" not in line}

    written = {line for line in example(page) if line.startswith("{") and "schema" not in line}
    assert exported == written
    assert all(json.loads(line)["record"] for line in written)
