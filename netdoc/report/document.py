"""What a report says, as data: frozen blocks of plain texts, with no PDF or HTML in sight.

Every text is data and never markup. A position on a time axis is a share of its length, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Block:
    """One piece of a report. Subclasses are frozen, keyword-only dataclasses."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """Level 1 opens a section, 2 and 3 divide it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """Running text. `small` is for notes under a table or a picture."""

    text: str
    strong: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets(Block):
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValues(Block):
    """Names with their values, set in two columns."""

    pairs: tuple[tuple[str, str], ...]


class BoxKind(StrEnum):
    """What a box is for; decides its frame."""

    HEADLINE = "headline"
    ASK = "ask"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Block):
    """A framed statement. `title` is its small heading, `text` its large line, `lines` the rest."""

    kind: BoxKind
    title: str
    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure that can be read out, and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeNumbers(Block):
    """The three figures of page 1."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAgainstRow:
    """One party on page 1."""

    party: str
    standing: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    remaining: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAgainst(Block):
    """What speaks for and against each party being the cause, and what remains open about it."""

    rows: tuple[ForAgainstRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A step that was done, or was not."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TickList(Block):
    """What a first line asks about, answered beforehand."""

    title: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks(Block):
    """Lines for a person to fill in; the tool never fills them."""

    title: str
    labels: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisTick:
    """A named instant on a time axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRun:
    """Neighbouring cells of one level: 0 (no loss) to 4 (more than half lost), None for not measured."""

    level: int | None
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One rung over time."""

    label: str
    runs: tuple[HeatRun, ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatStrip(Block):
    """Loss per rung over time. `title` states the finding, `alt` tells the picture in words."""

    title: str
    rows: tuple[HeatRow, ...]
    cells: int
    ticks: tuple[AxisTick, ...]
    axis: str
    alt: str
    note: str = ""


class Fill(StrEnum):
    """How a surface is filled: distinct without colour, at fax resolution."""

    WHITE = "white"
    DOTS = "dots"
    HATCH = "hatch"
    CROSS = "cross"
    SOLID = "solid"
    UNMEASURED = "unmeasured"
    """A dotted empty box: not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a lane."""

    start: float
    end: float
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Values over time, each a share of the lane's height, 0 at its foot to 1 at its head.

    Attributes:
        pieces: each a row of (place on the axis, height); what lies between two pieces was not measured.
        low: what height 0 is, with its unit.
        high: what height 1 is.
        limit: height of a reference, drawn and named; None where there is none.
        limit_name: what it is called.
    """

    pieces: tuple[tuple[tuple[float, float], ...], ...]
    low: str
    high: str
    limit: float | None = None
    limit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of a time axis: stretches and instants, or a curve (then the marks stand at its foot).

    A lane without anything but a label is the heading of those below it.
    """

    label: str
    spans: tuple[Span, ...] = ()
    marks: tuple[float, ...] = ()
    summary: str = ""
    curve: Curve | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis(Block):
    """Several lanes over one time axis; `levels` names and words the five fills of its heat lanes."""

    title: str
    lanes: tuple[Lane, ...]
    ticks: tuple[AxisTick, ...]
    axis: str
    alt: str
    note: str = ""
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Align(StrEnum):
    """Where a column's texts stand."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading, its share of the width, and its alignment."""

    title: str
    width: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """Rows of texts; each row has as many as there are columns, none of them empty."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage(Block):
    """Blocks that must fit one page: set smaller, within limits, until they do."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageBreak(Block):
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMark(Block):
    """After this, nothing belongs to the report."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    media_type: str
    description: str
    body: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report.

    `running` stands on every page beside the page number: site, reference, rules version, clock bound.
    """

    title: str
    reference: str
    variant: str
    made_at: str
    running: tuple[str, ...]
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    language: str = "en"
