"""Python: what a module's code and the scripts in its strings say to Heap."""

from __future__ import annotations

import sys

from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends import is_filled_in
from heap_lint.frontends.python.alternatives import put_apart
from heap_lint.frontends.python.beside import without_others
from heap_lint.frontends.python.declared import Declared
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.python.interpreter import run_module
from heap_lint.frontends.python.modules import Modules
from heap_lint.frontends.python.newer_syntax import needed_for
from heap_lint.frontends.python.parsing import parsed
from heap_lint.frontends.python.policies import policies_in
from heap_lint.frontends.python.scripted import with_callers
from heap_lint.frontends.python.settings import dead_packages, without_repeated
from heap_lint.frontends.python.snippets import script_facts, scripts
from heap_lint.lines import LineIndex
from heap_lint.source import Source


def facts(source: Source) -> list[Fact]:
    """Return the facts of a Python file; one that does not parse gives a single `Unreadable`."""
    return run(source)[1]


def run(
    source: Source, modules: Modules | None = None, declared: Declared | None = None
) -> tuple[File | None, list[Fact]]:
    """Run a file among the modules of its project; return it, if it could be parsed, and its facts."""
    written, source = source.text, without_others(source)
    file = File(source, declared or Declared(), modules)
    try:
        tree = parsed(source.text)
        if written != source.text and is_filled_in(source.path):
            put_apart(tree, written)
        in_strings = scripts(file, tree)
        file.watch([node for s in in_strings for node in s.expressions])
        found = list(without_repeated(run_module(file, tree)))
        in_scripts = list(script_facts(file, in_strings))
        found += [*dead_packages(file, tree), *with_callers(file, in_scripts)]
        return file, [*found, *policies_in(file, tree)]
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return None, [_unreadable(file, error)]


def _unreadable(file: File, error: Exception) -> Unreadable:
    text = file.source.text
    start = text.find("\0")
    if isinstance(error, (MemoryError, RecursionError)):
        reason = "is nested too deeply to be parsed"
    elif start >= 0 or not isinstance(error, SyntaxError):
        reason = "contains a NUL character, so it is not Python"
    else:
        reason = f"is not valid Python: {error.msg}"
        line = file.positions.offset(error.lineno or 1, 0)
        # The parser counts characters here, from 1; 0 or a column behind the line stand for its end.
        start = min(line + max((error.offset or 1) - 1, 0), len(text))
        newer = needed_for(text, error, start)
        if newer is not None:
            return _of_newer_python(file.source, start, newer)
    start = max(start, 0)
    return Unreadable(
        span=file.source.span(start, min(start + 1, len(text))),
        reason=reason,
        hint="nothing in this file was checked; correct it, or exclude it",
    )


def _of_newer_python(source: Source, start: int, newer: tuple[int, int]) -> Unreadable:
    major, minor = newer
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    line = LineIndex(source.text).position(start).line
    return Unreadable(
        span=source.span(start, min(start + 1, len(source.text))),
        reason=f"line {line} may be right in Python {major}.{minor}, but Python {own} runs the linter",
        hint="run the linter by a newer Python",
        perhaps_right=True,
    )
