"""Dotted keys of TOML: the parser keeps each beginning of one, so it is not given endless ones."""

from __future__ import annotations

import ast

import pytest
import work
from conftest import ROOT, Project

from heap_lint.core import toml
from heap_lint.frontends.toml import parse
from heap_lint.source import Source

MANY = 20_000
ENDLESS = {
    "plain": "a." * MANY + "b = 1\n",
    "blanks": "a \t.\t" * MANY + "b = 1\n",
    "quoted": '"a".' * MANY + "b = 1\n",
    "with an escaped quote": '"\\"".' * MANY + "b = 1\n",
    "with an escaped backslash": '"\\\\".' * MANY + "b = 1\n",
    "literal": "'\"'." * MANY + "b = 1\n",
    "literal with a dot": "'.'." * MANY + "b = 1\n",
    "empty": '"".' * MANY + "b = 1\n",
    "mixed": "a . '\\'.\"'\"." * (MANY // 3) + "b = 1\n",
    "of a table": "[" + "a." * MANY + "b]\n",
    "of a list of tables": "[[" + '"\\"".' * MANY + "b]]\n",
    "in a table in a line": "x = { " + "a." * MANY + "b = 1 }\n",
    "behind another": "x = { y = 1.5, " + "a." * MANY + "b = 1 }\n",
    "in a list": "x = [\n  {" + "'a'." * MANY + "b = 1 },\n]\n",
    "behind a text of lines": 'x = """\n"\\""" """\n' + "a." * MANY + "b = 1\n",
    "behind a literal of lines": "x = '''\n\"'' '''\n" + "a." * MANY + "b = 1\n",
    "behind a text with a mark of comments": 'x = "#"\n' + "a." * MANY + "b = 1\n",
    "behind a comment with a quote": "x = 1 # don't\n" + "a." * MANY + "b = 1\n",
    "without an end": "a." * MANY,
}
PLAIN = {
    "a comment": "heapAppId = '1' # " + "a." * MANY + "b = 1\n",
    "a comment alone": "# " + "a." * MANY + "\nheapAppId = '1'\n",
    "a text": 'heapAppId = "' + "a." * MANY + '"\n',
    "a text with quotes": 'heapAppId = "' + '\\".' * MANY + '"\n',
    "a literal": "heapAppId = '" + "a." * MANY + "'\n",
    "a text of lines": 'heapAppId = """\n' + "a." * MANY + 'b = 1\n"""\n',
    "a text of lines with quotes": 'heapAppId = """\n' + '"".' * MANY + 'b = 1\n"""\n',
    "a literal of lines": "heapAppId = '''\n" + "a." * MANY + "b = 1\n'''\n",
    "numbers": "heapAppId = [" + "1.5, " * MANY + "]\n",
    "keys in a line": "heapAppId = [" + "{ a.b = 1.5 }, " * MANY + "]\n",
    "a key of as many parts as may be": ".".join("a" * toml.MOST_PARTS) + " = 1\nheapAppId = '1'\n",
    "a quoted key": '"' + "a." * MANY + "\" = 1\nheapAppId = '1'\n",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_key_is_said_and_not_parsed(name: str) -> None:
    """In calls and bytes that grow as the text does, however the parts are written."""
    source = Source("a.toml", "heapAppId = '1'\n" + ENDLESS[name])
    found = parse(source)
    assert ["has a key of more than 100 parts"] == [each.reason for each in found.unreadable]
    assert "." == source.slice(found.unreadable[0].span)
    work.within(1_000, lambda: parse(source))
    assert work.memory(lambda: parse(source)) < 100 * len(source.text)


@pytest.mark.parametrize("name", PLAIN)
def test_dots_that_are_in_no_key_are_not_counted(name: str) -> None:
    """In values, texts and comments there may be any number, and a hundred parts in a key."""
    found = parse(Source("a.toml", PLAIN[name]))
    assert [] == found.unreadable
    assert 1 == len(found.documents)


def test_keys_in_a_table_of_a_long_name_take_memory_as_they_are_long() -> None:
    """The longest of both are within the bound of a thousand bytes a character."""
    most = ".".join("a" * toml.MOST_PARTS)
    keys = (f"b{i}{most[1:]} = 1\n" for i in range(200))
    text = f"[{most}]\n" + "".join(keys)
    assert work.memory(lambda: toml.loads(text)) < 1_000 * len(text)


@pytest.mark.parametrize("name", ["plain", "with an escaped quote", "of a table"])
@pytest.mark.parametrize("path", ["heap-lint.toml", "pyproject.toml"])
def test_config_with_an_endless_key_is_an_error(path: str, name: str, project: Project) -> None:
    """Status 2, with the line."""
    table = "[tool.heap-lint]\n" if path == "pyproject.toml" else "\n"
    project.write({"a.py": "import heapapi\n", path: table + ENDLESS[name]})
    run = project.lint("a.py")
    assert 2 == run.status
    assert f"{path}: has a key of more than 100 parts (at line 2)" in run.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = " + "[" * 50_000, "is nested too deeply"),
        ("x = " + "9" * 5_000, "is not valid TOML"),
    ],
)
def test_config_that_the_parser_gives_up_is_an_error(
    text: str, said: str, project: Project
) -> None:
    """Whatever it raises."""
    project.write({"a.py": "import heapapi\n", "heap-lint.toml": text})
    run = project.lint("a.py")
    assert 2 == run.status
    assert f"heap-lint.toml: {said}" in run.err


def test_the_parser_is_asked_in_one_place_alone() -> None:
    """No other module imports it, so none can forget the guard."""
    asking = set()
    for path in (ROOT / "heap_lint").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(str(node.module))
            if {"tomllib", "tomli"} & set(names):
                asking.add(path.relative_to(ROOT).as_posix())
    assert {"heap_lint/core/toml.py"} == asking
