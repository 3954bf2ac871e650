"""From scripts to facts: parse them, run them in one flow, return what was found."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from heap_lint.facts import Fact
from heap_lint.frontends.embedding import FILLER, Arm, Choice, Embedded
from heap_lint.frontends.web import loading
from heap_lint.frontends.web.interpreter import Interpreter
from heap_lint.frontends.web.policies import policies_in
from heap_lint.frontends.web.scope import File
from heap_lint.frontends.web.syntax import Tree


def facts_of_script(script: Embedded) -> Iterator[Fact]:
    """Yield what a text says if it is JavaScript without an error."""
    # Before filler at the end of a text the grammar would miss a semicolon.
    tree = Tree(script.part(0, len(script.text.rstrip(FILLER))))
    if not tree.root.has_error:
        yield from _run([tree], script)


def facts_of(scripts: list[tuple[Embedded, str]], page: Embedded) -> Iterator[Fact]:
    """Yield what the scripts of a page, each in its language, say one after the other."""
    yield from _run([Tree(script, language) for script, language in scripts], page)


def _run(trees: list[Tree], page: Embedded) -> Iterator[Fact]:
    text = "\n".join(tree.script.text for tree in trees)
    file = File(text, (_moved(choice, page.start) for choice in page.choices))
    Interpreter(file).run(trees)
    for tree in trees:
        yield from loading.hosts_in(tree.script)
        yield from policies_in(tree)
    yield from file.facts()


def _moved(choice: Choice, by: int) -> Choice:
    """Return a choice by its place in the file instead of that in a text."""
    arms = (Arm(a.start + by, a.end + by, a.assumes) for a in choice.arms)
    return replace(choice, arms=tuple(arms))
