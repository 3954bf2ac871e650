"""A block of settings under a key `heap`, and keys such as `heapAppId` anywhere.

Memory heaps have such blocks too, so a block counts only with a second sign: an id of enough
digits, a request for one, a load option or a host of Heap's, or a place that only analytics tools
have. With a load option the block is what Heap is loaded with; without, another tool loads Heap and
only the id is ours to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.facts import Environment, Fact, LoadCall, Surface
from heap_lint.frontends.documents import containers
from heap_lint.frontends.recognisers.heap_config import is_heap_config
from heap_lint.frontends.recognisers.ids import environments, is_placeholder, is_sure_id
from heap_lint.frontends.recognisers.names import IdName, environment, id_name, plain, section
from heap_lint.frontends.references import resolved
from heap_lint.models import load
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Value

_BLOCKS = {"heap", "heapanalytics", "heapio"}
_TELLING_PARENTS = {"analytics", "integrations"}
_NESTED = {"options", "config", "clientconfig", "settings", "loadoptions", "loadconfig"}
_OF_DOCUMENTATION = {
    "redocly.yaml": ("analytics", "heap"),
    "docs.json": ("integrations", "heap"),
    "mint.json": ("integrations", "heap"),
}
"""Where tools for documentation have their settings for Heap (AIRKIT 2, rows 13 and 14)."""
_SHARED_OPTION = "securecookie"
_NOT_TELLING = {"sdk"}
"""Options whose names many other things have."""
_OPTIONS = {
    plain(option): option for option in load("options")["options"] if option not in _NOT_TELLING
}
_HOST = regex.lazy(r"heapanalytics\.com|heap-api\.com", re.IGNORECASE)
_MOST_AGAIN = 20
"""Mappings with options in a block that another key shares by an alias."""
_Part = tuple[tuple[str, ...], Mapping]


class _Block(Struct):
    """What a block says under whatever key; an alias of YAML puts it under many."""

    parts: list[_Part]
    is_telling: bool
    has_id: bool
    loads: list[Mapping]
    sections: set[str] = field(default_factory=set)
    """The environments of the keys above it under which its ids have been told."""


def recognise(source: Source, document: Value) -> Iterator[Fact]:
    """Yield the ids and load options that a document's blocks and keys give to Heap, each once."""
    if is_heap_config(source, document):
        return
    found: set[tuple[Span, object]] = set()
    for fact in _all(source, document):
        what = fact.options.span if isinstance(fact, LoadCall) else fact.name
        if (fact.span, what) not in found:
            found.add((fact.span, what))
            yield fact


def _all(source: Source, document: Value) -> Iterator[Environment | LoadCall]:
    blocks: dict[int, _Block] = {}
    of_blocks: set[int] = set()
    for path, container in containers(document):
        if not isinstance(container, Mapping):
            continue
        for entry in container.entries:
            block = entry.value if plain(entry.name or "") in _BLOCKS else None
            if isinstance(block, Mapping):
                if id(block) not in blocks:
                    blocks[id(block)] = _understood(source, block)
                    of_blocks.update(id(part) for _, part in blocks[id(block)].parts)
                yield from _block(source, (*path, entry.name or ""), entry, blocks[id(block)])
        yield from _flat_ids(source, path, container)
        if id(container) not in of_blocks:
            yield from _flat_load(source, container)


def _understood(source: Source, block: Mapping) -> _Block:
    parts = _parts(block)
    with_options = [part for _, part in parts if any(map(_is_option, part.entries))]
    loads = []
    for part in with_options:
        options = [entry for entry in part.entries if _id_in_block(entry) is None]
        # Each of several parts may inherit from another: what one lacks need not be absent.
        complete = part.complete and len(with_options) == 1
        loads.append(_options_of_load(source, part, options, complete=complete))
    is_telling = any(_is_telling(entry) for _, part in parts for entry in part.entries)
    has_id = any(_id_in_block(entry) is not None for entry in block.entries)
    return _Block(parts, is_telling, has_id, loads)


def _parts(block: Mapping) -> list[_Part]:
    """Return a block and the mappings in it that hold its options or its environments."""
    path: tuple[str, ...] = ()
    parts = [(path, block)]
    seen = {id(block)}
    for path, part in parts:
        for entry in part.entries:
            name, value = entry.name or "", entry.value
            is_part = plain(name) in _NESTED or environment(name) != ""
            if is_part and isinstance(value, Mapping) and id(value) not in seen:
                seen.add(id(value))
                parts.append(((*path, name), value))
    return parts


def _block(
    source: Source, path: tuple[str, ...], key: Entry, block: _Block
) -> Iterator[Environment | LoadCall]:
    if not _is_about_analytics(path, key, block):
        return
    if _asks_for_id(source, path, block):
        yield Environment(span=key.key.span, app_id=None, group=source.path)
    if section(path) not in block.sections:
        block.sections.add(section(path))
        for below, part in block.parts:
            yield from _ids_in_part(source, (*path, *below), part)
    for options in block.loads:
        yield LoadCall(span=key.key.span, name="heap", surface=Surface.WEB, options=options)
    block.loads = [_each_once(options) for options in block.loads[:_MOST_AGAIN]]


def _ids_in_part(source: Source, path: tuple[str, ...], part: Mapping) -> Iterator[Environment]:
    everywhere = _counts_in_development(part)
    for entry in part.entries:
        name = _id_in_block(entry)
        if name is not None:
            ids = environments(source, path, entry, name, accepts_number=False)
            yield from _everywhere(ids) if everywhere else ids


def _each_once(options: Mapping) -> Mapping:
    """Return the options that hold: what is wrong with those that are overwritten has been said."""
    last = {plain(entry.name or ""): entry for entry in options.entries if _is_option(entry)}
    rest = (entry for entry in options.entries if not _is_option(entry))
    others = tuple(entry for _, entry in zip(range(_MOST_AGAIN), rest, strict=False))
    entries = (*others, *last.values())
    return options if len(entries) == len(options.entries) else replace(options, entries=entries)


def _counts_in_development(block: Mapping) -> bool:
    value = block.get("includeInDevelopment")
    return isinstance(value, Literal) and value.value is True


def _everywhere(ids: Iterable[Environment]) -> Iterator[Environment]:
    """Yield an id for production, and once more for development, which sends there as well."""
    for each in ids:
        group = f"{each.span.path}:{each.span.start}"
        for name in ("production", "development"):
            yield replace(each, name=name, group=group)


def _is_about_analytics(path: tuple[str, ...], key: Entry, block: _Block) -> bool:
    """Whether anything in or around a block shows that it is not about memory."""
    above = path[-2:-1]
    if plain(key.name or "") != "heap" or any(plain(name) in _TELLING_PARENTS for name in above):
        return True
    return block.is_telling


def _asks_for_id(source: Source, path: tuple[str, ...], block: _Block) -> bool:
    """Whether a block is that of a tool for documentation, which needs an id, and has none."""
    place = _OF_DOCUMENTATION.get(basename(source.path).lower())
    return path == place and block.parts[0][1].complete and not block.has_id


def _is_telling(entry: Entry) -> bool:
    name = _id_in_block(entry)
    if name is not None and (is_sure_id(entry.value) or is_placeholder(entry.value)):
        return name.certain or id_name(entry.name or "") is not None
    text = entry.value.value if isinstance(entry.value, Literal) else None
    return _is_option(entry) or (isinstance(text, str) and _HOST.search(text) is not None)


def _id_in_block(entry: Entry) -> IdName | None:
    """Return what a block's key says of an id: `appId` in it is short for `heapAppId`."""
    key = entry.name
    if key is None or key.isupper() or _is_option(entry):
        return None
    return id_name(key) or id_name(f"heap_{key}")


def _is_option(entry: Entry) -> bool:
    return plain(entry.name or "") in _OPTIONS


def _flat_ids(source: Source, path: tuple[str, ...], mapping: Mapping) -> Iterator[Environment]:
    for entry in mapping.entries:
        name = id_name(entry.name) if entry.name and not entry.name.isupper() else None
        if name is not None:
            yield from environments(source, path, entry, name, accepts_number=False)


def _flat_load(source: Source, mapping: Mapping) -> Iterator[LoadCall]:
    """Yield the load that `heapAppId` and Heap's own options side by side show."""
    ids = (entry for entry in mapping.entries if _is_flat_id(entry))
    options = [entry for entry in mapping.entries if _is_option(entry)]
    first = next(ids, None)
    if first and any(plain(option.name or "") != _SHARED_OPTION for option in options):
        yield _load(source, first.key.span, mapping, options, complete=mapping.complete)


def _is_flat_id(entry: Entry) -> bool:
    name = id_name(entry.name or "")
    return name is not None and name.certain


def _load(
    source: Source, span: Span, mapping: Mapping, options: list[Entry], *, complete: bool
) -> LoadCall:
    given = _options_of_load(source, mapping, options, complete=complete)
    return LoadCall(span=span, name="heap", surface=Surface.WEB, options=given)


def _options_of_load(
    source: Source, mapping: Mapping, options: list[Entry], *, complete: bool
) -> Mapping:
    entries = tuple(_option(source, entry) for entry in options)
    return Mapping(entries, mapping.span, complete)


def options_of(source: Source, mapping: Mapping) -> Mapping:
    """Return the options of Heap's among the settings of another tool."""
    options = tuple(_option(source, entry) for entry in mapping.entries if _is_option(entry))
    return Mapping(options, mapping.span, mapping.complete)


def _option(source: Source, entry: Entry) -> Entry:
    """Return an option under its own name where the file writes it with underscores or hyphens."""
    key = entry.key
    name = _OPTIONS.get(plain(entry.name or ""))
    if name and isinstance(key, Literal) and re.search("[_-]", str(key.value)):
        key = replace(key, value=name)
    return Entry(key, resolved(source, entry.value))
