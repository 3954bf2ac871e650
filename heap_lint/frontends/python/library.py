"""What Python's own functions return: text, numbers, dicts, lists, JSON."""

from __future__ import annotations

import ast
from collections.abc import Callable

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis import limits
from heap_lint.frontends.dataflow.concatenation import text
from heap_lint.frontends.dataflow.containers import updated, with_entries
from heap_lint.frontends.dataflow.encoding import with_more_types
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import PART, Encoded, Parameter, Ref, size
from heap_lint.frontends.python import encoded
from heap_lint.frontends.python.arguments import Arguments, keyword_entry
from heap_lint.frontends.python.formatting import written_time
from heap_lint.frontends.python.objects import Range
from heap_lint.frontends.python.scope import Scope
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Value,
    is_none,
)

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
_COPIES = {"copy.copy", "copy.deepcopy"}
_CLOSING = {"contextlib.closing", "contextlib.aclosing"}
_PARTS = {"@iter", "@sorted", "@reversed", "itertools.islice"}
_ROW = 4
"""Parts that a row of a list counts for: it is a tuple of its own."""
_CHUNKS = {
    "itertools.batched": 0,
    "more_itertools.batched": 0,
    "more_itertools.chunked": 0,
    "more_itertools.ichunked": 0,
    "more_itertools.sliced": 0,
    "toolz.partition_all": 1,
}
"""Functions that cut a list up, each with the position of the list."""
_PICKS = {"random.choice", "random.choices", "random.sample", "secrets.choice"}
"""Functions that pick from a list: one of some users is a user, one of some letters is a new text."""
_LOOKERS_ON = regex.lazy(
    r"@(?:print|len|repr|bool|isinstance|type|id|sorted|any|all|sum|min|max|set|list|tuple|hash)"
    r"|@?(?:.*\.)?(?:logging|logger|log|structlog|warnings|pprint|_logger|LOG|LOGGER)(?:\..+)?|@?pprint",
    longest=regex.NAME,
)


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
            content = with_more_types(content)
        return Encoded(span, content=content)
    if path in _LOADS and first is not None:
        return _loaded(scope, node, first)
    if path == "@str" and isinstance(first, Unknown) and first.kind is Kind.DATETIME:
        return text([written_time(first, span)], span, "")
    if path == "@str" and first is not None and not isinstance(first, (Ref, Encoded)):
        return text([first], span, "")
    if path in ("@int", "@float") and first is not None:
        return _number(first, _NUMBERS[path], span)
    if path in _TRUTHS:
        return Unknown(span, kind=Kind.BOOLEAN)
    if path in _COUNTS:
        return Unknown(span, expression=f"{path[1:]}()", kind=Kind.NUMBER)
    if path in ("typing.cast", "@bytes", "@next") or path in _COPIES | _CLOSING:
        return _passed_on(scope, node, path, arguments)
    if path in _URLS and first is not None and arguments.complete and not arguments.keywords:
        return first if isinstance(first, (Literal, Text, OneOf)) else None
    if path == "urllib.parse.urljoin":
        return _joined_url(arguments, span)
    if path in ("posixpath.join", "os.path.join") and len(arguments.positional) > 1:
        return _joined_path(arguments, span)
    if path == "enum.auto" or path in _PICKS and not _is_made_of_constants(scope, first):
        return Unknown(span)
    if path in _DICTS:
        return _dict(scope, node, arguments)
    if path == "collections.defaultdict":
        return _dict(
            scope, node, replace(arguments, positional=arguments.positional[1:], complete=False)
        )
    if path == "@dict.fromkeys" and first is not None:
        return _from_keys(scope, node, arguments)
    if path in ("@zip", "@enumerate") and arguments.positional:
        return _rows(scope, node, path, arguments)
    if path == "@range" and first is not None:
        return _range(arguments, span)
    if path in _PARTS and first is not None:
        return _part(scope, node, first)
    if path == "@filter" and len(arguments.positional) == len(node.args) == 2:
        return _part(scope, node, arguments.positional[1], 1)
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


def _is_made_of_constants(scope: Scope, items: Value | None) -> bool:
    """Whether what is picked from are letters, numbers or other constants."""
    held = scope.held(items) if items is not None else None
    if isinstance(held, Sequence):
        return held.complete and all(isinstance(each, Literal) for each in held.items)
    if isinstance(held, Text):
        return all(_is_made_of_constants(scope, hole) for hole in held.holes)
    letters = type(held) is Unknown and held.expression.startswith("string.")
    return letters or isinstance(held, (Literal, Range))


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
        scope.charge(size(said, limits.MOST_PARTS_OF_JSON))
        return scope.allocate(node, said)
    return Unknown(span, expression="json.loads()")


def _from_keys(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    keys = scope.held(arguments.positional[0])
    value = arguments.get(1, "value") or Literal(None, scope.span(node), "None")
    names = keys.items if isinstance(keys, Sequence) else ()
    complete = isinstance(keys, Sequence) and keys.complete
    made = with_entries(Mapping((), scope.span(node), complete), (Entry(n, value) for n in names))
    scope.charge(len(names))
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
    scope.charge(_ROW * len(rows))
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


def _part(scope: Scope, node: ast.Call, items: Value, position: int = 0) -> Value:
    """Return some of the items of a list, in any order."""
    held = scope.held(items)
    if isinstance(held, Sequence):
        kind = "list" if held.kind in ("set", "generator") else held.kind
        return scope.allocate(node.args[position], replace(held, complete=False, kind=kind))
    span = scope.span(node)
    return part(items, span) if isinstance(items, Parameter) else Unknown(span)


def part(items: Parameter, span: Span) -> Unknown:
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


def _joined_path(arguments: Arguments, span: Span) -> Value:
    """Return what `posixpath.join(url, part)` gives, where nothing but the first part may be a root."""
    parts: list[str | Value] = []
    for each in arguments.positional:
        written = each.value if isinstance(each, Literal) else None
        if parts and (not isinstance(written, str) or written.startswith("/")):
            return Unknown(span)
        parts += [each] if isinstance(written, str) and written.endswith("/") else [each, "/"]
    return text(parts[:-1] if parts[-1] == "/" else parts, span, "")


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
    if path == "@next" and arguments.complete and is_none(arguments.get(1, "default") or value):
        return Unknown(span, kind=Kind.OPTIONAL)
    if path == "@next" or isinstance(value, Literal) and path != "typing.cast":
        return Unknown(span)
    return value if isinstance(value, Ref) else replace(value, span=span)


def _dict(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    made = Mapping((), scope.span(node), arguments.complete)
    for argument in arguments.positional:
        made = updated(made, scope.state.freeze(argument))
    entries = (keyword_entry(name, value) for name, value in arguments.keywords.items())
    return scope.allocate(node, with_entries(made, entries))


def _getattr(scope: Scope, node: ast.Call, arguments: Arguments) -> Value:
    owner, name, *default = arguments.positional
    value: Value = Unknown(scope.span(node))
    if isinstance(name, Literal) and isinstance(name.value, str):
        value = scope.attribute(owner, name.value, node)
    if default and is_none(default[0]) and isinstance(value, Unknown) and type(value) is not Ref:
        return value if value.kind is not None else replace(value, kind=Kind.OPTIONAL)
    fallback = [d for d in default[:1] if not is_none(d)]
    return one_of([value, *fallback], scope.span(node))
