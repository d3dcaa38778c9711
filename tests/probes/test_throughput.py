from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.transfer import Transfer
from netdoc.model.observation import Gap, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane
from netdoc.ports import Ports
from probes.throughput import PROBE, collect, read, speedtest_argv
from probes.wire.tool import SystemTool
from tests.probes.wire.loopback import RealClock, in_loop

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
SITE = Site(id="s")
RESULT: dict[str, Any] = {
    "download": 95_612_345.6,
    "upload": 19_100_000.4,
    "ping": 8.531,
    "server": {"host": "speed.example:8080", "sponsor": "Example", "name": "Town", "url": "http://speed.example/u.php"},
    "bytes_received": 119_808_560,
    "bytes_sent": 24_117_248,
    "share": None,
}
"""The keys and units of speedtest-cli 2.1.3 `--json`."""


def a_capture(told: object) -> Capture:
    return Capture(told if isinstance(told, bytes) else json.dumps(told).encode(), AT, "host", "test")


def a_download(bins: list[int], **changes: object) -> dict[str, object]:
    return {"host": "files.example", "flows": 4, "bin_s": 0.1, "ramp_s": 2.0, "bins": bins, **changes}


def transfers(told: object) -> list[Transfer]:
    return [cast(Transfer, each.fact) for each in read(SITE, [a_capture(told)]) if isinstance(each, Seen)]


def test_the_probe_runs_alone() -> None:
    assert PROBE.lane is Lane.EXCLUSIVE


def test_the_ramp_up_is_dropped_and_the_rest_averaged() -> None:
    (transfer,) = transfers(a_download([0] * 10 + [50_000] * 10 + [125_000] * 60))

    assert transfer == Transfer(
        direction="down",
        method="http",
        server="files.example",
        rate_kbps=10_000,
        bytes=7_500_000,
        duration_s=6.0,
        flows=4,
    )


def test_a_stall_amid_the_test_counts_as_no_bytes() -> None:
    (transfer,) = transfers(a_download([125_000] * 50 + [0] * 30))

    assert transfer.rate_kbps == 5_000


def test_a_test_cut_short_keeps_at_least_half_of_its_samples() -> None:
    (transfer,) = transfers(a_download([1_000] * 10))

    assert (transfer.duration_s, transfer.rate_kbps) == (0.5, 80)


def test_speedtests_bits_and_milliseconds_become_kilobits_and_microseconds() -> None:
    down, up = transfers(RESULT)

    assert (down.direction, down.rate_kbps, down.bytes, down.ping_us) == ("down", 95612, 119_808_560, 8531)
    assert (up.direction, up.rate_kbps, up.bytes, up.ping_us) == ("up", 19100, 24_117_248, 8531)
    assert (down.method, down.server) == ("speedtest", "speed.example:8080")
    assert down.duration_s == pytest.approx(10.025, abs=0.001)


def test_facts_carry_their_capture_and_plane() -> None:
    capture = a_capture(RESULT)

    assert {(each.subject, each.at, each.capture, each.plane) for each in read(SITE, [capture])} == {
        ("host", AT, capture.digest, Plane.PATH)
    }


def test_a_direction_that_was_not_measured_is_a_gap_and_never_a_rate_of_zero() -> None:
    down, up = read(SITE, [a_capture({**RESULT, "upload": 0, "bytes_sent": 0})])

    assert isinstance(down, Seen)
    assert isinstance(up, Gap)
    assert "upload" in up.why


@pytest.mark.parametrize(
    "told",
    [
        {**RESULT, "download": 0, "upload": 0},
        {**RESULT, "download": None, "upload": "fast"},
        {**RESULT, "download": -5, "upload": 1e30},
        {**RESULT, "server": None},
        {"error": "Too many requests"},
        b"<html>429 Too Many Requests</html>",
        b"Cannot retrieve speedtest configuration\x1b[31m",
        b'{"download": NaN, "upload": Infinity, "server": {}}',
        b"[" * 100_000,
        b"",
        b"[1]",
        a_download([]),
        a_download([0] * 80),
        a_download([-1] * 80),
        a_download([True] * 80),
        a_download([1.5] * 80),
        a_download([5] * 80, bin_s=0),
        a_download([5] * 80, ramp_s=-1),
        a_download([5] * 80, flows=None),
        {"bins": [1]},
    ],
)
def test_a_failed_or_garbled_run_is_unreadable_and_blames_nobody(told: object) -> None:
    with pytest.raises(UnreadableCapture) as gap:
        read(SITE, [a_capture(told)])

    assert "says nothing about the line" in gap.value.hint
    assert "\x1b" not in gap.value.message


def test_a_hostile_server_name_stays_text() -> None:
    (down, _) = transfers({**RESULT, "server": {"host": "#eval(1) \u001b[2J <b>"}})

    assert down.server == "#eval(1) \ufffd[2J <b>"


@pytest.mark.parametrize(
    ("url", "end"),
    [("speedtest:", ["--secure"]), ("speedtest:http://192.0.2.9/", ["--mini", "http://192.0.2.9/"])],
)
def test_the_site_file_chooses_speedtest_and_its_server(url: str, end: list[str]) -> None:
    assert speedtest_argv(url) == [sys.executable, "-P", "-m", "speedtest", "--json", *end]


@pytest.mark.parametrize("url", ["speedtest:--share", "speedtest:ftp://h/", "speedtest:http://u:p@h/", "speedtest:x"])
def test_a_server_that_is_no_address_never_reaches_the_command_line(url: str) -> None:
    with pytest.raises(CannotMeasure, match="no Speedtest Mini server"):
        speedtest_argv(url)


def ports(tool: object = None) -> Ports:
    none = cast(Any, None)
    return Ports(RealClock(), none, none, none, none, none, none, cast(Any, tool), none, none)


@in_loop
async def test_without_a_configured_test_the_gap_names_the_key() -> None:
    with pytest.raises(CannotMeasure) as gap:
        await collect(SITE, ports())

    assert "[throughput]" in gap.value.hint and "`url`" in gap.value.hint


@in_loop
async def test_a_speedtest_server_that_is_not_there_is_a_gap_about_the_tool() -> None:
    site = Site(id="s", test_url="speedtest:http://127.0.0.1:9/")
    with pytest.raises(CannotMeasure, match="speedtest-cli") as gap:
        await collect(site, ports(SystemTool(RealClock())))

    assert "says nothing about the line" in gap.value.hint


MINI = """
import http.server, sys
CONFIG = (b'<?xml version="1.0"?><settings><client ip="192.0.2.1" lat="0" lon="0" isp="Lab" isprating="3.7" rating="0"'
    b' ispdlavg="0" ispulavg="0" loggedin="0" country="XX"/><server-config threadcount="2" ignoreids="" /><download'
    b' testlength="2" initialtest="250K" mintestsize="250K" threadsperurl="2"/><upload testlength="2" ratio="5"'
    b' initialtest="0" mintestsize="32K" threads="2" maxchunksize="512K" maxchunkcount="10" threadsperurl="2"/>'
    b'</settings>')
class Mini(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path.endswith("speedtest-config.php"): self.say(CONFIG)
        elif path == "/": self.say(b'upload_extension: "php"')
        elif path.endswith("latency.txt"): self.say(b"test=test\\n")
        elif path.endswith(".jpg"): self.say(b"x" * 250_000)
        else: self.send_error(404)
    def do_POST(self):
        left = int(self.headers["Content-Length"])
        while left > 0: left -= len(self.rfile.read(min(left, 65536)))
        self.say(b"size=500")
    def say(self, body):
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
print("ready", flush=True)
http.server.ThreadingHTTPServer(("", 80), Mini).serve_forever()
"""
RUN = """
import asyncio, json, sys
from netdoc.model.codec import fact_to_plain
from netdoc.model.site import Site
from probes import connect
from probes.throughput import collect, read
from tests.probes.wire.loopback import HeldSecrets, RealClock
site = Site(id="s", test_url=sys.argv[1])
captures = asyncio.run(collect(site, connect(RealClock(), HeldSecrets())))
print(json.dumps([fact_to_plain(each.fact) for each in read(site, captures)]))
"""


@pytest.mark.lab
def test_speedtest_cli_runs_for_real_against_a_mini_server_in_a_namespace(lab_machine: None) -> None:
    from tests.lab.namespaces import Group, enter, ip_batch, run_in

    root = str(Path(__file__).parents[2])
    with Group(["pc", "server"]) as office:
        pc, server = office.name("pc"), office.name("server")
        ip_batch([f"link add eth0 netns {pc} type veth peer name eth0 netns {server}"])
        ip_batch(["addr add 192.168.89.9/24 dev eth0", "link set eth0 up"], namespace=pc)
        ip_batch(["addr add 192.168.89.1/24 dev eth0", "link set eth0 up"], namespace=server)
        # speedtest-cli asks www.speedtest.net for its settings even with --mini: the lab answers for it.
        hosts = "127.0.0.1 localhost\n192.168.89.1 www.speedtest.net\n"
        office.etc("pc", {"hosts": hosts, "resolv.conf": "", "nsswitch.conf": "hosts: files\n"})
        argv = enter(server, [sys.executable, "-c", MINI])
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as mini:
            try:
                assert mini.stdout is not None
                assert mini.stdout.readline() == "ready\n"
                code = f"import sys; sys.path.insert(0, {root!r})\n{RUN}"
                command = [sys.executable, "-c", code, "speedtest:http://192.168.89.1/"]
                down, up = json.loads(run_in(pc, command, timeout_s=90).stdout)
            finally:
                mini.kill()

    assert (down["direction"], up["direction"]) == ("down", "up")
    assert down["method"] == up["method"] == "speedtest"
    assert down["server"].startswith("192.168.89.1")
    assert down["rate_kbps"] > 10_000
    assert up["rate_kbps"] > 10_000
    assert 0 < down["ping_us"] < 1_000_000
