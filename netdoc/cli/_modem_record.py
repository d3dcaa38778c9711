"""`netdoc modem record`: from a live box or from files to a folder, and what is said about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netdoc.cli._session import Session, say
from netdoc.cli._text import paragraph, table
from netdoc.errors import BadInput
from netdoc.model.redaction import KINDS

if TYPE_CHECKING:
    from netdoc.app.modem_record import Recorded


def recorded_from_box(session: Session, site: str | None, device: str | None, to: Path, told: str) -> Recorded:
    """Ask one box of an office; raises as `asked` and `record` do."""
    from netdoc import discover
    from netdoc.app.loops import make_loop
    from netdoc.app.modem_ask import boxes_of
    from netdoc.app.modem_record import asked, record
    from netdoc.app.paths import configured_place

    place = configured_place(site, session.root)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    boxes = boxes_of(place, device)
    if len(boxes) > 1:
        names = ", ".join(each.id for each in boxes)
        raise BadInput(f"{place.site_id} has several boxes", hint=f"name one behind {place.site_id}: {names}")
    ports = session.ports(session.make_clock(), place.site_id)
    say(f"asking {boxes[0].id} ...")
    with asyncio.Runner(loop_factory=make_loop) as runner:
        driver, captures = runner.run(asked(boxes[0], ports, discover.drivers(), place.store))
    return record(driver, captures, to, secrets=session.secrets(place.site_id).known(), told=told)


def recorded_from_files(
    session: Session, site: str | None, files: Sequence[Path], driver_id: str | None, to: Path, told: str
) -> Recorded:
    """Take saved pages; raises as `read_pages` and `record` do."""
    from netdoc.app.modem_read import as_read, read_pages
    from netdoc.app.modem_record import record

    _, captures, driver = read_pages(files, driver_id=driver_id)
    captures = as_read(driver, captures)
    return record(driver, captures, to, secrets=session.secrets(site).known(), told=told)


def to_text(done: Recorded) -> str:
    """Return where it lies, what is in it and what was taken out."""
    parts = [
        paragraph(f"{done.folder}: {len(done.files)} files, read by driver {done.driver}: {', '.join(done.facts)}"),
        "Removed\n" + table([(each.count, KINDS[each.kind], each.file) for each in done.removed])
        if done.removed
        else "Nothing had to be removed.",
        paragraph("Look the files through before you pass them on: what no pattern knows is still there."),
    ]
    return "\n\n".join(parts)


def to_plain(done: Recorded) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "schema": "netdoc.modem_record/1",
        "folder": str(done.folder),
        "driver": done.driver,
        "files": list(done.files),
        "facts": list(done.facts),
        "removed": [{"kind": each.kind, "count": each.count, "file": each.file} for each in done.removed],
    }
