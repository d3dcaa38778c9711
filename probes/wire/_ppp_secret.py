"""A login, and words without it: a concentrator may repeat what it was sent."""

from __future__ import annotations

from dataclasses import dataclass

WITHHELD = "[withheld]"
SHORTEST_NAME = 4
"""Before the @: a shorter one stands in ordinary words."""


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """A user name and a password; its repr shows neither."""

    user: bytes
    password: bytes

    def __repr__(self) -> str:
        return "Login(...)"

    def out_of(self, words: str) -> str:
        """Return words without this login, written as it is or in hexadecimal, in capitals or not."""
        name = self.user.rpartition(b"@")[0]
        for each in (self.password, self.user, *((name,) if len(name) >= SHORTEST_NAME else ())):
            told = each.decode("utf-8", "replace")
            if told:
                words = _without(_without(words, told), each.hex())
        return words


def _without(words: str, secret: str) -> str:
    low, wanted = words.lower(), secret.lower()
    if len(low) != len(words):  # letters whose small form is longer: places would not agree
        return words.replace(secret, WITHHELD)
    parts, at = [], 0
    while (found := low.find(wanted, at)) >= 0:
        parts.append(words[at:found])
        at = found + len(wanted)
    return WITHHELD.join([*parts, words[at:]])
