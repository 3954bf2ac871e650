"""Texts of data files that stand for a value from elsewhere: `${OTHER}`, `{{ .Values.x }}`, `op://…`.

Nobody but the tool that fills them in knows what they become, so they are unknown, and the same for
all users of a deployment.
"""

from __future__ import annotations

import re

from heap_lint import regex
from heap_lint.source import Source
from heap_lint.values import Literal, OneOf, Origin, Unknown, Value

_REFERENCE = regex.lazy(
    r"""
      \$\{ | \$\( | \$\w          # shell, compose, GitHub Actions, Spring, Azure Pipelines
    | \{\{ | \{% | <% | \#\{      # Helm, Jinja, ERB, Octopus
    | %\(\w+\) | %\w+%            # ConfigParser, Windows
    | ^__\w+__$ | ^@[\w.-]+@$     # replaced tokens
    | ^(?:op|sm|vault|awssm|gcpsm|akv|ref\+\w+)://
    | ^(?:ssm|vault|secrets?|env|aws-ssm|encrypted|kms):
    | ^arn:aws | ^projects/[^/]+/secrets/ | ^@Microsoft\.KeyVault\( | ^ENC\[ | ^\{cipher\}
    | ^(?:env|secrets?|vars|process\.env)\.\w
    """,
    re.VERBOSE,
)
_WITH_DEFAULT = regex.lazy(
    r"""
      \$\{\w+:[^,${}]+,\s*(?!\s)["']?(?P<serverless>[^,${}"']*)["']?\}
    | \$\{[\w.]+(?::-|:=|-|=|:(?![-+?=]))(?P<shell>[^${}]*)\}
    | \$?\{\{[^{}|]+\|\|\s*(?!\s)["']?(?P<either>[^{}"'|\s]*)["']?\s*\}\}  # GitHub, RudderStack
    | \{\{-?[^{}|]+\|\s*default[\s(]+(?![\s(])["']?(?P<filter>[^{}"'|)\s]*)["')\s]*(?:\|[^{}]*)?\}\}
    | \{\{-?\s*default\s+(?!\s)["']?(?P<function>[^{}"'|)\s]*)["']?\s[^{}]*\}\}         # Helm
    | <%=\s*ENV\[[^\]]+\]\s*\|\|\s*["'](?P<either_ruby>[^"']*)["']\s*-?%>
    | <%=\s*ENV\.fetch\(?\s*["']\w+["']\s*(?:,\s*|(?:\)\s*)?\{\s*)["'](?P<ruby>[^"']*)["'][\s)}]*-?%>
    """,
    re.VERBOSE,
)


def resolved(source: Source, value: Value) -> Value:
    """Return `value`; in place of a text that refers to another value, what is known of that.

    `${NAME:-default}`, `{{ name | default "..." }}` and their like give either the unknown value or
    the default.
    """
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return value
    if not _REFERENCE.search(value.value):
        return value
    unknown = Unknown(value.span, Origin.DEPLOYMENT, value.value, value.defined)
    match = _WITH_DEFAULT.fullmatch(value.value)
    kind = match.lastgroup if match is not None else None
    if match is None or kind is None:
        return unknown
    default = part_of(source, value, *match.span(kind))
    return OneOf((unknown, default), value.span, value.defined)


def part_of(source: Source, text: Literal, start: int, end: int) -> Literal:
    """Return characters `start` to `end` of a text as a value of its own.

    It stands where these characters do, or where the whole text does if its source has escapes.
    """
    whole = str(text.value)
    part = whole[start:end]
    at = source.slice(text.span).find(whole)
    if at < 0:
        return Literal(part, text.span, part, text.defined)
    first = text.span.start + at + start
    return Literal(part, source.span(first, first + len(part)), part, text.defined)
