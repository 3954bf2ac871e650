"""The tables of `models/python.toml`: what an access path means to Heap, a login or an identity."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from heap_lint import regex
from heap_lint.forwarders import FORWARDERS
from heap_lint.models import load

_SESSION_CLEARED = regex.lazy(r"session\s*\.\s*(?:flush|clear|pop)\s*\(|\bdel\s[\w.]*session\[")
SETTING = "heap_"
"""What names of settings begin with, in lower case."""


@cache
def tables() -> dict[str, Any]:
    """Return the tables as they stand in the file."""
    return load("python")


@cache
def http_calls() -> dict[str, tuple[str, ...]]:
    """Return the parameters, in order, of each call that can post."""
    return {call: tuple(row["parameters"]) for row in tables()["http"] for call in row["calls"]}


@cache
def _paths(section: str, key: str) -> frozenset[str]:
    return frozenset(tables()[section][key])


def is_one_of(path: str, section: str, key: str) -> bool:
    """Whether the path stands in the list `key` of the table `section`."""
    return path in _paths(section, key)


def base_parameter(path: str) -> tuple[str, str] | None:
    """Return the parameter that takes the beginning of all URLs, for an HTTP client that has one.

    With it comes what stands before that.
    """
    scheme, slashes, parameter = tables()["base_urls"].get(path, "").rpartition("://")
    return (parameter, scheme + slashes) if parameter else None


def is_client(path: str) -> bool:
    """Whether the path is the class of a Heap client, or of one that can post or pass calls on."""
    known = path in tables()["clients"] or f"{path}().post" in http_calls()
    return known or f"{path}()" in _owners(frozenset(FORWARDERS))


@cache
def _owners(forwarders: frozenset[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return by path what has methods that those tools pass on to Heap: the tool, and the methods."""
    return {
        owner: (tool, row["methods"])
        for row in tables()["forwarders"]
        for tool, owners in row["owners"].items()
        for owner in owners
        if tool in forwarders
    }


def forwarded(path: str, forwarders: frozenset[str]) -> tuple[str, dict[str, Any]] | None:
    """Return the tool that passes a call of that path on to Heap, and its row; None for no such call."""
    owner, _, name = path.rpartition(".")
    tool, methods = _owners(forwarders).get(owner, ("", {}))
    return (tool, methods[name]) if name in methods else None


def leads_to_heap(path: str, forwarders: frozenset[str]) -> bool:
    """Whether methods of what stands at a path, a module or an instance, say something to Heap."""
    return path.endswith("()") and path[:-2] in tables()["clients"] or path in _owners(forwarders)


@cache
def forwarding_classes(forwarders: frozenset[str]) -> frozenset[str]:
    """Return the names of the classes whose instances those tools offer."""
    made = (path for path in _owners(forwarders) if path.endswith("()"))
    return frozenset(path[:-2].rpartition(".")[2] for path in made)


def only_reads(path: str) -> bool:
    """Whether a call only looks at what it is given, or sends it, and changes nothing of it."""
    owner, _, name = path.rpartition(".")
    if owner.endswith("()"):
        return path in http_calls() or is_method(owner[:-2], name)
    around = ("decorators_of", "actions")
    return path in http_calls() or any(is_one_of(path, "login", key) for key in around)


def is_method(client: str, name: str) -> bool:
    """Whether a class, given as its path, is a Heap client with that method."""
    return client in tables()["clients"] and name in tables()["clients"][client]["methods"]


@cache
def call_names() -> frozenset[str]:
    """Return the names of calls that can say something to Heap, in lower case."""
    clients = tables()["clients"]
    names = {path.rpartition(".")[2] for path in (*http_calls(), *clients)}
    names.update(method for row in clients.values() for method in row["methods"])
    return frozenset(name.lower() for name in names)


def may_call_heap(name: str) -> bool:
    """Whether a call, or a setting, of that name may be Heap's, in any case."""
    name = name.lower()
    return name in call_names() or name.startswith(SETTING)


@cache
def logout_names() -> frozenset[str]:
    """Return the names of the functions and views that log somebody out."""
    table = tables()["logout"]
    return frozenset(path.rpartition(".")[2] for path in (*table["calls"], *table["views"]))


def may_log_out(text: str) -> bool:
    """Whether a file may log somebody out, by its text: it has what a logout looks like, and whose."""
    by_name = any(owner in text and name in text for owner, name in _owners_of_logouts())
    return by_name or any(sessions_cleared(text))


def sessions_cleared(text: str) -> Iterator[int]:
    """Yield where a session seems to forget something, which may be its visitor."""
    if "session" in text:
        yield from (match.start() for match in _SESSION_CLEARED.finditer(text))


@cache
def _owners_of_logouts() -> frozenset[tuple[str, str]]:
    """Return the packages that log somebody out, each with the name of what does it there."""
    table = tables()["logout"]
    paths = (*table["calls"], *table["views"])
    return frozenset((path.partition(".")[0], path.rpartition(".")[2]) for path in paths)
