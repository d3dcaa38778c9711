"""One login on paper: each stage against a concentrator that is built apart, and against every kind of nonsense."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.wire._ppp_attempt import Attempt
from probes.wire._ppp_conversation import ALL_S, MOST_LINES, MOST_SENT, Line
from probes.wire._ppp_secret import Login
from probes.wire._raw_allowed import why_not
from tests.lab.pppoe_peer import Peer

OWN = bytes.fromhex("020000000011")
UNIQUE = b"netdoc!!"
USER, PASSWORD = "0123456789@isp.example", "s3cr-et Pass"
LOGIN = Login(USER.encode(), PASSWORD.encode())
RIGHT = {USER: PASSWORD}


def untagged(frame: bytes) -> tuple[bytes, int | None]:
    """Return a frame as the kernel hands it on: its tag beside it."""
    if frame[12:14] == b"\x81\x00":
        return frame[:12] + frame[16:], struct.unpack("!H", frame[14:16])[0]
    return frame, None


def played(
    peer: Peer, vlans: tuple[int | None, ...] = (None, 7), login: Login = LOGIN
) -> tuple[list[Line], list[bytes]]:
    """Play one login on a clock that runs by itself; return what was told, and all that was sent."""
    now = 100.0
    attempt = Attempt(OWN, login, vlans, unique=UNIQUE, magic=77, now_s=now)
    sent = list(attempt.begin())
    waiting = list(sent)
    while not attempt.done:
        assert now <= 100.0 + ALL_S + 0.1, "it never ends"
        if waiting:
            frame, tag = untagged(waiting.pop(0))
            now += 0.005
            for answer in peer.answer(frame, tag):
                out = attempt.hear(*untagged(answer), now)
                sent += out
                waiting += out
        else:
            now = max(now, attempt.next_s)
            out = attempt.tick(now)
            sent += out
            waiting += out
    closing = attempt.close()
    sent += closing
    for each in closing:
        peer.answer(*untagged(each))
    return [*attempt.lines(), attempt.ended()], sent


def of(lines: list[Line], key: str) -> Any:
    found = [each[key] for each in lines if key in each]
    return found[-1] if found else None


@pytest.mark.parametrize("auth", ["pap", "chap", "none"])
@pytest.mark.parametrize("tag", [None, 7])
@pytest.mark.parametrize("extra", [False, True])
def test_a_right_login_comes_to_an_address_and_is_ended(auth: str, tag: int | None, extra: bool) -> None:
    peer = Peer(auth=auth, accepts=RIGHT, vlan=tag, extra=extra)
    lines, sent = played(peer)

    assert of(lines, "ended")["stage"] == "address"
    assert of(lines, "pado")["name"] == "LAB-BRAS"
    assert of(lines, "pado").get("vlan") == tag
    assert of(lines, "ipcp") == {"address": "100.64.7.9", "resolvers": ["192.0.2.53", "192.0.2.54"]}
    method = {"pap": "PAP", "chap": "CHAP-MD5", "none": None}[auth]
    assert (of(lines, "lcp")["auth"], of(lines, "lcp")["mru"], of(lines, "asks")["mru"]) == (method, 1492, 1492)
    assert [each["happened"] for each in peer.happened][-2:] == ["Terminate-Request", "PADT"]
    assert {"happened": "PADR", "cookie": "biscuit"} in peer.happened
    assert all(why_not("login", each, OWN) == "" for each in sent)


@pytest.mark.parametrize("auth", ["pap", "chap"])
def test_a_wrong_login_is_rejected_with_its_text_and_ended(auth: str) -> None:
    peer = Peer(auth=auth, accepts={USER: "another"}, reject=f"user {USER} with {PASSWORD}: no\x1b[2J")
    lines, _ = played(peer)

    told = of(lines, "auth")
    assert (told["result"], told["text"]) == ("rejected", "user [withheld] with [withheld]: no\ufffd[2J")
    assert of(lines, "ended") == {
        "stage": "auth",
        "why": "the login was rejected",
        "frames": of(lines, "ended")["frames"],
    }
    assert [each["happened"] for each in peer.happened if each["happened"] == "login"] == ["login"], "one try"
    assert peer.happened[-1] == {"happened": "PADT", "session": 0x4711}


@pytest.mark.parametrize(
    ("peer", "stage", "why"),
    [
        (Peer(silent="pado"), "pado", "no access concentrator answered"),
        (Peer(vlan=99), "pado", "no access concentrator answered"),
        (Peer(silent="pads"), "pads", "did not answer the request"),
        (Peer(errors={0x0202: "no more sessions"}), "pads", "refused a session"),
        (Peer(silent="lcp"), "lcp", "LCP did not come to an agreement"),
        (Peer(endless=True), "lcp", "LCP does not come to an end"),
        (Peer(auth="mschapv2"), "lcp", "it asks for MS-CHAPv2, which netdoc does not do"),
        (Peer(auth="eap"), "lcp", "it asks for EAP, which netdoc does not do"),
        (Peer(silent="auth"), "auth", "neither accepted nor rejected"),
        (Peer(auth="chap", silent="auth"), "auth", "neither accepted nor rejected"),
        (Peer(accepts=RIGHT, silent="ipcp"), "ipcp", "no address was given in time"),
        (Peer(accepts=RIGHT, address="0.0.0.0"), "ipcp", "no address"),
    ],
)  # fmt: skip
def test_where_it_stops_is_told_and_a_session_that_was_begun_is_ended(peer: Peer, stage: str, why: str) -> None:
    lines, sent = played(peer)

    assert of(lines, "ended")["stage"] == stage
    assert why in of(lines, "ended")["why"]
    begun = stage not in ("pado", "pads")
    assert any(each["happened"] == "PADT" for each in peer.happened) is begun
    assert len([each for each in sent if b"\xc0\x23\x01" in each[:23]]) <= 2, "the login goes out twice at most"


def test_the_error_of_a_refused_session_is_told_with_its_kind() -> None:
    lines, _ = played(Peer(errors={0x0202: "no more sessions", 0x0203: ""}))

    assert of(lines, "pads")["errors"] == ["AC-System-Error: no more sessions", "Generic-Error"]


@pytest.mark.parametrize("auth", ["pap", "chap"])
@pytest.mark.parametrize("accepted", [True, False])
def test_nothing_that_is_told_holds_the_login(auth: str, accepted: bool) -> None:
    words = f"{PASSWORD} {PASSWORD.upper()} {PASSWORD.encode().hex()} {USER}"
    peer = Peer(auth=auth, accepts=RIGHT if accepted else {}, text=words, reject=words, extra=True)
    lines, sent = played(peer)

    told = repr(lines)
    for secret in (PASSWORD, PASSWORD.upper(), USER):
        assert secret not in told
        assert secret.encode().hex() not in told
    response = next((each for each in sent if b"\xc2\x23\x02" in each[:24]), None)
    assert response is None or response[27:43].hex() not in told
    assert "frame" in next(each for each in lines if "pado" in each), "what came before the login is kept whole"
    assert repr(LOGIN) == "Login(...)"


@pytest.mark.parametrize("before", range(100, 122, 3))
def test_a_login_is_taken_out_before_a_text_is_cut(before: int) -> None:
    peer = Peer(accepts={}, reject="x" * before + PASSWORD + " " + USER.partition("@")[0])
    told = of(played(peer)[0], "auth")["text"]

    assert len(told) <= 120
    assert PASSWORD[:3] not in told and "0123" not in told


def test_a_tag_is_tried_alone_before_the_others() -> None:
    asked = [each for each in played(Peer(vlan=201), (7, None, 201))[0] if each.get("sent") == "PADI"]
    alone = [each for each in played(Peer(vlan=7), (7, None, 201))[0] if each.get("sent") == "PADI"]

    assert [each["vlans"] for each in asked] == [[7], [7, None, 201]]
    assert [each["vlans"] for each in alone] == [[7]]


def test_a_concentrator_that_ends_the_session_is_told_and_not_ended_again() -> None:
    peer = Peer(accepts=RIGHT, silent="ipcp")
    attempt = Attempt(OWN, LOGIN, (None,), unique=UNIQUE, magic=77, now_s=0.0)
    waiting = list(attempt.begin())
    while waiting:
        for answer in peer.answer(*untagged(waiting.pop(0))):
            waiting += attempt.hear(*untagged(answer), 0.1)
    gone = OWN + peer.mac + struct.pack("!HBBHH", 0x8863, 0x11, 0xA7, peer.session, 8) + b"\x02\x03\x00\x04quit"
    assert attempt.hear(gone, None, 0.2) == []

    assert attempt.done and attempt.close() == []
    assert of(attempt.lines(), "padt") == {"texts": ["Generic-Error: quit"]}


def test_a_session_that_comes_too_late_is_ended() -> None:
    peer = Peer(silent="pads")
    attempt = Attempt(OWN, LOGIN, (None,), unique=UNIQUE, magic=77, now_s=0.0)
    (padi,) = attempt.begin()
    (padr,) = attempt.hear(*untagged(peer.answer(padi, None)[0]), 0.1)
    attempt.tick(50.0)
    assert attempt.done and attempt.close() == [] and attempt.awaits_session
    peer.silent = ""
    late = [each for answer in peer.answer(padr, None) for each in attempt.hear(*untagged(answer), 51.0)]

    assert [each[15] for each in late if each[12:14] == b"\x88\x63"] == [0xA7]


def test_frames_of_another_session_or_sender_are_passed_over() -> None:
    peer = Peer(accepts=RIGHT)
    attempt = Attempt(OWN, LOGIN, (None,), unique=UNIQUE, magic=77, now_s=0.0)
    (padi,) = attempt.begin()
    (padr,) = attempt.hear(*untagged(peer.answer(padi, None)[0]), 0.1)
    pads, configure = peer.answer(padr, None)
    attempt.hear(pads, None, 0.1)
    for stranger in (
        configure[:16] + b"\x00\x01" + configure[18:],
        configure[:6] + OWN + configure[12:],
        b"",
        b"\0" * 60,
    ):
        assert attempt.hear(stranger, None, 0.2) == []
    assert attempt.hear(configure, None, 0.3)


_BYTES = st.binary(max_size=60)
_PROTOCOL = st.sampled_from([0xC021, 0xC023, 0xC223, 0x8021, 0x8057, 0x0021])


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """A frame that is meant for us, from the concentrator, right in form and wrong in any way."""
    body = draw(_BYTES)
    if draw(st.booleans()):
        size = draw(st.one_of(st.just(4 + len(body)), st.integers(0, 65535)))
        packet = struct.pack("!HBBH", draw(_PROTOCOL), draw(st.integers(0, 12)), draw(st.integers(0, 255)), size) + body
        head = struct.pack("!HBBHH", 0x8864, 0x11, 0, 0x4711, draw(st.one_of(st.just(len(packet)), st.integers(0, 99))))
        return OWN + Peer().mac + head + packet
    code = draw(st.sampled_from([0x07, 0x65, 0xA7, 0x09, 0x19]))
    tags = b"\x01\x03\x00\x08" + UNIQUE + body
    session = draw(st.sampled_from([0, 0x4711, 0xFFFF]))
    return OWN + Peer().mac + struct.pack("!HBBHH", 0x8863, 0x11, code, session, len(tags)) + tags


@settings(max_examples=150, deadline=None)
@given(st.lists(hostile(), max_size=60), st.integers(0, 8), st.binary(max_size=80))
def test_whatever_comes_it_stays_within_its_list_ends_and_tells_no_login(
    frames: list[bytes], good: int, junk: bytes
) -> None:
    peer = Peer(accepts=RIGHT)
    attempt = Attempt(OWN, LOGIN, (None, 7), unique=UNIQUE, magic=77, now_s=0.0)
    sent, waiting, now = [], list(attempt.begin()), 0.0
    for _ in range(good):  # so far all goes well
        if waiting:
            for answer in peer.answer(*untagged(waiting.pop(0))):
                out = attempt.hear(*untagged(answer), now)
                sent, waiting = sent + out, waiting + out
    for each in [*frames, junk, OWN + junk]:
        now += 0.01
        sent += attempt.hear(each, None, now)
        sent += attempt.tick(now)
    while not attempt.done:
        assert now <= ALL_S + 0.1
        now = max(now + 0.001, attempt.next_s)
        sent += attempt.tick(now)
    sent += attempt.close()

    assert len(sent) <= MOST_SENT + 2
    assert all(why_not("login", each, OWN) == "" for each in sent)
    told = attempt.lines()
    assert len(told) <= MOST_LINES
    assert PASSWORD not in repr(told) and USER not in repr(told)
