"""JSON, read to the end whatever is wrong with it, with the place of every value.

A scanner and a stack of open brackets. Strict readers stop at the first fault, and error recovery
that knows only the grammar pairs keys with the values of others; here a fault is said where it
stands, its value is unknown, and the brackets around it count as incomplete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import (
    MAX_DEPTH,
    MAX_VALUES,
    Parsed,
    facts_of,
    too_deep,
    too_large,
)
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.filled_in import masked
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Origin, Sequence, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.config import AirkitLogins

_TOKEN = regex.lazy(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<plain>"[^"\\\x00-\x1f]*")
    | (?P<string>"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*")
    | (?P<punctuation>[{}\[\]:,])
    | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w$.+-])
    | (?P<word>[\w$.+-]+)
    | (?P<comment>//[^\r\n]*|/\*(?:(?!\*/).)*\*/)
    | (?P<endless>/\*.*)
    | (?P<single>'[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*')
    | (?P<other>["'][^\r\n]*|[^\s"'{}\[\]:,\w$.+/-]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STRICT = regex.lazy(
    r"(.*/)?(heap\.config|[^/]+\.airkit|savepoint|package|composer|bower|manifest)\.json",
    re.IGNORECASE,
)
"""Files whose readers surely refuse comments and trailing commas. Those of many others allow them."""
_WITH_COMMENTS = regex.lazy(r".*\.(jsonc|json5)", re.IGNORECASE)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBER_LIKE = regex.lazy(r"[+-]?(?:\.?[0-9]|NaN$|Infinity$)")
_MAX_UNREADABLE = 10
_MAX_FAULTS = 1000


def facts(source: Source, logins: AirkitLogins | None = None) -> Iterator[Fact]:
    """Yield what a JSON file says about Heap; `logins` holds for exports of Airkit."""
    return facts_of(source, parse(source), logins)


def parse_part(source: Source, start: int, end: int) -> Parsed:
    """Return the document that characters `start` to `end` of a file are."""
    scanner = _Scanner(source, is_template=False, is_strict=True)
    scanner.run(source.text, start, end)
    return Parsed(scanner.documents, scanner.unreadable)


def parse(source: Source, *, is_strict: bool = False) -> Parsed:
    """Return the document, and the first faults of those it has.

    Comments and trailing commas hide nothing, so they are faults only where they surely are for who
    reads the file, and in what `is_strict`. Single quotes and bare keys are none in JSON5.
    """
    template = masked(source)
    is_strict = is_strict or _STRICT.fullmatch(source.path) is not None
    scanner = _Scanner(source, is_template=template is not None, is_strict=is_strict)
    scanner.run(source.text if template is None else template, 0, len(source.text))
    parsed = Parsed(scanner.documents, scanner.unreadable)
    return parsed if template is None else parsed.of_template()


class _Expected(Enum):
    """What may come next inside a bracket."""

    FIRST = auto()
    """The first key or item, or the closing bracket."""
    ITEM = auto()
    """A key or item: a comma came before."""
    COLON = auto()
    VALUE = auto()
    COMMA = auto()
    """A comma or the closing bracket."""


class _Bracket(Struct):
    """An object or array whose end has not come; `children` of an object are keys and values."""

    opener: str
    start: int
    expected: _Expected = _Expected.FIRST
    comma: int = 0
    complete: bool = True
    children: list[Value] = field(default_factory=list)

    @property
    def is_object(self) -> bool:
        return self.opener == "{"

    @property
    def closer(self) -> str:
        return "}" if self.opener == "{" else "]"


_WITHOUT_COMMA = "take the comma out"
_Repair = tuple[tuple[Span, str, str], ...]
"""What mends a fault: at each place what is written there, and what instead."""


class _Scanner:
    """Reads the tokens of one file."""

    def __init__(self, source: Source, *, is_template: bool, is_strict: bool) -> None:
        self.source = source
        self._is_template = is_template
        self.documents: list[Value] = []
        self.unreadable: list[Unreadable] = []
        self._open: list[_Bracket] = []
        self._values = 0
        self._faults = 0
        self._broken: int | None = None  # how many brackets were open at a fault not yet passed
        self._habits: dict[str, dict[Span, _Repair]] = {}
        """By hint: where it has been written so, and what mends it, as far as that is plain."""
        self._with_comments = not is_strict or _WITH_COMMENTS.fullmatch(source.path) is not None
        self._is_json5 = source.path.lower().endswith(".json5")
        self._handlers: dict[str, Callable[[int, int, str], None]] = {
            "plain": self._plain,
            "string": self._string,
            "number": self._number,
            "word": self._word,
            "single": self._single,
            "comment": self._comment,
            "endless": self._endless,
            "other": self._other,
        }
        self._marks: dict[str, Callable[[int], None]] = {
            "{": lambda at: self._opener("{", at),
            "[": lambda at: self._opener("[", at),
            "}": lambda at: self._closer("}", at),
            "]": lambda at: self._closer("]", at),
            ":": self._colon,
            ",": self._comma,
        }

    def run(self, text: str, first: int, last: int) -> None:
        """Read a part of the file's text, up to where it is plain that nobody wrote it as JSON."""
        for match in _TOKEN.finditer(text, first, last):
            kind = match.lastgroup
            if kind == "punctuation":
                self._marks[match.group()](match.start())
            elif kind is not None and kind != "space":
                self._handlers[kind](match.start(), match.end(), match.group())
            if len(self._open) > MAX_DEPTH:
                self._give_up(too_deep(self.source, match.start()))
                return
            if self._values > MAX_VALUES:
                self._give_up(too_large(self.source))
                return
            if self._faults > _MAX_FAULTS:
                break
        self._close_all_above(0, last)
        if not self.documents and not self.unreadable:
            self._fault(first, first, "is empty", "write `{}`, or delete the file")
        self.unreadable = [*self._repairable()]

    def _give_up(self, why: Unreadable) -> None:
        self.documents.clear()
        self.unreadable = [why]

    def _fault(self, start: int, end: int, reason: str, hint: str) -> None:
        """Note a fault; what is around it may hold more than is seen.

        Up to the next comma beside it, or the end of its bracket, others only follow from it.
        """
        self._note(start, end, reason, hint)
        self._broken = len(self._open) if self._broken is None else self._broken

    def _habit(self, start: int, end: int, reason: str, hint: str, repair: _Repair = ()) -> None:
        """Note a fault after which it is plain how to go on: whoever writes so does it all along."""
        if hint not in self._habits:
            self._note(start, end, reason, hint)
        repairs = self._habits.setdefault(hint, {})
        if repair and not self._is_template:
            repairs[self.source.span(start, end)] = repair

    def _repairable(self) -> Iterator[Unreadable]:
        """Yield the faults with what mends all that are alike."""
        for each in self.unreadable:
            repairs = self._habits.get(each.hint, {})
            every = tuple(chain.from_iterable(repairs.values()))
            yield replace(each, repairs=every) if each.span in repairs else each

    def _quoted(self, start: int, end: int, before: str = "") -> _Repair:
        """Return what puts a text in double quotes, where it has others or none."""
        behind = end - len(before)
        return (
            (self.source.span(start, start + len(before)), before, '"'),
            (self.source.span(behind, end), before, '"'),
        )

    def _note(self, start: int, end: int, reason: str, hint: str) -> None:
        self._faults += 1
        for bracket in self._open:
            bracket.complete = False
        if self._broken is None and len(self.unreadable) < _MAX_UNREADABLE:
            span = self.source.span(start, end)
            self.unreadable.append(Unreadable(span=span, reason=reason, hint=hint))

    def _plain(self, start: int, end: int, text: str) -> None:
        if HOLE in text:
            text = self.source.text[start:end]
        self._value(Literal(text[1:-1], self.source.span(start, end), text))

    def _string(self, start: int, end: int, text: str) -> None:
        try:
            value = json.loads(text)
        except ValueError:
            reason = "has a string that is not JSON"
            hint = r"write a backslash as `\\` and a tab as `\t`"
            self._unknown(start, end, reason, hint)
        else:
            self._value(Literal(value, self.source.span(start, end), text))

    def _number(self, start: int, end: int, text: str) -> None:
        try:
            number = json.loads(text)
        except ValueError:
            self._unknown(start, end, "has a number with too many digits", "write it as a string")
        else:
            self._value(Literal(number, self.source.span(start, end), text))

    def _word(self, start: int, end: int, text: str) -> None:
        if text in _WORDS:
            self._value(Literal(_WORDS[text], self.source.span(start, end), text))
        elif text.strip(HOLE) == "":
            self._value(Unknown(self.source.span(start, end), Origin.DEPLOYMENT))
        elif self._expects_key():
            self._bare_key(start, end, text)
        elif self._is_json5 and _NUMBER_LIKE.match(text):
            self._value(Unknown(self.source.span(start, end), expression=text))
        elif _NUMBER_LIKE.match(text):
            reason = f"has `{_short(text)}`, which is no number in JSON"
            self._unknown(start, end, reason, "write it as a string")
        else:
            reason = f"has `{_short(text)}` without quotes"
            self._unknown(start, end, reason, "write it in double quotes")

    def _expects_key(self) -> bool:
        return bool(self._open) and (
            self._open[-1].is_object
            and self._open[-1].expected not in (_Expected.COLON, _Expected.VALUE)
        )

    def _bare_key(self, start: int, end: int, text: str) -> None:
        if not self._is_json5:
            reason = f"has the key `{_short(text)}` without quotes"
            quoted = self._quoted(start, end)
            self._habit(start, end, reason, "write keys in double quotes", quoted)
        self._value(Literal(text, self.source.span(start, end), text))

    def _single(self, start: int, end: int, text: str) -> None:
        if not self._is_json5:
            reason = f"has `{_short(text)}` in single quotes: JSON has only double ones"
            has_others = any(sign in text for sign in '"\\')
            quoted = () if has_others else self._quoted(start, end, "'")
            self._habit(start, end, reason, "write double quotes", quoted)
        span = self.source.span(start, end)
        if "\\" in text:
            self._value(Unknown(span, expression=text))
        else:
            self._value(Literal(text[1:-1], span, text))

    def _comment(self, start: int, end: int, text: str) -> None:
        if not self._with_comments:
            self._habit(start, end, "has a comment: JSON does not allow it", "remove it")

    def _endless(self, start: int, end: int, text: str) -> None:
        self._fault(start, start + 2, "has a comment that never ends", "write the missing `*/`")

    def _other(self, start: int, end: int, text: str) -> None:
        if text[0] in "\"'":
            self._unknown(
                start, end, "has a string that does not end on its line", "close the quotes"
            )
        else:
            reason = f"has `{_short(text)}`, which does not belong into JSON"
            self._fault(start, end, reason, "remove it, or quote it")

    def _unknown(self, start: int, end: int, reason: str, hint: str) -> None:
        self._fault(start, end, reason, hint)
        self._value(Unknown(self.source.span(start, end), expression=self.source.text[start:end]))

    def _value(self, value: Value) -> None:
        self._values += 1
        if not self._open:
            self._document(value)
            return
        bracket = self._open[-1]
        if bracket.expected is _Expected.COMMA or bracket.expected is _Expected.COLON:
            self._missing(bracket, value.span.start)
        bracket.children.append(value)
        if not bracket.is_object or bracket.expected is _Expected.VALUE:
            bracket.expected = _Expected.COMMA
        else:
            self._check_key(value)
            bracket.expected = _Expected.COLON

    def _missing(self, bracket: _Bracket, at: int) -> None:
        """Say which mark is missing before a value, and go on as if it stood there."""
        is_comma = bracket.expected is _Expected.COMMA
        mark = "," if is_comma else ":"
        self._fault(at, at, f"lacks a `{mark}` here", f"write `{mark}`")
        bracket.expected = _Expected.ITEM if is_comma else _Expected.VALUE

    def _check_key(self, key: Value) -> None:
        if isinstance(key, Literal) and not isinstance(key.value, str):
            reason = f"has the key `{_short(key.source)}` without quotes"
            self._fault(key.span.start, key.span.end, reason, "write it in double quotes")
        elif isinstance(key, Mapping | Sequence):
            start = key.span.start
            self._fault(start, start + 1, "has a bracket where a key should be", "remove it")

    def _document(self, value: Value) -> None:
        if len(self.documents) == 1:
            reason = "has a second document: a JSON file holds one"
            self._fault(value.span.start, value.span.start + 1, reason, "put both into one list")
        self.documents.append(value)

    def _opener(self, opener: str, at: int) -> None:
        if self._open and self._open[-1].expected in (_Expected.COMMA, _Expected.COLON):
            self._missing(self._open[-1], at)
        self._open.append(_Bracket(opener, at))

    def _closer(self, closer: str, at: int) -> None:
        its_own = len(self._open)
        while its_own and self._open[its_own - 1].closer != closer:
            its_own -= 1
        if not its_own:
            self._fault(at, at + 1, f"has a `{closer}` that closes nothing", "remove it")
            return
        self._close_all_above(its_own, at)
        self._check_end(self._open[-1], closer, at)
        self._close(at + 1)

    def _check_end(self, bracket: _Bracket, closer: str, at: int) -> None:
        comma = bracket.comma
        if bracket.expected is _Expected.ITEM and not self._with_comments:
            reason = f"has a comma before `{closer}`: JSON does not allow it"
            self._fault(comma, comma + 1, reason, _WITHOUT_COMMA)
            if not self._is_template:
                span = self.source.span(comma, comma + 1)
                self._habits.setdefault(_WITHOUT_COMMA, {})[span] = ((span, ",", ""),)
        elif bracket.expected in (_Expected.COLON, _Expected.VALUE):
            self._fault(at, at, "has a key without a value", "give it one, or remove the key")

    def _close_all_above(self, kept: int, at: int) -> None:
        """Close all but the first `kept` open brackets; the innermost is the one that lacks its end."""
        if len(self._open) > kept:
            self._never_closed(self._open[-1])
        while len(self._open) > kept:
            self._close(at)

    def _never_closed(self, bracket: _Bracket) -> None:
        start, opener = bracket.start, bracket.opener
        hint = f"write the missing `{bracket.closer}`"
        self._fault(start, start + 1, f"never closes this `{opener}`", hint)

    def _close(self, end: int) -> None:
        bracket = self._open.pop()
        if self._broken is not None and self._broken > len(self._open):
            self._broken = None
        span = self.source.span(bracket.start, end)
        children = bracket.children
        if not bracket.is_object:
            self._value(Sequence(tuple(children), span, bracket.complete))
            return
        if len(children) % 2:
            children.append(Unknown(self.source.span(end, end)))
        pairs = iter(children)
        entries = tuple(map(Entry, pairs, pairs))
        self._value(Mapping(entries, span, bracket.complete and not self._is_template))

    def _colon(self, at: int) -> None:
        if self._open and self._open[-1].expected is _Expected.COLON:
            self._open[-1].expected = _Expected.VALUE
        else:
            self._fault(at, at + 1, "has a `:` that follows no key", "remove it, or write its key")

    def _comma(self, at: int) -> None:
        if not self._open:
            self._fault(at, at + 1, "has a comma outside of all brackets", "remove it")
            return
        bracket = self._open[-1]
        if bracket.expected in (_Expected.COLON, _Expected.VALUE):
            self._fault(at, at, "has a key without a value", "give it one, or remove the key")
            bracket.children.append(Unknown(self.source.span(at, at)))
        elif bracket.expected is not _Expected.COMMA:
            self._fault(at, at + 1, "has a comma with nothing before it", "remove it")
        bracket.expected = _Expected.ITEM
        bracket.comma = at
        if self._broken == len(self._open):
            self._broken = None


def _short(text: str) -> str:
    """Return a text as far as a message can show it."""
    return text if len(text) <= 30 else f"{text[:29]}…"
