"""Content Security Policies: from what a file writes to directives, and what these allow.

A policy is text (`script-src 'self' https://a.b; img-src *`), a list of such directives, or a mapping
of their names to sources. Where a hole may add directives or sources, absence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.enclosed import Marks
from heap_lint.source import Span
from heap_lint.values import Literal, Mapping, Sequence, Text, Value

DIRECTIVES = frozenset(
    f"{name}-src"
    for name in (
        *("default", "script", "style", "img", "connect", "font", "media", "object", "frame"),
        *("child", "worker", "manifest", "prefetch", "fenced-frame"),
    )
) | {
    *("script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "base-uri"),
    *("form-action", "frame-ancestors", "navigate-to", "report-uri", "report-to", "sandbox"),
    *("upgrade-insecure-requests", "block-all-mixed-content", "require-sri-for", "plugin-types"),
    *("require-trusted-types-for", "trusted-types", "referrer", "reflected-xss"),
}
_FALLBACKS = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "img-src": ("img-src", "default-src"),
}
_HOLE = "\0"
_FILLED_IN = Marks({"{{": "}}", "${": "}", "<%": "%>", "{%": "%}"})
_WORD = regex.lazy(r"[^\s;,]+")
_SOURCE = regex.lazy(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[\w.-]+)(?::(?P<port>\d+|\*))?(?:/\S*)?",
    re.IGNORECASE,
)
_DIRECTIVE = regex.lazy(r"(?:^|[\s;\"'`])(?:default|script|connect|img|style|font)-src(?:-elem)?\s")


class Part(NamedTuple):
    """A word of a policy, and where it stands."""

    text: str
    span: Span
    alone: bool = False
    """Whether it is an item of a list of sources."""


class Directive(NamedTuple):
    """A directive; not `complete` where it may have more sources."""

    name: Part
    sources: tuple[Part, ...]
    complete: bool

    def hosts(self) -> Iterator[tuple[Part, str]]:
        """Yield each source that names a host, with that host."""
        for source in self.sources:
            match = _SOURCE.fullmatch(source.text)
            if match is not None and "." in match["host"]:
                yield source, match["host"].lower()


class Policy(NamedTuple):
    """The directives of a policy, the first of each name; not `complete` where there may be more."""

    directives: dict[str, Directive]
    complete: bool

    def hosts(self) -> Iterator[tuple[Part, str]]:
        """Yield each source that names a host, with that host."""
        for directive in self.directives.values():
            yield from directive.hosts()

    def blocking(self, kind: str, host: str) -> Directive | None:
        """Return the directive that forbids `https://host` for a kind of request, None if none does."""
        for name in _FALLBACKS[kind]:
            directive = self.directives.get(name)
            if directive is not None:
                return None if _allows(directive, host) else directive
            if not self.complete:
                return None
        return None


def is_policy(text: str) -> bool:
    """Whether a text has the look of a policy."""
    return _DIRECTIVE.search(text) is not None


def policies(value: Value) -> list[Policy]:
    """Return the policies that a value writes down: a comma begins another one."""
    if isinstance(value, Mapping):
        return [_of_mapping(value)]
    if isinstance(value, Sequence):
        groups = [list(_words(item)) for item in value.items]
        known = [group for group in groups if group]
        return [_policy(known, complete=value.complete and len(known) == len(groups))]
    if not isinstance(value, Literal | Text):
        return []
    found: list[list[list[Part]]] = [[[]]]
    for part in _words(value):
        if part.text == ",":
            found.append([[]])
        elif part.text == ";":
            found[-1].append([])
        else:
            found[-1][-1].append(part)
    return [_policy([group for group in groups if group], complete=True) for groups in found]


def sources_in(value: Value) -> int:
    """Return about how many sources a value has if it is a policy."""
    directives = [entry.value for entry in value.entries] if isinstance(value, Mapping) else [value]
    lists = (each.items if isinstance(each, Sequence) else (each,) for each in directives)
    return sum(_words_in(item) for items in lists for item in items)


def _words_in(value: Value) -> int:
    pieces = value.parts if isinstance(value, Text) else ()
    text = (
        value.value
        if isinstance(value, Literal)
        else "".join(p for p in pieces if isinstance(p, str))
    )
    return 1 + text.count(" ") if isinstance(text, str) else 1


def _of_mapping(value: Mapping) -> Policy:
    groups: list[list[Part]] = []
    complete = value.complete
    for entry in value.entries:
        if entry.name is None:
            complete = False
            continue
        name = (
            re.sub(r"(?<=[a-z])[A-Z]", lambda m: f"-{m[0]}", entry.name).replace("_", "-").lower()
        )
        given = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        whole = not isinstance(entry.value, Sequence) or entry.value.complete
        is_list = isinstance(entry.value, Sequence)
        words = [
            part._replace(alone=is_list)
            for item in given
            for part in _words(item)
            if part.text not in (";", ",")
        ]
        unknown = [] if whole else [Part(_HOLE, entry.value.span)]
        groups.append([Part(name, entry.key.span), *words, *unknown])
    return _policy(groups, complete=complete)


def _policy(groups: list[list[Part]], *, complete: bool) -> Policy:
    directives: dict[str, Directive] = {}
    for name, *sources in groups:
        if _HOLE in name.text:
            complete = False
            continue
        known = tuple(source for source in sources if _HOLE not in source.text)
        is_whole = len(known) == len(sources)
        lower = name.text.lower().rstrip(":")
        directives.setdefault(lower, Directive(name._replace(text=lower), known, is_whole))
    return Policy(directives, complete)


def _words(value: Value) -> Iterator[Part]:
    """Yield the words, semicolons and commas of a text; a word with a hole in it is not known."""
    if isinstance(value, Literal):
        text = _FILLED_IN.replaced(value.value, _HOLE) if isinstance(value.value, str) else _HOLE
    elif isinstance(value, Text):
        text = "".join(part if isinstance(part, str) else _HOLE for part in value.parts)
    else:
        text = _HOLE
    source = value.source if isinstance(value, Literal | Text) else ""
    at = 0
    for match in re.finditer(rf"{_WORD.pattern}|[;,]", text):
        found = source.find(match[0], at)
        span = value.span
        if found >= 0:
            at = found + len(match[0])
            span = Span(span.path, span.start + found, span.start + at)
        yield Part(match[0], span)


def _allows(directive: Directive, host: str) -> bool:
    """Whether a directive lets a browser ask a host over https, or may do so."""
    if not directive.complete:
        return True
    words = [source.text.lower() for source in directive.sources]
    if "'strict-dynamic'" in words:
        return True  # hosts do not count then
    return any(_fits(word, host) for word in words)


def _fits(word: str, host: str) -> bool:
    if word in ("*", "https:", "http:"):
        return True
    match = _SOURCE.fullmatch(word)
    if match is None or match["scheme"] not in (None, "https", "http"):
        return False
    if match["port"] not in (None, "443", "*"):
        return False
    named = match["host"]
    return host == named or (named.startswith("*.") and host.endswith(named[1:])) or named == "*"
