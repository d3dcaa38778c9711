"""What the last minute of a rung is made of."""

from __future__ import annotations

from netdoc.app.live_ladder import heard, quorum, row, silence
from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE
from netdoc.model.site import Rung, RungKind, Site
from tests.netdoc.app.live_examples import NOW, SITE, ago, view


def test_lost_not_sent_and_awaited_samples_are_kept_apart() -> None:
    recent = [*[1000] * 8, LOST, UNREACHABLE, NOT_SENT, NOT_SENT, None]

    shown = row(heard(view("router", recent), SITE), SITE, NOW)

    assert (shown.sent, shown.lost, shown.void) == (10, 2, 2)
    assert shown.median_us == shown.p95_us == 1000


def test_only_the_last_minute_counts_whatever_the_rungs_period() -> None:
    slow = row(heard(view("anchor_1", [LOST] * 40 + [1000] * 12), SITE), SITE, NOW)
    fast = row(heard(view("router", [LOST] * 10 + [1000] * 50), SITE), SITE, NOW)

    assert (slow.sent, slow.lost) == (12, 0)
    assert (fast.sent, fast.lost) == (60, 10)


def test_median_and_p95_are_values_that_were_measured() -> None:
    shown = row(heard(view("router", [1000 * number for number in range(1, 61)]), SITE), SITE, NOW)

    assert (shown.median_us, shown.p95_us) == (30_000, 57_000)


def test_a_rung_that_answered_nothing_has_no_times_and_no_zeros() -> None:
    shown = row(heard(view("router", [LOST] * 60), SITE), SITE, NOW)

    assert (shown.lost, shown.sent, shown.median_us, shown.p95_us) == (60, 60, None, None)
    assert shown.silent_since == ago(59)


def test_samples_from_before_a_gap_say_nothing_of_the_minute_before_now() -> None:
    shown = row(heard(view("router", [LOST] * 30 + [1000] * 30), SITE, not_before=ago(29.5)), SITE, NOW)

    assert (shown.sent, shown.lost) == (30, 0)


def test_nothing_sampled_yet_is_an_empty_row_even_of_an_unknown_site() -> None:
    shown = row(heard(RungView("anchor_1", "198.51.100.1", (), None), None), None, NOW)

    assert (shown.name, shown.sent, shown.samples, shown.silent_since) == ("Anchor 1", 0, (), None)


def test_two_lost_samples_are_no_silence_and_three_are() -> None:
    assert silence([heard(view("router", [1000] * 5 + [LOST] * 2), SITE)]) is None
    assert silence([heard(view("router", [1000] * 5 + [LOST] * 3), SITE)]) == ago(2)


def test_several_rungs_are_silent_together_only_when_two_of_them_were_asked() -> None:
    gone = heard(view("anchor_1", [1000] * 5 + [LOST] * 9), SITE)
    quiet = heard(view("anchor_2", [None]), SITE)
    fine = heard(view("anchor_3", [1000] * 14), SITE)
    gone_too = heard(view("anchor_2", [1000] * 5 + [LOST] * 9, last_s_ago=2), SITE)

    assert silence([gone, quiet]) is None
    assert silence([gone, gone_too, fine]) is None
    assert silence([gone, gone_too]) == ago(42)


def test_the_quorum_is_the_anchors_or_else_the_farthest_there_are() -> None:
    near = Site(id="x", rungs=(Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="10.0.0.1"),))
    views = [view(each.id, [1000]) for each in SITE.rungs]

    assert quorum(views, SITE) == {"anchor_1", "anchor_2", "anchor_3"}
    assert quorum([RungView("first_hop", "10.0.0.1", (1,), NOW)], near) == {"first_hop"}
    assert quorum(views, None) == frozenset()
