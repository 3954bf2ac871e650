"""How findings are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import CAPTURING, HARDCODED, Project
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from work import calls, memory

from heap_lint import catalogue
from heap_lint.config import Settings
from heap_lint.core.incomplete import Incomplete
from heap_lint.core.targets import FORMATS
from heap_lint.engine import Report, check_source
from heap_lint.findings import Confidence, Finding, Related, Severity
from heap_lint.lines import LineIndex
from heap_lint.output import github, links, sarif, text, topics
from heap_lint.output import json as json_output
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.shown import part_of, plain, shown, width
from heap_lint.source import Source


def report_on(
    source: Source, *words: str, hint: str = "do better", related: tuple[Related, ...] = ()
) -> Report:
    """Return a report with a finding of HL101 on each of these words of a text."""
    report = Report(files=1)
    report.sources[source.path] = source
    for word in words:
        start = source.text.index(word)
        report.findings.append(
            Finding(
                code="HL101",
                name="text-capture-on",
                severity=Severity.WARNING,
                confidence=Confidence.HIGH,
                span=source.span(start, start + len(word)),
                message=f"`{word}` is wrong",
                hint=hint,
                related=related,
            )
        )
    return report


def lines(source: Source, *words: str, **more: Any) -> list[str]:
    """Return the lines that the text output has for it."""
    return text.render(report_on(source, *words, **more)).splitlines()


def test_a_finding_shows_its_line_with_carets_and_the_way_out() -> None:
    """The place, the rule, the consequence; the line; the hint after the carets."""
    source = Source("config/web.yaml", CAPTURING)
    assert [
        "config/web.yaml:3:23: HL101 text-capture-on: `false` is wrong",
        "  |",
        "3 |   disableTextCapture: false",
        "  |                       ^^^^^ do better",
        "  = more: heap-lint explain HL101",
    ] == lines(source, "false")


def test_findings_stand_apart() -> None:
    """An empty line between two, none at the ends."""
    shown_lines = lines(Source("a.yaml", CAPTURING), "false", "true")
    assert (1, False, False) == (shown_lines.count(""), shown_lines[0] == "", shown_lines[-1] == "")


def test_a_finding_over_several_lines_is_shown_by_its_first() -> None:
    """The carets end with the line."""
    source = Source("a.py", "x = [\n  1,\n]\n")
    assert "  |     ^ do better" == lines(source, "[\n  1,\n]")[3]


def test_a_related_place_has_its_own_frame() -> None:
    """With what it has to do with the finding."""
    source = Source("a.py", 'DEMO = "x"\n\ntrack(DEMO)\n')
    related = (Related(source.span(7, 10), "the constant is here"),)
    assert [
        "  = see a.py:1:8",
        "  |",
        '1 | DEMO = "x"',
        "  |        --- the constant is here",
    ] == lines(source, "DEMO)", related=related)[4:8]


def test_a_file_that_could_not_be_decoded_has_no_frame() -> None:
    """The hint stands alone."""
    report = report_on(Source("a.yaml", "x"), "x")
    report.sources.clear()
    assert [
        "a.yaml:1:1: HL101 text-capture-on: `x` is wrong",
        "  = do better",
        "  = more: heap-lint explain HL101",
    ] == text.render(report).splitlines()


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ("\tkey: wrong", "wrong", "    key: wrong"),
        ("a\tkey: wrong", "wrong", "a    key: wrong"),
        ("日本語: wrong", "wrong", "日本語: wrong"),
        ("e\u0301: wrong", "wrong", "e\u0301: wrong"),
        ("\x1b[31m: wrong", "wrong", "\\x1b[31m: wrong"),
        ("\u202e: wrong", "wrong", "\\u202e: wrong"),
        ("\udc80: wrong", "wrong", "\\udc80: wrong"),
    ],
)
def test_carets_stand_below_their_text(line: str, word: str, expected: str) -> None:
    """After tabs, wide, combining and invisible characters too."""
    start = line.index(word)
    view = shown(line, start, start + len(word))
    assert expected == view.text
    assert (width(expected.removesuffix(word)), len(word)) == (view.start, view.end - view.start)


def framed(name: str, line: str, word: str) -> str:
    """Return how a line is shown in which a word is found."""
    return lines(Source(name, line), word)[2].removeprefix("1 | ")


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("a.py", 'wrong; api_key = "abc"', 'wrong; api_key = "…"'),
        ("a.env", "API_KEY=abc # wrong", "API_KEY=… # wrong"),
        ("a.yaml", "password: hunter # wrong", "password: … # wrong"),
        ("a.json", '{"apiKey": "abc", "wrong": "a b"}', '{"apiKey": "…", "wrong": "…"}'),
        ("a.rb", "wrong; client_secret = 'abc'", "wrong; client_secret = '…'"),
        ("a.py", "wrong; pay(4111111111111111)", "wrong; pay(…)"),
        ("a.py", "wrong; x = '4111 1111 1111 1112'", "wrong; x = '…'"),
        ("a.js", "wrong; x = {note: '536-22-8765'}", "wrong; x = {note: '…'}"),
        ("a.js", "wrong; x = `say ${a} so`", "wrong; x = `…${a}…`"),
        ("a.py", "wrong  # -----BEGIN PRIVATE KEY-----MIIE", "wrong  # --…"),
        ("a.env", "HEAP_APP_ID=2304117765 # wrong", "HEAP_APP_ID=2304117765 # wrong"),
        ("a.py", "wrong; track('guest', 'sign_up', 12)", "wrong; track('guest', 'sign_up', 12)"),
        ("a.py", "wrong; tokenize('x')", "wrong; tokenize('x')"),
        ("a.yaml", "secureCookie: wrong", "secureCookie: wrong"),
    ],
)
def test_a_line_shows_only_what_may_be_seen(name: str, line: str, expected: str) -> None:
    """Logs of a build are read by many: of what stands beside a finding plain words are shown."""
    assert expected == framed(name, line, "wrong")


def test_what_stands_after_a_masked_secret_is_still_marked() -> None:
    """The mask is not as long as the secret."""
    frame = lines(Source("a.py", 'token = "abcdefghij"; x = wrong'), "wrong")
    assert frame[2].index("wrong") == frame[3].index("^")


@pytest.mark.parametrize("start", [0, 50, 5_000, 9_995])
def test_a_long_line_is_cut_around_what_matters(start: int) -> None:
    """A minified file is one line."""
    line = "x" * start + "wrong" + "x" * (9_995 - start)
    view = shown(line, start, start + 5)
    assert "wrong" == view.text[view.start : view.end]
    assert len(view.text) <= 122
    assert (start > 40) == view.text.startswith("…")


@given(st.text(max_size=300), st.data())
def test_a_shown_line_cannot_act_on_a_terminal(line: str, data: st.DataObject) -> None:
    """Whatever the file holds; and the marks stand below something."""
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    view = shown(line, start, end)
    assert not any(char < " " or 0x7F <= ord(char) < 0xA0 for char in view.text)
    assert 0 <= view.start < view.end


@given(st.text(max_size=50))
def test_a_message_or_name_cannot_either(words: str) -> None:
    """Line ends are escaped as well, so that a finding has one header line."""
    assert len(plain(words).splitlines()) <= 1


def test_json_is_what_programs_rely_on() -> None:
    """The whole of the contract."""
    source = Source("web.yaml", "a: é wrong\n")
    report = report_on(source, "wrong", related=(Related(source.span(0, 1), "beside this"),))
    report.files, report.parsed = 2, {"web.yaml"}
    assert {
        "version": 1,
        "findings": [
            {
                "code": "HL101",
                "name": "text-capture-on",
                "severity": "warning",
                "confidence": "high",
                "message": "`wrong` is wrong",
                "hint": "do better",
                "fingerprint": fingerprints(report)[0],
                "path": "web.yaml",
                "start": {"line": 1, "column": 6},
                "end": {"line": 1, "column": 11},
                "related": [
                    {
                        "path": "web.yaml",
                        "start": {"line": 1, "column": 1},
                        "end": {"line": 1, "column": 2},
                        "message": "beside this",
                    }
                ],
                "fix": None,
            }
        ],
        "summary": {
            "files": 2,
            "read": 1,
            "findings": 1,
            "hidden": {"findings": 0, "error": 0, "warning": 0, "info": 0, "oldest": None},
            "problems": [],
            "incomplete_kinds": {},
            "incomplete": [],
        },
    } == json.loads(json_output.render(report))


def test_json_fits_its_schema(project: Project) -> None:
    """The one that comes with the package, whatever a run has to say."""
    schema = catalogue.directory() / "schemas" / "output.json"
    validator = Draft202012Validator(json.loads(schema.read_text("utf-8")))
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED, "bad.yaml": b"heapAppId: \xe9"})
    source = Source("a.yaml", "x: wrong\n")
    report = report_on(source, "wrong", related=(Related(source.span(0, 1), "beside this"),))
    for document in (
        json_output.render(report),
        json_output.render(Report(files=1)),
        project.lint_json().out,
        project.lint_json("nothing-here.py").out,
    ):
        validator.validate(json.loads(document))
    wrong = json.loads(json_output.render(report))
    del wrong["findings"][0]["fingerprint"]
    assert not validator.is_valid(wrong)


def test_json_says_what_could_not_be_done(project: Project) -> None:
    """A path that does not exist is no healthy, empty document."""
    summary = json.loads(project.lint_json("nope.py").out)["summary"]
    assert ["nope.py"] == [problem.split(":")[0] for problem in summary["problems"]]


def test_links_are_made_of_the_projects_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the package names none, none is shown."""
    report = report_on(Source("a.yaml", "x: wrong\n"), "wrong")
    assert "url" not in json.loads(json_output.render(report))["findings"][0]
    monkeypatch.setattr(links, "addresses", lambda: {"Rules": "https://example.com/rules/"})
    (finding,) = json.loads(json_output.render(report))["findings"]
    assert "https://example.com/rules/HL101-text-capture-on.md" == finding["url"]


def test_github_reads_one_command_a_line() -> None:
    """With what would end a property or the message escaped."""
    source = Source("a,b:c%.yaml", "x: wrong\n")
    rendered = github.render(report_on(source, "wrong", hint="50%\nor more"))
    assert (
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,col=4,endLine=1,endColumn=9,"
        "title=HL101 text-capture-on::`wrong` is wrong; 50%25%0Aor more\n" == rendered
    )


def test_a_github_command_cannot_act_on_a_terminal() -> None:
    """Logs are read in terminals, too."""
    source = Source("a\x1b[2J.yaml", CAPTURING)
    rendered = github.render(report_on(source, "x", hint="\x1b[2J\x02\u202e"))
    assert rendered.rstrip("\n").isprintable()


@given(st.text(max_size=30))
def test_nothing_breaks_out_of_a_github_command(words: str) -> None:
    """A line end in a message would begin another command."""
    source = Source("a.yaml", "x")
    rendered = github.render(report_on(source, "x", hint=words))
    assert 1 == rendered.count("\n")
    assert "\r" not in rendered


def test_sarif_names_rule_place_and_level() -> None:
    """As GitHub's code scanning reads it."""
    source = Source("ein Wört/a.yaml", "a: é wrong\n")
    related = (Related(source.span(0, 1), "beside this"),)
    log = json.loads(sarif.render(report_on(source, "wrong", related=related)))
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert ("2.1.0", "unicodeCodePoints") == (log["version"], run["columnKind"])
    assert ("HL101", "text-capture-on") == (rule["id"], rule["name"])
    assert rule["help"]["markdown"].startswith("# text-capture-on (HL101)")
    assert 1 == json.dumps(log).count("# text-capture-on (HL101)")
    assert ("HL101", 0, "warning") == (result["ruleId"], result["ruleIndex"], result["level"])
    assert "`wrong` is wrong; do better (see [beside this](0))" == result["message"]["text"]
    location = result["locations"][0]["physicalLocation"]
    assert "ein%20W%C3%B6rt/a.yaml" == location["artifactLocation"]["uri"]
    assert {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 11} == location["region"]
    assert "beside this" == result["relatedLocations"][0]["message"]["text"]


def test_sarif_says_what_github_asks_for() -> None:
    """What its own validator requires, and by which it sorts."""
    report = report_on(Source("a.yaml", "x: wrong\n"), "wrong")
    (run,) = json.loads(sarif.render(report))["runs"]
    driver = run["tool"]["driver"]
    (rule,) = driver["rules"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])
    assert rule["fullDescription"]["text"].endswith(".")
    assert {"security", "privacy"} == set(rule["properties"]["tags"])
    assert ("5.0", "warning") == (
        rule["properties"]["security-severity"],
        rule["properties"]["problem.severity"],
    )
    assert fingerprints(report) == list(run["results"][0]["partialFingerprints"].values())


def test_every_rule_is_about_something() -> None:
    """Only what is about security has a score of it, and nothing else."""
    for rule in catalogue.rules().values():
        about = topics.tags(rule)
        assert about
        assert ("security" in about) == (topics.security_severity(rule) is not None)


def test_sarif_links_to_the_project_where_it_has_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the package names none, there is no link."""
    report = report_on(Source("a.yaml", "x: wrong\n"), "wrong")
    assert "Uri" not in json.dumps(json.loads(sarif.render(report))["runs"][0]["tool"])
    named = {"Homepage": "https://example.com", "Rules": "https://example.com/rules"}
    monkeypatch.setattr(links, "addresses", lambda: named)
    driver = json.loads(sarif.render(report))["runs"][0]["tool"]["driver"]
    assert "https://example.com" == driver["informationUri"]
    assert "https://example.com/rules/HL101-text-capture-on.md" == (driver["rules"][0]["helpUri"])


def test_places_that_explain_are_a_flow_in_sarif() -> None:
    """It ends where the finding is; GitHub shows the links alone, other readers the flow."""
    source = Source("a.yaml", "a: é wrong\n")
    related = (Related(source.span(0, 1), "beside this"),)
    log = json.loads(sarif.render(report_on(source, "wrong", related=related)))
    (result,) = log["runs"][0]["results"]
    (thread,) = result["codeFlows"][0]["threadFlows"]
    columns = [
        step["location"]["physicalLocation"]["region"]["startColumn"]
        for step in thread["locations"]
    ]
    assert [1, 6] == columns


def test_what_a_file_says_is_no_link_in_sarif() -> None:
    """Whoever sends a file cannot lead readers of the report elsewhere."""
    source = Source("a.yaml", "x: [here](https://example.com)\n")
    log = json.loads(sarif.render(report_on(source, "[here](https://example.com)")))
    said = log["runs"][0]["results"][0]["message"]["text"]
    assert r"\[here\](https://example.com)" in said


def test_sarif_tells_how_a_finding_is_mended() -> None:
    """As replacements of what stands in the file."""
    report = check_source(Source("web.yaml", CAPTURING), Settings())
    (result,) = json.loads(sarif.render(report))["runs"][0]["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert "true" == change["replacements"][0]["insertedContent"]["text"]
    assert 3 == change["replacements"][0]["deletedRegion"]["startLine"]


def test_sarif_fits_the_standards_own_schema(project: Project) -> None:
    """With findings, related places and problems, and without any; OASIS publishes the schema."""
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
    source = Source("a b.yaml", "x: wrong\n")
    report = report_on(source, "wrong", related=(Related(source.span(0, 1), "beside this"),))
    report.problems.append("b.yaml: does not exist")
    project.write({"web.yaml": CAPTURING, "bad.yaml": b"heapAppId: \xe9"})
    for log in (
        sarif.render(report),
        sarif.render(Report(files=1)),
        project.lint("--output-format", "sarif").out,
    ):
        Draft4Validator(schema).validate(json.loads(log))


def test_sarif_says_when_a_run_did_not_finish() -> None:
    """No findings would look like success."""
    report = Report(files=1, problems=["a.yaml: does not exist"])
    (invocation,) = json.loads(sarif.render(report))["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert "a.yaml: does not exist" == notification["message"]["text"]


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_shows_the_same_findings(project: Project, output_format: str) -> None:
    """Each by its code and its file."""
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED})
    run = project.lint("--output-format", output_format)
    assert 1 == run.status
    assert all(word in run.out for word in ("HL101", "HL201", "web.yaml", "app.py"))


@pytest.mark.parametrize("output_format", ["json", "sarif", "gitlab", "rdjson"])
def test_no_findings_are_a_document_too(project: Project, output_format: str) -> None:
    """A program expects one."""
    run = project.lint("--output-format", output_format)
    assert 0 == run.status
    json.loads(run.out)


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
    ],
)
def test_colours_are_for_terminals(project: Project, env: dict[str, str], coloured: bool) -> None:
    """Unless the environment says otherwise; the words are the same."""
    project.write({"web.yaml": CAPTURING})
    plain_run, run = project.lint(), project.lint(env=env)
    assert coloured == ("\x1b[" in run.out)
    assert plain_run.out == re.sub(r"\x1b\[[0-9;]*m", "", run.out)


@pytest.mark.parametrize(
    ("color", "coloured"), [("always", True), ("never", False), ("auto", True)]
)
def test_an_option_says_when_there_are_colours(
    project: Project, color: str, *, coloured: bool
) -> None:
    """It prevails over the environment."""
    project.write({"web.yaml": CAPTURING})
    env = {"FORCE_COLOR": "1", "NO_COLOR": "1"} if color == "always" else {"FORCE_COLOR": "1"}
    assert coloured == ("\x1b[" in project.lint("--color", color, env=env).out)


def test_a_path_that_no_encoding_has_can_be_printed(project: Project) -> None:
    """Also where the terminal knows ASCII only."""
    project.write({"Wört 日.yaml": CAPTURING})
    for output_format in FORMATS:
        run = project.lint(
            *("--output-format", output_format),
            env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        )
        assert (1, False) == (run.status, "Traceback" in run.err)


def test_thousands_of_findings_on_one_line_are_shown_in_work_that_grows_with_them() -> None:
    """Each shows what is near; the line is gone through once for secrets."""

    def show(number: int) -> None:
        line = "heap.track('x');" * number + "heap.load('2304117765');" * (number // 2)
        report = check_source(Source("a.js", line), Settings())
        assert number == text.render(report).count("HL405 call-before-load")

    show(250)  # what is imported and prepared once
    assert calls(lambda: show(1_000)) < 6 * calls(lambda: show(250))


def test_a_secret_far_from_a_finding_on_its_line_is_not_shown() -> None:
    """Nor one that the shown part begins in."""
    secret = "f3a9c1d27be84650a1b2" * 150
    frame = "\n".join(lines(Source("a.py", f'KEY = "{secret}"; identify(demo)'), "identify"))
    assert secret[-20:] not in frame


def test_what_was_left_out_is_said_and_counted() -> None:
    """Programs read it in JSON and SARIF; only what was asked for makes a run unfinished."""
    report = Report(files=1)
    report.incomplete.append(Incomplete("submodules", "sub: is a submodule; not checked", "sub"))
    left_out = [
        {"kind": "submodules", "path": "sub", "message": "sub: is a submodule; not checked"}
    ]
    assert left_out == json.loads(json_output.render(report))["summary"]["incomplete"]
    (run,) = json.loads(sarif.render(report))["runs"]
    assert run["invocations"][0]["executionSuccessful"]
    assert not report.is_unfinished
    report.incomplete.append(Incomplete("unreadable-file", "a.py: gone", "a.py", asked_for=True))
    assert report.is_unfinished
    (run,) = json.loads(sarif.render(report))["runs"]
    levels = [each["level"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert (False, ["note", "error"]) == (run["invocations"][0]["executionSuccessful"], levels)


def test_github_and_sarif_name_files_from_the_root_of_the_repository(project: Project) -> None:
    """Wherever the command is started: they know nothing of the working directory."""
    tree = Project(project.root / "repo")
    tree.write({"ein Wört/a:b.yaml": CAPTURING, "other/c.py": ""})
    tree.git("init", "-q")
    uri, file = "ein%20W%C3%B6rt/a%3Ab.yaml", "file=ein Wört/a%3Ab.yaml,"
    base = {"uri": f"{tree.root.as_uri()}/"}
    for cwd, path in [
        (tree.root, "."),
        (tree.root / "ein Wört", "."),
        (tree.root / "ein Wört", "a:b.yaml"),
        (tree.root / "other", ".."),
        (project.root, "repo"),
        (project.root, str(tree.root)),
    ]:
        at = Project(cwd)
        (run,) = json.loads(at.lint("--output-format", "sarif", path).out)["runs"]
        (result,) = run["results"]
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert {"uri": uri, "uriBaseId": "%SRCROOT%"} == artifact
        assert {"%SRCROOT%": base} == run["originalUriBaseIds"]
        assert file in at.lint("--output-format", "github", path).out


def test_without_a_repository_files_are_named_from_where_we_are_or_in_full(
    project: Project,
) -> None:
    """A file beside us has no shorter name that others would understand."""
    project.write({"here/sub/a.yaml": CAPTURING, "beside/b.yaml": CAPTURING})
    here = Project(project.root / "here")
    paths = ("sub", "../beside")
    (run,) = json.loads(here.lint("--output-format", "sarif", *paths).out)["runs"]
    artifacts = [
        each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]
    ]
    assert {"uri": "sub/a.yaml", "uriBaseId": "%SRCROOT%"} in artifacts
    assert {"uri": (project.root / "beside" / "b.yaml").as_uri()} in artifacts
    assert {"%SRCROOT%": {"uri": f"{here.root.as_uri()}/"}} == run["originalUriBaseIds"]
    out = here.lint("--output-format", "github", *paths).out
    assert "file=sub/a.yaml," in out
    assert f"file={project.root / 'beside' / 'b.yaml'}," in out


def test_in_a_workspace_of_github_the_outermost_repository_counts(project: Project) -> None:
    """Annotations belong to that one; a workspace that was fetched as an archive has no `.git`."""
    files = {"a.yaml": CAPTURING, "deep/b.yaml": CAPTURING, "deep/inner/c.yaml": CAPTURING}
    project.write(files)
    workspace = {"GITHUB_WORKSPACE": str(project.root)}

    def named(env: Mapping[str, str]) -> set[str]:
        deep = Project(project.root / "deep")
        runs = [
            deep.lint("--output-format", "github", path, env=env).out for path in ("..", "inner")
        ]
        return set(re.findall(r"file=([^,]+)", "".join(runs)))

    assert {"a.yaml", "deep/b.yaml", "deep/inner/c.yaml"} == named(workspace)
    Project(project.root / "deep" / "inner").git("init", "-q")
    assert {"a.yaml", "deep/b.yaml", "c.yaml"} == named(workspace)
    Project(project.root / "deep").git("init", "-q")
    assert {"a.yaml", "b.yaml", "inner/c.yaml"} == named(workspace)


def test_a_frame_of_a_long_line_costs_what_it_shows() -> None:
    """However long the line is, and however many findings stand in it."""

    def cost(findings: int, behind: int) -> float:
        rows = "".join(f"heap.identify('alice-{each}');" for each in range(findings))
        source = Source("a.js", f"{rows}{'f(a, 1);' * behind}\n")
        report = check_source(source, Settings())
        return calls(lambda: text.render(report)) / len(report.findings)

    cost(1, 1)  # what is made when it is first used
    few, many = cost(20, 100), cost(200, 100)
    assert many < 1.5 * few
    assert many < 2_500


def test_a_long_line_is_not_copied_for_each_of_its_findings() -> None:
    """A file of one line may be as long as any, and have thousands of them."""
    index = LineIndex("x" * 1_000_000 + "\n")
    assert memory(lambda: index.part(*part_of(0, index.end(1), 500_000, 500_010))) < 10_000
