"""Huawei HG630, HG633, HG635: JSON below `/api/`, behind a session cookie and a pair of CSRF tokens.

The password goes as SHA-256 over user, base64 of the hexadecimal SHA-256 of the password, and both tokens; on the
HG635 as that base64 alone. Three wrong logins lock the box, and one user at a time is let in.

Source: public clients of the HG630 V2, HG633 and HG635.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from netdoc.errors import NotAnswered
from netdoc.ports import Credential
from probes.wire._http_exchange import Answer
from probes.wire._web_talk import CUT_OFF, Dialect, Talk, denied, expect_no_other_user, json_object, not_told
from probes.wire.tool import printable

USER = "admin"
_JSON = {"Content-Type": "application/json;charset=UTF-8", "X-Requested-With": "XMLHttpRequest"}
_QUESTION = re.compile(r"/api/(?:ntwk|system)/[A-Za-z_]{1,40}(?:\.json)?")
_META = re.compile(r"<meta\b[^>]{0,400}>", re.IGNORECASE)
_NAME = re.compile(r"\bname\s*=\s*[\"'](csrf_param|csrf_token)[\"']", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*[\"']([ -~]{1,200}?)[\"']", re.IGNORECASE)
_TOKENS = ("csrf_param", "csrf_token")
_BUSY = ("Duplicate_login", "Too_Many_user")


def check(question: str) -> bool:
    """Return whether a question is a path that a GET reads."""
    return _QUESTION.fullmatch(question) is not None and "logout" not in question.lower()


async def greet(talk: Talk) -> None:
    """Fetch the start page, which carries the first tokens in its head."""
    answer = await talk.get("/", follow=True)
    page = answer.body.decode("utf-8", "replace")
    found: dict[str, str] = {}
    for meta in _META.findall(page[:200_000]):
        name, content = _NAME.search(meta), _CONTENT.search(meta)
        if name and content:
            found[name[1].lower()] = content[1]
    if answer.status != 200 or set(found) != set(_TOKENS):
        raise NotAnswered(f"{talk.host} is no Huawei HG: its start page holds no csrf tokens", failure="error")
    _keep(talk, found)
    talk.held["salted"] = "HG635" not in page


async def login(talk: Talk, credential: Credential) -> None:
    """Open the session."""
    user = credential.user or USER
    sent = {"csrf": _tokens(talk), "data": {"UserName": user, "Password": _proof(talk, user, credential.password)}}
    answer = await _posted(talk, "/api/system/user_login", sent)
    expect_no_other_user(talk, answer)
    told = _told(answer)
    category = told.get("errorCategory")
    if category in _BUSY:
        raise NotAnswered(
            f"{talk.host} lets nobody in: somebody else is logged in ({category})",
            failure="busy",
            hint="log out of the box's own page and wait a minute",
        )
    if answer.status in (401, 403) or (isinstance(category, str) and category != "ok"):
        raise denied(talk, printable(str(category or answer.status), 60))
    if category != "ok":
        raise NotAnswered(f"{talk.host} answered the login with nothing that can be read", failure=CUT_OFF)
    _keep(talk, told)


async def ask(talk: Talk, question: str) -> bytes:
    """Read a path; a redirect or a page of HTML means that a login is wanted."""
    answer = await talk.get(question)
    if answer.status in (301, 302, 303, 307, 401, 403) or answer.body.lstrip()[:1] == b"<":
        raise not_told(talk, question, "it wants a login", failure="denied")
    if answer.status != 200:
        raise not_told(talk, question, f"HTTP status {answer.status}")
    if not {*b"{["} & {*answer.body}:
        raise not_told(talk, question, "no JSON")
    _keep(talk, _told(answer))
    return answer.body


async def logout(talk: Talk) -> None:
    """Close the session."""
    await _posted(talk, "/api/system/user_logout", {"csrf": _tokens(talk)})


def unwrapped(body: bytes) -> bytes:
    """Return an answer without the envelope `while(1); /*...*/` that keeps scripts of other sites from running it."""
    found = re.fullmatch(rb"\s*while\s*\(1\);\s*/\*(.*)\*/\s*", body, re.DOTALL)
    return body if found is None else found[1]


def _proof(talk: Talk, user: str, password: str) -> str:
    inner = base64.b64encode(hashlib.sha256(password.encode()).hexdigest().encode()).decode()
    talk.hide(inner)
    if not talk.held["salted"]:
        return inner
    proof = hashlib.sha256(f"{user}{inner}{talk.held['csrf_param']}{talk.held['csrf_token']}".encode()).hexdigest()
    talk.hide(proof)
    return proof


def _tokens(talk: Talk) -> dict[str, str]:
    return {each: talk.held[each] for each in _TOKENS}


def _keep(talk: Talk, told: dict[str, Any]) -> None:
    """Use the newest tokens, each of which is good for one request, and hide them."""
    if all(isinstance(told.get(each), str) for each in _TOKENS):
        talk.held.update({each: told[each] for each in _TOKENS})
        talk.hide(*_tokens(talk).values())


def _told(answer: Answer) -> dict[str, Any]:
    return json_object(unwrapped(answer.body))


async def _posted(talk: Talk, path: str, sent: dict[str, Any]) -> Answer:
    return await talk.post(path, json.dumps(sent, separators=(",", ":")).encode(), _JSON)


DIALECT = Dialect(greet=greet, login=login, ask=ask, logout=logout, check=check)
