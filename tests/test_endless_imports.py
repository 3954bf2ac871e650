"""Imports of names of thousands of parts: no module has one, and each of their packages has a name."""

from __future__ import annotations

import pytest
import work

from heap_lint import engine
from heap_lint.analysis import limits
from heap_lint.config import Settings
from heap_lint.frontends.python.imports import Importable, imports_in
from heap_lint.frontends.python.parsing import parsed
from heap_lint.source import Source

LONG = "a." * 5_000 + "b"
CLIENT = "from heapapi import HeapAPIClient\nHeapAPIClient('1234567890').track('a', 'X')\n"
ENDLESS = {
    "import": f"import {LONG}\n",
    "import under a name": f"import os, {LONG} as c\n",
    "from": f"from {LONG} import c\n",
    "from, relative": f"from ..{LONG} import c\n",
    "blanks": "import " + "a . \t" * 5_000 + "b\n",
    "over lines": "import " + "a.\\\n" * 5_000 + "b\n",
    "over lines of Windows": "import " + "a.\\\r\n" * 5_000 + "b\n",
    "behind a statement": f"x = 1; import {LONG}\n",
    "in a condition": f"if x: from {LONG} import c\n",
    "indented": f"def f():\n    import {LONG}\n",
}
PLAIN = {
    "dots": "from " + "." * 5_000 + "a import b\n",
    "a text": f"x = 'import {LONG}'\n",
    "a comment": f"# import {LONG}\n",
    "many modules": "import " + ", ".join(f"a.b{i}" for i in range(1_000)) + "\n",
    "numbers": "x = [" + "1.5, " * 1_000 + "]\n",
    "as long as may be": "import " + "a." * (limits.MOST_PARTS_OF_AN_IMPORT - 1) + "b\n",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_import_is_not_parsed(name: str) -> None:
    """Python's parser would take memory that grows as the square."""
    with pytest.raises(RecursionError):
        parsed(CLIENT + ENDLESS[name])
    report = engine.check_source(Source("a.py", CLIENT + ENDLESS[name]), Settings())
    assert ["HL901"] == [finding.code for finding in report.findings]


@pytest.mark.parametrize("name", PLAIN)
def test_what_only_has_many_dots_is_parsed(name: str) -> None:
    """Texts, comments, other numbers of parts."""
    assert parsed(CLIENT + PLAIN[name]).body
    report = engine.check_source(Source("a.py", CLIENT + PLAIN[name]), Settings())
    assert "HL201" in [finding.code for finding in report.findings]


@pytest.mark.parametrize("name", ENDLESS)
def test_what_a_file_imports_is_told_in_memory_as_it_is_long(name: str) -> None:
    """As many bytes as the expressions take, however many parts a name has."""
    text = ENDLESS[name]
    imports_in("p/a.py", text)  # expressions are compiled
    assert work.memory(lambda: imports_in("p/a.py", text)) < 300 * len(text)


def test_many_names_of_a_long_module_are_not_told() -> None:
    """Each would have the name of the module before its own."""
    text = f"from {LONG} import " + ", ".join(f"c{i}" for i in range(2_000))
    assert imports_in("a.py", text) == (frozenset(), frozenset())


def test_module_in_endless_folders_is_looked_up_by_its_last_ones() -> None:
    """Each few parts in a row may be imported: of a path of 4,000 characters that is gigabytes."""
    module = "a." * 2_000 + "shop.analytics"
    assert work.memory(lambda: Importable([module])) < 1_000_000
    importable = Importable([module])
    for text in ("import shop.analytics\n", "from shop.analytics import track\n"):
        imports = imports_in("b.py", text)
        assert {module} == importable.imported_by(imports)
    assert importable.may_give(imports, module, "track", text)
