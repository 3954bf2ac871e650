"""What Python's own functions and methods return: text, dicts, lists, JSON."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeAlias

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.frontends.dataflow.joining import cut, one_of
from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.symbols import (
    PART,
    Encoded,
    Given,
    Parameter,
    Record,
    Ref,
    Spread,
    passing_on,
)
from heap_lint.frontends.python import encoded, strings
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.objects import Range
from heap_lint.models.paths import kinds, origin_of
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
)

Narrower: TypeAlias = Callable[[Value], "Value | None"]
Test: TypeAlias = Callable[[Value], bool]

_WIDE = re.compile(r"\d{4}")
_WHOLE = re.compile(r"[^.%]*(?:\.\d+[feg])?")
"""A format that writes all there is of a value, but for the digits of a fraction."""
_MOST_TEXTS = 8
_LONGEST_TEXT = 10_000
_MOST_ITEMS = 5_000
_CLOCK = regex.lazy(r"%[HIXcT]")
_ZONE = regex.lazy(r"(?:Z|[+-]00:?00|%:?z|%Z)$")
_DUMPS = {
    f"{module}.dumps"
    for module in ("json", "simplejson", "ujson", "orjson", "flask.json", "rapidjson")
}
_ENCODES_OBJECTS = {"orjson.dumps", "flask.json.dumps"}
_ENCODERS = {"default", "cls"}
"""Parameters that tell how to write what JSON has no form for."""
_LOADS = {path.replace(".dumps", ".loads") for path in _DUMPS}
_NUMBERS: dict[str, Callable[[str], float]] = {"@int": int, "@float": float}
_TRUTHS = {"@bool", "@isinstance", "@issubclass", "@callable", "@hasattr", "@any", "@all"}
_COUNTS = {"@len", "@sum", "@round", "@abs"}
_URLS = {"yarl.URL", "httpx.URL"}
_DICTS = {"@dict", "collections.OrderedDict", "types.MappingProxyType"}
_NAME = re.compile(r"[\w-]+")
_COPIES = {"copy.copy", "copy.deepcopy"}
CHANGING = {"update", "setdefault", "pop", "popitem", "clear"}
"""Methods that change what they are called of, a dict or a list."""
_OF_DICTS = CHANGING | {"get", "copy", "items", "keys", "values"}
FIELDS = "[**]"
FIELDS_NOT_NONE = "[** not None]"
"""Steps from a parameter to the fields that it has if it is a record, as a dict."""
_PARTS = {"@iter", "@sorted", "@reversed", "itertools.islice"}
_CHUNKS = {
    "itertools.batched": 0,
    "more_itertools.batched": 0,
    "more_itertools.chunked": 0,
    "more_itertools.ichunked": 0,
    "more_itertools.sliced": 0,
    "toolz.partition_all": 1,
}
"""Functions that cut a list up, each with the position of the list."""
_LOOKERS_ON = regex.lazy(
    r"@(?:print|len|repr|bool|isinstance|type|id|sorted|any|all|sum|min|max|set|list|tuple|hash)"
    r"|@?(?:.*\.)?(?:logging|logger|log|structlog|warnings|pprint|_logger|LOG|LOGGER)(?:\..+)?|@?pprint"
)


class Scope(Protocol):
    """The part of the evaluator that library calls need."""

    state: State

    def span(self, node: ast.expr) -> Span:
        """Return where an expression stands."""

    def held(self, value: Value) -> Value:
        """Return what a dict or list holds at this point."""

    def allocate(self, node: ast.AST, held: Mapping | Sequence) -> Ref:
        """Return a new dict or list."""

    def attribute(self, owner: Value, name: str, node: ast.expr) -> Value:
        """Return `owner.name`."""

    def step(self, owner: Unknown, step: str, node: ast.expr) -> Unknown:
        """Return what a step (`.name`, `[key]`, `()`) from an unknown value leads to."""

    def item_of(self, iterable: Value, target: ast.expr) -> Value:
        """Return any item of an iterable."""

    def used(self, value: Value, node: ast.expr) -> Value:
        """Return a value as given at `node`."""


# --- Text


def text(parts: Iterable[str | Value], span: Span, source: str) -> Value:
    """Return a string made of constant pieces and values, constant where they all are."""
    alternatives: list[list[str | Value]] = [[]]
    for part in parts:
        pieces: tuple[str | Value, ...] = part.options if isinstance(part, OneOf) else (part,)
        if len(alternatives) * len(pieces) > _MOST_TEXTS:
            pieces = (Unknown(span),)
        alternatives = [[*done, piece] for done in alternatives for piece in pieces]
    return one_of([_text(pieces, span, source) for pieces in alternatives], span)


def _text(pieces: list[str | Value], span: Span, source: str) -> Value:
    parts: list[str | Value] = []
    length = 0
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Text) else (piece,):
            constant = str(part.value) if isinstance(part, Literal) else part
            length += len(constant) if isinstance(constant, str) else 1
            if length > _LONGEST_TEXT:
                return Unknown(span)
            if isinstance(constant, str) and parts and isinstance(parts[-1], str):
                parts[-1] += constant
            elif constant != "":
                parts.append(constant)
    if not parts:
        return Literal("", span, source)
    if len(parts) == 1 and isinstance(parts[0], str):
        return Literal(parts[0], span, source)
    return Text(tuple(parts), span, source)


def repeated(value: Value, times: Value, span: Span, source: str) -> Value:
    """Return `value * times`, for a text and a number that are constant and not too large."""
    if isinstance(value, Literal) and isinstance(times, Literal):
        text, count = value.value, times.value
        if isinstance(text, str) and isinstance(count, int) and len(text) * count <= _LONGEST_TEXT:
            return Literal(text * count, span, source)
    return Unknown(span)


def percent(template: str, values: Value) -> list[str | Value] | None:
    """Return the parts of `template % values`, None where the two do not fit together."""
    given = (
        list(values.items) if isinstance(values, Sequence) and values.kind == "tuple" else [values]
    )
    parts: list[str | Value] = []
    at = 0
    for match in re.finditer(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])", template):
        parts.append(template[at : match.start()])
        at = match.end()
        if match[2] == "%":
            parts.append("%")
        elif match[1] is not None:
            named = values.get(match[1]) if isinstance(values, Mapping) else None
            parts.append(named if named is not None else Unknown(values.span))
        elif given:
            parts.append(given.pop(0))
        else:
            return None
    return [*parts, template[at:]]


def _format(template: str, arguments: Arguments, span: Span) -> list[str | Value] | None:
    """Return the parts of `template.format(...)`, None for a template that is not valid."""
    parts: list[str | Value] = []
    automatic = 0
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return None
    for constant, name, spec, _ in fields:
        parts.append(constant)
        if name is None:
            continue
        if name == "":
            name, automatic = str(automatic), automatic + 1
        position = int(name) if name.isdecimal() else len(arguments.positional)
        value = arguments.get(position, name)
        parts.append(Unknown(span) if value is None else formatted(value, spec or ""))
    return parts


def formatted(value: Value, spec: str) -> str | Value:
    """Return a value as a format such as `05d` or `.2f` writes it."""
    if not spec:
        return value
    if isinstance(value, Literal) and not _WIDE.search(spec):
        try:
            return format(value.value, spec)
        except (TypeError, ValueError):
            return Unknown(value.span)
    if not isinstance(value, Unknown) or isinstance(value, (Ref, Encoded)):
        return Unknown(value.span)
    if value.kind is Kind.DATETIME and "%" in spec:
        written = _formatted_time(value.expression, Literal(spec, value.span, spec), value.span)
        return written or Unknown(value.span, value.origin)
    if _WHOLE.fullmatch(spec):
        return replace(value, kind=None)
    return Unknown(value.span, value.origin)


# --- Dicts and lists


def with_entry(mapping: Mapping, entry: Entry) -> Mapping:
    """Return the mapping after `mapping[key] = value`; an unknown key may be any."""
    return with_entries(mapping, [entry])


def with_entries(mapping: Mapping, entries: Iterable[Entry]) -> Mapping:
    """Return the mapping after several such assignments."""
    changed: dict[str, Entry] = {}
    complete = mapping.complete
    for entry in entries:
        if entry.name is None:
            complete = False
        else:
            changed.pop(entry.name, None)
            changed[entry.name] = entry
    kept = (known for known in mapping.entries if known.name not in changed)
    return cut(replace(mapping, entries=(*kept, *changed.values()), complete=complete))


def updated(mapping: Mapping, more: Value) -> Mapping:
    """Return the mapping after `mapping.update(more)`."""
    if isinstance(more, OneOf):
        filled = [option for option in more.options if not _is_empty(option)]
        more = filled[0] if len(filled) == 1 else Unknown(more.span)
    if isinstance(more, Parameter):
        more = Mapping((Entry(Spread(more.span), more),), more.span, complete=False)
    if isinstance(more, Sequence):
        more = _pairs(more)
    if not isinstance(more, Mapping):
        return replace(mapping, complete=False)
    entries = {_slot(entry): entry for entry in mapping.entries}
    complete = mapping.complete and more.complete
    for entry in more.entries:
        known = entries.pop(_slot(entry), None)
        if isinstance(entry.key, Spread):
            entries[entry.key] = entry
        elif entry.name is None:
            complete = False
        elif known is None or entry.certain:
            entries[entry.name] = entry
        else:
            value = one_of((known.value, entry.value), entry.value.span)
            entries[entry.name] = Entry(entry.key, value, known.certain)
    return cut(replace(mapping, entries=tuple(entries.values()), complete=complete))


def _slot(entry: Entry) -> Spread | str | None:
    return entry.key if isinstance(entry.key, Spread) else entry.name


def _is_empty(value: Value) -> bool:
    is_none = isinstance(value, Literal) and value.value is None
    return is_none or isinstance(value, Mapping) and value.complete and not value.entries


def extended(sequence: Sequence, more: Value) -> Sequence:
    """Return `sequence + more`."""
    if not isinstance(more, Sequence):
        return replace(sequence, complete=False)
    items = sequence.items + more.items
    complete = sequence.complete and more.complete and len(items) <= _MOST_ITEMS
    return replace(sequence, items=items[:_MOST_ITEMS], complete=complete)


def multiplied(sequence: Sequence, times: Value, span: Span) -> Sequence:
    """Return `sequence * times`; what is not known to be there once or more is there once."""
    count = times.value if isinstance(times, Literal) else None
    if not isinstance(count, int):
        return replace(sequence, span=span, complete=False)
    needed = _MOST_ITEMS // max(1, len(sequence.items)) + 1
    made = replace(sequence, items=sequence.items * min(count, needed), span=span)
    return extended(made, replace(sequence, items=()))


# --- Conditions


def narrowed(value: Value, *, truth: bool) -> Value | None:
    """Return what is left of a value that is true (or not) in a condition; None: nothing."""
    if isinstance(value, OneOf):
        left = [kept for o in value.options if (kept := narrowed(o, truth=truth)) is not None]
        if not left:
            return None
        return left[0] if len(left) == 1 else replace(value, options=tuple(left))
    if isinstance(value, Literal) and bool(value.value) is not truth:
        return None
    if isinstance(value, Unknown) and value.kind is Kind.OPTIONAL and truth:
        value = replace(value, kind=None)
    if isinstance(value, Parameter):
        return replace(value, truth=truth) if value.truth in (None, truth) else None
    if isinstance(value, Text) and not truth and any(isinstance(part, str) for part in value.parts):
        return None
    return value


def matching(value: Value, constants: Collection[object], *, keep: bool) -> Value | None:
    """Return what is left of a value that is, or is not, equal to one of some constants."""

    def fits(option: Value) -> bool:
        if not isinstance(option, Literal):
            return True
        is_one = any(type(option.value) is type(c) and option.value == c for c in constants)
        return is_one is keep

    if isinstance(value, Unknown) and value.kind is Kind.OPTIONAL and None in constants:
        if keep:
            return Literal(None, value.span, "None")
        value = replace(value, kind=None)
    if isinstance(value, Parameter) and not keep:
        return replace(value, unlike=(*value.unlike, *constants))
    if isinstance(value, OneOf):
        each = (matching(option, constants, keep=keep) for option in value.options)
        left = tuple(option for option in each if option is not None)
        return replace(value, options=left) if len(left) > 1 else next(iter(left), None)
    return value if fits(value) else None


def filtered(value: Value, fits: Test) -> Value | None:
    """Return the alternatives of a value that fit, None where none does."""
    options = value.options if isinstance(value, OneOf) else (value,)
    left = [option for option in options if fits(option)]
    if not left:
        return None
    return left[0] if len(left) == 1 else OneOf(tuple(left), value.span, value.defined)


def without_origin(value: Value, origin: Origin) -> Value:
    """Return a value of which it is no longer known that it comes from `origin`."""
    if isinstance(value, Text):
        parts = (p if isinstance(p, str) else without_origin(p, origin) for p in value.parts)
        return replace(value, parts=tuple(parts))
    if isinstance(value, OneOf):
        return replace(value, options=tuple(without_origin(o, origin) for o in value.options))
    if isinstance(value, Unknown) and value.origin is origin:
        return replace(value, origin=None)
    return value


def fields_at(record: Mapping, step: str) -> Mapping:
    """Return what one of the steps to a record's fields leads to."""
    if step != FIELDS_NOT_NONE:
        return record
    left = [
        Entry(entry.key, kept, entry.certain and kept is entry.value)
        for entry in record.entries
        if (kept := matching(entry.value, (None,), keep=False)) is not None
    ]
    return replace(record, entries=tuple(left))


# --- Calls


def function(scope: Scope, node: ast.Call, callee: Value, arguments: Arguments) -> Value | None:
    """Return what a call of a well-known function gives, None for any other."""
    if not isinstance(callee, Unknown):
        return None
    path, span = callee.expression, scope.span(node)
    first = arguments.positional[0] if arguments.positional else None
    if path in _DUMPS:
        content = scope.state.freeze(first) if first is not None else None
        knows_more = path in _ENCODES_OBJECTS or not arguments.keywords.keys().isdisjoint(_ENCODERS)
        if content is not None and knows_more:
            content = encoded.with_more_types(content)
        return Encoded(span, content=content)
    if path in _LOADS and first is not None:
        return _loaded(scope, node, first)
    if path == "@str" and isinstance(first, Unknown) and first.kind is Kind.DATETIME:
        return text([_written_time(first, span)], span, "")
    if path == "@str" and first is not None and not isinstance(first, (Ref, Encoded)):
        return text([first], span, "")
    if path in ("@int", "@float") and first is not None:
        return _number(first, _NUMBERS[path], span)
    if path in _TRUTHS:
        return Unknown(span, kind=Kind.BOOLEAN)
    if path in _COUNTS:
        return Unknown(span, expression=f"{path[1:]}()", kind=Kind.NUMBER)
    if path in ("typing.cast", "@bytes", "@next") or path in _COPIES:
        return _passed_on(scope, node, path, arguments)
    if path in _URLS and first is not None and arguments.complete and not arguments.keywords:
        return first if isinstance(first, (Literal, Text, OneOf)) else None
    if path == "urllib.parse.urljoin":
        return _joined_url(arguments, span)
    if path == "enum.auto":
        return Unknown(span)
    if path in _DICTS:
        return _dict(scope, node, arguments)
    if path == "@dict.fromkeys" and first is not None:
        return _from_keys(scope, node, arguments)
    if path in ("@zip", "@enumerate") and arguments.positional:
        return _rows(scope, node, path, arguments)
    if path == "@range" and first is not None:
        return _range(arguments, span)
    if path in _PARTS and first is not None:
        return _part(scope, node, first)
    if path in _CHUNKS and arguments.positional:
        part = _part(scope, node, arguments.positional[_CHUNKS[path]])
        return scope.allocate(node, Sequence((part,), span, complete=False))
    if path in ("@list", "@tuple") and first is not None:
        if isinstance(first, Parameter):
            return first.stepped(PART, span)
        held = scope.held(first)
        if isinstance(held, Sequence):
            return scope.allocate(node, replace(held, kind=path[1:]))
    if path in ("@set", "@frozenset"):
        several = scope.held(first) if first is not None else None
        items = several.items if isinstance(several, Sequence) else ()
        return scope.allocate(node, Sequence(items, span, complete=False, kind="set"))
    if path == "@getattr" and len(arguments.positional) > 1:
        return _getattr(scope, node, arguments)
    if _LOOKERS_ON.fullmatch(path):
        return Unknown(span, expression="" if path.startswith("@") else f"{path}()")
    return None


def _number(value: Value, make: Callable[[str], float], span: Span) -> Value:
    """Return what is left of a value that has been made a number."""
    if isinstance(value, OneOf):
        return one_of([_number(option, make, span) for option in value.options], span)
    if isinstance(value, Literal) and isinstance(value.value, (str, int, float)):
        try:
            return replace(value, value=make(str(value.value)), span=span)
        except ValueError:
            return Unknown(span)
    if isinstance(value, Unknown) and not isinstance(value, (Ref, Encoded)):
        return replace(value, span=span, kind=Kind.NUMBER)
    return Unknown(span, kind=Kind.NUMBER)


def _loaded(scope: Scope, node: ast.Call, value: Value) -> Value:
    """Return what a JSON text says."""
    span = scope.span(node)
    content = value.content if isinstance(value, Encoded) else None
    said = encoded.read(value) if isinstance(value, (Literal, Text)) else content
    if isinstance(said, (Mapping, Sequence)):
        return scope.allocate(node, said)
    return Unknown(span, expression="json.loads()")


def _from_keys(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    keys = scope.held(arguments.positional[0])
    value = arguments.get(1, "value") or Literal(None, scope.span(node), "None")
    names = keys.items if isinstance(keys, Sequence) else ()
    complete = isinstance(keys, Sequence) and keys.complete
    made = Mapping((), scope.span(node), complete)
    for name in names:
        made = with_entry(made, Entry(name, value))
    return scope.allocate(node, made)


def _rows(scope: Scope, node: ast.Call, path: str, arguments: Arguments) -> Value:
    """Return the tuples that `zip` and `enumerate` give, one that is any of them for unknown lists."""
    span = scope.span(node)
    held = [scope.held(each) for each in arguments.positional]
    lists = [each for each in held if isinstance(each, Sequence) and each.complete]
    known = len(lists) == len(held) and arguments.complete
    rows: list[tuple[Value, ...]]
    if path == "@enumerate":
        index = Unknown(span, kind=Kind.NUMBER)
        items = lists[0].items if lists else (scope.item_of(arguments.positional[0], node.args[0]),)
        rows = [(index, item) for item in items]
        known = bool(lists)
    elif known:
        rows = list(zip(*(each.items for each in lists), strict=False))
    else:
        pairs = zip(arguments.positional, node.args, strict=False)
        rows = [tuple(scope.item_of(value, at) for value, at in pairs)]
    made = tuple(Sequence(row, span, arguments.complete, kind="tuple") for row in rows)
    return scope.allocate(node, Sequence(made, span, complete=known))


def _range(arguments: Arguments, span: Span) -> Value:
    numbers = [v.value for v in arguments.positional if isinstance(v, Literal)]
    count = None
    if len(numbers) == len(arguments.positional) <= 3 and all(type(n) is int for n in numbers):
        try:
            count = len(range(*numbers))  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            count = None
    return Range(span, kind=Kind.NUMBER, count=count)


def _part(scope: Scope, node: ast.Call, items: Value) -> Value:
    """Return some of the items of a list, in any order."""
    held = scope.held(items)
    if isinstance(held, Sequence):
        kind = "list" if held.kind in ("set", "generator") else held.kind
        return scope.allocate(node.args[0], replace(held, complete=False, kind=kind))
    span = scope.span(node)
    return part(items, span) if isinstance(items, Parameter) else Unknown(span)


def part(items: Parameter, span: Span) -> Parameter:
    """Return some of the items of a list that is a parameter; a part of a part is one too."""
    return replace(items, span=span) if items.steps.endswith(PART) else items.stepped(PART, span)


def _joined_url(arguments: Arguments, span: Span) -> Value:
    """Return what `urljoin(base, url)` gives; of a URL that a caller gives, below the base."""
    base, url = arguments.get(0, "base"), arguments.get(1, "url")
    start = base.value if isinstance(base, Literal) else None
    if not isinstance(start, str) or base is None or url is None:
        return Unknown(span)
    from urllib.parse import urljoin, urlsplit

    try:
        if isinstance(url, Literal) and isinstance(url.value, str):
            return Literal(urljoin(start, url.value), span, "")
        above = replace(base, value=urljoin(start, "."))
        below_root = urlsplit(start).path in ("", "/")
    except ValueError:
        return Unknown(span)
    begins = url.parts[0] if isinstance(url, Text) else ""
    is_path = begins if isinstance(begins, str) else ""
    if isinstance(url, (Text, Parameter)) and (below_root or not is_path.startswith("/")):
        return joined_path(above, url, span)
    return Unknown(span)


def joined_path(base: Value, path: Value, span: Span) -> Value:
    """Return a URL and the path behind it, with one slash between them as far as that is seen."""
    if isinstance(base, Literal):
        base = replace(base, value=f"{str(base.value).rstrip('/')}/")
    slash: list[str | Value] = [] if isinstance(base, Literal) else ["/"]
    if isinstance(path, Literal):
        path = replace(path, value=str(path.value).lstrip("/"))
    elif isinstance(path, Text) and isinstance(path.parts[0], str):
        path = replace(path, parts=(path.parts[0].lstrip("/"), *path.parts[1:]))
    return text([base, *slash, path], span, "")


def default_of(path: str, arguments: Arguments) -> Value | None:
    """Return what a look-up such as `.get(key, default)` falls back to, if it says so."""
    owner, _, name = path.rpartition(".")
    looks_up = name in ("get", "pop", "setdefault", "getenv") and owner not in ("requests", "httpx")
    default = arguments.keywords.get("default")
    if default is None and looks_up and len(arguments.positional) == 2:
        default = arguments.positional[1]
    if isinstance(default, Literal) and default.value is None:
        return None
    return default


def read_setting(result: Unknown, arguments: Arguments) -> Unknown:
    """Return what a function gives that reads the settings, with the name that it was asked for."""
    name = arguments.positional[0] if arguments.positional else None
    if result.origin is not Origin.DEPLOYMENT or not isinstance(name, Literal):
        return result
    if not isinstance(name.value, str):
        return result
    return replace(result, expression=f"{result.expression}[{name.value}]")


def may_be_none(path: str, arguments: Arguments) -> bool:
    """Whether a look-up such as `.get(key)` gives None where there is nothing under the key."""
    owner, _, name = path.rpartition(".")
    if name not in ("get", "getenv") or owner in ("requests", "httpx") or not arguments.complete:
        return False
    default = arguments.get(1, "default")
    return bool(arguments.positional) and (default is None or _is_none(default))


def _is_none(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def method(
    scope: Scope, node: ast.Call, receiver: Value, name: str, arguments: Arguments
) -> Value | None:
    """Return what a method of a known value gives, None where it is not one that is followed."""
    span = scope.span(node)
    if isinstance(receiver, OneOf) and name in strings.SAME:
        options = [method(scope, node, o, name, arguments) or o for o in receiver.options]
        return one_of(options, span)
    if isinstance(receiver, OneOf) and name in CHANGING:
        return _of_any(scope, node, receiver, name, arguments)
    if name == "strftime" and isinstance(receiver, Unknown) and arguments.positional:
        return _formatted_time(receiver.expression, arguments.positional[0], span)
    if isinstance(receiver, Encoded):
        return replace(receiver, span=span) if name in ("encode", "decode") else None
    held = scope.held(receiver)
    if isinstance(receiver, Ref) and not isinstance(receiver, Record):
        if isinstance(receiver, Given) and name not in _OF_DICTS:
            return None
        if isinstance(held, Mapping):
            return _dict_method(scope, node, receiver, held, name, arguments)
        if isinstance(held, Sequence):
            return _list_method(scope, node, receiver, held, name, arguments)
    if isinstance(receiver, Literal) and isinstance(receiver.value, str):
        made = _text_method(scope, node, receiver.value, receiver, name, arguments)
        return scope.allocate(node, made) if isinstance(made, Sequence) else made
    if isinstance(receiver, Text):
        return strings.of_text(receiver, name, span)
    if isinstance(receiver, Unknown) and name in strings.SAME and not isinstance(receiver, Ref):
        return replace(receiver, span=span)
    return None


def _of_any(
    scope: Scope, node: ast.Call, receiver: OneOf, name: str, arguments: Arguments
) -> Value | None:
    """Return what a method gives that changes one of several dicts, whichever it is."""
    if not any(isinstance(option, Ref) for option in receiver.options):
        return None
    got = (
        method(scope, node, each, name, arguments)
        or looked_up(scope, node, each, name, arguments)
        or Unknown(scope.span(node))
        for each in receiver.options
    )
    return one_of(got, scope.span(node))


def looked_up(
    scope: Scope, node: ast.Call, receiver: Value | None, name: str, arguments: Arguments
) -> Value | None:
    """Return what `row.get("email")` gives of something unknown: what `row["email"]` does, or None."""
    if not isinstance(receiver, Unknown) or name not in ("get", "pop"):
        return None
    key = arguments.positional[0] if arguments.positional else None
    text = key.value if isinstance(key, Literal) else None
    owner = receiver.expression
    if (
        not isinstance(text, str)
        or not _NAME.fullmatch(text)
        or not arguments.complete
        or not owner
    ):
        return None
    if owner in ("requests", "httpx") or isinstance(receiver, (Ref, Encoded)):
        return None
    found, path = scope.step(receiver, f"[{text}]", node), f"{owner}.{name}"
    if may_be_none(path, arguments):
        return replace(found, kind=Kind.OPTIONAL)
    default = default_of(path, arguments)
    return found if default is None else one_of([found, default], scope.span(node))


def _text_method(
    scope: Scope, node: ast.Call, value: str, receiver: Literal, name: str, given: Arguments
) -> Value | None:
    span, arguments = scope.span(node), given
    if name == "format_map":
        arguments = Arguments()
        arguments.spread_mapping(scope.held(given.positional[0] if given.positional else receiver))
    if name in ("format", "format_map"):
        parts = _format(value, arguments, span)
        return text(parts, span, receiver.source) if parts else Unknown(span)
    if name == "join" and arguments.positional:
        held = scope.held(arguments.positional[0])
        if isinstance(held, Sequence) and held.complete:
            joined: list[str | Value] = []
            for item in held.items:
                joined += [value, item] if joined else [item]
            return text(joined, span, receiver.source)
        first = held.items[0] if isinstance(held, Sequence) and held.items else held
        changes = isinstance(first, Unknown) and first.origin is Origin.VOLATILE
        return replace(first, span=span) if changes and type(first) is Unknown else Unknown(span)
    return strings.of_constant(receiver, name, arguments, span)


def _written_time(value: Unknown, span: Span) -> Unknown:
    """Return the text of a time, in which its zone is missing if the time has none."""
    kind = kinds().get(f"{value.expression}.isoformat()")
    return Unknown(span, value.origin, value.expression, kind=kind)


def moved_time(left: Value, right: Value, span: Span) -> Value | None:
    """Return what a time is some time earlier or later, None for other values."""
    is_time = isinstance(left, Unknown) and left.kind is Kind.DATETIME
    is_span = isinstance(right, Unknown) and right.expression.startswith("datetime.timedelta(")
    return replace(left, span=span) if is_time and is_span else None


def _formatted_time(of: str, form: Value, span: Span) -> Value | None:
    """Return the text that `strftime` makes of a time: what it says of the zone is a part of it."""
    written = form.value if isinstance(form, Literal) else None
    kind = kinds().get(f"{of}.isoformat()")
    if kind is None or not isinstance(written, str):
        return None
    zone = _ZONE.search(written)
    if not _CLOCK.search(written) or (zone is not None and zone[0].startswith("%")):
        return Unknown(span, origin_of(f"{of}.strftime()"), f"{of}.strftime()")
    told = Unknown(span, origin_of(f"{of}.strftime()"), f"{of}.strftime()", kind=kind)
    return text([told, zone[0]], span, f"{of}.strftime()") if zone is not None else told


def _dict_method(
    scope: Scope, node: ast.Call, receiver: Ref, held: Mapping, name: str, arguments: Arguments
) -> Value:
    span = scope.span(node)
    key = arguments.positional[0] if arguments.positional else None
    default = arguments.positional[1] if len(arguments.positional) > 1 else None
    known = held.entry(str(key.value)) if isinstance(key, Literal) else None
    hidden = _hidden(held, key, span) if known is None else None
    if name == "update":
        for argument in arguments.positional:
            held = updated(held, scope.state.freeze(argument))
        for keyword, value in arguments.keywords.items():
            held = with_entry(held, _entry(keyword, value))
        scope.state.objects[receiver.site] = held if arguments.complete else _open(held)
    elif name == "setdefault" and key is not None:
        if hidden is not None:
            left = default if default is not None else Unknown(span)
            value = left
            if isinstance(hidden, Parameter):
                value = passing_on([replace(hidden, span=left.span)], left)
            scope.state.objects[receiver.site] = with_entry(held, Entry(key, value))
            return one_of([hidden, left], span)
        if known is None:
            value = default if default is not None else Unknown(span)
            scope.state.objects[receiver.site] = with_entry(held, Entry(key, value, held.complete))
        return scope.used(known.value, node) if known else default or Unknown(span)
    elif name == "copy":
        return scope.allocate(node, held)
    elif name in ("items", "values", "keys"):
        return scope.allocate(node, _view(held, name, span))
    elif name == "get":
        if known is not None:
            return scope.used(known.value, node)
        if hidden is not None:
            return _or_default(hidden, default, span)
        if default is not None and held.complete and isinstance(key, Literal):
            return default
        found = Unknown(span) if isinstance(key, Literal) else only_value(held, span)
        return one_of([found, *([default] if default is not None else [])], span)
    elif name == "clear":
        scope.state.objects[receiver.site] = replace(held, entries=(), complete=True)
    elif name in ("pop", "popitem"):
        scope.state.objects[receiver.site] = without(held, key)
        if hidden is not None:
            return _or_default(hidden, default, span)
        return scope.used(known.value, node) if known else Unknown(span)
    return Unknown(span)


def _hidden(held: Mapping, key: Value | None, span: Span) -> Value | None:
    """Return what stands under a key in a parameter that is spread in a dict, None for no such."""
    name = key.value if isinstance(key, Literal) else None
    return item(held, name, span) if isinstance(name, str) else None


def _or_default(found: Value, default: Value | None, span: Span) -> Value:
    """Return what a look-up gives whose key may be missing."""
    if default is None or _is_none(default):
        return replace(found, kind=Kind.OPTIONAL) if isinstance(found, Unknown) else found
    return one_of([found, default], span)


def _view(held: Mapping, name: str, span: Span) -> Sequence:
    """Return the items, values or keys of a dict."""
    entries = [entry for entry in held.entries if not isinstance(entry.key, Spread)]
    items: tuple[Value, ...] = tuple(entry.value for entry in entries)
    if name == "keys":
        items = tuple(entry.key for entry in entries)
    elif name == "items":
        rows = ((entry.key, entry.value) for entry in entries)
        items = tuple(Sequence(row, span, kind="tuple") for row in rows)
    is_certain = all(entry.certain and entry.name is not None for entry in held.entries)
    return Sequence(items, span, complete=held.complete and is_certain)


def any_value(held: Mapping, span: Span) -> Value:
    """Return what an unknown key of a dict leads to: one of its values, if they are all known."""
    if not held.complete or not held.entries or any(e.name is None for e in held.entries):
        return Unknown(span)
    return one_of([entry.value for entry in held.entries], span)


def only_value(held: Mapping, span: Span) -> Value:
    """Return what an unknown key of a dict leads to, but not for several constants.

    Of those each is right for its own key: an id for each of some users, for instance.
    """
    found = any_value(held, span)
    options = found.options if isinstance(found, OneOf) else ()
    return Unknown(span) if any(isinstance(option, Literal) for option in options) else found


def _list_method(
    scope: Scope, node: ast.Call, receiver: Ref, held: Sequence, name: str, arguments: Arguments
) -> Value:
    span = scope.span(node)
    if name == "copy":
        return scope.allocate(node, held)
    if name == "append" and arguments.positional:
        held = replace(held, items=(*held.items, arguments.positional[0]))
    elif name == "extend" and arguments.positional:
        held = extended(held, scope.held(arguments.positional[0]))
    elif name not in ("index", "count"):
        held = replace(held, complete=False)
    scope.state.objects[receiver.site] = held
    return Unknown(span)


def _passed_on(scope: Scope, node: ast.Call, path: str, arguments: Arguments) -> Value:
    """Return what a function gives that hands on one of its arguments."""
    span = scope.span(node)
    position = 1 if path == "typing.cast" else 0
    if len(arguments.positional) <= position:
        return Unknown(span)
    value = arguments.positional[position]
    if path in _COPIES:
        held = scope.held(value)
        return scope.allocate(node, held) if isinstance(held, (Mapping, Sequence)) else value
    if path == "@next" and arguments.complete and _is_none(arguments.get(1, "default") or value):
        return Unknown(span, kind=Kind.OPTIONAL)
    if path == "@next" or isinstance(value, Literal) and path != "typing.cast":
        return Unknown(span)
    return value if isinstance(value, Ref) else replace(value, span=span)


def _dict(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    made = Mapping((), scope.span(node), arguments.complete)
    for argument in arguments.positional:
        made = updated(made, scope.state.freeze(argument))
    for name, value in arguments.keywords.items():
        made = with_entry(made, _entry(name, value))
    return scope.allocate(node, made)


def _pairs(rows: Sequence) -> Mapping:
    """Return the dict that a list of pairs stands for."""
    made = Mapping((), rows.span, rows.complete)
    for row in rows.items:
        if isinstance(row, Sequence) and row.complete and len(row.items) == 2:
            key, value = row.items
            made = with_entry(made, Entry(key, value))
        else:
            made = _open(made)
    return made


def _getattr(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    owner, name, *default = arguments.positional
    value: Value = Unknown(scope.span(node))
    if isinstance(name, Literal) and isinstance(name.value, str):
        value = scope.attribute(owner, name.value, node)
    if default and _is_none(default[0]) and isinstance(value, Unknown) and type(value) is not Ref:
        return value if value.kind is not None else replace(value, kind=Kind.OPTIONAL)
    fallback = [d for d in default[:1] if not (isinstance(d, Literal) and d.value is None)]
    return one_of([value, *fallback], scope.span(node))


def _entry(name: str, value: Value) -> Entry:
    """Return the entry of a keyword argument; its key stands where the value does."""
    return Entry(Literal(name, value.span, json.dumps(name)), value)


def _open(mapping: Mapping) -> Mapping:
    return replace(mapping, complete=False)


def holds_addresses(mapping: Mapping) -> bool:
    """Whether any value of a mapping is a URL, or a path of one: whichever the key, it is posted to.

    Other values, such as ids by name, may be chosen so that each goes to another user.
    """
    return (
        mapping.complete
        and all(
            isinstance(entry.value, Literal)
            and isinstance(entry.value.value, str)
            and re.match(r"/|https?://", entry.value.value)
            for entry in mapping.entries
        )
        and bool(mapping.entries)
    )


def without_names(mapping: Mapping, names: Collection[str]) -> Mapping:
    """Return the mapping without the entries of some names."""
    entries = (
        replace(entry, value=entry.value.without(names))
        if isinstance(entry.key, Spread) and isinstance(entry.value, Parameter)
        else entry
        for entry in mapping.entries
        if entry.name not in names
    )
    return replace(mapping, entries=tuple(entries))


def without(mapping: Mapping, key: Value | None) -> Mapping:
    """Return the mapping after `del mapping[key]`; an unknown key may be any."""
    name = key.value if isinstance(key, Literal) else None
    if isinstance(name, str) and _NAME.fullmatch(name):
        return without_names(mapping, [name])
    if isinstance(key, Literal) and not any(isinstance(e.key, Spread) for e in mapping.entries):
        entries = tuple(entry for entry in mapping.entries if entry.name != key.value)
        return replace(mapping, entries=entries)
    return replace(mapping, entries=(), complete=False)


def emptied(held: Mapping | Sequence) -> Mapping | Sequence:
    """Return what is known of a dict or list that may hold anything now."""
    if isinstance(held, Mapping):
        return replace(held, entries=(), complete=False)
    return replace(held, items=(), complete=False)


def item(mapping: Mapping, name: str, span: Span) -> Value | None:
    """Return what stands under a name, also in a parameter that is spread there; None for nothing."""
    entry = mapping.entry(name)
    if entry is not None and (entry.certain or not _NAME.fullmatch(name)):
        return entry.value
    spread = [e.value for e in mapping.entries if isinstance(e.key, Spread)]
    inner = [v.stepped(f"[{name}]", span) if isinstance(v, Parameter) else v for v in spread]
    known = [entry.value] if entry is not None else []
    return one_of([*known, *inner], span) if known or inner else None
