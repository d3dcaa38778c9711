"""Signs of a disturbed line before an onset, and of what it was when it came back."""

import pytest

from netdoc.diagnosis.rules._signs import came_back, trouble_before
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

ONSET = 10_000
OUTAGE = an_incident(ONSET, ONSET + 60)
REACH = 7200


def two_readings(first, second, *, begin=ONSET - 1000, end=ONSET - 100):
    """Return an office whose line was read twice, 15 minutes apart unless told otherwise."""
    return Office(minutes=0).line(begin, 0, **first).line(end, 0, **second)


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [
        ("ses_down", 1, True),
        ("ses_down", 0, False),
        ("ses_up", 1, True),
        ("ses_up", 0, False),
        ("es_down", 10, True),
        ("es_down", 9, False),
        ("crc_down", 450, True),
        ("crc_down", 449, False),
        ("fec_down", 10**6, False),
    ],
)
def test_errors_are_a_sign_from_their_least_growth_on(counter, grown, troubled):
    office = two_readings({counter: 100}, {counter: 100 + grown})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [("es_down", 2, True), ("es_down", 1, False), ("crc_down", 10, True), ("crc_down", 9, False)],
)
def test_between_readings_a_few_seconds_apart_a_least_count_stands(counter, grown, troubled):
    office = two_readings({counter: 0}, {counter: grown}, begin=ONSET - 110, end=ONSET - 100)

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("before", "after", "troubled"), [(9.0, 6.0, True), (9.0, 6.1, False), (6.0, 9.0, False), (9.0, None, False)]
)
def test_a_margin_that_fell_by_3_db_is_a_sign(before, after, troubled):
    office = two_readings({"margin_down_db": before}, {"margin_down_db": after})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


def test_the_margin_is_compared_with_the_best_before():
    office = Office(minutes=0)
    for second, margin in ((9000, 6.0), (9100, 9.5), (9200, 7.0), (9300, 6.5)):
        office.line(second, 0, margin_down_db=margin)

    assert trouble_before(office.evidence(), OUTAGE).signs == ("margin fell from 9.5 to 6.5 dB",)


@pytest.mark.parametrize(
    ("begin", "end", "troubled"),
    [
        (ONSET - REACH, ONSET - 100, True),
        (ONSET - REACH - 1, ONSET - 100, False),
        (ONSET - 100, ONSET + 5, True),
        (ONSET - 100, ONSET + 6, False),
    ],
    ids=["two hours before", "longer before", "within the clocks' slack of the onset", "after the onset"],
)
def test_signs_are_looked_for_in_the_two_hours_before_the_onset(begin, end, troubled):
    office = two_readings({"ses_down": 0}, {"ses_down": 50}, begin=begin, end=end)

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("age_before", "age_after", "troubled"),
    [
        (5000, 5900, True),
        (5000, 100, False),
        (5000, None, True),
        (5000, 5792, True),
        (5000, 5791, False),
        (50, 851, False),
    ],
    ids=["counted on", "cleared", "age not told", "a slow clock", "too short for one", "short of all it had counted"],
)
def test_counters_that_were_cleared_in_between_are_not_subtracted(age_before, age_after, troubled):
    office = two_readings({"ses_down": 0, "counter_age_s": age_before}, {"ses_down": 50, "counter_age_s": age_after})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("counts", "troubled"),
    [
        ({"ses_down": 1}, True),
        ({"ses_up": 1}, True),
        ({"ses_down": 0, "ses_up": 0}, False),
        ({"es_down": 10}, True),
        ({"es_down": 9}, False),
        ({"es_down": 900, "ses_down": 5, "uas_down": 9}, True),
        ({"es_down": 900, "ses_down": 5, "uas_down": 10}, False),
    ],
)
def test_a_bin_before_the_onset_tells_of_errors_unless_the_line_was_away_in_it(counts, troubled):
    office = Office(minutes=0).bins(ONSET + 500, (ONSET - 1000, 900, counts))

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("ends", "troubled"),
    [(ONSET + 5, True), (ONSET + 6, False), (ONSET - REACH, True), (ONSET - REACH - 1, False)],
    ids=["at the onset", "after the onset", "two hours before", "longer before"],
)
def test_bins_count_when_they_ended_in_the_two_hours_before(ends, troubled):
    trouble = trouble_before(Office(minutes=0).bins(ONSET + 500, (ends - 900, 900, {"ses_down": 9})).evidence(), OUTAGE)

    assert (bool(trouble.signs), trouble.looked) == (troubled, troubled)


@pytest.mark.parametrize(
    ("office", "looked"),
    [
        (two_readings({}, {}), True),
        (Office(minutes=0).line(9000, 0), False),
        (Office(minutes=0).bins(ONSET, (9000, 900, {})), True),
        (Office(minutes=0), False),
    ],
    ids=["two readings", "one reading", "a bin", "nothing"],
)
def test_absent_signs_mean_something_only_where_somebody_looked(office, looked):
    trouble = trouble_before(office.evidence(), OUTAGE)

    assert (trouble.looked, trouble.signs) == (looked, ())


@pytest.mark.parametrize("bin_s", [1800, 86400])
def test_bins_longer_than_a_quarter_of_an_hour_are_too_coarse_to_tell_what_came_before(bin_s):
    day = DslHistory(bin_s=bin_s, bins=(DslBin(start=at(ONSET - 900), duration_s=900, ses_down=50),))
    evidence = Office(minutes=0).sees(ONSET, "modem", day, Plane.MODEM_BOX).evidence()

    trouble = trouble_before(evidence, OUTAGE)

    assert (trouble.signs, trouble.looked) == ((), False)


@pytest.mark.parametrize(
    ("spread_s", "troubled"), [(60, True), (61, False)], ids=["known to a minute", "known worse than that"]
)
def test_before_a_vague_onset_only_the_time_surely_before_it_counts(spread_s, troubled):
    office = two_readings({"ses_down": 0}, {"ses_down": 50}, end=ONSET - 20)

    vague = an_incident(ONSET, ONSET + 60, spread_s=spread_s)

    assert bool(trouble_before(office.evidence(), vague).signs) is troubled


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [
        ("rtx_uncorrected_down", 450, True),
        ("rtx_uncorrected_down", 449, False),
        ("leftrs_down", 10, True),
        ("leftrs_down", 9, False),
        ("los_down", 1, True),
        ("los_down", 0, False),
        ("lof_down", 1, True),
        ("lof_down", 0, False),
        ("hec_down", 450, True),
        ("hec_down", 449, False),
    ],
)
def test_what_retransmission_and_framing_could_not_keep_is_a_sign(counter, grown, troubled):
    office = two_readings({counter: 100}, {counter: 100 + grown})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("first", "second", "troubled"),
    [({}, {}, True), ({"crc_down": 5}, {}, True), ({}, {"crc_down": 5}, True),
     ({"crc_down": 5}, {"crc_down": 5}, False)],
    ids=["no CRC counter", "told before only", "told after only", "told"],
)  # fmt: skip
def test_header_errors_count_only_where_crc_is_not_told(first, second, troubled):
    office = two_readings({"hec_down": 0, **first}, {"hec_down": 9000, **second})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [
        ("ses_down", 11, True),
        ("ses_down", 10, False),
        ("ses_up", 10, False),
        ("es_down", 20, True),
        ("es_down", 19, False),
        ("crc_down", 1050, True),
        ("crc_down", 1049, False),
        ("rtx_uncorrected_down", 1049, False),
        ("leftrs_down", 19, False),
        ("hec_down", 1049, False),
        ("los_down", 5, False),
        ("lof_down", 5, False),
    ],
)
@pytest.mark.parametrize("lost", ["out of sync after", "retrained between", "one training more", "out of sync before"])
def test_what_a_loss_of_showtime_counts_itself_is_no_sign_of_what_came_before(counter, grown, troubled, lost):
    second = {"retrains": 4 + (lost == "one training more")}
    started = {"out of sync after": None, "retrained between": ONSET - 300}.get(lost, 0)
    office = Office(minutes=0)
    if lost == "one training more":
        for at_s, fields in ((ONSET - 1000, {"retrains": 4, counter: 0}), (ONSET - 100, {**second, counter: grown})):
            office.sees(at_s, "modem", DslLine(sync=True, **fields), Plane.MODEM_BOX)
    else:
        office.line(ONSET - 1000, None if lost == "out of sync before" else 0, **{counter: 0})
        office.line(ONSET - 100, started, **{counter: grown})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(("short", "held"), [(5, True), (6, False)], ids=["within the clocks' slack", "retrained"])
def test_a_clock_of_the_line_read_some_seconds_late_is_no_retrain(short, held):
    office = Office(minutes=0).line(ONSET - 1000, -5000, los_down=0).line(ONSET - 100, ONSET - 1000 + short, los_down=3)

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is held


@pytest.mark.parametrize(
    ("counts", "troubled"),
    [({"los_down": 1}, True), ({"lof_down": 1}, True), ({"los_down": 0, "lof_down": 0}, False),
     ({"los_down": 4, "inits": 1}, False), ({"los_down": 4, "uas_down": 10}, False)],
    ids=["signal", "framing", "none", "it trained in it", "it was away in it"],
)  # fmt: skip
def test_losses_of_signal_in_a_bin_in_sync_are_a_sign(counts, troubled):
    office = Office(minutes=0).bins(ONSET + 500, (ONSET - 1000, 900, counts))

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


def test_the_readings_of_two_boxes_are_not_mixed():
    office = two_readings({"ses_down": 4}, {"ses_down": 4})
    office.sees(ONSET - 500, "spare", DslLine(sync=True, ses_down=90), Plane.MODEM_BOX)

    assert trouble_before(office.evidence(), OUTAGE).signs == ()


def repairs(*steps, errors=40):
    """Readings 100 s apart with so many repaired blocks in each stretch, and severely errored seconds in the last."""
    office, count = Office(minutes=0), 1000
    for index, step in enumerate((0, *steps)):
        count += step
        last = index == len(steps)
        second = ONSET - 10 - 100 * (len(steps) - index)
        office.line(second, -5000, fec_down=count, ses_down=errors if last else 0)
    return trouble_before(office.evidence(), OUTAGE)


@pytest.mark.parametrize(
    ("steps", "told"),
    [((100, 100, 100, 1000), True), ((100, 100, 100, 999), False), ((100, 100, 1000), False),
     ((0, 0, 0, 1000), False), ((100, 5000, 100, 1000), True)],
    ids=["ten times faster", "less", "too few before", "none before", "by the middle one before"],
)  # fmt: skip
def test_repaired_blocks_are_told_as_a_trend(steps, told):
    assert bool(repairs(*steps).beside) is told


def test_repaired_blocks_alone_are_no_sign():
    trouble = repairs(100, 100, 100, 90_000, errors=0)

    assert (trouble.signs, trouble.beside) == ((), ())


def test_what_the_box_said_itself_stands_before_what_a_person_passed_on():
    office = Office(minutes=0)
    for second, plane, ses in ((8000, Plane.OPERATOR, 0), (8100, Plane.OPERATOR, 7)):
        office.sees(second, "modem", DslLine(sync=True, ses_down=ses), plane)
    for second, ses in ((8200, 7), (8300, 30)):
        office.sees(second, "modem", DslLine(sync=True, ses_down=ses), Plane.MODEM_BOX)
    trouble = trouble_before(office.evidence(), OUTAGE)

    assert trouble.signs[0].startswith("23 severely")
    assert [each.plane for each in trouble.cites] == [*[Plane.MODEM_BOX] * 2, *[Plane.OPERATOR] * 2]


VDSL = {"mode": "VDSL2", "rate_down_kbps": 100_001, "margin_down_db": 9.0}


def around(before, after, *, seconds=(ONSET - 100, ONSET + 200), **more):
    office = Office(minutes=0)
    if before is not None:
        office.line(seconds[0], 0, **before)
    return came_back(office.line(seconds[1], ONSET + 55, **after, **more).evidence(), OUTAGE)


@pytest.mark.parametrize(
    ("after", "signs"),
    [
        (VDSL, ()),
        ({**VDSL, "mode": "ADSL2+"}, ("it came back in ADSL2+ where it had been in VDSL2 before",)),
        (
            {**VDSL, "rate_down_kbps": 80_001},
            ("it came back at 80001 kbit/s downstream, 20% below the 100001 kbit/s before",),
        ),
        ({**VDSL, "rate_down_kbps": 96_001}, ()),
        ({**VDSL, "rate_down_kbps": 50_000}, ()),
        (
            {**VDSL, "margin_down_db": 6.0},
            ("it came back at the same rate with a margin of 6.0 dB where it had been 9.0 dB",),
        ),
        ({**VDSL, "margin_down_db": 6.1}, ()),
        (
            {**VDSL, "margin_down_db": 6.0, "rate_down_kbps": 95_001},
            ("it came back at the same rate with a margin of 6.0 dB where it had been 9.0 dB",),
        ),
        ({**VDSL, "margin_down_db": 6.0, "rate_down_kbps": 95_000}, ()),
        ({**VDSL, "margin_down_db": 6.0, "rate_down_kbps": 106_000}, ()),
        ({**VDSL, "margin_down_db": 6.0, "rate_down_kbps": None}, ()),
        ({**VDSL, "margin_down_db": 12.0}, ()),
        ({**VDSL, "margin_down_db": None}, ()),
    ],
    ids=["as before", "older mode", "lower rate", "a few per cent", "held by a profile", "less margin", "a little less",
         "at a rate as near", "at a lower rate", "at a higher rate", "rate not told", "more margin", "not told"],
)  # fmt: skip
def test_what_was_worse_when_the_line_came_back_is_a_sign(after, signs):
    assert around(VDSL, after).signs == signs


def test_the_margin_of_another_mode_is_not_compared():
    signs = around(VDSL, {**VDSL, "mode": "ADSL2+", "margin_down_db": 4.0}).signs

    assert signs == ("it came back in ADSL2+ where it had been in VDSL2 before",)


def test_the_boxs_own_memory_of_its_rate_stands_in_for_a_reading_before():
    after = {"rate_down_kbps": 23_839, "margin_down_db": 6.0, "previous_rate_down_kbps": 99_999}

    for before in (None, {"margin_down_db": 6.0}):
        assert around(before, after).signs == (
            "it came back at 23839 kbit/s downstream, 76% below the 99999 kbit/s before its last change, by the box's "
            "own memory",
        )
    assert around({"rate_down_kbps": 24_000}, after).signs == ()


@pytest.mark.parametrize(
    ("reason", "beside"),
    [("8000", ("the modem gives «8000» as the reason of its last retrain",)), (None, ())],
)
def test_the_modems_own_reason_is_told_as_printed_and_is_no_sign(reason, beside):
    trouble = around(VDSL, VDSL, last_retrain_reason=reason)

    assert (trouble.signs, trouble.beside) == ((), beside)


def test_out_of_sync_or_unread_afterwards_nothing_came_back():
    office = Office(minutes=0).line(ONSET - 100, 0, **VDSL)

    assert came_back(office.evidence(), OUTAGE).signs == ()
    assert came_back(office.line(ONSET + 200, None).evidence(), OUTAGE).signs == ()


def test_before_the_incident_the_last_reading_in_sync_counts():
    office = Office(minutes=0).line(ONSET - 200, 0, **VDSL).line(ONSET - 100, None)
    office.sees(ONSET - 50, "spare", DslLine(sync=True, mode="G.fast"), Plane.MODEM_BOX)
    after = office.line(ONSET + 200, ONSET + 55, **{**VDSL, "mode": "ADSL2+"})

    assert came_back(after.evidence(), OUTAGE).signs == ("it came back in ADSL2+ where it had been in VDSL2 before",)


def test_errors_before_an_earlier_loss_are_no_sign_of_the_next() -> None:
    office = (
        Office(minutes=0)
        .line(ONSET - 3600, -90_000, ses_down=0)
        .line(ONSET - 3540, -90_000, ses_down=40)
        .line(ONSET - 3300, ONSET - 3400, ses_down=90)
        .line(ONSET - 120, ONSET - 3400, ses_down=90)
        .line(ONSET - 60, ONSET - 3400, ses_down=90)
    )

    seen = trouble_before(office.evidence(), OUTAGE)

    assert seen.looked
    assert not seen.signs
