"""A picture as one line: for a file, a pipe or another program; no escape codes, the same columns each minute."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from netdoc.app.live_picture import Picture, RungRow, incident_rows
from netdoc.cli._live_text import milliseconds
from netdoc.model.codec import Plain, format_time

SCHEMA = "netdoc.watch/1"
_MOST_INCIDENTS = 20


def minute_line(picture: Picture) -> str:
    """Return `TIME state=... outages=... unwatched_s=... verdict=... RUNG=LOST/SENT,MEDIAN,P95 ...`.

    Times of answers are in ms, `-` where nothing was answered; RUNG is the rung's id, nearest first.
    """
    outages = sum(each.outage for each in picture.episodes)
    words = [
        f"{picture.now:%Y-%m-%dT%H:%M:%SZ}",
        f"state={state(picture)}",
        f"outages={outages}",
        f"unwatched_s={picture.unwatched.seconds:.0f}",
        f"verdict={_verdict_word(picture)}",
    ]
    return " ".join([*words, *(f"{_token(each.rung)}={_rung_word(each)}" for each in picture.rows)])


def state(picture: Picture) -> str:
    """Return the minute in one word."""
    if picture.engine is None or not picture.rows:
        return "not_sampling"
    if picture.no_way_out:
        return "no_way_out"
    if any(each.end is None and each.outage for each in picture.episodes):
        return "outage"
    return "loss" if any(each.lost for each in picture.rows) else "ok"


def minute_document(picture: Picture, kind: str = "minute") -> str:
    """Return the same and more as one JSON document on one line; ASCII, so that nothing in it steers a terminal."""
    weighed = picture.weighed
    document: Mapping[str, Plain] = {
        "schema": SCHEMA,
        "kind": kind,
        "site": picture.site,
        "at": format_time(picture.now),
        "state": state(picture),
        "watched_s": round(picture.watched_s, 1),
        "unwatched_s": round(picture.unwatched.seconds, 1),
        "engine": picture.engine,
        "rungs": [_rung(each) for each in picture.rows],
        "clocks": [
            {
                "name": each.name.lower(),
                "state": each.state or None,
                "since": _time(each.since),
                "read_at": _time(each.read_at),
                "not_read": each.trouble or None,
            }
            for each in picture.clocks
        ],
        "incidents": [
            {
                "start": format_time(each.start),
                "duration_s": round(each.seconds, 1),
                "ongoing": each.ongoing,
                "what": each.what,
                "about": each.about or None,
            }
            for each in incident_rows(picture)[:_MOST_INCIDENTS]
        ],
        "verdict": None
        if weighed is None
        else {
            "until": format_time(weighed.until),
            "conclusion": weighed.conclusion,
            "party": weighed.party,
            "fault": weighed.fault,
            "standing": weighed.standing,
            "remaining": list(weighed.remaining),
            "headline": weighed.headline,
        },
        "no_newer_verdict": picture.weighing or None,
    }
    return json.dumps(document, ensure_ascii=True)


def _rung(row: RungRow) -> Plain:
    return {
        "rung": row.rung,
        "address": row.address,
        "sent": row.sent,
        "lost": row.lost,
        "not_sent": row.void,
        "median_ms": None if row.median_us is None else round(row.median_us / 1000, 3),
        "p95_ms": None if row.p95_us is None else round(row.p95_us / 1000, 3),
        "silent_since": _time(row.silent_since),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else format_time(moment)


def _verdict_word(picture: Picture) -> str:
    weighed = picture.weighed
    if weighed is None:
        return "none"
    if weighed.conclusion != "fault":
        return _token(weighed.conclusion)
    return _token(":".join(["fault", weighed.party or "|".join(weighed.remaining) or "nobody", weighed.standing]))


def _rung_word(row: RungRow) -> str:
    if not row.sent:
        return "-/0,-,-"
    return f"{row.lost}/{row.sent},{milliseconds(row.median_us)},{milliseconds(row.p95_us)}"


def _token(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.:|-]", "_", text)[:60] or "_"
