"""The catalogue as a list: what there is to select."""

from __future__ import annotations

import json

from heap_lint import catalogue


def render() -> str:
    """Return one rule a line: code, name, severity, confidence, what it finds."""
    rules = catalogue.rules().values()
    longest = max((len(rule.name) for rule in rules), default=0)
    return "".join(
        f"{rule.code}  {rule.name:<{longest}}  {rule.severity.name.lower():<7}  "
        f"{rule.confidence.name.lower():<6}  {rule.summary}\n"
        for rule in rules
    )


def render_json() -> str:
    """Return the rules as a JSON document."""
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
        for rule in catalogue.rules().values()
    ]
    return json.dumps({"version": 1, "rules": rules}, indent=2) + "\n"
