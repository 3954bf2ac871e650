"""From scripts to facts: parse them, run them in one flow, return what was found."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.facts import Fact
from heap_lint.frontends.embedding import FILLER, Arm, Choice, Embedded
from heap_lint.frontends.web import loading
from heap_lint.frontends.web.interpreter import Interpreter
from heap_lint.frontends.web.policies import policies_in
from heap_lint.frontends.web.scope import File
from heap_lint.frontends.web.syntax import Tree


class Runs(Enum):
    """When a script of a page is run."""

    AT_ONCE = "where it stands"
    AT_THE_END = "when all of the page is there, or later: a module, what waits for consent"
    ON_AN_EVENT = "whenever an event of an element asks for it"


class Script(Struct, frozen=True):
    """A script of a page."""

    text: Embedded
    language: str = "javascript"
    runs: Runs = Runs.AT_ONCE


def facts_of_script(script: Embedded) -> Iterator[Fact]:
    """Yield what a text says if it is JavaScript without an error."""
    # Before filler at the end of a text the grammar would miss a semicolon.
    tree = Tree(script.part(0, len(script.text.rstrip(FILLER))))
    if not tree.root.has_error:
        yield from _run([[tree]], script)


def facts_of(scripts: list[Script], page: Embedded) -> Iterator[Fact]:
    """Yield what the scripts of a page say, in the order in which they are run."""
    trees = [Tree(script.text, script.language) for script in scripts]
    in_order = [
        [tree for tree, script in zip(trees, scripts, strict=True) if script.runs is when]
        for when in Runs
    ]
    yield from _run(in_order, page)


def _run(in_order: list[list[Tree]], page: Embedded) -> Iterator[Fact]:
    trees = [tree for several in in_order for tree in several]
    text = "\n".join(tree.script.text for tree in trees)
    file = File(text, (_moved(choice, page.start) for choice in page.choices))
    Interpreter(file).run(*in_order)
    for tree in trees:
        yield from loading.hosts_in(tree.script)
        yield from policies_in(tree)
    yield from file.facts()


def _moved(choice: Choice, by: int) -> Choice:
    """Return a choice by its place in the file instead of that in a text."""
    arms = (Arm(a.start + by, a.end + by, a.assumes) for a in choice.arms)
    return replace(choice, arms=tuple(arms))
