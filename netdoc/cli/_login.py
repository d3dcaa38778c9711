"""Says what a login at the modem may interrupt, and lets a person decide, before anything is sent."""

from __future__ import annotations

import click

from netdoc.app.paths import Place
from netdoc.cli._session import Session, may_ask, say
from netdoc.cli._text import paragraph
from netdoc.errors import BadInput

MAY_INTERRUPT = (
    "--login begins one internet session from this computer at the modem with the office's own account, and ends it at "
    "once: one try, at most 15 s. While the router is connected, many providers drop its session for that or reject "
    "ours, and some lock an account after several wrong passwords. Unplug the router from the modem first, and wait "
    "five minutes where it was connected."
)


def allow_login(session: Session, place: Place, *, yes: bool, no_input: bool) -> None:
    """Return when the login may be tried.

    Raises:
        BadInput: it may not, nobody can be asked, or no password is known.
        ConfigError: the site file or a secrets file is wrong.
    """
    from netdoc.app.beginning import site_file

    file = site_file(place)
    entry = file.session.credentials if file is not None else "session"
    if not session.secrets(place.site_id).holds(entry):
        raise BadInput(
            "the login of the internet session is not known",
            where="--login",
            hint=f"write [session] username = ... into the site file, and [{entry}] password = ... into secrets.toml "
            "(mode 0600)",
        )
    say(paragraph(MAY_INTERRUPT, indent="  ", first=""))
    if yes:
        return
    if not may_ask(no_input):
        raise BadInput(
            "a login is tried only when a person agrees, and nobody can be asked here", where="--login", hint="--yes"
        )
    if not click.confirm("Try the login now?", default=False, err=True):
        raise BadInput("the login was not agreed to: nothing was measured", where="--login", hint="leave --login out")
