"""HTTP clients that know what all of their URLs begin with."""

from __future__ import annotations

from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import Parameter
from heap_lint.frontends.python import library
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.model import http_calls
from heap_lint.frontends.python.objects import Based
from heap_lint.values import Literal, OneOf, Text, Value


def with_base(target: Value, path: str, arguments: Arguments) -> Arguments:
    """Return the arguments of a client's method, with the client's base in front of the URL."""
    parameters = http_calls().get(path, ())
    if not isinstance(target, Based) or target.base is None or "url" not in parameters:
        return arguments
    position = parameters.index("url")
    url = arguments.get(position, "url")
    if url is None:
        return arguments
    whole = one_of(
        [_joined(base, rest) for base in _each(target.base) for rest in _each(url)], url.span
    )
    if position >= len(arguments.positional):
        return Arguments(
            arguments.positional, {**arguments.keywords, "url": whole}, arguments.complete
        )
    positional = list(arguments.positional)
    positional[position] = whole
    return Arguments(positional, arguments.keywords, arguments.complete)


def _each(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _joined(base: Value, url: Value) -> Value:
    """Return a URL with what it begins with; one that is whole, or may be, as it is."""
    first = url.parts[0] if isinstance(url, Text) else url
    begins = str(first.value) if isinstance(first, Literal) else first
    if isinstance(begins, str) and "://" not in begins or isinstance(url, Parameter):
        return library.joined_path(base, url, url.span)
    return url
