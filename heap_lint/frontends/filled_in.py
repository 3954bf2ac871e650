"""Data files that a template engine fills in before anybody parses them: charts, playbooks, manifests.

A tag that stands for a value becomes a run of letters of the same length, one alone on its line
becomes blank: what is left parses, every position stays what it was, and what the tags give is unknown.
A comment of the engine gives nothing, so that it hides no value beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.core.joined import Place
from heap_lint.enclosed import Enclosed, Marks
from heap_lint.frontends import TEMPLATES, format_of, is_filled_in, is_known_config
from heap_lint.frontends.embedding import HOLE
from heap_lint.source import Source

_IS_TEMPLATE = regex.lazy(
    r"""^[ \t]*(?:-[ \t]+)*(?:["']?[\w./-]+["']?[ \t]*:[ \t]*)?(?:\{\{|\{%|<%) | (?<!\\)"\s*:\s*\{\{""",
    re.MULTILINE | re.VERBOSE,
)
_TAGS = Marks({"{{": "}}", "{%": "%}", "<%": "%>", "{#": "#}"})
_BLANKS = regex.lazy(r"[ \t]*")
_LINE_END = regex.lazy(r"\r?(?:\n|\Z)")
_NO_LINE_END = regex.lazy(r"[^\r\n]")
_LINE = regex.lazy(r"[^\r\n]+")
_BEGINNINGS = ("{#", "{{", "{%", "<%", "<#--")
_MASKED = ("yaml", "json")
"""Formats in which tags may stand whatever a file is called."""
_APART = " \t\r\n,;()[]{}<>"
"""What stands beside a comment that is not put into the middle of a value, or of a string."""
_GO = regex.lazy(r"\{\{-?\s{0,20}(?:[.$/]|(?:include|template|define|range|with)\b)")
"""Tags of Go, as charts have them: its files need not be called so."""
_FAR = 200
"""Characters of an indent that are looked at."""
_MOST_BLANKS = 100
"""More in a row are a fault in dotenv files, in which a sign begins a comment."""


def masked(source: Source) -> str | None:
    """Return the text without its tags, None where nothing shows that it is a template.

    In a Heap config, and in an Airkit app, whose expressions look the same, tags are the user's own.
    """
    text = source.text
    if not any(begin in text for begin in ("{{", "{%", "<%")) or not _IS_TEMPLATE.search(text):
        return None
    if _is_users(source):
        return None
    return without_tags(text)


def _is_users(source: Source) -> bool:
    """Whether tags in a file are the user's own: none of them is filled in."""
    return is_known_config(source.path) or "heap-lint/airkit-app" in source.text


def comments_of(source: Source) -> list[Place]:
    """Return the comments of the engine that fills a file in, in their order; none in other files."""
    text, path = source.text, source.path
    if not any(begin in text for begin in _BEGINNINGS) or _is_users(source):
        return []
    is_named = path.lower().endswith((*TEMPLATES, ".tpl")) or is_filled_in(path)
    if not is_named and (format_of(path) not in _MASKED or not _IS_TEMPLATE.search(text)):
        return []
    from heap_lint.frontends.web.tags import holds_comments_alone, tags_in

    engine = path if is_named or not _GO.search(text) else f"{path}.gohtml"
    return [
        Place(tag.start, tag.end)
        for tag in tags_in(text, engine)
        if tag.kind.is_comment or holds_comments_alone(text, tag)
    ]


def without_comments(source: Source) -> Source:
    """Return a file of the same length without the comments of the engine that fills it in.

    One in the middle of a value, or beside a quote that may be its end, is left: blanks would change
    the value.
    """
    text, parts, at = source.text, list[str](), 0
    is_dotenv = format_of(source.path) == "dotenv"
    for comment in comments_of(source):
        if not _is_apart(text, comment):
            continue
        parts += text[at : comment.start], _blanks(text[comment.start : comment.end], is_dotenv)
        at = comment.end
    return Source(source.path, "".join((*parts, text[at:]))) if parts else source


def _is_apart(text: str, comment: Place) -> bool:
    """Whether a comment has a blank or a bracket beside it; a line's begin is none, which may indent."""
    before, behind = (
        text[max(0, comment.start - _FAR) : comment.start],
        text[comment.end : comment.end + 1],
    )
    indented = before.rstrip(" \t")
    return behind in _APART or indented[-1:] not in "\r\n" and before[-1] in _APART


def _blanks(comment: str, is_dotenv: bool) -> str:
    def blank(line: re.Match[str]) -> str:
        length = len(line[0])
        return " " * length if length < most else " ".ljust(length, "#")

    most = _MOST_BLANKS if is_dotenv else len(comment) + 1
    return _LINE.sub(blank, comment)


def without_tags(text: str) -> str:
    """Return a text of the same length without the tags in it, whatever they are for."""
    return "".join(_without_tags(text))


def _without_tags(text: str) -> Iterator[str]:
    at = 0
    for row in _rows(text):
        start, end = row[0].start, _after_blanks(text, row[-1].end)
        before = text[at:start]
        indent = before[len(before.rstrip(" \t")) :]
        begins_line = len(indent) == start or text[start - len(indent) - 1] == "\n"
        line_end = _LINE_END.match(text, end)
        if begins_line and start - len(indent) >= at and line_end is not None:
            yield before[: len(before) - len(indent)]
            yield _NO_LINE_END.sub(" ", text[start - len(indent) : end])
            at = end
            continue
        for tag in row:
            yield text[at : tag.start]
            yield _NO_LINE_END.sub(HOLE, text[tag.start : tag.end])
            at = tag.end
    yield text[at:]


def _rows(text: str) -> Iterator[list[Enclosed]]:
    """Yield the tags, those together that have only blanks between them."""
    row: list[Enclosed] = []
    for tag in _TAGS.within(text):
        if row and _after_blanks(text, row[-1].end) != tag.start:
            yield row
            row = []
        row.append(tag)
    if row:
        yield row


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks is not None else at
