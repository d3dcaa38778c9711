"""Replay a recorded office, offline: the normal way from an import to a verdict and a report."""

from __future__ import annotations

import shlex
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from netdoc.app.cases import Question
from netdoc.app.paperwork import Written, write_sealed
from netdoc.app.transfer import import_into, place_for
from netdoc.errors import BadInput
from netdoc.ports import Clock

RECORDINGS = Path(__file__).with_name("recordings")


def recordings(folder: Path = RECORDINGS) -> tuple[Path, ...]:
    """Return the bundled recordings, sorted by name."""
    return tuple(sorted(folder.glob("*.jsonl.gz"))) if folder.is_dir() else ()


def replay(out: Path, made_at: datetime, clock: Clock, folder: Path = RECORDINGS) -> Written:
    """Import the first recording into a passing store, seal and judge it, write its PDF; nothing is sent or kept.

    Raises:
        BadInput: no recording came with this installation.
        ReportError: the PDF could not be written.
    """
    found = recordings(folder)
    if not found:
        raise BadInput(
            f"no recording lies in {folder}",
            hint=f"{shlex.quote(sys.executable)} -m pip install --force-reinstall netdoc-toolkit",
        )
    with tempfile.TemporaryDirectory(prefix="netdoc-demo-") as passing:
        root = Path(passing)
        place = place_for(found[0], None, root, None)
        import_into(place, found[0])
        return write_sealed(
            place.store, Question(), clock=clock, variant=None, out=out, formats=("pdf",), made_at=made_at
        )
