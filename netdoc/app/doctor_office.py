"""What netdoc knows of the offices: their site files, the boxes it can read, and the logins for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from netdoc import discover
from netdoc.app.config import load_site_file
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.app.paths import SECRETS_FILE, configured_sites, place_of
from netdoc.app.quorum import doubt
from netdoc.app.refused_logins import FILE as REFUSED_LOGINS
from netdoc.app.refused_logins import RefusedLogins
from netdoc.app.secrets import SecretStore
from netdoc.app.site_tables import DeviceTable, SiteFile
from netdoc.errors import CannotMeasure, ConfigError
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof

MOST_SITES = 10
_WITH_LOGIN = frozenset({"telnet", "ssh"})
_NO_MODEM = "a lost line, a broken modem and a failing provider look alike: no verdict can tell them apart"


def drivers(look: Look) -> Iterator[Checked]:
    """Yield the modem families that can be read, and what that rests on."""
    known = discover.drivers()
    words = [f"{each.id} ({_proof(each)})" for each in known.values()]
    yield fine("modem drivers", ", ".join(words) if words else "none installed")


def offices(look: Look) -> Iterator[Checked]:
    """Yield each configured site's file, devices and logins."""
    known = configured_sites(look.data)
    if not known:
        yield Checked(
            what="site file",
            level=Level.REMARK,
            found="no office is described yet",
            costs="the modem is not read and nobody's box has an owner: no vendor can be named",
            commands=("netdoc site init",),
        )
    yield from _secrets(look, None)
    for site_id in known[:MOST_SITES]:
        yield from _office(look, site_id)
    if len(known) > MOST_SITES:
        yield fine("site file", f"{len(known) - MOST_SITES} more were not looked into: netdoc site check SITE")


def _office(look: Look, site_id: str) -> Iterator[Checked]:
    try:
        file = load_site_file(place_of(site_id, look.data).site_file)
    except ConfigError as wrong:
        yield Checked(
            what="site file",
            level=Level.STOPS,
            found=f"{site_id}: {wrong.message}",
            costs="nothing is measured at this office until it is mended",
            advice=wrong.hint,
            commands=(f"netdoc site check {site_id}",),
        )
        return
    try:
        secrets = look.secrets(site_id)
    except ConfigError:
        yield from _secrets(look, site_id)
        secrets = None
    yield from _anchors(site_id, file)
    yield from _devices(Office(site_id, place_of(site_id, look.data).site_file, secrets), file, discover.drivers())


def _anchors(site_id: str, file: SiteFile) -> Iterator[Checked]:
    """Yield what is wrong with the anchors that the file lists; without any, the usual ones are taken."""
    wrong = doubt([each.address for each in file.anchor]) if file.anchor else ""
    if wrong:
        yield Checked(
            what="anchors",
            level=Level.WEAKENS,
            found=f"{site_id}: {wrong.partition(':')[0]}",
            costs=wrong.partition(": ")[2].partition(";")[0],
            advice="list three [[anchor]] of unrelated operators, or none: then 1.1.1.1, 8.8.8.8 and 9.9.9.9 are used",
            commands=(f"netdoc site check {site_id}",),
        )


def _secrets(look: Look, site_id: str | None) -> Iterator[Checked]:
    """Yield an unusable secrets file; without a site the user's own."""
    try:
        look.secrets(site_id)
    except ConfigError as wrong:
        yield Checked(
            what="secrets",
            level=Level.STOPS,
            found=wrong.message,
            costs="measuring refuses to start, so that no password gets out",
            advice="" if wrong.hint.startswith("chmod") else wrong.hint,
            commands=(wrong.hint,) if wrong.hint.startswith("chmod") else (),
        )


@dataclass(frozen=True, slots=True)
class Office:
    """One site, its file, and its secrets where they can be read."""

    site_id: str
    site_file: Path
    secrets: SecretStore | None

    def holds(self, name: str) -> bool:
        """Return whether a login is there; where the secrets cannot be read that is told elsewhere."""
        return self.secrets is None or self.secrets.holds(name)

    @property
    def then(self) -> str:
        """What to type once something was mended by hand."""
        return f"; then: netdoc site check {self.site_id}"

    def login(self, name: str) -> str:
        """Return what to write for a login."""
        where = self.site_file.with_name(SECRETS_FILE)
        return f"[{name}] with user and password (or community) into {where}, readable by you alone{self.then}"


def _devices(office: Office, file: SiteFile, known: Mapping[str, Driver]) -> Iterator[Checked]:
    if not any(each.kind in ("modem", "combined") for each in file.device):
        yield Checked(
            what="modem",
            level=Level.WEAKENS,
            found=f"{office.site_id}: the site file names no modem",
            costs=_NO_MODEM,
            advice=f'add a [[device]] with kind = "modem" to {office.site_file} (docs/site-file.md shows one)'
            f"{office.then}",
        )
    for device in file.device:
        yield _device(office, device, known)


def _device(office: Office, device: DeviceTable, known: Mapping[str, Driver]) -> Checked:
    name = f"{office.site_id}: {device.id} at {device.address}"
    driver = None if device.driver is None else known[device.driver]
    if device.credentials is not None and not office.holds(device.credentials):
        return Checked(
            what=device.kind,
            level=Level.WEAKENS,
            found=f"{name}: its login {device.credentials!r} is not in the secrets",
            costs=_costs(device),
            advice=f"write {office.login(device.credentials)}",
        )
    if (stopped := _stopped(office, device)) is not None:
        return Checked(
            what=device.kind,
            level=Level.WEAKENS,
            found=f"{office.site_id}: {stopped.message}",
            costs=_costs(device),
            advice=stopped.hint,
            commands=(f"netdoc modem ask {office.site_id} {device.id}",),
        )
    if driver is None:
        return _without_driver(name, device)
    if driver.transport in _WITH_LOGIN and device.credentials is None:
        return Checked(
            what=device.kind,
            level=Level.WEAKENS,
            found=f"{name} is read by {driver.transport}, but no login is named",
            costs=_costs(device),
            advice=f'write credentials = "{device.id}" into its [[device]], and {office.login(device.id)}',
        )
    if driver.proof is not Proof.DEVICE:
        return Checked(
            what=device.kind,
            level=Level.WEAKENS,
            found=f"{name} is read by {driver.id}, which rests on documentation only",
            costs="what it says can at best indicate a fault, never establish one",
            advice="save the modem's pages and report them: a capture from a real device lifts this",
        )
    return fine(device.kind, f"{name}, read by {driver.id} ({_proof(driver)})")


def _stopped(office: Office, table: DeviceTable) -> CannotMeasure | None:
    """Return why the box's login is not tried any more."""
    if office.secrets is None or table.credentials is None:
        return None
    device = Device(
        id=table.id,
        kind=table.kind,
        address=table.address,
        driver=table.driver,
        port=table.port,
        credentials=table.credentials,
    )
    return RefusedLogins(office.site_file.with_name(REFUSED_LOGINS), office.secrets).stopped(device, table.driver or "")


def _without_driver(name: str, device: DeviceTable) -> Checked:
    if device.kind not in ("modem", "combined"):
        return fine(device.kind, f"{name}, read by the probes")
    return Checked(
        what=device.kind,
        level=Level.REMARK,
        found=f"{name} names no driver: every family is tried until its answer is recognised",
        costs="none when it is recognised; a box of an unknown family is not read",
        advice="name its driver once it is known",
        commands=("netdoc modem list",),
    )


def _costs(device: DeviceTable) -> str:
    if device.kind in ("modem", "combined"):
        return f"it cannot be read: {_NO_MODEM}"
    return "it cannot be read: one witness less"


def _proof(driver: Driver) -> str:
    return "proved on a device" if driver.proof is Proof.DEVICE else "from documentation only"
