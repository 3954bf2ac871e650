"""Runs a Python file: every function once, for the facts that its calls and settings say.

A function is run on its own, with its parameters as symbols, after the scope around it, whose names it
sees as that scope left them; its summary then speaks for it wherever it is called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cached_property
from itertools import islice

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis.fuel import Fuel, OutOfFuel
from heap_lint.facts import Fact
from heap_lint.flow import Login, Node
from heap_lint.frontends.dataflow import containers, narrowing
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.layers import Layered
from heap_lint.frontends.dataflow.state import State, join
from heap_lint.frontends.dataflow.symbols import (
    Given,
    Instance,
    Parameter,
    Record,
    Ref,
)
from heap_lint.frontends.python.annotations import alternatives, kind_named
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.caller import Caller
from heap_lint.frontends.python.changes import (
    assigned_by_methods,
    changed_dicts,
    may_be_body,
    takes_keys,
)
from heap_lint.frontends.python.entries import PERMISSIONS, Entries, Guarded, is_for
from heap_lint.frontends.python.frame import (
    DEEPEST_RUN_TWICE,
    MOST_ANCESTORS,
    ClassScope,
    File,
    Frame,
    new_frame,
)
from heap_lint.frontends.python.functions import (
    assigns_attributes,
    first_parameter,
    is_given_class,
    is_property,
    rebound,
    runs_first,
    self_name,
)
from heap_lint.frontends.python.instances import instance_path, may_send
from heap_lint.frontends.python.keeping import kept_names
from heap_lint.frontends.python.login_calls import (
    is_session,
    is_session_key,
)
from heap_lint.frontends.python.logins import (
    guard_of,
    guarded_by,
)
from heap_lint.frontends.python.model import is_client, is_one_of
from heap_lint.frontends.python.objects import Made
from heap_lint.frontends.python.persons import note_others
from heap_lint.frontends.python.records import fields_of
from heap_lint.frontends.python.retries import Retries, may_retry
from heap_lint.frontends.python.settings import (
    facts_of_mapping,
    field_of_settings,
    setting_facts,
    with_default,
)
from heap_lint.frontends.python.summaries import (
    Closure,
    Definition,
    Summary,
    returned,
)
from heap_lint.frontends.python.summarising import summarised
from heap_lint.frontends.python.tuples import TupleClass
from heap_lint.frontends.python.visitors import is_visitor
from heap_lint.models.paths import origin_of
from heap_lint.values import Kind, Literal, Mapping, Origin, Sequence, Unknown, Value, is_none

_OUTER_NAMES = regex.lazy(r"(?:^|[:;])[ \t]*(?:global|nonlocal)[ \t]", re.MULTILINE)
_MOST_RUNNING = 15
"""Functions that are run because others call them: a longer chain of calls is not followed."""


def run_module(file: File, tree: ast.Module) -> list[Fact]:
    """Return what a module's code says, in order of place."""
    file.rebinds = _OUTER_NAMES.search(file.source.text) is not None
    if file.rebinds:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                file.rebound_globals.update(dict.fromkeys(rebound(node, ast.Global)))
                file.rebound_nonlocals.update(rebound(node, ast.Nonlocal))
    file.follow(tree)
    if may_retry(file.source.text):
        file.retries = Retries(tree)
    frame, state = new_frame(Login.UNSURE)
    state.names, state.fuel = Layered(rest=file.stars.get), file.fuel
    file.top = frozenset(map(id, tree.body))
    module = Interpreter(file, frame, state)
    file.globals = state
    try:
        module.run(tree.body)
    except OutOfFuel:
        file.leave_off(frame, module.finished)
    file.finish()
    return file.facts()


class Interpreter(Caller):
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
            held = self._held_by_annotation(node.annotation, value)
            client = self._annotation(node.annotation)
            value = Unknown(value.span, None, client) if client else held or value
            self._assign(node, node.target, value)

    def _assign(self, node: ast.stmt, target: ast.expr, value: Value) -> None:
        self.bind(target, value)
        if not isinstance(target, ast.Name):
            return
        scope = self.frame.in_class if self.frame.is_class_body else None
        if scope is not None and scope.is_a("records", "settings"):
            given = getattr(node, "value", None)
            name, default = field_of_settings(target.id, given)
            value = (
                self.evaluate(default) if default is not None and default is not given else value
            )
            self._setting(node, name, value, is_default=True)
        elif self.frame.outer is None or self.frame.is_class_body:
            self._setting(node, target.id, value)

    def _Global(self, node: ast.Global) -> None:
        self.frame.globals.update(node.names)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign to a target; what is new each time may be kept by a call that it is handed to."""
        if isinstance(target, ast.Name):
            unchanging = narrowing.without_origin(value, Origin.VOLATILE)
            value = unchanging if unchanging != value and target.id in self.kept else value
        super().bind(target, value)
        if isinstance(target, ast.Attribute) and is_visitor(self.dotted(target)):
            if not isinstance(value, Literal):
                self.state.go_to(Node(Login.UNSURE))  # a user that other code has found

    def bind_item(self, target: ast.expr, owner: Value, key: Value, value: Value) -> None:
        """Assign an item; `session["user_id"] = ...` is a login, `config["HEAP_APP_ID"]` a setting."""
        if isinstance(owner, Parameter):
            owner = self._given_dict(owner, key)
        if isinstance(owner, Parameter):
            self.frame.handed_on.setdefault((owner.function, owner.name + owner.steps), False)
        super().bind_item(target, owner, key, value)
        if not isinstance(owner, Unknown) or not isinstance(key, Literal):
            return
        if isinstance(target, ast.Attribute):
            return
        if isinstance(owner, Ref) and not isinstance(owner, Given):
            return
        name = str(key.value)
        if is_session(owner) and is_one_of(name, "login", "session_keys"):
            constant = isinstance(value, Literal)
            self._log_in(None if constant else Login.IN, target, [target])
        elif owner.expression:
            self._setting(target, name, value)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.state.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner, key = self.evaluate(target.value), self.evaluate(target.slice)
                if isinstance(owner, Parameter):
                    owner = self._given_dict(owner, key)
                if isinstance(owner, Parameter) and not isinstance(target.slice, ast.Slice):
                    self._empty(owner)
                held = self.held(owner)
                if isinstance(owner, Ref) and isinstance(held, Mapping):
                    self.state.objects[owner.site] = containers.without(held, key)
                    continue
                if is_session(owner) and is_session_key(key):
                    self._log_out(target, "session")
                self.state.lose_sight_of(owner)

    def _given_dict(self, owner: Parameter, key: Value) -> Unknown:
        """Return the dict that a parameter is whose item is set or deleted; itself if it is none."""
        is_name = isinstance(key, Literal) and isinstance(key.value, str)
        # An item of a parameter that no name stands for is not followed.
        known = not owner.steps or owner.steps == "[]" and self.state.has_name(owner)
        return self.give(owner) if is_name and known and may_be_body(owner.name) else owner

    def changed(self, owner: Parameter, name: str, arguments: Arguments) -> Unknown:
        """Return the dict that a parameter is which a method changes; else it may now hold anything."""
        held = replace(arguments, positional=[self.held(each) for each in arguments.positional])
        if owner.steps in ("", "[]") and may_be_body(owner.name) and takes_keys(name, held):
            return self.give(owner)
        if name in ("clear", "update"):
            self._empty(owner)
        return super().changed(owner, name, arguments)

    def _empty(self, owner: Parameter) -> None:
        """Note that nobody knows any more what a parameter holds, here and for callers."""
        self.frame.handed_on[owner.function, owner.name + owner.steps] = True
        if not owner.steps:
            self.frame.emptied.append(owner)

    # --- Definitions

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        around = [self._decorator(decorator) for decorator in node.decorator_list]
        scope = self.frame.in_class if self.frame.is_class_body else None
        defaults = self._defaults(node.args)
        definition = Definition(node, Login.UNSURE, self, defaults, scope, self.frame.name)
        definition.around = tuple(around)
        span = self.file.positions.span(node)
        self.state.bind(node.name, Closure(span, None, f"@{node.name}", definition=definition))
        self.frame.add(definition)

    _AsyncFunctionDef = _FunctionDef

    def _decorator(self, node: ast.expr) -> Value:
        """Return a decorator; an instance of a class is called with what it stands on."""
        value = self.evaluate(node)
        called = self._as_function(value)
        if isinstance(node, ast.Call) and isinstance(called, Closure) and called is not value:
            self._call_functions(node, [called], Arguments([Unknown(value.span)]))
        return value

    def enters(self, node: ast.expr, value: Value) -> Value:
        """Run what a context manager of the project does first; return what it gives its block."""
        method = self._context_method(node, value, ("__enter__", "__aenter__"))
        if method is None or method.definition is None or not isinstance(node, ast.Call):
            return value
        self._call_functions(node, [method], Arguments())
        summary = self.summary(method.definition)
        result = summary.returns if summary is not None else None
        if result is None or isinstance(result, Parameter) and not result.steps:
            return value
        return self.result_of(node, method, Arguments()) or value

    def leaves(self, item: ast.withitem, value: Value) -> None:
        """Run what a context manager of the project does when its block has ended, however it has."""
        node, name = item.context_expr, item.optional_vars
        known = self.state.names.get(name.id) if isinstance(name, ast.Name) else None
        if isinstance(known, Instance) and instance_path(known) == instance_path(value):
            value = known  # as the block has left it
        method = self._context_method(node, value, ("__exit__", "__aexit__"))
        if method is not None and isinstance(node, ast.Call):
            self._call_functions(node, [method], Arguments(complete=False))

    def _context_method(
        self, node: ast.expr, value: Value, names: tuple[str, str]
    ) -> Closure | None:
        path = instance_path(value)
        if not path or not isinstance(node, ast.Call) or not isinstance(value, Unknown):
            return None
        found = (self.file.class_attribute(path, name) for name in names)
        method = next((each for each in found if each is not None), None)
        bound = method and self.bound(method, value)
        return bound if isinstance(bound, Closure) else None

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
        definition = Definition(node, Login.UNSURE, self, self._defaults(node.args), settled=True)
        self.frame.add(definition)
        return Closure(self.span(node), None, "@lambda", definition=definition)

    def _ClassDef(self, node: ast.ClassDef) -> None:
        given = [self.evaluate(base) for base in node.bases]
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        paths = [base.expression for base in given if isinstance(base, Unknown)]
        inherited = [scope for path in paths if (scope := self.file.class_scope(path)) is not None]
        clients = [*filter(is_client, paths), *(base.client for base in inherited)]
        client = next(filter(None, clients), "")
        lineage = (each for base in inherited for each in (base, *base.ancestors))
        path = f"{self.file.module}.{node.name}"
        ancestors = list(islice(dict.fromkeys(islice(lineage, 4 * MOST_ANCESTORS)), MOST_ANCESTORS))
        scope = ClassScope(path=path, client=client, ancestors=ancestors)
        scope.bases = tuple(base.expression if isinstance(base, Unknown) else "" for base in given)
        scope.around = tuple(decorators)
        frame, state = new_frame(
            Login.UNSURE,
            outer=(self.frame, self.state),
            in_class=scope,
            is_class_body=True,
            name=node.name,
        )
        state.objects, state.fuel = self.state.objects.fork(), self.fuel
        body = Interpreter(self.file, frame, state)
        body.block(node.body)
        scope.names.update(
            (name, body.freeze(value)) if name in PERMISSIONS else (name, value)
            for name, value in body.state.names.items()
        )
        scope.declared = {
            each.target.id: kind
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            if (kind := kind_named(each.annotation, body.dotted)) is not None
        }
        records = [base for base in inherited if base.fields is not None]
        if _makes_records(decorators, paths) or records:
            scope.names.update(self._fields(node))
            own = fields_of(node, body.evaluate, body.span, _marks_field(body))
            inner = [base.fields or {} for base in reversed(records)]
            inner += [dict(base.fields) for base in given if isinstance(base, TupleClass)]
            scope.fields = {name: v for each in (*inner, own) for name, v in each.items()}
            known = {
                name: each for base in reversed(records) for name, each in base.assigned.items()
            }
            scope.assigned = assigned_by_methods(node, known)
            scope.knows_all_fields = len(records) == len(inherited) and all(
                is_one_of(path, "records", "bases") or self.file.class_scope(path) is not None
                for path in paths
            )
        self.state.objects = body.state.objects.fork()
        self.file.classes[path] = scope
        self.state.names[node.name] = Unknown(self.file.positions.span(node), None, path)
        for definition in frame.pending:
            definition.interpreter = self
            definition.around += tuple(each for each in decorators if is_for(each, definition))
            self.frame.add(definition)

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
        for each in wanted if self.file.rebinds else ():
            if rebound(each.node, ast.Global):
                self._run_first(each)
        scopes = (each.in_class for each in wanted if each.in_class is not None)
        classes = {id(each) for scope in scopes for each in (scope, *scope.ancestors)}
        for each in sorted(self.frame.pending, key=lambda each: not runs_first(each.node)):
            if id(each.in_class) in classes and assigns_attributes(each.node):
                self._run_first(each)
        for each in wanted:
            self.summary(each)

    def _run_first(self, definition: Definition) -> None:
        """Run a function for what it assigns; it is run again once others have assigned theirs."""
        if self.frame.depth <= DEEPEST_RUN_TWICE:
            known = definition.summary
            self.run_function(definition)
            definition.summary = known

    def _pass_guards(self) -> None:
        """Let the views of a blueprint begin logged in if what runs before each request sees to it."""
        guards = [(name, d) for d in self.frame.pending if (name := guard_of(d.node))]
        asked: dict[str, dict[Login, list[Definition]]] = {}
        for name, guard in (*guards, *self.frame.guarding):
            summary = self.summary(guard)
            if summary is not None or guard.is_left:
                logged_in = summary is not None and (
                    guard.entry is Login.IN or summary.ends_logged_in
                )
                entry = Login.IN if logged_in else Login.UNSURE
                asked.setdefault(name, {}).setdefault(entry, []).append(guard)
        for definition in self.frame.pending if asked else ():
            mounted = {n for own in guarded_by(definition.node) for n in self.file.mounted_on(own)}
            for entry in (Login.IN, Login.UNSURE):
                found = [own for n in sorted(mounted) if (own := asked.get(n, {}).get(entry))]
                if any(definition is not guard for own in found for guard in own[:2]):
                    span = definition.around[0].span
                    definition.around += (Guarded(span, admits=entry),)

    def _doubt_what_functions_change(self) -> None:
        """Note that a dict or list of this scope may hold more once a function here has run."""
        for definition in self.frame.pending:
            for name in self.file.changed_in(definition.node):
                if name in self.state.names:
                    self.state.lose_sight_of(self.state.names[name])

    def summary(self, definition: Definition) -> Summary | None:
        """Return what calling a function does, running it if need be; None while that is not known.

        One that is called before the scope around it has ended sees what that has until then. A
        function of the module is run again at the end, with all that its other callers let it see.
        """
        if definition.running or definition.is_left:
            return None
        if definition.summary is None or definition.early and definition.interpreter.finished:
            if self.file.functions_running >= _MOST_RUNNING:
                self.file.limit(f"calls of calls were followed {_MOST_RUNNING} deep")
                return None
            interpreter = definition.interpreter
            definition.early = not interpreter.finished and interpreter.frame.outer is None
            interpreter.run_function(definition)
        return definition.summary

    def run_function(self, definition: Definition) -> None:
        """Run a function, and note what it does for its callers; nothing is known if it is left off."""
        definition.summary = None
        if self.file.fuel.is_spent:
            definition.is_left = True
            self.file.say_left()
        if definition.is_left:
            return
        # What is defined in a function is run with what that may use.
        fuel = self.fuel
        if self.frame.outer is None:
            start, end = self.file.positions.span(definition.node)[1:]
            fuel = self.file.fuel.share(end - start)
        self.file.running.append(fuel)
        try:
            definition.summary = self._run_function(definition, fuel)
        except OutOfFuel:
            definition.is_left = True
            self.file.leave_off_function(definition)
        self.file.running.pop()
        if fuel is not self.fuel:
            self.file.charge(fuel)

    def _run_function(self, definition: Definition, fuel: Fuel) -> Summary:
        node, scope = definition.node, definition.in_class
        self._settle(definition)
        frame, state = new_frame(
            definition.entry,
            outer=(self.frame, self.state),
            in_class=scope or self.frame.in_class,
            self_name=self_name(definition) or self.frame.self_name,
            first_parameter=first_parameter(definition),
            makes=scope.path if scope is not None and is_given_class(definition) else "",
        )
        state.fuel, definition.frame = fuel, frame
        state.objects = self.state.objects.fork()
        for parameter in definition.parameters:
            state.names[parameter.arg] = self._parameter(parameter, definition)
        inner = Interpreter(self.file, frame, state)
        inner.take_dicts(definition)
        definition.running = True
        self.file.functions_running += 1
        definition.graph = frame.graph
        try:
            if isinstance(node, ast.Lambda):
                value = inner.evaluate(node.body)
                frame.returned.append(inner.freeze(value))
                inner.tell(node.body, value)
                inner.finished = True
                inner._run_pending()
            else:
                inner.run(node.body)
        finally:
            definition.running = False
            self.file.functions_running -= 1
        if frame.logins and frame.spoken:
            note_others(node, frame.logins, frame.spoken)
        if scope is not None:
            _remember_attributes(scope, frame.self_name, inner.state, first=runs_first(node))
        self.frame.said.update(frame.said)
        client = "" if isinstance(node, ast.Lambda) else self._returned_by(node, frame)
        if client:
            frame.returned[:] = [Unknown(self.file.positions.span(node), None, client)]
        return summarised(definition, frame, inner.state)

    def _settle(self, definition: Definition) -> None:
        """Ask what stands around a function in which state it begins, once."""
        if not definition.settled:
            definition.settled = True
            if definition.entry is not Login.IN:
                definition.entry = Entries(self).of(definition)

    def _returned_by(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> str:
        """Return the instance that a function is annotated to return, where nothing else tells it."""
        client = self._annotation(node.returns)
        if client or node.returns is None or any(map(instance_path, frame.returned)):
            return client
        named = (self._instance_named(each) for each in alternatives(node.returns))
        return next(filter(None, named), "")

    def take_dicts(self, definition: Definition) -> None:
        """Take those parameters for dicts that the function changes by keys."""
        names = set(self.file.changed_in(definition.node)) & self.state.names.keys()
        names.discard(self.frame.self_name)
        for name in sorted(changed_dicts(definition.node, names)) if names else ():
            value = self.state.names[name]
            if isinstance(value, Parameter) and may_be_body(name):
                self.give(value)
        itself = self.state.names.get(self.frame.self_name)
        scope = definition.in_class
        if scope is None or scope.fields is None or not isinstance(itself, Parameter):
            return
        method = getattr(definition.node, "name", "")
        self.frame.assigned |= scope.assigned.get(method, frozenset()) & scope.fields.keys()
        for name in sorted(self.frame.assigned):
            field = itself.stepped(f".{name}", itself.span)
            self.state.names[f"{self.frame.self_name}.{name}"] = field

    def _parameter(self, parameter: ast.arg, definition: Definition) -> Unknown:
        """Return the unknown that a parameter is; one annotated with a client's class is a client."""
        at = self.file.positions.span(parameter)
        named = list(map(self._class_named, alternatives(parameter.annotation)))
        default = definition.defaults.get(parameter.arg)
        named += [self._depended_on(default)] if isinstance(default, Made) else []
        client = next(filter(is_client, named), "")
        if client:
            return Unknown(at, None, f"{client}()")
        path = f"@{parameter.arg}"
        origin = origin_of(path) or Origin.PARAMETER
        may_be_none = is_none(default)
        declared = kind_named(parameter.annotation, self.dotted)
        kind = Kind.OPTIONAL if may_be_none else declared
        function = id(definition.node)
        return Parameter(
            at,
            origin,
            path,
            kind=kind,
            name=parameter.arg,
            function=function,
            instance_of=next((each for each in named if each and each[0] != "@"), ""),
        )

    def _depended_on(self, default: Made) -> str:
        """Return the class of what a framework gives for `Depends(get_client)`, or `Depends(Client)`."""
        first = default.arguments[0] if default.arguments else None
        if not is_one_of(_bare(default), "login", "dependencies") or not isinstance(first, Unknown):
            return ""
        summary = self.summary_of(first)
        if summary is None:
            return first.expression if self.class_at(first.expression) is not None else ""
        given = summary.returns
        yielded = given.items if isinstance(given, Sequence) else (given,)
        return next((instance_path(each)[:-2] for each in yielded if each is not None), "")

    def _annotation(self, annotation: ast.expr | None) -> str:
        """Return the path of an instance of the client that an annotation names, else nothing."""
        paths = map(self.dotted, alternatives(annotation))
        return next((f"{path}()" for path in paths if is_client(path)), "")

    def _held_by_annotation(self, annotation: ast.expr, value: Value) -> Value | None:
        """Return a variable that holds an instance of the class it is annotated with, else None."""
        path = value.expression.removesuffix("()") if isinstance(value, Unknown) else ""
        if not is_one_of(path, "callbacks", "holders") or not isinstance(annotation, ast.Subscript):
            return None
        given = (self._instance_named(each) for each in alternatives(annotation.slice))
        instance = next(filter(None, given), "")
        held = (Unknown(value.span, None, instance),) if instance else ()
        return Made(value.span, None, f"{path}()", arguments=held)

    def _instance_named(self, annotation: ast.expr) -> str:
        """Return the path of an instance of the class that an annotation names, if it leads to Heap."""
        path = self._class_named(annotation)
        if not path or path[0] == "@":
            return ""
        scope = self.class_at(path)
        return f"{path}()" if is_client(path) or scope is not None and may_send(scope) else ""

    def _class_named(self, annotation: ast.expr) -> str:
        """Return the path of the class that an annotation names, directly or by an alias."""
        value: Value | None = None
        if isinstance(annotation, ast.Name):
            value = self.look_up(annotation.id, self.file.source.span(0, 0))
            value = self._elsewhere(value)
        if isinstance(value, Made) and is_one_of(_bare(value), "login", "annotated"):
            value = value.arguments[0] if value.arguments else None
        path = value.expression if isinstance(value, Unknown) else ""
        return path or self.dotted(annotation)

    def attribute(self, owner: Value, name: str, node: ast.expr) -> Value:
        """Return `owner.name`; `delay` and `apply_async` run a task, or the method `run` of one."""
        if isinstance(owner, Closure) and is_one_of(name, "callbacks", "methods"):
            return owner
        found = super().attribute(owner, name, node)
        if is_one_of(name, "callbacks", "of_classes") and not isinstance(found, Closure):
            run = super().attribute(owner, "run", node)
            return run if isinstance(run, Closure) else found
        return found

    def bound(self, value: Value, owner: Unknown) -> Value:
        """Return a method as bound to the instance, or class, that it is got from."""
        if not isinstance(value, Closure) or value.definition is None:
            return value
        definition = value.definition
        if is_property(definition.node):
            summary = self.summary(definition)
            itself = self._itself(definition, owner)
            given = {name: self.freeze(self._as_changed(value)) for name, value in itself}
            return (summary and returned(summary, given)) or Unknown(value.span)
        if definition.in_class is None or definition.is_marked("staticmethod"):
            return value
        parameter = owner.parameter if isinstance(owner, Given) else owner
        of_instance = (
            owner.expression.endswith(")")
            or owner.expression == f"@{self.frame.self_name}"
            or isinstance(parameter, Parameter)
            and bool(parameter.instance_of)
        )
        instance = owner if isinstance(owner, Instance) else None
        bound = of_instance or definition.is_marked("classmethod")
        preset = (*value.preset, *self._itself(definition, owner)) if bound else value.preset
        return replace(value, bound=bound, instance=instance, preset=preset)

    def _itself(self, definition: Definition, owner: Unknown) -> tuple[tuple[str, Value], ...]:
        """Return what the first parameter of a record's method is, with its name."""
        scope = definition.in_class
        of_record = scope is not None and scope.fields is not None and self_name(definition)
        if not of_record or not isinstance(owner, (Record, Given, Parameter)):
            return ()
        return ((self_name(definition), owner),)

    def _Dict(self, node: ast.Dict) -> Value:
        """Record the ids that stand in a dict."""
        value = super()._Dict(node)
        self._settings_in(node, value)
        return value

    def _Call(self, node: ast.Call) -> Value:
        """Record the ids that `dict(...)` is given."""
        value = super()._Call(node)
        if isinstance(node.func, ast.Name) and node.func.id == "dict":
            self._settings_in(node, value)
        return value

    def _settings_in(self, node: ast.AST, value: Value) -> None:
        held = self.held(value)
        if isinstance(held, Mapping):
            facts = list(facts_of_mapping(held, path=self.file.source.path, freeze=self.freeze))
            if facts:
                self.file.record(node, self.frame.graph, (), facts)

    def _setting(self, node: ast.AST, name: str, value: Value, *, is_default: bool = False) -> None:
        """Record what `HEAP_APP_ID = ...` says, in a module, a class of settings or a config object."""
        held = self.freeze(value)
        path, span = self.file.source.path, self.file.positions.span(node)  # type: ignore[arg-type]
        found = setting_facts(name, held, path=path, section=self.frame.name, span=span)
        facts = list(with_default(found, held) if is_default else found)
        if facts:
            self.file.record(node, self.frame.graph, (), facts)


def _bare(value: Made) -> str:
    """Return the path of what made a value."""
    return value.expression.removesuffix("()").removesuffix("[]")


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


def _remember_attributes(scope: ClassScope, self_name: str, state: State, *, first: bool) -> None:
    """Add what a method leaves on `self` to what others, or the class, may have left there."""
    prefix = f"{self_name}."
    for key, value in state.names.items():
        if key.startswith(prefix):
            name = key.removeprefix(prefix)
            if name in (scope.fields or ()):
                continue  # each instance has its own
            known = scope.attributes.get(name, None if first else scope.names.get(name))
            frozen = state.freeze(value)
            scope.attributes[name] = one_of([known, frozen], frozen.span) if known else frozen
