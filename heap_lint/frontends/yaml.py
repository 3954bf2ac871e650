"""YAML as PyYAML's safe loader reads it, with the place of every value.

Values are built from parser events, not from composed nodes: composing recurses, and it has no
place for an alias. An alias shares the value of its anchor and nothing is ever copied, so a
document is never larger than its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import (
    MAX_DEPTH,
    MAX_VALUES,
    Parsed,
    facts_of,
    too_deep,
    too_large,
)
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.filled_in import masked
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

_STANDARD = "tag:yaml.org,2002:"
_PROPERTY = regex.lazy(r"(?:&[^\s,\[\]{}]+|!<[^>\s]*>|![^\s,\[\]{}]*)(?:\s|(?<=\s)#[^\n]*)*")
_MAX_NUMBER = 200
_MAX_MERGED = 100_000


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a YAML file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the documents of a YAML stream; those after a syntax error are not read.

    Of a template that becomes YAML, what stands between its tags is read.
    """
    import yaml

    template = masked(source)
    reader = _Reader(source, is_template=template is not None)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    event: Any
    try:
        for event in yaml.parse(source.text if template is None else template, Loader=loader):
            if len(reader.open) > MAX_DEPTH:
                reader.unreadable.append(too_deep(source, event.start_mark.index))
                break
            if reader.values > MAX_VALUES:
                return Parsed([], [too_large(source)])
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        reader.unreadable.append(_syntax_error(source, error))
    except (yaml.YAMLError, UnicodeEncodeError):
        reader.unreadable.append(_bad_character(source))
    parsed = Parsed(reader.documents, reader.unreadable)
    return parsed if template is None else parsed.of_template()


class _Collection(Struct):
    """A mapping or sequence whose end has not come; `children` of a mapping are keys and values."""

    start: int
    end: int
    is_mapping: bool
    is_flow: bool
    is_opaque: bool
    anchor: str | None
    children: list[Value] = field(default_factory=list)


class _Reader:
    """Turns events into values."""

    def __init__(self, source: Source, *, is_template: bool) -> None:
        self.source = source
        self._is_template = is_template
        self.documents: list[Value] = []
        self.unreadable: list[Unreadable] = []
        self.open: list[_Collection] = []
        self._anchors: dict[str, Value | None] = {}
        self.values = 0
        self._merged = 0
        self._handlers: dict[str, Callable[[Any], None]] = {
            "DocumentStartEvent": lambda _: self._anchors.clear(),
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
        }

    def take(self, event: Any) -> None:
        """Read one more event of the stream."""
        handler = self._handlers.get(type(event).__name__)
        if handler is not None:
            handler(event)

    def _add(self, value: Value, end: int) -> None:
        self.values += 1
        if self.open:
            self.open[-1].children.append(value)
            self.open[-1].end = end
        else:
            self.documents.append(value)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        start = self._after_properties(event, start, end)
        if event.style in ("|", ">"):
            end = start + len(self.source.text[start:end].rstrip())
        value = self._scalar_value(event, start, end)
        if event.anchor:
            self._anchors[event.anchor] = value
        self._add(value, end)

    def _scalar_value(self, event: Any, start: int, end: int) -> Value:
        written = self.source.text[start:end]
        if self._is_template and HOLE in event.value:
            text = written[1:-1] if event.style in ("'", '"') else written
            return Literal(text, self.source.span(start, end), written)
        constant = _constant(event)
        if isinstance(constant, _NotConstant):
            as_tagged = self.source.text[event.start_mark.index : end] if event.tag else written
            return Unknown(self.source.span(start, end), expression=as_tagged)
        return Literal(constant, self.source.span(start, end), written)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        span = self.source.span(start, end)
        if event.anchor not in self._anchors:
            self._anchors[event.anchor] = None  # its other uses are the same fault
            self.unreadable.append(
                Unreadable(
                    span=span,
                    reason=f"uses `*{event.anchor}` without an anchor `&{event.anchor}` before it",
                    hint="write the anchor at the value that it means, or quote the text",
                )
            )
        value = self._anchors.get(event.anchor)
        if value is None:
            value = Unknown(span, expression=f"*{event.anchor}")
        elif isinstance(value, Literal | Unknown):
            value = replace(value, span=span, defined=value.span)
        self._add(value, end)

    def _start(self, event: Any) -> None:
        start = self._after_properties(event, event.start_mark.index, len(self.source.text))
        is_mapping = type(event).__name__ == "MappingStartEvent"
        is_opaque = event.tag not in (None, "!", _STANDARD + ("map" if is_mapping else "seq"))
        if event.anchor:
            self._anchors[event.anchor] = None
        self.open.append(
            _Collection(start, start, is_mapping, bool(event.flow_style), is_opaque, event.anchor)
        )

    def _end(self, event: Any) -> None:
        collection = self.open.pop()
        if collection.is_flow:
            collection.end = event.end_mark.index
        value = self._collection_value(collection)
        if collection.anchor:
            self._anchors[collection.anchor] = value
        self._add(value, collection.end)

    def _collection_value(self, collection: _Collection) -> Value:
        span = self.source.span(collection.start, collection.end)
        if collection.is_opaque:
            return Unknown(span)
        if not collection.is_mapping:
            return Sequence(tuple(collection.children), span)
        own: list[Entry] = []
        merged: list[Value] = []
        keys_and_values = iter(collection.children)
        for key, value in zip(keys_and_values, keys_and_values, strict=True):
            if isinstance(key, Literal) and key.source == "<<":
                merged.append(value)
            else:
                own.append(Entry(key, value))
        inherited, complete = self._inherited(merged, own) if merged else ((), True)
        return Mapping((*inherited, *own), span, complete and not self._is_template)

    def _inherited(self, merged: list[Value], own: list[Entry]) -> tuple[tuple[Entry, ...], bool]:
        """Return the entries that `<<` adds to a mapping, and whether these are all it adds."""
        complete = True
        found: dict[object, Entry] = {}
        for value in _in_order_of_weight(merged):
            if not isinstance(value, Mapping):
                complete = False
                continue
            complete = complete and value.complete
            self._merged += len(value.entries)
            if self._merged > _MAX_MERGED:
                return (), False
            found.update((_identity(entry), entry) for entry in value.entries)
        for entry in own:
            found.pop(_identity(entry), None)
        return tuple(found.values()), complete

    def _after_properties(self, event: Any, start: int, end: int) -> int:
        """Return where the value itself starts, after its anchor and tag."""
        for given in (event.anchor, event.tag):
            match = _PROPERTY.match(self.source.text, start, end) if given else None
            start = match.end() if match else start
        return start


class _NotConstant:
    """What a scalar is that only its application, or nobody, understands."""


def _in_order_of_weight(merged: list[Value]) -> Iterator[Value]:
    """Yield merged values, the winner last: of a list the first wins, of several `<<` the last."""
    for value in merged:
        if isinstance(value, Sequence):
            yield from reversed(value.items)
        else:
            yield value


def _identity(entry: Entry) -> object:
    key = entry.key
    return (type(key.value), key.value) if isinstance(key, Literal) else id(key)


def _constant(event: Any) -> str | int | float | bool | _NotConstant | None:
    """Return the value PyYAML's safe loader gives a scalar; timestamps are not constants to us."""
    resolve, constructors = _safe_loader()
    implicit = event.tag is None or event.tag == "!"
    tag = resolve(event.value, event.implicit) if implicit else event.tag
    if tag in constructors:
        if len(event.value) > _MAX_NUMBER:
            return _NotConstant()
        from yaml import ScalarNode

        try:
            constant: int | float | bool | None = constructors[tag](ScalarNode(tag, event.value))
        except (ValueError, LookupError, OverflowError):
            return _NotConstant()
        return constant
    is_text = tag == _STANDARD + "str" or (implicit and tag != _STANDARD + "timestamp")
    return event.value if is_text else _NotConstant()


@cache
def _safe_loader() -> tuple[Callable[[str, Any], str], dict[str, Callable[[Any], Any]]]:
    """Return what tells a scalar's tag, and what makes its value, by tag."""
    from yaml import ScalarNode
    from yaml.constructor import SafeConstructor
    from yaml.resolver import Resolver

    resolver: Any = Resolver()
    constructor = SafeConstructor()
    # Keys and their like stand in a file again and again.
    resolve = remembered(partial(resolver.resolve, ScalarNode))
    return resolve, {
        _STANDARD + "int": constructor.construct_yaml_int,
        _STANDARD + "float": constructor.construct_yaml_float,
        _STANDARD + "bool": constructor.construct_yaml_bool,
        _STANDARD + "null": constructor.construct_yaml_null,
    }


def _syntax_error(source: Source, error: MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    start = min(mark.index if mark else 0, len(source.text))
    problem = " ".join(filter(None, (error.context, error.problem)))
    return Unreadable(
        span=source.span(start, min(start + 1, len(source.text))),
        reason=f"is not valid YAML: {problem}",
        hint="correct it there or just above",
    )


def _bad_character(source: Source) -> Unreadable:
    from yaml.reader import Reader

    match = Reader.NON_PRINTABLE.search(source.text)
    start, end = match.span() if match else (0, 0)
    return Unreadable(
        span=source.span(start, end),
        reason=f"is not valid YAML: it contains the control character {source.text[start:end]!a}",
        hint="remove it, or write it as an escape in double quotes",
    )
