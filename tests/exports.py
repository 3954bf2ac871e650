"""Makes exports as Airkit's Studio does, from apps in our own format.

The shape is that of public exports of 17.12 to 17.15 (AIRKIT 1.3), written anew; what none of them
holds, the analytics actions and the analytics of a profile, is assumed as AIRKIT 1.3 has it.
"""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any

from heap_lint.airscript import tree
from heap_lint.airscript.parser import parse

Json = dict[str, Any]
_ACTIONS = {
    "navigateToWebPage": ("action/update-card", "Navigate to Web Page"),
    "navigateToWebFlow": ("action/go-to-card", "Navigate to Web Flow"),
    "runEvent": ("action/run-event-source", "Run Event"),
    "runDataFlow": ("action/run-connection", "Run Data Flow"),
    "setVariable": ("action/set-variable", "Set Variable"),
    "initializeActor": ("action/set-actor", "Initialize Actor"),
    "analyticsIdentify": ("action/analytics-identify", "Analytics Identify"),
    "analyticsSendEvent": ("action/analytics-send-event", "Analytics Send Event 2"),
    "setAuthentication": ("action/set-authentication", "Set Authentication"),
    "endJourney": ("action/end-session", "End Journey"),
}
_EVENTS = {"load": "canvas/on-card-add", "click": "button/on-click", "change": "input/on-change"}
_SESSION = {"started": "on-start", "authSuccess": "on-auth-success", "ended": "on-end"}


def element(kind: str, /, **fields: Any) -> Json:
    """Return an element of an export."""
    return {**fields, "$schema": f"/element/{kind}.json"}


def constant(value: Any) -> Json:
    """Return a constant as an expression."""
    return element("expression/binding/constant-binding", safe=True, value=value)


def function(kind: str, /, *arguments: Any, **fields: Any) -> Json:
    """Return a function or an action."""
    return element(f"expression/function/{kind}", args=list(arguments), **fields)


def chain(*actions: Json) -> Json:
    """Return a chain of actions."""
    return function("run-action-chain", *actions)


def identifier(*names: str) -> str:
    """Return the id of what has that name, the same each time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, ascii(names)))


def expression(text: Any) -> Json:
    """Return an input of our own format as the tree that the Studio keeps."""
    return _node(parse(text)) if isinstance(text, str) else constant(text)


def exported(app: Json, *, wrapped: bool = False) -> Json:
    """Return an app of our own format as a `savepoint.json`; `wrapped` as 17.12 has it."""
    return _Exporter(app, wrapped=wrapped).savepoint()


def zipped(savepoint: Json | bytes, members: Mapping[str, bytes] = {}) -> bytes:
    """Return what the Studio's Export button gives."""
    content = savepoint if isinstance(savepoint, bytes) else json.dumps(savepoint).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets/asset-map.json", "{}")
        archive.writestr("savepoint.json", content)
        archive.writestr("sample-data.json", b'{"customers": [{"email": "ada@example.com"}]}')
        archive.writestr("README.txt", b"Do not edit.")
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


class _Exporter:
    def __init__(self, app: Json, *, wrapped: bool) -> None:
        self.app = app
        self.wrapped = wrapped
        self.flows: Json = app.get("webFlows") or {}

    def savepoint(self) -> Json:
        pages = [
            self.page(flow, name, page)
            for flow, body in self.flows.items()
            for name, page in (body.get("pages") or {}).items()
        ]
        return {
            "createdTime": "2022-03-08T16:45:02.409Z",
            "displayName": self.app.get("name", "App"),
            "cxrVersion": "17.12" if self.wrapped else "17.15",
            "appModelVersion": 86 if self.wrapped else 110,
            "branchId": identifier("branch"),
            "revision": 3,
            "state": "DRAFT",
            "activities": [self.wrap("activity", page) for page in pages],
            "activityGroups": [self.wrap("group", self.flow(*f)) for f in self.flows.items()],
            "connections": [
                self.wrap("connection", self.data_flow(name))
                for name in self.app.get("dataFlows") or {}
            ],
            "sessions": [self.wrap("session", self.session())],
            "settings": self.wrap("settings", self.settings()),
            "type": "BRANCH",
            "id": identifier("savepoint"),
        }

    def wrap(self, kind: str, content: Json) -> Json:
        return (
            {"header": {"type": kind, "revision": 2}, "content": content}
            if self.wrapped
            else content
        )

    def settings(self) -> Json:
        profiles = {}
        for name, profile in (self.app.get("profiles") or {}).items():
            profile = profile or {}
            values = {"locale": "en-US", "environment": "PROD", "canvas-saml-metadata-id": ""}
            values["app-auth-type"] = profile.get("appAuthenticationType", "public")
            if profile.get("analytics"):
                given = profile["analytics"]
                values["analytics"] = {k: v for k, v in given.items() if k != "settings"}
            key = identifier("profile", name)
            profiles[key] = element("profile", id=key, name=name, configurationMapping=values)
        slots = [
            element("configuration", id=identifier(n), name=n) for n in ("analytics", "locale")
        ]
        return element("settings", name="Settings", profiles=profiles, configurations=slots)

    def session(self) -> Json:
        handlers: Json = {}
        for number, entry in enumerate(self.app.get("entries") or ()):
            key = identifier("entry", str(number))
            handlers[key] = element(
                "event2-handler/incoming-event-handler/web-handler",
                id=identifier(key),
                name=entry.get("name", "Web Link"),
                actions=self.chain(entry.get("actions")),
                eventSourceId=key,
            )
        for name, actions in (self.app.get("journeyEvents") or {}).items():
            key = identifier("event", name)
            handlers[key] = element(
                "event2-handler",
                id=identifier(key),
                name=f"Event {len(handlers)}",
                actions=self.chain(actions),
                eventSourceId=key,
            )
        events = {
            f"/element/event2/session/{_SESSION[name]}.json": self.chain(actions)
            for name, actions in (self.app.get("sessionEvents") or {}).items()
        }
        variables = (self.app.get("variables") or {}).get("session") or {}
        return element(
            "session",
            id=identifier("session"),
            name="Journey",
            events={},
            events2=events,
            variables=self.variables(variables, "session"),
            event2Handlers=handlers,
        )

    def variables(self, names: Json, namespace: str) -> list[Json]:
        return [
            element(
                "variable",
                id=identifier("variable", name),
                binding=name,
                namespace=namespace,
                appObjectType=element("app-object-type", primitive=kind, collection="scalar"),
            )
            for name, kind in names.items()
        ]

    def flow(self, name: str, body: Json) -> Json:
        start = element(
            "action/run-activity-action", activityId=self.page_id(name, body.get("start"))
        )
        events = [
            element("event-source", id=identifier("event", event), name=event, inputs=[])
            for event in self.app.get("journeyEvents") or {}
        ]
        return element(
            "activity-group/web-activity-group",
            id=identifier("flow", name),
            name=name,
            events2={"/element/event2/canvas/on-card-add.json": chain()},
            variables=self.variables(body.get("variables") or {}, "activityGroup"),
            activityIds=[self.page_id(name, page) for page in body.get("pages") or {}],
            eventSources=events if name == next(iter(self.flows)) else [],
            startActivity=start,
        )

    def page_id(self, flow: str, page: str | None) -> str:
        return identifier("page", flow, str(page))

    def page(self, flow: str, name: str, body: Json) -> Json:
        controls = [
            element(f"control/{control.get('type', 'button')}", id=identifier(flow, name, key), name=key,
                    style={}, text=constant(key), events2=self.events(flow, control))
            for key, control in (body.get("controls") or {}).items()
        ]  # fmt: skip
        # The second half stands in a container, as in most real pages.
        half = len(controls) // 2
        box = element("control/container", id=identifier(flow, name, "box"), name="Container",
                      style={}, children=controls[half:])  # fmt: skip
        return element(
            "activity/page-activity",
            id=self.page_id(flow, name),
            name=name,
            style={},
            events2=self.events(flow, body),
            children=[*controls[:half], box],
            variables=self.variables(body.get("variables") or {}, "activity"),
        )

    def events(self, flow: str, owner: Json) -> Json:
        return {
            f"/element/event2/{_EVENTS.get(name, f'other/{name}')}.json": self.chain(actions, flow)
            for name, actions in (owner.get("events") or {}).items()
        }

    def data_flow(self, name: str) -> Json:
        return element("connection", id=identifier("data", name), name=name, frames=[])

    def chain(self, actions: list[Json] | None, flow: str = "") -> Json:
        return chain(
            *(self.action(name, body, flow) for a in actions or () for name, body in a.items())
        )

    def action(self, name: str, body: Any, flow: str) -> Json:
        if name == "condition":
            return self.condition(body, flow)
        kind, title = _ACTIONS.get(name, (f"action/{name.lower()}", name))
        return function(kind, *self.arguments(name, body, flow), id=identifier(name), name=title)

    def condition(self, arms: list[Json], flow: str) -> Json:
        test, then, rest = arms[0].get("if", True), arms[0].get("then"), arms[1:]
        more = []
        if rest and "else" in rest[0]:
            more = [self.chain(rest[0]["else"], flow)]
        elif rest:
            more = [self.condition(rest, flow)]
        return function("if", expression(test), self.chain(then, flow), *more)

    def arguments(self, name: str, body: Any, flow: str) -> list[Any]:
        nothing = element("expression/binding/object-literal", safe=True, properties=[])
        body = {} if body is None else body
        if name == "navigateToWebPage":
            return [self.target(body, flow), nothing]
        if name == "navigateToWebFlow":
            return [constant(identifier("flow", body)), nothing]
        if name == "runEvent":
            return [
                constant(identifier("group")),
                constant(identifier("event", body["event"])),
                nothing,
            ]
        if name == "runDataFlow":
            output = body.get("output")
            flow_id = constant(identifier("data", body["flow"]))
            return [flow_id, nothing, expression(output) if output else None]
        if name == "setVariable":
            return [expression(body["variable"]), expression(body["value"])]
        inputs = {
            "analyticsIdentify": ["identity"],
            "analyticsSendEvent": ["eventName", "eventProperties"],
        }
        return [self.value(body.get(key)) for key in inputs.get(name, ())]

    def target(self, page: str, flow: str) -> Json:
        """Return a page as a target: its own Web Flow's, else another's; what is no page is dynamic."""
        for name in (flow, *self.flows):
            if page in (self.flows.get(name, {}).get("pages") or {}):
                return constant(self.page_id(name, page))
        return expression(page)

    def value(self, value: Any) -> Json:
        if isinstance(value, dict):
            pairs = [
                element("property-pattern", key=constant(key), value=self.value(each))
                for key, each in value.items()
            ]
            return element("expression/binding/object-literal", safe=True, properties=pairs)
        if isinstance(value, list):
            items = [self.value(each) for each in value]
            return element("expression/binding/array-literal", safe=True, elements=items)
        return expression(value)


def _node(node: tree.Expression) -> Json:
    match node:
        case tree.Constant(value):
            return constant(value)
        case tree.Template(parts):
            if all(isinstance(part, str) for part in parts):
                return constant("".join(map(str, parts)))
            return _template(parts)
        case tree.Name() | tree.Access():
            return _variable(node)
        case tree.Unary(_, operand):
            return function("minus", _node(operand))
        case tree.Binary(operator, left, right):
            kind = "logical" if operator in ("AND", "OR") else "equality"
            sides = {"lhs": _node(left), "rhs": _node(right)}
            return element(
                f"expression/binary-operator/{kind}-binary-operator", op=operator, **sides
            )
        case tree.Call(name, arguments):
            where = "datetime/" if name == "NOW" else ""
            tail = name.lower().replace("_", "-")
            return function(f"{where}{tail}", *map(_node, arguments))
        case tree.ObjectLiteral(entries):
            pairs = [
                element("property-pattern", key=constant(_key(key)), value=_node(value))
                for key, value in entries
            ]
            return element("expression/binding/object-literal", safe=True, properties=pairs)
        case tree.ListLiteral(items):
            elements = [_node(item) for item in items]
            return element("expression/binding/array-literal", safe=True, elements=elements)
        case tree.Query(variable, source, condition, result):
            where = {} if condition is None else {"where": _node(condition)}
            return element("expression/comprehension", itemBinding=variable, select=_node(result),
                           collection=_node(source), **where)  # fmt: skip


def _key(key: tree.Name | tree.Template) -> str:
    return key.name if isinstance(key, tree.Name) else "".join(map(str, key.parts))


def _template(parts: tuple[str | tree.Expression, ...]) -> Json:
    strings, holes = [""], []
    for part in parts:
        if isinstance(part, str):
            strings[-1] += part
        else:
            holes.append(_node(part))
            strings.append("")
    kind = "expression/binding/string-interpolation"
    return element(kind, safe=True, strings=strings, elements=holes)


def _variable(node: tree.Name | tree.Access) -> Json:
    steps: list[Json] = []
    here: tree.Expression = node
    while isinstance(here, tree.Access):
        steps.append(_step(here.step))
        here = here.target
    assert isinstance(here, tree.Name)
    root = element("expression/binding/variable-binding", safe=True, binding=here.name)
    at = root
    for step in reversed(steps):
        at["next"] = step
        at = step
    return root


def _step(step: str | tree.Expression | None) -> Json:
    if step is None:
        return element("expression/binding/wildcard-binding", safe=True)
    if isinstance(step, str):
        return element("expression/binding/name-binding", safe=True, binding=step)
    return element("expression/binding/indexed-binding", safe=True, binding=_node(step))
