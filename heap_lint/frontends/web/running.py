"""From scripts to facts: parse them, run them in one flow, return what was found."""

from __future__ import annotations

from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.facts import Fact
from heap_lint.frontends.embedding import FILLER, Arm, Choice, Embedded
from heap_lint.frontends.web import loading
from heap_lint.frontends.web.broken import broken_calls
from heap_lint.frontends.web.interpreter import Interpreter
from heap_lint.frontends.web.policies import policies_in
from heap_lint.frontends.web.scope import File
from heap_lint.frontends.web.secrets import secrets_in
from heap_lint.frontends.web.syntax import Tree

if TYPE_CHECKING:
    from heap_lint.frontends.web.modules import Modules


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


class Run:
    """The scripts of a page, run in their order."""

    def __init__(
        self, scripts: list[Script], page: Embedded, modules: Modules | None = None
    ) -> None:
        trees, all_parsed = _trees_of(scripts)
        self._in_order = [
            [tree for tree, script in zip(trees, scripts, strict=True) if script.runs is when]
            for when in Runs
        ]
        self._trees = list(chain.from_iterable(self._in_order))
        choices = (_moved(choice, page.start) for choice in page.choices)
        is_part = len(page.text) < len(page.source.text)
        file = File(self._trees, choices, modules, is_part=is_part)
        if not all_parsed:
            file.allowance.fuel.end()
        self.interpreter = Interpreter(file)

    @property
    def has_error(self) -> bool:
        """Whether one of them is no JavaScript."""
        return any(tree.root.has_error for tree in self._trees)

    def begin(self) -> None:
        """Run what runs by itself."""
        self.interpreter.begin(*self._in_order)

    def finish(self) -> list[Fact]:
        """Run the functions in them too; return what they say."""
        self.interpreter.finish()
        hosts = (loading.hosts_in(tree.script) for tree in self._trees)
        given_up = self.interpreter.file.given_up
        policies = (policies_in(tree, given_up) for tree in self._trees)
        secrets = (secrets_in(tree) for tree in self._trees)
        own = self.interpreter.file.facts()
        facts = [*chain.from_iterable(chain(hosts, policies, secrets)), *own]
        broken = chain.from_iterable(broken_calls(tree, facts) for tree in self._trees)
        return [*facts, *broken]


def facts_of_script(script: Embedded) -> list[Fact]:
    """Return what a text says if it is JavaScript without an error."""
    # Before filler at the end of a text the grammar would miss a semicolon.
    text = script.part(0, len(script.text.rstrip(FILLER)))
    run = Run([Script(text)], script)
    if run.has_error:
        return []
    run.begin()
    return run.finish()


def facts_of(scripts: list[Script], page: Embedded, modules: Modules | None = None) -> list[Fact]:
    """Return what the scripts of a page say, in the order in which they are run."""
    run = Run(scripts, page, modules)
    run.begin()
    return run.finish()


def _trees_of(scripts: list[Script]) -> tuple[list[Tree], bool]:
    """Return the trees of scripts, and whether there is one of each: else it is that of no code."""
    trees, all_parsed = [], True
    for script in scripts:
        try:
            trees.append(Tree(script.text, script.language))
        except TooTangledError:
            trees.append(Tree(script.text.part(0, 0), script.language))
            all_parsed = False
    return trees, all_parsed


def _moved(choice: Choice, by: int) -> Choice:
    """Return a choice by its place in the file instead of that in a text."""
    arms = (Arm(a.start + by, a.end + by, a.assumes) for a in choice.arms)
    return replace(choice, arms=tuple(arms))
