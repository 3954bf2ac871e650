"""What reading files that are no programs costs: about as much as they are long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import work

from heap_lint import frontends
from heap_lint.source import Source

Make = Callable[[int], str]
SIZE = 1_000
MOST_GROWTH = 9.0
"""How many times as long four times as much may take: 16 times is the square."""


def _rows(n: int, template: str) -> str:
    return "".join(f"  {template.replace('@', str(i))}\n" for i in range(n))


CONSTRUCTS: dict[str, tuple[str, Make]] = {
    "commands in each other": ("a.sh", lambda n: "HEAP_APP_ID=" + "$(a " * n + ")" * n),
    "commands in each other that do not end": ("a.sh", lambda n: "HEAP_APP_ID=" + "$(a " * n),
    "conditions in each other": ("a.sh", lambda n: "if a; then\n" * n + "fi\n" * n),
    "functions in each other": ("a.sh", lambda n: "f() {\n" * n + "}\n" * n),
    "defaults in each other": ("a.sh", lambda n: "HEAP_APP_ID=" + "${A:-" * n + "}" * n),
    "quotes in each other": ("a.sh", lambda n: "HEAP_APP_ID=" + '"$(a ' * n),
    "documents": ("a.yaml", lambda n: "---\nheap:\n  appId: '2304117765'\n" * n),
    "one key again and again": ("a.yaml", lambda n: "heap:\n" + "  appId: '2304117765'\n" * n),
    "aliases of a block": (
        "a.yaml",
        lambda n: (
            f"a: &a\n  appId: '2304117765'\n{_rows(n, 'disableTextCapture@: x')}"
            + "".join(f"x{i}: {{heap: *a}}\n" for i in range(n))
        ),
    ),
    "declared attributes": (
        "a.xml",
        lambda n: (
            f"<!DOCTYPE r [<!ATTLIST a value CDATA '{'x' * n}'>]>\n"
            f"<r><s name='HEAP_APP_ID'>1</s>{'<a/>' * n}</r>"
        ),
    ),
    "long names of tables": (
        "a.toml",
        lambda n: "heapAppId = '1'\n" + "".join(f"[b{i}{'.a' * 90}]\n" for i in range(n // 20)),
    ),
    "arguments of one command": ("a.sh", lambda n: "echo " + "A=b " * n + "| tee a.env\n"),
    "comments of a template": ("a.yaml.j2", lambda n: "a: b {# c #}\n" * n),
    "comments of a page": ("a.html", lambda n: "<!-- a --!>" * 20 * n),
    "elements of a page without an end": ("a.html", lambda n: "<iframe>" * 20 * n),
    "texts of a template": ("a.hbs", lambda n: "\\{{!-- a" * 20 * n),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_four_times_as_much_takes_about_four_times_as_long(name: str) -> None:
    """In a row or in each other; the time is that of the processor, and the least of three."""
    path, make = CONSTRUCTS[name]
    little, much = (Source(path, make(size)) for size in (SIZE, 4 * SIZE))
    assert _seconds(much) <= MOST_GROWTH * _seconds(little)


def _seconds(source: Source) -> float:
    return min(work.seconds(lambda: frontends.facts_in(source)) for _ in range(3))
