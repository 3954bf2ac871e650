"""Rounds of fixes: what does not overlap is mended, all is checked again, until nothing changes.

Nothing is written here. A fix counts only if the check afterwards no longer finds what it mends, and
still understands the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from heap_lint.engine import Report
from heap_lint.findings import Finding
from heap_lint.fixes.edits import CannotFixError, Edit, Fix, Occupied, Shift, applied
from heap_lint.fixes.making import Maker
from heap_lint.source import Source

MOST_ROUNDS = 10
"""Rounds after which what is left stays: a fix may uncover another finding, not one after the other."""
_MOST_FAILURES = 50
"""Rounds that are tried once more without a fix that did no good."""
_UNREADABLE = "HL901"

Check = Callable[[Mapping[str, str]], Report]
"""Checks all files, with these texts in place of those that they have."""


class Mended(Struct, frozen=True):
    """A finding, and the fix that was made of it."""

    finding: Finding
    fix: Fix


class Refused(Struct, frozen=True):
    """A finding that is not mended, and why: a predicate of nothing, for people."""

    finding: Finding
    why: str


class Outcome(Struct):
    """What rounds of fixes have come to: texts by path, and the report over them."""

    report: Report
    before: dict[str, Source] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    mended: list[Mended] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unwanted: list[Finding] = field(default_factory=list)
    """Findings whose fix is possible, and of a kind that nobody has asked for."""


class _Rounds:
    """The state between rounds."""

    def __init__(self, check: Check, is_wanted: Callable[[Finding, Fix], bool]) -> None:
        self._check = check
        self._is_wanted = is_wanted
        self.outcome = Outcome(check({}))
        self._useless: dict[tuple[str, str, int], str] = {}
        """What was tried in vain, by rule and place, and why it was."""
        self._one_by_one: set[str] = set()
        """Files that did not parse after several fixes, of which one may be to blame."""

    def run(self) -> Outcome:
        """Mend until nothing changes."""
        rounds = failures = 0
        while rounds < MOST_ROUNDS and failures < _MOST_FAILURES:
            chosen = self._chosen()
            if not chosen:
                break
            if self._apply(chosen):
                rounds += 1
            else:
                failures += 1
        self._say_refused()
        return self.outcome

    def _chosen(self) -> list[Mended]:
        """Return the fixes of one round: the first of those that get into each other."""
        occupied = Occupied()
        touched: set[str] = set()
        chosen: list[Mended] = []
        for each in self._possible():
            if each.fix.paths & touched & self._one_by_one or not occupied.take(each.fix):
                continue
            touched |= each.fix.paths
            chosen.append(each)
        return chosen

    def _possible(self) -> list[Mended]:
        return [
            Mended(finding, fix)
            for finding, fix, _ in self._judged()
            if fix is not None and self._is_wanted(finding, fix)
        ]

    def _judged(self) -> Iterator[tuple[Finding, Fix | None, str]]:
        """Yield the findings that have a fix in general, with that here, or why there is none."""
        maker = Maker(self.outcome.report.sources)
        for finding in self.outcome.report.findings:
            if finding.fix is None:
                continue
            why = self._useless.get(_place(finding))
            try:
                yield finding, None if why else maker.fix(finding.fix), why or ""
            except CannotFixError as error:
                yield finding, None, str(error)

    def _apply(self, chosen: list[Mended]) -> bool:
        """Apply fixes, and keep them if all of them help; else the ones that do not are left out."""
        sources = self.outcome.report.sources
        edits: defaultdict[str, list[Edit]] = defaultdict(list)
        for each in chosen:
            for edit in each.fix.edits:
                edits[edit.span.path].append(edit)
        texts = {path: applied(sources[path].text, some) for path, some in edits.items()}
        report = self._check({**self.outcome.texts, **texts})
        shifts = {path: Shift(some) for path, some in edits.items()}
        broken = _unreadable(report) - _unreadable(self.outcome.report)
        of_several = {path for path in broken & texts.keys() if _is_of_several(path, chosen)}
        if of_several:
            self._one_by_one |= of_several
            return False
        useless = _useless(chosen, shifts, self.outcome.report, report)
        if useless:
            self._useless.update((_place(each.finding), why) for each, why in useless)
            return False
        self._useless = {_moved(place, shifts): why for place, why in self._useless.items()}
        for path in texts:
            self.outcome.before.setdefault(path, sources[path])
        self.outcome.texts.update(texts)
        self.outcome.mended += chosen
        self.outcome.report = report
        return True

    def _say_refused(self) -> None:
        """Note what is left that has a fix in general, and why it has none here."""
        for finding, fix, why in self._judged():
            if fix is not None and not self._is_wanted(finding, fix):
                self.outcome.unwanted.append(finding)
            else:
                self.outcome.refused.append(Refused(finding, why or "too many rounds"))


def mend(check: Check, is_wanted: Callable[[Finding, Fix], bool]) -> Outcome:
    """Mend what is wanted of all findings, as far as checks say afterwards that it helped."""
    return _Rounds(check, is_wanted).run()


def _place(finding: Finding) -> tuple[str, str, int]:
    return finding.code, finding.span.path, finding.span.start


def _moved(place: tuple[str, str, int], shifts: Mapping[str, Shift]) -> tuple[str, str, int]:
    """Return where a place is after edits."""
    code, path, start = place
    return code, path, shifts[path].moved(start) if path in shifts else start


def _places(finding: Finding, shifts: Mapping[str, Shift]) -> Iterator[tuple[str, str, int]]:
    """Yield where a finding may be after edits, if it is there still."""
    code, path, start = _place(finding)
    for at in shifts[path].places(start) if path in shifts else (start,):
        yield code, path, at


def _is_of_several(path: str, chosen: list[Mended]) -> bool:
    """Whether more than one fix changes a file."""
    return len([each for each in chosen if path in each.fix.paths][:2]) > 1


def _useless(
    chosen: list[Mended], shifts: Mapping[str, Shift], before: Report, after: Report
) -> list[tuple[Mended, str]]:
    """Return the fixes of a round that did no good, and why."""
    broken = _unreadable(after) - _unreadable(before)
    left = {(*_place(finding), finding.message) for finding in after.findings}
    found: list[tuple[Mended, str]] = []
    for each in chosen:
        if each.fix.paths & broken:
            found.append((each, "the file could not be parsed afterwards"))
        elif any((*at, each.finding.message) in left for at in _places(each.finding, shifts)):
            found.append((each, "what is wrong would still be found"))
    return found


def _unreadable(report: Report) -> set[str]:
    """Return the files that are not understood, wholly or in part."""
    found = {each.span.path for each in report.findings if each.code == _UNREADABLE}
    return found | {
        each.path
        for each in report.incomplete
        if each.path is not None and each.kind in ("not-parsed", "partly-parsed")
    }
