"""What every reader of a probe's own notes does with bytes that are not such a note: one clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from netdoc.errors import UnreadableCapture
from probes._dns_message import BadMessage


@contextmanager
def reading(probe: str) -> Iterator[None]:
    """Turn whatever a damaged note makes its reader raise into a refusal that names the probe.

    Raises:
        UnreadableCapture: the note is not of that form.
    """
    try:
        yield
    except (
        ValueError, LookupError, TypeError, AttributeError, ArithmeticError, StopIteration, RecursionError,
        BadMessage,
    ) as wrong:  # fmt: skip
        raise UnreadableCapture(
            f"{probe}: the capture cannot be read: {type(wrong).__name__}: {wrong}",
            hint="the bytes are kept; a newer reader can read them again",
        ) from None
