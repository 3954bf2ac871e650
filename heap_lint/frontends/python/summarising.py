"""From a function that has been run to its summary: what it says, gives back, changes and shows."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from heap_lint.facts import Call
from heap_lint.flow import Graph, Login
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.substitution import values_of
from heap_lint.frontends.dataflow.symbols import (
    Parameter,
    Spread,
    size,
)
from heap_lint.frontends.python import calls
from heap_lint.frontends.python.frame import Frame
from heap_lint.frontends.python.summaries import (
    MOST_FACTS,
    Definition,
    Effect,
    Summary,
    Template,
)
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

_MOST_PARTS_TOLD = 6_000


def summarised(definition: Definition, frame: Frame, end: State) -> Summary:
    """Return what a function that has been run does for its callers."""
    arguments, first = definition.node.args, 1 if definition.binds_itself() else 0
    by_position = [p.arg for p in (*arguments.posonlyargs, *arguments.args)][first:]
    anybody = Login.IN if definition.entry is Login.IN else Login.ANYBODY
    entry = frame.graph.entries[0][0]
    graph = Graph([(entry, anybody)])
    after = Graph([(entry, Login.ANYBODY)]).leaving(end.node)
    end_state = after.pop() if len(after) == 1 else None
    logs_in = end_state is Login.IN and graph.logs_in()
    leaves = end_state is Login.OUT or logs_in
    passes = [*frame.passes, *([frame.ends] if frame.ends is not None else [])]
    returns_nothing = {state for node in passes for state in graph.leaving(node)}
    said = [template for templates in frame.said.values() for template in templates]
    return Summary(
        function=id(definition.node),
        parameters=(*by_position, *(p.arg for p in arguments.kwonlyargs)),
        positional=len(by_position),
        defaults=definition.defaults,
        templates=tuple(_guarded(each, frame, graph) for each in _handed_on(definition, said)),
        star=arguments.vararg.arg if arguments.vararg else "",
        rest=arguments.kwarg.arg if arguments.kwarg else "",
        returns=_given_back(frame),
        leaves=end_state if leaves else None,
        guards=end_state is Login.IN and not logs_in,
        asks=end_state is None and Login.ANYBODY not in after or end_state is Login.UNSURE,
        leaves_never=not (frame.returns or frame.yielded or frame.ends or definition.in_class),
        refuses=frame.refuses,
        tells=_told(frame, graph),
        runs=frozenset(state for node in frame.runs for state in graph.leaving(node)),
        begins=definition.entry,
        effects=_effects(definition, frame, end),
        changes_itself=frame.changes_itself,
        ends_logged_in=returns_nothing == {Login.IN},
    )


def _effects(definition: Definition, frame: Frame, end: State) -> dict[str, Effect]:
    """Return what is left of the dicts that a function is given and changes, when it has run."""
    own = (each for each in frame.emptied if each.function == id(definition.node))
    effects = {each.name: Effect(False, Unknown(each.span)) for each in own}
    for given in frame.given:
        parameter = given.parameter
        if parameter is not None and parameter.function == id(definition.node):
            effects[parameter.name] = Effect(bool(parameter.steps), end.freeze(given))
    itself = end.names.get(frame.self_name)
    changed = changed_record(itself, frame, end) if isinstance(itself, Parameter) else None
    if changed is not None and definition.in_class is not None:
        effects[frame.self_name] = Effect(False, end.freeze(changed))
    return effects


def changed_record(itself: Parameter, frame: Frame, state: State) -> Mapping | None:
    """Return the record that a method is of with the fields that it has assigned, None for no such."""
    entries = [
        Entry(Literal(field, value.span, field), value)
        for field in sorted(frame.assigned)
        if (value := state.names.get(f"{frame.self_name}.{field}")) is not None
    ]
    if not entries or not frame.changes_itself:
        return None
    return Mapping((Entry(Spread(itself.span), itself), *entries), itself.span)


def _told(frame: Frame, graph: Graph) -> dict[bool, Login]:
    """Return what the result of a function being true, or not, shows of the visitor."""
    shown: dict[bool, Login] = {}
    ends = [(frame.ends, False, None)] if frame.ends is not None else []
    told = [*frame.told, *ends]
    for truth in (True, False):
        states: set[Login] = set()
        for node, may_be, login in told:
            if may_be is truth:
                states |= {login} if login is not None else graph.leaving(node)
        if len(states) == 1 and not states.isdisjoint({Login.IN, Login.OUT}):
            shown[truth] = states.pop()
    return shown


def _handed_on(definition: Definition, templates: list[Template]) -> Iterator[Template]:
    """Yield what callers are told, as long as it is of a size that every call can go through."""
    file, parts = definition.interpreter.file, 0
    if len(templates) > MOST_FACTS:
        file.limit(f"callers of a function were told {MOST_FACTS} of the facts that it says")
    for template in templates[:MOST_FACTS]:
        parts += sum(size(value, _MOST_PARTS_TOLD) for _, value in values_of(template.fact))
        if parts > _MOST_PARTS_TOLD:
            file.limit(f"callers of a function were told {_MOST_PARTS_TOLD} parts of what it says")
            return
        yield template


def _guarded(template: Template, frame: Frame, graph: Graph) -> Template:
    """Return what is said with whether `graph`, which anybody enters, lets only some come there."""
    places = template.fact.places if isinstance(template.fact, (Call, calls.Pending)) else ()
    states = {
        state
        for place in places
        for state in (graph if place.graph is frame.graph else place.graph).states(place.node)
    }
    return replace(template, guarded=True) if states == {Login.IN} else template


def _given_back(frame: Frame) -> Value | None:
    """Return what a call gives, a generator being a list of what it yields."""
    if frame.yielded:
        return Sequence(tuple(frame.yielded), frame.yielded[0].span, complete=False)
    return one_of(frame.returned, frame.returned[0].span) if frame.returned else None
