"""`netdoc modem ask`: a technician tries the login of a modem, here a real telnet server on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app.modem_ask import ask_boxes
from netdoc.cli._session import Session
from netdoc.cli.main import run
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device, Site
from netdoc.store.store import Store
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState
from tests.netdoc.app.replay import World
from tests.netdoc.app.test_devices import a_driver
from tests.netdoc.cli.commands import Ran

PASSWORD = BoxState().password


@contextmanager
def a_modem(box: Box) -> Iterator[int]:
    """Serve a box in a thread of its own; yield its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(box.start(), loop).result(5)
    finally:
        asyncio.run_coroutine_threadsafe(box.stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


class Office:
    """An office whose site file names one modem and one router, and how a command ended there."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str], port: int = 9, password: str = PASSWORD):
        self.root, self._capture = root, capture
        folder = root / "harbour"
        folder.mkdir(parents=True)
        (folder / "site.toml").write_text(
            f'[[device]]\nid = "modem"\nkind = "modem"\naddress = "127.0.0.1"\nport = {port}\n'
            'driver = "broadcom"\ncredentials = "modem"\n'
            '[[device]]\nid = "router"\nkind = "router"\naddress = "192.168.1.1"\n'
        )
        secrets = folder / "secrets.toml"
        secrets.write_text(f'[modem]\nuser = "admin"\npassword = "{password}"\n')
        secrets.chmod(0o600)

    def ask(self, *words: str) -> Ran:
        self._capture.readouterr()
        code = run(["modem", "ask", *words], Session(environment={"NETDOC_HOME": str(self.root)}))
        return Ran(code, *self._capture.readouterr())


def test_a_login_that_is_right_prints_what_the_modem_said_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_modem(Box()) as port:
        office = Office(tmp_path, capsys, port)
        text, plain = office.ask(), office.ask("harbour", "modem", "--json")

    assert (text.code, plain.code) == (0, 0)
    assert text.out.startswith("modem (modem at 127.0.0.1): read by driver broadcom\n\nDSL line\n")
    assert "using the only configured site, harbour" in text.err
    document = json.loads(plain.out)
    assert (document["schema"], document["site"]) == ("netdoc.modem_ask/1", "harbour")
    (device,) = document["devices"]
    assert device["answered"] and device["observations"][0]["fact"]["rate_down_kbps"] == 39_999
    assert PASSWORD not in text.out + text.err + plain.out + plain.err
    assert not list(tmp_path.rglob("store.sqlite"))


def test_a_login_that_is_wrong_is_tried_once_and_said_with_where_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Box()
    with a_modem(box) as port:
        ran = Office(tmp_path, capsys, port, password="n0t-the-0ne").ask()

    assert (ran.code, box.logins, box.sessions) == (1, 1, 1)
    assert "(denied, driver broadcom)" in ran.out and "try: correct user and password in secrets.toml" in ran.out
    assert "n0t-the-0ne" not in ran.out + ran.err
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_a_modem_that_is_not_there_is_said_with_what_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Office(tmp_path, capsys).ask("harbour")

    assert ran.code == 1
    assert "refused" in ran.out and "try: see whether this computer reaches that address" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere"], "no modem is configured for nowhere"),
        (["harbour", "router"], "names no driver"),
        (["harbour", "ups"], "has no device 'ups'"),
        (["../up"], "is not a site id"),
    ],
)
def test_what_cannot_be_asked_is_one_message_with_a_next_step(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Office(tmp_path, capsys).ask(*words)

    assert (ran.code, ran.out) == (3, "")
    assert told in " ".join(ran.err.split()) and "\n  try: " in ran.err


@pytest.mark.parametrize(("every_s", "ago_s", "asked"), [(300, 100, False), (300, 400, True), (60, 5, True)])
def test_a_box_that_wants_long_pauses_is_left_alone_until_its_time(
    every_s: int, ago_s: int, asked: bool, tmp_path: Path
) -> None:
    world, noted = World(), list[str]()
    slow = replace(a_driver("slow", [b"line"], asked=noted), min_interval_s=every_s)
    earlier: Observation = Seen(
        "box",
        world.clock.now() - timedelta(seconds=ago_s),
        DslLine(sync=True),
        plane=Plane.MODEM_BOX,
        reader="slow/1",
    )
    with Store.open(tmp_path / "store.sqlite") as store:
        store.put_site(Site(id="office"))
        store.put([earlier])
    box = Device(id="box", kind="modem", address="192.0.2.1", driver="slow")

    (told,) = asyncio.run(ask_boxes([box], world.ports(), {"slow": slow}, store=tmp_path / "store.sqlite"))

    assert (noted == ["slow"], told.answered) == (asked, asked)
    if not asked:
        (gap,) = told.observations
        assert isinstance(gap, Gap) and "every 300 s" in gap.why and gap.hint.startswith("try again in ")
