"""The child that weighs: its verdict is taken, and whatever it does else is told and never fatal."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import pytest

from netdoc.app.live_verdict import STORE_IS_YOUNG, command, pause_s, understood, weigh, weighed_from
from netdoc.model.fault import Fault
from netdoc.model.incident import Incident, IncidentKind, Origin
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Judged, NextTest, Standing, Verdict, verdict_to_plain
from tests.netdoc.app.live_examples import NOW, ago


def a_verdict() -> Verdict:
    incident = Incident(
        id="I-001",
        kind=IncidentKind.OUTAGE,
        start=ago(100),
        end=ago(60),
        start_uncertainty_s=1,
        end_uncertainty_s=1,
        rung="first_hop",
        origin=Origin.LADDER,
        flaps=2,
    )
    return Verdict(
        site="here",
        window_start=ago(600),
        window_end=NOW,
        complaint=None,
        conclusion=Conclusion.FAULT,
        party=Party.LINE,
        fault=Fault.LOOP_NOISE,
        standing=Standing.INDICATED,
        remaining=(),
        headline="The telephone line",
        reason="because",
        incidents=(
            Judged(
                incident=incident,
                party=None,
                fault=None,
                standing=Standing.INSUFFICIENT,
                remaining=(Party.LINE, Party.PREMISES),
            ),
        ),
        next_tests=(NextTest(id="t", what="Test socket", separates=(Party.LINE,), duration_s=60),),
    )


def test_a_verdict_is_read_from_its_json_form() -> None:
    found = weighed_from(json.loads(json.dumps(verdict_to_plain(a_verdict()))))

    assert (found.until, found.conclusion, found.party, found.standing) == (NOW, "fault", "line", "indicated")
    assert found.next_test == "Test socket"
    (line,) = found.incidents
    assert (line.start, line.what, line.rung, line.flaps) == (ago(100), "no connection", "first_hop", 2)
    assert line.about == "Telephone line or Premises (insufficient)"


@pytest.mark.parametrize("out", [b"", b"[]", b"{}", b'{"schema": "netdoc.verdict/2"}', b"\xff\xfe", b"{" * 9999])
def test_what_is_no_verdict_is_told_in_the_childs_own_words(out: bytes) -> None:
    found = understood(out, b"netdoc: the store is\n  damaged\x1b[2J", 3)

    assert found.weighed is None
    assert "the store is damaged" in found.trouble and "exit 3" in found.trouble


def test_a_store_without_a_record_is_not_called_a_failure() -> None:
    found = understood(b"", b"netdoc: /x/store.sqlite holds no observation yet\n try: run check", 3)

    assert found.trouble == STORE_IS_YOUNG


def child(code: str, limit_s: float = 20.0) -> tuple[str, float]:
    begun = time.monotonic()
    found = asyncio.run(weigh([sys.executable, "-S", "-c", code], limit_s=limit_s))
    return found.trouble, time.monotonic() - begun


def test_a_child_that_hangs_is_ended_and_told() -> None:
    trouble, took_s = child("import time; time.sleep(60)", limit_s=0.5)

    assert trouble == "the rules took longer than 0 s and were stopped"
    assert took_s < 5


def test_a_child_that_floods_or_dies_is_told() -> None:
    flooded, _ = child("print('x' * 10_000_000)")
    died, _ = child("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    assert "no verdict (exit 0): they said nothing" in flooded
    assert "no verdict (exit -9)" in died


def test_a_program_that_is_not_there_is_told() -> None:
    assert "could not be started" in asyncio.run(weigh(["/nonexistent/python"])).trouble


def test_a_cancelled_weighing_leaves_no_child() -> None:
    async def cancelled() -> bool:
        task = asyncio.create_task(weigh([sys.executable, "-S", "-c", "import time; time.sleep(60)"]))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return True

    begun = time.monotonic()
    assert asyncio.run(cancelled())
    assert time.monotonic() - begun < 5


def test_the_child_reads_the_store_and_gets_a_tenth_of_a_core() -> None:
    argv = command(Path("/data/here/store.sqlite"), "here")

    assert " ".join(argv[1:]) == "-P -m netdoc diagnose --json --store /data/here/store.sqlite -- here"
    assert pause_s(0.5, 60) == 60
    assert pause_s(20, 60) == 180
