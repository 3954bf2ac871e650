"""An Airkit app as its file declares it: profiles, names, pages and chains of actions.

The format `heap-lint/airkit-app/1` is ours. Whatever has the wrong type says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from msgspec import Struct

from heap_lint.airscript.folding import NAMESPACES
from heap_lint.airscript.given import expression_of, read_input
from heap_lint.airscript.tree import path_of
from heap_lint.flow import Login
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Value, is_none

SCHEMA = "heap-lint/airkit-app/1"
Path = tuple[str, ...]
"""A variable, step by step, its namespace first."""

_ENTRY_TYPES = {
    "webLink": "Web Link",
    "api": "API",
    "incomingCall": "Incoming Call",
    "incomingMessage": "Incoming Message",
}
_LOGIN_AT_START = {"public": Login.OUT, "authentication": Login.OUT, "secure": Login.IN}
_PROVIDERS = {
    "heap": "heap",
    "heapanalytics": "heap",
    "googletagmanager": "googleTagManager",
    "gtm": "googleTagManager",
}

_AIRSCRIPT = {
    "setVariable": ("variable", "value"),
    "runDataFlow": ("inputs", "output"),
    "runEvent": ("inputs",),
    "setAuthentication": ("backupRedirectUrl", "payload", "cookieExpirationMs"),
    "analyticsIdentify": ("identity",),
    "analyticsSendEvent": ("eventName", "eventProperties"),
}
_CONTACTS = ("email", "phone")
_READ = {"variables", "condition", *_AIRSCRIPT}
_MAX_NESTING = 20
MOST_CHAINS = 100_000
"""How many pages, or events, of an app are read: aliases can write down more than fits a wait."""


class Scope(Struct, frozen=True):
    """Where a chain stands: its web flow and page (empty outside), with the variables of both."""

    flow: str = ""
    page: str = ""
    flow_variables: frozenset[str] = frozenset()
    page_variables: frozenset[str] = frozenset()


class Chain(Struct, frozen=True):
    """A list of actions as written; `label` names it to people. `login`: the state it begins in.

    `lets_in`: whoever goes on from here to another page has logged in.
    """

    label: str
    span: Span
    actions: Value
    scope: Scope
    login: Login | None = None
    lets_in: bool = False


class Page(Struct, frozen=True):
    """A web page, whose handlers may run in any order."""

    name: str
    scope: Scope
    body: Value

    @property
    def lets_in(self) -> bool:
        """Whether only visitors go on from here who have logged in, as the file declares."""
        return name_of(child(self.body, "establishes")) == "login"

    def handlers(self) -> Iterator[Chain]:
        """Yield the chains of the page's events and of its controls' events."""
        yield from self._events(self.body, self.name)
        for control, entry in named(child(self.body, "controls")).items():
            yield from self._events(entry.value, f"{self.name} / {control}")

    def _events(self, owner: Value, label: str) -> Iterator[Chain]:
        for event, entry in named(child(owner, "events")).items():
            yield Chain(
                f"{label} / {event}", entry.key.span, entry.value, self.scope, lets_in=self.lets_in
            )


class Profile(Struct, frozen=True):
    """A deployment profile: the state in which its entries begin, and its analytics as written.

    `provider` is None where it has none; `certain` is False where that cannot be known.
    """

    name: str
    login: Login
    analytics: Entry | None
    provider: str | None
    certain: bool


class App:
    """One app of a file, put together from an export where it is `exported`."""

    def __init__(self, source: Source, document: Mapping, *, exported: bool = False) -> None:
        self.source = source
        self.exported = exported
        self._document = document
        self._flows = named(child(document, "webFlows"))
        self._writes: list[tuple[str, Value]] = []
        self._declarations: list[Value | None] = []
        self.expressions: list[tuple[str, Value]] = []
        """What the file gives to actions as Airscript, each with the name of its input."""
        for name, value, owner in _read_anywhere(document):
            self._note(name, value, at_top=owner is document)

    def _note(self, name: str, value: Value, *, at_top: bool) -> None:
        """Note what a key says that matters wherever it stands."""
        if name in ("setVariable", "runDataFlow"):
            self._writes.append((name, value))
        elif name == "variables":
            self._declarations.append(child(value, "session") if at_top else value)
        if not self.exported:
            given = [(field, child(value, field)) for field in _AIRSCRIPT.get(name, ())]
            if name == "condition":
                given = [("if", child(arm, "if")) for arm in each(value)]
            for field, inputs in given:
                self.expressions += ((field, scalar) for scalar in _scalars(inputs))

    @cached_property
    def profiles(self) -> list[Profile]:
        """The profiles in the order of the file."""
        profiles = named(child(self._document, "profiles"))
        return [_profile(name, entry.value) for name, entry in profiles.items()]

    @cached_property
    def session_variables(self) -> frozenset[str]:
        """The declared variables of the session."""
        return frozenset(named(child(child(self._document, "variables"), "session")))

    @cached_property
    def declared(self) -> frozenset[str] | None:
        """All names usable without a namespace, in any scope; None where not all can be known.

        A variable that an action writes exists too, whether or not the file declares it.
        """
        containers = (self._document, child(self._document, "variables"), *self._declarations)
        if not all(map(_is_complete, containers)):
            return None
        names = {path[0] for path in self._written() if path[0] not in NAMESPACES}
        return frozenset(names.union(*map(named, self._declarations)))

    @cached_property
    def contacts(self) -> frozenset[str]:
        """The variables that are declared as an e-mail address or a phone number, in every scope."""
        kinds: dict[str, set[bool]] = {}
        for declared in map(named, self._declarations):
            for name, entry in declared.items():
                kinds.setdefault(name, set()).add(name_of(entry.value) in _CONTACTS)
        return frozenset(name for name, are_contacts in kinds.items() if are_contacts == {True})

    @cached_property
    def constants(self) -> frozenset[Path]:
        """The variables, as written, that an action sets to a constant which may pass a test."""
        paths = (
            reference(child(body, "variable"))
            for name, body in self._writes
            if name == "setVariable" and self._may_pass(child(body, "value"))
        )
        return frozenset(path for path in paths if path is not None)

    @cached_property
    def pages(self) -> list[Page]:
        """All pages of all web flows."""
        return list(islice(self._pages(), MOST_CHAINS))

    @cached_property
    def starts(self) -> dict[str, str | None]:
        """The web flows, each with the name of its start page."""
        return {flow: name_of(child(entry.value, "start")) for flow, entry in self._flows.items()}

    @cached_property
    def data_flows(self) -> dict[str, Value]:
        """The declared data flows."""
        flows = named(child(self._document, "dataFlows"))
        return {name: entry.value for name, entry in flows.items()}

    @cached_property
    def events(self) -> dict[tuple[str, str], Chain]:
        """The events that actions can run, by web flow (empty for the Journey's) and name."""
        return dict(islice(self._events(), MOST_CHAINS))

    def roots(self) -> Iterator[Chain]:
        """Yield the chains that begin a Journey or that its runtime starts."""
        for entry in each(child(self._document, "entries")):
            kind, name = name_of(child(entry, "type")) or "", name_of(child(entry, "name")) or ""
            label = " / ".join(dict.fromkeys(filter(None, (_ENTRY_TYPES.get(kind, kind), name))))
            actions = child(entry, "actions")
            if actions is not None:
                yield Chain(label or "Entry", entry.span, actions, Scope())
        session = {"started": None, "authSuccess": Login.IN, "ended": Login.UNSURE}
        for name, event in named(child(self._document, "sessionEvents")).items():
            if name in session:
                label = f"Session / {name}"
                yield Chain(label, event.key.span, event.value, Scope(), session[name])

    def qualified(self, path: Path, scope: Scope) -> Path:
        """Return a variable's path with its namespace, where the file tells it."""
        root = path[0]
        if root in scope.page_variables:
            return ("activity", *path)
        if root in scope.flow_variables:
            return ("activityGroup", *path)
        return ("session", *path) if root in self.session_variables else path

    def _pages(self) -> Iterator[Page]:
        for flow, entry in self._flows.items():
            variables = frozenset(named(child(entry.value, "variables")))
            for page, body in named(child(entry.value, "pages")).items():
                own = frozenset(named(child(body.value, "variables")))
                yield Page(page, Scope(flow, page, variables, own), body.value)

    def _events(self) -> Iterator[tuple[tuple[str, str], Chain]]:
        for name, event in named(child(self._document, "journeyEvents")).items():
            yield ("", name), Chain(f"Journey / {name}", event.key.span, event.value, Scope())
        for flow, entry in self._flows.items():
            scope = Scope(flow, "", frozenset(named(child(entry.value, "variables"))))
            for name, event in named(child(entry.value, "events")).items():
                yield (flow, name), Chain(f"{flow} / {name}", event.key.span, event.value, scope)

    def _written(self) -> Iterator[Path]:
        for name, body in self._writes:
            path = reference(child(body, "variable" if name == "setVariable" else "output"))
            if path is not None:
                yield path

    def _may_pass(self, value: Value | None) -> bool:
        # FALSE and NULL let nobody pass a test, so a guard may be reset to them.
        constant = value and read_input(self.source, value, None)
        return isinstance(constant, Literal) and constant.value not in (False, None)


def _read_anywhere(document: Mapping) -> Iterator[tuple[str, Value, Mapping]]:
    """Yield the keys that matter wherever they stand: name, value, and the mapping that has them.

    What several aliases share is looked at once.
    """
    seen: set[int] = set()
    waiting: list[Value] = [document]
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Mapping):
            for entry in here.entries:
                value = entry.value
                if isinstance(value, Mapping | Sequence):
                    waiting.append(value)
                if isinstance(entry.key, Literal) and entry.key.value in _READ:
                    yield str(entry.key.value), value, here
        elif isinstance(here, Sequence):
            waiting += here.items


def _scalars(value: Value | None, depth: int = 0) -> Iterator[Value]:
    """Yield the scalars of an input: itself, or those in its objects and lists."""
    if isinstance(value, Sequence) and depth < _MAX_NESTING:
        for item in value.items:
            yield from _scalars(item, depth + 1)
    elif isinstance(value, Mapping) and depth < _MAX_NESTING:
        names = [entry.name for entry in value.entries]
        if names == ["airscript"]:
            yield value
        elif names != ["text"]:
            for entry in value.entries:
                yield from _scalars(entry.value, depth + 1)
    elif isinstance(value, Literal):
        yield value


def child(value: Value | None, name: str) -> Value | None:
    """Return the value under a key of a mapping, None for everything else."""
    return value.get(name) if isinstance(value, Mapping) else None


def each(value: Value | None) -> tuple[Value, ...]:
    """Return the items of a list; a mapping stands for a list of one."""
    if isinstance(value, Sequence):
        return value.items
    return (value,) if isinstance(value, Mapping) else ()


def named(value: Value | None) -> dict[str, Entry]:
    """Return the entries of a mapping by name, the last one where a name stands twice."""
    if not isinstance(value, Mapping):
        return {}
    names = ((name_of(entry.key), entry) for entry in value.entries)
    return {name: entry for name, entry in names if name is not None}


def name_of(value: Value | None) -> str | None:
    """Return a plain name; YAML gives some another type (`on`, `404`), so their source is it."""
    if isinstance(value, Mapping) and len(value.entries) == 1:
        value = value.get("text")
    if not isinstance(value, Literal) or value.value is None:
        return None
    return value.value if isinstance(value.value, str) else value.source


def reference(value: Value | None) -> Path | None:
    """Return the variable that an action writes or reads, as written."""
    expression = expression_of(value)
    return path_of(expression) if expression is not None else None


def _is_complete(container: Value | None) -> bool:
    return container is None or (
        isinstance(container, Mapping)
        and container.complete
        and all(name_of(entry.key) is not None for entry in container.entries)
    )


def _profile(name: str, body: Value) -> Profile:
    entry = body.entry("analytics") if isinstance(body, Mapping) else None
    provider, certain = _provider(body, entry)
    return Profile(name, _login_at_start(body), entry, provider, certain)


def _login_at_start(body: Value) -> Login:
    if not isinstance(body, Mapping):
        return Login.OUT if isinstance(body, Literal) else Login.UNSURE
    if body.lacks("appAuthenticationType"):
        return Login.OUT
    return _LOGIN_AT_START.get(name_of(body.get("appAuthenticationType")) or "", Login.UNSURE)


def _provider(body: Value, entry: Entry | None) -> tuple[str | None, bool]:
    """Return the provider of a profile's analytics, and whether that is known."""
    if entry is None:
        return None, isinstance(body, Literal) or (
            isinstance(body, Mapping) and body.lacks("analytics")
        )
    analytics = entry.value
    if not isinstance(analytics, Mapping):
        return None, is_none(analytics)
    provider = analytics.get("provider")
    if isinstance(provider, Literal) and isinstance(provider.value, str):
        plain = "".join(filter(str.isalnum, provider.value)).casefold()
        return _PROVIDERS.get(plain, provider.value), True
    absent = analytics.lacks("provider")
    return None, absent or is_none(provider)
