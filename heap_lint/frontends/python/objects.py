"""What a program holds that is no data: clients, ranges, functions with some arguments, permissions."""

from __future__ import annotations

from heap_lint.values import Literal, OneOf, Text, Unknown, Value


class Based(Unknown, frozen=True):
    """An HTTP client, or a method of one, whose URLs begin with `base`."""

    base: Literal | Unknown | OneOf | Text | None = None


class Range(Unknown, frozen=True):
    """Numbers in a row, `count` of them; None: it is not known how many."""

    count: int | None = None


class Prefilled(Unknown, frozen=True):
    """A function, by its path, of which `functools.partial` has given some arguments."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()


class Made(Unknown, frozen=True):
    """What a call gives that is judged by what it was given: a permission, a dependency."""

    arguments: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()

    def keyword(self, name: str) -> Value | None:
        """Return the argument of that name."""
        return dict(self.keywords).get(name)
