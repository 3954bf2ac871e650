"""Findings in one line each, as editors and `grep` take them."""

from __future__ import annotations

from heap_lint.engine import Report
from heap_lint.output import Places, sentence
from heap_lint.output.shown import plain


def render(report: Report) -> str:
    """Return one line a finding: place, rule, what is wrong and the way out."""
    places = Places(report.sources)
    lines = []
    for finding in report.findings:
        line, column = places.start(finding.span)
        where = f"{plain(finding.span.path)}:{line}:{column}"
        lines.append(f"{where}: {finding.code} {finding.name}: {plain(sentence(finding))}\n")
    return "".join(lines)
