"""Sagemcom F@ST: XMO, a JSON-RPC posted to `/cgi/json-req`, each request signed with a digest of the login.

Which digest (MD5 or SHA-512) and which salt the box wants stands in its own script; without that no login is sent,
because a wrong guess would be a wrong login.

Source: public clients of F@ST 3890, 5364, 5370 and of Speedport Pro.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from netdoc.errors import NotAnswered
from netdoc.ports import Credential
from probes.wire._web_talk import CUT_OFF, Dialect, Talk, denied, expect_no_other_user, json_object, not_told
from probes.wire.tool import printable

DOOR = "/cgi/json-req"
SCRIPTS = ("/js/gui-core.js", "/gui/js/gui-core.js")
USER = "admin"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_QUESTION = re.compile(r"Device(?:/[A-Za-z0-9_@='\"\[\]]{1,60}){1,6}")
_DIGEST = re.compile(rb"GUI_ACTIVATE_SHA512ENCODE_OPT\"?\s*:\s*([01])\b")
_SALT = re.compile(rb"GUI_PASSWORD_SALT\"?\s*:\s*(?:\"((?:[^\"\\]|\\.){0,200})\"|'((?:[^'\\]|\\.){0,200})')")
_FINE = ("XMO_REQUEST_NO_ERR", "Ok")
_BUSY = "XMO_MAX_SESSION_COUNT_ERR"
_REFUSED = ("XMO_AUTHENTICATION_ERR", "XMO_LOGIN_RETRY_ERR", "XMO_ACCESS_RESTRICTION_ERR")
_OPTIONS = {
    "nss": [{"name": "gtw", "uri": "http://sagemcom.com/gateway-data"}],
    "language": "ident",
    "context-flags": {"get-content-name": True, "local-time": True},
    "capability-depth": 2,
    "capability-flags": {"name": True, "default-value": False, "restriction": True, "description": False},
    "time-format": "ISO_8601",
    "write-only-string": "_XMO_WRITE_ONLY_",
    "undefined-write-only-string": "_XMO_UNDEFINED_WRITE_ONLY_",
}


def check(question: str) -> bool:
    """Return whether a question is an XPath that `getValue` reads."""
    return _QUESTION.fullmatch(question) is not None


async def greet(talk: Talk) -> None:
    """Read from the box's own script how it wants its password digested."""
    for path in SCRIPTS:
        answer = await talk.get(path, follow=True)
        found = _DIGEST.search(answer.body)
        if answer.status == 200 and found is not None:
            salt = _SALT.search(answer.body)
            raw = b"" if salt is None else salt[1] or salt[2] or b""
            talk.held.update(digest="sha512" if found[1] == b"1" else "md5")
            talk.held.update(salt=re.sub(rb"\\(.)", rb"\1", raw).decode("utf-8", "replace"))
            return
    raise NotAnswered(f"{talk.host} is no Sagemcom F@ST: none of its scripts tells how to log in", failure="error")


async def login(talk: Talk, credential: Credential) -> None:
    """Open a session."""
    user = credential.user or USER
    password, salt = credential.password, talk.held["salt"]
    secret = _digest(talk, f"{password}:{salt}" if salt else password)
    talk.held.update(user=user, secret=secret, nonce="", session=0, number=-1)
    talk.hide(secret)
    who = {"user": user, "persistent": True, "session-options": _OPTIONS}
    reply = await _asked(talk, {"method": "logIn", "parameters": who}, at_login=True)
    words = _first_error(reply)
    if words == _BUSY:
        raise NotAnswered(f"{talk.host} lets nobody in: all its sessions are taken ({words})", failure="busy")
    told = _callback(reply).get("parameters")
    if words is not None:
        raise denied(talk, printable(words, 60))
    session, nonce = (told.get("id"), told.get("nonce")) if isinstance(told, dict) else (None, None)
    if not isinstance(session, int) or not isinstance(nonce, str | int):
        raise NotAnswered(f"{talk.host} answered the login with nothing that can be read", failure=CUT_OFF)
    talk.held.update(session=session, nonce=str(nonce))
    talk.hide(nonce)


async def ask(talk: Talk, question: str) -> bytes:
    """Read the values below an XPath."""
    reply = await _asked(talk, {"method": "getValue", "xpath": question, "options": {}})
    words = _first_error(reply)
    if words is not None:
        failure = "denied" if words in _REFUSED else "error"
        raise not_told(talk, question, printable(words, 60), failure=failure)
    body = talk.held["body"]
    assert isinstance(body, bytes)
    return body


async def logout(talk: Talk) -> None:
    """Close the session."""
    await _asked(talk, {"method": "logOut"})


async def _asked(talk: Talk, action: dict[str, Any], *, at_login: bool = False) -> dict[str, Any]:
    """Send one action in a signed request, and return the reply."""
    held = talk.held
    held["number"] += 1
    nonce = secrets.randbelow(2**32)
    inner = _digest(talk, f"{held['user']}:{held['nonce']}:{held['secret']}")
    request = {
        "id": held["number"],
        "session-id": held["session"],
        "priority": at_login,
        "actions": [{"id": 0, **action}],
        "cnonce": nonce,
        "auth-key": _digest(talk, f"{inner}:{held['number']}:{nonce}:JSON:{DOOR}"),
    }
    form = urlencode({"req": json.dumps({"request": request}, separators=(",", ":"))})
    answer = await talk.post(DOOR, form.encode(), _FORM)
    if at_login:
        expect_no_other_user(talk, answer)
    if answer.status != 200:
        raise not_told(talk, action["method"], f"HTTP status {answer.status}")
    held["body"] = answer.body
    reply = json_object(answer.body).get("reply")
    if not isinstance(reply, dict):
        if at_login:
            raise NotAnswered(f"{talk.host} answered the login with nothing that can be read", failure=CUT_OFF)
        raise not_told(talk, action.get("xpath", action["method"]), "no reply in JSON")
    return reply


def _digest(talk: Talk, words: str) -> str:
    return hashlib.new(talk.held["digest"], words.encode()).hexdigest()


def _first_error(reply: dict[str, Any]) -> str | None:
    """Return the name of the first error, the action's own before the request's; None for none."""
    actions = reply.get("actions")
    first = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    for holder, fine in ((first, "XMO_NO_ERR"), (reply, "")):
        error = holder.get("error")
        words = error.get("description") if isinstance(error, dict) else None
        if isinstance(words, str) and words not in (fine, *_FINE):
            return words
    return None


def _callback(reply: dict[str, Any]) -> dict[str, Any]:
    try:
        found = reply["actions"][0]["callbacks"][0]
    except (LookupError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


DIALECT = Dialect(greet=greet, login=login, ask=ask, logout=logout, check=check, needs_login=True)
