"""The flake8 plugin, in flake8 as people install it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HARDCODED, ROOT, Project, Run

TRACK = 'client.track("alice-7", "Sign up")'


@pytest.fixture(params=["installed", "installed_with_flake8_6"])
def flake8(request: pytest.FixtureRequest) -> Path:
    """The program, of the newest and of the oldest version that is supported."""
    binaries: Path = request.getfixturevalue(request.param)
    return binaries / "flake8"


def run(project: Project, flake8: Path, *arguments: str, stdin: bytes = b"") -> Run:
    """Run flake8 for our codes only."""
    command = [str(flake8), "--select=HL", *arguments]
    return project.command(*command, stdin=stdin, env={"PYTHONPATH": ""})


def places(output: Run) -> list[tuple[str, int, int, str]]:
    """Return file, line, column and code of each line of output."""
    found = re.findall(r"^(.+?):(\d+):(\d+): (HL\d+) ", output.out, re.MULTILINE)
    return [(path.removeprefix("./"), int(line), int(col), code) for path, line, col, code in found]


def cli_places(project: Project, *arguments: str) -> list[tuple[str, int, int, str]]:
    """Return the same of the command line."""
    return [
        (each["path"], each["start"]["line"], each["start"]["column"], each["code"])
        for each in project.lint_json(*arguments).findings()
    ]


@pytest.mark.parametrize(
    "content",
    [
        HARDCODED.encode(),
        HARDCODED.replace(TRACK, f'x = "日本語é😀"; {TRACK}').encode(),
        b"\xef\xbb\xbf" + HARDCODED.replace(TRACK, f"if 1: {TRACK}").encode(),
        HARDCODED.replace("\n", "\r\n").encode(),
        b"# coding: latin-1\n" + HARDCODED.replace(TRACK, f'x = "é"; {TRACK}').encode("latin-1"),
        HARDCODED.replace(TRACK, f"\x0c\n{TRACK}").encode(),
    ],
    ids=["plain", "wide characters", "byte-order mark", "CRLF", "latin-1", "form feed"],
)
def test_flake8_and_the_command_line_name_the_same_place(
    project: Project, flake8: Path, content: bytes
) -> None:
    """Whatever the encoding, the line ends and the characters before it."""
    project.write({"app.py": content})
    expected = cli_places(project, "app.py")
    assert ["HL201"] == [code for *_, code in expected]
    assert expected == places(run(project, flake8, "app.py"))


def test_a_file_without_heap_has_no_findings(project: Project, flake8: Path) -> None:
    """And flake8 succeeds."""
    project.write({"app.py": "import heapq\n\nheapq.heappush([], 1)\n"})
    output = run(project, flake8, "app.py")
    assert (0, "") == (output.status, output.out)


def test_noqa_is_flake8s(project: Project, flake8: Path) -> None:
    """It silences, `--disable-noqa` brings back, and no comment that is used is called unused."""
    project.write({"app.py": HARDCODED.replace(TRACK, f"{TRACK}  # noqa: HL201")})
    assert [] == places(run(project, flake8, "app.py"))
    assert [("app.py", 4, 14, "HL201")] == places(run(project, flake8, "--disable-noqa", "app.py"))


@pytest.mark.parametrize(
    ("old", "new"),
    [('"Sign up"', '"# noqa: HL201"'), ("from heapapi", "# flake8: noqa\nfrom heapapi")],
)
def test_what_silences_in_flake8_alone(project: Project, flake8: Path, old: str, new: str) -> None:
    """What it finds in a string of the line, and its own comment for a whole file, as we say."""
    text = HARDCODED.replace(old, new)
    assert text != HARDCODED
    project.write({"app.py": text})
    assert [] == places(run(project, flake8, "app.py"))
    assert ["HL201"] == [code for *_, code in cli_places(project, "app.py")]


def test_a_noqa_that_silences_nothing_is_said(project: Project, flake8: Path) -> None:
    """As on the command line."""
    project.write({"app.py": HARDCODED.replace(TRACK, f"{TRACK}  # noqa: HL206")})
    assert cli_places(project, "app.py") == places(run(project, flake8, "app.py"))
    assert ["HL201", "HL902"] == [code for *_, code in cli_places(project, "app.py")]


def test_our_own_comments_hold(project: Project, flake8: Path) -> None:
    """With names, which a noqa must not have."""
    comment = "# heap-lint: ignore[hardcoded-identity] the demo account"
    project.write({"app.py": HARDCODED.replace(TRACK, f"{comment}\n{TRACK}")})
    assert [] == places(run(project, flake8, "app.py"))


def test_our_own_comments_hold_above_and_behind_a_string(project: Project, flake8: Path) -> None:
    """As a noqa behind it does, for a script in it."""
    page = 'page = """<script>\nheap.identify("alice-7");\n</script>"""'
    comment = "# heap-lint: ignore[HL201]"
    for text in (f"{comment}\n{page}\n", f"{page}  {comment}\n", f"{page}  # noqa: HL201\n"):
        project.write({"app.py": text})
        assert [] == places(run(project, flake8, "app.py"))
    project.write({"app.py": f"{comment}\n\n{page}\n"})
    assert ["HL902", "HL201"] == [code for *_, code in places(run(project, flake8, "app.py"))]


def test_the_projects_config_holds(project: Project, flake8: Path) -> None:
    """The table of pyproject.toml that the command line reads."""
    project.write({"app.py": HARDCODED, "pyproject.toml": '[tool.heap-lint]\nignore = ["HL201"]\n'})
    assert [] == places(run(project, flake8, "app.py"))
    project.write({"other.toml": 'per-file-ignores = {"app.py" = ["HL2"]}\n'})
    assert [] == places(run(project, flake8, "--heap-lint-config=other.toml", "app.py"))
    project.write({"pyproject.toml": "", "other.toml": ""})
    assert ["HL201"] == [code for *_, code in places(run(project, flake8, "app.py"))]


def test_options_stand_in_flake8s_config(project: Project, flake8: Path) -> None:
    """As those of other plugins do."""
    project.write({"app.py": HARDCODED, "quiet.toml": 'ignore = ["HL201"]\n'})
    project.write({"setup.cfg": "[flake8]\nheap-lint-config = quiet.toml\n"})
    assert [] == places(run(project, flake8, "app.py"))


def test_a_config_that_is_wrong_is_said_without_a_traceback(project: Project, flake8: Path) -> None:
    """With the file and the nearest right key."""
    project.write({"app.py": HARDCODED, "heap-lint.toml": "slect = []\n"})
    output = run(project, flake8, "app.py")
    assert 1 == output.status
    said = output.out + output.err
    assert "unknown key `slect`, did you mean `select`?" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("text", [HARDCODED, "x = 1\n"])
def test_a_policy_that_is_unknown_is_said(project: Project, flake8: Path, text: str) -> None:
    """flake8 looks at choices on the command line only; whatever the file is about."""
    project.write({"app.py": text, "setup.cfg": "[flake8]\nheap-lint-policy = airkitt\n"})
    output = run(project, flake8, "app.py")
    assert 1 == output.status
    said = output.out + output.err
    assert "heap-lint-policy: `airkitt` is not `heap` or `airkit`, did you mean `airkit`?" in said
    assert "Traceback" not in said
    project.write({"setup.cfg": "[flake8]\nheap-lint-policy = airkit\n"})
    output = run(project, flake8, "app.py")
    assert "airkit" not in output.out + output.err


def test_standard_input_has_the_name_that_flake8_is_given(project: Project, flake8: Path) -> None:
    """Editors check what is not saved yet."""
    output = run(project, flake8, "--stdin-display-name=app.py", "-", stdin=HARDCODED.encode())
    assert [("app.py", 4, 14, "HL201")] == places(output)


def test_files_checked_side_by_side_have_their_findings(project: Project, flake8: Path) -> None:
    """flake8 shares them out among processes."""
    names = [f"app{number}.py" for number in range(12)]
    project.write(dict.fromkeys(names, HARDCODED))
    output = run(project, flake8, "-j2", ".")
    assert sorted(names) == sorted(path for path, *_ in places(output))


WRAPPED = {
    "shop/heap.py": HARDCODED.replace("client.track(", "def sent(who):\n    client.track(").replace(
        '"alice-7"', "who"
    ),
    "shop/views.py": 'from shop.heap import sent\n\n\ndef opened(user):\n    sent("alice-7")\n',
    "shop/other.py": "from shop.heap import sent\n\n\ndef opened(user):\n    sent(user.pk)\n",
}
"""A wrapper, and files that use it and do not say the word."""


@pytest.mark.parametrize("arguments", [["-j2", "."], ["-j1", "."], ["shop/views.py"]], ids=str)
def test_wrappers_of_other_files_are_known(
    project: Project, flake8: Path, arguments: list[str]
) -> None:
    """As on the command line, whichever files flake8 is given, and in however many processes."""
    project.git("init", "-q")
    project.write({**WRAPPED, **{f"more/m{n}.py": "x = 1\n" for n in range(20)}})
    expected = [("shop/views.py", 5, 10, "HL201")]
    assert expected == cli_places(project)
    assert expected == places(run(project, flake8, *arguments))


@pytest.mark.parametrize("below", ["", "shop/"])
@pytest.mark.parametrize("around", ["nothing", "another repository"])
def test_wrappers_are_known_from_wherever_it_is_started(
    project: Project, flake8: Path, around: str, below: str
) -> None:
    """As a job does that checks out into a folder, or an editor that stands elsewhere."""
    if around == "another repository":
        project.git("init", "-q")
    project.write({f"sub/{name}": text for name, text in WRAPPED.items()})
    project.git("init", "-q", "sub")
    project.git("-C", "sub", "add", ".")
    found = run(project, flake8, f"sub/{below}views.py" if below else "sub")
    assert [("sub/shop/views.py", 5, 10, "HL201")] == places(found)
    assert not found.err


@pytest.mark.parametrize("how", ["no git", "refused", "ignores", "answers", "no repository"])
def test_that_git_does_not_answer_is_said(
    project: Project, flake8: Path, tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    """Each file is then checked by itself: once, whatever flake8 is given; elsewhere it is the rule."""
    env = {"PYTHONPATH": ""}
    if how != "no repository":
        project.git("init", "-q")
    if how == "no git":
        env["PATH"] = str(tmp_path_factory.mktemp("empty"))
    if how in ("refused", "ignores"):
        pipe = project.root / (".git/HEAD" if how == "refused" else ".gitignore")
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
    project.write(WRAPPED)
    why = {
        "no git": "git is not installed",
        "refused": "a file in its `.git` is a pipe, or the like",
        "ignores": "git cannot search it",
    }.get(how)
    then = "each file is checked by itself, and wrappers of other files are not known"
    for words in (["."], ["-j2", "shop/views.py", "shop/other.py"]):
        output = project.command(str(flake8), "--select=HL", *words, env=env)
        assert (f"heap-lint: .: {why}, so {then}\n" if why else "") == output.err
        assert (how == "answers") == ("HL201" in output.out)


_DECLARED = {
    "sub/heap-lint.toml": '[wrappers."vendor.tracking.send"]\nuser = "identity"\n',
    "sub/views.py": 'from vendor.tracking import send\n\nsend("demo-user")\n',
    "other.py": 'from vendor.tracking import send\n\nsend("demo-user")\n',
}


@pytest.mark.parametrize("how", ["tracked", "new", "no git"])
@pytest.mark.parametrize("argument", [".", "sub/views.py"])
def test_a_config_further_down_may_name_what_reaches_heap(
    project: Project, flake8: Path, how: str, argument: str
) -> None:
    """Though no file holds the word; files elsewhere are not its own."""
    if how != "no git":
        project.git("init", "-q")
    project.write(_DECLARED)
    if how == "tracked":
        project.git("add", ".")
    assert [("sub/views.py", 3, 6, "HL201")] == places(run(project, flake8, argument))


@pytest.mark.parametrize("name", [(), ("--stdin-display-name=app.py",)])
def test_settings_hold_for_standard_input_too(
    project: Project, flake8: Path, name: tuple[str, ...]
) -> None:
    """Whether it has a name or not."""
    project.write({"heap-lint.toml": _DECLARED["sub/heap-lint.toml"]})
    output = run(project, flake8, *name, "-", stdin=_DECLARED["sub/views.py"].encode())
    assert [(3, 6, "HL201")] == [place[1:] for place in places(output)]
    output = run(project, flake8, *name, "-", stdin=HARDCODED.encode())
    assert [(4, 14, "HL201")] == [place[1:] for place in places(output)]


@pytest.mark.parametrize("git", [True, False])
def test_a_file_that_does_not_parse_is_said_if_flake8_does_not_say_it(
    project: Project, flake8: Path, git: bool
) -> None:
    """It runs no plugin on such a file, and its own code may be left out."""
    if git:
        project.git("init", "-q")
    project.write({"bad.py": f"{HARDCODED}def (\n", "other.py": "x = 1\n"})
    for argument in (".", "bad.py"):
        output = run(project, flake8, argument)
        assert 1 == output.err.count("heap-lint: bad.py: does not parse")
        assert "add E9 to `select`" in output.err
    assert "" == run(project, flake8, "other.py").err
    both = project.command(str(flake8), "--select=HL,E9", ".", env={"PYTHONPATH": ""})
    assert ("E999" in both.out, "") == (True, both.err)
    assert "" == project.command(str(flake8), ".", env={"PYTHONPATH": ""}).err


def test_what_is_not_saved_yet_is_checked_as_it_is(project: Project, flake8: Path) -> None:
    """An editor hands over other lines than the file has."""
    project.git("init", "-q")
    project.write({**WRAPPED, "app.py": HARDCODED})
    changed = f"# changed\n{HARDCODED}".encode()
    output = run(project, flake8, "--stdin-display-name=app.py", "-", stdin=changed)
    assert [("app.py", 5, 14, "HL201")] == places(output)


def test_noqa_is_flake8s_in_a_project_too(project: Project, flake8: Path) -> None:
    """It silences the finding, and flake8 can be told to disregard it."""
    project.git("init", "-q")
    project.write({**WRAPPED, "shop/views.py": WRAPPED["shop/views.py"].rstrip() + "  # noqa\n"})
    assert [] == places(run(project, flake8, "."))
    assert ["HL201"] == [code for *_, code in places(run(project, flake8, "--disable-noqa", "."))]


def test_the_project_is_not_checked_for_nothing(project: Project, flake8: Path) -> None:
    """Who does not select our codes does not wait for them: a config that is wrong is not read."""
    project.git("init", "-q")
    project.write({"app.py": HARDCODED, "heap-lint.toml": "nonsense = 1\n"})
    assert "nonsense" in project.command(str(flake8), ".").out
    others = project.command(str(flake8), "--isolated", "--select=E9", "shop")
    assert "nonsense" not in others.out + others.err


def test_a_rule_that_is_not_sure_enough_runs_when_its_code_is_selected(
    project: Project, flake8: Path
) -> None:
    """The prefix alone does not ask for it."""
    project.write({"app.py": CHANGING_NAME, "heap-lint.toml": 'min-confidence = "high"\n'})
    assert [] == places(run(project, flake8, "app.py"))
    output = run(project, flake8, "--extend-select=HL304", "app.py")
    assert ["HL304"] == [code for *_, code in places(output)]


CHANGING_NAME = """\
from heapapi import HeapAPIClient

client = HeapAPIClient("2304117765")


def order_placed(user, order):
    client.track(user.pk, f"Order {order.id} placed")
"""


def test_a_file_without_the_word_imports_nothing() -> None:
    """The plugin costs those who have no Heap one search a file."""
    script = (
        "import ast, sys\n"
        "from heap_lint.flake8_plugin import HeapLintPlugin\n"
        "list(HeapLintPlugin(ast.parse('x = 1'), 'a.py', ['x = 1\\n']).run())\n"
        "print(sorted(name for name in sys.modules if name.startswith('heap_lint')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "['heap_lint', 'heap_lint.flake8_plugin']\n" == done.stdout
