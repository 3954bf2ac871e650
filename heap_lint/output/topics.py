"""What rules are about, in the words by which code hosts sort what is found."""

from __future__ import annotations

from heap_lint.catalogue import Rule
from heap_lint.levels import Severity

_FAMILIES: dict[str, tuple[str, ...]] = {
    "HL1": ("security",),
    "HL2": ("correctness",),
    "HL3": ("correctness",),
    "HL4": ("correctness",),
    "HL5": ("correctness",),
    "HL9": ("maintainability",),
}
_OTHERWISE: dict[str, tuple[str, ...]] = {
    "HL101": ("security", "privacy"),
    "HL102": ("security", "privacy"),
    "HL105": ("correctness",),
    "HL106": ("correctness",),
    "HL107": ("correctness",),
    "HL110": ("maintainability",),
    "HL111": ("correctness",),
    "HL112": ("correctness",),
    "HL113": ("security", "privacy"),
    "HL114": ("correctness",),
    "HL207": ("privacy",),
    "HL308": ("security", "privacy"),
    "HL314": ("correctness", "privacy"),
    "HL315": ("security",),
    "HL403": ("correctness", "privacy"),
    "HL505": ("security",),
}
"""The rules that are about something else than most of their family."""
_SCORES = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
"""As CVSS counts: high, medium and low."""


def tags(rule: Rule) -> list[str]:
    """Return what a rule is about."""
    return list(_OTHERWISE.get(rule.code) or _FAMILIES[rule.code[:3]])


def security_severity(rule: Rule) -> str | None:
    """Return how bad what a rule finds is for security, None where it is not about that."""
    return _SCORES[rule.severity] if "security" in tags(rule) else None
