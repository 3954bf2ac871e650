"""Findings are mended: what pages show is what comes out, and everything else stays as it was."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pages
import pytest
from conftest import Project, working_in
from pages import Block, Example, examples

from heap_lint import catalogue, engine
from heap_lint.core.changes import Safety
from heap_lint.fixes.running import Outcome, mend

PAGES = sorted(catalogue.directory().glob("HL*.md"))
CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
EVERYTHING = [example for page in (*PAGES, *CASES) for example in examples(page)]
LOADING = 'heap:\n  appId: "2304117765"\n  secureCookie: true\n  disableTextCapture: false\n'
MENDED = LOADING.replace("false", "true")


def _mended(example: Example, directory: Path, *, unsafe: bool) -> Outcome:
    """Return what mending an example comes to."""
    settings = pages._settings(example)
    with working_in(directory):
        found = pages._written(example, directory)

        def check(texts: Mapping[str, str]) -> engine.Report:
            overlay = {str(directory / path): text.encode() for path, text in texts.items()}
            return engine.check(found._replace(overlay=overlay), settings)

        return mend(check, lambda finding, fix: unsafe or fix.safety is Safety.SAFE)


def _pairs(page: Path) -> Iterator[tuple[Example, Block]]:
    """Yield the examples of a page that are mended, and what becomes of each."""
    for example, after in pairwise(examples(page)):
        if "mends" in example.blocks[0].settings:
            yield example, after.blocks[0]


PAIRS = [pair for page in PAGES for pair in _pairs(page)]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda each: getattr(each, "path", each))
def test_a_page_shows_what_a_finding_is_mended_to(
    before: Example, after: Block, tmp_path: Path
) -> None:
    """Both as written: and a second run changes nothing."""
    (block,) = before.blocks
    unsafe = block.settings["mends"] == "unsafe"
    outcome = _mended(before, tmp_path, unsafe=unsafe)
    assert after.text == outcome.texts[block.path]
    again = Example(before.page, before.section, before.line, [after])
    assert {} == _mended(again, tmp_path, unsafe=unsafe).texts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_how_safe_its_fix_is(page: Path) -> None:
    """With its reason and an example, or there is none."""
    rule = catalogue.rules()[page.stem[:5]]
    assert rule.fix in ("none", "safe", "unsafe", "safe or unsafe")
    shown = {before.blocks[0].settings["mends"] for before, _ in _pairs(page)}
    assert ("## Fix safety" in rule.page) == bool(shown) == (rule.fix != "none")
    assert shown <= {"safe", "unsafe"}
    assert rule.fix != "unsafe" or shown == {"unsafe"}


@pytest.mark.parametrize("example", EVERYTHING, ids=str)
def test_what_is_mended_is_found_no_more_and_the_rest_stays(
    example: Example, tmp_path: Path
) -> None:
    """Whatever is mended in any example of ours; a second run changes nothing more."""
    outcome = _mended(example, tmp_path, unsafe=True)
    for path, text in outcome.texts.items():
        before = outcome.before[path].text
        assert text != before
        assert _comments(before) == _comments(text)
    unreadable = [each for each in outcome.report.findings if each.code == "HL901"]
    assert len(unreadable) <= sum(m.code == "HL901" for b in example.blocks for m in b.markers)
    mended = Example(
        example.page,
        example.section,
        example.line,
        [
            Block(block.path, outcome.texts.get(block.path, block.text), (), block.settings)
            for block in example.blocks
        ],
    )
    assert {} == _mended(mended, tmp_path, unsafe=True).texts


def _comments(text: str) -> list[str]:
    """Return the lines that are comments, but those that accept findings: they are mended, too."""
    return [
        line
        for line in map(str.strip, text.splitlines())
        if line.startswith(("#", "//", "<!--"))
        and not any(word in line.lower() for word in ("heap-lint", "noqa"))
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", ["", "end"])
def test_a_file_keeps_its_line_ends_and_its_mark(
    project: Project, end: str, mark: bytes, last: str
) -> None:
    """Also where a line is added, and where the last one has no end."""
    tail = end if last else ""
    before = f"# 世界🎉{end}heap:{end}  appId: '2304117765'{end}  disableTextCapture: no{tail}"
    after = (
        f"# 世界🎉{end}heap:{end}  secureCookie: true{end}  appId: '2304117765'{end}"
        f"  disableTextCapture: true{tail}"
    )
    (project.root / "web.yaml").write_bytes(mark + before.encode())
    run = project.lint("--fix", "--unsafe-fixes", "web.yaml")
    assert (0, mark + after.encode()) == (run.status, (project.root / "web.yaml").read_bytes())
    assert "2 findings mended in 1 file" in run.err


def test_a_file_keeps_its_encoding(project: Project) -> None:
    """A Python file may declare one."""
    text = (
        "# -*- coding: latin-1 -*-\nX = 'é'\n"
        "S = \"<script>heap.load('2304117765', {disableTextCapture: false, secureCookie: true})"
        '</script>"\n'
    )
    (project.root / "a.py").write_bytes(text.encode("latin-1"))
    assert 0 == project.lint("--fix", "--unsafe-fixes", "a.py").status
    after = text.replace("false", "true").encode("latin-1")
    assert after == (project.root / "a.py").read_bytes()


def test_only_safe_fixes_are_made_unless_more_are_asked_for(project: Project) -> None:
    """How many more there would be is said."""
    project.write({"web.yaml": LOADING.replace("secureCookie: true", "secureCookie: 1")})
    run = project.lint("--fix")
    assert 1 == run.status
    assert LOADING == (project.root / "web.yaml").read_text()
    assert "1 finding mended in 1 file; 1 more with --unsafe-fixes" in run.err
    assert "HL101" in run.out
    assert 0 == project.lint("--fix", "--unsafe-fixes").status
    assert MENDED == (project.root / "web.yaml").read_text()


def test_a_diff_shows_what_would_be_mended_and_changes_nothing(project: Project) -> None:
    """Nothing secret is in it, though it stands beside the change."""
    text = f"db: {{password: walrus}}\n{LOADING}"
    project.write({"web.yaml": text})
    run = project.lint("--diff", "--unsafe-fixes")
    assert 1 == run.status
    assert "-  disableTextCapture: false\n+  disableTextCapture: true\n" in run.out
    assert "walrus" not in run.out
    assert text == (project.root / "web.yaml").read_text()
    project.write({"web.yaml": MENDED})
    assert (0, "") == (project.lint("--diff").status, project.lint("--diff").out)


def test_fix_only_reports_nothing(project: Project) -> None:
    """For those who look at the rest elsewhere."""
    project.write({"web.yaml": LOADING, "a.py": "S = \"<script>heap.identify('x-1')</script>\"\n"})
    run = project.lint("--fix-only", "--unsafe-fixes")
    assert (0, "") == (run.status, run.out)
    assert MENDED == (project.root / "web.yaml").read_text()


def test_a_hook_fails_where_something_was_mended(project: Project) -> None:
    """Nothing is left to be found, but the commit does not have it yet."""
    project.write({"web.yaml": LOADING})
    words = ("--fix", "--unsafe-fixes", "--exit-non-zero-on-fix")
    assert [1, 0] == [project.lint(*words).status for _ in range(2)]


@pytest.mark.parametrize(
    "config",
    ['unfixable = ["HL1"]', 'fixable = ["HL2"]', 'fixable = ["HL1"]\nunfixable = ["HL101"]'],
)
def test_a_config_says_what_may_be_mended(project: Project, config: str) -> None:
    """Rules that are left alone are found all the same."""
    project.write({"web.yaml": LOADING, "heap-lint.toml": f"{config}\n"})
    run = project.lint("--fix", "--unsafe-fixes")
    assert 1 == run.status
    assert "0 findings mended" in run.err
    assert LOADING == (project.root / "web.yaml").read_text()


@pytest.mark.parametrize("path", ["tests/web.yaml", "chart/{{cookiecutter.x}}/web.yaml"])
def test_what_nobody_runs_is_left_alone(project: Project, path: str) -> None:
    """Tests make values up, and what a template makes of a file is not known."""
    project.git("init", "-q")
    project.write({path: LOADING})
    project.lint("--fix", "--unsafe-fixes", path)
    assert LOADING == (project.root / path).read_text()


def test_a_file_keeps_its_mode(project: Project) -> None:
    """And no other file is left beside it."""
    project.write({"web.yaml": LOADING})
    path = project.root / "web.yaml"
    path.chmod(0o640)
    project.lint("--fix", "--unsafe-fixes")
    assert 0o640 == stat.S_IMODE(path.stat().st_mode)
    assert ["web.yaml"] == [each.name for each in project.root.iterdir() if each.is_file()]


def test_a_read_only_file_stays_and_the_others_are_mended(project: Project) -> None:
    """That is said, and is status 3."""
    project.write({"a.yaml": LOADING, "b.yaml": LOADING})
    (project.root / "a.yaml").chmod(0o440)
    run = project.lint("--fix", "--unsafe-fixes")
    assert 3 == run.status
    assert "a.yaml: is read-only, so it is not mended" in run.err
    assert [LOADING, MENDED] == [(project.root / f"{n}.yaml").read_text() for n in "ab"]
    assert "a.yaml:4" in run.out


def test_a_link_stays_a_link(project: Project) -> None:
    """What it leads to is mended where that is named."""
    project.write({"real.yaml": LOADING})
    (project.root / "link.yaml").symlink_to("real.yaml")
    run = project.lint("--fix", "--unsafe-fixes", "link.yaml")
    assert 3 == run.status
    assert "link.yaml: is a link" in run.err
    assert (project.root / "link.yaml").is_symlink()
    assert LOADING == (project.root / "real.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("S = f\"<script>heap.load('{x}', {{secureCookie: true}})</script>\"\n", "filled in"),
        (
            'S = ("<script>heap.load(\'2304117765\', {"\n     "disableTextCapture: true,"\n'
            '     "});</script>")\n',
            "several strings",
        ),
    ],
)
def test_why_something_is_not_mended_is_told(project: Project, text: str, why: str) -> None:
    """With `--verbose`: nothing is changed that cannot be written surely."""
    project.write({"a.py": text})
    run = project.lint("--fix", "--unsafe-fixes", "--verbose", "a.py")
    assert why in run.err
    assert text == (project.root / "a.py").read_text()


_VANISHING = """
import os, sys
from heap_lint import cli
from heap_lint.fixes.command import _Places
contents = _Places.contents
def later(self, texts):
    if texts and os.path.exists("a.yaml"):
        os.unlink("a.yaml")
    return contents(self, texts)
_Places.contents = later
sys.exit(cli.main(["--fix", "--unsafe-fixes"]))
"""


def test_a_file_that_vanishes_meanwhile_is_said_and_the_others_are_mended(project: Project) -> None:
    """It is no fault of ours, and no reason to leave anything else."""
    project.write({"a.yaml": LOADING, "b.yaml": LOADING})
    run = project.command(sys.executable, "-c", _VANISHING)
    assert 3 == run.status
    assert "a.yaml: " in run.err
    assert "so it is not mended" in run.err
    assert "report" not in run.err
    assert MENDED == (project.root / "b.yaml").read_text()
    assert not (project.root / "a.yaml").exists()
