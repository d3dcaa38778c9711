"""Paint a drawing as inline SVG: the same shapes as on paper, with the picture told in words."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from netdoc.report.document import Fill
from netdoc.report.draw import Drawing, Label, Line, Polyline, Rect, Shape, Triangle

_WIDEST_LETTER = 0.56
"""Mean width of a letter in the widest of the usual screen fonts, in sizes."""
_PATTERNS = """<defs>
<pattern id="{id}dots" width="3.2" height="3.2" patternUnits="userSpaceOnUse"><rect width="3.2" height="3.2" \
fill="#fff"/><circle cx="1.6" cy="1.6" r="0.6"/></pattern>
<pattern id="{id}hatch" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/>\
<path d="M-1 1l2-2M0 4l4-4M3 5l2-2" stroke="#000" stroke-width="0.7"/></pattern>
<pattern id="{id}cross" width="3.4" height="3.4" patternUnits="userSpaceOnUse"><rect width="3.4" height="3.4" \
fill="#fff"/><path d="M0 3.4L3.4 0M0 0L3.4 3.4" stroke="#000" stroke-width="0.8"/></pattern>
</defs>"""


def to_svg(drawing: Drawing, alt: str, escape: Callable[[str], str]) -> str:
    """Return the drawing as an SVG element whose title is `alt`."""
    # patterns are named after the drawing, since two pictures share one page
    name = f"p{sha256(repr(drawing).encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"
    shapes = "".join(_shape(each, name, escape) for each in drawing.shapes)
    title = escape(alt).replace("<bdi>", "").replace("</bdi>", "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {drawing.width:g} {drawing.height:g}">'
        f"<title>{title}</title>{_PATTERNS.replace('{id}', name)}{shapes}</svg>"
    )


def _shape(shape: Shape, name: str, escape: Callable[[str], str]) -> str:
    if isinstance(shape, Rect):
        dashed = ' stroke-dasharray="0.8 1.2"' if shape.fill is Fill.UNMEASURED else ""
        return (
            f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}" '
            f'fill="{_fill(shape.fill, name)}" stroke="#000" stroke-width="0.6"{dashed}/>'
        )
    if isinstance(shape, Line):
        return (
            f'<path d="M{shape.x1:g} {shape.y1:g}L{shape.x2:g} {shape.y2:g}" stroke="#000" '
            f'stroke-width="{shape.weight:g}"/>'
        )
    if isinstance(shape, Polyline):
        places = "L".join(f"{x:g} {y:g}" for x, y in shape.points)
        return (
            f'<path d="M{places}" fill="none" stroke="#000" stroke-width="{shape.weight:g}" stroke-linejoin="round"/>'
        )
    if isinstance(shape, Triangle):
        half, foot = shape.size * 0.45, shape.y + shape.size
        return f'<path d="M{shape.x:g} {shape.y:g}L{shape.x - half:g} {foot:g}L{shape.x + half:g} {foot:g}Z"/>'
    return _label(shape, escape)


def _label(label: Label, escape: Callable[[str], str]) -> str:
    # SVG text knows no <bdi>; its own attribute isolates the whole label
    text = escape(label.text).replace("<bdi>", "").replace("</bdi>", "")
    # the reader's own font may be wider than the one the drawing was laid out for
    tight = f' textLength="{label.room:g}" lengthAdjust="spacingAndGlyphs"' if _too_wide(label) else ""
    return (
        f'<text x="{label.x:g}" y="{label.y:g}" font-size="{label.size:g}" text-anchor="{label.anchor}"{tight} '
        f'style="unicode-bidi:isolate">{text}</text>'
    )


def _too_wide(label: Label) -> bool:
    return len(label.text) * label.size * _WIDEST_LETTER > label.room


def _fill(fill: Fill, name: str) -> str:
    if fill in (Fill.WHITE, Fill.UNMEASURED):
        return "#fff"
    return "#000" if fill is Fill.SOLID else f"url(#{name}{fill.value})"
