"""A scope being run: where its names come from, its control flow, and what it found."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.analysis.fuel import Fuel
from heap_lint.facts import Fact
from heap_lint.flow import Graph, Login, Node, Place
from heap_lint.frontends.dataflow.joining import MOST_ENTRIES, one_of
from heap_lint.frontends.dataflow.layers import Layered
from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.substitution import values_of
from heap_lint.frontends.dataflow.symbols import Given, Parameter
from heap_lint.frontends.python.imports import module_name
from heap_lint.frontends.python.model import (
    SETTING,
    call_names,
    forwarding_classes,
    is_one_of,
    logout_names,
    may_call_heap,
    sessions_cleared,
)
from heap_lint.frontends.python.persons import Spoken
from heap_lint.frontends.python.positions import Positions
from heap_lint.frontends.python.retries import Retries
from heap_lint.frontends.python.stars import Stars
from heap_lint.frontends.python.statements import statements
from heap_lint.frontends.python.summaries import Definition, Template
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Kind, Literal, Mapping, Sequence, Value, is_none

if TYPE_CHECKING:
    from heap_lint.frontends.python.declared import Declared
    from heap_lint.frontends.python.modules import Modules
    from heap_lint.frontends.python.summaries import Closure

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_WORD = regex.lazy(r"\w+")
_HANDED_ON = regex.lazy(r"\s*[(,)]")
"""What follows the name of a function that is called, or given to a call: `submit(client.track, e)`."""
DEEPEST_RUN_TWICE = 2
"""Functions in functions that are run twice, for what they assign first: deeper, that is 2**depth."""
MOST_ANCESTORS = 40
"""Classes that one derives from, the nearest first; a framework's own have some twenty."""
_FEW = 20
"""Names of a module that are noted by each that takes all of them, so that it need not be asked."""
_MOST_WRAPPERS_DEEP = 5
"""A wrapper of a wrapper, and so on, is followed this many times."""


_CHANGE = regex.lazy(
    r"\b(\w+)\s*(?:\[[^\n=]{0,200}\]\s*\|?=(?!=)|\|=|\+=|\.\s*\w+\s*=(?!=)"
    r"|\.\s*(?:update|setdefault|pop|popitem|clear|append|extend|insert)\s*\()"
    r"|\bdel\s+(\w+)\s*\["
)


class ClassScope(Struct, eq=False):
    """A class: its own names, what its methods put on `self`, whether its views require a login.

    `client` is the path of the client's class that it derives from, if any.
    """

    names: dict[str, Value] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    path: str = ""
    entry: Login = Login.UNSURE
    client: str = ""
    bases: tuple[str, ...] = ()
    """The paths of its bases, as far as they are names."""
    around: tuple[Value, ...] = ()
    """What stands around the class: its decorators."""
    settled: bool = False
    """Whether `entry` says all that is known of it."""
    ancestors: list[ClassScope] = field(default_factory=list)
    """The classes that it derives from, each once, the nearest first."""
    fields: dict[str, Value | None] | None = None
    """Of a class of records: its fields in order, each with its default if it has one."""
    knows_all_fields: bool = True
    declared: dict[str, Kind] = field(default_factory=dict)
    """What annotations in it say that an attribute is, by name."""
    assigned: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of a class of records: the attributes that its methods assign, by method."""

    def find(self, name: str) -> Value | None:
        """Return what an instance has under a name, of its own or inherited."""
        lineage = (self, *self.ancestors)
        places = (*(each.attributes for each in lineage), *(each.names for each in lineage))
        return next((place[name] for place in places if name in place), None)

    def keep(self, name: str, value: Value) -> None:
        """Remember what an attribute is set to elsewhere than in a method of the instance."""
        known = self.attributes.get(name, self.names.get(name))
        is_unset = is_none(known)
        self.attributes[name] = value if is_unset else one_of([known or value, value], value.span)

    def kind_of(self, name: str) -> Kind | None:
        """Return what it, or a class that it derives from, declares an attribute to be."""
        lineage = (self, *self.ancestors)
        return next((each.declared[name] for each in lineage if name in each.declared), None)

    def is_a(self, section: str, key: str) -> bool:
        """Whether it derives from one of the classes in a list of the model."""
        lineage = (self, *self.ancestors)
        return any(is_one_of(path, section, key) for each in lineage for path in each.bases)

    def members(self) -> Mapping:
        """Return the members of an enum by their names."""
        entries = tuple(
            Entry(Literal(name, value.span, name), value)
            for name, value in self.names.items()
            if not name.startswith("_") and not hasattr(value, "definition")
        )
        at = entries[0].value.span if entries else Span("", 0, 0)
        return Mapping(entries, at)

    def find_inherited(self, name: str) -> Value | None:
        """Return what `super()` has under a name."""
        return next((each.names[name] for each in self.ancestors if name in each.names), None)


class Frame(Struct, eq=False):
    """One run of a module, class body or function.

    `outer` is the state that closures see, with the frame it belongs to; `self_name` the name under
    which a method knows its instance, `name` that of a class, `first_parameter` a function and the
    name of what it is given first. `returns`, `breaks`, `continues` and
    `raising` collect the states that leave a block early, `returned` and `yielded` the values that
    it gives; `globals` are the names declared so, `pending` the functions defined here, `said` what
    calls here hand parameters to.
    """

    graph: Graph
    outer: tuple[Frame, State] | None = None
    in_class: ClassScope | None = None
    self_name: str = ""
    is_class_body: bool = False
    name: str = ""
    first_parameter: tuple[int, str] = (0, "")
    returns: list[State] = field(default_factory=list)
    breaks: list[list[State]] = field(default_factory=list)
    continues: list[list[State]] = field(default_factory=list)
    loops: list[tuple[ast.AST, int]] = field(default_factory=list)
    """The loops that are being run, from the outermost, each with the number of its round."""
    raising: list[list[State]] = field(default_factory=list)
    assigned_in_loops: dict[ast.AST, frozenset[str]] = field(default_factory=dict)
    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    pending: list[Definition] = field(default_factory=list)
    places: dict[ast.AST, int] = field(default_factory=dict)
    """Where in `pending` each function stands."""
    unrolled: int = 1
    """How many times an expression is evaluated that comprehensions unroll, in each other."""
    given: list[Given] = field(default_factory=list)
    """The dicts that it is given and changes."""
    handed_on: dict[tuple[int, str], bool] = field(default_factory=dict)
    """Parameters, by function and path, that may have got more keys; whether some may be gone."""
    changes_itself: bool = False
    """Whether the body of a method assigns attributes of its instance."""
    assigned: set[str] = field(default_factory=set)
    """Of a method of a record: the fields that it may have assigned."""
    makes: str = ""
    """In a method of a class, its path: what calling the first parameter makes an instance of."""
    emptied: list[Parameter] = field(default_factory=list)
    """Parameters of which nobody knows what they hold when it has run."""
    ends: Node | None = None
    """The end of the body, where it is reached."""
    passes: list[Node] = field(default_factory=list)
    """The points where it returns nothing."""
    told: list[tuple[Node, bool, Login | None]] = field(default_factory=list)
    """For each `return`: a truth that its value may have, and what that shows of the visitor."""
    runs: list[Node] = field(default_factory=list)
    """The points where it calls what an outer function, a decorator, is given; or `super().dispatch`."""
    refuses: bool = False
    """Whether it raises that somebody has to log in first."""
    guarding: list[tuple[str, Definition]] = field(default_factory=list)
    """Functions that see the requests of an app or blueprint first, by its name."""
    said: dict[ast.AST, list[Template]] = field(default_factory=dict)
    logins: list[tuple[Node, list[ast.expr]]] = field(default_factory=list)
    """The logins in it, each with the expressions that tell whose it is."""
    spoken: list[Spoken] = field(default_factory=list)
    """The calls in it that name somebody to Heap."""

    @property
    def depth(self) -> int:
        """In how many other frames it stands."""
        depth, outer = 0, self.outer
        while outer is not None:
            depth, outer = depth + 1, outer[0].outer
        return depth

    def add(self, definition: Definition) -> None:
        """Add a function that is defined here; one defined again, in a loop, takes its own place."""
        known = self.places.setdefault(definition.node, len(self.pending))
        if known == len(self.pending):
            self.pending.append(definition)
            return
        before, self.pending[known] = self.pending[known], definition
        if self.depth > DEEPEST_RUN_TWICE:
            definition.summary, definition.is_left = before.summary, before.is_left

    def names_assigned_in(self, loop: ast.AST) -> frozenset[str]:
        """Return the names, and attributes of names, that are assigned somewhere in a loop."""
        if loop not in self.assigned_in_loops:
            stored = [n for n in ast.walk(loop) if isinstance(getattr(n, "ctx", None), ast.Store)]
            names = {n.id for n in stored if isinstance(n, ast.Name)}
            names.update(
                f"{n.value.id}.{n.attr}"
                for n in stored
                if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
            )
            self.assigned_in_loops[loop] = frozenset(names)
        return self.assigned_in_loops[loop]


def _is_cut(value: Value) -> bool:
    return isinstance(value, Mapping) and not value.complete and len(value.entries) >= MOST_ENTRIES


def new_frame(entry: Login, **more: object) -> tuple[Frame, State]:
    """Return a frame whose visitors begin as `entry`, and its first state."""
    node = Node()
    return Frame(Graph([(node, entry)]), **more), State(Layered(), Layered(), node)  # type: ignore[arg-type]


class HandedOn(NamedTuple):
    """A call of a function in `file` that writes something into a script, with its arguments."""

    file: File
    function: int
    given: dict[str, Value]
    name: Span
    within: Span


class File:
    """What is shared by all frames of a file: its text, positions, and the facts found so far.

    A call in a loop is run more than once: its facts are those of the last run, which knows the most
    alternatives, at the places of all runs.
    """

    def __init__(self, source: Source, declared: Declared, modules: Modules | None = None) -> None:
        self.source = source
        self.declared = declared
        self.modules = modules
        self.module = module_name(source.path)
        self.globals: State | None = None
        self.stars = Stars()
        self._all: tuple[frozenset[str] | None] | None = None
        """What `__all__` says at the end of the file, once it has been asked for."""
        self.top: frozenset[int] = frozenset()
        """The statements of the module itself, by `id`."""
        self.fuel = Fuel(len(source.text))
        self.running: list[Fuel] = []
        """What the functions that are being run may still use."""
        self.finished = False
        """Whether the file has been run; functions of it may still be, because other files call them."""
        self.retries: Retries | None = None
        self.positions = Positions(source)
        self.rebinds = False
        """Whether functions declare names as `global` or `nonlocal`."""
        self.rebound_globals: dict[str, Value | None] = {}
        """Globals that functions assign; with the client that one of them gives, if any."""
        self.rebound_nonlocals: set[str] = set()
        self.classes: dict[str, ClassScope] = {}
        self.wrappers: set[str] = set()
        self.watched: dict[int, Value | None] = {}
        """What the expressions stand for, by id, that are filled into scripts."""
        self.scripted: set[int] = set()
        """The functions, by what tells their parameters, that write something into a script."""
        self.said_in_scripts: defaultdict[int, list[Fact]] = defaultdict(list)
        """What scripts say of the parameters of a function, by what tells those, once it is known."""
        self.handed_on: list[HandedOn] = []
        """Calls here of functions that write something into a script, in whatever file."""
        self.mounts: dict[str, tuple[str, Value | None]] = {}
        """Routers by name: the app, or router, that takes them in here, and what it asks for."""
        self.functions_running = 0
        """How many functions are being run, each called by the one before."""
        self._changes: list[tuple[int, str]] | None = None
        self._words: defaultdict[str, list[int]] = defaultdict(list)
        """Where each word of the text stands."""
        for match in _WORD.finditer(source.text):
            self._words[match[0]].append(match.start())
        self._calls = self._first_calls(source.text)
        self._found: dict[ast.AST, tuple[Graph, list[Fact], tuple[Place, ...]]] = {}

    def writes_into_script(self, function: int) -> bool:
        """Whether a function of the file hands what it is given to a script."""
        return function in self.said_in_scripts

    def mounted_on(self, router: str) -> list[str]:
        """Return the names of a router and of those that take it in, as far as they do so here."""
        names = [router]
        while names[-1] in self.mounts and self.mounts[names[-1]][0] not in names:
            names.append(self.mounts[names[-1]][0])
        return names

    def again(self, call: ast.Call) -> Span | None:
        """Return what may make a call again, None where nothing is seen that does."""
        found = self.retries.of(call) if self.retries is not None else None
        return self.positions.span(found) if found is not None else None

    def places(self, at: ast.AST, graph: Graph, node: Node) -> tuple[Place, ...]:
        """Return the places in `graph` at which `at` has been run, `node` being the newest."""
        known = self._found.get(at)
        earlier = known[2] if known and known[0] is graph else ()
        return (*earlier, Place(graph, node))

    def record(
        self, at: ast.AST, graph: Graph, places: tuple[Place, ...], facts: list[Fact]
    ) -> None:
        """Note what the node `at` says, instead of what an earlier run of it said."""
        self._found[at] = (graph, facts, places)

    def watch(self, nodes: list[ast.expr]) -> None:
        """Remember the values of expressions as they are evaluated, in whatever function."""
        self.watched.update((id(node), None) for node in nodes)
        starts = (self.positions.span(node).start for node in nodes)
        self._calls = sorted({*self._calls, *starts})

    def saw(self, node: ast.expr, value: Value) -> None:
        """Note what an expression that is watched stands for, on one of the ways that lead there."""
        known = self.watched[id(node)]
        self.watched[id(node)] = value if known is None else one_of((known, value), value.span)

    def finish(self) -> None:
        """Note that the file has been run: what other files ask of it is bounded by function."""
        self.finished = True
        if not self.fuel.is_spent:
            self.fuel.left = self.fuel.given

    def charge(self, fuel: Fuel) -> None:
        """Take what a function has used from what the file may use: what is being run ends with it."""
        if self.finished:
            return
        self.fuel.left -= fuel.used
        for each in self.running if self.fuel.is_spent else ():
            each.end()

    def leave_off(self, module: Frame, is_at_end: bool) -> None:
        """Note that the module was left where it was, so that what it holds at its end is not known."""
        self.say_left()
        if not is_at_end:
            self.globals, self.classes = None, {}
            early = {id(each.graph) for each in module.pending if each.early}
            self._found = {at: f for at, f in self._found.items() if id(f[0]) not in early}
            self._forget_loop(module)

    def leave_off_function(self, definition: Definition) -> None:
        """Note that a function was left where it was."""
        self.say_left()
        if definition.frame is not None:
            self._forget_loop(definition.frame)

    def say_left(self) -> None:
        """Note that not all of the file was followed: what is filled into scripts may be anything."""
        if self.modules is not None:
            self.modules.too_involved.add(self.source.path)
        self.watched = dict.fromkeys(self.watched)

    def _forget_loop(self, frame: Frame) -> None:
        """Drop what was said in a loop that has not come to its end: later rounds may have told more."""
        for loop, _ in frame.loops[:1]:
            inside = set(map(id, ast.walk(loop)))
            self._found = {
                at: found
                for at, found in self._found.items()
                if found[0] is not frame.graph or id(at) not in inside
            }

    def limit(self, reason: str) -> None:
        """Note that something was cut off, to be said once for each file."""
        note = f"{self.source.path}: {reason}"
        if self.modules is not None and note not in self.modules.limits:
            self.modules.limits.append(note)

    def is_handed_on(self, name: str) -> bool:
        """Whether calls of that name may be Heap's, or those of a wrapper."""
        return name in self.wrappers or may_call_heap(name)

    def may_say_something(self, node: ast.AST) -> bool:
        """Whether a function or class has a call that could be one of Heap's, judged by its text."""
        span = self.positions.span(node)  # type: ignore[arg-type]
        at = bisect_left(self._calls, span.start)
        return at < len(self._calls) and self._calls[at] < span.end

    def follow(self, tree: ast.Module) -> None:
        """Count the names of functions that may say something as calls too: they may be wrappers."""
        known: set[str] = set()
        if self.modules is not None:
            self.modules.started(self)
            self.modules.follow_imports(self.source.path, tree)
            known.update(self.modules.names)
        known.update(name.rpartition(".")[2] for name, _ in self.declared.wrappers)
        known |= forwarding_classes(self.declared.forwarders)
        self.wrappers = known
        logouts = {name.rpartition(".")[2] for name in self.declared.logouts}
        self._count(known | logouts | (self.modules.methods if self.modules is not None else set()))
        definitions = [node for node in statements(tree) if isinstance(node, _DEFINITIONS)]
        for _ in range(_MOST_WRAPPERS_DEEP):
            names = {node.name for node in definitions if self.may_say_something(node)}
            if names <= known | {"__init__"}:
                return
            known |= names - {"__init__"}
            self._count(known)

    def _first_calls(self, text: str) -> list[int]:
        """Return where something stands that may say something to Heap, or log somebody out."""
        found = list(sessions_cleared(text))
        for word, starts in self._words.items():
            name = word.lower()
            if name in call_names():
                found += [at for at in starts if _HANDED_ON.match(text, at + len(word))]
            elif word in logout_names():
                found += starts
            elif SETTING in name:
                found += [at + name.index(SETTING) for at in starts]
        return sorted(found)

    def _count(self, names: set[str]) -> None:
        more = [start for name in names & self._words.keys() for start in self._words[name]]
        if more:
            self._calls = sorted({*self._calls, *more})

    def names(self) -> list[str]:
        """Return the names that the module itself has, as far as it has been run."""
        return list(self.globals.names) if self.globals is not None else []

    def global_value(self, name: str) -> Value | None:
        """Return what a name of the module stands for at its end."""
        if self.globals is None or name in self.rebound_globals:
            return None
        value = self.globals.names.get(name)
        return value and self.globals.freeze(value)

    def gives(self, name: str) -> bool:
        """Whether `import *` takes a name from the module."""
        own = self.gives_itself(name)
        return self.stars.give(name) if own is None else own

    def gives_itself(self, name: str) -> bool | None:
        """Whether `import *` takes a name of the module's own; None: that it may have from another."""
        listed = self._named_in_all()
        if listed is not None:
            return name in listed
        if self.globals is None or name.startswith("_"):
            return False
        return True if self.globals.names.holds(name) else None

    def few_names(self) -> Collection[str] | None:
        """Return what `import *` takes from the module, None if that is much, or from others too."""
        if not self.finished or self.stars.files:
            return None
        names = [name for name in self.names() if not name.startswith("_")]
        listed = self._named_in_all()
        found = names if listed is None else listed
        return found if len(found) <= _FEW else None

    def _named_in_all(self) -> frozenset[str] | None:
        """Return what `__all__` says, None where it does not, or not all."""
        if self._all is not None:
            return self._all[0]
        is_there = self.globals is not None and self.globals.names.holds("__all__")
        value = self.global_value("__all__") if is_there else None
        listed = None
        if isinstance(value, Sequence) and value.complete:
            listed = frozenset(str(e.value) for e in value.items if isinstance(e, Literal))
        if self.finished:
            self._all = (listed,)
        return listed

    def all_of(self, module: str) -> File | None:
        """Return the file from which `import *` takes names, None if they are of no interest."""
        return (
            self.modules.exporting(module, self.source.path) if self.modules is not None else None
        )

    def elsewhere(self, path: str) -> Value | None:
        """Return what an import path stands for in another file of the project."""
        return self.modules.value(path, self.source.path) if self.modules is not None else None

    def class_scope(self, path: str) -> ClassScope | None:
        """Return the class of the project that a path names."""
        scope = self.classes.get(path)
        if scope is None and self.modules is not None:
            scope = self.modules.class_scope(path, self.source.path)
        return scope

    def called(self, path: str) -> Closure | ClassScope | None:
        """Return the class of this file, or the function or class of another, that a call is of."""
        scope = self.classes.get(path)
        if scope is None and self.modules is not None:
            return self.modules.called(path, self.source.path)
        return scope

    def client_path(self, path: str) -> str:
        """Return the path of the client that a class of the project derives from, else the path."""
        scope = self.class_scope(path)
        return scope.client or path if scope is not None and "__init__" not in scope.names else path

    def calls_by_name(self, node: ast.AST) -> bool:
        """Whether something in the file seems to call a function, by its text."""
        name = re.escape(getattr(node, "name", ""))
        return re.search(rf"(?<!def )\b{name}\(", self.source.text) is not None

    def changed_in(self, node: ast.AST) -> Iterator[str]:
        """Yield the names whose dicts or lists a function seems to change in place, by its text."""
        if self._changes is None:
            self._changes = [(m.start(), m[1] or m[2]) for m in _CHANGE.finditer(self.source.text)]
        span = self.positions.span(node)  # type: ignore[arg-type]
        at = bisect_left(self._changes, (span.start, ""))
        while at < len(self._changes) and self._changes[at][0] < span.end:
            yield self._changes[at][1]
            at += 1

    def class_attribute(self, path: str, name: str) -> Value | None:
        """Return what a class of the project, or an instance of one, has under that name."""
        scope = self.class_scope(path.removesuffix("()"))
        return scope.find(name) if scope else None

    def facts(self) -> list[Fact]:
        """Return everything found, in order of place."""
        found = [fact for _, facts, _ in self._found.values() for fact in facts]
        if any(_is_cut(value) for fact in found for _, value in values_of(fact)):
            self.limit(f"of a dict {MOST_ENTRIES} keys were followed")
        return sorted(found, key=lambda fact: fact.span)
