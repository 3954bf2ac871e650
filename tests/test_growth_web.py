"""What following scripts and pages costs: counted in steps, so that it is the same on every machine."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import growth_web
import pytest
import work
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import engine
from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel
from heap_lint.config import Settings
from heap_lint.facts import Call, Fact, IdentifyCall, Unreadable
from heap_lint.frontends.dataflow.layers import Layered, meet, meet_again
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.web import interpreter, modules, scope, templates
from heap_lint.frontends.web.guards import Condition
from heap_lint.settings.nearest import Configs
from heap_lint.source import Source

APPS = Path(__file__).parent / "apps"
Steps: TypeAlias = "list[tuple[scope.File, int]]"
SIZE = 160
MOST_GROWTH = 2.3
"""How many times as many steps twice as much code may take."""
SAID_TO_ALL = ("all call all", "components in each other, with what is doubled")
"""As many calls, or values in them, as the square of the size."""
INVOLVED = "".join(growth_web.CONSTRUCTS["all call all"][1](40).partition("\n")[1:])
"""Functions that all call each other, without the load in front of them."""
BEFORE = "heap.identify('same');\n"
MOST_OF_A_PROPERTY = 90
"""Calls of functions for a property that another call has given too; to judge one takes a hundred."""
SHARING = {
    "given": "heap.track('E@', D);\n",
    "spread": "heap.track('E@', {...D, a: 1});\n",
    "spread perhaps": "heap.track('E@', {...(x && D), a: 1});\n",
    "assigned": "heap.track('E@', Object.assign({}, D, {a: 1}));\n",
    "of a user": "heap.addUserProperties({...D});\n",
    "options": "heap.load('2304117765', {...D});\n",
    "through a function": "g(x.a@);\n",
}
SHARED = {
    "constants": "'v@'",
    "names": "x.b@",
    "texts": "`a${x.b@}`",
    "objects": "{a: 1}",
    "choices": "x ? 1 : 2",
}


def sharing(keys: int, calls: int, value: str = "'v@'", use: str = SHARING["spread"]) -> str:
    """Return a script in which calls are given the properties of one object."""
    held = ", ".join(f"k{i}: {value.replace('@', str(i))}" for i in range(keys))
    uses = "".join(use.replace("@", str(i)) for i in range(calls))
    return f"const D = {{{held}}};\nconst g = (x) => heap.track('X', {{...D, x}});\n{uses}"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Return the texts that are run, of which each knows what fuel is left, and what each has had."""
    made: Steps = []

    class Counted(interpreter.Interpreter):
        def __init__(self, file: scope.File) -> None:
            super().__init__(file)
            made.append((file, file.allowance.fuel.left))

    monkeypatch.setattr("heap_lint.frontends.web.running.Interpreter", Counted)
    return made


def facts(path: str, text: str) -> list[Fact]:
    """Return what a file says, alone."""
    source = Source(path, text)
    project = modules.Modules([path], [path], {path: source}.get)
    project.analyse(source)
    return project.facts[path]


def used(made: Steps, path: str, text: str) -> int:
    """Return how many steps it takes to follow a file."""
    made.clear()
    found = facts(path, text)
    assert not any(isinstance(fact, Unreadable) for fact in found)
    return sum(had - file.allowance.fuel.left for file, had in made)


@pytest.mark.parametrize("name", growth_web.INVOLVED)
def test_a_step_costs_no_more_than_others(name: str, tmp_path: Path) -> None:
    """What is too involved ends with the fuel, and the time that this takes is bounded, too."""
    path = tmp_path / "a.js"

    def calls(text: str) -> int:
        path.write_text(text, "utf-8")
        return work.calls(lambda: engine.check_paths([str(path)], Configs.of(Settings()), {}, {}))

    _, make = growth_web.INVOLVED[name]
    calls(make(2))  # imports what is needed
    text = make(250)
    assert calls(text) <= work.CALLS_OF_A_STEP * Fuel(len(text)).given


@pytest.mark.parametrize("name", [n for n in growth_web.CONSTRUCTS if n not in SAID_TO_ALL])
def test_twice_as_much_code_takes_about_twice_as_many_steps(name: str, steps: Steps) -> None:
    """Of whatever there is twice as much: branches, functions, calls, keys, elements."""
    path, make = growth_web.CONSTRUCTS[name]
    little, much = (used(steps, path, make(size)) for size in (SIZE, 2 * SIZE))
    assert much <= MOST_GROWTH * little


@pytest.mark.parametrize(
    "name", [n for n, (path, _) in growth_web.CONSTRUCTS.items() if path.endswith(".j2")]
)
def test_tags_of_a_template_are_masked_each_by_itself(name: str) -> None:
    """Whatever stands in front of them."""
    path, make = growth_web.CONSTRUCTS[name]

    def masked(size: int) -> int:
        text = make(size)
        return work.lines(lambda: templates.masked(Embedded(Source(path, text), text)))

    masked(2)  # what is compiled and read at first
    little = masked(SIZE)  # before the others: what both have is remembered
    assert masked(2 * SIZE) <= MOST_GROWTH * little


@pytest.mark.parametrize("name", [n for n in growth_web.CONSTRUCTS if n.startswith("keys ")])
def test_each_key_of_an_object_is_found_at_once(name: str) -> None:
    """However many there are, and whether it is there or not."""
    path, make = growth_web.CONSTRUCTS[name]
    little, much = (work.lines(partial(facts, path, make(n))) for n in (SIZE, 2 * SIZE))
    assert much <= MOST_GROWTH * little


@pytest.mark.parametrize(
    ("use", "value"),
    [
        *((use, "'v@'") for use in SHARING.values()),
        *((SHARING["spread"], value) for value in SHARED.values()),
    ],
    ids=[*SHARING, *SHARED],
)
def test_properties_that_many_calls_share_are_looked_at_once(use: str, value: str) -> None:
    """A further call goes through them, and judges none anew."""

    def looked_at(calls: int) -> int:
        source = Source("a.js", sharing(100, calls, value, use))
        return work.calls(lambda: engine.check_source(source, Settings()))

    few, many = looked_at(5), looked_at(25)
    assert many - few <= MOST_OF_A_PROPERTY * 100 * 20


@pytest.mark.parametrize("value", SHARED.values(), ids=SHARED)
@pytest.mark.parametrize("use", SHARING.values(), ids=SHARING)
def test_large_objects_that_many_calls_share_are_followed(use: str, value: str) -> None:
    """Fifty properties in two hundred calls are no sign of generated code."""
    source = Source("a.js", sharing(50, 200, value, use) + "heap.identify('same');\n")
    report = engine.check_source(source, Settings())
    assert not report.incomplete
    assert "HL201" in {finding.code for finding in report.findings}


def test_what_a_property_is_worth_depends_on_the_call_that_gives_it() -> None:
    """It is looked at once for each kind of call, and not once for all."""
    flags = "const D = {a: true};\n"
    web, npm = "heap.track('E', D);\n", "api.track('E', 'a', D);\n"
    client = "const api = require('heap-api')('2304117765');\n"
    for calls in (web + npm, npm + web):
        report = engine.check_source(Source("a.js", client + flags + calls), Settings())
        assert ["HL305"] == [finding.code for finding in report.findings if finding.code == "HL305"]
    assert not engine.check_source(Source("a.js", flags + web), Settings()).findings


def test_properties_of_alternative_objects_take_steps(steps: Steps) -> None:
    """Each call joins them anew."""

    def script(keys: int) -> str:
        other = ", ".join(f"k{i}: {i}" for i in range(keys))
        calls = sharing(keys, 20, "x.b@", "heap.track('E@', {...(y ? D : F)});\n")
        return f"const F = {{{other}}};\n{calls}"

    few, many = (used(steps, "a.js", script(keys)) for keys in (10, 110))
    assert many - few >= 20 * 100 * limits.FUEL_OF_A_PROPERTY


CHANGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3)), max_size=4)


@given(CHANGES, st.lists(CHANGES, max_size=6))
def test_ways_that_meet_again_make_what_they_would_make_at_first(
    before: list[tuple[str, int]], cases: list[list[tuple[str, int]]]
) -> None:
    """In front of each case of a switch; what is not set there is what it was."""
    first: Layered[str, frozenset[int]] = Layered((name, frozenset([n])) for name, n in before)
    anew = again = first.fork()
    since = again.mark()
    for changes in cases:
        anew, again = anew.fork(), again.fork()
        for way in (anew, again):
            for name, number in changes:
                if number:
                    way[name] = frozenset([number])
                else:
                    way.pop(name, None)
        anew = meet([first.fork(), anew], frozenset.union).joined
        again = meet_again(first, again, since, frozenset.union).joined
        since = again.mark()
        assert dict(anew) == dict(again)


@pytest.mark.parametrize(("case", "codes"), [
    ("case 1: e = ''; case 2: y();", ["HL302"]),
    ("case 1: e = ''; case 2: e = 'b';", []),
    ("case 1: e = ''; break; case 2: e = 'b'; case 3: y();", []),
    ("case 1: e = ''; case 2: y(); case 3: y();", ["HL302"]),
    ("case 1: e = ''; case 2: y(); case 3: y(); case 4: e = 'b';", []),
])  # fmt: skip
def test_cases_that_fall_through_are_ways_of_their_own(case: str, codes: list[str]) -> None:
    """What one leaves is there in those behind it, until one of them sets it."""
    text = f"function f(x) {{ let e = 'a'; switch (x.a) {{ {case} default: heap.track(e); }} }}"
    report = engine.check_source(Source("a.js", text), Settings())
    assert codes == [finding.code for finding in report.findings if finding.code == "HL302"]


def test_what_a_function_says_takes_a_step_for_each_value_in_it(steps: Steps) -> None:
    """Each use of it makes them anew, however few there are in that."""

    def script(values: int, calls: int) -> str:
        keys = ", ".join(f"k{i}: u.k{i}" for i in range(values))
        uses = "".join(f"const x{i} = <F {{...g()}}/>;\n" for i in range(calls))
        return f"function F(u) {{ heap.track('X', {{{keys}}}); }}\n{uses}"

    few, many = (used(steps, "a.jsx", script(values, 20)) for values in (2, 42))
    assert many - few >= 20 * 40


def test_what_is_too_involved_is_said_and_what_was_found_before_stays(project: Project) -> None:
    """The summary says so, JSON counts it, and the exit status is that of the findings."""
    project.write({"a.js": BEFORE + INVOLVED})
    run = project.lint()
    assert 1 == run.status
    assert "HL201" in run.out
    assert "1 file was too involved to be followed to its end" in run.err
    summary = json.loads(project.lint("--output-format", "json").out)["summary"]
    assert 1 == summary["incomplete_kinds"]["fuel"]


def test_what_is_followed_to_its_end_is_not_said_to_be_involved(project: Project) -> None:
    """The same functions, but for those that call each other."""
    project.write({"a.js": BEFORE + growth_web.CONSTRUCTS["wrappers"][1](40)})
    assert "involved" not in project.lint().err


def test_what_is_not_followed_is_no_evidence() -> None:
    """A value that would be wrong if its last change were not seen, and what is not known of a flow."""
    behind = "let id = 'same'; id = user.id; heap.identify(id);\n"
    found = facts("a.js", BEFORE + INVOLVED + behind)
    calls = [fact for fact in found if isinstance(fact, Call)]
    assert calls
    assert not any(call.places for call in calls)
    assert ["same"] == [
        identity.value
        for call in calls
        if (identity := getattr(call, "identity", None)) is not None and hasattr(identity, "value")
    ]


@pytest.mark.parametrize("path", sorted(APPS.rglob("*.[jt]s")), ids=lambda path: path.stem)
def test_less_fuel_finds_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found with little fuel is found with much."""
    text = path.read_text("utf-8")
    much = {_told(fact) for fact in facts(path.name, text)}
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER", 0)
    for fuel in (0, 10, 100, 300, 1_000):
        monkeypatch.setattr(limits, "FUEL_OF_ANY_FILE", fuel)
        assert {_told(fact) for fact in facts(path.name, text)} <= much


def _told(fact: Fact) -> tuple[str, object]:
    return type(fact).__name__, fact.span


@pytest.mark.parametrize("path", sorted(APPS.rglob("*.[jt]s*")), ids=lambda path: path.stem)
def test_code_as_people_write_it_takes_few_steps(path: Path, steps: Steps) -> None:
    """A step for each character is never needed, of five that there are."""
    if path.suffix in (".js", ".ts", ".jsx", ".tsx"):
        text = path.read_text("utf-8")
        assert used(steps, path.name, text) <= len(text)


@pytest.mark.parametrize("operator", ["||", "&&"])
def test_a_chain_of_conditions_is_asked_about_part_by_part(
    operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part is told what the one before it is, and not all of them anew."""
    asked: list[str] = []
    collect = Condition._collect

    def counted(condition: Condition, test: Any, *given: Any) -> None:
        asked.append(test.type)
        collect(condition, test, *given)

    monkeypatch.setattr(Condition, "_collect", counted)
    counts = []
    for size in (25, 50):
        asked.clear()
        parts = f" {operator} ".join(f"x{i}" for i in range(size))
        facts("a.js", f"heap.load('2304117765');\nlet a = {parts};\n")
        counts.append(len(asked))
    first, second = counts
    assert first < second <= 2.1 * first


def test_a_chain_of_conditions_is_followed_however_long_it_is() -> None:
    """Its first part is the one that is nested deepest."""
    parts = " || ".join(["heap.identify('same')", *(f"x{i}" for i in range(500))])
    said = facts("a.js", f"heap.load('2304117765');\nconst a = {parts};\n")
    assert any(isinstance(fact, IdentifyCall) for fact in said)
