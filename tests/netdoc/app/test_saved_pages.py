"""What a person saves: in any wrapping, and several answers in one file."""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.app.modem_read import document, read_file, read_files
from netdoc.app.saved_pages import MOST_PARTS, parts_of, unpacked
from netdoc.app.saved_wrapping import without_wrapping
from netdoc.errors import BadInput, UnreadableCapture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.netdoc.app.test_devices import a_driver
from tests.netdoc.app.test_modem_read import NOW

TEXT = driver_text(BoxState(NOW - 400_000, NOW - 300_000), NOW)
UPTIME = "400000.25 1000.00\n"
SESSION = f"Login: admin\nPassword:\n> xdslctl info --stats\n{TEXT}> cat /proc/uptime\n{UPTIME}> exit\n"


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (NOW, NOW))
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{TEXT}".encode(),
    ],
    ids=["utf-16", "utf-16-le", "utf-16-be", "bom", "crlf", "with the head"],
)
def test_the_wrapping_changes_no_fact(content: bytes, tmp_path: Path) -> None:
    plain = read_file(saved(tmp_path, "a.txt", TEXT))

    assert read_file(saved(tmp_path, "b.txt", content)).facts == plain.facts


def test_the_page_of_a_web_archive_is_read() -> None:
    message = EmailMessage()
    message["Subject"] = "status"
    message.set_content("<html><body>Zeile gestört 31829</body></html>", subtype="html", cte="quoted-printable")
    message.add_related(b"\x89PNG\r\n", "image", "png")

    assert "Zeile gestört 31829" in unpacked(message.as_bytes()).decode()
    assert message.as_bytes().count(b"Zeile gest\xc3\xb6rt") == 0, "it was packed"


def test_a_terminals_session_is_read_with_the_boxs_clock(tmp_path: Path) -> None:
    alone = read_file(saved(tmp_path, "alone.txt", TEXT))
    whole = read_file(saved(tmp_path, "session.txt", SESSION))

    assert [each for each in whole.facts if not isinstance(each, DeviceState)] == list(alone.facts)
    assert [each.uptime_s for each in whole.facts if isinstance(each, DeviceState)] == [400_000]


def test_several_files_are_the_answers_of_one_look(tmp_path: Path) -> None:
    together = read_files([saved(tmp_path, "line.txt", TEXT), saved(tmp_path, "uptime.txt", UPTIME)])

    assert together.driver == "broadcom"
    assert {each.KIND for each in together.facts} == {"DslLine", "DslHistory", "DeviceState"}


def test_files_of_several_families_and_too_many_files_are_refused(tmp_path: Path) -> None:
    drivers = {each.id: each for each in (_knows("one", b"ONE"), _knows("two", b"TWO"))}
    paths = [saved(tmp_path, "a.txt", "ONE line"), saved(tmp_path, "b.txt", "TWO line")]

    with pytest.raises(BadInput, match=r"several families \(a\.txt: one; b\.txt: two\)"):
        read_files(paths, drivers=drivers)
    with pytest.raises(BadInput, match="0 files"):
        read_files([])


def _knows(identity: str, word: bytes) -> Any:
    return a_driver(identity, [b""], knows=word)


def test_answers_one_after_the_other_are_taken_apart() -> None:
    envelope = '<s:Envelope xmlns:s="x"><s:Body>{}</s:Body></s:Envelope>'
    declared = '<?xml version="1.0"?>\n' + envelope

    assert len(parts_of("\n".join(envelope.format(each) for each in "abc").encode())) == 3
    assert [b"<?xml" in each for each in parts_of((declared.format(1) + declared.format(2)).encode())] == [True, True]
    assert parts_of(b'{"a": 1}\n{"b": 2}\n') == (b'{"a": 1}', b'{"b": 2}')
    assert parts_of(b'[{"a": 1}]') == (b'[{"a": 1}]',)
    assert parts_of(SESSION.encode())[1].decode().startswith(TEXT.splitlines()[0])


@pytest.mark.parametrize(
    "body",
    [
        b"<html><td>a</td>\n<td>b</td></html>",
        b'{"a": "x> ls -l"}',
        b'{"a": 1',
        b"1.3.6.1|4|a > b c\n1.3.6.2|2|1\n",
        b"",
    ],
)
def test_what_is_one_answer_stays_one(body: bytes) -> None:
    assert parts_of(body) == (body,)


def test_more_parts_than_any_look_has_are_one_file() -> None:
    body = b'{"a": 1}\n' * (MOST_PARTS + 5)

    assert parts_of(body) == (body,)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_taking_apart(body: bytes) -> None:
    parts = parts_of(unpacked(body))

    assert parts and all(isinstance(each, bytes) for each in parts)


def test_two_looks_that_differ_are_not_mixed_into_one(tmp_path: Path) -> None:
    def read(captures: Any) -> Any:
        if len(captures) == 1 and captures[0].body.count(b"rate") > 1:
            raise UnreadableCapture("not one document")
        return tuple(DslLine(sync=True, rate_down_kbps=int(each.body.split()[-1].strip(b"}"))) for each in captures)

    import dataclasses

    driver = dataclasses.replace(_knows("doc", b"rate"), read=read)
    alike = saved(tmp_path, "alike.json", '{"rate": 16000}\n{"rate": 16000}')
    differing = saved(tmp_path, "differing.json", '{"rate": 16000}\n{"rate": 15000}')

    assert read_file(alike, drivers={"doc": driver}).facts[0] == DslLine(sync=True, rate_down_kbps=16_000)
    with pytest.raises(UnreadableCapture, match=r"several looks .*DslLine\.rate_down_kbps"):
        read_file(differing, drivers={"doc": driver})


def test_an_unknown_page_names_the_driver_whose_name_stands_in_it(tmp_path: Path) -> None:
    import dataclasses

    driver = dataclasses.replace(_knows("vigor", b"\x00"), title="DrayTek Vigor (telnet)")

    with pytest.raises(BadInput, match=r"nearest: vigor \(its name stands in the file\)"):
        read_file(saved(tmp_path, "a.txt", "Welcome to DrayTek Vigor 130\n"), drivers={"vigor": driver})


def test_the_document_has_null_for_what_a_bin_does_not_hold(tmp_path: Path) -> None:
    found = document(read_file(saved(tmp_path, "a.txt", TEXT)))
    rows = [row for fact in found["facts"] if fact["kind"] == "DslHistory" for row in fact["bins"]]

    assert rows and all({"crc_down", "ses_up", "inits", "start"} <= set(row) for row in rows)
    assert any(row["inits"] is None for row in rows)


NOTED = {
    "a mail's quote": "\n".join(f"> {line}" for line in TEXT.split("\n")),
    "a code block": "\n".join(f"    {line}" for line in TEXT.split("\n")),
    "a fenced note": f"the line drops every night:\n```\n{TEXT}```\nplease help\n",
    "an empty line after each": TEXT.replace("\n", "\n\n"),
    "two returns at each end": TEXT.replace("\n", "\r\r\n"),
    "terminal codes": "\x1b[2J\x1b[0m" + TEXT.replace("\n", "\x1b[K\n"),
    "a browser's page of plain text": f'<html><head><meta name="a"></head><body><pre style="b">{TEXT}</pre></body>',
}


@pytest.mark.parametrize("content", NOTED.values(), ids=NOTED)
def test_what_a_way_of_keeping_put_around_an_answer_changes_no_fact(content: str, tmp_path: Path) -> None:
    plain = read_file(saved(tmp_path, "a.txt", TEXT))

    assert read_file(saved(tmp_path, "b.txt", content)).facts == plain.facts


def test_json_that_a_browser_saved_as_a_page_is_json_again() -> None:
    page = (
        b'<html><head></head><body><pre>{"a":"1 &lt; 2 &amp; 3"}</pre><div class="json-formatter"></div></body></html>'
    )

    assert without_wrapping(page) == b'{"a":"1 < 2 & 3"}'


@pytest.mark.parametrize(
    "kept",
    [
        b"<html><body><h1>Status</h1><pre>SNR: 6.1</pre></body></html>",
        b"<html><body><pre>one</pre><pre>two</pre></body></html>",
        b"> show adsl\nRate: 5\n",
        b"> a\n> b\n",
        b"```\nno second fence\n",
        b"    Near   Far\nES:    1     2\n",
    ],
    ids=["a page with more", "two texts", "a prompt", "two prompts", "one fence", "a table's head"],
)
def test_what_is_the_answers_own_stays(kept: bytes) -> None:
    assert without_wrapping(kept) == kept


def test_a_page_cut_within_its_text_keeps_the_cut_end(tmp_path: Path) -> None:
    assert without_wrapping(b"<html><body><pre>Rate: 12345") == b"Rate: 12345", "its last word may be cut"


@given(st.binary(max_size=400))
def test_any_bytes_are_unwrapped_without_a_failure(body: bytes) -> None:
    once = without_wrapping(body)

    assert len(once) <= 2 * len(body) + 1
