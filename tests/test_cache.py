"""What an earlier run said is said again while it is true, and no longer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import CORRECT, HARDCODED, Project, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heap_lint import cache, cli, engine

WRAPPER = """\
from heapapi import HeapAPIClient

client = HeapAPIClient("2304117765")


def send_event(event, who):
    client.track(who, event)
"""
CALLER = (
    "from shop.telemetry import send_event\n\n\ndef page():\n    send_event('Paid', 'alice-7')\n"
)
FILES = {
    "shop/__init__.py": "",
    "shop/telemetry.py": WRAPPER,
    "shop/page.py": CALLER,
    "shop/other.py": "def add(a, b):\n    return a + b\n",
    "README.md": "A shop.\n",
    ".gitattributes": "*.py text\n",
}


_TICK = 50_000_000
"""Nanoseconds, and more than any step of a file system's clock."""


class Shop:
    """A repository whose runs are counted: those that check it, not those that only remember."""

    def __init__(self, repository: Project, patch: pytest.MonkeyPatch) -> None:
        self.project = repository
        self.checks = 0
        self._main: Callable[[list[str]], int] = __import__("heap_lint.cli").cli.main
        repository.write(FILES)
        repository.git("add", "-A")
        patch.chdir(repository.root)
        check = engine.check

        def counted(*arguments: object, **options: object) -> engine.Report:
            self.checks += 1
            return check(*arguments, **options)  # type: ignore[arg-type]

        patch.setattr(engine, "check", counted)

    def settle(self) -> None:
        """Wait until the file system's clock shows that the last change can no longer be missed."""
        begun = self._clock()
        while self._clock() - begun <= _TICK:
            time.sleep(0.01)

    def _clock(self) -> int:
        probe = self.project.root.parent / "clock"
        probe.write_bytes(b"")
        return probe.stat().st_mtime_ns

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        self.project.write({path: text})

    def lint(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
        """Run the command in this process."""
        capsys.readouterr()
        status = self._main([*arguments])
        captured = capsys.readouterr()
        return Run(status, captured.out, captured.err)

    def same(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
        """Run the command, which must say what it says when it remembers nothing."""
        run = self.lint(capsys, *arguments)
        assert self.lint(capsys, "--no-cache", *arguments) == run
        return run


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the records of one test are kept."""
    kept = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    return kept / "heap-lint"


@pytest.fixture
def shop(repository: Project, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A small project with one finding, at `shop/page.py:5`."""
    made = Shop(repository, monkeypatch)
    made.settle()
    return made


Capture = pytest.CaptureFixture[str]


def test_a_second_run_says_the_same_without_checking(shop: Shop, capsys: Capture) -> None:
    """Nothing has changed, so nothing is read again."""
    first = shop.lint(capsys)
    second = shop.lint(capsys)
    assert "shop/page.py:5" in first.out
    assert (1, first) == (shop.checks, second)


@pytest.mark.parametrize("arguments", [("--output-format", "json"), ("--select", "HL1"), ("shop",)])
def test_other_arguments_are_another_run(
    shop: Shop, capsys: Capture, arguments: tuple[str, ...]
) -> None:
    """What one run said is no answer to another question."""
    shop.lint(capsys)
    assert shop.lint(capsys) != shop.same(capsys, *arguments)


def test_a_change_elsewhere_changes_nothing(shop: Shop, capsys: Capture) -> None:
    """A file that was not read, and says no word that matters, has no part in the findings."""
    first = shop.lint(capsys)
    shop.write("shop/other.py", "def add(a, b):\n    return b + a\n")
    assert first == shop.lint(capsys)
    shop.settle()
    assert first == shop.lint(capsys)
    assert 1 == shop.checks


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("shop/page.py", CALLER.replace("'alice-7'", "user.id"), 0),
        ("shop/telemetry.py", WRAPPER.replace("(who, event)", "(user.id, event)"), 0),
        ("shop/other.py", CALLER, 2),
        ("shop/other.py", HARDCODED, 2),
        ("shop/new.py", CALLER, 2),
        ("shop/new.py", HARDCODED, 2),
        ("new.yaml", "heap:\n  appId: '2304117765'\n  disableTextCapture: false\n", 3),
        ("pyproject.toml", "[tool.heap-lint]\nignore = ['HL2']\n", 0),
        ("heap-lint.toml", "exclude = ['page.py']\n", 0),
        ("heap-lint.yaml", "select: [HL2]\n", 0),
        ("shop/.heap-lint.toml", "exclude = ['page.py']\n", 0),
        (".gitattributes", "*.py binary\n", 1),
        (".gitignore", "*.py\n", 1),
    ],
)
def test_a_change_that_matters_is_seen(
    shop: Shop, capsys: Capture, path: str, text: str, found: int
) -> None:
    """Whatever is changed, made or switched off: the next run tells."""
    shop.lint(capsys)
    shop.write(path, text)
    now = shop.same(capsys)
    assert found == now.out.count("= more: ")
    shop.settle()
    assert now == shop.same(capsys)


def test_a_removed_file_is_seen(shop: Shop, capsys: Capture) -> None:
    """Git still tracks it, but the caller calls nothing of Heap's any more."""
    shop.lint(capsys)
    os.remove("shop/telemetry.py")
    assert "" == shop.same(capsys).out


@pytest.mark.parametrize("name", ["heap_lint.toml", ".heap-lint.conf.toml"])
def test_a_file_that_may_be_meant_as_a_config_is_seen(
    shop: Shop, capsys: Capture, name: str
) -> None:
    """Git does not list it, and no run has looked for just this name."""
    shop.write(".gitignore", "*.toml\n*.md\n")
    shop.settle()
    before = shop.same(capsys)
    shop.write(f"shop/{name}.md", "ignore = ['HL2']\n")
    shop.settle()
    assert before == shop.same(capsys)
    shop.write(f"shop/{name}", "ignore = ['HL2']\n")
    assert f"shop/{name}" in shop.same(capsys).err
    os.remove(f"shop/{name}")
    assert before == shop.same(capsys)


def test_a_nearer_root_of_a_repository_is_seen(shop: Shop, capsys: Capture) -> None:
    """What stands above the root of a repository is no config of its files."""
    shop.write("heap-lint.toml", "ignore = ['HL2']\n")
    shop.settle()
    assert "" == shop.same(capsys).out
    os.mkdir("shop/.git")
    assert "shop/page.py:5" in shop.same(capsys).out
    os.rmdir("shop/.git")
    assert "" == shop.same(capsys).out


def test_a_link_in_a_directorys_place_is_seen(shop: Shop, capsys: Capture) -> None:
    """The files are the same ones, but they stand outside the tree now."""
    shop.write(".gitignore", "shop\n")
    shop.settle()
    assert "shop/page.py:5" in shop.same(capsys).out
    os.rename("shop", "../elsewhere")
    os.symlink("../elsewhere", "shop")
    assert "" == shop.same(capsys).out
    os.unlink("shop")
    os.rename("../elsewhere", "shop")
    assert "shop/page.py:5" in shop.same(capsys).out


@pytest.mark.parametrize(("owner", "name"), [(cache.Cache, "prepare"), (cli, "_shown")])
@pytest.mark.parametrize(
    ("arguments", "path", "text"),
    [
        (["shop"], "heap-lint.toml", "ignore = ['HL2']\n"),
        (["shop"], "shop/heap-lint.toml", "ignore = ['HL2']\n"),
        (["ignored.py"], "ignored.py", CORRECT),
        (["shop"], "shop/page.py", CALLER.replace("'alice-7'", "user.id")),
    ],
)
def test_a_change_during_a_run_is_seen(
    shop: Shop,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    arguments: list[str],
    path: str,
    text: str,
) -> None:
    """Before anything is read, or after all has been: what is kept is what was read."""
    shop.write("ignored.py", HARDCODED)
    shop.write(".gitignore", "ignored.py\n")
    shop.settle()
    done = getattr(owner, name)

    def changed(*given: object) -> object:
        shop.write(path, text)
        return done(*given)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, changed)
        shop.lint(capsys, *arguments)
    shop.same(capsys, *arguments)
    shop.settle()
    shop.same(capsys, *arguments)


def test_files_that_git_does_not_list_are_read_each_time(shop: Shop, capsys: Capture) -> None:
    """A directory that git ignores is walked, so nobody notices what comes into it."""
    shop.write(".gitignore", "build/\n")
    shop.write("build/made.py", CORRECT)
    shop.settle()
    assert "" == shop.same(capsys, "build").out
    shop.write("build/new.py", HARDCODED)
    assert "build/new.py:4" in shop.same(capsys, "build").out


def test_a_change_within_the_same_instant_is_seen(
    shop: Shop, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems count in seconds: a state that may still be that of two files is none."""

    def in_seconds(*arguments: Any, **options: Any) -> os.stat_result:
        status = stat(*arguments, **options)
        second = int(status.st_mtime) * 10**9
        return os.stat_result(tuple(status), {"st_mtime_ns": second, "st_ctime_ns": second})

    stat = os.stat
    monkeypatch.setattr(os, "stat", in_seconds)
    shop.write("shop/page.py", CALLER)
    assert "" != shop.lint(capsys).out
    shop.write("shop/page.py", CALLER.replace("'alice-7'", "user.pk()"))
    assert "" == shop.same(capsys).out


def test_a_hook_that_checks_other_files_does_not_check_the_project(
    shop: Shop, capsys: Capture
) -> None:
    """A commit is rarely about Heap: what leads to it is known, and not named in the files."""
    shop.lint(capsys)
    run = shop.same(capsys, "shop/other.py", "README.md")
    assert (0, "") == (run.status, run.out)
    assert "shop/page.py:5" in shop.same(capsys, "shop/page.py").out
    shop.lint(capsys, "shop/other.py")
    shop.write("shop/other.py", CALLER)
    assert "shop/other.py:5" in shop.same(capsys, "shop/other.py", "README.md").out


def test_what_cannot_be_kept_does_no_harm(shop: Shop, capsys: Capture, place: Path) -> None:
    """A disk may be read-only, or a file stand where the records go."""
    place.write_text("")
    first = shop.lint(capsys)
    assert first == shop.lint(capsys)
    assert 2 == shop.checks


@pytest.mark.parametrize("damage", [b"", b"\n", b"1\n[]", b"\xff\n{", None])
def test_a_damaged_record_is_none(
    shop: Shop, capsys: Capture, place: Path, damage: bytes | None
) -> None:
    """Whatever stands where the record was, the run says what is true."""
    first = shop.lint(capsys)
    (record,) = place.iterdir()
    record.write_bytes(record.read_bytes()[:-9] if damage is None else damage)
    assert first == shop.lint(capsys)
    assert 2 == shop.checks


def test_records_that_nobody_uses_are_removed(shop: Shop, capsys: Capture, place: Path) -> None:
    """The record of a project that was deleted is of no use."""
    place.mkdir()
    old = place / "old.json"
    old.write_text("")
    os.utime(old, (0, 0))
    shop.lint(capsys)
    assert not old.exists()


def test_runs_that_could_not_finish_are_not_remembered(
    shop: Shop, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours may be gone the next time."""

    def broken(*_: object) -> None:
        raise ValueError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("heap_lint.frontends.python.run", broken)
        assert 3 == shop.lint(capsys).status
    assert 1 == shop.lint(capsys).status


def test_equal_settings_have_equal_keys() -> None:
    """A set has no order, and another one in each process."""
    from heap_lint.config import Settings

    names = [f"HL10{digit}" for digit in range(9)]
    keys = {Settings(account=frozenset(each)).key() for each in (names, reversed(names))}
    assert 1 == len(keys)
    assert Settings().key() not in keys


TEXTS = (
    *FILES.values(),
    HARDCODED,
    CORRECT,
    "import shop.telemetry\n",
    "def logout(request): ...\n",
)
PATHS = (*FILES, "shop/extra.py", "web/app.js", "settings.yaml")
Edit = tuple[str, str | None]
EDITS = st.tuples(st.sampled_from(PATHS), st.sampled_from((*TEXTS, None)))
RUNS = st.sampled_from(((), ("shop",), ("shop/other.py",), ("shop/page.py", "shop/extra.py")))


@given(steps=st.lists(st.tuples(EDITS, RUNS, st.booleans()), min_size=1, max_size=6))
@settings(
    max_examples=int(os.environ.get("HEAP_LINT_EXAMPLES", "12")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_remembering_changes_nothing_that_is_said(
    shop: Shop, capsys: Capture, steps: list[tuple[Edit, tuple[str, ...], bool]]
) -> None:
    """However files come, go and change: a run says what it says with nothing to remember."""
    for (path, text), arguments, staged in steps:
        if text is None:
            Path(path).unlink(missing_ok=True)
        else:
            shop.write(path, text)
        if staged:
            shop.project.git("add", "-A")
        shop.settle()
        named = [each for each in arguments if os.path.exists(each)]
        shop.same(capsys, *named)
        shop.same(capsys, *named)


def test_the_place_of_records_follows_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is the user's cache, and never a directory called `~` in the project."""
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "relative")
    monkeypatch.chdir(tmp_path)
    assert not cache.may_answer([])
    assert [] == list(tmp_path.iterdir())
