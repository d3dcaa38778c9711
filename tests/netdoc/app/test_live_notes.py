"""A note is a record of its own time in the store that is being measured into."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.live_notes import LONGEST, keep_note
from netdoc.errors import StoreError
from netdoc.model.facts import testimony
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.app.live_examples import NOW, ago
from tests.netdoc.app.replay import ReplayClock


def test_a_note_is_kept_while_another_holds_the_store_open(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(path) as measuring:
        measuring.put_site(Site(id="here"))
        measuring.begin_run("watch")
        keep_note(path, ReplayClock(), ago(5), "DSL lamp \x1b[31mred\u202e")
        measuring.put([Seen("modem", NOW, DeviceState(uptime_s=1))])
        note, _ = measuring.observations()
        broken_at = measuring.verify_chain()

    assert isinstance(note, Seen) and isinstance(note.fact, testimony.Testimony)
    assert (note.at, note.subject, note.plane) == (ago(5), "operator", Plane.OPERATOR)
    assert (note.fact.witness, note.fact.says) == (testimony.Witness.OPERATOR, "DSL lamp \x1b[31mred\u202e")
    assert note.fact.admits is None and note.fact.denies is None
    assert broken_at is None


def test_a_note_of_any_length_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(path) as store:
        store.put_site(Site(id="here"))
        keep_note(path, ReplayClock(), NOW, "x" * 10_000)
        (note,) = store.observations()

    assert isinstance(note, Seen) and isinstance(note.fact, testimony.Testimony)
    assert len(note.fact.says) == LONGEST


def test_a_note_before_the_office_is_known_does_not_name_the_office(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(path) as measuring:
        with pytest.raises(StoreError, match="nothing is stored"):
            keep_note(path, ReplayClock(), NOW, "too early")
        measuring.put_site(Site(id="here"))
        assert measuring.site_id == "here"


def test_without_a_store_it_is_said_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        keep_note(tmp_path / "none.sqlite", ReplayClock(), NOW, "x")

    assert not (tmp_path / "none.sqlite").exists()
