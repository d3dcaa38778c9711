from __future__ import annotations

import pytest

from probes.modems._json import number, parse, whole_number


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
