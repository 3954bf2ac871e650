"""Airscript: what the language's parser accepts, and what is known of an expression's value."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import dump

from heap_lint.airscript.given import read_input, read_properties
from heap_lint.airscript.parser import parse
from heap_lint.airscript.places import offsets
from heap_lint.airscript.scanner import AirscriptError
from heap_lint.airscript.tree import Binary, Constant, Query, Template, path_of
from heap_lint.frontends import json as json_front_end
from heap_lint.frontends import yaml
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, OneOf, Origin, Sequence, Text, Unknown, Value

LEAVES = ["10", "2.5", "TRUE", "NULL", '"c"', "session.id", "profile.x", "alice", "NOW()", '""']
_LEAF = re.compile("|".join(map(re.escape, LEAVES)))
DECLARED = frozenset(("code_ok", "customer"))


def written(text: str) -> tuple[Source, Literal]:
    """Return a file that is one double-quoted scalar, and the scalar."""
    source = Source("app.yaml", f"'{text}'")
    return source, Literal(text, source.span(0, len(source.text)), source.text)


def known(text: str) -> Value:
    """Return what is known of an input."""
    return read_input(*written(text), DECLARED)


def unknown(text: str) -> tuple[Origin | None, str]:
    """Return the origin and the expression of an input of which nothing else is known."""
    value = known(text)
    assert isinstance(value, Unknown)
    return value.origin, value.expression


def constant(text: str) -> object:
    """Return the value of an input that is a constant."""
    value = known(text)
    assert isinstance(value, Literal)
    return value.value


@pytest.mark.parametrize(
    "text",
    [
        '"Hi {{first_name}}"',
        '"{{CONCAT("a", "{{b}}")}} and {{ {a: {b: 1}} }}"',
        'session.items[0].x[*]["k"]',
        "FROM x IN session.xs WHERE x.open = TRUE SELECT DISTINCT x.id",
        '{a: 1, "b-c": [1, 2], d: {}}',
        "IF(ISEMPTY(session.a), -1, (2 + 3) * 4 % 5)",
        "NOT(a) AND b <> 1 OR c >= 2 AND d != NULL",
        "session.IN",
    ],
)
def test_the_documented_language_parses(text: str) -> None:
    """Every construct that the public documents show is accepted."""
    assert parse(text).start == 0


def test_and_binds_tighter_than_or_and_products_tighter_than_sums() -> None:
    """Operators have their usual precedence."""
    tree = parse("a OR b AND 1 + 2 * 3 = 7")

    assert isinstance(tree, Binary)
    assert "OR" == tree.operator
    assert isinstance(tree.right, Binary)
    assert "AND" == tree.right.operator
    assert isinstance(tree.right.right, Binary)
    assert "=" == tree.right.right.operator
    assert True is constant("1 + 2 * 3 = 7")


def test_an_index_and_a_member_of_that_name_are_one_path() -> None:
    """`o["a"]` is the variable `o.a`."""
    assert path_of(parse("o.a")) == path_of(parse('o["a"]'))


def test_a_query_has_its_parts() -> None:
    """A query says what it runs over, which it keeps and what it gives."""
    tree = parse("FROM x IN xs WHERE x SELECT x.id")

    assert isinstance(tree, Query)
    assert "x" == tree.variable
    assert ("xs",) == path_of(tree.source)
    assert ("x", "id") == path_of(tree.result)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "a value"),
        ("a +", 3, "a value"),
        ("alice@example.com", 5, "an operator or the end"),
        ("u 1", 2, "an operator or the end"),
        ("IF(a", 4, "`)` or `,`"),
        ('"abc', 4, '`"`'),
        ('"a {{b', 6, "`}}`"),
        ("session.", 8, "a name"),
        ("{a 1}", 3, "`:`"),
        ("2 )", 2, "an operator or the end"),
        ("'x'", 0, "a value"),
    ],
)
def test_an_error_says_where_and_what_was_expected(text: str, position: int, expected: str) -> None:
    """A text that is no Airscript is refused at a character, with words for people."""
    with pytest.raises(AirscriptError) as caught:
        parse(text)

    assert (position, expected) == (caught.value.position, caught.value.expected)


@given(st.text(alphabet='ab.1 "{}\\\n_é', max_size=12))
def test_what_is_read_at_once_is_what_a_whole_parse_reads(text: str) -> None:
    """Names and plain texts take a short cut; behind a comparison they do not."""
    for simple in (text, f'"{text}"'):
        try:
            whole = parse(f"{simple} = 1")
        except AirscriptError:
            continue
        if isinstance(whole, Binary) and whole.left.end == len(simple):
            assert parse(simple) == whole.left


@given(st.text(alphabet="ab1 \"{}()[].,:+-*=<>\\\n'ANDOR", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_tree_or_an_error_with_a_place(text: str) -> None:
    """The parser never fails in another way, and its places are in the text."""
    try:
        tree = parse(text)
        start, end = tree.start, tree.end
    except AirscriptError as error:
        start = end = error.position

    assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("deep", ["(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1", "[" * 4000])
def test_nesting_is_no_danger(deep: str) -> None:
    """An expression of any depth gives an answer, without recursion."""
    assert isinstance(known(deep), Literal | Unknown)


def test_what_is_nested_too_deeply_is_unknown() -> None:
    """Beyond a depth that no app has, nothing is claimed."""
    assert (None, "") == unknown("1" + " + 1" * 500)
    assert 50 == constant("1" + " + 1" * 49)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"u-1"', "u-1"),
        ("12345", 12345),
        ("-1.5", -1.5),
        ("NULL", None),
        ('CONCAT("a", "b", 1)', "ab1"),
        ('"a" + "b"', "ab"),
        ('"user {{1 + 1}} {{"x"}}"', "user 2 x"),
        ('JOIN(["a", "b"], "-")', "a-b"),
        ('IF(TRUE, "a", session.id)', "a"),
        ('IF(1 = 2, session.id, "b")', "b"),
        ('LOWERCASE(TRIM(" A "))', "a"),
        ('{a: {b: "c"}}.a["b"]', "c"),
    ],
)
def test_an_expression_of_constants_is_a_constant(text: str, value: object) -> None:
    """However it is composed, a hardcoded value is seen."""
    assert value == constant(text)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("profile.x", Origin.DEPLOYMENT),
        ("theme.y", Origin.DEPLOYMENT),
        ("LOWERCASE(configuration.z)", Origin.DEPLOYMENT),
        ("session.id", Origin.ANONYMOUS),
        ('session["id"]', Origin.ANONYMOUS),
        ("channels.web.canvasLink", Origin.ANONYMOUS),
        ("NOW()", Origin.VOLATILE),
        ("NOW() - session.start.time", Origin.VOLATILE),
        ("actor.id", Origin.USER),
        ("alice", Origin.UNDECLARED),
        ("user-123", Origin.UNDECLARED),
        ("session.customer.id", None),
        ("activity.x", None),
        ("customer.id", None),
        ("HASH(profile.x)", None),
        ("profile.x + session.y", None),
        ("FROM x IN profile.xs SELECT x", None),
    ],
)
def test_a_variable_says_whose_value_it_is(text: str, origin: Origin | None) -> None:
    """The namespace tells what is one for all, one for a Journey, or a user's own."""
    assert origin == unknown(text)[0]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ('session.customer["id"]', "session.customer.id"),
        ("session.xs[0][*].id", "session.xs[0][*].id"),
        ("TRIM(session.email)", "session.email"),
        ("HASH(session.email)", "HASH()"),
        ("alice", "alice"),
        ("user-123", "user"),
    ],
)
def test_an_unknown_value_has_a_name(text: str, expression: str) -> None:
    """A message can say what a value is, also where it is not known."""
    assert expression == unknown(text)[1]


def test_a_name_is_not_undeclared_where_declarations_may_be_missing() -> None:
    """With an incomplete list of variables, no name is called undeclared."""
    value = read_input(*written("alice"), None)

    assert isinstance(value, Unknown)
    assert None is value.origin


def test_a_template_keeps_its_holes() -> None:
    """A text with a variable in it is neither constant nor unknown."""
    value = known('"u-{{LOWERCASE("A")}}-{{actor.id}}"')

    assert isinstance(value, Text)
    assert "u-a-" == value.parts[0]
    assert [Origin.USER] == [hole.origin for hole in value.holes if isinstance(hole, Unknown)]


def test_if_with_an_open_condition_is_one_of_both() -> None:
    """A constant fallback stays visible beside the user's value, each in its place."""
    source, scalar = written('IF(ISEMPTY(session.u), LOWERCASE("Guest"), session.u)')

    value = read_input(source, scalar, DECLARED)

    assert isinstance(value, OneOf)
    fallback, user = value.options
    assert isinstance(fallback, Literal)
    assert "guest" == fallback.value
    assert ['"Guest"', "session.u"] == [source.slice(option.span) for option in (fallback, user)]


def test_objects_and_lists_have_their_parts() -> None:
    """Event properties written as Airscript are a mapping with places."""
    value = known('{a: 1, "b-c": [NULL, session.x]}')

    assert isinstance(value, Mapping)
    assert ["a", "b-c"] == [entry.name for entry in value.entries]
    inside = value.get("b-c")
    assert isinstance(inside, Sequence)
    assert 2 == len(inside.items)


@pytest.mark.parametrize("text", ["alice@example.com", "u 1", "", "550e8400-e29b", "it's"])
def test_a_text_that_nobody_quoted_is_that_text(text: str) -> None:
    """What is no Airscript is a literal, in its whole place."""
    source, scalar = written(text)

    assert scalar == read_input(source, scalar, DECLARED)


def test_an_unquoted_template_keeps_its_holes() -> None:
    """Quotes forgotten around a template do not make its variables constant."""
    source, scalar = written("user no. {{actor.id}}")

    value = read_input(source, scalar, DECLARED)

    assert isinstance(value, Text)
    assert "user no. " == value.parts[0]
    assert ["actor.id"] == [source.slice(hole.span) for hole in value.holes]


@pytest.mark.parametrize(("key", "value"), [("text", "session.id"), ("airscript", '"session.id"')])
def test_an_input_can_say_what_it_is(key: str, value: str) -> None:
    """`{text: ...}` is always a literal, `{airscript: ...}` always an expression."""
    source, scalar = written(value)
    name = Literal(key, scalar.span, key)

    read = read_input(source, Mapping((Entry(name, scalar),), scalar.span), DECLARED)

    assert isinstance(read, Literal)
    assert "session.id" == read.value


def test_a_property_may_be_called_text() -> None:
    """Where an object is expected, `{text: ...}` is a property of that name."""
    source, scalar = written("session.comment")
    name = Literal("text", scalar.span, "text")

    read = read_properties(source, Mapping((Entry(name, scalar),), scalar.span), DECLARED)

    assert isinstance(read, Mapping)
    assert isinstance(read.get("text"), Unknown)


@pytest.mark.parametrize(("file", "place"), [('"a{{b}}"', '"a{{b}}"'), ("'\"x\"'", '"x"')])
def test_places_are_exact_where_the_file_has_the_expression_verbatim(file: str, place: str) -> None:
    """In plain and simply quoted scalars a place leaves out the scalar's quotes."""
    source = Source("app.yaml", f"identity: {file}")
    scalar = Literal(place, source.span(10, len(source.text)), file)

    assert place == source.slice(read_input(source, scalar, None).span)


def test_places_are_the_scalar_where_another_place_has_the_text() -> None:
    """Behind an alias stands only a name, so its whole place is given."""
    source = Source("app.yaml", "identity: *who")
    scalar = Literal('"x"', source.span(10, 14), "*who")

    assert scalar.span == read_input(source, scalar, None).span


BLOCKS = {
    "literal": 'identity: |\n  IF(ISEMPTY(session.u),\n    "guest",\n    session.u)\n',
    "stripped": 'identity: |-  # a comment\n    IF(ISEMPTY(session.u),\n    "guest", session.u)\n',
    "folded": 'identity: >\n  IF(ISEMPTY(session.u),\n  "guest",\n\n  session.u)\n',
    "plain": 'identity: IF(ISEMPTY(session.u),\n  "guest",\n  session.u)\n',
    "single": "identity: 'IF(ISEMPTY(session.u),\n\n  \"guest\", session.u)'\n",
    "double": 'identity: "IF(ISEMPTY(session.u),\\\n  \\"guest\\",\\t\\x20session.u)"\n',
    "windows": 'identity: |\r\n  IF(ISEMPTY(session.u),\r\n    "guest",\r\n    session.u)\r\n',
}


@pytest.mark.parametrize("style", BLOCKS)
def test_places_are_exact_in_every_style_of_yaml(style: str) -> None:
    """Whether lines are folded, indented or escaped."""
    source = Source("app.yaml", BLOCKS[style])
    (document,) = yaml.parse(source).documents
    assert isinstance(document, Mapping)

    value = read_input(source, document.entries[0].value, None)

    assert isinstance(value, OneOf)
    guest, other = value.options
    assert source.slice(guest.span) in ('"guest"', '\\"guest\\"')
    assert "session.u" == source.slice(other.span)


TEXTS = st.text(
    st.sampled_from("ab{\"'\\é\U0001f600 \n\t#:x") | st.characters(codec="utf-8"), min_size=1
)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])


@given(TEXTS, STYLES, st.sampled_from([4, 20, 1000]), st.booleans())
def test_every_character_of_a_scalar_is_found(
    text: str, style: str | None, width: int, ascii_only: bool
) -> None:
    """In whatever way it is written: its place is before the next one's, and holds it if it can."""
    for front_end, file in (
        (yaml, dump({"k": text}, default_style=style, width=width, allow_unicode=not ascii_only)),
        (json_front_end, json.dumps({"k": text}, ensure_ascii=ascii_only, indent=1)),
    ):
        source = Source("app", file)
        (document,) = front_end.parse(source).documents
        assert isinstance(document, Mapping)
        (entry,) = (each for each in document.entries if each.name == "k")
        assert isinstance(entry.value, Literal)
        if not isinstance(entry.value.value, str):
            continue  # YAML takes it for something else
        written = source.slice(entry.value.span)

        found = offsets(written, entry.value.value)

        assert found is not None
        assert sorted(found) == list(found)
        for place, character in zip(found, entry.value.value, strict=False):
            if character.isalnum() and written[place] != "\\":
                assert character == written[place]


def test_nothing_is_claimed_of_a_text_that_is_not_what_is_written() -> None:
    """No place is better than a wrong one."""
    assert None is offsets('"abc"', "abd")
    assert None is offsets("*alias", "text")
    assert None is offsets('"a\\nb"', "a b")
    assert None is offsets("", "x")


def expressions() -> st.SearchStrategy[str]:
    """Draw expressions from their grammar."""
    return st.recursive(st.sampled_from(LEAVES), _composed, max_leaves=12)


def _composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators = st.sampled_from(["+", "-", "*", "/", "%", "=", "<>", "AND", "OR", "<"])
    return st.one_of(
        st.tuples(pair, operators).map(lambda drawn: f"({drawn[0][0]} {drawn[1]} {drawn[0][1]})"),
        pair.map(lambda sides: f"CONCAT({sides[0]}, {sides[1]})"),
        pair.map(lambda sides: f"IF(session.t, {sides[0]}, {sides[1]})"),
        pair.map(lambda sides: f"{{a: {sides[0]}, b: [{sides[1]}]}}"),
        inner.map(lambda value: '"x {{' + value + '}} y"'),
        inner.map(lambda value: f"LOWERCASE({value})"),
    )


@given(expressions())
def test_every_known_value_stands_at_its_place(text: str) -> None:
    """A literal's span covers exactly its source, wherever it is inside the expression."""
    source, scalar = written(text)

    for value in _all(read_input(source, scalar, DECLARED)):
        assert scalar.span.start <= value.span.start <= value.span.end <= scalar.span.end
        if isinstance(value, Literal | Text):
            assert value.source == source.slice(value.span)


@given(expressions())
def test_a_constant_made_unknown_is_no_longer_a_constant(text: str) -> None:
    """With variables in the place of all leaves nothing is taken for hardcoded."""
    variables = _LEAF.sub("session.v", text)

    assert not isinstance(known(variables), Literal)


def _all(value: Value) -> list[Value]:
    match value:
        case Text():
            inside = value.holes
        case OneOf(options=parts) | Sequence(items=parts):
            inside = parts
        case Mapping(entries=entries):
            inside = tuple(part for entry in entries for part in (entry.key, entry.value))
        case _:
            inside = ()
    return [value, *(deep for part in inside for deep in _all(part))]


def test_the_trees_of_templates_hold_expressions() -> None:
    """A hole holds the expression itself, with its place in the whole text."""
    tree = parse('"a{{1}}"')

    assert Template(("a", Constant(1, 4, 5)), 0, 8) == tree
