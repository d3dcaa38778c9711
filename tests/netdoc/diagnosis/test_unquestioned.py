"""Who was not questioned for want of a right, and the one command that asks them."""

from dataclasses import replace

import pytest

from netdoc.cli._verdict_text import verdict_text
from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.unquestioned import unquestioned
from netdoc.discover import rules
from netdoc.model.observation import Gap
from tests.stories.office import Office, at, with_rungs

RAW = "raw packets need a right that this user does not have"
PING = "this user may not ping, and 198.51.100.1 is not known to answer on a TCP port"


def office(*gaps, minutes=2, rungs=None):
    told = Office(minutes=minutes) if rungs is None else Office(minutes=minutes, rungs=rungs)
    told.said += [Gap(subject, at(1), at(2), what, why) for subject, what, why in gaps]
    return told


def suspects(told):
    lacks = unquestioned(told.evidence())
    return None if lacks is None else lacks.suspects


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (("host", "DhcpOffers", RAW), "a second address server"),
        (("host", "AddressCheck", RAW), "another device with the router's"),
        (("host", "PppoeDiscovery", RAW), "the provider's access concentrator"),
    ],
)
def test_each_question_that_needs_raw_packets_names_its_suspect(gap, words):
    (only,) = suspects(office(gap)) or ("",)

    assert words in only


@pytest.mark.parametrize(
    "gap",
    [("host", "DhcpOffers", "the raw worker took too long"), ("host", "PathTrace", RAW), ("router", "EchoBlock", PING)],
    ids=["another reason", "no such question", "the rung was sampled all the same"],
)
def test_what_is_missing_for_another_reason_is_no_question_of_rights(gap):
    assert suspects(office(gap)) is None


def test_a_question_that_was_asked_at_another_time_was_asked():
    told = office(("host", "DhcpOffers", RAW)).offers(60, ("192.168.7.1", "192.168.7.1", "192.168.7.1"))

    assert suspects(told) is None


def test_a_rung_that_nobody_may_ping_is_named_with_its_address():
    told = office(("first_hop", "EchoBlock", PING), minutes=0)

    assert suspects(told) == ("the provider's first hop 198.51.100.1",)


def test_the_verdict_ends_all_the_same_and_lists_them_with_one_command():
    told = office(("host", "DhcpOffers", RAW), ("host", "AddressCheck", RAW), rungs=with_rungs()).evidence()

    verdict = diagnose(told, rules())
    text = verdict_text(verdict, evidence=told)

    command = "sudo netdoc check"
    assert verdict.headline and any(command in each for each in verdict.limitations)
    assert f"one command asks them: {command}\n" in text
    assert "Not questioned (this user lacks the right):\n  - a second address server" in text


@pytest.mark.parametrize(
    ("at_modem", "command"), [(True, "sudo netdoc check --at-modem"), (False, "sudo netdoc check")]
)
def test_the_command_asks_from_where_this_computer_stands(at_modem, command):
    told = office(("host", "DhcpOffers", RAW)).evidence()
    told.site = replace(told.site, at_modem=at_modem)
    lacks = unquestioned(told)

    assert lacks is not None and lacks.command == command
