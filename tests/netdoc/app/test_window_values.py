"""What held in a stretch of time, and what it stands on."""

import pytest

from netdoc.app.cases import judge
from netdoc.app.window_values import Median, Outages, Share, Stage, Told, stage_of, values_of
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.dns_lookup import DnsOutcome, Question, ResolverRole
from netdoc.model.facts.transfer import Transfer
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.plane import Plane
from tests.stories.office import BEYOND, Office


def an_office():
    return Office(minutes=0)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office().line(100, None), Stage.NO_SYNC),
        (an_office().session(50, 0).line(100, None), Stage.NO_SYNC),
        (an_office().line(100, 0).session(110, 20), Stage.SESSION_UP),
        (an_office().session(110, 20), Stage.SESSION_UP),
        (an_office().line(90, None).session(110, 100), Stage.SESSION_UP),
        (an_office().line(100, 0).session(110, None), Stage.IN_SYNC),
        (an_office().line(100, 0).session(110, None, "ERROR_AUTHENTICATION_FAILURE"), Stage.AUTH_REJECTED),
        (an_office().line(100, 0).log(120, "router", (90, E.NO_ANSWER)), Stage.NO_ANSWER),
        (an_office().line(100, 0).session(110, None).log(120, "router", (90, E.NO_ANSWER)), Stage.NO_ANSWER),
        (an_office().line(100, 0).log(120, "router", (80, E.NO_ANSWER), (90, E.AUTH_REJECTED)), Stage.AUTH_REJECTED),
        (an_office().line(100, 0).session(110, None).log(120, "router", (80, E.NO_ANSWER), (90, E.SESSION_UP)),
         Stage.IN_SYNC),
        (an_office().line(100, 0), None),
        (an_office().session(110, None), None),
        (an_office().line(90, 0).sees(95, "router", WanSession(status=SessionStatus.UNKNOWN), Plane.ROUTER_BOX), None),
        (an_office(), None),
    ],
    ids=[
        "no sync", "no sync after a session", "up", "up, the line not read", "up, later than a line without sync",
        "down in sync", "rejected by the session", "unanswered by the log", "unanswered by both",
        "the log's last line counts", "an old line of the log does not", "the session was not read",
        "the line was not read", "the session does not say", "nothing read",
    ],
)  # fmt: skip
def test_how_far_it_comes_is_what_was_told_last(office, expected):
    stage = stage_of(office.evidence())

    assert (stage and stage[0]) == expected


def test_each_value_says_what_it_stands_on():
    office = Office(minutes=10).fails(120, 180, *BEYOND)
    for second, rate, profile in ((10, 50_000, "17a"), (20, 90_000, None), (30, 60_000, "35b")):
        office.line(second, -100, mode="VDSL2", profile=profile, rate_down_kbps=rate, margin_down_db=6.5)
    office.line(40, None, rate_down_kbps=1)
    for second in (50, 51, 52):
        office.lookup(second, ResolverRole.ISP)
    office.lookup(53, ResolverRole.ISP, DnsOutcome.TIMEOUT)
    office.lookup(54, ResolverRole.ISP, DnsOutcome.TIMEOUT, Question.CACHED)
    office.sees(60, "host", Transfer(direction="down", method="http", server="s", rate_kbps=41_000), Plane.PATH)
    evidence = office.evidence()

    values = {each.name: each for each in values_of(evidence, judge(evidence))}

    assert isinstance(values["DSL profile"], Told)
    assert values["DSL profile"].text == "35b"
    assert values["sync rate down"] == Median(name="sync rate down", unit="kbit/s", value=60_000, readings=3)
    assert values["noise margin down"] == Median(name="noise margin down", unit="dB", value=6.5, readings=3)
    assert values["throughput down"] == Median(name="throughput down", unit="kbit/s", value=41_000, readings=1)
    assert values["outages"] == Outages(name="outages", count=1, watched_s=600)
    names, anchors, near = values["fresh names by isp"], values["loss to the anchors"], values["loss to router"]
    assert isinstance(names, Share)
    assert (names.failed, names.asked) == (1, 4)
    assert isinstance(anchors, Share)
    assert (anchors.failed, anchors.asked) == (36, 360)
    assert isinstance(near, Share)
    assert (near.failed, near.asked) == (0, 600)
    assert "sync rate up" not in values
    assert "throughput up" not in values
    assert "fresh names by router" not in values


@pytest.mark.parametrize(
    ("rejected", "words"), [(True, "not accepted"), (False, "an address given"), (None, "not accepted")]
)
def test_a_login_at_the_modem_is_told_beside_it(rejected, words):
    evidence = an_office().logs_in(5, not rejected).logs_in(10, rejected).evidence()
    values = {each.name: each for each in values_of(evidence, judge(evidence))}

    assert words in values["login at the modem"].text


def test_nothing_read_gives_no_value():
    evidence = an_office().link(10).evidence()

    assert values_of(evidence, judge(evidence)) == ()
