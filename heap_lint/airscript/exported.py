"""Airscript as an export of Airkit's Studio keeps it, a tree in JSON, written as text again.

The text is what the Studio's box shows, up to spaces and brackets, so whoever reads Airscript need not
know two forms of it. Nothing is left out: a node of an unknown kind becomes the call of a function
that nobody knows.
"""

from __future__ import annotations

import re

from heap_lint.values import Literal, Mapping, Sequence, Value

MAX_DEPTH = 60
"""How many nodes deep a tree may be; what lies deeper is written as an unknown function."""
_PREFIX = "/element/expression/"
_UNKNOWN = "UNKNOWN()"


def kind_of(node: Value | None) -> str:
    """Return what kind of element a node says it is: `binding/constant-binding`, `function/if`."""
    schema = node.get("$schema") if isinstance(node, Mapping) else None
    if not isinstance(schema, Literal) or not isinstance(schema.value, str):
        return ""
    return schema.value.removeprefix(_PREFIX).removesuffix(".json")


def written(node: Value | None, depth: int = 0) -> str:
    """Return a tree as Airscript."""
    if depth > MAX_DEPTH or not isinstance(node, Mapping):
        return _constant(node) if isinstance(node, Literal) else _UNKNOWN
    kind = kind_of(node)
    match kind.rpartition("/"):
        case _, _, "constant-binding":
            return _constant(node.get("value"))
        case _, _, "variable-binding":
            return _variable(node, depth)
        case _, _, "string-interpolation":
            return _template(node, depth)
        case _, _, "object-literal":
            return _object(node, depth)
        case _, _, "array-literal":
            items = (written(item, depth + 1) for item in items_of(node.get("elements")))
            return f"[{', '.join(items)}]"
        case "binary-operator", _, _:
            return _operation(node, depth)
        case _, _, "comprehension":
            return _query(node, depth)
        case _, _, name:
            arguments = (written(each, depth + 1) for each in items_of(node.get("args")))
            return f"{_function_name(name)}({', '.join(arguments)})"


def items_of(value: Value | None) -> tuple[Value, ...]:
    """Return the items of a list, nothing of anything else."""
    return value.items if isinstance(value, Sequence) else ()


def _constant(value: Value | None) -> str:
    constant = value.value if isinstance(value, Literal) else None
    if isinstance(constant, bool):
        return "TRUE" if constant else "FALSE"
    if isinstance(constant, str):
        return _quoted(constant)
    if isinstance(constant, int):
        return str(constant)
    if isinstance(constant, float):
        return format(constant, "f")
    return "NULL" if isinstance(value, Literal) else _UNKNOWN


def _quoted(text: str) -> str:
    # Two braces begin a hole, so they are kept apart; `+` puts the text together again.
    texts = [f'"{_escaped(piece)}"' for piece in re.split(r"(?<=\{)(?=\{)", text)]
    return texts[0] if len(texts) == 1 else f"({' + '.join(texts)})"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _template(node: Mapping, depth: int) -> str:
    texts = items_of(node.get("strings"))
    holes = items_of(node.get("elements"))
    parts = [str(t.value) if isinstance(t, Literal) else "" for t in texts]
    if any("{" in part for part in parts):
        return f"CONCAT({', '.join(_pieces(parts, holes, depth))})"
    inside = [_escaped(part) for part in parts]
    for number, hole in enumerate(holes):
        inside.insert(2 * number + 1, f"{{{{{written(hole, depth + 1)}}}}}")
    return f'"{"".join(inside)}"'


def _pieces(parts: list[str], holes: tuple[Value, ...], depth: int) -> list[str]:
    pieces = [_quoted(part) for part in parts]
    for number, hole in enumerate(holes):
        pieces.insert(2 * number + 1, written(hole, depth + 1))
    return pieces


def _variable(node: Mapping, depth: int) -> str:
    name, namespace = _text(node.get("binding")), _text(node.get("namespace"))
    path = f"{namespace}.{name}" if namespace else name
    step = node.get("next")
    while isinstance(step, Mapping) and depth < MAX_DEPTH:
        kind = kind_of(step).rpartition("/")[2]
        binding = step.get("binding")
        if kind == "wildcard-binding":
            path += "[*]"
        elif kind == "name-binding" and _text(binding).isidentifier():
            path += f".{_text(binding)}"
        elif isinstance(binding, Literal):
            path += f"[{_constant(binding)}]"
        else:
            path += f"[{written(binding, depth + 1)}]"
        step, depth = step.get("next"), depth + 1
    return path if name.isidentifier() else _UNKNOWN


def _object(node: Mapping, depth: int) -> str:
    pairs: list[str] = []
    for each in items_of(node.get("properties")):
        key = each.get("key") if isinstance(each, Mapping) else None
        name = key.get("value") if isinstance(key, Mapping) else key
        value = each.get("value") if isinstance(each, Mapping) else None
        if not isinstance(name, Literal) or "{{" in str(name.value):
            return _UNKNOWN
        pairs.append(f'"{_escaped(str(name.value))}": {written(value, depth + 1)}')
    return f"{{{', '.join(pairs)}}}"


def _operation(node: Mapping, depth: int) -> str:
    operator = _text(node.get("op"))
    sides = (_operand(node.get(side), depth) for side in ("lhs", "rhs"))
    return f" {operator} ".join(sides) if operator else _UNKNOWN


def _operand(node: Value | None, depth: int) -> str:
    text = written(node, depth + 1)
    compound = kind_of(node).startswith(("binary-operator/", "comprehension"))
    return f"({text})" if compound else text


def _query(node: Mapping, depth: int) -> str:
    source, where, select = (node.get(name) for name in ("collection", "where", "select"))
    condition = f" WHERE {_operand(where, depth)}" if where is not None else ""
    item = _text(node.get("itemBinding"))
    return f"FROM {item} IN {_operand(source, depth)}{condition} SELECT {_operand(select, depth)}"


def _function_name(name: str) -> str:
    plain = name.replace("-", "_").upper()
    return plain if plain.isidentifier() else "UNKNOWN"


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""
