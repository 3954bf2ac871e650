"""What a Python expression evaluates to, as far as that can be known without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import groupby

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis import limits
from heap_lint.analysis.fuel import OutOfFuel
from heap_lint.flow import Login, Node
from heap_lint.frontends.dataflow import concatenation, containers, narrowing
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.state import State, forget_who_is_out, join
from heap_lint.frontends.dataflow.symbols import Given, Instance, Parameter, Record, Ref
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.python import formatting, library, lookups, methods, strings, tuples
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.comprehensions import copied_dict
from heap_lint.frontends.python.frame import ClassScope, File, Frame
from heap_lint.frontends.python.guards import Assumption, assumption
from heap_lint.frontends.python.instances import class_of, instance_path, is_shared
from heap_lint.frontends.python.model import (
    base_parameter,
    is_client,
    is_method,
    is_one_of,
    only_reads,
)
from heap_lint.frontends.python.objects import Based, Range
from heap_lint.frontends.python.records import as_dict, copied
from heap_lint.models.paths import kinds, origin_of
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
    is_huge,
    is_none,
)

_DEEPEST = 150
_ASKS = regex.lazy(
    r"user|log_?in|logged|auth|session|permi(?:t|ssion)|member|account|anonym|allowed|identity"
    r"|(?:uid|pk)\b|\([^()]*\brequest\b",
    re.IGNORECASE,
)
_MADE_IN_A_STEP = 4
"""Parts that are put together in the time in which an expression is evaluated."""
_MOST_UNROLLED = 50
"""A dict made of more items than this, or in others of more in all, is not looked at item by item."""


class Evaluator:
    """Evaluates expressions of one frame in `state`, which it moves on as calls are met."""

    def __init__(self, file: File, frame: Frame, state: State) -> None:
        self.file = file
        self.frame = frame
        self.state = state
        self.fuel = state.fuel or file.fuel
        self._depth = 0

    # --- The door

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression; what cannot be told is `Unknown`."""
        self.fuel.left -= 1
        if self.fuel.left <= 0:
            raise OutOfFuel
        method: Callable[[ast.expr], Value] | None = getattr(self, f"_{type(node).__name__}", None)
        self._depth += 1
        try:
            if method is None or self._depth > _DEEPEST:
                return self._other(node)
            value = method(node)
            if id(node) in self.file.watched:
                self.file.saw(node, self.state.freeze(value))
            return value
        finally:
            self._depth -= 1

    def charge(self, parts: int) -> None:
        """Take what it costs to make something of so many parts, which one name may stand for."""
        self.fuel.left -= parts // _MADE_IN_A_STEP

    def span(self, node: ast.expr) -> Span:
        """Return where an expression stands."""
        return self.file.positions.span(node)

    def assume(self, test: ast.expr, truth: bool) -> None:
        """Narrow names, and the login state, to what `test` being `truth` shows."""
        found = assumption(test, truth, self)
        if found.login is None and self.asks_for_user(test):
            self.state.go_to(Node(asks=True))
        self._take(found)

    def text_of(self, node: ast.expr) -> str:
        """Return the text of an expression as it is written."""
        return self.file.source.slice(self.span(node))

    def told_by(self, call: ast.Call, truth: bool) -> Login | None:
        """Return what the result of a call shows of the visitor; the interpreter overrides this."""
        return None

    def asks_for_user(self, test: ast.expr) -> bool:
        """Whether a condition may tell who is logged in from who is not."""
        if _ASKS.search(self.text_of(test)):
            return True
        names = (node.id for node in ast.walk(test) if isinstance(node, ast.Name))
        return any(
            _is_of_user(self.state.names[name]) for name in names if name in self.state.names
        )

    def on_call(self, node: ast.Call, callee: Value, arguments: Arguments) -> None:
        """Note what a call says of Heap or of a login; the interpreter overrides this."""

    def is_of_project(self, callee: Value) -> bool:
        """Whether a function is the project's own; the interpreter overrides this."""
        return False

    def on_closure(self, node: ast.Lambda) -> Value:
        """Return a function that is defined inside an expression; the interpreter overrides this."""
        return Unknown(self.span(node))

    def result_of(self, node: ast.Call, callee: Value, arguments: Arguments) -> Value | None:
        """Return what a call gives back where that is known; the interpreter overrides this."""
        return None

    # --- Constants and text

    def _other(self, node: ast.expr) -> Unknown:
        if self._depth <= _DEEPEST:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.evaluate(child)
        return Unknown(self.span(node))

    def _Constant(self, node: ast.Constant) -> Value:
        span = self.span(node)
        if node.value is Ellipsis or isinstance(node.value, complex) or is_huge(node.value):
            return Unknown(span)
        if isinstance(node.value, str) and HOLE in node.value:
            return Unknown(span)  # a template engine fills it in
        return Literal(node.value, span, self.file.source.slice(span))

    def _JoinedStr(self, node: ast.JoinedStr) -> Value:
        parts: list[str | Value] = []
        for piece in node.values:
            if isinstance(piece, ast.FormattedValue):
                parts.append(self._formatted(piece))
            elif isinstance(piece, ast.Constant):
                value = self._Constant(piece)
                parts.append(str(piece.value) if isinstance(value, Literal) else value)
        return self._text(node, parts)

    def _formatted(self, piece: ast.FormattedValue) -> str | Value:
        value = self.evaluate(piece.value)
        if piece.format_spec is None:
            return value
        spec = self.evaluate(piece.format_spec)
        if isinstance(spec, Literal) and isinstance(spec.value, str):
            return formatting.formatted(value, spec.value)
        return Unknown(value.span, value.origin if isinstance(value, Unknown) else None)

    def _text(self, node: ast.expr, parts: list[str | Value]) -> Value:
        span = self.span(node)
        self.charge(len(parts))
        return concatenation.text(parts, span, self.file.source.slice(span))

    def _Compare(self, node: ast.Compare) -> Value:
        return replace(self._other(node), kind=Kind.BOOLEAN)

    def _UnaryOp(self, node: ast.UnaryOp) -> Value:
        return self.turned(node, self.evaluate(node.operand))

    def turned(self, node: ast.UnaryOp, value: Value) -> Value:
        """Return what an operation makes of one value."""
        span = self.span(node)
        if isinstance(node.op, ast.Not):
            return Unknown(span, kind=Kind.BOOLEAN)
        if isinstance(node.op, ast.USub) and isinstance(value, Literal):
            if isinstance(value.value, (int, float)):
                return Literal(-value.value, span, self.file.source.slice(span))
        return Unknown(span)

    def _BinOp(self, node: ast.BinOp) -> Value:
        if isinstance(node.op, ast.Add):
            return self._sum(node)
        return self.operated(node, self.evaluate(node.left), self.evaluate(node.right))

    def operated(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        """Return what an operation, but for a sum, makes of two values."""
        span = self.span(node)
        if isinstance(node.op, ast.Mod):
            if isinstance(left, Literal) and isinstance(left.value, str):
                filled = formatting.percent(left.value, self.held(right))
                return self._text(node, filled) if filled else Unknown(span)
        if isinstance(node.op, ast.Div) and _is_text(left):  # only a URL is a text to divide
            return library.joined_path(left, right, span)
        if isinstance(node.op, ast.Mult):
            for several, times in ((self.held(left), right), (self.held(right), left)):
                if isinstance(several, Sequence):
                    return self.allocate(node, containers.multiplied(several, times, span))
            return concatenation.repeated(left, right, span, self.file.source.slice(span))
        if isinstance(node.op, ast.Sub) and (time := formatting.moved_time(left, right, span)):
            return time
        if isinstance(node.op, ast.BitOr):
            a, b = self.held(left), self.held(right)
            if any(isinstance(x, Mapping) for x in (a, b)):
                merged = containers.updated(containers.updated(Mapping((), span), a), b)
                return self.allocate(node, merged)
        return Unknown(span)

    def _sum(self, node: ast.BinOp) -> Value:
        """Add a chain of `+` without recursing along it: a long text is often built this way."""
        operands: list[ast.expr] = []
        here: ast.expr = node
        while isinstance(here, ast.BinOp) and isinstance(here.op, ast.Add):
            operands.append(here.right)
            here = here.left
        return self.added(node, [self.evaluate(each) for each in (here, *reversed(operands))])

    def added(self, node: ast.BinOp, values: list[Value]) -> Value:
        """Return the sum of some values."""
        held = [self.held(value) for value in values]
        if all(isinstance(value, Sequence) for value in held):
            made = Sequence((), self.span(node))
            for more in held:
                made = containers.extended(made, more)
            return self.allocate(node, made)
        numbers = [v.value for v in values if isinstance(v, Literal) and _is_number(v.value)]
        if len(numbers) == len(values):
            span, total = self.span(node), sum(numbers)  # type: ignore[arg-type]
            if not is_huge(total):
                return Literal(total, span, self.file.source.slice(span))
        if any(_is_text(value) for value in values):
            return self._text(node, list(values))
        if len(values) == 2 and (
            time := formatting.moved_time(values[0], values[1], self.span(node))
        ):
            return time
        return Unknown(self.span(node))

    # --- Names

    def _Name(self, node: ast.Name) -> Value:
        return self.used(self._elsewhere(self.look_up(node.id, self.span(node))), node)

    def look_up(self, name: str, span: Span) -> Value:
        """Return what a name stands for here, in the scopes that see it."""
        if name in self.state.names and name not in self.file.rebound_nonlocals:
            return self.state.names[name]
        outer = self.frame.outer
        while outer is not None:
            frame, state = outer
            if not frame.is_class_body and name in state.names:
                return self._rebound(name, frame, state.names[name], span)
            outer = frame.outer
        return Unknown(span, origin_of(f"@{name}"), f"@{name}")

    def _rebound(self, name: str, frame: Frame, value: Value, span: Span) -> Value:
        """Return what an outer name stands for: any value, or a client, where functions rebind it."""
        if name in self.file.rebound_nonlocals:
            return Unknown(span, expression=f"@{name}")
        if frame.outer is not None or name not in self.file.rebound_globals:
            return value
        assigned = (value, self.file.rebound_globals[name])
        return next(filter(_is_client, assigned), None) or Unknown(span, expression=f"@{name}")

    def used(self, value: Value, node: ast.expr) -> Value:
        """Return a value as given by the name `node`: its place is the name, its constant elsewhere."""
        if isinstance(value, (Ref, Mapping, Sequence)):
            return value
        return replace(value, span=self.span(node), defined=value.defined or value.span)

    def _Attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node.attr, node)

    def attribute(self, owner: Value, name: str, node: ast.expr) -> Value:
        """Return `owner.name`, at the place of `node`."""
        if isinstance(owner, OneOf):
            return one_of(
                [self.attribute(option, name, node) for option in owner.options], self.span(node)
            )
        if isinstance(owner, Literal) and name == "value":
            return self.used(owner, node)  # the value of an enum's member
        if not isinstance(owner, Unknown) or not owner.expression:
            return Unknown(self.span(node))
        held = self.held(owner) if isinstance(owner, (Record, Given)) else None
        field = held.get(name) if isinstance(held, Mapping) else None
        if field is not None:
            return self.used(field, node)
        if isinstance(owner, Record) and name == "__dict__":
            return Ref(self.span(node), site=owner.site)
        path, scope = owner.expression, self.frame.in_class
        parameter = owner.parameter if isinstance(owner, Given) else owner
        annotated = parameter.instance_of if isinstance(parameter, Parameter) else ""
        if path == f"@{self.frame.self_name}":
            known = self._of_self(name, scope)
        elif path == "@super()" and scope is not None:
            known = scope.find_inherited(name)
        elif annotated:
            if name in ("name", "value") and self._is_enum(annotated):
                return Unknown(self.span(node))  # one of a few, but nobody knows which
            scope = self.file.class_scope(annotated)
            known = _of_all(self.file.class_attribute(annotated, name))
        else:
            known = self.file.class_attribute(path, name)
        if isinstance(owner, Parameter) and scope is not None and name in (scope.fields or ()):
            known = None if known is not None and _is_blank(known) else known
        if known is not None:
            return self.used(self.bound(known, owner), node)
        if path not in (f"@{self.frame.self_name}", "@super()") and not annotated:
            scope = self.file.class_scope(path.removesuffix("()"))
        if scope is not None and (is_method(scope.client, name) or is_client(scope.client)):
            return self._path(f"{scope.client}().{name}", node)
        step = self.step(owner, f".{name}", node)
        if scope is not None and step.kind is None:
            step = self._declared(step, scope.kind_of(name), node)
        found = self._elsewhere(step)
        return step if found is step else self.used(found, node)

    def _declared(self, value: Unknown, kind: Kind | None, node: ast.expr) -> Unknown:
        """Return an attribute that is declared to be of a kind; None only where nothing denies it."""
        is_there = kind is Kind.OPTIONAL and self.state.conditions.get(self.text_of(node)) is True
        return value if is_there or kind is None else replace(value, kind=kind)

    def _elsewhere(self, value: Value) -> Value:
        """Return what an imported name stands for in its own file, where that is of interest."""
        if type(value) is not Unknown or value.expression[:1] in ("", "@"):
            return value
        found = self.file.elsewhere(value.expression)
        if isinstance(found, (Mapping, Sequence)):
            return replace(found, complete=False)  # other files may change it as well
        return value if found is None else found

    def named(self, test: ast.expr) -> Value | None:
        """Return what a name, or an attribute of the instance, stands for; None for others."""
        if isinstance(test, ast.NamedExpr):
            test = test.target
        if isinstance(test, ast.Name):
            return self.look_up(test.id, self.span(test))
        if isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name):
            if test.value.id == self.frame.self_name:
                return self._of_self(test.attr, self.frame.in_class)
            return self.state.names.get(f"{test.value.id}.{test.attr}")
        return None

    def bound(self, value: Value, owner: Unknown) -> Value:
        """Return what `owner` has as a value got from it; the interpreter binds methods."""
        return value

    def _of_self(self, name: str, scope: ClassScope | None) -> Value | None:
        here = self.state.names.get(f"{self.frame.self_name}.{name}")
        if here is not None or scope is None:
            return here
        found = _set_elsewhere(scope.find(name))
        if isinstance(found, (Mapping, Sequence)):
            site = hash((id(scope), name))
            self.state.objects.setdefault(site, replace(found, complete=False))
            return Ref(found.span, site=site)
        return found

    def _path(self, path: str, node: ast.expr | ast.alias) -> Unknown:
        span = self.file.positions.span(node)
        return Unknown(span, origin_of(path), path, kind=kinds().get(path))

    def step(self, owner: Unknown, step: str, node: ast.expr) -> Unknown:
        """Return what a step (`.name`, `[key]`, `()`) from an unknown value leads to."""
        parameter = owner.parameter if isinstance(owner, Given) else owner
        if isinstance(parameter, Parameter):
            return parameter.stepped(step, self.span(node))
        if len(owner.expression) > limits.LONGEST_STEPS:
            return Unknown(self.span(node))
        if isinstance(owner, Based):
            return replace(owner, span=self.span(node), expression=owner.expression + step)
        found = self._path(owner.expression + step, node)
        if owner.origin is Origin.USER and not is_one_of(owner.expression, "login", "proxies"):
            return replace(found, defined=owner.defined)  # of the user as it was taken there
        return found

    def _Subscript(self, node: ast.Subscript) -> Value:
        return self.item(node, self.evaluate(node.value), self.evaluate(node.slice))

    def item(self, node: ast.Subscript, owner: Value, key: Value) -> Value:
        """Return `owner[key]`, at the place of `node`."""
        held = self._items(owner)
        span = self.span(node)
        if isinstance(node.slice, ast.Slice):
            several = self._merged(owner)
            if isinstance(several, Sequence):
                return self.allocate(node, replace(several, complete=False))
            part = strings.sliced(owner, self._bounds(node.slice), span)
            if part is not None:
                return part
            options = owner.options if isinstance(owner, OneOf) else (owner,)
            parts = [library.part(each, span) for each in options if isinstance(each, Parameter)]
            if len(parts) == len(options):
                return one_of(parts, span)
        members = self._members(owner) if isinstance(owner, Unknown) else None
        held = members or held
        if isinstance(held, Mapping) and not isinstance(key, Literal):
            many = held is members or containers.holds_addresses(held)
            found = containers.any_value(held, span) if many else containers.only_value(held, span)
            return self.used(found, node)
        if isinstance(key, Literal):
            if isinstance(held, Mapping) and isinstance(key.value, str):
                value = containers.item(held, key.value, span)
                return self.used(value, node) if value is not None else Unknown(span)
            if isinstance(held, Sequence) and isinstance(key.value, int) and held.complete:
                if -len(held.items) <= key.value < len(held.items):
                    return self.used(held.items[key.value], node)
                return Unknown(span)
        if isinstance(owner, Unknown) and owner.expression and not isinstance(owner, Ref):
            text = (
                key.value if isinstance(key, Literal) and isinstance(key.value, str | int) else ""
            )
            return self.step(owner, f"[{text}]", node)
        return Unknown(span)

    def _members(self, value: Unknown) -> Mapping | None:
        """Return the members of an enum of the project, None for anything else."""
        path = value.expression
        scope = self.file.class_scope(path) if "." in path and path[-1] not in ")]" else None
        return scope.members() if scope is not None and scope.is_a("records", "enums") else None

    def _is_enum(self, path: str) -> bool:
        scope = self.file.class_scope(path) or self.file.called(path)
        return isinstance(scope, ClassScope) and scope.is_a("records", "enums")

    def _items(self, value: Value) -> Value:
        """Return what a value holds, of a named tuple its items in order."""
        held = self.held(value)
        if not isinstance(value, Record) or not isinstance(held, Mapping):
            return held
        scope = self.file.class_scope(value.expression.removesuffix("()"))
        is_tuple = scope is not None and scope.is_a("records", "tuples")
        return tuples.row(value, held, is_tuple=is_tuple) or held

    def _bounds(self, node: ast.Slice) -> list[Value | None]:
        bounds = (node.lower, node.upper, node.step)
        return [None if each is None else self.evaluate(each) for each in bounds]

    def _merged(self, value: Value) -> Value:
        """Return what a value holds; of several lists, one with the items of any of them."""
        options = value.options if isinstance(value, OneOf) else (value,)
        held = [self.held(option) for option in options]
        lists = [each for each in held if isinstance(each, Sequence)]
        if len(lists) < 2 or len(lists) < len(held):
            return held[0] if len(held) == 1 else value
        items = {id(item): item for each in lists for item in each.items}
        return replace(lists[0], items=tuple(items.values()), complete=False)

    def _NamedExpr(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        if isinstance(node.target, ast.Name):
            self.state.bind(node.target.id, value)
        return value

    def _Await(self, node: ast.Await) -> Value:
        return self.evaluate(node.value)

    def _Yield(self, node: ast.Yield) -> Value:
        if node.value is not None:
            self.frame.yielded.append(self.state.freeze(self.evaluate(node.value)))
        return Unknown(self.span(node))

    def _Starred(self, node: ast.Starred) -> Value:
        self.evaluate(node.value)
        return Unknown(self.span(node))

    def _Lambda(self, node: ast.Lambda) -> Value:
        return self.on_closure(node)

    # --- Choices

    def _BoolOp(self, node: ast.BoolOp) -> Value:
        """`a or b` is `a` where that is true, else `b`; `and` the other way round."""
        decides = isinstance(node.op, ast.Or)
        options: list[Value] = []
        ended: list[State] = []
        for operand in node.values[:-1]:
            kept = narrowing.narrowed(self.evaluate(operand), truth=decides)
            if not decides and kept is not None and _is_somebodys(kept):
                kept = Unknown(kept.span)  # it is false: no id, whatever it is called
            options += [] if kept is None else [kept]
            around = self.state
            self.state = around.fork()
            self.assume(operand, decides)
            ended.append(self.state)
            self.state = around.fork()
            self.assume(operand, not decides)
        options.append(self.evaluate(node.values[-1]))
        self._meet([*ended, self.state])
        return self._choice(options, node)

    def _IfExp(self, node: ast.IfExp) -> Value:
        self.evaluate(node.test)
        around = self.state
        self.state = around.fork()
        self.assume(node.test, True)
        then = self.evaluate(node.body)
        after_then = self.state
        self.state = around.fork()
        self.assume(node.test, False)
        other = self.evaluate(node.orelse)
        self._meet([after_then, self.state])
        return self._choice([then, other], node)

    def _meet(self, states: list[State]) -> None:
        """Go on behind an expression whose value tells which way was taken."""
        forget_who_is_out(states)
        self.state = join(states) or self.state

    def _choice(self, options: list[Value], node: ast.expr) -> Value:
        value = one_of(options, self.span(node))
        return value if isinstance(value, Ref) else replace(value, span=self.span(node))

    # --- Displays

    def allocate(self, node: ast.AST, held: Mapping | Sequence) -> Ref:
        """Return the dict or list that `node` makes, holding `held` from here on."""
        self.charge(len(held.entries if isinstance(held, Mapping) else held.items))
        self.state.objects[id(node)] = held
        return Ref(held.span, site=id(node))

    def held(self, value: Value) -> Value:
        """Return what a dict or list holds at this point; any other value as it is."""
        if isinstance(value, Ref):
            return self.state.objects.get(value.site, Unknown(value.span))
        return value

    def _Dict(self, node: ast.Dict) -> Value:
        made = Mapping((), self.span(node))
        pairs = zip(node.keys, node.values, strict=True)
        for is_spread, group in groupby(pairs, lambda pair: pair[0] is None):
            entries: list[Entry] = []
            for key, expression in group:
                value = self.evaluate(expression)
                if key is not None:
                    entries.append(Entry(self.evaluate(key), value))
                else:
                    made = containers.updated(made, self.state.freeze(value))
            if not is_spread:
                made = containers.updated(made, Mapping(tuple(entries), made.span))
        return self.allocate(node, made)

    def _List(self, node: ast.List) -> Value:
        return self._sequence(node, "list")

    def _Tuple(self, node: ast.Tuple) -> Value:
        return self._sequence(node, "tuple")

    def _Set(self, node: ast.Set) -> Value:
        return self._sequence(node, "set")

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, kind: str) -> Value:
        made = Sequence((), self.span(node), kind=kind)
        for starred, elements in groupby(node.elts, lambda each: isinstance(each, ast.Starred)):
            values = [
                self.evaluate(each.value if isinstance(each, ast.Starred) else each)
                for each in elements
            ]
            if not starred:
                values = [Sequence(tuple(values), made.span)]
            for more in values:
                made = containers.extended(made, self.held(more))
        return self.allocate(node, made)

    def _ListComp(self, node: ast.ListComp) -> Value:
        return self._comprehension(node, [node.elt], node.generators, "list")

    def _SetComp(self, node: ast.SetComp) -> Value:
        return self._comprehension(node, [node.elt], node.generators, "set")

    def _GeneratorExp(self, node: ast.GeneratorExp) -> Value:
        return self._comprehension(node, [node.elt], node.generators, "generator")

    def _DictComp(self, node: ast.DictComp) -> Value:
        """Evaluate the entry for each item of a list that is known, else once, for any item."""
        copy = self._copy_of_parameter(node)
        if copy is not None:
            return copy
        made = Mapping((), self.span(node))
        first, *others = node.generators
        items = self._merged(self.evaluate(first.iter))
        times = len(items.items) if isinstance(items, Sequence) and not others else _MOST_UNROLLED
        outside = self.frame.unrolled
        known = isinstance(items, Sequence) and times * outside <= _MOST_UNROLLED and not others
        self.frame.unrolled = outside * max(times, 1) if known else outside
        around, all_certain = self.state, known
        for item in items.items if isinstance(items, Sequence) and known else (None,):
            self.state = around.fork()
            if item is not None:
                self.bind(first.target, item)
            for generator in node.generators if item is None else ():
                iterable = self.evaluate(generator.iter)
                self.bind(generator.target, self.item_of(iterable, generator.target))
            tests = [test for generator in node.generators for test in generator.ifs]
            passes = [self._passes(test) for test in tests]
            key, value = self.evaluate(node.key), self.evaluate(node.value)
            if False not in passes:
                certain = item is not None and None not in passes
                all_certain &= certain
                made = containers.with_entry(made, Entry(key, self.state.freeze(value), certain))
            around = self._behind(around)
        self.state, self.frame.unrolled = around, outside
        # Which entries a condition leaves out is not known: none is said to be missing.
        complete = isinstance(items, Sequence) and items.complete and all_certain and made.complete
        return self.allocate(node, replace(made, complete=complete))

    def _copy_of_parameter(self, node: ast.DictComp) -> Value | None:
        """Return the copy that a comprehension makes of a parameter, `(properties or {})` too."""
        owner = copied_dict(node)
        value = self.evaluate(owner) if owner is not None else None
        options = value.options if isinstance(value, OneOf) else (value,)
        known = [each for each in options if isinstance(each, Parameter)]
        if value is None or not known:
            return None
        span = self.span(node)
        step = containers.FIELDS_NOT_NONE if node.generators[0].ifs else containers.FIELDS
        copied = [o.stepped(step, span) if isinstance(o, Parameter) else o for o in options if o]
        return self.allocate(
            node, containers.updated(Mapping((), span), self.state.freeze(one_of(copied, span)))
        )

    def _passes(self, test: ast.expr) -> bool | None:
        """Go on where a condition holds; return whether it always does, or never, None: perhaps."""
        self.evaluate(test)
        holds, fails = (assumption(test, truth, self) for truth in (True, False))
        self.assume(test, True)
        return None if holds.possible and fails.possible else holds.possible

    def _behind(self, around: State) -> State:
        """Return the state behind an expression that has names of its own, and may not be run."""
        joined = join([around.fork(), self.state])
        if joined is None:
            return around
        for name, _ in list(joined.names.changed(around.names.mark())):
            if name not in around.names:
                del joined.names[name]
        return joined

    def _comprehension(
        self,
        node: ast.expr,
        elements: list[ast.expr],
        generators: list[ast.comprehension],
        kind: str,
    ) -> Value:
        """Evaluate the element once, for any item: the result is a sequence that may hold more."""
        around = self.state
        self.state = around.fork()
        iterables: list[Value] = []
        for generator in generators:
            iterables.append(self.evaluate(generator.iter))
            self.bind(generator.target, self.item_of(iterables[-1], generator.target))
            for condition in generator.ifs:
                self.evaluate(condition)
                self.assume(condition, True)
        items = tuple(self.evaluate(element) for element in elements)
        self.state = self._behind(around)
        made = Sequence(items, self.span(node), complete=False, kind=kind)
        return self.allocate(node, self._as_often(made, generators, iterables))

    def _as_often(
        self, made: Sequence, generators: list[ast.comprehension], iterables: list[Value]
    ) -> Sequence:
        """Return the list as long as it is where a comprehension runs over `range(1000)`."""
        counts = [each.count if isinstance(each, Range) else None for each in iterables]
        if len(counts) > 1 or generators[0].ifs or counts[0] is None:
            return made
        times = Literal(counts[0], made.span, "")
        return containers.multiplied(replace(made, complete=True), times, made.span)

    def item_of(self, iterable: Value, target: ast.expr) -> Value:
        """Return any item of an iterable: one of its items where they are all known."""
        held = self._merged(iterable)
        if isinstance(iterable, Unknown) and (members := self._members(iterable)) is not None:
            return containers.any_value(members, self.span(target))
        if isinstance(held, Sequence) and held.items:
            if held.complete or not any(map(_is_scalar, held.items)):
                return one_of(held.items, self.span(target))
        if isinstance(iterable, Parameter):
            return iterable.stepped("[]", self.span(target))
        path = iterable.expression if isinstance(iterable, Unknown) else ""
        if 0 < len(path) <= limits.LONGEST_STEPS and not isinstance(iterable, Ref):
            return Unknown(self.span(target), expression=f"{path}[]")
        return Unknown(self.span(target))

    # --- Calls

    def _Call(self, node: ast.Call) -> Value:
        receiver: Value | None = None
        if isinstance(node.func, ast.Attribute):
            receiver = self.evaluate(node.func.value)
            arguments = self._arguments(node)
            if isinstance(receiver, Parameter) and node.func.attr in methods.CHANGING:
                receiver = self.changed(receiver, node.func.attr, arguments)
            result = methods.method(self, node, receiver, node.func.attr, arguments)
            result = result or as_dict(self, node, receiver, node.func.attr, arguments)
            result = result or copied(self, node, receiver, node.func.attr, arguments)
            if result is not None:
                return result
            callee = self.attribute(receiver, node.func.attr, node.func)
        else:
            callee = self.evaluate(node.func)
            arguments = self._arguments(node)
        callee = self._as_function(callee)
        is_own = self.is_of_project(callee)
        known = None if is_own else self._well_known(node, callee, arguments)
        if known is not None:
            return known
        self.on_call(node, callee, arguments)
        for value in () if _only_reads(callee) else arguments.all():
            self.state.lose_sight_of(value)
            if isinstance(value, Parameter) and not is_own:
                self.frame.handed_on.setdefault((value.function, value.name + value.steps), False)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        known = self.result_of(node, callee, arguments)
        known = known or methods.looked_up(self, node, receiver, name, arguments)
        return known if known is not None else self._result(node, callee, arguments)

    def _as_function(self, callee: Value) -> Value:
        """Return what calling an instance of a class of the project runs: its `__call__`."""
        path = instance_path(callee)
        method = self.file.class_attribute(path, "__call__") if path else None
        if method is None or not isinstance(callee, Unknown):
            return callee
        return self.bound(method, callee)

    def _well_known(self, node: ast.Call, callee: Value, arguments: Arguments) -> Value | None:
        path = callee.expression if isinstance(callee, Unknown) else ""
        known = library.function(self, node, callee, arguments)
        known = known or tuples.called(self, node, callee, arguments)
        known = known or as_dict(self, node, None, path, arguments)
        return known or copied(self, node, None, path, arguments)

    def _arguments(self, node: ast.Call) -> Arguments:
        arguments = Arguments()
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                arguments.spread_items(self._items(self.evaluate(argument.value)))
            else:
                arguments.add(self.evaluate(argument))
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if keyword.arg is None:
                arguments.spread_mapping(self.held(value))
            else:
                arguments.keywords[keyword.arg] = value
        return arguments

    def _result(self, node: ast.Call, callee: Value, arguments: Arguments) -> Value:
        if isinstance(callee, OneOf):
            results = [self._result(node, option, arguments) for option in callee.options]
            return one_of(results, self.span(node))
        if not isinstance(callee, Unknown) or not callee.expression:
            return Unknown(self.span(node))
        members = self._members(callee)
        if members is not None:
            return self.used(containers.any_value(members, self.span(node)), node)
        call = (
            "()" if arguments.are_none() or f"{callee.expression}(...)" not in kinds() else "(...)"
        )
        result = self.step(callee, call, node)
        base = self.held(self._base_of(callee.expression, arguments) or result)
        if isinstance(base, (Literal, OneOf, Text, Unknown)) and base is not result:
            return Based(result.span, expression=result.expression, base=base)
        result = lookups.read_setting(result, arguments)
        default = lookups.default_of(callee.expression, arguments)
        if lookups.may_be_none(callee.expression, arguments):
            return replace(result, kind=Kind.OPTIONAL)
        if default is None:
            return result
        return one_of([result, default], self.span(node))

    def _base_of(self, path: str, arguments: Arguments) -> Value | None:
        parameter, before = base_parameter(path) or ("", "")
        given = arguments.get(0, parameter) if parameter else None
        if before and isinstance(given, Literal) and isinstance(given.value, str):
            return replace(given, value=f"{before}{given.value}")
        return given

    # --- Assignment and assumption

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign to a target, taking tuples apart where the value shows its items."""
        if isinstance(target, ast.Name):
            self.state.bind(target.id, value)
            if target.id in self.frame.globals and _is_client(value):
                self.file.rebound_globals[target.id] = value
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for index, element in enumerate(target.elts):
                item = self._taken_apart(value, target.elts, index)
                if isinstance(value, Parameter):
                    item = value.stepped(f"[{index}]", self.span(element))
                self.bind(element, item if item is not None else Unknown(self.span(element)))
        elif isinstance(target, ast.Attribute):
            self._bind_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self.bind_item(target, self.evaluate(target.value), self.evaluate(target.slice), value)

    def _taken_apart(self, value: Value, targets: list[ast.expr], index: int) -> Value | None:
        """Return what one of several targets gets of a value, None where that is not known."""
        if isinstance(value, OneOf):
            got = [self._taken_apart(option, targets, index) for option in value.options]
            known = [each for each in got if each is not None]
            return one_of(known, value.span) if len(known) == len(got) else None
        held, element = self._items(value), targets[index]
        if not isinstance(held, Sequence) or not held.complete:
            return None
        more = len(held.items) - len(targets)
        starred = [i for i, each in enumerate(targets) if isinstance(each, ast.Starred)]
        if isinstance(element, ast.Starred):
            rest = replace(held, items=held.items[index : index + more + 1], kind="list")
            return self.allocate(element, rest) if more >= -1 else None
        if more < -len(starred) or more > 0 and not starred:
            return None
        return held.items[index + more if starred and index > starred[0] else index]

    def _bind_attribute(self, target: ast.Attribute, value: Value) -> None:
        """Assign an attribute; what an object of the caller's gets may be stored with it."""
        owner = self.evaluate(target.value)
        self.state.forget_conditions(target.attr)
        if isinstance(owner, Unknown) and owner.expression == f"@{self.frame.self_name}":
            self.state.names[f"{self.frame.self_name}.{target.attr}"] = value
            self.frame.changes_itself = True
        elif isinstance(owner, (Given, Parameter)):
            kept = narrowing.without_origin(self.state.freeze(value), Origin.VOLATILE)
            self.bind_item(target, owner, self._key(target), kept)
        elif isinstance(owner, Record):
            self.bind_item(target, owner, self._key(target), value)
        elif isinstance(owner, Instance):
            self.state.forget(owner)
        else:
            scope = class_of(owner, self.file.classes)
            if scope is not None and is_shared(value):
                scope.keep(target.attr, value)
            self.state.lose_sight_of(value)

    def _key(self, target: ast.Attribute) -> Value:
        return Literal(target.attr, self.span(target), target.attr)

    def changed(self, owner: Parameter, name: str, arguments: Arguments) -> Unknown:
        """Return what a parameter is that a method changes; the interpreter tells dicts."""
        self.state.change(owner)
        return owner

    def bind_item(self, target: ast.expr, owner: Value, key: Value, value: Value) -> None:
        """Assign `owner[key] = value`, to each that `owner` may be."""
        for option in owner.options if isinstance(owner, OneOf) else ():
            if isinstance(option, Ref):
                self.bind_item(target, option, key, value)
        held = self.held(owner)
        if isinstance(owner, Ref) and isinstance(held, Mapping):
            self.state.objects[owner.site] = containers.with_entry(held, Entry(key, value))
        elif isinstance(owner, Ref) and isinstance(held, Sequence):
            self.state.objects[owner.site] = replace(held, complete=False)
        else:
            self.state.lose_sight_of(owner)

    def _take(self, found: Assumption) -> None:
        if found.login is not None:
            self.state = self.state.fork(found.login)
        there = {
            old.expression
            for name, new in found.names.items()
            if narrowing.may_be_missing(old := self.state.names.get(name))
            and isinstance(new, Unknown)
            and new.kind is None
        }
        self.state.names.update(found.names)
        for name, value in self.state.names.items() if there else ():
            if isinstance(value, Text):
                self.state.names[name] = narrowing.with_values(value, there)
        self.state.learn(found.truths, found.conditions)


def _is_somebodys(value: Value) -> bool:
    """Whether a value is told by its name alone, not one that callers give."""
    return type(value) is Unknown or isinstance(value, Parameter) and value.steps != ""


def _is_of_user(value: Value) -> bool:
    options = value.options if isinstance(value, OneOf) else (value,)
    return any(isinstance(each, Unknown) and each.origin is Origin.USER for each in options)


def _is_client(value: Value | None) -> bool:
    return isinstance(value, Unknown) and is_client(value.expression.removesuffix("()"))


def _only_reads(callee: Value) -> bool:
    """Whether a call leaves the dicts and lists that it is given as they are."""
    return isinstance(callee, Unknown) and only_reads(callee.expression)


def _set_elsewhere(value: Value | None) -> Value | None:
    """Return an attribute's value without the None that stands there until a method sets it."""
    if isinstance(value, OneOf):
        return one_of([o for o in value.options if not is_none(o)], value.span)
    return value


def _of_all(value: Value | None) -> Value | None:
    """Return what all instances of a class have alike: its methods, and clients of Heap's."""
    is_method = isinstance(value, Unknown) and type(value) is not Unknown
    return value if is_method or _is_client(value) else None


def _is_blank(value: Value) -> bool:
    return isinstance(value, Unknown) and not value.expression


def _is_scalar(value: Value) -> bool:
    return not isinstance(value, Mapping | Sequence | Ref | Parameter)


def _is_text(value: Value) -> bool:
    if isinstance(value, OneOf):
        return all(map(_is_text, value.options))
    return isinstance(value, Text) or isinstance(value, Literal) and isinstance(value.value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
