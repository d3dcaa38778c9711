"""Changes that make a healthy story wrong in form or in sense."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from tests.sites.world import Record

Change = Callable[[list[Record]], None]


def _facts(records: list[Record], kind: str) -> list[dict[str, Any]]:
    return [each["fact"] for each in records if each.get("fact", {}).get("kind") == kind]


def _of(records: list[Record], kind: str) -> list[Record]:
    return [each for each in records if each.get("fact", {}).get("kind") == kind]


def _set(kind: str, field: str, value: object, *, every: bool = False) -> Change:
    def change(records: list[Record]) -> None:
        facts = _facts(records, kind)
        for each in facts if every else facts[3:4]:
            each[field] = value

    return change


def _drop(kind: str, field: str) -> Change:
    return lambda records: _facts(records, kind)[2].pop(field) and None


def _at(value: object, kind: str = "DslLine") -> Change:
    return lambda records: _of(records, kind)[2].update(at=value)


def _series(field: str, value: object) -> Change:
    return lambda records: _facts(records, "EchoBlock")[2]["series"][0].update({field: value})


def _site(field: str, value: object) -> Change:
    return lambda records: records[1]["site"].update({field: value})


def _rung(field: str, value: object) -> Change:
    return lambda records: records[1]["site"]["rungs"][0].update({field: value})


def _raw(line: str) -> Change:
    return lambda records: records.append({"__raw__": line})


REFUSED: dict[str, Change] = {
    "a record without its kind": lambda records: records[5].pop("record") and None,
    "an unknown record": lambda records: records.append({"record": "heard"}),
    "an unknown field of a record": lambda records: records[5].update(colour="red"),
    "an unknown field of a fact": _set("DslLine", "crc_dwon", 3),
    "an unknown fact": lambda records: records[5].update(fact={"kind": "Rumour"}),
    "a fact of a later version": _set("DslLine", "v", 99),
    "no fact": lambda records: records[5].pop("fact") and None,
    "no subject": lambda records: records[5].pop("subject") and None,
    "no time": lambda records: records[5].pop("at") and None,
    "a subject that is a number": lambda records: records[5].update(subject=5),
    "a naive time": _at("2026-03-01T09:00:00"),
    "a time that is a number": _at(1772355600),
    "a time that is no time": _at("yesterday"),
    "a month of thirteen": _at("2026-13-01T09:00:00Z"),
    "a year of five digits": _at("12026-01-01T09:00:00Z"),
    "text for a number": _set("DslLine", "showtime_s", "ten"),
    "a fraction for a whole number": _set("DslLine", "showtime_s", 1.5),
    "true for a whole number": _set("DeviceState", "uptime_s", True),
    "a text for sync": _set("DslLine", "sync", "yes"),
    "a list for a text": _set("DslLine", "status", ["Showtime"]),
    "an unknown word": _set("WanSession", "status", "sleeping"),
    "an unknown link": _set("LinkState", "link", "carrier pigeon"),
    "an unknown plane": lambda records: records[5].update(plane="gossip"),
    "a missing interface": _drop("LinkState", "interface"),
    "a missing resolver": _drop("DnsLookup", "resolver"),
    "a series without samples": lambda records: _facts(records, "EchoBlock")[2]["series"][0].pop("rtt_us") and None,
    "samples of text": _series("rtt_us", ["1", "2"]),
    "samples of null": _series("rtt_us", [None, 300]),
    "samples of fractions": _series("rtt_us", [300.5]),
    "samples that are no list": _series("rtt_us", 300),
    "a sample code that is none": _series("rtt_us", [300, -7, 300]),
    "a period of zero": _series("period_us", 0),
    "a period below zero": _series("period_us", -1000000),
    "an unknown owner's segment": _site("owners", {"attic": "isp"}),
    "an unknown kind of rung": _rung("kind", "ladder"),
    "a period of a rung that is text": _rung("period_s", "often"),
    "an unknown complaint": lambda records: records.insert(2, {"record": "case", "case": {"complaint": "sad"}}),
    "a digest that is not that of the bytes": lambda records: records.append(
        {
            "record": "capture",
            "digest": "0" * 64,
            "taken_at": "2026-03-01T09:00:00Z",
            "source": "m",
            "method": "x",
            "body": "aGk=",
        }
    ),
    "a capture that is not base64": lambda records: records.append(
        {
            "record": "capture",
            "digest": "0" * 64,
            "taken_at": "2026-03-01T09:00:00Z",
            "source": "m",
            "method": "x",
            "body": "%%",
        }
    ),
    "a gap that ends before it begins": lambda records: records.append(
        {
            "record": "gap",
            "subject": "ladder",
            "start": "2026-03-02T09:00:00Z",
            "end": "2026-03-01T09:00:00Z",
            "what": "EchoBlock",
            "why": "x",
        }
    ),
    "NaN": _raw(
        '{"record":"seen","subject":"modem","at":"2026-03-01T09:00:00Z","fact":{"kind":"DslLine","sync":true,"margin_down_db":NaN}}'
    ),
    "Infinity": _raw(
        '{"record":"seen","subject":"modem","at":"2026-03-01T09:00:00Z","fact":{"kind":"DslLine","sync":true,"margin_down_db":1e999}}'
    ),
    "half a line": _raw('{"record":"seen","subject":"mod'),
    "a list for a record": _raw("[1,2]"),
    "a number for a record": _raw("7"),
    "deep nesting": _raw('{"record":' + "[" * 100_000 + "]" * 100_000 + "}"),
    "another schema": lambda records: records[0].update(schema="netdoc.observations/9"),
    "no schema": lambda records: records.pop(0) and None,
    "two sites": lambda records: records.append({"record": "site", "site": {"id": "elsewhere"}}),
}
"""What docs/facts.md says is refused, or cannot mean anything."""


def _overlap(records: list[Record]) -> None:
    blocks = _of(records, "EchoBlock")
    blocks[3]["fact"]["start"] = blocks[3]["at"] = blocks[2]["at"].replace(":00Z", ":30Z")


def _shuffle(records: list[Record]) -> None:
    body = records[2:]
    random.Random(3).shuffle(body)
    records[2:] = body


def _double(records: list[Record]) -> None:
    records += [dict(each) for each in _of(records, "EchoBlock")]


def _all_series(field: str, value: object) -> Change:
    def change(records: list[Record]) -> None:
        for fact in _facts(records, "EchoBlock"):
            for each in fact["series"]:
                each[field] = value

    return change


ODD: dict[str, Change] = {
    "null for a count": _set("DslLine", "crc_down", None),
    "a lone surrogate": _raw(
        '{"record":"missed","subject":"modem","at":"2026-03-01T09:00:00Z","what":"DslLine","failure":"timeout","detail":"\\ud800"}'
    ),
    "uptimes that stand still": _set("DeviceState", "uptime_s", 3600, every=True),
    "uptimes always of zero": _set("DeviceState", "uptime_s", 0, every=True),
    "showtimes that stand still": _set("DslLine", "showtime_s", 3600, every=True),
    "showtimes always of zero": _set("DslLine", "showtime_s", 0, every=True),
    "session uptimes that stand still": _set("WanSession", "uptime_s", 3600, every=True),
    "session uptimes always of zero": _set("WanSession", "uptime_s", 0, every=True),
    "negative uptimes": _set("DeviceState", "uptime_s", -500, every=True),
    "negative showtimes": _set("DslLine", "showtime_s", -500, every=True),
    "uptimes longer than since 1970": _set("DeviceState", "uptime_s", 4_000_000_000, every=True),
    "uptimes beyond the calendar": _set("DeviceState", "uptime_s", 10**12, every=True),
    "showtimes beyond the calendar": _set("DslLine", "showtime_s", 10**15, every=True),
    "session uptimes beyond the calendar": _set("WanSession", "uptime_s", 10**18, every=True),
    "one uptime of zero": _set("DeviceState", "uptime_s", 0),
    "one showtime of zero": _set("DslLine", "showtime_s", 0),
    "one uptime of 2**63": _set("DeviceState", "uptime_s", 2**63),
    "counters of 2**70": _set("DslLine", "crc_down", 2**70),
    "counters below zero": _set("DslLine", "es_down", -4, every=True),
    "octets below zero": _set("InterfaceCounters", "tx_bytes", -1, every=True),
    "octets of 10**30": _set("InterfaceCounters", "tx_bytes", 10**30),
    "a fact of 1970": _at("1970-01-01T00:00:00Z"),
    "a fact before 1970": _at("1931-01-01T00:00:00Z"),
    "a device state of 1970": _at("1970-01-01T00:00:00Z", "DeviceState"),
    "a device state of the year one": _at("0001-01-01T00:00:00Z", "DeviceState"),
    "a fact of 2099": _at("2099-01-01T00:00:00Z"),
    "a fact of the year 9999": _at("9999-12-31T23:59:59Z"),
    "a link of 2099": _at("2099-01-01T00:00:00Z", "LinkState"),
    "a time with an offset": _at("2026-03-01T09:00:00+05:30"),
    "blocks that overlap": _overlap,
    "everything out of order": _shuffle,
    "each block twice": _double,
    "a series without a sample": _series("rtt_us", []),
    "all series without a sample": _all_series("rtt_us", []),
    "blocks without a series": lambda records: (
        [each.update(series=[]) for each in _facts(records, "EchoBlock")] and None
    ),
    "a block of no length": lambda records: [f.update(duration_s=0) for f in _facts(records, "EchoBlock")] and None,
    "a block of negative length": lambda records: (
        [f.update(duration_s=-60) for f in _facts(records, "EchoBlock")] and None
    ),
    "a block of a year": lambda records: _facts(records, "EchoBlock")[2].update(duration_s=31536000),
    "a rung told twice in the site": lambda records: records[1]["site"]["rungs"].append(
        dict(records[1]["site"]["rungs"][0])
    ),
    "a rung told twice in a block": lambda records: (
        [f["series"].append(json.loads(json.dumps(f["series"][0]))) for f in _facts(records, "EchoBlock")] and None
    ),
    "unknown rungs": _all_series("rung", "nowhere"),
    "no site": lambda records: records.pop(1) and None,
    "a site of an id alone": lambda records: records[1].update(site={"id": "bare"}),
    "samples of 2**40": _series("rtt_us", [2**40] * 60),
    "samples beyond 64 bits": _series("rtt_us", [2**80] * 60),
    "a hundred thousand samples in a block": _series("rtt_us", [300] * 100_000),
    "a period of a day": _series("period_us", 86_400_000_000),
    "an offset of a day": _series("first_offset_us", 86_400_000_000),
    "an offset below zero": _series("first_offset_us", -86_400_000_000),
    "a rung's period of zero": _rung("period_s", 0),
    "a rung's period below zero": _rung("period_s", -1),
    "an empty address": _rung("address", ""),
    "an owner of control characters": _site("owners", {"modem": "\u001b[31mACME\u0007", "router": "client"}),
    "a name of control characters": _site("name", "\u001b]0;pwned\u0007\u0000Office\r\n"),
    "a time zone that is none": _site("time_zone", "Mars/Olympus"),
    "a rate sold of zero": _site("contract", {"rate_down_kbps": 0, "rate_up_kbps": 0}),
    "a status of control characters": _set("DslLine", "status", "\u001b[2J\u0000\u202e#show"),
    "a step of markup": lambda records: records.append(
        {
            "record": "seen",
            "subject": "operator",
            "at": records[6]["at"],
            "fact": {"kind": "Step", "did": "<b>#let x</b>\u001b[1m"},
        }
    ),
    "bins of no length": lambda records: records.append(_bins(records, 0, 0)),
    "bins of negative length": lambda records: records.append(_bins(records, -900, 30)),
    "bins with more unavailable seconds than seconds": lambda records: records.append(_bins(records, 900, 10**9)),
    "bins of a length of zero": lambda records: records.append(_bins(records, 900, 0) | {}),
    "a testimony of an unknown fault": lambda records: records.append(
        {
            "record": "seen",
            "subject": "telco",
            "at": records[6]["at"],
            "fact": {"kind": "Testimony", "witness": "telco", "says": "x", "admits": "loop.gremlins", "ticket": "1"},
        }
    ),
    "a complaint each nanosecond": lambda records: records.insert(
        2, {"record": "case", "case": {"complaint": "drops", "per_day": 1e300}}
    ),
    "a complaint of a negative rate": lambda records: records.insert(
        2, {"record": "case", "case": {"complaint": "drops", "per_day": -3}}
    ),
    "a complaint of no rate": lambda records: records.insert(
        2, {"record": "case", "case": {"complaint": "drops", "per_day": 0}}
    ),
    "a huge gap": lambda records: records.append(
        {
            "record": "gap",
            "subject": "ladder",
            "start": "1970-01-01T00:00:00Z",
            "end": "2099-01-01T00:00:00Z",
            "what": "EchoBlock",
            "why": "x",
        }
    ),
    "a trace that lost more than it sent": lambda records: records.append(
        {
            "record": "seen",
            "subject": "anchor_1",
            "at": records[6]["at"],
            "fact": {
                "kind": "PathTrace",
                "target": "198.19.1.1",
                "hops": [{"ttl": -1, "sent": 0, "answered": 50}],
                "end_sent": 10,
                "end_answered": 99,
            },
        }
    ),
    "a lookup that took no time": _set("DnsLookup", "duration_us", -5),
}
"""Odd in sense: an error or a verdict may come of it, but no accusation: the office is healthy."""


def _bins(records: list[Record], length: int, uas: int) -> Record:
    start = _of(records, "EchoBlock")[0]["at"]
    each = {"start": start, "duration_s": length, "uas_down": uas, "inits": 0}
    return {
        "record": "seen",
        "subject": "modem",
        "at": start,
        "fact": {"kind": "DslHistory", "bin_s": length or 900, "bins": [each]},
    }
