"""Files of payloads that are larger than memory: read line by line, kept are the lines with a fault.

What is left of such a file is its line ends up to the last of these lines, so that each finding has its
line and column. Most lines look like one before them; such a line is not judged a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Any, BinaryIO

from heap_lint import regex
from heap_lint.facts import Fact
from heap_lint.frontends import jsonl
from heap_lint.source import Source

LONGEST_LINE = 1_000_000
MOST_LINES = 200
"""Lines with a fault that are reported; then nothing more is read."""
_MOST_SHAPES = 20_000
_PLAIN = regex.lazy(r"[a-z0-9_]{0,40}")
_UUID = regex.lazy(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = regex.lazy(r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|\+00:00)")
_LONG_NUMBER = 10**9

_EXACT = {"app_id", "event"}
"""Keys whose values are few, and matter as they are."""

Judge = Callable[[list[Fact]], bool]


def faulty_lines(
    path: str, file: BinaryIO, kind: str | None, is_faulty: Judge, size: float = inf
) -> tuple[Source, bool]:
    """Return the file with its faulty lines only, and whether all of it was read.

    `size`: the bytes that it has; what is written behind them meanwhile is left to the next run.
    Without a `kind` the first line must declare one, else nothing is read.
    """
    kept: list[str] = []
    seen: set[object] = set()
    gap = 0
    for text in _lines(file, size):
        source = Source(path, text)
        shape = _shape_of(text)
        if shape is None or shape not in seen:
            facts = list(jsonl.facts_of_line(source, 0, len(text), kind)) if text.strip() else []
            if not gap and not kept and not facts and kind is None:
                return Source(path, ""), True
            if is_faulty(facts):
                kept.append("\n" * gap + text)
                gap = -1
                if len(kept) >= MOST_LINES:
                    return Source(path, "\n".join(kept)), False
            elif shape is not None and len(seen) < _MOST_SHAPES:
                seen.add(shape)
        gap += 1
    return Source(path, "\n".join(kept)), True


def facts_of(source: Source, kind: str | None) -> Iterable[Fact]:
    """Return what the lines say that were kept."""
    return jsonl.facts_of_lines(source, kind)


def _lines(file: BinaryIO, size: float) -> Iterator[str]:
    """Yield the lines without their ends. One that is too long is cut, so it cannot be read."""
    while size > 0 and (data := file.readline(LONGEST_LINE)):
        size -= len(data)
        text = data.decode("utf-8", "replace").rstrip("\r\n").replace("\u2028", " ")
        cut = not data.endswith(b"\n")
        while cut and (rest := file.readline(LONGEST_LINE)):
            size -= len(rest)
            cut = size > 0 and not rest.endswith(b"\n")
        yield text.replace("\r", " ")


def _shape_of(text: str) -> object | None:
    """Return what is alike in lines that must be judged alike, None where that is not sure."""
    import msgspec

    try:
        shape = _shape(msgspec.json.decode(text.removeprefix("\ufeff")))
        hash(shape)
    except (msgspec.DecodeError, RecursionError, TypeError, _Unsure):
        return None
    return shape


class _Unsure(Exception):  # noqa: N818
    """A value that has to be looked at."""


def _shape(value: Any) -> object:
    if isinstance(value, dict):
        return tuple((key, each if key in _EXACT else _shape(each)) for key, each in value.items())
    if isinstance(value, list):
        return ("list", *map(_shape, value))
    if isinstance(value, str):
        return _shape_of_text(value)
    if isinstance(value, bool) or value is None:
        return (value,)
    if abs(value) > _LONG_NUMBER:
        raise _Unsure
    return float


def _shape_of_text(text: str) -> object:
    """Return the class of an ordinary text: an id, a time; or the text itself where it is short."""
    if len(set(text)) < 3:
        return ("text", text)
    if _UUID.fullmatch(text):
        return "uuid"
    if _TIME.fullmatch(text):
        return "time"
    if _PLAIN.fullmatch(text) and sum(map(str.isdigit, text)) in range(3, 10):
        return "id" if re.search("[a-z]", text) else "digits"
    if len(text) > 60:
        raise _Unsure
    return ("text", text)
