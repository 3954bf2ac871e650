"""Runs the scripts of a text, statement by statement, without ever executing them.

All scripts of a page share one flow, as a browser runs them one after the other; what a template
writes only under a condition is a branch of it. Functions are run at the end of what they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.flow import Edge, Graph, Login, Node
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.layers import Layered
from heap_lint.frontends.dataflow.state import State, join, join_again
from heap_lint.frontends.dataflow.symbols import Parameter
from heap_lint.frontends.embedding import Arm, Choice
from heap_lint.frontends.web import model
from heap_lint.frontends.web.contexts import Contexts
from heap_lint.frontends.web.guards import truth_of
from heap_lint.frontends.web.scope import (
    ClassValue,
    Closure,
    File,
    Frame,
    Function,
    Heard,
    Named,
    at,
    name_at,
)
from heap_lint.frontends.web.syntax import DEEPEST, Tree, descendants, named, part, target_of
from heap_lint.frontends.web.told import Told
from heap_lint.frontends.web.wrappers import parameters_of, symbol
from heap_lint.values import Entry, Kind, Literal, Mapping, Unknown, Value

if TYPE_CHECKING:
    import tree_sitter as ts

BEHIND = "[from "
_WORD = re.compile(r"[\w$]+")
_NAMES_IN_A_STEP = 2
"""Names around a function that are looked up in one step, whenever it is run."""
_BLOCKS = ("statement_block", "program", "class_static_block")


class _Item(Struct):
    """A statement of a sequence: where it begins in the file, and how it is run."""

    start: int
    run: Callable[[], None]


class Interpreter(Contexts):
    """Runs the trees of one text; what they say is in `file`."""

    def __init__(self, file: File) -> None:
        self.file = file
        node = Node()
        self.frame = Frame(Graph([(node, Login.UNSURE)]))
        self.state = State(Layered(), Layered(), node, fuel=file.allowance.fuel)
        self.alive = True
        self.entries = Told()
        self.exports, self.stars, self.commonjs = {}, [], None

    def begin(
        self, trees: Iterable[Tree], later: Iterable[Tree] = (), on_events: Iterable[Tree] = ()
    ) -> None:
        """Run scripts one after the other, then those on events, without functions that nothing runs."""
        sequences = [[i for tree in each for i in self._items_of(tree)] for each in (trees, later)]
        for items in sequences:
            self._sequence(items, self.file.choices)
        for tree, around in self._choices_around(on_events):
            self._run_on_event(tree, around)
        self._settle(self.frame.waiting.values())

    def finish(self) -> None:
        """Run the functions that nothing has run, each on its own."""
        self._run_waiting(self.frame)

    def _choices_around(self, trees: Iterable[Tree]) -> Iterator[tuple[Tree, list[Choice]]]:
        """Yield scripts in order of place with the choices of a template that they stand in."""
        around: list[Choice] = []
        at_choice = 0
        for tree in trees:
            start = tree.script.start
            while (
                at_choice < len(choices := self.file.choices) and choices[at_choice].start <= start
            ):
                around = [each for each in around if each.end > choices[at_choice].start]
                around.append(choices[at_choice])
                at_choice += 1
            around = [each for each in around if each.end > start]
            yield tree, list(around)

    def _run_on_event(self, tree: Tree, around: list[Choice]) -> None:
        def run() -> None:
            self._sequence(list(self._items_of(tree)), around)

        self._run_apart(Login.UNSURE, run)

    def _run_apart(self, entry: Login, run: Callable[[], None]) -> None:
        """Run code of this flow as one of its own."""
        kept = self.frame, self.state, self.alive
        node = Node()
        self.frame = Frame(Graph([(node, entry)]), this=self.frame.this, outer=self.frame)
        self.state = self.kept(node)
        self.alive = True
        run()
        self._run_waiting(self.frame)
        self.frame, self.state, self.alive = kept

    def _items_of(self, tree: Tree) -> Iterator[_Item]:
        def runner(node: ts.Node) -> Callable[[], None]:
            def run() -> None:
                self.tree = tree
                self.execute(node)

            return run

        self.tree = tree
        children = named(tree.root)
        self._hoist(children)
        for child in children:
            yield _Item(tree.script.start + tree.start(child), runner(child))

    # --- Sequences, with the choices of a template

    def block(self, children: list[ts.Node], within: ts.Node) -> None:
        """Run the statements of a block, whose names are its own."""
        start = self.tree.script.start
        begin, end = start + self.tree.start(within), start + self.tree.end(within)
        shadowed = {name: self.state.names.get(name) for name in _declared(children, self.tree)}
        self._hoist(children)
        waiting, before = self.frame.waiting, len(self.frame.waiting)
        items = [
            _Item(start + self.tree.start(child), lambda child=child: self.execute(child))  # type: ignore[misc]
            for child in children
        ]
        self._sequence(items, self.file.choices_in(begin, end))
        if shadowed:
            own = (waiting[child.id] for child in children if child.id in waiting)
            newest = list(islice(reversed(waiting.values()), len(waiting) - before))
            self._settle([*own, *reversed(newest)])
        for name, value in shadowed.items():
            self.state.names.pop(name, None)
            if value is not None:
                self.state.names[name] = value

    def _sequence(self, items: list[_Item], choices: list[Choice], depth: int = 0) -> None:
        """Run statements; those that stand in one choice of a template as the branches of an `if`."""
        at_item = at_choice = 0
        while at_item < len(items) and self.alive:
            start = items[at_item].start
            while at_choice < len(choices) and choices[at_choice].end <= start:
                at_choice += 1
            choice = choices[at_choice] if at_choice < len(choices) else None
            if choice is None or choice.start > start or depth > DEEPEST:
                items[at_item].run()
                at_item += 1
                continue
            end = at_item
            while end < len(items) and items[end].start < choice.end:
                end += 1
            behind = at_choice + 1
            while behind < len(choices) and choices[behind].start < choice.end:
                behind += 1
            inner = choices[at_choice + 1 : behind]
            self._choose(choice, items[at_item:end], inner, depth)
            at_item, at_choice = end, behind

    def _choose(self, choice: Choice, items: list[_Item], inner: list[Choice], depth: int) -> None:
        before, ends = self.state, list[State]()
        starts, begins = [item.start for item in items], [each.start for each in inner]
        for arm in choice.arms:
            self.state, self.alive = before.fork(), True
            self._enter(arm)
            within = items[bisect_left(starts, arm.start) : bisect_left(starts, arm.end)]
            chosen = inner[bisect_left(begins, arm.start) : bisect_left(begins, arm.end)]
            self._sequence(within, chosen, depth + 1)
            if self.alive:
                ends.append(self.state)
        if choice.optional:
            self.state = before.fork()
            if choice.otherwise is not None:
                self.assume_login(choice.otherwise)
            ends.append(self.state)
        self._meet(ends, before)

    def _enter(self, arm: Arm) -> None:
        if arm.assumes is not None:
            self.assume_login(arm.assumes)

    def _meet(self, ends: list[State], before: State) -> None:
        joined = self.joined(ends)
        self.alive = joined is not None
        self.state = joined or before

    # --- Statements

    def execute(self, node: ts.Node) -> None:
        """Run one statement."""
        if not self.alive or self.file.depth >= DEEPEST or not self.file.allowance.fuel.spend():
            return
        self.file.depth += 1
        try:
            handler = getattr(self, f"_run_{node.type}", None)
            if handler is not None:
                handler(node)
            elif node.type in _BLOCKS:
                self.block(named(node), node)
            else:
                self._run_others(node)
        finally:
            self.file.depth -= 1

    def _run_others(self, node: ts.Node) -> None:
        for child in named(node):
            if child.type.endswith(("_statement", "_declaration", "_block")):
                self.execute(child)
            else:
                self.evaluate(child)

    def _run_expression_statement(self, node: ts.Node) -> None:
        for child in named(node):
            if child.type == "internal_module":
                self._run_others(child)
            else:
                self.evaluate(child)

    def _run_ambient_declaration(self, node: ts.Node) -> None:
        """`declare const heap: any` says that something is there, not what it is."""

    _run_interface_declaration = _run_type_alias_declaration = _run_ambient_declaration

    def _run_lexical_declaration(self, node: ts.Node) -> None:
        for child in named(node):
            if child.type == "variable_declarator":
                self._declare(child)

    _run_variable_declaration = _run_lexical_declaration

    def _declare(self, node: ts.Node) -> None:
        name, value_node = part(node, "name"), node.child_by_field_name("value")
        if self._is_prop(node):
            self.bind(self.written(name), name_at(self.written(name), self.span(name)))
            return
        if value_node is None:
            if name.type == "identifier" and self.written(name) not in self.state.names:
                self.bind(self.written(name), Literal(None, self.span(name), "undefined"))
            return
        value = self._value_for(value_node, name)
        self.bind_pattern(name, value)

    def _is_prop(self, node: ts.Node) -> bool:
        """`export let user` of a Svelte component: given by whoever shows it."""
        outer = self.tree.outer(node) if self.tree.script.source.path.endswith(".svelte") else None
        around = self.tree.outer(outer) if outer is not None else None
        if outer is None or around is None or around.type != "export_statement":
            return False
        return outer.type == "lexical_declaration" and self.written(outer.children[0]) == "let"

    def _value_for(self, node: ts.Node, name: ts.Node) -> Value:
        if node.type in ("arrow_function", "function_expression") and name.type == "identifier":
            return self.function(node, self.written(name))
        return self.evaluate(node)

    def _run_labeled_statement(self, node: ts.Node) -> None:
        """`$: heap.identify(user.id)` of Svelte runs again whenever a value in it changes."""
        label, body = part(node, "label"), part(node, "body")
        inner = named(body) if body.type == "expression_statement" else []
        assigns = any(each.type == "assignment_expression" for each in inner)
        if self.written(label) != "$" or assigns:
            self._run_others(node)
            return
        entry = Login.UNSURE if self.knows_user() else Login.ANYBODY
        self._run_apart(entry, lambda: self.execute(body))

    def _run_function_declaration(self, node: ts.Node) -> None:
        """It has been noted already, since its name holds in the whole block."""

    _run_generator_function_declaration = _run_function_declaration

    def _hoist(self, children: list[ts.Node]) -> None:
        for child in children:
            each = child
            if child.type == "export_statement":
                each = child.child_by_field_name("declaration") or child
            if each.type in ("function_declaration", "generator_function_declaration"):
                own = self.written(part(each, "name"))
                self.state.names[own] = self.function(each, own)

    def _run_enum_declaration(self, node: ts.Node) -> None:
        entries = []
        for child in named(part(node, "body")):
            has_value = child.type == "enum_assignment"
            key = part(child, "name") if has_value else child
            given = self.evaluate(part(child, "value")) if has_value else Unknown(self.span(child))
            written = self.written(key)
            entries.append(Entry(Literal(written, self.span(key), written), given))
        made = self._made(node, Mapping(tuple(entries), self.span(node)))
        self.bind(self.written(part(node, "name")), made)

    def _run_if_statement(self, node: ts.Node) -> None:
        ends: list[State] = []
        before = self.state
        current: ts.Node | None = node
        while current is not None and current.type == "if_statement":
            test = part(current, "condition")
            decided = truth_of(self.evaluate(test))
            skipped = self.state.fork()
            if decided is not False:
                self.state = self.state.fork()
                self.assume(test, truth=True)
                self.execute(part(current, "consequence"))
                if self.alive:
                    ends.append(self.state)
            self.state, self.alive = skipped, decided is not True
            self.assume(test, truth=False)
            otherwise = current.child_by_field_name("alternative")
            inner = named(otherwise) if otherwise is not None else []
            current = inner[0] if inner else None
        if current is not None:
            self.execute(current)
        if self.alive:
            ends.append(self.state)
        self._meet(ends, before)

    def _run_switch_statement(self, node: ts.Node) -> None:
        self.evaluate(part(node, "value"))
        before, through, met = self.state, None, None
        has_default = False
        self.frame.leaving.append([])
        for case in named(part(node, "body")):
            has_default |= case.type == "switch_default"
            self.state, self.alive = before.fork(), True
            if through is None:
                met = None
            else:
                self.state, met = join_again(self.state, through, met)
            test = case.child_by_field_name("value")
            if test is not None:
                self.evaluate(test)
            self.block(case.children_by_field_name("body"), case)
            through = self.state if self.alive else None
        ends = [*self.frame.leaving.pop(), *([through] if through else [])]
        self._meet(ends if has_default else [*ends, before.fork()], before)

    def _run_while_statement(self, node: ts.Node) -> None:
        self._loop(node, part(node, "condition"))

    def _run_do_statement(self, node: ts.Node) -> None:
        self._loop(node, None)

    def _run_for_statement(self, node: ts.Node) -> None:
        first = part(node, "initializer")
        self._run_others(node) if first.type == "empty_statement" else self.execute(first)
        self._loop(node, None)

    def _run_for_in_statement(self, node: ts.Node) -> None:
        value = self.evaluate(part(node, "right"))
        is_each = self.written(part(node, "operator")) == "of"
        items = self.items_of(self.held(value)) if is_each else []
        self._loop(node, None, part(node, "left"), items[0] if items else None)

    def _loop(
        self,
        node: ts.Node,
        test: ts.Node | None,
        target: ts.Node | None = None,
        item: Value | None = None,
    ) -> None:
        body = part(node, "body")
        for each in descendants(body):
            if each.type in ("assignment_expression", "augmented_assignment_expression"):
                left = target_of(part(each, "left"))
                if left.type == "identifier":
                    self.bind(self.written(left), Unknown(self.span(left)))
        before = self.state
        self.state = start = before.fork()
        self.frame.leaving.append([])
        if test is not None:
            self.evaluate(test)
            self.assume(test, truth=True)
        if target is not None:
            self.bind_pattern(target, item or Unknown(self.span(target)))
        self.execute(body)
        ends = [*self.frame.leaving.pop(), before.fork()]
        if self.alive:
            self.state.node.edges.append(Edge(start.node))
            ends.append(self.state)
        self._meet(ends, before)

    def _run_try_statement(self, node: ts.Node) -> None:
        before = self.state.fork()
        self.execute(part(node, "body"))
        ends = [self.state] if self.alive else []
        handler = node.child_by_field_name("handler")
        if handler is not None:
            somewhere = join([before, *(state.fork() for state in ends)])
            self.state, self.alive = (somewhere or before).fork(), True
            self.execute(part(handler, "body"))
            ends += [self.state] if self.alive else []
        self._meet(ends, before)
        finalizer = node.child_by_field_name("finalizer")
        if finalizer is not None:
            was_alive, self.alive = self.alive, True
            for child in named(finalizer):
                self.execute(child)
            self.alive &= was_alive

    def _run_return_statement(self, node: ts.Node) -> None:
        children = named(node)
        value = self.evaluate(children[0]) if children else None
        self.frame.returned.append(value or Literal(None, self.span(node), "undefined"))
        self.frame.returns.append(self.state)
        self.alive = False

    def _run_throw_statement(self, node: ts.Node) -> None:
        self._run_others(node)
        self.alive = False

    def _run_break_statement(self, node: ts.Node) -> None:
        if self.frame.leaving:
            self.frame.leaving[-1].append(self.state)
        self.alive = False

    _run_continue_statement = _run_break_statement

    # --- Classes

    def _run_class_declaration(self, node: ts.Node) -> None:
        self.class_body(node)

    _run_abstract_class_declaration = _run_class_declaration

    def class_body(self, node: ts.Node) -> Value:
        """Note the methods of a class, with the fields that its constructor sets."""
        made = ClassValue(self.span(node))
        own = node.child_by_field_name("name")
        if own is not None:  # it may make instances of itself
            self.bind(self.written(own), at(made, self.span(own)))
        outer, self.frame = self.frame, Frame(self.frame.graph, outer=self.frame)
        inherited = self._inherited(node)
        self.frame.this.update(inherited)
        methods = []
        for member in named(part(node, "body")):
            key, value = member.child_by_field_name("name"), member.child_by_field_name("value")
            key = key or member.child_by_field_name("property")
            if member.type == "method_definition":
                methods.append((self.written(part(member, "name")), member))
            elif key is not None and value is not None:
                self.frame.this[self.written(key)] = self.evaluate(value)
            elif member.type in _BLOCKS:
                self.execute(member)
        for name, member in sorted(methods, key=lambda each: each[0] != "constructor"):
            method = self.function(member, name)
            held: Value | None = method
            if any(child.type in ("get", "set") for child in member.children):
                given = _given_by_getter(member)
                held = None if given is None else self.evaluate(given)
            if held is not None and self.frame.this.get(name) is inherited.get(name):
                self.frame.this[name] = held
            if name == "constructor":
                closure = self.frame.waiting.pop(member.id)
                self.run_closure(closure, replace_this=False)
        often = self.file.set_often
        fields = {name: v for name, v in self.frame.this.items() if name not in often}
        inner, self.frame = self.frame, outer
        inner.this = fields
        outer.waiting.update(inner.waiting)
        made.members.update(fields)
        return made

    def _inherited(self, node: ts.Node) -> dict[str, Value]:
        """Return what a class has from the one that it extends."""
        heritage = next((each for each in named(node) if each.type == "class_heritage"), None)
        clauses = named(heritage) if heritage is not None else []
        clauses = [each for each in clauses if each.type != "implements_clause"][:1]
        if clauses and clauses[0].type == "extends_clause":
            clauses = named(clauses[0])[:1]
        base = self.linked(self.evaluate(clauses[0])) if clauses else None
        if not isinstance(base, ClassValue) or len(base.members) > limits.MOST_INHERITED:
            return {}
        return dict(base.members)

    # --- Functions

    def _run_waiting(self, frame: Frame) -> None:
        """Run the functions that stand in a frame and that nothing has run."""
        self._settle(frame.waiting.values())
        for identity, closure in list(frame.waiting.items()):
            if identity not in frame.ran:
                self._run_alone(closure)

    def _settle(self, closures: Iterable[Closure]) -> None:
        """Give functions that nothing has run what there is at the end of what they stand in."""
        end, objects = self.state.names, self.state.objects
        for closure in closures:
            node = closure.function.node
            if node.id not in self.frame.ran:
                closure.state.names = self._names_in(closure, end)
                closure.state.objects = closure.state.objects.over(objects)

    def _names_in(self, closure: Closure, later: Layered[str, Value]) -> Layered[str, Value]:
        """Return the names that the text of a function has, as far as they stand for something."""
        function, here = closure.function, closure.state.names
        if closure.words is None:
            words = _WORD.findall(function.tree.written(function.node))
            closure.words = tuple(dict.fromkeys(words))
        values = ((word, here.get(word, later.get(word))) for word in closure.words)
        return Layered((word, value) for word, value in values if value is not None)

    def _run_alone(self, closure: Closure) -> None:
        """Run a function that nothing has run; what it says of its own parameters is for callers."""
        node = closure.function.node
        if node.id in self.file.active:
            return
        inner = list[Heard]()
        self.file.heard.append(inner)
        self.file.active.add(node.id)
        around, self.file.inlined = self.file.inlined, []
        values = self.run_closure(closure)
        self.file.inlined = around
        self.file.active.discard(node.id)
        self.file.heard.pop()
        for heard in self.file.heard[-1:]:
            heard += inner
        self.note(closure.function, inner, one_of(values, self.span(node)) if values else None)

    def run_closure(self, closure: Closure, *, replace_this: bool = True) -> list[Value]:
        """Run a function on its own; return what it gives back."""
        function = closure.function
        if self.file.depth >= DEEPEST:
            return []
        if not self._may_say_something(function.tree, function.node):
            return []
        kept = self.frame, self.state, self.tree, self.alive
        node = Node()
        self.tree, self.alive = function.tree, True
        this = closure.frame.this
        entries = [(node, closure.entry)]
        self.frame = Frame(Graph(entries), this=this, in_constructor=not replace_this)
        self.frame.outer, self.frame.function = closure.frame, function.number
        self.frame.is_loader = closure.frame.is_loader
        names = self._names_in(closure, closure.state.names)
        self.file.allowance.fuel.spend(limits.FUEL_OF_A_RUN + len(names) // _NAMES_IN_A_STEP)
        self.state = State(
            Layered((n, self.later(n, v)) for n, v in names.items()),
            closure.state.objects.fork(),
            node,
            {p: t for p, t in closure.state.truths.items() if self._stays(p)},
            fuel=self.file.allowance.fuel,
        )
        for name in self.file.changed.intersection(self.state.names):
            self.state.lose_sight_of(self.state.names[name])
        self.file.depth += 1
        self.run_body(function.node, None)
        self._run_waiting(self.frame)
        self.file.depth -= 1
        returned = [self.held(value) for value in self.frame.returned]
        self.frame, self.state, self.tree, self.alive = kept
        return returned

    def later(self, name: str, value: Value) -> Value:
        """Return what a name of the outer code stands for when a function in it runs."""
        if name in self.file.reassigned and not isinstance(value, Function):
            return Unknown(value.span, expression=name)
        return value

    def _stays(self, path: str) -> bool:
        """Whether what a condition has shown still holds when a function runs later."""
        return re.split(r"[.(\[]", path.lstrip("@"))[0] not in self.file.reassigned

    def _may_say_something(self, tree: Tree, node: ts.Node) -> bool:
        return self.file.words is None or self.file.words.search(tree.written(node)) is not None

    def run_body(self, node: ts.Node, arguments: Iterable[Value] | None) -> None:
        """Bind the parameters of a function and run its body in the current frame."""
        told_out, self.state.told_out = self.state.told_out, False
        self._parameters(node, None if arguments is None else list(arguments))
        self.state.told_out = told_out  # to have parameters logs nobody in
        body = part(node, "body")
        if body.type == "statement_block":
            self._hoist(named(body))
            self.block(named(body), body)
        else:
            self.frame.returned.append(self.evaluate(body))

    def _parameters(self, node: ts.Node, arguments: list[Value] | None) -> None:
        for place, pattern in enumerate(parameters_of(node)):
            given = arguments[place] if arguments is not None and place < len(arguments) else None
            inner: ts.Node | None = pattern
            if pattern.type in ("required_parameter", "optional_parameter"):
                inner = pattern.child_by_field_name("pattern")
            if inner is None or inner.type == "this":
                continue
            source = None
            if arguments is None:
                step = f"{BEHIND}{place}]" if inner.type == "rest_pattern" else f"[{place}]"
                source = symbol(self.span(inner), self.frame.function, step)
            self._parameter(inner, pattern, given, source)

    def _parameter(
        self, inner: ts.Node, pattern: ts.Node, given: Value | None, source: Parameter | None
    ) -> None:
        if inner.type == "rest_pattern" and source is not None:
            target = named(inner)[0] if named(inner) else inner
            self.bind_pattern(target, Named(self.span(inner), source=source))
            return
        left = part(inner, "left") if inner.type == "assignment_pattern" else inner
        span = self.span(inner)
        name = self.written(left)
        default = pattern.child_by_field_name("value")
        if given is None and left.type == "identifier":
            is_sure = left is inner and default is None
            given = name_at(name, span) if is_sure or source is not None else Unknown(span)
            if model.client(f"@{name}") is not None:
                given = Named(span, None, name, path="")
            if pattern.type == "optional_parameter":
                given = replace(given, kind=Kind.UNDEFINED)
        given = given or Unknown(span)
        if source is not None:
            given = (
                given
                if isinstance(given, Named)
                else Named(span, expression=name if left.type == "identifier" else "")
            )
            given = replace(given, source=source)
            if default is not None:
                given = self.or_default(given, source, self.evaluate(default))
        self.bind_pattern(inner, given)
        if left.type == "object_pattern":
            self._own_names(left)

    def _own_names(self, pattern: ts.Node) -> None:
        """Give the names that a parameter is taken apart into their own paths: `({ user }) =>`."""
        for each in named(pattern):
            has_default = each.type == "object_assignment_pattern"
            child = part(each, "left") if has_default else each
            if child.type == "shorthand_property_identifier_pattern":
                name = self.written(child)
                known = self.state.names.get(name)
                if has_default and not (isinstance(known, Named) and known.source is not None):
                    continue
                span = self.span(child)
                is_free = model.client(f"@{name}") is None
                own = name_at(name, span) if is_free else Named(span)
                if isinstance(known, Named):
                    own = replace(own, source=known.source)
                self.bind(name, own)

    def run_here(
        self, function: Function, arguments: Iterable[Value] | None, *, joins: bool
    ) -> Value:
        """Run a function as part of the flow; `joins`: it has ended before the code behind it runs."""
        if self.file.depth >= DEEPEST:
            return Unknown(function.span)
        if function.owner is not self:
            return Unknown(function.span)
        self.frame.ran.add(function.node.id)
        before, tree, alive = self.state, self.tree, self.alive
        outer, self.tree = self.frame, function.tree
        self.frame = Frame(outer.graph, this=outer.this, is_loader=outer.is_loader, outer=outer)
        self.frame.function = function.number
        self.state = before.fork() if not joins else before
        if not joins:
            self.unsure_again()
        closure = self.file.closures.get(function.node.id)
        if closure is not None and outer.outer is not None:
            # The caller may not have the names around the function that only its text has.
            for name, value in self._names_in(closure, closure.state.names).items():
                self.state.names.setdefault(name, value)
        kept = self.state.names.fork()
        self.file.depth += 1
        self.run_body(function.node, arguments)
        self._run_waiting(self.frame)
        self.file.depth -= 1
        ends = [*self.frame.returns, *([self.state] if self.alive else [])]
        returned = self.frame.returned
        self.frame, self.tree = outer, tree
        if joins:
            self._meet(ends, before)
            self._forget_own(kept, function.node)
        else:
            self.state, self.alive = before, alive
        span = function.span
        return (
            one_of([at(v, v.span) for v in returned], span) if returned and joins else Unknown(span)
        )

    def _forget_own(self, kept: Layered[str, Value], node: ts.Node) -> None:
        """Drop the names that a function had for itself."""
        several = node.child_by_field_name("parameters")
        for pattern in named(several) if several is not None else ():
            for each in descendants(pattern):
                if each.type == "identifier":
                    name = self.written(each)
                    self.state.names.pop(name, None)
                    if name in kept:
                        self.state.names[name] = kept[name]

    def listener(self, function: Function) -> None:
        """Run a function that is told who is logged in, or that nobody is."""
        user = Named(function.span, None, "", path="@currentUser")
        self.run_here(function, (user,), joins=False)


def _given_by_getter(method: ts.Node) -> ts.Node | None:
    """Return what a getter gives back that does nothing else."""
    statements = named(part(method, "body"))
    if len(statements) != 1 or statements[0].type != "return_statement":
        return None
    return next(iter(named(statements[0])), None)


def _declared(children: list[ts.Node], tree: Tree) -> Iterator[str]:
    """Yield the names that a block has for itself."""
    for child in children:
        if child.type in ("lexical_declaration", "class_declaration", "function_declaration"):
            for each in named(child):
                name = (
                    each.child_by_field_name("name") if each.type == "variable_declarator" else None
                )
                if name is None and each.type in ("identifier", "type_identifier"):
                    name = each
                for part in descendants(name) if name is not None else ():
                    if part.type in ("identifier", "shorthand_property_identifier_pattern"):
                        yield tree.written(part)
