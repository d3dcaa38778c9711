"""Answers of UPnP actions as people and clients save them: one XML, several in one file, JSON, or `NewName: value`.

A file of which one XML document is not whole is refused whole: what a cut answer holds may not be all that it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from probes import _igd, _xml
from probes.modems import _json
from probes.modems._text import lines_of

TR064, IGD = "dslforum-org", "schemas-upnp-org"
_HINT = "save the whole answer again, from its first `<` to its last `>`"
_GREATEST = 1_000_000
_MOST_DOCUMENTS = 200
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s>/])")
_PROLOG = re.compile(r"<\?[^<>]{0,200}\?>|<!--.{0,2000}?-->", re.DOTALL)
_LINE = re.compile(r"""[\s{,]*["']?(New[A-Z][\w.-]{1,60})["']?\s*[:=]\s*["']?([^"'{}\[\]]*?)["']?\s*[,}]*\s*""")
_PAIR = re.compile(
    r"""["']?(New[A-Z][\w.-]{1,60})["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|([^\s,{}\[\]"']+))(?=\s*(?:[,}\]]|$))"""
)
_NAME = re.compile(r"(?:urn:[\w.-]+:service(?:Id)?:)?([A-Z][A-Za-z_]{3,60}(?:-[A-Z]{2}_[A-Za-z]+)?)[:_]?[0-9]{0,2}")
_BETWEEN = re.compile(r"[#/.,'\"() ]+")
_OTHERS = frozenset({"WANIPConnection", "Time", "Layer3Forwarding"})
_ACTION = re.compile(r"(?:Get|X_AVM-DE_Get)\w*")


@dataclass(slots=True)
class Saved:
    """What a file holds."""

    answers: list[_igd.Answer] = field(default_factory=list)
    descriptions: list[Capture] = field(default_factory=list)


def authorities(body: bytes) -> set[str]:
    """Return who named the services that a file's XML answers or descriptions are of; cheap, for recognition."""
    if b"<scpd" in body and b"Envelope" not in body:
        return set()
    kind = rb":service:[A-Za-z0-9_.-]{1,60}:[0-9]" if b"Response" in body else rb":device:InternetGatewayDevice:[0-9]"
    names = (TR064, IGD)
    return {each for each in names if re.search(rb"urn:" + each.encode() + kind, body) is not None}


def saved_in(capture: Capture) -> Saved:
    """Return the answers and descriptions in a file, in its order.

    Raises:
        UnreadableCapture: it holds none, or one that is not whole.
    """
    body = capture.body[:_GREATEST].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body[:1] in (b"{", b"[") and b'"New' in body:
        found = Saved(answers=list(_from_json(body, capture)))
    elif body[:1] == b"<" or b"Envelope" in body:
        found = _from_xml(capture)
    else:
        found = Saved(answers=list(_from_lines(body, capture)))
    if not found.answers and not found.descriptions:
        raise UnreadableCapture("the file holds no answer of a UPnP or TR-064 action", hint=_HINT)
    return found


def merged(answers: Sequence[_igd.Answer], service: str, *actions: str) -> dict[str, str]:
    """Return the fields that all answers of these actions of a service agree on."""
    told: dict[str, set[str]] = {}
    for answer in answers:
        if answer.service == service and (answer.action in actions or not answer.action):
            for name, value in answer.fields.items():
                told.setdefault(name, set()).add(value)
    return {name: value for name, (value, *others) in told.items() if not others}


def _from_xml(capture: Capture) -> Saved:
    found = Saved()
    for document in _documents(capture.body):
        part = replace(capture, body=document)
        if _igd.is_description(document):
            _xml.parse(document, "UPnP description")
            found.descriptions.append(part)
            continue
        root = _xml.parse(document, "SOAP answer")
        if root.tag.endswith("Response"):  # the answer without what it was sent in
            (shell := Element("Body")).append(root)
            root = shell
        told = [_owned(each) for each in _igd.answers_of(root, capture)]
        found.answers += told or list(_nested(root, (), capture))
    return found


def _nested(element: Element, path: tuple[str, ...], capture: Capture) -> Iterator[_igd.Answer]:
    """Yield the answers of a client's own XML: `<Service><Action><NewName>`."""
    if any(child.tag.startswith("New") for child in element):
        log = next((child.text or "" for child in element if child.tag == "NewDeviceLog"), "")
        fields = {name: value for name, value in _igd.fields_of(element).items() if name.startswith("New")}
        yield _answer((*path, element.tag), fields, capture, log.strip())
    for child in element:
        yield from _nested(child, (*path, element.tag), capture)


def _documents(body: bytes) -> Iterator[bytes]:
    """Yield the XML documents of a file; words between them are passed over, markup between them is not."""
    text = body[:_GREATEST].decode("utf-8", "replace")
    at = 0
    for _ in range(_MOST_DOCUMENTS):
        start = text.find("<", at)
        if start < 0:
            return
        root = start
        while (prolog := _PROLOG.match(text, root)) is not None:
            root = text.find("<", prolog.end())
            if root < 0:
                return
        tag = _FIRST_TAG.match(text, root)
        close = None if tag is None else f"</{tag[1] or ''}{tag[2]}>"
        end = -1 if close is None else text.find(close, root)
        if close is None or end < 0:
            raise UnreadableCapture("an XML answer in the file is not whole", hint=_HINT)
        at = end + len(close)
        yield text[root:at].encode()
    raise UnreadableCapture(f"more than {_MOST_DOCUMENTS} answers in one file", hint="save one round of answers")


def _from_json(body: bytes, capture: Capture) -> Iterator[_igd.Answer]:
    """Yield the answers of a client's JSON: `{service: {action: {NewName: value}}}`, or less of that."""
    groups: dict[_json.Path, dict[str, str]] = {}
    logs: dict[_json.Path, str] = {}
    for path, value in _json.parse(body.decode("utf-8", "replace")).values.items():
        name = path[-1] if path else ""
        if isinstance(name, str) and name.startswith("New") and value not in (None, ""):
            word = str(value) if not isinstance(value, bool) else str(int(value))
            groups.setdefault(path[:-1], {})[name] = _xml.clean(word)
            if name == "NewDeviceLog":
                logs[path[:-1]] = word
    for path, fields in groups.items():
        yield _answer([each for each in path if isinstance(each, str)], fields, capture, logs.get(path, ""))


def _from_lines(body: bytes, capture: Capture) -> Iterator[_igd.Answer]:
    """Yield one answer of all lines `NewName: value`, as clients print them; a name told in two ways is none."""
    told: dict[str, set[str]] = {}
    for line in lines_of(body)[:20_000]:
        for name, value in _pairs(line[:20_000]):
            told.setdefault(name, set()).add(_xml.clean(value))
    fields = {name: value for name, (value, *others) in told.items() if value and not others}
    for service, own in _OWN_FIELDS.items():
        part = {name: value for name, value in fields.items() if own.fullmatch(name)}
        if any(_PROOF[service].fullmatch(name) for name in part):
            yield _igd.Answer("", service, part, capture)


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a line: one, or several as a Python client prints them."""
    found = _LINE.fullmatch(line)
    if found is not None:
        yield found[1], found[2]
    elif "New" in line:
        for name, double, single, bare in _PAIR.findall(line):
            yield name, double or single or bare


_OWN_FIELDS = {
    "WANDSLInterfaceConfig": re.compile(
        r"New(?:Status|DataPath|(?:Up|Down)stream(?:CurrRate|MaxRate|NoiseMargin|Attenuation|Power)|CellDelin"
        r"|LinkRetrain|Init(?:Errors|Timeouts)|LossOfFraming|(?:Severely)?ErroredSecs|(?:ATUC)?(?:FEC|HEC|CRC)Errors"
        r"|ModulationType|CurrentProfile)"
    ),
    "WANPPPConnection": re.compile(r"New(?:ConnectionStatus|Uptime|LastConnectionError|ExternalIPAddress)"),
    "WANCommonInterfaceConfig": re.compile(
        r"New(?:Layer1(?:Up|Down)streamMaxBitRate|PhysicalLinkStatus|TotalBytes(?:Sent|Received)"
        r"|X_AVM_DE_TotalBytes(?:Sent|Received)64)"
    ),
    "DeviceInfo": re.compile(r"New(?:ManufacturerName|ModelName|SoftwareVersion|UpTime)"),
}
"""Whose fields these are where only names and values were printed."""
_PROOF = _OWN_FIELDS | {
    "WANDSLInterfaceConfig": re.compile(
        r"New(?:\w+(?:CurrRate|MaxRate|NoiseMargin)|(?:ATUC)?CRCErrors|\w*ErroredSecs)"
    ),
    "WANPPPConnection": re.compile(r"New(?:ConnectionStatus|LastConnectionError)"),
}
"""Of them, those that no other service has: `NewStatus` alone may be of a radio."""


def _answer(path: Sequence[str], fields: dict[str, str], capture: Capture, log: str) -> _igd.Answer:
    """Return an answer that a client files under these names, which hold its service and its action."""
    words = [word for each in path for word in _BETWEEN.split(each) if word]
    action = next((each for each in reversed(words) if _ACTION.fullmatch(each)), "")
    named = [found[1] for each in words if each != action and (found := _NAME.fullmatch(each)) is not None]
    service = next((each for each in reversed(named) if each in _OWN_FIELDS or each in _OTHERS), "")
    authority = next((each for each in (TR064, IGD) if any(each in word for word in words)), "")
    return _owned(_igd.Answer(action, service or "".join(named[-1:]), fields, capture, authority, log))


def _owned(answer: _igd.Answer) -> _igd.Answer:
    """Return an answer whose service is not told with the one that its fields show."""
    if answer.service:
        return answer
    owners = [name for name, own in _PROOF.items() if any(own.fullmatch(each) for each in answer.fields)]
    return replace(answer, service=owners[0] if len(owners) == 1 else "")
