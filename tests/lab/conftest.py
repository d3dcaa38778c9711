"""What the lab's tests share: the long stories, which are played beside everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.lab.unattended import STORIES, Night, Watched


@pytest.fixture(scope="session")
def stories(request: pytest.FixtureRequest, lab_machine: None) -> Iterator[Mapping[str, Future[Any]]]:
    """Begin to play the long stories that this run asks for; each waits far more than it works."""
    wanted = {name for each in request.session.items for name in getattr(each, "fixturenames", ())}
    players = ThreadPoolExecutor(len(STORIES), thread_name_prefix="story")
    try:
        yield {name: players.submit(play) for name, play in STORIES.items() if name in wanted}
    finally:
        players.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def night(stories: Mapping[str, Future[Night]]) -> Night:
    """Return what came of a night of slots."""
    return stories["night"].result()


@pytest.fixture(scope="session")
def long_slot(stories: Mapping[str, Future[Watched]]) -> Watched:
    """Return what one long slot stored around an outage."""
    return stories["long_slot"].result()
