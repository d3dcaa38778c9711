"""Does anything measure when nobody is there: every site's schedule as `netdoc schedule status` sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.app.paths import configured_sites
from netdoc.app.timers import SiteSchedule, Trouble, status, troubles, user_manager
from netdoc.app.timers.job import SLOT
from netdoc.errors import NetdocError

_NOTHING_MEASURED = troubles.no_daemon().costs
"""What a trouble costs when it stops the measuring altogether."""
_ON_MAINS = frozenset({"conditionacpower=true", "conditionacpower=yes", "conditionacpower=1", "conditionacpower=on"})


def schedule(look: Look) -> Iterator[Checked]:
    """Yield how unattended measuring of each site stands."""
    found = status(look.data, look.computer.environment, look.ports.clock.now())
    for each in found:
        yield from _site(each)
    yield from _unscheduled(look, {each.site_id for each in found})
    yield from _on_mains_only(look)


def _site(schedule_: SiteSchedule) -> Iterator[Checked]:
    for each in schedule_.troubles:
        yield _trouble(schedule_.site_id, each)
    if schedule_.good:
        yield fine("schedule", _described(schedule_))


def _trouble(site_id: str, trouble: Trouble) -> Checked:
    return Checked(
        what="schedule",
        level=Level.STOPS if trouble.costs == _NOTHING_MEASURED else Level.WEAKENS,
        found=f"{site_id}: {trouble.what}",
        costs=trouble.costs,
        advice=trouble.fix,
    )


def _described(schedule_: SiteSchedule) -> str:
    by = " and ".join(each.value for each in schedule_.schedulers)
    words = [f"{schedule_.site_id}: every {SLOT.seconds // 60} min by {by}"]
    watched = schedule_.watched
    if watched is not None and watched.last_start is not None:
        words.append(f"last run {watched.last_start:%Y-%m-%d %H:%M} UTC ({watched.last_outcome})")
    if watched is not None and watched.share is not None:
        words.append(
            f"{watched.share:.0%} of the last {(watched.end - watched.start).total_seconds() / 3600:.0f} h seen"
        )
    return ", ".join(words)


def _unscheduled(look: Look, scheduled: set[str]) -> Iterator[Checked]:
    waiting = [each for each in configured_sites(look.data) if each not in scheduled]
    if not waiting and scheduled:
        return
    site_id = waiting[0] if waiting else "SITE"
    others = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    yield Checked(
        what="schedule",
        level=Level.REMARK,
        found=f"{waiting[0]}{others}: not measured by itself" if waiting else "nothing is measured by itself",
        costs="a fault that comes while nobody runs netdoc is not seen",
        commands=(f"netdoc schedule install {site_id}",),
        advice="or leave `netdoc watch` running",
    )


def _on_mains_only(look: Look) -> Iterator[Checked]:
    """Yield units of ours that somebody bound to mains power, in the file or in a drop-in beside it."""
    try:
        folder = user_manager.folder(look.computer.environment)
        paths = sorted((*folder.glob("netdoc-*.*"), *folder.glob("netdoc-*.d/*.conf")))
    except (NetdocError, OSError):
        return
    for path in paths:
        lines = (look.computer.read(path) or "").lower().replace(" ", "").splitlines()
        if not _ON_MAINS.isdisjoint(lines):
            yield Checked(
                what="schedule",
                level=Level.WEAKENS,
                found=f"{_shown(path, folder)} starts on mains power only (ConditionACPower)",
                costs="on battery, and so through every power cut, nothing is measured",
                advice="take that line out, then: systemctl --user daemon-reload",
            )


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))
