"""Wi-Fi of a computer of the office, as its own system prints it: Windows, macOS or Linux; saved there and imported.

`netsh wlan show interfaces > wifi.txt` on the client's PC, then here
`netdoc import modem wifi.txt OFFICE --subject reception-pc --at 09:15`. The forms are in `_wifi_forms`.

Source: documentation of each system, and the form of public examples; no capture of a device of our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.wifi_state import WifiState
from netdoc.model.plane import Plane
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems._plausible import Gate
from probes.modems._text import lines_of
from probes.modems._wifi_forms import fields_of, form_of, kept, systems

_LOOKED_AT = 400_000
HOW = "save what `netsh wlan show interfaces` prints on that computer, and import the file"


def recognises(body: bytes) -> Score:
    """Return how sure it is that a system tells of its Wi-Fi here."""
    return Score.CERTAIN if form_of(_text(body)) is not None else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Refuse: another computer's own programs are run there, by whoever sits at it.

    Raises:
        CannotMeasure: always.
    """
    raise CannotMeasure("the Wi-Fi of another computer cannot be asked from here", hint=HOW)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the Wi-Fi that the texts of one computer tell of.

    Units: dBm, percent, MHz, Mbit/s, as each system prints them; frames since the access point was joined.

    Raises:
        UnreadableCapture: no text of a known form, or of two systems.
    """
    texts = [kept(_text(each.body)) for each in captures]
    told = systems(texts)
    if len(told) != 1:
        raise UnreadableCapture("wifi_text: no system tells of its Wi-Fi here" if not told else
                                f"wifi_text: {' and '.join(sorted(told))} tell of two computers", hint=HOW)  # fmt: skip
    gate, found = Gate(), dict[str, Any]()
    for text in texts:
        form = form_of(text)
        for name, value in fields_of(form, text, gate).items() if form is not None else ():
            if found.get(name) is None:
                found[name] = value
            elif value is not None and value != found[name]:
                gate.left_out(name, f"{found[name]}, {value}", "two answers differ")
                found[name] = None
    if not any(value is not None for value in found.values()):
        raise UnreadableCapture("wifi_text: the text holds no value of a Wi-Fi", hint=HOW)
    if found.get("connected") is False:
        found = {"connected": False}
    return [WifiState(system=told.pop(), remarks=tuple(gate.remarks), **found)]


def clean(body: bytes) -> bytes:
    """Return a saved text without the names and addresses of networks; one of another form as it is."""
    text = _text(body)
    # the line's end again: a last line without one counts as cut
    return f"{kept(text)}\n".encode() if form_of(text) is not None else body


def _text(body: bytes) -> str:
    return "\n".join(lines_of(body[:_LOOKED_AT]))


DRIVER = Driver(
    id="wifi_text",
    title="Wi-Fi of a computer (netsh, airport, wdutil, system_profiler, nmcli, iw)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="file",
    proof=Proof.DOCUMENTATION,
    plane=Plane.HOST,
    clean=clean,
)
