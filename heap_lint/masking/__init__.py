"""What of a file may be shown: the one place that every line and every value goes through.

A line shows what matters of it, and code; of the literals beside that only plain words and short numbers
(`heap_lint.heap.secrets`). What stands under a secret's name, or has a secret's form, is cut short even
where a finding is about it. Files are read for this only where something is to be shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from heap_lint.findings import Finding, Related
from heap_lint.heap.quotes import Quote, quote, resolved
from heap_lint.heap.secrets import (
    MASK,
    beside_in,
    by_form,
    cut,
    forms_in,
    is_constant_word,
    is_plain,
    may_name_secret,
    names_secret,
    of_others,
    says_secret,
    secrets_in,
)
from heap_lint.masking.literals import Literal, Role, find, unknown
from heap_lint.source import Source, Span

_LONGEST_NAME = 80


class Hidden(NamedTuple):
    """Characters `start` to `end` of a text that are not shown, and what stands in their place."""

    start: int
    end: int
    instead: str

    def moved(self, by: int) -> Hidden:
        """Return the same in a text that begins elsewhere."""
        return Hidden(self.start + by, self.end + by, self.instead)


class Masking:
    """Tells of some files what may be shown."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self._sources = sources
        self._literals: dict[str, list[Literal]] = {}
        self._inner: dict[tuple[str, Literal], list[Literal]] = {}
        self._may_name: dict[str, bool] = {}

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with nothing secret in its words."""
        return replace(
            finding,
            message=self.words(finding.message),
            hint=self.words(finding.hint),
            related=tuple(Related(r.span, self.words(r.message)) for r in finding.related),
        )

    def words(self, text: str) -> str:
        """Return a message with its quotes as they may be shown."""
        return by_form(resolved(text, self._quote))

    def of_others(self, words: str, place: Span) -> str:
        """Return a parser's words on a place, which may quote what stands there."""
        return self.words(of_others(words, lambda quoted: quote(quoted, place)))

    def _quote(self, quote: Quote) -> str:
        return _cut_quote(quote.text) if any(map(self.is_secret, quote.places)) else quote.text

    def is_secret(self, place: Span) -> bool:
        """Whether what stands at a place has a secret's name, or stands under one."""
        source = self._sources.get(place.path)
        if source is None or not self._may_name_secret(source):
            return False
        written = source.text[place.start : place.end]
        literal = self._at(place.path, place.start)
        if literal is not None:
            return literal.role is Role.SECRET and not is_constant_word(written)
        name = re.split(r"[^\w$-]+", written[-200:].rstrip(")]}\"' "))[-1]
        return len(written) <= _LONGEST_NAME and names_secret(name)

    def _may_name_secret(self, source: Source) -> bool:
        if source.path not in self._may_name:
            self._may_name[source.path] = may_name_secret(source.text)
        return self._may_name[source.path]

    def _at(self, path: str, offset: int) -> Literal | None:
        """Return the literal that an offset, or the one behind its quotes, is in."""
        found, text = self.literals(path), self._sources[path].text
        while offset < len(text) and text[offset] in "\"'`rbufRBUF":
            number = bisect_right(found, offset, key=lambda each: each.start) - 1
            if number >= 0 and offset < found[number].end:
                return found[number]
            offset += 1
        number = bisect_right(found, offset, key=lambda each: each.start) - 1
        return found[number] if number >= 0 and offset < found[number].end else None

    def literals(self, path: str) -> list[Literal]:
        """Return the literals of a file, in order."""
        if path not in self._literals:
            self._literals[path] = find(path, self._sources[path].text)
        return self._literals[path]

    def hidden(
        self, path: str, start: int, end: int, matter: Iterable[Span], *, secret: bool = False
    ) -> list[Hidden]:
        """Return what is not to be shown of a part of a line in which places `matter`.

        `secret`: what matters is one. Positions are those of the file's text.
        """
        text = self._sources[path].text
        spans = sorted({(s.start, s.end) for s in matter if s.path == path and s.start < s.end})
        if secret:
            spans = []
        found = self.literals(path)
        first = bisect_right(found, start, key=lambda each: each.end)
        last = bisect_left(found, end, key=lambda each: each.start)
        hidden: list[Hidden] = []
        for literal in found[first:last]:
            hidden += self._of_literal(path, literal, spans, start, end)
        for begin, stop in forms_in(text[start:end]):
            hidden.append(
                Hidden(start + begin, start + stop, cut(text[start + begin : start + stop]))
            )
        if secret:
            hidden += [
                Hidden(
                    max(s.start, start), min(s.end, end), cut(text[s.start : s.end].strip("\"'`"))
                )
                for s in matter
                if s.path == path and s.start < end and start < s.end
            ]
        return _apart(hidden, start, end)

    def _of_literal(
        self, path: str, literal: Literal, spans: list[tuple[int, int]], start: int, end: int
    ) -> Iterator[Hidden]:
        text = self._sources[path].text
        about = [s for s in spans if s[0] < literal.end and literal.start < s[1]]
        if not about:
            yield from _beside(text, literal)
        elif any(s[0] <= literal.start and literal.end <= s[1] for s in about):
            yield from _about(text, literal, literal.start, literal.end)
        elif literal.role in (Role.SECRET, Role.COMMENT, Role.NAME):
            yield from _around(text, literal, about)
        else:
            for inner in self._inside(path, literal, start, end):
                yield from self._of_inner(text, inner, about)

    def _inside(self, path: str, literal: Literal, start: int, end: int) -> list[Literal]:
        """Return what stands in a literal of which a part matters: it may be code of its own."""
        text = self._sources[path].text
        known = (path, literal)
        if known not in self._inner:
            self._inner[known] = unknown(text, literal.start, literal.end)
        found = self._inner[known]
        first = bisect_right(found, start, key=lambda each: each.end)
        last = bisect_left(found, end, key=lambda each: each.start)
        return found[first:last]

    def _of_inner(
        self, text: str, inner: Literal, about: list[tuple[int, int]]
    ) -> Iterator[Hidden]:
        touching = [s for s in about if s[0] < inner.end and inner.start < s[1]]
        if not touching:
            yield from _beside(text, inner)
        elif any(s[0] <= inner.start and inner.end <= s[1] for s in touching):
            yield from _about(text, inner, inner.start, inner.end)
        else:
            yield from _around(text, inner, touching)


def _beside(text: str, literal: Literal) -> Iterator[Hidden]:
    """Yield what is not shown of a literal that is only in the same line."""
    written = text[literal.start : literal.end]
    if literal.role is Role.COMMENT:
        yield from _comment(literal, written)
    elif literal.role is Role.NAME and len(written) <= _LONGEST_NAME:
        yield from _hide(literal.start, written, beside_in(written))
    elif is_constant_word(written):
        return
    elif literal.role is Role.SECRET or not is_plain(written, is_id=literal.role is Role.ID):
        yield Hidden(literal.start, literal.end, MASK)


def _comment(literal: Literal, written: str) -> Iterator[Hidden]:
    if says_secret(written):
        mark = len(written) - len(written.lstrip("#/*-!<>{ "))
        yield Hidden(literal.start + mark, literal.end, MASK)
    else:
        yield from _hide(literal.start, written, beside_in(written))


def _about(text: str, literal: Literal, start: int, end: int) -> Iterator[Hidden]:
    """Yield what is not shown of a literal, or a part of one, that matters."""
    written = text[start:end]
    if literal.role is Role.SECRET and not is_constant_word(written):
        yield Hidden(start, end, cut(written))
    else:
        yield from _hide(start, written, secrets_in(written))


def _around(text: str, literal: Literal, about: list[tuple[int, int]]) -> Iterator[Hidden]:
    """Yield what is not shown of a literal of which only parts matter."""
    at = literal.start
    for begin, stop in about:
        if at < begin:
            yield from _beside(text, literal._replace(start=at, end=begin))
        begin, stop = max(begin, at), min(stop, literal.end)
        if begin < stop:
            yield from _about(text, literal, begin, stop)
        at = max(at, stop)
    if at < literal.end:
        yield from _beside(text, literal._replace(start=at))


def _hide(start: int, written: str, spans: Iterable[tuple[int, int]]) -> Iterator[Hidden]:
    for begin, end in spans:
        yield Hidden(start + begin, start + end, cut(written[begin:end]))


def _apart(hidden: list[Hidden], start: int, end: int) -> list[Hidden]:
    """Return what is hidden of a part, in order; of what overlaps the first is told."""
    out: list[Hidden] = []
    for each in sorted(hidden, key=lambda each: (each.start, -each.end)):
        begin, stop = max(each.start, start, out[-1].end if out else start), min(each.end, end)
        if begin < stop:
            instead = each.instead if begin == each.start else MASK
            out.append(Hidden(begin, stop, instead))
    return out


def _cut_quote(text: str) -> str:
    """Return what is shown of a secret that is quoted, its own quotes kept."""
    body = text.strip("`")
    inner = body.strip("\"'")
    if not inner or is_constant_word(inner):
        return text
    shown = cut(re.sub(r"^\w{0,2}[\"']", "", inner))
    return f"`{body[: body.index(inner)]}{shown}{body[body.index(inner) + len(inner) :]}`"
