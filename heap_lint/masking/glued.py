"""Words of data that stand side by side without a blank: they are one, and judged as one.

Of a text of which nothing is known every word counts as a literal. What signs hold together, such as a
password or an address, is no plain word, though each of its parts may be one. Heap's own addresses are
the same for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint import regex
from heap_lint.heap.secrets import is_plain
from heap_lint.masking.tokens import Kind, Role, Token, Words

_JOINING = set("!@#$%^*~?+/:.-\\")
"""Signs that may stand within a word of a shell; others part a name from its value, or commands."""
_VALUES = (Kind.WORD, Kind.NUMBER)
_LONGEST = 200
"""Characters of a run that are looked at as a whole."""
_OF_HEAP = regex.lazy(
    r"(?:https?:)?//(?:\w{1,9}\.){0,3}(?:heapanalytics|heap-api)\.com"
    r"(?:/|/js/heap(?:-\d{1,12})?\.js|/config/\d{1,12}/heap_config\.js|/api(?:/v\d|/[a-z_]{1,30}){1,5})?"
)


def roles(words: Words, tokens: list[Token]) -> Iterator[tuple[int, Role]]:
    """Yield which tokens are parts of a word that is not plain as a whole, or of Heap's address."""
    if any(token.kind is Kind.WORD for token in tokens):
        for run in _runs(words, tokens):
            if len(run) > 2 and _OF_HEAP.fullmatch(_whole(words, run)):
                yield from ((number, Role.NAME) for number in run)
            elif not _is_plain(words, run):
                yield from ((number, Role.PIECE) for number in run)


def _whole(words: Words, run: list[int]) -> str:
    """Return a run with the signs in front of it that belong to it."""
    first = run[0]
    if words.mark(first - 1) == "/" and words.mark(first - 2) == "/":
        first -= 2
    return words.text(first, run[-1])[:_LONGEST]


def _runs(words: Words, tokens: list[Token]) -> Iterator[list[int]]:
    """Yield the words and numbers between which there is nothing but signs."""
    run: list[int] = []
    end = -1
    for number, token in enumerate(tokens):
        is_value = token.kind in _VALUES
        if not is_value and words.mark(number) not in _JOINING:
            end = -1
            continue
        if token.start != end:
            yield run
            run = []
        if is_value:
            run.append(number)
        end = token.end
    yield run


def _is_plain(words: Words, run: list[int]) -> bool:
    if len(run) < 2:
        return True
    whole = words.text(run[0], run[-1])[:_LONGEST]
    return all(map(str.isidentifier, whole.split("."))) or is_plain(whole)
