"""Real servers of the office: how each is started, waited for, logged and ended."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from tests.emulated import snmp_agent
from tests.lab.certificates import long_certificate
from tests.lab.errors import LabError
from tests.lab.namespaces import enter
from tests.lab.signed_zones import SignedZone

NEEDED: tuple[str, ...] = ("ip", "nft", "dnsmasq", "nginx", "unbound", "miniupnpd", "setpriv", "ping", "sysctl")
NEEDED += ("snmpd", "iperf3", "pppoe-server", "pppoe-discovery", "haproxy")
"""Programs without which the office cannot be built."""

ROOT = Path(__file__).parents[2]
"""The repository: where `python -m tests...` finds its modules."""

_LISTENING = {"tcp": "0A", "udp": "07"}
Port = tuple[str, str, int]
"""(`tcp` or `udp`, address, port)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A server's box, its command, and the ports that are open once it is ready."""

    role: str
    argv: tuple[str, ...]
    listens: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running server."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    listens: tuple[Port, ...]

    def log_tail(self, lines: int = 15) -> str:
        """Return the end of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def missing_programs() -> list[str]:
    """Return the programs of `NEEDED` that this machine lacks."""
    return [each for each in NEEDED if shutil.which(each, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]


def start(name: str, namespace: str, recipe: Recipe, folder: Path) -> Daemon:
    """Start a server in a namespace; it dies with the lab. See `wait_until_listening`."""
    log = folder / f"{name}.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            enter(namespace, recipe.argv), stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, cwd=ROOT
        )
    return Daemon(name, process, log, recipe.listens)


def wait_until_listening(daemon: Daemon, *, timeout_s: float = 10) -> None:
    """Return once every port of the server is open; read from /proc, no packet is sent.

    Raises:
        LabError: it ended, or the ports did not open in time; with the end of its log.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if daemon.process.poll() is not None:
            raise LabError(f"{daemon.name} ended with {daemon.process.returncode}:\n{daemon.log_tail()}")
        if all(_is_open(daemon.process.pid, each) for each in daemon.listens):
            return
        time.sleep(0.01)
    raise LabError(f"{daemon.name} did not open {daemon.listens} in {timeout_s} s:\n{daemon.log_tail()}")


def stop(daemon: Daemon) -> None:
    """End a server now."""
    daemon.process.kill()
    daemon.process.wait(timeout=5)


def _is_open(pid: int, port: Port) -> bool:
    protocol, address, number = port
    local = f"{int.from_bytes(IPv4Address(address).packed, 'little'):08X}:{number:04X}"
    anywhere = f"{0:032X}:{number:04X}"  # a server that listens on every address, IPv6 included
    try:
        tables = [Path(f"/proc/{pid}/net/{each}").read_text() for each in (protocol, f"{protocol}6")]
    except OSError:
        return False
    rows = [row.split() for table in tables for row in table.splitlines()[1:]]
    return any(row[1] in (local, anywhere) and row[3] == _LISTENING[protocol] for row in rows)


def dns_forwarder(role: str, listen: IPv4Address, *, upstream: IPv4Address) -> Recipe:
    """dnsmasq as a router's DNS proxy."""
    return _dnsmasq(role, str(listen), f"--server={upstream}")


def public_dns(role: str, listen: str, zone: str, records: Mapping[str, IPv4Address]) -> Recipe:
    """dnsmasq as a resolver that knows one zone and denies every other name in it."""
    known = [f"--host-record={name},{address}" for name, address in records.items()]
    return _dnsmasq(role, listen, f"--local=/{zone}/", *known)


def rewriting_dns(role: str, listen: str, address: IPv4Address) -> Recipe:
    """dnsmasq as a resolver that gives one address for every name there is or is not."""
    return _dnsmasq(role, listen, f"--address=/#/{address}")


def _dnsmasq(role: str, listen: str, *options: str) -> Recipe:
    argv = (
        *("dnsmasq", "-k", "-C", "/dev/null", "--no-resolv", "--no-hosts", "--user=root", "--pid-file="),
        *("--log-facility=-", "--bind-interfaces", f"--listen-address={listen}", *options),
    )
    return Recipe(role, argv, (("udp", listen, 53), ("tcp", listen, 53)))


def unbound(folder: Path, role: str, listen: IPv4Address, zone: str, records: Mapping[str, IPv4Address]) -> Recipe:
    """unbound as a provider's resolver: the zone, and NXDOMAIN for the rest of the world."""
    known = "\n".join(f'  local-data: "{each}. 300 IN A {address}"' for each, address in records.items())
    config = folder / f"{role}-unbound.conf"
    config.write_text(
        f"""server:
  interface: {listen}
  access-control: 0.0.0.0/0 allow
  username: ""
  chroot: ""
  pidfile: ""
  directory: "{folder}"
  use-syslog: no
  num-threads: 1
  so-reuseport: no
  module-config: "iterator"
  local-zone: "{zone}." static
  local-data: "{zone}. 300 IN SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60"
{known}
  local-zone: "." static
remote-control:
  control-enable: no
"""
    )
    argv = ("unbound", "-d", "-c", str(config))
    return Recipe(role, argv, (("udp", str(listen), 53), ("tcp", str(listen), 53)))


def validating_unbound(folder: Path, listen: IPv4Address, zones: Mapping[str, SignedZone], date: str) -> Recipe:
    """unbound as a provider's resolver that checks the signatures of these zones; `date` is its clock, where wrong."""
    config = folder / "validator-unbound.conf"
    anchors = "\n".join(f'  trust-anchor: "{zone.anchor}"' for zone in zones.values())
    through = "\n".join(f'  local-zone: "{name}." transparent' for name in zones)
    served = "\n".join(
        f'auth-zone:\n  name: "{name}."\n  zonefile: "{zone.file}"\n  for-upstream: yes\n  for-downstream: no\n'
        "  fallback-enabled: no"
        for name, zone in zones.items()
    )
    config.write_text(
        f"""server:
  interface: {listen}
  access-control: 0.0.0.0/0 allow
  username: ""
  chroot: ""
  pidfile: ""
  directory: "{folder}"
  use-syslog: no
  num-threads: 1
  so-reuseport: no
  module-config: "validator iterator"
  val-override-date: "{date}"
{anchors}
  local-zone: "." static
{through}
remote-control:
  control-enable: no
{served}
"""
    )
    argv = ("unbound", "-d", "-c", str(config))
    return Recipe("resolver", argv, (("udp", str(listen), 53), ("tcp", str(listen), 53)))


def nginx(folder: Path, role: str, listen: IPv4Address) -> Recipe:
    """nginx with a page and a file of 20 MB to download."""
    root, work = folder / f"{role}-www", folder / f"{role}-work"
    root.mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    (root / "index.html").write_text("<!doctype html><title>lab</title><p>lab\n")
    with (root / "download.bin").open("wb") as payload:
        payload.truncate(20_000_000)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"  {kind}_temp_path {work}/{kind};" for kind in kinds)
    certificate = long_certificate(folder / f"{role}.pem")
    config = folder / f"{role}-nginx.conf"
    config.write_text(
        f"""daemon off;
master_process off;
user root;
pid {work}/pid;
error_log stderr warn;
events {{ worker_connections 64; }}
http {{
{temporary}
  access_log off;
  server {{ listen {listen}:80; root {root}; }}
  server {{ listen {listen}:443 ssl; ssl_certificate {certificate}; ssl_certificate_key {certificate}; root {root}; }}
}}
"""
    )
    return Recipe(role, ("nginx", "-c", str(config), "-e", "stderr"), (("tcp", str(listen), 80),))


def miniupnpd(folder: Path, role: str, *, port: int, inside: str, outside: str) -> Recipe:
    """miniupnpd as the router's UPnP Internet Gateway Device; the first address of `outside` has to look public."""
    config = folder / "miniupnpd.conf"
    config.write_text(
        f"""ext_ifname={outside}
listening_ip={inside}
port={port}
enable_natpmp=no
enable_upnp=yes
uuid=11111111-2222-3333-4444-555555555555
friendly_name=lab router
notify_interval=900
"""
    )
    argv = ("miniupnpd", "-d", "-f", str(config), "-P", str(folder / "miniupnpd.pid"))
    return Recipe(role, argv, (("tcp", "0.0.0.0", port),))  # it answers on the inside only


def emulated_igd(role: str, listen: IPv4Address, port: int, state: Path) -> Recipe:
    """Our own gateway device, which tells of the session what the state file says."""
    argv = (sys.executable, "-m", "tests.emulated.igd", "--bind", str(listen), "--port", str(port), "--ssdp")
    return Recipe(role, (*argv, "--state", str(state)), (("tcp", str(listen), port),))


def snmpd(
    folder: Path, role: str, listen: IPv4Address, community: str, helper: str = "", roots: Sequence[str] = ()
) -> Recipe:
    """net-snmp's agent: the box's real interfaces, and what a `pass_persist` helper serves below some points."""
    persistent, config = folder / f"{role}-snmp", folder / f"{role}-snmpd.conf"
    persistent.mkdir(exist_ok=True)
    object_id = "1.3.6.1.4.1.8072.3.2.10"
    config.write_text(snmp_agent.configuration(helper, roots, community, object_id))
    words = [f"{name}={value}" for name, value in snmp_agent.environment_of(persistent).items()]
    own = snmp_agent.SNMPD_WORDS if helper else (snmp_agent.SNMPD, "-f", "-C")
    argv = ("env", *words, *own, "-Lo", "-c", str(config), "-p", f"{persistent}/pid", f"udp:{listen}:161")
    return Recipe(role, argv, (("udp", str(listen), 161),))


def iperf3(role: str, listen: IPv4Address) -> Recipe:
    """iperf3's server."""
    return Recipe(role, ("iperf3", "-s", "-B", str(listen)), (("tcp", str(listen), 5201),))


def pppoe_server(folder: Path, role: str, interface: str, name: str, own: IPv4Address) -> Recipe:
    """The access concentrator's PPPoE: it answers discovery; a session would need the kernel's /dev/ppp."""
    options = folder / "pppoe-options"
    options.write_text("noauth\n")
    argv = ("pppoe-server", "-F", "-I", interface, "-C", name, "-S", "isp", "-L", str(own), "-N", "4")
    return Recipe(role, (*argv, "-O", str(options)), ())
