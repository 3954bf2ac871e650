"""Python whose cost is measured: each construct a file name and a function from a size to a text.

What is nested stops at the depth that Python's own parser takes; the rest stands in a row.
"""

from __future__ import annotations

from collections.abc import Callable

_CLIENT = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'
_TRACK = "client.track(u.id, 'X', {'v': x})"

Make = Callable[[int], str]


def _py(body: Make) -> tuple[str, Make]:
    return "a.py", lambda n: _CLIENT + body(n)


def _lines(n: int, template: str, start: int = 0) -> str:
    return "".join(template.replace("@", str(i)) for i in range(start, n + start))


def _nested(n: int, opening: str, inside: str, most: int = 90, before: str = "def f(u, x):") -> str:
    n = min(n, most)
    rows = [before, *(" " * (i + 1) + opening.replace("@", str(i)) for i in range(n))]
    return "\n".join([*rows, " " * (n + 1) + inside, ""])


def _in_function(body: str) -> str:
    return f"def f(u, x, y):\n{body}"


def _wrapped(n: int, opening: str, closing: str, inside: str = "x", most: int = 90) -> str:
    n = min(n, most)
    return _in_function(f"    v = {opening * n}{inside}{closing * n}\n    {_TRACK}\n")


def _tries(n: int) -> str:
    n = min(n, 40)
    rows = ["def f(u, x):"]
    for i in range(n):
        rows.append(" " * (i + 1) + "try:")
    rows.append(" " * (n + 1) + _TRACK)
    for i in reversed(range(n)):
        rows += [" " * (i + 1) + "except E:", " " * (i + 2) + f"x = u.y{i}"]
    return "\n".join([*rows, ""])


def _matches(n: int) -> str:
    n = min(n, 45)
    rows = ["def f(u, x):"]
    for i in range(n):
        rows += [" " * (2 * i + 1) + f"match x.a{i}:", " " * (2 * i + 2) + f"case [x, y{i}]:"]
    return "\n".join([*rows, " " * (2 * n + 1) + _TRACK, ""])


def _functions_in_functions(n: int, *, loops: bool = False) -> str:
    rows, depth = [], 0
    for i in range(min(n, 40)):
        rows.append(" " * depth + f"def f{i}(u, x):")
        depth += 1
        if loops:
            rows.append(" " * depth + "for x in x:")
            depth += 1
    rows.append(" " * depth + _TRACK)
    return "\n".join([*rows, ""])


def _called_functions_in_functions(n: int) -> str:
    n = min(n, 40)
    rows = [" " * i + f"def f{i}(u, x):" for i in range(n)]
    rows.append(" " * n + _TRACK)
    rows += [" " * i + f"f{i}(u, x), f{i}(u, 'a')" for i in reversed(range(1, n))]
    return "\n".join([*rows, ""])


def _methods_in_methods(n: int) -> str:
    rows, at = [], ""
    for i in range(min(n, 30)):
        rows += [f"{at}class C{i}:", f"{at} def m(self, u, x):", f"{at}  self.a{i} = x"]
        at += "  "
    return "\n".join([*rows, at + _TRACK, ""])


def _all_call_all(n: int) -> str:
    n = min(n, 64)
    calls = "".join(f"    f{i}(u, e)\n" for i in range(n))
    return "".join(f"def f{i}(u, e):\n    client.track(u.id, e)\n{calls}" for i in range(n))


def _two_calls(n: int, more: str = "") -> str:
    rows = ["def f0(u, e):\n    client.track(u.id, e)\n    return e\n"]
    rows += [
        f"def f{i}(u, e):\n    f{i - 1}(u, e)\n    return f{i - 1}(u, e){more}\n"
        for i in range(1, n)
    ]
    return "".join(rows) + f"f{n - 1}(u, 'X')\n"


def _methods(n: int) -> str:
    rows = [
        "class C:\n    def m0(self, u, e):\n        self.x = e\n        client.track(u.id, e)\n"
    ]
    rows += [
        f"    def m{i}(self, u, e):\n        self.a{i} = e\n        self.m{i - 1}(u, e)\n"
        f"        self.m{i - 1}(u, e)\n"
        for i in range(1, n)
    ]
    return "".join(rows)


def _properties(n: int) -> str:
    rows = ["class C:\n    @property\n    def p0(self):\n        return self.x\n"]
    rows += [
        f"    @property\n    def p{i}(self):\n        return self.p{i - 1} or self.p{i - 1}\n"
        for i in range(1, n)
    ]
    return "".join(rows) + f"    def f(self, u):\n        client.track(u.id, self.p{n - 1})\n"


def _diamonds(n: int) -> str:
    rows = [
        "class C0:\n    name = 'a'\n    def f(self, u):\n        client.track(u.id, self.name)\n"
    ]
    rows += [
        f"class A{i}(C{i - 1}):\n    pass\nclass B{i}(C{i - 1}):\n    pass\n"
        f"class C{i}(A{i}, B{i}):\n    pass\n"
        for i in range(1, n)
    ]
    return "".join(rows) + f"def f(u):\n    C{n - 1}().f(u)\n"


def _doubled(n: int, first: str, line: str, given: str = "v") -> str:
    body = f"    v = {first}\n{_lines(n, f'    {line}' + chr(10))}"
    return _in_function(body + f"    client.track(u.id, 'X', {{'v': {given}}})\n")


def _ternaries(n: int) -> str:
    n = min(n, 90)
    chosen = "".join(f"'e{i}' if x == {i} else (" for i in range(n)) + "'o'" + ")" * n
    return _in_function(f"    client.track(u.id, {chosen})\n")


def _bools(n: int) -> str:
    n = min(n, 90)
    asked = "".join(f"not (x.a{i} and (" if i % 2 else f"(y.a{i} or (" for i in range(n))
    return _in_function(f"    if {asked}x{'))' * n}:\n        {_TRACK}\n")


def _id(i: int) -> str:
    return f"'HEAP_ID_{i}': '{2304117765 + i}'"


def _formats(n: int) -> str:
    n = min(n, 4_000)
    return _in_function(f'    client.track(u.id, f"{"".join(f"{{x.a{i}}}" for i in range(n))}")\n')


CONSTRUCTS: dict[str, tuple[str, Make]] = {
    # nested
    "operands of bits": _py(
        lambda n: _in_function(
            f"    v = {' ^ '.join(f'x.f{i}' for i in range(min(n, 900)))}\n    {_TRACK}\n"
        )
    ),
    "operands, nested to the right": _py(lambda n: _wrapped(n, "x * (", ")")),
    "turned": _py(lambda n: _wrapped(n, "~", "")),
    "negated": _py(lambda n: _wrapped(n, "not ", "")),
    "subscripts": _py(lambda n: _wrapped(n, "x[", "]")),
    "subscripts in a row": _py(
        lambda n: _in_function(f"    v = x{'[0]' * min(n, 900)}\n    {_TRACK}\n")
    ),
    "attributes in a row": _py(
        lambda n: _in_function(f"    v = x{'.a' * min(n, 900)}\n    {_TRACK}\n")
    ),
    "calls in a row": _py(
        lambda n: _in_function(f"    v = x{'.a()' * min(n, 400)}\n    {_TRACK}\n")
    ),
    "calls in a row, asked": _py(
        lambda n: _in_function(f"    if x{'.a()' * min(n, 400)}:\n        {_TRACK}\n")
    ),
    "replaced in a row": _py(
        lambda n: _in_function(f"    v = 'a'{'.replace(x, y)' * min(n, 400)}\n    {_TRACK}\n")
    ),
    "calls in calls": _py(lambda n: _wrapped(n, "y(", ")")),
    "lists": _py(lambda n: _wrapped(n, "[", "]")),
    "tuples": _py(lambda n: _wrapped(n, "(", ",)")),
    "dicts": _py(lambda n: _wrapped(n, "{'a': ", "}")),
    "dicts spread": _py(lambda n: _wrapped(n, "{'a': 1, **", "}")),
    "lists spread": _py(lambda n: _wrapped(n, "[1, *", "]")),
    "comprehensions": _py(lambda n: _wrapped(n, "[", " for x in x]")),
    "comprehensions over comprehensions": _py(lambda n: _wrapped(n, "[x for x in ", "]")),
    "dict comprehensions": _py(lambda n: _wrapped(n, "{1: ", " for x in [1, 2, 3]}", most=60)),
    "lambdas": _py(lambda n: _wrapped(n, "lambda x: ", "")),
    "lambdas called": _py(lambda n: _wrapped(n, "(lambda x: ", ")(x)")),
    "walruses": _py(lambda n: _wrapped(n, "(v := ", ")")),
    "conditional expressions": _py(_ternaries),
    "conditions": _py(_bools),
    "comparisons": _py(
        lambda n: _in_function(
            f"    if {' < '.join(f'x.a{i}' for i in range(n))}:\n        {_TRACK}\n"
        )
    ),
    "f-string, long": _py(_formats),
    "f-strings, nested": _py(lambda n: _wrapped(min(n, 4), "f'{x!r:{", "}}'", most=1)),
    "awaits": _py(lambda n: "async " + _wrapped(n, "await (", ")")),
    "for, nested": _py(lambda n: _nested(n, "for y in x:", _TRACK)),
    "for, nested, other names": _py(lambda n: _nested(n, "for x@ in x:", _TRACK)),
    "for, nested, each changes what is looped over": _py(
        lambda n: _nested(n, "for x in x.a@:", _TRACK)
    ),
    "while, nested": _py(lambda n: _nested(n, "while x.a@:", _TRACK)),
    "if, nested": _py(lambda n: _nested(n, "if x.a@:", _TRACK)),
    "with, nested": _py(lambda n: _nested(n, "with x.a@() as y@:", _TRACK)),
    "with suppress, nested": _py(
        lambda n: "import contextlib\n" + _nested(n, "with contextlib.suppress(x):", _TRACK)
    ),
    "match, nested": _py(_matches),
    "try, nested": _py(_tries),
    "functions in functions": _py(_functions_in_functions),
    "functions in functions, called": _py(_called_functions_in_functions),
    "functions in functions, in loops": _py(lambda n: _functions_in_functions(n, loops=True)),
    "classes in methods": _py(_methods_in_methods),
    # functions
    "all call all": _py(_all_call_all),
    "two calls each": _py(_two_calls),
    "two calls each, text doubled": _py(lambda n: _two_calls(n, " + e")),
    "methods": _py(_methods),
    "properties": _py(_properties),
    "diamonds": _py(_diamonds),
    "functions": _py(
        lambda n: _lines(n, "def f@(u, x):\n    client.track(u.id, 'E@', {'x': x})\n")
    ),
    "functions, called": _py(
        lambda n: _lines(n, "def f@(u, x):\n    client.track(u.id, 'E@', {'x': x})\nf@(u, 1)\n")
    ),
    "one function, called": _py(
        lambda n: "def f(u, x):\n    client.track(u.id, 'E', {'x': x})\n" + _lines(n, "f(u, @)\n")
    ),
    "one function, called in one": _py(
        lambda n: (
            "def g(u, x):\n    client.track(u.id, x)\ndef f(u):\n" + _lines(n, "    g(u, 'E@')\n")
        )
    ),
    "facts of one function": _py(
        lambda n: (
            "def f(u, x):\n"
            + _lines(n, "    client.track(u.id, x.a@)\n")
            + "def g(u, x):\n"
            + _lines(n, "    f(u, x)\n")
        )
    ),
    "generators": _py(
        lambda n: (
            "def g(x):\n"
            + _lines(n, "    yield x.a@\n")
            + _in_function("    for v in g(x):\n        client.track(u.id, v)\n")
        )
    ),
    "parameters": _py(
        lambda n: (
            f"def f(u, {', '.join(f'a{i}=None' for i in range(n))}):\n"
            f"    client.track(u.id, 'X', {{'a': a0}})\n"
            "f(u)\n"
        )
    ),
    "keyword arguments": _py(
        lambda n: (
            "def f(u, **k):\n"
            "    client.track(u.id, 'X', k)\n"
            f"f(u, {', '.join(f'a{i}={i}' for i in range(n))})\n"
        )
    ),
    "decorators": _py(
        lambda n: (
            "".join(f"@x.a{i}\n" for i in range(n)) + "def f(u):\n    client.track(u.id, 'X')\n"
        )
    ),
    "globals": _py(
        lambda n: (
            "def f(u):\n"
            + _lines(n, "    global a@\n    a@ = 1\n")
            + "    client.track(u.id, 'X')\n"
        )
    ),
    # sequences
    "text doubled": _py(lambda n: _doubled(n, "x", "v = v + 'a' + v")),
    "text doubled by a format": _py(lambda n: _doubled(n, "x", "v = f'{v}a{v}'")),
    "text doubled, one of two": _py(lambda n: _doubled(n, "x or 'a'", "v = v + 'a' + v")),
    "dict doubled": _py(lambda n: _doubled(n, "{}", "v = {'a': v, 'b': v}")),
    "dict doubled by spreads": _py(lambda n: _doubled(n, "{}", "v = {'a': {**v}, 'b': {**v}}")),
    "dict kept twice": _py(lambda n: _doubled(n, "{}", "v = dict(a=v, b=v)")),
    "list doubled": _py(lambda n: _doubled(n, "[x]", "v = v + v")),
    "list of itself": _py(lambda n: _doubled(n, "[x]", "v = [v, v]")),
    "list extended": _py(lambda n: _doubled(n, "[x]", "v += [x.a@]")),
    "list appended to": _py(lambda n: _doubled(n, "[x]", "v.append(x.a@)")),
    "list appended to in ifs": _py(lambda n: _doubled(n, "[x]", "if x.a@: v.append(x.b@)")),
    "dict set in ifs": _py(lambda n: _doubled(n, "{}", "if x.a@: v['a@'] = x.b@")),
    "dict updated": _py(lambda n: _doubled(n, "{}", "v.update(a@=x.b@)")),
    "dict or": _py(lambda n: _doubled(n, "{}", "v = v | {'a@': x}")),
    "parameter's keys": _py(lambda n: _doubled(n, "x", "v['a@'] = y.b@")),
    "parameter's keys taken": _py(lambda n: _doubled(n, "x", "v.pop('a@', None)")),
    "names set in ifs": _py(lambda n: _doubled(n, "x", "if x.a@: v@ = y", "v0")),
    "names set in ifs, asked again": _py(
        lambda n: _doubled(n, "x", "v@ = 1 if x.a@ else None\n    if v@: x.b = y")
    ),
    "names set in elif": _py(
        lambda n: _in_function(
            "    if x == 0: x = 'a'\n"
            + _lines(min(n, 900), "    elif x == @: x = 'e@'\n", 1)
            + f"    {_TRACK}\n"
        )
    ),
    "one name set in ifs": _py(lambda n: _doubled(n, "x", "if x.a@: v = y.b@")),
    "constants set in ifs": _py(lambda n: _doubled(n, "x", "if x.a@: v = @")),
    "names": _py(lambda n: _doubled(n, "x", "v@ = y.b@")),
    "guards that leave": _py(
        lambda n: _doubled(n, "x", "v@ = x.a@()\n    if v@ is None: return v@")
    ),
    "guards that raise": _py(lambda n: _doubled(n, "x", "if x.a@ != y: raise E")),
    "comparisons that leave": _py(lambda n: _doubled(n, "x", "if x == 'a@': return y")),
    "continues": _py(
        lambda n: (
            "def f(u, x):\n    for y in x:\n"
            + _lines(n, "        if y.a@:\n            continue\n")
            + f"        {_TRACK}\n"
        )
    ),
    "breaks": _py(
        lambda n: (
            "def f(u, x):\n    while x:\n"
            + _lines(n, "        if u.a@:\n            x = u.b@\n            break\n")
            + f"        {_TRACK}\n"
        )
    ),
    "loops": _py(lambda n: _doubled(n, "x", "for v@ in x.a@: v = v@")),
    "loops with calls": _py(lambda n: _doubled(n, "x", "for v@ in x.a@: client.track(u.id, v@)")),
    "tries": _py(lambda n: _doubled(n, "x", "try: v = x.a@\n    except E: v = None")),
    "try, long": _py(
        lambda n: _in_function(
            "    try:\n"
            + _lines(n, "        v@ = x.a@\n")
            + f"        {_TRACK}\n    except E:\n        x = y\n"
        )
    ),
    "try, handlers": _py(
        lambda n: _in_function(
            f"    try:\n        {_TRACK}\n"
            + _lines(n, "    except E@ as e:\n        x = y.a@\n")
            + "    client.track(u.id, x)\n"
        )
    ),
    "with": _py(lambda n: _doubled(n, "x", "with x.a@() as v@: v = v@")),
    "asserts": _py(lambda n: _doubled(n, "x", "assert x.a@ is not None")),
    "conditional values": _py(lambda n: _doubled(n, "x", "v@ = x.a@ if y.a@ else None")),
    "and": _py(
        lambda n: _in_function(
            f"    if {' and '.join(f'x.a{i}' for i in range(n))}:\n        {_TRACK}\n"
        )
    ),
    "or of names": _py(
        lambda n: _in_function(
            f"    v = {' or '.join(f'x{i}' for i in range(n))}\n    client.track(u.id, v)\n"
        )
    ),
    "any of constants": _py(
        lambda n: _in_function(
            f"    if x in ({', '.join(f'{i}' for i in range(n))}):\n        {_TRACK}\n"
        )
    ),
    "match, alternatives": _py(
        lambda n: _in_function(
            "    match x:\n"
            f"        case {' | '.join(f'{i}' for i in range(1, n + 1))}:\n"
            f"            {_TRACK}\n"
        )
    ),
    "match, classes": _py(
        lambda n: _in_function(
            "    match x:\n"
            + _lines(n, "        case C@(a=y):\n            u = y\n")
            + f"    {_TRACK}\n"
        )
    ),
    "attributes of an instance": _py(
        lambda n: (
            "class C:\n    def __init__(self, x):\n"
            + _lines(n, "        self.a@ = x.b@\n")
            + "    def f(self, u):\n        client.track(u.id, self.a0)\n"
        )
    ),
    "attributes of an instance, in methods": _py(
        lambda n: (
            "class C:\n"
            + _lines(n, "    def m@(self, x):\n        self.a@ = x\n")
            + "    def f(self, u):\n        client.track(u.id, self.a0)\n"
        )
    ),
    "attributes of an object": _py(
        lambda n: (
            "class C:\n    def __init__(self, x):\n        self.x = x\n"
            + _doubled(n, "C(x)", "v.a@ = y")
        )
    ),
    "fields": _py(
        lambda n: (
            "import dataclasses\n@dataclasses.dataclass\nclass C:\n"
            + _lines(n, "    a@: int = @\n")
            + "def f(u):\n    client.track(u.id, 'X', dataclasses.asdict(C()))\n"
        )
    ),
    "enum": _py(
        lambda n: (
            "import enum\nclass E(enum.Enum):\n"
            + _lines(n, "    A@ = 'e@'\n")
            + "def f(u, x):\n    client.track(u.id, E.A0.value)\n    client.track(u.id, E[x].value)\n"
        )
    ),
    "imports": _py(lambda n: _lines(n, "import a@.b\n") + "client.track('u', 'X')\n"),
    "names imported": _py(
        lambda n: _lines(n, "from m@ import a@ as b@\n") + "client.track('u', 'X')\n"
    ),
    "table": _py(
        lambda n: (
            f"T = {{{', '.join(f'{chr(39)}k{i}{chr(39)}: {chr(39)}v{i}{chr(39)}' for i in range(n))}}}\n"
            + _in_function("    client.track(u.id, T[x])\n")
        )
    ),
    "table, with ids": _py(
        lambda n: f"T = {{{', '.join(_id(i) for i in range(n))}}}\nclient.track('u', 'X')\n"
    ),
    "list of dicts": _py(
        lambda n: (
            f"T = [{', '.join(f'dict(a={i}, b=[{i}])' for i in range(n))}]\n"
            + _in_function("    for v in T:\n        client.track(u.id, 'X', v)\n")
        )
    ),
    "bulk": _py(
        lambda n: _in_function(
            f"    client.bulk_track([{'dict(event=x.a, identity=u.id), ' * n}])\n"
        )
    ),
    "logins in one function": _py(
        lambda n: (
            "from django.contrib.auth import login\ndef f(request, u):\n"
            + _lines(n, "    client.identify(u.a@)\n    login(request, u.b@)\n")
        )
    ),
    "logouts in one function": _py(
        lambda n: (
            "from django.contrib.auth import login, logout\ndef f(request, u):\n"
            + _lines(n, "    client.identify(u.pk)\n    login(request, u)\n    logout(request)\n")
        )
    ),
    "events of nobody": _py(
        lambda n: (
            "def f(request):\n"
            + _lines(
                n,
                "    client.track(request.user.id, 'E@')\n"
                "    if request.user.is_anonymous: client.track(request.user.id, 'F@')\n",
            )
        )
    ),
    "guards of a blueprint": _py(
        lambda n: (
            "from flask import Blueprint\nbp = Blueprint('b', __name__)\n"
            + _lines(
                n,
                "%bp.before_request\n"
                "def g@():\n"
                "    if not current_user.is_authenticated:\n"
                "        return 'no'\n"
                "%bp.route('/@')\n"
                "def v@():\n"
                "    client.track(current_user.id, 'X')\n",
            ).replace("%", "@")
        )
    ),
    "views": _py(
        lambda n: (
            "from django.views import View\n"
            + _lines(
                n,
                "class V@(View):\n"
                "    def get(self, request):\n"
                "        client.track(request.user.pk, 'X')\n",
            )
        )
    ),
    "retries": _py(
        lambda n: (
            "import requests\n"
            + _lines(
                n,
                "def f@(u):\n"
                "    for _ in range(3):\n"
                "        try:\n"
                "            client.track(u.id, 'X')\n"
                "            return\n"
                "        except requests.Timeout:\n"
                "            continue\n",
            )
        )
    ),
    "scripts": _py(lambda n: _lines(n, "S@ = '''<script>heap.identify('%s')</script>''' % x\n")),
    "scripts in functions": _py(
        lambda n: _lines(
            n, "def s@(x):\n    return f\"<script>heap.identify('{x}')</script>\"\ns@('a')\n"
        )
    ),
    "posts": _py(
        lambda n: (
            "import requests\n"
            + _lines(
                n,
                "def f@(u, x):\n"
                "    requests.post('https://heapanalytics.com/api/track', "
                "json={'app_id': '2304117765', 'identity': u, 'event': x})\n",
            )
        )
    ),
    "post, its body built": _py(
        lambda n: (
            "import requests\ndef f(u, x):\n    b = {}\n"
            + _lines(n, "    b['a@'] = x.a@\n")
            + "    requests.post('https://heapanalytics.com/api/track', json=b)\n"
        )
    ),
    "not ASCII, one line": _py(
        lambda n: (
            "T = ['é', " + ", ".join(f"'é{i}'" for i in range(n)) + "]\nclient.track('u', 'X')\n"
        )
    ),
    "policies of lists in each other": _py(
        lambda n: (
            "A0 = ['https://cdn.heapanalytics.com']\n"
            + "".join(f"A{i} = [A{i - 1}, A{i - 1}, A{i - 1}]\n" for i in range(1, n))
            + f"CSP_SCRIPT_SRC = A{n - 1}\n"
        )
    ),
    "settings": _py(lambda n: _lines(n, "HEAP_APP_ID_@ = '2304117765'\n")),
}


def _of_one(constant: Callable[[str], str], line: str, before: str = "") -> Make:
    """Return a module with one constant of `n` items, and half as many lines that each use it."""

    def make(n: int) -> str:
        items = ", ".join(f"'k{i}'" for i in range(n))
        lines = _lines(n // 2, f"    {line}\n")
        return f"{_CLIENT}{before}D = {constant(items)}\ndef f(u, x):\n{lines}"

    return make


def _pairs(items: str) -> str:
    return items.replace("',", "': 'v',") + ": 'v'"


OF_ONE_CONSTANT = {
    "JSON": _of_one(
        lambda items: (
            f"'{{{_pairs(items)}}}'".replace("'", '"').replace('"{', "'{").replace('}"', "}'")
        ),
        "client.track(u.id, 'X', json.loads(D))",
        "import json\n",
    ),
    "properties": _of_one(lambda items: f"[{items}]", "client.track(u.id, 'X', {'a': D})"),
    "given to a wrapper": _of_one(
        lambda items: f"[{items}]",
        "g(u, D)",
        "def g(u, x):\n    client.track(u.id, 'X', {'a': x})\n",
    ),
    "made by a function": _of_one(
        lambda items: "0\ndef g(p):\n    return {" + items.replace("',", "': p,") + ": p}",
        "client.track(u.id, 'X', g('a'))",
    ),
    "said by a function": _of_one(
        lambda items: (
            "0\ndef g(u, p):\n    client.track(u.id, 'X', {"
            + items.replace("',", "': p,")
            + ": p})"
        ),
        "g(u, 'a')",
    ),
}
"""One constant of many items, or one function that makes as many, that many lines use."""


def _script(hole: str, line: str, before: str = "", prefix: str = "") -> Make:
    """Return a module with a script of `n` places, and half as many lines that each fill them in."""

    def make(n: int) -> str:
        calls = _lines(n, f"heap.track('e', {hole});\n")
        return f'{before}D = {prefix}"""{calls}"""\n{_lines(n // 2, line)}'

    return make


SCRIPTS_IN_CONSTANTS = {
    "percent": _script("{a: '%(x)s'}", "p@ = m.D % {'x': v@}\n"),
    "percent, from one dict": _script("{a: '%(x)s'}", "p@ = m.D % v@\n"),
    "format": _script("{{a: '{x.y}'}}", "p@ = m.D.format(x=v@)\n"),
    "markers": _script("{a: '__X__'}", "p@ = m.D.replace('__X__', v@)\n"),
    "parameter": _script("{{a: '{x}'}}", "f(v@)\n", "def f(x):\n  ", "f"),
    "many names": lambda n: (
        "N = 'heap.track(0)'\n"
        + _lines(n, "X@ = \"heap.track('e', {a: '%(k)s'})\"\nN = X@\nN % {'k': v@}\n")
    ),
}
"""A script in one constant, that many lines fill in, as another module's: nothing runs them."""

INVOLVED = {
    "list that holds itself": _py(
        lambda n: (
            "def f(u, x):\n    d = []\n"
            + _lines(n, "    d = [d, x.a@, d]\n    client.track(u.id, 'X', {'d': d})\n")
        )
    ),
    "tuple that holds itself": _py(
        lambda n: "d = ()\n" + _lines(n, "d = (d, d)\nclient.track('u', 'X', {'d': d})\n")
    ),
    "dict of zip": (
        "a.py",
        _of_one(lambda items: f"[{items}]", "client.track('u', **dict(zip(D, D)))"),
    ),
    "star of a list": (
        "a.py",
        _of_one(
            lambda items: f"[{items}]", "client.track(*D); client.track(*D, **dict(zip(D, D)))"
        ),
    ),
    "sets in a dict": _py(
        lambda n: (
            "def f(u, x):\n    s = set(); d = {}\n"
            + _lines(
                n,
                "    s |= {x.a@}; d |= {'k@': s}; s &= d.keys(); s ^= {1}\n"
                "    client.track(u.id, 'X', d)\n",
            )
        )
    ),
}
"""What is bounded by fuel alone, so that a step of it must not cost more than of anything else."""
