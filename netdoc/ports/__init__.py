"""The outside world, whole: what a probe may ask for. Tests pass a replay that answers from captures.

Every call either returns what came back, raises `NotAnswered` (it was asked and failed: evidence about
the network) or raises `CannotMeasure` (we could not ask: about us). Timeouts are hard: no call takes
longer than its `timeout_s` plus a second.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from netdoc.ports.asked import Asked, NoAsked
from netdoc.ports.boxes import (
    Credential,
    Door,
    Doors,
    EveryLogin,
    Http,
    Logins,
    NoDoors,
    Nut,
    Secrets,
    Shell,
    Snmp,
    WebManner,
)
from netdoc.ports.network import (
    Clock,
    Dns,
    DnsAnswer,
    Echo,
    EchoEngine,
    EchoReply,
    EchoTarget,
    Files,
    Tool,
    Trace,
)
from netdoc.ports.outside import Mail, MailServer, NoMail, NoTimeAuthorities, TimeAuthorities
from netdoc.ports.page import NoPage, Page
from netdoc.ports.raw import NoRaw, Raw
from netdoc.ports.reach import NoReach, Reach
from netdoc.ports.secure_dns import NoSecureDns, SecureDns
from netdoc.ports.services import Connects, NoConnects
from netdoc.ports.sizes import NoSizes, Sizes
from netdoc.ports.times import NoTimes, Times

__all__ = [
    "Asked",
    "Clock",
    "Connects",
    "Credential",
    "Dns",
    "DnsAnswer",
    "Door",
    "Doors",
    "Echo",
    "EchoEngine",
    "EchoReply",
    "EchoTarget",
    "EveryLogin",
    "Files",
    "Http",
    "Logins",
    "Mail",
    "MailServer",
    "NoAsked",
    "NoConnects",
    "NoDoors",
    "NoMail",
    "NoPage",
    "NoRaw",
    "NoReach",
    "NoSecureDns",
    "NoSizes",
    "NoTimeAuthorities",
    "NoTimes",
    "Nut",
    "Page",
    "Ports",
    "Raw",
    "Reach",
    "Secrets",
    "SecureDns",
    "Shell",
    "Sizes",
    "Snmp",
    "TimeAuthorities",
    "Times",
    "Tool",
    "Trace",
    "WebManner",
]


@dataclass(frozen=True, slots=True)
class Ports:
    """The bundle handed to every probe and driver."""

    clock: Clock
    echo: Echo
    trace: Trace
    dns: Dns
    snmp: Snmp
    http: Http
    shell: Shell
    tool: Tool
    files: Files
    nut: Nut
    doors: Doors = field(default_factory=NoDoors)
    logins: Logins = field(default_factory=EveryLogin)
    connects: Connects = field(default_factory=NoConnects)
    sizes: Sizes = field(default_factory=NoSizes)
    reach: Reach = field(default_factory=NoReach)
    raw: Raw = field(default_factory=NoRaw)
    time_authorities: TimeAuthorities = field(default_factory=NoTimeAuthorities)
    mail: Mail = field(default_factory=NoMail)
    times: Times = field(default_factory=NoTimes)
    asked: Asked = field(default_factory=NoAsked)
    page: Page = field(default_factory=NoPage)
    secure_dns: SecureDns = field(default_factory=NoSecureDns)
