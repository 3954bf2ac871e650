"""What `heap-lint baseline` does: the file is written, compared with what is found, or cleaned."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from heap_lint.baseline import file
from heap_lint.baseline.file import Entry
from heap_lint.engine import Report
from heap_lint.files.root import Root
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.rooted import Locations
from heap_lint.settings.nearest import Configs, SettingsByFile


class Compared(Struct):
    """A baseline beside what a run has found: what is in both, only found, or only in the file.

    `unjudged` are the entries that the run says nothing about: of other files, of rules that do not run.
    """

    root: str
    known: list[Entry]
    new: list[Entry]
    stale: list[Entry]
    unjudged: list[Entry]


class NoRootError(Exception):
    """A path for which there is no place to keep a baseline; the message is for people."""


def compare(report: Report, paths: list[str], configs: Configs) -> list[Compared]:
    """Return how the baselines of some paths compare with a report on them.

    Raises `NoRootError`, `ConfigError`.
    """
    locations = Locations()
    named: dict[str, list[str]] = {}
    for path in paths or ["."]:
        inner = os.path.join(path, "x") if os.path.isdir(path) else path
        root = locations.of(inner).root
        if root is None:
            raise NoRootError(f"{path}: is in no repository, nor below where we are")
        named.setdefault(root, []).append(os.path.relpath(os.path.realpath(path), root))
    found: dict[str, dict[str, Entry]] = {root: {} for root in named}
    today = date.today().isoformat()
    for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True):
        root, path = locations.of(finding.span.path)
        if root is not None:
            entry = Entry(fingerprint, finding.code, path, today)
            found.setdefault(root, {})[fingerprint] = entry
    settings = SettingsByFile(configs, Root.of(paths or ["."]))
    return [
        _compared(root, of_root, _Judging(root, named.get(root, ["."]), settings))
        for root, of_root in found.items()
    ]


class _Judging:
    """Which entries of a baseline a run can say anything about."""

    def __init__(self, root: str, named: Iterable[str], settings: SettingsByFile) -> None:
        self._root, self._settings = root, settings
        self._all = "." in (named := [each.replace(os.sep, "/") for each in named])
        self._named = named

    def __call__(self, entry: Entry) -> bool:
        is_named = self._all or any(
            entry.path == each or entry.path.startswith(f"{each}/") for each in self._named
        )
        inside = self._settings.root.inside(os.path.join(self._root, entry.path))
        return is_named and entry.code in self._settings.running_in(inside)


def _compared(root: str, found: dict[str, Entry], judges: Callable[[Entry], bool]) -> Compared:
    before = file.read(root)
    left = [entry for each, entry in before.items() if each not in found]
    stale = [entry for entry in left if judges(entry)]
    return Compared(
        root,
        known=[entry for each, entry in before.items() if each in found],
        new=[entry for each, entry in found.items() if each not in before],
        stale=stale,
        unjudged=[entry for entry in left if entry not in stale],
    )


def written(compared: Compared) -> str:
    """Write a baseline of all that is found; return what to say of it."""
    file.write(compared.root, [*compared.known, *compared.new, *compared.unjudged])
    shown = os.path.relpath(file.place(compared.root))
    return (
        f"{shown}: {len(compared.new)} new, {len(compared.known) + len(compared.unjudged)} kept,"
        f" {len(compared.stale)} dropped"
    )


def pruned(compared: Compared) -> str:
    """Drop what is no longer found; return what to say of it."""
    if compared.stale:
        file.write(compared.root, [*compared.known, *compared.unjudged])
    return f"{os.path.relpath(file.place(compared.root))}: {len(compared.stale)} dropped"


def stale(compared: Compared) -> list[str]:
    """Return a line for each entry that is no longer found."""
    shown = os.path.relpath(file.place(compared.root))
    return [
        f"{each.path}: {each.code} is not found any more, but stands in {shown} (since {each.since})"
        for each in compared.stale
    ]
