"""The comments of a file, in its language's own syntax."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from heap_lint import regex
from heap_lint.enclosed import Missing
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex, Position
from heap_lint.source import Source

_HASH = regex.lazy(r"(?:(?<=\s)|^)#[^\r\n]*", re.MULTILINE)
_LEAD = regex.lazy(r"[ \t]*(?:(?:\{|<\?(?:php)?|<%-?|\{%-?)[ \t]*)?", re.IGNORECASE)
"""What may stand before a comment alone on its line: what begins code that is only a comment."""
_TO_LINE_END = regex.lazy(r"[^\r\n]*")
_BLOCKS = {"/*": "*/", "<!--": "-->"}
"""What ends comments that may go over lines."""
_LINES = ("//", "#")
_NO_COMMENTS = {"<![CDATA[": "]]>"}
"""What looks like a comment inside of these is text."""
_WITHIN = {
    '"': regex.lazy(r'[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*', re.DOTALL),
    "'": regex.lazy(r"[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*", re.DOTALL),
}
"""What a string holds, by its quotes."""
_WITHIN_LINE = {
    '"': regex.lazy(r'[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*'),
    "'": regex.lazy(r"[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*"),
}
_WITHIN_LINES = {
    '"': regex.lazy(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL),
    "'": regex.lazy(r"[^'\\]*(?:\\.[^'\\]*)*", re.DOTALL),
}
_TOML_WITHIN = {
    '"""': regex.lazy(r'(?:[^"\\]|\\.|"(?!""))*', re.DOTALL),
    "'''": regex.lazy(r"(?:[^']|'(?!''))*"),
    '"': _WITHIN['"'],
    "'": regex.lazy(r"[^'\r\n]*"),
}


_GRAMMARS = {"hcl": "hcl", "shell": "bash"}
"""Formats with texts of several lines whose ends only a parser knows."""


class _Syntax(NamedTuple):
    """How comments and strings begin, what strings hold by their quotes, and what never ends.

    `open_ended`: whether a comment that is never closed takes the rest of the file, else it is none.
    """

    begin: re.Pattern[str]
    strings: Mapping[str, re.Pattern[str]] = _WITHIN
    open_ended: bool = False


_OUTSIDE_STRINGS = {
    "xml": _Syntax(regex.lazy(r"<!--|<!\[CDATA\["), open_ended=True),
    "json": _Syntax(regex.lazy(r"[\"']|//|/\*")),
    "dotenv": _Syntax(
        regex.lazy(r"(?:(?<==)|(?<== ))[\"']|(?:(?<=\s)|^)\#", re.MULTILINE), _WITHIN_LINES
    ),
    "toml": _Syntax(regex.lazy(r"\"\"\"|'''|[\"'\#]"), _TOML_WITHIN),
}
_OTHER = _Syntax(regex.lazy(r"[\"']|(?:(?<=\s)|^)\#", re.MULTILINE), _WITHIN_LINE)


_LINE_ENDS = regex.lazy(r"\r\n?|\n")


class Comment(NamedTuple):
    """A comment: its text with its introducer, the offset and the line (from 1) where it begins.

    It is about the lines `first_line` to `last_line`; `alone` where nothing stands before it.
    """

    text: str
    start: int
    line: int
    alone: bool
    first_line: int
    last_line: int

    @property
    def end_line(self) -> int:
        """The line where it ends."""
        return self.line + len(_LINE_ENDS.findall(self.text))


def comments_in(source: Source, index: LineIndex) -> list[Comment]:
    """Return the comments of a file, where it cannot be read as far as they can be told."""
    format_name = format_of(source.path)
    if format_name == "python":
        return list(_python(source, index))
    if format_name == "yaml":
        return _comments(_outside_yaml_scalars(source), source, index)
    if format_name == "web":
        from heap_lint.frontends.web.comments import comments_in as comments_of_web

        return _comments(comments_of_web(source), source, index)
    if format_name in _GRAMMARS:
        return _comments(_of_tree(source, _GRAMMARS[format_name]), source, index)
    return _comments(_outside_strings(source.text, format_name), source, index)


def _comments(found: Iterable[tuple[int, str]], source: Source, index: LineIndex) -> list[Comment]:
    comments = []
    line = lead = 0
    for start, text in found:
        if index.position(start).line != line:  # once for all comments of a line
            line = index.position(start).line
            blank = _LEAD.match(source.text, index.start(line))
            lead = blank.end() if blank is not None else 0
        comments.append(Comment(text, start, line, start <= lead, line, line))
    return comments


def _python(source: Source, index: LineIndex) -> Iterator[Comment]:
    """Yield the comments, until the text no longer tokenizes.

    As in flake8 a comment is also about the lines that a string or a backslash joins to its own.
    """
    import tokenize

    waiting: list[tuple[int, str]] = []
    lines: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text, newline=None).readline):
            if token.type == tokenize.COMMENT:
                start = index.offset(Position(token.start[0], token.start[1] + 1))
                waiting.append((start, token.string))
            if token.type not in (tokenize.ENDMARKER, tokenize.DEDENT):
                lines += token.start[0], token.end[0]
            if token.type in (tokenize.NEWLINE, tokenize.NL):
                for comment in _comments(waiting, source, index):
                    yield comment._replace(first_line=min(lines), last_line=max(lines))
                waiting, lines = [], []
    except (tokenize.TokenError, SyntaxError):
        pass
    yield from _comments(waiting, source, index)


def _outside_yaml_scalars(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the comments outside of scalars, and those of the shell in scalars that hold commands."""
    from heap_lint.frontends.filled_in import masked

    template = masked(source)
    scalars, end = _yaml_scalars(source.text if template is None else template)
    last, others = _Scalar(0, 0, False), iter(scalars)
    for match in _HASH.finditer(source.text, 0, end):
        while last.end <= match.start() and (following := next(others, None)) is not None:
            last = following
            if last.is_command:
                yield from _of_tree(source, "bash", last.start, last.end)
        if not last.start <= match.start() < last.end:
            yield match.start(), match.group()
    for start, comment in _found(source.text[end:], _OTHER):
        yield end + start, comment


class _Scalar(NamedTuple):
    """Where a scalar of YAML that is not plain stands, and whether a shell runs it."""

    start: int
    end: int
    is_command: bool


def _yaml_scalars(text: str) -> tuple[list[_Scalar], int]:
    """Return the scalars up to where the text is no longer YAML, and where that is."""
    import yaml

    from heap_lint.frontends.recognisers.commands import KEYS

    found: list[_Scalar] = []
    key, is_key, end = "", False, 0
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            end = token.end_mark.index
            if isinstance(token, yaml.ScalarToken):
                key = token.value.lower() if is_key else key
                if not token.plain:
                    start, is_block = token.start_mark.index, token.style in ("|", ">")
                    if is_block:  # a comment may follow the indicator on its line
                        start = text.find("\n", start)
                    found.append(_Scalar(start, end, is_block and key in KEYS))
            is_key = isinstance(token, yaml.KeyToken)
    except yaml.YAMLError:
        return found, end
    return found, len(text)


def _of_tree(
    source: Source, grammar: str, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the comments in a part of a file that is in another language, or in all of it."""
    from heap_lint.analysis.fuel import TooTangledError
    from heap_lint.frontends.embedding import Embedded
    from heap_lint.frontends.web.syntax import Tree, descendants

    try:
        tree = Tree(Embedded(source, source.text[start:end], start), grammar)
    except TooTangledError:  # nor is anything found there
        return
    for node in descendants(tree.root):
        if node.type == "comment":
            yield tree.span(node).start, tree.written(node)


def _outside_strings(text: str, format_name: str | None) -> Iterator[tuple[int, str]]:
    """Yield the comments where a string ends with its quote, whatever else does not parse."""
    return _found(text, _OUTSIDE_STRINGS.get(format_name or "", _OTHER))


def _found(text: str, syntax: _Syntax) -> Iterator[tuple[int, str]]:
    """Yield the comments that begin outside of strings.

    A string without its end is read once for each kind of quotes: up to where it breaks off, every
    other such quote stands behind a backslash, and what it would begin breaks off there too.
    """
    missing, broken, at = Missing(text), dict.fromkeys(syntax.strings, 0), 0
    while (match := syntax.begin.search(text, at)) is not None:
        start, mark = match.start(), match[0]
        at = start + 1
        if mark in _LINES:
            comment = _TO_LINE_END.match(text, start)
            at = comment.end() if comment is not None else at
            yield start, text[start:at]
        elif mark in _BLOCKS or mark in _NO_COMMENTS:
            closing = _BLOCKS.get(mark) or _NO_COMMENTS[mark]
            end = missing.find(closing, match.end())
            if end >= 0 or syntax.open_ended:
                at = end + len(closing) if end >= 0 else len(text)
                if mark in _BLOCKS:
                    yield start, text[start:at]
        else:
            for quotes in dict.fromkeys((mark, mark[0])):
                behind = _string_end(text, start, quotes, syntax.strings, broken)
                if behind is not None:
                    at = behind
                    break


def _string_end(
    text: str,
    start: int,
    quotes: str,
    strings: Mapping[str, re.Pattern[str]],
    broken: dict[str, int],
) -> int | None:
    """Return where the string ends that begins at `start`, None where it has no end."""
    if start < broken[quotes]:
        return None
    held = strings[quotes].match(text, start + len(quotes))
    end = held.end() if held is not None else start
    if text.startswith(quotes, end):
        return end + len(quotes)
    broken[quotes] = end
    return None
