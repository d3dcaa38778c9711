"""`netdoc check --at-modem --login` from end to end: after a cut-over, with a concentrator that rejects or accepts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lab.expectation import Expected, assert_only
from tests.lab.namespaces import Group
from tests.lab.run import Done, run_netdoc
from tests.lab.test_login import PASSWORD, RIGHT, ROOT, USER, concentrator, modem, told_by
from tests.sites.catalogue_a1 import _cut_over, _log
from tests.sites.world import World

__all__ = ["modem"]
pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]

ENVIRONMENT = {"PYTHONPATH": str(ROOT)}
SITE = """
[session]
vlan = 132
username = "{user}"

[owners]
modem = "isp"
router = "client"
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Seventy minutes before now, written down: in sync at a new profile, the router's login rejected."""
    world = World(random.Random(7))
    at = _cut_over(world)
    world.start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=world.minutes, seconds=20)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    story = tmp_path / "story.jsonl"
    story.write_text(world.lines(), encoding="utf-8")
    done = run_netdoc(["import", "observations", str(story)], None, home=tmp_path, environment=ENVIRONMENT)
    assert done.code == 0, done.err
    folder = tmp_path / world.site_id
    (folder / "site.toml").write_text(f'id = "{world.site_id}"{SITE.format(user=USER)}', encoding="utf-8")
    (folder / "secrets.toml").write_text(f'[session]\npassword = "{PASSWORD}"\n', encoding="utf-8")
    (folder / "secrets.toml").chmod(0o600)
    yield tmp_path, world.site_id


def checked(group: Group, home: Path, site: str, *more: str) -> Done:
    argv = ["check", site, "--json", "--no-pdf", "--profile", "quick", "--for", "6s", "--at-modem", "--login", *more]
    return run_netdoc(argv, group.name("laptop"), home=home, environment=ENVIRONMENT, timeout_s=60)


def of_the_session(happened: list[dict[str, Any]]) -> list[str]:
    """Return what happened but for PADIs: the question who answers at all is asked beside the login."""
    return [each["happened"] for each in happened if each["happened"] != "PADI"]


def stored(home: Path) -> bytes:
    return b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file() and each.name != "secrets.toml")


def test_a_login_that_is_rejected_to_router_and_laptop_is_the_providers(modem: Group, office: tuple[Path, str]) -> None:
    home, site = office
    with concentrator(modem, accepts={USER: "another"}, vlan=132, reject="no such account") as peer:
        done = checked(modem, home, site, "--yes")
        happened = told_by(peer)

    assert "drop its session" in done.err
    expected = Expected(
        conclusion="fault", party="provider", fault="access.auth_reject", standing="established", exit_code=2
    )
    try:
        assert_only(done.verdict, expected)
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{done.out}\n{done.err}") from None
    assert done.code == 2
    assert [each["happened"] for each in happened].count("login") == 1
    assert of_the_session(happened)[-1] == "PADT"
    assert PASSWORD.encode() not in stored(home)
    assert USER not in run_netdoc(["export", site], None, home=home, environment=ENVIRONMENT).out
    assert PASSWORD not in done.out + done.err


def test_twin_the_login_is_accepted_at_the_modem_and_the_provider_is_not_named(
    modem: Group, office: tuple[Path, str]
) -> None:
    home, site = office
    with concentrator(modem, auth="chap", accepts=RIGHT, vlan=132) as peer:
        done = checked(modem, home, site, "--yes")
        happened = told_by(peer)

    verdict = done.verdict
    assert verdict["party"] is None, done.out
    assert verdict["fault"] != "access.auth_reject"
    assert "premises" in verdict["remaining"]
    assert of_the_session(happened)[-1] == "PADT"


def test_nothing_is_sent_where_nobody_agreed(modem: Group, office: tuple[Path, str]) -> None:
    home, site = office
    with concentrator(modem, accepts=RIGHT, vlan=132) as peer:
        done = checked(modem, home, site)
        assert told_by(peer) == []

    assert done.code == 3
    assert "--yes" in done.err
