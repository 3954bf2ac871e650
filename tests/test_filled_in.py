"""Data files that a template engine fills in: what its comments hide, and what they accept."""

from __future__ import annotations

import time

import pytest

from heap_lint.config import Settings
from heap_lint.engine import check_source
from heap_lint.frontends.filled_in import without_comments
from heap_lint.source import Source

_CHART = "a: {{ .Values.x }}\n"
_FILES = {
    "templates/a.yaml": (f"{_CHART}HEAP_APP_ID: YOUR_APP_ID @\n", "{{/* - */}}", "{{ .x }}"),
    "templates/b.yaml": (f"{_CHART}HEAP_APP_ID: YOUR_APP_ID @\n", "{{- /* - */ -}}", "{{- .x }}"),
    "a.yaml.j2": ("HEAP_APP_ID: YOUR_APP_ID @\n", "{# - #}", "{{ x }}"),
    "b.yaml.j2": ("HEAP_APP_ID: YOUR_APP_ID@\n", "{#- - -#}", "{{ x }}"),
    "a.yaml.erb": ("HEAP_APP_ID: YOUR_APP_ID @\n", "<%# - %>", "<%= x %>"),
    "b.yaml.erb": ("HEAP_APP_ID: YOUR_APP_ID @\n", "<%- # - -%>", "<%= x # - %>"),
    "a.yaml.ejs": ("HEAP_APP_ID: YOUR_APP_ID @\n", "<% /* - */ %>", "<%= /* - */ x %>"),
    "b.yaml.liquid": ("HEAP_APP_ID: YOUR_APP_ID @\n", "{%- # - -%}", "{{ x }}"),
    "a.yaml.hbs": ("HEAP_APP_ID: YOUR_APP_ID @\n", "{{!-- - --}}", "{{x}}"),
    "b.yaml.hbs": ("HEAP_APP_ID: YOUR_APP_ID @\n", "{{! - }}", "{{x}}"),
    "a.yaml.liquid": (
        "HEAP_APP_ID: YOUR_APP_ID @\n",
        "{% comment %} - {% endcomment %}",
        "{{ x }}",
    ),
    "a.env.j2": ("HEAP_APP_ID=YOUR_APP_ID @\n", "{# - #}", "{{ x }}"),
    ".env.erb": ("HEAP_APP_ID=YOUR_APP_ID @\n", "<%# - %>", "<%= x %>"),
    "a.json.j2": ('{\n"HEAP_APP_ID": "YOUR_APP_ID" @\n}\n', "{# - #}", ""),
    "a.toml.j2": ('HEAP_APP_ID = "YOUR_APP_ID" @\n', "{# - #}", ""),
    "a.xml.j2": (
        '<resources>\n<string name="heap_app_id">YOUR_APP_ID @</string>\n</resources>\n',
        "{# - #}",
        "{{ x }}",
    ),
    "a.sh.j2": ("export HEAP_APP_ID=YOUR_APP_ID @\n", "{# - #}", ""),
    "Dockerfile.j2": ("FROM a\nENV HEAP_APP_ID=YOUR_APP_ID @\n", "{# - #}", ""),
    "a.tfvars.j2": ('heap_app_id = "YOUR_APP_ID" @\n', "{# - #}", ""),
}
"""Files with a place behind a value, a comment of their engine, and a tag that gives something."""


def codes(path: str, text: str) -> list[str]:
    """Return the codes found in a text by all rules."""
    return sorted(each.code for each in check_source(Source(path, text), Settings()).findings)


@pytest.mark.parametrize("path", _FILES)
def test_a_comment_of_a_template_hides_no_value(path: str) -> None:
    """It gives nothing; a tag that gives something leaves the value unknown."""
    text, comment, shown = _FILES[path]
    assert ["HL501"] == codes(path, text.replace("@", ""))
    assert ["HL501"] == codes(path, text.replace("@", comment.replace(" - ", " note ")))
    assert ["HL501"] == codes(path, text.replace("@", comment))
    line_end = "" if " # - " in comment else "\n"
    long = comment.replace(" - ", f" {'why ' * 80}{line_end}{'why ' * 80}")
    assert ["HL501"] == codes(path, text.replace("@", long))
    if shown:
        assert [] == codes(path, text.replace("@", shown))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml.j2", 'HEAP_APP_ID: "2304117765{# x #}"\n'),
        ("a.json.j2", '{"HEAP_APP_ID": "{# x #}2304117765"}\n'),
        ("a.yaml.j2", "HEAP_APP_ID: 23041{# x #}17765\n"),
        ("a.env.j2", "HEAP_APP_ID={# x #}2304117765\n"),
        ("a.yaml.j2", "a: 1\n{# x #}HEAP_APP_ID: 2304117765\n"),
    ],
)
def test_a_comment_within_a_value_changes_nothing(path: str, text: str) -> None:
    """Blanks in its place would."""
    assert text == without_comments(Source(path, text)).text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "HEAP_APP_ID: YOUR_APP_ID {# x #}\n"),
        ("templates/a.yaml", f"{_CHART}b: x {{# y #}}\n"),
        ("a.sh", "a=${#b} # c #}\n"),
        ("a.yaml", "a: b <%# x %>\n"),
        ("a.airkit.yaml", "a: {{ b }} {# c #}\n"),
    ],
)
def test_what_no_engine_reads_is_no_comment(path: str, text: str) -> None:
    """Neither in files that none fills in, nor in those of an engine with other comments."""
    source = Source(path, text)
    assert source is without_comments(source)


@pytest.mark.parametrize("path", _FILES)
def test_a_comment_of_a_template_accepts(path: str) -> None:
    """Behind what is found and above it; one that stands further up accepts nothing, which is said."""
    text, comment, _ = _FILES[path]
    exact = comment.replace(" - ", " heap-lint: ignore[HL501] for now ")
    bare = text.replace("@", "")
    assert [] == codes(path, text.replace("@", exact))
    line = bare.rfind("\n", 0, bare.index("YOUR_APP_ID")) + 1
    assert [] == codes(path, f"{bare[:line]}{exact}\n{bare[line:]}")
    assert ["HL501", "HL902"] == codes(path, f"{bare[:line]}{exact}\n\n{bare[line:]}")
    other = exact.replace("HL501", "HL502")
    assert ["HL501", "HL902"] == codes(path, text.replace("@", other))
    assert ["HL501", "HL905"] == codes(path, text.replace("@", exact.replace("ignore", "ignored")))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/a.yaml", f"{_CHART}HEAP_APP_ID: your-app-id\nb: 'c {{# @ #}}'\n"),
        ("templates/a.yaml", f'{_CHART}HEAP_APP_ID: your-app-id\nb: {{{{ "{{{{/* @ */}}}}" }}}}\n'),
        ("a.yaml.j2", 'HEAP_APP_ID: your-app-id\nb: {{ "{# @ #}" }}\n'),
        ("a.yaml.j2", "HEAP_APP_ID: your-app-id\nb: {% raw %}{# @ #}{% endraw %}\n"),
        ("a.yaml.erb", "HEAP_APP_ID: your-app-id\nb: 'c {# @ #}'\n"),
        ("a.yaml", "HEAP_APP_ID: your-app-id\nb: 'c {# @ #}'\n"),
        ("a.json", '{"HEAP_APP_ID": "your-app-id", "b": "{# @ #}"}\n'),
    ],
)
def test_what_looks_like_a_comment_of_a_template_accepts_nothing(path: str, text: str) -> None:
    """It is a text, or nothing in the language of that engine."""
    assert ["HL501"] == codes(path, text.replace("@", "heap-lint: ignore-file[HL501]"))


def test_python_of_a_template_has_the_comments_of_its_engine() -> None:
    """And its own."""
    begin = "from heapapi import HeapAPIClient\nclient = HeapAPIClient('2304117765')"
    text = f"{begin}\nclient.track('alice-7', 'Paid')"
    ignore = "heap-lint: ignore[HL201]"
    assert ["HL201"] == codes("a.py.jinja", f"{text} {{# why #}}\n")
    assert [] == codes("a.py.jinja", f"{text} {{# {ignore} #}}\n")
    assert [] == codes("a.py.jinja", f"{text}  # {ignore} {{# why #}}\n")


@pytest.mark.parametrize("piece", ["{##}", "{##}a", "a{##}", "{#", "{{/*", " {##}", "\n{##}a"])
def test_comments_cost_what_they_are_long(piece: str) -> None:
    """Whatever stands beside them."""
    source = Source("a.yaml.j2", piece * 30_000)
    begin = time.perf_counter()
    without_comments(source)
    assert time.perf_counter() - begin < 2
