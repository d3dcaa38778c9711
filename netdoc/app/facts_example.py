"""A small whole story in the exchange form: a line that loses showtime amid errors while the modem stays up."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from netdoc.app.exchange import line_of
from netdoc.app.exchange_form import SCHEMA, observation_to_plain
from netdoc.model.capture import Capture
from netdoc.model.case import Case, Complaint
from netdoc.model.codec import format_time, to_plain
from netdoc.model.facts import Fact
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, EchoBlock, EchoSeries
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Segment
from netdoc.model.site import Contract, Device, Rung, RungKind, Site

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DOWN_FROM, DOWN_UNTIL = START + timedelta(seconds=132), START + timedelta(seconds=189)
"""When nothing beyond the router answered; the line was back in showtime a moment before."""
SHOWTIME_AGAIN = START + timedelta(seconds=186)
MINUTES = 5

_ANCHORS = (
    ("anchor_1", "198.51.100.1", 14_200),
    ("anchor_2", "198.51.100.2", 15_800),
    ("anchor_3", "203.0.113.3", 21_500),
)
_SITE = Site(
    id="via-roma",
    name="Office, Via Roma 12",
    rungs=(
        Rung(id="router", kind=RungKind.ROUTER, address="192.168.1.1"),
        *(Rung(id=name, kind=RungKind.ANCHOR, address=address, period_s=5.0) for name, address, _ in _ANCHORS),
    ),
    devices=(Device(id="modem", kind="modem", address="192.168.100.1", driver="broadcom"),),
    owners={Segment.MODEM: "isp", Segment.ROUTER: "client"},
    contract=Contract(isp="Example Telecom", telco="Example Lines", rate_down_kbps=50_000, rate_up_kbps=10_000),
    time_zone="Europe/Rome",
)
_PAGE = Capture(
    b"Status: G.994 Training\nUp time: 10 days 0:02:30\n", START + timedelta(seconds=150), "modem", "saved by hand"
)


def example_lines() -> list[str]:
    """Return the example file, line by line."""
    return [
        line_of({"schema": SCHEMA}),
        "# a comment: the office and what was complained of",
        line_of({"record": "site", "site": to_plain(_SITE)}),
        line_of({"record": "case", "case": to_plain(Case(complaint=Complaint.DROPS, per_day=6.0, note="it drops"))}),
        "",
        "# the page that the modem showed while the line was down",
        line_of(
            {
                "record": "capture",
                "digest": _PAGE.digest,
                "taken_at": format_time(_PAGE.taken_at),
                "source": _PAGE.source,
                "method": _PAGE.method,
                "body": base64.b64encode(_PAGE.body).decode("ascii"),
            }
        ),
        "",
        "# the measuring computer: wired, its link up, its clock good",
        *map(_line, _host()),
        "",
        "# the ladder: router each second, three anchors each 5 s; -1 is a lost sample",
        *map(_line, _blocks()),
        "",
        "# the modem, asked each minute: errors, then no sync, then in sync again; the box itself stayed up",
        *map(_line, _modem()),
        "",
        "# what could not be asked",
        _line(Gap("router", START, START, "WanSession", "the router offers no UPnP", hint="enable UPnP status")),
    ]


def _line(observation: Observation) -> str:
    return line_of(observation_to_plain(observation))


def _host() -> Iterator[Observation]:
    link = LinkState(
        interface="eth0",
        link=LinkKind.WIRED,
        carrier=True,
        address="192.168.1.50",
        gateway="192.168.1.1",
        gateway_neighbour=Neighbour.ANSWERS,
        speed_mbps=1000,
        full_duplex=True,
    )
    for minute in range(MINUTES + 1):
        yield Seen("host", START + timedelta(minutes=minute), link, None, Plane.HOST)
    yield Seen("host", START, ClockReading(synchronised=True, bound_s=0.05), None, Plane.HOST)


def _blocks() -> Iterator[Observation]:
    for minute in range(MINUTES):
        start = START + timedelta(minutes=minute)
        series = [_series(start, "router", "192.168.1.1", 380, 0, 1_000_000)]
        for place, (rung, address, base_us) in enumerate(_ANCHORS):
            series.append(_series(start, rung, address, base_us, place * 1_666_000, 5_000_000))
        yield Seen("ladder", start, EchoBlock(start=start, series=tuple(series)), None, Plane.PATH)


def _series(start: datetime, rung: str, address: str, base_us: int, offset_us: int, period_us: int) -> EchoSeries:
    samples = array("i")
    for index in range(60_000_000 // period_us):
        due = start + timedelta(microseconds=offset_us + index * period_us)
        down = rung != "router" and DOWN_FROM <= due < DOWN_UNTIL
        samples.append(LOST if down else base_us + (index * 37 + due.minute * 11) % 61)
    return EchoSeries(rung=rung, target=address, first_offset_us=offset_us, period_us=period_us, rtt_us=samples)


def _modem() -> Iterator[Observation]:
    # second of the reading, CRC, ES, SES, margin, sync, retrains
    readings = [
        (30, 120, 3, 0, 6.1, True, 4),
        (90, 5_900, 41, 19, 2.2, True, 4),
        (150, 9_700, 60, 33, None, False, 4),
        (210, 9_760, 61, 33, 6.0, True, 5),
        (270, 9_760, 61, 33, 6.1, True, 5),
    ]
    for second, crc, errored, severe, margin, sync, retrains in readings:
        at = START + timedelta(seconds=second)
        began = SHOWTIME_AGAIN if at > SHOWTIME_AGAIN else START - timedelta(days=9)
        line = DslLine(
            sync=sync,
            status="Showtime" if sync else "G.994 Training",
            mode="VDSL2",
            rate_down_kbps=48_200 if sync else None,
            rate_up_kbps=9_900 if sync else None,
            margin_down_db=margin,
            showtime_s=int((at - began).total_seconds()) if sync else None,
            crc_down=crc,
            es_down=errored,
            ses_down=severe,
            retrains=retrains,
        )
        cited = _PAGE.digest if at == _PAGE.taken_at else None
        box: Fact = DeviceState(model="VX-100", uptime_s=864_000 + second)
        yield Seen("modem", at, line, cited, Plane.MODEM_BOX)
        yield Seen("modem", at, box, cited, Plane.MODEM_BOX)
