"""Hypothesis strategies for every kind of fact and observation, made from the types themselves."""

from __future__ import annotations

import dataclasses
import types
from array import array
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from netdoc.model.facts import Fact, fact_types
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries
from netdoc.model.observation import Gap, Missed, Seen
from netdoc.model.plane import Plane

INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
TEXTS = st.text(max_size=12)
NAMES = st.text(min_size=1, max_size=12)


def any_value(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a field's type, as the codec knows it."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return any_value(args[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*[st.none() if each is type(None) else any_value(each) for each in args])
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return st.lists(any_value(args[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(any_value, args))
    if origin is array:
        return st.lists(st.integers(-3, 2**31 - 1), max_size=5).map(lambda held: array("i", held))
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(any_value(args[0]), any_value(args[1]), max_size=3)
    if dataclasses.is_dataclass(hint):
        return any_record(hint)
    if hint is datetime:
        return INSTANTS
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return {
        bool: st.booleans(),
        int: st.integers(-(2**63), 2**63),
        float: st.floats(allow_nan=False, allow_infinity=False),
        str: TEXTS,
    }[hint]


def any_record(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return instances of a dataclass with any of its fields left at their defaults."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {each.name: any_value(hints[each.name]) for each in dataclasses.fields(kind) if each.init}
    needed = {
        each.name: fields[each.name]
        for each in dataclasses.fields(kind)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }
    optional = {name: values for name, values in fields.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=optional).map(lambda values: kind(**values))


@st.composite
def any_series(draw: st.DrawFn) -> EchoSeries:
    """Return a series whose late and unreachable samples exist."""
    rtt_us = array("i", draw(st.lists(st.integers(-3, 2**31 - 1) | st.integers(-3, 40_000), max_size=70)))
    indexes = st.integers(0, max(0, len(rtt_us) - 1))
    most = min(4, len(rtt_us))
    return EchoSeries(
        rung=draw(NAMES),
        target=draw(TEXTS),
        method=draw(st.sampled_from(["icmp", "tcp:443", "ping"])),
        stamp=draw(st.sampled_from(["kernel", "user"])),
        loaded=draw(st.booleans()),
        first_offset_us=draw(st.integers(-(2**40), 2**40)),
        period_us=draw(st.integers(1, 2**40)),
        rtt_us=rtt_us,
        late_us=tuple(draw(st.lists(st.tuples(indexes, st.integers(-(2**40), 2**40)), max_size=most))),
        unreachable_by=tuple(draw(st.lists(st.tuples(indexes, TEXTS), max_size=most))),
    )


ANY_BLOCK = st.builds(
    EchoBlock,
    start=INSTANTS,
    duration_s=st.just(60.0) | st.floats(0.001, 1e6),
    series=st.lists(any_series(), max_size=4).map(tuple),
)


def any_fact(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Return facts of one kind."""
    return ANY_BLOCK if kind is EchoBlock else any_record(kind)


def seen_of(fact: Fact, subject: str, at: datetime, plane: Plane, reader: str) -> Seen[Fact]:
    """Return the fact as seen; a block is filed under its start."""
    return Seen(subject, fact.start if isinstance(fact, EchoBlock) else at, fact, None, plane, reader)


PLANES = st.sampled_from(list(Plane))
ANY_SEEN = st.one_of(
    *[st.builds(seen_of, any_fact(kind), NAMES, INSTANTS, PLANES, TEXTS) for kind in fact_types().values()]
)
ANY_MISSED = st.builds(Missed, NAMES, INSTANTS, NAMES, TEXTS, TEXTS, st.none(), PLANES, TEXTS)
SPANS = st.timedeltas(timedelta(0), timedelta(days=9))
ANY_GAP = st.builds(
    lambda subject, start, span, what, why, hint, reader: Gap(
        subject, start, start + span, what, why, hint, None, reader
    ),
    NAMES, INSTANTS, SPANS, TEXTS, TEXTS, TEXTS, TEXTS,
)  # fmt: skip
ANY_OBSERVATION = ANY_SEEN | ANY_MISSED | ANY_GAP
