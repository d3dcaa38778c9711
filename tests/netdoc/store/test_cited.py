"""A reading's promise finds the capture of its own bundle, however many bundles are read."""

from __future__ import annotations

import pytest

from netdoc.model.observation import Promise
from netdoc.store.cited import Citations


def kept(promise: Promise) -> str:
    return promise.kept()


def test_each_promise_is_kept_by_its_own_bundle() -> None:
    citations = Citations()
    bundles = [citations.of_bundle(lambda place, number=number: f"{number}/{place}", 4) for number in range(200)]  # type: ignore[misc]

    told = {number: list(map(kept, bundles[number].promises([3, 0, 3]))) for number in (0, 1, 63, 64, 130, 199)}

    assert told == {number: [f"{number}/3", f"{number}/0", f"{number}/3"] for number in told}


@pytest.mark.parametrize("places", [[0, 4], [-1, 0], [1 << 40]], ids=["one too many", "before the first", "far beyond"])
def test_a_capture_that_the_bundle_does_not_hold_is_not_promised(places: list[int]) -> None:
    cited = Citations().of_bundle(str, 4)

    with pytest.raises(IndexError):
        cited.promises(places)
    assert len(cited.promises([0, 3])) == 2
    assert cited.promises([]) == []
