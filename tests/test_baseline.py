"""What a repository accepts: the file at its root."""

from __future__ import annotations

import json
import os
import re
from datetime import date

import pytest
from conftest import CAPTURING, HARDCODED, REDACTING, Project

NAME = "heap-lint-baseline.json"
FILES = {"web.yaml": CAPTURING, "app.py": HARDCODED}


def entries(project: Project) -> list[dict[str, str]]:
    """Return what the file holds."""
    found: list[dict[str, str]] = json.loads((project.root / NAME).read_text("utf-8"))["entries"]
    return found


def accepting(project: Project) -> None:
    """Accept what is found in two files, and forget the day on which it was."""
    project.write(FILES)
    assert 0 == project.lint("baseline").status
    path = project.root / NAME
    path.write_text(re.sub(r"\d{4}-\d\d-\d\d", "2026-01-31", path.read_text("utf-8")), "utf-8")


def test_what_is_accepted_is_not_shown_and_counted(repository: Project) -> None:
    """By severity, with the oldest day; what is new is found."""
    accepting(repository)
    run = repository.lint()
    assert (0, "") == (run.status, run.out)
    told = "2 findings are not shown, since they stand in heap-lint-baseline.json"
    assert f"{told} (1 error, 1 warning; the oldest since 2026-01-31)" in run.err
    hidden = json.loads(repository.lint_json().out)["summary"]["hidden"]
    counted = {"findings": 2, "error": 1, "warning": 1, "info": 0, "oldest": "2026-01-31"}
    assert counted == hidden
    repository.write({"new.py": HARDCODED})
    run = repository.lint_json()
    assert (1, ["new.py"]) == (run.status, [each["path"] for each in run.findings()])


def test_each_entry_has_the_day_on_which_it_was_accepted(repository: Project) -> None:
    """One that was there keeps its own."""
    before = date.today().isoformat()
    accepting(repository)
    repository.write({"new.py": HARDCODED})
    assert "1 new, 2 kept, 0 dropped" in repository.lint("baseline").err
    since = {each["path"]: each["since"] for each in entries(repository)}
    assert ("2026-01-31", "2026-01-31") == (since["web.yaml"], since["app.py"])
    assert before <= since["new.py"] <= date.today().isoformat()


def test_moved_lines_are_still_accepted(repository: Project) -> None:
    """And a second one that is equal is not."""
    accepting(repository)
    repository.write({"app.py": f"# moved\n\n{HARDCODED}"})
    assert 0 == repository.lint().status
    repository.write({"app.py": HARDCODED + HARDCODED.splitlines()[-1] + "\n"})
    assert [5] == [each["start"]["line"] for each in repository.lint_json().findings()]


@pytest.mark.parametrize("place", ["", "deep/down"])
def test_the_file_holds_wherever_a_run_is_started(repository: Project, place: str) -> None:
    """For files that are named alone, as a hook names them, too."""
    accepting(repository)
    repository.write({"deep/down/web.yaml": CAPTURING})
    repository.lint("baseline")
    here = Project(repository.root / place)
    assert 0 == here.lint("web.yaml").status
    assert 0 == here.lint(str(repository.root)).status
    assert not (repository.root / "deep" / "down" / NAME).exists()


def test_a_mended_finding_leaves_a_stale_entry(repository: Project) -> None:
    """`--check` fails on it, `--prune` drops it and nothing else."""
    accepting(repository)
    assert 0 == repository.lint("baseline", "--check").status
    repository.write({"web.yaml": REDACTING, "new.py": HARDCODED})
    run = repository.lint("baseline", "--check")
    assert 1 == run.status
    assert "web.yaml: HL101 is not found any more" in run.err
    assert "app.py" not in run.err
    assert 0 == repository.lint("baseline", "--prune").status
    assert ["app.py"] == [each["path"] for each in entries(repository)]
    assert 0 == repository.lint("baseline", "--check").status


def test_entries_of_what_is_not_looked_at_stay(repository: Project) -> None:
    """Those of other files, and of rules that do not run."""
    accepting(repository)
    repository.write({"web.yaml": REDACTING, "app.py": ""})
    assert "1 dropped" in repository.lint("baseline", "--prune", "web.yaml").err
    assert ["app.py"] == [each["path"] for each in entries(repository)]
    repository.lint("baseline", "--prune", "--ignore", "HL201")
    assert 1 == len(entries(repository))
    repository.lint("baseline", "--prune")
    assert [] == entries(repository)


def test_a_removed_file_leaves_stale_entries(repository: Project) -> None:
    """Nothing is found in it any more."""
    accepting(repository)
    (repository.root / "app.py").unlink()
    assert "app.py: HL201" in repository.lint("baseline", "--check").err


def test_no_baseline_shows_all(repository: Project) -> None:
    """As if there were no file."""
    accepting(repository)
    run = repository.lint("--no-baseline", "--output-format", "json")
    assert ["HL101", "HL201"] == sorted(run.codes())
    assert 0 == json.loads(run.out)["summary"]["hidden"]["findings"]


def test_what_is_kept_of_a_run_knows_the_file(repository: Project) -> None:
    """An answer from the cache is another one where the file comes, changes or goes."""
    repository.write(FILES)
    assert [1, 1] == [repository.lint().status for _ in range(2)]
    accepting(repository)
    assert [0, 0] == [repository.lint().status for _ in range(2)]
    (repository.root / NAME).unlink()
    assert [1, 1] == [repository.lint().status for _ in range(2)]


def test_what_is_accepted_is_not_mended(repository: Project) -> None:
    """Not even where another fault of the same line is."""
    one = "heap.load('2304117765', {disableTextCapture: false, secureCookie: false});\n"
    repository.write({"a.js": one})
    repository.lint("baseline", "--select", "HL101")
    assert ["HL101"] == [each["code"] for each in entries(repository)]
    repository.lint("--fix", "--unsafe-fixes", "--select", "HL101,HL103")
    mended = one.replace("secureCookie: false", "secureCookie: true")
    assert mended == (repository.root / "a.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is no baseline"),
        ('{"version": 1, "entries": [{}]}', "is no baseline"),
        ('{"version": 2, "entries": []}', "is of version 2"),
        ("[" * 100_000, "is no baseline"),
    ],
)
def test_a_damaged_file_is_an_error(repository: Project, content: str, said: str) -> None:
    """Not one that hides nothing, or everything."""
    repository.write({**FILES, NAME: content})
    run = repository.lint()
    assert (2, True) == (run.status, said in run.err)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_no_baseline(repository: Project) -> None:
    """It would read, or write, a file outside of the tree."""
    repository.write(FILES)
    outside = repository.root.parent / "outside.json"
    (repository.root / NAME).symlink_to(outside)
    assert 2 == repository.lint().status
    assert 2 == repository.lint("baseline").status
    assert not outside.exists()


def test_a_run_that_does_not_finish_writes_nothing(repository: Project) -> None:
    """What it did not see is not mended."""
    accepting(repository)
    before = (repository.root / NAME).read_bytes()
    repository.write({"web.yaml": REDACTING})
    assert 3 == repository.lint("baseline", ".", "nope.py").status
    assert before == (repository.root / NAME).read_bytes()


def test_without_a_repository_the_file_is_where_we_are(project: Project) -> None:
    """As fingerprints are told from there."""
    accepting(project)
    assert 0 == project.lint().status


def test_nothing_secret_is_in_the_file(repository: Project) -> None:
    """Not even masked."""
    key = "b71e04c8d95fa32e6017"
    repository.write({"settings.py": f'HEAP_API_KEY = "{key}"\n'})
    repository.lint("baseline")
    text = (repository.root / NAME).read_text("utf-8")
    assert "HL505" in text
    assert key[:4] not in text
