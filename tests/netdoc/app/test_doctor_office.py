"""Site files, the boxes they name and the logins for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.doctor_office import drivers, offices
from netdoc.app.doctor_record import Checked, Level
from netdoc.app.refused_logins import FILE, RefusedLogins
from netdoc.errors import NotAnswered
from netdoc.model.site import Device
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name
from tests.netdoc.app.replay import START

MODEM = '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.8.1"\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def looked(tree: Tree) -> dict[str, Checked]:
    return by_name(list(offices(tree.look())))


def test_each_driver_is_listed_with_what_it_rests_on(tree: Tree) -> None:
    (found,) = drivers(tree.look())

    assert "broadcom (proved on a device)" in found.found


def test_without_an_office_the_way_to_describe_one_is_remarked(tree: Tree) -> None:
    assert looked(tree)["site file"].commands == ("netdoc site init",)


def test_a_wrong_site_file_stops_that_office_with_its_line(tree: Tree) -> None:
    tree.write("/data/harbour/site.toml", "[owners]\nrooter = 'isp'\n")

    found = looked(tree)["site file"]

    assert found.level is Level.STOPS and "site.toml:2" in found.found
    assert found.commands == ("netdoc site check harbour",)


def test_an_office_without_a_modem_cannot_tell_line_modem_and_provider_apart(tree: Tree) -> None:
    tree.write("/data/harbour/site.toml", "")

    found = looked(tree)["modem"]

    assert found.level is Level.WEAKENS and "no verdict can tell them apart" in found.costs


def test_a_login_that_the_box_refused_is_told_with_what_tries_it_once_more(tree: Tree) -> None:
    tree.write("/data/harbour/site.toml", MODEM + 'driver = "broadcom"\ncredentials = "modem"\n')
    tree.write("/data/harbour/secrets.toml", '[modem]\nuser = "admin"\npassword = "hunter2hunter2"\n').chmod(0o600)
    device = Device(id="modem", kind="modem", address="192.168.8.1", driver="broadcom", credentials="modem")
    secrets = tree.look().secrets("harbour")
    refused = NotAnswered("no", failure="denied")
    RefusedLogins(tree.look().data / "harbour" / FILE, secrets).refused(device, "broadcom", refused, START)

    found = looked(tree)["modem"]

    assert found.level is Level.WEAKENS and "is not tried again" in found.found
    assert found.commands == ("netdoc modem ask harbour modem",)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("device", "level", "words"),
    [
        (MODEM, Level.REMARK, "names no driver"),
        (MODEM + 'driver = "broadcom"\n', Level.WEAKENS, "no login is named"),
        (MODEM + 'driver = "broadcom"\ncredentials = "modem"\n', Level.OK, "read by broadcom (proved on a device)"),
        (MODEM + 'driver = "broadcom"\ncredentials = "other"\n', Level.WEAKENS, "its login 'other' is not in"),
    ],
    ids=["no driver", "no login named", "all there", "the login is not there"],
)
def test_a_modem_is_told_with_its_driver_and_its_login(tree: Tree, device: str, level: Level, words: str) -> None:
    tree.write("/data/harbour/site.toml", device)
    tree.write("/data/harbour/secrets.toml", '[modem]\nuser = "admin"\npassword = "hunter2"\n').chmod(0o600)

    found = looked(tree)["modem"]

    assert found.level is level and words in found.found
    assert "hunter2" not in repr(list(offices(tree.look())))


@pytest.mark.parametrize(
    ("kind", "words"), [("combined", "no verdict can tell them apart"), ("ups", "one witness less")]
)
def test_what_an_unread_box_costs_depends_on_what_it_is(tree: Tree, kind: str, words: str) -> None:
    tree.write("/data/harbour/site.toml", MODEM.replace('"modem"\nadd', f'"{kind}"\nadd') + 'credentials = "x"\n')

    assert words in looked(tree)[kind].costs


@pytest.mark.parametrize("path", ["/data/secrets.toml", "/data/harbour/secrets.toml"])
def test_secrets_that_others_may_read_stop_the_measuring_with_the_command(tree: Tree, path: str) -> None:
    tree.write("/data/harbour/site.toml", MODEM)
    place = tree.write(path, '[modem]\npassword = "hunter2"\n')
    place.chmod(0o640)

    found = looked(tree)["secrets"]

    assert (found.level, found.commands) == (Level.STOPS, (f"chmod 600 {place}",))
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("addresses", "found"),
    [((), None), (("1.1.1.1", "8.8.8.8", "9.9.9.9"), None), (("1.1.1.1",), "fewer than three anchors"),
     (("9.9.9.9", "9.9.9.10", "149.112.112.112"), "1 network only")],
)  # fmt: skip
def test_anchors_that_make_no_quorum_are_told(tree: Tree, addresses: tuple[str, ...], found: str | None) -> None:
    tree.write("/data/harbour/site.toml", MODEM + "".join(f'[[anchor]]\naddress = "{each}"\n' for each in addresses))

    said = looked(tree).get("anchors")

    assert (said is None) is (found is None)
    assert said is None or (found in said.found and said.level is Level.WEAKENS and said.costs)  # type: ignore[operator]
