"""Lantiq, Infineon, Intel and MaxLinear modems asked through `dsl_pipe` or `dsl_cpe_pipe.sh`, and saved answers of it.

Rates come in bit/s, LATN, SNR and ACTATP in tenths, times in seconds. The counters are those since the line came up
(`pmccsg`, `pmlscsg`), so that the line's clock is also their age.

Source: the command's own help and OpenWrt's `dsl_control`, which reads it; no capture of a device proves it yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems._dsl_pipe_answers import Answers, parse
from probes.modems._lantiq import STATES, Pair, Values, kbps, levels, rates, sync_of, uptime_s
from probes.modems._plausible import Gate
from probes.modems._sessions import by_ssh, weak_ssh
from probes.modems._text import lines_of, printable

TIMEOUT_S = 90.0
PROGRAMS: tuple[str, ...] = (
    "dsl_cpe_pipe.sh",
    "dsl_pipe",
    "/opt/lantiq/bin/dsl_cpe_pipe.sh",
    "/opt/ifx/bin/dsl_cpe_pipe.sh",
)
PROGRAMS += (". /lib/functions/lantiq_dsl.sh && dsl_cmd",)
QUESTIONS: tuple[str, ...] = (
    "lsg",
    "g997xtusesg",
    "bpstg",
    "vig",
    "g997csg 0 0",
    "g997csg 0 1",
    "g997lsg 0 1",
    "g997lsg 1 1",
)
QUESTIONS += ("pmccsg 0 0 0", "pmccsg 0 1 0", "pmlscsg 0 0", "pmlscsg 1 0", "rtsg 0")
CLOCK = "cat /proc/uptime"
UPSTREAM, DOWNSTREAM = 0, 1
NEAR, FAR = 0, 1
PROFILES = ("8a", "8b", "8c", "8d", "12a", "12b", "17a", "30a", "35b")
_ANSWER = re.compile(rb"^(?:[^\n]{0,80}[#>$] ?)?nReturn=-?[0-9]+(?: \w+(?:\[[0-9]\])?=|[ \t\r]*$)", re.MULTILINE)
_OURS = re.compile(
    rb"\b(?:nLineState|n?LATN|n?ActualDataRate|ActualNetDataRate|nCodeViolations|DSL_ChipSetFWVersion|XTSE8)="
)

_SINCE_SYNC = re.compile(r"\bpm(?:cc|lsc)sg\b")
_OTHER_PERIODS = re.compile(r"\bpm[a-z]+(?:15m|1d)[a-z]*\b|\bpm[a-z]+hsg\b")
_NO_PERIOD = "counters: the command beside them does not say that they count since the line came up, so none is read"

_plans: dict[tuple[str, int | None], str] = {}
"""The program's name on a box."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this holds answers of the DSL control program."""
    head = body[:200_000]
    if not _ANSWER.search(head):
        return Score.NO
    return Score.CERTAIN if _OURS.search(head) else Score.MAYBE


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session, by ssh where the site file says nothing else; a box met anew costs one more for the name."""
    device = by_ssh(device)
    key = (device.address, device.port)
    if key not in _plans:
        tried = await ports.shell.run(device, [f"{each} lsg" for each in PROGRAMS], timeout_s=TIMEOUT_S)
        known = [name for name, each in zip(PROGRAMS, tried, strict=False) if recognises(each.body) is Score.CERTAIN]
        if not known:
            return list(tried[:1])
        _plans[key] = known[0]
    commands = [*(f"{_plans[key]} {each}" for each in QUESTIONS), CLOCK]
    taken = await ports.shell.run(device, commands, timeout_s=TIMEOUT_S)
    if not any(recognises(each.body) for each in taken):
        del _plans[key]
    return list(taken)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, and the chip and the box's clock as one `DeviceState`.

    Raises:
        UnreadableCapture: no answer tells of the line.
    """
    lines = [line for each in captures for line in lines_of(each.body)]
    answers, errors = parse(lines)
    state = _state(answers)
    if state is None and not answers.having("nReturn").all:
        raise UnreadableCapture(
            "dsl_pipe: no answer of the DSL control program without an error",
            hint="save what `dsl_cpe_pipe.sh lsg`, `g997csg 0 1` and `g997lsg 1 1` print, one below the other",
        )
    facts: list[Fact] = [_line(answers, state, errors, since_sync=_since_sync(captures, lines))]
    chip, firmware = answers.text("DSL_ChipSetType"), answers.text("DSL_ChipSetFWVersion")
    clock = uptime_s(lines)
    warning = weak_ssh(captures)
    if chip or firmware or clock is not None or warning:
        remarks = ("model and firmware are those of the DSL chip",) if chip or firmware else ()
        facts.append(
            DeviceState(
                model=printable(chip) if chip else None,
                firmware=printable(firmware) if firmware else None,
                uptime_s=clock,
                remarks=(*remarks, *warning),
            )
        )
    return facts


def _since_sync(captures: Sequence[Capture], lines: Sequence[str]) -> bool:
    """Whether the counters are those of this showtime: those of periods look the same, only the command tells."""
    commands = "\n".join([*(each.method for each in captures), *(line for line in lines if "nReturn=" not in line)])
    return _SINCE_SYNC.search(commands) is not None and _OTHER_PERIODS.search(commands) is None


def _state(answers: Answers) -> int | None:
    text = answers.text("nLineState") or ""
    return int(text, 16) if re.fullmatch(r"(?:0x)?[0-9a-f]{1,8}", text, re.IGNORECASE) else None


def _line(answers: Answers, state: int | None, errors: int, *, since_sync: bool) -> DslLine:
    gate = Gate()
    sync = sync_of(state)
    if state is not None and sync is None:
        gate.left_out("sync", f"nLineState={state:#x}", "neither in sync nor out of it")
    if errors:
        gate.remarks.append(f"answers that were errors (nReturn other than 0) and hold nothing: {errors}")
    channel, line = answers.having("nChannel"), answers.having("nDirection")
    counted = answers.where("nHistoryInterval", "0") if since_sync else Answers(())  # 1 is the showtime before
    age_s = counted.having("nChannel", "nElapsedTime").number("nElapsedTime", NEAR)
    age_s = age_s if age_s is not None and age_s > 0 else None
    if not since_sync and answers.having("nHistoryInterval").all:
        gate.remarks.append(_NO_PERIOD)
    power = _tenths(line, "ACTATP")
    return DslLine(
        sync=sync,
        status=None if state is None else f"{state:#x} {STATES.get(state, '')}".strip(),
        mode=None if sync is False else _mode(answers),
        profile=None if sync is False else _profile(answers),
        showtime_s=age_s if sync else None,
        counter_age_s=age_s,
        **rates(gate, sync, "rate", _rate(channel, ("ActualNetDataRate", "ActualDataRate"))),
        **rates(gate, True, "previous_rate", _rate(channel, ("PreviousDataRate",))),
        **rates(gate, sync, "attainable", _rate(line, ("ATTNDR",))),
        **levels(gate, sync, margin=_tenths(line, "SNR"), attenuation=_tenths(line, "LATN"), power=power),
        **_counters(counted, gate, age_s),
        rtx_uncorrected_down=_retransmission(answers, gate),
        remarks=tuple(gate.remarks),
    )


def _rate(answers: Answers, keys: Sequence[str]) -> tuple[int | None, int | None]:
    """Return (down, up) in kbit/s of the first of these keys that is told."""
    for key in keys:
        down, up = answers.number(key, DOWNSTREAM), answers.number(key, UPSTREAM)
        if down is not None or up is not None:
            return (None if down is None or down < 0 else kbps(down)), (None if up is None or up < 0 else kbps(up))
    return None, None


def _tenths(answers: Answers, key: str) -> Pair:
    down, up = answers.number(key, DOWNSTREAM), answers.number(key, UPSTREAM)
    return (None if down is None else down / 10), (None if up is None else up / 10)


def _counters(answers: Answers, gate: Gate, age_s: int | None) -> Values:
    found: Values = {}
    channel, seconds = answers.having("nCodeViolations"), answers.having("nES")
    for held, key, name in (
        (channel, "nCodeViolations", "crc"),
        (channel, "nFEC", "fec"),
        (seconds, "nES", "es"),
        (seconds, "nSES", "ses"),
        (seconds, "nUAS", "uas"),
        (seconds, "nLOSS", "los"),
        (seconds, "nLOFS", "lof"),
    ):
        ends = (held.number(key, NEAR), held.number(key, FAR))
        if ends != (None, None):
            found |= gate.pair(name, ends, f"{key} {ends[0]} / {ends[1]}", counted_at="near", age_s=age_s)
    return found


def _retransmission(answers: Answers, gate: Gate) -> int | None:
    lost = answers.number("nRxUncorrectedProtected", NEAR)
    return gate.count("rtx_uncorrected_down", lost, f"nRxUncorrectedProtected {lost}")


def _mode(answers: Answers) -> str | None:
    """Return the one standard whose bits are set (G.997.1, 7.3.1.1.1), as OpenWrt's `dsl_control` reads them."""
    octets = [answers.text(f"XTSE{number}") or "" for number in range(1, 9)]
    if not all(re.fullmatch(r"(?:0x)?[0-9a-fA-F]{1,2}", each) for each in octets):
        return None
    bits = [0, *(int(each, 16) for each in octets)]
    named = [
        (bits[8] & 0x07, "G.993.2 (VDSL2)"),
        (bits[6] & 0xC7 or bits[7] & 0x0F, "G.992.5 (ADSL2+)"),
        (bits[3] & 0x3C or bits[4] & 0xF0 or bits[5] & 0xFC, "G.992.3 (ADSL2)"),
        (bits[1] & 0xFC, "G.992.1 (ADSL)"),
    ]
    found = [name for held, name in named if held]
    return found[0] if len(found) == 1 else None


def _profile(answers: Answers) -> str | None:
    number = answers.number("nProfile")
    return PROFILES[number] if number is not None and 0 <= number < len(PROFILES) else None


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="dsl_pipe",
    title="Lantiq DSL control program (dsl_pipe, dsl_cpe_pipe.sh)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="ssh",
    min_interval_s=EVENTS_S,
    proof=Proof.DOCUMENTATION,
)
