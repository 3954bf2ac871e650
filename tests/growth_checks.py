"""Constructs in which one file says much that checks compare: calls of one flow, snippets, ids.

`CONSTRUCTS` has the form that `growth.py --inputs` reads: a file's name, and its text of size n.
"""

from __future__ import annotations

from collections.abc import Callable

_CLIENT = "from heapapi import HeapAPIClient\n\nclient = HeapAPIClient('2304117765')\n"
_LOGIN = "from django.contrib.auth import login\n\n\n"
_SNIPPET = (
    "<script>window.heap=window.heap||[],heap.load=function(e,t){};heap.load('2304117765');"
    "heap.setEventProperties({a: 1});</script>\n"
)
_POLICY = (
    "<meta http-equiv='Content-Security-Policy'"
    " content=\"script-src 'self' https://a@.com; connect-src 'self'\">\n"
)


def _each(lines: str) -> Callable[[int], str]:
    """Return a function that gives so many copies of some lines, `@` in them their number."""
    return lambda number: "".join(lines.replace("@", str(each)) for each in range(number))


def _around(before: str, lines: str, after: str = "") -> Callable[[int], str]:
    copies = _each(lines)
    return lambda number: before + copies(number) + after


def _function(lines: str, after: str = "", imports: str = "") -> Callable[[int], str]:
    return _around(f"{_CLIENT}{imports}def f(request, u):\n", lines, after)


CONSTRUCTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "js identify in ifs": ("a.js", _each("if (a@) heap.identify(u@.id);\n")),
    "js identify constants in ifs": ("a.js", _each("if (a@) heap.identify('u-@');\n")),
    "js identify in switch": (
        "a.js",
        _around("switch (a) {\n", "case @: heap.identify(u@.id);\n", "}\n"),
    ),
    "js identify in tries": ("a.js", _each("try { heap.identify(u@.id); } catch (e) {}\n")),
    "js identify in ternaries": (
        "a.js",
        _each("a@ ? heap.identify(u@.id) : heap.identify(v@.id);\n"),
    ),
    "js identify and reset": (
        "a.js",
        _each("if (a@) { heap.identify(u@.id); } else { heap.resetIdentity(); }\n"),
    ),
    "js identify, then login": (
        "a.js",
        _around("async function f(u) {\n", "heap.identify(u.id);\n", "await signIn(u);\n}\n"),
    ),
    "js loads in ternaries": (
        "a.js",
        _each("a@ ? heap.load('2304117765', {}) : heap.load('1104117762', {});\n"),
    ),
    "js loads in ifs": ("a.js", _each("if (a@) heap.load('2304117765', {});\n")),
    "js loads and calls": ("a.js", _each("heap.load('2304117765');\nheap.track('X@');\n")),
    "js calls before load": (
        "a.js",
        _around("", "heap.track('X@');\n", "heap.load('2304117765');\n"),
    ),
    "js logouts": (
        "a.js",
        _around("heap.identify(u.id);\n", "function logout@() { auth.signOut(); }\n"),
    ),
    "js properties of different types": (
        "a.js",
        _each("heap.track('X', {p@: 1});\nheap.track('X', {p@: 'a'});\n"),
    ),
    "js property of different types": (
        "a.js",
        _each("heap.track('X', {p: 1});\nheap.track('X', {p: 'a'});\n"),
    ),
    "html classic snippets": ("a.html", _each(_SNIPPET)),
    "html policies": ("a.html", _around("", _POLICY, _SNIPPET)),
    "html policies and snippets": ("a.html", _each(_POLICY + _SNIPPET)),
    "html foreign scripts": (
        "a.html",
        _around("", "<script src='https://a@.example.com/heap-1.js'></script>\n", _SNIPPET),
    ),
    "yaml production and staging": (
        "a.yaml",
        lambda number: (
            _around("production:\n", "  s@:\n    heap_app_id: '1@'\n")(number)
            + _around("staging:\n", "  s@:\n    heap_app_id: '2@'\n")(number)
        ),
    ),
    "dotenv ids": (
        "a.env",
        _each("HEAP_APP_ID_PRODUCTION_@=23041@\nHEAP_APP_ID_STAGING_@=1104@\n"),
    ),
    "python logged out": (
        "a.py",
        _around(
            f"{_CLIENT}def f(request):\n    if not request.user.is_authenticated:\n",
            "        client.track(request.user.pk, 'X@')\n",
        ),
    ),
    "python calls, then login": (
        "a.py",
        _function("    client.track(u.pk, 'X@')\n", "    login(request, u)\n", _LOGIN),
    ),
    "python calls in ifs, then login": (
        "a.py",
        _function(
            "    if u.a@:\n        client.track(u.pk, 'X@')\n", "    login(request, u)\n", _LOGIN
        ),
    ),
    "python guards": (
        "a.py",
        _function(
            "    if request.user.is_authenticated and u.a@:\n"
            "        client.track(request.user.pk, 'X@')\n"
        ),
    ),
    "python properties of different types": (
        "a.py",
        _around(
            _CLIENT, "client.track(u.pk, 'X', {'p@': 1})\nclient.track(u.pk, 'X', {'p@': 'a'})\n"
        ),
    ),
    "python tries in a loop": (
        "a.py",
        _around(
            f"{_CLIENT}def f(u):\n    while True:\n",
            "        try:\n            client.track(u.pk, 'X@')\n"
            "        except ValueError:\n            continue\n",
        ),
    ),
}
