"""Exports of Airkit's Studio (`savepoint.json`): the app in them, put into our own format.

What an export calls activity, activity group and connection is a page, a Web Flow and a data flow; its
expressions are trees. All of it becomes a document as `airkit_model` reads it, each value with the
place where the export has it. The shape is told from four public exports of 17.12 to 17.15, so nothing
that is not known is an error, and no analytics action was among them: these are told by their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.airscript.exported import items_of, kind_of, written
from heap_lint.frontends.recognisers.airkit_model import SCHEMA, child
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.config import AirkitLogins

MAX_NESTING = 60
"""How deeply chains may nest in conditions; what lies deeper is left out."""
_CHAIN = "function/run-action-chain"
_CONTROL = "/element/control/"
_NO_ELEMENTS = {"events", "events2", "style", "variables", "theme"}
_NAMES_OF_LISTS = ("itemName", "indexName", "collectionName")
_CONSTANT = "binding/constant-binding"
_ACTIONS = {
    "action/update-card": "navigateToWebPage",
    "action/go-to-card": "navigateToWebFlow",
    "action/run-event-source": "runEvent",
    "action/run-connection": "runDataFlow",
    "action/set-variable": "setVariable",
    "action/set-actor": "initializeActor",
    "action/chat-start": "startChatBot",
}
_BY_NAME = regex.lazy(
    r"(?P<analyticsIdentify>Analytics Identify)|(?P<analyticsSendEvent>Analytics Send Event)"
    r"|(?P<setAuthentication>Set Authentication)|(?P<endJourney>End (?:Journey|Session))"
)
_NUMBER = regex.lazy(r" \d+$")
_BY_TAIL = regex.lazy(
    r"(?P<analyticsIdentify>(?:.*-)?(?:analytics-identify|identify))"
    r"|(?P<analyticsSendEvent>(?:.*-)?analytics-(?:send-event|track|event))"
    r"|(?P<setAuthentication>(?:.*-)?set-authentication)|(?P<endJourney>end-(?:session|journey))"
)
_ENTRY = "/element/event2-handler/incoming-event-handler/"
_ENTRY_TYPES = (
    ("web", "webLink"),
    ("api", "api"),
    ("voice", "incomingCall"),
    ("call", "incomingCall"),
    ("message", "incomingMessage"),
    ("sms", "incomingMessage"),
)
_SESSION_EVENTS = {"start": "started", "auth-success": "authSuccess", "end": "ended"}
_UUID = regex.lazy(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Exported(Struct, frozen=True):
    """An app of an export in our own format.

    `places` are the actions of it that send something to Heap, by the first character of their key:
    where people find them in the Studio.
    """

    document: Mapping
    places: dict[int, str]


def translated(source: Source, document: Mapping, logins: AirkitLogins | None = None) -> Exported:
    """Return an export as a document of our own format; `logins` is what the user says of it."""
    translation = _Translation(source, document, logins)
    return Exported(translation.document(), translation.places)


class _Chain(Struct):
    """Where a chain of actions stands, in words."""

    place: str
    numbers: tuple[str, ...] = ()

    def at(self, *more: str) -> _Chain:
        return _Chain(self.place, (*self.numbers, *more))

    def __str__(self) -> str:
        return " / ".join((self.place, *self.numbers))


class _Page(Struct):
    """A page's events and those of its controls, as entries of our own format."""

    events: list[Entry] = field(default_factory=list)
    controls: list[Entry] = field(default_factory=list)
    variables: dict[str, Entry] = field(default_factory=dict)


class _Translation:
    """Translates one export."""

    def __init__(self, source: Source, document: Mapping, logins: AirkitLogins | None) -> None:
        self.places: dict[int, str] = {}
        self._source = source
        self._document = document
        self._span = source.span(document.span.start, document.span.start + 1)
        self._logins = logins
        self._sessions = _elements(document, "sessions")
        self._flows = _elements(document, "activityGroups")
        self._pages = {_id_of(page): page for page in _elements(document, "activities")}
        self._flow_names = _names(
            (_id_of(flow), _name_of(flow, "Web Flow")) for flow in self._flows
        )
        self._page_names = _names(self._named_pages())
        self._data_flows = _elements(document, "connections")
        self._data_flow_names = _names(
            (_id_of(flow), _name_of(flow, "Data Flow")) for flow in self._data_flows
        )
        self._event_names = _names(self._named_events())

    def document(self) -> Mapping:
        """Return the whole app."""
        name = self._document.get("displayName")
        version = self._document.get("cxrVersion")
        parts = [self._entry("schema", self._text(SCHEMA))]
        parts += [self._entry("name", name)] if _is_text(name) else []
        parts += [self._entry("cxrVersion", version)] if _is_text(version) else []
        parts += [
            self._entry("profiles", self._mapping(self._profiles())),
            self._entry("variables", self._session_variables()),
            self._entry("dataFlows", self._mapping(self._declared_data_flows())),
            self._entry("entries", Sequence(tuple(self._entries()), self._span)),
            self._entry("sessionEvents", self._mapping(self._session_events())),
            self._entry("journeyEvents", self._mapping(self._journey_events())),
            self._entry("webFlows", self._mapping(self._web_flows())),
        ]
        return self._mapping(parts)

    # Names

    def _named_pages(self) -> Iterator[tuple[str, str]]:
        """Yield every page with its name, with that of its Web Flow before it where others have it."""
        owners = {
            _literal(page): self._flow_names[_id_of(flow)]
            for flow in self._flows
            for page in items_of(flow.get("activityIds"))
        }
        names = [_name_of(page, "Web Page") for page in self._pages.values()]
        for key, page in self._pages.items():
            name = _name_of(page, "Web Page")
            shared = names.count(name) > 1 if len(names) < 1000 else True
            owner = owners.get(key)
            yield key, f"{owner} / {name}" if shared and owner else name

    def _named_events(self) -> Iterator[tuple[str, str]]:
        for flow in (*self._sessions, *self._flows):
            for event in items_of(flow.get("eventSources")):
                if isinstance(event, Mapping):
                    name = _name_of(event, "Event")
                    owner = self._flow_names.get(_id_of(flow))
                    yield _id_of(event), f"{owner} / {name}" if owner else name

    # Parts

    def _profiles(self) -> Iterator[Entry]:
        settings = _content(self._document.get("settings"))
        slots = items_of(child(settings, "configurations"))
        has_slot = any(_literal(child(slot, "name")) == "analytics" for slot in slots)
        profiles = settings.get("profiles") if isinstance(settings, Mapping) else None
        for entry in profiles.entries if isinstance(profiles, Mapping) else ():
            profile = _content(entry.value)
            name = profile.get("name") if isinstance(profile, Mapping) else None
            values = profile.get("configurationMapping") if isinstance(profile, Mapping) else None
            body = self._profile(values, has_slot=has_slot)
            yield Entry(name if _is_text(name) else entry.key, body)

    def _profile(self, values: Value | None, *, has_slot: bool) -> Value:
        """Return a profile; without analytics it is one that has none only if it could have some."""
        if not isinstance(values, Mapping):
            return Unknown(self._span)
        entries = [self._entry("appAuthenticationType", self._authentication(values))]
        analytics = values.entry("analytics")
        if analytics is not None:
            entries.append(Entry(analytics.key, self._analytics(analytics.value)))
        return Mapping(tuple(entries), values.span, values.complete and has_slot)

    def _authentication(self, values: Mapping) -> Value:
        kind = _plain(values.get("app-auth-type"))
        if kind is None:
            return Unknown(values.span)
        secure = self._logins.secure_values if self._logins else ()
        return _renamed(kind, "secure") if _literal(kind) in secure else kind

    def _analytics(self, analytics: Value) -> Value:
        if not isinstance(analytics, Mapping):
            nothing = isinstance(analytics, Literal) and analytics.value in ("", None)
            return Literal(None, analytics.span, "") if nothing else Unknown(analytics.span)
        entries: list[Entry] = []
        for entry in analytics.entries:
            value = _plain(entry.value) or Unknown(entry.value.span)
            if entry.name == "id" and _UUID.fullmatch(_literal(value)):
                value = Unknown(value.span)  # the element's own
            if entry.name in ("provider", "id"):
                entries.append(Entry(entry.key, value))
        # Airkit sets Heap's options itself; no export says how.
        entries.append(self._entry("settings", Unknown(analytics.span)))
        return Mapping(tuple(entries), analytics.span, analytics.complete)

    def _session_variables(self) -> Mapping:
        found: dict[str, Entry] = {}
        for session in self._sessions:
            self._declare(items_of(session.get("variables")), found)
        own = Mapping(tuple(found.values()), self._span)
        # Names that lists and forms bring into being may be missing, so the list is not complete.
        return Mapping((self._entry("session", own),), self._span, complete=False)

    def _declare(self, variables: tuple[Value, ...], found: dict[str, Entry]) -> None:
        for variable in variables:
            name = child(variable, "binding")
            if _is_text(name):
                kind = child(child(variable, "appObjectType"), "primitive")
                found[_literal(name)] = Entry(name, kind if _is_text(kind) else self._text("any"))

    def _declared_data_flows(self) -> Iterator[Entry]:
        declared = dict(self._logins.data_flows) if self._logins else {}
        for flow in self._data_flows:
            name = _name_of(flow, "Data Flow")
            entries: list[Entry] = []
            if name in declared:
                entries.append(self._entry("establishes", self._text("login")))
            if declared.get(name):
                entries.append(self._entry("onFailure", self._text(declared[name])))
            key = self._key(self._data_flow_names[_id_of(flow)], flow)
            yield Entry(key, Mapping(tuple(entries), flow.span))

    def _handlers(self) -> Iterator[Mapping]:
        for session in self._sessions:
            handlers = session.get("event2Handlers")
            for entry in handlers.entries if isinstance(handlers, Mapping) else ():
                if isinstance(entry.value, Mapping):
                    yield entry.value

    def _entries(self) -> Iterator[Value]:
        for handler in self._handlers():
            schema = _literal(handler.get("$schema"))
            if schema.startswith(_ENTRY):
                kind = schema.removeprefix(_ENTRY).removesuffix(".json")
                named = (own for start, own in _ENTRY_TYPES if kind.startswith(start))
                name = _name_of(handler, "Entry")
                actions = self._chain(handler.get("actions"), _Chain(name))
                yield Mapping(
                    (
                        self._entry("type", self._text(next(named, kind))),
                        self._entry("name", self._key(name, handler)),
                        self._entry("actions", actions),
                    ),
                    handler.span,
                )

    def _session_events(self) -> Iterator[Entry]:
        for session in self._sessions:
            for event in self._events(session, _name_of(session, "Journey")):
                own = _SESSION_EVENTS.get(event.name or "")
                if own is not None:
                    yield Entry(_renamed(event.key, own), event.value)

    def _journey_events(self) -> Iterator[Entry]:
        taken: set[str] = set()
        for handler in self._handlers():
            if not _literal(handler.get("$schema")).startswith(_ENTRY):
                own = _name_of(handler, "Event")
                name = self._event_names.get(_literal(handler.get("eventSourceId")), own)
                chain = self._chain(handler.get("actions"), _Chain(name))
                yield Entry(self._key(_free(name, taken), handler), chain)

    def _web_flows(self) -> Iterator[Entry]:
        left = dict(self._pages)
        for flow in self._flows:
            name = self._flow_names[_id_of(flow)]
            keys = [_literal(key) for key in items_of(flow.get("activityIds"))]
            pages = [(key, left.pop(key)) for key in keys if key in left]
            yield Entry(self._key(name, flow), self._web_flow(name, flow, pages))
        if left:
            orphans = self._mapping(self._pages_of("", list(left.items()), "", []))
            name = "(pages of no Web Flow)"
            yield self._entry(name, self._mapping([self._entry("pages", orphans)]))

    def _web_flow(self, name: str, flow: Mapping, pages: list[tuple[str, Mapping]]) -> Mapping:
        start = _literal(child(flow.get("startActivity"), "activityId"))
        own = self._events(flow, name)
        if start not in (key for key, _ in pages):
            start = pages[0][0] if pages else ""
        variables: dict[str, Entry] = {}
        self._declare(items_of(flow.get("variables")), variables)
        entries = [self._entry("start", self._text(self._page_names.get(start, "")))]
        if variables:
            entries.append(self._entry("variables", self._mapping(variables.values())))
        entries.append(self._entry("pages", self._mapping(self._pages_of(name, pages, start, own))))
        return Mapping(tuple(entries), flow.span)

    def _pages_of(
        self, flow: str, pages: list[tuple[str, Mapping]], start: str, events: list[Entry]
    ) -> Iterator[Entry]:
        """Yield the pages of a Web Flow; its own `events` happen where it begins."""
        for key, page in pages:
            name = _name_of(page, "Web Page")
            translated = self._page(page, f"{flow} / {name}" if flow else name)
            if key == start:
                translated.events[:0] = [
                    Entry(_renamed(each.key, f"{flow} / {each.name}"), each.value)
                    for each in events
                ]
            entries: list[Entry] = []
            if self._logins and name in self._logins.pages:
                entries.append(self._entry("establishes", self._text("login")))
            if translated.variables:
                declared = self._mapping(translated.variables.values())
                entries.append(self._entry("variables", declared))
            if translated.events:
                entries.append(self._entry("events", self._mapping(translated.events)))
            if translated.controls:
                entries.append(self._entry("controls", self._mapping(translated.controls)))
            yield Entry(self._key(self._page_names[key], page), Mapping(tuple(entries), page.span))

    def _page(self, page: Mapping, place: str) -> _Page:
        found = _Page()
        taken: set[str] = set()
        own: set[str] = set()
        for owner, container in _containers(page):
            self._declare(items_of(container.get("variables")), found.variables)
            for item in map(container.get, _NAMES_OF_LISTS):
                if _is_text(item):
                    found.variables[_literal(item)] = Entry(item, self._text("any"))
            if not owner:
                found.events += self._events(container, place, own)
                continue
            events = self._events(container, f"{place} / {owner}")
            if events:
                name = _free(owner, taken)
                kind = kind_of(container).removeprefix("/element/control/")
                body = [self._entry("type", self._text(kind))] if kind else []
                body.append(self._entry("events", self._mapping(events)))
                found.controls.append(
                    Entry(self._key(name, container), Mapping(tuple(body), container.span))
                )
        return found

    def _events(self, owner: Mapping, place: str, taken: set[str] | None = None) -> list[Entry]:
        """Return the events of an element for which there is something to do, no two of one name."""
        taken = set() if taken is None else taken
        found: list[Entry] = []
        for key, event, chain in _events_of(owner):
            actions = self._chain(chain, _Chain(f"{place} / {event}"))
            if actions.items:
                found.append(Entry(_renamed(key, _free(event, taken)), actions))
        return found

    # Actions

    def _chain(self, chain: Value | None, at: _Chain, nesting: int = 0) -> Sequence:
        if not isinstance(chain, Mapping) or nesting > MAX_NESTING:
            return Sequence((), self._span)
        actions: list[Value] = []
        for number, action in enumerate(items_of(chain.get("args")), 1):
            if isinstance(action, Mapping):
                actions += self._action(action, at.at(f"action {number}"), nesting)
        return Sequence(tuple(actions), chain.span)

    def _action(self, action: Mapping, at: _Chain, nesting: int) -> list[Value]:
        if kind_of(action) == _CHAIN:
            return list(self._chain(action, at, nesting + 1).items)
        name = _action_name(action)
        arguments = items_of(action.get("args"))
        if name is None:
            return self._arms(action, arguments, at, nesting)
        key = _key_of(action, name)
        if name in ("analyticsIdentify", "analyticsSendEvent"):
            self.places[key.span.start] = str(at)
        return [Mapping((Entry(key, self._inputs(name, action, arguments)),), action.span)]

    def _arms(
        self, action: Mapping, arguments: tuple[Value, ...], at: _Chain, nesting: int
    ) -> list[Value]:
        """Return a condition; an action that nobody knows may run the chains that it holds."""
        chains = [each for each in arguments if kind_of(each) in (_CHAIN, "function/if")]
        if not chains:
            return []
        known = kind_of(action) == "function/if" and len(arguments) in (2, 3)
        test = self._expression(arguments[0]) if known else Unknown(action.span)
        arms: list[Value] = []
        for number, chain in enumerate(arguments[1:] if known else chains):
            where = at.at(("then", "else")[number] if known else f"chain {number + 1}")
            inside = self._arm(chain, where, nesting)
            head = [] if known and number else [self._entry("if", test)]
            head.append(self._entry("then" if head else "else", inside))
            arms.append(Mapping(tuple(head), chain.span))
        body = Sequence(tuple(arms), action.span)
        return [Mapping((Entry(_key_of(action, "condition"), body),), action.span)]

    def _arm(self, arm: Value, at: _Chain, nesting: int) -> Sequence:
        if kind_of(arm) == _CHAIN:
            return self._chain(arm, at, nesting + 1)
        if isinstance(arm, Mapping) and nesting < MAX_NESTING:
            return Sequence(tuple(self._action(arm, at, nesting + 1)), arm.span)
        return Sequence((), arm.span)

    def _inputs(self, name: str, action: Mapping, arguments: tuple[Value, ...]) -> Value:
        first, second, third = (*arguments, None, None, None)[:3]
        match name:
            case "navigateToWebPage":
                return self._target(first, self._page_names)
            case "navigateToWebFlow" | "startChatBot":
                return self._target(first, self._flow_names)
            case "runEvent":
                return self._body(action, event=self._target(second, self._event_names))
            case "runDataFlow":
                flow = self._target(first, self._data_flow_names)
                output = None if _is_null(third) else self._expression(third)
                return self._body(action, flow=flow, inputs=self._expression(second), output=output)
            case "setVariable":
                variable, value = self._expression(first), self._expression(second)
                return self._body(action, variable=variable, value=value)
            case "analyticsIdentify":
                return self._body(action, identity=self._scalar(first))
            case "analyticsSendEvent":
                properties = None if _is_null(second) else self._expression(second)
                return self._body(action, eventName=self._scalar(first), eventProperties=properties)
            case _:
                return self._body(action)

    def _body(self, action: Mapping, **inputs: Value | None) -> Mapping:
        entries = [self._entry(name, value) for name, value in inputs.items() if value is not None]
        span = self._source.span(action.span.start, action.span.start + 1)
        return Mapping(tuple(entries), span)

    def _target(self, node: Value | None, names: dict[str, str]) -> Value:
        """Return what an action leads to: the name behind a constant id, else the expression."""
        constant = _plain(node)
        if constant is None:
            return self._expression(node)
        return _renamed(constant, names.get(_literal(constant), _literal(constant)))

    def _expression(self, node: Value | None) -> Value:
        """Return an expression as the text it is, at the place of its constant or of all of it."""
        if node is None or isinstance(node, Unknown):
            return node or Unknown(self._span)
        constant = child(node, "value") if kind_of(node) == _CONSTANT else None
        text = written(node)
        return Literal(text, (constant or node).span, text)

    def _scalar(self, node: Value | None) -> Value:
        """Return an input that is a text: an object would be a shape that nobody has seen."""
        if node is not None and kind_of(node) == "binding/object-literal":
            return Unknown(node.span)
        return self._expression(node)

    # Values

    def _entry(self, name: str, value: Value | None) -> Entry:
        return Entry(self._text(name), value or Unknown(self._span))

    def _text(self, text: str) -> Literal:
        return Literal(text, self._span, text)

    def _key(self, name: str, element: Mapping) -> Literal:
        own = element.get("name")
        return Literal(name, (own if _is_text(own) else element).span, name)

    def _mapping(self, entries: Iterable[Entry]) -> Mapping:
        return Mapping(tuple(entries), self._span)


def _elements(document: Mapping, name: str) -> list[Mapping]:
    """Return the elements of a list, out of the wrapping that 17.12 puts around each."""
    unwrapped = map(_content, items_of(document.get(name)))
    return [element for element in unwrapped if isinstance(element, Mapping)]


def _content(element: Value | None) -> Value | None:
    content = child(element, "content")
    return content if isinstance(content, Mapping) and child(element, "header") else element


def _id_of(element: Mapping) -> str:
    return _literal(element.get("id"))


def _name_of(element: Mapping, default: str) -> str:
    return " ".join(_literal(element.get("name")).split()) or default


def _literal(value: Value | None) -> str:
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""


def _is_text(value: Value | None) -> TypeGuard[Literal]:
    return _literal(value) != ""


def _plain(node: Value | None) -> Literal | None:
    """Return a constant, whether it is given as it is or as an expression."""
    if kind_of(node) == _CONSTANT:
        node = child(node, "value")
    return node if isinstance(node, Literal) else None


def _is_null(node: Value | None) -> bool:
    constant = _plain(node)
    return node is None or (constant is not None and constant.value is None)


def _renamed(value: Value, name: str) -> Literal:
    return Literal(name, value.span, name)


def _names(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a name for each id, no two the same."""
    taken: set[str] = set()
    return {key: _free(name, taken) for key, name in named}


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free


def _action_name(action: Mapping) -> str | None:
    """Return what our own format calls an action, None for one that nobody knows."""
    kind = kind_of(action).removeprefix("function/")
    if kind in _ACTIONS:
        return _ACTIONS[kind]
    name = _NUMBER.sub("", _literal(action.get("name")))
    match = _BY_NAME.fullmatch(name) or _BY_TAIL.fullmatch(kind.rpartition("/")[2])
    return match.lastgroup if match else None


def _key_of(action: Mapping, name: str) -> Literal:
    """Return the key of an action in our own format, at what tells the action from others."""
    told = next((v for v in map(action.get, ("name", "$schema")) if _is_text(v)), action)
    return Literal(name, told.span, name)


def _events_of(owner: Mapping) -> Iterator[tuple[Value, str, Mapping]]:
    """Yield an element's events: key, name (`click`) and chain."""
    for where in ("events2", "events"):
        events = owner.get(where)
        for entry in events.entries if isinstance(events, Mapping) else ():
            if kind_of(entry.value) == _CHAIN and isinstance(entry.value, Mapping):
                name = (entry.name or "").rpartition("/")[2].removesuffix(".json")
                yield entry.key, name.removeprefix("on-"), entry.value


def _containers(page: Mapping) -> Iterator[tuple[str, Mapping]]:
    """Yield a page and all elements in it, each with the name of its control, empty for the page."""
    waiting: list[tuple[str, Value]] = [("", page)]
    while waiting:
        owner, value = waiting.pop()
        if isinstance(value, Sequence):
            waiting += [(owner, item) for item in reversed(value.items)]
        elif isinstance(value, Mapping):
            if _CONTROL in _literal(value.get("$schema")):
                owner = _name_of(value, "Control")
            yield owner, value
            inside = [e for e in value.entries if e.name not in _NO_ELEMENTS]
            waiting += [
                (owner, entry.value)
                for entry in reversed(inside)
                if not kind_of(entry.value).startswith(("binding/", "function/"))
            ]
