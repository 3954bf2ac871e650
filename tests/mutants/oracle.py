"""Whether an example notices: its facts are read once, and judged anew by the mutated checks."""

from __future__ import annotations

import ast
import importlib
import linecache
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from heap_lint import checks, engine, ignores, judgement
from heap_lint.facts import Fact
from heap_lint.masking import Masking
from heap_lint.selection import Layer
from heap_lint.settings.nearest import SettingsByFile
from tests import pages

from .mutation import CHECKS, TICK, Mutant, modules, source

_PACKAGE = "heap_lint.checks"
_OF_COMMENTS = "malformed_ignores"
"""The module that reads comments instead of facts, which the reading of ignores uses."""
_MOST_TICKS = 200_000
"""Turns of loops and calls while one example is judged; the largest takes some thousands."""


class TooManyTicksError(BaseException):
    """A mutant that would not end."""


@dataclass
class Read:
    """An example, and all that its judgement needs."""

    example: pages.Example
    facts: list[Fact]
    settings: SettingsByFile
    report: engine.Report
    own: bool = False
    """Whether findings on ignore comments count; where only some rules run, they differ."""


def pages_and_cases() -> list[Path]:
    """Return what has examples."""
    root = CHECKS.parent.parent
    return [*sorted((root / "rules").glob("HL*.md")), *sorted((root / "tests/cases").glob("*.md"))]


@cache
def read_examples() -> list[Read]:
    """Return all examples of the pages and cases, read and found as marked."""
    found: list[Read] = []
    for example in (e for path in pages_and_cases() for e in pages.examples(path)):
        kept: list[tuple[list[Fact], SettingsByFile, engine.Report]] = []
        with _working_in_a_new_directory() as directory, _judgements(kept):
            wrong = pages.faults(example, directory)
        if wrong:
            raise ValueError(f"{example} is not found as marked: {wrong}")
        found += [Read(example, *each) for each in kept]
    return found


@contextmanager
def _judgements(kept: list[tuple[list[Fact], SettingsByFile, engine.Report]]) -> Iterator[None]:
    judge = engine._judge

    def judged(
        facts: list[Fact], settings: SettingsByFile, report: engine.Report, *, noqa: bool
    ) -> None:
        kept.append((list(facts), settings, report))
        judge(facts, settings, report, noqa=noqa)

    engine._judge = judged
    try:
        yield
    finally:
        engine._judge = judge


@contextmanager
def _working_in_a_new_directory() -> Iterator[Path]:
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        try:
            yield Path(directory)
        finally:
            os.chdir(before)


@cache
def _dependents(module: str) -> frozenset[str]:
    """Return the modules of the checks that a change of one may change, itself among them."""
    found = {module}
    while True:
        more = {m for m in modules() if m != "__init__" and _imports(m) & found} - found
        if not more:
            return frozenset(found)
        found |= more


@cache
def _imports(module: str) -> frozenset[str]:
    tree = ast.parse(source(module))
    named = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return frozenset(
        name[len(_PACKAGE) + 1 :] for name in named if name and name.startswith(_PACKAGE)
    )


@cache
def codes_of(module: str) -> frozenset[str]:
    """Return the rules that a change of a module may change."""
    if module == "__init__":
        return frozenset(each.code for each in checks.registered())
    names = {f"{_PACKAGE}.{name}" for name in _dependents(module)}
    return frozenset(c.code for c in checks.registered() if c.function.__module__ in names)


def killer(mutant: Mutant) -> str | None:
    """Return the example that notices a mutant, with what is wrong there; None: it survives."""
    examples = _examples_for(mutant.module)
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks > _MOST_TICKS:
            raise TooManyTicksError

    try:
        with _mutated(mutant, tick):
            for example in examples:
                ticks = 0
                wrong = _wrong(example)
                if wrong:
                    return f"{example.example}: {wrong}"
    except TooManyTicksError:
        return "does not end"
    except Exception as error:  # a module that cannot be imported, or what runs outside a check
        return f"{type(error).__name__}: {error}"
    return None


@cache
def _examples_for(module: str) -> list[Read]:
    """Return the examples whose facts the module's rules read, those of its own findings first."""
    if module == _OF_COMMENTS:
        return [replace(each, own=True) for each in read_examples() if _has_comments(each)]
    codes = codes_of(module)
    reads = tuple({each.reads for each in checks.registered() if each.code in codes})

    def narrowed(each: Read) -> Read:
        blocks = [
            replace(block, markers=tuple(m for m in block.markers if m.code in codes))
            for block in each.example.blocks
        ]
        settings = SettingsByFile(each.settings.configs, each.settings.root)
        for folder, known in each.settings._known.items():
            layers = tuple(layer._replace(select=None) for layer in known.layers)
            chosen = (Layer(select=tuple(sorted(codes))), *layers)
            settings._known[folder] = known._replace(layers=chosen)
        return replace(each, example=replace(each.example, blocks=blocks), settings=settings)

    found = [narrowed(e) for e in read_examples() if any(isinstance(f, reads) for f in e.facts)]
    for each in found:
        if _wrong(each):
            raise ValueError(f"{each.example} differs without a mutant: {_wrong(each)}")
    return sorted(found, key=lambda each: not any(b.markers for b in each.example.blocks))


def _has_comments(each: Read) -> bool:
    return any(ignores.may_ignore(source) for source in each.report.sources.values())


def _wrong(each: Read) -> str | None:
    """Judge an example; return what differs from its markers."""
    paths = each.report.sources.keys() - each.report.context
    sources = {path: each.report.sources[path] for path in paths}
    judged = judgement.judge(each.facts, sources, each.settings, noqa=True)
    if judged.problems:
        return judged.problems[0]
    passed_over = set() if each.own else {"HL902", "HL903"}
    report = engine.Report(files=1)
    masking = Masking(each.report.sources)
    report.findings = [
        masking.finding(found)
        for found in judged.findings
        if found.code not in passed_over and found.span.path in paths
    ]
    report.sources = each.report.sources
    return next(pages.differences(each.example, report), None)


# The mutant in place of the module


class _Finder:
    """Finds the mutated module where Python looks for the one that it is made of."""

    def __init__(self, mutant: Mutant, tick: Any) -> None:
        is_package = mutant.module == "__init__"
        self.name = _PACKAGE if is_package else f"{_PACKAGE}.{mutant.module}"
        self._path = CHECKS / f"{mutant.module}.py"
        self._code = compile(mutant.code(), _shown_as(mutant), "exec")
        self._tick = tick
        self._is_package = is_package

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        spec = ModuleSpec(name, self, origin=str(self._path), is_package=self._is_package)  # type: ignore[arg-type]
        if self._is_package:
            spec.submodule_search_locations = [str(CHECKS)]
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        setattr(module, TICK, self._tick)
        exec(self._code, module.__dict__)


def _shown_as(mutant: Mutant) -> str:
    """Return the name that a mutant has in tracebacks, with the lines that it is made of.

    A name in angle brackets is no file, so that its lines do not count as lines of the module that
    tests have taken.
    """
    name, text = f"<mutant of {mutant.module}>", source(mutant.module)
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    return name


@contextmanager
def _mutated(mutant: Mutant, tick: Any) -> Iterator[None]:
    """Put a mutant, and what imports it, in the place of the modules that are there."""
    finder = _Finder(mutant, tick)
    before = {name: m for name, m in sys.modules.items() if name.startswith(_PACKAGE)}
    registry = list(checks._registry)
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    try:
        if mutant.module == "__init__":
            for name in before:
                del sys.modules[name]
            judgement.checks = importlib.import_module(_PACKAGE)
        else:
            _import_again(_dependents(mutant.module))
        _tell_ignores()
        yield
    finally:
        sys.meta_path.remove(finder)  # type: ignore[arg-type]
        for name in [name for name in sys.modules if name.startswith(_PACKAGE)]:
            del sys.modules[name]
        sys.modules.update(before)
        for name, module in before.items():
            if name != _PACKAGE:
                setattr(checks, name[len(_PACKAGE) + 1 :], module)
        judgement.checks = checks
        checks._registry[:] = registry
        checks.registered.cache_clear()
        checks.registered()
        _tell_ignores()


def _tell_ignores() -> None:
    module = importlib.import_module(f"{_PACKAGE}.{_OF_COMMENTS}")
    for name in ("EXACT", "slips_in"):
        setattr(ignores, name, getattr(module, name))


def _import_again(names: frozenset[str]) -> None:
    full = {f"{_PACKAGE}.{name}" for name in names}
    for name in full:
        sys.modules.pop(name, None)
    checks._registry[:] = [c for c in checks._registry if c.function.__module__ not in full]
    for name in sorted(full):
        importlib.import_module(name)
    checks.registered.cache_clear()
