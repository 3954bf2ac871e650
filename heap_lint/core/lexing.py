"""Comments of code, told from texts that look like them, where no parser of the language is at hand.

Known is how each language writes comments and texts, and nothing else of it. A text without an end goes
to that of its line, or of all the code where it may have several lines: what cannot be told is a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.core.joined import Place


class Text(NamedTuple):
    """A way to write texts: what closes them, and what begins code in them that goes to the next `}`.

    `lines`: one may have several lines; `raw`: a backslash means nothing in it.
    """

    closer: str
    hole: str = ""
    lines: bool = False
    raw: bool = False


_NONE: Mapping[str, str] = MappingProxyType({})


class Language(Struct, eq=False, dict=True):
    """How a language writes comments and texts.

    `remarks` begin comments up to the end of their line, `blocks` those with an end of their own. A
    `heredoc` begins a text up to the line of its `name`, `delimited` one between the signs at its end.
    `character` is a sign that begins nothing, and behind `last` all the rest is a text.
    """

    remarks: str = ""
    blocks: Mapping[str, str] = _NONE
    blocks_begin_lines: bool = False
    texts: Mapping[str, Text] = MappingProxyType({})
    heredoc: str = ""
    delimited: str = ""
    regexes: bool = False
    character: str = ""
    last: str = ""

    @cached_property
    def token(self) -> re.Pattern[str]:
        """What matters in code."""
        blocks = _any(self.blocks)
        parts = {
            "block": rf"(?<![^\n])(?:{blocks})" if self.blocks_begin_lines else blocks,
            "remark": self.remarks,
            "last": self.last,
            "heredoc": self.heredoc,
            "delimited": self.delimited,
            "character": self.character,
            "text": _any(self.texts),
            "regex": "/" if self.regexes else "",
            "line": "\n",
            "brace": "[{}]",
            "closer": r"[?%}>!]",
        }
        return re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items() if part))

    @cached_property
    def stops(self) -> Mapping[str, re.Pattern[str]]:
        """What matters in a text, by what opens it."""
        return {opener: _stops(text) for opener, text in self.texts.items()}


def _any(openers: Mapping[str, object]) -> str:
    return "|".join(map(re.escape, sorted(openers, key=len, reverse=True)))


def _stops(text: Text) -> re.Pattern[str]:
    escape, line = "" if text.raw else r"\\.", "" if text.lines else r"[\r\n]"
    parts = (escape, re.escape(text.closer), re.escape(text.hole), line)
    return re.compile("|".join(filter(None, parts)), re.DOTALL)


_BLOCK = {"/*": "*/"}
_ONE_LINE = {'"': Text('"'), "'": Text("'")}
_LINES = {'"': Text('"', lines=True), "'": Text("'", lines=True)}
_TRIPLE = {'"""': Text('"""', lines=True), "'''": Text("'''", lines=True)}
_BACKTICK = {"`": Text("`", lines=True)}
_CHARACTER = r"(?<![\w)\]}])\?[\"'`\#/%]"

PHP = Language(
    r"//|\#(?!\[)",
    _BLOCK,
    texts={
        '"': Text('"', "{$", lines=True),
        "'": Text("'", lines=True),
        "`": Text("`", "{$", lines=True),
    },
    heredoc=r"<<<[ \t]{0,9}(?P<quote>[\"']?)(?P<name>[A-Za-z_]\w{0,99})(?P=quote)(?=\r?\n)",
)
RUBY = Language(
    r"\#",
    {"=begin": "\n=end"},
    blocks_begin_lines=True,
    texts={
        '"': Text('"', "#{", lines=True),
        "'": Text("'", lines=True),
        "`": Text("`", "#{", lines=True),
    },
    heredoc=r"(?<![\w)\]}])<<(?:[~-]|(?=[\"'`A-Z_]))(?P<quote>[\"'`]?)(?P<name>[A-Za-z_]\w{0,99})(?P=quote)",
    delimited=r"%[qQwWiIrxs]?[^\w\s=]",
    regexes=True,
    character=_CHARACTER,
    last=r"\n__END__(?=\r?\n|\Z)",
)
ELIXIR = Language(
    r"\#",
    texts={**_TRIPLE, '"': Text('"', "#{", lines=True), "'": Text("'", "#{", lines=True)},
    delimited=r"~[a-zA-Z]{1,9}[/|\"'(\[{<]",
    character=_CHARACTER,
)
JAVASCRIPT = Language(
    "//", _BLOCK, texts={**_ONE_LINE, "`": Text("`", "${", lines=True)}, regexes=True
)
JAVA = Language("//", _BLOCK, texts={**_TRIPLE, **_ONE_LINE})
STYLES = Language("", _BLOCK, texts=_ONE_LINE)
SERVER = Language(
    r"(?<!\S)\#",
    texts={**_LINES, **_BACKTICK},
    heredoc=r"(?<!\S)<<(?P<name>[A-Za-z_]\w{0,99})(?=\r?\n)",
    character=r"[^\s=(][\"'`]",
)
"""The files of nginx and Caddy."""
REMARKS = Language(r"\#")
EXPRESSION = Language(texts={**_ONE_LINE, "`": Text("`", raw=True)})
"""What stands in the tags of most template engines, in which there are no comments."""
TWIG = Language(r"\#", texts=_LINES)
FREEMARKER = Language("", {"<#--": "-->"}, texts=_LINES)
COMPONENT = Language(
    "", _BLOCK, texts={**_ONE_LINE, "`": Text("`", "${", lines=True)}, character=r"\w['\"`]"
)
"""JavaScript in the braces of markup, in which there may be markup again, with its own words."""
ANY = Language(r"//|\#(?!\[)", _BLOCK, texts={**_LINES, **_BACKTICK})
"""Code in a page whose name does not tell the language."""

_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_REGEX = regex.lazy(r"(?:[^/\\\[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*\])+/")
_LINE_END = regex.lazy(r"[\r\n]|\Z")
_HEREDOC_NAME = regex.lazy(r"[ \t]*(?P<name>\w+)")
_BEFORE_TEXT = regex.lazy(
    r"(?<![\w$.])(?:return|typeof|case|in|of|if|unless|when|and|or|not|while|until|puts|then|do|else)\Z"
)
_FAR = 40
"""Characters in front of a sign that tell what it means."""


class Lexed(Struct):
    """The comments and the texts of code, each in their order, and where the code ends.

    `is_broken`: something in it has no end, or the code itself.
    """

    end: int = 0
    comments: list[Place] = field(default_factory=list)
    texts: list[Place] = field(default_factory=list)
    is_broken: bool = False


def lexed(
    text: str,
    language: Language,
    start: int = 0,
    end: int | None = None,
    *,
    closer: str = "",
    is_strict: bool = False,
) -> Lexed:
    """Return what there is in the code from `start` on.

    It ends at `end`, or at the first `closer` that stands in no text; in a comment up to the end of its
    line that counts too. `is_strict`: it ends where something breaks off.
    """
    lexer = _Lexer(text, language, start, len(text) if end is None else end, closer)
    return lexer.run(is_strict=is_strict)


class _Lexer:
    def __init__(self, text: str, language: Language, start: int, end: int, closer: str) -> None:
        self._text, self._language, self._closer = text, language, closer
        self._start, self._at, self._end = start, start, end
        self._remark_end = re.compile(rf"[\r\n]|{re.escape(closer)}") if closer else _LINE_END
        self._open: list[tuple[str, int]] = []
        """Texts around the code, by what opens them, with the braces that are open around them."""
        self._depth = 0
        self._heredocs: list[str] = []
        self._no_regex = start
        """Up to there no regular expression ends."""
        self._found = Lexed()

    def run(self, *, is_strict: bool) -> Lexed:
        """Read the code."""
        while not (is_strict and self._found.is_broken):
            match = self._language.token.search(self._text, self._at, self._end)
            if match is None:
                self._at = self._end
                self._found.is_broken = self._found.is_broken or bool(self._closer)
                break
            self._at = match.end()
            if self._closes(match.start()):
                self._at = match.start()
                break
            self._token(match)
        self._found.end = self._at
        self._found.texts.sort()
        return self._found

    def _closes(self, at: int) -> bool:
        """Whether the code ends there: it is no end of what is open in it."""
        closer = self._closer
        if not closer or not self._text.startswith(closer, at, self._end):
            return False
        return not self._open and (closer != "}" or not self._depth)

    def _token(self, match: re.Match[str]) -> None:
        kind, start = match.lastgroup, match.start()
        if kind == "line":
            self._bodies()
        elif kind == "block":
            self._block(match[0], start)
        elif kind == "remark":
            stop = self._remark_end.search(self._text, self._at, self._end)
            self._at = stop.start() if stop is not None else self._end
            self._found.comments.append(Place(start, self._at))
        elif kind == "last":
            self._at = self._end
            self._found.texts.append(Place(start + 1, self._end))
        elif kind == "heredoc":
            self._heredocs.append(match["name"])
        elif kind == "delimited":
            self._delimited(match[0], start)
        elif kind == "text":
            self._body(match[0], start)
        elif kind == "regex":
            self._regex(start)
        elif kind == "brace":
            self._brace(match[0], start)

    def _block(self, opener: str, start: int) -> None:
        closer = self._language.blocks[opener]
        self._at = self._behind(closer, self._at)
        self._found.comments.append(Place(start, self._at))

    def _behind(self, closer: str, at: int) -> int:
        found = self._text.find(closer, at, self._end)
        self._found.is_broken = self._found.is_broken or found < 0
        return found + len(closer) if found >= 0 else self._end

    def _brace(self, brace: str, start: int) -> None:
        self._depth = max(0, self._depth + (1 if brace == "{" else -1))
        if brace == "}" and self._open and self._depth == 0:
            opener, self._depth = self._open.pop()
            self._body(opener, start)

    def _body(self, opener: str, start: int) -> None:
        """Read a text up to its end, or to code in it."""
        text, stops = self._language.texts[opener], self._language.stops[opener]
        while (stop := stops.search(self._text, self._at, self._end)) is not None:
            self._at = stop.end()
            if stop[0] == text.closer:
                self._found.texts.append(Place(start, self._at))
                return
            if stop[0] == text.hole:
                self._found.texts.append(Place(start, self._at))
                self._open.append((opener, self._depth))
                self._depth = 1
                return
            if stop[0] in ("\r", "\n"):
                self._at = stop.start()
                break
        else:
            self._at = self._end
        self._found.is_broken = True
        self._found.texts.append(Place(start, self._at))

    def _regex(self, start: int) -> None:
        if start < self._no_regex or not self._may_begin(start):
            return
        found = _REGEX.match(self._text, start + 1, self._end)
        if found is not None:
            self._at = found.end()
            self._found.texts.append(Place(start, self._at))
        else:
            line_end = _LINE_END.search(self._text, start, self._end)
            self._no_regex = line_end.start() if line_end is not None else self._end

    def _may_begin(self, start: int) -> bool:
        """Whether a text may begin with a sign that else is an operator: no value stands before it."""
        before = self._text[max(self._start, start - _FAR) : start]
        value = before.rstrip(" \t\r\n")
        if not value or not (value[-1].isalnum() or value[-1] in "_$)]}\"'`"):
            return True
        if _BEFORE_TEXT.search(value) is not None:
            return True
        # `puts %w[a b]`: an argument of a call without parentheses.
        is_call = self._language.delimited and value != before and value[-1].isalnum()
        return bool(is_call) and not self._text[start + 1 : start + 2].isspace()

    def _delimited(self, opener: str, start: int) -> None:
        """Read a text between brackets, which may hold pairs of them, or between two other signs."""
        if not self._may_begin(start):
            self._at = start + 1
            return
        first, last = opener[-1], _CLOSING.get(opener[-1], opener[-1])
        signs, depth = re.compile(rf"\\.|{re.escape(first)}|{re.escape(last)}", re.DOTALL), 1
        while depth and (sign := signs.search(self._text, self._at, self._end)) is not None:
            self._at = sign.end()
            depth += -1 if sign[0] == last else sign[0] == first
        if depth:
            self._at, self._found.is_broken = self._end, True
        self._found.texts.append(Place(start, self._at))

    def _bodies(self) -> None:
        """Read the texts below a line that has opened them."""
        waiting, self._heredocs = self._heredocs, []
        for name in waiting:
            start = self._at
            while self._at < self._end:
                line, end = self._at, self._text.find("\n", self._at, self._end)
                word = _HEREDOC_NAME.match(self._text, line, self._end)
                if word is not None and word["name"] == name:
                    self._at = word.end()
                    break
                self._at = end + 1 if end >= 0 else self._end
            self._found.texts.append(Place(start, self._at))
