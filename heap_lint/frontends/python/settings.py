"""Settings in Python code: `HEAP_APP_ID = "..."` in a module, a class of settings or a config object."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.endpoints import destinations
from heap_lint.facts import DeadApi, Environment, Fact
from heap_lint.frontends.dataflow.symbols import Ref
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.recognisers import keys
from heap_lint.frontends.recognisers.ids import asks_for_id, is_sure_id, may_be_id
from heap_lint.frontends.recognisers.names import environment, environment_and_group, id_name
from heap_lint.models.paths import origin_of
from heap_lint.source import Span
from heap_lint.values import Literal, Mapping, OneOf, Origin, Value

_SETTERS = ("update", "from_mapping", "configure")
_CONFIGS = ("config", "conf", "settings", "environ")
_DJANGO_HEAP = "heap.context_processors.heap"
_SETTINGS_FILE = regex.lazy(
    r"(?:.*/)?(?:settings(?:/[^/]+)?|[^/]*settings[^/]*)\.py", longest=regex.PATH
)
_KIND_OF_CLASS = regex.lazy(r"(?:Config|Configuration|Settings)$")


def setting_facts(
    name: str, value: Value, *, path: str, section: str, span: Span
) -> Iterator[Fact]:
    """Yield what assigning `name` at `span` sets: an id, or one of Heap's hosts.

    `section` is the class around it or empty.
    """
    yield from destinations(value, used=False)
    yield from keys.named(name, value)
    yield from ids_by_environment(name, value, path=path)
    known = id_name(name)
    if known is None or not may_be_id(value):
        return
    # django-analytical's name is also used for memory heaps: the file must be one of settings.
    is_tracker = known.stem == "heap_tracker_id"
    certain = known.certain or is_tracker and _SETTINGS_FILE.fullmatch(path) is not None
    if not certain and not is_sure_id(value):
        return
    section = _KIND_OF_CLASS.sub("", section)
    told, group = environment_and_group(path, (section,), known.stem, known.environment)
    yield Environment(
        span=span,
        app_id=value,
        name=told,
        group=group,
        required=False,
        accepts_number=is_tracker,
    )


def with_default(facts: Iterable[Fact], value: Value) -> Iterator[Fact]:
    """Yield the facts of a field that the environment fills in: what the code gives is a fallback."""
    for fact in facts:
        is_id = isinstance(fact, Environment) and fact.name in ("", "production")
        yield replace(fact, fallback=value) if is_id and isinstance(value, Literal) else fact


def field_of_settings(name: str, value: ast.expr | None) -> tuple[str, ast.expr | None]:
    """Return the variable that fills in a field, and its default: `Field("...", alias="HEAP_ID")`."""
    if not isinstance(value, ast.Call) or last_name(value.func) != "Field":
        return name, value
    given = {each.arg: each.value for each in value.keywords}
    first = value.args[0] if value.args else None
    aliases = [given[each] for each in ("validation_alias", "alias", "env") if each in given]
    texts = [each.value for each in aliases if isinstance(each, ast.Constant)]
    return str(next(iter(texts), name)), given.get("default", first)


def named_facts(
    name: str, value: Value, *, path: str, span: Span, is_default: bool = False
) -> Iterator[Fact]:
    """Yield what a dict, or the default of a look-up, gives for a name of an id.

    A dict may as well say how a column or a variable is called, and a default that Heap is off, so
    only what looks like an id counts, or asks for one. Which environment it is for is not known.
    """
    if is_sure_id(value) or asks_for_id(value):
        for fact in setting_facts(name, value, path=path, section="", span=span):
            if isinstance(fact, Environment):
                falls_back = is_default and fact.name in ("", "production")
                fallback = value if falls_back and isinstance(value, Literal) else None
                yield replace(fact, name="", group="", fallback=fallback)


def facts_of_mapping(
    held: Mapping, *, path: str, freeze: Callable[[Value], Value]
) -> Iterator[Fact]:
    """Yield what the entries of a dict say of ids; `freeze` tells what dicts in it hold."""
    for entry in held.entries:
        if isinstance(entry.value, (Literal, OneOf, Ref)) and entry.name is not None:
            may_say = bool(environment(entry.name)) or id_name(entry.name) is not None
            if may_say and isinstance(entry.value, Ref):
                yield from ids_by_environment(entry.name, freeze(entry.value), path=path)
            yield from keys.named(entry.name, entry.value)
            yield from named_facts(entry.name, entry.value, path=path, span=entry.key.span)


def ids_by_environment(name: str, value: Value, *, path: str) -> Iterator[Environment]:
    """Yield the ids of a dict under an environment's name, or by environment under that of an id."""
    section, known = environment(name), id_name(name)
    for entry in value.entries if isinstance(value, Mapping) and (section or known) else ():
        said = section or environment(entry.name or "")
        own = id_name(entry.name or "") if section else known
        if said and own is not None and is_sure_id(entry.value):
            told, group = environment_and_group(path, (said,), own.stem, own.environment)
            yield Environment(
                span=entry.key.span, app_id=entry.value, name=told, group=group, required=False
            )


def facts_of_call(callee: str, arguments: Arguments, *, path: str, span: Span) -> Iterator[Fact]:
    """Yield what a call sets, as `app.config.update(...)` does, or falls back to if nothing is set."""
    owner, _, name = callee.rpartition(".")
    if name in _SETTERS and owner.rpartition(".")[2] in _CONFIGS:
        for each, value in arguments.keywords.items():
            yield from setting_facts(each, value, path=path, section="", span=value.span)
    elif origin_of(f"{callee}()") is Origin.DEPLOYMENT:
        key, default = arguments.get(0, "key"), arguments.get(1, "default")
        if isinstance(key, Literal) and default is not None:
            name = str(key.value)
            yield from keys.named(name, default)
            yield from named_facts(name, default, path=path, span=span, is_default=True)


def dead_packages(file: File, tree: ast.Module) -> Iterator[Fact]:
    """Yield the uses of django-heap: its context processor in a list of settings (HEAP 4)."""
    if _DJANGO_HEAP not in file.source.text:
        return
    lists = (node for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple)))
    for item in (item for each in lists for item in each.elts):
        if isinstance(item, ast.Constant) and item.value == _DJANGO_HEAP:
            yield DeadApi(
                span=file.positions.span(item),
                name="django-heap",
                why="`django-heap` has been dead since 2013 and identifies users by name and e-mail",
                instead="load the current snippet in the base template",
            )


def without_repeated(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts without ids that only repeat a setting by its name: one fault, one finding."""
    facts = list(facts)
    settings = {f.app_id.span for f in facts if isinstance(f, Environment) and f.app_id is not None}
    for fact in facts:
        value = fact.app_id if isinstance(fact, Environment) else None
        if value is None or value.defined not in settings:
            yield fact
