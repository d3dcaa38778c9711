"""The same document as one HTML file: no script, nothing fetched, readable aloud and on paper.

Every text is escaped; a run of right-to-left letters is isolated, so that it cannot reorder what stands
beside it.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from netdoc.report.document import (
    Align,
    Blanks,
    Block,
    Box,
    Bullets,
    Document,
    EndMark,
    ForAgainst,
    Heading,
    HeatStrip,
    KeyValues,
    OnePage,
    PageBreak,
    Paragraph,
    Table,
    ThreeNumbers,
    TickList,
    TimeAxis,
)
from netdoc.report.draw import draw_axis, draw_strip
from netdoc.report.svg import to_svg

_STYLE = Path(__file__).parent / "template" / "report.css"


def to_html(document: Document) -> str:
    """Return the document as one self-contained page."""
    sections, contents = _numbered(document.blocks)
    running = " · ".join(_text(each) for each in document.running)
    return f"""<!DOCTYPE html>
<html lang="{_text(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(document.title)}</title>
<style>
{_style()}</style>
</head>
<body>
{contents}<main>
{sections}
</main>
<footer>{running}</footer>
</body>
</html>
"""


def _numbered(blocks: Sequence[Block]) -> tuple[str, str]:
    """Return the blocks, and the list of contents that leads to their main headings."""
    parts: list[str] = []
    entries: list[str] = []
    for block in blocks:
        mark = next((each.text for each in _within(block) if isinstance(each, Heading) and each.level == 1), None)
        if mark is None:
            parts.append(_block(block))
            continue
        number = len(entries) + 1
        entries.append(f'<li><a href="#part-{number}">{_text(mark)}</a></li>')
        parts.append(_block(block).replace("<h2>", f'<h2 id="part-{number}" tabindex="-1">', 1))
    contents = (
        f'<nav aria-label="Contents"><details><summary>Contents</summary><ol>{"".join(entries)}</ol></details></nav>\n'
        if entries
        else ""
    )
    return "\n".join(parts), contents


def _within(block: Block) -> Sequence[Block]:
    return block.blocks if isinstance(block, OnePage) else (block,)


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _text(text: str) -> str:
    """Return a text escaped, each run of right-to-left letters isolated."""
    if text.isascii():
        return html.escape(text)
    parts = []
    for leftward, run in groupby(text, key=lambda each: unicodedata.bidirectional(each) in ("R", "AL", "AN")):
        letters = html.escape("".join(run))
        parts.append(f"<bdi>{letters}</bdi>" if leftward else letters)
    return "".join(parts)


def _block(block: Block) -> str:
    return _PAINTERS[type(block)](block)


def _heading(block: Heading) -> str:
    level = block.level + 1
    return f"<h{level}>{_text(block.text)}</h{level}>"


def _paragraph(block: Paragraph) -> str:
    if block.strong:
        return f"<h1>{_text(block.text)}</h1>"
    kind = ' class="small"' if block.small else ""
    return f"<p{kind}>{_text(block.text)}</p>"


def _bullets(block: Bullets) -> str:
    return f"<ul>{''.join(f'<li>{_text(each)}</li>' for each in block.items)}</ul>"


def _key_values(block: KeyValues) -> str:
    if not block.pairs:
        return ""
    pairs = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in block.pairs)
    return f"<dl>{pairs}</dl>"


def _box(block: Box) -> str:
    large = f'<p class="large">{_text(block.text)}</p>' if block.text else ""
    lines = "".join(f"<p>{_text(each)}</p>" for each in block.lines)
    return f'<section class="box {block.kind.value}"><h2>{_text(block.title)}</h2>{large}{lines}</section>'


def _numbers(block: ThreeNumbers) -> str:
    numbers = "".join(
        f"<li><strong>{_text(each.value)}</strong> <span>{_text(each.label)}</span></li>" for each in block.numbers
    )
    return f'<ul class="numbers">{numbers}</ul>'


def _for_against(block: ForAgainst) -> str:
    note = f'<p class="small">{_text(block.note)}</p>' if block.note else ""
    if not block.rows:
        return note
    rows = "".join(
        f'<tr><th scope="row">{_text(row.party)}<br><span>{_text(row.standing)}</span></th>'
        f"<td>{_lines(row.speaks_for)}</td><td>{_lines(row.speaks_against)}</td>"
        f"<td>{_text(row.remaining)}</td></tr>"
        for row in block.rows
    )
    heads = "".join(
        f'<th scope="col">{each}</th>'
        for each in ("Party", "Speaks for it being the cause", "Speaks against", "Remains open")
    )
    caption = '<caption class="aloud">For and against each party</caption>'
    table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"{_scrolled('For and against each party', table)}{note}"


def _scrolled(name: str, body: str) -> str:
    """Return what may be wider than the screen: keys can reach and move it, and it says what it is."""
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{_plain(name)}">{body}</div>'


def _plain(text: str) -> str:
    """Return a text for an attribute, which holds no markup."""
    return _text(text).replace("<bdi>", "").replace("</bdi>", "")


def _lines(texts: tuple[str, ...]) -> str:
    return "<br>".join(_text(each) for each in texts) or "nothing found"


def _ticks(block: TickList) -> str:
    items = "".join(
        f'<li><span aria-hidden="true">{"☑" if each.done else "☐"}</span> '
        f'<span class="aloud">{"done:" if each.done else "not done:"}</span> {_text(each.text)}</li>'
        for each in block.ticks
    )
    return f'<h2>{_text(block.title)}</h2><ul class="ticks">{items}</ul>'


def _blanks(block: Blanks) -> str:
    lines = "".join(f"<p>{_text(each)}</p>" for each in block.lines)
    labels = "".join(f"<li>{_text(each)} <span></span></li>" for each in block.labels)
    return f'<section class="box blanks"><h2>{_text(block.title)}</h2>{lines}<ul class="blanks">{labels}</ul></section>'


def _picture(block: HeatStrip | TimeAxis) -> str:
    drawing = draw_strip(block) if isinstance(block, HeatStrip) else draw_axis(block)
    note = f'<p class="small">{_text(block.note)}</p>' if block.note else ""
    return (
        f'<figure><figcaption><strong>{_text(block.title)}</strong> <span class="small">{_text(block.axis)}</span>'
        f"</figcaption>{_scrolled(f'Picture: {block.title}', to_svg(drawing, block.alt, _text))}{note}</figure>"
    )


def _table(block: Table) -> str:
    sides = [' class="right"' if each.align is Align.RIGHT else "" for each in block.columns]
    heads = "".join(
        f'<th scope="col"{side}>{_text(each.title)}</th>' for each, side in zip(block.columns, sides, strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, sides)}</tr>\n" for row in block.rows)
    caption = f"<caption>{_text(block.caption)}</caption>"
    table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return _scrolled(f"Table: {block.caption}", table)


def _cells(row: Sequence[str], sides: Sequence[str]) -> str:
    """Return a row; its first cell is the row's heading, read out with each of the others."""
    first = f'<th scope="row"{sides[0]}>{_text(row[0])}</th>'
    return first + "".join(f"<td{side}>{_text(cell)}</td>" for cell, side in zip(row[1:], sides[1:], strict=True))


def _one_page(block: OnePage) -> str:
    return f'<section class="sheet">{"".join(_block(each) + chr(10) for each in block.blocks)}</section>'


_PAINTERS: Mapping[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    KeyValues: _key_values,
    Box: _box,
    ThreeNumbers: _numbers,
    ForAgainst: _for_against,
    TickList: _ticks,
    Blanks: _blanks,
    HeatStrip: _picture,
    TimeAxis: _picture,
    Table: _table,
    OnePage: _one_page,
    PageBreak: lambda _: '<hr class="page">',
    EndMark: lambda block: f'<p class="end">■ {_text(block.text)} ■</p>',
}
