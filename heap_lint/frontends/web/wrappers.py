"""Functions that hand what they are given to Heap: a call of one says what it says.

A function runs once with its parameters as symbols. Each call of it then says the same, with the
caller's arguments in their place: at the caller's place, since the argument is what is wrong there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.facts import Call, Fact, Via
from heap_lint.flow import Login, Node, Place
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.layers import Layered
from heap_lint.frontends.dataflow.symbols import Encoded, Parameter, Ref
from heap_lint.frontends.web import model
from heap_lint.frontends.web.allowance import of_function
from heap_lint.frontends.web.calls import Arguments, Calls
from heap_lint.frontends.web.scope import (
    ARGUMENTS,
    Closure,
    Function,
    Heard,
    Named,
    at,
    plain,
    symbolic,
)
from heap_lint.frontends.web.syntax import named
from heap_lint.source import Span
from heap_lint.values import Literal, Mapping, OneOf, Sequence, Text, Unknown, Value, is_none

if TYPE_CHECKING:
    import tree_sitter as ts

    from heap_lint.frontends.dataflow.substitution import Substitution
    from heap_lint.frontends.web.scope import Frame

Held: TypeAlias = Mapping | Sequence
_BY_NAME = ("identifier", "member_expression", "subscript_expression", "non_null_expression")


class Summary(Struct, frozen=True):
    """What a function says of its parameters, and what it gives back."""

    function: int = 0
    says: tuple[Heard, ...] = ()
    returns: Value | None = None
    depends: bool = False
    """Whether what it gives back depends on what a function is given."""

    @property
    def matters(self) -> bool:
        """Whether callers must know it."""
        return bool(self.says)


class Wrappers(Calls):
    """Calls of functions whose text is known."""

    alive: bool

    def run_here(
        self, function: Function, arguments: Iterable[Value] | None, *, joins: bool
    ) -> Value:
        """Run a function as part of the flow; without arguments its parameters are symbols."""
        raise NotImplementedError

    def run_closure(self, closure: Closure) -> list[Value]:
        """Run a function on its own; return what it gives back."""
        raise NotImplementedError

    def call_function(
        self, node: ts.Node, callee: ts.Node, function: Function, given: Arguments
    ) -> Value:
        """Run a call of a function whose text is known."""
        arguments = node.child_by_field_name("arguments")
        values, rest = given
        if callee.type not in _BY_NAME and function.owner is self:
            return self.run_here(function, values, joins=True)
        name = self.last_name(callee)
        for value in values:
            if isinstance(value, Function):
                self.callback(value, name)
        value = self.said_by(node, self.span(callee), function, values, complete=rest is None)
        if function.owner is self or arguments is None:
            return value
        for each in values:
            self.state.lose_sight_of(each)
        self.flow(node, arguments, name, self.written(callee))
        return self.by_path(value, node)

    def said_by(
        self,
        node: ts.Node,
        name: Span,
        function: Function,
        given: list[Value],
        *,
        complete: bool = True,
        in_flow: bool = True,
    ) -> Value:
        """Say what a call of a function says; return what it gives.

        Not `in_flow`: what it does at once is no part of what is run here.
        """
        within = self.span(node)
        place = Node(span=name)
        self.state.go_to(place)
        summary = self.summary_of(function, here=in_flow)
        frozen = tuple(self.state.freeze(value) for value in given)
        items = Sequence(frozen, name, complete, "array")
        if summary.says:
            self._say(summary, items, place, within)
        if summary.returns is None:
            return Unknown(within)
        from heap_lint.frontends.dataflow.substitution import Substitution, depends

        if not summary.depends:
            return at(summary.returns, within)
        parts = _parts_of(summary.returns, self.state.objects)
        if sum(1 for _ in islice(parts, limits.MOST_RETURNED)) == limits.MOST_RETURNED:
            return Unknown(within)
        returned = symbolic(self.state.freeze(summary.returns))
        if not depends(returned):
            return at(summary.returns, within)
        substitution = Substitution(summary.function, {ARGUMENTS: items})
        return at(substitution.value(returned), within)

    def _say(self, summary: Summary, items: Sequence, place: Node, within: Span) -> None:
        from heap_lint.frontends.dataflow.substitution import Substitution, parts_of

        substitution = Substitution(summary.function, {ARGUMENTS: symbolic(items)})
        name = place.span or within
        fuel = self.file.allowance.fuel
        for number, (fact, truths) in enumerate(summary.says):
            if not fuel.spend(limits.FUEL_OF_A_FACT):
                break
            changes: dict[str, Any] = {
                key: _given(key, plain(value)) for key, value in substitution.fact(fact).items()
            }
            fuel.spend(
                2 * parts_of(changes.values(), fuel)
            )  # made here, and looked through when noted
            if not changes or not _possible(substitution, truths):
                continue
            steps = fact.via.steps if fact.via is not None else ()
            heap = fact.called or fact.span if isinstance(fact, Call) else fact.span
            via = Via(within=within, template=fact, steps=(heap, *steps))
            if isinstance(fact, Call):
                changes |= {"places": (Place(self.frame.graph, place),), "called": name}
            said = replace(fact, span=name, via=via, **changes)
            self.file.record(name, [said], f"{number} {fact.span}", self.truths())

    def summary_of(self, function: Function, *, here: bool = False) -> Summary:
        """Return what a function does; `here`: it is run as part of the flow, if it is in scope."""
        owner = function.owner
        if not isinstance(owner, Wrappers):
            return Summary()
        closure = owner.file.closures.get(function.node.id)
        known: Summary | None = owner.file.summaries.get(function.node.id)
        if closure is None or function.node.id in owner.file.active:
            return known or Summary()
        if here and owner is self and self._is_around(closure.frame):
            if known is None:
                return self._learn(function, None)
            return self._run_again(function, known)
        return known or owner.learn_for(self, function, closure)

    def _run_again(self, function: Function, known: Summary) -> Summary:
        """Run a function for what it does to the flow here, if there is fuel for that."""
        begun = self.file.allowance.begin_again()
        if begun is None:
            self.state.go_to(Node(Login.UNSURE))
            return known
        self.file.allowance.fuel.spend(limits.FUEL_OF_A_RUN)
        try:
            return self._learn(function, None)
        finally:
            self.file.allowance.end_again(begun)

    def learn_for(self, caller: Wrappers, function: Function, closure: Closure) -> Summary:
        """Run a function on its own, as deep in all that is being run as its caller is."""
        depth, self.file.depth = self.file.depth, caller.file.depth
        kept = self.frame, self.state, self.tree, self.alive
        allowed = self.file.allowance
        self.file.allowance = of_function(function.node.end_byte - function.node.start_byte)
        try:
            return self._learn(function, closure)
        finally:
            self.file.depth, self.file.allowance = depth, allowed
            self.frame, self.state, self.tree, self.alive = kept

    def _learn(self, function: Function, closure: Closure | None) -> Summary:
        """Run a function, where it is called or on its own, and note what it says."""
        file, identity = self.file, function.node.id
        heard: list[Heard] = []
        file.heard.append(heard)
        file.active.add(identity)
        around = file.inlined
        file.inlined = [] if closure is not None else [*around, _own(function)]
        try:
            if closure is None:
                returns: Value | None = self.run_here(function, None, joins=True)
            else:
                values = self.run_closure(closure)
                returns = one_of(values, function.span) if values else None
        finally:
            file.active.discard(identity)
            file.heard.pop()
            file.inlined = around
        self.tell_outer(function, heard)
        return self.note(function, heard, returns)

    def tell_outer(self, function: Function, heard: list[Heard]) -> None:
        """Tell the function that is run around another what that has said of its parameters too.

        What depends on the parameters of the inner one alone is said by its calls, with what they
        give it.
        """
        for outer in self.file.heard[-1:]:
            outer += [each for each in heard if _is_of_others(each.fact, function.number)]

    def note(self, function: Function, heard: list[Heard], returns: Value | None) -> Summary:
        """Keep what a run of a function has shown."""
        says: tuple[Heard, ...] = ()
        if heard:
            own = _own(function)
            mine = {_what(each): each for each in heard if own.fact(each.fact)}
            says = tuple(mine.values())[: limits.MOST_SAID]
        if self.file.allowance.fuel.is_spent:
            self.file.given_up()
            returns = None
        depends = returns is not None and _may_have_symbols(returns, self.state.objects)
        summary = Summary(function.number, says, returns, depends)
        self.file.summaries[function.node.id] = summary
        return summary

    def _is_around(self, frame: Frame) -> bool:
        each: Frame | None = self.frame
        while each is not None:
            if each is frame:
                return True
            each = each.outer
        return False

    def truths(self) -> dict[str, bool]:
        """Return what conditions on the way here have shown of the parameters, by steps."""
        shown: dict[str, bool] = {}
        for path, truth in self.state.truths.items():
            value = self.state.names.get(path[1:])
            if isinstance(value, Named) and value.source is not None:
                if value.source.function == self.frame.function:
                    shown[value.source.steps] = truth
        return shown

    # --- Functions that others run

    def run_given(self, node: ts.Node, name: str, given: list[Value]) -> None:
        """Run a function that is handed on, with the arguments that it will be given."""
        first = given[0] if given else None
        if (
            isinstance(first, Function)
            and model.handles_functions(name, "runners")
            and len(given) > 2
        ):
            callee = node.child_by_field_name("function") or node
            self.said_by(node, self.span(callee), first, given[2:])


def _parts_of(value: Value, objects: Layered[int, Held]) -> Iterator[Value]:
    """Yield a value and all that it is made of, with what is in it twice twice."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += _made_of(each, objects)


def _may_have_symbols(value: Value, objects: Layered[int, Held]) -> bool:
    """Whether a value is made of what a function is given, as far as it is looked through."""
    waiting, seen, left = [value], set[int](), limits.MOST_PARTS_RETURNED
    while waiting:
        each = waiting.pop()
        if _is_symbol(each):
            return True
        if id(each) not in seen:
            seen.add(id(each))
            inner = _made_of(each, objects)
            left -= len(inner)
            if left < 0:
                return True
            waiting += inner
    return False


def _made_of(value: Value, objects: Layered[int, Held]) -> Collection[Value]:
    """Return what a value is made of directly."""
    if isinstance(value, Ref):
        held = objects.get(value.site)
        return [held] if held is not None else []
    if isinstance(value, Mapping):
        return [part for entry in value.entries for part in (entry.key, entry.value)]
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, OneOf):
        return value.options
    if isinstance(value, Text):
        return value.holes
    return [value.content] if isinstance(value, Encoded) and value.content is not None else []


def _is_symbol(value: Value) -> bool:
    return isinstance(value, Parameter) or isinstance(value, Named) and value.source is not None


def _is_of_others(fact: Fact, function: int) -> bool:
    """Whether a fact depends on parameters of another function than that one."""
    from heap_lint.frontends.dataflow.substitution import parameters_in, values_of

    found = (each for _, value in values_of(fact) for each in parameters_in(value))
    return any(each.function != function for each in found)


def _own(function: Function) -> Substitution:
    """Return what tells the facts that depend on what a function is given."""
    from heap_lint.frontends.dataflow.substitution import Substitution

    return Substitution(function.number, {ARGUMENTS: Sequence((), function.span)})


def parameters_of(node: ts.Node) -> list[ts.Node]:
    """Return the parameters of a function as they are written."""
    single = node.child_by_field_name("parameter")
    several = node.child_by_field_name("parameters")
    return [single] if single is not None else named(several) if several is not None else []


def symbol(span: Span, function: int, steps: str) -> Parameter:
    """Return the symbol of what `steps` from the arguments of a function lead to."""
    return Parameter(span, name=ARGUMENTS, steps=steps, function=function)


def _what(heard: Heard) -> object:
    """Return what tells what a function says twice, on two ways to one call of Heap."""
    fact = heard.fact
    place = fact.via.steps[-1] if fact.via is not None else fact.span
    identity, event = (getattr(fact, name, None) for name in ("identity", "event"))
    known = identity if isinstance(identity, Parameter) else event
    if not isinstance(known, Parameter) or getattr(fact, "properties", None) is not None:
        return id(heard)
    return type(fact), place, known.function, known.steps, known.truth, tuple(heard.truths.items())


def _given(field: str, value: Value) -> Value | None:
    nothing = is_none(value)
    return None if nothing and field == "properties" else value


def _possible(substitution: Any, truths: dict[str, bool]) -> bool:
    for steps, truth in truths.items():
        value = substitution.value(symbol(Span("", 0, 0), substitution.function, steps))
        if isinstance(value, Literal) and bool(value.value) is not truth:
            return False
    return True
