"""What a script is run in: values with their paths, frames, and what was found so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.facts import Call, Fact, NotFollowed
from heap_lint.flow import Graph, Login
from heap_lint.frontends.dataflow.parts import with_leaves
from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.symbols import Parameter
from heap_lint.frontends.embedding import Choice
from heap_lint.frontends.web import allowance
from heap_lint.frontends.web.model import kinds, origin_of, web_methods
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    import tree_sitter as ts

    from heap_lint.frontends.web.modules import Modules
    from heap_lint.frontends.web.syntax import Tree

ARGUMENTS = "arguments"
"""The name of all that a function is given: its parameters are steps from there."""
_GLOBALS = {
    "@window",
    "@globalThis",
    "@self",
    "@global",
    "@top",
    "@parent",
    "@unsafeWindow",
    "@$window",
}
_LONGEST_PATH = 200
_SMALL = 100_000
_CALL_WITH_ARGUMENTS = re.compile(r"(?<!Date)\(\.\.\.\)")
_REASSIGNED = re.compile(rb"(?<![.\w$])([\w$]+)\s*(?:[-+*/|&?^%]|\*\*|\|\||&&|\?\?)?=(?![=>])")
_GIVES_FIRST = (
    "variable_declarator", "jsx_attribute", "assignment_pattern", "object_assignment_pattern",
    "required_parameter", "optional_parameter", "public_field_definition", "field_definition",
    "enum_assignment",
)  # fmt: skip
"""Nodes with a name and an equals sign that give a name its first value, or are no assignment."""
_DECLARED = re.compile(r"\b(const|let|var)\s+([\w$]+)(?:\s*:[^=\n;]{0,80})?\s*=(?![=>])")
_UPDATED = re.compile(r"(?<![.\w$])([\w$]+)\s*(?:\+\+|--)|(?:\+\+|--)\s*([\w$]+)")
_FIELD_SET = re.compile(r"\bthis\.(#?[\w$]+)\s*=(?!=)")
_CHANGED = re.compile(
    r"(?<![.\w$])([\w$]+)\s*(?:(?:\.[\w$]+|\[[^\]\n]{0,80}\])\s*(?:[-+|&?]{0,2})=(?![=>])"
    r"|\.\s*(?:push|unshift|splice)\s*\()|\b(?:assign|defineProperty)\s*\(\s*([\w$]+)|\bdelete\s+([\w$]+)"
)


class Named(Unknown, frozen=True, eq=False):
    """An unknown value with its access path (models/web.toml); `expression` is it as written.

    `source` is the parameter that it is got from.
    """

    path: str = ""
    source: Parameter | None = None

    def __eq__(self, other: object) -> bool:
        return (
            type(other) is Named
            and (self.path, self.origin, self.kind, self.expression, self.source)
            == (other.path, other.origin, other.kind, other.expression, other.source)
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((self.path, self.expression))

    def stepped(self, step: str, span: Span) -> Value:
        """Return what one more step leads to."""
        return stepped(self, step, span)


class Imported(Named, frozen=True, eq=False):
    """What the file `importer` imports: `name` of `module`, as written; `*` is all of it."""

    module: str = ""
    name: str = ""
    importer: str = ""


class Namespace(Named, frozen=True, eq=False):
    """All that the file of the project exports whose path is `file`."""

    file: str = ""


class Context(Named, frozen=True, eq=False):
    """A place that components hand values on by: `createContext()`; `owner` is what ran that call."""

    place: Span = Span("", 0, 0)
    owner: object = None


class Function(Unknown, frozen=True, eq=False, kw_only=True):
    """A function whose text is known; `owner` is the interpreter of the file where it stands."""

    node: ts.Node
    tree: Tree
    owner: object

    @property
    def number(self) -> int:
        """What tells its parameters from those of other functions, by whatever name it is called."""
        return hash(self.tree.span(self.node))

    def __eq__(self, other: object) -> bool:
        return type(other) is Function and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.span)


class ClassValue(Unknown, frozen=True, eq=False):
    """A class whose text is known, or an instance of it: the methods and fields."""

    members: dict[str, Value] = field(default_factory=dict)


class Heard(NamedTuple):
    """A fact, and what the parameters of the function must be (true or not) for it to be said."""

    fact: Fact
    truths: dict[str, bool]


class Closure(Struct):
    """A function that may be called later, with what was known where it stands.

    `entry` is what is known of the visitor when it is called.
    """

    function: Function
    state: State
    frame: Frame
    own_name: str = ""
    entry: Login = Login.UNSURE
    words: tuple[str, ...] | None = None
    """The words of its text, once they were asked for."""


class Frame(Struct, eq=False):
    """One run of a page or a function; the states that leave it, or a loop in it, early.

    `outer` is what it stands in, `function` tells its parameters from those of others.
    `this` are the fields of the object whose method it is. `waiting` are functions that stand in it,
    `ran` those of them that were run where they stand.
    """

    graph: Graph
    this: dict[str, Value] = field(default_factory=dict)
    in_constructor: bool = False
    is_loader: bool = False
    """Whether it is the body of `heap.load` in a snippet."""
    returns: list[State] = field(default_factory=list)
    returned: list[Value] = field(default_factory=list)
    leaving: list[list[State]] = field(default_factory=list)
    waiting: dict[int, Closure] = field(default_factory=dict)
    ran: set[int] = field(default_factory=set)
    outer: Frame | None = None
    function: int = 0


class File:
    """What is shared by all frames of a text: its words, its choices, and the facts found so far."""

    def __init__(
        self,
        trees: Iterable[Tree],
        choices: Iterable[Choice] = (),
        modules: Modules | None = None,
        *,
        is_part: bool = False,
    ) -> None:
        self.trees = trees = list(trees)
        text = "\n".join(tree.script.text for tree in trees)
        self.modules = modules
        self.path = trees[0].script.source.path if trees else ""
        self.choices = sorted(choices, key=lambda choice: (choice.start, -choice.end))
        self._starts = [choice.start for choice in self.choices]
        declared = {match.start(2): match for match in _DECLARED.finditer(text)}
        variable = {match[2] for match in declared.values() if match[1] != "const"}
        self.reassigned = {
            match[1].decode("utf-8", "replace")
            for tree in trees
            for match, node, _ in tree.matches(_REASSIGNED)
            if node.type not in _GIVES_FIRST
        }
        self.reassigned |= {match[1] or match[2] for match in _UPDATED.finditer(text)}
        self.reassigned -= {match[2] for match in declared.values()} - variable
        counted = Counter(match[1] for match in _FIELD_SET.finditer(text))
        self.set_often = {name for name, count in counted.items() if count > 1}
        """Fields of objects that are set in more than one place."""
        self.changed = {m[1] or m[2] or m[3] for m in _CHANGED.finditer(text)}
        self.text = text
        self.words = None if len(text) < _SMALL else words_of_heap()
        """What the text of a function has that may say something; None: run them all."""
        self.depth = 0
        whole = trees[0].script.source.text if trees else ""
        self.allowance = allowance.of_text(len(text), len(whole) if is_part else len(text))
        self._own = self.allowance.fuel
        self._found: dict[tuple[Span, str], list[Fact]] = {}
        self.closures: dict[int, Closure] = {}
        self.summaries: dict[int, Any] = {}
        """What functions do that have been run, by their nodes."""
        self.active: set[int] = set()
        self.texts: dict[Span, tuple[Tree, ts.Node]] = {}
        """Texts with Heap in them, by place: a name may stand for one where a page holds scripts."""
        self.heard: list[list[Heard]] = []
        """What was said so far by each of the functions that are being run."""
        self.inlined: list[Any] = []
        """For each function that is run where it is called: what tells what depends on its arguments."""
        self.owners: dict[int, Value] = {}
        """By node, what stood before a dot or a bracket when it was run last."""
        self.may_provide: set[int] = set()
        """Functions that have been looked at for what they provide to contexts, by their nodes."""
        self.in_script = False
        """Whether what is filled into a script in a text is being run."""
        self.provided: dict[Span, dict[Span, Value]] = {}
        """What is handed on by the contexts that the file makes: by the place of each provider."""

    def choices_in(self, start: int, end: int) -> list[Choice]:
        """Return the choices that begin between two places, an outer one before those in it."""
        return self.choices[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def record(
        self,
        at: Span,
        facts: list[Fact],
        what: str = "",
        truths: dict[str, bool] | None = None,
    ) -> None:
        """Note what stands at a place, instead of what an earlier run of it said.

        Once the fuel is used up nothing is: values may be unknown that are not.
        """
        if facts and not self.allowance.fuel.is_spent:
            before = self._found.get((at, what), [])
            facts = [self._as_own(fact, before) for fact in facts] if self.inlined else facts
            self._found[at, what] = facts
            for heard in self.heard[-1:]:
                heard += [Heard(fact, truths or {}) for fact in facts]

    def _as_own(self, fact: Fact, before: list[Fact]) -> Fact:
        """Return what a function says that is run where it is called.

        What depends on its arguments is the caller's to say, at the place in its flow; of its own
        place it is known what a run of the function alone has shown.
        """
        if not isinstance(fact, Call) or not any(own.fact(fact) for own in self.inlined):
            return fact
        same = (
            each.places for each in before if isinstance(each, Call) and type(each) is type(fact)
        )
        return replace(fact, places=next(same, ()))

    def given_up(self) -> None:
        """Note that the text, or a function in it, was not followed to its end."""
        if self.modules is not None:
            self.modules.given_up(self.path)

    def _not_followed(self) -> list[Fact]:
        """Return what tells of a script in a text, whose path is not that of a module."""
        is_told = self.modules is not None or not self.trees
        return [] if is_told else [NotFollowed(span=self.trees[0].script.span(0, 0))]

    def facts(self) -> list[Fact]:
        """Return everything found, in order of place."""
        found = [fact for facts in self._found.values() for fact in facts]
        if self._own.is_spent:
            self.given_up()  # what comes before and after in the flow is not known
            found = [replace(f, places=()) if isinstance(f, Call) else f for f in found]
            found += self._not_followed()
        return sorted(found, key=lambda fact: (fact.span, type(fact).__name__))


def is_global(value: Value) -> bool:
    """Whether a value is what all global names are properties of."""
    return path_of(value) in _GLOBALS


def path_of(value: Value) -> str:
    """Return the access path of a value, nothing where it has none."""
    return value.path if isinstance(value, Named) else ""


def name_at(name: str, span: Span) -> Named:
    """Return the value of a name that nothing in the file declares."""
    return _named(f"@{name}", name, span)


def stepped(value: Value, step: str, span: Span) -> Value:
    """Return what a step (`.id`, `()`, `[0]`) from a value leads to."""
    path = path_of(value)
    expression = value.expression if isinstance(value, Unknown) else ""
    if path in _GLOBALS and step[:1] == ".":
        return _named(f"@{step[1:]}", f"{expression}{step}", span)
    source = value.source if isinstance(value, Named) else None
    steps = source.steps if source is not None else ""
    if len(path) + len(step) > _LONGEST_PATH or len(steps) > limits.LONGEST_STEPS:
        return Unknown(span)
    made = _named(path and path + step, expression and expression + step, span)
    return made if source is None else replace(made, source=source.stepped(step, span))


def at(value: Value, span: Span, expression: str = "") -> Value:
    """Return a value as given by a name at `span`."""
    if isinstance(value, Named):
        shown = expression or value.expression
        return replace(value, span=span, expression=shown, defined=value.defined or value.span)
    if isinstance(value, Literal | Text | OneOf | Sequence | Mapping):
        return replace(value, span=span, defined=value.defined or value.span)
    return replace(value, span=span)


def plain(value: Value) -> Value:
    """Return a value as facts have it; itself where it is so already."""
    return value if type(value) is Literal else with_leaves(value, _plain)


def _plain(value: Value) -> Value:
    if not isinstance(value, Unknown) or type(value) is Unknown or type(value) is Parameter:
        return value
    shown = value.expression if isinstance(value, Named) else ""
    if isinstance(value, Named) and value.source is not None:
        return _symbol(value, value.source)
    if isinstance(value, Parameter):
        return value
    return Unknown(value.span, value.origin, shown, value.defined, value.given, value.kind)


def plain_entry(entry: Entry) -> Entry:
    """Return an entry of an object as facts have it."""
    if type(entry.key) is Literal and type(entry.value) is Literal:
        return entry
    key, value = plain(entry.key), plain(entry.value)
    return entry if key is entry.key and value is entry.value else Entry(key, value, entry.certain)


def symbolic(value: Value) -> Value:
    """Return a value with parameters as symbols, everything else as it is."""
    return with_leaves(value, _symbolic, keys=False)


def _symbolic(value: Value) -> Value:
    if isinstance(value, Named) and value.source is not None:
        return _symbol(value, value.source)
    return value


def _symbol(value: Named, source: Parameter) -> Parameter:
    return replace(
        source,
        span=value.span,
        origin=value.origin,
        expression=value.expression,
        defined=value.defined,
        given=value.given,
        kind=value.kind,
    )


def without_kind(value: Value) -> Value:
    """Return a value that is certainly there."""
    if isinstance(value, Unknown) and value.kind is Kind.UNDEFINED:
        return replace(value, kind=None)
    return value


@cache
def words_of_heap() -> re.Pattern[str]:
    """Return what the text of a function looks like that may call Heap."""
    return re.compile(rf"heap|\b(?:{'|'.join(web_methods())})\s*\(", re.IGNORECASE)


def _named(path: str, expression: str, span: Span) -> Named:
    origin: Origin | None = None
    kind: Kind | None = None
    if path:
        origin = origin_of(_CALL_WITH_ARGUMENTS.sub("()", path))
        kind = kinds().get(path.replace("(...)", "()"))
    return Named(span, origin, expression, None, True, kind, path)
