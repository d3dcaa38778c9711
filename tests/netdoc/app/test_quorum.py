"""Anchors that are strangers to each other."""

import pytest

from netdoc.app.quorum import doubt


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (("1.1.1.1", "8.8.8.8", "9.9.9.9"), ""),
        (("1.1.1.1", "8.8.8.8", "9.9.9.9", "149.112.112.112"), ""),
        (("1.1.1.1", "8.8.8.8"), "fewer than three"),
        ((), "fewer than three"),
        (("1.1.1.1", "1.0.0.1", "8.8.8.8"), "2 networks"),
        (("9.9.9.9", "149.112.112.112", "9.9.9.10"), "1 network only"),
        (("203.0.113.1", "203.0.113.2", "203.0.7.3"), "1 network only"),
        (("203.0.113.1", "198.51.100.1", "192.0.2.1"), ""),
    ],
)
def test_three_unrelated_anchors_make_a_quorum(addresses: tuple[str, ...], words: str) -> None:
    said = doubt(addresses)

    assert words in said
    assert bool(said) is bool(words)
