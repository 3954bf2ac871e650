"""A text of one language that stands in a file of another: what front ends hand to each other.

The text is *masked*: whatever is not its own became as many characters of filler, or of a hole where
something is filled in when the program runs. So every position in it is a position in the file.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from heap_lint.flow import Login
from heap_lint.source import Source, Span
from heap_lint.values import Escaping, Value

HOLE = "\u01c2"
"""A letter (so a run of it is an identifier) that stands for a hole; one for each character of it."""

FILLER = "\ufeff"
"""A blank for JavaScript, dropped from its strings: stands for text that the script does not have."""


class Hole(Struct, frozen=True):
    """A place that something is filled into: the value as the outer language sees it."""

    value: Value
    escaping: Escaping = Escaping.UNKNOWN


class Arm(Struct, frozen=True):
    """One way of a `Choice`: characters `start` to `end`, written for visitors who are `assumes`."""

    start: int
    end: int
    assumes: Login | None = None


class Choice(Struct, frozen=True):
    """Parts of a text of which the outer language writes one at the most: an `{% if %}`.

    Not `optional`: one of them is always written, since the last has no condition. Where none is, the
    visitors are `otherwise`.
    """

    arms: tuple[Arm, ...]
    optional: bool = True
    otherwise: Login | None = None

    @property
    def start(self) -> int:
        """Where the first way begins."""
        return self.arms[0].start

    @property
    def end(self) -> int:
        """Where the last way ends."""
        return self.arms[-1].end


class Embedded(Struct, frozen=True):
    """A masked text that begins at character `start` of a file.

    `holes` are by the offset in `text` of their first character; a hole that is not among them is
    not known. `has_templates`: tags of a template engine (`{{ value }}`) may still stand in the text.
    `choices` are what the outer language writes only under a condition, an outer one before those in it.
    """

    source: Source
    text: str
    start: int = 0
    holes: Mapping[int, Hole] = field(default_factory=dict)
    has_templates: bool = False
    choices: tuple[Choice, ...] = ()
    escapes_html: bool = True
    """Whether the template engine escapes what it fills in where the template does not say."""

    def span(self, start: int, end: int) -> Span:
        """Return the place in the file of characters `start` to `end` of the text."""
        return self.source.span(self.start + start, self.start + end)

    def part(self, start: int, end: int) -> Embedded:
        """Return characters `start` to `end` as a text of its own, a script in a page for instance."""
        holes = {at - start: hole for at, hole in self.holes.items() if start <= at < end}
        choices = tuple(
            Choice(
                tuple(Arm(a.start - start, a.end - start, a.assumes) for a in choice.arms),
                choice.optional,
                choice.otherwise,
            )
            for choice in self.choices
            if choice.start < end and start < choice.end
        )
        return Embedded(
            self.source,
            self.text[start:end],
            self.start + start,
            holes,
            self.has_templates,
            choices,
        )
