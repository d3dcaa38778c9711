"""Judge a story without files: read strictly, as `import` reads it, and weighed by all installed rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from netdoc.app.cases import judge
from netdoc.app.exchange_lines import Parsed, parse_line
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.verdict import verdict_to_plain


def read(text: str) -> Parsed:
    """Return what the lines of a story hold."""
    parsed = Parsed()
    for number, line in enumerate(text.splitlines()[1:], start=2):
        parse_line(line, f"story:{number}", parsed)
    return parsed


def verdict_on(parsed: Parsed, keep: Callable[[Observation], bool] | None = None) -> dict[str, Any]:
    """Return the verdict on a story as JSON values, of the observations that are kept."""
    assert parsed.site is not None
    observations = [each for each, _ in parsed.observations if keep is None or keep(each)]
    return dict(verdict_to_plain(judge(Evidence(parsed.site, parsed.case or Case(), observations))))


def witnesses(observations: Sequence[Observation]) -> dict[str, Callable[[Observation], bool]]:
    """Return every way to withhold something: each kind of fact, each kind of each subject, each plane, each failure.

    A value says which observations stay.
    """
    found: dict[str, Callable[[Observation], bool]] = {}
    for each in observations:
        if isinstance(each, Seen):
            kind = type(each.fact)
            found.setdefault(kind.__name__, lambda o, k=kind: not (isinstance(o, Seen) and type(o.fact) is k))  # type: ignore[misc]
            found.setdefault(
                f"{kind.__name__} of {each.subject}",
                lambda o, k=kind, s=each.subject: not (isinstance(o, Seen) and type(o.fact) is k and o.subject == s),  # type: ignore[misc]
            )
        if isinstance(each, Seen | Missed):
            found.setdefault(f"plane {each.plane.value}", lambda o, p=each.plane: getattr(o, "plane", None) is not p)  # type: ignore[misc]
        if isinstance(each, Missed):
            found.setdefault("every failure to answer", lambda o: not isinstance(o, Missed))
        if isinstance(each, Gap):
            found.setdefault("every recorded gap", lambda o: not isinstance(o, Gap))
    return found
