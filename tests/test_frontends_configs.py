"""Shell, Dockerfiles, HCL, XML, Ruby, headers: every value has its place, and bad input hurts nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.facts import Environment, Fact, Unreadable
from heap_lint.frontends import facts_in
from heap_lint.source import Source, Span
from heap_lint.values import Literal, OneOf, Unknown, Value

ID = "2304117765"
FILES = {
    "a.sh": "set -e  # é\nexport HEAP_APP_ID='{0}' X=1\ndocker run -e HEAP_ENV_ID={0} web\n",
    "Dockerfile": '# é\nFROM web\nENV A=é \\\n  # more\n  HEAP_APP_ID="{0}"\nARG HEAP_ENV_ID={0}\n',
    "a.tf": '# é\nheap_app_id = "{0}"\nvariable "heap_env_id" {{\n  default = "{0}"\n}}\n',
    "a.xml": "<a><!-- é --><string name='heap_app_id'> {0} </string><b heap='é' name=\"HEAP_ENV_ID\""
    ' value="{0}"/></a>',
    "a.plist": "<plist><dict><key>é</key><true/><key>HeapAppId</key><string>{0}</string>"
    "<key>HeapEnvId</key><string>{0}</string></dict></plist>",
    "a.rb": "# é\nHeap.app_id = '{0}'\nHEAP_ENV_ID = ENV['X'] || \"{0}\"\n",
    "a.yaml": "on: é\nrun: |\n  export HEAP_APP_ID={0}\nscript: ['HEAP_ENV_ID={0} make']\n",
    "old-mac.yaml": "run: |\r  export HEAP_APP_ID={0}\rscript: ['HEAP_ENV_ID={0} make']\r",
    "b.yaml": 'a: {{{{ é }}}}\nHEAP_APP_ID: {0}\nHEAP_ENV_ID: {{{{ .x | default "{0}" }}}}\n',
    "a.json": '{{"scripts": {{"a": "HEAP_APP_ID={0} é", "b": "HEAP_ENV_ID={0}"}}}}',
}


def literals(value: Value | None) -> Iterator[Literal]:
    """Yield the constants of a value."""
    for each in value.options if isinstance(value, OneOf) else (value,):
        if isinstance(each, Literal):
            yield each


@pytest.mark.parametrize("path", FILES)
def test_an_id_has_its_own_place(path: str) -> None:
    """Whatever stands around it, quotes at most are part of it."""
    source = Source(path, FILES[path].format(ID))
    ids = [fact.app_id for fact in facts_in(source) if isinstance(fact, Environment)]
    places = {each.span: each.value for value in ids for each in literals(value)}
    starts = [at for at in range(len(source.text)) if source.text.startswith(ID, at)]
    assert {ID} == {str(value) for value in places.values()}
    assert starts == sorted(
        span.start + source.slice(span).index(ID) for span in places if len(source.slice(span)) < 13
    )


@given(
    st.sampled_from(sorted(FILES)),
    st.text(alphabet="\"'\\{}<>&=$`#\n é\0[]()%*", max_size=8),
    st.data(),
)
def test_input_in_disorder_is_read_or_said(path: str, noise: str, data: st.DataObject) -> None:
    """No front end fails, and every place is one in the file."""
    text = FILES[path].format(ID)
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, len(text)))
    source = Source(path, text[:at] + noise + text[end:])
    for fact in facts_in(source):
        assert is_inside(fact.span, source)
        if isinstance(fact, Environment) and fact.app_id is not None:
            assert is_inside(fact.app_id.span, source)


def is_inside(span: Span, source: Source) -> bool:
    """Whether a span is one of a file."""
    return span.path == source.path and 0 <= span.start <= span.end <= len(source.text)


def app_ids(path: str, text: str) -> list[Value | None]:
    """Return the ids that a file gives."""
    return [fact.app_id for fact in facts_in(Source(path, text)) if isinstance(fact, Environment)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", "HEAP_APP_ID=$OTHER"),
        ("a.sh", 'HEAP_APP_ID="$(cat id)"'),
        ("a.sh", "HEAP_APP_ID=`cat id`"),
        ("a.sh", "HEAP_APP_ID=${OTHER?}"),
        ("Dockerfile", "FROM a\nARG HEAP_APP_ID"),
        ("Dockerfile", "FROM a\nENV HEAP_APP_ID=$OTHER"),
        ("a.tf", "heap_app_id = var.id"),
        ("a.tf", 'heap_app_id = "${var.id}"'),
        ("a.tf", 'heap_app_id = file("id")'),
        ("a.xml", "<heap.app.id>${id}</heap.app.id>"),
        ("a.rb", "Heap.app_id = ENV['ID']"),
        ("a.rb", "Heap.app_id = ENV.fetch('ID')"),
        ("a.yaml", "a:\n  {{- x }}\nheap_app_id: {{ id }}\n"),
    ],
)
def test_what_is_given_elsewhere_is_unknown(path: str, text: str) -> None:
    """And no finding."""
    assert all(isinstance(each, Unknown) for each in app_ids(path, text))


def test_a_stage_tells_the_environment() -> None:
    """Images of one file may be for several."""
    text = "FROM a AS production\nENV HEAP_APP_ID=1\nFROM a as staging\nENV HEAP_APP_ID=1\n"
    facts = facts_in(Source("Dockerfile", text))
    assert ["production", "staging"] == [f.name for f in facts if isinstance(f, Environment)]


def test_old_form_of_env_has_one_variable() -> None:
    """All that follows the name is the value."""
    (value,) = app_ids("Dockerfile", "FROM a\nENV HEAP_APP_ID GTM-1\nENV X HEAP_APP_ID=12\n")
    assert isinstance(value, Literal)
    assert "GTM-1" == value.value


def unreadable(facts: list[Fact]) -> list[Unreadable]:
    """Return what could not be read."""
    return [fact for fact in facts if isinstance(fact, Unreadable)]


@pytest.mark.parametrize("text", ["", " ", "\n", "<a", "<a>", "é<", "heap"])
def test_what_is_no_xml_is_told_in_its_place(text: str) -> None:
    """Where there is no text at all, at its beginning."""
    (only,) = unreadable(facts_in(Source("a.xml", text)))
    assert 0 <= only.span.start <= only.span.end <= len(text)


def test_entities_are_not_filled_in() -> None:
    """Ten lines of them would be gigabytes."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE a [<!ENTITY e0 "x">{lines}]><a><string name="heap_app_id">&e9;</string></a>'
    (only,) = unreadable(facts_in(Source("a.xml", text)))
    assert "entity" in only.reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.xml", "<a>" * 5000),
        ("a.tf", "a = " + "[" * 5000),
        ("a.tf", "a = " + "{b=" * 5000),
        ("a.sh", "$(" * 5000),
        ("a.sh", "{ " * 5000),
        ("Dockerfile", "FROM a\nENV " + 'A="' * 5000),
        ("Dockerfile", "RUN \\\n" * 5000),
        ("Dockerfile", "FROM a\nENV A=1 " + "\\ \n" * 5000),
        ("a.rb", "Heap.app_id = " + "'" * 5000),
        ("a.conf", "Content-Security-Policy '" + "'a" * 5000),
        ("a.yaml", "{{ " * 5000),
        ("a.json", '{"a": {{ ' + "{{ " * 5000),
    ],
)
def test_endless_nesting_ends(path: str, text: str) -> None:
    """In a moment, with or without something to say."""
    facts_in(Source(path, text))
