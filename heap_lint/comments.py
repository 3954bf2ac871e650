"""The comments of a file, in its language's own syntax."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex, Position
from heap_lint.source import Source

_HASH = regex.lazy(r"(?:(?<=\s)|^)#[^\r\n]*", re.MULTILINE)
_STRING = r""" "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' """
_LINES_AND_BLOCKS = r"//[^\r\n]* | /\*.*?\*/"
_OF_TEMPLATES = (
    r"<!--.*?--> | \{\#.*?\#\} | \{\{!.*?\}\} | \{\{--.*?--\}\} | <%\#.*?%> | <%--.*?--%>"
)
_WEB = re.compile(rf"(?P<comment> {_OF_TEMPLATES} | {_LINES_AND_BLOCKS} )", re.VERBOSE | re.DOTALL)
_PHP = regex.lazy(
    rf"(?P<comment> {_OF_TEMPLATES} | {_LINES_AND_BLOCKS}"
    r"| (?:(?<=\s)|^) \#(?=[ \t]{0,20}heap)[^\r\n]* )",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
"""As in any page; of `#`, which CSS and addresses have too, only what may speak to the linter."""
_SCRIPT = re.compile(
    _STRING + rf"| `(?:[^`\\]|\\.)*` | (?P<comment> {_LINES_AND_BLOCKS} )", re.VERBOSE | re.DOTALL
)
_TO_ITS_END = r"(?: .*?{0} | .*\Z )"
"""What follows the opening of a comment; one that is never closed takes the rest of the file."""
_OUTSIDE_STRINGS = {
    "hcl": regex.lazy(
        _STRING + rf"| (?P<comment> //[^\r\n]* | \#[^\r\n]* | /\*{_TO_ITS_END.format('[*]/')} )",
        re.VERBOSE | re.DOTALL,
    ),
    "xml": regex.lazy(
        rf"<!\[CDATA\[{_TO_ITS_END.format(']]>')} | (?P<comment> <!--{_TO_ITS_END.format('-->')} )",
        re.VERBOSE | re.DOTALL,
    ),
    "json": regex.lazy(
        _STRING + r"| (?P<comment> //[^\r\n]* | /\*.*?\*/ )", re.VERBOSE | re.DOTALL
    ),
    "toml": regex.lazy(
        r''' """(?:[^"\\]|\\.|"(?!""))*""" | '''
        + r""" '''(?:[^']|'(?!''))*''' | '[^'\r\n]*' | "(?:[^"\\\r\n]|\\.)*" """
        + r"| (?P<comment> \#[^\r\n]* )",
        re.VERBOSE | re.DOTALL,
    ),
}
_SCRIPT_NAME = regex.lazy(r"\.[cm]?[jt]sx?$", re.IGNORECASE)
_OTHER = regex.lazy(
    _STRING + r"| (?:(?<=\s)|^)(?P<comment> \#[^\r\n]* )", re.VERBOSE | re.MULTILINE
)


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


def comments_in(source: Source, index: LineIndex) -> list[Comment]:
    """Return the comments of a file, where it cannot be read as far as they can be told."""
    format_name = format_of(source.path)
    if format_name == "python":
        return list(_python(source, index))
    if format_name == "yaml":
        return _comments(_outside_yaml_scalars(source.text), source, index)
    if format_name == "web":
        return _comments(_web(source), source, index)
    return _comments(_outside_strings(source.text, format_name), source, index)


def _comments(found: Iterable[tuple[int, str]], source: Source, index: LineIndex) -> list[Comment]:
    comments = []
    for start, text in found:
        line = index.position(start).line
        # `{` before a comment is how JSX writes one.
        alone = source.text[index.start(line) : start].strip() in ("", "{")
        comments.append(Comment(text, start, line, alone, line, line))
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


def _outside_yaml_scalars(text: str) -> Iterator[tuple[int, str]]:
    import yaml

    inside: list[tuple[int, int]] = []
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                start = token.start_mark.index
                if token.style in "|>":  # a comment may follow the indicator on its line
                    start = text.find("\n", start)
                inside.append((start, token.end_mark.index))
    except yaml.YAMLError:
        pass
    for match in _HASH.finditer(text):
        if not any(start <= match.start() < end for start, end in inside):
            yield match.start(), match.group()


def _web(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the comments of a script; of a page all that looks like one, since prose has apostrophes."""
    is_script = _SCRIPT_NAME.search(source.path) is not None
    pattern = _SCRIPT if is_script else _PHP if source.path.lower().endswith(".php") else _WEB
    for match in pattern.finditer(source.text):
        if match["comment"]:
            yield match.start(), match["comment"]


def _outside_strings(text: str, format_name: str | None) -> Iterator[tuple[int, str]]:
    """Yield the comments where a string ends with its quote, whatever else does not parse."""
    pattern = _OUTSIDE_STRINGS.get(format_name or "", _OTHER)
    for match in pattern.finditer(text):
        if match["comment"]:
            yield match.start(), match["comment"]
