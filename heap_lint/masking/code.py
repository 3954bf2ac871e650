"""Tokens of code and of data in braces, for languages whose strings one scanner can tell.

It goes on whatever it meets: a string without an end goes to the end of its line, or of the text where
it may have several lines. What it cannot tell it takes for a literal, so that more is masked, not less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from heap_lint.masking.tokens import Kind, Token


class Strings(NamedTuple):
    """A way to write strings: what opens and closes them, whether lines may end in them.

    `hole` begins code in them that goes to the next `}`; `raw`: a backslash means nothing.
    """

    opening: str
    closing: str
    multiline: bool = False
    hole: str = ""
    raw: bool = False


class Dialect(NamedTuple):
    """A language, as far as its literals go. `words`: names may be values, as in data.

    `scalars`: a value without quotes goes to the next comma, bracket or colon, blanks included.
    """

    strings: tuple[Strings, ...]
    line_comments: tuple[str, ...] = ()
    block_comments: tuple[tuple[str, str], ...] = ()
    heredoc: str = ""
    words: bool = False
    regexes: bool = False
    percent: bool = False
    sigils: bool = False
    scalars: bool = False


_DOUBLE, _SINGLE = Strings('"', '"'), Strings("'", "'")
_TRIPLE = (Strings('"""', '"""', multiline=True), Strings("'''", "'''", multiline=True))
_F_STRINGS = tuple(
    Strings(prefix + each.opening, each.closing, each.multiline, "{")
    for prefix in ("f", "F", "rf", "fr", "Rf", "fR", "rF", "Fr", "RF", "FR", "t", "rt", "tr")
    for each in (*_TRIPLE, _DOUBLE, _SINGLE)
)
_HEREDOC = r"<<(?:[~-]|(?=[\"'`A-Z_]))(?P<quote>[\"'`]?)(?P<tag>[A-Za-z_]\w{0,60})(?P=quote)"
_PHP_HEREDOC = r"<<<[ \t]{0,3}(?P<quote>[\"']?)(?P<tag>[A-Za-z_]\w{0,60})(?P=quote)"
_BACKTICKS = Strings("`", "`", multiline=True, raw=True)
_ANY_LINES = (Strings('"', '"', multiline=True), Strings("'", "'", multiline=True))

DIALECTS = {
    "python": Dialect((*_F_STRINGS, *_TRIPLE, _DOUBLE, _SINGLE), ("#",)),
    "ruby": Dialect(
        (
            Strings('"', '"', multiline=True, hole="#{"),
            Strings("'", "'", multiline=True),
            Strings("`", "`", multiline=True, hole="#{"),
        ),
        ("#",),
        (("\n=begin", "\n=end"),),
        _HEREDOC,
        regexes=True,
        percent=True,
    ),
    "php": Dialect((*_ANY_LINES, _BACKTICKS), ("//", "#"), (("/*", "*/"),), _PHP_HEREDOC),
    "hcl": Dialect((Strings('"', '"', hole="${"),), ("#", "//"), (("/*", "*/"),), _HEREDOC),
    "json": Dialect((_DOUBLE, _SINGLE), ("//",), (("/*", "*/"),), words=True),
    "toml": Dialect((*_TRIPLE, _DOUBLE, Strings("'", "'", raw=True)), ("#",), words=True),
    "flow": Dialect((_ANY_LINES), ("#",), words=True, scalars=True),
    "template": Dialect((*_ANY_LINES, _BACKTICKS), (), (("/*", "*/"),), sigils=True),
    "javascript": Dialect(
        (_DOUBLE, _SINGLE, Strings("`", "`", multiline=True, hole="${")),
        ("//",),
        (("/*", "*/"),),
        regexes=True,
    ),
    "unknown": Dialect((_DOUBLE, _SINGLE, Strings("`", "`")), words=True),
}
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_SCALAR = (
    r"(?P<name>(?:[^\s,\[\]{}:#\"'&*!|>%@`?-]|[?:-](?=[^\s,\[\]{}]))"
    r"(?:[^\s,\[\]{}:]|:(?=[^\s,\[\]{}])|[^\S\r\n]{1,20}(?=[^\s,\[\]{}:#]))*)"
)
"""A plain scalar of YAML within brackets: a hash in it is no comment, and a blank no end."""
_PERCENT = r"%[qQwWiIrxs]?[^\w\s=]"
_SIGIL = r"~[sScCwW][(\[{<|/\"']"
"""What begins a text of Elixir: `~s(...)`."""
_REGEX_BODY = re.compile(r"(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,1000}/[a-z]*")
_BEFORE_REGEX = {
    "return",
    "if",
    "unless",
    "when",
    "and",
    "or",
    "not",
    "in",
    "typeof",
    "case",
    "puts",
}


class _Rules(NamedTuple):
    """A dialect's expressions, compiled."""

    code: re.Pattern[str]
    bodies: dict[str, re.Pattern[str]]
    strings: dict[str, Strings]
    blocks: dict[str, str]


@cache
def _rules(dialect: Dialect) -> _Rules:
    strings = {each.opening: each for each in dialect.strings}
    blocks = dict(dialect.block_comments)
    longest = sorted(strings, key=len, reverse=True)
    parts = [
        rf"(?P<block>{_any(blocks)})" if blocks else "",
        rf"(?P<comment>(?:{_any(dialect.line_comments)})[^\r\n]*)" if dialect.line_comments else "",
        rf"(?P<heredoc>{dialect.heredoc})" if dialect.heredoc else "",
        rf"(?P<percent>{_PERCENT})" if dialect.percent else "",
        rf"(?P<sigil>{_SIGIL})" if dialect.sigils else "",
        rf"(?P<string>(?:{_prefix(dialect)})?(?:{_any(longest)}))",
        r"(?P<line>\r\n|[\r\n])",
        r"(?P<blank>[^\S\r\n]+)",
        *_values(dialect),
        r"(?P<mark>.)",
    ]
    code = re.compile("|".join(filter(None, parts)), re.DOTALL)
    return _Rules(code, {key: _body(each) for key, each in strings.items()}, strings, blocks)


def _values(dialect: Dialect) -> tuple[str, ...]:
    """Return expressions for what stands without quotes: numbers, and names that may be values."""
    if dialect.scalars:
        return (_SCALAR,)
    dashed = r"(?:-\w+)*" if dialect.words else r"|\$\w+"
    return (r"(?P<number>\d[\w]*(?:\.\d\w*)*)", rf"(?P<name>[^\W\d][\w$]*{dashed})")


def _prefix(dialect: Dialect) -> str:
    return (
        r"[rRbBuU]{1,2}(?=[\"'])"
        if dialect.line_comments == ("#",) and not dialect.words
        else "(?!)"
    )


def _any(texts: tuple[str, ...] | list[str] | dict[str, str]) -> str:
    return "|".join(map(re.escape, texts))


def _body(strings: Strings) -> re.Pattern[str]:
    """Return an expression for a string up to where something of it ends: itself, a line, a hole."""
    first = strings.closing[0]
    stops = re.escape(first) + re.escape(strings.hole[:1]) + ("" if strings.raw else r"\\")
    stops += "" if strings.multiline else r"\r\n"
    plain = rf"[^{stops}]*"
    escaped = "" if strings.raw else rf"(?:\\.{plain})*"
    return re.compile(plain + escaped, re.DOTALL)


class _Open(NamedTuple):
    """A string with code in it that is being read; `depth` counts its braces."""

    strings: Strings
    depth: list[int]


def tokens(text: str, name: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of characters `start` to `end` of a text."""
    return _Scanner(text, DIALECTS[name], start, len(text) if end is None else end).run()


class _Scanner:
    def __init__(self, text: str, dialect: Dialect, start: int, end: int) -> None:
        self._text, self._dialect, self._at, self._end = text, dialect, start, end
        self._rules = _rules(dialect)
        self._open: list[_Open] = []
        self._last = ""
        self._heredocs: list[str] = []
        self._no_more: set[str] = set()

    def run(self) -> Iterator[Token]:
        while self._at < self._end:
            match = self._rules.code.match(self._text, self._at, self._end)
            if match is None:
                return
            yield from self._token(match)

    def _token(self, match: re.Match[str]) -> Iterator[Token]:
        kind, start = match.lastgroup, self._at
        self._at = match.end()
        if kind == "blank":
            return
        if kind == "line":
            yield Token(Kind.LINE, start, self._at)
            yield from self._bodies_of_heredocs()
        elif kind == "comment":
            yield Token(Kind.COMMENT, start, self._at)
        elif kind == "block":
            self._at = self._find(self._rules.blocks[match[0]], self._at)
            yield Token(Kind.COMMENT, start, self._at)
        elif kind == "heredoc":
            self._heredocs.append(match["tag"])
            yield Token(Kind.MARK, start, start + 1)
        elif kind == "string":
            self._last = "x"
            yield from self._string(self._strings(match[0]))
        elif kind == "percent":
            yield from self._percent(match[0], start)
        elif kind == "sigil":
            yield self._closed_by(match[0][-1])
        elif kind == "number":
            self._last = "x"
            yield Token(Kind.NUMBER, start, self._at)
        elif kind == "name":
            self._last = match[0]
            yield Token(Kind.WORD if self._dialect.words else Kind.NAME, start, self._at)
        else:
            yield from self._mark(match[0], start)

    def _strings(self, opening: str) -> Strings:
        known = self._rules.strings.get(opening)
        if known is None:
            known = self._rules.strings[opening.lstrip("rRbBuU")]
        return known

    def _mark(self, mark: str, start: int) -> Iterator[Token]:
        if mark == "/" and self._dialect.regexes and self._may_begin_regex():
            body = _REGEX_BODY.match(self._text, self._at, self._end)
            if body is not None:
                self._at = body.end()
                self._last = "x"
                yield Token(Kind.TEXT, start + 1, self._at)
                return
        self._last = mark
        if self._open and mark == "{":
            self._open[-1].depth[0] += 1
        elif self._open and mark == "}":
            self._open[-1].depth[0] -= 1
            if self._open[-1].depth[0] == 0:
                yield Token(Kind.MARK, start, self._at)
                yield from self._string(self._open.pop().strings)
                return
        yield Token(Kind.MARK, start, self._at)

    def _may_begin_regex(self) -> bool:
        last = self._last
        return last in _BEFORE_REGEX or not (
            last[-1:].isalnum() or last[-1:] in ("_", "$", ")", "]", "}")
        )

    def _string(self, strings: Strings) -> Iterator[Token]:
        """Yield the pieces of a string up to its end, or to the code in it."""
        start = at = self._at
        body = self._rules.bodies[next(k for k, s in self._rules.strings.items() if s == strings)]
        text = self._text
        while True:
            match = body.match(text, at, self._end)
            at = match.end() if match is not None else at
            if at >= self._end:
                break
            if text.startswith(strings.closing, at):
                yield Token(Kind.TEXT, start, at)
                self._at = at + len(strings.closing)
                return
            if strings.hole and text.startswith(strings.hole, at):
                if strings.hole == "{" and text.startswith("{{", at):
                    at += 2
                    continue
                yield Token(Kind.TEXT, start, at)
                self._at = at + len(strings.hole)
                yield Token(Kind.MARK, self._at - 1, self._at)
                self._open.append(_Open(strings, [1]))
                return
            if not strings.multiline and text[at] in "\r\n":
                break
            at += 1
        self._at = min(at, self._end)
        yield Token(Kind.TEXT, start, self._at)

    def _percent(self, opening: str, start: int) -> Iterator[Token]:
        """Yield the text of `%w[...]`, `%q(...)`; a remainder where a value stands before it."""
        is_behind = self._last[-1:].isalnum() or self._last[-1:] in (")", "]", "}")
        if is_behind and not self._text[start - 1].isspace():
            self._at = start + 1
            self._last = "%"
            yield Token(Kind.MARK, start, self._at)
            return
        yield self._closed_by(opening[-1])

    def _closed_by(self, opening: str) -> Token:
        """Return the text up to what closes it."""
        first, self._at = self._at, self._find(_CLOSING.get(opening, opening), self._at)
        self._last = "x"
        return Token(Kind.TEXT, first, max(first, self._at - 1))

    def _bodies_of_heredocs(self) -> Iterator[Token]:
        waiting, self._heredocs = self._heredocs, []
        for tag in waiting:
            start = self._at
            end = re.compile(rf"^[ \t]*{tag}\b", re.MULTILINE).search(self._text, start, self._end)
            self._at = end.end() if end is not None else self._end
            yield Token(Kind.TEXT, start, end.start() if end is not None else self._end)

    def _find(self, closing: str, at: int) -> int:
        """Return what is behind the next `closing`, the end where there is none."""
        found = -1 if closing in self._no_more else self._text.find(closing, at, self._end)
        if found < 0:
            self._no_more.add(closing)
            return self._end
        return found + len(closing)
