"""Runs a Python file: every function once, for the facts that its calls and settings say.

A function is run on its own, with its parameters as symbols, after the scope around it, whose names it
sees as that scope left them; its summary then speaks for it wherever it is called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from heap_lint.facts import Fact
from heap_lint.flow import Login, Node, Place
from heap_lint.frontends.python import calls, library
from heap_lint.frontends.python.annotations import alternatives, names_none
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.execution import Executor
from heap_lint.frontends.python.frame import ClassScope, File, Frame, new_frame
from heap_lint.frontends.python.keeping import kept_names
from heap_lint.frontends.python.logins import (
    guard_of,
    guarded_by,
    guards,
    needs_current_user,
    requires_login,
)
from heap_lint.frontends.python.model import is_client, is_one_of, origin_of
from heap_lint.frontends.python.parameters import has_parameters
from heap_lint.frontends.python.records import fields_of, filled_in, made
from heap_lint.frontends.python.settings import setting_facts
from heap_lint.frontends.python.state import (
    CHANGED,
    Instance,
    Parameter,
    Prefilled,
    Record,
    Ref,
    State,
    join,
    one_of,
)
from heap_lint.frontends.python.summaries import (
    Closure,
    Definition,
    FunctionNode,
    Summary,
    Template,
    as_called,
    bound_arguments,
    callback,
    effects_at,
    facts_at,
    filled,
    returned,
)
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Origin, Sequence, Unknown, Value

_OUTER_NAMES = re.compile(r"(?:^|[:;])[ \t]*(?:global|nonlocal)[ \t]", re.MULTILINE)
_RUN_FIRST = ("__new__", "__init__", "__post_init__", "__attrs_post_init__")
_MOST_RUNNING = 15
"""Functions that are run because others call them: a longer chain of calls is not followed."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def run_module(file: File, tree: ast.Module) -> list[Fact]:
    """Return what a module's code says, in order of place."""
    if _OUTER_NAMES.search(file.source.text):
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                file.rebound_globals.update(dict.fromkeys(_rebound(node, ast.Global)))
                file.rebound_nonlocals.update(_rebound(node, ast.Nonlocal))
    file.follow(tree)
    frame, state = new_frame(Login.UNSURE)
    module = Interpreter(file, frame, state)
    file.globals = state
    module.run(tree.body)
    return file.facts()


class Interpreter(Executor):
    """Runs the statements of one frame, then the functions defined in it."""

    body: list[ast.stmt] = []  # noqa: RUF012 - replaced by `run`, never changed
    finished: bool = False
    """Whether the body has been run: the functions it defines can be run now."""

    def run(self, body: list[ast.stmt]) -> None:
        """Run a whole module, class or function body, and the functions it defines."""
        self.body = body
        self.block(body)
        if self.alive:
            self.frame.ends = Node()
            self.state.go_to(self.frame.ends)
        last = join([*self.frame.returns, *([self.state] if self.alive else [])])
        self.state = last or self.state
        self.finished = True
        if self.frame.outer is None:
            self.file.globals = self.state
        self._run_pending()

    @cached_property
    def kept(self) -> frozenset[str]:
        """The names that the body hands to code which may store them."""
        return kept_names(self.body, self.file.is_handed_on)

    # --- Simple statements

    def _Assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
            self._assign(node, target, value)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            value = self.evaluate(node.value)
            client = self._annotation(node.annotation)
            self._assign(node, node.target, Unknown(value.span, None, client) if client else value)

    def _assign(self, node: ast.stmt, target: ast.expr, value: Value) -> None:
        self.bind(target, value)
        if isinstance(target, ast.Name) and (self.frame.outer is None or self.frame.is_class_body):
            self._setting(node, target.id, value)

    def _Global(self, node: ast.Global) -> None:
        self.frame.globals.update(node.names)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign to a target; what is new each time may be kept by a call that it is handed to."""
        if isinstance(target, ast.Name):
            unchanging = library.without_origin(value, Origin.VOLATILE)
            value = unchanging if unchanging != value and target.id in self.kept else value
        super().bind(target, value)

    def bind_item(self, target: ast.expr, owner: Value, key: Value, value: Value) -> None:
        """Assign an item; `session["user_id"] = ...` is a login, `config["HEAP_APP_ID"]` a setting."""
        super().bind_item(target, owner, key, value)
        if not isinstance(owner, Unknown) or not isinstance(key, Literal) or isinstance(owner, Ref):
            return
        if isinstance(owner, Parameter) and (not owner.steps or owner.steps.startswith(CHANGED)):
            self.frame.effects.append((owner, Entry(key, self.freeze(value), certain=False)))
            self.state.change(owner, [str(key.value)])
        name = str(key.value)
        if owner.expression.endswith("session") and is_one_of(name, "login", "session_keys"):
            constant = isinstance(value, Literal)
            self.state.go_to(Node(None if constant else Login.IN, span=self.span(target)))
        elif owner.expression:
            self._setting(target, name, value)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.state.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner, key = self.evaluate(target.value), self.evaluate(target.slice)
                held = self.held(owner)
                if isinstance(owner, Ref) and isinstance(held, Mapping):
                    self.state.objects[owner.site] = library.without(held, key)
                    continue
                if isinstance(owner, Unknown) and owner.expression.endswith("session"):
                    self.state.go_to(Node(Login.OUT, span=self.span(target)))
                self.state.lose_sight_of(owner)

    # --- Definitions

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        guarded = [requires_login(decorator, self) for decorator in node.decorator_list]
        scope = self.frame.in_class if self.frame.is_class_body else None
        entry = scope.entry if scope else Login.UNSURE
        if any(guarded) or needs_current_user(node.args, self):
            entry = Login.IN
        defaults = self._defaults(node.args)
        definition = Definition(node, entry, self, defaults, scope, self.frame.name)
        span = self.file.positions.span(node)
        self.state.bind(node.name, Closure(span, None, f"@{node.name}", definition=definition))
        self.frame.pending.append(definition)

    _AsyncFunctionDef = _FunctionDef

    def _defaults(self, arguments: ast.arguments) -> dict[str, Value]:
        positional = [*arguments.posonlyargs, *arguments.args]
        last = positional[len(positional) - len(arguments.defaults) :]
        pairs = [
            *zip(last, arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        return {p.arg: self.freeze(self.evaluate(d)) for p, d in pairs if d is not None}

    def on_closure(self, node: ast.Lambda) -> Value:
        """Run a lambda later, as any function defined here."""
        definition = Definition(node, Login.UNSURE, self, self._defaults(node.args))
        self.frame.pending.append(definition)
        return Closure(self.span(node), None, "@lambda", definition=definition)

    def _ClassDef(self, node: ast.ClassDef) -> None:
        given = [self.evaluate(base) for base in node.bases]
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        paths = [base.expression for base in given if isinstance(base, Unknown)]
        guarded = any(requires_login(decorator, self) for decorator in node.decorator_list)
        inherited = [scope for path in paths if (scope := self.file.class_scope(path)) is not None]
        guarded |= any(is_one_of(path, "login", "bases") for path in paths)
        guarded |= any(base.entry is Login.IN for base in inherited)
        clients = [*filter(is_client, paths), *(base.client for base in inherited)]
        client = next(filter(None, clients), "")
        entry = Login.IN if guarded else Login.UNSURE
        lineage = (each for base in inherited for each in (base, *base.ancestors))
        path = f"{self.file.module}.{node.name}"
        ancestors = list(dict.fromkeys(lineage))
        bases = tuple(dict.fromkeys([*paths, *(p for base in inherited for p in base.bases)]))
        scope = ClassScope(path=path, entry=entry, client=client, ancestors=ancestors, bases=bases)
        frame, state = new_frame(
            Login.UNSURE,
            outer=(self.frame, self.state),
            in_class=scope,
            is_class_body=True,
            name=node.name,
        )
        state.objects.update(self.state.objects)
        body = Interpreter(self.file, frame, state)
        body.block(node.body)
        scope.names.update(body.state.names)
        records = [base for base in inherited if base.fields is not None]
        if _makes_records(decorators, paths) or records:
            scope.names.update(self._fields(node))
            own = fields_of(node, body.evaluate, body.span, _marks_field(body))
            inner = [base.fields or {} for base in reversed(records)]
            scope.fields = {name: v for each in (*inner, own) for name, v in each.items()}
            scope.knows_all_fields = len(records) == len(inherited) and all(
                is_one_of(path, "records", "bases") or self.file.class_scope(path) is not None
                for path in paths
            )
        self.state.objects.update(body.state.objects)
        self.file.classes[path] = scope
        self.state.names[node.name] = Unknown(self.file.positions.span(node), None, path)
        permissions = body.state.names.get("permission_classes")
        if permissions is not None and guards(permissions, body):
            scope.entry = Login.IN
        for definition in frame.pending:
            definition.interpreter = self
            if scope.entry is Login.IN:
                definition.entry = Login.IN
        self.frame.pending += frame.pending

    def _fields(self, node: ast.ClassDef) -> dict[str, Value]:
        """Return the fields of a record: what stands in the class is only their default."""
        return {
            each.target.id: Unknown(self.span(each.target), None, self._annotation(each.annotation))
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }

    def _run_pending(self) -> None:
        """Run the functions defined here that may say something.

        Those come first that others may need: what returns clients or assigns them to globals, then
        methods that assign attributes.
        """
        wanted = [each for each in self.frame.pending if self.file.may_say_something(each.node)]
        self._pass_guards()
        if wanted:
            self._doubt_what_functions_change()
        for each in wanted:
            if _rebound(each.node, ast.Global):
                self._run_function(each)
        scopes = (each.in_class for each in wanted if each.in_class is not None)
        classes = {id(each) for scope in scopes for each in (scope, *scope.ancestors)}
        for each in sorted(self.frame.pending, key=lambda each: not _runs_first(each.node)):
            if id(each.in_class) in classes and _assigns_attributes(each.node):
                self._run_function(each)
        for each in wanted:
            self._summary(each)

    def _pass_guards(self) -> None:
        """Let the views of a blueprint begin logged in if what runs before each request sees to it."""
        functions = [(d, d.node) for d in self.frame.pending if isinstance(d.node, _FUNCTIONS)]
        guards = {guard_of(node): d for d, node in functions if guard_of(node)}
        for name, guard in guards.items():
            if guard.entry is not Login.IN:
                summary = self._summary(guard)
                if summary is None or not summary.ends_logged_in:
                    continue
            for definition, node in functions:
                if name in guarded_by(node):
                    definition.entry = Login.IN

    def _doubt_what_functions_change(self) -> None:
        """Note that a dict or list of this scope may hold more once a function here has run."""
        for definition in self.frame.pending:
            for name in self.file.changed_in(definition.node):
                if name in self.state.names:
                    self.state.lose_sight_of(self.state.names[name])

    def _summary(self, definition: Definition) -> Summary | None:
        """Return what calling a function does, running it if need be; None while that is not known.

        One that is called before the scope around it has ended sees what that has until then. A
        function of the module is run again at the end, with all that its other callers let it see.
        """
        if definition.running:
            return None
        if definition.summary is None or definition.early and definition.interpreter.finished:
            if self.file.functions_running >= _MOST_RUNNING:
                self.file.limit(f"calls of calls were followed {_MOST_RUNNING} deep")
                return None
            interpreter = definition.interpreter
            definition.early = not interpreter.finished and interpreter.frame.outer is None
            definition.summary = interpreter._run_function(definition)
        return definition.summary

    def _run_function(self, definition: Definition) -> Summary:
        node, scope = definition.node, definition.in_class
        frame, state = new_frame(
            definition.entry,
            outer=(self.frame, self.state),
            in_class=scope or self.frame.in_class,
            self_name=_self_name(definition) or self.frame.self_name,
        )
        state.objects.update(self.state.objects)
        for parameter in definition.parameters:
            state.names[parameter.arg] = self._parameter(parameter, definition)
        inner = Interpreter(self.file, frame, state)
        definition.running = True
        self.file.functions_running += 1
        try:
            if isinstance(node, ast.Lambda):
                frame.returned.append(inner.freeze(inner.evaluate(node.body)))
                inner.finished = True
                inner._run_pending()
            else:
                inner.run(node.body)
        finally:
            definition.running = False
            self.file.functions_running -= 1
        if scope is not None:
            _remember_attributes(scope, frame.self_name, inner.state, first=_runs_first(node))
        self.frame.said.update(frame.said)
        client = "" if isinstance(node, ast.Lambda) else self._annotation(node.returns)
        if client:
            frame.returned[:] = [Unknown(self.file.positions.span(node), None, client)]
        return _summarised(definition, frame, inner.state)

    def _parameter(self, parameter: ast.arg, definition: Definition) -> Unknown:
        """Return the unknown that a parameter is; one annotated with a client's class is a client."""
        at = self.file.positions.span(parameter)
        path = self._annotation(parameter.annotation)
        if path:
            return Unknown(at, None, path)
        path = f"@{parameter.arg}"
        origin = origin_of(path) or Origin.PARAMETER
        default = definition.defaults.get(parameter.arg)
        may_be_none = isinstance(default, Literal) and default.value is None
        kind = Kind.OPTIONAL if may_be_none or names_none(parameter.annotation) else None
        function = id(definition.node)
        return Parameter(at, origin, path, kind=kind, name=parameter.arg, function=function)

    def _annotation(self, annotation: ast.expr | None) -> str:
        """Return the path of an instance of the client that an annotation names, else nothing."""
        paths = map(self._dotted, alternatives(annotation))
        return next((f"{path}()" for path in paths if is_client(path)), "")

    def _dotted(self, node: ast.expr | None) -> str:
        """Return the access path of a dotted name, which may come from an annotation in quotes."""
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(node.value)}.{node.attr}"
        if isinstance(node, ast.Name):
            value = self.look_up(node.id, self.file.source.span(0, 0))
            return value.expression if isinstance(value, Unknown) else ""
        return ""

    # --- Facts

    def on_call(self, node: ast.Call, callee: Value, arguments: Arguments) -> None:
        """Record what a call says, and move on to what a login or logout leaves behind."""
        if isinstance(callee, Prefilled):
            arguments = filled(callee, arguments)
        path = callee.expression if isinstance(callee, Unknown) else ""
        owner, _, name = path.rpartition(".")
        declared = self.file.declared
        if is_one_of(path, "login", "calls") or declared.is_login(callee):
            self.state.go_to(Node(Login.IN, span=self.span(node)))
        elif (
            is_one_of(path, "logout", "calls")
            or _clears_session(owner, name)
            or declared.is_logout(callee)
        ):
            self.state.go_to(Node(Login.OUT, span=self.span(node)))
        elif declared.wrappers and self._call_declared(node, callee, arguments):
            pass
        elif name == "connect" and is_one_of(owner, "login", "signals"):
            for value in arguments.all():
                if isinstance(value, Closure) and value.definition is not None:
                    value.definition.entry = Login.IN
        elif isinstance(callee, Closure):
            self._call_functions(node, [callee], as_called(node, arguments, self.held))
        elif closures := _functions_of(callee):
            self._call_functions(node, closures, arguments)
        elif path or isinstance(callee, OneOf):
            called, given = callback(name or path.lstrip("@"), arguments, self.held)
            if called is not None:
                self.on_call(node, called, given)
            self._call_constructor(node, path, arguments)
            self._call_heap(node, callee, arguments)

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
        site = calls.Site(self.file.positions.name_span(node), places, self.freeze)
        if isinstance(callee, Unknown):
            callee = replace(callee, expression=self.file.client_path(callee.expression))
        self._say(node, here, places, list(calls.facts_of_call(callee, arguments, site)))

    def _call_functions(
        self, node: ast.Call, closures: list[Closure], arguments: Arguments
    ) -> None:
        """Record what a call says that is of one of some functions, and what it leaves behind."""
        here = Node()
        places = self.file.places(node, self.frame.graph, here)
        facts: list[Fact] = []
        leaves: set[Login | None] = set()
        for closure in closures:
            summary = self._summary(closure.definition) if closure.definition else None
            leaves.add(summary.leaves if summary is not None else None)
            if summary is not None:
                facts += self._call_function(node, closure, summary, arguments, places)
        self._say(node, here, places, facts)
        state = leaves.pop()
        if state is not None and not leaves:
            self.state.go_to(Node(state, span=self.span(node)))

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
        facts = facts_at(
            summary,
            given,
            instance=closure.instance,
            name=name,
            within=self.span(node),
            places=places,
        )
        said = list(facts)
        if summary.effects:
            self._have_effects(summary, bound_arguments(summary, closure, arguments, name), given)
        return said

    def _have_effects(
        self, summary: Summary, raw: dict[str, Value], given: dict[str, Value]
    ) -> None:
        """Add to the dicts of this scope what a function puts into those that it is given.

        `raw` are the arguments as they are, `given` what they hold.
        """
        for parameter, entry in effects_at(summary, given):
            target = raw.get(parameter)
            held = self.held(target) if target is not None else None
            if isinstance(target, Ref) and isinstance(held, Mapping):
                self.state.objects[target.site] = library.with_entry(held, entry)

    def _call_constructor(self, node: ast.Call, path: str, arguments: Arguments) -> None:
        method = self.file.class_attribute(path, "__init__") if not path.endswith(")") else None
        if isinstance(method, Closure):
            self._call_functions(node, [replace(method, bound=True)], arguments)

    def _given(
        self, summary: Summary, closure: Closure, arguments: Arguments, at: Span
    ) -> dict[str, Value]:
        given = bound_arguments(summary, closure, arguments, at)
        return {name: self.freeze(value) for name, value in given.items()}

    def _say(
        self, node: ast.Call, here: Node, places: tuple[Place, ...], facts: list[Fact]
    ) -> None:
        """Record what a call says here, and for the callers of the function around it."""
        if not facts:
            return
        self.state.go_to(here)
        known = [fact for fact in facts if not isinstance(fact, calls.Pending)]
        self.file.record(node, self.frame.graph, places, known)
        truths = {
            name: truth
            for name, truth in self.state.truths.items()
            if isinstance(self.state.names.get(name), Parameter)
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
            found = self.file.called(path) if path and path[-1] not in ")]" else None
            if not isinstance(found, Closure):
                return None if found is None else self._record(node, path, found, arguments)
            callee = found
        if callee.definition is None:
            return None
        summary = self._summary(callee.definition)
        at = self.file.positions.name_span(node)
        if summary is None:
            return None
        value = returned(summary, self._given(summary, callee, arguments, at))
        if isinstance(value, (Mapping, Sequence)):
            return self.allocate(node, value)
        return value and self.used(value, node)

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
        return Record(span, None, f"{path}()", site=ref.site)

    def _instance(
        self, node: ast.Call, path: str, method: Closure, arguments: Arguments
    ) -> Value | None:
        summary = self._summary(method.definition) if method.definition else None
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
        names = [parameter.arg for parameter in first.definition.parameters]
        given = {**dict(zip(names, rest, strict=False)), **arguments.keywords}
        frozen = tuple((name, self.freeze(value)) for name, value in given.items())
        return replace(first, span=self.span(node), preset=(*first.preset, *frozen))

    def attribute(self, owner: Value, name: str, node: ast.expr) -> Value:
        """Return `owner.name`; a task's `delay` and `apply_async` run the task."""
        if isinstance(owner, Closure) and is_one_of(name, "callbacks", "methods"):
            return owner
        return super().attribute(owner, name, node)

    def bound(self, value: Value, owner: Unknown) -> Value:
        """Return a method as bound to the instance, or class, that it is got from."""
        if not isinstance(value, Closure) or value.definition is None:
            return value
        definition = value.definition
        if _is_property(definition.node):
            summary = self._summary(definition)
            given = dict(self._itself(definition, owner))
            return (summary and returned(summary, given)) or Unknown(value.span)
        if definition.in_class is None or definition.is_marked("staticmethod"):
            return value
        of_instance = (
            owner.expression.endswith(")") or owner.expression == f"@{self.frame.self_name}"
        )
        instance = owner if isinstance(owner, Instance) else None
        bound = of_instance or definition.is_marked("classmethod")
        preset = (*value.preset, *self._itself(definition, owner)) if bound else value.preset
        return replace(value, bound=bound, instance=instance, preset=preset)

    def _itself(self, definition: Definition, owner: Unknown) -> tuple[tuple[str, Value], ...]:
        """Return what the first parameter of a record's method is, with its name."""
        scope = definition.in_class
        of_record = scope is not None and scope.fields is not None and _self_name(definition)
        if not of_record or not isinstance(owner, (Record, Parameter)):
            return ()
        return ((_self_name(definition), self.freeze(owner)),)

    def _setting(self, node: ast.AST, name: str, value: Value) -> None:
        """Record what `HEAP_APP_ID = ...` says, in a module, a class of settings or a config object."""
        held = self.freeze(value)
        path, span = self.file.source.path, self.file.positions.span(node)  # type: ignore[arg-type]
        facts = list(setting_facts(name, held, path=path, section=self.frame.name, span=span))
        if facts:
            self.file.record(node, self.frame.graph, (), facts)


def _functions_of(callee: Value) -> list[Closure]:
    """Return the functions of the project that a name may stand for."""
    options = callee.options if isinstance(callee, OneOf) else ()
    return [option for option in options if isinstance(option, Closure)]


def _self_name(definition: Definition) -> str:
    parameters = definition.parameters
    return parameters[0].arg if definition.in_class is not None and parameters else ""


def _clears_session(owner: str, name: str) -> bool:
    return owner.endswith("session") and name in ("flush", "clear")


def _summarised(definition: Definition, frame: Frame, end: State) -> Summary:
    """Return what a function that has been run does for its callers."""
    arguments, first = definition.node.args, 1 if definition.binds_itself() else 0
    by_position = [p.arg for p in (*arguments.posonlyargs, *arguments.args)][first:]
    states = frame.graph.states(end.node) if definition.entry is Login.UNSURE else set()
    if end.node.becomes is not None:
        states = {end.node.becomes} if states else states
    leaves = states.pop() if len(states) == 1 else None
    return Summary(
        function=id(definition.node),
        parameters=(*by_position, *(p.arg for p in arguments.kwonlyargs)),
        positional=len(by_position),
        defaults=definition.defaults,
        templates=tuple(template for said in frame.said.values() for template in said),
        star=arguments.vararg.arg if arguments.vararg else "",
        rest=arguments.kwarg.arg if arguments.kwarg else "",
        returns=_given_back(frame),
        leaves=leaves if leaves is not Login.UNSURE else None,
        effects=tuple(
            (owner.name, entry)
            for owner, entry in frame.effects
            if owner.function == id(definition.node)
        ),
        ends_logged_in=frame.ends is not None and frame.graph.states(frame.ends) == {Login.IN},
    )


def _given_back(frame: Frame) -> Value | None:
    """Return what a call gives, a generator being a list of what it yields."""
    if frame.yielded:
        return Sequence(tuple(frame.yielded), frame.yielded[0].span, complete=False)
    given_back = [_as_it_is_then(value) for value in frame.returned]
    return one_of(given_back, given_back[0].span) if given_back else None


def _as_it_is_then(value: Value) -> Value:
    """Return a dict of the caller's as the caller has it: what was set in it is seen there."""
    if isinstance(value, Parameter) and value.steps.startswith(CHANGED):
        if value.steps.rindex("[") == value.steps.rindex(CHANGED) and value.steps.endswith("]"):
            return replace(value, steps="")
    return value


def _makes_records(decorators: list[Value], bases: list[str]) -> bool:
    """Whether a class, such as a dataclass, takes the values of its fields when it is called."""
    paths = [each.expression.removesuffix("()") for each in decorators if isinstance(each, Unknown)]
    return any(is_one_of(path, "records", "decorators") for path in paths) or any(
        is_one_of(path, "records", "bases") for path in bases
    )


def _marks_field(body: Interpreter) -> Callable[[ast.expr], bool]:
    """Return what tells whether a value in a class, such as `attr.ib()`, marks a field."""

    def marks(value: ast.expr) -> bool:
        made_by = body.evaluate(value.func) if isinstance(value, ast.Call) else None
        return isinstance(made_by, Unknown) and is_one_of(made_by.expression, "records", "fields")

    return marks


def _is_property(node: FunctionNode) -> bool:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return any(_last_name(each) in ("property", "cached_property") for each in decorators)


def _last_name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _runs_first(node: FunctionNode) -> bool:
    """Whether a method has run before any other of its instance."""
    return not isinstance(node, ast.Lambda) and node.name in _RUN_FIRST


def _assigns_attributes(node: FunctionNode) -> bool:
    return any(
        isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        for inner in ast.walk(node)
    )


def _rebound(function: FunctionNode, declared: type[ast.Global] | type[ast.Nonlocal]) -> set[str]:
    """Return the names of outer scopes that a function assigns."""
    nodes = list(ast.walk(function))
    names = {name for node in nodes if isinstance(node, declared) for name in node.names}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return names & stored


def _remember_attributes(scope: ClassScope, self_name: str, state: State, *, first: bool) -> None:
    """Add what a method leaves on `self` to what others, or the class, may have left there."""
    prefix = f"{self_name}."
    for key, value in state.names.items():
        if key.startswith(prefix):
            name = key.removeprefix(prefix)
            known = scope.attributes.get(name, None if first else scope.names.get(name))
            frozen = state.freeze(value)
            scope.attributes[name] = one_of([known, frozen], frozen.span) if known else frozen
