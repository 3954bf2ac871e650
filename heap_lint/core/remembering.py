"""Answers that are kept for when they are asked for again, within a bound: editors and flake8 live long.

What a stranger's file can ask for has no end, so a function of texts is `remembered`. A plain
`functools.cache` is for what has no parameter, or only such as the package itself names.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

MOST_REMEMBERED = 500_000
"""Characters of the questions whose answers one function keeps; what it then knows is forgotten."""
_OF_ANY = 100
"""Characters that a question counts for besides its own: short ones take room too."""

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that keeps what it has answered, until the questions are too many or too long.

    Then all is forgotten at once: the newest answer is always kept, however long its question is, so
    that what is asked for each part of one text is worked out once.
    """
    characters = 0

    @wraps(function)
    def answer(*given: P.args, **named: P.kwargs) -> R:
        nonlocal characters
        found = function(*given, **named)
        weight = _weight(given)
        characters += weight
        if characters > MOST_REMEMBERED:
            kept.cache_clear()
            characters = weight
        return found

    kept = lru_cache(maxsize=None)(answer)
    return cast("Callable[P, R]", kept)


def _weight(given: object) -> int:
    inner = sum(map(_weight, given)) if isinstance(given, tuple) else 0
    return _OF_ANY + (len(given) if isinstance(given, str) else inner)


def remembered_while_it_lives(function: Callable[[T], R]) -> Callable[[T], R]:
    """Return a function that keeps what it has answered about an object as long as that is in use."""
    kept: WeakKeyDictionary[T, R] = WeakKeyDictionary()

    @wraps(function)
    def answer(about: T) -> R:
        if about not in kept:
            kept[about] = function(about)
        return kept[about]

    return answer
