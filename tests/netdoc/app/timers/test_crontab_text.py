"""The crontab as text: our entry goes in and out, and nothing else moves."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from netdoc.app.timers import crontab_text, marks
from netdoc.app.timers.job import Job
from netdoc.errors import BadInput

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A, B = (Job(each, Path("/opt/net doc/bin/netdoc"), Path("/srv/50%/o'brien")) for each in ("harbour", "harbour-2"))

lines = st.one_of(
    st.text(st.characters(exclude_characters="\n", exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "SHELL=/bin/fish",
            "*/5 * * * * netdoc run harbour --for 290s",
            "# >>> netdoc",
            "# >>> netdoc harbour",
            "# <<< netdoc harbour <<< mine",
            "0 3 * * * backup # netdoc schedule: harbour, and more",
            "",
        ]
    ),
)
texts = st.builds(lambda parts, end: "\n".join(parts) + end, st.lists(lines, max_size=12), st.sampled_from(["", "\n"]))
characters = st.one_of(
    st.sampled_from("%\\'\" $`!*~#;&|<>(){}[]é\udcff"), st.characters(codec="utf-8", categories=("L", "N", "P"))
)
paths = st.text(characters, min_size=1, max_size=30)


def foreign(text: str) -> str:
    """Leave out what carries our own marks."""
    assume(not crontab_text.sites(text))
    return text


@given(texts)
def test_taking_out_what_was_put_in_gives_back_every_byte(text: str) -> None:
    foreign(text)
    once = crontab_text.put_in(text, "harbour", crontab_text.block(A, SINCE))
    both = crontab_text.put_in(once, "harbour-2", crontab_text.block(B, SINCE))

    assert crontab_text.take_out(crontab_text.take_out(both, "harbour"), "harbour-2") == text
    assert crontab_text.sites(both) == ("harbour", "harbour-2")


@given(texts, texts)
def test_putting_in_again_changes_nothing_and_replaces_an_older_entry_where_it_stands(above: str, below: str) -> None:
    foreign(above + below)
    assume(not above or above.endswith("\n"))
    old, new = crontab_text.block(Job("harbour", Path("/old/netdoc"), A.root), SINCE), crontab_text.block(A, SINCE)

    assert crontab_text.put_in(above + new + below, "harbour", new) == above + new + below
    assert crontab_text.put_in(above + old + below, "harbour", new) == above + new + below


@given(texts, st.lists(st.integers(0, 2), max_size=4), st.randoms())
def test_a_torn_entry_never_takes_a_line_of_the_users_with_it(text: str, pieces: list[int], chance: object) -> None:
    foreign(text)
    ours = [f"{each}\n" for each in crontab_text.block(A, SINCE).splitlines()]
    theirs = [f"{each}\n" for each in text.split("\n")]
    mixed = theirs[:]
    for piece in pieces:
        mixed.insert(chance.randint(0, len(mixed)), ours[piece])  # type: ignore[attr-defined]

    assert crontab_text.take_out("".join(mixed), "harbour") == "".join(theirs)


def vixie(command: str, *, also_backslash: bool) -> str:
    """Return what Vixie cron hands to the shell: cut at a bare %; `\\%` is %, in some versions `\\\\` is one `\\`."""
    escapes = r"\\([%\\])" if also_backslash else r"\\(%)"
    kept = re.sub(r"(?<!\\)%.*", "", command)
    return re.sub(escapes, r"\1", kept)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(paths, min_size=1, max_size=8))
def test_a_path_reaches_the_program_as_it_is_under_every_cron(names: list[str]) -> None:
    command = "/usr/bin/printf '[%s]' "
    words = " ".join(map(crontab_text.quoted, names))
    wanted = b"".join(b"[" + os.fsencode(each) + b"]" for each in names)

    for handed in (vixie(words, also_backslash=True), vixie(words, also_backslash=False), words):
        told = subprocess.run(["/bin/sh", "-c", os.fsencode(command + handed)], capture_output=True)
        assert told.stdout == wanted


@given(paths, paths)
def test_what_an_entry_starts_can_be_read_from_it(program: str, root: str) -> None:
    assume("/" not in program + root and program not in (".", "..") and root not in (".", ".."))
    job = Job("harbour", Path(f"/{program}/netdoc"), Path(f"/{root}"))
    assume(len(os.fsencode(program + root)) < 120)

    assert crontab_text.job_in(crontab_text.block(job, SINCE), "harbour") == job


def test_an_entry_is_three_lines_with_a_full_path_and_says_since_when() -> None:
    block = crontab_text.block(A, SINCE)
    entry = crontab_text.entry(f"MAILTO=x\n{block}0 3 * * * backup\n", "harbour")

    assert block.count("\n") == 3
    assert block.splitlines()[1].startswith(
        "*/5 * * * * umask 077; export NETDOC_HOME='/srv/50'\\%'/o'\\''brien' PATH="
    )
    assert "exec '/opt/net doc/bin/netdoc' run harbour --for 290s >" in block
    assert entry == crontab_text.Entry("harbour", SINCE, True, block)


def test_an_entry_that_was_commented_out_is_known_and_not_active() -> None:
    block = crontab_text.block(A, SINCE).replace("\n*/5", "\n#*/5")
    entry = crontab_text.entry(block, "harbour")

    assert entry is not None and not entry.active
    assert crontab_text.put_in(block, "harbour", "") == ""


def test_a_command_that_cron_would_cut_short_is_refused() -> None:
    with pytest.raises(BadInput, match="cut the command short"):
        crontab_text.block(Job("harbour", Path("/" + "p" * 480 + "/netdoc"), Path("/srv")), SINCE)


@pytest.mark.parametrize("line", ["# >>> netdoc Harbour >>>", "# >>> netdoc a b >>>", " # >>> netdoc harbour >>>", ""])
def test_a_line_that_only_looks_like_ours_is_not(line: str) -> None:
    assert marks.site_of(line) is None
