"""The terms that this report uses, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.plugin import Section
from netdoc.report.document import Block
from netdoc.report.glossary import TERMS, Glossary
from netdoc.report.view import View


def write(view: View) -> Sequence[Block]:
    """Return every term; composing keeps those that the other pages use."""
    del view
    return (Glossary(title="Terms", terms=tuple((name, meaning) for name, (_, meaning) in TERMS.items())),)


SECTION = Section(id="glossary", place=62, write=write)
