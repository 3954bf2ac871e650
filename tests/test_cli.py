"""The command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from conftest import CAPTURING, CORRECT, HARDCODED, REDACTING, ROOT, Project
from work import HANGS

from heap_lint import catalogue, cli


def test_findings_are_printed_and_make_the_run_fail(project: Project) -> None:
    """Findings to standard output, a summary beside it."""
    project.write({"web.yaml": CAPTURING, "app.py": CORRECT})
    run = project.lint()
    assert 1 == run.status
    assert run.out.startswith("web.yaml:3:23: HL101 text-capture-on: ")
    assert "heap-lint: 1 finding (2 files, 2 parsed)\n" == run.err


def test_nothing_found_is_said_in_one_line(project: Project) -> None:
    """Silence could as well mean that nothing was looked at."""
    project.write({"web.yaml": REDACTING, "app.py": CORRECT})
    run = project.lint()
    assert (0, "") == (run.status, run.out)
    assert "heap-lint: no findings (2 files, 2 parsed)\n" == run.err


def test_a_missing_path_does_not_hide_the_findings_elsewhere(project: Project) -> None:
    """The run could not finish, and says what it did find."""
    project.write({"web.yaml": CAPTURING})
    run = project.lint("missing.yaml", "web.yaml", "gone")
    assert 3 == run.status
    assert "HL101" in run.out
    assert "missing.yaml: does not exist" in run.err
    assert "gone: does not exist" in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--slect", "HL1"], "unknown option `--slect`, did you mean `--select`?"),
        (["--sel", "HL1"], "unknown option `--sel`"),
        (["--select", "hardcoded-idenity"], "did you mean `hardcoded-identity`"),
        (["--select", "HL101,HL999"], "command line: unknown rule `HL999`"),
        (["--select", ""], "--select names no rule"),
        (["--ignore", "E501"], "unknown rule `E501`"),
        (["--fail-on", "errors"], "invalid choice: 'errors'"),
        (["--output-format", "xml"], "invalid choice: 'xml'"),
        (["--isolated", "--config", "x.toml"], "exclude each other"),
        (["-"], "`-` needs --stdin-filename"),
        (["-", "web.yaml", "--stdin-filename", "a.yaml"], "`-` stands alone"),
        (["explain"], "usage: heap-lint explain NAME_OR_CODE"),
        (["explain", "HL99"], "unknown rule `HL99`"),
        (["explain", "text-capture-off"], "did you mean `text-capture-on`"),
        (["rules", "--output-format", "sarif"], "invalid choice"),
        (["facts"], "required: path"),
        (
            ["facts", "--", "a.py", ".htaccess"],
            "`heap-lint facts` takes one file: leave out `.htaccess`",
        ),
        (
            ["graph", "a.py", "b.py", "--isolated"],
            "`heap-lint graph` takes one file: leave out `b.py`",
        ),
        (["facts", "a.py", "-"], "`heap-lint facts` takes one file: leave out `-`"),
        (["facts", "a.py", "--", "-b.py"], "`heap-lint facts` takes one file: leave out `./-b.py`"),
        (["graph", "a.yaml", "b.yaml"], "`heap-lint graph` takes one file: leave out `b.yaml`"),
        (["init-airkit", "a.zip", "b.zip"], "`heap-lint init-airkit` takes one file"),
        (["rules", "a.py"], "unknown rule `a.py`"),
        (["graph", "a.py", "b.py", "--isolate"], "unknown option `--isolate`, did you mean"),
    ],
)
def test_a_mistake_in_the_command_is_status_2(
    project: Project, arguments: list[str], said: str
) -> None:
    """With what is wrong and, where there is one, the nearest right word."""
    run = project.lint(*arguments)
    assert (2, "") == (run.status, run.out)
    assert said in run.err


@pytest.mark.parametrize("name", ["facts", "graph", "init-airkit"])
def test_a_file_that_is_called_like_a_command_hides_no_other(project: Project, name: str) -> None:
    """A hook hands on names as they are: two files of a stranger must not end the check of all."""
    project.write({"app.py": HARDCODED, name: "nothing"})
    run = project.lint(name, "app.py")
    assert (2, "") == (run.status, run.out)
    assert f"`{name}` is a command and a file here: write `./{name}`" in run.err
    assert 1 == project.lint(f"./{name}", "app.py").status
    assert 1 == project.lint("app.py", name).status


def test_a_folder_that_is_called_like_a_command_is_said(project: Project) -> None:
    """The command holds, and another word is needed for the folder."""
    project.write({"rules/app.py": HARDCODED})
    run = project.lint("rules")
    assert 0 == run.status
    assert "HL101" in run.out
    assert "write `./rules` to check what is called so here" in run.err
    assert "HL201" in project.lint("./rules").out


def test_options_and_paths_come_in_any_order(project: Project) -> None:
    """pre-commit puts the paths last, people put them first."""
    project.write({"a.yaml": CAPTURING, "b.yaml": CAPTURING})
    run = project.lint("a.yaml", "--output-format", "json", "b.yaml", "--select", "HL101")
    assert ["HL101", "HL101"] == run.codes()


def test_rules_are_chosen_on_the_command_line(project: Project) -> None:
    """By comma or one by one."""
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED})
    assert ["HL101"] == project.lint_json("--select", "HL1").codes()
    assert ["HL101"] == project.lint_json("--ignore", "hardcoded-identity").codes()
    assert [] == project.lint_json("--ignore", "HL201, HL101").codes()
    assert ["HL201", "HL101"] == project.lint_json("--select", "HL201", "--select", "HL1").codes()


@pytest.mark.parametrize(
    ("level", "status"), [("info", 1), ("warning", 1), ("error", 0), ("never", 0)]
)
def test_what_makes_a_run_fail_can_be_chosen(project: Project, level: str, status: int) -> None:
    """HL101 is a warning; it is reported in any case."""
    project.write({"web.yaml": CAPTURING})
    run = project.lint("--fail-on", level)
    assert status == run.status
    assert "HL101" in run.out


def test_standard_input_is_checked_under_the_name_given(project: Project) -> None:
    """For editors; the name decides format, excludes and tests."""
    run = project.lint("-", "--stdin-filename", "conf/web.yaml", stdin=CAPTURING.encode())
    assert 1 == run.status
    assert run.out.startswith("conf/web.yaml:3:23: HL101")
    project.write({"heap-lint.toml": 'exclude = ["conf/"]'})
    assert (
        0 == project.lint("-", "--stdin-filename", "conf/web.yaml", stdin=CAPTURING.encode()).status
    )


def test_standard_input_that_is_no_text_is_said(project: Project) -> None:
    """As for a file."""
    run = project.lint("-", "--stdin-filename", "web.yaml", stdin=b"heapAppId: \xe9")
    assert 1 == run.status
    assert "HL901" in run.out


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_option_and_command(project: Project, option: str) -> None:
    """One cannot use what one is not told of."""
    run = project.lint(option)
    assert 0 == run.status
    options = {name for action in cli._options()._actions for name in action.option_strings}
    assert {name for name in options - {"-h"} if name not in run.out} == set()
    assert {name for name in cli._COMMANDS if f"heap-lint {name}" not in run.out} == set()


def test_the_version_is_told(project: Project) -> None:
    """As other tools tell it."""
    run = project.lint("--version")
    assert (0, "heap-lint") == (run.status, run.out.split()[0])


@pytest.mark.parametrize("rule", ["HL101", "hl101", "text-capture-on"])
def test_a_rule_is_explained_by_its_page(project: Project, rule: str) -> None:
    """By code or by name."""
    run = project.lint("explain", rule)
    assert 0 == run.status
    assert run.out.startswith("# text-capture-on (HL101)")


def test_all_rules_are_listed(project: Project) -> None:
    """For people and for programs."""
    listed = [line.split()[0] for line in project.lint("rules").out.splitlines()]
    assert list(catalogue.rules()) == listed
    document = json.loads(project.lint("rules", "--output-format", "json").out)
    assert listed == [rule["code"] for rule in document["rules"]]


def test_a_path_that_is_called_like_a_command_can_be_checked(project: Project) -> None:
    """With a dot before it."""
    project.write({"rules/web.yaml": CAPTURING})
    assert ["rules/web.yaml"] == [f["path"] for f in project.lint_json("./rules").findings()]


def test_what_was_understood_of_a_file_can_be_seen(project: Project) -> None:
    """Every value with its place; what sounds secret is masked."""
    project.write({"web.yaml": f"{CAPTURING}  apiKey: hunter2\n"})
    run = project.lint("facts", "web.yaml")
    assert 0 == run.status
    assert "disableTextCapture: false web.yaml:3:23-3:28" in run.out
    facts = json.loads(project.lint("facts", "web.yaml", "--output-format", "json").out)["facts"]
    assert {"Environment", "LoadCall"} <= {fact["type"] for fact in facts}
    assert "hunter2" not in run.out + json.dumps(facts)


def test_facts_of_nothing_are_said_to_be_none(project: Project) -> None:
    """And a file that is not there is named."""
    project.write({"web.yaml": "x: 1\n"})
    assert "nothing about Heap was understood" in project.lint("facts", "web.yaml").out
    assert 3 == project.lint("facts", "missing.yaml").status


def test_verbose_says_what_was_parsed_and_by_which_config(project: Project) -> None:
    """To find out why nothing was found."""
    project.write({"web.yaml": REDACTING, "heap-lint.toml": ""})
    run = project.lint("--verbose")
    assert "parsed: web.yaml" in run.err
    assert "heap-lint.toml" in run.err


def test_paths_are_shown_relative_to_where_one_is(project: Project) -> None:
    """With slashes, however they were given."""
    project.write({"a/web.yaml": CAPTURING})
    for path in ("./a", f"{project.root}/a", "a/../a/web.yaml"):
        assert ["a/web.yaml"] == [f["path"] for f in project.lint_json(path).findings()]


@pytest.mark.parametrize("arguments", [[""], ["a.yaml", ""], ["facts", ""], ["graph", ""]])
def test_an_empty_path_is_a_mistake(project: Project, arguments: list[str]) -> None:
    """As a shell passes a variable that is not set."""
    run = project.lint(*arguments)
    assert (2, "") == (run.status, run.out)
    assert "a path is empty" in run.err


def test_a_reader_that_stops_early_is_no_fault(project: Project) -> None:
    """As `| head` does."""
    project.write({f"web{number}.yaml": CAPTURING for number in range(300)})
    run = project.command("sh", "-c", '"$0" -m heap_lint | head -1', sys.executable)
    assert 0 == run.status
    assert 1 == len(run.out.splitlines())
    assert "Traceback" not in run.err
    assert "BrokenPipe" not in run.err


def test_an_interrupt_ends_the_run_without_a_traceback(project: Project) -> None:
    """With the status that shells expect."""
    command = [sys.executable, "-m", "heap_lint", "-", "--stdin-filename", "a.yaml"]
    process = subprocess.Popen(
        command,
        cwd=project.root,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # Who runs the tests in the background ignores interrupts, and so would the program.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin
    process.stdin.write(b"# heap\n" * 100_000)  # more than a pipe holds: the program reads
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=HANGS)
    assert (130, b"") == (process.returncode, err)


def test_a_fault_of_ours_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the place and asks to be told, with the status of a run that did not finish."""

    def broken(arguments: list[str]) -> int:
        raise RuntimeError("boom")

    monkeypatch.setitem(cli._COMMANDS, "rules", broken)
    assert 3 == cli.main(["rules"])
    assert "please report it: RuntimeError: boom" in capsys.readouterr().err


def test_an_id_that_two_builds_share_has_no_second_place(project: Project) -> None:
    """The message says it; a place that is the finding itself says nothing."""
    project.write({"heap.config.json": '{"default": {"heapAppId": "3190448210"}}\n'})
    (alone,) = project.lint_json().findings()
    assert [] == alone["related"]
    both = '{"dev": {"heapAppId": "3190448210"}, "prod": {"heapAppId": "3190448210"}}\n'
    project.write({"heap.config.json": both})
    (shared,) = project.lint_json().findings()
    assert 1 == len(shared["related"])


def test_verbose_says_how_many_findings_a_bare_noqa_hides(project: Project) -> None:
    """It may be there for another tool; one with a code is meant for this one."""
    line = 'client.track("alice-7", "Sign up")'
    head = 'from heapapi import HeapAPIClient\n\nclient = HeapAPIClient("2304117765")\n'
    project.write({"app.py": f"{head}{line}  # noqa\n{line}  # NOQA\n{line}  # noqa: HL201\n"})
    run = project.lint("--verbose")
    assert 0 == run.status
    assert "2 findings silenced by a bare `# noqa`" in run.err
    assert "silenced" not in project.lint().err

    project.write({"app.py": f"{head}{line}  # noqa: HL201\n"})
    assert "silenced" not in project.lint("--verbose").err


def test_facts_of_blocks_in_blocks_are_described_once(project: Project) -> None:
    """Each is a part of all those around it."""
    block = '"heap": {\n"appId": "2304117765",\n"disableTextCapture": true,\n"x": {\n'
    project.write({"config/analytics.json": "{" + 40 * block + 81 * "}"})
    run = project.lint("facts", "config/analytics.json")
    assert 40 == run.out.count("LoadCall ")
    assert "repeated: true" in run.out


@pytest.mark.parametrize(
    ("word", "near"), [("explian", "explain"), ("chekc", "check"), ("rule", "rules")]
)
def test_a_command_that_is_misspelt_is_told(project: Project, word: str, near: str) -> None:
    """It is no file either; where one is called so it is checked."""
    run = project.lint(word, "HL101")
    assert (2, "") == (run.status, run.out)
    assert f"`{word}` is no command, and no file here, did you mean `{near}`?" in run.err
    project.write({word: "x"})
    assert "is no command" not in project.lint(word).err


def test_check_is_what_is_done_without_a_command(project: Project) -> None:
    """As peers call it; a file or folder of that name is still a path."""
    project.write({"web.yaml": CAPTURING})
    assert "HL101" in project.lint("check", ".").out
    assert "HL101" in project.lint("check").out
    assert "HL101" in project.lint("check", "--isolated", "web.yaml").out
    project.write({"check/web.yaml": CAPTURING})
    assert project.lint("check").out.startswith("check/web.yaml")


@pytest.mark.parametrize("words", [("explain", "HL2"), ("explain", "hl2"), ("rules", "HL2")])
def test_a_family_is_told_rule_by_rule(project: Project, words: tuple[str, str]) -> None:
    """One line each, and no other family's."""
    codes = [line.split()[0] for line in project.lint(*words).out.splitlines()]
    known = [line.split()[0] for line in project.lint("rules").out.splitlines()]
    assert codes == [code for code in known if code.startswith("HL2")]
    assert len(codes) > len(words)


@pytest.mark.parametrize("name", ["[", "(", "a*", "\\", "a b", "é"])
def test_facts_describe_a_property_of_any_name(project: Project, name: str) -> None:
    """Signs that mean something in an expression are only signs."""
    call = f"client.track(user.pk, 'Paid', {{{name!r}: 1}})"
    project.write({"a.py": f"{HARDCODED}\n{call}\n"})
    run = project.lint("facts", "a.py")
    assert 0 == run.status
    assert "Paid" in run.out
