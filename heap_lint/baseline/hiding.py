"""Leaves out of a report what is accepted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

from heap_lint.baseline import file
from heap_lint.engine import Report
from heap_lint.findings import Accepted, Finding
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.rooted import Locations

Known = Callable[[Report], list[str | None]]
"""Tells of each finding of a report since when it is accepted, None where it is not."""


class Hiding:
    """Hides what is accepted from the reports of one run, in which files may be mended meanwhile.

    What is hidden at first is so in later rounds too: mending another fault of its line must not make
    it one that is to be mended.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._at_first: Counter[tuple[str, str, str]] | None = None

    def hide(self, report: Report) -> Report:
        """Return the report, with what is accepted moved out of its findings. Raises `ConfigError`."""
        since = self._known(report) if report.findings else []
        hidden = Counter(
            _key(finding)
            for finding, each in zip(report.findings, since, strict=True)
            if each is not None
        )
        left = (self._at_first or Counter()) - hidden
        if self._at_first is None:
            self._at_first = hidden
        kept: list[Finding] = []
        for finding, each in zip(report.findings, since, strict=True):
            if each is None and left[_key(finding)] > 0:
                left[_key(finding)] -= 1
                each = ""
            if each is None:
                kept.append(finding)
            else:
                report.accepted.append(Accepted(finding, each))
        report.findings = kept
        return report


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.span.path, finding.message


def either(*known: Known) -> Known:
    """Return what knows all that one of them does; the first that knows a finding tells since when."""

    def of(report: Report) -> list[str | None]:
        told = zip(*(each(report) for each in known), strict=True)
        return [next((since for since in each if since is not None), None) for each in told]

    return of


def by_baseline(note: Callable[[str], object]) -> Known:
    """Return what knows the baselines at the roots of repositories.

    `note` is called with the place of each before it is looked at.
    """
    locations = Locations()
    read: dict[str, dict[str, file.Entry]] = {}

    def known(report: Report) -> list[str | None]:
        roots = [locations.of(finding.span.path).root for finding in report.findings]
        for root in dict.fromkeys(roots):
            if root is not None and root not in read:
                note(file.place(root))
                read[root] = file.read(root)
        if report.depends_on is not None:
            report.depends_on.paths.update(os.path.relpath(file.place(root)) for root in read)
        if not any(read.values()):
            return [None] * len(roots)
        entries = (
            read[root].get(each) if root is not None else None
            for root, each in zip(roots, fingerprints(report), strict=True)
        )
        return [None if entry is None else entry.since for entry in entries]

    return known
