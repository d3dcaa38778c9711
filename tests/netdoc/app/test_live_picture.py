"""Incidents of a picture: the rules have the last word on what they have seen."""

from __future__ import annotations

from dataclasses import replace

from netdoc.app.live_picture import Picture, incident_rows
from tests.netdoc.app.live_examples import NOW, episode, judged, office_rows, picture, weighed


def seen(*, episodes: tuple[object, ...] = (), incidents: tuple[object, ...] = (), until_s_ago: float = 40) -> Picture:
    return Picture(
        site="x",
        now=NOW,
        watched_s=4000,
        rows=office_rows(),
        episodes=episodes,  # type: ignore[arg-type]
        weighed=weighed(incidents=incidents, until_s_ago=until_s_ago),  # type: ignore[arg-type]
    )


def test_what_goes_on_grows_and_is_listed_first() -> None:
    first, second = incident_rows(picture())

    assert (first.ongoing, first.seconds) == (True, 14)
    assert (second.ongoing, second.seconds, second.what) == (False, 60, "no connection at Provider 1st hop, 2 times")


def test_an_episode_and_the_incident_judged_of_it_are_one_line() -> None:
    (row,) = incident_rows(seen(episodes=(episode(600, 60),), incidents=(judged(601, 62),)))

    assert row.about == "Telephone line or Premises (insufficient)"


def test_a_judged_incident_that_goes_on_is_shown_growing() -> None:
    (row,) = incident_rows(seen(episodes=(episode(100, None),), incidents=(judged(101, 61),)))

    assert (row.ongoing, row.seconds) == (True, 101)


def test_what_the_rules_saw_and_did_not_call_an_incident_is_none() -> None:
    assert incident_rows(seen(episodes=(episode(600, 6),))) == ()


def test_what_the_rules_have_not_seen_yet_is_shown_as_the_view_saw_it() -> None:
    (row,) = incident_rows(seen(episodes=(episode(30, 8),)))

    assert (row.seconds, row.ongoing, row.about) == (8, False, "")


def test_without_any_verdict_the_view_shows_what_it_saw() -> None:
    alone = replace(seen(episodes=(episode(600, 6),)), weighed=None)

    assert len(incident_rows(alone)) == 1
