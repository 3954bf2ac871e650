"""Calls: what they say to Heap, what they do to the flow, and which functions they run."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from heap_lint.analysis import limits
from heap_lint.endpoints import destinations
from heap_lint.facts import (
    AppStart,
    Environment,
    Fact,
    IdentifyCall,
    LoadCall,
    OtherCall,
    Reset,
    ScriptValue,
    Surface,
    Takes,
    TrackCall,
    UserProperties,
)
from heap_lint.flow import Login, Node, Place
from heap_lint.frontends.dataflow.joining import cut
from heap_lint.frontends.dataflow.symbols import Parameter, Ref, Spread
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.recognisers.ids import is_sure_id
from heap_lint.frontends.recognisers.names import id_name
from heap_lint.frontends.web import configs, elements, embedded, loading, model
from heap_lint.frontends.web.coercion import as_string, method_value
from heap_lint.frontends.web.guards import last_name, login_shown
from heap_lint.frontends.web.plugins import plugin_facts
from heap_lint.frontends.web.requests import Requests, paths
from heap_lint.frontends.web.scope import Function, Imported, Named, path_of, stepped
from heap_lint.frontends.web.syntax import descendants, named, part
from heap_lint.frontends.web.told import Told
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Unknown,
    Value,
    is_none,
)

if TYPE_CHECKING:
    import tree_sitter as ts

_MAY_RESET = re.compile(r"reset|log_?out|sign_?out", re.IGNORECASE)
_IN_STRINGS = ("string", "template_string")
_HOLDING = ("object", "array")
_FUNCTIONS = ("arrow_function", "function_expression")
_HAVE_CHOICES = (*_HOLDING, *_IN_STRINGS, *_FUNCTIONS)
_CHAINED = ("then", "catch", "finally")


Arguments: TypeAlias = "tuple[list[Value], Value | None]"
"""The arguments of a call that are certain, and what stands for those behind them, if anything may."""


class Calls(Requests):
    """Runs calls. What a function does is told by the class that is built on this."""

    entries: Told

    def run_here(
        self, function: Function, arguments: Iterable[Value] | None, *, joins: bool
    ) -> Value:
        """Run a function as part of the flow; without arguments its parameters are symbols."""
        raise NotImplementedError

    def call_function(
        self, node: ts.Node, callee: ts.Node, function: Function, given: Arguments
    ) -> Value:
        """Run a call of a function whose text is known."""
        raise NotImplementedError

    def run_given(self, node: ts.Node, name: str, given: list[Value]) -> None:
        """Run a function that is handed on, with the arguments that it will be given."""

    def made_or_taken(
        self, node: ts.Node, called: Value, given: list[Value], name: str
    ) -> Value | None:
        """Return the context that a call makes, or what it takes from one."""
        raise NotImplementedError

    def knows_user(self) -> bool:
        """Whether a condition on the way here has shown that somebody is logged in."""
        shown = (path for path, truth in self.state.truths.items() if truth)
        return any(login_shown({last_name(path)}, truth=True) is Login.IN for path in shown)

    def listener(self, function: Function) -> None:
        """Run a function that is told who is logged in, or that nobody is."""
        raise NotImplementedError

    def call(self, node: ts.Node) -> Value:
        """Run a call and return its value."""
        callee, arguments = part(node, "function"), part(node, "arguments")
        called = self.linked(self.evaluate(callee))
        if arguments.type != "arguments":  # a tagged template
            self.evaluate(arguments)
            return Unknown(self.span(node))
        given, rest = self._declared(callee, called, arguments) or self.given(arguments)
        if isinstance(called, Function):
            return self.call_function(node, callee, called, (given, rest))
        written = self.written(callee)
        name = self.last_name(callee)
        if self._to_heap(node, callee, called, given, rest):
            return stepped(called, "()", self.span(node))
        self.posted(callee, called, given)
        self.opened(callee, called, given)
        is_html = model.handles_functions(name, "html")
        if is_html or model.handles_functions(name, "scripts"):
            for argument in named(arguments):
                self.as_script(argument, with_tags=is_html)
        for function in given:
            if isinstance(function, Function):
                self.callback(function, name, self._given_by(callee, name))
        self.run_given(node, name, given)
        self.flow(node, arguments, name, written)
        return self._result(node, callee, called, given, name)

    def given(self, arguments: ts.Node, known: list[Value] | None = None) -> Arguments:
        """Return the arguments that are certain, and what stands for those behind them.

        Behind one that is spread, or written under a condition of a template, nothing is. `known` are
        the values of all of them if they have been run.
        """
        given: list[Value] = []
        divided = self._divided_at(arguments)
        for place, child in enumerate(named(arguments)):
            if divided is not None and self.tree.script.start + self.tree.end(child) > divided:
                return given, Unknown(self.span(child), given=False)
            if child.type == "spread_element":
                for inner in named(child) if known is None else ():
                    self.evaluate(inner)
                return given, Unknown(self.span(child), given=False)
            given.append(self.evaluate(child) if known is None else known[place])
        return given, None

    def _divided_at(self, arguments: ts.Node) -> int | None:
        """Return where a template begins to write arguments under a condition."""
        if not self.file.choices:
            return None
        start = self.tree.script.start
        end = start + self.tree.end(arguments)
        choices = self.file.choices_in(start + self.tree.start(arguments), end)
        if not choices:
            return None
        inner = [each for each in named(arguments) if each.type in _HAVE_CHOICES]
        begins = [start + self.tree.start(each) for each in inner]
        for choice in choices:
            known = bisect_right(begins, choice.start) - 1
            if known < 0 or choice.start >= start + self.tree.end(inner[known]):
                return choice.start
        return None

    def last_name(self, callee: ts.Node) -> str:
        """Return the last name of what is called."""
        last = part(callee, "property") if callee.type == "member_expression" else callee
        return self.written(last) if last.child_count == 0 else ""

    # --- What a call does besides

    def callback(self, function: Function, name: str, given: Iterable[Value] = ()) -> None:
        """Run a function that is handed on to what has that name, which gives it those arguments."""
        if name in _CHAINED or given:
            self.run_here(function, given, joins=False)
        elif model.is_one_of(name, "listeners"):
            self.listener(function)
        elif model.handles_functions(name, "effects"):
            closure = self.file.closures.get(function.node.id)
            if closure is not None and not self.knows_user():
                closure.entry = Login.ANYBODY

    def _declared(self, callee: ts.Node, called: Value, arguments: ts.Node) -> Arguments | None:
        """Note what a call does that the user has declared; return its arguments if they were run."""
        if self.file.modules is None:
            return None
        declared = self.file.modules.declared_for(self.tree.script.source.path)
        path = path_of(self.as_imported(callee) or called)
        if not path:
            return None
        span = self.span(callee)
        if declared.is_login(path):
            self.state.go_to(Node(Login.IN, span=span))
        elif declared.is_logout(path):
            self.state.go_to(Node(Login.OUT, span=span))
        elif declared.is_wrapper(path):
            here = Node(span=span)
            known = self.given(arguments)
            given = [self.told(value) for value in known[0]]
            self.state.go_to(here)
            found = declared.facts(path, given, span, (Place(self.frame.graph, here),))
            self.file.record(span, list(found), "declared", self.truths())
            return known
        return None

    def _given_by(self, callee: ts.Node, name: str) -> list[Value]:
        """Return what a function is given by a method that it is handed to.

        That is the module behind `import(...).then`, or each item of an array in its turn.
        """
        owner = callee.child_by_field_name("object")
        if owner is None:
            return []
        inner = owner.child_by_field_name("function")
        if name in _CHAINED:
            is_import = inner is not None and inner.type == "import"
            return [self.again(owner)] if is_import else []
        if not model.handles_functions(name, "of_items"):
            return []
        items = self.again(owner) if owner.type == "array" else self.peek(owner)
        return self.items_of(self.held(items))

    def flow(self, node: ts.Node, arguments: ts.Node, name: str, written: str) -> None:
        """Note what a call of something with that name does to the login."""
        if model.is_one_of(name, "calls") and self._logs_in(node, arguments, name):
            self.state.go_to(Node(Login.IN, span=self.span(node)))
        elif len(written) < 200 and _MAY_RESET.search(written) is not None:
            self.state.go_to(Node())

    def _logs_in(self, node: ts.Node, arguments: ts.Node, name: str) -> bool:
        """Whether a call logs somebody in, rather than telling that somebody is."""
        given = named(arguments)
        others = [each for each in given if each.type not in _FUNCTIONS]
        words = [self.written(each)[:500] for each in others]
        if "With" in name or any(model.credentials().search(word) for word in words):
            return True
        if given and not name.lower().startswith("sign"):
            return False  # `login(user)` may tell a store who it is
        outer = self.tree.outer(node)
        return outer is not None and (
            outer.type == "await_expression" or self.last_name(outer) in _CHAINED
        )

    # --- What a call gives

    def _result(
        self, node: ts.Node, callee: ts.Node, called: Value, given: list[Value], name: str
    ) -> Value:
        span = self.span(node)
        path = path_of(called)
        first = given[0] if given else None
        if first is not None and path in ("@String", "@encodeURIComponent", "@JSON.stringify"):
            held = self.held(first)
            if path == "@String" and not isinstance(held, Mapping | Sequence):
                return as_string(first, span, self.tree.script.source.slice(span))
        bound = path.removesuffix(".bind")
        if bound != path and len(given) == 1 and model.client(bound.rpartition(".")[0]) is not None:
            return Named(span, None, bound, path=bound)
        if first is not None and path == "@Object.freeze":
            return first
        if isinstance(first, Function) and model.handles_functions(name, "same"):
            return first
        if isinstance(first, Function) and model.handles_functions(name, "results"):
            return self.run_here(first, (), joins=True)
        of_context = self.made_or_taken(node, called, given, name)
        if of_context is not None:
            return of_context
        if path == "@Object.assign":
            return self._merged(node, given)
        if (path == "@require" or callee.type == "import") and isinstance(first, Literal):
            module = str(first.value)
            origin = model.origin_of(module)
            return Imported(
                span, origin, module, path=module, module=module, name="*", importer=span.path
            )
        made = self.made(node, called, given)
        if made is not None:
            return made
        for value in given:
            self.state.lose_sight_of(value)
        if callee.type == "member_expression" and not given:
            owner = part(callee, "object")
            if name:
                source = self.tree.script.source.slice(span)
                same = method_value(
                    self.peek(owner) if path else self._text_of(owner), name, span, source
                )
                if same is not None:
                    return same
        maybe = called.kind if isinstance(called, Unknown) else None
        value = stepped(called, "(...)" if given else "()", span)
        if maybe is Kind.UNDEFINED and isinstance(value, Named):
            return Unknown(span, value.origin, value.expression, kind=Kind.UNDEFINED)
        return value

    def _text_of(self, node: ts.Node) -> Value:
        return self.again(node) if node.type in _IN_STRINGS else self.peek(node)

    def _merged(self, node: ts.Node, given: list[Value]) -> Value:
        """Return what `Object.assign(...)` makes."""
        entries: list[Entry] = []
        complete = True
        for value in given:
            held = self.held(value)
            if isinstance(held, Mapping):
                entries += held.entries
                complete &= held.complete
            else:
                complete = False
        merged = cut(Mapping(tuple(entries), self.span(node), complete))
        if given and isinstance(given[0], Ref):
            self.state.objects[given[0].site] = merged
        return self._made(node, merged)

    # --- Heap

    def _to_heap(
        self, node: ts.Node, callee: ts.Node, called: Value, given: list[Value], rest: Value | None
    ) -> bool:
        """Note what a call says to Heap; whether it is one of Heap's."""
        for path in paths(called):
            owner, _, name = path.rpartition(".")
            if name in ("call", "apply") and given:
                given, rest = self._handed_on(name, given, rest)
                path, (owner, _, name) = owner, owner.rpartition(".")
            row = model.client(owner)
            if row is None:
                row, name = model.client(path), "()"
            if row is None:
                continue
            span = self.span(callee)
            if name == "push" and row["methods"] == "web":
                return self._queued(node, row, span, given)
            method = model.method(row, name)
            if method is not None:
                self._method(node, row, name, method, given, rest, span)
            return method is not None
        return False

    def _handed_on(
        self, how: str, given: list[Value], rest: Value | None
    ) -> tuple[list[Value], Value | None]:
        """Return the arguments of `method.call(object, ...)` or `method.apply(object, [...])`."""
        if how == "call":
            return given[1:], rest
        listed = self.held(given[1]) if len(given) > 1 else None
        if isinstance(listed, Sequence) and listed.complete:
            return list(listed.items), None
        return [], Unknown(given[0].span, given=False)

    def _queued(self, node: ts.Node, row: dict[str, Any], span: Span, given: list[Value]) -> bool:
        """`heap.push(["identify", id])`, the queue of the classic snippet."""
        queued = self.held(given[0]) if given else None
        if not isinstance(queued, Sequence) or not queued.items:
            return False
        name, *arguments = queued.items
        method = model.method(row, str(name.value)) if isinstance(name, Literal) else None
        if method is None or not isinstance(name, Literal):
            return False
        rest = None if queued.complete else Unknown(span, given=False)
        kept = {key: value for key, value in row.items() if key != "starts"}
        self._method(node, kept, str(name.value), method, arguments, rest, span)
        return True

    def _method(
        self,
        node: ts.Node,
        row: dict[str, Any],
        name: str,
        method: dict[str, Any],
        given: list[Value],
        rest: Value | None,
        span: Span,
    ) -> None:
        frozen = [self.told(value) for value in given]
        here = Node(span=span)
        self.state.go_to(here)
        common = {
            "span": span,
            "name": row["name"] if name == "()" else f"{row['name']}.{name}",
            "surface": Surface(row["surface"]),
            "places": (Place(self.frame.graph, here),),
            "only_in": "" if self._is_asked_for(node, name) else method.get("only_in", ""),
            "after": "" if self._may_be_missing(node, name) else _first(row, name),
        }
        given_as = dict(zip(method.get("parameters", ()), frozen, strict=False))
        for missing in method.get("parameters", ())[len(frozen) :]:
            given_as[missing] = rest
        extra = tuple(frozen[len(method.get("parameters", ())) :])
        facts = list(_facts(method["fact"], common, given_as, extra, row))
        for fact in facts:
            if isinstance(fact, LoadCall | AppStart):
                options = len(fact.options.entries)
                self.file.allowance.fuel.spend(limits.FUEL_OF_AN_OPTION * options)
        self.file.record(
            span, [*facts, *self._script_values(node, str(common["name"]))], name, self.truths()
        )

    def told(self, value: Value) -> Value:
        """Return what facts have of a value as it is now."""
        return self.entries.value(self.state.freeze(value), self.file.allowance.fuel)

    def _is_asked_for(self, node: ts.Node, name: str) -> bool:
        """Whether a call is made only where Heap has that method."""
        optional = any(child.type == "optional_chain" for child in node.children)
        return optional or self.state.truths.get(f"{model.HEAP}.{name}") is True

    def _may_be_missing(self, node: ts.Node, name: str) -> bool:
        """Whether a call is made only where Heap is there."""
        callee = node.child_by_field_name("function") or node
        asks = self._is_asked_for(node, name) or self.state.truths.get(model.HEAP) is True
        return asks or any(each.type == "optional_chain" for each in descendants(callee))

    def _script_values(self, node: ts.Node, name: str) -> Iterator[Fact]:
        """Yield what another language writes into the arguments of a call."""
        arguments = node.child_by_field_name("arguments")
        script = self.tree.script
        if arguments is None or not script.holes:
            return
        start, end = self.tree.start(arguments), self.tree.end(arguments)
        offsets = sorted(script.holes)
        inside = offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]
        if not inside:
            return
        strings = [
            (self.tree.start(each), self.tree.end(each))
            for each in descendants(arguments)
            if each.type in _IN_STRINGS
        ]
        for at in inside:
            stop = at
            while (
                stop < end
                and script.text[stop] == HOLE
                and (stop == at or stop not in script.holes)
            ):
                stop += 1
            hole = script.holes[at]
            quoted = any(first < at < last for first, last in strings)
            yield ScriptValue(
                span=script.span(at, stop),
                value=hole.value,
                escaping=hole.escaping,
                quoted=quoted,
                name=name,
            )

    def constructed(self, node: ts.Node, called: Value, given: list[Value]) -> Value:
        """Return what `new called(...given)` makes; note what it says to Heap."""
        arguments = node.child_by_field_name("arguments")
        if model.client(f"{path_of(called)}()") is None:
            return super().constructed(node, called, given)
        known, rest = self.given(arguments, given) if arguments is not None else ([], None)
        self._to_heap(node, part(node, "constructor"), called, known, rest)
        return stepped(called, "()", self.span(node))

    # --- Plugins, snippets, and scripts in strings

    def _on_object(self, node: ts.Node) -> Value:
        value = super()._on_object(node)
        held = self.held(value)
        if isinstance(held, Mapping) and held.get("resolve") is not None:
            frozen = self.told(held)
            if isinstance(frozen, Mapping):
                self.file.record(held.span, list(plugin_facts(frozen)), "plugin")
        if self._is_config() and configs.is_outermost(self.tree, node):
            outer = self.tree.outer(node)
            key = outer.child_by_field_name("left") if outer is not None else None
            self._settings(value, key.child_by_field_name("property") if key is not None else None)
        return value

    def _is_config(self) -> bool:
        return configs.is_config(self.tree.script.source.path)

    def _settings(self, value: Value, key: ts.Node | None) -> None:
        """Note what an object of a config module says, which is given to a property or stands alone."""
        document = self.told(value)
        if key is not None:
            name = Literal(self.written(key), self.span(key), self.written(key))
            document = Mapping((Entry(name, document),), document.span)
        if isinstance(document, Mapping):
            for fact in configs.facts_of(self.tree.script.source, document):
                self.file.record(fact.span, [fact], "setting")

    def assigned(self, target: ts.Node, value: Value, node: ts.Node) -> None:
        """Look at what is put into a property: `heap.load`, the address of a script, a script's text."""
        written = self.written(part(target, "property"))
        path = path_of(self.peek(part(target, "object")))
        if path == model.HEAP and written in model.web_methods():
            self.state.truths[f"{model.HEAP}.{written}"] = True
        if path == model.HEAP and written == "load" and isinstance(value, Function):
            self._loader(node, value)
        elif path == model.HEAP and written in ("appid", "envId") and not self.frame.is_loader:
            frozen = self.told(value)
            if isinstance(frozen, Literal):
                self.file.record(frozen.span, [Environment(span=frozen.span, app_id=frozen)], "id")
        elif written == "src" and not self.frame.is_loader:
            facts = loading.facts_of_address(value)
            self.file.record(value.span, list(facts), "src")
        elif written in embedded.INSERTED:
            self.as_script(part(node, "right"))

    def attribute(self, element: str, name: ts.Node, value: Value | None, others: set[str]) -> None:
        """Note what an attribute of an element says."""
        span = self.span(name)
        frozen = self.told(value) if value is not None else None
        found = elements.facts_of_attribute(
            element.lower(), self.written(name), span, frozen, others
        )
        self.file.record(span, list(found), "attribute")

    def fallback(self, first: Value, second: Value, either: Value) -> None:
        """Note the id that stands in for a variable of the environment that is meant for one."""
        first = first.options[-1] if isinstance(first, OneOf) else first
        variable = first.expression if isinstance(first, Unknown) else ""
        name = id_name(variable.rpartition(".")[2]) if variable else None
        if name is None or not isinstance(first, Unknown) or first.origin is not Origin.DEPLOYMENT:
            return
        if isinstance(second, Literal) and is_sure_id(second):
            found = Environment(
                span=second.span,
                app_id=self.told(either),
                name=name.environment,
                required=False,
                accepts_number=True,
            )
            self.file.record(second.span, [found], "fallback")

    def _loader(self, node: ts.Node, function: Function) -> None:
        """`heap.load = function (id, options) {...}`: what the snippet is, not a load of it."""
        self.frame.ran.add(function.node.id)
        self.file.record(
            self.span(node), list(loading.snippet(self.tree, function.node)), "snippet"
        )

    def as_script(self, node: ts.Node, *, with_tags: bool = False) -> None:
        """Look at an expression whose text becomes a script, or HTML, of a page."""
        if self.file.in_script:
            return  # what is filled into a script is run where it stands, too
        tree = self.tree
        if node.type in ("identifier", "member_expression"):
            value = self.peek(node)
            behind = self.file.texts.get(value.defined) if value.defined is not None else None
            if behind is None:
                return
            self.tree, node = behind
        self.file.in_script = True
        try:
            for fact in embedded.facts_in_expression(
                self.tree, node, self.evaluate, with_tags=with_tags
            ):
                self.file.record(fact.span, [fact], type(fact).__name__)
        finally:
            self.file.in_script, self.tree = False, tree


def _first(row: dict[str, Any], name: str) -> str:
    """Return the call that has to come before a method of one of Heap's objects."""
    starts = row.get("starts", name)
    return f"{row['name']}.{starts}" if starts != name else ""


def _facts(
    kind: str,
    common: dict[str, Any],
    given: dict[str, Any],
    extra: tuple[Value, ...],
    row: dict[str, Any],
) -> Iterator[Fact]:
    """Yield what a method says; `given` are its arguments by the names of the facts' fields."""
    who = {"identity": given.pop("identity", None)}
    takes = Takes(row.get("takes", Takes.USUAL))
    if kind == "identify":
        text_only = row.get("text_only", False)
        yield IdentifyCall(**common, **who, extra=extra, text_only=text_only)
    elif kind == "track":
        yield TrackCall(**common, **who, **_optional(given), takes=takes)
    elif kind == "user-properties":
        yield UserProperties(**common, **who, **given, takes=takes)
    elif kind == "reset":
        yield Reset(**common)
    elif kind == "other":
        yield OtherCall(**common)
    else:
        yield from _load(kind, common, given, extra)


def _optional(given: dict[str, Any]) -> dict[str, Any]:
    properties = given.get("properties")
    nothing = is_none(properties)
    return {**given, "properties": None if nothing else properties}


def _load(
    kind: str, common: dict[str, Any], given: dict[str, Value | None], extra: tuple[Value, ...]
) -> Iterator[Fact]:
    app_id, span = given["app_id"], common["span"]
    certain = not (isinstance(app_id, Unknown) and not app_id.given)
    yield Environment(span=app_id.span if app_id is not None and certain else span, app_id=app_id)
    if kind == "environment":
        yield OtherCall(**common)
        return
    options = given["options"]
    if isinstance(options, Literal) and isinstance(options.value, str) and extra:
        options = extra[0]  # self-hosted: the id, the script's path, the options (HEAP 1.1)
    if isinstance(options, Parameter):
        # Spread in the call, so that it stays a mapping whatever its callers give.
        options = Mapping((Entry(Spread(span), options),), options.span)
    if not isinstance(options, Mapping):
        nothing = options is None or is_none(options)
        options = Mapping((), span, complete=nothing)
    is_app = kind == "start"
    yield AppStart(**common, options=options) if is_app else LoadCall(**common, options=options)
    server = options.get("baseUrl" if is_app else "ingestServer")
    if server is not None:
        yield from destinations(server, name=common["name"])
