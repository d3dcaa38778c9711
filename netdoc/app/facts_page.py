"""Write docs/facts.md from the types: `python -m netdoc.app.facts_page`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from netdoc.app.exchange_form import LINES, SCHEMA
from netdoc.app.facts_example import example_lines
from netdoc.app.facts_tables import (
    constant_texts,
    docstring,
    member_texts,
    nested_records,
    record_table,
    word_list,
    words_used,
)
from netdoc.model.case import Case
from netdoc.model.facts import Fact, echo_block, fact_types
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, CONSULTANT, DEFAULT_OWNERS, ISP, TELCO, UNKNOWN, Segment
from netdoc.model.site import Site

PAGE = Path("docs/facts.md")

_INTRODUCTION = f"""\
# Facts, and the form in which they travel

Generated from the types. Do not edit: run `python -m netdoc.app.facts_page`.

`netdoc export` writes a store as lines of JSON, and `netdoc import observations FILE` reads such a file into an
empty store or into one of the same office. The verdict on the imported store is the same, byte for byte. A file may
as well be written by hand or by another program; this page is all that is needed for that.

## The file

- Text in UTF-8, one JSON object a line. Blank lines and lines that begin with `#` are passed over.
- The first object is `{{"schema":"{SCHEMA}"}}`. It may name the netdoc that wrote it: `"netdoc":"0.1.0"`.
- Every other object is a record and says of which kind: `"record":"seen"`. Records may come in any order; those of
  the same instant keep the order of the file.
- Times are RFC 3339 with a zone: `2026-03-01T09:00:00Z`, with up to six digits of fraction.
- **What was not measured is left out.** It is never 0, never an empty text.
- The import is all or nothing: the first mistake stops it with line and field, and nothing is stored. Importing a
  file twice changes nothing. Two equal lines in one file are two observations.

## Records
"""

_SUBJECTS = """\
## Subjects

A fact says whom it is about. These names have a meaning; devices go by their `id` in the site.

| subject | about |
|---|---|
| `host` | the measuring computer: `LinkState`, `ClockReading`, `ClockOffset`, `HostPower`; a run of netdoc itself: \
`RunNote` |
| `ladder` | all rungs together: `EchoBlock`, and a `gap` for time not watched |
| `router`, `modem`, `ups` ... | a device, by its `id` in the site's `devices`: `DeviceState`, `DslLine` ... |
| a rung's id | what was asked of that address: `DnsLookup` of a resolver's rung, `PathTrace` of an anchor |
| `operator` | what a person did or saw: `Step`, `Testimony`; a stretch of time that he named: `Baseline` |
| `telco`, `isp`, a vendor's name | what a vendor said: `Testimony` |

## Planes

A plane is an independent witness. Two facts from one box are one plane; a verdict names a party only when enough
planes agree.
"""

_PLANE_DEFAULTS = """\
When a `seen` or `missed` names no plane, it follows from the kind of fact and the subject:

| fact | plane |
|---|---|
| `DslLine`, `DslHistory` | `modem_box` |
| `DeviceState`, `WanSession`, `InterfaceCounters` | subject begins with `modem`: `modem_box`; with `ups`: `power`; \
else `router_box` |
| `LinkState`, `ClockReading`, `RunNote`, `WifiState`, `HostPower` | `host` |
| `Step`, `Baseline`; `Testimony` of the operator | `operator` |
| `Testimony` of telco, ISP or vendor | `vendor` |
| anything else | `path` |
"""

_FACTS = """\
## Facts

A fact is an object with its `kind`; `"v"` is the version of its form and may be left out (1). Unknown fields are
refused, so that a misspelt one is not silently lost.
"""

_SITE = """\
## The site

One line `{"record":"site","site":{...}}`. It may be left out: then the store's own site stands, or the office is
named after the file and nothing is known of it, which costs the verdict most of its reach. Rungs decide what the
samples mean: **a series whose `rung` is not among the site's `rungs` is not judged.**
"""

_MISTAKES = """\
## Typical mistakes

- **0 for "not measured".** `"crc_down":0` says that the modem counted no error. Leave the field out.
- **A lost sample written as 0 or null.** Lost is -1, not sent is -2, answered «unreachable» is -3.
- **Milliseconds.** Round trips are µs: 14.2 ms is `14200`. The unit ends the field's name.
- **An uptime that is not the line's.** `showtime_s` is how long the line has been in sync, `DeviceState.uptime_s` how
  long the box has been up, `WanSession.uptime_s` how long the session has been up. Confusing them turns a noisy
  line into a rebooting modem.
- **A missed answer for a gap, or the reverse.** `missed`: it was asked and did not answer, which is evidence.
  `gap`: it could not be asked (no password, laptop asleep), which blames nobody.
- **Rungs that the site does not have.** The import warns; the samples are kept but not judged.
- **Anchors sampled each second.** The ladder samples strangers each 5 s at most: `"period_us":5000000`, twelve
  samples a minute, offsets staggered so that some anchor is asked at least each 2 s.
- **Samples that reach beyond their block.** The last is due at first_offset_us + (count - 1) * period_us, which has to
  lie within `duration_s`. The import warns.
- **`at` unlike `fact.start`** in an `EchoBlock`: both are the block's start.
- **One reading only.** Counters are totals; only the difference of two readings proves anything, and an incident
  needs a reading before it and one after it.
- **A time without `Z`.** Local times are refused: 09:00 in which zone?
- **A digest of the base64.** It is of the bytes: `sha256sum page.txt`.
"""


def render() -> str:
    """Return the page."""
    parts = [_INTRODUCTION, *_records(), _SUBJECTS, "\n".join(word_list(Plane)) + "\n", _PLANE_DEFAULTS, _FACTS]
    parts += [_fact(each) for _, each in sorted(fact_types().items())]
    parts += [_SITE, _record(Site, "###"), _owners()]
    parts += ['## The case\n\nOne line `{"record":"case","case":{...}}`, or none.\n', _record(Case, "###")]
    example = "\n".join(example_lines())
    parts += [
        "## A whole example\n\nFive minutes: errors grow, the line loses showtime for about a minute, the modem stays"
        f" up. It imports as it is.\n\n```jsonl\n{example}\n```\n",
        _MISTAKES,
    ]
    return "\n".join(parts)


def _records() -> list[str]:
    parts = []
    for name, form in LINES.items():
        rows = [f"| `{field}` | yes | {meaning} |" for field, meaning in form.needed.items()]
        rows += [f"| `{field}` | no | {meaning} |" for field, meaning in form.optional.items()]
        parts.append("\n".join([f"### `{name}`\n", "| field | needed | meaning |", "|---|---|---|", *rows, ""]))
    return parts


def _fact(kind: type[Fact]) -> str:
    text = _record(kind, "###", f"{kind.KIND} (version {kind.VERSION})")
    return text + _sample_codes() if kind is echo_block.EchoBlock else text


def _record(kind: type[Any], level: str, title: str = "") -> str:
    """Return a dataclass with everything it holds."""
    lines = [f"{level} {title or kind.__name__}", "", docstring(kind), "", *record_table(kind), ""]
    for words in words_used(kind):
        if words is not Segment:
            lines += [f"{words.__name__}: {docstring(words)}", "", *word_list(words), ""]
    text = "\n".join(lines)
    seen: list[type[Any]] = []
    for each in nested_records(kind):
        if each not in seen:
            seen.append(each)
            text += "\n" + _flat(each, level + "#")
    return text


def _flat(kind: type[Any], level: str) -> str:
    lines = [f"{level} {kind.__name__}", "", docstring(kind), "", *record_table(kind), ""]
    for words in words_used(kind):
        lines += [f"{words.__name__}: {docstring(words)}", "", *word_list(words), ""]
    return "\n".join(lines)


def _sample_codes() -> str:
    said = constant_texts(echo_block.__name__)
    codes = {name: getattr(echo_block, name) for name in ("LOST", "NOT_SENT", "UNREACHABLE")}
    rows = [f"| {value} | {said[name]} |" for name, value in codes.items()]
    return "\n".join(
        ["\nSample codes in `rtt_us`:\n", "| value | meaning |", "|---|---|", "| 0 or more | µs |", *rows, ""]
    )


def _owners() -> str:
    said = member_texts(Segment)
    rows = [f"| `{each}` | `{DEFAULT_OWNERS[each]}` |" for each in Segment]
    assert not said, "segments have texts now: print them here"
    words = ", ".join(f"`{each}`" for each in (CLIENT, CONSULTANT, ISP, TELCO, UNKNOWN))
    return "\n".join(
        [
            f"Owners are {words}, or the name of a vendor. A segment that the site does not name has the default:",
            "",
            "| segment | default owner |",
            "|---|---|",
            *rows,
            "",
            "While the modem's or router's owner is `unknown`, a fault of that box cannot be laid to one party.",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render(), encoding="utf-8")
