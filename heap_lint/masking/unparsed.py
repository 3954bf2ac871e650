"""Lines that do not parse: there no reader can tell where a value ends, nor what is code.

All that stands behind a secret's name, up to the end of the line, may have been meant as its value.
Elsewhere plain words are shown and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heap_lint import regex
from heap_lint.heap.secret_names import is_name_of_secret, names_secret, names_secret_weakly
from heap_lint.heap.secrets import is_plain
from heap_lint.lines import line_around
from heap_lint.masking import code, glued
from heap_lint.masking.tokens import LITERALS, Kind, Literal, Role, Token, Words

_NAME = regex.lazy(r"(?P<name>[^\W\d][\w-]*)(?P<member>\s{0,9}\??[.(])?")
_GIVEN = regex.lazy(r"[\"'`\])}]{0,3}[ \t]{0,9}(?:->|:?=>?|[:>])?[ \t]{0,9}[\"'`]?")
"""What stands between a name and its value: signs that are shown."""
_OPENING = set("=:([{\\>")
"""What a line ends with where the value of its last name stands in the next."""
_SHORT = 2


def literals(
    text: str, line: tuple[int, int], known: list[Literal], signs: Iterable[tuple[int, int]]
) -> list[Literal]:
    """Return the literals of a line.

    `known` are those that the reader of its format has found, `signs` what is shown wherever it stands.
    """
    start, end = line
    named = start if _goes_on(text, start) else _behind_name(text, start, end)
    first = end if named is None else named
    hidden = [
        each._replace(start=max(start, each.start), end=min(first, each.end))
        for each in known
        if each.start < first and _is_secret(text, each)
    ]
    hidden.append(Literal(first, end, Role.SECRET))
    ids = {each.start for each in known if each.role is Role.ID}
    return [*_words(text, (start, first), hidden, ids), *_without(hidden, signs)]


def is_sign(written: str) -> bool:
    """Whether what a finding is about says only where the fault is."""
    return len(written) <= _SHORT and not any(map(str.isalnum, written))


def line_of(text: str, place: int) -> tuple[int, int]:
    """Return where the line begins and ends in which a place is, without what is blank behind it."""
    start, end = line_around(text, place)
    return start, max(start, start + len(text[start:end].rstrip()))


def _behind_name(text: str, start: int, end: int) -> int | None:
    """Return where what the first secret's name is given begins, None if there is no such name."""
    for match in _NAME.finditer(text, start, end):
        is_secret = names_secret(match["name"])
        if is_secret and not (match["member"] and names_secret_weakly(match["name"])):
            given = _GIVEN.match(text, match.end("name"), end)
            return given.end() if given is not None else match.end("name")
    return None


def _goes_on(text: str, start: int) -> bool:
    """Whether the line above ends with a secret's name of which the value stands here."""
    end = len(text[:start].rstrip())
    if not end or text[end - 1] not in _OPENING:
        return False
    first = _behind_name(text, line_of(text, end)[0], end)
    return first is not None and not text[first:end].strip(" \t[({")


def _is_secret(text: str, literal: Literal) -> bool:
    """Whether a literal is a secret, and not the name of one."""
    is_secret = literal.role in (Role.SECRET, Role.REMARK)
    return is_secret and not is_name_of_secret(text[literal.start : literal.end])


def _words(
    text: str, place: tuple[int, int], hidden: list[Literal], ids: set[int]
) -> list[Literal]:
    """Return the words of a part of the line that nothing else covers."""
    tokens = list(code.tokens(text, "unknown", *place))
    parts = dict(glued.roles(Words(text, tokens), tokens))
    out: list[Literal] = []
    for number, token in enumerate(tokens):
        if token.kind in LITERALS and not _covered(token, hidden):
            role = Role.ID if token.start in ids else parts.get(number, _role(text, token))
            out.append(Literal(token.start, token.end, role))
    return out


def _covered(token: Token, hidden: list[Literal]) -> bool:
    return any(each.start < token.end and token.start < each.end for each in hidden)


def _role(text: str, token: Token) -> Role:
    """Return what a word is: a long name of plain words is shown, as code is."""
    written = text[token.start : token.end]
    is_code = token.kind is Kind.WORD and all(map(is_plain, written.split("_")))
    return Role.NAME if is_code else Role.PLAIN


def _without(hidden: list[Literal], signs: Iterable[tuple[int, int]]) -> Iterator[Literal]:
    """Yield what is hidden without the signs in it."""
    for literal in hidden:
        at = literal.start
        for start, end in signs:
            if at <= start and end <= literal.end:
                yield literal._replace(start=at, end=start)
                at = end
        yield literal._replace(start=at)
