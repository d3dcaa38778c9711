"""What a person typed, before it is kept: one line, not empty, not endless."""

from __future__ import annotations

from netdoc.app.live_notes import LONGEST
from netdoc.errors import BadInput


def one_line(text: str, option: str, *, longest: int = LONGEST) -> str:
    """Return the text with its spaces and line ends made single spaces; characters stay as they are.

    Raises:
        BadInput: nothing is left of it, or it is too long to be one statement.
    """
    line = " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
    if not line:
        raise BadInput("is empty", where=option, hint=f"leave {option} out, or write something")
    if len(line) > longest:
        raise BadInput(f"{len(line)} characters are too many", where=option, hint=f"write at most {longest}")
    return line
