"""The event log of a FRITZ!Box: split without line breaks, told by meaning, dated only by a clock that was compared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from netdoc.model.capture import Capture
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.plugin import Score
from probes.modems import tr064
from probes.modems._fritz_log import box_time, is_log, read_log
from tests.probes.modems.eye import NOON, SHARED, facts_of

E = LogEvent
EXCERPT = SHARED / "fritzbox-tr064" / "fb5690pro-eventlog-excerpt.txt"
RULE = "CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00"


@pytest.mark.skipif(not EXCERPT.is_file(), reason="the shared captures are not beside this repository")
def test_the_public_excerpt_is_split_classified_and_dates_nothing() -> None:
    (log,) = facts_of(tr064.DRIVER, EXCERPT)

    assert isinstance(log, DeviceLog)
    assert [(f"{each.at:%d %H:%M:%S}", each.event) for each in log.lines] == [
        ("01 03:15:51", E.SYNC_LOST),
        ("01 03:18:56", E.SESSION_DOWN),
        ("01 03:19:12", E.SESSION_UP),
        ("06 18:57:17", E.OTHER),
    ]
    assert log.lines[0].text == "DSL antwortet nicht (Keine DSL-Synchronisierung)."
    assert log.clock_offset_s is None
    assert "not compared" in log.remarks[0]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("DSL ist verfügbar (DSL-Synchronisierung besteht mit 46658/10048 kbit/s).", E.SYNC_UP),
        ("DSL-Synchronisierung beginnt (Training).", E.TRAINING),
        ("DSL antwortet nicht (Keine DSL-Synchronisierung).", E.SYNC_LOST),
        ("Zeitüberschreitung bei der PPP-Aushandlung.", E.NO_ANSWER),
        ("PPPoE-Fehler: Zeitüberschreitung.", E.NO_ANSWER),
        ("PPPoE-Fehler: Unbekannter Fehler.", E.SESSION_DOWN),
        ("Anmeldung beim Internetanbieter ist fehlgeschlagen.", E.AUTH_REJECTED),
        ("Internetverbindung wurde getrennt.", E.SESSION_DOWN),
        ("Die Internetverbindung wird kurz unterbrochen, um der Zwangstrennung zuvorzukommen.", E.SESSION_DOWN),
        ("Internetverbindung wurde erfolgreich hergestellt. IP-Adresse: 192.0.2.4", E.SESSION_UP),
        ("Eine unzulässige Verkabelung kostet ungefähr 5100 kbit/s.", E.WIRING),
        ("Internet connection established successfully. IP address: 192.0.2.4", E.SESSION_UP),
        ("Internet connection cleared.", E.SESSION_DOWN),
        ("PPPoE error: Timeout.", E.NO_ANSWER),
        ("Timeout during PPP negotiation.", E.NO_ANSWER),
        ('Die WireGuard-Verbindung "Handy" wurde getrennt.', E.OTHER),
        ("Internetverbindung (Telefonie) wurde getrennt.", E.OTHER),
        ("WLAN-Gerät hat sich abgemeldet: Verbindung getrennt.", E.OTHER),
        ("Anmeldung an der Benutzeroberfläche fehlgeschlagen.", E.OTHER),
    ],
)
def test_a_message_is_known_by_its_meaning(text: str, event: LogEvent) -> None:
    log = read_log(f"01.03.26 10:00:00 {text}", NOON)

    assert log is not None
    assert [each.event for each in log.lines] == [event]


def test_ipv6_beside_another_session_is_no_session_of_its_own() -> None:
    text = (
        "01.03.26 10:00:09 Internetverbindung IPv6 wurde erfolgreich hergestellt. "
        "01.03.26 10:00:03 Internetverbindung wurde erfolgreich hergestellt. IP-Adresse: 192.0.2.4 "
        "01.03.26 04:00:00 Internetverbindung IPv6 wurde getrennt."
    )

    log = read_log(text, NOON)

    assert log is not None
    assert [each.event for each in log.lines] == [E.OTHER, E.SESSION_UP, E.OTHER]


def test_lines_of_one_second_keep_their_order_whichever_end_is_newest() -> None:
    newest_first = "01.03.26 10:00:01 PPPoE error: Timeout. 01.03.26 10:00:00 b c. 01.03.26 10:00:00 a c."
    oldest_first = "01.03.26 10:00:00 a c. 01.03.26 10:00:00 b c. 01.03.26 10:00:01 PPPoE error: Timeout."

    for text in (newest_first, oldest_first):
        log = read_log(text, NOON)
        assert log is not None
        assert [each.text for each in log.lines] == ["a c.", "b c.", "PPPoE error: Timeout."]


def test_lines_from_before_the_clock_was_set_are_left_out_and_counted() -> None:
    log = read_log(
        "01.03.26 10:00:00 Internet connection cleared. 01.01.70 01:00:40 Internet connection cleared.", NOON
    )

    assert log is not None
    assert len(log.lines) == 1
    assert any("left out: 1" in each for each in log.remarks)


TAKEN = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)  # 12:00 in summer at CET


def test_each_line_is_dated_by_the_summer_time_of_its_own_day() -> None:
    clock = box_time("2026-04-02T12:00:07+02:00", RULE, TAKEN)

    log = read_log("02.04.26 11:00:07 PPPoE error: Timeout. 01.03.26 11:00:07 PPPoE error: Timeout.", TAKEN, clock)

    assert log is not None
    assert [f"{each.at:%d %H:%M:%S}" for each in log.lines] == ["01 10:00:00", "02 09:00:00"]
    assert (log.clock_offset_s, log.clock_bound_s) == (7.0, 3.0)


@pytest.mark.parametrize("rule", ["", "nonsense", "CET-1CEST-2,M99.5.0,M10.5.0", "UTC0,M3.5.0,M10.5.0"])
def test_without_a_rule_that_fits_only_lines_since_the_last_sunday_are_dated(rule: str) -> None:
    clock = box_time("2026-04-02T12:00:00+02:00", rule, TAKEN)

    log = read_log("02.04.26 11:00:00 PPPoE error: Timeout. 28.03.26 11:00:00 PPPoE error: Timeout.", TAKEN, clock)

    assert log is not None
    assert [f"{each.at:%d %H:%M:%S}" for each in log.lines] == ["02 09:00:00"]
    assert any("Sunday" in each for each in log.remarks)


@pytest.mark.parametrize("local", ["", "now", "2026-04-02T12:00:00"])
def test_a_time_without_a_zone_dates_nothing(local: str) -> None:
    assert box_time(local, "", TAKEN) is None


def test_a_file_in_which_the_box_told_its_time_dates_nothing_for_nobody_knows_when_it_was_saved() -> None:
    texts = (
        '<s:Envelope><s:Body><u:GetInfoResponse xmlns:u="urn:dslforum-org:service:Time:1"><NewCurrentLocalTime>'
        "2026-03-01T13:00:00+01:00</NewCurrentLocalTime></u:GetInfoResponse></s:Body></s:Envelope>",
        '<s:Envelope><s:Body><u:GetDeviceLogResponse xmlns:u="urn:dslforum-org:service:DeviceInfo:1"><NewDeviceLog>'
        "01.03.26 10:00:00 PPPoE error: Timeout.</NewDeviceLog></u:GetDeviceLogResponse></s:Body></s:Envelope>",
    )

    saved = tr064.read([Capture(each.encode(), NOON, "modem", "file") for each in texts])
    asked = tr064.read([Capture(each.encode(), NOON, "modem", "http: SOAP") for each in texts])

    offsets = [each.clock_offset_s for told in (saved, asked) for each in told if isinstance(each, DeviceLog)]
    assert offsets == [None, 0.0]


@pytest.mark.parametrize("text", ["", "01.03.26 10:00:00 ", "PPPoE error 01.03.26 10:00:00", "01.03.26 10:00:00 rain"])
def test_a_text_without_stamp_or_a_known_message_is_not_this_log(text: str) -> None:
    assert not is_log(text)
    assert tr064.recognises(text.encode()) is Score.NO
