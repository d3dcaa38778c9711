"""Orange Livebox: sysbus calls as JSON, posted to `/ws`, in a context that a login opens and `releaseContext` closes.

Source: public clients of the Livebox 3 to 6 and of SoftAtHome's other boxes.
"""

from __future__ import annotations

import json
import re
from typing import Any

from netdoc.errors import NotAnswered
from netdoc.ports import Credential
from probes.wire._http_exchange import Answer
from probes.wire._web_talk import CUT_OFF, Dialect, Talk, denied, expect_no_other_user, json_object, not_told
from probes.wire.tool import printable

DOOR = "/ws"
USER = "admin"
APPLICATION = "webui"
_CONTENT = {"Content-Type": "application/x-sah-ws-4-call+json"}
_QUESTION = re.compile(r"([A-Za-z0-9_.]{1,60}):(get[A-Za-z0-9]{0,40})(?: (\{[ -~]{0,200}\}))?")
_LOGIN_SERVICE = "sah.Device.Information"


def check(question: str) -> bool:
    """Return whether a question is a call of a method that only gets."""
    return _QUESTION.fullmatch(question) is not None


async def greet(talk: Talk) -> None:
    """Ask for the device's name, which most answer without a login and the others refuse in sysbus' own words."""
    told = _told(await _called(talk, "DeviceInfo", "get", {}, {}))
    about = told.get("status")
    if not _errors(told) and not (isinstance(about, dict) and "Manufacturer" in about):
        raise NotAnswered(f"{talk.host} is no Livebox: it knows no sysbus calls at {DOOR}", failure="error")


async def login(talk: Talk, credential: Credential) -> None:
    """Open a context."""
    who = {"applicationName": APPLICATION, "username": credential.user or USER, "password": credential.password}
    answer = await _called(talk, _LOGIN_SERVICE, "createContext", who, {"Authorization": "X-Sah-Login"})
    expect_no_other_user(talk, answer)
    told = _told(answer)
    errors = _errors(told)
    if errors or answer.status in (401, 403):
        wait = next((each["waittime"] for each in errors if isinstance(each.get("waittime"), int)), None)
        words = printable(str(errors[0].get("description", "")), 60) if errors else f"HTTP status {answer.status}"
        raise denied(talk, words if not wait else f"{words}; the box wants {wait} s of rest before the next try")
    data = told.get("data")
    context = data.get("contextID") if isinstance(data, dict) else None
    if not isinstance(context, str) or not context.isprintable():
        raise NotAnswered(f"{talk.host} answered the login with nothing that can be read", failure=CUT_OFF)
    talk.held["context"] = context
    talk.hide(context)


async def ask(talk: Talk, question: str) -> bytes:
    """Call a method that gets."""
    found = _QUESTION.fullmatch(question)
    assert found is not None
    answer = await _called(talk, found[1], found[2], json.loads(found[3] or "{}"), _context(talk))
    told = _told(answer)
    if answer.status in (401, 403) or any(each.get("error") == 13 for each in _errors(told)):
        raise not_told(talk, question, "permission denied", failure="denied")
    if answer.status != 200:
        raise not_told(talk, question, f"HTTP status {answer.status}")
    if not told or _errors(told):
        words = printable(str(_errors(told)[:1]), 80) if told else "no JSON"
        raise not_told(talk, question, words)
    return answer.body


async def logout(talk: Talk) -> None:
    """Close the context."""
    await _called(talk, _LOGIN_SERVICE, "releaseContext", {"applicationName": APPLICATION}, _context(talk))


def _context(talk: Talk) -> dict[str, str]:
    context = talk.held.get("context")
    return {} if context is None else {"X-Context": context, "Authorization": f"X-Sah {context}"}


async def _called(talk: Talk, service: str, method: str, parameters: dict[str, Any], headers: dict[str, str]) -> Answer:
    body = json.dumps({"service": service, "method": method, "parameters": parameters}, separators=(",", ":"))
    return await talk.post(DOOR, body.encode(), {**_CONTENT, **headers})


def _told(answer: Answer) -> dict[str, Any]:
    """Return the answer, taken out of the `result` in which old firmware wraps it."""
    told = json_object(answer.body)
    inner = told.get("result")
    return inner if isinstance(inner, dict) else told


def _errors(told: dict[str, Any]) -> list[dict[str, Any]]:
    held = told.get("errors")
    return [each for each in held if isinstance(each, dict) and "error" in each] if isinstance(held, list) else []


DIALECT = Dialect(greet=greet, login=login, ask=ask, logout=logout, check=check)
