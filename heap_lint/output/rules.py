"""The catalogue as a list: what there is to select."""

from __future__ import annotations

import json
from collections.abc import Collection

from heap_lint import catalogue


def render(codes: Collection[str] | None = None) -> str:
    """Return one rule a line, of these codes or all: code, name, severity, confidence, what it finds."""
    rules = _rules(codes)
    longest = max((len(rule.name) for rule in rules), default=0)
    return "".join(
        f"{rule.code}  {rule.name:<{longest}}  {rule.severity.name.lower():<7}  "
        f"{rule.confidence.name.lower():<6}  {rule.summary}\n"
        for rule in rules
    )


def render_json(codes: Collection[str] | None = None) -> str:
    """Return the rules, those of these codes or all, as a JSON document."""
    rules = [
        {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary,
            "severity": rule.severity.name.lower(),
            "confidence": rule.confidence.name.lower(),
            "since": rule.since,
            "fix": rule.fix,
        }
        for rule in _rules(codes)
    ]
    return json.dumps({"version": 1, "rules": rules}, indent=2) + "\n"


def _rules(codes: Collection[str] | None) -> list[catalogue.Rule]:
    return [rule for rule in catalogue.rules().values() if codes is None or rule.code in codes]
