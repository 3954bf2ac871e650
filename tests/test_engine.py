"""From files to findings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from conftest import CAPTURING, HARDCODED, Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import catalogue, checks, discovery, engine, git, prefilter
from heap_lint.config import Settings
from heap_lint.facts import LoadCall
from heap_lint.findings import Confidence, Hit
from heap_lint.source import Source

DEFAULTS = Settings()


@pytest.fixture
def folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A working directory with a finding in each of two files."""
    monkeypatch.chdir(project.root)
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED})
    return project


def report(settings: Settings = DEFAULTS) -> engine.Report:
    """Return the report on the working directory."""
    return engine.check(discovery.find([], git.ask([])), settings)


def found(result: engine.Report) -> list[tuple[str, str]]:
    """Return path and code of each finding."""
    return [(finding.span.path, finding.code) for finding in result.findings]


def test_findings_come_in_order_of_place(folder: Project) -> None:
    """By path, then by position, whatever rule they are of."""
    assert [("app.py", "HL201"), ("web.yaml", "HL101")] == found(report())


def test_files_and_parsed_files_are_counted(folder: Project) -> None:
    """A file without Heap in it is looked at and not parsed."""
    folder.write({"other.yaml": "x: 1\n", "notes.txt": "heap"})
    assert (4, 2) == (report().files, report().read)


def test_a_broken_front_end_costs_only_its_own_file(
    folder: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is ours, so the report names the front end and the file and asks to be told."""
    from heap_lint.frontends import yaml

    def broken(source: Source) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(yaml, "facts", broken)
    result = report()
    assert [("app.py", "HL201")] == found(result)
    (problem,) = result.problems
    assert problem.startswith("web.yaml: the yaml front end failed, please report it: KeyError")


def test_a_broken_check_costs_only_its_own_findings(
    folder: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the other checks are shown, and the problem names the rule and the file."""

    def broken(load: LoadCall) -> Iterator[Hit]:
        yield Hit(load.span, "before it broke")
        raise RuntimeError("boom")

    extra = checks.Check("HL103", LoadCall, broken, together=False, policy=None)
    all_checks = (extra, *checks.registered())
    monkeypatch.setattr(checks, "registered", lambda: all_checks)
    result = report()
    assert [("app.py", "HL201"), ("web.yaml", "HL103"), ("web.yaml", "HL101")] == found(result)
    (problem,) = result.problems
    assert problem.startswith("web.yaml: the check of HL103 failed, please report it: RuntimeError")


def test_one_fault_at_one_place_is_one_finding(
    folder: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where two checks of a rule find it."""
    both = (*checks.registered(), *checks.registered())
    monkeypatch.setattr(checks, "registered", lambda: both)
    assert [("app.py", "HL201"), ("web.yaml", "HL101")] == found(report())


def test_a_case_that_is_less_sure_than_its_rule_is_left_out(
    folder: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless its rule is asked for by name, or less confidence is enough."""

    def unsure(load: LoadCall) -> Iterator[Hit]:
        yield Hit(load.span, "perhaps", confidence=Confidence.LOW)

    extra = checks.Check("HL103", LoadCall, unsure, together=False, policy=None)
    monkeypatch.setattr(checks, "registered", lambda: (extra,))
    assert [] == found(report())
    assert [("web.yaml", "HL103")] == found(report(Settings(min_confidence=Confidence.LOW)))


def test_what_cannot_be_parsed_matters_in_a_heap_file_only(folder: Project) -> None:
    """Half of the world's YAML is a template."""
    folder.write({"chart.yaml": "heap: {{ .Values.heap }}\n  - x\n", "heap.config.json": "{"})
    assert ("heap.config.json", "HL901") in found(report())
    assert "chart.yaml" not in dict(found(report()))


def test_what_cannot_be_decoded_matters_in_a_heap_file_only(folder: Project) -> None:
    """The others may be in any encoding."""
    folder.write({"a.yaml": b"heapAppId: caf\xe9\n", "b.yaml": b"jvm: -Xmx heap caf\xe9\n"})
    assert ("a.yaml", "HL901") in found(report())
    assert "b.yaml" not in dict(found(report()))


def test_a_text_is_checked_as_its_file_would_be(folder: Project) -> None:
    """For editors and for flake8."""
    result = engine.check_source(Source("app.py", HARDCODED), Settings())
    assert [("app.py", "HL201")] == found(result)


def test_the_head_of_a_page_means_what_yaml_says() -> None:
    """It is read without a YAML parser, for speed."""
    for page in catalogue.directory().glob("HL*.md"):
        front = page.read_text(encoding="utf-8").split("---\n")[1]
        expected = {key: str(value) for key, value in yaml.safe_load(front).items()}
        assert expected == catalogue.front_matter(front)


@pytest.mark.parametrize("line", ['a: "b"', "a: b: c", "a: b # c", "a: [b]", "a:", "- a", " a: b"])
def test_a_head_of_any_other_form_is_refused(line: str) -> None:
    """Rather than read as something else."""
    with pytest.raises(ValueError, match="not of the form"):
        catalogue.front_matter(line)


_PIECES = st.sampled_from(
    [
        *("heap", "Heap", "HEAP_", "APP_ID", "ENV", "_ID", "heapanalytics", "analytics", "_", "."),
        *("identify", "track", "(", " ", "\n", "x" * 70, "disableTextCapture", "secure_cookie"),
        *(
            "heapapi",
            "heap-lint/airkit-app",
            "sendEvent",
            "IO_",
            "KEY",
            "heap.",
            "context_processors",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_the_quick_prefilter_misses_nothing(text: str) -> None:
    """Looking only around the tokens finds what looking everywhere finds."""
    data = text.encode()
    assert prefilter.is_about_heap(data) == bool(prefilter._CERTAIN.search(data))
    for pattern, name in (
        (prefilter._POSSIBLE_PYTHON, "python"),
        (prefilter._POSSIBLE_DATA, "dotenv"),
    ):
        assert prefilter.may_mention_heap(data, name) == bool(pattern.search(data))


def test_what_tests_make_up_proves_nothing_about_other_files(folder: Project) -> None:
    """A test may send a text for a number: the program that sends the number is right."""
    lines = HARDCODED.replace('"alice-7", "Sign up"', 'user_id, "Paid", {"total": {}}')
    text, number = (lines.replace("{}", value) for value in ('"12"', "12"))

    folder.write({"app.py": number, "test_app.py": text, "test_more.py": text})
    assert [("web.yaml", "HL101")] == found(report())
    folder.write({"app.py": number, "pay.py": text})
    assert [("pay.py", "HL317"), ("web.yaml", "HL101")] == found(report())


def test_a_message_quotes_an_access_path_as_code_writes_it() -> None:
    """Whoever looks for it in the file finds it."""
    program = (
        "import heapapi\nclient = heapapi.HeapAPIClient('2304117765')\n\n\n"
        "def page(request):\n    client.track(request.POST['email'], 'Opened')\n"
    )
    (finding,) = engine.check_source(Source("app.py", program), DEFAULTS).findings
    assert '`request.POST["email"]`' in finding.message
