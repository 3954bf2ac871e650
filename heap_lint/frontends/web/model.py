"""The tables of `models/web.toml`: what an access path means to Heap, a login or an identity."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from heap_lint.core.remembering import remembered
from heap_lint.models import load, origins
from heap_lint.values import Kind, Origin

_STEP = re.compile(r"(?=[.(\[])")
_MOST_STEPS = 12
HEAP = "@heap"
"""The path of the object that Heap's snippet makes."""


@cache
def tables() -> dict[str, Any]:
    """Return the tables as they stand in the file."""
    return load("web")


def client(path: str) -> dict[str, Any] | None:
    """Return the row of one of Heap's objects."""
    row: dict[str, Any] | None = tables()["clients"].get(path)
    return row


def method(owner: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Return the row of a method of one of Heap's objects."""
    row: dict[str, Any] | None = tables()["methods"][owner["methods"]].get(name)
    return row


def posting(path: str) -> dict[str, Any] | None:
    """Return the row of what posts to an address, or may."""
    return _posting().get(path)


@cache
def _posting() -> dict[str, dict[str, Any]]:
    return {path: row for row in tables()["requests"] for path in row["paths"]}


def later(path: str) -> dict[str, Any] | None:
    """Return the row of what makes a request that something else of it sends."""
    row: dict[str, Any] | None = tables()["later"].get(path)
    return row


def plugin(name: object) -> dict[str, Any] | None:
    """Return the row of a plugin that loads Heap."""
    row: dict[str, Any] | None = tables()["plugins"].get(name)
    return row


@cache
def web_methods() -> tuple[str, ...]:
    """Return the methods of `window.heap`, of both generations."""
    return tuple(tables()["methods"]["web"])


@remembered
def origin_of(path: str) -> Origin | None:
    """Return where a value of that access path comes from: the longest known prefix decides."""
    known = origins("web")
    steps = _STEP.split(path)[: _MOST_STEPS * 2]
    for end in range(len(steps), 0, -1):
        prefix = "".join(steps[:end])
        if prefix in known:
            return known[prefix]
    return None


@cache
def kinds() -> dict[str, Kind]:
    """Return what the values of some access paths certainly are."""
    return {path: Kind(kind) for kind, paths in tables()["kinds"].items() for path in paths}


@remembered
def is_one_of(name: str, key: str) -> bool:
    """Whether a name stands in the list `key` of the table of logins."""
    return name in tables()["login"][key]


@remembered
def handles_functions(name: str, how: str) -> bool:
    """Whether what has that name does so with a function that it is given."""
    return name in tables()["functions"][how]


@remembered
def is_of_contexts(name: str, key: str) -> bool:
    """Whether a name stands in the list `key` of the table of contexts."""
    return name in tables()["contexts"][key]


@cache
def credentials() -> re.Pattern[str]:
    """Return what the text of an argument looks like with which somebody logs in."""
    return re.compile(tables()["login"]["credentials"])
