"""What is wrong and where: the result of the checks, before anybody shows it."""

from __future__ import annotations

from dataclasses import dataclass

from heap_lint.levels import Confidence as Confidence
from heap_lint.levels import Severity as Severity
from heap_lint.source import Span


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check yields: where, what is wrong with which consequence, and the way out (`hint`).

    `severity` and `confidence` are given where one case of a rule differs from its page. What stands
    at the span of a `secret` is never shown.
    """

    span: Span
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
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
