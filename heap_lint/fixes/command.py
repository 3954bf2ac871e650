"""What `--fix` and `--diff` do: findings are mended, files written back, and the rest reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from heap_lint import reading
from heap_lint.core.changes import Safety
from heap_lint.engine import Report
from heap_lint.files.root import Root
from heap_lint.findings import Finding
from heap_lint.fixes.edits import Fix
from heap_lint.fixes.running import Outcome, mend
from heap_lint.fixes.writing import CannotWriteError, write
from heap_lint.settings.nearest import Configs, SettingsByFile

Check = Callable[[Mapping[str, bytes]], Report]
"""Checks all files, with these contents in place of theirs, by absolute path."""


class Wanted(Struct, frozen=True):
    """What is to be mended: safe fixes, or `unsafe` ones, too."""

    unsafe: bool = False

    def __call__(self, finding: Finding, fix: Fix) -> bool:
        """Whether a fix is wanted."""
        return self.unsafe or fix.safety is Safety.SAFE


class Done(Struct, frozen=True):
    """What has been mended: the report on what is left, and why files stayed as they were."""

    outcome: Outcome
    report: Report
    failures: tuple[str, ...] = ()


def mended(check: Check, wanted: Wanted, configs: Configs) -> Outcome:
    """Return what mending comes to; nothing is written."""
    return _mended(check, wanted, _Places(configs))


def _mended(check: Check, wanted: Wanted, places: _Places) -> Outcome:
    return mend(lambda texts: check(places.contents(texts)), wanted)


def applied(check: Check, wanted: Wanted, configs: Configs) -> Done:
    """Mend what is found, and write what has changed."""
    places = _Places(configs)
    outcome = _mended(check, wanted, places)
    failures = [f"{path}: {why}, so it is not mended" for path, why in places.unreadable.items()]
    for path, text in sorted(outcome.texts.items()):
        if path in places.unreadable:
            continue
        try:
            write(path, outcome.before[path], text, _limit(path, configs))
        except CannotWriteError as error:
            failures.append(f"{path}: {error}")
    report = check({}) if failures else outcome.report
    return Done(outcome, report, tuple(failures))


def _limit(path: str, configs: Configs) -> int:
    """Return how many bytes of a file may be read."""
    root = Root.of([path])
    return SettingsByFile(configs, root).of(root.inside(path)).max_file_size


class _Places:
    """Contents of files by where they are, as they have been read before."""

    def __init__(self, configs: Configs) -> None:
        self._configs = configs
        self._read: dict[str, bytes] = {}
        self.unreadable: dict[str, str] = {}
        """Files that can no longer be read, and why: a predicate."""

    def contents(self, texts: Mapping[str, str]) -> dict[str, bytes]:
        """Return texts as the bytes of their files, but of those that can no longer be read."""
        found: dict[str, bytes] = {}
        for path, text in texts.items():
            try:
                found[self._place(path)] = self._bytes(path, text)
            except reading.CannotReadError as error:
                self.unreadable[path] = error.reason
        return found

    def _place(self, path: str) -> str:
        root = Root.of([path])
        return root.place(root.inside(path))

    def _bytes(self, path: str, text: str) -> bytes:
        place = self._place(path)
        if place not in self._read:
            self._read[place] = reading.read_bytes(place, _limit(path, self._configs))
        return reading.encoded(path, text, self._read[place])
