"""What of a file may be shown: the one place that every line and every value goes through.

A line shows what matters of it, and code; of the literals beside that only plain words and short numbers
(`heap_lint.heap.secrets`). What stands under a secret's name, or has a secret's form, is cut short even
where a finding is about it. Files are read for this only where something is to be shown.

A secret's name governs the value that it is given, not what the body of a function does nor what Heap is
sent. An app's id and a word for nobody are public, whatever they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from heap_lint.findings import Finding, Related
from heap_lint.heap.placeholders import is_public
from heap_lint.heap.quotes import Quote, quote, resolved, shortened
from heap_lint.heap.secret_names import names_secret, names_secret_weakly
from heap_lint.heap.secrets import (
    MASK,
    behind_linters,
    beside_in,
    by_form,
    cut,
    forms_in,
    is_plain,
    of_others,
    secrets_in,
    speaks_of_secret,
)
from heap_lint.masking import unparsed
from heap_lint.masking.literals import Literal, Role, find, inside
from heap_lint.source import Source, Span

_LONGEST_NAME = 80
_LONGEST_PLACE = 2_000
"""Characters of an expression that is asked whether secrets have a part in it."""
_OF_ONE_KIND = (Role.SECRET, Role.COMMENT, Role.REMARK, Role.NAME)
"""Literals that hold no code of which a part could be shown."""
_CLOSING = '"""'
_NAME = re.compile(r"(?P<name>[^\W\d][\w$-]*)(?P<member>\s{0,9}\??\.)?")


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
        self._hidden: dict[tuple[str, Literal], bool] = {}

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
        """Return a quote: code as it is, with what is secret in it cut, or a value, cut if it is one."""
        place = quote.places[0] if quote.places else None
        source = self._sources.get(place.path) if place is not None else None
        if place is not None and source is not None and place.end - place.start <= _LONGEST_PLACE:
            written = source.text[place.start : place.end]
            if f"`{shortened(written)}`" == quote.text and self._literal_of(place) is None:
                return f"`{shortened(self._without_secrets(place, written))}`"
        return _cut_quote(quote.text) if any(map(self.is_secret, quote.places)) else quote.text

    def _without_secrets(self, place: Span, written: str) -> str:
        """Return code in which all literals matter, but for those that are secrets."""
        hidden = self.hidden(place.path, place.start, place.end, [place])
        for each in reversed(hidden):
            start, end = each.start - place.start, each.end - place.start
            written = written[:start] + each.instead + written[end:]
        return written

    def is_secret(self, place: Span) -> bool:
        """Whether what stands at a place has a secret's name, stands under one, or is made of such."""
        source = self._sources.get(place.path)
        if source is None:
            return False
        end = min(place.end, place.start + _LONGEST_PLACE)
        literal = self._literal_of(place)
        if literal is not None:
            written = source.text[place.start : place.end]
            return literal.role is Role.SECRET and not is_public(written)
        at = place.start
        for each in self._between(place.path, place.start, end):
            if each.role is Role.SECRET and not is_public(source.text[each.start : each.end]):
                return True
            if _names_secret(source.text[at : each.start]):
                return True
            at = each.end
        return _names_secret(source.text[at:end])

    def _between(self, path: str, start: int, end: int) -> list[Literal]:
        """Return the literals that have a part in characters `start` to `end` of a file."""
        found = self.literals(path)
        first = bisect_right(found, start, key=lambda each: each.end)
        return found[first : bisect_left(found, end, key=lambda each: each.start)]

    def _literal_of(self, place: Span) -> Literal | None:
        """Return the literal that a place is, or is in; None for an expression of several."""
        literal = self._at(place.path, place.start)
        if literal is None or place.end > literal.end + len(_CLOSING):
            return None
        behind = self._sources[place.path].text[literal.end : place.end]
        return literal if not behind.strip("\"'`") else None

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
        self,
        path: str,
        start: int,
        end: int,
        matter: Iterable[Span],
        *,
        secret: bool = False,
        broken: bool = False,
        around: int = 0,
    ) -> list[Hidden]:
        """Return what is not to be shown of a part of a line in which places `matter`.

        `secret`: what matters is one; `broken`: it does not parse. A form is known by as many characters
        `around` the part too. Positions are those of the file's text.
        """
        text = self._sources[path].text
        within = self._between(path, start, end)
        places = sorted({_pointed_at(text, each) for each in matter if each.path == path})
        spans = [each for each in places if each[0] < each[1]]
        if broken:
            spans = [each for each in spans if unparsed.is_sign(text[slice(*each)])]
            within = self._unparsed(path, start, spans)
        start, end = max(0, start - around), min(len(text), end + around)
        if secret:
            spans = []
        hidden: list[Hidden] = []
        for literal in within:
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

    def _unparsed(self, path: str, at: int, spans: list[tuple[int, int]]) -> list[Literal]:
        """Return the literals of the line in which something stands, which does not parse."""
        text = self._sources[path].text
        line = unparsed.line_of(text, at)
        return unparsed.literals(text, line, self._between(path, *line), spans)

    def _of_literal(
        self, path: str, literal: Literal, spans: list[tuple[int, int]], start: int, end: int
    ) -> Iterator[Hidden]:
        about = [s for s in spans if s[0] < literal.end and literal.start < s[1]]
        is_whole = any(s[0] <= literal.start and literal.end <= s[1] for s in about)
        if about and not is_whole and literal.role not in _OF_ONE_KIND:
            for inner in self._inside(path, literal, start, end):
                yield from self._of_part(path, inner, about, start, end)
        else:
            yield from self._of_part(path, literal, about, start, end)

    def _of_part(
        self, path: str, literal: Literal, about: list[tuple[int, int]], start: int, end: int
    ) -> Iterator[Hidden]:
        """Yield what is hidden of a literal between `start` and `end`: no more of it is looked at."""
        text = self._sources[path].text
        part = literal._replace(start=max(literal.start, start), end=min(literal.end, end))
        touching = [s for s in about if s[0] < part.end and part.start < s[1]]
        hides = len(touching) != 1 or not _covers(touching[0], part)
        hides = hides and self._hides(path, literal)
        for each in _around(text, part, touching, hides=hides):
            is_inside = each.start == part.start > literal.start
            yield each._replace(instead=MASK) if is_inside else each

    def _hides(self, path: str, literal: Literal) -> bool:
        """Whether nothing of a literal is shown that stands beside what matters."""
        known = (path, literal)
        if known not in self._hidden:
            written = self._sources[path].text[literal.start : literal.end]
            self._hidden[known] = _hides(written, literal.role)
        return self._hidden[known]

    def _inside(self, path: str, literal: Literal, start: int, end: int) -> list[Literal]:
        """Return what stands in a literal of which a part matters: it may be code of its own."""
        text = self._sources[path].text
        known = (path, literal)
        if known not in self._inner:
            self._inner[known] = _marked(text, literal, inside(text, literal.start, literal.end))
        found = self._inner[known]
        first = bisect_right(found, start, key=lambda each: each.end)
        last = bisect_left(found, end, key=lambda each: each.start)
        return found[first:last]


def _names_secret(code: str) -> bool:
    """Whether code names a secret, and not what belongs to it only: `session.user` is no session."""
    return any(
        names_secret(match["name"]) and not (match["member"] and names_secret_weakly(match["name"]))
        for match in _NAME.finditer(code)
    )


def _marked(text: str, literal: Literal, found: list[Literal]) -> list[Literal]:
    """Return what stands in a literal, with what the whole of it says to be secret as such."""
    spans = secrets_in(text[literal.start : literal.end])
    out, number = [], 0
    for each in found:
        while number < len(spans) and literal.start + spans[number][1] <= each.start:
            number += 1
        is_secret = number < len(spans) and literal.start + spans[number][0] < each.end
        out.append(each._replace(role=Role.SECRET) if is_secret else each)
    return out


def _pointed_at(text: str, place: Span) -> tuple[int, int]:
    """Return what a place points at: where something is missing, that is what stands in front."""
    is_behind = place.start == place.end and text[place.start - 1 : place.start] not in (
        "",
        "\n",
        "\r",
    )
    return place.start - is_behind, place.end


def _covers(span: tuple[int, int], literal: Literal) -> bool:
    return span[0] <= literal.start and literal.end <= span[1]


def _hides(written: str, role: Role) -> bool:
    if role is Role.COMMENT:
        return speaks_of_secret(written)
    if role is Role.NAME and len(written) <= _LONGEST_NAME:
        return False
    if is_public(written):
        return False
    return role in (Role.SECRET, Role.PIECE, Role.REMARK) or not is_plain(
        written, is_id=role is Role.ID
    )


def _beside(text: str, literal: Literal, *, hides: bool) -> Iterator[Hidden]:
    """Yield what is not shown of a literal, or a part of one, that is only in the same line."""
    written = text[literal.start : literal.end]
    if literal.role in (Role.COMMENT, Role.REMARK) and (hides or speaks_of_secret(written)):
        mark = len(written) - len(written.lstrip("#/*-!<>{] "))
        yield Hidden(literal.start + max(mark, behind_linters(written)), literal.end, MASK)
    elif hides:
        yield Hidden(literal.start, literal.end, MASK)
    elif literal.role in (Role.COMMENT, Role.NAME):
        yield from _hide(literal.start, written, beside_in(written))


def _about(text: str, literal: Literal, start: int, end: int) -> Iterator[Hidden]:
    """Yield what is not shown of a literal, or a part of one, that matters."""
    written = text[start:end]
    if literal.role is Role.SECRET and not is_public(written):
        yield Hidden(start, end, cut(written))
    else:
        yield from _hide(start, written, secrets_in(written))


def _around(
    text: str, literal: Literal, about: list[tuple[int, int]], *, hides: bool
) -> Iterator[Hidden]:
    """Yield what is not shown of a literal of which all, some or none matters."""
    at = literal.start
    for begin, stop in about:
        if at < begin:
            yield from _beside(text, literal._replace(start=at, end=begin), hides=hides)
        begin, stop = max(begin, at), min(stop, literal.end)
        if begin < stop:
            yield from _about(text, literal, begin, stop)
        at = max(at, stop)
    if at < literal.end:
        yield from _beside(text, literal._replace(start=at), hides=hides)


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
    if not inner or is_public(inner):
        return text
    shown = cut(re.sub(r"^\w{0,2}[\"']", "", inner))
    return f"`{body[: body.index(inner)]}{shown}{body[body.index(inner) + len(inner) :]}`"
