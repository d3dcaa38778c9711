"""What people did and said, in time order and in words."""

from __future__ import annotations

from pathlib import Path

from netdoc.app.steps_list import recorded, words_of
from netdoc.model.facts import Fact, testimony
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Witness
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store
from tests.stories.office import Office, at


def seen(fact: Fact, plane: Plane = Plane.OPERATOR, subject: str = "operator") -> Seen[Fact]:
    return Seen(subject, at(0), fact, plane=plane)


def test_only_what_people_did_and_said_is_listed_in_time_order(tmp_path: Path) -> None:
    office = Office(minutes=1).line(5, -50).step(30, "second").telco_says(20).step(10, "first")
    office.sees(15, "modem", DslLine(sync=True), Plane.OPERATOR, None)
    with Store.open(tmp_path / "store.sqlite") as store:
        store.put_site(office.site())
        store.put([each if not hasattr(each, "capture") else _without_capture(each) for each in office.said])

    found = recorded(tmp_path / "store.sqlite")

    assert [(each.at, each.fact.KIND) for each in found] == [
        (at(10), "Step"), (at(15), "DslLine"), (at(20), "Testimony"), (at(30), "Step"),
    ]  # fmt: skip


def _without_capture(each: object) -> object:
    from dataclasses import replace

    return replace(each, capture=None)  # type: ignore[type-var]


def test_each_kind_is_told_in_words() -> None:
    step = Step(did="swapped", replaced="SN-1", who="Anna", present="Mr B", changed="router: MTU")
    plan = SilencePlan(drops_before=5, watched_before_s=112_320, needed_s=92_171, hours=(2, 3), began=at(0))
    note = testimony.Testimony(witness=Witness.OPERATOR, says="lamp off", person="Anna")
    statement = testimony.Testimony(witness=Witness.TELCO, says="line OK", ticket="T-1", person="Maria", denies="loop")
    hearsay = testimony.Testimony(witness=Witness.ISP, says="it was us", admits="loop.noise")

    assert words_of(seen(step)) == ("step", "swapped (in place of SN-1, by Anna, present Mr B, changed router: MTU)")
    assert words_of(seen(note)) == ("seen", "lamp off (by Anna)")
    assert words_of(seen(statement)) == ("said", "telco: «line OK» (ticket T-1, Maria, denies loop)")
    assert words_of(seen(hearsay)) == ("said", "isp: «it was us» (no ticket: hearsay, admits loop.noise)")
    assert words_of(seen(plan)) == (
        "test",
        "to pass: 25.7 h watched without a drop, covering 02-04 h UTC; before: 5 drops in 31.2 h watched; "
        "arm began 2026-03-02 08:00 UTC",
    )
    assert words_of(seen(DslLine(sync=True, margin_down_db=6.1), subject="modem")) == (
        "read", "modem: sync yes, margin_down_db 6.1",
    )  # fmt: skip
    assert words_of(seen(DeviceState(), subject="modem")) == ("read", "modem: nothing kept")
    one = SilencePlan(drops_before=1, watched_before_s=60, needed_s=1140)
    assert words_of(seen(one))[1] == "to pass: 19 min watched without a drop; before: 1 drop in 60 s watched"
