"""`heap-lint init-airkit`: an export of Airkit's Studio, written in our own format.

What a person has to add is said at the top: which data flow or page is the login.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from heap_lint import __version__
from heap_lint.frontends import format_of, json
from heap_lint.frontends.recognisers import is_airkit_export
from heap_lint.frontends.recognisers.airkit_export import translated
from heap_lint.frontends.recognisers.airkit_journey import sounds_like_login
from heap_lint.heap.secrets import of_others
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.config import AirkitLogins

_NO_EXPORT = (
    "is no export of Airkit's Studio: name a `.branch.zip` that it has made, or the `savepoint.json` in"
    " one"
)
_WIDTH = 120
_SETTINGS = {"disableTextCapture": False, "secureCookie": True}
"""What Airkit loads Heap with, as its page "Setting up Analytics with Heap" says (17.14)."""


class NoExportError(Exception):
    """A file that is no export of the Studio; the message is for people."""


def render(source: Source, logins: AirkitLogins) -> str:
    """Return the app of an export as YAML. Raises `NoExportError`."""
    if format_of(source.path) != "json":
        raise NoExportError(f"{source.path}: {_NO_EXPORT}")
    parsed = json.parse(source)
    document = next(iter(parsed.documents), None)
    if parsed.unreadable or document is None or not is_airkit_export(document):
        why = parsed.unreadable[0].reason if parsed.unreadable else _NO_EXPORT
        raise NoExportError(f"{source.path}: {of_others(why)}")
    app: dict[str, Any] = _plain(translated(source, document, logins).document)
    return "".join(f"# {line}\n" for line in _head(source, app)) + _dumped(app)


def _head(source: Source, app: dict[str, Any]) -> Iterator[str]:
    name = source.path.rpartition("/")[2]
    shown = name if name.isprintable() else "An export"
    yield f"{shown}, written by heap-lint init-airkit {__version__}."
    yield "Where a data flow or a page is the login, add `establishes: login`, and to a data flow"
    yield "`onFailure: value` or `onFailure: error`. Heap's settings are those of Airkit's own page."
    pages = (page for flow in app["webFlows"].values() for page in flow.get("pages") or ())
    declared = [name for name, flow in app["dataFlows"].items() if "establishes" in flow]
    for each in (*app["dataFlows"], *pages):
        if sounds_like_login(each) and each not in declared and each.isprintable():
            yield f"This sounds like a login: {each}"


def _plain(value: Value) -> Any:
    """Return a value as YAML's writer takes it."""
    if isinstance(value, Mapping):
        return {
            _encodable(entry.name): _entry(entry.name, entry.value)
            for entry in value.entries
            if entry.name is not None
            and (entry.name in _KEPT or not isinstance(entry.value, Unknown))
        }
    if isinstance(value, Sequence):
        return [_plain(item) for item in value.items]
    if isinstance(value, Literal):
        return _encodable(value.value) if isinstance(value.value, str) else value.value
    return "UNKNOWN()"  # an Airscript function that nobody knows


_KEPT = {"settings", "if", "then", "else"}


def _entry(name: str, value: Value) -> Any:
    return _SETTINGS if name == "settings" and isinstance(value, Unknown) else _plain(value)


def _encodable(text: str) -> str:
    """Return a text without halves of characters, which JSON can hold and no file can."""
    return text.encode("utf-8", "replace").decode()


def _dumped(app: dict[str, Any]) -> str:
    from yaml import SafeDumper, dump

    class Dumper(SafeDumper):
        """Writes each part where it stands, never as an alias of an equal one."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    text: str = dump(app, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return re.sub(r"^(?=[a-z]\w*:)", "\n", text, flags=re.MULTILINE)
