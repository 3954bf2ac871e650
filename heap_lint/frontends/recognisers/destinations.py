"""Destinations of customer data platforms (Segment, RudderStack), and plugins that load Heap.

What says that the settings are Heap's stands beside them: a name, a slug, the kind of a definition. A
template's default, `{{ event.id || "..." }}`, is used where an event gives none.
"""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.facts import Environment, Fact, LoadCall, Surface
from heap_lint.frontends.documents import containers
from heap_lint.frontends.recognisers.heap_block import options_of
from heap_lint.frontends.recognisers.ids import environments
from heap_lint.frontends.recognisers.names import IdName, plain
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Value

_NAMED_BY = ("name", "slug", "type", "destinationType", "destination", "kind", "definition")
_WITHIN = ("metadata", "destinationDefinition", "definition")
_SETTINGS = ("settings", "config", "options")
"""Segment's name for them first: its options are all off unless they are given."""
_APP_ID = IdName("heap_app_id", "", certain=True)


def recognise(source: Source, document: Value) -> Iterator[Fact]:
    """Yield the ids and options that a document gives to a destination called Heap."""
    for path, container in containers(document):
        if not isinstance(container, Mapping):
            continue
        if _is_called_heap(container):
            for name in _SETTINGS:
                entry = container.entry(name)
                if entry is not None and isinstance(entry.value, Mapping):
                    yield from _settings(source, path, entry, entry.value)
        plugin = container.get("heap") if path[-1:] == ("pluginsConfig",) else None
        if isinstance(plugin, Mapping):
            yield from _gitbook(source, path, plugin)


def _is_called_heap(mapping: Mapping) -> bool:
    """Whether a mapping, or what describes it, has the name of Heap."""
    places = [mapping, *(mapping.get(name) for name in _WITHIN)]
    return any(
        isinstance(value, Literal)
        and plain(str(value.value)) in ("heap", "heapio", "heapanalytics")
        for place in places
        if isinstance(place, Mapping)
        for value in map(place.get, _NAMED_BY)
    )


def _settings(
    source: Source, path: tuple[str, ...], key: Entry, settings: Mapping
) -> Iterator[Environment | LoadCall]:
    app_id = settings.entry("appId") or settings.entry("app_id")
    if app_id is None:
        return
    yield from environments(source, path, app_id, _APP_ID, accepts_number=False)
    options = options_of(source, settings)
    if key.name == "settings" or options.entries:
        yield LoadCall(span=key.key.span, name="heap", surface=Surface.WEB, options=options)


def _gitbook(source: Source, path: tuple[str, ...], plugin: Mapping) -> Iterator[Fact]:
    """Yield what GitBook's old plugin is given: the id as `token`, the options by themselves."""
    token, configuration = plugin.entry("token"), plugin.get("configuration")
    if token is not None:
        yield from environments(source, path, token, _APP_ID, accepts_number=False)
    if isinstance(configuration, Mapping):
        options = options_of(source, configuration)
        yield LoadCall(span=options.span, name="heap.load", surface=Surface.WEB, options=options)
