"""One line a minute: stable columns, no escape codes, parsable."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc.app.live_picture import Picture, RungRow
from netdoc.cli._live_minutes import minute_document, minute_line, state
from netdoc.cli._live_summary import summary
from netdoc.model.facts.echo_block import NOT_SENT
from tests.netdoc.app.live_examples import NOW, episode, judged, picture, weighed
from tests.netdoc.cli.test_live_lines import HOSTILE


def test_a_minute_is_one_line_of_words_in_a_fixed_order() -> None:
    assert minute_line(picture()) == (
        "2026-03-02T09:31:12Z state=outage outages=1 unwatched_s=130 verdict=insufficient "
        "router=0/60,0.40,0.80 modem=0/60,1.1,2.2 first_hop=14/60,9.4,18.8 resolver_1=14/60,9.9,19.8 "
        "anchor_1=2/12,15.4,30.8 anchor_2=2/12,15.4,30.8 anchor_3=2/12,15.4,30.8"
    )


def test_a_fault_names_party_and_standing_in_one_word() -> None:
    fault = replace(weighed(), conclusion="fault", standing="indicated", party="line")

    assert " verdict=fault:line:indicated " in minute_line(replace(picture(), weighed=fault))


def test_nothing_hostile_reaches_a_line_or_splits_it() -> None:
    evil = replace(picture(), rows=(replace(picture().rows[0], rung=f"a b={HOSTILE}\n"),))

    line = minute_line(evil)

    assert line.isascii() and line.isprintable()
    assert len(line.split(" ")) == 6


VOID = RungRow(rung="router", name="r", address="r", samples=((1.0, NOT_SENT),), void=1)


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        (Picture(site="x", now=NOW, watched_s=0), "not_sampling"),
        (replace(picture(), rows=(VOID,)), "no_way_out"),
        (picture(), "outage"),
        (replace(picture(), episodes=(episode(14, None, outage=False),)), "loss"),
        (replace(picture(), episodes=(), rows=picture().rows[:2]), "ok"),
    ],
)
def test_the_minute_has_one_word(shown: Picture, word: str) -> None:
    assert state(shown) == word


def test_the_json_form_is_one_line_and_says_what_is_not_known_as_null() -> None:
    document = json.loads(minute_document(replace(picture(), weighed=None, rows=(VOID,))))

    assert document["schema"] == "netdoc.watch/1"
    assert document["verdict"] is None
    assert document["rungs"][0]["median_ms"] is None
    assert document["clocks"][2] == {
        "name": "session",
        "state": None,
        "since": None,
        "read_at": None,
        "not_read": "no router or modem that can be asked",
    }
    assert "\n" not in minute_document(picture()) and minute_document(picture()).isascii()


def test_the_summary_says_what_was_watched_what_happened_and_what_next() -> None:
    shown = replace(picture(), weighed=weighed(incidents=(judged(1201, 60),)))

    text = summary(shown, Path("/data/harbour-dental/store.sqlite"), ("the disk is full",))
    flowing = " ".join(text.split())

    for words in (
        "2026-03-02 08:18:42 to 09:31:12 UTC (1 h 12 min; 2 min 10 s of it not",
        "Incidents: 2",
        "14 s and going on",
        "Telephone line or Premises (insufficient)",
        "Verdict: insufficient",
        "Next test: Plug the modem",
        "Trouble: the disk is full",
        "Stored in: /data/harbour-dental/store.sqlite",
        "netdoc diagnose harbour-dental",
    ):
        assert words in flowing, words
    assert all(len(line) <= 80 for line in text.splitlines())
