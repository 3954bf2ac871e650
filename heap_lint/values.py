"""What is statically known of a value that a file gives to Heap.

A value is a `Literal`, a `Text` with holes, one of several (`OneOf`), a `Mapping`, a `Sequence`, or
`Unknown`. Each has the span where it is *given*; where that is only a name, `defined` is the span of
the constant that the name stands for. What is not known is never evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from functools import cached_property
from itertools import count
from typing import TypeAlias, TypeGuard, TypeVar

from msgspec import Struct

from heap_lint.source import Span

R = TypeVar("R")
_MOST_BITS = 1_000
_FEW = 8
"""Entries, or questions for one, that are not worth an index."""


class Kind(str, Enum):
    """What an unknown value certainly is, as far as that matters to a payload."""

    DATETIME = "datetime"
    """A date or time object, which JSON has no form for."""
    NAIVE_TIME = "naive time"
    """The text of a time without its time zone."""
    LOCAL_TIME = "local time"
    """The text of a time without its time zone, which is that of the machine."""
    NUMBER = "number"
    BOOLEAN = "boolean"
    OPTIONAL = "value or None"
    """None where there is no such thing: what `.get(key)` without a default gives."""
    BINARY = "binary"
    OBJECT = "object"
    """An object of another kind that JSON has no form for: a decimal, a UUID."""
    CONTACT = "e-mail address or phone number"
    """What its declaration says that it is."""
    UNDEFINED = "value or undefined"
    """What `user?.id` gives: `undefined`, or null, where there is no user."""


class Origin(str, Enum):
    """Where an unknown value comes from, as far as that matters to an identity."""

    DEPLOYMENT = "deployment"
    """One value for all users of a deployment: a setting, the environment, Airkit `profile.`."""
    USER = "user"
    """The user of the request or session: `request.user`, `current_user`."""
    ANONYMOUS = "anonymous"
    """A session, visitor or Airkit Journey: not a person."""
    VOLATILE = "volatile"
    """Another value at each run: `uuid4()`, `now()`, `random`."""
    PARAMETER = "parameter"
    """A parameter of the function around it."""
    UNDECLARED = "undeclared"
    """A name that nothing declares: probably an Airscript text that somebody forgot to quote."""


class Escaping(Enum):
    """What is done to a value before it is written into a text of another language."""

    NONE = "none"
    """It is written as it is."""
    HTML = "html"
    """Quotes and angle brackets are escaped: it cannot leave a string, but can be any code outside."""
    SCRIPT = "script"
    """It is written as JavaScript's own text of it, or holds nothing that could be code."""
    UNKNOWN = "unknown"


class Literal(Struct, frozen=True):
    """A constant; `source` is its text as written, quotes included."""

    value: str | int | float | bool | bytes | None
    span: Span
    source: str
    defined: Span | None = None


class Unknown(Struct, frozen=True):
    """A value that only the running program has.

    `expression` is what it is, as dotted text: the access path of a Python expression
    (`django.conf.settings.HEAP_APP_ID`, `uuid.uuid4()`), an Airscript variable, a template's
    expression; empty where nothing readable is known. Not `given`: there may be no value at all.
    """

    span: Span
    origin: Origin | None = None
    expression: str = ""
    defined: Span | None = None
    given: bool = True
    kind: Kind | None = None


class Text(Struct, frozen=True):
    """A string built from constant pieces (`str`) and holes (values), in order."""

    parts: tuple[str | Value, ...]
    span: Span
    source: str
    defined: Span | None = None

    @property
    def holes(self) -> tuple[Value, ...]:
        """The parts that are not constant text."""
        return tuple(part for part in self.parts if not isinstance(part, str))


class OneOf(Struct, frozen=True):
    """One of two or more alternatives: `x or "guest"`, a ternary, two branches that meet."""

    options: tuple[Value, ...]
    span: Span
    defined: Span | None = None


class Entry(Struct, frozen=True):
    """A key of a mapping with its value; not `certain` where only some ways through the code set it."""

    key: Value
    value: Value
    certain: bool = True

    @property
    def name(self) -> str | None:
        """The key, if it is a constant string."""
        if isinstance(self.key, Literal) and isinstance(self.key.value, str):
            return self.key.value
        return None


class Mapping(Struct, frozen=True, dict=True):
    """A dict, object or table; `complete` is False where keys may exist that are not seen here."""

    entries: tuple[Entry, ...]
    span: Span
    complete: bool = True
    defined: Span | None = None

    def entry(self, name: str) -> Entry | None:
        """Return the entry of that key; the last one where a key stands twice, as parsers do."""
        if len(self.entries) > _FEW and next(self._asked) >= _FEW:
            return self._by_name.get(name)
        for entry in reversed(self.entries):
            key = entry.key
            if isinstance(key, Literal) and key.value == name:
                return entry
        return None

    def get(self, name: str) -> Value | None:
        """Return the value of that key, None where the mapping does not show one."""
        entry = self.entry(name)
        return entry.value if entry else None

    def lacks(self, name: str) -> bool:
        """Whether the key is certainly absent."""
        return self.complete and self.get(name) is None and self._has_only_names

    @cached_property
    def _asked(self) -> Iterator[int]:
        """How often an entry has been asked for: of most mappings hardly ever."""
        return count()

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        """The entries by their names, for a program that asks for each of many."""
        return {entry.name: entry for entry in self.entries if entry.name is not None}

    @cached_property
    def _has_only_names(self) -> bool:
        return all(entry.name is not None for entry in self.entries)


class Sequence(Struct, frozen=True):
    """A list, tuple, set or array; `kind` says which, in the words of the file's language."""

    items: tuple[Value, ...]
    span: Span
    complete: bool = True
    kind: str = "list"
    defined: Span | None = None

    @property
    def different(self) -> list[Value]:
        """The items, one that is there again once: in `[event] * 5000` it is the same object."""
        return list({id(item): item for item in self.items}.values())

    def each(self, function: Callable[[Value], R]) -> tuple[R, ...]:
        """Return what a function gives for each item, asked once about one that is there again."""
        given = {id(item): function(item) for item in self.different}
        return tuple(given[id(item)] for item in self.items)


Value: TypeAlias = Literal | Unknown | Text | OneOf | Mapping | Sequence


def is_none(value: object) -> TypeGuard[Literal]:
    """Whether a value certainly is None, null or undefined."""
    return isinstance(value, Literal) and value.value is None


def is_huge(value: object) -> bool:
    """Whether a number has more digits than Python is willing to write down: no constant to us."""
    return isinstance(value, int) and value.bit_length() > _MOST_BITS
