"""Stretches without answers, as they begin, grow and end."""

from __future__ import annotations

from datetime import timedelta

from netdoc.app.live_episodes import Followed, cut, follow
from netdoc.app.live_ladder import Heard, heard
from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import LOST
from netdoc.model.site import Site
from tests.netdoc.app.live_examples import NOW, SITE, ago, cut_off, ladder


def looked(*looks: tuple[int, dict[str, float]], deaf: tuple[str, ...] = ()) -> Followed:
    """Return what is known after looks at (seconds from NOW, silences); all answered before."""
    known = follow(Followed(), ladder({}, deaf=deaf, at=ago(300)), SITE, ago(300))
    for seconds, silences in looks:
        at = NOW + timedelta(seconds=seconds)
        known = follow(known, ladder(silences, deaf=deaf, at=at), SITE, at)
    return known


def test_an_outage_names_the_nearest_silent_step_and_who_still_answers() -> None:
    (outage,) = looked((0, cut_off(20, "router", "modem"))).episodes

    assert outage.outage and outage.end is None
    assert outage.what == "no answer from Provider 1st hop on; Modem does"
    assert outage.start == ago(15)


def test_a_lost_sample_or_one_silent_anchor_is_no_outage() -> None:
    assert looked((0, cut_off(2, "router", "modem"))).episodes == ()
    (other,) = looked((0, {"anchor_1": 60})).episodes
    assert not other.outage and "others answer" in other.what


def test_an_outage_is_seen_as_soon_as_three_targets_in_turn_were_lost() -> None:
    at = NOW + timedelta(seconds=1)
    found = ladder(cut_off(8, "router", "modem", "anchor_1", "anchor_2", "anchor_3"), at=at)[:4]
    for number, last_s_ago in ((1, 2.0), (2, 3.7), (3, 5.3)):
        due = at - timedelta(seconds=last_s_ago)
        found.append(heard(RungView(f"anchor_{number}", f"198.51.100.{number}", (1000, 1000, LOST), due), SITE))

    (outage,) = follow(looked(), found, SITE, at).episodes

    assert (outage.outage, outage.start) == (True, at - timedelta(seconds=5.3))


def test_others_are_said_to_answer_only_when_one_did_since() -> None:
    found = [each for each in ladder({"modem": 8}) if each.view.rung in ("router", "modem")]
    (alone,) = follow(looked(), found, SITE, NOW).episodes
    (beyond,) = looked((0, {"modem": 8})).episodes

    assert alone.what == "no answer from Modem"
    assert beyond.what == "no answer from Modem, others answer"


def test_a_step_that_fell_silent_first_becomes_part_of_the_outage() -> None:
    known = looked(
        (0, cut_off(4, "router", "modem")),
        (12, cut_off(16, "router", "modem")),
        (13, cut_off(17, "router", "modem")),
    )

    assert [each.outage for each in known.episodes] == [True]


def test_an_outage_ends_with_the_first_answer_and_stays_listed() -> None:
    known = looked((0, cut_off(20, "router")), (10, cut_off(30, "router")), (40, {}))

    (outage,) = known.episodes
    assert outage.start == ago(15)
    assert outage.end is not None and ago(15) < outage.end <= NOW + timedelta(seconds=40)


def test_a_target_that_was_not_asked_again_since_an_outage_is_not_silent_on_its_own() -> None:
    def after(seconds: int) -> list[Heard]:
        """The ladder some seconds after an outage of 40 s; anchor_2 has not answered again."""
        found = []
        for rung in SITE.rungs:
            lost, since = int(40 / rung.period_s), int(seconds / rung.period_s)
            recent = [1000] * 10 + [LOST] * lost + [LOST if rung.id == "anchor_2" else 1000] * since
            found.append(heard(RungView(rung.id, rung.address, tuple(recent), NOW + timedelta(seconds=seconds)), SITE))
        return found

    known = looked((0, cut_off(40)))
    soon = follow(known, after(5), SITE, NOW + timedelta(seconds=5))
    later = follow(soon, after(30), SITE, NOW + timedelta(seconds=30))

    assert [(each.outage, each.end is None) for each in soon.episodes] == [(True, False)]
    assert [(each.outage, each.end is None) for each in later.episodes] == [(True, False), (False, True)]


def test_a_gateway_that_never_answered_is_no_episode_and_does_not_hide_where_it_broke() -> None:
    quiet = looked((0, {}), deaf=("router",))
    (outage,) = looked((0, cut_off(20, "modem")), deaf=("router",)).episodes

    assert quiet.episodes == ()
    assert outage.what == "no answer from Provider 1st hop on; Modem does"


def test_when_only_the_internet_is_silent_the_last_step_that_answers_is_named() -> None:
    (outage,) = looked((0, {"anchor_1": 25, "anchor_2": 25, "anchor_3": 25})).episodes

    assert outage.what == "internet does not answer; Provider 1st hop does"


def test_time_that_was_not_watched_ends_what_was_open_and_invents_nothing() -> None:
    known = cut(looked((0, cut_off(20, "router"))), NOW)

    (outage,) = known.episodes
    assert outage.end == NOW


def test_a_ladder_of_an_unknown_office_gives_no_episodes() -> None:
    assert follow(Followed(), ladder(cut_off(60)), None, NOW).episodes == ()
    assert follow(Followed(), [], Site(id="empty"), NOW).episodes == ()
