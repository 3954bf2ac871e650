"""Shell scripts: what they assign, and what they hand to other programs as `NAME=value`.

A script is a list of variables: assignments, `export`, defaults (`${NAME:-value}`), arguments such as
`--build-arg NAME=value`, and the lines of texts that it writes. What it computes is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from heap_lint import regex
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import Parsed, facts_of
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.references import resolved
from heap_lint.frontends.web.syntax import Tree, descendants
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, OneOf, Origin, Sequence, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node

_ASSIGNED = r"(?P<name>[A-Za-z_][\w.-]*)=(?P<quote>[\"']?)(?P<value>[^\r\n]*?)(?P=quote)"
_ARGUMENT = regex.lazy(rf"(?P<open>[\"']?)(?:--?[\w-]+=[\"']?)?{_ASSIGNED}[\"']?", re.DOTALL)
_LINE = regex.lazy(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)=(?P<value>[^\r\n]*)$", re.MULTILINE
)
_SAYING = ("echo ", "printf ")
_TO_PEOPLE = regex.lazy(r"[012]?>>?\s*(?:&\s*[012]|/dev/(?:null|stdout|stderr|tty))|<")
_TEE = regex.lazy(r"\btee\b")
_TEXTS = {"word", "string", "raw_string", "concatenation"}


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a shell script says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the variables of a script. Raises `TooTangledError`."""
    tree = Tree(Embedded(source, source.text), "bash")
    unclosed = next(_unclosed(tree), None)
    return Parsed([_variables(tree)], [unclosed] if unclosed else [])


def variables_in(source: Source, start: int, end: int) -> Value:
    """Return the variables of a part of a file that is shell. Raises `TooTangledError`."""
    return _variables(Tree(Embedded(source, source.text[start:end], start), "bash"))


def _variables(tree: Tree) -> Value:
    """Return what a script gives to names, each as a mapping of its own."""
    items: list[Value] = []
    after = 0  # what a constant assignment holds is not looked at again
    for place in _places(tree.root):
        node = place.node
        if node.start_byte >= after:
            found = list(_given(tree, place))
            after = node.end_byte if found and not _runs_commands(node) else after
            items += found
    return Sequence(tuple(items), tree.span(tree.root), complete=False)


class _Place(NamedTuple):
    """A node, with what is above it; a node itself looks for that from the root on.

    `around` is the statement whose output its own is a part of, if that goes anywhere.
    """

    node: Node
    parent: Node | None
    around: Node | None


def _places(root: Node) -> Iterator[_Place]:
    """Yield a node and everything below it, in order, without recursion."""
    cursor = root.walk()
    above = [_Place(root, None, None)]
    while True:
        node, (parent, _, around) = cursor.node, above[-1]
        assert node is not None
        if node.type in ("redirected_statement", "pipeline"):
            around = node
        elif node.type in ("program", "compound_statement"):
            around = None
        place = _Place(node, parent if len(above) > 1 else None, around)
        yield place
        if cursor.goto_first_child():
            above.append(place)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            above.pop()


def _given(tree: Tree, place: _Place) -> Iterator[Value]:
    node, parent, around = place
    if node.type == "variable_assignment":
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and value is not None and name.type == "variable_name":
            yield _entry(_text(tree, name), _value(tree, value))
    elif node.type == "expansion":
        names = [child for child in node.children if child.type == "variable_name"]
        default = _value(tree, node)
        if names and isinstance(default, OneOf):
            yield _entry(_text(tree, names[0]), default)
    elif node.type == "heredoc_body":
        matches = _LINE.finditer(tree.written(node)) if _is_written(tree, around) else ()
        for match in matches:
            yield _assigned(tree, tree.start(node), match, _without_quotes(match))
    elif node.type in _TEXTS and parent is not None and parent.type == "command":
        argument = _ARGUMENT.fullmatch(tree.written(node))
        says = tree.script.text.startswith(_SAYING, tree.start(parent))
        if argument is not None and (not says or _is_written(tree, around)):
            yield _assigned(tree, tree.start(node), argument, argument.span("value"))


def _without_quotes(line: re.Match[str]) -> tuple[int, int]:
    """Return where the value of an assignment stands that fills its line."""
    value = line["value"].rstrip(" \t")
    is_quoted = len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]
    start, end = line.start("value"), line.start("value") + len(value)
    return (start + 1, end - 1) if is_quoted else (start, end)


def _is_written(tree: Tree, around: Node | None) -> bool:
    """Whether a text goes to a file or on to a command, and not only to whoever runs the script."""
    if around is None:
        return False
    to_file = any(
        child.type == "file_redirect" and not _TO_PEOPLE.match(tree.written(child))
        for child in around.children
    )
    return to_file or around.type == "pipeline" or _TEE.search(tree.written(around)) is not None


def _runs_commands(node: Node) -> bool:
    return any(each.type == "command_substitution" for each in descendants(node))


def _assigned(tree: Tree, start: int, match: re.Match[str], value_at: tuple[int, int]) -> Value:
    """Return the variable of a text `NAME=value`."""
    name, value = (
        Literal(written, tree.script.span(start + first, start + end), written)
        for first, end in (match.span("name"), value_at)
        for written in (match.string[first:end],)
    )
    if "%" in value.source:  # `printf` fills it in
        return _entry(name, Unknown(value.span, Origin.DEPLOYMENT, value.source))
    return _entry(name, resolved(tree.script.source, value))


def _entry(name: Literal, value: Value) -> Value:
    return Mapping((Entry(name, value),), name.span, complete=False)


def _text(tree: Tree, node: Node) -> Literal:
    return Literal(tree.written(node), tree.span(node), tree.written(node))


def _value(tree: Tree, node: Node) -> Value:
    """Return what a word of the shell is, or else that the deployment has it."""
    literal = _text(tree, node)
    if node.type in ("string", "raw_string"):
        return resolved(tree.script.source, _unquoted(literal))
    if node.type in ("word", "number", "expansion", "simple_expansion"):
        return resolved(tree.script.source, literal)
    return Unknown(literal.span, Origin.DEPLOYMENT, literal.source)


def _unquoted(literal: Literal) -> Literal:
    return Literal(literal.source[1:-1].replace("\\", ""), literal.span, literal.source)


def _unclosed(tree: Tree) -> Iterator[Unreadable]:
    """Yield the strings that never end. What else does not parse may be a gap of the grammar."""
    for node, parent, _ in _places(tree.root) if tree.root.has_error else ():
        if node.is_missing and node.type == '"' and parent is not None:
            start = tree.start(parent)
        elif node.type == "ERROR" and tree.script.text.startswith(("'", '"'), tree.start(node)):
            start = tree.start(node)
        else:
            continue
        yield Unreadable(
            span=tree.script.span(start, start + 1),
            reason="has a string that never ends",
            hint="close the quotes",
        )
