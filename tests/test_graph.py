"""`heap-lint graph`: the ways to what is sent, as a text for Mermaid and as a picture."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import work
import yaml
from conftest import ROOT, Project
from exports import exported, zipped
from hypothesis import given
from test_airkit_app import APP, APPS

from heap_lint.checks.login import identify_before_login
from heap_lint.drawing import MOST_SHAPES, Arrow, Drawing, Shape, drawing
from heap_lint.facts import NamesIdentity
from heap_lint.frontends import facts_in
from heap_lint.output import mermaid, svg
from heap_lint.source import Source

DEFECTIVE = (ROOT / "tests/apps/portal-defective.airkit.yaml").read_text()
SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str, path: str = "app.airkit.yaml") -> Drawing:
    """Return the drawing of a file."""
    source = Source(path, text)
    return drawing(source, facts_in(source))


def marked(found: Drawing) -> list[tuple[str, str]]:
    """Return the marked arrows, by the texts of their shapes."""
    texts = [shape.text for shape in found.shapes]
    return [(texts[a.start], texts[a.end]) for a in found.arrows if a.marked]


def test_a_correct_app_has_nothing_in_red() -> None:
    """Its ways are drawn, and who takes which arm."""
    text = mermaid.render(drawn(APP))

    assert text.startswith('flowchart LR\n    n0(["Web Link / Start"])\n')
    assert '-->|"logged in"|' in text
    assert "linkStyle" not in text


def test_the_unguarded_way_is_marked() -> None:
    """From where the visitor comes in to the call, and nothing else."""
    old = "                        - navigateToWebPage: claims\n"
    unguarded = APP.replace(old, "").replace("output: session.code_ok}\n", "output: session.code_ok}\n"
                            "                - navigateToWebPage: claims\n")  # fmt: skip

    assert [
        ("Web Link / Start", "sign_in"),
        ("sign_in", "sign_in / continue / click"),
        ("sign_in / continue / click", "claims"),
        ("claims", "claims / load"),
        ("claims / load", "Analytics Identify (session.customer.internal_id), line 33"),
    ] == marked(drawn(unguarded))


def test_the_flow_of_a_function_is_drawn_too() -> None:
    """A call before the login is on a marked way."""
    code = (
        "from django.contrib.auth import login\nfrom heapapi import HeapAPIClient\n\n\n"
        "def enter(request, user):\n"
        '    HeapAPIClient("2304117765").track(user.pk, "Entered")\n'
        "    login(request, user)\n"
    )

    assert [
        ("start", "HeapAPIClient.track (user.pk), line 6"),
        ("HeapAPIClient.track (user.pk), line 6", "login, line 7"),
    ] == marked(drawn(code, "views.py"))


@given(APPS)
def test_something_is_red_where_there_is_a_finding(document: dict[str, Any]) -> None:
    """And only there; every shape has its place, and every arrow its shapes."""
    source = Source("app.airkit.json", json.dumps(document))
    facts = facts_in(source)
    found = drawing(source, facts)
    calls = [fact for fact in facts if isinstance(fact, NamesIdentity)]

    assert bool(marked(found)) == any(True for call in calls for _ in identify_before_login(call))
    for arrow in found.arrows:
        assert max(arrow.start, arrow.end) < len(found.shapes)
    assert len(found.shapes) == mermaid.render(found).count("    n") - len(found.arrows)
    ElementTree.fromstring(svg.render(found))


def test_the_picture_needs_nothing_else(project: Project) -> None:
    """It is well-formed, refers to nothing outside of itself, and no shape covers another."""
    project.write({"app.airkit.yaml": DEFECTIVE})
    run = project.lint("graph", "app.airkit.yaml", "--output-format", "svg")
    root = ElementTree.fromstring(run.out)
    boxes = [
        tuple(float(rectangle.get(name, 0)) for name in ("x", "y", "width", "height"))
        for rectangle in root.iter(f"{SVG}rect")
        if rectangle.get("rx")
    ]

    assert 0 == run.status
    assert "#d1242f" in run.out
    assert not [line for line in run.out.splitlines() if "href" in line or "url(http" in line]
    assert len(boxes) > 10
    for (x, y, wide, high), (x2, y2, wide2, high2) in combinations(boxes, 2):
        assert x + wide <= x2 or x2 + wide2 <= x or y + high <= y2 or y2 + high2 <= y


def test_names_cannot_leave_their_text() -> None:
    """Whatever a page is called, it is no markup and no other line."""
    evil = ['"] --> x["', "<script>alert(1)</script>", "a\nb", "#quot;", "`x`", "\x1b[31m", "]]>&"]
    shapes = [Shape(name, "page") for name in evil]
    found = Drawing(shapes, [Arrow(0, 1, "", True)], 0)

    text, picture = mermaid.render(found), svg.render(found)

    assert 3 + len(evil) == len(text.splitlines())
    assert not [sign for sign in ("<", "\x1b", '"]"', "`") if sign in text]
    assert "<script" not in picture
    written = [element.text for element in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    assert evil[0] in written
    assert evil[1] in written


def test_an_export_is_drawn(project: Project) -> None:
    """Packed as it is, with the logins that the config declares."""
    document = yaml.safe_load((ROOT / "tests/apps/portal-correct.airkit.yaml").read_text())
    project.write({"x.branch.zip": zipped(exported(document))})

    assert "linkStyle" in project.lint("graph", "x.branch.zip").out
    project.write({"heap-lint.toml": "login-data-flows = {check_code = 'value'}\n"})
    assert "linkStyle" not in project.lint("graph", "x.branch.zip").out


def test_a_file_without_flows_is_said_to_have_none(project: Project) -> None:
    """Nothing is drawn."""
    project.write({"web.yaml": "heap: {appId: '2304117765'}\n"})

    run = project.lint("graph", "web.yaml")

    assert (3, "") == (run.status, run.out)
    assert "nothing is sent to Heap in a flow that is known" in run.err


def large(number: int) -> Source:
    """Return an app with so many pages, each of which leads to three others."""
    identify = [{"analyticsIdentify": {"identity": "session.customer.id"}}]
    pages: dict[str, Any] = {
        f"p{n}": {
            "controls": {
                f"c{k}": {"events": {"click": [{"navigateToWebPage": f"p{(n * 7 + k) % number}"}]}}
                for k in range(3)
            }
        }
        for n in range(number)
    }
    pages[f"p{number - 1}"]["events"] = {"load": identify}
    document = {
        "schema": "heap-lint/airkit-app/1",
        "profiles": {"P": None},
        "entries": [{"actions": [{"navigateToWebFlow": "f"}]}],
        "webFlows": {"f": {"start": "p0", "pages": pages}},
    }
    return Source("app.airkit.json", json.dumps(document))


def test_a_large_app_is_drawn_in_part() -> None:
    """The marked way first; the work grows with the pages, not with their square."""

    def draw(number: int) -> None:
        source = large(number)
        found = drawing(source, facts_in(source))
        picture = svg.render(found) + mermaid.render(found)

        assert MOST_SHAPES == len(found.shapes)
        assert found.left_out > number
        assert f"and {found.left_out} more" in picture
        assert "call" in {found.shapes[a.end].kind for a in found.arrows if a.marked}

    draw(750)
    assert work.calls(lambda: draw(3_000)) < 6 * work.calls(lambda: draw(750))
