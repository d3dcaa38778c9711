"""The forms in which systems tell of their Wi-Fi: labels, bounds, and what of a saved text may be kept.

- Windows: `netsh wlan show interfaces`, English and German; a signal in percent, since Windows 11 also in dBm (`Rssi`).
- macOS: `airport -I` (until 14), `wdutil info` (section WIFI), `system_profiler SPAirPortDataType` (network in use).
- Linux: `nmcli dev wifi` (the row in use; its RATE is the access point's best, not the one in use), `iw dev X link` and
  `iw dev X station dump`.

A value that a text tells twice and differently is none: two cards, or two looks in one file. Names of networks, their
hardware addresses, and the networks of neighbours are not kept (`kept`): they are nobody's business here.
Sources: Microsoft's wlanapi documentation; the man pages of airport, wdutil, system_profiler and nmcli; iw 5 and 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from probes.modems._plausible import Gate
from probes.modems._text import only

SIGNAL_DBM, NOISE_DBM, RATE_MBPS = (-110.0, -10.0), (-130.0, -40.0), (0.5, 50_000.0)
GREATEST_CHANNEL, BAND_MHZ, WIDTHS_MHZ = 233, (2_400, 7_130), (20, 40, 80, 160, 320)
_N = r"(\d{1,5}(?:[.,]\d{1,2})?)"
_DBM = r"(-\d{1,3}(?:\.\d)?)"
_IN_USE = (
    r"^\*\s.*\bInfra[ \t]+%s(?:[ \t]+%s MHz)?[ \t]+\d{1,5} Mbit/s(?:[ \t]+%s MHz)?[ \t]+%s[ \t]+[▂▄▆█_]{4}(?:[ \t].*)?$"
)
"""The row in use: channel, frequency, the access point's best rate, width, signal, bars."""
LABEL = r"^[ \t]*%s[ \t]*:[ \t]*%s[ \t]*$"


@dataclass(frozen=True, slots=True)
class Form:
    """One system's words.

    Attributes:
        marks: patterns that all have to be in a text of this form.
        values: field → patterns of a whole line, the value in group 1.
        states: what stands for connected and for not, both patterns of a whole line.
    """

    system: str
    marks: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    states: tuple[str, str] | None = None

    def fits(self, text: str) -> bool:
        """Return whether a text is of this form."""
        return all(re.search(each, text, re.MULTILINE) for each in self.marks)

    def told(self, text: str, name: str) -> list[str]:
        """Return what the lines of a field say."""
        found = [each for form in self.values.get(name, ()) for each in re.finditer(form, text, re.MULTILINE)]
        return [each[1] for each in found if each[1] is not None]


def _labelled(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(LABEL % pair for pair in pairs)


_STATION = {
    "signal_dbm": (rf"^[ \t]*signal:[ \t]*{_DBM}(?:[ \t]*\[[-\d, ]+\])? dBm[ \t]*$",),
    "rx_rate_mbps": (rf"^[ \t]*rx bitrate:[ \t]*{_N} MBit/s\b.*$",),
    "tx_rate_mbps": (rf"^[ \t]*tx bitrate:[ \t]*{_N} MBit/s\b.*$",),
    "channel_width_mhz": (r"^[ \t]*tx bitrate:[ \t]*[\d.]+ MBit/s\b.* (\d{2,3})MHz\b.*$",),
    **{
        name: _labelled((label, r"(\d{1,15})"))
        for name, label in (
            ("tx_packets", "tx packets"), ("tx_retries", "tx retries"), ("tx_failed", "tx failed"),
            ("beacon_losses", "beacon loss"),
        )
    },
}  # fmt: skip
FORMS = (
    Form(
        "netsh",
        (
            r"^[ \t]*(?:GUID)[ \t]*:[ \t]*[0-9a-fA-F-]{36}[ \t]*$",
            r"^[ \t]*(?:State|Status)[ \t]*:",
            r"^[ \t]*(?:Description|Beschreibung)[ \t]*:",
        ),
        {
            "signal_pct": _labelled((r"Signal", r"(\d{1,3})\s?%")),
            "signal_dbm": _labelled((r"Rssi", _DBM)),
            "channel": _labelled((r"(?:Channel|Kanal)", r"(\d{1,3})")),
            "rx_rate_mbps": _labelled((r"(?:Receive rate \(Mbps\)|Empfangsrate \(MBit/s\))", _N)),
            "tx_rate_mbps": _labelled((r"(?:Transmit rate \(Mbps\)|\S{1,3}bertragungsrate \(MBit/s\))", _N)),
            "standard": _labelled((r"(?:Radio type|Funktyp)", r"(802\.11\w{1,3})")),
        },
        (
            LABEL % (r"(?:State|Status)", r"([Cc]onnected|[Vv]erbunden)"),
            LABEL % (r"(?:State|Status)", r"([Dd]isconnected|[Gg]etrennt|[Nn]icht verbunden)"),
        ),
    ),
    Form(
        "airport",
        (r"^[ \t]*agrCtlRSSI:", r"^[ \t]*(?:state|op mode):"),
        {
            "signal_dbm": _labelled(("agrCtlRSSI", _DBM)),
            "noise_dbm": _labelled(("agrCtlNoise", _DBM)),
            "tx_rate_mbps": _labelled(("lastTxRate", _N)),
            "channel": _labelled(("channel", r"(\d{1,3})(?:,-?\d{1,3})?")),
            "channel_width_mhz": _labelled(("channel", r"\d{1,3},(80|160)")),
        },
        (LABEL % ("state", "(running)"), LABEL % ("state", "(init)")),
    ),
    Form(
        "wdutil",
        (r"^WIFI[ \t]*$", r"^[ \t]*RSSI[ \t]*:", r"^[ \t]*PHY Mode[ \t]*:"),
        {
            "signal_dbm": _labelled(("RSSI", rf"{_DBM} dBm")),
            "noise_dbm": _labelled(("Noise", rf"{_DBM} dBm")),
            "tx_rate_mbps": _labelled(("Tx Rate", rf"{_N} Mbps")),
            "channel": _labelled(("Channel", r"[256]g(\d{1,3})/\d{2,3}(?: .*)?")),
            "channel_width_mhz": _labelled(("Channel", r"[256]g\d{1,3}/(\d{2,3})(?: .*)?")),
            "standard": _labelled(("PHY Mode", r"(11\w{1,3})")),
        },
    ),
    Form(
        "system_profiler",
        (r"^[ \t]*Current Network Information:[ \t]*$", r"^[ \t]*PHY Mode:"),
        {
            "signal_dbm": _labelled(("Signal / Noise", rf"{_DBM} dBm / -\d{{1,3}} dBm")),
            "noise_dbm": _labelled(("Signal / Noise", rf"-\d{{1,3}} dBm / {_DBM} dBm")),
            "tx_rate_mbps": _labelled(("Transmit Rate", _N)),
            "channel": _labelled(("Channel", r"(\d{1,3})(?: \(.*\))?")),
            "channel_width_mhz": _labelled(("Channel", r"\d{1,3} \([256]GHz, (\d{2,3})MHz\)")),
            "standard": _labelled(("PHY Mode", r"(802\.11\w{1,3})")),
        },
        (LABEL % ("Status", "(Connected)"), LABEL % ("Status", "(Off|Disconnected|Not Connected)")),
    ),
    Form(
        "nmcli",
        (r"^IN-USE\s.*\bSIGNAL\b", r"^\*\s"),
        {
            "channel": (_IN_USE % (r"(\d{1,3})", r"\d{4}", r"\d{2,3}", r"\d{1,3}"),),
            "channel_mhz": (_IN_USE % (r"\d{1,3}", r"(\d{4})", r"\d{2,3}", r"\d{1,3}"),),
            "channel_width_mhz": (_IN_USE % (r"\d{1,3}", r"\d{4}", r"(\d{2,3})", r"\d{1,3}"),),
            "signal_pct": (_IN_USE % (r"\d{1,3}", r"\d{4}", r"\d{2,3}", r"(\d{1,3})"),),
        },
        (r"^(\*)\s.*\bInfra\b.*$", r"^(?!)()$"),
    ),
    Form(
        "iw",
        (r"^Connected to [0-9a-fA-Fx:]{17} \(on \S+\)", r"^[ \t]*freq:"),
        {**_STATION, "channel_mhz": _labelled(("freq", r"(\d{4})(?:\.0)?"))},
        (r"^(Connected) to [0-9a-fA-Fx:]{17} \(on \S+\)[ \t]*$", r"^(Not connected)\.[ \t]*$"),
    ),
    Form(
        "iw",
        (r"^Station [0-9a-fA-Fx:]{17} \(on \S+\)", r"^[ \t]*(?:inactive time|signal):"),
        _STATION,
        (r"^(Station) [0-9a-fA-Fx:]{17} \(on \S+\)[ \t]*$", r"^(?!)()$"),
    ),
)


def form_of(text: str) -> Form | None:
    """Return the form of a text, or None where it is of none or of several systems."""
    fitting = [each for each in FORMS if each.fits(text)]
    return fitting[0] if len({each.system for each in fitting}) == 1 else None


def fields_of(form: Form, text: str, gate: Gate) -> dict[str, object]:
    """Return the fields of a text of this form; what is impossible, or told in two ways, is left out and told."""
    found: dict[str, object] = {"connected": _connected(form, text)}
    for name in form.values:
        told = form.told(text, name)
        raw = only(told)
        if told and raw is None:
            gate.left_out(name, ", ".join(told[:3]), "told in several ways, as of two cards or two looks")
        elif raw is not None:
            found[name] = _value(name, raw, gate)
    return found


def _connected(form: Form, text: str) -> bool | None:
    if form.states is None:
        return None
    yes, no = (bool(re.search(each, text, re.MULTILINE)) for each in form.states)
    return yes if yes is not no else None


def _value(name: str, raw: str, gate: Gate) -> object:
    if name == "standard":
        return raw
    number = float(raw.replace(",", "."))
    whole = name not in ("signal_dbm", "noise_dbm", "rx_rate_mbps", "tx_rate_mbps")
    possible = {
        "signal_dbm": SIGNAL_DBM[0] <= number <= SIGNAL_DBM[1],
        "noise_dbm": NOISE_DBM[0] <= number <= NOISE_DBM[1],
        "rx_rate_mbps": RATE_MBPS[0] <= number <= RATE_MBPS[1],
        "tx_rate_mbps": RATE_MBPS[0] <= number <= RATE_MBPS[1],
        "signal_pct": 0 <= number <= 100,
        "channel": 1 <= number <= GREATEST_CHANNEL,
        "channel_mhz": BAND_MHZ[0] <= number <= BAND_MHZ[1],
        "channel_width_mhz": number in WIDTHS_MHZ,
    }.get(name, True)
    if not possible:
        gate.left_out(name, raw, "not a possible value")
        return None
    return int(number) if whole else number


REMOVED = "[removed]"
_NAMED = re.compile(
    r"^(?P<head>[ \t]*(?:(?:AP )?B?SSID|Profile?|Name|Physical address|Physikalische Adresse|Physische Adresse|"
    r"MAC Address|IPv[46] Addresses|DNS Addresses|NetworkServiceID)[ \t]*:[ \t]*)(?P<value>\S.*?)[ \t]*$",
    re.MULTILINE,
)
_MAC = re.compile(
    r"(?<![0-9A-Fa-f:-])((?:[0-9A-Fa-f]{2}[:-]){3})(?:[0-9A-Fa-f]{2}[:-]){2}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])"
)
_CURRENT = re.compile(
    r"^(?P<head>[ \t]*Current Network Information:[ \t]*\n[ \t]*)(?P<name>\S[^\n]*):[ \t]*$", re.MULTILINE
)
_OTHERS = re.compile(r"^[ \t]*Other Local Wi-Fi Networks:[ \t]*\n.*", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^(?P<star>\*[ \t]+).*?(?P<rest>\bInfra[ \t]+\d.*)$", re.MULTILINE)
_WIFI_ALONE = re.compile(
    r"\A.*?^(?=WIFI[ \t]*$)|(?<=\n)[^\n]*\n(?!WIFI)[A-Z][A-Z ]{3,40}\n.*\Z", re.MULTILINE | re.DOTALL
)


def kept(text: str) -> str:
    """Return a text of one of the forms without names and addresses of networks, the office's and the neighbours'."""
    form = form_of(text)
    if form is None:
        return text
    if form.system == "system_profiler":
        text = _CURRENT.sub(lambda found: f"{found['head']}{REMOVED}:", _OTHERS.sub("", text))
    elif form.system == "nmcli":
        rows = [each for each in text.split("\n") if not each.strip() or each.startswith(("IN-USE", "*"))]
        text = _ROW.sub(lambda found: f"{found['star']}{REMOVED} {found['rest']}", "\n".join(rows))
    elif form.system == "wdutil":
        text = _WIFI_ALONE.sub("", text)
    text = _NAMED.sub(lambda found: f"{found['head']}{REMOVED}", text)
    return _MAC.sub(lambda found: found[1] + "xx:xx:xx", text)


def systems(texts: Sequence[str]) -> set[str]:
    """Return which systems some texts are of."""
    return {form.system for each in texts if (form := form_of(each)) is not None}
