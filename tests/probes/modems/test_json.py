from __future__ import annotations

import pytest

from probes.modems._json import documents, number, parse, unwrapped, whole_number


def test_values_are_found_by_their_path() -> None:
    tree = parse('{"a": {"b": [1, {"c": "x"}], "d": null}, "e": -2.5}')

    assert tree.values == {("a", "b", 0): 1, ("a", "b", 1, "c"): "x", ("a", "d"): None, ("e",): -2.5}
    assert tree.whole
    assert tree.under("a", "b") == {(0,): 1, (1, "c"): "x"}
    assert tree.named("c") == ["x"]


@pytest.mark.parametrize("length", range(40))
def test_a_cut_text_holds_a_part_of_the_whole_and_no_other_number(length: int) -> None:
    text = '{"up": 152, "rate": {"down": 9001, "up": 77}}'
    cut = parse(text[:length])

    assert cut.values.items() <= parse(text).values.items()
    assert not cut.whole


def test_a_key_named_twice_holds_nothing_of_either() -> None:
    assert parse('{"near": {"es": 1}, "es": 2, "es": 3, "near": {"ses": 4}}').values == {}


@pytest.mark.parametrize("text", ["", "x", '{"a" 1}', '{"a": 01}', "[" * 5_000, '{"a": 1' + "0" * 100 + "}"])
def test_what_is_no_json_holds_nothing(text: str) -> None:
    assert parse(text).values == {}


def test_numbers_are_taken_wholly_or_not_at_all() -> None:
    assert [whole_number(each) for each in (5, "5", " 7 ", "05", "5 kbit", 5.0, True, None)] == [
        5,
        5,
        7,
        None,
        None,
        None,
        None,
        None,
    ]
    assert [number(each) for each in (5, "5.25", "-3.0", "5.", "1e3", True, None)] == [
        5.0,
        5.25,
        -3.0,
        None,
        None,
        None,
        None,
    ]


def test_a_lone_value_has_no_name() -> None:
    assert parse('"up"').named("up") == []


@pytest.mark.parametrize("between", ["", " ", "\n", "\r\n\n"])
def test_several_texts_in_one_file_are_read_one_by_one(between: str) -> None:
    found = documents(between.join(['{"a": 1}', "[2]", '{"a": 3}']))

    assert [each.values for each in found] == [{("a",): 1}, {(0,): 2}, {("a",): 3}]
    assert all(each.whole for each in found)


def test_after_a_broken_text_the_next_that_begins_a_line_is_read() -> None:
    found = documents('{"a": 1, "b": x\n{"a": 3}\n')

    assert [(each.values, each.whole) for each in found] == [({("a",): 1}, False), ({("a",): 3}, True)]


@pytest.mark.parametrize("text", ["", "x", "\n\n", "<a>\n", "}" * 10_000, "\n{" * 100_000])
def test_what_holds_no_json_holds_no_texts(text: str) -> None:
    assert documents(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("while(1); /*[1]*/", "[1]"),
        (" while (1); /*[1]*/\n", "[1]"),
        ("while(1); /*[1", "[1"),
        ("\ufeff[1]", "[1]"),
        ("[1]*/", "[1]*/"),
        ("while(2); /*[1]*/", "while(2); /*[1]*/"),
    ],
)
def test_the_envelope_against_foreign_scripts_is_taken_away(text: str, inside: str) -> None:
    assert unwrapped(text) == inside
