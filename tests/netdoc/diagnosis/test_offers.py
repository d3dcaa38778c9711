"""What a test is worth: pairs told apart, per hour and per disturbance."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.diagnosis.offered_questions import ALL, DOWN, LOSS, MODEM, QUESTIONS, WIRING
from netdoc.diagnosis.offered_steps import STEPS
from netdoc.diagnosis.offers import (
    BASE_H,
    RETURN,
    Offer,
    Outcome,
    as_test,
    cost_h,
    duration_s,
    figure,
    gain,
    possible,
    ranked,
    shows,
)
from netdoc.diagnosis.situation import Situation
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind
from netdoc.model.segment import Party
from tests.stories.office import Office

P = Party
OFFERS = (*QUESTIONS, *STEPS)
THREE = (P.LINE, P.EQUIPMENT, P.PREMISES)
LOST_SYNC = (Fault.LOOP_NOISE, Fault.MODEM_FRONT_END, Fault.INHOUSE_WIRING_FAULT)
ADR = Path(__file__).parents[3] / "docs" / "adr" / "0012-next-best-test.md"
SOCKET = (Outcome("it drops there", "wiring excluded", WIRING), Outcome("silent", "the wiring", ALL - WIRING))


def now(**fields):
    values = {
        "evidence": Office(minutes=0).evidence(), "remaining": THREE, "candidates": LOST_SYNC,
        "kinds": frozenset({IncidentKind.OUTAGE}), "drops": 3, "watched_s": 86400.0, **fields,
    }  # fmt: skip
    return Situation(**values)


def offer(outcomes=SOCKET, **fields):
    return Offer(**{"id": "x", "what": "Do it {where}.", "outcomes": outcomes, "hands_s": 3600,
                    "is_open": lambda _: True, **fields})  # fmt: skip


def running():
    return SilenceTest(
        arm="A-2", against="A-1", changed=(Changed.SOCKET,), drops_before=3, watched_before_s=86400, needed_s=9,
        silent_s=1, drops=0, outcome=SilenceOutcome.RUNNING, sentence="x",
    )  # fmt: skip


def test_an_outcome_that_leaves_k_of_n_parties_tells_k_times_the_rest_apart():
    assert gain(offer(), now()) == (2 * 1 + 1 * 2) / 2
    everything = offer((Outcome("a", "a", frozenset()), Outcome("b", "b", ALL - WIRING)))
    assert gain(everything, now()) == (0 + 2) / 2


def test_an_outcome_that_the_evidence_excludes_counts_for_nothing():
    told = possible(offer(), now(candidates=(Fault.LOOP_NOISE, Fault.MODEM_FRONT_END), remaining=(P.LINE, P.EQUIPMENT)))

    assert [(outcome.seen, left) for outcome, left in told] == [("it drops there", {P.LINE, P.EQUIPMENT})]


def test_a_test_that_can_end_in_one_way_only_tells_nothing():
    alone = offer((Outcome("a", "a", WIRING),))

    assert gain(alone, now()) == 0
    assert ranked([alone], now()) == []


def test_a_cost_is_hours_with_the_surcharges():
    priced = offer(fetch_h=2.0, disturbance_h=1.0, agreement_h=0.5)

    assert cost_h(priced, now()) == pytest.approx(0.25 + 1 + 2 + 1 + 0.5)


def test_a_silence_test_costs_the_silence_that_the_drops_so_far_ask_for():
    needed = 86400 * (20 ** (1 / 3) - 1)

    assert duration_s(offer(silent=True), now()) == pytest.approx(needed)
    assert duration_s(offer(silent=True), now(hours=(8,))) == pytest.approx(max(needed, 3600))
    assert cost_h(offer(silent=True, returns=True), now()) == pytest.approx(BASE_H + RETURN * needed / 3600)


def test_a_silence_test_covers_the_hours_of_the_drops():
    evidence = Office(minutes=0).link(0).evidence()

    assert duration_s(offer(silent=True), now(evidence=evidence, drops=20, hours=(7,))) == 24 * 3600


def test_before_anything_dropped_no_silence_test_can_be_had():
    assert cost_h(offer(silent=True), now(drops=0)) is None
    assert ranked([offer(silent=True)], now(drops=0)) == []


def test_while_the_office_is_dead_a_change_shows_at_once():
    assert duration_s(offer(silent=True), now(failing_now=True)) == 1800
    assert duration_s(offer(silent=True), now(failing_now=True, drops=0)) == 1800


def test_what_shows_only_at_the_next_drop_waits_for_it_unless_it_is_happening():
    assert duration_s(offer(waits=True), now()) == 3600 + 28800
    assert duration_s(offer(waits=True), now(failing_now=True)) == 3600
    assert duration_s(offer(), now()) == 3600


@pytest.mark.parametrize(
    ("kinds", "failing", "mark"),
    [
        (DOWN, True, "online within 30 min"),
        (LOSS, True, "loss and delay gone within 30 min"),
        (DOWN, False, "no drop in 41.2 h of watching, covering 02-04 h UTC"),
    ],
)
def test_the_pass_mark_of_a_silence_test_is_a_number_fixed_in_advance(kinds, failing, mark):
    told = as_test(offer(silent=True), now(kinds=kinds, failing_now=failing, hours=(2, 3)))

    assert told.pass_mark == mark
    assert as_test(offer(), now(hours=(2,))).pass_mark == ""


def test_after_one_drop_the_test_says_that_more_drops_first_make_it_shorter():
    assert "2 more have come" in as_test(offer(silent=True), now(drops=1)).what
    assert as_test(offer(silent=True), now()).what == "Do it at the socket where the first modem dropped."
    assert "2 more" not in as_test(offer(), now(drops=1)).what


def test_the_swap_is_done_where_the_first_modem_dropped():
    assert "at the test socket, where" in as_test(offer(), now(dropped_at_test=True)).what


def test_each_outcome_says_whom_it_would_leave():
    assert shows(offer(), now()) == (
        "it drops there: wiring excluded (leaves line or equipment)",
        "silent: the wiring (leaves premises)",
    )
    nothing = offer((Outcome("a", "says nothing", frozenset()), SOCKET[1]))
    assert shows(nothing, now())[0] == "a: says nothing"


def test_of_a_test_that_confirms_one_party_every_outcome_is_told():
    assert shows(offer(), now(remaining=(P.LINE,), candidates=(Fault.LOOP_NOISE,))) == (
        "it drops there: wiring excluded",
        "silent: the wiring",
    )


def test_nothing_that_changes_the_arrangement_is_offered_while_a_silence_test_runs():
    offers = [offer(id="look"), offer(id="touch", touches=True)]

    assert [each.id for _, each in ranked(offers, now())] == ["look", "touch"]
    assert [each.id for _, each in ranked(offers, now(running=(running(),)))] == ["look"]


@pytest.mark.parametrize(
    ("serves", "kinds", "offered"),
    [(DOWN, DOWN, True), (LOSS, DOWN, False), (LOSS, DOWN | LOSS, True), (LOSS, frozenset(), True)],
)
def test_a_test_is_offered_for_the_kinds_of_incidents_it_serves(serves, kinds, offered):
    assert bool(ranked([offer(serves=serves)], now(kinds=kinds))) is offered


def test_what_is_closed_is_not_offered():
    assert ranked([offer(is_open=lambda _: False)], now()) == []


def test_equal_figures_keep_the_order_of_the_table():
    assert [each.id for _, each in ranked([offer(id="b"), offer(id="a")], now())] == ["b", "a"]


def test_the_cheaper_of_two_that_tell_the_same_comes_first():
    told = ranked([offer(id="dear", hands_s=7200), offer(id="cheap")], now())

    assert [each.id for _, each in told] == ["cheap", "dear"]
    assert told[0][0] == pytest.approx(figure(2, BASE_H + 1))


FAULTS = st.frozensets(st.sampled_from(list(Fault)), max_size=len(Fault))
OUTCOMES = st.lists(st.builds(Outcome, st.just("seen"), st.just("says"), FAULTS), min_size=1, max_size=4).map(tuple)
PRICES = st.floats(0, 100)
ANY_OFFER = st.builds(
    offer, OUTCOMES, hands_s=st.integers(0, 10**6), fetch_h=PRICES, disturbance_h=PRICES, agreement_h=PRICES,
    silent=st.booleans(), waits=st.booleans(), returns=st.booleans(), touches=st.booleans(),
)  # fmt: skip
ANY_SITUATION = st.builds(
    now,
    remaining=st.lists(st.sampled_from(list(Party)), min_size=1, max_size=6, unique=True).map(tuple),
    candidates=FAULTS.map(tuple),
    drops=st.integers(0, 30),
    watched_s=st.floats(0, 10**7),
    failing_now=st.booleans(),
    running=st.sampled_from([(), (running(),)]),
)


@given(st.lists(ANY_OFFER, max_size=6), ANY_SITUATION)
@settings(max_examples=200, deadline=None)
def test_whatever_is_offered_separates_two_of_those_that_remain(offers, situation):
    for _, each in ranked(offers, situation):
        left = [parties for _, parties in possible(each, situation)]
        assert len(situation.remaining) >= 2
        assert any(0 < len(parties) < len(situation.remaining) for parties in left)
        assert len(as_test(each, situation).separates) >= 2


@given(ANY_OFFER, OUTCOMES, ANY_SITUATION)
@settings(max_examples=200, deadline=None)
def test_what_separates_more_for_the_same_cost_never_ranks_lower(one, outcomes, situation):
    one, other = replace(one, id="one"), replace(one, id="other", outcomes=outcomes)
    for offers in ([one, other], [other, one]):
        order = [each.id for _, each in ranked(offers, situation)]
        if len(order) == 2 and gain(one, situation) != gain(other, situation):
            more = "one" if gain(one, situation) > gain(other, situation) else "other"
            assert order[0] == more


@given(ANY_OFFER, st.floats(0.1, 50), ANY_SITUATION)
@settings(max_examples=200, deadline=None)
def test_what_disturbs_more_and_tells_the_same_never_ranks_higher(one, more, situation):
    worse = replace(one, id="worse", disturbance_h=one.disturbance_h + more)
    order = [each.id for _, each in ranked([worse, one], situation)]

    assert order in (["x", "worse"], [])


def test_the_page_of_the_decision_lists_every_offer_with_its_price():
    rows = re.findall(
        r"^\| `([a-z-]+)` \| ([^|]*) \| ([0-9.]+) \| ([0-9.]+) \| ([0-9.]+) \|$", ADR.read_text(encoding="utf-8"), re.M
    )
    told = {name: (takes.strip(), float(a), float(b), float(c)) for name, takes, a, b, c in rows}

    assert told == {each.id: (_takes(each), each.fetch_h, each.disturbance_h, each.agreement_h) for each in OFFERS}


def _takes(each):
    if each.silent:
        return "silence, and back" if each.returns else "silence"
    minutes = each.hands_s // 60
    span = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
    return f"{span} at the next drop" if each.waits else span


def test_ids_are_unique_and_every_outcome_of_the_tables_excludes_real_faults():
    assert len({each.id for each in OFFERS}) == len(OFFERS)
    for each in OFFERS:
        assert len(each.outcomes) >= 2
        assert not any(outcome.excludes == ALL for outcome in each.outcomes)
        assert each.what.format(where="x") and each.command.startswith("netdoc ")
        assert not each.touches or each.disturbs


def test_a_swap_excludes_the_modem_with_its_adapter():
    (swap,) = [each for each in STEPS if each.id == "swap-modem"]

    assert swap.outcomes[0].excludes == MODEM >= {Fault.MODEM_ADAPTER}
