"""What would mend a finding, in no language's words: checks propose it, `heap_lint.fixes` writes it."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from heap_lint.source import Span

Constant: TypeAlias = "str | int | float | bool | None"


class Safety(str, Enum):
    """Whether a fix keeps what the program means, but for the fault."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    """Something else may change; the rule's page says what."""


class SetTo(Struct, frozen=True, tag=True):
    """The value at `span` becomes a constant."""

    span: Span
    constant: Constant


class Rewrite(Struct, frozen=True, tag=True):
    """The first `old` in the text at `span` becomes `new`."""

    span: Span
    old: str
    new: str


class Rename(Struct, frozen=True, tag=True):
    """The key at `span` that is written `old` is called `new`; what it has stays the same."""

    span: Span
    old: str
    new: str


class AddEntry(Struct, frozen=True, tag=True):
    """The mapping at `span` gets one more entry; at the name of a call, what it is given last gets it.

    A call that has no such mapping yet is given one.
    """

    span: Span
    name: str
    constant: Constant


class AddItem(Struct, frozen=True, tag=True):
    """The list gets one more item, a text, beside that at `span`."""

    span: Span
    text: str


class RemoveEntry(Struct, frozen=True, tag=True):
    """The entry whose key, or whose value, stands at `span` leaves its mapping, or its call."""

    span: Span


class RemoveFallback(Struct, frozen=True, tag=True):
    """What is taken at `span` where another value is missing goes, so that it is missing then."""

    span: Span


Change: TypeAlias = SetTo | Rewrite | Rename | AddItem | AddEntry | RemoveEntry | RemoveFallback


class Proposal(Struct, frozen=True):
    """Changes that mend a finding together, all of them or none; `title` says to people what they do."""

    title: str
    safety: Safety
    changes: tuple[Change, ...]

    @classmethod
    def safe(cls, title: str, *changes: Change) -> Proposal:
        """Return one that keeps what the program means."""
        return cls(title, Safety.SAFE, changes)

    @classmethod
    def unsafe(cls, title: str, *changes: Change) -> Proposal:
        """Return one after which something else may change."""
        return cls(title, Safety.UNSAFE, changes)

    @classmethod
    def renamed(cls, key: Span, old: str, new: str) -> Proposal:
        """Return one that gives a key another name: what it gives then has an effect."""
        return cls.unsafe(f"write `{new}`", Rename(key, old, new))
