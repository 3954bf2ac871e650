"""Which files are looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import CAPTURING, HARDCODED, Project

from heap_lint import discovery, git
from heap_lint.frontends import TEMPLATES


def found(*paths: str) -> discovery.Found:
    """Return what discovery finds for these paths."""
    return discovery.find(list(paths), git.ask(list(paths)))


def candidates(*paths: str) -> set[str]:
    """Return the files worth reading."""
    return {file.path for file in found(*paths).candidates}


@pytest.fixture
def tree(repository: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A git tree that is the working directory."""
    monkeypatch.chdir(repository.root)
    return repository


@pytest.fixture
def folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A working directory without git."""
    monkeypatch.chdir(project.root)
    return project


def test_tracked_and_new_files_are_looked_at_and_ignored_ones_are_not(tree: Project) -> None:
    """What git tracks or would track is the project."""
    tree.write({"old.yaml": CAPTURING, "new.yaml": CAPTURING, "out.yaml": CAPTURING})
    tree.write({".gitignore": "out.yaml\n"})
    tree.git("add", "old.yaml", ".gitignore")
    assert {"old.yaml", "new.yaml"} == candidates()
    assert 3 == found().files


def test_a_tracked_file_without_the_word_is_not_read(tree: Project) -> None:
    """The search is git's, so that a large tree costs what `git grep` costs."""
    tree.write({"a.yaml": "x: 1\n", "b.yaml": "x: HEAP\n"})
    tree.git("add", ".")
    assert {"b.yaml"} == candidates()


@pytest.mark.parametrize("name", ["heap.config.json", "shop.airkit.yaml", "deep/Shop.Airkit.YML"])
def test_a_known_config_is_read_whatever_it_holds(tree: Project, name: str) -> None:
    """An empty Heap config is a fault that no word in it can show."""
    tree.write({name: ""})
    tree.git("add", ".")
    assert {name} == candidates()


def test_a_deleted_file_is_no_trouble(tree: Project) -> None:
    """Git still tracks it, and nobody wants to hear of it."""
    tree.write({"a.yaml": CAPTURING, "heap.config.json": "{}"})
    tree.git("add", ".")
    os.remove("a.yaml")
    os.remove("heap.config.json")
    assert 0 == tree.lint().status


@pytest.mark.parametrize("name", ["new\nline.yaml", "ein Wört.yaml", "tab\t.yaml", ":(top)x.yaml"])
def test_a_name_may_hold_anything(tree: Project, name: str) -> None:
    """Git quotes such names where people read them; the linter takes them as they are."""
    tree.write({name: CAPTURING})
    tree.git("add", "--", f"./{name}")
    assert {name} == candidates()


def test_a_name_may_hold_bytes_that_are_no_text(tree: Project) -> None:
    """The file is checked, and its name shown as far as it can be."""
    with open(b"caf\xe9.yaml", "w") as file:
        file.write(CAPTURING)
    tree.git("add", ".")
    run = tree.lint()
    assert 1 == run.status
    assert "HL101" in run.out


def test_a_submodule_is_another_project(
    tree: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its files are tracked elsewhere, and the entry that stands for it is no file."""
    other = Project(tmp_path_factory.mktemp("other"))
    other.git("init", "-q")
    other.write({"web.yaml": CAPTURING})
    other.git("add", ".")
    other.git("commit", "-q", "-m", "x")
    tree.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.root), "sub")
    assert set() == candidates()


def test_a_setting_of_git_changes_nothing(tree: Project) -> None:
    """Colours, full names and searching submodules are for people at a prompt."""
    for name, value in (
        ("color.ui", "always"),
        ("color.grep", "always"),
        ("grep.fullName", "true"),
        ("grep.lineNumber", "true"),
        ("submodule.recurse", "true"),
        ("grep.patternType", "perl"),
    ):
        tree.git("config", name, value)
    tree.write({"sub/a.yaml": CAPTURING})
    tree.git("add", ".")
    assert {"sub/a.yaml"} == candidates("sub")


@pytest.mark.parametrize(
    "paths", [["a.yaml", "./a.yaml"], [".", "a.yaml"], ["sub/b.yaml", ".", "a.yaml"], [".", "."]]
)
def test_a_file_counts_once_however_often_it_is_named(tree: Project, paths: list[str]) -> None:
    """By another path, and as one of a directory."""
    tree.write({"a.yaml": CAPTURING, "sub/b.yaml": CAPTURING})
    tree.git("add", "a.yaml")
    assert len({"a.yaml", "sub/b.yaml"} if "." in paths else {"a.yaml"}) == found(*paths).files


def test_a_merge_conflict_counts_a_file_once(tree: Project) -> None:
    """Git then lists each version of it."""
    tree.write({"a.yaml": CAPTURING})
    tree.git("add", ".")
    tree.git("commit", "-q", "-m", "one")
    tree.git("checkout", "-q", "-b", "other")
    tree.write({"a.yaml": CAPTURING + "x: 1\n"})
    tree.git("commit", "-q", "-am", "two")
    tree.git("checkout", "-q", "-")
    tree.write({"a.yaml": CAPTURING + "x: 2\n"})
    tree.git("commit", "-q", "-am", "three")
    with pytest.raises(Exception, match="merge"):
        tree.git("merge", "other")
    assert 1 == found().files


def test_a_directory_that_git_ignores_is_walked_when_it_is_named(tree: Project) -> None:
    """Who names it wants it checked."""
    tree.write({".gitignore": "generated/\n", "generated/a.yaml": CAPTURING})
    assert set() == candidates()
    assert {"generated/a.yaml"} == candidates("generated")


def test_a_walk_leaves_out_what_tools_made(folder: Project) -> None:
    """Without git, directories of well-known names are left out."""
    folder.write({"a.yaml": CAPTURING, "node_modules/b/c.yaml": CAPTURING, ".venv/d.py": HARDCODED})
    assert {"a.yaml"} == candidates()


def test_without_git_the_tree_is_walked(folder: Project) -> None:
    """A machine without git, or one where git refuses, is no reason to check nothing."""
    folder.write({"a.yaml": CAPTURING, "b/c.py": HARDCODED})
    run = folder.lint_json()
    assert ["HL101", "HL201"] == run.codes()
    run = folder.command(
        *("/usr/bin/env", "PATH=", "GIT_DIR=/nowhere"),
        *(__import__("sys").executable, "-m", "heap_lint", "--output-format", "json"),
    )
    assert ["HL101", "HL201"] == run.codes()


def test_links_are_not_followed(folder: Project) -> None:
    """They may lead out of the tree or in circles."""
    folder.write({"a/web.yaml": CAPTURING})
    os.symlink("../a", "a/loop")
    os.symlink("web.yaml", "a/link.yaml")
    assert {"a/web.yaml"} == candidates()


def test_a_link_that_is_named_is_followed(folder: Project) -> None:
    """Who names it wants it checked."""
    folder.write({"web.yaml": CAPTURING})
    os.symlink("web.yaml", "link.yaml")
    assert 1 == folder.lint("link.yaml").status


def test_a_file_is_checked_once(tree: Project) -> None:
    """However often it is named."""
    tree.write({"a.yaml": CAPTURING})
    assert ["HL101"] == tree.lint_json("a.yaml", "./a.yaml", ".", str(tree.root)).codes()


def test_a_format_that_nothing_reads_is_counted_only(folder: Project) -> None:
    """pre-commit may pass every file of a commit."""
    folder.write({"a.png": b"\x89PNG heapanalytics\0", "b.md": "heapanalytics"})
    run = folder.lint_json("a.png", "b.md")
    assert (0, []) == (run.status, run.findings())


def test_a_directory_that_cannot_be_read_is_a_problem(
    folder: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the tree is still looked at."""
    folder.write({"a.yaml": CAPTURING, "closed/b.yaml": CAPTURING})
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    result = found()
    assert ["a.yaml"] == [file.path for file in result.candidates]
    assert ["./closed: the directory cannot be read: Permission denied"] == result.problems


def test_the_order_in_which_paths_are_named_changes_nothing(folder: Project) -> None:
    """Neither for a file that is named itself and in a directory, nor for what two links lead to."""
    folder.write({"shop/a.py": HARDCODED})
    for link in ("one", "other"):
        os.symlink("shop", link)
    paths = ["one", "shop/a.py", "other"]
    told = [
        (found.candidates, [found.root.shown(file.path) for file in found.candidates])
        for each in (paths, paths[::-1])
        if (found := discovery.find(each, git.ask(each))).root
    ]
    assert told[0] == told[1]
    ((candidate,), shown) = told[0]
    assert candidate.named
    assert ["one/a.py"] == shown


def test_of_several_configs_that_cannot_be_used_the_same_one_is_told(folder: Project) -> None:
    """In whatever order the files below them are named."""
    for name in ("a", "b"):
        folder.write({f"{name}/a.yaml": CAPTURING, f"{name}/heap-lint.toml": "x = 1\n"})
    paths = ["a/a.yaml", "b/a.yaml"]
    first, second = folder.lint(*paths), folder.lint(*reversed(paths))
    assert 2 == first.status
    assert first.err == second.err


@pytest.mark.parametrize("ending", [*TEMPLATES, ".html.tpl", ".phtml"])
def test_templates_are_found_by_their_endings(project: Project, ending: str) -> None:
    """In a walk; an ending that is used for anything tells nothing by itself."""
    page = "<script>heap.identify('alice-7')</script>"
    project.write({f"a{ending}": page, "b.tpl": page, "c.pug": page, f"d.svg{ending}x": page})
    assert [(f"a{ending}", "HL201")] == [
        (each["path"], each["code"]) for each in project.lint_json("--select", "HL201").findings()
    ]
