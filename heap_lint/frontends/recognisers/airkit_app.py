"""Airkit apps: what each profile loads, and what the app's actions send.

They come in the format `heap-lint/airkit-app/1`, in YAML or JSON, or as an export of the Studio that
`airkit_export` puts into that format. `airkit_model` reads its parts, and `airkit_journey` tells in
which login state an action can run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from heap_lint.airscript.given import Fault, fault_in, read_input, read_properties
from heap_lint.facts import (
    AppFile,
    Environment,
    Fact,
    IdentifyCall,
    LoadCall,
    Payload,
    Surface,
    TrackCall,
    Unreadable,
)
from heap_lint.flow import Place
from heap_lint.frontends.recognisers.airkit_journey import Journey, Written
from heap_lint.frontends.recognisers.airkit_model import SCHEMA, App, Profile
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Unknown, Value, is_none

if TYPE_CHECKING:
    from heap_lint.config import AirkitLogins


def recognise(source: Source, document: Value) -> Iterable[Fact]:
    """Yield the facts of one app in our own format."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(schema, Literal):
        return
    if schema.value == SCHEMA:
        yield AppFile(span=schema.span, schema="airkit-app", body=document)
        yield from _facts(App(source, document), {})
    else:
        reason = f"is in a version of its format that is not known: {schema.source}"
        yield Unreadable(span=schema.span, reason=reason, hint=f"write `{SCHEMA}`", in_value=True)


def recognise_export(
    source: Source, document: Mapping, logins: AirkitLogins | None = None
) -> Iterable[Fact]:
    """Yield the facts of an export of the Studio; `logins` is what the user says of its logins."""
    from heap_lint.frontends.recognisers.airkit_export import translated

    exported = translated(source, document, logins)
    return _facts(App(source, exported.document, exported=True), exported.places)


def _facts(app: App, places: dict[int, str]) -> Iterator[Fact]:
    for profile in app.profiles:
        where = f"Settings / Analytics / {profile.name}" if app.exported else ""
        yield from (replace(fact, where=where) for fact in _analytics(app.source, profile))
    for name, expression in app.expressions:
        fault = fault_in(app.source, expression)
        # A text without quotes is an identity all the same: the same one for everybody.
        if fault is not None and not (fault.is_text and name == "identity"):
            yield _no_airscript(fault)
    for call in _calls(app):
        yield replace(call, where=places.get(call.span.start, "")) if places else call


def _no_airscript(fault: Fault) -> Unreadable:
    hint = "a text stands in double quotes, inside the file's own" if fault.is_text else ""
    if fault.cut_off:
        hint = "inside braces YAML ends it at the comma: put quotes around all of it"
    return Unreadable(
        span=fault.span,
        reason=f"has an expression that is no Airscript: expected {fault.expected} here",
        hint=hint or "correct it here or just before",
        in_value=True,
    )


def _analytics(source: Source, profile: Profile) -> Iterator[Environment | LoadCall]:
    analytics = profile.analytics.value if profile.analytics else None
    if profile.analytics is None or profile.provider is None or not isinstance(analytics, Mapping):
        return
    first = source.span(analytics.span.start, analytics.span.start + 1)
    app_id = _field(analytics, "id")
    yield Environment(
        span=first if app_id is None else app_id.span,
        app_id=app_id,
        name=profile.name,
        group=source.path,
        provider=profile.provider,
    )
    if profile.provider == "heap":
        yield LoadCall(
            span=profile.analytics.key.span,
            name="analytics",
            surface=Surface.AIRKIT,
            options=_options(analytics, first),
        )


def _options(analytics: Mapping, first: Span) -> Mapping:
    settings = analytics.get("settings")
    if isinstance(settings, Mapping):
        return settings
    absent = settings is None or is_none(settings)
    return Mapping((), first, complete=absent and analytics.complete)


def _calls(app: App) -> Iterator[IdentifyCall | TrackCall | Payload]:
    journey = Journey(app)
    graphs = {login: journey.graph(login) for login in {p.login for p in app.profiles}}
    providers = tuple((p.name, p.provider) for p in app.profiles if p.certain)
    for written in sorted(journey.analytics, key=lambda each: each.entry.key.span.start):
        places = tuple(
            Place(graphs[profile.login], node, profile.name)
            for profile in app.profiles
            for node in written.nodes
        )
        for call in _of_action(app, written):
            yield replace(call, places=places, provider_of=providers)


def _of_action(app: App, written: Written) -> Iterator[IdentifyCall | TrackCall | Payload]:
    span, body = written.entry.key.span, _body(app, written.entry)
    if written.entry.name == "analyticsIdentify":
        name, schema = "Analytics Identify", "airkit-identify"
        identity = _field(body, "identity")
        yield IdentifyCall(span=span, name=name, surface=Surface.AIRKIT, identity=identity)
    else:
        name, schema = "Analytics Send Event", "airkit-send-event"
        yield TrackCall(
            span=span,
            name=name,
            surface=Surface.AIRKIT,
            identity=None,
            event=_field(body, "eventName"),
            properties=_field(body, "eventProperties"),
        )
    yield Payload(span=span, name=name, surface=Surface.AIRKIT, schema=schema, body=body)


def _body(app: App, action: Entry) -> Value:
    """Return the inputs of an analytics action, with what is known of those that it takes."""
    body = action.value
    if not isinstance(body, Mapping):
        return body
    return replace(body, entries=tuple(_read(app, entry) for entry in body.entries))


def _read(app: App, entry: Entry) -> Entry:
    if entry.name == "eventProperties":
        value = read_properties(app.source, entry.value, app.declared)
    elif entry.name == "identity":
        value = read_input(app.source, entry.value, app.declared, app.contacts)
    elif entry.name == "eventName":
        value = read_input(app.source, entry.value, app.declared)
    else:
        return entry
    return replace(entry, value=value)


def _field(body: Value, name: str) -> Value | None:
    """Return an input of an action, None where it certainly has no such input."""
    if isinstance(body, Mapping):
        absent = body.lacks(name)
        return body.get(name) or (None if absent else Unknown(body.span, given=False))
    return replace(body, given=False) if isinstance(body, Unknown) else None
