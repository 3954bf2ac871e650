"""All regular expressions of the package, and how each is used, found by reading its code."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import heap_lint

ROOT = Path(heap_lint.__file__).parent
_WAYS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class Used(NamedTuple):
    """An expression: where it stands, how it is called, and how long the texts are that it reads."""

    name: str
    pattern: re.Pattern[Any]
    ways: frozenset[str]
    longest: int | None


def module_names() -> list[str]:
    """Return the names of all modules of the package."""
    names = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return [name for name in names if not name.endswith("__main__")]


@cache
def _modules() -> dict[str, tuple[Any, ast.Module]]:
    found = {}
    for name in module_names():
        module = importlib.import_module(name)
        found[name] = module, ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    return found


def _is_pattern(value: object) -> bool:
    return isinstance(value, re.Pattern) or type(value).__name__ == "_Lazy"


def _held(value: object, depth: int = 0) -> Iterator[Any]:
    """Yield the patterns in a value of a module: itself, or those in a container or class."""
    if _is_pattern(value):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for each in value.values():
            yield from _held(each, depth + 1)
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _held(each, depth + 1)
    elif isinstance(value, type) and value.__module__.startswith("heap_lint"):
        for each in vars(value).values():
            yield from _held(each, depth + 1)


def held_by_modules() -> Iterator[Used]:
    """Yield the patterns that modules and their classes hold, with all calls of them."""
    ways: dict[int, set[str]] = defaultdict(set)
    named: dict[int, tuple[str, Any]] = {}
    for name, (module, tree) in _modules().items():
        calls = _calls_of_names(tree)
        for key, value in vars(module).items():
            for pattern in _held(value):
                named.setdefault(id(pattern), (f"{name}.{key}", pattern))
                if _is_pattern(value):
                    ways[id(pattern)] |= calls.get(key, set())
                else:  # in a container: called by another name
                    ways[id(pattern)] |= {"search", "match", "fullmatch"}
    for identity, (name, pattern) in named.items():
        longest = getattr(pattern, "longest", None)
        compiled = re.compile(pattern.pattern, pattern.flags)
        yield Used(name, compiled, frozenset(ways[identity]), longest)


def _calls_of_names(tree: ast.Module) -> dict[str, set[str]]:
    """Return how each name is called: `NAME.search(...)`; anywhere else it may be called in any way."""
    found: dict[str, set[str]] = defaultdict(set)
    attributes = {
        id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        attribute = attributes.get(id(node))
        if attribute is None:
            found[node.id] |= {"search", "match", "fullmatch"}
        elif attribute.attr in _WAYS:
            call = calls.get(id(attribute))
            found[node.id].add(attribute.attr)
            if attribute.attr == "match" and (call is None or len(call.args) > 1):
                found[node.id].add("search")  # at one place after the other
    return found


class Call(NamedTuple):
    """A call of `re` in a function: where, with which module's names, and what its result is asked."""

    name: str
    node: ast.Call
    names: dict[str, Any]
    way: str


def called_in_place() -> Iterator[Call]:
    """Yield each call of `re` that is in a function."""
    for name, (module, tree) in _modules().items():
        if name == "heap_lint.regex":
            continue
        asked = {id(n.value): n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        inside = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.Lambda)]
        for node in {id(n): n for f in inside for n in ast.walk(f)}.values():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner, way = node.func.value, node.func.attr
                made = isinstance(owner, ast.Name) and owner.id in ("re", "regex") and node.args
                if made and way != "escape":
                    way = way if way in _WAYS else asked.get(id(node), "")
                    yield Call(name.removeprefix("heap_lint."), node, vars(module), way)


def built(call: Call, samples: dict[str, Any]) -> Used:
    """Return the expression of such a call; LookupError where it is built from what is not known."""
    given = call.node.args[0]
    written = ast.unparse(given)
    try:
        code = compile(ast.Expression(given), f"<call in {call.name}>", "eval")
        value: Any = eval(code, call.names)
    except (NameError, AttributeError):
        value = samples.get(f"{call.name}: {written}", samples.get(call.name))
        if value is None:
            raise LookupError(f"{call.name}: {written}") from None
    flags = 0
    if _is_pattern(value):
        value, flags = value.pattern, value.flags & ~re.UNICODE
    for argument in [*call.node.args[1:], *(k.value for k in call.node.keywords)]:
        text = ast.unparse(argument)
        if re.fullmatch(r"re\.[A-Z]+( \| re\.[A-Z]+)*", text):
            flags = eval(text, {"re": re})
    ways = {call.way} if call.way in _WAYS else {"search", "match", "fullmatch"}
    return Used(f"{call.name}:{written[:60]}", re.compile(value, flags), frozenset(ways), None)
