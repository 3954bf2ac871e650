"""Comments that accept a finding."""

from __future__ import annotations

import re

import pytest
import work
from conftest import CAPTURING, HARDCODED, Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.checks.malformed_ignores import slips_in
from heap_lint.comments import comments_in
from heap_lint.config import Settings, with_layer
from heap_lint.engine import check_source
from heap_lint.lines import LineIndex
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
        "# noqa: E501 HL201",
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


@pytest.mark.parametrize(
    "comment",
    [
        *(
            "# noqa: HL201",
            "# noqa:HL201",
            "# NoQA: HL201",
            "# noqa: HL20",
            "# noqa: HL2",
            "# noqa",
        ),
        *(
            "# noqa: E501,HL201",
            "# noqa: E501 HL201",
            "# noqa:\tHL201",
            "# noqa : HL201",
            "# noqa HL201",
        ),
        *(
            "# noqa: hl201",
            "# noqa: Hl201",
            "# noqa: hl2",
            "# noqa: E501,hl201",
            "# noqa: hl201 HL201",
        ),
        *(
            "# noqa:  HL201",
            "# noqa: HL201HL206",
            "# noqa: HL206HL201",
            "# noqa: HL201; why",
            "# noqa: HL",
        ),
        *(
            "# noqa: hl",
            "# noqa: H",
            "# noqa: text-capture-on",
            "# noqa: HL206, HL201: why",
            "#noqa",
        ),
        *("# noqa: HL206 HL201 E1", "# noqa: HL201 why X1 HL206", "# noqa=HL201", "#  noqa: HL201"),
        *("# noqa: E501  # noqa: HL201", "# noqa: HL201  # noqa: E501", "# noqa: E501  # noqa"),
        *(
            "# type: ignore # noqa: HL201",
            "# nosec noqa: HL201",
            "## noqa: HL201",
            "# noqa: HL2011",
        ),
    ],
)
def test_a_noqa_accepts_what_it_accepts_in_flake8(comment: str) -> None:
    """In whatever way it is written: this asks flake8 itself."""
    from flake8.violation import Violation

    line = f"{_TRACK}  {comment}"
    violation = Violation("HL201", "a.py", 4, 1, "", line)
    assert violation.is_inline_ignored(disable_noqa=False) is ("HL201" not in python(line))


@pytest.mark.parametrize(
    "comment", ["#noqa:HL201", "#noqa: E501, hl201", "#  noqa: HL201", "# why #noqa : HL201 E1"]
)
def test_a_noqa_that_flake8_does_not_know_is_said(comment: str) -> None:
    """Other linters take it; here it accepts nothing, in flake8 neither."""
    text = HARDCODED.replace(_TRACK, f"{_TRACK}  {comment}")
    found = {each.code: each for each in check_source(Source("a.py", text), Settings()).findings}
    assert {"HL201", "HL905"} <= set(found)
    rules = ", ".join(re.findall(r"[A-Z]+\d+", comment.upper()))
    assert f"write `# noqa: {rules}`" == found["HL905"].hint
    assert comment.removeprefix("# why ") == Source("a.py", text).slice(found["HL905"].span)


@pytest.mark.parametrize("comment", ["#noqa", "#noqa: E501", "#noqa: HL201  # noqa: HL201"])
def test_a_noqa_for_others_is_not_said(comment: str) -> None:
    """The twins; nor is one that stands beside a right one."""
    assert "HL905" not in python(f"{_TRACK}  {comment}")


def test_noqa_in_small_letters_names_no_rule() -> None:
    """flake8 silences nothing for it, so it is said, with the name of the rule."""
    text = HARDCODED.replace(_TRACK, f"{_TRACK}  # noqa: E501, hl201")
    found = {each.code: each for each in check_source(Source("a.py", text), Settings()).findings}
    assert {"HL201", "HL903"} <= set(found)
    assert "hl201" == Source("a.py", text).slice(found["HL903"].span)
    assert "`HL201`" in found["HL903"].hint


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
    "a.mts": ("// {}",),
    "a.html": (
        "<!-- {} -->",
        "<script>\n// {}\n</script>",
        "<style>/* {} */</style>",
        "<% /* {} */ %>",
        "{{% comment %}} {} {{% endcomment %}}",
        "{{%- comment -%}}\n{}\n{{%- endcomment -%}}",
        "{{{{/* {} */}}}}",
        "{{{{- /* {} */ -}}}}",
        "{{{{- /* {} */}}}}",
        "{{% # {} %}}",
        "<p title='{{# {} #}}'></p>",
    ),
    "a.vue": ("<!-- {} -->", "<script>\n// {}\n</script>", "<script lang='ts'>/* {} */</script>"),
    "a.svelte": ("<!-- {} -->", "<script>/* {} */</script>"),
    "a.astro": ("<!-- {} -->", "---\n// {}\n---", "{{/* {} */}}"),
    "a.jinja": ("{{# {} #}}", "<!-- {} -->"),
    "a.hbs": ("{{{{! {} }}}}", "{{{{!-- {} --}}}}", "{{{{~!-- {} --~}}}}", "{{{{~! {} ~}}}}"),
    "a.erb": ("<%# {} %>", "<% # {} %>"),
    "a.ejs": ("<%# {} %>", "<% // {} %>", "<%_ // {} _%>"),
    "a.blade.php": ("{{{{-- {} --}}}}", "@php /* {} */ @endphp", "@php\n// {}\n@endphp"),
    "a.heex": ("<%!-- {} --%>", "<%# {} %>", "<!-- {} -->"),
    "a.jsp": ("<%-- {} --%>", "<% // {}\n%>", "<!-- {} -->"),
    "a.ftl": ("<#-- {} -->", "<!-- {} -->"),
    "a.liquid": ("{{% comment %}} {} {{% endcomment %}}", "{{%- # {} -%}}"),
    "a.gohtml": ("{{{{/* {} */}}}}", "{{{{- /* {} */ -}}}}"),
    "a.yaml.j2": ("# {}",),
    "a.php": (
        "<?php // {} ?>",
        "<?php # {} ?>",
        "<?php /* {} */ ?>",
        "<?php\n\n# {}",
        "<? // {} ?>",
    ),
    "a.yaml": ("# {}", "steps:\n  - run: |\n      # {}\n      make\n"),
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
    "words",
    [
        "heap-lint\uff1aignore\uff3bHL201\uff3d",
        "".join(chr(ord(each) + 0xFEE0) for each in "heap-lint:ignore[HL201]"),
        "heap\u2011lint: ignore[HL201]",
        "heap-lint:\u00a0ignore[HL201]",
        "heap-lint: ignore\u3010HL201\u3011",
        "heap-lint: ignore[HL201\uff3d",
        "heap-lint\uff1adisable=HL201",
    ],
)
def test_what_only_looks_like_an_ignore_accepts_nothing_and_is_said(words: str) -> None:
    """An editor has put other characters there, or a keyboard of another language."""
    assert ["HL201", "HL905"] == python(f"{_TRACK}  # {words}")
    assert ["HL101", "HL905"] == yaml(f"  disableTextCapture: false  # {words}")


@pytest.mark.parametrize("blank", [" ", ""], ids=["apart", "glued"])
@pytest.mark.parametrize(
    ("path", "comment"), [(path, each) for path in _COMMENTS for each in _COMMENTS[path]]
)
def test_every_language_has_its_own_comments(path: str, comment: str, blank: str) -> None:
    """In each of them an ignore that is nearly one is said, and one that is exact counts as one."""
    comment = comment.replace(" {}", f"{blank}{{}}").replace("{} ", f"{{}}{blank}")
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


_SENT = "<script>heap.identify('alice-7');</script>"


@pytest.mark.parametrize(
    ("path", "text", "twin"),
    [
        ("a.php", "<?php $x = <<<EOT\n// {}\nEOT;\n?>", "<?php $x = <<<EOT\nx\nEOT; // {}\n?>"),
        (
            "a.php",
            "<?php $x = <<<'EOT'\n# {}\n  EOT . 'x';\n?>",
            "<?php f(<<<'E'\nx\n  E); # {}\n?>",
        ),
        ("a.php", '<?php $x = "?> <!-- {} -->"; ?>', '<?php $x = "?>"; ?> <!-- {} -->'),
        ("a.php", "<?php $x = `ls # {}`; ?>", "<?php $x = `ls`; # {}\n?>"),
        ("a.php", '<?php $x = "{{$a["b"]}} // {}"; ?>', '<?php $x = "{{$a["b"]}}"; // {}\n?>'),
        ("a.php", "<?php #[A('{}')]\nf(); ?>", "<?php #[A('x')]\n// {}\nf(); ?>"),
        ("a.php", "{{# {} #}}", "<?php # {} ?>"),
        ("a.blade.php", '{{{{ "{{{{-- {} --}}}}" }}}}', '{{{{ "x" }}}} {{{{-- {} --}}}}'),
        ("a.blade.php", '{{!! "<!-- {} -->" !!}}', '{{!! "x" !!}} <!-- {} -->'),
        ("a.blade.php", "@php $x = <<<E\n# {}\nE; @endphp", "@php $x = <<<E\nx\nE; # {}\n@endphp"),
        (
            "a.blade.php",
            "@verbatim {{{{-- {} --}}}} @endverbatim",
            "@verbatim @endverbatim {{{{-- {} --}}}}",
        ),
        ("a.erb", "<% x = %q(a (b) # {}) %>", "<% x = %q(a (b)) # {} %>"),
        ("a.erb", "<% x = %w[a # {}] %>", "<% x = %w[a] # {} %>"),
        ("a.erb", "<% x = y =~ /# {}/ %>", "<% x = y / z # {} / %>"),
        ("a.erb", "<% x = <<~E\n# {}\nE\n%>", "<% x = <<~E # {}\nx\nE\n%>"),
        ("a.erb", '<% x = "#{{h["a"]}} # {}" %>', '<% x = "#{{h["a"]}}" # {} %>'),
        ("a.erb", "<%= a // {} %>", "<%= a # {} %>"),
        ("a.erb", "<%% # {} %>", "<% # {} %>"),
        ("a.erb", "{{{{! {} }}}}", "<%# {} %>"),
        ("a.eex", "<% x = ~s(# {}) %>", "<% x = ~s(x) # {} %>"),
        ("a.eex", '<% x = """\n# {}\n""" %>', '<% x = """\nx\n""" # {} %>'),
        ("a.heex", '{{"<!-- {} -->"}}', '{{"x"}} <!-- {} -->'),
        ("a.ejs", "<% let x = `\n// {}\n`; %>", "<% let x = `a`; // {}\n%>"),
        ("a.ejs", "<% let x = `${{`a`}} // {}`; %>", "<% let x = `${{a /* {} */}}`; %>"),
        ("a.ejs", "<% let x = /[/*] {} *[/]/; %>", "<% let x = a / b; /* {} / */ %>"),
        ("a.ejs", "<% # {} %>", "<%# {} %>"),
        ("a.jsp", '<% String x = """\n// {}\n"""; %>', '<% String x = "a"; // {}\n%>'),
        ("a.jsp", '${{"<%-- {} --%>"}}', '${{"x"}} <%-- {} --%>'),
        ("a.jsp", "<% a # {} %>", "<% a /* {} */ %>"),
        ("a.ftl", '${{"<#-- {} -->"}}', '${{"x"}} <#-- {} -->'),
        ("a.ftl", '<#assign x = "<#-- {} -->">', '<#assign x = "x"> <#-- {} -->'),
        ("a.ftl", '<@m x="}}> <!-- {} -->"/>', '<@m x="}}>"/> <!-- {} -->'),
        ("a.ftl", "<#noparse><#-- {} --></#noparse>", "<#noparse></#noparse><#-- {} -->"),
        ("a.jinja", '{{{{ "{{# {} #}}" }}}}', '{{{{ "x" }}}} {{# {} #}}'),
        ("a.jinja", "{{{{ '}}}} {{# {} #}}' }}}}", "{{{{ it's }}}} {{# {} #}}"),
        ("a.jinja", '{{% set x = "{{# {} #}}" %}}', '{{% set x = "x" %}} {{# {} #}}'),
        ("a.jinja", '{{% set x = "%}} <!-- {} -->" %}}', '{{% set x = "%}}" %}} <!-- {} -->'),
        ("a.jinja", "{{% set x = 7 // {} %}}", "{{% set x = 7 %}} {{# // {} #}}"),
        (
            "a.html",
            "{{% raw %}} {{# {} #}} {{% endraw %}}",
            "{{% raw %}} {{% endraw %}} {{# {} #}}",
        ),
        (
            "a.html",
            "{{% verbatim %}} {{# {} #}} {{% endverbatim %}}",
            "{{% if a %}} {{# {} #}} {{% endif %}}",
        ),
        ("a.twig", '{{{{ "# {}" }}}}', '{{{{ "x" # {}\n}}}}'),
        ("a.twig", "{{% set x = '# {}' %}}", "{{% set x = 'x' # {}\n %}}"),
        ("a.liquid", '{{% assign x = "# {}" %}}', "{{% liquid\n assign x = 1\n # {}\n%}}"),
        ("a.hbs", '{{{{ f "{{{{! {} }}}}" }}}}', '{{{{ f "x" }}}} {{{{! {} }}}}'),
        (
            "a.hbs",
            "{{{{{{{{raw}}}}}}}} {{{{! {} }}}} {{{{{{{{/raw}}}}}}}}",
            "{{{{{{ x }}}}}} {{{{! {} }}}}",
        ),
        ("a.hbs", "{{# {} #}}", "{{{{! {} }}}}"),
        ("a.handlebars", "{{{{/* {} */}}}}", "{{{{!-- {} --}}}}"),
        ("a.hbs", "\\{{{{!-- {} --}}}}", "\\\\{{{{!-- {} --}}}}"),
        ("a.hbs", "\\{{{{! {} }}}}", "\\{{{{! {{{{! {} }}}}"),
        ("a.mustache", "{{{{!-- }}}} {} --}}}}", "{{{{!-- {} }}}} --}}}}"),
        ("a.liquid", "{{# {} #}}", "{{% comment %}} {} {{% endcomment %}}"),
        ("a.liquid", "{{{{! {} }}}}", "{{% # {} %}}"),
        ("a.html.liquid", "<%# {} %>", "<!-- {} -->"),
        ("a.jinja", "<%# {} %>", "{{# {} #}}"),
        ("a.njk", "{{{{! {} }}}}", "{{# {}\n #}}"),
        ("a.twig", "{{{{-- {} --}}}}", "{{# {}\n #}}"),
        ("a.php.j2", "{{{{! {} }}}}", "<?php // {} ?>"),
        ("a.django.html", "{{# a\n {} #}}", "{{# {} #}}"),
        ("a.django.html", "{{# {}\n #}}", "{{% comment %}}\n{}\n{{% endcomment %}}"),
        ("a.django.html", "{{{{ x\n}}}} {{# {}\n #}}", "{{{{ '}}}}' }}}} {{# {} #}}"),
        ("a.gohtml", "{{# {} #}}", "{{{{/* {} */}}}}"),
        ("a.gohtml", '{{{{ "{{{{/* {} */}}}}" }}}}', '{{{{ "x" }}}} {{{{/* {} */}}}}'),
        ("a.gohtml", "{{{{ `<!-- {} -->` }}}}", "{{{{ `x` }}}} <!-- {} -->"),
        ("a.vue", '{{{{ "<!-- {} -->" }}}}', '{{{{ "x" }}}} <!-- {} -->'),
        ("a.vue", "{{{{ `}}}} /* {} */` }}}}", "{{{{ `x` /* {} */ }}}}"),
        (
            "a.vue",
            "<script>let a = '{{# {} #}}';</script>",
            "<script>let a = '{{#'; // {}\n</script>",
        ),
        ("a.vue", "<style>a {{ content: '/* {} */' }}</style>", "<style>a {{ /* {} */ }}</style>"),
        ("a.svelte", '{{"<!-- {} -->"}}', '{{"x"}} <!-- {} -->'),
        ("a.svelte", "{{`${{'x'}} <!-- {} -->`}}", "{{`${{'x'}}`}} <!-- {} -->"),
        ("a.svelte", "<p>{{! {} }}</p>", "<p>it's {{a /* {} */}}</p>"),
        ("a.astro", '{{"<!-- {} -->"}}', "{{a && <p>it's a {{/* {} */}}</p>}}"),
        ("a.jsx", 'const a = <p>{{"<!-- {} -->"}}</p>;', "const a = <p>{{/* {} */}}</p>;"),
        ("a.jsx", "const a = <p><!-- {} --></p>;", "const a = <p>{{/* {} */}}</p>;"),
        ("a.jsx", "const a = <a b='c'>d <!-- {} --><b/></a>;", "<!-- {}"),
        ("a.js", "const a = <a b='c'><!-- {} --></a>;", "<!-- {}\nconst a = 'b';"),
        ("a.js", "import a from 'b';\n<!-- {}", "import a from 'b';\n// {}"),
        ("a.tsx", "const a = <a b='c'>d <!-- {} --></a>;", "const a = <a>d {{/* {} */}}</a>;"),
        ("a.ts", "<!-- {}", "// {}"),
        ("a.tsx", "const a = <p>{{`/* {} */`}}</p>;", "const a = <p>{{/* {} */ `x`}}</p>;"),
        ("a.js", "let a = /[/]\\/* {} *\\//;", "let a = b / c; /* {} */"),
        (
            "a.html",
            "<style>a::before {{ content: '/* {} */' }}</style>",
            "<style>a {{ /* {} '*/ }}</style>",
        ),
        ("a.html", "<!--> {} -->", "<!-- > {} -->"),
        ("a.html", "<!-- a --!> {} -->", "<!-- a --! > {} -->"),
        ("a.html", "<!----!> {} -->", "<!--!> {} -->"),
        ("a.vue", "<!-- a --> {} -->", "<!-- a --!> {} -->"),
        ("a.html", "<iframe><!-- {} --></iframe>", "<iframe></iframe><!-- {} -->"),
        ("a.html", "<IFRAME src='a'><!-- {} --></iframe >", "<iframe src='a'><!-- {} -->"),
        ("a.html", "<noembed><!-- {} --></noembed>", "<embed><!-- {} -->"),
        ("a.html", "<noframes><!-- {} --></noframes>", "<noscript><!-- {} --></noscript>"),
        ("a.html", "<xmp><!-- {} --></xmp>", "<pre><!-- {} --></pre>"),
        ("a.html", "<title><!-- {} --></title>", "<title>a</title><!-- {} -->"),
        ("a.html", "<textarea><!-- {} --></textarea>", "<textarea></textarea><!-- {} -->"),
        ("a.html", "<textarea /><!-- {} --></textarea>", "<input /><!-- {} -->"),
        ("a.vue", "<textarea><!-- {} --></textarea>", "<textarea v-model='a' /><!-- {} -->"),
        ("a.vue", "<p v-text='\"<!-- {} -->\"' />", "<iframe src='a' /><!-- {} -->"),
    ],
)
def test_what_looks_like_a_comment_in_a_template_accepts_nothing(
    path: str, text: str, twin: str
) -> None:
    """Its own languages tell: a comment that stands beside such a text accepts."""
    script = path.endswith((".js", ".jsx", ".tsx", ".ts"))
    ignore = "heap-lint: ignore-file[HL201]"
    page = "heap.identify('alice-7');\n@\n" if script else f"@\n{_SENT}\n"
    assert ["HL201"] == codes_of(path, page.replace("@", text.format(ignore)))
    assert [] == codes_of(path, page.replace("@", twin.format(ignore)))


@pytest.mark.parametrize(
    ("path", "text", "twin"),
    [
        ("a.rb", "x = <<~E\n# {}\nE\n", "x = <<~E # {}\nx\nE\n"),
        ("a.rb", "x = %q(a # {})\n", "x = %q(a) # {}\n"),
        ("a.rb", "x = %w[\n  a # {}\n]\n", "x = [\n  a # {}\n]\n"),
        ("a.rb", "x = y.match /# {}/\n", "x = y / 2 # {} /\n"),
        ("a.rb", "x = 'a\n# {}\n'\n", "=begin\n{}\n=end\n"),
        ("a.rb", 'x = "#{{h["a"]}} # {}"\n', 'x = [?"] # {} "\n'),
        ("a.rb", "y\n__END__\n# {}\n", "y\n# {}\n__END__\n"),
        ("a.env", "X=`a\n# {}\n`\n", "X=`a` # {}\n"),
        ("a.env", 'X=it"# {}\n', 'X="a"# {}\n'),
        ("a.env", "X=a# {}\n", "X='a'# {}\n"),
        ("a.sh", "X='a'# {}\n", "X='a' # {}\n"),
        ("a.xml", "<?x <!-- {} --> ?>", "<?x ?><!-- {} -->"),
        ("Dockerfile", "LABEL a=b # {}\n", "RUN a # {}\n"),
        ("Dockerfile", "COPY <<E /a\n# {}\nE\n", "RUN <<E\n# {}\nE\n"),
        ("Dockerfile", "RUN cat <<E > /a\n# {}\nE\n", "RUN a \\\n# {}\n b\n"),
        ("Dockerfile", 'RUN echo "# {}"\n', "  # {}\nRUN a\n"),
        ("_headers", "/*\n  A: b # {}\n", "# {}\n/*\n"),
        ("a.conf", 'add_header A "b\n # {}\n c";\n', 'add_header A "b"; # {}\n'),
        ("Caddyfile", "respond <<E\n # {}\n E\n", "respond it's # {}\n"),
        ("a.yaml", 'x: {{{{ f "a # {}" }}}}\n', 'x: {{{{ f "a" }}}} # {}\n'),
        ("a.toml", 'x = """\n# {}\n"""\n', 'x = """\n""" # {}\n'),
        ("a.tf", "x = <<-E\n  # {}\n  E\n", "x = <<-E\n  x\n  E\n# {}\n"),
        ("a.sh", "cat <<'E'\n# {}\nE\n", "cat <<'E' # {}\nE\n"),
        ("a.jsonc", "{{'a': '// {}'}}\n", "{{'a': '//'}} // {}\n"),
    ],
)
def test_what_looks_like_a_comment_in_data_is_none(path: str, text: str, twin: str) -> None:
    """Nor in configs and other code; of a comment, what it does not accept is said."""
    ignore = "heap-lint: ignore[HL101]"
    assert "HL902" not in codes(path, f"{text.format(ignore)}\n")
    assert ["HL902"] == codes(path, f"{twin.format(ignore)}\n")


_SILENT = "heap-lint: ignore-file[HL201,HL101,HL501]"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '{}x = f"{{1}} # {}"\n'),
        ("a.py", '{}def (\nx = "# {}"\n'),
        ("a.js", '{}let a = "// {}";\n'),
        ("a.js", "{}let a = `\n// {}\n`;\n"),
        ("a.js", "{}let a = `${{`x`}} // {}`;\n"),
        ("a.js", '{}let a = /["]/; let b = "// {}";\n'),
        ("a.jsx", "{}const a = <p>it's // {}</p>;\n"),
        ("a.jsx", '{}const a = <p title="/* {} */"/>;\n'),
        ("a.html", '<script>{}</script><p title="<!-- {} -->"></p>\n'),
        ("a.html", "<script>{}</script><p>// {}</p>\n"),
        ("a.html", "<script>{}</script><p>/* {} */</p>\n"),
        ("a.html", "<script>{}</script><a href='https://example.com/{}'></a>\n"),
        ("a.html", "<script>{}let a = '<!-- {} -->';</script>\n"),
        ("a.html", "<script>{}</script><textarea><!-- {} --></textarea>\n"),
        ("a.html", "<script>{}</script><script type='x/y'>// {}</script>\n"),
        ("a.vue", "<template><p>// {1}</p></template><script>{0}</script>\n"),
        ("a.vue", "<script>{}let a = `\n/* {} */`;</script>\n"),
        ("a.php", "<script>{}</script><p># {}</p>\n"),
        ("a.php", "<script>{}</script><?php echo '// {}'; ?>\n"),
        ("a.yaml", '{}  x: "# {}"\n'),
        ("a.yaml", "{}  run: |\n    cat <<EOT\n    # {}\n    EOT\n"),
        ("a.yaml", '{{% if x %}}\n{}  x: "a\n    # {}"\n{{% endif %}}\n'),
        ("a.tf", "{}x = <<EOT\n# {}\nEOT\n"),
        ("a.env", '{}X="a\n# {}\n"\n'),
        ("a.sh", '{}X="a\n# {}\n"\n'),
        ("a.sh", "{}cat <<EOT\n# {}\nEOT\n"),
    ],
)
def test_what_is_no_comment_accepts_nothing(path: str, text: str) -> None:
    """A string, an attribute, or a text that people read, whatever it looks like."""
    sent = {
        **dict.fromkeys(("py",), HARDCODED),
        **dict.fromkeys(("js", "jsx", "html", "vue", "php"), "heap.identify('alice-7');\n"),
        **dict.fromkeys(("env", "sh"), "HEAP_APP_ID=your-app-id\n"),
        "yaml": CAPTURING,
        "tf": 'heap = {\n  appId = "2304117765"\n  disableTextCapture = false\n}\n',
    }[path.rpartition(".")[2]]

    def found(words: str) -> list[str]:
        whole = text.format(sent, words)
        return [each.code for each in check_source(Source(path, whole), Settings()).findings]

    assert found("x") == found(_SILENT)
    assert [] != found("x")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.php", "<script>\n<?php // {} ?>\nheap.identify('alice-7');\n</script>\n"),
        (
            "a.html",
            "<script>\n{{% comment %}}{}{{% endcomment %}}\nheap.identify('alice-7');</script>",
        ),
        ("a.erb", "<script>\n<%# {} %>\nheap.identify('alice-7');\n</script>\n"),
        (
            "a.jsx",
            "const a = () => (\n  <p>\n    {{/* {} */}}\n    {{heap.identify('alice-7')}}\n  </p>\n);",
        ),
        ("a.yaml", "steps:\n  - run: |\n      # {}\n      export HEAP_APP_ID=your-app-id\n"),
        ("a.yaml", "steps:\n  - run: |\n      export HEAP_APP_ID=your-app-id  # {}\n"),
    ],
)
def test_a_comment_within_another_language_accepts(path: str, text: str) -> None:
    """What a server, a template engine or a shell takes for one, alone on the line above."""

    def found(words: str) -> list[str]:
        return codes_of(path, text.format(words))

    assert {"HL201", "HL501"} & set(found("x"))
    assert [] == found("heap-lint: ignore[HL201, HL501, HL902]")


def codes_of(path: str, text: str) -> list[str]:
    """Return the codes found in a text by all rules."""
    return [each.code for each in check_source(Source(path, text), Settings()).findings]


def test_a_comment_that_says_very_much_costs_what_it_is_long() -> None:
    """What is named twice is one, and of a line that is full of slips the first are each said."""
    again = ", ".join(["HL101"] * 10_000)
    assert ["HL201", "HL902"] == python(f"{_TRACK}  # heap-lint: ignore[{again}]")
    slips = "heap-lint: ignore HL206; " * 3_000
    text = HARDCODED.replace(_TRACK, f"{_TRACK}  # {slips}")
    findings = check_source(Source("a.py", text), Settings()).findings
    said = [each for each in findings if each.code == "HL905"]
    assert 21 == len(said)
    assert "more on this line are alike" in said[-1].message


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


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "/* why\n   heap-lint: ignore[HL201] */\nheap.identify('a');\n"),
        ("a.js", "/**\n * heap-lint: ignore[HL201]\n * why\n */\nheap.identify('a');\n"),
        ("a.js", "/*\n * heap-lint: ignore[HL201]\n */ heap.identify('a');\n"),
        ("a.html", "<script>\n/* heap-lint: ignore[HL201]\n*/\nheap.identify('a');\n</script>\n"),
    ],
)
def test_a_comment_of_several_lines_accepts_what_stands_below_it(path: str, text: str) -> None:
    """Wherever in it the ignore stands; what is further down is not meant."""
    assert [] == codes(path, text)
    further = text.replace("heap.identify", "\n\nheap.identify")
    assert ["HL201", "HL902"] == sorted(codes(path, further))


_SAYS = 'heap.identify("alice-7");'
_CLIENT = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'
_TAG = "<!-- {} -->"
_APP_ID = "HEAP_APP_ID=your-app-id"


@pytest.mark.parametrize(
    ("path", "comment", "text"),
    [
        ("a.py", "# {}", f'@\npage = """<script>\n{_SAYS}\n</script>\n"""@\n'),
        ("a.py", "# {}", f'@\npage = """<b>\n""" + """<script>\n{_SAYS}\n</script>"""@\n'),
        ("a.py", "# {}", f'page = f(\n  1,\n@\n  """<script>\n{_SAYS}\n</script>""",@\n)\n'),
        ("a.py", "# {}", f'{_CLIENT}@\nclient.track( \\\n  "alice-7", \\\n  "Sign up")@\n'),
        ("a.js", "// {}", f"@\ndocument.write(`<script>\n{_SAYS}\n</script>\n`);@\n"),
        ("a.js", "// {}", f"@\nx.innerHTML = y(`<b>\n`) || `<script>\n{_SAYS}\n</script>`;@\n"),
        ("a.tsx", "// {}", f"@\nconst a = () => <Script>{{`\n{_SAYS}\n`}}</Script>;@\n"),
        ("a.html", "// {}", f"<script>\n@\nx.innerHTML = `<script>\n{_SAYS}\n<\\/script>`;@\n"),
        ("a.html", _TAG, f"@\n<a\n  onclick='{_SAYS}'\n  id='a'>@\n</a>"),
        ("a.vue", _TAG, f"<template>\n@\n<a\n  @click='{_SAYS}'\n  id='a'>@</template>"),
        ("a.yaml", "# {}", f"a:\n@\n  run: | @\n    make\n    export {_APP_ID}\n    make\n"),
        ("a.yaml", "# {}", f'a:\n@\n  run: "make\n\n    export {_APP_ID}\n    " @\n'),
        ("a.yaml", "# {}", f"a:\n  run: |\n    @\n    env \\\n      {_APP_ID} \\\n      x @\n"),
        ("a.sh", "# {}", f"@\nenv \\\n  {_APP_ID} \\\n  make @\n"),
        ("Dockerfile", "# {}", f"FROM x\n@\nENV A=b \\\n  {_APP_ID} \\\n  C=d\n"),
        ("Dockerfile", "# {}", f"FROM x\n@\nRUN <<EOF\nmake\nexport {_APP_ID}\nEOF\n"),
        ("Dockerfile", "# {}", f"@\nRUN <<-'A' bash && \\\n  x\n\texport {_APP_ID}\n\tA\n"),
    ],
)
def test_lines_without_room_for_a_comment_are_one(path: str, comment: str, text: str) -> None:
    """A comment above or behind a string, a tag or a command is about each of its lines.

    It stands where there is a sign; further up, or behind what stands above, it is about others.
    """
    parts = re.split("@(?!click)", text)
    exact = comment.format("heap-lint: ignore[HL201, HL501, HL902]")
    (code,) = codes_of(path, "".join(parts))

    def found(at: int, words: str) -> list[str]:
        return sorted(codes_of(path, "".join((*parts[:at], words, *parts[at:]))))

    for at in range(1, len(parts)):
        assert [] == found(at, exact)
    unused = comment.format(f"heap-lint: ignore[{code}]")
    assert [code, "HL902"] == found(1, f"{unused}\n")
    assert [code, "HL902"] == sorted(codes_of(path, f"{''.join(parts)}\n{unused}\n"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f'page = """<script>\n// @\n{_SAYS}\n{_SAYS}\n</script>"""\n'),
        ("a.py", f"page = '''<script>\n{_SAYS} // @\n{_SAYS}\n</script>'''\n"),
        ("a.py", f'page = f"""\n{_SAYS} // @\n{_SAYS}\nx({{x}})"""\n'),
        ("a.py", f'page = """\n{{# @ #}}\n<script>{_SAYS}\n{_SAYS}\n</script>"""\n'),
        ("a.js", f"x.innerHTML = `<script>\n{_SAYS} // @\n{_SAYS}\n</script>\n`;\n"),
        ("a.js", f"x.innerHTML = `\n<!-- @ -->\n<script>{_SAYS}\n{_SAYS}\n</script>\n`;\n"),
        ("a.yaml", f"a:\n  run: |\n    # @\n    export {_APP_ID}\n    export {_APP_ID}\n"),
    ],
)
def test_a_comment_within_a_string_is_about_its_own_line(path: str, text: str) -> None:
    """What the script in the string takes for one is not about all of the string."""
    code, again = codes_of(path, text)
    assert code == again
    assert [code] == codes_of(path, text.replace("@", f"heap-lint: ignore[{code}]"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '"""Write heap.identify("a") // heap-lint: ignore-file[HL201]."""\n'),
        ("a.py", "x = 'write heap.identify(1) // heap-lint: ignore[HL201] there'\n"),
        ("a.py", "assert '<script>// heap-lint: ignore[HL201]\\nheap.identify(1)</script>' in x\n"),
        ("a.js", "x = 'write heap.identify(1) // heap-lint: ignore[HL201] there'\n"),
    ],
)
def test_a_text_about_comments_has_none(path: str, text: str) -> None:
    """It is no script, nor does anything run it."""
    assert [] == codes_of(path, text)


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        ("a.blade.php", "@php /* {} */ @endphp"),
        ("a.blade.php", "@php // {} @endphp"),
        ("a.blade.php", "@php\n// {}\n@endphp"),
        ("a.php", "<?php # {}\n?>"),
        ("a.php", "<?php\n/* why\n * {}\n */\n?>"),
        ("a.ejs", "<%_ /* {} */ _%>"),
        ("a.ejs", "<%_\n// {}\n_%>"),
        ("a.ejs", "<%# {} -%>"),
        ("a.erb", "<%- # {}\n-%>"),
        ("a.erb", "<%#- {} -%>"),
        ("a.twig", "{#- {} -#}"),
        ("a.twig", "{#~ {} ~#}"),
        ("a.jinja", "{%- comment -%}{}{%- endcomment -%}"),
        ("a.hbs", "{{~! {} ~}}"),
        ("a.hbs", "{{!-- }} {} --~}}"),
        ("a.hbs", "{{~!-- }} {} --}}"),
        ("a.html", "{{- /* {} */}}"),
        ("a.html", "{{/* {} */ -}}"),
        ("a.html", "{%- # {} -%}"),
        ("a.jsx", "{// {}\n}"),
        ("a.jsx", "{\n/* {} */\n}"),
        ("a.vue", "<!-- {}\n-->"),
        ("a.svelte", "<!-- {} -->"),
        ("a.astro", "{/* {} */}"),
    ],
)
def test_a_tag_that_is_a_comment_accepts_what_stands_below_it(path: str, comment: str) -> None:
    """With all signs that it may have at its ends; not what stands further down."""
    call = "heap.identify('alice-7')"
    page = {
        "a.jsx": f"const a = () => (\n<p>\n{comment}\n{{{call}}}\n</p>\n);\n",
        "a.vue": f'<template>\n{comment}\n<a @click="{call}"></a></template>\n',
        "a.svelte": f'{comment}\n<a onclick="{call}"></a>\n',
        "a.astro": f'{comment}\n<a onclick="{call}"></a>\n',
    }.get(path, f"<script>\n{comment}\n{call};\n</script>\n")
    assert ["HL201"] == codes_of(path, page.replace("{}", "why"))
    exact = "heap-lint: ignore[HL201] why"
    assert [] == codes_of(path, page.replace("{}", exact))
    further = page.replace(comment, f"{comment}\n").replace("{}", exact)
    assert ["HL201", "HL902"] == sorted(codes_of(path, further))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.plist",
            "<plist><dict>\n@\n<key>HEAP_APP_ID</key>\n<string>\n{}\n</string></dict></plist>",
        ),
        ("a.xml", "<resources>\n@\n<string name='heap_app_id'>\n  {}\n</string></resources>"),
        ("a.xml", "<a>\n@\n<meta-data\n  android:name='heap_app_id'\n  android:value='{}' /></a>"),
        ("a.xml", "<a>\n@\n<add\n  key='HEAP_APP_ID'\n  value='{}'\n></add></a>"),
        ("a.yaml", "a:\n@\n  HEAP_APP_ID:\n    {}\n"),
        ("a.yaml", "a:\n@\n  HEAP_APP_ID: >-\n    {}\n"),
        ("a.yaml", "env:\n@\n- name: HEAP_APP_ID\n  value: {}\n- name: A\n  value: b\n"),
        ("a.yaml", "env:\n@\n  - key: HEAP_APP_ID\n    sync: false\n    value: >-\n      {}\n"),
        ("a.yaml", "env:\n- name: A\n  value: b\n@\n- {name: HEAP_APP_ID,\n   value: '{}'}\n"),
        ("a.jsonc", '{"env": [\n@\n{"name": "HEAP_APP_ID",\n"value": "{}"}]}'),
        ("a.jsonc", '{"env": [{\n@\n"name": "HEAP_APP_ID",\n"value": "{}"\n}]}'),
        ("a.toml", "[[env]]\n@\nname = 'HEAP_APP_ID'\nvalue = '{}'\n"),
        ("a.tf", 'x = [{\n@\n  name = "HEAP_APP_ID"\n  value = "{}"\n}]\n'),
        ("a.tf", 'x "y" "z" {\nenv {\n@\n  name = "HEAP_APP_ID"\n  value = "{}"\n}\n}\n'),
    ],
)
def test_a_comment_above_a_name_is_about_its_value(path: str, text: str) -> None:
    """Wherever the value stands; not about what a name has that is more than one value."""
    text = text.replace("{}", "your-app-id")
    sign = {"a.plist": "<!-- {} -->", "a.xml": "<!-- {} -->", "a.jsonc": "// {}"}.get(path, "# {}")
    comment = sign.format("heap-lint: ignore[HL501]")
    assert ["HL501"] == codes_of(path, text.replace("@\n", ""))
    assert [] == codes_of(path, text.replace("@", comment))
    assert ["HL501", "HL902"] == sorted(codes_of(path, text.replace("@", f"{comment}\n")))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.plist",
            "<plist><dict>\n@\n<key>a</key>\n<dict>\n<key>HEAP_APP_ID</key>\n{}</dict></dict></plist>",
        ),
        ("a.xml", "<a>\n@\n<b>\n<heap_app_id>your-app-id</heap_app_id>\n</b></a>"),
        ("a.yaml", "@\na:\n  HEAP_APP_ID: your-app-id\n"),
        ("a.yaml", "env:\n@\n- name: A\n  value: b\n- name: HEAP_APP_ID\n  value: your-app-id\n"),
        ("a.yaml", "env:\n@\n- name: a\n  value:\n    HEAP_APP_ID: your-app-id\n"),
    ],
)
def test_a_comment_above_a_name_is_not_about_names_below_it(path: str, text: str) -> None:
    """Each of those has room for its own comment."""
    sign = "# {}" if path == "a.yaml" else "<!-- {} -->"
    text = text.replace("{}", "<string>your-app-id</string>")
    text = text.replace("@", sign.format("heap-lint: ignore[HL501]"))
    assert ["HL501", "HL902"] == sorted(codes_of(path, text))


def test_brackets_that_nest_too_deeply_cost_nothing_more() -> None:
    """As in the front end, which says that it reads no further."""

    def cost(number: int) -> float:
        source = Source("a.yaml", "heap: " + "{" * number)
        return min(
            work.parses(lambda: comments_in(source, LineIndex(source.text))) for _ in range(3)
        )

    assert cost(8_000) < 16 * cost(1_000)
