"""The recognisers of data files: which ids and load options a document gives to Heap.

Whatever a test finds here must also pass the prefilter, or nobody would ever see it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.facts import AppFile, Environment, Fact, LoadCall, Unreadable
from heap_lint.frontends import facts_in, format_of, is_known_config
from heap_lint.frontends.recognisers import commands, facts_of_document, names
from heap_lint.frontends.yaml import parse
from heap_lint.prefilter import may_mention_heap
from heap_lint.source import Source
from heap_lint.values import Literal, OneOf, Unknown

ID = "2304117765"


def found(path: str, text: str) -> list[Fact]:
    """Return the facts of a readable file."""
    facts = facts_in(Source(path, text))
    assert not [fact for fact in facts if isinstance(fact, Unreadable)]
    is_read = is_known_config(path) or may_mention_heap(text.encode(), format_of(path) or "")
    assert is_read or not facts, "the prefilter would not let it be read"
    return facts


def ids(path: str, text: str) -> list[tuple[str, object]]:
    """Return (environment, id) of each id that is a constant."""
    return [
        (fact.name, fact.app_id.value)
        for fact in found(path, text)
        if isinstance(fact, Environment) and isinstance(fact.app_id, Literal)
    ]


def options(path: str, text: str) -> list[dict[str | None, object]]:
    """Return the constant options of each load."""
    return [
        {e.name: e.value.value for e in fact.options.entries if isinstance(e.value, Literal)}
        for fact in found(path, text)
        if isinstance(fact, LoadCall)
    ]


# Environment variables


@pytest.mark.parametrize(
    "name",
    [
        "HEAP_APP_ID",
        "HEAP_ENV_ID",
        "HEAP_APPID",
        "NEXT_PUBLIC_HEAP_APP_ID",
        "VUE_APP_HEAP_APP_ID",
        "VITE_HEAP_ID",
        "REACT_APP_HEAP_KEY",
        "HEAP_ANALYTICS_ID",
        "HEAP_IO_APP_ID",
    ],
)
def test_variable_for_an_id_is_told_by_its_name(name: str) -> None:
    """Whatever its value, so that a wrong one is seen."""
    assert [("", "abc")] == ids(".env", f"{name}=abc\n")


@pytest.mark.parametrize("name", ["HEAP_ID", "HEAP_KEY", "HEAP_TRACKER_ID", "HEAP_SCRIPT_ID"])
def test_variable_of_an_ambiguous_name_needs_an_id(name: str) -> None:
    """Memory heaps have ids and keys as well."""
    assert [("", ID)] == ids(".env", f"{name}={ID}\n")
    assert [] == ids(".env", f"{name}=main\n")
    assert [] == ids(".env", f"{name}=512\n")


@pytest.mark.parametrize(
    "line",
    [
        "HEAP_API_KEY=123456789",
        "HEAP_SIZE=536870912",
        "MAX_HEAP_SIZE=1234567",
        "CHEAP_APP_ID=123456789",
        "HEAPQ_ID=123456789",
        "HEAP_APP_ID_FILE=123456789",
        "JAVA_HEAP=1234567",
        "HEAP_APP_ID=string",
        "HEAP_APP_ID=The id of your app in Heap",
        "HEAP_APP_ID",
    ],
)
def test_other_variables_say_nothing(line: str) -> None:
    """Secrets, sizes, other words, descriptions and names without a value."""
    assert [] == found(".env", line + "\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.json", '{"env": {"HEAP_APP_ID": {"value": "2304117765"}}}'),
        ("docker-compose.yml", "services: {web: {environment: [A=1, HEAP_APP_ID=2304117765]}}"),
        ("pod.yaml", "env:\n- {name: A, value: x}\n- {name: HEAP_APP_ID, value: '2304117765'}\n"),
        ("render.yaml", "envVars:\n- {key: HEAP_APP_ID, value: '2304117765'}\n"),
        ("netlify.toml", '[build.environment]\nHEAP_APP_ID = "2304117765"\n'),
        (".env", "export HEAP_APP_ID='2304117765' # web\n"),
    ],
)
def test_variables_are_found_in_every_shape(path: str, text: str) -> None:
    """And each once."""
    assert [("", ID)] == ids(path, text)


def test_value_of_an_assignment_has_its_own_place() -> None:
    """In a compose list the name belongs to the same text."""
    source = Source("compose.yml", f"environment:\n  - HEAP_APP_ID={ID}\n")
    (fact,) = facts_in(source)
    assert isinstance(fact, Environment)
    assert fact.app_id is not None
    assert (ID, "HEAP_APP_ID") == (source.slice(fact.app_id.span), source.slice(fact.span))


def test_variable_may_be_empty_and_may_be_written_as_a_number() -> None:
    """Empty switches Heap off, and the environment holds nothing but text."""
    (fact,) = found("pod.yaml", "HEAP_APP_ID: 2304117765\n")
    assert isinstance(fact, Environment)
    assert (False, True) == (fact.required, fact.accepts_number)


@pytest.mark.parametrize(
    "value",
    [
        "${{ secrets.HEAP }}",
        "$HEAP",
        "${HEAP}",
        "{{ .Values.heap }}",
        "<%= ENV['HEAP'] %>",
        "op://vault/heap/id",
        "ssm:/heap/id",
        "vault:secret/heap#id",
        "__HEAP__",
        "",
    ],
)
def test_value_from_elsewhere_is_unknown(value: str) -> None:
    """A null in an `env:` block is passed through from outside."""
    text = f"HEAP_APP_ID: {json.dumps(value) if value else ''}\n"
    (fact,) = found("a.yaml", text)
    assert isinstance(fact, Environment)
    assert isinstance(fact.app_id, Unknown)


@pytest.mark.parametrize(
    "text", ["${HEAP:-2304117765}", "${HEAP-2304117765}", "${heap.id:2304117765}"]
)
def test_default_of_a_reference_is_one_of_two_values(text: str) -> None:
    """So that an id as fallback can be judged."""
    source = Source("compose.yml", f"HEAP_APP_ID: '{text}'\n")
    (fact,) = facts_in(source)
    assert isinstance(fact, Environment)
    assert isinstance(fact.app_id, OneOf)
    assert [None, ID] == [getattr(each, "value", None) for each in fact.app_id.options]
    assert ID == source.slice(fact.app_id.options[1].span)


# Which environment


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        (".env", "HEAP_APP_ID_DEV=1", "development"),
        (".env", "HEAP_APP_ID_STAGING=1", "staging"),
        (".env.development", "HEAP_APP_ID_PROD=1", "production"),
        (".env", "PROD_HEAP_APP_ID=1", "production"),
        (".env.production", "HEAP_APP_ID=1", "production"),
        (".env.production.local", "HEAP_APP_ID=1", "production"),
        (".env.local", "HEAP_APP_ID=1", "local"),
        (".env.example", "HEAP_APP_ID=1", ""),
        ("values-prod.yaml", "HEAP_APP_ID: '1'", "production"),
        ("a.yaml", "production: {HEAP_APP_ID: '1'}", "production"),
        ("a.json", '{"envs": {"prod": {"HEAP_APP_ID": "1"}}}', "production"),
        ("a.toml", "[env.production]\nHEAP_APP_ID='1'", "production"),
        ("netlify.toml", "[context.deploy-preview.environment]\nHEAP_APP_ID='1'", "preview"),
        ("a.yaml", "heapAppIdProd: '1'", "production"),
        ("a.yaml", "heapAppId: {staging: '1'}", "staging"),
        ("a.yaml", "latest: {HEAP_APP_ID: '1'}", ""),
    ],
)
def test_environment_is_told_by_key_path_or_file(path: str, text: str, name: str) -> None:
    """The nearest to the value wins."""
    assert [(name, "1")] == ids(path, text)


@pytest.mark.parametrize(
    "files",
    [
        {"web/.env.production": "HEAP_APP_ID=1", "web/.env.development": "HEAP_APP_ID=1"},
        {"web/.env": "HEAP_APP_ID_PROD=1\nHEAP_APP_ID_DEV=1"},
        {"a.yaml": "production: {HEAP_APP_ID: '1'}\ndev: {HEAP_APP_ID: '1'}"},
        {"a.yaml": "x: &x {heapAppId: '1'}\nproduction: {<<: *x}\ndev: {<<: *x}"},
        {"config/prod.json": '{"heapAppId": "1"}', "config/dev.json": '{"heapAppId": "1"}'},
    ],
)
def test_environments_of_one_app_meet_in_a_group(files: dict[str, str]) -> None:
    """Beside each other in one file, or in files of one folder."""
    facts = [fact for path, text in files.items() for fact in found(path, text)]
    named = {f.name: f.group for f in facts if isinstance(f, Environment) and f.name}
    assert {"production", "development"} == set(named)
    assert 1 == len(set(named.values()))


def test_apps_in_other_folders_or_under_other_names_do_not_meet() -> None:
    """A group is one variable of one folder."""
    facts = found("a/.env", "HEAP_APP_ID=1\nADMIN_HEAP_APP_ID=2") + found("b/.env", "HEAP_APP_ID=1")
    assert 3 == len({fact.group for fact in facts if isinstance(fact, Environment)})


# heap.config.json


def heap_config(text: str) -> list[tuple[str, object, bool]]:
    """Return (environment, id, required) of each fact."""
    facts = found("mobile/heap.config.json", text)
    return [
        (fact.name, getattr(fact.app_id, "value", fact.app_id), fact.required)
        for fact in facts
        if isinstance(fact, Environment)
    ]


def test_heap_config_gives_each_build_its_id() -> None:
    """And the default, which no build uses, to nobody."""
    text = '{"default": {"heapAppId": "3"}, "dev": {"heapAppId": "1"}, "prod": {"heapAppId": "2"}}'
    assert [("development", "1", True), ("production", "2", True)] == heap_config(text)


def test_heap_config_with_only_a_default_serves_both_builds() -> None:
    """So that they are seen to share it."""
    text = '{"default": {"heapAppId": "1"}, "dev": {"heapAutoInit": false}}'
    assert [("development", "1", True), ("production", "1", True)] == heap_config(text)


def test_heap_config_without_an_id_says_so_once() -> None:
    """The absence stands at the first bracket."""
    assert [("", None, True)] == heap_config('{"default": {"heapAutoInit": true}}')


def test_heap_config_of_one_build_lacks_the_other() -> None:
    """Nothing is inherited from the other build."""
    expected = [("development", "1", True), ("production", None, True)]
    assert expected == heap_config('{"dev": {"heapAppId": "1"}}')


def test_heap_config_in_disorder_is_read_as_far_as_it_goes() -> None:
    """What is not seen is unknown, not absent."""
    facts = facts_in(Source("heap.config.json", '{"dev": {"heapAppId": "1"}, "prod": {heapApp'))
    names = [fact for fact in facts if isinstance(fact, Environment)]
    assert ["1", None] == [getattr(fact.app_id, "value", None) for fact in names]
    assert isinstance(names[1].app_id, Unknown)


# Blocks and keys


@pytest.mark.parametrize(
    "block",
    [
        "heap: {appId: '2304117765'}",
        "heap: {app_id: '2304117765'}",
        "heap: {env-id: '2304117765'}",
        "heapAnalytics: {environmentId: '2304117765'}",
        "heap_analytics: {trackingId: '2304117765'}",
        "heap: {config: {appId: '2304117765'}}",
        "a: {b: [{heapAppId: '2304117765'}]}",
        "heap_env_id: '2304117765'",
    ],
)
def test_id_is_found_in_blocks_and_under_keys(block: str) -> None:
    """In any casing."""
    assert [("", ID)] == ids("a.yaml", block)


@pytest.mark.parametrize(
    "block",
    [
        "heap: {size: 512m, max: 4}",
        "heap: {id: 1234567, size: 10}",
        "heap: {appId: main}",
        "jvm: {heap: {settings: {min: 1g}}}",
        "dependencies: {heap: ^0.2.7}",
        "heapId: 7f",
        "heapAppId: {type: string}",
        "heapAppId: true",
        "heapAppId: App ID in Heap",
        "heapSize: 123456789",
        "secureCookie: false",
        "session: {appId: '2304117765', secureCookie: false}",
    ],
)
def test_memory_heaps_and_other_settings_say_nothing(block: str) -> None:
    """A second sign is needed."""
    assert [] == found("a.yaml", block)


@pytest.mark.parametrize(
    "block",
    [
        "heap: {appId: YOUR_APP_ID}",
        "analytics: {heap: {appId: x}}",
        "integrations: {heap: {appId: x}}",
    ],
)
def test_wrong_id_counts_where_the_place_is_sure(block: str) -> None:
    """A request to write one, or a place that only analytics tools have."""
    assert 1 == len(ids("a.yaml", block))


def test_block_with_options_is_a_load() -> None:
    """The options are the entries as written, without the id."""
    text = "heap: {appId: '2304117765', disableTextCapture: false, secureCookie: 'yes', other: 1}"
    expected = {"disableTextCapture": False, "secureCookie": "yes", "other": 1}
    assert [expected] == options("a.yaml", text)


@pytest.mark.parametrize("key", ["disable_text_capture", "disable-text-capture"])
def test_option_in_snake_or_kebab_case_has_its_own_name(key: str) -> None:
    """Such a file is turned into Heap's spelling by whoever reads it."""
    assert [{"disableTextCapture": True}] == options("a.yaml", f"heap: {{{key}: true}}")


def test_option_in_the_wrong_case_stays_as_written() -> None:
    """Nobody corrects that, so Heap ignores it."""
    assert [{"disabletextcapture": True}] == options("a.yaml", "heap: {disabletextcapture: true}")


def test_block_without_options_is_not_a_load() -> None:
    """Another tool loads Heap, with options that are not ours to see."""
    assert [] == options("redocly.yaml", "analytics: {heap: {appId: '2304117765', enabled: true}}")


def test_options_beside_a_flat_id_are_a_load() -> None:
    """Only those that are Heap's, as other settings stand there too."""
    text = "heapAppId: '2304117765'\ndisableTextCapture: false\nport: 80\n"
    assert [{"disableTextCapture": False}] == options("a.yaml", text)
    assert [] == options("a.yaml", "heapAppId: '2304117765'\nsecureCookie: false\n")


def test_options_in_a_nested_block_belong_to_it() -> None:
    """`options`, `config`, `settings` hold what is given to the load."""
    text = "heap: {appId: '2304117765', options: {secureCookie: true}}"
    assert [{"secureCookie": True}] == options("a.yaml", text)


def test_options_that_may_be_inherited_are_not_complete() -> None:
    """What one environment lacks the block around it may give."""
    text = "heap:\n  secureCookie: true\n  production: {disableTextCapture: true}\n"
    loads = [fact for fact in found("a.yaml", text) if isinstance(fact, LoadCall)]
    assert [False, False] == [load.options.complete for load in loads]


def test_option_from_elsewhere_is_unknown() -> None:
    """`"${REDACT}"` is a text in the file and a boolean at run time."""
    text = 'heap: {disableTextCapture: "${REDACT}", secureCookie: true}'
    assert [{"secureCookie": True}] == options("a.yaml", text)


def test_airkit_app_is_left_to_its_own_recogniser() -> None:
    """Its names mean something else."""
    text = (
        "schema: heap-lint/airkit-app/1\nheap: {appId: '2304117765', disableTextCapture: false}\n"
    )
    assert [AppFile] == [type(fact) for fact in found("a.yaml", text)]


# One story in every format

traps = st.sampled_from(
    ["false", "no", "0", "", "512m", "YOUR_APP_ID", "12", ID, "a b", "${X}", "ü"]
)
keys = st.sampled_from(
    [
        "appId",
        "app_id",
        "heapAppId",
        "id",
        "disableTextCapture",
        "secure_cookie",
        "size",
        "HEAP_APP_ID",
    ]
)
blocks = st.dictionaries(keys, traps | st.booleans() | st.integers(0, 10**10), max_size=4)
trees = st.dictionaries(
    st.sampled_from(["heap", "heap_analytics", "production", "dev", "web", "analytics"]),
    blocks | st.fixed_dictionaries({"heap": blocks}) | st.fixed_dictionaries({"options": blocks}),
    max_size=3,
)
variable_names = st.sampled_from(["HEAP_APP_ID", "HEAP_ID", "HEAP_APP_ID_DEV", "X"])
VARIABLES = {
    ".env": ("", '{name}="{value}"\n', ""),
    "a.sh": ("set -e\n", 'export {name}="{value}"\n', ""),
    "b.sh": ("docker run", ' -e "{name}={value}"', " web\n"),
    "Dockerfile": ("FROM web\n", 'ENV {name}="{value}"\n', ""),
    "b.dockerfile": ("FROM web\nENV A=1", ' \\\n  {name}="{value}"', "\n"),
    "a.tf": ("", '{name} = "{value}"\n', ""),
    "a.xml": ("<a>", '<env name="{name}" value="{value}"/>', "</a>"),
    "a.plist": ("<plist><dict>", "<key>{name}</key><string>{value}</string>", "</dict></plist>"),
}
"""How each file writes variables down: what stands before them, each of them, what follows."""
maps = st.dictionaries(variable_names, traps, max_size=4)


def as_toml(tree: dict[str, Any]) -> str:
    """Return data as TOML with inline tables."""

    def inline(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + "}"
        return json.dumps(value)

    return "".join(f"{key} = {inline(value)}\n" for key, value in tree.items())


def story(path: str, text: str) -> list[object]:
    """Return what a file's facts say, without places."""

    def known(value: Any) -> object:
        if isinstance(value, OneOf):
            return tuple(map(known, value.options))
        return value.value if isinstance(value, Literal) else type(value).__name__

    def told(fact: Fact) -> object:
        if isinstance(fact, Environment):
            flags = (fact.required, fact.accepts_number, fact.provider)
            return "id", fact.name, fact.group.rpartition(":")[2], known(fact.app_id), flags
        assert isinstance(fact, LoadCall)
        entries = [(entry.name, known(entry.value)) for entry in fact.options.entries]
        return "load", fact.name, entries, fact.options.complete

    return list(map(told, found(path, text)))


@given(trees)
def test_blocks_tell_the_same_story_in_every_format(tree: dict[str, Any]) -> None:
    """A format decides how a document is written, not what it means."""
    expected = story("a.yaml", yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    assert expected == story("a.json", json.dumps(tree, indent=1))
    assert expected == story("a.toml", as_toml(tree))


@given(maps)
def test_variables_tell_the_same_story_in_every_format(variables: dict[str, str]) -> None:
    """Also in those that have nothing but variables."""
    expected = story("a.yaml", yaml.safe_dump(variables, sort_keys=False, allow_unicode=True))
    assert expected == story("a.json", json.dumps(variables))
    assert expected == story("a.toml", as_toml(variables))
    for path, (before, each, after) in VARIABLES.items():
        lines = (each.format(name=name, value=value) for name, value in variables.items())
        assert expected == story(path, before + "".join(lines) + after)


@given(trees)
def test_blocks_of_texts_tell_the_same_story_in_hcl(tree: dict[str, Any]) -> None:
    """Where numbers are texts."""

    def texts(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: texts(each) for key, each in value.items()}
        return value if isinstance(value, bool) else str(value)

    tree = texts(tree)
    expected = story("a.yaml", yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    assert expected == story("a.tf", as_toml(tree).replace("\\u00fc", "ü"))


# What the prefilter lets pass

_WORDS = st.sampled_from([*names._ENVIRONMENTS, *names._CERTAIN, *names._AMBIGUOUS, "app", "env"])
_STYLED = st.builds(
    lambda style, word: style(word), st.sampled_from([str.lower, str.upper, str.title]), _WORDS
)
_NAMES_OF_IDS = st.builds(
    lambda before, heap, rest, after, between: between.join([*before, heap, *rest]) + after,
    st.lists(st.sampled_from(["NEXT", "my", "Web"]), max_size=2),
    st.sampled_from(["heap", "Heap", "HEAP"]),
    st.lists(_STYLED, min_size=1, max_size=4),
    st.sampled_from(["", "_", "-"]),
    st.sampled_from(["", "_", "-", "."]),
)


@given(_NAMES_OF_IDS)
def test_a_key_that_names_an_id_is_read(key: str) -> None:
    """Whatever the recognisers call an id, the prefilter lets pass in every format."""
    if names.id_name(key) is not None:
        assert may_mention_heap(f"a: 1\n{key}: '{ID}'\n".encode(), "yaml")
        assert may_mention_heap(json.dumps({key: ID}).encode(), "json")
        assert may_mention_heap(f'"{key}" = "{ID}"\n'.encode(), "toml")
        assert may_mention_heap(f"export {key}={ID}\n".encode(), "dotenv")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "a: 1\nheap:\n  appId: '2304117765'\n"),
        ("a.yaml", "a:\n    - heap: # ours\n        appId: '2304117765'\n"),
        ("a.yaml", "{a: 1, heap: {appId: '2304117765'}}"),
        ("a.yaml", "'heap' : &x\n  appId: '2304117765'\n"),
        ("a.yaml", "x: &x {appId: '2304117765'}\nheap: *x\n"),
        ("a.yaml", "heap: !!map\n  appId: '2304117765'\n"),
        ("a.yaml", "&k heap:\n  appId: '2304117765'\n"),
        ("a.yaml", "? heap\n: appId: '2304117765'\n"),
        ("a.yaml", "Heap Analytics:\r\n  appId: '2304117765'\r\n"),
        ("a.yaml", "- name: HEAP_APP_ID\n  value: '2304117765'\n"),
        ("a.yaml", "- HEAP_APP_ID=2304117765\n"),
        ("a.json", '{"heap":{"appId":"2304117765"}}'),
        ("a.json", '{"a": 1,\n\n  "heap"\n:\n{"appId": "2304117765"}}'),
        ("a.jsonc", '{"heap" /* ours */ : /* id */ {"appId": "2304117765"}}'),
        ("a.jsonc", '{/* ours */ "heap": // id\n {"appId": "2304117765"}}'),
        ("a.json5", "{heap: {appId: '2304117765'}}"),
        ("a.toml", '[heap]\nappId = "2304117765"\n'),
        ("a.toml", '[ a . heap ]\nappId = "2304117765"\n'),
        ("a.toml", '[a."heap".config]\nappId = "2304117765"\n'),
        ("a.toml", 'a = 1\nheap.appId = "2304117765"\n'),
        ("a.toml", 'heap . appId = "2304117765"\n'),
        ("a.toml", 'heap = {appId = "2304117765"}\n'),
        ("a.toml", 'a = {b = 1, heap={appId = "2304117765"}}\n'),
    ],
)
def test_an_id_is_read_however_its_block_is_written(path: str, text: str) -> None:
    """Nothing is lost by not reading files that only have the word."""
    assert [("", ID)] == ids(path, text)


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("yaml", "notes:\n  - The heap: fixed a leak when the heap is full [heap]\n"),
        ("yaml", "# heap:\n#   appId: 1\nimage: cassandra\nheap: 4G\n"),
        ("yaml", "args: [-XX:+UseG1GC, -Xmx4G, heap.size=4, heapster]\n"),
        ("yaml", "- heap-profile of heap.go shows the heap, heapq and min-heap\n"),
        ("yaml", "maxHeapSize: 2G\nheap_kb: 4\nheapNewSize: 1\nlanguage: heap analytics tool\n"),
        ("yaml", "session:\n  secureCookie: true\n"),
        ("json", '{"dependencies": {"heap": "^0.2.6", "@heap/plugin": "1.0.0"}}'),
        ("toml", 'description = "a heap. [See the heap] of heaps"\nheapq = "1.0"\n'),
        ("dotenv", "JAVA_OPTS=-Xmx4G # heap\nHEAP_SIZE=4G\nMAX_HEAP_SIZE=1\n"),
    ],
)
def test_a_file_that_only_has_the_word_is_not_read(format_name: str, text: str) -> None:
    """Large release notes and lists of packages cost seconds."""
    assert not may_mention_heap(text.encode(), format_name)


def test_a_file_of_many_documents_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each of its documents it would take the square of its size."""
    asked: list[int] = []

    class Text(str):
        def __contains__(self, part: str) -> bool:
            asked.append(len(self))
            return super().__contains__(part)

    class Counted:
        def search(self, text: str, *places: int) -> None:
            asked.append(len(text))

    monkeypatch.setattr(commands, "_ASSIGNS", Counted())
    source = Source("a.yaml", Text("heap: 1\n" + "--- heap.example.com\n" * 200))
    documents = parse(Source(source.path, str(source.text))).documents
    assert 200 < len(documents)
    assert [] == [fact for each in documents for fact in facts_of_document(source, each)]
    assert len([length for length in asked if length == len(source.text)]) < 10
