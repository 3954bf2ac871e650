"""`from module import *`: what it gives is looked up, however many names the module hands on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
import work
from conftest import Project

from heap_lint.frontends import python
from heap_lint.frontends.dataflow.layers import Layered
from heap_lint.frontends.python.modules import Modules
from heap_lint.source import Source

CLIENT = "from heapapi import HeapAPIClient as H\n"
CALL = f"{CLIENT}H('1').track(ID, 'Opened')\n"


def chain(n: int) -> dict[str, str]:
    """Return modules of which each takes all that the one before has, and adds a name."""
    made = (
        f"from k{i - 1} import *\n{CLIENT}E{i} = E{i - 1}\nH('1').track('u', E{i})\n"
        for i in range(1, n)
    )
    return {"k0.py": "E0 = 'heap'\n", **{f"k{i}.py": text for i, text in enumerate(made, 1)}}


def perhaps(n: int) -> dict[str, str]:
    """Return such a chain, of modules that may be missing."""
    attempt = "try:\n    from {} import *\nexcept ImportError:\n    pass\n"
    return {
        path: text.replace(f"from k{i - 1} import *\n", attempt.format(f"k{i - 1}"))
        for i, (path, text) in enumerate(chain(n).items())
    }


def one_for_all(n: int) -> dict[str, str]:
    """Return modules that take all of one with a name for each of them."""
    names = "".join(f"E{i} = 'heap'\n" for i in range(n))
    users = {f"k{i}.py": f"from a import *\n{CLIENT}H('1').track('u', E{i})\n" for i in range(n)}
    return {"a.py": names, **users}


def wrappers(n: int) -> dict[str, str]:
    """Return a chain of modules in which each has a wrapper."""
    made = {
        f"k{i}.py": f"from k{i - 1} import *\n{CLIENT}def t{i}(e):\n    H('1').track('u', e)\n"
        for i in range(1, n)
    }
    return {"k0.py": CLIENT, **made}


def many(n: int) -> dict[str, str]:
    """Return a module that takes all of many modules, and names they have or have not."""
    taken = "".join(f"from k{i} import *\n" for i in range(n))
    used = "".join(f"H('1').track('u', E{i})\nprint(x{i})\n" for i in range(n))
    return {**{f"k{i}.py": f"E{i} = 'x'\n" for i in range(n)}, "z.py": taken + CLIENT + used}


def run(files: dict[str, str]) -> None:
    """Run all files."""

    def read(path: str) -> Source:
        return Source(path, files[path])

    modules = Modules(files, files, read, python.run)
    for path in files:
        modules.analyse(read(path))
    modules.grow(lambda modules, words: files, read)


@pytest.mark.parametrize("shape", [chain, perhaps, one_for_all, many, wrappers])
def test_names_that_are_handed_on_cost_nothing(shape: Callable[[int], dict[str, str]]) -> None:
    """Each module had all names of those before, and asked each of them what it stands for."""
    few, many = (work.calls(partial(run, shape(n))) for n in (60, 120))
    assert many < 2.3 * few


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "ID = 'guest'\n", "b.py": f"from a import *\n{CALL}"}, True),
        (
            {
                "a.py": "ID = 'guest'\n",
                "b.py": f"from a import *\n\ndef f():\n    {CALL[len(CLIENT) :]}{CLIENT}f()\n",
            },
            True,
        ),
        (
            {
                "a.py": "ID = 'guest'\n",
                "b.py": "from a import *\n",
                "c.py": f"from b import *\n{CALL}",
            },
            True,
        ),
        ({"a.py": "ID = 'guest'\n", "b.py": f"ID = input()\nfrom a import *\n{CALL}"}, True),
        ({"a.py": "ID = 'guest'\n", "b.py": f"from a import *\nID = input()\n{CALL}"}, False),
        ({"a.py": "ID = 'guest'\n__all__ = ['X']\n", "b.py": f"from a import *\n{CALL}"}, False),
        (
            {"a.py": "_ID = 'guest'\n", "b.py": f"from a import *\n{CALL.replace('ID', '_ID')}"},
            False,
        ),
        (
            {
                "a.py": "_ID = 'guest'\n__all__ = ['_ID']\n",
                "b.py": f"from a import *\n{CALL.replace('ID', '_ID')}",
            },
            True,
        ),
        (
            {
                "a.py": "ID = 'guest'\n",
                "d.py": "ID = input()\n",
                "b.py": f"from a import *\nfrom d import *\n{CALL}",
            },
            False,
        ),
        ({"a.py": "ID = 'guest'\n", "b.py": f"from b import *\nfrom a import *\n{CALL}"}, True),
        ({"a.py": "from b import *\nID = 'guest'\n", "b.py": f"from a import *\n{CALL}"}, True),
        (
            {
                "a.py": "ID = 'guest'\n",
                "b.py": f"from a import *\nimport os\nif os.environ:\n    ID = input()\n{CALL}",
            },
            None,
        ),
    ],
)
def test_what_a_name_stands_for(
    project: Project, files: dict[str, str], expected: bool | None
) -> None:
    """The last import that gives a name, or what binds it later, on all ways or on some."""
    project.write(files)
    codes = {each["code"] for each in project.lint_json(".").findings()}
    assert expected is None or expected == bool({"HL201", "HL202"} & codes)


def test_a_name_that_is_bound_on_one_way_has_both_values(project: Project) -> None:
    """As the settings of a development server do with those of the base."""
    base = "URL = 'https://heapanalytics.com/api/track'\nID = 'guest'\n"
    text = f"import os\nfrom a import *\nif os.environ:\n    ID = 'guest2'\n{CALL}"
    project.write({"a.py": base, "b.py": text})
    assert project.lint_json(".").findings()


def test_a_map_has_what_its_rest_has() -> None:
    """Where ways meet, too; what is deleted is gone, and comes back with neither of the two."""
    names: Layered[str, str] = Layered({"a": "1"}, rest={"b": "2"}.get)
    fork = names.fork()
    del fork["b"]
    assert ("1", "2", None) == (names.get("a"), names.get("b"), fork.get("b"))
    assert (False, None) == ("b" in fork.fork(), fork.fork().get("b"))
    assert ["a"] == list(names)
    assert (True, False) == (names.holds("a"), names.holds("b"))
