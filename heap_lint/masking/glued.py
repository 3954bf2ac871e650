"""Words of data that stand side by side without a blank: they are one, and judged as one.

Of a text of which nothing is known every word counts as a literal. What signs hold together, such as a
password or an address, is no plain word, though each of its parts may be one.
"""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.heap.secrets import is_plain
from heap_lint.masking.tokens import Kind, Token, Words

_JOINING = set("!@#$%^*~?+/:.-\\")
"""Signs that may stand within a word of a shell; others part a name from its value, or commands."""
_VALUES = (Kind.WORD, Kind.NUMBER)
_LONGEST = 200
"""Characters of a run that are looked at as a whole."""


def unplain(words: Words, tokens: list[Token]) -> Iterator[int]:
    """Yield which tokens are parts of a word that is not plain as a whole."""
    if any(token.kind is Kind.WORD for token in tokens):
        for run in _runs(words, tokens):
            if not _is_plain(words, run):
                yield from run


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
