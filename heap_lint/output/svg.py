"""A drawing as an SVG file that needs nothing else: no font, no script, no style of a page.

Shapes stand in columns, by how far they are from where visitors come in; arrows that lead back run
below their shapes.
"""

from __future__ import annotations

from collections import deque
from html import escape
from typing import NamedTuple

from heap_lint.drawing import Arrow, Drawing
from heap_lint.output.shown import plain, width

_ROW, _HEIGHT, _GAP, _EDGE = 52, 30, 70, 24
_CHARACTER = 7.3
_LONGEST = 60
_RED, _GREY = "#d1242f", "#8c959f"
_FILLS = {
    "start": "#ddf4ff",
    "page": "#f6f8fa",
    "call": "#fff8c5",
    "login": "#dafbe1",
    "logout": "#ffebe9",
}


class _Box(NamedTuple):
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.y + _HEIGHT / 2


def render(drawing: Drawing) -> str:
    """Return the file, ways without a login in red."""
    boxes = _placed(drawing)
    right = max((box.x + box.width for box in boxes), default=0) + _EDGE
    bottom = max((box.y + _HEIGHT for box in boxes), default=0) + _EDGE + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right:.0f}" height="{bottom:.0f}"'
        f' viewBox="0 0 {right:.0f} {bottom:.0f}" font-family="monospace" font-size="12">',
        "<title>Ways to the calls of Heap</title>",
        f'<rect width="{right:.0f}" height="{bottom:.0f}" fill="#ffffff"/>',
        _heads(),
    ]
    # What is marked is drawn last, above the others.
    arrows = sorted(drawing.arrows, key=lambda arrow: arrow.marked)
    lines += [_arrow(arrow, boxes) for arrow in arrows]
    on_marked = {n for a in drawing.arrows if a.marked for n in (a.start, a.end)}
    for number, (shape, box) in enumerate(zip(drawing.shapes, boxes, strict=True)):
        stroke = _RED if number in on_marked else _GREY
        radius = _HEIGHT / 2 if shape.kind == "start" else 4
        lines.append(
            f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{_HEIGHT}"'
            f' rx="{radius:.0f}" fill="{_FILLS.get(shape.kind, "#ffffff")}" stroke="{stroke}"/>'
            f'<text x="{box.x + 10:.0f}" y="{box.middle + 4:.0f}">{escape(_text(shape.text))}</text>'
        )
    if drawing.left_out:
        lines.append(f'<text x="{_EDGE}" y="{bottom - 8:.0f}">and {drawing.left_out} more</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _heads() -> str:
    marker = (
        '<marker id="{0}" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path d="M0,0 L9,4 L0,8 z" fill="{1}"/></marker>'
    )
    return f"<defs>{marker.format('grey', _GREY)}{marker.format('red', _RED)}</defs>"


def _text(text: str) -> str:
    line = plain(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _placed(drawing: Drawing) -> list[_Box]:
    columns: dict[int, list[int]] = {}
    for number, distance in enumerate(_distances(drawing)):
        columns.setdefault(distance, []).append(number)
    widths = [width(_text(shape.text)) * _CHARACTER + 20 for shape in drawing.shapes]
    before: dict[int, list[int]] = {}
    for arrow in drawing.arrows:
        before.setdefault(arrow.end, []).append(arrow.start)
    boxes: dict[int, _Box] = {}
    x = float(_EDGE)
    for column in sorted(columns):
        members = sorted(columns[column], key=lambda n: (_middle_of(before.get(n, []), boxes), n))
        for row, number in enumerate(members):
            boxes[number] = _Box(x, _EDGE + row * _ROW, widths[number])
        x += max(widths[number] for number in members) + _GAP
    return [boxes[number] for number in range(len(drawing.shapes))]


def _middle_of(numbers: list[int], boxes: dict[int, _Box]) -> float:
    """Return the height in the middle of those that have been placed."""
    heights = [boxes[number].y for number in numbers if number in boxes]
    return sum(heights) / len(heights) if heights else 0.0


def _distances(drawing: Drawing) -> list[int]:
    """Return how many arrows each shape is from a start; those that none leads to come first."""
    following: dict[int, list[int]] = {}
    for arrow in drawing.arrows:
        following.setdefault(arrow.start, []).append(arrow.end)
    reached = {arrow.end for arrow in drawing.arrows if arrow.end != arrow.start}
    starts = [
        number
        for number, shape in enumerate(drawing.shapes)
        if shape.kind == "start" or number not in reached
    ]
    distances = dict.fromkeys(starts, 0)
    waiting = deque(starts)
    while waiting:
        number = waiting.popleft()
        for other in following.get(number, ()):
            if other not in distances:
                distances[other] = distances[number] + 1
                waiting.append(other)
    return [distances.get(number, 0) for number in range(len(drawing.shapes))]


def _arrow(arrow: Arrow, boxes: list[_Box]) -> str:
    start, end = boxes[arrow.start], boxes[arrow.end]
    colour, thickness = ("red", 2.5) if arrow.marked else ("grey", 1.2)
    stroke = _RED if arrow.marked else _GREY
    if end.x > start.x:
        x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
        bend = max((x2 - x1) / 2, 20)
        path = f"M{x1:.0f},{y1:.0f} C{x1 + bend:.0f},{y1:.0f} {x2 - bend:.0f},{y2:.0f} {x2:.0f},{y2:.0f}"
    else:
        x1, y1 = start.x + start.width / 2, start.y + _HEIGHT
        x2, y2 = end.x + end.width / 2, end.y + _HEIGHT
        low = max(y1, y2) + 28
        path = f"M{x1:.0f},{y1:.0f} C{x1:.0f},{low:.0f} {x2:.0f},{low:.0f} {x2:.0f},{y2:.0f}"
    line = (
        f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{thickness}"'
        f' marker-end="url(#{colour})"/>'
    )
    if not arrow.who:
        return line
    x, y = (x1 + x2) / 2, (y1 + y2) / 2 - 4
    label = f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" fill="{stroke}">'
    return f"{line}{label}{escape(arrow.who)}</text>"
