"""Rungs, views and pictures for the tests of the live view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from netdoc.app.live_ladder import Heard, heard
from netdoc.app.live_picture import ClockRow, Episode, JudgedLine, Picture, RungRow, Unwatched, Weighed
from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import LOST
from netdoc.model.site import Device, Rung, RungKind, Site

NOW = datetime(2026, 3, 2, 9, 31, 12, tzinfo=UTC)
SITE = Site(
    id="harbour-dental",
    rungs=(
        Rung(id="router", kind=RungKind.ROUTER, address="192.168.1.1"),
        Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.254"),
        Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="10.55.0.1"),
        Rung(id="resolver_1", kind=RungKind.RESOLVER, address="203.0.113.53", role="isp"),
        *(
            Rung(id=f"anchor_{number}", kind=RungKind.ANCHOR, address=f"198.51.100.{number}", period_s=5.0)
            for number in (1, 2, 3)
        ),
    ),
    devices=(Device(id="modem", kind="modem", address="192.168.1.254"),),
)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def view(rung: str, recent: Sequence[int | None], *, last_s_ago: float = 0.0) -> RungView:
    held = SITE.rung(rung)
    return RungView(rung, held.address if held else "192.0.2.9", tuple(recent), ago(last_s_ago))


def ladder(lost_s: dict[str, float], *, deaf: Iterable[str] = (), at: datetime = NOW) -> list[Heard]:
    """Return the office's ladder at a time: each rung named has been silent for so many seconds, the others answer."""
    found = []
    for rung in SITE.rungs:
        period_s = int(rung.period_s)
        count = 60 if rung.id in deaf else int(lost_s.get(rung.id, 0) / period_s)
        recent = [1000] * (60 - count) + [LOST] * count
        found.append(heard(RungView(rung.id, rung.address, tuple(recent), at), SITE))
    return found


def cut_off(seconds: float, *nearer: str) -> dict[str, float]:
    """Return the silence of everything beyond the rungs named `nearer`."""
    return {rung.id: seconds for rung in SITE.rungs if rung.id not in nearer}


def rung_row(
    rung: str,
    name: str,
    address: str,
    *,
    period_s: int = 1,
    us: int = 400,
    lost: Sequence[int] = (),
    silent: bool = False,
) -> RungRow:
    samples = tuple((float(age), LOST if age in lost else us) for age in range(59, -1, -period_s))
    gone = sum(value < 0 for _, value in samples)
    return RungRow(
        rung=rung,
        name=name,
        address=address,
        samples=samples,
        sent=len(samples),
        lost=gone,
        median_us=us,
        p95_us=2 * us,
        silent_since=ago(max(lost)) if silent else None,
    )


def office_rows() -> tuple[RungRow, ...]:
    """The office, cut off at the provider for 14 s."""
    gone = range(14)
    return (
        rung_row("router", "Office router", "192.168.1.1"),
        rung_row("modem", "Modem", "192.168.1.254", us=1100),
        rung_row("first_hop", "Provider 1st hop", "10.55.0.1", us=9400, lost=gone, silent=True),
        rung_row("resolver_1", "Name server", "203.0.113.53", us=9900, lost=gone, silent=True),
        *(
            rung_row(f"anchor_{n}", "Target", f"198.51.100.{n}", period_s=5, us=15400, lost=gone, silent=True)
            for n in (1, 2, 3)
        ),
    )


def weighed(*, incidents: tuple[JudgedLine, ...] = (), until_s_ago: float = 40) -> Weighed:
    return Weighed(
        until=ago(until_s_ago),
        conclusion="insufficient",
        headline="Beyond the office network: the telephone line, the supplied modem or the in-house wiring. "
        "The data cannot tell them apart.",
        standing="insufficient",
        remaining=("line", "equipment", "premises"),
        next_test="Plug the modem into the test socket and watch for 40 min",
        incidents=incidents,
    )


def judged(start_s_ago: float, length_s: float, *, flaps: int = 1) -> JudgedLine:
    return JudgedLine(
        start=ago(start_s_ago),
        end=ago(start_s_ago - length_s),
        what="no connection",
        rung="first_hop",
        about="Telephone line or Premises (insufficient)",
        flaps=flaps,
    )


def episode(start_s_ago: float, length_s: float | None, *, outage: bool = True) -> Episode:
    return Episode(
        start=ago(start_s_ago),
        end=None if length_s is None else ago(start_s_ago - length_s),
        what="no answer from Provider 1st hop on; Modem does",
        outage=outage,
        key="quorum" if outage else "modem",
    )


def picture() -> Picture:
    """An evening in the office: an incident an hour ago, another just now, once asleep."""
    return Picture(
        site="harbour-dental",
        now=NOW,
        watched_s=4350,
        length_s=86400,
        engine="own",
        rows=office_rows(),
        clocks=(
            ClockRow(name="Modem", state="up", since=ago(30 * 3600), remark="Acme VX-100", read_at=ago(20)),
            ClockRow(name="Line", state="NOT in sync", remark="G.994 Training", read_at=ago(20)),
            ClockRow(name="Session", trouble="no router or modem that can be asked"),
        ),
        episodes=(episode(14, None),),
        unwatched=Unwatched(count=1, seconds=130, last_end=ago(3600), last_why="this computer slept"),
        weighed=weighed(incidents=(judged(1201, 60, flaps=2),)),
        saying="measuring for 24 h",
    )
