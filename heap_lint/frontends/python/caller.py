"""What a call does: what it says, whom it lets in, which functions it runs, what it gives back."""

from __future__ import annotations

import ast
import re

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis import limits
from heap_lint.facts import Fact, Logout, TrackCall
from heap_lint.flow import Login, Node, Place
from heap_lint.frontends.dataflow import containers
from heap_lint.frontends.dataflow.substitution import (
    Substitution,
    has_parameters,
    parts_of,
    values_of,
)
from heap_lint.frontends.dataflow.symbols import (
    Fields,
    Given,
    Instance,
    Parameter,
    Record,
    Ref,
)
from heap_lint.frontends.python import calls
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.callbacks import as_called, callback, passed_through
from heap_lint.frontends.python.changes import (
    may_be_body,
)
from heap_lint.frontends.python.execution import Executor
from heap_lint.frontends.python.frame import ClassScope, HandedOn
from heap_lint.frontends.python.login_calls import (
    clears_session,
    is_inherited_login,
    is_session_key,
    is_super_dispatch,
)
from heap_lint.frontends.python.logins import (
    called_later,
    combined,
    inverted,
    keeps_arguments,
    may_refuse,
    sent_to,
)
from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.objects import Made, Prefilled
from heap_lint.frontends.python.persons import given_to, spoken
from heap_lint.frontends.python.records import filled_in, made
from heap_lint.frontends.python.settings import (
    facts_of_call,
)
from heap_lint.frontends.python.summaries import (
    Closure,
    Definition,
    Summary,
    Template,
    bound_arguments,
    facts_at,
    filled,
    open_names,
    returned,
)
from heap_lint.frontends.python.summarising import changed_record
from heap_lint.source import Span
from heap_lint.values import Kind, Literal, Mapping, OneOf, Sequence, Unknown, Value

_RUN_LAST = ("__post_init__", "__attrs_post_init__", "model_post_init")
_NEW = ("@super().__new__", "@object.__new__")
_NAMED = (ast.Name, ast.Attribute, ast.BinOp)
_GUARDS = regex.lazy(
    r"require|check|ensure|assert|verify|enforce|auth|permission|guard|log_?in", re.IGNORECASE
)
"""What functions are called that may turn a visitor away."""


class Caller(Executor):
    """Calls in the current state. How functions are run is told by the class that is built on this."""

    _before: tuple[ast.Call, Summary, dict[str, Value]] | None = None
    """What the last call was given of a function that changes dicts, as it was before."""

    def summary(self, definition: Definition) -> Summary | None:
        """Return what calling a function does, which is run first if it was not."""
        raise NotImplementedError

    def dotted(self, node: ast.expr | None) -> str:
        """Return the access path of a dotted name, which may come from an annotation in quotes."""
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        if isinstance(node, ast.Name):
            value = self.look_up(node.id, self.file.source.span(0, 0))
            return value.expression if isinstance(value, Unknown) else ""
        return ""

    def give(self, parameter: Parameter) -> Given:
        """Return a parameter that this function changes, which its callers have changed."""
        given = self.state.give(parameter)
        if given not in self.frame.given:
            self.frame.given.append(given)
        return given

    # --- Logins and logouts

    def told_by(self, call: ast.Call, truth: bool) -> Login | None:
        """Return what the result of a call of the project's own shows of the visitor."""
        if not isinstance(call.func, ast.Name | ast.Attribute):
            return None
        callee = self.evaluate(call.func)
        if isinstance(callee, Unknown) and callee.expression == "@super().has_permission":
            bases = self.frame.in_class.bases if self.frame.in_class is not None else ()
            guarded = truth and any(is_one_of(base, "login", "permissions") for base in bases)
            return Login.IN if guarded else None
        summary = self.summary_of(callee)
        return summary.tells.get(truth) if summary is not None else None

    def summary_of(self, value: Value) -> Summary | None:
        """Return what calling a function of the project does, wherever it stands."""
        value = self.resolved(value)
        if not isinstance(value, Closure) or value.definition is None:
            return None
        return self.summary(value.definition)

    def resolved(self, value: Value) -> Value:
        """Return the function of the project that a path names, anything else as it is."""
        path = value.expression if type(value) is Unknown else ""
        found = self.file.called(path) if path and path[0] != "@" and path[-1] not in ")]" else None
        return found if isinstance(found, Closure) else value

    def class_at(self, path: str) -> ClassScope | None:
        """Return the class of the project that a path names, its file being read if need be."""
        if not path or path[0] == "@" or path[-1] in ")]":
            return None
        found = self.file.class_scope(path) or self.file.called(path)
        return found if isinstance(found, ClassScope) else None

    def _log_in(self, becomes: Login | None, node: ast.expr, who: list[ast.expr]) -> None:
        """Move on to what a call leaves behind that may log somebody in, told by `who`."""
        here = Node(becomes, span=self.span(node))
        self.frame.logins.append((here, who))
        self.state.go_to(here)

    def _log_out(self, node: ast.expr, name: str) -> None:
        self._say_logout(node, name)
        self.state.go_to(Node(Login.OUT, span=self.span(node)))

    def _say_logout(self, node: ast.expr, name: str) -> None:
        fact = Logout(span=self.span(node), name=name.lstrip("@"))
        self.file.record(node, self.frame.graph, (), [fact])

    def _run_given(self, callee: Parameter) -> None:
        """Note that a function of an outer function's parameter is run here: by a decorator, often."""
        frame = self.frame.outer[0] if self.frame.outer is not None else None
        while frame is not None:
            if frame.first_parameter == (callee.function, callee.name):
                self.frame.runs.append(self.state.node)
            frame = frame.outer[0] if frame.outer is not None else None

    def _see_first(self, owner: ast.expr, arguments: Arguments) -> None:
        """Note a function that sees all requests first: `app.before_request(guard)`."""
        for value in arguments.all():
            definition = value.definition if isinstance(value, Closure) else None
            if definition is not None and isinstance(owner, ast.Name):
                self.frame.guarding.append((owner.id, definition))

    def _mount(self, node: ast.Call, owner: ast.expr, arguments: Arguments) -> None:
        """Note which app takes in a router, and what it asks of all of its requests."""
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Name) and isinstance(owner, ast.Name) and arguments.complete:
            asked = arguments.keywords.get("dependencies")
            self.file.mounts[first.id] = (owner.id, asked and self.freeze(asked))

    def _Expr(self, node: ast.Expr) -> None:
        """Run an expression for what it does; some calls do not return."""
        self.evaluate(node.value)
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            path = self.dotted(call.func)
            if is_one_of(path, "login", "aborts"):
                self.alive = False
            elif isinstance(call.func, ast.Name):
                summary = self.summary_of(self.evaluate(call.func))
                self.alive = summary is None or not summary.leaves_never
                if summary is None:
                    self._may_refuse(path)
            else:
                self._may_refuse(path or call.func.attr)

    def _may_refuse(self, path: str) -> None:
        """Move on behind a call of a function that nobody knows, but that is named after refusing."""
        if may_refuse(path.rpartition(".")[2].lstrip("@")):
            self.state.go_to(Node(refuses=True))

    def operated(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        """Return what an operation makes of two values, which may be permissions."""
        if isinstance(node.left, _NAMED) and isinstance(node.right, _NAMED):
            made = combined(node.op, left, right)
            if made is not None:
                return made
        return super().operated(node, left, right)

    def turned(self, node: ast.UnaryOp, value: Value) -> Value:
        """Return what an operation makes of one value, which may be a permission."""
        if isinstance(node.op, ast.Invert) and isinstance(node.operand, _NAMED):
            made = inverted(value)
            if made is not None:
                return made
        return super().turned(node, value)

    def item(self, node: ast.Subscript, owner: Value, key: Value) -> Value:
        """Return `owner[key]`, with what stands beside a type in `Annotated[...]`."""
        value = super().item(node, owner, key)
        path = value.expression if type(value) is Unknown else ""
        if not is_one_of(path.removesuffix("[]"), "login", "annotated"):
            return value
        held = self.held(key)
        items = held.items if isinstance(held, Sequence) else ()
        return Made(value.span, None, path, arguments=items)

    # --- Facts

    def on_call(self, node: ast.Call, callee: Value, arguments: Arguments) -> None:
        """Record what a call says, and move on to what a login or logout leaves behind."""
        if isinstance(callee, Prefilled):
            arguments = filled(callee, arguments)
        path = callee.expression if isinstance(callee, Unknown) else ""
        owner, _, name = path.rpartition(".")
        declared = self.file.declared
        at = self.file.source.path, self.span(node)
        facts = list(facts_of_call(path, arguments, path=at[0], span=at[1])) if path else []
        if facts:
            self.file.record(node, self.frame.graph, (), facts)
        if (
            is_one_of(path, "login", "calls")
            or declared.is_login(callee)
            or owner == "@super()"
            and is_inherited_login(self.frame.in_class, name)
        ):
            self._log_in(Login.IN, node, given_to(node))
        elif (
            is_one_of(path, "logout", "calls")
            or clears_session(owner, name, arguments)
            or declared.is_logout(callee)
        ):
            self._log_out(node, path or self.file.source.slice(self.span(node.func)))
        elif declared.wrappers and self._call_declared(node, callee, arguments):
            pass
        elif name == "connect" and (sent_for := sent_to(owner)) is not None:
            for value in arguments.all():
                if isinstance(value, Closure) and value.definition is not None:
                    value.definition.entry, value.definition.settled = sent_for, True
        elif name == "before_request" and isinstance(node.func, ast.Attribute):
            self._see_first(node.func.value, arguments)
        elif is_one_of(name, "login", "mounts") and isinstance(node.func, ast.Attribute):
            self._mount(node, node.func.value, arguments)
        elif isinstance(callee, Parameter) and not callee.steps:
            self._run_given(callee)
        elif is_super_dispatch(node.func):
            self.frame.runs.append(self.state.node)
        elif isinstance(callee, Closure):
            self._call_functions(node, [callee], as_called(node, arguments, self.held))
        elif closures := _functions_of(callee):
            self._call_functions(node, closures, arguments, callee)
        elif path or isinstance(callee, OneOf):
            if name == "as_view" and is_one_of(owner, "logout", "views"):
                self._say_logout(node, owner)
            if _GUARDS.search(name or path):
                self.state.go_to(Node(asks=True))
            called, given = callback(path, arguments, self.held)
            if called is not None:
                self._hand_on(node, name, called, given)
            self._call_constructor(node, path, arguments)
            self._call_heap(node, callee, arguments)

    def _hand_on(self, node: ast.Call, name: str, called: Unknown, given: Arguments) -> None:
        """Record what a function says that is run by another; one that runs later, beside the flow."""
        here = self.state
        later = is_one_of(name, "callbacks", "later")
        if later:
            self.state = here.fork()
        if isinstance(called, Closure):
            self._call_functions(node, [called], given)
        else:
            self.on_call(node, called, given)
        if later:
            self.state = here

    def _call_declared(self, node: ast.Call, callee: Value, arguments: Arguments) -> bool:
        """Record what a call of a wrapper says that the user has declared; whether it is one."""
        here = Node()
        places = self.file.places(node, self.frame.graph, here)
        site = calls.Site(self.file.positions.name_span(node), places, self.freeze)
        facts = list(self.file.declared.facts(callee, arguments, site))
        self._say(node, here, places, facts)
        return bool(facts)

    def _call_heap(self, node: ast.Call, callee: Value, arguments: Arguments) -> None:
        here = Node()
        places = self.file.places(node, self.frame.graph, here)
        self._say(node, here, places, self._heap_facts(node, callee, arguments, places))

    def _heap_facts(
        self, node: ast.Call, callee: Value, arguments: Arguments, places: tuple[Place, ...]
    ) -> list[Fact]:
        site = calls.Site(self.file.positions.name_span(node), places, self.freeze)
        if isinstance(callee, Unknown):
            callee = replace(callee, expression=self.file.client_path(callee.expression))
        handed_on, forwarders = self.frame.handed_on, self.file.declared.forwarders
        site = site._replace(forwarders=forwarders, handed_on=handed_on)
        return list(calls.facts_of_call(callee, arguments, site))

    def _call_functions(
        self,
        node: ast.Call,
        closures: list[Closure],
        arguments: Arguments,
        others: Value | None = None,
    ) -> None:
        """Record what a call says that is of one of some functions, and what it leaves behind.

        `others`: all that may be called, where a method of Heap's may be among them.
        """
        here = Node()
        places = self.file.places(node, self.frame.graph, here)
        facts: list[Fact] = []
        summaries: list[Summary | None] = []
        for closure in closures:
            summary = self.summary(closure.definition) if closure.definition else None
            summaries.append(summary)
            if summary is not None:
                facts += self._call_function(node, closure, summary, arguments, places)
        if others is not None and not facts:
            facts = self._heap_facts(node, others, arguments, places)
        self._say(node, here, places, facts)
        self._go_on_behind(node, summaries)

    def _go_on_behind(self, node: ast.Call, summaries: list[Summary | None]) -> None:
        """Move on to the login state that one of some functions leaves, whichever it is."""
        first, *others = summaries
        left = (first.leaves, first.guards) if first is not None else None
        if first is None or any(
            other is None or (other.leaves, other.guards) != left for other in others
        ):
            self.state.go_to(Node(asks=True))
            return
        if first.leaves is not None:
            self._log_in(first.leaves, node, given_to(node))
        elif first.guards:
            self.state = self.state.fork(Login.IN)
        elif first.asks:
            self.state.go_to(Node(asks=True))

    def _note_script(
        self, node: ast.Call, closure: Closure, summary: Summary, given: dict[str, Value]
    ) -> None:
        """Note a call of a function that writes something into a script."""
        owner = closure.definition.interpreter.file if closure.definition is not None else self.file
        if summary.function in owner.scripted:
            name = self.file.positions.name_span(node)
            frozen = {each: self.freeze(value) for each, value in given.items()}
            call = HandedOn(owner, summary.function, frozen, name, self.span(node))
            self.file.handed_on.append(call)

    def _call_function(
        self,
        node: ast.Call,
        closure: Closure,
        summary: Summary,
        arguments: Arguments,
        places: tuple[Place, ...],
    ) -> list[Fact]:
        name = self.file.positions.name_span(node)
        given = self._given(summary, closure, arguments, name)
        self._note_script(node, closure, summary, given)
        facts = facts_at(
            summary,
            given,
            instance=closure.instance,
            name=name,
            within=self.span(node),
            places=places,
        )
        said = list(facts)
        self.fuel.left -= limits.FUEL_OF_A_FACT * len(said)
        if summary.changes_itself:
            self._change_instance(node, closure)
        self._before = node, summary, given
        if summary.effects:
            self._have_effects(summary, bound_arguments(summary, closure, arguments, name), given)
        if closure.definition is not None and closure.definition.graph is not None:
            closure.definition.graph.doubt()
        return said

    def _have_effects(
        self, summary: Summary, raw: dict[str, Value], given: dict[str, Value]
    ) -> None:
        """Add to the dicts of this scope what a function puts into those that it is given.

        `raw` are the arguments as they are, `given` what they hold.
        """
        for parameter, (of_items, after) in summary.effects.items():
            target = raw.get(parameter)
            held = self.held(target) if target is not None else None
            if of_items and isinstance(held, Sequence):
                items = held.items
            else:
                items = () if of_items or target is None else (target,)
            for item in items:
                one = Sequence((self.held(item),), item.span) if of_items else self.held(item)
                self._change(item, Substitution(summary.function, {**given, parameter: one}), after)

    def _change_instance(self, node: ast.Call, closure: Closure) -> None:
        """Note that a method changes the instance that it is called of."""
        if closure.instance is not None:
            self.state.forget(closure.instance)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            self.frame.changes_itself = True

    def _change(self, target: Value, arguments: Substitution, after: Value) -> None:
        """Let a dict or list hold what a function that is given it leaves there."""
        if isinstance(target, Parameter) and not target.steps and may_be_body(target.name):
            target = self.give(target)
        held = self.held(target)
        if isinstance(target, Parameter) and target.expression == f"@{self.frame.self_name}":
            changed = arguments.value(after)
            for entry in changed.entries if isinstance(changed, Mapping) else ():
                if entry.name is not None:
                    self.frame.assigned.add(entry.name)
                    self.state.names[f"{self.frame.self_name}.{entry.name}"] = entry.value
        if isinstance(target, Ref) and isinstance(held, (Mapping, Sequence)):
            changed = arguments.value(after)
            if not isinstance(changed, Mapping) or not isinstance(held, Mapping):
                changed = containers.emptied(held)
            self.state.objects[target.site] = changed

    def _call_constructor(self, node: ast.Call, path: str, arguments: Arguments) -> None:
        method = self.file.class_attribute(path, "__init__") if not path.endswith(")") else None
        if isinstance(method, Closure):
            self._call_functions(node, [replace(method, bound=True)], arguments)

    def _given(
        self, summary: Summary, closure: Closure, arguments: Arguments, at: Span
    ) -> dict[str, Value]:
        given = bound_arguments(summary, closure, arguments, at)
        if self.frame.changes_itself:
            given = {name: self._as_changed(value) for name, value in given.items()}
        return {name: self.freeze(value) for name, value in given.items()}

    def _as_changed(self, value: Value) -> Value:
        """Return the record that a method is of as it has changed it so far; others as they are."""
        if not isinstance(value, Parameter) or value.expression != f"@{self.frame.self_name}":
            return value
        return changed_record(value, self.frame, self.state) or value

    def _say(
        self, node: ast.Call, here: Node, places: tuple[Place, ...], facts: list[Fact]
    ) -> None:
        """Record what a call says here, and for the callers of the function around it."""
        if not facts:
            return
        values = (value for fact in facts for _, value in values_of(fact))
        self.fuel.left -= limits.FUEL_OF_A_VALUE * parts_of(values, self.fuel)
        self.state.go_to(here)
        if any(isinstance(fact, (calls.Pending, TrackCall)) for fact in facts):
            again = self.file.again(node)
            facts = [calls.sent_again(fact, again) for fact in facts]
        known = [fact for fact in facts if not isinstance(fact, calls.Pending)]
        self.file.record(node, self.frame.graph, places, known)
        self.frame.spoken.append(spoken(node, facts, here, self.file.positions))
        truths = {
            name: truth
            for name, truth in self.state.truths.items()
            if isinstance(self.state.names.get(name), (Parameter, Given))
        }
        self.frame.said[node] = [Template(fact, truths) for fact in facts if has_parameters(fact)]

    def is_of_project(self, callee: Value) -> bool:
        """Whether a function is the project's own, though it may have a well-known name."""
        return isinstance(callee, Closure)

    def result_of(self, node: ast.Call, callee: Value, arguments: Arguments) -> Value | None:
        """Return what a function of this project gives back, as far as its summary knows."""
        if isinstance(callee, Unknown) and callee.expression == "functools.partial":
            return self._partial(node, arguments)
        if not isinstance(callee, Closure):
            path = callee.expression if type(callee) is Unknown else ""
            if path and (through := passed_through(path, arguments)) is not None:
                return through
            if path and (later := self._given_later(node, path, arguments)) is not None:
                return later
            if self.frame.makes and path in _NEW:
                return Unknown(self.span(node), None, f"{self.frame.makes}()")
            if self.frame.makes and isinstance(callee, Parameter):
                is_class = callee.expression == f"@{self.frame.self_name}"
                path = self.frame.makes if is_class else ""
            if keeps_arguments(path):
                given = tuple(map(self.freeze, arguments.all()))
                keywords = tuple((k, self.freeze(v)) for k, v in arguments.keywords.items())
                return Made(self.span(node), None, f"{path}()", arguments=given, keywords=keywords)
            if path.endswith("session.get") and any(map(is_session_key, arguments.positional[:1])):
                (key, *_) = arguments.positional
                return self._session_value(node, path.removesuffix(".get"), key)
            found = self.file.called(path) if path and path[-1] not in ")]" else None
            if not isinstance(found, Closure):
                return None if found is None else self._record(node, path, found, arguments)
            callee = found
        if callee.definition is None:
            return None
        summary = self.summary(callee.definition)
        at = self.file.positions.name_span(node)
        if summary is None:
            inside = self.frame.outer is not None and not callee.definition.running
            return called_later(callee, at) if inside else None
        itself = _itself_returned(summary, callee)
        if itself is not None:
            return itself
        before = self._before if self._before and self._before[:2] == (node, summary) else None
        has = before[2] if before else self._given(summary, callee, arguments, at)
        value = returned(summary, has)
        if value is not None and value is not summary.returns:
            self.fuel.left -= parts_of([value], self.fuel)
        if isinstance(value, Fields):
            plain = Mapping(value.entries, value.span, value.complete, value.defined)
            return self._record_of(node, plain, value.path)
        if isinstance(value, (Mapping, Sequence)):
            return self.allocate(node, value)
        return value and self.used(value, node)

    def _given_later(self, node: ast.Call, path: str, arguments: Arguments) -> Value | None:
        """Return what a proxy of a function's result, or a variable of a context, stands for."""
        owner, _, name = path.rpartition("().")
        if name == "get" and is_one_of(owner, "callbacks", "holders"):
            holder = (
                self.evaluate(node.func.value) if isinstance(node.func, ast.Attribute) else None
            )
            held = holder.arguments if isinstance(holder, Made) else ()
            return held[0] if held else None
        if is_one_of(path, "callbacks", "lazy") and arguments.positional:
            summary = self.summary_of(arguments.positional[0])
            return returned(summary, {}) if summary is not None else None
        return None

    def _record_of(self, node: ast.Call, held: Mapping, path: str) -> Record:
        return Record(self.span(node), None, path, site=self.allocate(node, held).site)

    def _session_value(self, node: ast.Call, owner: str, key: Value) -> Value:
        """Return what a session holds for a visitor who is logged in, and does not for others."""
        name = str(key.value) if isinstance(key, Literal) else ""
        return Unknown(self.span(node), None, f"{owner}[{name}]", kind=Kind.OPTIONAL)

    def _record(
        self, node: ast.Call, path: str, scope: ClassScope, arguments: Arguments
    ) -> Value | None:
        """Return the instance that calling a class makes, if it keeps what it is given."""
        method = scope.find("__init__")
        if isinstance(method, Closure):
            return self._instance(node, scope.path, method, arguments)
        if scope.fields is None:
            return None
        span = self.span(node)
        held = made(scope.fields, arguments, span, complete=scope.knows_all_fields)
        if scope.is_a("records", "settings"):
            held = filled_in(held, scope.fields, path)
        ref = self.allocate(node, held)
        if scope.is_a("records", "dicts"):
            return ref
        record = Record(span, None, f"{path}()", site=ref.site)
        self._initialise(record, scope)
        return record

    def _initialise(self, record: Record, scope: ClassScope) -> None:
        """Let a record that has just been made be as its class leaves it."""
        for name in _RUN_LAST:
            method = scope.find(name)
            definition = method.definition if isinstance(method, Closure) else None
            summary = self.summary(definition) if definition is not None else None
            if summary is None:
                continue
            for parameter, (_, after) in summary.effects.items():
                arguments = Substitution(summary.function, {parameter: self.held(record)})
                self._change(record, arguments, after)

    def _instance(
        self, node: ast.Call, path: str, method: Closure, arguments: Arguments
    ) -> Value | None:
        summary = self.summary(method.definition) if method.definition else None
        if summary is None:
            return None
        at = self.file.positions.name_span(node)
        given = self._given(summary, replace(method, bound=True), arguments, at)
        span, items = self.span(node), tuple(given.items())
        return Instance(span, None, f"{path}()", function=summary.function, made_with=items)

    def _partial(self, node: ast.Call, arguments: Arguments) -> Value | None:
        first, *rest = arguments.positional or [Unknown(self.span(node))]
        if isinstance(first, Unknown) and not isinstance(first, Closure):
            keywords = tuple(arguments.keywords.items())
            return Prefilled(
                self.span(node), None, first.expression, None, True, None, tuple(rest), keywords
            )
        if not isinstance(first, Closure) or first.definition is None:
            return None
        given = {**dict(zip(open_names(first), rest, strict=False)), **arguments.keywords}
        frozen = tuple((name, self.freeze(value)) for name, value in given.items())
        return replace(first, span=self.span(node), preset=(*first.preset, *frozen))


def _itself_returned(summary: Summary, callee: Closure) -> Record | None:
    """Return the record that a method is of, if the method gives back that, changed or not."""
    value = summary.returns
    if not isinstance(value, Parameter) or value.steps or value.function != summary.function:
        return None
    owner = dict(callee.preset).get(value.name)
    return owner if isinstance(owner, Record) else None


def _functions_of(callee: Value) -> list[Closure]:
    """Return the functions of the project that a name may stand for."""
    options = callee.options if isinstance(callee, OneOf) else ()
    return [option for option in options if isinstance(option, Closure)]
