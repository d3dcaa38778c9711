"""The TR-064 description, read from a server on loopback."""

from __future__ import annotations

from probes.finders.tr064_door import FINDER, PATH
from tests.emulated.modem_http import description
from tests.probes.finders.doorway import Doorway, told
from tests.probes.wire.loopback import page


def test_maker_and_model_are_stated_without_a_login() -> None:
    door = Doorway(answer=page(description().encode()))

    sign = told(FINDER, door)

    assert (sign.vendor, sign.model, sign.wants) == ("lab", "emulated", "login")
    assert sign.says == ("maker: lab", "model: emulated")
    assert door.heard.startswith(f"GET {PATH} ".encode())


def test_a_page_that_is_no_description_tells_its_title_only() -> None:
    sign = told(FINDER, Doorway(answer=page(b"<title>404</title>", "404 Not Found")))

    assert (sign.vendor, sign.says) == (None, ("title: 404",))


def test_a_damaged_description_states_nothing() -> None:
    cut = description().encode()[:-30]

    assert told(FINDER, Doorway(answer=page(cut))).vendor is None
