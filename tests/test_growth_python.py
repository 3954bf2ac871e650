"""What following Python costs: counted in steps, so that it is the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from string import ascii_uppercase
from typing import TypeAlias

import growth_python
import pytest
import work
from conftest import Project

from heap_lint import checks, engine
from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel
from heap_lint.checks.schema import failures
from heap_lint.config import Settings
from heap_lint.facts import Call, Fact, Payload, Surface, TrackCall, Unreadable
from heap_lint.flow import Login
from heap_lint.frontends import python
from heap_lint.frontends.python import frame
from heap_lint.settings.nearest import Configs
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Value

APPS = Path(__file__).parent / "apps"
Steps: TypeAlias = "list[Fuel]"
SIZE = 160
MOST_GROWTH = 2.3
"""How many times as many steps twice as much code may take."""
SAID_TO_ALL = ("all call all", "methods", "facts of one function")
"""Calls of functions that say much, each of which says it again: bounded by fuel alone."""
LOGARITHMIC = ("try, long", "or of names")
"""Each state has one name more than the one before it: n log n."""
COPIED = ("dict doubled by spreads", "dict updated", "dict or")
"""Each line copies all that the lines before it have made: bounded by fuel, and by `MOST_ENTRIES`."""
INVOLVED = "from x import y\n" + growth_python.CONSTRUCTS["all call all"][1](48)
CLIENT = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'
BEFORE = CLIENT + 'client.track("same", "X")\n'


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Return what each file may use up, and each of its functions."""
    made: Steps = []
    make, share, finish = Fuel.__init__, Fuel.share, frame.File.finish

    def counted(fuel: Fuel, characters: int) -> None:
        make(fuel, characters)
        made.append(fuel)

    def shared(fuel: Fuel, characters: int) -> Fuel:
        part = share(fuel, characters)
        made.append(part)
        return part

    def finished(file: frame.File) -> None:
        left = file.fuel.left
        finish(file)
        file.fuel.left = left

    monkeypatch.setattr(Fuel, "__init__", counted)
    monkeypatch.setattr(Fuel, "share", shared)
    monkeypatch.setattr(frame.File, "finish", finished)
    return made


def facts(text: str) -> list[Fact]:
    """Return what a file says, alone."""
    return python.facts(Source("a.py", text))


def checked(path: Path) -> engine.Report:
    """Return what a run says of a file."""
    return engine.check_paths([str(path)], Configs.of(Settings()), {}, {})


def used(made: Steps, text: str) -> int:
    """Return how many steps it takes to follow a file: its functions' are counted among its own."""
    made.clear()
    found = facts(text)
    assert not any(isinstance(fact, Unreadable) for fact in found)
    return made[0].used


@pytest.mark.parametrize(
    "name", [n for n in growth_python.CONSTRUCTS if n not in (*SAID_TO_ALL, *COPIED)]
)
def test_twice_as_much_code_takes_about_twice_as_many_steps(name: str, steps: Steps) -> None:
    """Of whatever there is twice as much, in a row or in each other."""
    _, make = growth_python.CONSTRUCTS[name]
    little, much = (make(size) for size in (SIZE, 2 * SIZE))
    most = MOST_GROWTH * (1.3 if name in LOGARITHMIC else 1)
    assert used(steps, much) <= most * max(used(steps, little), len(little) / 4)


@pytest.mark.parametrize("name", growth_python.CONSTRUCTS)
def test_no_file_takes_more_than_its_fuel(name: str, steps: Steps) -> None:
    """A function that is being run may have used its own share when the file's is used up."""
    text = growth_python.CONSTRUCTS[name][1](SIZE)
    most = Fuel(len(text)).given + Fuel(0).share(len(text)).given
    assert used(steps, text) <= most


def test_what_a_function_says_takes_a_step_for_each_value_in_it(steps: Steps) -> None:
    """Each call of it makes them anew, however few there are in the call."""

    def module(values: int, calls: int) -> str:
        keys = ", ".join(f"'k{i}': u.k{i}" for i in range(values))
        return f"{CLIENT}def f(u):\n    client.track(u.id, 'X', {{{keys}}})\n" + "f(g())\n" * calls

    few, many = (used(steps, module(values, 20)) for values in (2, 42))
    assert many - few >= 20 * 40


def test_a_value_that_is_in_many_others_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a function says itself is told from what a caller gives it, however it is put together."""
    looked_at = []
    parts = checks._parts
    monkeypatch.setattr(checks, "_parts", lambda value: looked_at.append(value) or parts(value))
    shared: Value = Literal(None, Span("a.py", 50, 54), "None")
    for depth in range(20):
        key = Literal("k", Span("a.py", depth, depth + 1), "'k'")
        shared = Mapping((Entry(key, shared), Entry(key, shared)), Span("a.py", 0, 50))
    places = checks._Places(checks._displays(_event(shared)))
    assert 20 == len(looked_at)
    assert places.hold(Span("a.py", 50, 54))
    assert places.hold(Span("a.py", 3, 50))
    assert not places.hold(Span("a.py", 49, 51))
    assert not places.hold(Span("b.py", 3, 4))


def _event(properties: Value) -> TrackCall:
    at = Span("a.py", 60, 61)
    return TrackCall(
        span=at,
        name="track",
        surface=Surface.SERVER,
        identity=None,
        event=None,
        properties=properties,
    )


@pytest.mark.parametrize("name", growth_python.OF_ONE_CONSTANT)
def test_one_constant_in_many_lines_is_followed_while_there_is_fuel(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each line makes anew what it gives to Heap, and each check looks at it."""
    reports: list[engine.Report] = []
    monkeypatch.setattr(limits, "FUEL_OF_ANY_FILE", 1_000)
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER", 2)
    make = growth_python.OF_ONE_CONSTANT[name]

    def count(size: int) -> int:
        path = tmp_path / f"of{size}.py"
        path.write_text(make(size), "utf-8")
        return work.calls(lambda: reports.append(checked(path)))

    count(2)  # imports what is needed
    little = count(SIZE)
    assert count(2 * SIZE) <= MOST_GROWTH * little
    few, _, many = [{each.kind for each in report.incomplete} for report in reports]
    assert "fuel" in many - few


@pytest.mark.parametrize("name", growth_python.INVOLVED)
def test_a_step_costs_no_more_than_others(name: str, tmp_path: Path) -> None:
    """What is too involved ends with the fuel, and the time that this takes is bounded, too."""
    path = tmp_path / "a.py"

    def calls(text: str) -> int:
        path.write_text(text, "utf-8")
        return work.calls(lambda: checked(path))

    _, make = growth_python.INVOLVED[name]
    calls(make(2))  # imports what is needed
    text = make(250)
    assert calls(text) <= work.CALLS_OF_A_STEP * Fuel(len(text)).given


@pytest.mark.parametrize("name", growth_python.SCRIPTS_IN_CONSTANTS)
def test_a_script_that_many_lines_fill_in_is_read_once(name: str) -> None:
    """Neither its places times the lines are looked at, nor what all of them fill in at each place."""
    make = growth_python.SCRIPTS_IN_CONSTANTS[name]
    facts(make(4))  # imports what is needed
    little, much = (work.calls(lambda size=size: facts(make(size))) for size in (200, 400))
    assert much <= MOST_GROWTH * little


@pytest.mark.parametrize(
    "expression",
    [
        "','.join(D)",
        "T.format(x=y)",
        "T.split(' ')",
        "P % y",
        "sorted(set(list(D)))",
        "D[1:]",
        "D + [1]",
        "[*D]",
        "enumerate(D)",
        "zip(D, D)",
        "dict(M, a=y)",
        "M | {'a': y}",
        "M.items()",
        "dict.fromkeys(D)",
    ],
)
def test_what_is_made_of_a_long_constant_takes_steps_by_its_length(
    expression: str, steps: Steps
) -> None:
    """It may stand in one line and be used in many."""
    size, lines = 200, 20
    items = ", ".join(f"'k{i}'" for i in range(size))
    texts = f"T = '{'a{x} ' * size}'\nP = '{'a%(x)s ' * size}'\n"
    constants = f"{CLIENT}D = [{items}]\nM = {{{items.replace(',', ': 1,')}: 1}}\n{texts}"
    without = used(steps, constants)
    assert used(steps, constants + f"{expression}\n" * lines) - without >= lines * size // 4


@pytest.mark.parametrize("make", ["dict.fromkeys([@])", "dict([@])"])
def test_a_dict_that_is_made_of_a_list_is_made_at_once(make: str) -> None:
    """Not one key after the other, each with a copy of those before it."""

    def count(size: int) -> int:
        item = "('k{}', 1)" if make == "dict([@])" else "'k{}'"
        items = ", ".join(item.format(i) for i in range(size))
        return work.calls(lambda: facts(f"{CLIENT}a = {make.replace('@', items)}\n"))

    count(1)  # imports what is needed
    little = count(SIZE)
    assert count(2 * SIZE) <= MOST_GROWTH * little


@pytest.mark.parametrize("events", ["[E] * 5_000", "[E for _ in range(5_000)]"])
def test_an_item_that_a_list_repeats_is_no_cause_to_leave_a_function(
    events: str, project: Project
) -> None:
    """It is there often, and looked at once."""
    post = "requests.post('https://heapanalytics.com/api/track', json={'events': @})\n"
    event = "E = {'user_id': 'alice-7', 'event': 'X'}\n"
    function = f"def f(us):\n    for u in us:\n        {post.replace('@', events)}"
    project.write({"a.py": f"import requests\n{event}{function}"})
    run = project.lint()
    assert "HL309" in run.out
    assert "involved" not in run.err


@pytest.mark.parametrize("held", ["    a, b = C@(), C@()", "    a = C@()\n    b = C@()"])
def test_a_class_is_asked_once_whether_it_leads_to_heap(held: str, tmp_path: Path) -> None:
    """Each of them holds two of another: there are more ways from one to the last than atoms."""

    def count(size: int) -> int:
        path = tmp_path / f"classes{size}.py"
        classes = (f"class C{i + 1}:\n{held}\n".replace("@", str(i)) for i in range(size))
        path.write_text(f"{CLIENT}class C0:\n    pass\n{''.join(classes)}", "utf-8")
        return work.calls(lambda: checked(path))

    count(1)  # imports what is needed
    assert count(2 * SIZE) <= MOST_GROWTH * count(SIZE)


def test_what_a_class_holds_of_another_leads_to_heap(project: Project) -> None:
    """However long the way is, and though it is asked in a circle."""
    classes = "".join(f"class C{i + 1}:\n    a = C{i}()\n    b = C{i}()\n" for i in range(30))
    sends = "class C0:\n    def send(self, who):\n        client.track(who, 'X')\n"
    uses = "from tracking import c\n\nc.a.b.a.send('alice-7')\n"
    project.write({"tracking.py": f"{CLIENT}{sends}{classes}c = C3()\n", "use.py": uses})
    assert ["HL201"] == project.lint_json().codes()


def test_what_is_too_involved_is_said_and_what_was_found_before_stays(project: Project) -> None:
    """The summary says so, JSON counts it, and the exit status is that of the findings."""
    project.write({"a.py": BEFORE + INVOLVED})
    run = project.lint()
    assert 1 == run.status
    assert "HL201" in run.out
    assert "1 file was too involved to be followed to its end" in run.err
    summary = json.loads(project.lint("--output-format", "json").out)["summary"]
    assert 1 == summary["incomplete_kinds"]["fuel"]


def test_what_is_followed_to_its_end_is_not_said_to_be_involved(project: Project) -> None:
    """As many functions, but for those that call each other."""
    project.write({"a.py": BEFORE + growth_python.CONSTRUCTS["functions"][1](48)})
    assert "involved" not in project.lint().err


def test_a_function_that_is_too_involved_is_one_that_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may let only those in who are logged in: those behind it are not said to be anybody."""
    does = "    request.a()\n" * 60
    view = "def view(request):\n    prepare(request)\n    client.track(request.user.id, 'Y')\n"
    text = f"{CLIENT}def prepare(request):\n    client.track('a', 'X')\n{does}{view}"
    assert _states_of_last_call(text) == {Login.ANYBODY}
    monkeypatch.setattr(limits, "FUEL_OF_ANY_FUNCTION", 60)
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER_OF_FUNCTION", 0)
    assert _states_of_last_call(text) == {Login.UNSURE}


def _states_of_last_call(text: str) -> set[Login]:
    *_, call = (fact for fact in facts(text) if isinstance(fact, TrackCall))
    return {state for place in call.places for state in place.graph.states(place.node)}


def test_what_a_loop_has_said_that_is_left_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value that would be wrong is only that of its first round."""
    does = "        u.a()\n" * 60
    loop = "    e = ''\n    for x in xs:\n        client.track(u.id, e)\n"
    text = f"{CLIENT}def f(u, xs):\n{loop}{does}        e = x\n"
    assert any(isinstance(fact, Call) for fact in facts(text))
    monkeypatch.setattr(limits, "FUEL_OF_ANY_FUNCTION", 60)
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER_OF_FUNCTION", 0)
    assert not any(isinstance(fact, Call) for fact in facts(text))


@pytest.mark.parametrize("path", sorted(APPS.rglob("*.py")), ids=lambda path: path.stem)
def test_less_fuel_finds_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found with little fuel is found with much."""
    text = path.read_text("utf-8")
    much = {_told(fact) for fact in facts(text)}
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER", 0)
    monkeypatch.setattr(limits, "FUEL_PER_CHARACTER_OF_FUNCTION", 0)
    for fuel in (0, 10, 30, 100, 300, 1_000):
        monkeypatch.setattr(limits, "FUEL_OF_ANY_FUNCTION", fuel)
        for of_file in (fuel, 10_000):
            monkeypatch.setattr(limits, "FUEL_OF_ANY_FILE", of_file)
            assert {_told(fact) for fact in facts(text)} <= much


def _told(fact: Fact) -> tuple[str, object]:
    return type(fact).__name__, fact.span


@pytest.mark.parametrize("path", sorted(APPS.rglob("*.py")), ids=lambda path: path.stem)
def test_code_as_people_write_it_takes_few_steps(path: Path, steps: Steps) -> None:
    """A step for each character is never needed, of six that there are."""
    text = path.read_text("utf-8")
    assert used(steps, text) <= len(text)


@pytest.mark.parametrize(
    ("items", "most"),
    [
        ("[EVENT] * 5_000", 1),
        ("5_000 * [EVENT]", 1),
        ("[{'user_id': u.id, 'evnt': 'X'}] * 5_000", 1),
        ("[{'user_id': u.id, 'evnt': 'X'}, {'user_id': u.id, 'evnt': 'X'}]", 2),
    ],
)
def test_an_item_that_a_list_repeats_is_judged_once(items: str, most: int) -> None:
    """Two that are written twice are two, though they say the same."""
    text = (
        "import requests\nEVENT = {'user_id': u.id, 'evnt': 'X'}\n"
        f"requests.post('https://heapanalytics.com/api/track', json={{'events': {items}}})\n"
    )
    facts = list(python.facts(Source("a.py", text)))
    assert most == sum(isinstance(fact, TrackCall) for fact in facts)
    (payload,) = (fact for fact in facts if isinstance(fact, Payload))
    unknown = [hit for hit in failures(payload) if "evnt" in hit.message]
    assert most == len(unknown)


POLICIES = {
    "a.py": (
        "A0 = ['script-src https://cdn.heapanalytics.com']\n",
        "A{i} = [{parts}]\n",
        ", ",
        "CSP_SCRIPT_SRC = A{i}\n",
    ),
    "a.js": (
        "const A0 = 'script-src https://cdn.heapanalytics.com';\n",
        "const A{i} = [{parts}];\n",
        ", ",
        "r.setHeader('Content-Security-Policy', A{i});\n",
    ),
    "b.js": (
        "const A0 = 'script-src https://cdn.heapanalytics.com';\n",
        "const A{i} = {parts};\n",
        " + ",
        "r.setHeader('Content-Security-Policy', A{i});\n",
    ),
}
"""Policies made of one constant, of which each is several of the one before it."""


@pytest.mark.parametrize("name", POLICIES)
def test_a_constant_in_a_policy_is_read_once(name: str, tmp_path: Path) -> None:
    """Without that it would be asked for 512 times as often: each of nine is made of twice as many."""
    first, each, between, last = POLICIES[name]

    def count(times: int) -> int:
        parts = [between.join([f"A{i}"] * times) for i in range(9)]
        made = (each.format(i=i + 1, parts=part) for i, part in enumerate(parts))
        path = tmp_path / f"{times}{name}"
        path.write_text(first + "".join(made) + last.format(i=9), "utf-8")
        return work.calls(lambda: checked(path))

    count(1)  # imports what is needed
    few = count(3)
    assert count(6) <= 20 * few


@pytest.mark.parametrize("line", ["CSP_@_SRC = D\n", "r['Content-Security-Policy'] = D + ['a']\n"])
def test_sources_that_many_policies_have_cost_steps_each_time(line: str, project: Project) -> None:
    """What is read before stays; few of them are read to their end."""
    for size, is_said in ((SIZE, False), (10 * SIZE, True)):
        items = ", ".join(f"'https://k{i}.com'" for i in range(size))
        names = [f"{a}{b}" for a in ascii_uppercase for b in ascii_uppercase][: size // 4]
        lines = "".join(line.replace("@", name) for name in names)
        project.write({"a.py": f"D = ['https://cdn.heapanalytics.com', {items}]\n{lines}"})
        assert is_said is ("too involved" in project.lint().err)
