"""How often each rule is found: the most frequent first."""

from __future__ import annotations

from collections import Counter

from heap_lint import catalogue
from heap_lint.engine import Report


def render(report: Report) -> str:
    """Return one rule a line: how many findings, in how many files, the rule."""
    findings = Counter(finding.code for finding in report.findings)
    files = Counter(code for code, _ in {(each.code, each.span.path) for each in report.findings})
    widest = max((len(str(count)) for count in findings.values()), default=0)
    ordered = sorted(findings.items(), key=lambda each: (-each[1], each[0]))
    return "".join(
        f"{count:>{widest}}  {code} {catalogue.rules()[code].name}"
        f" ({files[code]} {'file' if files[code] == 1 else 'files'})\n"
        for code, count in ordered
    )
