"""What calling a function of the project does: the facts it hands its parameters to, what it returns.

A function is run once with its parameters as symbols. Each call of it then says what the function
says, with the caller's arguments in the place of the symbols: at the caller's place, since the
argument is what is wrong there.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint.facts import Call, Fact, Via
from heap_lint.flow import Graph, Login, Place
from heap_lint.frontends.dataflow.steps import BEHIND
from heap_lint.frontends.dataflow.substitution import Substitution
from heap_lint.frontends.dataflow.symbols import Instance, Parameter
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.calls import Pending
from heap_lint.frontends.python.objects import Prefilled
from heap_lint.frontends.python.parameters import other_names, passed_on
from heap_lint.source import Span
from heap_lint.values import Literal, Sequence, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.frontends.python.frame import ClassScope, Frame
    from heap_lint.frontends.python.interpreter import Interpreter

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MOST_FACTS = 50
"""Facts of one function that its callers are told of; more is a sign of generated code."""


class Definition(Struct, eq=False):
    """A function as it is defined: by which interpreter, in which login state; and what it does.

    `around` is what stands around it, decorators and dependencies: they tell the state, once asked.
    """

    node: FunctionNode
    entry: Login
    interpreter: Interpreter
    defaults: dict[str, Value] = field(default_factory=dict)
    in_class: ClassScope | None = None
    class_name: str = ""
    around: tuple[Value, ...] = ()
    settled: bool = False
    graph: Graph | None = None
    frame: Frame | None = None
    """Its last run."""
    is_left: bool = False
    """Whether it was too involved to be run to its end: nobody knows what it does."""
    summary: Summary | None = None
    running: bool = False
    early: bool = False
    """Whether it has been run only as its module was until its first call."""

    @property
    def dotted_name(self) -> str:
        """The function's name with those of its class and its module."""
        name = "" if isinstance(self.node, ast.Lambda) else self.node.name
        owner = f"{self.class_name}.{name}" if self.class_name else name
        return f"{self.interpreter.file.module}.{owner}"

    @property
    def parameters(self) -> list[ast.arg]:
        """The parameters in order, `*args` and `**kwargs` last."""
        arguments = self.node.args
        several = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several]

    def is_marked(self, name: str) -> bool:
        """Whether a decorator of that name (`staticmethod`, `classmethod`) stands on it."""
        marks = [] if isinstance(self.node, ast.Lambda) else self.node.decorator_list
        return any(isinstance(mark, ast.Name) and mark.id == name for mark in marks)

    def binds_itself(self) -> bool:
        """Whether a decorator gives the first parameter: a Celery task with `bind=True`."""
        marks = [] if isinstance(self.node, ast.Lambda) else self.node.decorator_list
        keywords = [k for mark in marks if isinstance(mark, ast.Call) for k in mark.keywords]
        return any(k.arg == "bind" and isinstance(k.value, ast.Constant) for k in keywords)


class Closure(Unknown, frozen=True):
    """A function of the project as a value.

    `bound`: its first parameter is given already, by `instance` where that is known. `preset`:
    arguments that `partial` has given.
    """

    definition: Definition | None = None
    bound: bool = False
    preset: tuple[tuple[str, Value], ...] = ()
    instance: Instance | None = None


class Template(Struct, frozen=True):
    """A fact of a function, and what its parameters must be (true or not) for it to be said.

    `guarded`: whoever calls the function, it is said of visitors who are logged in.
    """

    fact: Fact
    truths: dict[str, bool]
    guarded: bool = False


class Effect(NamedTuple):
    """What a function leaves of a dict, or of each dict in a list, that it is given."""

    of_items: bool
    after: Value


class Summary(Struct, frozen=True):
    """What a call does. `leaves`: the login state behind it (None: as before).

    `function` tells its parameters from those of other functions.
    """

    function: int
    parameters: tuple[str, ...] = ()
    defaults: dict[str, Value] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()
    positional: int = 0
    """How many of the parameters may be given by position."""
    star: str = ""
    """The name of `*args`."""
    rest: str = ""
    """The name of `**kwargs`."""
    returns: Value | None = None
    leaves: Login | None = None
    effects: dict[str, Effect] = field(default_factory=dict)
    """What it leaves of dicts and records that it is given, by parameter."""
    changes_itself: bool = False
    """Whether a method assigns attributes of its instance."""
    begins: Login = Login.UNSURE
    ends_logged_in: bool = False
    """Whether whoever it returns nothing for is logged in."""
    guards: bool = False
    """Whether only visitors who are logged in reach what follows, without being logged in by it."""
    asks: bool = False
    """Whether it may turn away who is not logged in."""
    leaves_never: bool = False
    """Whether nothing follows a call of it."""
    refuses: bool = False
    """Whether it raises that somebody has to log in first."""
    tells: dict[bool, Login] = field(default_factory=dict)
    """What its result being true, or not, shows of the visitor."""
    runs: frozenset[Login] = frozenset()
    """The states in which it calls what the decorator around it is given."""

    @property
    def matters(self) -> bool:
        """Whether callers must know it: it hands a parameter to Heap, or logs somebody in or out.

        Something that posts to any URL is Heap's business only where the callers are.
        """
        facts = (template.fact for template in self.templates)
        says = any(not isinstance(fact, Pending) or fact.told() is not None for fact in facts)
        return says or self.leaves is not None


def open_names(closure: Closure) -> list[str]:
    """Return the parameters that a call can still give by position, in order."""
    if closure.definition is None:
        return []
    arguments = closure.definition.node.args
    given = int(closure.bound) + int(closure.definition.binds_itself())
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    return [name for name in names[given:] if name not in dict(closure.preset)]


def bound_arguments(
    summary: Summary, closure: Closure, arguments: Arguments, at: Span
) -> dict[str, Value]:
    """Return the value of each parameter that a call is seen to give, by default too."""
    first = 1 if closure.bound else 0
    names = summary.parameters[first:]
    preset = dict(closure.preset)
    by_position = [n for n in summary.parameters[first : summary.positional] if n not in preset]
    given = dict(zip(by_position, arguments.positional, strict=False))
    given.update(preset)
    given.update((name, v) for name, v in arguments.keywords.items() if name in names)
    by_name = summary.parameters[summary.positional :]
    given.update(passed_on(arguments, by_position, by_name, defaults=summary.defaults, at=at))
    if summary.star:
        given[summary.star] = _other_items(arguments, len(by_position), at)
    if summary.rest:
        given[summary.rest] = other_names(arguments, names, at)
    if arguments.complete:
        for name, default in summary.defaults.items():
            if name in names and name not in given:
                given[name] = _at(default, at)
    return given


def _other_items(arguments: Arguments, taken: int, at: Span) -> Value:
    """Return what `*args` of a function holds: the arguments behind those that have a parameter."""
    items, more = arguments.positional, arguments.more_items
    if isinstance(more, Parameter) and len(items) <= taken:
        return more.stepped(f"{BEHIND}{taken - len(items)}]", at)
    return Sequence(tuple(items[taken:]), at, arguments.complete, "tuple")


def facts_at(
    summary: Summary,
    given: dict[str, Value],
    *,
    instance: Instance | None = None,
    name: Span,
    within: Span,
    places: tuple[Place, ...],
) -> Iterator[Fact]:
    """Yield what a call says; `name` is the called name there, `within` the whole call.

    What a method says of the constructor's parameters is the fault of who made the `instance`.
    """
    substitution = Substitution(summary.function, given)
    for template in summary.templates:
        changes: dict[str, Any] = substitution.fact(template.fact)
        if instance is not None:
            made = Substitution(instance.function, dict(instance.made_with))
            changes.update(made.fact(replace(template.fact, **changes)))
        if not changes or not _possible(template.truths, given):
            continue
        fact = template.fact
        steps = fact.via.steps if fact.via is not None else ()
        here = fact.called or fact.span if isinstance(fact, Call) else fact.span
        via = Via(within=within, template=fact, steps=(here, *steps))
        if isinstance(fact, (Call, Pending)) and not template.guarded:
            changes["places"] = places
        if isinstance(fact, Call):
            changes["called"] = name
        said = replace(fact, span=name, via=via, **changes)
        yield from _told(said, fact) if isinstance(said, Pending) else (said,)


def _told(pending: Pending, before: Fact) -> Iterator[Fact]:
    """Yield what a caller's arguments tell, and itself: the caller's own callers may tell more.

    `before` is what the function said without them: of that, the caller is not to blame.
    """
    yield pending
    facts = pending.told()
    if facts is None or pending.via is None:
        return
    known = before.told() if isinstance(before, Pending) else None
    own: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
    for fact in known or ():
        own[type(fact)].append(fact)
    for fact in facts:
        twins = own[type(fact)]
        template = twins.pop(0) if twins else Fact(span=before.span)
        yield replace(fact, via=replace(pending.via, template=template))


def returned(summary: Summary, given: dict[str, Value]) -> Value | None:
    """Return what a call gives back, None if that is not known."""
    substitution = Substitution(summary.function, given)
    return None if summary.returns is None else substitution.value(summary.returns)


def _possible(truths: dict[str, bool], given: dict[str, Value]) -> bool:
    for name, truth in truths.items():
        value = given.get(name)
        if isinstance(value, Literal) and bool(value.value) is not truth:
            return False
    return True


def _at(default: Value, at: Span) -> Value:
    """Return a default as given by a call that leaves the argument out."""
    if isinstance(default, (Literal, Unknown)):
        return replace(default, span=at, defined=default.span)
    return default


def filled(callee: Prefilled, arguments: Arguments) -> Arguments:
    """Return the arguments that a function gets which `partial` has given some."""
    positional = [*callee.positional, *arguments.positional]
    return Arguments(
        positional, {**dict(callee.keywords), **arguments.keywords}, arguments.complete
    )
