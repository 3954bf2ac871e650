"""What an expression stands for, and what running it does: calls, assignments, ways that fork."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.flow import Login, Node
from heap_lint.frontends.dataflow.containers import of_any_value, with_entry
from heap_lint.frontends.dataflow.joining import cut, join_mappings, one_of
from heap_lint.frontends.dataflow.state import State, forget_who_is_out, join
from heap_lint.frontends.dataflow.symbols import Defaulted, Parameter, Ref, Spread
from heap_lint.frontends.embedding import FILLER, HOLE
from heap_lint.frontends.web import model
from heap_lint.frontends.web.coercion import (
    as_text,
    either,
    may_be_undefined,
    text_of,
    unescaped,
)
from heap_lint.frontends.web.embedded import INSERTED
from heap_lint.frontends.web.guards import Condition, truth_of
from heap_lint.frontends.web.scope import (
    ClassValue,
    Closure,
    File,
    Frame,
    Function,
    Named,
    at,
    is_global,
    name_at,
    path_of,
    plain,
    stepped,
    without_kind,
)
from heap_lint.frontends.web.syntax import DEEPEST, Tree, named, part, target_of
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
    is_huge,
    is_none,
)

if TYPE_CHECKING:
    import tree_sitter as ts

_FUNCTIONS = ("arrow_function", "function_expression", "generator_function", "function")
_TRANSPARENT = (
    "as_expression",
    "satisfies_expression",
    "parenthesized_expression",
    "non_null_expression",
)
_HOLDS_HTML = ("__html", "innerHTML")
_HOLDS_TEXT = ("textContent", "children")
_LISTS_SCRIPTS = ("script", "scripts", "headTags", "bodyTags")
_ATTRIBUTE = "jsx_attribute"
_PATHS = ("member_expression", "subscript_expression")
_REPEATED = ("identifier", "this", *_PATHS)
"""Expressions whose value can be had again without running anything."""
_SCRIPTS = ("script", "Script")
_NUMBER = re.compile(r"0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*")
_MOST_TERMS = 5_000
_JOINED_IN_A_STEP = 4
"""Entries of alternative objects that are joined in the time in which an expression is evaluated."""
_WORD_CHARACTER = re.compile(r"[\w$]")


class Evaluator:
    """Expressions in the current state. What calls do is told by the class that is built on this."""

    file: File
    frame: Frame
    tree: Tree
    state: State

    def evaluate(self, node: ts.Node) -> Value:
        """Run an expression and return its value."""
        if self.file.depth >= DEEPEST or not self.file.allowance.fuel.spend():
            return Unknown(self.span(node))
        self.file.depth += 1
        try:
            return self._evaluate(node)
        finally:
            self.file.depth -= 1

    def call(self, node: ts.Node) -> Value:
        """Run a call."""
        raise NotImplementedError

    def truths(self) -> dict[str, bool]:
        """Return what conditions on the way here have shown of the parameters of this function."""
        raise NotImplementedError

    def assigned(self, target: ts.Node, value: Value, node: ts.Node) -> None:
        """Note that a property is assigned."""

    def attribute(self, element: str, name: ts.Node, value: Value | None, others: set[str]) -> None:
        """Note an attribute of an element; `others` are the names of all it has, in lower case."""

    def element(self, node: ts.Node, attributes: Mapping) -> None:
        """Note an element with its attributes."""

    def fallback(self, first: Value, second: Value, either: Value) -> None:
        """Note that `second` is used where there is no `first`."""

    def as_script(self, node: ts.Node, *, with_tags: bool = False) -> None:
        """Look at an expression whose text becomes a script of a page, or HTML.

        `with_tags`: it is HTML, and no script unless it has the tags of one.
        """

    def linked(self, value: Value) -> Value:
        """Return what is imported as its module has it; itself where that is unknown."""
        raise NotImplementedError

    def in_module(self, value: Value, name: str) -> Value | None:
        """Return what a namespace has under a name, None where it is no namespace, or not known."""
        raise NotImplementedError

    def as_imported(self, node: ts.Node, depth: int = 0) -> Value | None:
        """Return an expression by its access path from an import, None where it has none."""
        raise NotImplementedError

    def span(self, node: ts.Node) -> Span:
        """Return where a node stands in the file."""
        return self.tree.span(node)

    def written(self, node: ts.Node) -> str:
        """Return a node's text."""
        return self.tree.written(node)

    # --- Kinds of expressions

    def _evaluate(self, node: ts.Node) -> Value:
        kind = node.type
        if kind in _TRANSPARENT or kind == "await_expression":
            return self._inner(node, kind)
        handler = getattr(self, f"_on_{kind}", None)
        if handler is not None:
            value: Value = handler(node)
            return value
        if kind in _FUNCTIONS:
            return self.function(node)
        for child in named(node):
            self.evaluate(child)
        return Unknown(self.span(node))

    def _inner(self, node: ts.Node, kind: str) -> Value:
        children = named(node)
        if not children:
            return Unknown(self.span(node))
        value = self.evaluate(children[0])
        for child in children[1:] if kind == "parenthesized_expression" else ():
            value = self.evaluate(child)
        if kind == "await_expression":
            self.unsure_again()
        if kind == "non_null_expression":
            value = without_kind(value)
        return value

    def _on_sequence_expression(self, node: ts.Node) -> Value:
        value: Value = Unknown(self.span(node))
        for child in named(node):
            value = self.evaluate(child)
        return value

    def _on_type_assertion(self, node: ts.Node) -> Value:
        return self.evaluate(named(node)[-1])

    def _on_identifier(self, node: ts.Node) -> Value:
        name, span = self.written(node), self.span(node)
        if name[:1] == HOLE:
            return self._hole(node, name, span)
        return self.named_value(name.replace(FILLER, ""), span)

    _on_shorthand_property_identifier = _on_identifier

    def named_value(self, name: str, span: Span) -> Value:
        """Return what a name stands for here."""
        value = self.state.names.get(name)
        if value is None:
            return self._sure(name_at(name, span))
        return self._sure(at(self.linked(value), span, name))

    def _on_undefined(self, node: ts.Node) -> Value:
        return Literal(None, self.span(node), self.written(node))

    _on_null = _on_undefined

    def _on_true(self, node: ts.Node) -> Value:
        return Literal(node.type == "true", self.span(node), self.written(node))

    _on_false = _on_true

    def _on_this(self, node: ts.Node) -> Value:
        return name_at("this", self.span(node))

    def _on_meta_property(self, node: ts.Node) -> Value:
        return name_at("import.meta", self.span(node))

    def _on_number(self, node: ts.Node) -> Value:
        written, span = self.written(node), self.span(node)
        digits, unknown = written.rstrip("n").replace("_", ""), Unknown(span, kind=Kind.NUMBER)
        try:
            if _NUMBER.fullmatch(written.rstrip("n")):
                old_octal = len(digits) > 1 and digits[0] == "0" and digits.isdigit()
                whole = int(digits, 8 if old_octal else 0)
                return unknown if is_huge(whole) else Literal(whole, span, written)
            return Literal(float(digits), span, written)
        except ValueError:
            return unknown

    def _on_unary_expression(self, node: ts.Node) -> Value:
        sign = self.written(part(node, "operator"))
        value, span, source = self.evaluate(named(node)[-1]), self.span(node), self.written(node)
        if sign == "void":
            return Literal(None, span, source)
        if isinstance(value, Literal) and sign == "!" and truth_of(value) is not None:
            return Literal(not truth_of(value), span, source)
        if isinstance(value, Literal) and sign in ("+", "-") and type(value.value) in (int, float):
            number = value.value if sign == "+" else -value.value  # type: ignore[operator]
            return Literal(number, span, source)
        return Unknown(span, kind=Kind.NUMBER if sign in ("+", "-") else None)

    def _on_update_expression(self, node: ts.Node) -> Value:
        target = target_of(part(node, "argument"))
        if target.type == "identifier":
            self.bind(self.written(target), Unknown(self.span(target)))
        return Unknown(self.span(node), kind=Kind.NUMBER)

    def _on_jsx_element(self, node: ts.Node) -> Value:
        name = part(node, "open_tag").child_by_field_name("name")
        is_script = name is not None and self.written(name) in _SCRIPTS
        for child in named(node):
            for inner in named(child) if is_script and child.type == "jsx_expression" else ():
                self.as_script(inner)
            self.evaluate(child)
        return Unknown(self.span(node))

    def _on_jsx_opening_element(self, node: ts.Node) -> Value:
        children = named(node)
        names = {
            self.written(named(each)[0]).lower() for each in children if each.type == _ATTRIBUTE
        }
        given: list[Entry] = []
        for child in children[1:]:
            inner = named(child) if child.type == _ATTRIBUTE else []
            value = self.attribute_value(inner[1]) if len(inner) > 1 else None
            if inner:
                self.attribute(self.written(children[0]), inner[0], value, names)
                name, span = self.written(inner[0]), self.span(inner[0])
                entry = Literal(name, span, name)
                given.append(Entry(entry, value or Literal(True, span, name)))
            else:
                self.evaluate(child)
        is_seen = len(given) == len(children) - 1
        self.element(node, Mapping(tuple(given), self.span(node), is_seen))
        return Unknown(self.span(node))

    _on_jsx_self_closing_element = _on_jsx_opening_element

    def attribute_value(self, node: ts.Node) -> Value:
        """Return what an attribute of an element is given."""
        inner = named(node) if node.type == "jsx_expression" else []
        return self.evaluate(inner[0] if len(inner) == 1 else node)

    # --- Texts

    def _on_string(self, node: ts.Node) -> Value:
        span, parts = self.span(node), list[str | Value]()
        for child in named(node):
            written = self.written(child)
            if child.type == "escape_sequence":
                parts.append(unescaped(written))
            elif child.type == "template_substitution":
                inner = named(child)
                filled = self.evaluate(inner[0]) if inner else Unknown(self.span(child))
                parts += as_text(filled)
            else:
                parts += self._with_holes(written, self.tree.start(child))
        source = self._as_written(node, span)
        if "heap" in source:
            self.file.texts[span] = self.tree, node
        if all(isinstance(part, str) for part in parts):
            return Literal("".join(map(str, parts)), span, source)
        return text_of(parts, span, source)

    _on_template_string = _on_string

    def _as_written(self, node: ts.Node, span: Span) -> str:
        """Return a text of the script as people know it, without escapes of a language around it."""
        start, end = self.tree.start(node), self.tree.end(node)
        masked = self.tree.script.text[start:end]
        has_escapes = FILLER in masked and HOLE not in masked
        return masked.replace(FILLER, "") if has_escapes else self.tree.script.source.slice(span)

    def _with_holes(self, text: str, start: int) -> Iterator[str | Value]:
        """Yield the pieces of a text that begins at character `start` of the script."""
        holes = self.tree.script.holes
        for match in re.finditer(rf"{HOLE}+|[^{HOLE}]+", text):
            first, last = start + match.start(), start + match.end()
            if match[0][0] != HOLE:
                yield match[0].replace(FILLER, "")
                continue
            bounds = [i for i in range(first, last) if i == first or i in holes]
            for begin, end in zip(bounds, [*bounds[1:], last], strict=True):
                yield from as_text(self._value_of_hole(begin, end))

    def _hole(self, node: ts.Node, name: str, span: Span) -> Value:
        """Return the value of an expression that is filled in, alone."""
        first = self.tree.start(node)
        holes = self.tree.script.holes
        if name.strip(HOLE + FILLER) or any(
            i in holes for i in range(first + 1, first + len(name))
        ):
            return Unknown(span)
        return self._value_of_hole(first, first + len(name))

    def _value_of_hole(self, start: int, end: int) -> Value:
        hole = self.tree.script.holes.get(start)
        return hole.value if hole is not None else Unknown(self.tree.script.span(start, end))

    def _sum(self, node: ts.Node) -> Value:
        """Run `a + b + c`, however long."""
        terms: list[ts.Node] = []
        left = node
        while len(terms) < _MOST_TERMS and self._operator(left) == "+":
            terms.append(part(left, "right"))
            left = part(left, "left")
        terms.append(left)
        values = [self.evaluate(term) for term in reversed(terms)]
        span = self.span(node)
        self.file.texts[span] = self.tree, node
        parts: list[str | Value] = []
        is_text = False
        for value in values:
            is_text |= (
                isinstance(value, Text)
                or isinstance(value, Literal)
                and isinstance(value.value, str)
            )
            parts += as_text(value)
        return (
            text_of(parts, span, self.tree.script.source.slice(span)) if is_text else Unknown(span)
        )

    def _operator(self, node: ts.Node) -> str:
        is_binary = node.type == "binary_expression"
        return self.written(part(node, "operator")) if is_binary else ""

    # --- Ways that fork

    def _on_binary_expression(self, node: ts.Node) -> Value:
        operator = self._operator(node)
        if operator == "+":
            return self._sum(node)
        if operator in ("&&", "||", "??"):
            return self._choice(node, operator)
        for side in ("left", "right"):
            self.evaluate(part(node, side))
        kind = Kind.NUMBER if operator in ("-", "*", "/", "%", "**") else None
        return Unknown(self.span(node), kind=kind)

    def _choice(self, node: ts.Node, operator: str) -> Value:
        """Return the value of `a || b || c`, from left to right: each is told what the one before is."""
        links = self._chain(node, operator)
        operand = part(links[0], "left")
        value, ends = self.evaluate(operand), list[State]()
        for link in links:
            right = part(link, "right")
            ends.append(self.state)
            self.state = self.state.fork()
            if operator != "??":
                self.assume(operand, truth=operator == "&&")
            first, second = value, self.evaluate(right)
            value, operand = either(operator, first, second, self.span(link)), right
            if operator != "&&":
                self.fallback(first, second, value)
        self.state = (
            self.joined([self.state, *(end.fork() for end in reversed(ends))]) or self.state
        )
        return value

    def _chain(self, node: ts.Node, operator: str) -> list[ts.Node]:
        """Return the expressions of one operator that begin with each other, inner ones first."""
        links = [node]
        left = part(node, "left")
        while len(links) < _MOST_TERMS and self._operator(left) == operator:
            links.append(left)
            left = part(left, "left")
        return links[::-1]

    def _on_ternary_expression(self, node: ts.Node) -> Value:
        test, *arms = (part(node, name) for name in ("condition", "consequence", "alternative"))
        decided = truth_of(self.evaluate(test))
        before, ends, values = self.state, list[State](), list[Value]()
        for arm, truth in zip(arms, (True, False), strict=True):
            if decided not in (truth, None):
                continue
            self.state = before.fork()
            self.assume(test, truth=truth)
            values.append(self.evaluate(arm))
            ends.append(self.state)
        self.state = self.joined(ends) or before
        return one_of(values, self.span(node)) if values else Unknown(self.span(node))

    def joined(self, states: list[State]) -> State | None:
        """Return what holds where ways meet: who is known to be out on some of them is not behind."""
        forget_who_is_out(states)
        return join(states)

    def assume(self, test: ts.Node, *, truth: bool) -> None:
        """Go on in the current state, which a fork has made, where `test` is `truth`."""
        shown = Condition(self.tree, self.peek).shows(test, truth)
        state = self.state
        state.learn(shown.truths, shown.conditions)
        for name, value in shown.names.items():
            state.names[name] = value
        if shown.login is not None:
            self.assume_login(shown.login)
        elif any(entry is Login.ANYBODY for _, entry in self.frame.graph.entries):
            state.go_to(Node(asks=True))

    def assume_login(self, login: Login) -> None:
        """Go on only for visitors who are `login`."""
        forked = self.state.fork(login)
        self.state.node = forked.node
        self.state.told_out = login is Login.OUT

    def unsure_again(self) -> None:
        """Note that code which is not followed may have logged somebody in."""
        if self.state.told_out:
            self.state.go_to(Node(Login.UNSURE))

    def peek(self, node: ts.Node) -> Value:
        """Return the value of a name or an access path, without running anything."""
        if node.type in ("identifier", "this"):
            return self.evaluate(node)
        if node.type in _PATHS:
            if self.file.depth >= DEEPEST:
                return Unknown(self.span(node))
            self.file.depth += 1
            try:
                return self._step(node, self.again)
            finally:
                self.file.depth -= 1
        if node.type == "call_expression":
            function = part(node, "function")
            if not named(part(node, "arguments")):
                called = self.as_imported(function) or self.peek(function)
                return stepped(called, "()", self.span(node))
        return Unknown(self.span(node))

    def again(self, node: ts.Node) -> Value:
        """Return the value of an expression that has been run here, without running it once more.

        Whatever is run twice in each of some expressions in each other is run as often as two to the
        power of their number.
        """
        if node.type in _REPEATED:
            return self.peek(node)
        if node.type in ("string", "number"):
            return self.evaluate(node)
        known = self.file.owners.get(node.id)
        return self._owner(node) if known is None else known

    def _owner(self, node: ts.Node) -> Value:
        """Run what stands before a dot or a bracket."""
        value = self.evaluate(node)
        if node.type not in _REPEATED:
            self.file.owners[node.id] = value
        return value

    # --- Objects

    def _on_object(self, node: ts.Node) -> Value:
        entries: list[Entry] = []
        complete = not node.has_error
        for child in named(node):
            if child.type == "spread_element":
                inner = named(child)
                given = self.evaluate(inner[0]) if inner else Unknown(self.span(child))
                # What a caller gives may replace the keys before it, of which nothing is known then.
                if isinstance(given, Named) and given.source is not None and not entries:
                    entries.append(Entry(Spread(given.span), given))
                    continue
                more = self._spread(child, given)
                if not more.complete:  # it may have the keys before it too
                    entries = [*map(of_any_value, entries)]
                entries += more.entries
                complete &= more.complete
                if len(entries) > limits.MOST_SPREAD:
                    entries, complete = entries[: limits.MOST_SPREAD], False
            else:
                entry = self._entry(child)
                complete &= entry is not None
                entries += [entry] if entry is not None else []
        return self._made(node, Mapping(tuple(entries), self.span(node), complete))

    def _spread(self, node: ts.Node, value: Value) -> Mapping:
        """Return what `...value` puts into an object: of several alternatives, what each may."""
        span = self.span(node)
        options = value.options if isinstance(value, OneOf) else (value,)
        held = [self.held(option) for option in options]
        mappings = [each for each in held if isinstance(each, Mapping)]
        without = [each for each in held if isinstance(each, Literal) and not each.value]
        if not mappings or len(mappings) + len(without) < len(held):
            return Mapping((), span, complete=bool(without) and len(without) == len(held))
        always = not without and not any(may_be_undefined(option) for option in options)
        if len(options) > 1:
            entries_of_all = sum(len(each.entries) for each in mappings)
            self.file.allowance.fuel.spend(entries_of_all // _JOINED_IN_A_STEP)
        joined = mappings[0]
        for other in mappings[1:]:
            joined = join_mappings(joined, other)
        joined = cut(joined)
        entries = joined.entries
        if not always:
            entries = tuple(replace(e, certain=False) if e.certain else e for e in entries)
        return Mapping(entries, span, joined.complete)

    def _entry(self, node: ts.Node) -> Entry | None:
        certain = not self._in_choice(node)
        if node.type == "pair":
            key, value = part(node, "key"), part(node, "value")
            name = self.written(key)
            if name in _HOLDS_HTML or name in _HOLDS_TEXT and self._is_in_list_of_scripts(node):
                self.as_script(value)
            return Entry(self._key(key), self.evaluate(value), certain)
        if node.type == "shorthand_property_identifier":
            name = self.written(node)
            if HOLE in name:
                return None
            return Entry(Literal(name, self.span(node), name), self.evaluate(node), certain)
        if node.type == "method_definition":
            return Entry(self._key(part(node, "name")), self.function(node), certain)
        return None

    def _is_in_list_of_scripts(self, pair: ts.Node) -> bool:
        """Whether an entry is part of `script: [{...}]`, as the head of a page is described."""
        one = self.tree.outer(pair)
        several = self.tree.outer(one) if one is not None else None
        listed = self.tree.outer(several) if several is not None else None
        key = listed.child_by_field_name("key") if listed is not None else None
        return key is not None and self.written(key) in _LISTS_SCRIPTS

    def _in_choice(self, node: ts.Node) -> bool:
        """Whether a template writes an entry of an object only under a condition."""
        start = self.tree.script.start
        within = start + self.tree.start(self.tree.outer(node) or node)
        place = start + self.tree.start(node)
        return any(choice.end > place for choice in self.file.choices_in(within, place + 1))

    def _key(self, node: ts.Node) -> Value:
        if node.type == "property_identifier":
            written = self.written(node)
            if HOLE not in written:
                return Literal(written.replace(FILLER, ""), self.span(node), written)
        if node.type in ("string", "number"):
            return self.evaluate(node)
        if node.type == "computed_property_name" and named(node):
            return self.evaluate(named(node)[0])
        return Unknown(self.span(node))

    def _on_array(self, node: ts.Node) -> Value:
        children = named(node)
        items = tuple(self.evaluate(child) for child in children)
        complete = all(child.type != "spread_element" for child in children)
        return self._made(node, Sequence(items, self.span(node), complete, "array"))

    def _made(self, node: ts.Node, held: Mapping | Sequence) -> Ref:
        site = hash((self.tree.script.start, node.start_byte, node.end_byte))
        self.state.objects[site] = held
        return Ref(held.span, site=site)

    def held(self, value: Value) -> Value:
        """Return what an object or array holds now, any other value as it is."""
        if isinstance(value, Ref):
            return self.state.objects.get(value.site) or Unknown(value.span)
        return value

    def _on_member_expression(self, node: ts.Node) -> Value:
        return self._step(node, self._owner)

    _on_subscript_expression = _on_member_expression

    def _step(self, node: ts.Node, run: Callable[[ts.Node], Value]) -> Value:
        """Return what `owner.name` or `owner[index]` gives; `run` gives the values of its parts."""
        owner = part(node, "object")
        if node.type == "subscript_expression":
            return self._at(node, owner, part(node, "index"), run)
        name = self.written(part(node, "property"))
        value = self._member(node, run(owner), name.replace(FILLER, ""))
        return self.by_path(value, node)

    def by_path(self, value: Value, node: ts.Node) -> Value:
        """Return a value of which nothing is known by its access path from an import, if it has one."""
        if type(value) is not Unknown or value.expression or value.origin or value.kind:
            return value
        return self.as_imported(node) or value

    def _at(
        self, node: ts.Node, owner: ts.Node, index: ts.Node, run: Callable[[ts.Node], Value]
    ) -> Value:
        value, key = run(owner), run(index)
        if isinstance(key, Literal) and isinstance(key.value, str) and key.value.isidentifier():
            return self._member(node, value, key.value)
        shown = key.source if isinstance(key, Literal) else ""
        return stepped(value, f"[{shown}]", self.span(node)) if shown else Unknown(self.span(node))

    def _member(self, node: ts.Node, owner: Value, name: str) -> Value:
        owner = self.linked(owner)
        exported = self.in_module(owner, name)
        if exported is not None:
            return at(exported, self.span(node), name)
        span, held = self.span(node), self.held(owner)
        if path_of(owner) == "@this" and name in self.frame.this:
            return self._sure(at(self.frame.this[name], span, f"this.{name}"))
        if isinstance(held, ClassValue):
            return at(held.members[name], span) if name in held.members else Unknown(span)
        if isinstance(held, Mapping):
            value = held.get(name)
            entry = held.entry(name)
            if value is not None and entry is not None and entry.certain:
                return at(value, span)
            return Unknown(span)
        if isinstance(owner, OneOf):  # `typeof window === "undefined" ? {} : window`
            owner = next(filter(is_global, owner.options), owner)
        value = stepped(owner, f".{name}", span)
        # Of a name that stands for nothing `.id` is an error, behind `?.` it is nothing itself.
        first = node.child_by_field_name("object")
        in_chain = first is not None and first.type in ("member_expression", "call_expression")
        maybe = in_chain and isinstance(owner, Unknown) and owner.kind is Kind.UNDEFINED
        optional = any(child.type == "optional_chain" for child in node.children)
        if isinstance(value, Unknown) and (maybe or optional):
            if not self.state.truths.get(path_of(owner)):
                value = replace(value, kind=Kind.UNDEFINED)
        return self._sure(value)

    def _sure(self, value: Value) -> Value:
        """Return a value as conditions on the way have shown it."""
        path = path_of(value)
        if not path or not self.state.truths.get(path):
            return value
        value = without_kind(value)
        if isinstance(value, Named) and value.source is not None:
            value = replace(value, source=replace(value.source, truth=True))
        return value

    # --- Layered[str, Value]

    def bind(self, name: str, value: Value) -> None:
        """Let a name stand for another value from here on."""
        self.state.bind(name, value)
        for path in [p for p in self.state.truths if p.startswith(f"@{name}")]:
            if _WORD_CHARACTER.match(path, len(name) + 1) is None:
                del self.state.truths[path]
        if not isinstance(value, Literal):
            self.unsure_again()

    def bind_pattern(self, pattern: ts.Node, value: Value, depth: int = 0) -> None:
        """Bind the names of a pattern (`{a, b: c}`, `[a, b]`) to what a value has for them."""
        kind = pattern.type
        if depth > DEEPEST:
            return
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            self.bind(self.written(pattern), value)
        elif kind in ("assignment_pattern", "object_assignment_pattern"):
            left, default = part(pattern, "left"), self.evaluate(part(pattern, "right"))
            if not isinstance(value, Named) or value.source is None:
                value = one_of((without_kind(value), default), value.span)
            elif left.type != "object_pattern":  # `{...} = {}` adds nothing
                value = self.or_default(value, value.source, default)
            self.bind_pattern(left, value, depth + 1)
        elif kind == "object_pattern":
            for child in named(pattern):
                self._bind_property(child, value, depth)
        elif kind in ("array_pattern", "rest_pattern"):
            for place, child in enumerate(named(pattern)):
                item = self._item(value, place) if kind == "array_pattern" else None
                self.bind_pattern(child, item or Unknown(self.span(child)), depth + 1)

    def or_default(self, value: Named, source: Parameter, default: Value) -> Named:
        """Return what a function is given for a parameter that has a default."""
        known = {name: getattr(source, name) for name in Parameter.__struct_fields__}
        frozen = plain(self.state.freeze(default))
        return replace(value, kind=None, source=Defaulted(**known, default=frozen))

    def _bind_property(self, pattern: ts.Node, value: Value, depth: int) -> None:
        key = target = pattern
        if pattern.type == "pair_pattern":
            key, target = part(pattern, "key"), part(pattern, "value")
        elif pattern.type == "object_assignment_pattern":
            key = part(pattern, "left")
        elif pattern.type == "rest_pattern":
            self.bind_pattern(pattern, Unknown(self.span(pattern)), depth + 1)
            return
        name = self.written(key)
        span = self.span(key)
        value = self.linked(value)
        held = self.held(value)
        found = held.get(name) if isinstance(held, Mapping) else stepped(value, f".{name}", span)
        exported = self.in_module(value, name)
        found = exported or found
        if isinstance(held, ClassValue):
            found = held.members.get(name)
        if found is not None and _has_default(target):
            entry = held.entry(name) if isinstance(held, Mapping) else None
            is_there = exported is not None or entry is not None and entry.certain
            # What a module has under a name is there whatever stands behind `=`.
            target = part(target, "left") if is_there and _is_set(found) else target
        self.bind_pattern(target, at(found, span, name) if found else Unknown(span), depth + 1)

    def _on_assignment_expression(self, node: ts.Node) -> Value:
        left, value = target_of(part(node, "left")), self.evaluate(part(node, "right"))
        if left.type == "member_expression":
            self._set_property(left, value)
            self.assigned(left, value, node)
        elif left.type == "subscript_expression":
            self._lose(left)
        else:
            self.bind_pattern(left, value)
        return value

    def _on_augmented_assignment_expression(self, node: ts.Node) -> Value:
        left, value = target_of(part(node, "left")), self.evaluate(part(node, "right"))
        if left.type == "identifier":
            written = self.written(part(node, "operator")).rstrip("=")
            before = self.evaluate(left)
            known = either(written, before, value, value.span) if written in ("||", "??") else None
            self.bind(self.written(left), known or Unknown(self.span(left)))
        else:
            self._lose(left)
            if (
                left.type == "member_expression"
                and self.written(part(left, "property")) in INSERTED
            ):
                self.as_script(part(node, "right"))
        return Unknown(self.span(node))

    def _item(self, value: Value, place: int) -> Value | None:
        """Return an item of an array, of several what it is in each; None where that is not known."""
        if isinstance(value, OneOf):
            found = [self._item(option, place) for option in value.options]
            known = [each for each in found if each is not None]
            return one_of(known, value.span) if len(known) == len(found) else None
        held = self.held(value)
        is_known = isinstance(held, Sequence) and held.complete and place < len(held.items)
        return held.items[place] if is_known and isinstance(held, Sequence) else None

    def items_of(self, value: Value | None) -> list[Value]:
        """Return what each item of an array may be, as one value; nothing where that is not known."""
        if not isinstance(value, Sequence) or not value.complete or not value.items:
            return []
        return [one_of(value.items, value.span)]

    def _set_property(self, target: ts.Node, value: Value) -> None:
        owner, key = part(target, "object"), part(target, "property")
        if owner.type == "this" and self.frame.in_constructor:
            self.frame.this[self.written(key)] = value
        held_by = self._owner(owner)
        held = self.held(held_by)
        if isinstance(held_by, ClassValue) and isinstance(value, ClassValue):
            held_by.members[self.written(key)] = value  # `Client.instance = new Client()`
        if isinstance(held_by, Ref) and isinstance(held, Mapping):
            name = self.written(key)
            entry = Entry(Literal(name, self.span(key), name), value)
            self.state.objects[held_by.site] = with_entry(held, entry)

    def _lose(self, target: ts.Node) -> None:
        owner = target.child_by_field_name("object")
        if owner is not None:
            self.state.lose_sight_of(self.evaluate(owner))

    # --- Functions

    def kept(self, node: Node) -> State:
        """Return what is known here, for a flow of its own that begins at `node`."""
        here = self.state
        names, objects = here.names.fork(), here.objects.fork()
        return State(names, objects, node, dict(here.truths), fuel=here.fuel)

    def function(self, node: ts.Node, own_name: str = "") -> Function:
        """Return a function, to be run at the end of the frame if nothing runs it before."""
        function = Function(self.span(node), node=node, tree=self.tree, owner=self)
        if node.id not in self.frame.waiting:
            closure = Closure(function, self.kept(Node()), self.frame, own_name)
            self.frame.waiting[node.id] = self.file.closures[node.id] = closure
        return function

    def _on_class(self, node: ts.Node) -> Value:
        return self.class_body(node)

    def class_body(self, node: ts.Node) -> Value:
        """Note the methods of a class, and return it."""
        raise NotImplementedError

    def _on_new_expression(self, node: ts.Node) -> Value:
        constructor = node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        given = named(arguments) if arguments is not None else []
        called = self.evaluate(constructor) if constructor is not None else Unknown(self.span(node))
        values = [self.evaluate(argument) for argument in given]
        value = self.constructed(node, called, values)
        for each in values:
            self.state.lose_sight_of(each)
        return value

    def constructed(self, node: ts.Node, called: Value, given: list[Value]) -> Value:
        """Return what `new called(...given)` makes."""
        if isinstance(called, ClassValue):
            return at(called, self.span(node))
        path, step = path_of(called), "(...)" if given else "()"
        if not path.startswith("@"):
            return Unknown(self.span(node))
        made = stepped(name_at(f"new {path[1:]}", self.span(node)), step, self.span(node))
        return made if isinstance(made, Named) else Unknown(self.span(node))

    def _on_call_expression(self, node: ts.Node) -> Value:
        return self.call(node)


def _has_default(pattern: ts.Node) -> bool:
    return pattern.type in ("assignment_pattern", "object_assignment_pattern")


def _is_set(value: Value) -> bool:
    """Whether a value is certainly something, so that no default takes its place."""
    if isinstance(value, Named):
        return value.path == model.HEAP or "(http" in value.path  # a client with its address
    if isinstance(value, Literal):
        return not is_none(value) or value.source == "null"
    return isinstance(value, Function | ClassValue | Mapping | Sequence)
