"""Keys: notes are typed in any language, and nothing that arrives by accident ends a watch."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from netdoc.app.live_notes import LONGEST
from netdoc.cli._live_keys import KeyReader, Note, Quit, Typed, all_of, foot
from tests.netdoc.app.live_examples import NOW, ago


def typed(*pieces: bytes, begin: Typed | None = None) -> tuple[Typed, list[Quit | Note]]:
    reader, state, done = KeyReader(), begin or Typed(), []
    for each in pieces:
        state, more = all_of(reader.feed(each), state, NOW)
        done += more
    return state, done


def test_n_text_enter_is_a_note_of_the_time_its_key_was_pressed() -> None:
    assert typed(b"n", b"lamp red\r") == (Typed(), [Note(NOW, "lamp red")])
    assert typed(b"now\r", begin=Typed("seen ", ago(9))) == (Typed(), [Note(ago(9), "seen now")])


def test_letters_split_between_reads_are_put_together() -> None:
    word = "Störung".encode()

    assert typed(b"n", word[:3], word[3:], b"\n")[1] == [Note(NOW, "Störung")]


def test_backspace_escape_and_clear_work_while_typing() -> None:
    assert typed(b"nab\x7fc\r")[1] == [Note(NOW, "ac")]
    assert typed(b"nab\x15c\r")[1] == [Note(NOW, "c")]
    assert typed(b"nab", b"\x1b") == (Typed(), [])
    assert typed(b"n  \r") == (Typed(), [])


@pytest.mark.parametrize("quits", [b"q", b"Q"])
def test_q_ends_only_where_no_note_is_typed(quits: bytes) -> None:
    assert typed(quits)[1] == [Quit()]
    assert typed(b"n" + quits)[1] == []


@pytest.mark.parametrize(
    "piece", [b"\x1b[A", b"\x1bOq", b"\x1b[15;2~", b"\x1bq", b"\x1b[200~nq\rq\x1b[201~", b"\x00\x1a\x1c\xff", b"x"]
)
def test_arrows_pasted_text_and_stray_bytes_are_no_commands(piece: bytes) -> None:
    assert typed(piece) == (Typed(), [])


def test_a_sequence_split_between_reads_is_no_command() -> None:
    assert typed(b"\x1b[1", b";2q", b"n") == (Typed("", NOW), [])


def test_what_is_pasted_into_a_note_is_one_line_of_text() -> None:
    assert typed(b"n", b"\x1b[200~first\nq second\x1b[201~", b"\r")[1] == [Note(NOW, "first q second")]


def test_a_note_is_bounded() -> None:
    assert len(typed(b"n" + b"x" * 10_000)[0].text) == LONGEST


def test_the_last_line_shows_the_end_of_what_is_typed_and_fits() -> None:
    line = foot(Typed("日本" * 100 + "end", NOW), "", keys=True, stopping=False, width=60)

    assert line.text.startswith("Note 09:31:12: ") and line.text.endswith("end_")
    assert cell_len(line.text) <= 60


def test_the_last_line_tells_what_to_press_what_happened_and_that_it_is_stopping() -> None:
    assert "q quit" in foot(Typed(), "", keys=True, stopping=False, width=80).text
    assert foot(Typed(), "", keys=False, stopping=False, width=80).text == "Ctrl-C: end"
    assert foot(Typed(), "kept at 09:31", keys=True, stopping=False, width=80).text == "kept at 09:31"
    assert foot(Typed("x", NOW), "", keys=True, stopping=True, width=80).text.startswith("Stopping")
