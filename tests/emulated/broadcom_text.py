"""The state of an emulated Broadcom modem, and the driver text that its line and box would print."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, fields
from typing import Any

KEYS = ("FEC", "CRC", "ES", "SES", "UAS", "LOS", "LOF", "LOM")
SECTIONS = ("total", "latest_15", "previous_15", "latest_day", "previous_day", "since_link")
TITLES = ("Total", "Latest 15 minutes", "Previous 15 minutes", "Latest 1 day", "Previous 1 day", "Since Link")
QUARTER_S, DAY_S = 900, 86_400


@dataclass
class BoxState:
    """What the box is and how it behaves. `counters` holds [down, up] by section and key; absent is 0.

    Section `total` is raised to what its parts add up to, so that the text stays consistent.

    manners, any of:
        negotiate, ansi, double_prompt, double_echo, first_enter, no_echo,
        busy, silent, drop_at_connect, drop_after_password, drop_mid_answer, garbage, byte_a_minute,
        no_uptime (neither /proc/uptime nor uptime), needs_sh (a closed CLI until `sh`).
    """

    booted_at: float = field(default_factory=lambda: time.time() - 400_000)
    showtime_at: float | None = field(default_factory=lambda: time.time() - 300_000)
    sync: bool = True
    status: str = ""
    retrain_reason: str = "0"
    mode: str = "VDSL2 Annex B"
    profile: str = "17a"
    rate: tuple[int, int] = (39_999, 7_833)
    attainable: tuple[int, int] = (47_522, 7_833)
    margin: tuple[float, float] = (8.1, 6.4)
    attenuation: tuple[float, float] = (21.3, 0.0)
    power: tuple[float, float] = (12.9, 5.8)
    counters: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    program: str = "xdslctl"
    user: str = "admin"
    password: str = "secret-of-the-box"
    login_prompt: str = "Login: "
    password_prompt: str = "Password: "
    prompt: str = "> "
    banner: str = "BCM96368 Broadband Router"
    page_lines: int = 0
    delay_s: float = 0.0
    manners: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> BoxState:
        """Return the state that a JSON object describes; unknown keys are an error."""
        held: dict[str, Any] = json.loads(text)
        known = {each.name for each in fields(cls)}
        assert set(held) <= known, f"unknown keys {sorted(set(held) - known)}; known: {sorted(known)}"
        return cls(**held)

    def to_json(self) -> str:
        """Return the state as a JSON object."""
        return json.dumps({each.name: getattr(self, each.name) for each in fields(self)}, indent=1)


def driver_text(state: BoxState, now: float) -> str:
    """Return what `info --stats` prints."""
    in_sync = state.sync and state.showtime_at is not None
    status = state.status or ("Showtime" if in_sync else "G.994 Training")
    out = [
        f"{state.program}: ADSL driver and PHY status",
        f"Status: {status}",
        f"Last Retrain Reason:\t{state.retrain_reason}",
        "Last initialization procedure status:\t0",
    ]
    if in_sync:
        out += [
            f"Max:\tUpstream rate = {state.attainable[1]} Kbps, Downstream rate = {state.attainable[0]} Kbps",
            f"Bearer:\t0, Upstream rate = {state.rate[1]} Kbps, Downstream rate = {state.rate[0]} Kbps",
            "",
            "Link Power State:\tL0",
            f"Mode:\t\t\t{state.mode}",
            f"VDSL2 Profile:\t\tProfile {state.profile}",
            "TPS-TC:\t\t\tPTM Mode(0x0)",
            "Trellis:\t\tU:ON /D:ON",
            "Line Status:\t\tNo Defect",
            "Training Status:\tShowtime",
            "\t\tDown\t\tUp",
            f"SNR (dB):\t {state.margin[0]:.1f}\t\t {state.margin[1]:.1f}",
            f"Attn(dB):\t {state.attenuation[0]:.1f}\t\t {state.attenuation[1]:.1f}",
            f"Pwr(dBm):\t {state.power[0]:.1f}\t\t {state.power[1]:.1f}",
        ]
    out += _counter_text(state, now)
    return "\n".join(out) + "\n"


def _counter_text(state: BoxState, now: float) -> list[str]:
    up_s = max(0, int(now - state.booted_at))
    in_sync = state.sync and state.showtime_at is not None
    link_s = min(up_s, max(0, int(now - (state.showtime_at or now)))) if in_sync else 0
    held = {name: {key: tuple(state.counters.get(name, {}).get(key, (0, 0))) for key in KEYS} for name in SECTIONS}
    for key in KEYS:
        held["total"][key] = tuple(
            max(
                held["total"][key][side],
                held["since_link"][key][side],
                held["latest_15"][key][side] + held["previous_15"][key][side],
                held["latest_day"][key][side] + held["previous_day"][key][side],
            )
            for side in (0, 1)
        )
    link, total = held["since_link"], held["total"]
    ages = (
        up_s,
        up_s % QUARTER_S,
        QUARTER_S if up_s >= QUARTER_S else 0,
        up_s % DAY_S,
        DAY_S if up_s >= DAY_S else 0,
        link_s,
    )
    out = [
        "\t\t\tCounters",
        "\t\t\tBearer 0",
        f"OHF:\t\t{link_s * 58}\t\t{link_s * 6}",
        _columns("OHFErr", link["CRC"]),
        f"RS:\t\t{link_s * 900}\t\t{link_s * 40}",
        _columns("RSCorr", link["FEC"]),
        "RSUnCorr:\t0\t\t0",
        "",
        "\t\t\tBearer 0",
        "HEC:\t\t0\t\t0",
        "OCD:\t\t0\t\t0",
        "LCD:\t\t0\t\t0",
        "",
        _columns("ES", total["ES"]),
        _columns("SES", total["SES"]),
        _columns("UAS", total["UAS"]),
        f"AS:\t\t{link_s}",
        "",
        "Bitswap:\t12/12\t\t4/4",
        "",
    ]
    for title, name, age_s in zip(TITLES, SECTIONS, ages, strict=True):
        out.append(f"{title} time = {duration(age_s)}")
        out += [_columns(key, held[name][key]) for key in KEYS]
    return out


def _columns(key: str, pair: Any) -> str:
    return f"{key}:\t\t{pair[0]}\t\t{pair[1]}"


def duration(seconds: int) -> str:
    """Return seconds as the driver prints them: `1 days 3 hours 54 min 41 sec`, units of zero left out."""
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{days} days"] * bool(days) + [f"{hours} hours"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join([*parts, f"{left} sec"])
