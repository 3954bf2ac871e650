"""Comments that accept a finding."""

from __future__ import annotations

import pytest
from conftest import CAPTURING, HARDCODED, Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.checks.malformed_ignores import slips_in
from heap_lint.config import Settings, with_layer
from heap_lint.engine import check_source
from heap_lint.selection import Layer
from heap_lint.source import Source

_TRACK = 'client.track("alice-7", "Sign up")'


def codes(path: str, text: str, **changes: object) -> list[str]:
    """Return the codes found in a text."""
    layer = Layer(select=("HL101", "HL201", "HL9"))
    settings = with_layer(Settings(), layer, **changes)
    return [finding.code for finding in check_source(Source(path, text), settings).findings]


def python(line: str) -> list[str]:
    """Return the codes found where the track call is written like this."""
    return codes("a.py", HARDCODED.replace(_TRACK, line))


def yaml(line: str) -> list[str]:
    """Return the codes found where the unsafe option is written like this."""
    return codes("a.yaml", CAPTURING.replace("  disableTextCapture: false", line))


@pytest.mark.parametrize(
    "comment",
    [
        "# heap-lint: ignore[HL201]",
        "# heap-lint: ignore[hardcoded-identity] the demo account",
        "# heap-lint:ignore [HL201]",
        "# TODO later  heap-lint: ignore[HL201]",
        "# noqa: HL201",
        "# noqa:HL201",
        "# NOQA: E501,HL201",
        "# noqa: E501 hl201",
        "# noqa: HL2",
        "# noqa",
        "# type: ignore  # noqa: HL201",
    ],
)
def test_a_comment_accepts_the_finding_of_its_line(comment: str) -> None:
    """Ours by name or code, flake8's by code."""
    assert [] == python(f"{_TRACK}  {comment}")


def test_a_comment_for_another_rule_accepts_nothing() -> None:
    """And is said to be of no use."""
    assert ["HL201", "HL902"] == python(f"{_TRACK}  # heap-lint: ignore[text-capture-on]")
    assert ["HL201", "HL902"] == python(f"{_TRACK}  # noqa: HL101")


def test_a_comment_on_the_line_above_accepts_it() -> None:
    """There is room for the reason."""
    assert [] == python(f"# heap-lint: ignore[HL201] the demo account\n{_TRACK}")


def test_a_comment_after_code_is_not_about_the_next_line() -> None:
    """It is about what stands before it."""
    assert ["HL902", "HL201"] == python(f"x = 1  # heap-lint: ignore[HL201]\n{_TRACK}")


def test_a_comment_two_lines_above_is_too_far() -> None:
    """Otherwise nobody could tell what it is about."""
    assert ["HL902", "HL201"] == python(f"# heap-lint: ignore[HL201]\n\n{_TRACK}")


def test_a_comment_on_any_line_of_the_finding_accepts_it() -> None:
    """A value may span lines."""
    text = 'client.track(\n    "alice"  # heap-lint: ignore[HL201]\n    "-7",\n    "Sign up",\n)'
    assert [] == python(text)
    assert [] == python(text.replace("heap-lint: ignore", "noqa: HL201"))


def test_noqa_is_about_all_lines_of_a_string_as_in_flake8() -> None:
    """There is no place for a comment inside it."""
    assert [] == python('client.track("""alice\n7""", "Sign up")  # noqa: HL201')


def test_one_comment_can_name_several_rules() -> None:
    """Each that accepts nothing is said on its own."""
    assert ["HL902"] == python(f"{_TRACK}  # heap-lint: ignore[HL101, hardcoded-identity]")


def test_a_comment_can_be_about_the_whole_file() -> None:
    """Wherever it stands."""
    assert [] == codes("a.py", f"# heap-lint: ignore-file[HL201] a demo\n{HARDCODED}")
    assert [] == codes("a.py", f"{HARDCODED}# heap-lint: ignore-file[hardcoded-identity]\n")


def test_what_looks_like_a_comment_in_a_string_is_none() -> None:
    """A text about the linter is not spoken to it."""
    assert ["HL201"] == python(f'{_TRACK}; x = "# heap-lint: ignore[HL201] # noqa"')
    assert ["HL201"] == python(f'x = """\n# heap-lint: ignore[HL201]\n"""; {_TRACK}')


def test_an_unknown_name_is_said_with_the_nearest() -> None:
    """A misspelt name would accept nothing without a word."""
    text = HARDCODED.replace(_TRACK, f"{_TRACK}  # heap-lint: ignore[hardcoded-identiti]")
    report = check_source(Source("a.py", text), Settings())
    (unknown,) = [finding for finding in report.findings if finding.code == "HL903"]
    assert "hardcoded-identiti" == Source("a.py", text).slice(unknown.span)
    assert "`hardcoded-identity`" in unknown.hint


def test_an_unknown_code_in_noqa_is_said() -> None:
    """Codes of other tools are theirs."""
    assert ["HL903"] == python("x = 1  # noqa: HL299")
    assert [] == python("x = 1  # noqa: E501, B999")


def test_a_comment_for_a_rule_that_does_not_run_is_not_unused() -> None:
    """It waits for the day when the rule runs."""
    text = CAPTURING.replace("secure", "# heap-lint: ignore[HL103]\n  secure")
    assert ["HL101"] == codes("a.yaml", text)


def test_a_bare_noqa_that_accepts_nothing_is_not_unused() -> None:
    """It may be there for another tool."""
    assert [] == python("x = 1  # noqa")


def test_that_a_comment_is_unused_can_be_accepted() -> None:
    """For a file that is generated, say."""
    assert [] == python("x = 1  # heap-lint: ignore[HL201, unused-ignore]")
    assert ["HL902"] == python("x = 1  # heap-lint: ignore[unused-ignore]")


@pytest.mark.parametrize(
    "line",
    [
        "  disableTextCapture: false  # heap-lint: ignore[HL101] price list",
        "  # heap-lint: ignore[text-capture-on]\n  disableTextCapture: false",
    ],
)
def test_yaml_has_comments(line: str) -> None:
    """With a space before the sign."""
    assert [] == yaml(line)


def test_noqa_is_nothing_outside_python() -> None:
    """It is flake8's word."""
    assert ["HL101"] == yaml("  disableTextCapture: false  # noqa: HL101")


@pytest.mark.parametrize(
    "line",
    [
        '  disableTextCapture: false\n  note: "x # heap-lint: ignore-file[HL101]"',
        "  disableTextCapture: false\n  note: |\n    # heap-lint: ignore-file[HL101]",
        "  disableTextCapture: false\n  note: 'a\n    # heap-lint: ignore-file[HL101]'",
        "  disableTextCapture: false\n  note: a#heap-lint:ignore-file[HL101]",
    ],
)
def test_a_scalar_of_yaml_is_no_comment(line: str) -> None:
    """Whatever it looks like."""
    assert ["HL101"] == yaml(line)


def test_a_comment_may_follow_the_head_of_a_block() -> None:
    """There it is one."""
    assert [] == yaml(
        "  disableTextCapture: false\n  note: |  # heap-lint: ignore-file[HL101]\n    x"
    )


@pytest.mark.parametrize(
    "comment",
    ["// heap-lint: ignore[HL101] why", "/* heap-lint: ignore[HL101] */"],
)
def test_json_with_comments_has_them(comment: str) -> None:
    """Of both kinds."""
    text = f'{{"heap": {{"appId": "2304117765", "disableTextCapture": false {comment}\n}}}}'
    assert [] == codes("a.jsonc", text)


def test_a_string_of_json_is_no_comment() -> None:
    """A web address has two slashes too."""
    text = '{"heap": {"disableTextCapture": false, "x": "// heap-lint: ignore-file[HL101]"}}'
    assert ["HL101"] == codes("a.jsonc", text)


def test_toml_has_comments() -> None:
    """And strings that look like them."""
    text = '[heap]\nappId = "2304117765"\ndisableTextCapture = false'
    assert [] == codes("a.toml", f"{text}  # heap-lint: ignore[HL101]\n")
    assert ["HL101"] == codes("a.toml", f'{text}\nx = "# heap-lint: ignore-file[HL101]"\n')


def test_a_comment_holds_in_a_file_that_does_not_parse() -> None:
    """What cannot be read is a finding like any other, and can be accepted."""
    assert ["HL901"] == codes("a.py", f"{HARDCODED}def (\n")
    assert [] == codes("a.py", f"# heap-lint: ignore-file[HL901]\n{HARDCODED}def (\n")


def test_a_comment_in_a_file_without_findings_costs_nothing(project: Project) -> None:
    """A file that is not about Heap is not read, so its comments are not judged."""
    project.write({"a.py": "x = 1  # heap-lint: ignore[HL201]\n"})
    assert 0 == project.lint().status


_COMMENTS = {
    "a.py": ("# {}", "# type: ignore  # {}"),
    "a.js": ("// {}", "/* {} */", "/** {} */"),
    "a.jsx": ("{{/* {} */}}",),
    "a.html": ("<!-- {} -->", "// {}"),
    "a.vue": ("<!-- {} -->", "// {}", "/* {} */"),
    "a.jinja": ("{{# {} #}}", "<!-- {} -->"),
    "a.hbs": ("{{{{! {} }}}}", "{{{{!-- {} --}}}}"),
    "a.erb": ("<%# {} %>",),
    "a.blade.php": ("{{{{-- {} --}}}}", "# {}", "// {}"),
    "a.yaml": ("# {}",),
    "a.toml": ("# {}",),
    "a.jsonc": ("// {}", "/* {} */"),
    "a.sh": ("# {}",),
    "a.env": ("# {}",),
    "a.tf": ("# {}", "// {}", "/* {} */"),
    "a.rb": ("# {}",),
    "a.xml": ("<!-- {} -->",),
    "Dockerfile": ("# {}",),
}
"""How each language writes a comment."""


@pytest.mark.parametrize(
    ("path", "comment"), [(path, each) for path in _COMMENTS for each in _COMMENTS[path]]
)
def test_every_language_has_its_own_comments(path: str, comment: str) -> None:
    """In each of them an ignore that is nearly one is said, and one that is exact counts as one."""
    slips = ("heap-lint: ignore", "heap-lint: disable[HL101]", "heap-lint: ignore HL101")
    for words in slips:
        assert ["HL905"] == codes(path, f"\n{comment.format(words)}\n"), words
    assert ["HL902"] == codes(path, f"\n{comment.format('heap-lint: ignore[HL101]')}\n")
    assert [] == codes(path, f"\n{comment.format('heap-lint: it is used here')}\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.tf", 'x = "# heap-lint: ignore-file[HL101]"\n'),
        ("a.xml", "<x><![CDATA[<!-- heap-lint: ignore-file[HL101] -->]]></x>\n"),
        ("a.xml", "<x># heap-lint: ignore-file[HL101]</x>\n"),
        ("a.html", "<p># heap-lint: ignore-file[HL101]</p>\n"),
    ],
)
def test_what_is_no_comment_in_a_language_accepts_nothing(path: str, text: str) -> None:
    """A string, or the sign of another language."""
    assert [] == codes(path, text)


def test_what_was_meant_is_offered() -> None:
    """The rules that were named, else those that found something there."""

    def hint(comment: str) -> str:
        text = HARDCODED.replace(_TRACK, f"{_TRACK}  # {comment}")
        found = check_source(Source("a.py", text), Settings()).findings
        (malformed,) = (finding for finding in found if finding.code == "HL905")
        return malformed.hint

    assert "write `heap-lint: ignore[HL201]`" == hint("heap-lint: disable=hl201")
    assert "write `heap-lint: ignore[HL101, text-capture-unset]`" == hint(
        "heap-lint: ignore(HL101; text_capture_unset)"
    )
    assert "write `heap-lint: ignore[hardcoded-identity]`" == hint("heap-lint: ignore")
    assert "write `heap-lint: ignore-file[HL201]`" == hint("heap-lint: disable-file HL201")


def test_the_beginning_of_a_code_names_no_rule() -> None:
    """What else the comment names still holds; that it accepts nothing is said once."""
    assert ["HL201", "HL905"] == python(f"{_TRACK}  # heap-lint: ignore[HL2]")
    assert ["HL905"] == python(f"{_TRACK}  # heap-lint: ignore[HL20, HL201]")
    assert ["HL201", "HL903"] == python(f"{_TRACK}  # heap-lint: ignore[hl201]")


def test_that_a_comment_is_malformed_can_be_accepted() -> None:
    """There may be another tool of that name."""
    both = "# heap-lint: ignore[malformed-ignore]  heap-lint: disable[x]"
    assert [] == python(f"x = 1  {both}")
    assert [] == python("x = 1  # heap-lint: disable[x]  # noqa: HL905")


@given(st.text(alphabet="heap-lint: ignore[HL201]=({\"'`\n#/", max_size=60))
def test_a_slip_stands_within_its_comment(text: str) -> None:
    """Whatever is written: what is called a slip names the linter, and slips do not overlap."""
    comment = f"# heap-lint: ignore{text}"
    end = 0
    for slip in slips_in(comment):
        assert end <= slip.start < slip.end <= len(comment)
        assert "lint" in comment[slip.start : slip.end]
        end = slip.end
