"""The comments of a file, in its language's own syntax."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import starmap
from typing import NamedTuple

from heap_lint import regex
from heap_lint.core.joined import Commented, Joined, Place, outermost
from heap_lint.core.lexing import RUBY, SERVER, Language, lexed
from heap_lint.enclosed import Coming
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex, Position
from heap_lint.source import Source

_HASH = regex.lazy(r"(?:(?<=\s)|^)#[^\r\n]*", re.MULTILINE)
_LINE_OF = regex.lazy(r"^[ \t]*(?P<comment>\#[^\r\n]*)", re.MULTILINE)
_WHOLE_LINES = ("_headers", ".htaccess")
"""Files in which only a whole line is a comment."""
_WITH_PAIRS = ("yaml", "json", "toml", "hcl")
"""Formats in which a variable may be a mapping of its name and its value."""
_RUNNING = ("RUN", "CMD", "ENTRYPOINT")
"""Instructions whose text a shell runs."""
_SCRIPT_BELOW = regex.lazy(r"<<-?[\"']?\w+[\"']?[ \t\r]*")
"""What hands the text below it to a shell."""
_LEAD = regex.lazy(r"[ \t]*(?:(?:\{(?:%-?|\{)?|<\?(?:php)?|<%[-_]?|@php\b)[ \t]*)?", re.IGNORECASE)
"""What may stand before a comment alone on its line: what begins code that is only a comment."""
_TO_LINE_END = regex.lazy(r"[^\r\n]*")
_BLOCKS = {"/*": "*/", "<!--": "-->"}
"""What ends comments that may go over lines."""
_LINES = ("//", "#")
_NO_COMMENTS = {"<![CDATA[": "]]>", "<?": "?>"}
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
    "`": regex.lazy(r"[^`]*"),
}
_TOML_WITHIN = {
    '"""': regex.lazy(r'(?:[^"\\]|\\.|"(?!""))*', re.DOTALL),
    "'''": regex.lazy(r"(?:[^']|'(?!''))*"),
    '"': _WITHIN['"'],
    "'": regex.lazy(r"[^'\r\n]*"),
}


_GRAMMARS = {"hcl": "hcl", "shell": "bash"}
"""Formats with texts of several lines whose ends only a parser knows."""
_TEXTS = {"string", "raw_string", "ansi_c_string", "heredoc_body", "heredoc_template"}
"""What these parsers call such texts."""
_BACKSLASH = regex.lazy(r"\\(?:\r\n?|\n)")
_MENTION = regex.lazy(r"heap[-_ ]?lint", re.IGNORECASE)


class _Syntax(NamedTuple):
    """How comments and strings begin, what strings hold by their quotes, and what never ends.

    `open_ended`: whether a comment that is never closed takes the rest of the file, else it is none.
    `behind`: what may begin a comment right behind a string, where it begins none elsewhere.
    """

    begin: re.Pattern[str]
    strings: Mapping[str, re.Pattern[str]] = _WITHIN
    open_ended: bool = False
    behind: str = ""


_OUTSIDE_STRINGS = {
    "xml": _Syntax(regex.lazy(r"<!--|<!\[CDATA\[|<\?"), open_ended=True),
    "json": _Syntax(regex.lazy(r"[\"']|//|/\*")),
    "dotenv": _Syntax(
        regex.lazy(r"(?:(?<==)|(?<== ))[\"'`]|(?:(?<=\s)|^)\#", re.MULTILINE),
        _WITHIN_LINES,
        behind="#",
    ),
    "toml": _Syntax(regex.lazy(r"\"\"\"|'''|[\"'\#]"), _TOML_WITHIN),
}
_OTHER = _Syntax(regex.lazy(r"[\"']|(?:(?<=\s)|^)\#", re.MULTILINE), _WITHIN_LINE)


class Comment(NamedTuple):
    """A comment: its text with its introducer, and the offset where it begins.

    `lines` are those that it stands on or behind. It is `about` these, and where nothing stands before
    it about the line below too.
    """

    text: str
    start: int
    lines: range
    about: range


def comments_in(source: Source, index: LineIndex) -> list[Comment]:
    """Return the comments of a file, where it cannot be read as far as they can be told."""
    found = _commented(source, index)
    lines = _Lines(source.text, found, index)
    return [lines.comment(place) for place in sorted(found.comments)]


class _Lines:
    """The lines of a text, as far as comments are about them."""

    def __init__(self, text: str, found: Commented, index: LineIndex) -> None:
        self._text = text
        self._joined = Joined(found.joints, index)
        self._tags = sorted(found.tags)
        self._index = index
        self._leads: dict[int, int] = {}
        """Where what may stand before a comment ends, by the line."""

    def comment(self, place: Place) -> Comment:
        """Return the comment that stands in a place."""
        start, end = self._tag(place)
        line, end_line = self._index.position(start).line, self._index.position(end).line
        alone = start <= self._lead(line)
        first = line if alone else self._joined.first(line, start)
        last = below = self._joined.last(end_line, end)
        if alone and end_line < len(self._index):
            below = max(last, self._joined.last(end_line + 1, self._index.start(end_line + 1)))
        text = self._text[place.start : place.end]
        return Comment(text, place.start, range(first, last + 1), range(first, below + 1))

    def _tag(self, place: Place) -> Place:
        """Return the tag around a comment if it holds nothing else, else the comment."""
        at = bisect_right(self._tags, (place.start, len(self._text))) - 1
        return self._tags[at] if at >= 0 and place.end <= self._tags[at].end else place

    def _lead(self, line: int) -> int:
        if line not in self._leads:
            lead = _LEAD.match(self._text, self._index.start(line))
            self._leads[line] = lead.end() if lead is not None else 0
        return self._leads[line]


def _commented(source: Source, index: LineIndex) -> Commented:
    if format_of(source.path) == "web":
        from heap_lint.frontends.web.comments import comments_in as comments_of_web

        return comments_of_web(source)
    from heap_lint.frontends import filled_in

    of_engine = filled_in.comments_of(source)
    if not of_engine:
        return _own(source, index)
    found = _own(filled_in.without_comments(source), index)
    found.comments = list(outermost((*found.comments, *of_engine)))
    return found


def _own(source: Source, index: LineIndex) -> Commented:
    """Return the comments in the language of a file, whatever engine fills it in."""
    format_name = format_of(source.path)
    found = _of_format(source, index, format_name)
    if format_name in _WITH_PAIRS:
        found.joints.extend(_pairs(source, format_name))
    return found


def _pairs(source: Source, format_name: str) -> Iterator[Place]:
    """Yield where a name and its value stand that are two entries of one mapping."""
    from importlib import import_module

    from heap_lint.analysis.fuel import TooTangledError
    from heap_lint.frontends.recognisers.env_names import places_of_pairs

    try:
        documents = import_module(f"heap_lint.frontends.{format_name}").parse(source).documents
    except (TooTangledError, RecursionError):  # nor is anything found there
        return
    for document in documents:
        yield from starmap(Place, places_of_pairs(document))


def _of_format(source: Source, index: LineIndex, format_name: str | None) -> Commented:
    if format_name == "python":
        from heap_lint.frontends.python.beside import without_others

        return _python(without_others(source), index)
    if format_name == "yaml":
        return _outside_yaml_scalars(source)
    if format_name in _GRAMMARS:
        return _of_tree(source, _GRAMMARS[format_name])
    if format_name == "dockerfile":
        return _dockerfile(source)
    if format_name == "headers" and not source.path.endswith(_WHOLE_LINES):
        return _lexed(source.text, SERVER)
    if format_name == "headers":
        return Commented(
            [Place(*match.span("comment")) for match in _LINE_OF.finditer(source.text)]
        )
    if format_name == "ruby":
        return _lexed(source.text, RUBY)
    others = _found(source.text, _OUTSIDE_STRINGS.get(format_name or "", _OTHER))
    if format_name == "xml":
        from heap_lint.frontends import xml

        others.joints.extend(xml.joints(source))
    return others


def _lexed(text: str, language: Language) -> Commented:
    found = lexed(text, language)
    return Commented(found.comments, joints=found.texts)


def _dockerfile(source: Source) -> Commented:
    """Return the lines that are comments, and those of the shell in what it runs."""
    from heap_lint.frontends.dockerfile import instructions

    text, at = source.text, 0
    found = Commented()
    for each in instructions(text):
        start, end = each.rest
        found.comments.extend(_lines_of_comments(text, at, each.start))
        if each.name in _RUNNING:
            found.add(_of_tree(source, "bash", start, end))
            if _SCRIPT_BELOW.fullmatch(text, start, end):
                found.add(_of_tree(source, "bash", end, each.end))
        if end < each.end:
            found.joints.append(Place(end, end + len(text[end : each.end].rstrip())))
        found.comments.extend(_lines_of_comments(text, start, end))
        at = each.end
    found.comments.extend(_lines_of_comments(text, at, len(text)))
    found.comments = list(dict.fromkeys(found.comments))
    found.joints.extend(_backslashes(text, found.comments))
    return found


def _lines_of_comments(text: str, start: int, end: int) -> Iterator[Place]:
    for match in _LINE_OF.finditer(text, start, end):
        yield Place(*match.span("comment"))


def _python(source: Source, index: LineIndex) -> Commented:
    """Return the comments up to where the text no longer tokenizes, and those of scripts in strings."""
    import tokenize

    def offset(place: tuple[int, int]) -> int:
        return index.offset(Position(place[0], place[1] + 1))

    found = Commented()
    in_strings = False
    start: tuple[int, int] | None = None
    end = (1, 0)
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text, newline=None).readline):
            if token.type == tokenize.COMMENT:
                found.comments.append(Place(offset(token.start), offset(token.end)))
            elif token.type in (tokenize.NEWLINE, tokenize.NL):
                if start is not None and start[0] < end[0]:  # by a string, or a backslash
                    found.joints.append(Place(offset(start), offset(end)))
                start = None
            elif token.type not in (tokenize.ENDMARKER, tokenize.DEDENT):
                start, end = start or token.start, token.end
                in_strings = in_strings or _MENTION.search(token.string) is not None
    except (tokenize.TokenError, SyntaxError):
        pass
    if in_strings:
        from heap_lint.frontends.python.snippets import comments_in_scripts

        found.comments.extend(comments_in_scripts(source))
    return found


def _outside_yaml_scalars(source: Source) -> Commented:
    """Return the comments outside of scalars, and those of the shell in scalars that hold commands."""
    from heap_lint.frontends.filled_in import masked

    template = masked(source)
    text = source.text if template is None else template
    scalars, joints, end = _yaml_scalars(text)
    found = Commented(joints=joints)
    last, others = _Scalar(0, 0, False), iter(scalars)
    for match in _HASH.finditer(text, 0, end):  # what a tag holds is no comment either
        while last.end <= match.start() and (following := next(others, None)) is not None:
            last = following
            if last.is_command:
                found.add(_of_tree(source, "bash", last.start, last.end))
        if not last.start <= match.start() < last.end:
            found.comments.append(Place(*match.span()))
    rest = _found(text[end:], _OTHER)
    found.comments.extend(Place(end + each.start, end + each.end) for each in rest.comments)
    return found


class _Scalar(NamedTuple):
    """Where a scalar of YAML that is not plain stands, and whether a shell runs it."""

    start: int
    end: int
    is_command: bool


def _yaml_scalars(text: str) -> tuple[list[_Scalar], list[Place], int]:
    """Return the scalars up to where the text is no longer YAML, what joins lines, and where that is."""
    import yaml

    from heap_lint.frontends.documents import MAX_DEPTH
    from heap_lint.frontends.recognisers.commands import KEYS

    opening = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
    closing = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
    depth = 0
    found: list[_Scalar] = []
    joints: list[Place] = []
    key, key_start, end = "", 0, 0
    before: yaml.Token | None = None
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            end = token.end_mark.index
            depth += isinstance(token, opening) - isinstance(token, closing)
            if depth > MAX_DEPTH:  # nor is anything found there; each bracket costs as it is deep
                return found, joints, end
            if isinstance(token, yaml.ScalarToken):
                start, is_block = token.start_mark.index, token.style in ("|", ">")
                if isinstance(before, yaml.KeyToken):
                    key, key_start = token.value.lower(), start
                elif isinstance(before, yaml.ValueToken):
                    joints.append(Place(key_start, start))
                if is_block:  # a comment may follow the indicator on its line
                    start = text.find("\n", start)
                joints.append(Place(start, start + len(text[start:end].rstrip())))
                if not token.plain:
                    found.append(_Scalar(start, end, is_block and key in KEYS))
            before = token
    except yaml.YAMLError:
        return found, joints, end
    return found, joints, len(text)


def _of_tree(source: Source, grammar: str, start: int = 0, end: int | None = None) -> Commented:
    """Return the comments in a part of a file that is in another language, or in all of it."""
    from heap_lint.analysis.fuel import TooTangledError
    from heap_lint.frontends.embedding import Embedded
    from heap_lint.frontends.web.syntax import Tree, descendants

    found = Commented()
    try:
        tree = Tree(Embedded(source, source.text[start:end], start), grammar)
    except TooTangledError:  # nor is anything found there
        return found
    for node in descendants(tree.root):
        if node.type == "comment":
            found.comments.append(Place(*tree.span(node)[1:]))
        elif node.type in _TEXTS:
            _, first, last = tree.span(node)
            if node.type == "heredoc_body":  # which the line before it opens
                first, last = first - 1, first + len(source.text[first:last].rstrip())
            found.joints.append(Place(first, last))
    if grammar == "bash":
        found.joints.extend(_backslashes(source.text, found.comments, start, end))
    return found


def _backslashes(
    text: str, comments: list[Place], start: int = 0, end: int | None = None
) -> Iterator[Place]:
    """Yield the ends of lines that go on below; a comment goes on nowhere."""
    starts = sorted(comments)
    for match in _BACKSLASH.finditer(text, start, len(text) if end is None else end):
        before = bisect_right(starts, (match.start(), len(text))) - 1
        if before < 0 or starts[before].end <= match.start():
            yield Place(*match.span())


def _found(text: str, syntax: _Syntax) -> Commented:
    """Return the comments that begin outside of strings, which end with their quotes.

    A string without its end is read once for each kind of quotes: up to where it breaks off, every
    other such quote stands behind a backslash, and what it would begin breaks off there too.
    """
    found = Commented()
    coming, broken, at = Coming(text), dict.fromkeys(syntax.strings, 0), 0
    while (match := syntax.begin.search(text, at)) is not None:
        start, mark = match.start(), match[0]
        at = start + 1
        if mark in _LINES:
            at = _line_end(text, start)
            found.comments.append(Place(start, at))
        elif mark in _BLOCKS or mark in _NO_COMMENTS:
            closing = _BLOCKS.get(mark) or _NO_COMMENTS[mark]
            end = coming.find(closing, match.end())
            if end >= 0 or syntax.open_ended:
                at = end + len(closing) if end >= 0 else len(text)
                of_kind = found.comments if mark in _BLOCKS else found.joints
                of_kind.append(Place(start, at))
        else:
            for quotes in dict.fromkeys((mark, mark[0])):
                behind = _string_end(text, start, quotes, syntax.strings, broken)
                if behind is not None:
                    found.joints.append(Place(start, behind))
                    at = behind
                    if syntax.behind and text.startswith(syntax.behind, at):
                        at = _line_end(text, at)
                        found.comments.append(Place(behind, at))
                    break
    return found


def _line_end(text: str, at: int) -> int:
    rest = _TO_LINE_END.match(text, at)
    return rest.end() if rest is not None else at


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
