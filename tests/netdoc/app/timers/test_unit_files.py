"""The unit files: what systemd itself makes of them, and what can be read from them again."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netdoc.app.timers import marks, unit_files, user_manager
from netdoc.app.timers.job import Job
from netdoc.errors import BadInput

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JOB = Job("harbour", Path("/bin/true"), Path('/srv/50% "o\'brien" \\$HOME/é'))
words = st.text(
    st.one_of(st.sampled_from("%\\'\" $;#="), st.characters(codec="utf-8", categories=("L", "N"))),
    min_size=1,
    max_size=30,
)


def both(job: Job) -> dict[str, str]:
    """Return the two files by their names."""
    service, timer = unit_files.names(job.site_id)
    return {service: unit_files.service(job, SINCE), timer: unit_files.timer(job, SINCE)}


@pytest.fixture
def checker(tmp_path: Path) -> dict[str, str]:
    """Return the environment for systemd's own checker."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}


def test_systemd_has_nothing_against_the_files(checker: dict[str, str]) -> None:
    assert user_manager.objections(both(JOB), checker) == ""


@pytest.mark.parametrize("line", ["Nonsense=1", "TimeoutStopSec=soon", "ExecStart=relative"])
def test_systemd_is_heard_when_it_has(checker: dict[str, str], line: str) -> None:
    files = {name: text.replace("[Service]", f"[Service]\n{line}") for name, text in both(JOB).items()}

    assert "netdoc-harbour.service" in user_manager.objections(files, checker)


def test_a_slot_starts_every_five_minutes_to_the_second_and_is_caught_up() -> None:
    timer = unit_files.timer(JOB, SINCE).splitlines()

    assert {"OnCalendar=*:0/5", "Persistent=true", "AccuracySec=1s", "WantedBy=timers.target"} <= set(timer)
    assert marks.since_of("\n".join(timer), "harbour") == SINCE


@given(words, words)
def test_what_a_service_starts_can_be_read_from_it(program: str, root: str) -> None:
    assume(program not in (".", "..") and root not in (".", ".."))
    job = Job("harbour", Path(f"/{program}/netdoc"), Path(f"/{root}"))

    assert unit_files.job_in(unit_files.service(job, SINCE), "harbour") == job


def test_a_service_changed_by_hand_is_not_guessed_at() -> None:
    assert unit_files.job_in(unit_files.service(JOB, SINCE).replace("ExecStart=", "ExecStart=nice "), "harbour") is None


def test_a_path_that_is_not_utf_8_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadInput, match="not UTF-8") as refused:
        unit_files.service(Job("harbour", Path("/bin/true"), Path("/srv/\udcff")), SINCE)

    assert "--cron" in refused.value.hint
