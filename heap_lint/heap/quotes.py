"""Values that a message quotes, with the places they come from until the message is shown.

A check knows values but not the text around them, and only that tells whether a value stands under a
secret's name. So a quote keeps its places, in characters that no text has, until `resolved` is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from heap_lint.heap.secrets import by_form
from heap_lint.source import Span

_LONGEST = 40
_BEGIN, _NEXT, _END = "\ufdd0", "\ufdd1", "\ufdd2"  # no characters: nothing written has them
_MARKS = str.maketrans("", "", _BEGIN + _NEXT + _END)
_QUOTE = re.compile(f"{_BEGIN}([^{_END}]*)(?:{_END}|\\Z)")


class Quote(NamedTuple):
    """A quoted value: its text, in backticks, and where it is given and written."""

    text: str
    places: tuple[Span, ...]


def quote(text: str, *places: Span | None) -> str:
    """Return a quoted value for a message."""
    known = dict.fromkeys(place for place in places if place is not None)
    words = [f"{each.start}{_NEXT}{each.end}{_NEXT}{each.path.translate(_MARKS)}" for each in known]
    return f"{_BEGIN}{_NEXT.join([text.translate(_MARKS), *words])}{_END}"


def resolved(message: str, show: Callable[[Quote], str]) -> str:
    """Return a message with each of its quotes as `show` has it."""
    return (
        _QUOTE.sub(lambda match: show(_read(match[1])), message) if _BEGIN in message else message
    )


def _read(text: str) -> Quote:
    shown, *words = text.split(_NEXT)
    triples = zip(words[::3], words[1::3], words[2::3], strict=True)
    return Quote(shown, tuple(Span(path, int(start), int(end)) for start, end, path in triples))


def visible(message: str) -> str:
    """Return a message with its quotes as they are."""
    return resolved(message, lambda quote: quote.text)


def shortened(text: str) -> str:
    """Return a text on one line, its middle left out where it is long, and what looks like a secret."""
    line = by_form(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 12]}...{line[-9:]}"
