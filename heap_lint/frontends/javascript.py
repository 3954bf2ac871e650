"""JavaScript that calls Heap's web interface, cut out of other files by their front ends.

The text comes with holes: runs of `HOLE`, a letter that no program uses, where another language fills
something in. tree-sitter reads it, whatever is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from heap_lint import regex
from heap_lint.dataclass import replace
from heap_lint.endpoints import destinations
from heap_lint.facts import (
    Environment,
    Fact,
    IdentifyCall,
    LoadCall,
    ScriptValue,
    Surface,
    TrackCall,
    UserProperties,
)
from heap_lint.flow import Edge, Graph, Place
from heap_lint.flow import Node as Point
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded, Hole
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_METHODS = "load|identify|track|addUserProperties|addEventProperties"
_CALL = regex.lazy(rf"\bheap\s*\.\s*(?:{_METHODS}|resetIdentity)\s*\(")
_OWNERS = {"heap", "window.heap", "globalThis.heap", "self.heap"}
_SCRIPT = regex.lazy(r"<script\b[^>]*>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_DEEPEST = 50
_LOADER = regex.lazy(r"https?://cdn\.(?:us|eu)\.heap-api\.com/(?:config|v5)/")
_BLOCKS = ("program", "statement_block")
_MAY_RESET = regex.lazy(r"reset|log_?out|sign_?out", re.IGNORECASE)


def calls_heap(text: str) -> bool:
    """Whether the text has a call of one of Heap's web methods."""
    return _CALL.search(text) is not None


def facts_in_script(script: Embedded) -> Iterator[Fact]:
    """Yield what a text says to Heap.

    A text with `<script>` is HTML, of which only the scripts count. Other text counts if it is
    JavaScript without an error: a sentence that mentions `heap.identify()` is not.
    """
    tags = list(_SCRIPT.finditer(script.text))
    if not tags:
        yield from _Script(script, whole=True).facts()
    for tag in tags:
        yield from _Script(script.part(*tag.span(1)), whole=False).facts()


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


class _Script:
    """One script: its tree, and the way from tree-sitter's bytes to characters of the file."""

    def __init__(self, script: Embedded, *, whole: bool) -> None:
        self._script = script
        self._bytes = script.text.encode("utf-8", "replace")
        self._whole = whole
        self._used: list[tuple[Hole, Span, bool]] = []
        """What has been filled in so far, with its place, and whether that is inside of a string."""
        self._constants: dict[str, Value] = {}
        self._last_of: dict[int, Place] = {}
        """The last identify of each block, unless the identity may have been reset since."""

    def facts(self) -> Iterator[Fact]:
        root = _parser().parse(self._bytes).root_node
        if self._whole and root.has_error:
            return
        for match in _LOADER.finditer(self._script.text):
            url = self._script.span(*match.span())
            yield from destinations(Literal(match[0], url, match[0]), name="the snippet")
        nodes = list(_descendants(root))
        self._constants = dict(self._declared(nodes))
        for node in nodes:
            if node.type == "call_expression":
                yield from self._call(node)

    # --- Calls

    def _call(self, node: Node) -> Iterator[Fact]:
        function, arguments = (
            node.child_by_field_name("function"),
            node.child_by_field_name("arguments"),
        )
        if function is not None and _MAY_RESET.search(self._written(function)):
            self._last_of.clear()
        if function is None or function.type != "member_expression" or arguments is None:
            return
        owner, _, method = self._written(function).replace("?.", ".").rpartition(".")
        if re.sub(r"\s", "", owner) not in _OWNERS or arguments.type != "arguments":
            return
        span = self._span(function)
        spread = any(child.type == "spread_element" for child in arguments.named_children)
        rest: Value | None = Unknown(span, given=False) if spread else None
        self._used.clear()
        given = [
            self._value(child)
            for child in arguments.named_children
            if child.type not in ("comment", "spread_element")
        ]
        if method.strip() == "identify":
            yield self._identify(given, rest, span, self._places(node))
        yield from self._method(method.strip(), given, rest, span)
        for hole, at, quoted in self._used:
            yield ScriptValue(
                span=at,
                value=hole.value,
                escaping=hole.escaping,
                quoted=quoted,
                name=f"heap.{method.strip()}",
            )

    def _identify(
        self, given: list[Value], rest: Value | None, span: Span, places: tuple[Place, ...]
    ) -> IdentifyCall:
        return IdentifyCall(
            span=span,
            name="heap.identify",
            surface=Surface.WEB,
            places=places,
            identity=given[0] if given else rest,
            extra=tuple(given[1:]),
        )

    def _places(self, node: Node) -> tuple[Place, ...]:
        """Return the point of a call that is a statement, behind the identify before it in its block."""
        statement = node.parent
        block = statement.parent if statement is not None else None
        if statement is None or block is None or block.type not in _BLOCKS:
            return ()
        last = self._last_of.get(block.id)
        place = Place(last.graph if last is not None else Graph(), Point())
        if last is not None:
            last.node.edges.append(Edge(place.node))
        self._last_of[block.id] = place
        return (place,)

    def _method(
        self, method: str, given: list[Value], rest: Value | None, span: Span
    ) -> Iterator[Fact]:
        name = f"heap.{method}"
        first = given[0] if given else rest
        if method == "load":
            yield Environment(span=first.span if first is not None else span, app_id=first)
            options = given[1] if len(given) > 1 else rest
            if not isinstance(options, Mapping):
                options = Mapping((), span, complete=options is None)
            yield LoadCall(span=span, name=name, surface=Surface.WEB, options=options)
            server = options.get("ingestServer")
            yield from destinations(server, name=name) if server is not None else ()
        elif method == "track":
            properties = given[1] if len(given) > 1 else rest
            yield TrackCall(
                span=span,
                name=name,
                surface=Surface.WEB,
                identity=None,
                event=first,
                properties=properties,
            )
        elif method == "addUserProperties":
            yield UserProperties(
                span=span, name=name, surface=Surface.WEB, identity=None, properties=first
            )

    # --- Values

    def _value(self, node: Node, depth: int = 0) -> Value:
        span = self._span(node)
        if depth > _DEEPEST:
            return Unknown(span)
        kind, written = node.type, self._written(node)
        if kind in ("string", "template_string"):
            return self._string(node, depth)
        if kind == "number" or kind == "unary_expression" and written[:1] == "-":
            return self._number(written, span)
        if kind in ("true", "false", "null", "undefined"):
            value = {"true": True, "false": False}.get(kind)
            return Literal(value, span, written)
        if kind == "parenthesized_expression" and node.named_child_count:
            return self._value(node.named_children[0], depth + 1)
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            items = tuple(self._value(child, depth + 1) for child in node.named_children)
            complete = all(child.type != "spread_element" for child in node.named_children)
            return Sequence(items, span, complete, "array")
        if kind in ("binary_expression", "ternary_expression"):
            return self._choice(node, depth)
        at = span.start - self._script.start
        if kind == "identifier" and at in self._script.holes and set(written) == {HOLE}:
            return self._filled_in(at, span, quoted=False)
        if kind == "identifier" and written in self._constants:
            return _at(self._constants[written], span)
        return Unknown(
            span, expression=written if kind in ("identifier", "member_expression") else ""
        )

    def _choice(self, node: Node, depth: int) -> Value:
        operator = node.child_by_field_name("operator")
        if node.type == "ternary_expression":
            arms = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        elif operator is not None and self._written(operator) in ("||", "??"):
            arms = [node.child_by_field_name(name) for name in ("left", "right")]
        else:
            return Unknown(self._span(node))
        options = tuple(self._value(arm, depth + 1) for arm in arms if arm is not None)
        return OneOf(options, self._span(node))

    def _string(self, node: Node, depth: int) -> Value:
        span, parts = self._span(node), list[str | Value]()
        for child in node.named_children:
            written = self._written(child)
            if child.type == "escape_sequence":
                parts.append(_unescaped(written))
            elif child.type == "template_substitution":
                inner = child.named_children
                parts.append(
                    self._value(inner[0], depth + 1) if inner else Unknown(self._span(child))
                )
            else:
                parts += self._with_holes(written, self._span(child))
        if any(not isinstance(part, str) for part in parts):
            return self._text(parts, span)
        return Literal("".join(map(str, parts)), span, self._script.source.slice(span))

    def _text(self, parts: list[str | Value], span: Span) -> Value:
        """Return a string with holes: several strings where one hole is one of several values."""
        at = next((n for n, part in enumerate(parts) if isinstance(part, OneOf)), None)
        several = parts[at] if at is not None else None
        if at is not None and isinstance(several, OneOf):
            options = [[*parts[:at], one, *parts[at + 1 :]] for one in several.options]
            return OneOf(tuple(self._text(option, span) for option in options), span)
        texts = [str(p.value) if isinstance(p, Literal) else p for p in parts]
        source = self._script.source.slice(span)
        if all(isinstance(text, str) for text in texts):
            return Literal("".join(map(str, texts)), span, source)
        return Text(tuple(texts), span, source)

    def _with_holes(self, text: str, span: Span) -> Iterator[str | Value]:
        start = span.start - self._script.start
        for match in re.finditer(rf"{HOLE}+|[^{HOLE}]+", text):
            at = self._script.source.span(span.start + match.start(), span.start + match.end())
            if match[0][0] != HOLE:
                yield match[0].replace(FILLER, "")
                continue
            begins = [n for n in range(*match.span()) if start + n in self._script.holes]
            for begin, end in pairwise([*(begins or [match.start()]), match.end()]):
                at = self._script.span(start + begin, start + end)
                yield self._filled_in(start + begin, at, quoted=True)

    def _filled_in(self, at: int, span: Span, *, quoted: bool) -> Value:
        """Return what is filled in at a character of the script."""
        hole = self._script.holes.get(at)
        if hole is None:
            return Unknown(span)
        self._used.append((hole, span, quoted))
        return replace(hole.value, span=span, defined=hole.value.span)

    def _number(self, written: str, span: Span) -> Value:
        try:
            return Literal(json.loads(written), span, written)
        except ValueError:
            return Unknown(span)

    def _object(self, node: Node, depth: int) -> Value:
        entries: list[Entry] = []
        complete = not node.has_error
        for child in node.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type == "pair" and key is not None and value is not None:
                entries.append(Entry(self._key(key), self._value(value, depth + 1)))
            elif child.type == "shorthand_property_identifier":
                name = Literal(self._written(child), self._span(child), self._written(child))
                entries.append(Entry(name, self._constants.get(name.source, Unknown(name.span))))
            elif child.type != "comment":
                complete = False
        return Mapping(tuple(entries), self._span(node), complete)

    def _key(self, node: Node) -> Value:
        if node.type == "property_identifier":
            written = self._written(node)
            if HOLE not in written:
                return Literal(written, self._span(node), written)
        return self._value(node) if node.type == "string" else Unknown(self._span(node))

    def _declared(self, nodes: list[Node]) -> Iterator[tuple[str, Value]]:
        """Yield the names that `const` gives a constant; one declared twice is not followed."""
        declared = [
            node
            for node in nodes
            if node.type == "variable_declarator"
            and node.parent is not None
            and self._written(node.parent).startswith("const")
        ]
        names = [self._written(node.children[0]) for node in declared]
        for name, node in zip(names, declared, strict=True):
            value = node.child_by_field_name("value")
            if value is not None and names.count(name) == 1:
                yield name, self._value(value)

    # --- Positions

    def _written(self, node: Node) -> str:
        return self._bytes[node.start_byte : node.end_byte].decode("utf-8")

    def _span(self, node: Node) -> Span:
        before = len(self._bytes[: node.start_byte].decode("utf-8", "ignore"))
        start = self._script.start + before
        return self._script.source.span(start, start + len(self._written(node)))


def _descendants(root: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in order, without recursion."""
    cursor = root.walk()
    while True:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _at(value: Value, span: Span) -> Value:
    """Return a constant as given by a name at `span`."""
    if isinstance(value, Literal):
        return Literal(value.value, span, value.source, defined=value.span)
    return value


def _unescaped(escape: str) -> str:
    body = escape[1:]
    if body[:1] in ("x", "u"):
        digits = body[1:].strip("{}")
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return escape
    return _ESCAPES.get(body, body)
