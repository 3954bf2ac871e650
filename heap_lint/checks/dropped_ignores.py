"""What takes a name out of an ignore comment, or the comment where it is the last one."""

from __future__ import annotations

import re

from heap_lint import regex
from heap_lint.comments import Comment
from heap_lint.core.changes import Proposal, Rewrite
from heap_lint.frontends import format_of
from heap_lint.lines import line_around
from heap_lint.source import Source, Span

_ALONE = regex.lazy(r"(?:#|//|/\*|<!--|\{\#)[ \t]{0,20}")
"""What begins a comment that holds nothing else in front of the ignore."""
_OF_OTHERS = regex.lazy(r"#(?!\})|noqa|eslint|prettier|pylint|pragma|istanbul", re.IGNORECASE)
"""What in a comment may be for another tool."""
_BLOCKS = {"/*": "*/", "<!--": "-->", "{#": "#}"}


def without(
    source: Source, comment: Comment, found: re.Match[str], names: list[Span], index: int
) -> Proposal | None:
    """Return what takes away a name of those in `found`, an ignore in a comment; None: nothing may.

    `names` are the places of all names in it, in order.
    """
    path = source.path
    if len(names) > 1:
        last = index == len(names) - 1
        start = names[index - 1].end if last else names[index].start
        end = names[index].end if last else names[index + 1].start
    else:
        place = _whole(source, comment, found)
        if place is None:
            return None
        start, end = place
    text = source.text[start:end]
    title = f"take out `{source.slice(names[index])}`" if len(names) > 1 else "take the comment out"
    return Proposal.safe(title, Rewrite(Span(path, start, end), text, ""))


def _whole(source: Source, comment: Comment, found: re.Match[str]) -> tuple[int, int] | None:
    """Return where a comment stands with the blanks before it, or with its line; None: more is said."""
    text, start = source.text, comment.start
    is_noqa = found[0].startswith("#")
    opener = _ALONE.match(comment.text)
    if opener is None or (found.start() if is_noqa else opener.end() - found.start()):
        return None
    if format_of(source.path) == "python" and not comment.text.startswith("#"):
        return None
    closer = _BLOCKS.get(opener[0].strip())
    written = comment.text.rstrip()
    if closer is not None and not written.endswith(closer):
        return None
    behind = written[found.end() :].strip()
    if behind if is_noqa else _OF_OTHERS.search(behind):
        return None
    end = start + len(written)
    first, last = line_around(text, start)
    before = text[first:start]
    if before.strip(" \t"):
        if text[end:last].strip() and closer is None:
            return None
        return first + len(before.rstrip(" \t")), end
    if text[end:last].strip():
        return None
    if last >= len(text):
        return None
    return first, last + (2 if text.startswith("\r\n", last) else 1)
