"""An answer that looks clean and is not says so: what was not looked at, and what could not be shown."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from conftest import CAPTURING, HARDCODED, REDACTING, Project, Run

from heap_lint import cli, engine, reading, streaming
from heap_lint.config import Settings
from heap_lint.core.incomplete import Incomplete
from heap_lint.discovery import File, Found
from heap_lint.output import notes

LINT = f"{sys.executable} -m heap_lint"


def kinds(run: Run) -> dict[str, int]:
    """Return how much of each kind was left out, by JSON."""
    summary = json.loads(run.out)["summary"]
    counted: dict[str, int] = summary["incomplete_kinds"]
    assert sum(counted.values()) == len(summary["incomplete"])
    return counted


def shell(project: Project, command: str, stdin: bytes = b"") -> Run:
    """Run a command line of a shell, which must neither show a traceback nor ask for a report."""
    run = project.command("sh", "-c", command, stdin=stdin)
    assert "Traceback" not in run.err + run.out
    assert "report it" not in run.err + run.out
    return run


# Streams


@pytest.mark.parametrize(
    "arguments", ["", "--output-format json", "--help", "rules", "explain HL101"]
)
@pytest.mark.parametrize("stream", [">&-", ">/dev/full"])
def test_a_report_that_cannot_be_shown_is_a_run_that_did_not_finish(
    project: Project, arguments: str, stream: str
) -> None:
    """Whoever closed the stream, or filled the disk."""
    project.write({"web.yaml": CAPTURING})
    run = shell(project, f"{LINT} {arguments} {stream}")
    assert (3, "") == (run.status, run.out)
    assert "standard output " in run.err


def test_nothing_to_show_needs_no_stream(project: Project) -> None:
    """A text report without findings is empty."""
    project.write({"web.yaml": REDACTING})
    assert 0 == shell(project, f"{LINT} >&-").status


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_messages_that_cannot_be_shown_do_not_end_up_in_the_report(
    project: Project, stream: str
) -> None:
    """Nobody can be told, and the report is as it is."""
    project.write({"web.yaml": CAPTURING})
    run = shell(project, f"{LINT} --output-format json {stream}")
    assert 1 == run.status
    assert ["HL101"] == run.codes()


def test_standard_input_that_is_closed_is_said(project: Project) -> None:
    """It matters only where it is to be read."""
    project.write({"web.yaml": CAPTURING})
    run = shell(project, f"{LINT} - --stdin-filename web.yaml <&-")
    assert 3 == run.status
    assert "standard input is closed" in run.err
    assert 1 == shell(project, f"{LINT} <&-").status


def test_standard_input_without_an_end_is_read_up_to_the_limit(project: Project) -> None:
    """As a file that is too large."""
    run = shell(project, f"{LINT} - --stdin-filename web.yaml --output-format json </dev/zero")
    assert {"too-large": 1} == kinds(run)
    certain = b"heapAppId: x\n" + b"#" * 5_000_000
    assert "HL901" in project.lint("-", "--stdin-filename", "web.yaml", stdin=certain).out


_INTERRUPTED = """
import os, signal, sys
import heap_lint.__main__
signal.signal(signal.SIGINT, signal.default_int_handler)
left = int(sys.argv.pop(1))
def count(event, arguments):
    global left
    if event == "import":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.{0})
sys.addaudithook(count)
heap_lint.__main__.main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("imports", [2, 3, 10, 30, 60])
def test_an_interrupt_during_imports_is_no_traceback(
    project: Project, number: signal.Signals, imports: int
) -> None:
    """Whichever module is being imported, with the status that shells expect."""
    project.write({"web.yaml": CAPTURING, "app.py": HARDCODED})
    script = _INTERRUPTED.format(number.name)
    run = project.command(sys.executable, "-c", script, str(imports))
    assert (128 + number, "", "") == run


def test_an_interrupt_is_left_alone_in_the_background(project: Project) -> None:
    """A shell lets what it runs there ignore it."""
    project.write({"web.yaml": CAPTURING})
    script = _INTERRUPTED.format("SIGINT").replace("default_int_handler", "SIG_IGN")
    assert 1 == project.command(sys.executable, "-c", script, "5").status


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "ran out of memory"),
        (RecursionError("too deep"), "nested too deeply"),
        (OSError(28, "No space left on device"), "could not go on: No space left on device"),
    ],
)
def test_what_a_machine_has_not_enough_of_is_no_fault_of_ours(error: Exception, said: str) -> None:
    """Other exceptions are, and say where they come from."""
    words = engine.internal_error("the check", "a.py", error)
    assert said in words
    assert "report" not in words
    with pytest.raises(KeyError) as fault:
        {}["x"]
    assert "please report it" in engine.internal_error("the check", "a.py", fault.value)


# Files


def _with_a_file_nobody_may_read(
    project: Project, monkeypatch: pytest.MonkeyPatch, **how: object
) -> engine.Report:
    project.write({"web.yaml": CAPTURING, "closed.yaml": CAPTURING})
    monkeypatch.chdir(project.root)

    def refusing(path: str, *arguments: object, real: object = reading._open) -> object:
        if path.endswith("closed.yaml"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments)  # type: ignore[operator]

    monkeypatch.setattr(reading, "_open", refusing)
    files = [File("closed.yaml", named=False), File("web.yaml", named=False)]
    return engine.check(Found(2, files, [], **how), Settings())  # type: ignore[arg-type]


def test_a_file_that_is_found_and_may_not_be_read_makes_the_run_unfinished(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be about Heap; what the others have is said."""
    report = _with_a_file_nobody_may_read(project, monkeypatch)
    message = "closed.yaml: cannot be opened: Permission denied"
    assert [Incomplete("unreadable-file", message, "closed.yaml", True)] == report.incomplete
    assert report.is_unfinished
    assert ["HL101"] == [finding.code for finding in report.findings]


def test_a_file_around_those_asked_for_that_may_not_be_read_leaves_the_status(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are only looked at less deeply."""
    report = _with_a_file_nobody_may_read(project, monkeypatch, asked=frozenset({"web.yaml"}))
    assert ["unreadable-file"] == [each.kind for each in report.incomplete]
    assert not report.is_unfinished


def test_a_file_that_is_gone_meanwhile_has_nothing_to_say(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody names it, it was asked for."""
    monkeypatch.chdir(project.root)
    assert [] == engine.check(Found(1, [File("a.yaml", named=False)], []), Settings()).incomplete
    named = engine.check(Found(1, [File("a.yaml", named=True)], []), Settings())
    assert ["missing-path"] == [each.kind for each in named.incomplete]
    assert named.is_unfinished


def test_a_file_that_grows_is_read_up_to_the_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is behind it must not be taken for its end."""
    project.write({"a.yaml": b"x" * 100})
    real = os.fstat

    def short(descriptor: int) -> os.stat_result:
        status = list(real(descriptor))
        status[6] = 10  # the size
        return os.stat_result(status)

    monkeypatch.setattr(os, "fstat", short)
    with pytest.raises(reading.CannotReadError, match="too large"):
        reading.read_bytes(str(project.root / "a.yaml"), 50)


def test_lines_that_are_written_meanwhile_are_left_to_the_next_run(tmp_path: Path) -> None:
    """A log that grows faster than it is read would have no end."""
    path = tmp_path / "a.jsonl"
    line = b'{"event": "E"}\n'
    path.write_bytes(line * 3)
    asked = []

    def judge(facts: object) -> bool:
        with path.open("ab") as log:
            log.write(line)
        asked.append(facts)
        return True

    with path.open("rb") as file:
        streaming.faulty_lines("a.jsonl", file, "event", judge, 3 * len(line))
    assert 3 == len(asked)


@pytest.mark.parametrize(
    "name", ["pipe", "pipe.yaml", "socket", "socket.yaml", "nowhere", "dangling.yaml"]
)
def test_what_is_no_file_is_never_opened(project: Project, name: str) -> None:
    """Named it was asked for, whatever it is called; found it is no file."""
    place = str(project.root / name)
    if "pipe" in name:
        os.mkfifo(place)
    elif "socket" in name:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(place))
    else:
        os.symlink("missing", place)
    project.write({"web.yaml": REDACTING})
    run = project.lint_json(name, "web.yaml")
    assert 3 == run.status
    assert 1 == sum(kinds(run).values())
    assert (0, {}) == ((found := project.lint_json()).status, kinds(found))


WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""Without a mark, in which no word is found."""


@pytest.mark.parametrize(
    ("files", "arguments", "kind"),
    [
        ({"notes.txt": "heap"}, ["notes.txt"], "unknown-format"),
        ({"package-lock.json": "{}"}, ["package-lock.json"], "unknown-format"),
        ({"empty/.keep": ""}, ["empty/sub"], "no-files"),
        ({"heap-lint.toml": 'exclude = ["a.yaml"]', "a.yaml": CAPTURING}, ["a.yaml"], "excluded"),
        ({"heap-lint.toml": "", "pyproject.toml": "[tool.heap-lint]"}, [], "second-config"),
        ({"a.js": b"heap.track('caf\xe9');"}, [], "not-text"),
        *(({"a.py": HARDCODED.encode(each)}, [], "not-text") for each in WIDE),
        ({"a.yaml": CAPTURING.encode("utf-16-le")}, [], "not-text"),
        ({"a.py": "heap.track('x')\nprint 'x'\n"}, [], "not-parsed"),
        ({"a.json": '{"cheap": 1}' + " " * 5_000_000}, [], "too-large"),
        ({"a.branch.zip": b"PK\5\6" + bytes(18)}, [], "no-app"),
        ({"a.js": "heap.track('x');" + "var a=1;" * 20_000}, [], "generated"),
        ({"a.js": b"cheap.talk('caf\xe9');"}, ["a.js"], "not-text"),
    ],
)
def test_what_is_not_looked_at_is_said_and_counted(
    project: Project, files: dict[str, str | bytes], arguments: list[str], kind: str
) -> None:
    """The status is as it is without; two lines on standard error say it."""
    (project.root / "empty" / "sub").mkdir(parents=True)
    project.write(files)
    run = project.lint_json(*arguments)
    assert (0, {kind: 1}) == (run.status, kinds(run))
    assert 2 == len(run.err.splitlines())
    assert "no findings" in run.err.splitlines()[1]


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": "heap"},
        {"heap-lint.toml": 'exclude = ["a.yaml"]', "a.yaml": CAPTURING, "b.yaml": REDACTING},
        {"heap-lint.toml": "", "pyproject.toml": "[tool.other]"},
        {"a.js": b"cheap.talk('caf\xe9');"},
        *({"a.py": "price = 'cheap'\n".encode(each)} for each in WIDE),
        {"a.ts": b"G\x40\0\x10\0\0\xb0\r" * 30 + b"heap"},
        {"a.json": gzip.compress(b'{"heapAppId": "2304117765"}' * 9)},
        {"a.json": b"\0\1" * 400 + b"h\0e\0a\0p\0"},
        {"a.py": "import heapq\nprint 'x'\n"},
        {"a.json": '{"cheap": 1}'},
    ],
)
def test_what_nobody_asked_for_is_not_said(project: Project, files: dict[str, str | bytes]) -> None:
    """The twins: what is left out on purpose, or has nothing to do with Heap."""
    project.write(files)
    run = project.lint_json()
    assert (0, {}) == (run.status, kinds(run))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"cheap": 1}' + b" " * 5_000_000, "too-large"),
        (b'{"heap_id": "caf\xe9"}', "not-text"),
        ('{"cheap": 1}'.encode("utf-16-le"), "not-text"),
    ],
)
def test_a_file_that_is_named_and_cannot_be_looked_at_makes_the_run_unfinished(
    project: Project, content: bytes, kind: str
) -> None:
    """It was asked for; one that is found leaves the status as it is."""
    project.write({"a.json": content})
    run = project.lint_json("a.json")
    assert (3, {kind: 1}) == (run.status, kinds(run))
    assert "a.json: " in run.err
    assert 0 == project.lint().status


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("is_tracked", [True, False])
def test_a_file_in_another_encoding_is_found(
    repository: Project, encoding: str, is_tracked: bool
) -> None:
    """Its bytes lack the word that git searches; what was kept of an earlier run does not hold."""
    repository.write({"web.yaml": "x: 1\n", "other.yaml": REDACTING})
    if is_tracked:
        repository.git("add", ".")
    assert [] == repository.lint_json().codes()
    text = CAPTURING if encoding in ("utf-16", "utf-32") else f"\ufeff{CAPTURING}"
    repository.write({"web.yaml": text.encode(encoding)})
    assert ["HL101"] == repository.lint_json().codes()


# Scripts that do not parse

LOST = {
    "an argument": "go();\nheap.identify('alice-7' 'x');\n",
    "a property": "go();\nheap.track('Paid', {at: 'x' sum: 1});\n",
    "a conflict": "<<<<<<< HEAD\nheap.identify(me.id);\n=======\nheap.identify('a');\n>>>>>>> x\n",
    "a method": "class A {\n  m( {\n    heap.identify('alice-7');\n  }\n}\n",
    "a function": "const f = (x) = > { heap.identify('alice-7'); };\n",
    "a string": 'f("heap.identify("alice-7");\n',
    "a request": "fetch('https://heapanalytics.com/api/track', {body: {a: 1 b: 2}});\n",
}
KEPT = {
    "elsewhere": "let x = = 3;\nheap.identify(me.id);\nlet y = {a: 1 b: 2};\n",
    "a brace": "function f() {\n  heap.identify(me.id);\n}}\n",
    "a type": "import type {A} from 'a';\nfunction f(x: string) { heap.identify(x); }\n",
    "a comment": "let x = = 3; // heap.identify('alice-7' 'x')\n",
    "a text": "let x = = 3; let y = 'heap.identify() is called'; heap.track('Paid');\n",
    "another heap": "let x = = 3; cheap.identify('a' 'b'); minHeap.track(1 2); heap.sift(1 2);\n",
    "a template": "heap.identify({{ user.id }}, {% if x %} 'a' {% endif %});\n",
    "no mistake": "heap.identify(me.id);\n",
}


def _page(script: str) -> str:
    return f"<!DOCTYPE html>\n<script>\n{script}</script>\n"


@pytest.mark.parametrize("name", ["a.js", "a.ts", "a.tsx", "a.html", "a.vue"])
@pytest.mark.parametrize("what", LOST)
def test_a_call_that_does_not_parse_is_said(project: Project, name: str, what: str) -> None:
    """With its line, whatever else of the file is checked."""
    is_script = name.endswith(("js", "ts", "tsx"))
    text = LOST[what] if is_script else _page(LOST[what])
    project.write({name: text})
    run = project.lint_json()
    assert {"partly-parsed": 1} == kinds(run)
    line = next(at for at, line in enumerate(text.splitlines(), 1) if "heap" in line)
    assert f"{name}: does not parse, so what is said to Heap at line {line}" in run.err
    assert run.status == (1 if run.findings() else 0)


@pytest.mark.parametrize("name", ["a.js", "a.ts", "a.html", "a.vue"])
@pytest.mark.parametrize("what", KEPT)
def test_what_does_not_parse_and_costs_no_call_is_not_said(
    project: Project, name: str, what: str
) -> None:
    """The twins: the parser goes on behind a mistake, and tags of templates are none."""
    is_script = name.endswith(("js", "ts"))
    project.write({name: KEPT[what] if is_script else _page(KEPT[what])})
    assert {} == kinds(project.lint_json("--ignore", "HL4"))


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.vue", "<template lang='pug'>\na(@click=\"heap.track('Paid')\")\n</template>\n", "Pug"),
        ("a.vue", '<script lang="coffee">\nheap.identify "alice-7"\n</script>\n', "CoffeeScript"),
        ("a.vue", "<script setup lang=civet>\nheap.identify 'alice-7'\n</script>\n", "Civet"),
        ("a.svelte", "<script lang='ls'>\nheap.identify 'alice-7'\n</script>\n", "LiveScript"),
        ("a.html", "<script type='text/coffeescript'>\nheap.track 'Paid'\n</script>\n", "Coffee"),
        ("a.erb", "<script type='text/x-jade'>\na(onclick='heap.track(1)')\n</script>\n", "Pug"),
    ],
)
def test_a_block_in_a_language_that_is_not_read_is_said(
    project: Project, name: str, text: str, language: str
) -> None:
    """With its line, if it speaks to Heap; the rest of the file is checked."""
    project.write({name: f"<script>heap.identify('bob-8');</script>\n{text}"})
    run = project.lint_json("--select", "HL201")
    assert (["HL201"], {"partly-parsed": 1}) == (run.codes(), kinds(run))
    assert f"{name}: has a block in {language}" in run.err
    assert "which is not read, so what is said to Heap at line 3 is not checked" in run.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vue", "<template lang='pug'>\na(@click='cheap()')\n</template>\n"),
        ("a.vue", "<template lang='html'>\n<a @click=\"heap.track('Paid')\" />\n</template>\n"),
        ("a.vue", "<style lang='pug'>\nheap.track\n</style>\n"),
        ("a.vue", "<script lang='ts'>\nheap.track('Paid');\n</script>\n"),
        ("a.html", "<script lang='en'>\nheap.track('Paid');\n</script>\n"),
        ("a.html", "<script type='text/template'>\nheap.track 'Paid'\n</script>\n"),
        ("a.html", "<p lang='ls'>heap.track 'Paid'</p>\n"),
    ],
)
def test_a_block_that_is_read_or_says_nothing_is_not_said(
    project: Project, name: str, text: str
) -> None:
    """The twins."""
    project.write({name: f"<script>heap.load('2304117765');</script>\n{text}"})
    assert {} == kinds(project.lint_json())


def test_a_template_that_does_not_parse_is_said_and_is_no_finding(project: Project) -> None:
    """Before it is filled in nobody can tell whether it is right; but it was not checked."""
    project.write(
        {
            "a.py.jinja": "from heapapi import HeapAPIClient\ndef f({% if a %}b:{% endif %}\n",
            "{{cookiecutter.slug}}/b.py": "import heapapi\nx = {{ y }} {{ z }}\n",
            "c.toml.j2": "[heap]\nappId = {{ a }}\nsecureCookie = true\n",
        }
    )
    run = project.lint_json()
    assert [] == run.codes()
    assert {"not-parsed": 3} == kinds(run)


def test_a_template_of_data_is_said_only_where_what_is_between_its_tags_does_not_parse(
    project: Project,
) -> None:
    """What stands in front of the fault is read; of a chart that can be read all of it is."""
    chart = "a:\n  {{- range $k := .x }}\n  {{ $k }}: 1\n  HEAP_APP_ID: '2304117'\n%s  {{- end }}\n"
    project.write({"templates/a.yaml": chart % "", "templates/b.yaml": chart % " bad: [\n"})
    project.write({"c.json.j2": '{"heapAppId": "YOUR_APP_ID", {% if x %} "a": 1 {% endif %}, ]'})
    run = project.lint_json()
    assert ["HL501"] == run.codes()
    said = {each["path"]: each["message"] for each in json.loads(run.out)["summary"]["incomplete"]}
    assert ["c.json.j2", "templates/b.yaml"] == sorted(said)
    assert all(message.endswith("; not all of it is checked") for message in said.values())


def test_templates_and_settings_with_comments_are_no_mistakes(project: Project) -> None:
    """Other languages in a script, and JavaScript that is no script."""
    project.write(
        {
            "a.jinja": "<script>heap.identify({% if a %}'x'{% else %}{{ b }}{% endif %});</script>",
            "b.vue": "<template><a @click=\"heap.track('Paid')\">{{ heap }}</a></template>\n",
            "c.erb": "<script>heap.track('Paid', <%= raw @paid.to_json %>);</script>\n",
            "d.php": "<script>heap.identify(<?php echo json_encode($id) ?>);</script>\n",
            "tsconfig.json": '{"heap": 1, /* why */ "a": [1,],}\n',
        }
    )
    assert {} == kinds(project.lint_json("--ignore", "HL4,HL115"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "heap:\n  appId: '2304117765'\n  bad: [\n"),
        ("a.yaml", "web:\n  heap:\n    disableTextCapture: false\n  bad: [\n"),
        ("a.toml", "[heap]\nsecureCookie = true\nbad = = 1\n"),
        ("a.tf", 'heap = {\n  env_id = "2304117765"\n'),
    ],
)
def test_settings_of_heap_that_do_not_parse_are_a_finding(
    project: Project, name: str, text: str
) -> None:
    """A block of that name with a setting of Heap's in it is about nothing else."""
    project.write({name: text})
    assert {"HL901"} == set(project.lint_json().codes())


@pytest.mark.parametrize(
    "text",
    [
        "heap:\n  size: 4g\n  bad: [\n",
        "cheap:\n  appId: '1'\n  heap_id: x\n  bad: [\n",
        "heap:\n  size: 4g\nother:\n  myappId2: 1\n  bad: [\n",
    ],
)
def test_a_block_of_that_name_may_be_about_memory(project: Project, text: str) -> None:
    """Then it is said that the file could not be parsed, with its name."""
    project.write({"a.yaml": text})
    run = project.lint_json()
    assert (0, {"not-parsed": 1}) == (run.status, kinds(run))
    assert "a.yaml: is not valid YAML" in run.err


def test_files_around_those_that_are_named_are_not_told_of(project: Project) -> None:
    """Nobody asked for them."""
    project.git("init", "-q")
    project.write(
        {
            "web.yaml": REDACTING,
            "b.yaml": "heap:\n  size: [\n",
            "c.js": b"heap.track('caf\xe9');",
            "d.js": "heap.track('a' 'b');",
            "e.json": '{"heap_id": 1}' + " " * 5_000_000,
        }
    )
    assert {} == kinds(project.lint_json("web.yaml"))
    assert 4 == sum(kinds(project.lint_json()).values())


def test_what_is_left_out_often_is_said_in_short() -> None:
    """All of it is for who asks; what was asked for is always said."""
    many = [
        Incomplete("too-large", f"{name}.json: is too large", f"{name}.json") for name in "abcde"
    ]
    failed = [
        Incomplete("unreadable-file", f"{name}.py: gone", f"{name}.py", True) for name in "abcde"
    ]
    fuel = [Incomplete("fuel", "a.py: was too involved", "a.py")]
    assert [
        "a.json: is too large",
        "and 4 more like it: `--verbose`",
        *(f"{name}.py: gone" for name in "abcde"),
        "1 file was too involved to be followed to its end: `--verbose`",
    ] == notes.lines([*many, *failed, *fuel], verbose=False)
    assert 11 == len(notes.lines([*many, *failed, *fuel], verbose=True))
    assert {"too-large": 5, "unreadable-file": 5, "fuel": 1} == notes.counts(
        [*many, *failed, *fuel]
    )


def test_a_context_that_cannot_be_read_is_said(project: Project) -> None:
    """A module that a checked file imports may hand to Heap what it is given."""
    project.git("init", "-q")
    project.write(
        {
            "metrics.py": b"# caf\xe9\ndef send(user):\n    pass\n",
            "app.py": HARDCODED + "from metrics import send\nsend(1)\n",
        }
    )
    run = project.lint_json("app.py")
    assert {"not-text": 1} == kinds(run)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A directory to which every user has a way."""
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        yield Path(directory)


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can become another user"
)
@pytest.mark.parametrize("git", ["", "new", "tracked"])
def test_another_user_is_told_what_may_not_be_read(open_to_all: Path, git: str) -> None:
    """In a git tree, whether git tracks the file or not, and in a directory that is none."""
    project = Project(open_to_all)
    project.write({"closed.yaml": CAPTURING, "open.yaml": REDACTING})
    if git:
        project.git("init", "-q")
    if git == "tracked":
        project.git("add", ".")
    os.chmod(project.root / "closed.yaml", 0)
    for place, _, files in os.walk(project.root):
        for path in (place, *(os.path.join(place, name) for name in files)):
            os.chown(path, 65534, 65534)
    run = _as_nobody(project, "--no-cache", "--output-format", "json")
    assert (3, {"unreadable-file": 1}) == (run.status, kinds(run))
    assert "closed.yaml: cannot be opened: Permission denied" in run.err


def _as_nobody(project: Project, *arguments: str) -> Run:
    """Run as a user who may read what is open to all; what is imported has been by then."""

    def run(results: Connection) -> None:
        os.chdir(project.root)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            cli.main(list(arguments))  # imports what the other user could not
        os.setuid(65534)
        os.environ["HOME"] = "/"
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(list(arguments))
        results.send((status, out.getvalue(), err.getvalue()))

    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=run, args=(there,))
    process.start()
    there.close()
    found = Run(*here.recv())
    process.join()
    return found


# Use and config


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[tool.heap_lint]",
            "nothing reads the table [tool.heap_lint], did you mean [tool.heap-lint]?",
        ),
        ("[tool.heaplint]", "the table [tool.heaplint]"),
        ("[tool.Heap-Lint]", "the table [tool.Heap-Lint]"),
        ('[ tool . "heap_lint" ]', "the table [tool.heap_lint]"),
        ('[tool]\nheap_lint.select = ["HL2"]', "the table [tool.heap_lint]"),
        ("[[tool.heap_lint.wrappers]]", "the table [tool.heap_lint]"),
        ('[heap-lint]\nselect = ["HL2"]', "the table [heap-lint]"),
        ("[tool.heap-lint]\n[tool.heap_lint.account]", "the table [tool.heap_lint]"),
    ],
)
def test_a_table_of_nearly_our_name_is_a_mistake(project: Project, text: str, said: str) -> None:
    """Nothing would read it, and the run would look as configured."""
    project.write({"pyproject.toml": text + "\n", "web.yaml": CAPTURING})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert said in run.err


def test_our_name_may_stand_elsewhere_in_a_pyproject(project: Project) -> None:
    """As a package, a command, a dependency."""
    text = (
        '[project]\nname = "heap_lint"\ndependencies = ["heap-lint"]\n[project.scripts]\n'
        'heap-lint = "heap_lint:main"\n[tool.hatch]\npackages = ["heap_lint"]\n'
        "[tool.heap]\nlint = 1\n"
    )
    project.write({"pyproject.toml": text, "web.yaml": REDACTING})
    run = project.lint_json()
    assert (0, {}) == (run.status, kinds(run))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (".heap-lint.toml", "", "call it heap-lint.toml"),
        ("heap_lint.toml", "", "call it heap-lint.toml"),
        ("heaplint.toml", "", "call it heap-lint.toml"),
        ("Heap-Lint.toml", "", "call it heap-lint.toml"),
        ("HEAP-LINT.TOML", "", "call it heap-lint.toml"),
        ("heap-lint.yaml", "ignore:\n  - HL1\n", "write it as TOML into heap-lint.toml"),
        ("heap-lint.json", '{\n  "ignore": ["HL1"]\n}\n', "write it as TOML"),
        ("heap-lint.json", '{"ignore": ["HL1"]}', "write it as TOML"),
        (".heaplintrc", 'ignore = ["HL1"]\n', "write it as TOML"),
        ("heap-lint.ini", "[account]\ntext-redaction = true\n", "write it as TOML"),
        ("setup.cfg", "[flake8]\n\n[heap-lint]\nignore = HL1\n", "the section [heap-lint]"),
        ("tox.ini", "[tool:heap_lint]\nignore = HL1\n", "the section [tool:heap_lint]"),
        (".flake8", " [ Heap-Lint ]\nignore = HL1\n", "pyproject.toml, or as heap-lint.toml"),
    ],
)
def test_what_is_meant_as_a_config_and_never_read_is_a_mistake(
    project: Project, name: str, text: str, said: str
) -> None:
    """Nothing would read it either, whatever is wrong with its name."""
    project.write({name: text, "web.yaml": REDACTING})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert f"{name}: " in run.err
    assert said in run.err
    assert 0 == project.lint("--isolated").status


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("heap-lint.yaml", "name: heap-lint\non: push\njobs:\n  a:\n    exclude: b\n"),
        ("heap-lint.json", '{"version": 1, "findings": [], "summary": {}}'),
        ("heap-lint.json", '{\n  "rules": {\n    "ignore": ["x"]\n  }\n}\n'),
        ("heap-lint.yaml", "region: eu-west-1\nimage: heap-lint:1\n"),
        ("heap-lint.yml", "repos:\n  - repo: a\nexclude: a\n"),
        ("setup.cfg", "[metadata]\ndescription =\n  [heap-lint]\n  finds mistakes\n"),
        ("heap-lint.md", "ignore = HL1\n"),
        ("cheap-lint.toml", "ignore = 1\n"),
        ("setup.cfg", "[flake8]\nheap-lint-policy = heap\n"),
        ("tox.ini", "[testenv:heap-lint]\ncommands = heap-lint\n# [heap-lint]\n"),
    ],
)
def test_our_name_may_be_that_of_another_file(project: Project, name: str, text: str) -> None:
    """A workflow that runs the linter, its report, what another tool is told of it."""
    project.write({name: text, "web.yaml": REDACTING})
    run = project.lint_json()
    assert (0, {}) == (run.status, kinds(run))


def test_a_misnamed_config_beside_a_right_one_is_said(project: Project) -> None:
    """As a second config is."""
    project.write({"heap-lint.toml": "", ".heap-lint.toml": "", "web.yaml": REDACTING})
    run = project.lint_json()
    assert (0, {"second-config": 1}) == (run.status, kinds(run))
    assert (
        ".heap-lint.toml: a file of this name is not read, heap-lint.toml beside it is" in run.err
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", b"\xef\xbb\xbf[tool.heap-lint]\nignore = ['HL101']\n"),
        ("pyproject.toml", "[tool.heap-lint]\nignore = ['HL101']\n".encode("utf-16")),
        ("heap-lint.toml", b"\xef\xbb\xbfignore = ['HL101']\n"),
        ("pyproject.toml", b'[tool."heap\\u002dlint"]\nignore = ["HL101"]\n'),
        ("pyproject.toml", b'["to\\U0000006fl".heap-lint]\nignore = ["HL101"]\n'),
        ("pyproject.toml", b'"tool".heap-lint.ignore = ["HL101"]\n'),
        ("pyproject.toml", b"'tool' = {heap-lint = {ignore = ['HL101']}}\n"),
    ],
)
def test_a_config_is_read_however_it_is_written(project: Project, name: str, text: bytes) -> None:
    """With a byte-order mark, in another encoding that it declares, with escapes in its keys."""
    project.write({name: text, "web.yaml": CAPTURING})
    assert 0 == project.lint().status


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('wrappers."a()".user = "identity"', "`a()` is no name of a function"),
        ('wrappers."a..b".user = "identity"', "`a..b` is no name of a function"),
        ('wrappers."@shop/kit.send".user = "identity"', "is no name of a function"),
        ('wrappers."".user = "identity"', "wrappers: a name is empty"),
        ('[wrappers."a.b"]', "a.b: names no parameter"),
        ('wrappers."a.b"."" = "identity"', "a.b: a name is empty"),
    ],
)
def test_a_wrapper_that_fits_no_call_is_a_mistake(project: Project, text: str, said: str) -> None:
    """What it was to check would go unchecked."""
    project.write({"heap-lint.toml": text + "\n", "web.yaml": REDACTING})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert said in run.err


def test_a_wrapper_may_have_any_name_that_a_call_can_have(project: Project) -> None:
    """Parts of it may be those of a path to a module."""
    names = ("send", "shop.kit-a.send", "$track.$send", "größe.senden", "a1.2b")
    text = "".join(f'wrappers."{name}".user = "identity"\n' for name in names)
    project.write({"heap-lint.toml": text, "web.yaml": REDACTING})
    assert 0 == project.lint().status


@pytest.mark.parametrize("pattern", ["*.csv", "events.py", "a/*.toml", "a/[bc].txt", "x.json.gz"])
def test_payloads_of_a_format_that_is_never_read_are_a_mistake(
    project: Project, pattern: str
) -> None:
    """No file that the pattern fits would be checked."""
    project.write({"heap-lint.toml": f"payloads.'{pattern}' = 'event'\n", "web.yaml": REDACTING})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert "those are JSON, YAML and JSON Lines" in run.err


@pytest.mark.parametrize(
    "pattern", ["*.JSON", "a.yml", "events/", "v1.2", "v1.beta", "*.ndjson", "*"]
)
def test_payloads_may_be_in_any_folder(project: Project, pattern: str) -> None:
    """Whose name may have a dot in it."""
    project.write({"heap-lint.toml": f"payloads.'{pattern}' = 'event'\n", "web.md": ""})
    assert 0 == project.lint().status


@pytest.mark.parametrize("pattern", ["*", "**", "/*", "/**", "**/*"])
def test_a_pattern_that_leaves_no_file_is_said(project: Project, pattern: str) -> None:
    """It may be meant so, of a folder; but who asks for it hears of it."""
    project.write({"heap-lint.toml": f"exclude = ['{pattern}']\n", "web.yaml": CAPTURING})
    run = project.lint_json()
    assert (0, {"all-excluded": 1}) == (run.status, kinds(run))
    assert "`exclude` leaves no file, so nothing is checked" in run.err


@pytest.mark.parametrize(
    "files",
    [
        {"heap-lint.toml": "exclude = ['web.yaml']\n", "web.yaml": CAPTURING},
        {"old/heap-lint.toml": "exclude = ['*']\n", "old/a.yaml": CAPTURING, "b.yaml": REDACTING},
    ],
)
def test_files_that_are_left_out_one_by_one_need_not_be_told_of(
    project: Project, files: dict[str, str]
) -> None:
    """The twins: the file about Heap by its name, a folder by a config of its own."""
    project.write(files)
    run = project.lint_json()
    assert (0, {}) == (run.status, kinds(run))


@pytest.mark.parametrize("git", [True, False])
@pytest.mark.parametrize("how", ["named", "from inside", "beside another"])
def test_a_folder_that_is_asked_for_and_excluded_is_said(
    project: Project, git: bool, how: str
) -> None:
    """Nothing in it is checked, and exit status 0 would read as clean."""
    project.write({"heap-lint.toml": 'exclude = ["a/"]\n', "a/b/web.yaml": CAPTURING})
    project.write({"b/web.yaml": REDACTING, "a/notes.txt": ""})
    if git:
        project.git("init", "-q")
    here = Project(project.root / "a") if how == "from inside" else project
    words = {"named": ["a"], "beside another": ["b", "a"]}.get(how, [])
    run = here.lint_json(*words)
    assert (0, {"excluded": 1}) == (run.status, kinds(run))
    shown = "." if how == "from inside" else "a"
    assert f"{shown}: is excluded by the config, so nothing in it is checked\n" in run.err


def test_a_tree_that_is_excluded_is_said_whatever_else_is_in_it(project: Project) -> None:
    """Files that nobody would read are no reason to be silent."""
    project.write({"heap-lint.toml": 'exclude = ["*"]\n', "web.yaml": CAPTURING, "notes.txt": ""})
    run = project.lint_json()
    assert (0, {"excluded": 1}) == (run.status, kinds(run))
    assert "heap-lint: .: is excluded" in run.err


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"heap-lint.toml": 'exclude = ["a/"]', "b.yaml": REDACTING}, []),
        ({"heap-lint.toml": 'exclude = ["a/*", "!a/kept.yaml"]', "a/kept.yaml": REDACTING}, ["a"]),
        ({"heap-lint.toml": 'exclude = ["*.txt", "a/web.yaml"]', "a/b.yaml": REDACTING}, ["a"]),
        ({"heap-lint.toml": 'exclude = ["a/"]', "a/c/heap-lint.toml": "", "a/c/b.py": ""}, ["a"]),
    ],
)
def test_a_folder_of_which_files_are_left_is_not_excluded(
    project: Project, files: dict[str, str], words: list[str]
) -> None:
    """The twins: by another pattern, by a config of their own; and one that nobody has named."""
    project.write({**files, "a/web.yaml": CAPTURING})
    run = project.lint_json(*words)
    assert (0, {}) == (run.status, kinds(run))


def test_sizes_are_told_in_units_that_people_would_choose(project: Project) -> None:
    """Of files and of limits, however small."""
    project.write({"web.yaml": CAPTURING, "heap-lint.toml": "max-file-size = 10\n"})
    assert "is too large: 77 bytes, the limit is 10 bytes" in project.lint().out
    project.write(
        {"web.yaml": CAPTURING + "#" * 3_000, "heap-lint.toml": "max-file-size = '2 kB'\n"}
    )
    assert "is too large: 3.08 kB, the limit is 2 kB" in project.lint().out
    project.write(
        {"web.yaml": CAPTURING + "#" * 3_000_000, "heap-lint.toml": "max-file-size = '1 MB'"}
    )
    assert "is too large: 3 MB, the limit is 1 MB" in project.lint().out


def test_what_is_not_there_is_no_file(project: Project) -> None:
    """Nor does one that is excluded besides count less than nothing."""
    project.write({"web.yaml": REDACTING, "heap-lint.toml": "exclude = ['old']\n"})
    assert "(1 file, 1 parsed)" in project.lint("web.yaml", "nope.yaml").err
    assert "(0 files, 0 parsed)" in project.lint("old").err


def test_only_an_export_can_be_written_in_our_format(project: Project) -> None:
    """What another format thinks of a file does not matter."""
    project.write({"a/y.py": "x = 1\n"})
    run = project.lint("init-airkit", "a/y.py")
    assert (3, "") == (run.status, run.out)
    assert "a/y.py: is no export of Airkit's Studio: name a `.branch.zip`" in run.err


@pytest.mark.parametrize("what", ["dangling", "circle", "directory", "pipe", "pyproject.toml"])
def test_a_config_that_is_no_file_is_a_mistake(project: Project, what: str) -> None:
    """It is never opened, and never passed over."""
    place = project.root / ("pyproject.toml" if what == "pyproject.toml" else "heap-lint.toml")
    if what == "pipe":
        os.mkfifo(place)
    elif what == "directory":
        place.mkdir()
    else:
        place.symlink_to(place.name if what == "circle" else "nowhere")
    run = project.lint()
    assert 2 == run.status
    assert f"{place.name}: " in run.err
    assert 0 == project.lint("--isolated").status
    assert 2 == project.lint("--config", place.name).status


@pytest.mark.parametrize("text", ["[tool.heap-lint]", "[heap-lint]", "[heap_lint.account]"])
def test_a_table_in_our_own_file_is_a_mistake(project: Project, text: str) -> None:
    """There the keys stand at the top."""
    project.write({"heap-lint.toml": text + "\n"})
    run = project.lint()
    assert 2 == run.status
    assert "in a heap-lint.toml all keys stand at the top" in run.err


_KEYS = (
    "exclude = ['{}']",
    "test-paths = ['{}']",
    "per-file-ignores.'{}' = ['HL1']",
    "payloads.'{}' = 'event'",
)


@pytest.mark.parametrize("key", _KEYS)
@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[a", "has a `[` without its `]`"),
        ("a/[!b", "has a `[` without its `]`"),
        ("x[b-a]", "is no pattern: bad character range"),
        ("a\\", "is no pattern"),
        ("!", "is no pattern"),
        ("!a.yaml", "take"),
        ("", "is empty"),
        ("  ", "is empty"),
        ("#a", "is a comment"),
        ("./vendor/", "write `/vendor/`"),
        ("../vendor/", "leads out"),
        (".", "fits no file"),
        ("/", "fits no file"),
        ("a/../b", "without `.` and `..`"),
        ("a/./b", "without `.` and `..`"),
        ("a//b", "write one `/` between names"),
        ("//a", "write one `/` between names"),
        ("a//", "write one `/` between names"),
        ("{a,b}/", "has braces, which choose nothing in a .gitignore"),
        ("src/*.{js,ts}", "has braces, which choose nothing in a .gitignore"),
        ("vendor\\lib", "write `/` between names"),
        ("**/*a*a*a*a*a*b", "has more than 4 `*` in one name"),
        ("?a*?a*?a*?a*?a*b", "has more than 4 `*` in one name"),
        ("~/vendor/", "is a path from elsewhere"),
        ("C:/vendor/", "is a path from elsewhere"),
    ],
)
def test_a_pattern_that_fits_nothing_is_a_mistake(
    project: Project, key: str, pattern: str, said: str
) -> None:
    """Of files that were to be left out all would be checked, or the other way round."""
    project.write({"heap-lint.toml": key.format(pattern) + "\n"})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert said in run.err


@pytest.mark.parametrize("key", _KEYS)
@pytest.mark.parametrize(
    "pattern",
    [
        "vendor/",
        "/a",
        "**/a",
        "a/**/b",
        "*.json",
        "[ab].yaml",
        "[!a]*",
        "[]]",
        "[^]]",
        "\\[a",
        "\\#a",
        "a?",
        "café",
        "{{cookiecutter.slug}}/",
        "\\{a,b}",
        "{a}",
        "a,b",
        "\\*",
        "/home/",
        "~a/",
        "a:b/",
        ".*",
    ],
)
def test_a_pattern_of_any_other_kind_is_none(project: Project, key: str, pattern: str) -> None:
    """As in a .gitignore."""
    project.write({"heap-lint.toml": key.format(pattern) + "\n"})
    run = project.lint()
    assert (0, 1) == (run.status, len(run.err.splitlines()))


@pytest.mark.parametrize("key", _KEYS)
@pytest.mark.parametrize("below", ["a/", "a/b.json", "a/*.json", "*"])
def test_a_pattern_that_is_a_whole_path_is_a_mistake(
    project: Project, key: str, below: str
) -> None:
    """It would be looked for below the config; the way out is the path from there."""
    pattern = f"{project.root}/{below}"
    project.write({"heap-lint.toml": key.format(pattern) + "\n", "a/b.json": "{}"})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert f"so write `/{below}`" in run.err


@pytest.mark.parametrize("key", _KEYS)
def test_a_pattern_that_only_looks_like_a_whole_path_is_none(project: Project, key: str) -> None:
    """As `/app/static` does in a folder `/app` with one called `app`, and what is nowhere."""
    first = project.root.parts[1]
    project.write({f"{first}/x.md": ""})
    for pattern in (f"{project.root}/", f"/{first}/nowhere/", "/nowhere/a/"):
        project.write({"heap-lint.toml": key.format(pattern) + "\n"})
        assert 0 == project.lint().status


def test_a_pattern_may_take_back_what_another_has_put_in(project: Project) -> None:
    """Only alone it has nothing to take back."""
    project.write({"heap-lint.toml": 'exclude = ["*.yaml", "!web.yaml"]\n'})
    project.write({"web.yaml": CAPTURING, "other.yaml": CAPTURING})
    assert ["web.yaml"] == [finding["path"] for finding in project.lint_json().findings()]


@pytest.mark.parametrize(
    ("config", "arguments"),
    [
        ("", ["--select", "HL1", "--ignore", "HL1"]),
        ('ignore = ["HL"]', []),
        ("select = []", []),
        ('select = ["HL101"]', ["--ignore", "text-capture-on"]),
        ('select = ["HL102"]\naccount.text-redaction = true', []),
    ],
)
def test_a_choice_that_leaves_no_rule_is_a_mistake(
    project: Project, config: str, arguments: list[str]
) -> None:
    """Nothing would be checked."""
    project.write({"heap-lint.toml": config + "\n"})
    run = project.lint(*arguments)
    assert 2 == run.status
    assert "no rule is left" in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--stdin-filename", "web.conf2"], "no file called `web.conf2` is ever read"),
        (["-", "--stdin-filename", "conf/package-lock.json"], "`package-lock.json`"),
        (["-", "--stdin-filename", "."], "is ever read"),
        (["facts", "-", "--stdin-filename", "web"], "no file called `web` is ever read"),
        (["web.yaml", "--stdin-filename", "web.yaml"], "add `-`"),
        (["--stdin-filename", "web.yaml"], "add `-`"),
        (["facts", "web.yaml", "--stdin-filename", "web.yaml"], "add `-`"),
        (["--config", ""], "--config names no file"),
    ],
)
def test_an_option_that_would_have_no_effect_is_a_mistake(
    project: Project, arguments: list[str], said: str
) -> None:
    """The answer would look clean."""
    project.write({"web.yaml": CAPTURING})
    run = project.lint(*arguments, stdin=CAPTURING.encode())
    assert (2, "") == (run.status, run.out)
    assert said in run.err


def test_facts_of_a_file_of_no_format_cannot_be_told(project: Project) -> None:
    """That nothing was understood would be another answer."""
    project.write({"notes.txt": "heap.track('x')"})
    run = project.lint("facts", "notes.txt")
    assert (3, "") == (run.status, run.out)
    assert "is of no format that is read" in run.err


# Where it is said


def test_what_is_left_out_is_said_in_every_format(project: Project) -> None:
    """Where programs look for it; GitHub shows few annotations, so it gets as few as people do."""
    project.write({f"{name}.txt": "x" for name in "abcde"})
    names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "gone.yaml"]
    invocation = json.loads(project.lint("--output-format", "sarif", *names).out)["runs"][0][
        "invocations"
    ][0]
    said = invocation["toolExecutionNotifications"]
    assert 6 == len(said)
    assert not invocation["executionSuccessful"]
    missing = {
        "descriptor": {"id": "missing-path"},
        "level": "error",
        "message": {"text": "gone.yaml: does not exist"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "gone.yaml", "uriBaseId": "%SRCROOT%"}
                }
            }
        ],
    }
    assert missing in said
    assert [
        "::warning title=heap-lint::gone.yaml: does not exist",
        "::notice title=heap-lint::a.txt: is of no format that is read",
        "::notice title=heap-lint::and 4 more like it: `--verbose`",
    ] == project.lint("--output-format", "github", *names).out.splitlines()
    counted = kinds(project.lint_json(*names))
    assert {"unknown-format": 5, "missing-path": 1} == counted


def test_what_failed_is_counted_too() -> None:
    """A fault of ours may have cost findings."""
    report = engine.Report(files=1, problems=["a.py: the check of HL101 failed"])
    assert {"failed": 1} == notes.counts(report.left_out)
    assert report.is_unfinished


WRAPPER = f"{HARDCODED}\n\ndef send(who):\n    client.track(who, 'Paid')\n"
STDIN = ("--output-format", "json", "-", "--stdin-filename")


@pytest.mark.parametrize("on_disk", ["", "# not saved yet\n", None])
def test_standard_input_is_checked_with_its_project(
    repository: Project, on_disk: str | None
) -> None:
    """What a wrapper in another file hands to Heap is found in what is piped, saved or new."""
    files = {"tracking.py": WRAPPER, "page.py": on_disk}
    repository.write({name: text for name, text in files.items() if text is not None})
    caller = b"from tracking import send\n\nsend('alice-7')\n"
    run = repository.lint(*STDIN, "page.py", stdin=caller)
    assert ["HL201"] == run.codes()
    assert {} == kinds(run)
    assert (
        [] == repository.lint(*STDIN, "page.py", stdin=caller.replace(b"'alice-7'", b"who")).codes()
    )


def test_standard_input_stands_for_the_file_of_its_name(repository: Project) -> None:
    """The wrapper that is being edited is judged as it is now, and so is what others hand to it."""
    repository.write(
        {"tracking.py": WRAPPER, "page.py": "from tracking import send\nsend('alice-7')\n"}
    )
    assert ["HL201"] == repository.lint(
        *STDIN, "page.py", stdin=b"from tracking import send\nsend('a-7')\n"
    ).codes()
    changed = WRAPPER.replace("(who, 'Paid')", "('alice-7', 'Paid')")
    run = repository.lint(*STDIN, "tracking.py", stdin=changed.encode())
    assert "HL201" in run.codes()
    assert {"tracking.py"} == {each["path"] for each in run.findings()}


def test_standard_input_may_be_lines_of_payloads(repository: Project) -> None:
    """They are read line by line, on disk and here."""
    line = b'{"app_id": "2304117765", "identity": "guest", "event": "Paid"}\n'
    repository.write(
        {"heap-lint.toml": '[payloads]\n"a.jsonl" = "client-event"\n', "a.jsonl": line.decode()}
    )
    saved = repository.lint("--output-format", "json", "a.jsonl")
    assert saved.codes() == repository.lint(*STDIN, "a.jsonl", stdin=line).codes() != []
    assert [] == repository.lint(*STDIN, "a.jsonl", stdin=b"").codes()


def test_standard_input_without_a_project_lacks_nothing(project: Project) -> None:
    """There are no other files."""
    words = ("-", "--stdin-filename", "page.py", "--output-format", "json")
    assert {} == kinds(project.lint(*words, stdin=HARDCODED.encode()))
