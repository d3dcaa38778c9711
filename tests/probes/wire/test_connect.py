from __future__ import annotations

import subprocess
import sys

from netdoc.ports import Ports
from probes import connect
from tests.probes.wire.loopback import HeldSecrets, RealClock, in_loop

HEAVY = ("aiohttp", "pysnmp", "telnetlib3", "dns", "icmplib", "scapy", "asyncssh")


def test_connecting_loads_none_of_the_network_libraries() -> None:
    code = (
        "import sys; from probes import connect; connect(None, None); "
        f"print([each for each in {HEAVY} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)

    assert done.stdout.strip() == "[]"


@in_loop
async def test_an_adapter_is_made_at_its_first_use_and_kept() -> None:
    ports = connect(RealClock(), HeldSecrets())

    capture = await ports.tool.run(["echo", "here"], timeout_s=5)

    assert capture.body == b"here\n"
    assert ports.tool.run.__self__ is ports.tool.run.__self__  # type: ignore[attr-defined]


def test_every_port_of_the_bundle_is_there_with_its_methods() -> None:
    ports = connect(RealClock(), HeldSecrets())

    used = {
        "echo": ("engines", "open"),
        "trace": ("trace",),
        "dns": ("ask",),
        "snmp": ("get", "columns"),
        "http": ("get", "soap", "session", "ssdp", "download"),
        "shell": ("run",),
        "tool": ("run",),
        "files": ("read", "names"),
        "nut": ("variables",),
        "doors": ("listen", "page"),
        "connects": ("attempts",),
        "sizes": ("greeting", "sweep"),
        "reach": ("addresses", "connect"),
        "raw": ("dhcp", "arp", "pppoe"),
        "time_authorities": ("ask",),
        "mail": ("send",),
        "times": ("sntp", "http_date"),
        "asked": ("interface", "port", "echo"),
        "page": ("first",),
        "secure_dns": ("over_tls", "over_https"),
    }
    assert {*used, "clock", "logins"} == set(Ports.__dataclass_fields__)
    for port, methods in used.items():
        for method in methods:
            assert callable(getattr(getattr(ports, port), method))
