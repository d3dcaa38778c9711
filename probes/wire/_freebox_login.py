"""Freebox: a REST interface below `/api/v4/`, entered with a token that a person granted at the box's own screen.

The secrets file holds the application's id as `user` and its token as `password`; the token itself never goes over the
network, only its HMAC-SHA1 over a challenge. netdoc asks for no token: that takes a person and another program.

Source: dev.freebox.fr, Freebox OS API, Login.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any

from netdoc.errors import NotAnswered
from netdoc.ports import Credential
from probes.wire._web_talk import CUT_OFF, Dialect, Talk, denied, expect_no_other_user, json_object, not_told
from probes.wire.tool import printable

_JSON = {"Content-Type": "application/json; charset=utf-8"}
_QUESTION = re.compile(r"/api/v[0-9]{1,2}/(?:connection/(?:xdsl/)?|system/)")
_LOGIN = "/api/v4/login/"
_BUSY = ("ratelimited", "pending_token")
_NO_LOGIN = ("auth_required", "insufficient_rights", "denied_from_external_ip", "apps_denied")


def check(question: str) -> bool:
    """Return whether a question is a path that a GET reads."""
    return _QUESTION.fullmatch(question) is not None


async def greet(talk: Talk) -> None:
    """Ask for the version of the interface, which every Freebox tells everybody."""
    told = json_object((await talk.get("/api_version")).body)
    if not {"api_version", "api_base_url", "device_type"} <= told.keys():
        raise NotAnswered(f"{talk.host} is no Freebox: it does not tell its api_version", failure="error")


async def login(talk: Talk, credential: Credential) -> None:
    """Open a session with the application's token."""
    challenge = _result(json_object((await talk.get(_LOGIN)).body)).get("challenge")
    if not isinstance(challenge, str):
        raise NotAnswered(f"{talk.host} gave no challenge to log in with", failure=CUT_OFF)
    proof = hmac.new(credential.password.encode(), challenge.encode(), hashlib.sha1).hexdigest()
    talk.hide(proof, challenge)
    sent = json.dumps({"app_id": credential.user, "password": proof}).encode()
    answer = await talk.post(f"{_LOGIN}session/", sent, _JSON)
    expect_no_other_user(talk, answer)
    told = json_object(answer.body)
    why = told.get("error_code")
    if why in _BUSY:
        raise NotAnswered(f"{talk.host} lets nobody in for now ({why})", failure="busy")
    if isinstance(why, str) or answer.status in (401, 403):
        raise denied(talk, printable(str(why or answer.status), 60))
    token = _result(told).get("session_token")
    if not isinstance(token, str) or not token.isprintable():
        raise NotAnswered(f"{talk.host} answered the login with nothing that can be read", failure=CUT_OFF)
    talk.held["token"] = token
    talk.hide(token)


async def ask(talk: Talk, question: str) -> bytes:
    """Read a path."""
    answer = await talk.get(question, headers=_token(talk))
    told = json_object(answer.body)
    why = told.get("error_code")
    if answer.status in (401, 403) or why in _NO_LOGIN:
        raise not_told(talk, question, printable(str(why or answer.status), 60), failure="denied")
    if answer.status != 200 or told.get("success") is not True:
        raise not_told(talk, question, printable(str(why or f"HTTP status {answer.status}"), 60))
    return answer.body


async def logout(talk: Talk) -> None:
    """Close the session."""
    await talk.post(f"{_LOGIN}logout/", b"", {**_JSON, **_token(talk)})


def _token(talk: Talk) -> dict[str, str]:
    return {"X-Fbx-App-Auth": talk.held["token"]} if "token" in talk.held else {}


def _result(told: dict[str, Any]) -> dict[str, Any]:
    inner = told.get("result")
    return inner if isinstance(inner, dict) else {}


DIALECT = Dialect(greet=greet, login=login, ask=ask, logout=logout, check=check, needs_login=True)
