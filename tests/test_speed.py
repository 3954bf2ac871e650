"""Work grows with the input, not with its square; a project is read as far as it leads to Heap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Project
from work import calls

from heap_lint.config import Settings
from heap_lint.engine import check_source
from heap_lint.frontends.python import modules
from heap_lint.source import Source

CLIENT = "from heapapi import HeapAPIClient\nclient = HeapAPIClient('1234567890')\n"
WRAPPER = CLIENT + "def {name}(event, who):\n    client.track(who, event)\n"


def steps(text: str) -> int:
    """Return how many functions are called, generators resumed too, to check a text."""
    return calls(lambda: check_source(Source("a.py", text), Settings()))


def lines(before: str, line: str, after: str = "", indent: str = "") -> Callable[[int], str]:
    """Return a text of any size: one line, which may use its `{i}`, again and again."""

    def made(size: int) -> str:
        return before + "".join(indent + line.format(i=i) + "\n" for i in range(size)) + after

    return made


def doubling(size: int) -> str:
    """Return functions each of which gives back twice what the one before gives."""
    first = "def f0(a):\n    client.track(a, 'e')\n    return [a]\n"
    other = "def f{i}(a):\n    x = f{before}(a)\n    client.track(a, 'e', {{'x': x}})\n"
    other += "    return x + x\n"
    number = 13 + size // 125  # 13 times are enough for the longest list that is followed
    return CLIENT + first + "".join(other.format(i=i, before=i - 1) for i in range(1, number))


def writing_scripts(size: int) -> str:
    """Return functions that write a script, each with a call of it."""
    pair = "def f{i}(a): return f\"heap.identify('{{int(a)}}');\"\nx{i} = f{i}(b)\n"
    return "".join(pair.format(i=i) for i in range(size // 10))


GROWING = {
    "keys of a dict": lines(CLIENT + "d = {}\n", "d['k{i}'] = v", "client.track('u', 'e', d)\n"),
    "update of a dict": lines(CLIENT + "d = {}\n", "d.update(k{i}=v)"),
    "calls": lines(CLIENT + "def f(a):\n", "client.track(a, 'e{i}')", indent="    "),
    "values returned": lines(CLIENT + "def f(a):\n", "if a.x{i}: return {i}", indent="    "),
    "branches": lines(CLIENT + "def f(a):\n", "if a.x{i}: x = {i}", indent="    "),
    "functions": lines(CLIENT, "def f{i}(a): client.track(a, 'e')"),
    "functions that double a list": doubling,
    "lines of a try": lines(
        CLIENT + "def f(a):\n    try:\n", "x{i} = a.b", "    except E: pass\n", indent=" " * 8
    ),
    "loops": lines(CLIENT + "def f(a):\n", "for x in a.b{i}: client.track(x, 'e')", indent="    "),
    "dicts and branches": lines(
        CLIENT + "def f(a):\n", "d{i} = {{'a': a}}\n    if a: d{i}['b'] = {i}", indent="    "
    ),
    "keys that a function adds": lines(
        CLIENT + "def add(d, x):\n",
        "d['k{i}'] = x",
        "def f(a):\n    d = {}\n" + 20 * "    add(d, a.b)\n" + "    client.track(a, 'e', d)\n",
        indent="    ",
    ),
    "keys that a caller fills": lines(
        CLIENT + "def f(a):\n    d = {}\n",
        "d['k{i}'] = a",
        "    client.track('u', 'e', d)\n\n\ndef g(a):\n" + 20 * "    f(a.b)\n",
        indent="    ",
    ),
    "keys that a function renames": lines(
        CLIENT + "def f(d):\n    d['identity'] = d.pop('a')\n    client.track(**d)\ndef g(a):\n",
        "f({{'a': a, 'event': 'e{i}'}})",
        indent="    ",
    ),
    "functions that write scripts": writing_scripts,
    "keys that are renamed": lines(
        CLIENT + "def f(d):\n",
        "d['a{i}'] = d.pop('b{i}')",
        "    client.track('u', 'e', d)\n",
        indent="    ",
    ),
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_four_times_as_much_takes_no_more_than_six_times_as_long(
    text: Callable[[int], str],
) -> None:
    """Quadratic work would take sixteen times as many steps, whatever the machine."""
    steps(text(50))  # imports and tables, once
    assert steps(text(4_000)) < 6 * steps(text(1_000))


@pytest.fixture(params=["in git", "outside git"])
def tree(request: pytest.FixtureRequest, project: Project) -> Callable[[dict[str, str]], list[str]]:
    """Return what builds a tree and returns the lines that a verbose run prints."""

    def lint(files: dict[str, str]) -> list[str]:
        project.write(files)
        if request.param == "in git":
            project.git("init")
            project.git("add", ".")
        run = project.lint("--isolated", "--verbose")
        return [*run.out.splitlines(), *run.err.splitlines()]

    return lint


def parsed(said: list[str]) -> set[str]:
    """Return the files that a verbose run has parsed."""
    return {line.partition("parsed: ")[2] for line in said if "parsed: " in line}


@pytest.mark.parametrize("name", ["send", "track", "log", "get"])
def test_a_common_name_of_a_wrapper_makes_no_candidates(
    name: str, tree: Callable[[dict[str, str]], list[str]]
) -> None:
    """Only what imports the wrapper's module is parsed, though others have both words."""
    other = f"from other import client, metrics\n\n\ndef f(x):\n    x.{name}(client)  # {name}\n"
    said = tree(
        {
            "shop/metrics.py": WRAPPER.format(name=name),
            "shop/page.py": f"from shop.metrics import {name}\n\n{name}('e', 'guest')\n",
            **{f"other/file{i}.py": other for i in range(30)},
            "other/client.py": f"def {name}(x):\n    return x\n",
        }
    )
    assert {"shop/metrics.py", "shop/page.py"} == parsed(said)
    assert any("shop/page.py:3:" in line and "HL202" in line for line in said)


@pytest.mark.parametrize(
    "page",
    [
        "from shop.metrics import slug\n\n\ndef f(mail):\n    mail.send(slug('x'))\n",
        "import shop.metrics as m\n\n\ndef send(x):\n    return m.slug(x)\n",
    ],
)
def test_what_else_a_module_has_makes_no_candidates(
    page: str, tree: Callable[[dict[str, str]], list[str]]
) -> None:
    """A file that takes something else from the wrapper's module is not parsed."""
    wrapper = WRAPPER.format(name="send") + "\n\ndef slug(x):\n    return x\n"
    assert {"shop/metrics.py"} == parsed(tree({"shop/metrics.py": wrapper, "shop/page.py": page}))


@pytest.mark.parametrize(
    "page",
    [
        "from shop.metrics import send\nsend('e', 'guest')\n",
        "from shop.metrics import (\n    # the one door (ours)\n    send,\n)\nsend('e', 'guest')\n",
        "from shop.metrics \\\n    import send\nsend('e', 'guest')\n",
        "from .metrics import send as tell\ntell('e', 'guest')\n",
        "from . import metrics\nmetrics.send('e', 'guest')\n",
        "from shop import (\n    other,\n    metrics,\n)\nmetrics.send('e', 'guest')\n",
        "import shop.metrics\nshop.metrics.send('e', 'guest')\n",
        "import os, shop.metrics as m\nm.send('e', 'guest')\n",
        "x = 1; from shop.metrics import send\nsend('e', 'guest')\n",
        "import shop\nshop.metrics.send('e', 'guest')\n",
        "import os, \\\n    shop\nshop.metrics.send('e', 'guest')\n",
        "from shop.metrics import other, \\\n    send\nsend('e', 'guest')\n",
        "from shop import other, \\\n    metrics\nmetrics.send('e', 'guest')\n",
        "from . import (  # ours\n    other,\n    metrics,\n)\nmetrics.send('e', 'guest')\n",
        "def f():\n    from . import metrics as m\n    m.send('e', 'guest')\n",
    ],
)
def test_whatever_imports_a_wrapper_is_parsed(
    page: str, tree: Callable[[dict[str, str]], list[str]]
) -> None:
    """However the import is written, the call is found."""
    said = tree({"shop/metrics.py": WRAPPER.format(name="send"), "shop/page.py": page})
    assert any("shop/page.py" in line and "HL202" in line for line in said)


def test_a_module_of_the_standard_library_is_not_one_of_the_project(
    tree: Callable[[dict[str, str]], list[str]],
) -> None:
    """`import json` is Python's own, whatever is called so in some package."""
    body = "requests.post('https://heapanalytics.com/api/track', data=json.dumps({'a': 1}))\n"
    said = tree(
        {
            "web/__init__.py": "",
            "web/json.py": "def dumps(x):\n    return None\n",
            "page.py": "import json\nimport requests\n" + body,
        }
    )
    assert {"page.py"} == parsed(said)
    assert not any("is null" in line for line in said)


def test_how_deep_wrappers_are_followed_is_said(
    tree: Callable[[dict[str, str]], list[str]],
) -> None:
    """Wrappers of wrappers end somewhere, and the run says so."""
    deep = modules._MOST_ROUNDS + 2
    link = "from step{before} import f{before}\ndef f{i}(event, who):\n    f{before}(event, who)\n"
    files = {f"step{i}.py": link.format(i=i, before=i - 1) for i in range(1, deep)}
    said = tree({"step0.py": WRAPPER.format(name="f0"), **files})
    assert any(f"followed {modules._MOST_ROUNDS} times" in line for line in said)
    assert f"step{deep - 1}.py" not in parsed(said)


def keys(number: int, value: str = "1") -> str:
    """Return statements that fill a dict."""
    return "d = {}\n" + "".join(f"d['k{i}'] = {value}\n" for i in range(number))


FACTS = "".join(f"    client.track(a, 'e{i}', {{'a': a}})\n" for i in range(60))
PARTS = "".join(f"    client.track(a, 'e{i}', d)\n" for i in range(20))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (f"{keys(501)}client.track('u', 'e', d)\n", "a.py: of a dict 500 keys were followed"),
        (
            f"def f(a):\n{FACTS}f(1)\n",
            "a.py: callers of a function were told 50 of the facts that it says",
        ),
        (
            f"{keys(400)}def f(a):\n    # {'long ' * 4_000}\n{PARTS}f(1)\n",
            "a.py: callers of a function were told 6000 parts of what it says",
        ),
    ],
)
def test_what_is_cut_off_is_said(project: Project, text: str, limit: str) -> None:
    """In a line, and to who asks in full."""
    project.write({"a.py": CLIENT + text})
    assert f"heap-lint: limit: {limit}" in project.lint("--isolated", "--verbose").err.splitlines()
    plain = project.lint("--isolated").err.splitlines()
    assert "heap-lint: some code was followed only so far: `--verbose`" in plain
    assert 2 == len(plain)


@pytest.mark.parametrize(
    "text",
    [
        f"{keys(500)}client.track('u', 'e', d)\n",
        "def f(a):\n    client.track(a, 'e', {'a': a})\nf(1)\n",
    ],
)
def test_what_is_not_cut_off_is_no_limit(project: Project, text: str) -> None:
    """So that the words mean something."""
    project.write({"a.py": CLIENT + text})
    assert "limit" not in project.lint("--isolated", "--verbose").err


def test_how_many_files_are_followed_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is a most of files that lead to Heap, and the run says so."""
    from heap_lint import discovery, engine, git

    monkeypatch.setattr(modules, "_MOST_FILES", 5)
    monkeypatch.chdir(project.root)
    pages = {f"page{i}.py": "from metrics import send\nsend('e', 'guest')\n" for i in range(10)}
    project.write({"metrics.py": WRAPPER.format(name="send"), **pages})
    report = engine.check(discovery.find([], git.ask([])), Settings())
    assert 5 == len(report.sources)
    said = [each.message.removeprefix("limit: ") for each in report.incomplete]
    assert ["more than 5 files lead to Heap: not all were read"] == said
