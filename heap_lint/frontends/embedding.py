"""A text of one language that stands in a file of another: what front ends hand to each other.

The text is *masked*: whatever is not its own became as many characters of filler, or of a hole where
something is filled in when the program runs. So every position in it is a position in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heap_lint.facts import Escaping
from heap_lint.source import Source, Span
from heap_lint.values import Value

HOLE = "\u01c2"
"""A letter (so a run of it is an identifier) that stands for a hole; one for each character of it."""

FILLER = "\ufeff"
"""A blank for JavaScript, dropped from its strings: stands for text that the script does not have."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that something is filled into: the value as the outer language sees it."""

    value: Value
    escaping: Escaping = Escaping.UNKNOWN


@dataclass(frozen=True, slots=True)
class Embedded:
    """A masked text that begins at character `start` of a file.

    `holes` are by the offset in `text` of their first character; a hole that is not among them is
    not known. `has_templates`: tags of a template engine (`{{ value }}`) may still stand in the text.
    """

    source: Source
    text: str
    start: int = 0
    holes: Mapping[int, Hole] = field(default_factory=dict)
    has_templates: bool = False

    def span(self, start: int, end: int) -> Span:
        """Return the place in the file of characters `start` to `end` of the text."""
        return self.source.span(self.start + start, self.start + end)

    def part(self, start: int, end: int) -> Embedded:
        """Return characters `start` to `end` as a text of its own, a script in a page for instance."""
        holes = {at - start: hole for at, hole in self.holes.items() if start <= at < end}
        return Embedded(
            self.source, self.text[start:end], self.start + start, holes, self.has_templates
        )
