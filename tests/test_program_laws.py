"""Laws over generated programs: one thing said in several ways has the same findings.

A few dozen examples of each law run with the other tests, always the same. A long run, by hand:
`HEAP_LINT_EXAMPLES=5000 pytest tests/test_program_laws.py` tries that many, others each time.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from conftest import working_in
from hypothesis import given, settings
from hypothesis import strategies as st

from heap_lint import engine
from heap_lint.config import Settings
from heap_lint.discovery import File, Found
from heap_lint.findings import Confidence
from heap_lint.source import Source
from tests import languages
from tests.programs import (
    HEADER,
    HEAP_FILE,
    IMPORTS,
    MODULES,
    WRAPPERS,
    Sending,
    Wrapper,
    forms,
    function,
    module,
    sendings,
)

SETTINGS = Settings(min_confidence=Confidence.LOW)
EXAMPLES = os.environ.get("HEAP_LINT_EXAMPLES")
law = settings(
    deadline=None, derandomize=EXAMPLES is None, max_examples=int(EXAMPLES or 40), database=None
)


AT_THE_CALL = {"HL401", "HL402"}
"""Rules that speak of the call, whose name is a wrapper's where there is one."""


class Told(NamedTuple):
    """A finding without its place: the rule, and the text that it talks about."""

    code: str
    text: str


def told(program: str) -> Counter[Told]:
    """Return what is found in a program."""
    return told_of(engine.check_source(Source("app.py", program), SETTINGS))


def told_of(report: engine.Report) -> Counter[Told]:
    """Return what a report says; each finding has a text in its file."""
    assert [] == report.problems
    found: Counter[Told] = Counter()
    for finding in report.findings:
        text = report.sources[finding.span.path].slice(finding.span)
        assert text
        found[Told(finding.code, "" if finding.code in AT_THE_CALL else text)] += 1
    return found


def told_of_project(files: dict[str, str], order: list[str] | None = None) -> Counter[Told]:
    """Return what is found in files that are checked together, named in that order."""
    with tempfile.TemporaryDirectory() as directory, working_in(directory):
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        candidates = [File(name.replace("/", os.sep), named=True) for name in order or files]
        return told_of(engine.check(Found(len(files), candidates, []), SETTINGS))


# --- Wrappers


wrappers = st.sampled_from(sorted(WRAPPERS)).map(lambda name: WRAPPERS[name])


@law
@given(sendings, forms, wrappers, st.sampled_from(["before", "after", "inside"]))
def test_a_call_by_way_of_a_wrapper_is_as_good_as_the_call(
    sending: Sending, form: str, wrapper: Wrapper, place: str
) -> None:
    """What a function hands to Heap is the caller's fault, as if the caller had sent it."""
    call, definition = sending.written(wrapper.call), wrapper.sending(form)
    if place == "inside":
        wrapped = module(f"{definition}\n{call}")
    elif place == "before":
        wrapped = module(call, definition)
    else:
        wrapped = f"{module(call)}\n\n{definition}"
    assert told(module(sending.written(form))) == told(wrapped), wrapped


# --- Projects


@law
@given(sendings, forms, wrappers, st.sampled_from(sorted(IMPORTS)), st.booleans())
def test_a_wrapper_of_another_file_is_as_good_as_one_of_the_same(
    sending: Sending, form: str, wrapper: Wrapper, how: str, views_first: bool
) -> None:
    """However a file imports what hands to Heap, and in whichever order files are read."""
    statement, used, more = IMPORTS[how]
    names = {"name": wrapper.name}
    call = sending.written(wrapper.call).replace(wrapper.name, used.format(**names))
    statement = statement.format(**names)
    body = call if statement else f"from shop.heap import {wrapper.name}\n\n{call}"
    files = {
        "shop/__init__.py": "",
        HEAP_FILE: f"{HEADER}\n\n{wrapper.sending(form)}",
        "shop/views.py": f"{MODULES}\n{statement}\n{function(body)}",
        **{name: text.format(**names) for name, text in more},
    }
    order = sorted(files, reverse=views_first)
    assert told(module(sending.written(form))) == told_of_project(files, order), files


SCRIPT_WRAPPERS = (
    "function send(id) { heap.identify(id); }\nsend(@)",
    "const send = (id) => heap.identify(id);\nsend(@)",
    "const send = ({ id }) => { heap.identify(id); };\nsend({ id: @ })",
    "const send = (...all) => heap.identify(all[1]);\nsend(0, @)",
    "const inner = (id) => { heap.identify(id); };\nconst send = (id) => inner(id);\nsend(@)",
    "class Client { send(id) { heap.identify(id); } }\nnew Client().send(@)",
    "const box = { send(id) { heap.identify(id); } };\nbox.send(@)",
    "const use = () => ({ send: (id) => heap.identify(id) });\nconst { send } = use();\nsend(@)",
)
"""Ways in which a script hands `@` to `heap.identify`."""
IDENTITIES = (
    *('"guest"', '"demo-user"', '""', '"null"', "currentUser.id", "`user-${currentUser.id}`", "12"),
    *("null", "window.uid", "user.email", "Math.random()", "String(new Date())"),
)


@law
@given(st.sampled_from(SCRIPT_WRAPPERS), st.sampled_from(IDENTITIES))
def test_what_a_wrapper_in_a_script_is_given_is_found_as_if_heap_got_it(
    wrapper: str, identity: str
) -> None:
    """The rules and the texts are those of a call of Heap itself."""
    direct, wrapped = f"heap.identify({identity});\n", wrapper.replace("@", identity) + ";\n"
    found = [
        told_of(engine.check_source(Source("app.js", text), SETTINGS)) for text in (direct, wrapped)
    ]
    assert found[0] == found[1]


# --- Languages

OF_PYTHON = {"HL402"}
"""Rules that ask what a framework of Python lets into a view."""


def codes_of(files: dict[str, str]) -> list[tuple[str, str]]:
    """Return (module, rule) of what is found in files that are checked together, in order."""
    with tempfile.TemporaryDirectory() as directory, working_in(directory):
        for name, text in files.items():
            Path(name).write_text(text, encoding="utf-8")
        candidates = [File(name, named=True) for name in files]
        report = engine.check(Found(len(files), candidates, []), SETTINGS)
    assert [] == report.problems
    found = [(Path(f.span.path).stem, f.code) for f in report.findings]
    return [each for each in found if each[1] not in OF_PYTHON]


@law
@given(
    st.sampled_from(list(languages.sendings)).flatmap(
        lambda form: st.tuples(
            st.just(form), st.lists(languages.sendings[form], min_size=1, max_size=2)
        )
    ),
    st.sampled_from([None, *sorted(languages.WAYS)]),
    st.sampled_from(sorted(languages.AROUND)),
    st.sampled_from(["", *sorted(languages.APART)]),
    st.sampled_from(["js", "ts", "tsx", "mjs"]),
)
def test_a_program_says_the_same_in_python_and_in_javascript(
    sent: tuple[languages.Both, list[languages.Sending]],
    way: str | None,
    around: str,
    apart: str,
    suffix: str,
) -> None:
    """Rules that speak of both languages find the same, in the same files, in the same order."""
    form, sendings = sent
    written = languages.program(sendings, way, around, form=form, apart=apart)
    if suffix not in ("ts", "tsx"):
        written["constants"] = languages.UNTYPED_CONSTANTS
    python = {f"{name}.py": both.python for name, both in written.items()}
    script = {f"{name}.{suffix}": both.script for name, both in written.items()}
    assert codes_of(python) == codes_of(script), (python["app.py"], script[f"app.{suffix}"])
