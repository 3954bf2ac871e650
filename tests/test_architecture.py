"""What the page on the architecture says of layers is true: they import in one direction only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_BELOW = {
    "heap_lint/frontends/dataflow": ("heap_lint.frontends.python", "heap_lint.frontends.web"),
    "heap_lint/frontends": ("heap_lint.checks", "heap_lint.output"),
    "heap_lint/checks": ("heap_lint.frontends.python", "heap_lint.frontends.web"),
    "heap_lint/models": ("heap_lint.frontends", "heap_lint.checks"),
}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_page_names_every_module_of_the_dataflow() -> None:
    """The page lists all that both languages share."""
    folder = ROOT / "heap_lint" / "frontends" / "dataflow"
    modules = {path.name for path in folder.glob("[!_]*.py")}
    assert modules <= set(re.findall(r"/dataflow/(\w+\.py)\)", PAGE))


@pytest.mark.parametrize("layer", _BELOW)
def test_no_layer_reaches_back(layer: str) -> None:
    """A layer imports nothing of those that the page puts behind or beside it."""
    reached = {
        f"{path.name}: {module}"
        for path in (ROOT / layer).rglob("*.py")
        for module in imported(path)
        if module.startswith(_BELOW[layer])
    }
    assert set() == reached
