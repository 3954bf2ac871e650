"""What a report does not show since it is accepted: how much that is, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from heap_lint.baseline.file import NAME
from heap_lint.engine import Report
from heap_lint.levels import Severity


def told(report: Report) -> Iterator[str]:
    """Yield how much is hidden: by severity, and since when."""
    if not report.accepted:
        return
    counts = by_severity(report)
    listed = ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}"
        for name, count in counts.items()
        if count
    )
    since = oldest(report)
    when = f"; the oldest since {since}" if since else ""
    number = len(report.accepted)
    what = f"{number} finding is" if number == 1 else f"{number} findings are"
    where = f"stand in {NAME}" if since else "were there before"
    yield f"{what} not shown, since they {where} ({listed}{when})"


def by_severity(report: Report) -> dict[str, int]:
    """Return how many findings of each severity are hidden, the worst first."""
    found = Counter(each.finding.severity for each in report.accepted)
    return {each.name.lower(): found[each] for each in sorted(Severity, reverse=True)}


def oldest(report: Report) -> str | None:
    """Return since when the oldest of what is hidden is accepted."""
    return min((each.since for each in report.accepted if each.since), default=None)
