"""What one door of a box says of it before anybody logs in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """The words of one door; nothing in it is guessed, and all of it is a stranger's text, made printable.

    Attributes:
        says: title, server, banner, certificate names: `title: Vigor 130`.
        vendor: the maker, where the box states one.
        model: the model, where the box states one.
        firmware: its version, where the box states one.
        wants: what this door asks for before it tells more: `login`, or empty.
    """

    says: tuple[str, ...] = ()
    vendor: str | None = None
    model: str | None = None
    firmware: str | None = None
    wants: str = ""
