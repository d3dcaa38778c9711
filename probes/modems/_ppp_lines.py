"""Lines of routers' logs that tell of the session or of the port to the modem: pppd, rp-pppoe, netifd, kernel, ASUS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from probes.modems._log_times import Stamp, leading

_TAGGED = re.compile(
    r"(?:.{0,120}?\s)?(?P<program>WAN(?: ?\([0-9]\))? Connection|[A-Za-z][A-Za-z0-9_.-]{0,40})"
    r"(?:\[(?P<pid>[0-9]{1,8})\])?: (?P<text>.*)"
)
_KERNEL_CLOCK = re.compile(r"\[ *(?P<s>[0-9]{1,8}\.[0-9]{6})\] (?P<text>.*)")
_PPP_PROGRAMS = ("pppd", "pppoe", "pppoe-connect", "adsl-connect", "pppoe-start", "rp-pppoe")

SERIAL_LOST = "Serial link appears to be disconnected"
CONNECT_TIME = re.compile(r"Connect time ([0-9]{1,7}\.[0-9]) minutes\.?")
LOCAL_ADDRESS = re.compile(r"local  ?IP address ([0-9]{1,3}(?:\.[0-9]{1,3}){3})")
NO_ECHO = re.compile(r"No response to [0-9]{1,3} echo-requests|Excessive lack of response to LCP echo frames")
NO_ANSWER = re.compile(
    r"Timeout waiting for PAD[OS] packets.*|(?:LCP|IPCP|IPV6CP): timeout sending Config-Requests|"
    r"ISP's DHCP did not function properly\.?|No response from (?:ISP|the remote server)\.?"
)
REJECTED = re.compile(
    r"(?:PAP|CHAP|MS-?CHAP(?:-?v2)?|EAP|VPN|PPPoE or PPTP) authenti(?:fi)?cation failed.*", re.IGNORECASE
)
SUCCEEDED = re.compile(r"(?:PAP|CHAP|MS-?CHAP(?:-?v2)?|EAP) authentication succeeded.*", re.IGNORECASE)
ENDED = re.compile(
    r"LCP terminated by peer.*|Terminating on signal [0-9]+.*|Connection terminated\.?|Modem hangup|Hangup \(SIGHUP\)|"
    r".{0,60}received PADT.*|Link terminated\.?|Terminating connection due to lack of activity\.?"
)
STARTED = re.compile(r"Connect: \S+ <\s?--> (?P<port>\S+)|Connected to \S+ via interface (?P<via>\S+)")
PORT = re.compile(
    r"Network device '(?P<device>[\w.@-]{1,32})' link is (?P<state>up|down)|"
    r"Interface '(?P<interface>[\w-]{1,32})' has link connectivity(?P<loss> loss)?|"
    r"(?:.{0,60}\s)?(?P<kernel>[\w.@-]{1,32}): [Ll]ink (?:is )?(?P<kernel_state>[Uu]p|[Dd]own)\b.*|"
    r"(?:Ethernet |W[Aa][Nn](?:\(0\))? )?link (?P<asus_state>up|down)\.?|"
    r"(?P<unplugged>The (?:cable for Ethernet was|Ethernet cable wasn't) (?:not )?plugged(?: in)?)\.?"
)
INTERFACE = re.compile(r"Interface 'wan' (?:is now (?P<now>up|down)|(?P<lost>has lost the connection))")
ASUS_SESSION = re.compile(
    r"(?P<up>WAN was restored)\.?|(?P<down>WAN was exceptionally disconnected|Fail to connect with some issues)\.?"
)
LINUX = re.compile(r"Linux version [0-9].*")

_SAID_BY_PPPD = (
    "No response to [0-9]+ echo", "Serial link appears", "Serial connection established", "Connect time [0-9]",
    "Sent [0-9]+ bytes, rec", "Connection terminated", "Modem hangup", "Terminating on signal", "LCP terminated by ",
    "local  ?IP address", "remote IP address", "(?:primary|secondary) +DNS ", "Connect: ", "Connected to ",
    "Using interface ", "(?:LCP|IPCP): timeout send", "(?:pppoe: )?Timeout waiting for PAD", "Unable to complete PPPoE",
    r"(?:PAP|CHAP|MS-CHAP\S*) authentication ", "pppd [0-9.a-z]+ started by ", "PPP session is [0-9]",
    "Plugin (?:rp-)?pppoe",
)  # fmt: skip
_TYPICAL = re.compile(
    rf"pppd\[[0-9]+\]: (?:{'|'.join(_SAID_BY_PPPD)})"
    r"|pppoe\[[0-9]+\]: (?:PAD[OS]: |PPP session is |Sent PADT|Session [0-9]+ term|Timeout waiting|read \(asyncRead)"
    r"|netifd: (?:Interface|Network device|Network alias|VLAN) '[\w.@-]+' (?:is|has|link) "
    r"|WAN(?: ?\([0-9]\))? Connection: "
)
_BARE = re.compile(
    r"^(?:No response to [0-9]+ echo-requests|Serial link appears to be disconnected\.|Connect time [0-9.]+ minutes\.|"
    r"Sent [0-9]+ bytes, received [0-9]+ bytes\.|Connection terminated\.|LCP: timeout sending Config-Requests|"
    r"local  IP address [0-9.]+|remote IP address [0-9.]+|Using interface ppp[0-9]+|"
    r"Connect: \S+ <--> \S+|(?:PAP|CHAP) authentication \w+.*|Timeout waiting for PAD[OS] packets)\r?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log, taken apart."""

    stamp: Stamp | None
    program: str
    pid: str
    text: str
    kernel_s: float | None = None
    """The kernel's own clock, seconds since the box started."""
    tagged: bool = True

    @property
    def of_ppp(self) -> bool:
        """Whether pppd or its helpers wrote it."""
        return self.program in _PPP_PROGRAMS or not self.tagged

    @property
    def of_asus(self) -> bool:
        """Whether ASUS's watcher wrote it of the first WAN; a second one is another way out."""
        return self.program.startswith("WAN") and "(1)" not in self.program


def typical(text: str, most: int = 3) -> tuple[int, int]:
    """Return how many lines are of these programs beyond doubt, and how many say what pppd says without its name."""
    return tuple(sum(1 for _ in islice(each.finditer(text), most)) for each in (_TYPICAL, _BARE))  # type: ignore[return-value]


def taken_apart(lines: Sequence[str], taken_at: datetime) -> list[Line]:
    """Return the lines of a log; those that are empty are left out."""
    return [_line(each, taken_at) for each in lines if each.strip()]


def _line(raw: str, taken_at: datetime) -> Line:
    found = leading(raw.lstrip(), taken_at)
    stamp, rest = (None, raw) if found is None else found
    tagged = _TAGGED.fullmatch(rest)
    if _BARE.fullmatch(rest.strip()):
        return Line(stamp, "", "", rest.strip(), tagged=False)
    if tagged is None:
        return Line(stamp, "", "", rest.strip())
    text = tagged["text"].strip()
    if tagged["program"] == "kernel" and (clock := _KERNEL_CLOCK.fullmatch(text)) is not None:
        return Line(stamp, "kernel", "", clock["text"], float(clock["s"]))
    return Line(stamp, tagged["program"], tagged["pid"] or "", text)
