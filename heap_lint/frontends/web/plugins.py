"""Plugins that load Heap for a site: what the options that a config module gives them say."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.facts import Environment
from heap_lint.frontends.web import model
from heap_lint.values import Literal, Mapping, Unknown


def plugin_facts(entry: Mapping) -> Iterator[Environment]:
    """Yield what an entry of a list of plugins, `{resolve, options}`, says of Heap's environments."""
    name, options = entry.get("resolve"), entry.get("options")
    row = model.plugin(name.value) if isinstance(name, Literal) else None
    if not isinstance(name, Literal) or row is None:
        return
    if options is None and entry.lacks("options"):
        options = Mapping((), name.span)
    if not isinstance(options, Mapping):
        return
    app_id = options.get(row["app_id"])
    if app_id is None and not options.lacks(row["app_id"]):
        app_id = Unknown(options.span, given=False)
    span = app_id.span if app_id is not None and isinstance(app_id, Literal) else name.span
    everywhere = options.get(row["in_development"])
    names = ["production"]
    if isinstance(everywhere, Literal) and everywhere.value is True:
        names.append("development")
    for each in names:
        yield Environment(span=span, app_id=app_id, name=each, group=f"{span.path}:{name.value!s}")
