"""What stands around a place decides whether it may be changed: each case with its twin."""

from __future__ import annotations

import pytest
from conftest import Project

LOAD = "heap.load('2304117765', {{{}}});\n"


def _js(entries: str) -> str:
    return LOAD.format(entries)


def _page(entries: str) -> str:
    return f"T = \"<script>heap.load('2304117765', {{{entries}}});</script>\"\n"


YAML = "heap:\n  appId: '2304117765'\n"

MENDED = {
    "an escaped quote goes with its backslash": (
        "a.py",
        _page('disableTextCapture: \\"true\\", secureCookie: true'),
        _page("disableTextCapture: true, secureCookie: true"),
    ),
    "a comment stays above its entry": (
        "a.js",
        "heap.load('2304117765', {\n  // heap-lint: ignore[HL103] http\n  secureCookie: false\n});\n",
        "heap.load('2304117765', {\n  disableTextCapture: true,\n"
        "  // heap-lint: ignore[HL103] http\n  secureCookie: false\n});\n",
    ),
    "a comment stays before its entry on one line": (
        "a.js",
        _js("/* http */ secureCookie: true"),
        _js("disableTextCapture: true, /* http */ secureCookie: true"),
    ),
    "a comment stays above the first entry of a block": (
        "a.yaml",
        "heap:\n  # production\n  appId: '2304117765'\n  secureCookie: true\n",
        "heap:\n  # production\n  appId: '2304117765'\n  disableTextCapture: true\n"
        "  secureCookie: true\n",
    ),
    "names are joined as the others are": (
        "a.toml",
        "[heap]\napp_id = '2304117765'\nsecure_cookie = true\n",
        "[heap]\ndisable_text_capture = true\napp_id = '2304117765'\nsecure_cookie = true\n",
    ),
    "the name of a variable stays": (
        "a.js",
        f"const secure_cookie = on(); {_js('disableTextCapture: true, secure_cookie')}",
        "const secure_cookie = on(); "
        + _js("disableTextCapture: true, secureCookie: secure_cookie"),
    ),
    "a value without a share": (
        "a.yaml",
        f"{YAML}  disableTextCapture: false\n  secureCookie: true\nother: &b {{x: 1}}\n",
        f"{YAML}  disableTextCapture: true\n  secureCookie: true\nother: &b {{x: 1}}\n",
    ),
    "a value behind which a line begins": (
        "a.js",
        f"const off = false\nconst x = 1\n{_js('disableTextCapture: off, secureCookie: true')}",
        f"const off = false\nconst x = 1\n{_js('disableTextCapture: true, secureCookie: true')}",
    ),
    "what is no hole of a format": (
        "a.py",
        "T = \"<script>heap.load('2304117765');if(x){ y = {a: 1} }</script>\"\n",
        "T = \"<script>heap.load('2304117765', {disableTextCapture: true, secureCookie: true});"
        'if(x){ y = {a: 1} }</script>"\n',
    ),
}
REFUSED = {
    "escapes of escapes": ("a.py", _page('disableTextCapture: \\\\\\"true\\\\\\"'), ""),
    "entities": (
        "a.html",
        "<body onload='heap.load(1, {disableTextCapture: true, secureCookie: &quot;true&quot;})'>\n",
        "escapes",
    ),
    "an f-string": (
        "a.py",
        "def f(app_id): return f\"<script>heap.load('{app_id}');</script>\"\n",
        "filled in",
    ),
    "a text with a hole": (
        "a.py",
        "T = \"<script>heap.load('2304117765');x='{a}'</script>\"\n",
        "filled in",
    ),
    "an operand": ("a.js", _js("disableTextCapture: !1 && x, secureCookie: true"), "a part of"),
    "a choice": (
        "a.js",
        _js("secureCookie: true, disableTextCapture: a ? false : false"),
        "a part of",
    ),
    "a key that is read elsewhere": (
        "a.js",
        "const o = {disableTextCapture: true, secureCookies: true};\nheap.load('2304117765', o);\n"
        "if (o.secureCookies) x();\n",
        "read by its name elsewhere",
    ),
    "a value with an anchor": (
        "a.yaml",
        f"{YAML}  disableTextCapture: &off false\n  secureCookie: true\nother: {{debug: *off}}\n",
        "by its anchor",
    ),
    "a block with an anchor": (
        "a.yaml",
        "base: &b\n  secureCookie: false\nheap:\n  <<: *b\n  appId: '2304117765'\n"
        "  disableTextCapture: true\nother:\n  <<: *b\n",
        "by an anchor",
    ),
    "a comment above what would go": (
        "a.yaml",
        f"{YAML}  # for IE\n  forceSSL: true\n  disableTextCapture: true\n  secureCookie: true\n",
        "the comment above it",
    ),
    "a port": (
        "a.js",
        _js(
            "disableTextCapture: true, secureCookie: true, ingestServer: 'http://heap.my.com:8080'"
        ),
        "another port",
    ),
}


@pytest.mark.parametrize(("name", "before", "after"), MENDED.values(), ids=MENDED)
def test_what_stands_around_keeps_its_meaning(
    project: Project, name: str, before: str, after: str
) -> None:
    """The change says what it is to say, and nothing else."""
    for end in ("\n", "\r\n"):
        project.write({name: before.replace("\n", end)})
        project.lint("--fix", "--unsafe-fixes", "--select", "HL1", name)
        assert after.replace("\n", end) == (project.root / name).read_bytes().decode()


@pytest.mark.parametrize(("name", "text", "why"), REFUSED.values(), ids=REFUSED)
def test_what_would_mean_something_else_is_refused(
    project: Project, name: str, text: str, why: str
) -> None:
    """It is told why."""
    project.write({name: text})
    run = project.lint("--fix", "--unsafe-fixes", "--select", "HL1", "--verbose", name)
    assert text == (project.root / name).read_text()
    assert why in run.err


def test_what_may_do_something_is_not_taken_out_safely(project: Project) -> None:
    """A call may matter; a constant does nothing."""
    entries = "forceSSL: {}, disableTextCapture: true, secureCookie: true"
    for value, rest in (("start()", "forceSSL: start(), "), ("true", "")):
        project.write({"a.js": _js(entries.format(value))})
        project.lint("--fix", "a.js")
        wanted = _js(f"{rest}disableTextCapture: true, secureCookie: true")
        assert wanted == (project.root / "a.js").read_text()
