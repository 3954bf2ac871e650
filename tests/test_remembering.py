"""What is remembered has a bound: a process that reads files all day takes no more memory for it."""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import pkgutil
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import ROOT

import heap_lint
from heap_lint.core.remembering import MOST_REMEMBERED, remembered, remembered_while_it_lives

FINITE = {
    "heap_lint.checks.schema._validator": "the schemas that the package has",
    "heap_lint.checks.schema.schema_called": "the schemas that the package has",
    "heap_lint.frontends.python.model._owners": "some of the tools of `FORWARDERS`",
    "heap_lint.frontends.python.model._paths": "the lists of a table of the package",
    "heap_lint.frontends.python.model.forwarding_classes": "some of the tools of `FORWARDERS`",
    "heap_lint.frontends.web.syntax._parser": "the grammars that are used",
    "heap_lint.masking.code._rules": "the dialects that the module names",
    "heap_lint.models.load": "the tables of the package",
    "heap_lint.models.origins": "the tables of the package",
}
"""What keeps every answer though it has parameters: those are one of a few that the package names."""
OF_A_RUN = {
    "heap_lint/judgement.py": "two functions of a run, which ends",
    "heap_lint/project.py": "what is declared for the files of a project, which ends with its run",
}
"""Where functions in functions keep their answers."""
FILLED = {
    "heap_lint.checks._registry": "the checks of the package",
    "heap_lint.files.git_process._known": "the programs called git in PATH",
    "heap_lint.files.git_process._running": "the processes that nobody has asked yet",
    "heap_lint.files.git_process._trees": "the paths that the user names",
}
"""Containers of modules that are empty at first."""


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(heap_lint.__path__, "heap_lint."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _kept(module: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield what keeps answers in a module and its classes."""
    for owner in (module, *(each for each in vars(module).values() if inspect.isclass(each))):
        for found in vars(owner).values():
            if hasattr(found, "cache_info") and found.__module__ == module.__name__:
                yield f"{found.__module__}.{found.__qualname__}", found


def _is_bounded(function: Any) -> bool:
    """Whether it is `remembered`, or has nothing to be asked about."""
    answer = function.__wrapped__
    return hasattr(answer, "__wrapped__") or not inspect.signature(answer).parameters


def test_what_keeps_answers_has_a_bound_or_few_questions() -> None:
    """A function of a text of some file keeps no answer for good."""
    functions = dict(each for module in _modules() for each in _kept(module))
    assert "heap_lint.models.paths.origin_of" in functions
    assert set(FINITE) == {name for name, each in functions.items() if not _is_bounded(each)}


def test_nothing_keeps_answers_by_other_means() -> None:
    """Functions in functions, methods and containers of modules are looked for in the text."""
    kept, filled = set(), set()
    for path in sorted((ROOT / "heap_lint").rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        at_the_top = {id(each) for node in module.body for each in _decorators(node)}
        if any(id(each) not in at_the_top for each in _uses_of_functools(module)):
            kept.add(path.relative_to(ROOT).as_posix())
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        filled |= {f"{name}.{each}" for each in _empty_at_first(module)}
    assert {*OF_A_RUN, "heap_lint/core/remembering.py"} == kept
    assert set(FILLED) == filled


def _uses_of_functools(module: ast.Module) -> Iterator[ast.expr]:
    """Yield where something of it is named that keeps answers of any number."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "functools"
        for alias in node.names
        if alias.name in ("cache", "lru_cache")
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and node.id in names:
            yield node
        elif isinstance(node, ast.Attribute) and node.attr in ("cache", "lru_cache"):
            if ast.unparse(node.value) == "functools":
                yield node


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return node.decorator_list if isinstance(node, ast.FunctionDef) else []


def _empty_at_first(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            is_empty = ast.unparse(node.value) in ("{}", "[]", "()", "set()", "dict()", "list()")
            called = node.value.func if isinstance(node.value, ast.Call) else None
            if is_empty or called is not None and ast.unparse(called) in _CONTAINERS:
                yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


_CONTAINERS = ("defaultdict", "Counter", "deque", "OrderedDict", "WeakKeyDictionary")


def test_what_is_remembered_is_asked_once() -> None:
    """A question that comes again costs nothing."""
    asked = []
    known = remembered(lambda text: asked.append(text) or len(text))
    assert [3, 3, 2] == [known("abc"), known("abc"), known("ab")]
    assert ["abc", "ab"] == asked


@pytest.mark.parametrize("length", [3, 1_000, MOST_REMEMBERED // 3])
def test_questions_without_end_take_no_memory_without_end(length: int) -> None:
    """Neither many short ones nor some long ones, in whatever they stand."""
    known = remembered(lambda texts, other: None)
    rounds = 6 * MOST_REMEMBERED // (length + 100)
    tracemalloc.start()
    peaks = []
    try:
        for part in range(2):
            for number in range(rounds):
                known((f"{part}/{number}".ljust(length),), number)
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    first, second = peaks
    assert second < 1.2 * first
    assert second < 10 * MOST_REMEMBERED


def test_a_question_over_the_bound_is_still_asked_once() -> None:
    """What is asked for each part of a long text is not worked out for each part."""
    asked = []
    known = remembered(lambda text: asked.append(len(text)))
    for _ in range(3):
        known("x" * (2 * MOST_REMEMBERED))
    assert [2 * MOST_REMEMBERED] == asked


def test_what_fails_is_not_remembered() -> None:
    """It is asked again, and fails again."""
    known = remembered(int)
    for _ in range(2):
        with pytest.raises(ValueError, match="abc"):
            known("abc")


def test_what_is_known_of_an_object_goes_with_it() -> None:
    """The trees of files are large: what remembers must not keep them."""

    class Tree:
        pass

    asked = []
    known = remembered_while_it_lives(lambda tree: asked.append(id(tree)) or len(asked))
    tree = Tree()
    assert 1 == known(tree) == known(tree)
    gone = weakref.ref(tree)
    del tree
    gc.collect()
    assert gone() is None
