"""Which office `netdoc modem find` looks in, and the community that a person types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netdoc.cli._session import Session, may_ask
from netdoc.errors import BadInput

if TYPE_CHECKING:
    from netdoc.model.site import Site
    from netdoc.ports import Ports


def office_to_look_in(site_id: str | None, root: Path) -> Site | None:
    """Return the office named, or the only one that is configured; None where there is none or none was meant.

    Raises:
        BadInput: not a site id, or no such office.
        ConfigError: its site file is wrong.
    """
    from netdoc.app.assemble import assemble
    from netdoc.app.beginning import site_file
    from netdoc.app.paths import configured_sites, place_of

    known = configured_sites(root)
    if site_id is None:
        if len(known) != 1:
            return None
        site_id = known[0]
    place = place_of(site_id, root)
    if site_id not in known:
        raise BadInput(
            f"there is no site file for {site_id}",
            hint=f"name one of: {', '.join(known[:5])}; or leave SITE out" if known else "leave SITE out",
        )
    return assemble(place.site_id, site_file(place), None)


def ports_with_community(session: Session, site_id: str | None, name: str | None) -> Ports:
    """Return the outside world; a community that the secrets do not hold is asked for, unseen.

    Raises:
        BadInput: it is not in the secrets, and nobody can be asked.
    """
    from netdoc.app.names import RULE, is_site_id

    secrets = session.secrets(site_id)
    if name is not None:
        if not is_site_id(name):
            raise BadInput("not the name of an entry of secrets.toml", where="--community", hint=f"use {RULE}")
        held = secrets.find(name)
        if held is None or not held.community:
            if not may_ask(False):
                raise BadInput(
                    f"secrets.toml has no community under [{name}]",
                    where="--community",
                    hint=f'add [{name}] with community = "..."; the community itself is never given as an option',
                )
            secrets = secrets.beside(name, community=click.prompt("SNMP community", hide_input=True, err=True))
    return session.make_ports(session.make_clock(), secrets)
