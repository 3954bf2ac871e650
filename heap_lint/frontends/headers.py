"""Files that give a site its headers (`_headers`, nginx, Apache, Caddy): only policies are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.csp import is_policy
from heap_lint.facts import ContentSecurityPolicy, Fact
from heap_lint.source import Source
from heap_lint.values import Literal, Text, Unknown, Value

_HEADER = regex.lazy(
    r"""^(?P<before>[^\n]*?)["']?Content-Security-Policy["']?[ \t]*(?::[ \t]*|[ \t])
    (?:"(?P<double>[^"]*)"|'(?P<single>(?:[^'\n]|'[\w-]+')*)'(?=\s|$)|(?P<bare>[^\n;][^\n]*))""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_VARIABLE = regex.lazy(r"\$\{?\w+\}?|%\{[^}]{0,200}\}\w?|\{[\w$.-]+\}|<[^>\n]{0,200}>")


def facts(source: Source) -> Iterator[Fact]:
    """Yield the policies that a file sends."""
    return policies_in(source, 0, len(source.text))


def policies_in(source: Source, start: int, end: int) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies that characters `start` to `end` of a file send."""
    for match in _HEADER.finditer(source.text, start, end):
        kind = match.lastgroup
        if kind is None or match["before"].lstrip().startswith("#"):
            continue
        if is_policy(match[kind]):
            policy = _policy(source, *match.span(kind))
            yield ContentSecurityPolicy(span=policy.span, policy=policy)


def _policy(source: Source, start: int, end: int) -> Value:
    """Return a policy; variables of the server are holes in it."""
    text, span = source.text[start:end].rstrip(), source.span(start, end)
    pieces: list[str | Value] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        hole = Unknown(source.span(start + match.start(), start + match.end()), expression=match[0])
        pieces += [text[at : match.start()], hole]
        at = match.end()
    if not pieces:
        return Literal(text, span, text)
    return Text((*pieces, text[at:]), span, text)
