"""Bad input: a clear word, never a traceback or a wait, and the other files are still checked."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CAPTURING, HARDCODED, Project, Run
from work import HANGS

from heap_lint import discovery, engine, git
from heap_lint.config import Settings
from heap_lint.core.targets import FORMATS


def lint_with_other(project: Project, *arguments: str) -> Run:
    """Run on a file with a known finding and on what else there is; the finding must be there."""
    project.write({"zz_other.yaml": CAPTURING})
    run = project.lint_json(*arguments)
    assert "Traceback" not in run.err
    assert ("zz_other.yaml", "HL101") in [(f["path"], f["code"]) for f in run.findings()]
    return run


def codes_in(run: Run, path: str) -> list[str]:
    """Return the codes found in a file."""
    return [finding["code"] for finding in run.findings() if finding["path"] == path]


UNREADABLE = {
    "bad bytes.yaml": b"heapAppId: caf\xe9\n",
    "latin-1.py": b"import heapapi\nx = 'caf\xe9'\n",
    "no-such-codec.py": b"# coding: klingon\nimport heapapi\n",
    "rot13.py": b"# coding: rot13\nimport heapapi\n",
    "binary.json": b"heapanalytics\0\1\2\3",
    "utf-16-without-mark.yaml": "heapAppId: 1\n".encode("utf-16-le"),
    "half a character.yaml": "heapAppId: é".encode()[:-1],
    "python2.py": b"import heapapi\nprint 'heapapi'\n",
    "unfinished.py": HARDCODED.encode() + b"def f(\n",
    "unfinished.json": b'{"heapAppId": "2304117765", ',
    "unfinished.yaml": b'heapAppId: "2304\n',
    "unfinished.toml": b"heapAppId = \n",
    "tab.yaml": b"heapAppId:\n\t- 1\n",
    "heap.config.json": b"",
    "shop.airkit.yaml": b"{{{{",
    "bad bytes.js": b"heap.identify('caf\xe9');\n",
    "nul.html": b"<script>heap.load('2304117765');\0</script>heapanalytics",
    "nul.toml": b"heapAppId = '\0'\n",
    "deep.py": b"import heapapi\nx = " + b"(" * 5_000 + b")" * 5_000 + b"\n",
    "deep.json": b'{"heapAppId": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep.yaml": b"heapAppId: " + b"[" * 50_000 + b"]" * 50_000 + b"\n",
    "deep.toml": b"heapAppId = " + b"[" * 50_000 + b"]" * 50_000 + b"\n",
}


@pytest.mark.parametrize("name", [n for n in UNREADABLE if n != "utf-16-without-mark.yaml"])
def test_a_heap_file_that_cannot_be_read_is_a_finding(project: Project, name: str) -> None:
    """Once, whatever is wrong with it."""
    project.write({name: UNREADABLE[name]})
    run = lint_with_other(project)
    assert "HL901" in codes_in(run, name)
    assert 1 == run.status


@pytest.mark.parametrize("name", UNREADABLE)
def test_bad_input_has_no_traceback_in_any_command(project: Project, name: str) -> None:
    """Nor when it is named, explained or given as standard input."""
    project.write({name: UNREADABLE[name]})
    for arguments in ([name], ["facts", name], ["-", "--stdin-filename", name]):
        run = project.lint(*arguments, stdin=UNREADABLE[name])
        assert "Traceback" not in run.err + run.out
        assert run.status in (0, 1, 3)
        assert "please report" not in run.err


READABLE: dict[str, bytes] = {
    "mark.yaml": codecs.BOM_UTF8 + CAPTURING.encode(),
    "utf-16.yaml": codecs.BOM_UTF16_LE + CAPTURING.encode("utf-16-le"),
    "utf-16-be.yaml": codecs.BOM_UTF16_BE + CAPTURING.encode("utf-16-be"),
    "crlf.yaml": CAPTURING.replace("\n", "\r\n").encode(),
    "cr.yaml": CAPTURING.replace("\n", "\r").encode(),
    "no end.yaml": CAPTURING.rstrip("\n").encode(),
}


@pytest.mark.parametrize("name", READABLE)
def test_an_unusual_file_is_read_like_any_other(project: Project, name: str) -> None:
    """The finding is at its place."""
    project.write({name: READABLE[name]})
    run = lint_with_other(project)
    (finding,) = [each for each in run.findings() if each["path"] == name]
    assert ("HL101", {"line": 3, "column": 23}) == (finding["code"], finding["start"])


HARMLESS = {
    "bad bytes.yaml": b"caf\xe9: jvm heap\n",
    "template.yaml": b"heap: {{ .Values.heap }}\n  - {{- end }}\n",
    "bad bytes.js": b"window.heap // caf\xe9\n",
    "bad bytes.html": b"<p>caf\xe9, a heap of it</p>\n",
    "python2.py": b"print 'a heap of trouble'\n",
    "binary.py": b"heap\0\1",
    "empty.yaml": b"",
    "empty.py": b"",
    "mark only.json": codecs.BOM_UTF8,
}
MAYBE = {"bad bytes.js", "binary.py"}
"""Those of which that cannot be told."""


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_that_is_not_about_heap_may_be_unreadable(project: Project, name: str) -> None:
    """It is nobody's business here; where it is named, it matters whether it could be about Heap."""
    project.write({name: HARMLESS[name]})
    assert [] == codes_in(lint_with_other(project), name)
    assert (3 if name in MAYBE else 0) == project.lint(name).status


def test_a_named_file_that_cannot_be_decoded_is_not_passed_over_in_silence(
    project: Project,
) -> None:
    """Who names it should know that it was not checked."""
    project.write({"a.yaml": HARMLESS["bad bytes.yaml"]})
    assert "a.yaml: is not valid UTF-8" in project.lint("a.yaml").err


def test_a_heap_file_that_is_too_large_is_a_finding(project: Project) -> None:
    """With the way to raise the limit; a large file of something else is passed over."""
    project.write({"a.json": b'{"heapAppId": "1", "x": "' + b"x" * 5_000_000 + b'"}'})
    project.write({"b.json": b'{"x": "' + b"heap " * 1_000_001 + b'"}'})
    run = lint_with_other(project)
    assert ["HL901"] == codes_in(run, "a.json")
    assert [] == codes_in(run, "b.json")
    assert "max-file-size" in project.lint("a.json").out


def test_a_limit_that_is_raised_holds(project: Project) -> None:
    """Then the file is read."""
    project.write({"a.yaml": CAPTURING.encode() + b"# " + b"x" * 5_000_000 + b"\n"})
    project.write({"heap-lint.toml": 'max-file-size = "6MB"\n'})
    assert ["HL101"] == project.lint_json("a.yaml").codes()


def test_a_long_chain_of_calls_is_cut_off_and_said_so(project: Project) -> None:
    """Each function calls the next: what the rest of the file says is found all the same."""
    chain = "".join(f"def f{n}(user):\n    return f{n + 1}(user)\n\n\n" for n in range(300))
    called = "def opened(user):\n    client.track(f0(user.pk), 'Opened')\n\n\n"
    project.write({"a.py": HARDCODED + called + chain + "def f300(user):\n    return user\n"})
    assert ["HL201"] == project.lint_json("a.py").codes()
    assert "a.py: calls of calls were followed" in project.lint("--verbose", "a.py").err


def _alias_bomb() -> str:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 30))
    return f"l0: &l0 {{heapAppId: x}}\n{levels}{CAPTURING}"


LARGE: dict[str, Callable[[], str]] = {
    "bomb.yaml": _alias_bomb,
    "list.yaml": lambda: CAPTURING + "x:\n" + "- 1\n" * 100_000,
    "list.json": lambda: json.dumps(
        {"heap": {"appId": "2304117765", "disableTextCapture": False}, "x": list(range(100_000))}
    ),
    "list.py": lambda: HARDCODED + f"x = {list(range(100_000))}\n",
    "long line.py": lambda: HARDCODED.replace("\n", ";") + "x = 1;" * 100_000,
    "lines.py": lambda: HARDCODED + "x = 1\n" * 100_000,
    "calls.py": lambda: HARDCODED + "f(client)\n" * 20_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_is_read_in_reasonable_time(project: Project, name: str) -> None:
    """The time limit of a test's command is what is asked here."""
    project.write({name: LARGE[name]()})
    assert [] != codes_in(lint_with_other(project), name)


def test_an_alias_within_its_own_anchor_is_no_loop(project: Project) -> None:
    """It stands for a value without an end."""
    project.write({"a.yaml": f"x: &x\n  y: *x\n{CAPTURING}"})
    assert ["HL101"] == codes_in(lint_with_other(project), "a.yaml")


def test_a_pipe_is_not_opened(project: Project) -> None:
    """Nobody may ever write to it."""
    os.mkfifo(project.root / "a.yaml")
    os.mkfifo(project.root / "heap.config.json")
    lint_with_other(project)
    run = lint_with_other(project, "a.yaml", "zz_other.yaml")
    assert 3 == run.status
    assert "a.yaml: is a pipe" in run.err


def test_a_device_is_not_read(project: Project) -> None:
    """It has no end."""
    os.symlink("/dev/zero", project.root / "zero.yaml")
    assert 3 == lint_with_other(project, "zero.yaml", "zz_other.yaml").status


def test_links_in_a_circle_are_no_loop(project: Project) -> None:
    """Named or found."""
    os.symlink("b.yaml", project.root / "a.yaml")
    os.symlink("a.yaml", project.root / "b.yaml")
    (project.root / "sub").mkdir()
    os.symlink("..", project.root / "sub" / "up")
    lint_with_other(project)
    run = lint_with_other(project, "a.yaml", "zz_other.yaml")
    assert 3 == run.status
    assert "a.yaml: " in run.err


def test_a_path_below_a_file_is_a_missing_one(project: Project) -> None:
    """The system has another word for it."""
    project.write({"a.yaml": "x: 1\n"})
    assert 3 == lint_with_other(project, "a.yaml/b.yaml", "zz_other.yaml").status


def test_a_name_that_is_too_long_is_a_missing_path(project: Project) -> None:
    """Not a traceback."""
    assert 3 == lint_with_other(project, "x" * 5_000 + ".yaml", "zz_other.yaml").status


def test_what_may_not_be_read_is_said(project: Project, tmp_path: Path) -> None:
    """A file and a directory; for who may read everything, another user runs the command."""
    project.write({"closed.yaml": CAPTURING, "shut/web.yaml": CAPTURING})
    os.chmod(project.root / "closed.yaml", 0)
    os.chmod(project.root / "shut", 0)
    if os.geteuid() == 0:
        pytest.importorskip("pwd")
        run = _as_nobody(project)
    else:
        run = lint_with_other(project, "closed.yaml", "shut", "zz_other.yaml")
    os.chmod(project.root / "shut", 0o700)
    assert 3 == run.status
    assert "closed.yaml: cannot be opened: Permission denied" in run.err
    assert "shut: the directory cannot be read: Permission denied" in run.err


def test_a_known_config_that_may_not_be_read_is_a_finding(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is in it, it matters; another file nobody can read says nothing."""
    project.write({"heap.config.json": "{}", "web.yaml": "heapAppId: x"})
    monkeypatch.chdir(project.root)
    monkeypatch.setattr("builtins.open", _refusing)
    found = discovery.find(["."], git.ask(["."]))
    findings = engine.check(found, Settings()).findings
    assert [("heap.config.json", "HL901")] == [(f.span.path, f.code) for f in findings]


def _refusing(
    path: object, *arguments: object, real: Callable[..., object] = open, **more: object
) -> object:
    if str(path).endswith(("heap.config.json", "web.yaml")):
        raise PermissionError(13, "Permission denied")
    return real(path, *arguments, **more)


def _as_nobody(project: Project) -> Run:
    """Run as a user who may read only what is open to all."""
    import contextlib
    import io
    import multiprocessing

    project.write({"zz_other.yaml": CAPTURING})

    def run(queue: multiprocessing.Queue[tuple[int, str, str]]) -> None:
        from heap_lint import catalogue, cli, engine, judgement  # noqa: F401

        catalogue.rules()
        os.chmod(project.root, 0o755)
        os.chdir(project.root)
        os.setuid(65534)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(["--isolated", "closed.yaml", "shut"])
        queue.put((status, out.getvalue(), err.getvalue()))

    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[tuple[int, str, str]] = context.Queue()
    process = context.Process(target=run, args=(queue,))
    process.start()
    done = Run(*queue.get(timeout=HANGS))
    process.join()
    return done


BUNDLE = "heap.identify('demo-user');\n"
GENERATED = {
    "static/app.min.js": BUNDLE,
    "node_modules/shop/index.js": BUNDLE,
    "dist/app.js": BUNDLE,
    "static/packed.js": BUNDLE.rstrip() + "var a=1;" * 20_000,
    "esm/app.mjs": BUNDLE + "var a = 1;\n" * 100_000,
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_code_is_read_if_it_is_named(project: Project, name: str) -> None:
    """What a bundler made is nobody's to correct; that it was passed over is said on request."""
    project.git("init", "-q")
    project.write({name: GENERATED[name]})
    run = lint_with_other(project)
    assert [] == codes_in(run, name)
    assert f"{name}: is " in project.lint("--verbose").err
    assert ["HL201"] == [finding["code"] for finding in project.lint_json(name).findings()]


def test_a_large_bundle_is_not_read_unless_it_is_named(project: Project) -> None:
    """It costs what it takes to see that nobody wrote it."""
    project.git("init", "-q")
    project.write({"static/shop.js": BUNDLE.rstrip() + "var a=1;" * 600_000})
    run = lint_with_other(project)
    assert [] == codes_in(run, "static/shop.js")
    assert "static/shop.js: is too large to be written by a person" in project.lint("--verbose").err


def test_a_working_directory_that_is_gone_is_said(project: Project) -> None:
    """Somebody removed it in another window."""
    script = f'mkdir gone; cd gone; rmdir "$PWD"; exec {sys.executable} -m heap_lint'
    run = project.command("sh", "-c", script)
    assert 2 == run.status
    assert "the working directory does not exist" in run.err


def test_the_order_in_which_files_are_named_changes_nothing(project: Project) -> None:
    """Not even of what is said of those that cannot be read."""
    os.symlink("loop.yaml", project.root / "loop.yaml")
    project.write(
        {
            "b.py": b"from heapapi import HeapAPIClient\n# \xff\n",
            "a.yaml": b"heap: \xff\n",
            "z.js": b"heap.identify('demo-user'); \xfe\n",
            "web.yaml": CAPTURING,
        }
    )
    names = ["missing.py", "b.py", "loop.yaml", "a.yaml", "z.js", "web.yaml", "gone.js"]
    for output in FORMATS:
        options = ("--no-cache", "--verbose", "--output-format", output)
        forward = project.lint(*options, *names)
        assert forward == project.lint(*options, *reversed(names))
        assert 3 == forward.status


HUGE = {
    "a.py": "import heapapi\nheapapi.HeapAPIClient(@).track(@, f'{@}', {'a': @, @: str(@)})\n",
    "a.js": "heap.load(@); heap.identify(`${@}`); heap.track('a' + @, { a: -@, [@]: String(@) });\n",
    "a.html": "<script>heap.load(@);\nheap.identify(@);</script>\n",
    "a.toml": "heap_app_id = @\n",
    "a.yaml": "heap:\n  appId: @\n",
    "a.tf": "heap_app_id = @\n",
    "a.rb": "Heap.app_id = @\nHeap.identify @\n",
}


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("number", ["0x" + "f" * 6_000, "9" * 6_000, "0o" + "7" * 9_000])
def test_a_number_of_thousands_of_digits_is_no_constant(
    project: Project, name: str, number: str
) -> None:
    """Python refuses to write one down."""
    project.write({name: HUGE[name].replace("@", number)})
    run = lint_with_other(project, "--min-confidence", "low")
    assert "please report" not in run.err
    assert 1 == run.status


@pytest.mark.parametrize("number", ["0xff", "9" * 20])
def test_a_number_of_some_digits_is_a_constant(project: Project, number: str) -> None:
    """In Python as in a script."""
    project.write({name: HUGE[name].replace("@", number) for name in ("a.py", "a.js")})
    run = project.lint_json()
    assert "HL201" in codes_in(run, "a.py")
    assert "HL201" in codes_in(run, "a.js")


def test_what_is_to_be_done_is_not_hidden(project: Project) -> None:
    """Of a reason what is quoted may come from the file; a hint says what is to be written instead."""
    project.write(
        {
            "a.py": "# coding: klingon\nimport heapapi\n",
            "heap.config.json": '{"heapAppId": "\\q"}',
            "a.yaml": "heap:\n  appId: *q8Zr2Lw9xTvB\n",
        }
    )
    run = project.lint()
    assert "declare `utf-8`" in run.out
    assert "write a backslash as `\\\\`" in run.out
    assert "write the anchor" in run.out


_NEWER = [
    'def send[T](user: T):\n    client.track("alice-7", "Sign up")\n',
    "class Event[T: int](Base):\n    pass\n",
    "async def send[*Ts](*args: *Ts):\n    pass\n",
    "type Ids = list[str]\n",
    'name = f"{user["name"]}"\n',
    "name = f'{user['name']!r:>{width['of']}}'\n",
    "name = f\"{'\\n'.join(names)}\"\n",
    'name = f"{\n    user.name\n}"\n',
    "def send[T = int](user: T):\n    pass\n",
    "try:\n    pass\nexcept ValueError, json.JSONDecodeError:\n    pass\n",
    'page = t"<b>{user}</b>"\n',
    "try:\n    pass\nexcept* ValueError:\n    pass\n",
    "first = names[*range(2)]\n",
]
"""Each has been right since some version of Python."""
_NEVER = [
    "def send(:\n    pass\n",
    'name = f"{user"\n',
    'name = f"{user\nother = 1\n',
    'name = f"user\nother = 1\n',
    "name = (1\nother = 2\n",
    "try:\n    pass\nexcept ValueError, error:\n    print error\n",
    'name = test "a"\n',
]


@pytest.mark.parametrize("text", _NEWER)
def test_a_file_for_a_newer_python_is_no_fault(project: Project, text: str) -> None:
    """An older one that runs the linter cannot read it, which is said; a newer one can."""
    project.write({"app.py": HARDCODED + text})
    run = project.lint_json("app.py")
    assert "HL901" not in run.codes()
    said = json.loads(run.out)["summary"]["incomplete"]
    if said:
        assert "may be right in Python 3.1" in said[0]["message"]
    else:
        assert "HL201" in run.codes()


@pytest.mark.parametrize("text", _NEVER)
def test_what_no_python_can_read_is_a_fault(project: Project, text: str) -> None:
    """However much it resembles what a newer one has."""
    project.write({"app.py": HARDCODED + text})
    assert ["HL901"] == project.lint_json("app.py").codes()
