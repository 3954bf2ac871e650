"""Modules that export all that others have: asked for a name, not each of the others is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import work

from heap_lint.frontends.web.modules import Modules
from heap_lint.frontends.web.stars import Stars
from heap_lint.source import Source
from heap_lint.values import Literal


def modules(files: dict[str, str]) -> Modules:
    """Return the modules of a project of these files."""
    return Modules(files, files, lambda path: Source(path, files[path]))


def stars(paths: Iterator[str]) -> str:
    """Return the text of a barrel."""
    return "".join(f"export * from './{path}';\n" for path in paths)


def each(n: int) -> dict[str, str]:
    """Return modules of which each imports from the barrel what the next one has."""
    return {
        f"m{i}.js": f"import {{f{(i + 1) % n}}} from './index';\n"
        f"export const f{i} = e => {{ heap.track(e); f{(i + 1) % n}(e) }};\n"
        for i in range(n)
    }


def plain(n: int) -> dict[str, str]:
    """Return a barrel of modules."""
    return {"index.js": stars(f"m{i}" for i in range(n)), **each(n)}


def nested(n: int) -> dict[str, str]:
    """Return a barrel of barrels, of which each has one module."""
    inner = {f"n{i}.js": stars(iter([f"m{i}"])) for i in range(n)}
    return {"index.js": stars(f"n{i}" for i in range(n)), **inner, **each(n)}


def run(files: dict[str, str]) -> None:
    """Run all files."""
    found = modules(files)
    for path, text in files.items():
        found.analyse(Source(path, text))
    found.grow(lambda words: files, lambda path: Source(path, files[path]))


@pytest.mark.parametrize("shape", [plain, nested])
def test_a_barrel_of_many_costs_as_much_as_it_is_long(
    shape: Callable[[int], dict[str, str]],
) -> None:
    """The star of each module was asked for each name."""
    few, many = (work.calls(partial(run, shape(n))) for n in (200, 400))
    assert many < 2.5 * few


def test_the_first_module_that_has_a_name_gives_it() -> None:
    """Whichever has been run before, through other barrels too."""
    files = {
        "a.js": "export const A = 'a', B = 'b';\n",
        "b.js": "export const C = 'c';\n",
        "c.js": "export const A = 'no', B = 'no', C = 'no', D = 'd';\n",
        "inner.js": "export * from './a';\nexport * from './b';\n",
        "index.js": "export * from './inner';\nexport * from './c';\n",
    }
    for first in files:
        found = modules(files)
        found.analyse(Source(first, files[first]))
        for name in ("D", "A", "B", "C", "A", "E"):
            value = found.exported("index.js", name)
            assert name == "E" if value is None else {name.lower()} == {getattr(value, "value", 0)}
            assert value is None or isinstance(value, Literal)


def test_barrels_that_export_each_other_end() -> None:
    """In a circle nothing is ever known of all names."""
    files = {
        "a.js": "export * from './b';\nexport const A = 'a';\n",
        "b.js": "export * from './a';\nexport * from './b';\nexport const B = 'b';\n",
    }
    found = modules(files)
    for _ in range(2):
        assert [True, True, False] == [
            found.exported("a.js", name) is not None for name in ("A", "B", "C")
        ]


def test_a_module_that_is_open_is_asked() -> None:
    """Until it is known what it has; which is in order."""
    found = Stars()
    found.add(["a", "b", "c", "b"], str)
    assert ["a", "b", "c"] == list(found.having("x", waiting=True))
    found.begin({"b", "c"})
    assert (False, True) == (found.is_open("a"), found.is_open("b"))
    found.close("c", ["x"])
    assert ["b", "c"] == list(found.having("x", waiting=False))
    assert ["a", "b"] == list(found.having("y", waiting=True))
