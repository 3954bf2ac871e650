"""HL308 sensitive-property: what must not be sent, told by its name or by its shape.

A name is judged by its words, the last ones first: `password_changed` and `card_count` end otherwise,
and `has_password` asks about it. Where the name fits, the value may still show that it is another
thing: a number of them, a truth, the last four digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.checks import check_properties
from heap_lint.checks.wording import defined_at, named
from heap_lint.core.changes import Proposal, RemoveEntry
from heap_lint.facts import GivesProperties
from heap_lint.findings import Confidence, Hit
from heap_lint.sensitive import shapes_in
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

_HINT = "leave it out; if it matters, send only whether there is one"


class _Kind(NamedTuple):
    """What the words at the end of a name stand for, and what a constant must have to be it."""

    what: str
    words: str
    digits: int = 0
    length: int = 0


# HEAP 8 row 28; a telephone number is personal data like an e-mail address, so that is an opinion.
_PHONE = _Kind("a phone number", "phone|(phone|mobile|cell|telephone) (number|no)", digits=6)
_DEEPEST = 20
_KINDS = (
    _Kind("a password", r"password\d?|passwd|pwd|passphrase|pass phrase"),
    _Kind(
        "a secret",
        "secret|(api|private|secret|access|encryption|signing) key|apikey|credentials|jwt|^token"
        "|(access|auth|authentication|api|bearer|refresh|session|id|csrf|reset|jwt|oauth2?|login"
        "|security|payment|user|secret|verification|invite) token",
        length=8,
    ),
    _Kind(
        "a card number",
        "(card|cc) (number|no|num)|(credit|debit) card|(credit|debit)?cardnumber",
        digits=12,
    ),
    _Kind("a card's security code", "cvv2?|cvc2?|card (verification|security) code", digits=3),
    _Kind(
        "a social security number",
        "ssn|social security( number| no)?|national insurance (number|no)",
        digits=8,
    ),
    _Kind(
        "the number of an identity document", "(passport|drivers? licen[sc]e) (number|no)", digits=5
    ),
    _Kind("a bank account", "iban|bank account (number|no)", digits=6),
    _Kind("a date of birth", "date of birth|birth ?date|birthday|dob", digits=4),
    _PHONE,
)
_NAMES = regex.lazy(
    "(?:(?P<before>.*) )??(?:"
    + "|".join(f"(?P<_{i}>{k.words})" for i, k in enumerate(_KINDS))
    + ")"
)
_ABOUT = {
    *("has", "had", "is", "was", "are", "can", "should", "did", "does", "needs", "need", "with"),
    *("require", "requires", "required", "without", "no", "not", "forgot", "forgotten", "reset"),
    *("change", "changed", "show", "hide", "remember", "invalid", "wrong", "missing", "expired"),
    *("weak", "strong", "use", "uses", "used", "enter", "entered", "num", "count", "max", "min"),
    *("len", "length", "via", "by", "next", "hash", "hashed", "digest", "hexdigest", "sha256"),
    *("mask", "masked", "redact", "redacted", "encrypt", "encrypted", "fingerprint", "last4"),
    *("last", "four", "brand", "type", "kind", "name", "symbol", "ticker", "status", "year", "age"),
    *("exists", "strength", "startswith", "endswith", "isdigit"),
}
"""Words before what is named, or in an expression for it, that make it something else about it."""
_NOTHING_LEFT = r"^\W*(?:redacted|filtered|masked|hidden|removed|none|null)\W*$"
_MASKED = regex.lazy(rf"[*\u2022]{{2,}}|[xX]{{3,}}|^\W*$|{_NOTHING_LEFT}", re.IGNORECASE)
_MASKED_BESIDE = regex.lazy(rf"[*\u2022\u2026]|\.{{3}}|[xX]{{3,}}|{_NOTHING_LEFT}", re.IGNORECASE)
"""What stands around a part of the thing that is shown; other signs may stand around all of it."""


@check_properties("HL308", reads=GivesProperties)
def sensitive_property(given: Entry, _: GivesProperties) -> Iterator[Hit]:
    for entry in _all_entries([given]):
        kind = _kind(entry.name or "")
        if kind is not None and _may_be(kind, entry.value):
            yield Hit(
                entry.key.span,
                f"the property {named(entry)} gives Heap {kind.what}, which must not be sent there",
                _HINT,
                confidence=Confidence.LOW if kind is _PHONE else None,
                fix=_left_out(entry),
            )
        else:
            yield from _by_shape(entry)


def _all_entries(entries: Iterable[Entry], depth: int = 0) -> Iterator[Entry]:
    """Yield the properties, and those inside of nested objects."""
    for entry in entries:
        yield entry
        for inner in _inside(entry.value) if depth < _DEEPEST else ():
            if isinstance(inner, Mapping):
                yield from _all_entries(inner.entries, depth + 1)


def _inside(value: Value) -> Iterator[Value]:
    """Yield a value, or its alternatives, and the items of lists."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, OneOf):
            waiting += reversed(each.options)
        elif isinstance(each, Sequence):
            waiting += reversed(each.different)
        else:
            yield each


def _left_out(entry: Entry) -> Proposal:
    return Proposal.unsafe("leave the property out", RemoveEntry(entry.key.span))


def _by_shape(entry: Entry) -> Iterator[Hit]:
    value = entry.value
    for constant in _inside(value):
        for _, _, what in (found for text in _constants(constant) for found in shapes_in(text)):
            yield Hit(
                value.span,
                f"this property's value looks like {what}, and such data must not be sent to Heap",
                _HINT,
                defined_at(constant, "it comes from here"),
                fix=_left_out(entry),
            )
            return


def _constants(value: Value) -> Iterator[str]:
    """Yield the texts that are constant in a value."""
    if isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, str))
    elif isinstance(value, Literal):
        yield str(value.value)


def _kind(name: str) -> _Kind | None:
    """Return what a name says that its value is, None where it names nothing of the sort."""
    match = _NAMES.fullmatch(" ".join(_words(name)))
    if match is None or not _ABOUT.isdisjoint((match["before"] or "").split()):
        return None
    return next(kind for i, kind in enumerate(_KINDS) if match[f"_{i}"] is not None)


def _words(name: str) -> list[str]:
    """Return the words of a name in snake_case, camelCase or kebab-case, in lower case."""
    found = re.findall(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+", name)
    return [word.lower() for word in found]


def _may_be(kind: _Kind, value: Value) -> bool:
    """Whether a value can be the thing itself; of what cannot be read it is not known."""
    if isinstance(value, OneOf):
        is_choice = all(isinstance(option, Literal) for option in value.options)
        return not is_choice and any(_may_be(kind, option) for option in value.options)
    if isinstance(value, Literal):
        return _constant_may_be(kind, value)
    if isinstance(value, Text):
        constant = "".join(part for part in value.parts if isinstance(part, str))
        masked = _MASKED_BESIDE.search(constant) is not None
        return not masked and not any(map(_is_about, value.holes))
    return isinstance(value, Unknown) and value.expression != "" and not _is_about(value)


def _constant_may_be(kind: _Kind, value: Literal) -> bool:
    if isinstance(value.value, bytes):
        return False
    text = str(value.value)
    if kind.digits:
        return len(re.findall(r"\d", text)) >= kind.digits
    is_text = isinstance(value.value, str) and len(text) >= kind.length
    return is_text and _MASKED.search(text) is None


def _is_about(value: Value) -> bool:
    """Whether an expression ends in something about the thing: `card.last4`, `number[-4:]`."""
    if not isinstance(value, Unknown):
        return False
    last = re.split(r"\.|\[(?=\w)", value.expression)[-1]
    return last.endswith(("[]", "[:]")) or (
        _kind(last) is None and not _ABOUT.isdisjoint(_words(last))
    )
