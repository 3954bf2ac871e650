"""The web front end: values keep their place, masks keep lengths, hostile files do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import PROGRAM, parses

from heap_lint.facts import (
    Environment,
    Fact,
    IdentifyCall,
    LoadCall,
    ScriptValue,
    Snippet,
    TrackCall,
)
from heap_lint.flow import Login
from heap_lint.frontends import facts_in
from heap_lint.frontends.embedding import Embedded, Escaping
from heap_lint.frontends.web import templates
from heap_lint.source import Source
from heap_lint.values import Literal, Origin, Unknown

CLASSIC = """<script>
window.heap=window.heap||[],heap.load=function(e,t){window.heap.appid=e,window.heap.config=t=t||{};
var r=document.createElement("script");r.src="https://cdn.heapanalytics.com/js/heap-"+e+".js";
for(var p=["identify","track"],o=0;o<p.length;o++)heap[p[o]]=n(p[o])};
heap.load("2304117765");
</script>"""

PIECES = st.sampled_from(
    [
        *(
            "{{ user.id }}",
            "{% if user %}",
            "{% else %}",
            "{% endif %}",
            "{# é #}",
            "{{",
            "%}",
            "<%= x %>",
        ),
        *(
            "<script>",
            "</script>",
            "heap.identify('",
            "');",
            "é世🎉",
            "\n",
            "\r\n",
            '"',
            "<!--",
            "-->",
            "<?php",
        ),
        *(
            "<%",
            "@auth",
            "{{{",
            "}}",
            "heap.track(`${a}`)",
            "{% comment %}",
            "\\",
            "{%",
            "<p a='",
            "(",
            "}",
        ),
    ]
)
PATHS = st.sampled_from(
    ["a.html", "a.erb", "a.blade.php", "a.php", "a.js", "a.tsx", "a.vue", "a.hbs"]
)


def of_kind(path: str, text: str, kind: type[Fact]) -> list[Fact]:
    """Return the facts of one class in a text."""
    return [fact for fact in facts_in(Source(path, text)) if isinstance(fact, kind)]


@given(PATHS, st.lists(PIECES, max_size=25).map("".join))
def test_a_mask_changes_no_length_and_adds_no_line(path: str, text: str) -> None:
    """So a place in the masked text is a place in the file."""
    masked = templates.masked(Embedded(Source(path, text), text))
    assert len(text) == len(masked.text)
    assert all(a == b for a, b in zip(text, masked.text, strict=True) if b in "\r\n")


@given(PATHS, st.lists(PIECES, max_size=25).map("".join))
def test_a_constant_stands_where_it_is_said_to_stand(path: str, text: str) -> None:
    """After text of several bytes and within broken tags too."""
    source = Source(path, text)
    for fact in facts_in(source):
        assert 0 <= fact.span.start <= fact.span.end <= len(text)
        identity = getattr(fact, "identity", None)
        if isinstance(identity, Literal):
            assert identity.source == source.slice(identity.span)


ENGINES = {
    "a.html": (
        ["{{ ~ }}", "{{ ~|escapejs }}", "{{ ~|default:'x' }}"],
        ["{% if ~ %}", "{% else %}", "{% endif %}"],
    ),
    "a.j2": (
        ["{{ ~ }}", "{{ ~|tojson }}", "{{- ~ -}}"],
        ["{%- for x in ~ -%}", "{% else %}", "{%- endfor -%}"],
    ),
    "a.twig": (["{{ ~ }}", "{{ ~|e('js') }}"], ["{% if ~ %}", "{% elseif x %}", "{% endif %}"]),
    "a.hbs": (["{{~}}", "{{{~}}}"], ["{{#if ~}}", "{{else}}", "{{/if}}"]),
    "a.erb": (["<%= ~ %>", "<%== ~ %>", "<%= j ~ %>"], ["<% if ~ %>", "<% else %>", "<% end %>"]),
    "a.ejs": (["<%= ~ %>", "<%- ~ %>"], ["<% if (~) { %>", "<% } else { %>", "<% } %>"]),
    "a.blade.php": (["{{ ~ }}", "{!! ~ !!}", "@json(~)"], ["@if(~)", "@else", "@endif"]),
    "a.php": (
        ["<?= ~ ?>", "<?php echo ~; ?>"],
        ["<?php if (~): ?>", "<?php else: ?>", "<?php endif; ?>"],
    ),
}
"""For each engine, ways to write a value, and a condition: how it begins, is divided and ends."""


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A page of an engine: its path, its text, and the values that it gives to Heap, in order."""
    path = draw(st.sampled_from(sorted(ENGINES)))
    ways, (begin, divide, end) = ENGINES[path]
    written: list[str] = []

    def part(depth: int) -> str:
        kind = draw(
            st.sampled_from(["call", "text", "if", "both"] if depth < 3 else ["call", "text"])
        )
        if kind == "call":
            value = draw(st.sampled_from(ways)).replace(
                "~", draw(st.sampled_from(["a.b", "user.id"])), 1
            )
            written.append(value)
            quote = draw(st.sampled_from(["'", '"'])) if "'" not in value else '"'
            return f"<script>heap.identify({quote}{value}{quote});</script>\n"
        if kind == "text":
            return draw(st.sampled_from(["<p>é世🎉</p>", "\r\n", "{ x }", "<!-- é -->", " "]))
        test = draw(st.sampled_from(["user", "x.y"]))
        inner = part(depth + 1) + (divide + part(depth + 1) if kind == "both" else "")
        return begin.replace("~", test) + inner + end

    return path, "".join(part(0) for _ in range(draw(st.integers(1, 4)))), written


@given(pages())
def test_what_a_template_writes_stands_at_its_place(page: tuple[str, str, list[str]]) -> None:
    """Each value that a page gives to Heap is found, and its place is the tag as it is written."""
    path, text, written = page
    found = [text[f.span.start : f.span.end] for f in of_kind(path, text, ScriptValue)]
    assert written == found
    calls = [text[f.span.start : f.span.end] for f in of_kind(path, text, IdentifyCall)]
    assert ["heap.identify"] * len(written) == calls


_SAYS = "<script>heap.identify('alice-7')</script>"


@pytest.mark.parametrize(
    "text",
    [
        f'x.innerHTML = "<b>{_SAYS}";',
        f'x.innerHTML = "<b>" + "{_SAYS}";',
        f'x.innerHTML = "{_SAYS}" + "<b>";',
        f'x.innerHTML = "<b>" + name + "{_SAYS}";',
        f'x.innerHTML = ["<b>", "{_SAYS}"].join("");',
        f'x.innerHTML = "<b>".concat("{_SAYS}");',
        f'x.innerHTML += "{_SAYS}";',
        f'x.outerHTML += "<b>" + "{_SAYS}";',
        f'document.write("<b>" + "{_SAYS}");',
        f'x.insertAdjacentHTML("beforeend", "<b>" + "{_SAYS}");',
        f'const text = "<b>" + "{_SAYS}"; x.innerHTML = text;',
        "x.innerHTML = '<' + 'script>heap.identify(\"alice-7\")<' + '/script>';",
        "x.innerHTML = '<scr' + 'ipt>heap.identify(\"alice-7\")</scr' + 'ipt>';",
        "x.innerHTML = '<script>if (a <' + 'b && c >' + '= d) heap.identify(\"alice-7\")</script>';",
    ],
)
def test_strings_that_are_put_together_are_the_page_that_they_make(text: str) -> None:
    """Wherever one ends: in front of a tag, or in it."""
    (call,) = of_kind("a.js", text, IdentifyCall)
    assert isinstance(call, IdentifyCall)
    assert isinstance(call.identity, Literal)
    assert "alice-7" == call.identity.value
    assert "alice-7" in text[call.identity.span.start : call.identity.span.end]


@pytest.mark.parametrize(
    "text",
    [
        f'const x = "<b>" + "{_SAYS}";',
        f'console.log("<b>" + "{_SAYS}");',
        f'x.title += "<b>" + "{_SAYS}";',
        "x.innerHTML = '<b>' + 'write heap.identify(\"alice-7\")';",
        "x.innerHTML += '<b>' + '<!-- <script>heap.identify(\"alice-7\")</script> -->';",
    ],
)
def test_strings_that_are_in_no_page_say_nothing(text: str) -> None:
    """Nor what such a page shows, or has in a comment."""
    assert [] == of_kind("a.js", text, IdentifyCall)


_BODY = "JSON.stringify({app_id: '2304117765', identity: 'alice-7', event: 'Run'})"
_OPTIONS = "{hostname: 'heapanalytics.com', path: '/api/track', method: 'POST'}"
_ADDRESS = "'https://heapanalytics.com/api/track'"


@pytest.mark.parametrize(
    ("made", "is_sent"),
    [
        (f"https.request({_OPTIONS})", True),
        (f"https.request({_OPTIONS}, (res) => {{}})", True),
        (f"https.request({_OPTIONS}).on('error', done)", True),
        (f"https.request({_ADDRESS}, {{method: 'POST'}}, done)", True),
        (f"https.request(new URL({_ADDRESS}), {{method: 'post', headers}})", True),
        (f"https.request({_ADDRESS}, {{...options}})", True),
        (f"https.request({_ADDRESS}, {{method}})", True),
        (f"https.request({_ADDRESS})", False),
        (f"https.request({_ADDRESS}, done)", False),
        (f"https.request({_ADDRESS}, {{headers: {{}}}})", False),
        (f"https.request({_OPTIONS.replace('POST', 'GET')})", False),
        (f"https.request({_OPTIONS.replace('heapanalytics', 'example')})", False),
        ("https.request('https://example.com/api/track', {method: 'POST'})", False),
    ],
)
@pytest.mark.parametrize("sent", [f"r.write({_BODY}); r.end();", f"r.end({_BODY});"])
def test_a_body_that_is_written_to_a_request_is_read(made: str, is_sent: bool, sent: str) -> None:
    """If that goes to Heap, and is a post for all that is known."""
    text = f"const https = require('https');\nconst r = {made};\n{sent}\n"
    found = of_kind("a.js", text, TrackCall)
    assert is_sent is bool(found)


def test_one_snippet_is_one_load() -> None:
    """The definition of `heap.load` tells the generation; the call of it loads."""
    (snippet,) = of_kind("a.html", CLASSIC, Snippet)
    assert isinstance(snippet, Snippet)
    assert ("classic", ("identify", "track")) == (snippet.generation, snippet.methods)
    assert 1 == len(of_kind("a.html", CLASSIC, LoadCall))
    assert 1 == len(of_kind("a.html", CLASSIC, Environment))


@pytest.mark.parametrize(
    ("written", "escaping"),
    [
        ("{{ user.id }}", Escaping.HTML),
        ("{{ user.id|safe }}", Escaping.NONE),
        ("{{ user.id|tojson }}", Escaping.SCRIPT),
        ("{{{ user.id }}}", Escaping.NONE),
    ],
)
def test_a_value_in_a_script_tells_how_it_is_escaped(written: str, escaping: Escaping) -> None:
    """With its place, and whether it stands in a string."""
    text = f"<script>heap.identify('{written}')</script>"
    (value,) = of_kind("é.html", text, ScriptValue)
    assert isinstance(value, ScriptValue)
    assert (escaping, True, "heap.identify") == (value.escaping, value.quoted, value.name)
    assert written == text[value.span.start : value.span.end]
    assert isinstance(value.value, Unknown)
    assert Origin.USER is value.value.origin


def test_a_condition_of_a_template_guards_what_stands_in_it() -> None:
    """And what stands in its other branch is for visitors who are not logged in."""
    scripts = "<script>heap.identify(a)</script>{% else %}<script>heap.identify(b)</script>"
    text = "{% if user.is_authenticated %}" + scripts + "{% endif %}"
    first, second = of_kind("a.html", text, IdentifyCall)
    assert isinstance(first, IdentifyCall)
    assert isinstance(second, IdentifyCall)
    assert {Login.IN} == first.places[0].graph.states(first.places[0].node)
    assert {Login.OUT} == second.places[0].graph.states(second.places[0].node)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "heap.track(" + "[" * 10_000 + "]" * 10_000 + ")"),
        ("a.js", "heap.identify(" + "a+" * 20_000 + "'x')"),
        ("a.js", "if(a){" * 5_000 + "heap.identify('x')" + "}" * 5_000),
        ("a.js", "heap" + ".then(x)" * 10_000 + ";heap.identify(a)"),
        ("a.html", "<div>" * 10_000 + "<script>heap.identify(a)"),
        ("a.html", "{% if user %}" * 10_000 + "<script>heap.identify(a)</script>"),
        ("a.html", "{{ " * 50_000),
        ("a.html", "<p a='" * 20_000 + "<script>heap.identify(a)</script>"),
        ("a.js", "var s = '</script>\0'; heap.identify(a)"),
        (
            "a.html",
            "{% if user %}" * 20_000 + "<script>heap.identify(a)</script>" + "{% endif %}" * 20_000,
        ),
        ("a.html", "{% if user %}<a onclick=\"heap.track('x')\">{% endif %}" * 3_000),
        (
            "a.html",
            "{{ a }}<%= b %><?php echo c ?>{% d %}{{#e}}" * 3_000 + "<script>heap.identify(a)",
        ),
        (
            "a.html",
            "{% if " + "(" * 2_000 + "user" + ")" * 2_000 + " %}<script>heap.identify(a)</script>",
        ),
        ("a.php", "<?php echo '<script " + "\\'" * 20_000),
        ("a.php", "<?php <script " + "<<<A\n" * 50_000),
        ("a.blade.php", "@if(" * 10_000 + "<script>heap.identify(a)</script>"),
        ("a.js", "heap.track('x');" * 1_000 + "heap.load('2304117765');" * 500),
        ("a.js", "s.innerHTML = " + "'heap.ide' + " * 5_000 + "'x';"),
        ("next.config.js", "module.exports={a:" + "{heap:" * 2_000 + "1" + "}" * 2_000 + "}"),
    ],
)
def test_a_hostile_file_does_no_harm(path: str, text: str) -> None:
    """It is read in a time that grows with it, or as far as it can be."""
    facts_in(Source(path, "heap"))  # imports and tables, once
    most = 30 + 55 * len(text) / len(PROGRAM)  # a second, and 60 µs a character
    assert most > parses(lambda: facts_in(Source(path, text)))
