"""Look-ups by key with a default: `.get(key, default)`, `os.getenv(name)`."""

from __future__ import annotations

from msgspec.structs import replace

from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.source import Span
from heap_lint.values import Kind, Literal, Origin, Unknown, Value, is_none


def default_of(path: str, arguments: Arguments) -> Value | None:
    """Return what a look-up such as `.get(key, default)` falls back to, if it says so."""
    owner, _, name = path.rpartition(".")
    looks_up = name in ("get", "pop", "setdefault", "getenv") and owner not in ("requests", "httpx")
    default = arguments.keywords.get("default")
    if default is None and looks_up and len(arguments.positional) == 2:
        default = arguments.positional[1]
    if is_none(default):
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
    return bool(arguments.positional) and (default is None or is_none(default))


def or_default(found: Value, default: Value | None, span: Span) -> Value:
    """Return what a look-up gives whose key may be missing."""
    if default is None or is_none(default):
        return replace(found, kind=Kind.OPTIONAL) if isinstance(found, Unknown) else found
    return one_of([found, default], span)
