"""A digest that nobody asks for is never taken; to everybody who asks, a reading names its bytes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import UTC, datetime

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen, all_captured, promises, told_capture

AT = datetime(2026, 3, 1, tzinfo=UTC)
LINE = DslLine(sync=True)


def promised(asked: list[int], place: int) -> Seen[DslLine]:
    def digest_of(number: int) -> str:
        asked.append(number)
        return f"digest {int(number)}"

    return Seen("modem", AT, LINE, promises(digest_of)(place))  # type: ignore[arg-type]


def test_a_digest_is_taken_when_it_is_asked_for_and_only_once() -> None:
    asked: list[int] = []
    seen = promised(asked, 3)

    assert all_captured([seen])
    assert asked == []
    assert [seen.capture, seen.capture] == ["digest 3", "digest 3"]
    assert asked == [3]


def test_a_promised_digest_counts_in_comparing_copying_and_printing() -> None:
    plain = Seen("modem", AT, LINE, "digest 0")

    assert promised([], 0) == plain
    assert hash(promised([], 0)) == hash(plain)
    assert repr(promised([], 0)) == repr(plain)
    assert replace(promised([], 0), subject="router") == replace(plain, subject="router")
    assert copy.deepcopy(plain) == pickle.loads(pickle.dumps(plain)) == plain


def test_two_readings_of_a_store_keep_their_promises_apart() -> None:
    one, other = promises(lambda _: "one")(5), promises(lambda _: "other")(5)

    assert [Seen("modem", AT, LINE, each).capture for each in (one, other)] == ["one", "other"]  # type: ignore[arg-type]


def test_a_reading_without_bytes_names_none() -> None:
    seen = Seen("modem", AT, LINE)

    assert seen.capture is None
    assert not all_captured([promised([], 0), seen])


def test_a_digest_is_told_once_somebody_has_asked_for_it() -> None:
    seen = Seen("modem", AT, LINE, promises(lambda _: "digest")(5))  # type: ignore[arg-type]

    assert told_capture(seen) is None
    assert seen.capture == "digest"
    assert told_capture(seen) == "digest"
    assert told_capture(Seen("modem", AT, LINE)) is None
