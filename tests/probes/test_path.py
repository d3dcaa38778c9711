"""The path probe: what a trace's lines say, and what they must not be taken to say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Rung, RungKind, Site
from probes.path import PLANS, PROBE
from tests.probes.wire.loopback import RealClock

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "captures" / "path"
BODIES = {each.parent.name: each.read_bytes() for each in sorted(FOLDER.glob("*/capture.jsonl"))}
END = "10.77.4.2"


def office(*anchors: str) -> Site:
    return Site(
        id="office",
        rungs=(
            Rung(id="router", kind=RungKind.ROUTER, address="192.168.1.1"),
            *(Rung(id=f"anchor_{k}", kind=RungKind.ANCHOR, address=each) for k, each in enumerate(anchors, 1)),
        ),
    )


def read(body: bytes) -> PathTrace:
    (seen,) = PROBE.read(office(END), [Capture(body, AT, END, "trace")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.at) == ("anchor_1", AT)
    return cast(PathTrace, seen.fact)


def body(*lines: dict[str, object], **header: object) -> bytes:
    head = {"netdoc": "path/1", "target": END, "method": "icmp", "local": "10.77.0.1", **header}
    return "".join(json.dumps(each) + "\n" for each in (head, *lines)).encode()


def hop(ttl: int, by: str | None = None, **more: object) -> dict[str, object]:
    answered = {} if by is None else {"by": by, "rtt_us": 500, "icmp": [11, 0]}
    return {"kind": "hop", "ttl": ttl, "sent_us": 1, **answered, **more}


@pytest.mark.parametrize("name", BODIES)
def test_a_kept_trace_reads_as_it_did(name: str) -> None:
    assert to_plain(read(BODIES[name])) == json.loads((FOLDER / name / "expected.json").read_text())


@pytest.mark.parametrize(
    ("name", "reached", "end_sent", "end_answered"),
    [
        ("icmp_clean", True, 12, 12),
        ("udp_clean", True, 3, 3),
        ("middle_router_limits_its_answers", True, 20, 20),
        ("silent_router_and_loss_at_the_end", True, 20, 14),
        ("ends_in_the_middle", False, 12, 0),
        ("udp_deaf_target_asked_by_tcp", True, 2, 2),
        ("udp_deaf_target_says_nothing", False, 0, 0),
    ],
)
def test_the_end_to_end_series_is_counted_apart_from_the_hops(
    name: str, reached: bool, end_sent: int, end_answered: int
) -> None:
    trace = read(BODIES[name])

    assert (trace.reached, trace.end_sent, trace.end_answered) == (reached, end_sent, end_answered)
    assert (trace.end_rtt_median_us is None) == (end_answered == 0)


def test_the_most_frequent_address_names_the_hop_and_the_others_are_kept() -> None:
    trace = read(body(hop(1, "192.0.2.1"), hop(1, "192.0.2.7"), hop(1, "192.0.2.7"), hop(1)))

    (only,) = trace.hops
    assert (only.address, only.others, only.sent, only.answered) == ("192.0.2.7", ("192.0.2.1",), 4, 3)


def test_what_never_left_this_computer_was_not_sent() -> None:
    trace = read(
        body(hop(1, "192.0.2.1"), hop(1, error="Network is unreachable"), {**hop(64), "kind": "end", "error": "x"})
    )

    assert (trace.hops[0].sent, trace.end_sent) == (1, 0)


def test_distances_beyond_the_target_are_the_target_and_left_out() -> None:
    trace = read(body(hop(1, "192.0.2.1"), hop(2, END), hop(3, END), hop(4)))

    assert [each.ttl for each in trace.hops] == [1, 2]


def test_a_router_that_refuses_all_farther_probes_is_listed_once() -> None:
    trace = read(body(hop(1, "192.0.2.1"), hop(2, "192.0.2.2"), hop(3, "192.0.2.2"), hop(4, "192.0.2.2")))

    assert [each.address for each in trace.hops] == ["192.0.2.1", "192.0.2.2"]
    assert not trace.reached


def test_our_own_kernels_complaint_is_no_router() -> None:
    trace = read(body(hop(1, "10.77.0.1", icmp=[3, 1]), {**hop(64, "10.77.0.1"), "kind": "end"}))

    assert trace.hops == ()
    assert (trace.reached, trace.end_sent, trace.end_answered) == (False, 1, 0)


def test_another_hosts_answer_to_an_end_probe_is_no_answer_of_the_target() -> None:
    trace = read(body({**hop(64, "192.0.2.9"), "kind": "end"}))

    assert (trace.reached, trace.end_sent, trace.end_answered) == (False, 1, 0)


@dataclass
class Tracer:
    """Answers from captures; a target it was not given cannot be measured."""

    known: dict[str, bytes]
    asked: list[tuple[str, int, int, float]] = field(default_factory=list)

    async def trace(self, target: str, *, max_ttl: int, rounds: int, end_probes: int, timeout_s: float) -> Capture:
        self.asked.append((target, rounds, end_probes, timeout_s))
        if target not in self.known:
            raise CannotMeasure(f"no way to {target}", hint="look at the link")
        return Capture(self.known[target], AT, target, "trace")


def collect(site: Site, tracer: Tracer) -> Sequence[Capture]:
    outside: Any = SimpleNamespace(trace=tracer, clock=RealClock())

    async def run() -> Sequence[Capture]:
        return await PROBE.collect(site, outside)

    return asyncio.run(run())


def test_the_first_two_anchors_are_traced_and_no_third() -> None:
    tracer = Tracer({END: body(), "192.0.2.2": body(target="192.0.2.2"), "192.0.2.3": b""})

    captures = collect(office(END, "192.0.2.2", "192.0.2.3"), tracer)

    assert [each[0] for each in tracer.asked] == [each.source for each in captures] == [END, "192.0.2.2"]


def test_a_whole_look_fits_its_time_and_gives_enough_end_samples_to_judge() -> None:
    # 20 end probes are what the rule for loss in the middle asks for.
    assert sum(plan.timeout_s for plan in PLANS) <= 20
    assert all(plan.end_probes >= 20 and plan.rounds < plan.timeout_s for plan in PLANS)


def test_an_anchor_that_cannot_be_traced_is_a_gap_beside_the_other() -> None:
    site = office(END, "192.0.2.2")

    observations = PROBE.read(site, collect(site, Tracer({END: body(hop(1, END))})))

    assert [type(each) for each in observations] == [Seen, Gap]
    assert isinstance(observations[1], Gap)
    assert (observations[1].subject, observations[1].what, observations[1].hint) == (
        "anchor_2",
        "PathTrace",
        "look at the link",
    )


@pytest.mark.parametrize("site", [office(), office(END)], ids=["no anchor", "no way to any"])
def test_nothing_to_trace_is_our_own_gap(site: Site) -> None:
    with pytest.raises(CannotMeasure):
        collect(site, Tracer({}))


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"{}", b'{"netdoc": "path/9"}', b"[" * 50_000, b'"x"\n"y"'])
def test_bytes_in_no_known_form_are_unreadable(raw: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        read(raw)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_trace_still_gives_a_valid_fact_or_says_that_it_is_unreadable(data: st.DataObject) -> None:
    lines = BODIES[data.draw(st.sampled_from(sorted(BODIES)))].splitlines(keepends=True)
    place = data.draw(st.integers(1, len(lines) - 1))
    known = st.fixed_dictionaries(
        {"kind": st.sampled_from(["hop", "end", "else"]), "ttl": st.integers(-5, 300)},
        optional={"by": st.text(max_size=9), "rtt_us": st.one_of(st.floats(), st.integers()), "error": st.text()},
    )
    lines[place] = json.dumps(data.draw(known)).encode() + b"\n"
    try:
        trace = read(b"".join(lines))
    except UnreadableCapture:
        return
    assert from_plain(PathTrace, to_plain(trace)) == trace
    assert all(each.answered <= each.sent for each in trace.hops)
    assert trace.end_answered <= trace.end_sent
