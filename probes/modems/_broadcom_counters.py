"""The counters of Broadcom's `info --stats`: six dated sections, or one undated block on older firmware.

A section is trusted only when the header that must follow it does follow it, and when no section is broken: then no
dropped, repeated or moved line can have brought in a number of another section. The sections and their order are
those of every capture in hand (Huawei HG612, D-Link DSL-G225, DSL-2730B and two unnamed boxes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from probes.modems._numbers import duration_s, whole_pair

TOTAL, LATEST_15, PREVIOUS_15 = "Total", "Latest 15 minutes", "Previous 15 minutes"
LATEST_DAY, PREVIOUS_DAY, SINCE_LINK = "Latest 1 day", "Previous 1 day", "Since Link"
ORDER = (TOTAL, LATEST_15, PREVIOUS_15, LATEST_DAY, PREVIOUS_DAY, SINCE_LINK)
KEYS = ("FEC", "CRC", "ES", "SES", "UAS", "LOS", "LOF", "LOM")

Pair = tuple[int, int]
"""(down, up)."""

_HEADER = re.compile(rf"({'|'.join(ORDER)}) time = (.+)")
_AFTER = re.compile(r"(?:Retr|HostInitRetr|FailedRetr):\s+[0-9]+")
"""Counts of retrains that some firmware prints behind the pairs; their meaning is not documented."""
_SUBHEADER = re.compile(r"(?:Bearer|Path) ([0-9])")
_BLOCK = ("ES", "SES", "UAS", "AS")
SLACK_S = 60
"""Total and Since Link are read a moment apart, and AS leaves training seconds out."""


@dataclass(frozen=True, slots=True)
class Section:
    """Counters over `age_s` seconds."""

    name: str
    age_s: int
    counters: Mapping[str, Pair]


@dataclass(slots=True)
class _Draft:
    name: str
    age_s: int | None
    counters: dict[str, Pair] = field(default_factory=dict)
    broken: bool = False
    closed: bool = False


def sections(lines: Sequence[str]) -> dict[str, Section]:
    """Return the sections that can be trusted, by name; none where one is broken: its lines may be in another."""
    drafts = _drafts(lines)
    if any(each.broken for each in drafts):
        return {}
    found: dict[str, Section] = {}
    doubtful: set[str] = set()
    for index, draft in enumerate(drafts):
        follower = drafts[index + 1].name if index + 1 < len(drafts) else None
        if not _complete(draft) or draft.age_s is None or not _may_follow(draft.name, follower):
            continue
        section = Section(draft.name, draft.age_s, draft.counters)
        if draft.name in found and found[draft.name] != section:
            doubtful.add(draft.name)
        found[draft.name] = section
    return {name: section for name, section in found.items() if name not in doubtful}


def counted_over(found: Mapping[str, Section], showtime_s: int | None) -> Section | None:
    """Return the section whose counters and age belong together, or None.

    Total, unless its time is shorter than that of Since Link: then its clock has wrapped or was restarted
    (HG612: 1 day beside 5 days) and its numbers cannot be dated, so Since Link is taken. Without both times the
    choice cannot be made, and none is taken.
    """
    total, link = found.get(TOTAL), found.get(SINCE_LINK)
    since_link_s = link.age_s if link is not None else showtime_s
    if since_link_s is None or total is None:
        return None
    if total.age_s + SLACK_S < since_link_s:
        return link
    return total


def contradictions(found: Mapping[str, Section], chosen: Section) -> dict[str, str]:
    """Return the counters of Total that are less than what its own parts hold, with the reason."""
    if chosen.name != TOTAL:
        return {}
    link, latest, previous = (found.get(each) for each in (SINCE_LINK, LATEST_15, PREVIOUS_15))
    wrong: dict[str, str] = {}
    for key, pair in chosen.counters.items():
        for side, value in enumerate(pair):
            parts = sum(each.counters[key][side] for each in (latest, previous) if each and key in each.counters)
            since_link = link.counters[key][side] if link and key in link.counters else 0
            if value < max(parts, since_link):
                wrong[key] = f"the total {value} is less than its own part {max(parts, since_link)}"
    return wrong


def has_sections(lines: Sequence[str]) -> bool:
    """Return whether any trace of the dated sections is there."""
    return any(" time = " in line or re.match(r"\s*(?:FEC|CRC|LOS|LOF|LOM):", line) for line in lines)


def block(lines: Sequence[str]) -> dict[str, Pair]:
    """Return the undated block of older firmware: CRC, FEC, ES, SES and UAS; empty unless it is whole.

    SFErr or OHFErr are the CRC events, RSCorr the corrected codewords (FEC).
    """
    for frame in ("SF", "OHF"):
        codewords = _run(lines, (frame, f"{frame}Err", "RS", "RSCorr", "RSUnCorr"))
        seconds = _run(lines, ("ES", "SES", "UAS"))
        if codewords and seconds:
            picked = {"CRC": codewords[f"{frame}Err"], "FEC": codewords["RSCorr"]}
            return picked | seconds
    return {}


def header_errors(lines: Sequence[str]) -> Pair | None:
    """Return HEC of the data bearer (0), counted since the line came up, or None."""
    bearers = [match[1] for line in lines if (match := _SUBHEADER.fullmatch(line.strip()))]
    several = any(each != "0" for each in bearers) or any(re.match(r"\s*(?:Bearer|Path):\s+1,", line) for line in lines)
    if several and bearers != ["0", "1"] * (len(bearers) // 2):
        return None
    found: set[Pair] = set()
    previous = ""
    for index, line in enumerate(lines):
        if line.strip().startswith("HEC:"):
            run = _run(lines[index : index + 3], ("HEC", "OCD", "LCD"))
            if not run:
                return None
            if not several or previous in ("Bearer 0", "Path 0"):
                found.add(run["HEC"])
        previous = line.strip() or previous
    return found.pop() if len(found) == 1 else None


def _drafts(lines: Sequence[str]) -> list[_Draft]:
    """Return the sections as they stand; one with a line missing, foreign, damaged or out of place is broken."""
    drafts: list[_Draft] = []
    for line in lines:
        text = line.strip()
        header = _HEADER.fullmatch(text)
        if header is not None:
            drafts.append(_Draft(header[1], duration_s(header[2])))
        elif drafts and text:
            _add(drafts[-1], text)
    return drafts


def _add(draft: _Draft, text: str) -> None:
    if draft.closed:
        return
    name, _, rest = text.partition(":")
    pair = whole_pair(rest)
    expected = KEYS[len(draft.counters)] if len(draft.counters) < len(KEYS) else None
    if name == expected and pair is not None:
        draft.counters[name] = pair
    elif _complete(draft) and draft.name == SINCE_LINK:
        draft.closed = True  # the last section: what comes behind it is something else
    elif not (_complete(draft) and _AFTER.fullmatch(text)):
        draft.broken = True


def _complete(draft: _Draft) -> bool:
    return len(draft.counters) >= len(KEYS) - 1  # older firmware has no LOM


def _may_follow(name: str, follower: str | None) -> bool:
    if name == SINCE_LINK:
        return follower in (None, TOTAL)
    return follower == ORDER[ORDER.index(name) + 1]


def _run(lines: Sequence[str], keys: Sequence[str]) -> dict[str, Pair]:
    """Return the values of lines that stand directly below each other in this order, once; else nothing."""
    texts = [line.strip() for line in lines]
    starts = [index for index, text in enumerate(texts) if text.startswith(f"{keys[0]}:")]
    if len(starts) != 1:
        return {}
    found: dict[str, Pair] = {}
    for key, text in zip(keys, texts[starts[0] : starts[0] + len(keys)], strict=False):
        name, _, rest = text.partition(":")
        pair = whole_pair(rest)
        if name != key or pair is None:
            return {}
        found[key] = pair
    return found if len(found) == len(keys) else {}
