"""What is new since an earlier revision."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import CAPTURING, HARDCODED, Project

FILES = {"app.py": HARDCODED, ".github/workflows/ci.yaml": CAPTURING}


@pytest.fixture
def committed(repository: Project) -> Project:
    """A git tree with two files that have findings, in its first commit."""
    repository.write(FILES)
    commit(repository)
    return repository


def commit(project: Project) -> None:
    """Commit all that is there."""
    project.git("add", "-A")
    project.git("commit", "-q", "-m", "all")


def paths(project: Project, *words: str) -> list[str]:
    """Return the files in which something is new since the last commit."""
    found = project.lint_json("--since", "HEAD", *words).findings()
    return [each["path"] for each in found]


def test_only_what_is_new_is_shown(committed: Project) -> None:
    """Though its lines have moved what was there is not, in a file or in another one."""
    assert ["HL101", "HL201"] == sorted(committed.lint_json().codes())
    assert [] == paths(committed)
    committed.write({"app.py": f"# moved\n{HARDCODED}", "new.py": HARDCODED})
    assert ["new.py"] == paths(committed)
    run = committed.lint("--since", "HEAD")
    assert (1, True) == (run.status, "2 findings are not shown, since they were there" in run.err)
    commit(committed)
    assert [] == paths(committed)
    assert ["new.py"] == [
        each["path"] for each in committed.lint_json("--since", "HEAD~1").findings()
    ]


def test_it_holds_wherever_a_run_is_started(committed: Project) -> None:
    """And for files that are named alone."""
    committed.write({"deep/new.py": HARDCODED})
    assert ["new.py"] == paths(Project(committed.root / "deep"))
    assert [] == paths(Project(committed.root / "deep"), "../app.py")
    assert ["deep/new.py"] == paths(committed, "app.py", "deep/new.py")


def test_what_was_there_is_not_mended(committed: Project) -> None:
    """As what a baseline hides."""
    committed.write({"web.yaml": CAPTURING})
    committed.lint("--since", "HEAD", "--fix", "--unsafe-fixes")
    assert "disableTextCapture: true" in (committed.root / "web.yaml").read_text("utf-8")
    assert CAPTURING == (committed.root / ".github/workflows/ci.yaml").read_text("utf-8")


def test_a_baseline_hides_what_it_knows_as_well(committed: Project) -> None:
    """Both together leave what neither knows."""
    committed.write({"new.py": HARDCODED})
    committed.lint("baseline", "new.py")
    committed.write({"newer.py": HARDCODED})
    assert ["newer.py"] == paths(committed)


@pytest.mark.parametrize("revision", ["nothing", "-x", "", "--output=a", "HEAD:app.py", "a\nb"])
def test_a_revision_that_git_does_not_know(committed: Project, revision: str) -> None:
    """It is an error and never an option of git's."""
    run = committed.lint(f"--since={revision}")
    assert (2, True) == (run.status, "--since" in run.err)


def test_without_a_repository_there_is_no_revision(project: Project) -> None:
    """Nothing could be compared with."""
    project.write(FILES)
    assert 2 == project.lint("--since", "HEAD").status


def test_nothing_of_the_repository_is_touched_or_run(committed: Project, tmp_path: Path) -> None:
    """A filter that converts files is not asked, and neither index nor files change."""
    committed.write({".gitattributes": "* filter=evil\n", "new.py": HARDCODED})
    committed.git("config", "filter.evil.smudge", "touch smudged; cat")
    committed.git("config", "filter.evil.clean", "cat")
    commit(committed)
    committed.git("config", "filter.evil.clean", "touch cleaned; cat")
    before = (committed.root / ".git" / "index").read_bytes()
    assert [] == paths(committed)
    names = set(os.listdir(committed.root))
    assert {".git", ".gitattributes", ".github", "app.py", "new.py"} == names
    assert before == (committed.root / ".git" / "index").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_made_up_tree_writes_nothing_elsewhere(committed: Project, tmp_path: Path) -> None:
    """Git itself refuses such names, but whoever sends a repository need not have used it."""

    def made(kind: str, data: bytes) -> str:
        words = ("git", "hash-object", "-t", kind, "-w", "--stdin", "--literally")
        done = subprocess.run(
            words, cwd=committed.root, input=data, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    blob = made("blob", HARDCODED.encode())
    raw = bytes.fromhex(blob)
    inner = made("tree", b"100644 escaped.py\0" + raw)
    link = made("blob", str(tmp_path).encode())
    tree = made(
        "tree",
        b"40000 ..\0%b" % bytes.fromhex(inner)
        + b"40000 .git\0%b" % bytes.fromhex(inner)
        + b"100644 app.py\0%b" % raw
        + b"120000 link.py\0%b" % bytes.fromhex(link),
    )
    env = {"TMPDIR": str(tmp_path / "temporary")}
    (tmp_path / "temporary").mkdir()
    run = committed.lint("--since", tree, "--output-format", "json", env=env)
    assert [".github/workflows/ci.yaml"] == [each["path"] for each in run.findings()]
    assert [] == [str(each) for each in tmp_path.rglob("escaped.py")]
    assert [] == list((tmp_path / "temporary").iterdir())
    assert json.loads(run.out)["summary"]["hidden"]["findings"] == 1
