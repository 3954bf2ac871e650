"""Which braces are the body of a function, and which functions give back a secret.

A body says other things than the name outside: that governs only what the function returns.
"""

from __future__ import annotations

import keyword
import re
from typing import NamedTuple

from heap_lint.heap.secret_names import gives_secret, is_name_of_secret, names_secret_weakly
from heap_lint.masking.tokens import Kind, Token, Words

_CONTROL = {
    *("if", "elif", "elseif", "while", "for", "foreach", "with", "switch", "catch", "match"),
    *("unless", "until", "when", "else", "try", "finally", "do", "begin", "loop"),
}
"""Words of which braces, and what stands in brackets before them, are a part of the same function."""
_OPERATORS = {
    *("return", "in", "of", "is", "and", "or", "not", "else", "yield", "await", "case", "typeof"),
    *("default", "throw", "raise", "new", "void", "delete", "then", "from", "import", "export"),
}
"""Words that a value follows, so that braces behind them hold data."""
_OF_CLASSES = {"__init__", "__new__", "__call__", "__construct", "constructor", "initialize"}
"""Functions that each class has for itself."""
_TYPES = {"class", "enum", "interface", "type", "struct", "namespace", "module"}

_MOST_PARAMETERS = 20
"""Pieces of code that are looked at for the parameters of a lambda."""
_BLANKS = re.compile(r"[ \t]*")


def declares_type(name: str) -> bool:
    """Whether a word begins the declaration of a class or the like, of which the braces hold data."""
    return name in _TYPES


def is_keyword(name: str) -> bool:
    """Whether a name is a word of a language, so that a bracket behind it holds data."""
    return name in _OPERATORS or name in _CONTROL or keyword.iskeyword(name)


def of_body(words: Words, brace: int, parameters: int, *, typed: bool) -> str | None:
    """Return which function has its body in a brace, "" for one without a name, None if none has.

    `parameters` is the bracket that was closed last; `typed`: what it returns stands behind that.
    """
    before = words[brace - 1]
    if before == ">" and words[brace - 2] == "=":
        return ""
    ends_type = before in (">", "]") or (words.name(brace - 1) and before not in _OPERATORS)
    if before != ")" and not (typed and ends_type):
        return None
    name = words.member(parameters - 1)
    return None if name in _CONTROL else name


def of_block(words: Words, brace: int, first: str) -> bool:
    """Whether a brace begins a block that a call without brackets is handed, as Ruby has them."""
    name = words.name(brace - 1)
    return bool(name) and not {name, first} & (_OPERATORS | _CONTROL | _TYPES)


class Positions:
    """Some arguments of a function: those at some positions, and all since one."""

    def __init__(self) -> None:
        self._at = set[int]()
        self._since: int | None = None

    def add(self, position: int, *, and_all_behind: bool) -> None:
        """Add one, or one that takes all the others."""
        self._at.add(position)
        if and_all_behind:
            self._since = position if self._since is None else min(position, self._since)

    def __contains__(self, position: int) -> bool:
        return position in self._at or (self._since is not None and position >= self._since)


def secret_parameters(words: Words) -> tuple[dict[str, Positions], dict[int, Positions]]:
    """Return which arguments of the functions that a text defines have a secret's name there.

    By the name of the function or, if it is called where it is written, by the bracket of the call.
    """
    out: dict[str, Positions] = {}
    calls: dict[int, Positions] = {}
    opened: list[_Bracket] = []
    for number in range(len(words)):
        mark = words.mark(number)
        if mark in ("(", "[", "{"):
            opened.append(_Bracket(number))
        elif mark in (")", "]", "}") and opened:
            bracket = opened.pop()
            bracket.end_parameter()
            if bracket.given and words.mark(number) == ")" and words.mark(number + 1) == "(":
                calls[number + 1] = Positions()
                for position, takes_all in bracket.given:
                    calls[number + 1].add(position, and_all_behind=takes_all)
            if (
                bracket.secrets
                and opened
                and _is_written_in(words, opened[-1].start, bracket.start, number)
            ):
                opened[-1].given = bracket.secrets
            name = _defined(words, bracket.start, number) if bracket.secrets else ""
            for position, takes_all in bracket.secrets if name else ():
                out.setdefault(name, Positions()).add(position, and_all_behind=takes_all)
        elif opened and opened[-1].start == number - 1 and words[number] == "lambda":
            opened[-1].given = _of_lambda(words, number)
        elif (
            opened
            and opened[-1].start == number - 1
            and words[number + 1] + words[number + 2] == "=>"
        ):
            opened[-1].given = [(0, False)] if _is_secret(words.name(number)) else []
        elif opened and mark == ",":
            opened[-1].end_parameter()
        elif opened and mark in (":", "="):
            opened[-1].is_named = True
        elif opened and mark in ("*", ".", "/"):
            opened[-1].read_sign(mark, is_third=words.mark(number - 2) == mark)
        elif opened and words.name(number) and not opened[-1].is_named:
            opened[-1].name = words[number].lstrip("$")
    return out, calls


class _Bracket:
    """A bracket that may hold parameters: `name` is the last before a type or a value."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.secrets: list[tuple[int, bool]] = []
        """The positions of parameters with a secret's name, and whether they take all the others."""
        self.given: list[tuple[int, bool]] = []
        """Those of a function without a name that is written in it."""
        self.name, self.is_named = "", False
        self._takes_all = self._is_sign = False
        self._position = 0

    def read_sign(self, sign: str, *, is_third: bool) -> None:
        """Read `*` or `...`, which stand before the name of what takes all, or the `/` of Python."""
        if sign == ".":
            self._takes_all = self._takes_all or (is_third and not self.is_named)
        elif not self.name:
            self._takes_all, self._is_sign = sign == "*", sign == "/"

    def end_parameter(self) -> None:
        """End a parameter. What a method is called on is none that it is given."""
        if self._position or self.name not in ("self", "cls"):
            if _is_secret(self.name):
                self.secrets.append((self._position, self._takes_all))
            self._position += not self._is_sign
        self.name, self.is_named = "", False
        self._takes_all = self._is_sign = False


def _is_secret(name: str) -> bool:
    return is_name_of_secret(name) and not names_secret_weakly(name)


def _of_lambda(words: Words, number: int) -> list[tuple[int, bool]]:
    """Return which parameters of a lambda of Python have a secret's name."""
    bracket = _Bracket(number)
    for at in range(number + 1, number + _MOST_PARAMETERS):
        if words.mark(at) in (",", ":"):
            bracket.end_parameter()
        elif words.name(at):
            bracket.name = words[at]
        if words.mark(at) == ":":
            break
    return bracket.secrets


def _is_written_in(words: Words, outer: int, opening: int, closing: int) -> bool:
    """Whether a bracket is that of the parameters of a function that another bracket holds."""
    before = words[opening - 1]
    if before in ("function", "async"):
        opening -= 1 + (words[opening - 2] == "async")
    is_function = before == "function" or words[closing + 1] + words[closing + 2] == "=>"
    return is_function and opening - 1 == outer


def _defined(words: Words, opening: int, closing: int) -> str:
    """Return which function has its parameters in a bracket, "" if none with a name has."""
    name = words.name(opening - 1)
    if name in _OF_CLASSES:
        return ""
    if words[opening - 2] in ("def", "function"):
        return name
    behind = words[closing + 1] + words[closing + 2]
    if behind == "=>":
        at = opening - (2 if name == "async" else 1)
        return words.name(at - 1) if words[at] == "=" else ""
    return name if behind[:1] == "{" and name not in _CONTROL else ""


class _Block(NamedTuple):
    """Lines that are indented deeper than `column`, and what the line says that they belong to."""

    column: int
    line: int
    gives: bool = False
    compares: bool = False
    holds: bool = False


class Indented:
    """Functions, classes and choices around a statement, where indentation tells what is in them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = self._column = 0
        self._begins_line = True
        self._blocks: list[_Block] = []

    def read(self, token: Token) -> None:
        """Note where a line begins, and by how much it is indented."""
        if token.kind is Kind.LINE:
            self._line, self._begins_line = token.end, True
        elif self._begins_line:
            blanks = _BLANKS.match(self._text, self._line)
            self._column = blanks.end() - self._line if blanks is not None else 0
            self._begins_line = False

    def define(self, name: str) -> None:
        """Begin a function."""
        self._leave()
        self._blocks.append(_Block(self._column, self._line, gives=gives_secret(name)))

    def give(self) -> None:
        """Begin a block of what is asked for a secret, as Ruby's `do` does."""
        self._leave()
        self._blocks.append(_Block(self._column, self._line, gives=True))

    def declare(self, name: str) -> None:
        """Begin a class, of which a secret's name governs what its members are given."""
        is_secret = self.holds_secret() or gives_secret(name)
        self._blocks.append(_Block(self._column, self._line, holds=is_secret))

    def compare(self, *, is_secret: bool) -> None:
        """Begin the cases that something is compared with."""
        self._leave()
        gives = bool(self._blocks) and self._blocks[-1].gives
        self._blocks.append(_Block(self._column, self._line, gives, is_secret))

    def holds_secret(self) -> bool:
        """Whether a member of a class here is given a secret."""
        self._leave()
        return bool(self._blocks) and self._blocks[-1].holds

    def gives_secret(self) -> bool:
        """Whether what is returned here is a secret."""
        self._leave()
        return bool(self._blocks) and self._blocks[-1].gives

    def compares_secret(self) -> bool:
        """Whether a case here is one of a secret."""
        self._leave()
        return bool(self._blocks) and self._blocks[-1].compares

    def _leave(self) -> None:
        """Leave what ends above: no line of it is indented as little as this."""
        while self._blocks and self._column <= self._blocks[-1].column:
            if self._line == self._blocks[-1].line:
                break
            self._blocks.pop()
