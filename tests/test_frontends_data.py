"""The data formats: every value is what the format says, and has its place."""

from __future__ import annotations

import json as standard_json
import string
from collections.abc import Iterator
from importlib import import_module

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import config, engine
from heap_lint.facts import Unreadable
from heap_lint.frontends import documents
from heap_lint.frontends.documents import Parsed, walk
from heap_lint.source import Source, Span
from heap_lint.values import (
    Entry,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Unknown,
    Value,
)

FORMATS = {"yaml": "a.yaml", "json": "manifest.json", "toml": "a.toml", "dotenv": ".env"}


def parsed(format_name: str, text: str, path: str = "") -> tuple[Source, Parsed]:
    """Return what a front end reads of a text."""
    source = Source(path or FORMATS[format_name], text)
    return source, import_module(f"heap_lint.frontends.{format_name}").parse(source)


def document(format_name: str, text: str, path: str = "") -> tuple[Source, Mapping]:
    """Return the only document of a readable file."""
    source, result = parsed(format_name, text, path)
    assert [] == result.unreadable
    (only,) = result.documents
    assert isinstance(only, Mapping)
    return source, only


def value(format_name: str, text: str, name: str = "a") -> Value:
    """Return the value of one key of a readable file."""
    found = document(format_name, text)[1].get(name)
    assert found is not None
    return found


def constant(format_name: str, text: str, name: str = "a") -> object:
    """Return that value where it is a constant."""
    found = value(format_name, text, name)
    assert isinstance(found, Literal)
    return found.value


def plain(found: Value) -> object:
    """Return a value of constants as Python's own readers give it."""
    if isinstance(found, Mapping):
        return {plain(entry.key): plain(entry.value) for entry in found.entries}
    if isinstance(found, Sequence):
        return [plain(item) for item in found.items]
    assert isinstance(found, Literal)
    return found.value


def places(found: Value) -> Iterator[Value]:
    """Yield a value and all in it."""
    yield found
    if isinstance(found, Mapping):
        for entry in found.entries:
            yield from places(entry.key)
            yield from places(entry.value)
    elif isinstance(found, Sequence):
        for item in found.items:
            yield from places(item)


def faults(format_name: str, text: str, path: str = "") -> list[tuple[str, str]]:
    """Return (text at the place, reason) of what could not be read."""
    source, result = parsed(format_name, text, path)
    return [(source.slice(each.span), each.reason) for each in result.unreadable]


# Values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True),
        ("off", False),
        ("0x1F", 31),
        ("012", 10),
        ("1_000", 1000),
        ("1:30", 90),
        ("1.5e+3", 1500.0),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ('!!int "12"', 12),
        ("y", "y"),
        ("1e3", "1e3"),
    ],
)
def test_yaml_scalars_are_what_pyyaml_makes_of_them(text: str, expected: object) -> None:
    """YAML 1.1 has more than one way to write a boolean or a number."""
    assert expected == constant("yaml", f"a: {text}\n")
    assert expected == pyyaml.safe_load(f"a: {text}\n")["a"]


@pytest.mark.parametrize(
    "text", ["!vault x", "!Ref [a]", "!secret {b: 1}", "2024-01-31", "!!binary aa"]
)
def test_yaml_values_that_need_their_application_are_unknown(text: str) -> None:
    """A tag that only an application understands makes its whole node unknown."""
    assert isinstance(value("yaml", f"a: {text}\n"), Unknown)


def test_yaml_number_of_endless_digits_is_unknown() -> None:
    """Python refuses to read such a number, so nothing is said about it."""
    assert isinstance(value("yaml", f"a: {'9' * 5000}\n"), Unknown)


def test_yaml_scalars_keep_their_place_behind_anchor_and_tag() -> None:
    """A value begins after what is said about it."""
    source, found = document("yaml", "a: &x !!str 'it''s' # note\n")
    (entry,) = found.entries
    assert "'it''s'" == source.slice(entry.value.span)
    assert Literal("it's", entry.value.span, "'it''s'") == entry.value


def test_yaml_block_scalar_ends_with_its_last_line() -> None:
    """Blank lines and comments after a block of text are not part of it."""
    source, found = document("yaml", "a: |\n  one\n  two\n\n# note\nb: 1\n")
    text = found.get("a")
    assert isinstance(text, Literal)
    assert "one\ntwo\n" == text.value
    assert "|\n  one\n  two" == source.slice(text.span) == text.source


def test_yaml_collection_ends_with_its_last_value() -> None:
    """A block collection does not reach into the next line."""
    source, found = document("yaml", "a:\n  b: 1\n  c: [x, y]\n\n\nd: 2\n")
    inner = found.get("a")
    assert isinstance(inner, Mapping)
    assert "b: 1\n  c: [x, y]" == source.slice(inner.span)


def test_yaml_alias_stands_where_it_is_given_and_knows_its_constant() -> None:
    """An alias is the place of a value, its anchor the place of the constant."""
    source, found = document("yaml", "a: &x one\nb: *x\n")
    alias = found.get("b")
    assert isinstance(alias, Literal)
    assert ("one", "*x") == (alias.value, source.slice(alias.span))
    assert alias.defined is not None
    assert "one" == source.slice(alias.defined)


def test_yaml_alias_inside_its_own_anchor_is_unknown() -> None:
    """A value that contains itself has no end."""
    found = value("yaml", "a: &x [*x]\n")
    assert isinstance(found, Sequence)
    assert [Unknown] == [type(item) for item in found.items]


def test_yaml_alias_bomb_is_shared_and_not_expanded() -> None:
    """Nine aliases to nine aliases, twenty levels deep, are twenty lists."""
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 20))
    _, found = document("yaml", "a0: &a0 {k: v}\n" + levels)
    assert 21 == len(list(walk(found)))


def test_yaml_merge_keys_add_what_the_mapping_does_not_set() -> None:
    """Own keys win over merged ones, and the first of a list over the next."""
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2, d: 2}\nz:\n  <<: [*x, *y]\n  d: 3\n"
    _, found = document("yaml", text)
    merged = found.get("z")
    assert isinstance(merged, Mapping)
    assert {"a": 1, "b": 1, "c": 2, "d": 3} == plain(merged) == pyyaml.safe_load(text)["z"]
    assert merged.complete


def test_yaml_merge_of_something_unknown_leaves_the_mapping_incomplete() -> None:
    """Nobody knows what a tagged value adds."""
    found = value("yaml", "a:\n  <<: !include base\n  b: 1\n")
    assert isinstance(found, Mapping)
    assert not found.complete


def test_yaml_quoted_merge_key_is_an_ordinary_key() -> None:
    """Only a plain `<<` merges."""
    found = value("yaml", "a:\n  '<<': 1\n")
    assert {"<<": 1} == plain(found)


def test_yaml_stream_holds_several_documents() -> None:
    """Documents are read one by one, and anchors do not cross them."""
    source, result = parsed("yaml", "a: &x 1\n---\nb: *x\n")
    assert 2 == len(result.documents)
    assert ["*x"] == [source.slice(each.span) for each in result.unreadable]


def test_yaml_documents_before_an_error_are_kept() -> None:
    """An error loses the document it is in, not those above."""
    _, result = parsed("yaml", "a: 1\n---\nb: [\n")
    assert [{"a": 1}] == [plain(each) for each in result.documents]
    assert 1 == len(result.unreadable)


def test_json_values_are_read_with_escapes_and_non_ascii_text() -> None:
    r"""Positions count characters, also behind text that needs several bytes."""
    source, found = document("json", '{"é𝒳": "a\\u00e9\\n", "n": [1, -2.5e3, true, null]}')
    assert {"é𝒳": "aé\n", "n": [1, -2500.0, True, None]} == plain(found)
    first = found.entries[0].value
    assert '"a\\u00e9\\n"' == source.slice(first.span)


def test_json_key_that_stands_twice_has_its_last_value() -> None:
    """As every reader does."""
    assert 2 == constant("json", '{"a": 1, "a": 2}')


def test_toml_tables_dotted_keys_and_inline_tables_nest_alike() -> None:
    """Four ways to write a table within a table."""
    text = 'a.b = 1\n[c.d]\n"e f" = 2\n[[g]]\nh = {i.j = [3, {k = 4}]}\n[g.l]\nm = "x"\n[[g]]\n'
    _, found = document("toml", text)
    expected = {
        "a": {"b": 1},
        "c": {"d": {"e f": 2}},
        "g": [{"h": {"i": {"j": [3, {"k": 4}]}}, "l": {"m": "x"}}, {}],
    }
    assert expected == plain(found)


def test_toml_values_keep_their_place_behind_non_ascii_text() -> None:
    """The parser counts bytes, we count characters."""
    source, found = document("toml", 'k = "é𝒳"\n[t]\na = \'ü\' # x\nb = """\\\n  z"""\n')
    spans = {e.name: source.slice(e.value.span) for _, e in walk(found)}
    assert {
        "k": '"é𝒳"',
        "t": '[t]\na = \'ü\' # x\nb = """\\\n  z"""',
        "a": "'ü'",
        "b": '"""\\\n  z"""',
    } == spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"""\nx \\  \n  y"""', "x y"),
        ('"""a""b"""""', 'a""b""'),
        ("'''\n'\\n''''", "'\\n'"),
        ("0x1f", 31),
        ("1_000", 1000),
        ("-0.5e3", -500.0),
        ("[ # note\n 1, ]", [1]),
    ],
)
def test_toml_values_are_what_tomllib_makes_of_them(text: str, expected: object) -> None:
    """Also in the corners of its strings."""
    assert expected == plain(value("toml", f"a = {text} # x\nb = 1\n"))


def test_toml_times_are_unknown() -> None:
    """No check needs a time, so it stays as written."""
    found = value("toml", "a = 1979-05-27T07:32:00Z\n")
    assert isinstance(found, Unknown)
    assert "1979-05-27T07:32:00Z" == found.expression


@pytest.mark.parametrize(
    ("line", "expected", "written"),
    [
        ("a=1 # note", "1", "1"),
        ("export a = x y ", "x y", "x y"),
        ('a="x # y"  # note', "x # y", '"x # y"'),
        ("a='it\\'s'", "it's", "'it\\'s'"),
        ("'a'=1", "1", "1"),
        ("a=", "", ""),
        ("a= # note", "", ""),
        ('a="x\ny"', "x\ny", '"x\ny"'),
    ],
)
def test_dotenv_values_are_the_text_that_the_program_gets(
    line: str, expected: str, written: str
) -> None:
    """The place is the value as written, quotes included."""
    source, found = document("dotenv", f"# é\n\n{line}\nb=2\n")
    given_value = found.get("a")
    assert isinstance(given_value, Literal)
    assert (expected, written) == (given_value.value, source.slice(given_value.span))
    assert "2" == plain(found.entries[-1].value)


@pytest.mark.parametrize("text", ["$OTHER", "${OTHER}", '"x-${OTHER}"', "$(date)", "op://a/b/c"])
def test_dotenv_references_are_values_of_the_deployment(text: str) -> None:
    """What another variable or a secret store gives is not in the file."""
    found = value("dotenv", f"a={text}\n")
    assert isinstance(found, Unknown)
    assert Origin.DEPLOYMENT == found.origin


def test_dotenv_default_is_one_of_two_values() -> None:
    """`${X:-default}` is the variable or the default, which has its own place."""
    source, found = document("dotenv", 'a="${OTHER:-12}"\n')
    alternatives = found.get("a")
    assert isinstance(alternatives, OneOf)
    assert [Unknown, Literal] == [type(each) for each in alternatives.options]
    assert "12" == source.slice(alternatives.options[1].span)


def test_dotenv_name_without_a_value_is_no_entry() -> None:
    """A bare name sets nothing."""
    assert ["b"] == [entry.name for entry in document("dotenv", "a\nb=1\n")[1].entries]


# What cannot be read


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('{"a": 1,}', ",", "has a comma before `}`: JSON does not allow it"),
        ("{'a': 1}", "'a'", "has `'a'` in single quotes: JSON has only double ones"),
        ("{a: 1}", "a", "has the key `a` without quotes"),
        ('{"a": [PLACE]}', "PLACE", "has `PLACE` without quotes"),
        ('{"a": NaN}', "NaN", "has `NaN`, which is no number in JSON"),
        ('{"a": 012}', "012", "has `012`, which is no number in JSON"),
        ('{"a": 1', "{", "never closes this `{`"),
        ('{"a": 1 "b": 2}', "", "lacks a `,` here"),
        ('{"a" 1}', "", "lacks a `:` here"),
        ('{"a": }', "", "has a key without a value"),
        ('{"a": 1}]', "]", "has a `]` that closes nothing"),
        ('{"a": 1} // x', "// x", "has a comment: JSON does not allow it"),
        ('{"a": "x\n}', '"x', "has a string that does not end on its line"),
        ('{"a": "\\q"}', '"\\q"', "has a string that is not JSON"),
        ('{"a": 1} {"b": 2}', "{", "has a second document: a JSON file holds one"),
        ("", "", "is empty"),
    ],
)
def test_json_faults_are_said_at_their_place(text: str, place: str, reason: str) -> None:
    """Each fault is one, and says what it is in words for people."""
    ((found, said),) = faults("json", text)
    assert place == found
    assert said.startswith(reason)


@pytest.mark.parametrize(
    "text", ['{"a": [x {"b": }], "c": 2}', "{'a': x, \"c\": 2,}", '{"a" "b" "c": 2}']
)
def test_json_behind_a_fault_is_still_read(text: str) -> None:
    """The rest is there, and what is around the fault is incomplete."""
    _, result = parsed("json", text)
    (found,) = result.documents
    assert isinstance(found, Mapping)
    assert not found.complete
    assert 2 == plain(found.entries[-1].value)


@pytest.mark.parametrize(
    ("format_name", "text", "places"),
    [
        ("json", '{"id": [WRITE AN APP.ID HERE], "b": 2}', ["WRITE"]),
        ("json", '{"a": {"id": [PUT ID HERE]}, "b": {"id": [PUT ID HERE]}}', ["PUT", "PUT"]),
        ("json", '{"a": x y, "b": z}', ["x", "z"]),
        ("json", '{"a": x {"b": }], "c": 2, "d": }', ["x", ""]),
        ("json", '{"a": 1 "b" 2 "c": 3}', [""]),
        ("json", '{"a": "x,\n "b": 1}', ['"x,']),
        ("json", '{"a": [{"b": 1', ["{"]),
        ("json", '{"a": [{"b": 1]}', ["{"]),
        ("json", "one two three", ["one"]),
        ("json", '{"a": 1}\n{"a": 2}\n{"a": 3}\n', ["{"]),
        ("json", "{a: 1, b: 'x', c: 'y'}", ["a", "'x'"]),
        ("json", '{ // x\n"a": 1, // y\n"b": z}', ["// x", "z"]),
        ("json", '{"a": [1,], "b": [2,]}', [",", ","]),
        ("yaml", "- *a\n- *a\n- *b\n", ["*a", "*b"]),
        ("dotenv", "A=-----BEGIN\n=M II\n=X YZ\nb=1\n=C D\n", ["=M II", "=C D"]),
        ("toml", "a = x y\nb = z\n", ["x"]),
    ],
)
def test_one_broken_place_is_said_once(format_name: str, text: str, places: list[str]) -> None:
    """What only follows from a fault is not said; the next fault of another value is."""
    assert places == [place for place, _ in faults(format_name, text)]


@pytest.mark.parametrize(
    "path",
    [
        *("a.jsonc", "a.json5", ".vscode/settings.json", "tsconfig.base.json", ".eslintrc.json"),
        *("appsettings.json", "appsettings.Production.json", "local.settings.json", "angular.json"),
        *("turbo.json", "deno.json", "api-extractor.json", "app.json", "config/heap.json"),
    ],
)
def test_comments_and_commas_hide_nothing_of_json(path: str) -> None:
    """Many readers allow them, and what can be read is not unreadable; other faults are."""
    assert [] == faults("json", '{"a": 1, /* x */ "b": [2,],}\n// y\n', path)
    assert ["x"] == [place for place, _ in faults("json", '{"a": x, // y\n}', path)]
    assert ["/*"] == [place for place, _ in faults("json", '{"a": 1} /* x', path)]


@pytest.mark.parametrize(
    "path",
    ["heap.config.json", "web/Heap.config.json", "a.airkit.json", "package.json", "manifest.json"],
)
def test_comments_and_commas_are_faults_where_they_surely_are(path: str) -> None:
    """The program that reads such a file fails on it."""
    assert [",", "// y"] == [place for place, _ in faults("json", '{"a": [2,]}\n// y\n', path)]


def test_json5_allows_bare_keys_and_single_quotes() -> None:
    """JSON5 is what people write by hand."""
    assert [] == faults("json", "{a: 'x', b: +1}", "a.json5")


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("yaml", "[" * 100_000),
        ("yaml", "- " * 100_000),
        ("json", '{"a":' * 100_000),
        ("json", "[" * 300 + "]" * 300),
        ("toml", "a = " + "[" * 300 + "]" * 300),
        ("toml", "a = " + "[" * 100_000),
        ("toml", "a." * 100_000 + "b = 1"),
        ("toml", "[" + "a." * 1000 + "b]\n"),
    ],
)
def test_deep_nesting_is_said_and_not_followed(format_name: str, text: str) -> None:
    """No document, one fact, no recursion."""
    _, result = parsed(format_name, text)
    assert [] == result.documents
    assert 1 == len(result.unreadable)


def test_nesting_of_two_hundred_levels_is_read() -> None:
    """The limit is far from what people write."""
    depth = documents.MAX_DEPTH
    for format_name in ("yaml", "json"):
        assert [] == faults(format_name, "[" * depth + "]" * depth)


def test_toml_error_is_said_where_tomllib_says_it() -> None:
    """With line and column turned into a place."""
    assert [("%", "is not valid TOML: invalid value")] == faults("toml", '"é" = 1\r\nb = %\n')


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("yaml", "a: {{ .Values.heap }}\n{{- if x }}\nb: {c: 'd'}\n{{- end }}\n"),
        ("json", '{\n"a": {{ heap }},\n{% if x %}\n"b": {"c": "d"}\n{% endif %}\n}\n'),
    ],
)
def test_template_is_read_between_its_tags(format_name: str, text: str) -> None:
    """What it renders to may hold more than is seen."""
    source, found = document(format_name, text)
    a, b = found.get("a"), found.get("b")
    assert isinstance(a, Literal | Unknown)
    assert "{{" in source.slice(a.span)
    assert isinstance(b, Mapping)
    assert isinstance(c := b.get("c"), Literal)
    assert ("d", False, False) == (c.value, b.complete, found.complete)


@pytest.mark.parametrize("format_name", ["yaml", "json"])
def test_template_that_cannot_be_read_is_no_fault(format_name: str) -> None:
    """Nobody knows what it renders to: it is said, and no finding."""
    source = Source(f"chart.{format_name}", '{\n{{ open }}\n"heapAppId": [}\n')
    unreadable = parsed(format_name, source.text)[1].unreadable
    assert [True] == [each.perhaps_right for each in unreadable]
    report = engine.check_source(source, config.Settings())
    assert [] == report.findings
    assert ["not-parsed"] == [each.kind for each in report.incomplete]


def test_yaml_control_character_is_said_at_its_place() -> None:
    """The reader's own message counts bytes."""
    assert ["\x01"] == [place for place, _ in faults("yaml", "é: \x01\n")]


def test_dotenv_line_that_is_none_is_said_and_the_rest_is_read() -> None:
    """One bad line does not hide the next."""
    source, result = parsed("dotenv", 'a=1\n="x\nb=2\n')
    assert ['="x'] == [source.slice(each.span) for each in result.unreadable]
    (found,) = result.documents
    assert {"a": "1", "b": "2"} == plain(found)


def test_lists_of_a_hundred_thousand_items_are_read() -> None:
    """Big is not bad."""
    for format_name, text in (
        ("yaml", "a:\n" + "- 1\n" * 100_000),
        ("json", '{"a": [' + "1," * 99_999 + "1]}"),
        ("toml", "a = [" + "1," * 100_000 + "]"),
    ):
        found = value(format_name, text)
        assert isinstance(found, Sequence)
        assert 100_000 == len(found.items)


def test_file_of_endless_values_is_refused() -> None:
    """Memory is bounded whatever the file."""
    assert 1 == len(faults("json", "[" + "1," * documents.MAX_VALUES + "1]"))


# Laws

names = st.text(string.ascii_letters + string.digits + "_- é𝒳.'\"#:", min_size=1, max_size=6)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12
)
scalars = texts | st.booleans() | st.integers(-(10**12), 10**12) | st.none()
data = st.dictionaries(
    names,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)


@given(data, st.sampled_from([None, 2]), st.booleans())
def test_json_reads_as_the_standard_reader_with_places(
    tree: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    """Every value is right, and the text at its place reads as the same value."""
    text = standard_json.dumps(tree, indent=indent, ensure_ascii=ascii_only)
    source, found = document("json", text)
    assert tree == plain(found)
    for each in places(found):
        assert plain(each) == standard_json.loads(source.slice(each.span))


@given(data, st.sampled_from([None, True, False]), st.sampled_from(["", '"', "'"]))
def test_yaml_reads_as_pyyaml_with_places(
    tree: dict[str, object], flow: bool | None, quotes: str
) -> None:
    """Whatever the style."""
    text = pyyaml.safe_dump(
        tree, default_flow_style=flow, default_style=quotes or None, allow_unicode=True, width=10**6
    )
    source, found = document("yaml", text)
    assert tree == plain(found)
    for each in places(found):
        if isinstance(each, Literal):
            tagged = text[max(0, each.span.start - 8) : each.span.start]
            written = f"{'!!' + tagged.rpartition('!!')[2] if '!!' in tagged else ''}{each.source}"
            assert each.source == source.slice(each.span)
            assert str(each.value) == str(pyyaml.safe_load(written)) or "!!" in tagged


def toml_of(found: object) -> str:
    """Return a value as inline TOML."""
    if isinstance(found, dict):
        pairs = (f"{toml_of(key)} = {toml_of(item)}" for key, item in found.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(found, list):
        return "[" + ", ".join(map(toml_of, found)) + "]"
    if isinstance(found, str):
        return standard_json.dumps(found, ensure_ascii=False).replace("\x7f", "\\u007f")
    return standard_json.dumps(found) if found is not None else '"none"'


def without_null(found: object) -> object:
    """Return data with a text for null, which TOML does not have."""
    if isinstance(found, dict):
        return {key: without_null(item) for key, item in found.items()}
    if isinstance(found, list):
        return [without_null(item) for item in found]
    return "none" if found is None else found


@given(data)
def test_toml_reads_as_tomllib_with_places(tree: dict[str, object]) -> None:
    """Inline values, as generated data needs no other."""
    text = "".join(f"{toml_of(k)} = {toml_of(v)}\n" for k, v in tree.items())
    source, found = document("toml", text)
    assert without_null(tree) == plain(found)
    for each in places(found):
        if isinstance(each, Literal):
            again = document("toml", f"again = {source.slice(each.span)}\n")[1].get("again")
            assert again is not None
            assert str(each.value) == str(plain(again))


@given(st.dictionaries(st.from_regex(r"[A-Z_]{1,6}", fullmatch=True), texts, max_size=4))
def test_dotenv_reads_quoted_texts_with_places(tree: dict[str, str]) -> None:
    """What was put into quotes comes out."""
    tree = {key: text.replace("\\", "").replace("'", "") for key, text in tree.items()}
    lines = "".join(f"{key}='{text}'\n" for key, text in tree.items())
    source, found = document("dotenv", lines)
    for entry in found.entries:
        assert f"'{tree[str(entry.name)]}'" == source.slice(entry.value.span)
        assert isinstance(entry.value, Unknown | OneOf) or tree[str(entry.name)] == plain(
            entry.value
        )


@given(
    st.sampled_from(sorted(FORMATS)),
    st.text(st.sampled_from("{}[]:,\"'\\#&*!|>-=.$ \n\ra1é<%~?@`")),
)
def test_any_text_is_read_or_said_to_be_unreadable(format_name: str, text: str) -> None:
    """Every span lies in the file, and no text raises."""
    source, result = parsed(format_name, text)
    for each in result.unreadable:
        assert within(each.span, source)
        assert each.reason
    for found in result.documents:
        assert all(within(each.span, source) for each in places(found) if not has_alias(text))


@given(st.sampled_from(sorted(FORMATS)), st.text())
def test_no_text_raises(format_name: str, text: str) -> None:
    """Control characters, surrogates' neighbours and all."""
    module = import_module(f"heap_lint.frontends.{format_name}")
    for fact in module.facts(Source(FORMATS[format_name], text)):
        assert isinstance(fact, Unreadable)


@given(data)
def test_walk_yields_every_entry_with_its_path(tree: dict[str, object]) -> None:
    """Following a path from the root leads to the mapping that holds the entry."""
    _, found = document("json", standard_json.dumps(tree))
    for path, entry in walk(found):
        assert isinstance(entry, Entry)
        assert entry.name in key_names(tree)
        assert set(path) <= key_names(tree)


def key_names(found: object) -> set[str]:
    """Return all keys in plain data."""
    if isinstance(found, dict):
        return set(found).union(*map(key_names, found.values()))
    return set().union(*map(key_names, found)) if isinstance(found, list) else set()


def within(span: Span, source: Source) -> bool:
    """Whether a span lies in a file."""
    return 0 <= span.start <= span.end <= len(source.text)


def has_alias(text: str) -> bool:
    """Whether shared values would be visited again and again."""
    return "*" in text
