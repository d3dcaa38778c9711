"""The three clocks, and what stands where one was not read."""

from __future__ import annotations

import pytest

from netdoc.app.live_clocks import Clocks, clock_rows, tell
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Device, Site
from tests.netdoc.app.live_examples import SITE, ago


def told(*observations: Observation, site: Site | None = SITE) -> dict[str, object]:
    clocks = Clocks()
    for each in observations:
        clocks = tell(clocks, each, site)
    return {each.name: each for each in clock_rows(clocks, site)}


def rows(*observations: Observation, site: Site | None = SITE) -> dict[str, tuple[str, object, str, str]]:
    return {
        name: (each.state, each.since, each.remark, each.trouble)  # type: ignore[attr-defined]
        for name, each in told(*observations, site=site).items()
    }


def test_each_clock_says_since_when() -> None:
    shown = rows(
        Seen("modem", ago(10), DeviceState(vendor="Acme", model="VX-100", uptime_s=3590)),
        Seen(
            "modem",
            ago(10),
            DslLine(sync=True, showtime_s=50, rate_down_kbps=99_000, rate_up_kbps=40_000, margin_down_db=6.1),
        ),
        Seen("router", ago(10), WanSession(status=SessionStatus.UP, uptime_s=20)),
    )

    assert shown["Modem"] == ("up", ago(3600), "Acme VX-100", "")
    assert shown["Line"] == ("in sync", ago(60), "99.0/40.0 Mbit/s, margin 6.1 dB", "")
    assert shown["Session"] == ("up", ago(30), "", "")


def test_a_line_out_of_sync_and_a_session_that_is_down_have_no_since() -> None:
    shown = rows(
        Seen("modem", ago(10), DslLine(sync=False, status="Idle", showtime_s=0)),
        Seen("router", ago(10), WanSession(status=SessionStatus.DOWN, uptime_s=0, last_error="ERROR_NO_CARRIER")),
    )

    assert shown["Line"] == ("NOT in sync", None, "Idle", "")
    assert shown["Session"] == ("DOWN", None, "last error: ERROR_NO_CARRIER", "")


def test_a_reading_that_failed_is_told_beside_the_last_one_that_did_not() -> None:
    shown = rows(
        Seen("modem", ago(100), DslLine(sync=True, showtime_s=50)),
        Missed("modem", ago(40), "DslLine", "timeout", "modem: did not answer in 5 s"),
    )

    assert shown["Line"] == ("in sync", ago(150), "", "modem: did not answer in 5 s")


def test_the_next_reading_that_succeeds_takes_the_trouble_away() -> None:
    shown = rows(
        Gap("modem", ago(100), ago(99), "DslLine", "no credentials were given"),
        Seen("modem", ago(40), DslLine(sync=True)),
    )

    assert shown["Line"][3] == ""


def test_the_routers_own_clock_is_not_the_modems() -> None:
    shown = rows(Seen("router", ago(1), DeviceState(uptime_s=5)))

    assert shown["Modem"][0] == "" and shown["Modem"][3] == "nothing read yet"


def test_a_combined_boxs_clock_is_the_modems_whatever_it_is_called() -> None:
    site = Site(id="x", devices=(Device(id="box", kind="combined", address="192.168.1.1"),))

    assert rows(Seen("box", ago(1), DeviceState(uptime_s=5)), site=site)["Modem"][0] == "up"


@pytest.mark.parametrize("seconds", [10**30, -(10**30)])
def test_an_impossible_uptime_is_no_instant(seconds: int) -> None:
    assert rows(Seen("modem", ago(1), DeviceState(uptime_s=seconds)))["Modem"][:2] == ("up", None)


def test_an_office_without_a_box_to_read_says_what_to_do() -> None:
    shown = rows(site=Site(id="bare"))

    assert shown["Line"][3] == "no modem to read in the site file: netdoc site init"
    assert shown["Session"][3] == "no router or modem that can be asked"


def test_a_box_that_is_not_asked_again_so_soon_was_not_missed() -> None:
    shown = rows(
        Seen("modem", ago(100), DslLine(sync=True, showtime_s=50)),
        Gap("modem", ago(40), ago(40), "DslLine", "not asked at once: its least interval is 60 s"),
    )

    assert shown["Line"] == ("in sync", ago(150), "", "")
