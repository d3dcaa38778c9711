"""Small clients that run on the laptop of an office, to try the office itself with."""

from __future__ import annotations

import os
import re
import sys

from tests.lab.office import Office
from tests.lab.plan import ZONE
from tests.lab.servers import ROOT

LOOK_UP = """
import socket, sys
try:
    print(socket.gethostbyname(sys.argv[1]))
except socket.gaierror as failed:
    print("no such name" if failed.errno in (socket.EAI_NONAME, -5) else "no answer")
"""

TELNET = """
import socket, sys, time
with socket.create_connection((sys.argv[1], 23), 3) as line:
    line.settimeout(0.5)
    said = b""
    heard = 0
    for word in [None, *sys.argv[2:]]:
        if word is not None:
            line.sendall(word.encode() + b"\\r\\n")
        while not said.endswith((b": ", b"> ")) or (word and not said[heard:]):
            said += line.recv(65536) or sys.exit("closed")
        heard = len(said)
print(said.decode("latin-1").replace("\\r", ""))
"""

GET_STATUS = """
import sys, urllib.request
body = ('<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<u:GetStatusInfo xmlns:u="%s"/></s:Body></s:Envelope>' % sys.argv[2])
request = urllib.request.Request(sys.argv[1], body.encode(), {"SOAPAction": '"%s#GetStatusInfo"' % sys.argv[2]})
print(urllib.request.urlopen(request, timeout=3).read().decode())
"""
WAN_IP = "urn:schemas-upnp-org:service:WANIPConnection:1"


def reaches(office: Office, address: object, wait_s: float = 0.5) -> bool:
    """Say whether the laptop's ping is answered."""
    return office.succeeds("laptop", "ping", "-qc1", f"-W{wait_s}", str(address))


def look_up(office: Office, name: str) -> str:
    """Return the address that the laptop's resolver gives, `no such name` or `no answer`."""
    return office.run("laptop", sys.executable, "-c", LOOK_UP, name, timeout_s=40).strip()


def telnet(office: Office, *words: str) -> str:
    """Return what the modem says to a login and commands."""
    return office.run("laptop", sys.executable, "-c", TELNET, str(office.plan.modem), *words)


def fresh_name() -> str:
    """Return a name that nobody has asked for before."""
    return f"n{os.urandom(5).hex()}.{ZONE}"


IF_MIB = """
import asyncio, sys
sys.path.insert(0, sys.argv[4])
from netdoc.app.system import RealClock
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire.snmp import SystemSnmp
class Held:
    def find(self, name):
        return Credential(community=sys.argv[2])
snmp = SystemSnmp(RealClock(), Held())
device = Device(id="router", kind="router", address=sys.argv[1], credentials="router")
print(asyncio.run(snmp.columns(device, sys.argv[3].split(","), timeout_s=8)).body.decode())
"""


def columns(office: Office, address: object, community: str, *oids: str) -> dict[str, str]:
    """Return columns of a box's SNMP agent as values by object number, asked from the laptop."""
    argv = (sys.executable, "-c", IF_MIB, str(address), community, ",".join(oids), str(ROOT))
    rows = [line.split("|") for line in office.run("laptop", *argv, timeout_s=20).splitlines() if line]
    return {oid: value for oid, _, value in rows}


def offers(office: Office, role: str, interface: str, attempts: int = 3) -> list[str]:
    """Return the names of the access concentrators that answer a PADI from this interface."""
    script = f"pppoe-discovery -I {interface} -t 1 -a {attempts} 2>&1 || true"
    said = office.run(role, "sh", "-c", script, timeout_s=30)
    return re.findall(r"Access-Concentrator: (\S+)", said)
