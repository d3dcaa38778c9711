"""Livebox, Huawei HG, Sagemcom and Freebox, asked by their drivers: logins, manners, and what is never kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.codec import fact_to_plain
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Credential, Ports, WebManner
from probes.modems import freebox, huawei_hg, livebox, sagemcom
from probes.wire import web_session
from probes.wire._web_talk import Talk
from probes.wire.connect import connect
from tests.emulated.freebox_http import Freebox
from tests.emulated.huawei_hg_http import HuaweiHg
from tests.emulated.livebox_http import Livebox
from tests.emulated.sagemcom_http import Sagemcom
from tests.emulated.web_manners import Manners
from tests.probes.wire.loopback import Asked, HeldSecrets, RealClock, in_loop, page, served

OWN = Path(__file__).parents[1] / "captures"
PASSWORD = "rouge-gorge/77"
Box = Livebox | HuaweiHg | Sagemcom | Freebox
FOLDERS = {
    "livebox": OWN / "livebox" / "sysbus2_vdsl2_bits_per_second",
    "huawei_hg": OWN / "huawei_hg" / "hg630_vdsl2_envelope",
    "sagemcom": OWN / "sagemcom" / "xmo_broadcom_vdsl2",
    "freebox": OWN / "freebox" / "api4_adsl2plus",
}
FILES = {
    "livebox": {
        "NeMo.Intf.data:getMIBs": "getmibs.json",
        "NeMo.Intf.dsl0:getDSLStats": "getdslstats.json",
        "NMC:getWANStatus": "getwanstatus.json",
        "DeviceInfo:get": "deviceinfo.json",
    },
    "huawei_hg": {
        "/api/ntwk/dslinfo": "dslinfo.txt",
        "/api/ntwk/wan": "wan.txt",
        "/api/system/deviceinfo": "deviceinfo.txt",
    },
    "sagemcom": {
        "Device/DSL": "dsl.json",
        "Device/DeviceInfo": "deviceinfo.json",
        "Device/PPP/Interfaces": "ppp.json",
    },
    "freebox": {
        "/api/v4/connection/xdsl/": "xdsl.json",
        "/api/v4/connection/": "connection.json",
        "/api/v4/system/": "system.json",
    },
}
DRIVERS: Mapping[str, Driver] = {
    each.id: each for each in (livebox.DRIVER, huawei_hg.DRIVER, sagemcom.DRIVER, freebox.DRIVER)
}
LOGIN = {"livebox": "createContext", "huawei_hg": "user_login", "sagemcom": "logIn", "freebox": "login/session"}
LOGOUT = {"livebox": "releaseContext", "huawei_hg": "user_logout", "sagemcom": "logOut", "freebox": "login/logout"}
SECOND = {"livebox": "getDSLStats", "huawei_hg": "/api/ntwk/wan", "sagemcom": "DeviceInfo", "freebox": "/connection/ "}
FIRST = {"livebox": "getMIBs", "huawei_hg": "/api/ntwk/dslinfo", "sagemcom": "Device%2FDSL", "freebox": "/xdsl/"}
MANNERS = {
    "livebox": WebManner.SYSBUS,
    "huawei_hg": WebManner.HUAWEI,
    "sagemcom": WebManner.XMO,
    "freebox": WebManner.FREEBOX,
}
QUESTIONS = {
    "livebox": livebox.QUESTIONS,
    "huawei_hg": huawei_hg.QUESTIONS,
    "sagemcom": sagemcom.QUESTIONS,
    "freebox": freebox.QUESTIONS,
}
ALL = sorted(DRIVERS)


def a_box(family: str, **more: Any) -> Box:
    answers = {name: (FOLDERS[family] / file).read_text() for name, file in FILES[family].items()}
    make: Callable[..., Box] = {"livebox": Livebox, "huawei_hg": HuaweiHg, "sagemcom": Sagemcom, "freebox": Freebox}[
        family
    ]
    return make(**{"answers": answers, "password": PASSWORD, **more})


def ports_with(password: str = PASSWORD, user: str = "") -> Ports:
    return connect(RealClock(), HeldSecrets({"box": Credential(user=user, password=password)}))


def device(port: int, credentials: str | None = "box") -> Device:
    return Device(id="modem", kind="combined", address="127.0.0.1", port=port, credentials=credentials)


async def asked(
    family: str, box: Box, ports: Ports | None = None, *, credentials: str | None = "box"
) -> Sequence[Capture]:
    async with served(box.answer) as server:
        return await DRIVERS[family].collect(device(server.port, credentials), ports or ports_with())


def inside(box: Box) -> bool:
    """Return whether the box still holds an open session."""
    if isinstance(box, Livebox):
        return bool(box.contexts)
    return (box.inside if isinstance(box, HuaweiHg) else box.session) is not None


def facts(family: str, captures: Sequence[Capture]) -> list[dict[str, Any]]:
    return undated([fact_to_plain(each) for each in DRIVERS[family].read(captures)])


def undated(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return facts without the bins, which are dated by the moment of the reading."""
    return [each for each in told if each["kind"] != "DslHistory"]


def kinds(family: str, captures: Sequence[Capture]) -> list[str]:
    return [each["kind"] for each in facts(family, captures)]


@pytest.mark.parametrize("family", ALL)
@in_loop
async def test_a_box_with_the_right_login_tells_everything_and_is_left_again(family: str) -> None:
    box = a_box(family)

    captures = await asked(family, box)

    assert facts(family, captures) == undated(json.loads((FOLDERS[family] / "expected.json").read_text()))
    assert not inside(box)
    assert (box.manners.count(LOGIN[family]), box.manners.count(LOGOUT[family])) == (1, 1)
    assert all(each.method.startswith("http: ") and each.source == "modem" for each in captures)


@pytest.mark.parametrize(
    ("family", "more"),
    [
        ("huawei_hg", {"model": "HG635"}),
        ("huawei_hg", {"user": "vodafone"}),
        ("sagemcom", {"sha512": False}),
        ("sagemcom", {"salt": 'a"b'}),
        ("sagemcom", {"script": "/gui/js/gui-core.js"}),
        ("livebox", {"user": "tech"}),
    ],
    ids=["unsalted HG635", "named user", "MD5", "salt", "other path", "named user of a Livebox"],
)
@in_loop
async def test_each_known_way_to_log_in_is_spoken(family: str, more: dict[str, Any]) -> None:
    box = a_box(family, **more)
    captures = await asked(family, box, ports_with(user=more.get("user", "")))

    assert "DslLine" in kinds(family, captures)


@pytest.mark.parametrize("family", ALL)
@in_loop
async def test_a_wrong_login_is_denied_once_and_never_sent_again(family: str) -> None:
    box, ports = a_box(family), ports_with("not-the-password")
    async with served(box.answer) as server:
        for _ in range(3):
            with pytest.raises(NotAnswered) as refused:
                await DRIVERS[family].collect(device(server.port), ports)
            assert refused.value.failure == "denied"

    assert box.manners.count(LOGIN[family]) == 1
    assert box.manners.count(FIRST[family]) == 0
    assert "not-the-password" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    ("family", "more"),
    [
        ("huawei_hg", {"somebody_is_in": True}),
        ("sagemcom", {"full": True}),
        ("freebox", {"pending": True}),
        *((family, {"manners": Manners(busy=LOGIN[family])}) for family in ALL),
        *((family, {"manners": Manners(sends_away=LOGIN[family])}) for family in ALL),
    ],
)
@in_loop
async def test_a_busy_box_is_no_wrong_password_and_may_be_asked_later(family: str, more: dict[str, Any]) -> None:
    box, ports = a_box(family, **more), ports_with()
    async with served(box.answer) as server:
        with pytest.raises(NotAnswered) as busy:
            await DRIVERS[family].collect(device(server.port), ports)
        box.manners = Manners()
        if isinstance(box, HuaweiHg):
            box.somebody_is_in = False
        if isinstance(box, Sagemcom):
            box.full = False
        if isinstance(box, Freebox):
            box.pending = False
        captures = await DRIVERS[family].collect(device(server.port), ports)

    assert busy.value.failure == "busy"
    assert "DslLine" in kinds(family, captures)


@in_loop
async def test_a_box_that_wants_a_rest_after_wrong_logins_gets_it() -> None:
    box, ports = a_box("livebox", locked=True), ports_with()
    async with served(box.answer) as server:
        for _ in range(2):
            with pytest.raises(NotAnswered) as refused:
                await livebox.DRIVER.collect(device(server.port), ports)
            assert refused.value.failure == "denied"

    assert box.manners.count("createContext") == 1


@in_loop
async def test_a_locked_box_is_not_tried_until_it_unlocks() -> None:
    box, ports = a_box("huawei_hg", wrong=3), ports_with()
    async with served(box.answer) as server:
        for _ in range(2):
            with pytest.raises(NotAnswered) as refused:
                await huawei_hg.DRIVER.collect(device(server.port), ports)
            assert refused.value.failure == "denied"

    assert box.manners.count("user_login") == 1


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize("manner", ["drops", "halves", "sleeps"])
@in_loop
async def test_what_was_told_before_the_box_broke_off_is_kept(
    family: str, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = a_box(family, manners=Manners(**{manner: SECOND[family]}))
    monkeypatch.setattr(web_session, "LOGOUT_S", 0.5)
    async with served(box.answer) as server:
        captures = await ports_with().http.session(
            device(server.port),
            MANNERS[family],
            QUESTIONS[family],
            timeout_s=2.5,
        )

    assert kinds(family, captures) == ["DslLine"]
    assert not inside(box)


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize(("manner", "failure"), [("drops", "closed"), ("garbles", "error"), ("halves", "error")])
@in_loop
async def test_a_login_that_the_box_breaks_off_is_tried_twice_at_most(family: str, manner: str, failure: str) -> None:
    box, ports = a_box(family, manners=Manners(**{manner: LOGIN[family]})), ports_with()
    raised: list[NetdocError] = []
    async with served(box.answer) as server:
        for _ in range(4):
            with pytest.raises(NetdocError) as broken:
                await DRIVERS[family].collect(device(server.port), ports)
            raised.append(broken.value)

    assert box.manners.count(LOGIN[family]) == 2
    assert [getattr(each, "failure", "cannot") for each in raised] == [failure, failure, "cannot", "cannot"]


@pytest.mark.parametrize("family", ALL)
@in_loop
async def test_a_question_that_the_box_does_not_know_is_left_out(family: str) -> None:
    box = a_box(family)
    box.answers = {name: text for name, text in box.answers.items() if SECOND[family] not in f"{name} "}

    captures = await asked(family, box)

    assert len(captures) == len(FILES[family]) - 1
    assert kinds(family, captures)[0] == "DslLine"


@pytest.mark.parametrize(("family", "other"), [(one, other) for one in ALL for other in ALL if one != other])
@in_loop
async def test_no_password_goes_to_a_box_of_another_family(family: str, other: str) -> None:
    box = a_box(other)
    with pytest.raises(NotAnswered) as missed:
        await asked(family, box)

    assert missed.value.failure == "error"
    secrets = (PASSWORD, hashlib.sha256(PASSWORD.encode()).hexdigest(), *LOGIN.values())
    assert [each for each in box.manners.seen for secret in secrets if secret in each] == []


@pytest.mark.parametrize("family", ["livebox", "huawei_hg"])
@in_loop
async def test_without_a_login_only_what_the_box_tells_everybody_is_asked(family: str) -> None:
    first = next(iter(FILES[family]))
    box = a_box(family, open_to_all=("DeviceInfo:get", first))

    captures = await asked(family, box, credentials=None)

    assert kinds(family, captures)[0] == "DslLine"
    assert box.manners.count(LOGIN[family]) == 0
    box.open_to_all = ("DeviceInfo:get",) if family == "livebox" else ()  # type: ignore[union-attr]
    box.answers = {first: box.answers[first]}
    with pytest.raises(NotAnswered) as refused:
        await asked(family, box, credentials=None)
    assert refused.value.failure == "denied"
    assert "credentials" in refused.value.hint


@pytest.mark.parametrize("family", ["sagemcom", "freebox"])
@in_loop
async def test_a_box_that_tells_nothing_without_a_login_says_what_is_missing(family: str) -> None:
    with pytest.raises(CannotMeasure, match="without a login"):
        await asked(family, a_box(family), credentials=None)


@pytest.mark.parametrize("family", ALL)
@in_loop
async def test_nothing_secret_is_in_what_is_kept(family: str) -> None:
    box = a_box(family)
    echo = {"livebox": "{context}", "huawei_hg": "{csrf_token}", "sagemcom": "{nonce}", "freebox": "{token}"}[family]
    leak = f'{{"x":"{PASSWORD}","token":"{echo}","Password":"ppp-secret",'
    box.answers = {name: text.replace("{", leak, 1) for name, text in box.answers.items()}

    captures = await asked(family, box)

    kept = "".join(f"{each.method} {each.body.decode()}" for each in captures)
    assert [each for each in (PASSWORD, "ppp-secret", *box.given) if each in kept] == []
    assert kept.count("[removed]") >= 3 * len(captures)


@in_loop
async def test_a_talk_shows_none_of_its_tokens() -> None:
    talk = Talk("http://192.0.2.1")
    talk.held["secret"], talk.cookies["sid"] = "abcdefgh-secret", "ijklmnop-cookie"
    talk.hide("qrstuvwx-token")

    assert [each for each in ("secret", "cookie", "token") if each in repr(talk)] == []


@pytest.mark.parametrize(
    ("manner", "question"),
    [
        (WebManner.SYSBUS, "NMC:reboot"),
        (WebManner.SYSBUS, 'NMC.Wifi:set {"Enable":false}'),
        (WebManner.HUAWEI, "/api/system/user_logout"),
        (WebManner.HUAWEI, "/api/service/reboot.cgi"),
        (WebManner.HUAWEI, "/api/ntwk/../service/reboot"),
        (WebManner.XMO, "Device/../x"),
        (WebManner.XMO, "reboot"),
        (WebManner.FREEBOX, "/api/v4/system/reboot/"),
    ],
)
@in_loop
async def test_a_question_that_could_change_something_never_reaches_the_box(manner: WebManner, question: str) -> None:
    box = a_box("livebox")
    async with served(box.answer) as server:
        with pytest.raises(CannotMeasure, match="only reads"):
            await ports_with().http.session(device(server.port), manner, [question], timeout_s=3)

    assert box.manners.seen == []


@in_loop
async def test_a_start_page_that_leads_to_another_host_is_not_followed() -> None:
    box = a_box("huawei_hg", manners=Manners(sends_away="GET / "))

    with pytest.raises(NotAnswered) as missed:
        await asked("huawei_hg", box)

    assert missed.value.failure == "error"
    assert len(box.manners.seen) == 1


@in_loop
async def test_a_redirect_on_the_same_host_moves_the_whole_session() -> None:
    box, elsewhere = a_box("huawei_hg"), []

    async def moved(asked: Asked, writer: asyncio.StreamWriter) -> None:
        elsewhere.append(asked.line)
        writer.write(page(b"", "302 Found", f"Location: http://127.0.0.1:{server.port}/"))

    async with served(box.answer) as server, served(moved) as front:
        captures = await huawei_hg.DRIVER.collect(device(front.port), ports_with())

    assert "DslLine" in kinds("huawei_hg", captures)
    assert elsewhere == ["GET / HTTP/1.1"]


@in_loop
async def test_two_questions_to_one_box_at_a_time_are_one_too_many() -> None:
    box, ports = a_box("huawei_hg", manners=Manners(sleeps="/api/ntwk/wan")), ports_with()
    async with served(box.answer) as server:
        first = asyncio.create_task(huawei_hg.DRIVER.collect(device(server.port), ports))
        while not box.manners.count("/api/ntwk/wan"):
            await asyncio.sleep(0.01)
        with pytest.raises(CannotMeasure, match="still under way"):
            await huawei_hg.DRIVER.collect(device(server.port), ports)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    assert not inside(box)


@in_loop
async def test_an_entry_that_is_missing_or_a_community_is_no_login() -> None:
    box = a_box("sagemcom")
    community = connect(RealClock(), HeldSecrets({"box": Credential(community="public")}))

    with pytest.raises(CannotMeasure, match="without a login"):
        await asked("sagemcom", box, community)
    with pytest.raises(CannotMeasure, match="no entry box"):
        await asked("sagemcom", box, connect(RealClock(), HeldSecrets()))


def test_the_answers_of_the_emulated_boxes_are_recognised() -> None:
    scores: Iterator[tuple[str, Score]] = (
        (family, max(DRIVERS[family].recognises(each.read_bytes()) for each in FOLDERS[family].iterdir()))
        for family in ALL
    )

    assert dict(scores) == dict.fromkeys(ALL, Score.CERTAIN)
