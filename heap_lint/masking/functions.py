"""Which braces are the body of a function, and which functions give back a secret.

A body says other things than the name outside: that governs only what the function returns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from heap_lint.heap.secrets import gives_secret
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
_TYPES = {"class", "enum", "interface", "type", "struct", "namespace", "module"}

_BLANKS = re.compile(r"[ \t]*")


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
    name = words.name(parameters - 1)
    return None if name in _CONTROL else name


def of_block(words: Words, brace: int, first: str) -> bool:
    """Whether a brace begins a block that a call without brackets is handed, as Ruby has them."""
    name = words.name(brace - 1)
    return bool(name) and not {name, first} & (_OPERATORS | _CONTROL | _TYPES)


class _Block(NamedTuple):
    """Lines that are indented deeper than `column`, and what the line says that they belong to."""

    column: int
    line: int
    gives: bool = False
    compares: bool = False


class Indented:
    """The functions, and choices, around a statement where indentation tells what belongs to them."""

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

    def compare(self, *, is_secret: bool) -> None:
        """Begin the cases that something is compared with."""
        self._leave()
        gives = bool(self._blocks) and self._blocks[-1].gives
        self._blocks.append(_Block(self._column, self._line, gives, is_secret))

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
