"""A drawing as text for Mermaid, which GitHub, GitLab and many editors show as a picture."""

from __future__ import annotations

from heap_lint.drawing import Drawing, Shape
from heap_lint.output.shown import plain

_BRACKETS = {
    "start": ("([", "])"),
    "page": ("[/", "/]"),
    "login": ("{{", "}}"),
    "logout": ("{{", "}}"),
}
_RED = "#d1242f"


def render(drawing: Drawing) -> str:
    """Return a flow chart from left to right, ways without a login in red."""
    lines = ["flowchart LR"]
    for number, shape in enumerate(drawing.shapes):
        lines.append(f"    n{number}{_box(shape)}")
    for arrow in drawing.arrows:
        who = f'|"{arrow.who}"|' if arrow.who else ""
        lines.append(f"    n{arrow.start} -->{who} n{arrow.end}")
    marked = [str(number) for number, arrow in enumerate(drawing.arrows) if arrow.marked]
    if marked:
        lines.append(f"    linkStyle {','.join(marked)} stroke:{_RED},stroke-width:3px")
    if drawing.left_out:
        lines.append(f'    more["and {drawing.left_out} more"]')
    return "\n".join(lines) + "\n"


def _box(shape: Shape) -> str:
    left, right = _BRACKETS.get(shape.kind, ("[", "]"))
    return f'{left}"{_escaped(shape.text)}"{right}'


def _escaped(text: str) -> str:
    # `#` begins an entity in Mermaid; the others end the text, or would be taken for markup.
    text = plain(text).replace("#", "#35;")
    for character, entity in (('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(character, entity)
    return text
