"""OpenWrt on Lantiq chips (Danube, VRX200, VRX300): `ubus call dsl metrics`, older `dsl_control status`, LuCI's page.

Asked by ssh, one session; the box's own clock comes from /proc/uptime.

Source: captures of VRX200 boxes (one answer cut off); fields and units from `dsl_cpe_ubus.c`, `dsl_control` and LuCI.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._json import Tree, parse
from probes.modems._lantiq import uptime_s
from probes.modems._openwrt_metrics import read_metrics
from probes.modems._openwrt_text import flat_of, flat_values, read_flat, read_text
from probes.modems._sessions import by_ssh, weak_ssh
from probes.modems._text import lines_of

TIMEOUT_S = 60.0
METRICS, STATUS, CLOCK = "ubus call dsl metrics", "/etc/init.d/dsl_control status", "cat /proc/uptime"
_JSON = re.compile(r'"(?:chipset|firmware_version|api_version)"\s*:\s*"')
_JSON_LINE = re.compile(r'"(?:state_num|atu_c|driver_version|power_state_num)"\s*:')
_LUCI_JSON = re.compile(r'"line_state"\s*:\s*"(?:UP|DOWN)"')
_FLAT = re.compile(r"^dsl\.(?:line_state|chipset|data_rate_down)\w*=", re.MULTILINE)
_STATE = re.compile(r"^[ \t]*Line State:[ \t]+(?:UP|DOWN)(?:[ \t]+\[0x[0-9a-f]+[^\n]{0,40}\])?[ \t\r]*$", re.MULTILINE)
_BESIDE = re.compile(
    r"^[ \t]*(?:ATU-C Vendor ID|XTSE Capabilities|Chipset|Line Mode|Max\. Attainable Data Rate \(ATTNDR\)):",
    re.MULTILINE,
)

_KEYS = (("chipset",), ("firmware_version",), ("api_version",), ("state_num",), ("line_state",))

_plans: dict[tuple[str, int | None], str] = {}
"""What a box answered: metrics, or the older status."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the state of a DSL line as OpenWrt tells it."""
    text = body[:200_000].decode("latin-1")
    if _JSON.search(text) and _JSON_LINE.search(text):
        return Score.CERTAIN
    if _FLAT.search(text) or (_LUCI_JSON.search(text) and '"line_state_detail"' in text):
        return Score.CERTAIN
    return Score.CERTAIN if _STATE.search(text) and _BESIDE.search(text) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask the driver and the box's clock in one session; a box met for the first time is asked both ways."""
    device = by_ssh(device)
    key = (device.address, device.port)
    known = _plans.get(key)
    commands = (*((METRICS, STATUS) if known is None else (known,)), CLOCK)
    taken = list(await ports.shell.run(device, commands, timeout_s=TIMEOUT_S))
    line = next(
        ((command, each) for command, each in zip(commands, taken, strict=False) if recognises(each.body)), None
    )
    if line is None:
        _plans.pop(key, None)
        return taken[:1]
    _plans[key] = line[0]
    return [line[1], *(each for each in taken if uptime_s(lines_of(each.body)) is not None)]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, and the chip and the box's clock as one `DeviceState`.

    Units: bit/s and kbit/s as printed, converted to kbit/s; dB and dBm; seconds.

    Raises:
        UnreadableCapture: no answer holds the state of a line.
    """
    line: DslLine | None = None
    box: DeviceState | None = None
    clock: int | None = None
    for each in captures:
        lines = lines_of(each.body)
        clock = uptime_s(lines) if clock is None else clock
        if line is None and recognises(each.body):
            line, box = _read(each.body, lines)
    if line is None:
        raise UnreadableCapture(
            "openwrt_dsl: the answer holds no state of a DSL line",
            hint="log in to the box, save what `ubus call dsl metrics` or `/etc/init.d/dsl_control status` prints",
        )
    warning = weak_ssh(captures)
    if box is None and clock is None and not warning:
        return (line,)
    box = box or DeviceState()
    return (line, replace(box, uptime_s=clock, remarks=(*box.remarks, *warning)))


def _read(body: bytes, lines: Sequence[str]) -> tuple[DslLine, DeviceState | None]:
    tree = _tree(body.decode("utf-8", "replace"))
    if tree is not None and not tree.named("line_state"):
        return read_metrics(tree)
    held = flat_values(lines) if tree is None else flat_of(tree)
    return read_flat(held) if held else read_text(lines)


def _tree(text: str) -> Tree | None:
    """Return the JSON object of the metrics, wherever it begins in the text."""
    for found in re.finditer(r"^[ \t]*\{", text, re.MULTILINE):
        tree = parse(text[found.end() - 1 :])
        if any(path[-1:] in _KEYS for path in tree.values):
            return _object_of(tree)
        if found.start() > 10_000:
            break
    return None


def _object_of(tree: Tree) -> Tree:
    """Return the object that holds the line: the outermost, or the one that an envelope of JSON-RPC holds."""
    places = {path[:-1] for path in tree.values if path[-1:] in _KEYS}
    if len(places) != 1 or (place := places.pop()) == ():
        return tree
    held = {path[len(place) :]: value for path, value in tree.values.items() if path[: len(place)] == place}
    return Tree(held, tree.whole)


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="openwrt_dsl",
    title="OpenWrt on Lantiq chips (ubus dsl metrics, dsl_control)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="ssh",
    min_interval_s=EVENTS_S,
)
