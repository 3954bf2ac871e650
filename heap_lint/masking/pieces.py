"""Texts that code puts together: a secret in pieces is one by what the pieces say as a whole.

Pieces stand beside each other, or are joined by `+` and the like, in one expression; a hole that holds
a name stands for the constant that the file gives to that name. What begins as keys of a known service
do (`sk_live_`) makes the pieces behind it a key, however they are joined.
"""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.heap.secrets import begins_key, is_plain, secrets_in
from heap_lint.masking.tokens import Kind, Role, Token, Words

_JOINING = set("+.~&\\`\"'$#")
_ENDING, _BEGINNING = set("+.\\&~"), set("+.&~")
"""What joins a line to the next where it stands at its end, or at the beginning of that."""
_QUOTES = ('"', "'", "`")
_OPEN, _CLOSE = set("([{"), set(")]}")
_WORDS_BETWEEN = {
    *("or", "and", "if", "else", "in", "is", "not", "return", "import", "from", "as", "case"),
    *("of", "typeof", "yield", "await", "then", "unless", "elif", "while", "when"),
}
_JOINS = {"join", "concat", "format"}
_LONGEST = 4_000
_MOST = 200
"""Characters, and pieces, of a text that is looked at as a whole: no key is longer."""


def roles(
    words: Words, tokens: list[Token], known: list[Role | None]
) -> Iterator[tuple[int, Role]]:
    """Yield which tokens are pieces of a secret, or of a text that is not plain as a whole."""
    return _Joiner(words, tokens, known).run()


class _Joiner:
    def __init__(self, words: Words, tokens: list[Token], known: list[Role | None]) -> None:
        self._words, self._tokens, self._known = words, tokens, known
        self._runs: list[list[int]] = [[]]
        self._constants: dict[str, int] = {}
        self._after_head = False

    def run(self) -> Iterator[tuple[int, Role]]:
        for number, token in enumerate(self._tokens):
            word = self._word(number)
            if token.kind is Kind.TEXT and self._known[number] is not Role.NAME:
                yield from self._piece(number, word)
            elif token.kind is Kind.MARK:
                yield from self._mark(number, word)
            elif token.kind is Kind.LINE:
                yield from self._line(number)
            elif token.kind is not Kind.COMMENT:
                yield from self._name(number, word)
        while self._runs:
            yield from self._finished(self._runs.pop())

    def _word(self, number: int) -> str:
        return self._words[number]

    def _piece(self, number: int, word: str) -> Iterator[tuple[int, Role]]:
        self._runs[-1].append(number)
        if self._after_head and word:
            yield number, Role.SECRET
        self._after_head = self._after_head or begins_key(word)
        if self._words.mark(number - 1) in _QUOTES:
            number -= 1
        if self._words.mark(number - 1) == "=" and self._known_name(number - 2):
            self._constants[self._word(number - 2)] = self._runs[-1][-1]

    def _known_name(self, number: int) -> bool:
        return number >= 0 and self._tokens[number].kind is Kind.NAME

    def _mark(self, number: int, mark: str) -> Iterator[tuple[int, Role]]:
        if mark in _OPEN:
            self._runs.append([])
        elif mark in _CLOSE:
            if len(self._runs) > 1:
                yield from self._finished(self._runs.pop())
            if mark == "}" and self._words.mark(number - 2)[-1:] == "{":
                self._constant(number - 1)
        elif mark not in _JOINING:
            self._after_head = self._after_head and mark in ",%"
            yield from self._finished(self._runs[-1])
            self._runs[-1] = []

    def _line(self, number: int) -> Iterator[tuple[int, Role]]:
        """Read a line end, which ends a text unless it stands in a bracket or a sign goes on."""
        behind = self._words.behind(number)
        is_text = self._words.kind(behind) is Kind.TEXT or self._words.mark(behind) in _QUOTES
        goes_on = self._words.goes_on(number, _ENDING, _BEGINNING)
        if not goes_on and not (len(self._runs) > 1 and is_text):
            self._after_head = False
            yield from self._finished(self._runs[-1])
            self._runs[-1] = []

    def _name(self, number: int, word: str) -> Iterator[tuple[int, Role]]:
        self._after_head = self._after_head and word in _JOINS
        if word in _WORDS_BETWEEN:
            yield from self._finished(self._runs[-1])
            self._runs[-1] = []
        elif "+" in (self._words.mark(number - 1), self._words.mark(number + 1)):
            self._constant(number)

    def _constant(self, number: int) -> None:
        """Take what a name stands for as a piece of the text in which it stands."""
        found = self._constants.get(self._word(number))
        if found is not None and self._known_name(number):
            self._runs[-1].append(found)

    def _finished(self, run: list[int]) -> Iterator[tuple[int, Role]]:
        """Yield what a text is that was put together of these pieces."""
        words = [self._word(number) for number in run[:_MOST]]
        whole = "".join(words)[:_LONGEST]
        if len(words) < 2 or is_plain(whole):
            return
        spans, at = secrets_in(whole), 0
        for number, word in zip(run, words, strict=False):
            is_part = any(start < at + len(word) and at < end for start, end in spans)
            yield number, Role.SECRET if is_part else Role.PIECE
            at += len(word)
        yield from ((number, Role.PIECE) for number in run[_MOST:])
