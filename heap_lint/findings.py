"""What is wrong and where: the result of the checks, before anybody shows it."""

from __future__ import annotations

from msgspec import Struct

from heap_lint.core.changes import Proposal
from heap_lint.levels import Confidence as Confidence
from heap_lint.levels import Severity as Severity
from heap_lint.source import Span


class Related(Struct, frozen=True):
    """Another place that explains a finding."""

    span: Span
    message: str


class Hit(Struct, frozen=True):
    """What a check yields: where, what is wrong with which consequence, and the way out (`hint`).

    `severity` and `confidence` are given where one case of a rule differs from its page. What stands
    at the span of a `secret` is never shown. `broken`: the line does not parse, so that nobody can tell
    what in it is a value. `fix`: what would mend it, where anything is known to.
    """

    span: Span
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    secret: bool = False
    broken: bool = False
    fix: Proposal | None = None


class Finding(Struct, frozen=True):
    """A hit of a rule, with what the catalogue says of that rule."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    span: Span
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    secret: bool = False
    broken: bool = False
    fix: Proposal | None = None


class Accepted(Struct, frozen=True):
    """A finding that is known and accepted. `since`: the day on which it was, empty if unknown."""

    finding: Finding
    since: str
