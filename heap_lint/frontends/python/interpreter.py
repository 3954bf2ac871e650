"""Runs a Python file: every function once, for the facts that its calls and settings say.

A function is run on its own, with its parameters as symbols, after the scope around it, whose names it
sees as that scope left them; its summary then speaks for it wherever it is called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.facts import Call, Fact, Logout, TrackCall
from heap_lint.flow import Graph, Login, Node, Place
from heap_lint.frontends.dataflow import containers, narrowing
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.state import State, join
from heap_lint.frontends.dataflow.substitution import Substitution, has_parameters, values_of
from heap_lint.frontends.dataflow.symbols import (
    Fields,
    Given,
    Instance,
    Parameter,
    Record,
    Ref,
    Spread,
    size,
)
from heap_lint.frontends.python import calls
from heap_lint.frontends.python.annotations import alternatives, kind_named
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.callbacks import as_called, callback, passed_through
from heap_lint.frontends.python.changes import (
    assigned_by_methods,
    changed_dicts,
    may_be_body,
    takes_keys,
)
from heap_lint.frontends.python.entries import PERMISSIONS, Entries, Guarded, is_for
from heap_lint.frontends.python.execution import Executor
from heap_lint.frontends.python.frame import ClassScope, File, Frame, HandedOn, new_frame
from heap_lint.frontends.python.instances import instance_path, may_send
from heap_lint.frontends.python.keeping import kept_names
from heap_lint.frontends.python.logins import (
    called_later,
    combined,
    guard_of,
    guarded_by,
    inverted,
    keeps_arguments,
    may_refuse,
    sent_to,
)
from heap_lint.frontends.python.model import is_client, is_one_of
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.objects import Made, Prefilled
from heap_lint.frontends.python.persons import given_to, note_others, spoken
from heap_lint.frontends.python.records import fields_of, filled_in, made
from heap_lint.frontends.python.retries import Retries, may_retry
from heap_lint.frontends.python.settings import (
    facts_of_call,
    facts_of_mapping,
    field_of_settings,
    setting_facts,
    with_default,
)
from heap_lint.frontends.python.summaries import (
    MOST_FACTS,
    Closure,
    Definition,
    Effect,
    FunctionNode,
    Summary,
    Template,
    bound_arguments,
    facts_at,
    filled,
    open_names,
    returned,
)
from heap_lint.frontends.python.tuples import TupleClass
from heap_lint.frontends.python.visitors import is_visitor
from heap_lint.models.paths import origin_of
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Origin, Sequence, Unknown, Value

_OUTER_NAMES = regex.lazy(r"(?:^|[:;])[ \t]*(?:global|nonlocal)[ \t]", re.MULTILINE)
_RUN_LAST = ("__post_init__", "__attrs_post_init__", "model_post_init")
_RUN_FIRST = ("__new__", "__init__", "__post_init__", "__attrs_post_init__")
_NEW = ("@super().__new__", "@object.__new__")
_MOST_RUNNING = 15
"""Functions that are run because others call them: a longer chain of calls is not followed."""
_MOST_PARTS_TOLD = 6_000
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAMED = (ast.Name, ast.Attribute, ast.BinOp)
_GUARDS = regex.lazy(
    r"require|check|ensure|assert|verify|enforce|auth|permission|guard|log_?in", re.IGNORECASE
)
"""What functions are called that may turn a visitor away."""


def run_module(file: File, tree: ast.Module) -> list[Fact]:
    """Return what a module's code says, in order of place."""
    file.rebinds = _OUTER_NAMES.search(file.source.text) is not None
    if file.rebinds:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                file.rebound_globals.update(dict.fromkeys(_rebound(node, ast.Global)))
                file.rebound_nonlocals.update(_rebound(node, ast.Nonlocal))
    file.follow(tree)
    if may_retry(file.source.text):
        file.retries = Retries(tree)
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
    _before: tuple[ast.Call, Summary, dict[str, Value]] | None = None
    """What the last call was given of a function that changes dicts, as it was before."""

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
        if isinstance(target, ast.Attribute) and is_visitor(self._dotted(target)):
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
        if _is_session(owner) and is_one_of(name, "login", "session_keys"):
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
                if _is_session(owner) and _is_session_key(key):
                    self._log_out(target, "session")
                self.state.lose_sight_of(owner)

    def _given_dict(self, owner: Parameter, key: Value) -> Unknown:
        """Return the dict that a parameter is whose item is set or deleted; itself if it is none."""
        is_name = isinstance(key, Literal) and isinstance(key.value, str)
        # An item of a parameter that no name stands for is not followed.
        known = not owner.steps or owner.steps == "[]" and self.state.has_name(owner)
        return self._give(owner) if is_name and known and may_be_body(owner.name) else owner

    def _give(self, parameter: Parameter) -> Given:
        given = self.state.give(parameter)
        if given not in self.frame.given:
            self.frame.given.append(given)
        return given

    def changed(self, owner: Parameter, name: str, arguments: Arguments) -> Unknown:
        """Return the dict that a parameter is which a method changes; else it may now hold anything."""
        held = replace(arguments, positional=[self.held(each) for each in arguments.positional])
        if owner.steps in ("", "[]") and may_be_body(owner.name) and takes_keys(name, held):
            return self._give(owner)
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
        self.frame.pending.append(definition)

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
        summary = self._summary(method.definition)
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
        self.frame.pending.append(definition)
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
        ancestors = list(dict.fromkeys(lineage))
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
        state.objects.update(self.state.objects)
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
            if (kind := kind_named(each.annotation, body._dotted)) is not None
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
        self.state.objects.update(body.state.objects)
        self.file.classes[path] = scope
        self.state.names[node.name] = Unknown(self.file.positions.span(node), None, path)
        for definition in frame.pending:
            definition.interpreter = self
            definition.around += tuple(each for each in decorators if is_for(each, definition))
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
        for each in wanted if self.file.rebinds else ():
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
        guards = [(name, d) for d in self.frame.pending if (name := guard_of(d.node))]
        for name, guard in (*guards, *self.frame.guarding):
            summary = self._summary(guard)
            if summary is None:
                continue
            logged_in = guard.entry is Login.IN or summary.ends_logged_in
            for definition in self.frame.pending:
                names = {
                    n for own in guarded_by(definition.node) for n in self.file.mounted_on(own)
                }
                if definition is not guard and name in names:
                    asked = Login.IN if logged_in else Login.UNSURE
                    definition.around += (Guarded(definition.around[0].span, admits=asked),)

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
        self._settle(definition)
        frame, state = new_frame(
            definition.entry,
            outer=(self.frame, self.state),
            in_class=scope or self.frame.in_class,
            self_name=_self_name(definition) or self.frame.self_name,
            first_parameter=_first_parameter(definition),
            makes=scope.path if scope is not None and _is_given_class(definition) else "",
        )
        state.objects.update(self.state.objects)
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
            _remember_attributes(scope, frame.self_name, inner.state, first=_runs_first(node))
        self.frame.said.update(frame.said)
        client = "" if isinstance(node, ast.Lambda) else self._returned_by(node, frame)
        if client:
            frame.returned[:] = [Unknown(self.file.positions.span(node), None, client)]
        return _summarised(definition, frame, inner.state)

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
                self._give(value)
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
        may_be_none = isinstance(default, Literal) and default.value is None
        declared = kind_named(parameter.annotation, self._dotted)
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
        paths = map(self._dotted, alternatives(annotation))
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
        return path or self._dotted(annotation)

    def _dotted(self, node: ast.expr | None) -> str:
        """Return the access path of a dotted name, which may come from an annotation in quotes."""
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(node.value)}.{node.attr}"
        if isinstance(node, ast.Name):
            value = self.look_up(node.id, self.file.source.span(0, 0))
            return value.expression if isinstance(value, Unknown) else ""
        return ""

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
        return self._summary(value.definition)

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

    def _settle(self, definition: Definition) -> None:
        """Ask what stands around a function in which state it begins, once."""
        if not definition.settled:
            definition.settled = True
            if definition.entry is not Login.IN:
                definition.entry = Entries(self).of(definition)

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
            path = self._dotted(call.func)
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

    def _BinOp(self, node: ast.BinOp) -> Value:
        if isinstance(node.left, _NAMED) and isinstance(node.right, _NAMED):
            made = combined(node.op, self.evaluate(node.left), self.evaluate(node.right))
            if made is not None:
                return made
        return super()._BinOp(node)

    def _UnaryOp(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Invert) and isinstance(node.operand, _NAMED):
            made = inverted(self.evaluate(node.operand))
            if made is not None:
                return made
        return super()._UnaryOp(node)

    def _Subscript(self, node: ast.Subscript) -> Value:
        value = super()._Subscript(node)
        path = value.expression if type(value) is Unknown else ""
        if not is_one_of(path.removesuffix("[]"), "login", "annotated"):
            return value
        held = self.held(self.evaluate(node.slice))
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
            and _is_inherited_login(self.frame.in_class, name)
        ):
            self._log_in(Login.IN, node, given_to(node))
        elif (
            is_one_of(path, "logout", "calls")
            or _clears_session(owner, name, arguments)
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
        elif _is_super_dispatch(node.func):
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
            summary = self._summary(closure.definition) if closure.definition else None
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
            target = self._give(target)
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
        return _changed_record(value, self.frame, self.state) or value

    def _say(
        self, node: ast.Call, here: Node, places: tuple[Place, ...], facts: list[Fact]
    ) -> None:
        """Record what a call says here, and for the callers of the function around it."""
        if not facts:
            return
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
            if path.endswith("session.get") and any(map(_is_session_key, arguments.positional[:1])):
                (key, *_) = arguments.positional
                return self._session_value(node, path.removesuffix(".get"), key)
            found = self.file.called(path) if path and path[-1] not in ")]" else None
            if not isinstance(found, Closure):
                return None if found is None else self._record(node, path, found, arguments)
            callee = found
        if callee.definition is None:
            return None
        summary = self._summary(callee.definition)
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
            summary = self._summary(definition) if definition is not None else None
            if summary is None:
                continue
            for parameter, (_, after) in summary.effects.items():
                arguments = Substitution(summary.function, {parameter: self.held(record)})
                self._change(record, arguments, after)

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
        given = {**dict(zip(open_names(first), rest, strict=False)), **arguments.keywords}
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
        of_record = scope is not None and scope.fields is not None and _self_name(definition)
        if not of_record or not isinstance(owner, (Record, Given, Parameter)):
            return ()
        return ((_self_name(definition), owner),)

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


def _itself_returned(summary: Summary, callee: Closure) -> Record | None:
    """Return the record that a method is of, if the method gives back that, changed or not."""
    value = summary.returns
    if not isinstance(value, Parameter) or value.steps or value.function != summary.function:
        return None
    owner = dict(callee.preset).get(value.name)
    return owner if isinstance(owner, Record) else None


def _bare(value: Made) -> str:
    """Return the path of what made a value."""
    return value.expression.removesuffix("()").removesuffix("[]")


def _functions_of(callee: Value) -> list[Closure]:
    """Return the functions of the project that a name may stand for."""
    options = callee.options if isinstance(callee, OneOf) else ()
    return [option for option in options if isinstance(option, Closure)]


def _first_parameter(definition: Definition) -> tuple[int, str]:
    parameters = definition.parameters
    return id(definition.node), parameters[0].arg if parameters else ""


def _self_name(definition: Definition) -> str:
    parameters = definition.parameters
    return parameters[0].arg if definition.in_class is not None and parameters else ""


def _clears_session(owner: str, name: str, arguments: Arguments) -> bool:
    """Whether a call forgets the visitor: not that of a database's session."""
    if not is_one_of(owner, "logout", "sessions"):
        return False
    keys = arguments.positional[:1] if name == "pop" else []
    return name in ("flush", "clear") or any(map(_is_session_key, keys))


def _is_session(owner: Value) -> bool:
    path = owner.expression if isinstance(owner, Unknown) else ""
    return path.endswith("session") or is_one_of(path, "login", "sessions")


def _is_inherited_login(scope: ClassScope | None, method: str) -> bool:
    """Whether a method that a class inherits logs somebody in."""
    lineage = (scope, *scope.ancestors) if scope is not None else ()
    bases = (base for each in lineage for base in each.bases)
    return any(is_one_of(f"{base}.{method}", "login", "inherited") for base in bases)


def _is_session_key(key: Value) -> bool:
    return isinstance(key, Literal) and is_one_of(str(key.value), "login", "session_keys")


def _is_super_dispatch(function: ast.expr) -> bool:
    """Whether a call runs the handler of a view: `super().dispatch(...)`."""
    if not isinstance(function, ast.Attribute) or function.attr != "dispatch":
        return False
    owner = function.value.func if isinstance(function.value, ast.Call) else None
    return isinstance(owner, ast.Name) and owner.id == "super"


def _summarised(definition: Definition, frame: Frame, end: State) -> Summary:
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
    changed = _changed_record(itself, frame, end) if isinstance(itself, Parameter) else None
    if changed is not None and definition.in_class is not None:
        effects[frame.self_name] = Effect(False, end.freeze(changed))
    return effects


def _changed_record(itself: Parameter, frame: Frame, state: State) -> Mapping | None:
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


def _is_given_class(definition: Definition) -> bool:
    """Whether the first parameter of a method is its class."""
    is_new = getattr(definition.node, "name", "") == "__new__"
    return is_new or definition.is_marked("classmethod")


def _is_property(node: FunctionNode) -> bool:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return any(last_name(each) in ("property", "cached_property") for each in decorators)


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
            if name in (scope.fields or ()):
                continue  # each instance has its own
            known = scope.attributes.get(name, None if first else scope.names.get(name))
            frozen = state.freeze(value)
            scope.attributes[name] = one_of([known, frozen], frozen.span) if known else frozen
