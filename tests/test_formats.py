"""What programs are to read can be read: the formats over the examples of all pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
from conftest import CAPTURING, HARDCODED, Project, working_in
from jsonschema import Draft4Validator, Draft202012Validator

from heap_lint import catalogue, engine
from heap_lint.config import Settings
from heap_lint.engine import Report, check_source
from heap_lint.findings import Confidence, Finding, Severity
from heap_lint.output import azure, github, gitlab, junit, rdjson, sarif, statistics, step_summary
from heap_lint.output import json as json_output
from heap_lint.source import Source

PAGES = sorted(catalogue.directory().glob("HL*.md"))
SCHEMAS = Path(__file__).parent / "schemas"


def reports(page: Path, directory: Path) -> Iterator[engine.Report]:
    """Yield the report on each example of a page."""
    for number, example in enumerate(pages.examples(page)):
        place = directory / str(number)
        place.mkdir()
        with working_in(place):
            yield engine.check(pages._written(example, place), pages._settings(example))


def validator_of_json() -> Any:
    """Return what knows the schema that comes with the package."""
    schema = catalogue.directory() / "schemas" / "output.json"
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


def validator_of_sarif() -> Any:
    """Return what knows the schema that OASIS publishes."""
    return Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_every_page_shows_fits_the_schemas(page: Path, tmp_path: Path) -> None:
    """Of findings with and without related places, fixes and texts."""
    of_json, of_sarif = validator_of_json(), validator_of_sarif()
    found = 0
    for report in reports(page, tmp_path):
        found += len(report.findings)
        of_json.validate(json.loads(json_output.render(report)))
        of_sarif.validate(json.loads(sarif.render(report)))
        assert_gitlab_reads(gitlab.render(report))
        assert_junit_is_right(junit.render(report), len(report.findings))
        assert_reviewdog_reads(rdjson.render(report))
    assert found


def assert_gitlab_reads(text: str) -> None:
    """By hand what GitLab's documentation requires of a code quality report; it has no schema."""
    issues = json.loads(text)
    for issue in issues:
        assert all(issue[key] for key in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not Path(issue["location"]["path"]).is_absolute()
        assert issue["location"]["positions"]["begin"]["line"] >= 1
    assert len(issues) == len({issue["fingerprint"] for issue in issues})


def assert_junit_is_right(text: str, findings: int) -> None:
    """By hand what readers of JUnit reports share: suites, cases, and numbers that agree."""
    root = ET.fromstring(text)
    assert ("testsuites", findings) == (root.tag, int(root.attrib["failures"]))
    for suite in root:
        cases = suite.findall("testcase")
        assert suite.attrib["name"]
        assert len(cases) == int(suite.attrib["tests"])
        assert len(suite.findall("testcase/failure")) == int(suite.attrib["failures"])
        assert len(suite.findall("testcase/error")) == int(suite.attrib["errors"])
        assert all(case.attrib["name"] and case.attrib["classname"] for case in cases)
    assert findings == len(root.findall("testsuite/testcase/failure"))
    assert int(root.attrib["tests"]) == len(root.findall("testsuite/testcase")) > 0


def assert_reviewdog_reads(text: str) -> None:
    """By hand what the format of reviewdog's diagnostics requires: message and path."""
    for diagnostic in json.loads(text)["diagnostics"]:
        assert diagnostic["message"]
        assert diagnostic["location"]["path"]
        assert diagnostic["severity"] in ("ERROR", "WARNING", "INFO")
        assert all(each["range"] for each in diagnostic.get("suggestions", ()))


def report_on(line: str, word: str, message: str, severity: Severity = Severity.WARNING) -> Report:
    """Return a report with one finding on a word of a line."""
    report = Report(files=1)
    source = report.sources["a.yaml"] = Source("a.yaml", f"{line}\n")
    start = line.index(word)
    span = source.span(start, start + len(word))
    report.findings.append(
        Finding("HL101", "text-capture-on", severity, Confidence.HIGH, span, message)
    )
    return report


NASTY = "x ##vso[task.setvariable]y\r\n::error::<b>&]]> | [a](b) `c` \x1b[2J\u202e\ufffe @someone"


def test_nothing_breaks_out_of_a_command_of_azure() -> None:
    """A line end in a message would begin another command."""
    rendered = azure.render(report_on("x: wrong", "wrong", NASTY))
    assert 1 == len(rendered.splitlines())
    assert rendered.replace("\ufffe", "").rstrip("\n").isprintable()
    assert rendered.startswith(
        "##vso[task.logissue type=warning;sourcepath=a.yaml;linenumber=1;columnnumber=4;code=HL101]"
    )


def test_nothing_breaks_out_of_xml() -> None:
    """Neither markup nor what XML cannot hold."""
    rendered = junit.render(report_on("x: wrong", "wrong", NASTY))
    (failure,) = ET.fromstring(rendered).iter("failure")
    assert "<b>&]]>" in failure.attrib["message"]
    assert "\x1b" not in rendered


def test_nothing_is_markup_in_the_summary_of_a_step() -> None:
    """Nor a link, nor another column of the table."""
    rendered = step_summary.render(report_on("x: wrong", "wrong", NASTY))
    (row,) = [line for line in rendered.splitlines() if "HL101" in line]
    assert 5 == row.count("|")
    assert not set("<>[]()`@") & set(row)


def test_columns_of_reviewdog_count_bytes() -> None:
    """As its own format has them."""
    (found,) = json.loads(rdjson.render(report_on("é: wrong", "wrong", "no")))["diagnostics"]
    assert {"line": 1, "column": 5} == found["location"]["range"]["start"]


def test_reviewdog_gets_a_fix_as_a_suggestion() -> None:
    """Only where one edit is all of it: else a part of a fix could be taken over."""
    report = check_source(Source("web.yaml", CAPTURING), Settings())
    (found,) = json.loads(rdjson.render(report))["diagnostics"]
    assert ["true"] == [each["text"] for each in found["suggestions"]]


def test_the_most_severe_are_githubs_first() -> None:
    """Of a step it shows ten."""
    report = report_on("x: wrong", "wrong", "less", Severity.INFO)
    report.findings += report_on("x: wrong", "wrong", "more", Severity.ERROR).findings
    assert ["::error", "::notice"] == [
        line.split(" ")[0] for line in github.render(report).splitlines()
    ]


@pytest.mark.parametrize("output_format", ["junit", "azure", "rdjson"])
def test_what_could_not_be_done_is_an_error(project: Project, output_format: str) -> None:
    """A report without findings would look like success."""
    run = project.lint("--output-format", output_format, "nope.py")
    assert (3, True) == (run.status, "nope.py" in run.out)


def test_statistics_count_findings_and_files() -> None:
    """The most frequent rule first."""
    report = report_on("x: wrong", "wrong", "no")
    report.findings *= 2
    assert "2  HL101 text-capture-on (1 file)\n" == statistics.render(report)


def test_several_formats_at_once(project: Project) -> None:
    """Each but one in a file of its own."""
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED})
    files = ("--output-format", "sarif=out.sarif", "--output-format=json=out.json")
    run = project.lint(*files, "--output-format", "concise")
    assert (1, 2) == (run.status, len(run.out.splitlines()))
    (log,) = json.loads((project.root / "out.sarif").read_text("utf-8"))["runs"]
    assert 2 == len(log["results"])
    assert 2 == len(json.loads((project.root / "out.json").read_text("utf-8"))["findings"])
    assert "" == project.lint(*files).out


def test_files_are_written_each_time(repository: Project) -> None:
    """An answer that is kept of an earlier run would write none."""
    repository.write({"web.yaml": CAPTURING})
    for name in ("a.json", "b.json", "a.json"):
        assert 1 == repository.lint("--output-format", f"json={name}", "web.yaml").status
        (repository.root / name).unlink()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output-format", "json", "--output-format", "sarif"], "one format"),
        (["--output-format", "json=a", "--output-format", "sarif=./a"], "one file"),
        (["--output-format", "json="], "names no file"),
        (["--output-format", "jsn"], "invalid choice"),
        (["--output-format", "json", "--statistics"], "is text"),
    ],
)
def test_outputs_that_exclude_each_other(project: Project, words: list[str], said: str) -> None:
    """Nothing is guessed."""
    run = project.lint(*words)
    assert (2, True) == (run.status, said in run.err)


def test_a_file_that_cannot_be_written_is_said(project: Project) -> None:
    """With its name."""
    project.write({"web.yaml": CAPTURING})
    run = project.lint("--output-format", "json=no/such/place.json")
    assert (3, True) == (run.status, "no/such/place.json: cannot be written" in run.err)


def test_github_gets_a_summary_of_the_step(repository: Project) -> None:
    """Behind what stands there; only where its format is asked for, and in every run."""
    repository.write({"web.yaml": CAPTURING, "summary.txt": "before\n"})
    named = {"GITHUB_STEP_SUMMARY": str(repository.root / "summary.txt")}
    repository.lint(env=named)
    for _ in range(2):
        repository.lint("--output-format", "github", env=named)
    written = (repository.root / "summary.txt").read_text("utf-8")
    assert written.startswith("before\n### heap-lint: 1 finding\n")
    assert 2 == written.count("HL101")
