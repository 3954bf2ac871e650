"""Writes one program in Python and in JavaScript: what it sends, by way of what, and around it.

A `Both` has the two texts of one thing. `$identity`, `$event` and `$properties` stand in it for
expressions, which are such pairs too; `$name` for what is called.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from string import Template
from typing import NamedTuple

from hypothesis import strategies as st


class Both(NamedTuple):
    """One thing in Python and in JavaScript."""

    python: str
    script: str


def same(text: str) -> Both:
    """Return what is written the same in both languages."""
    return Both(text, text)


IDENTITIES = (
    *map(same, ('"guest"', '"demo-user"', '""', "42", "0", "user.id", "user.email", "user.name")),
    Both("None", "null"),
    Both("True", "true"),
    Both(f'"{"u" * 256}"', f'"{"u" * 256}"'),
    Both('"u-" + "demo"', '"u-" + "demo"'),
    Both('f"u-{7}"', "`u-${7}`"),
    Both('user.id or "guest"', 'user.id || "guest"'),
    Both('user.id if user.id else "nobody"', 'user.id ? user.id : "nobody"'),
    Both('"nobody" if flag else user.id', 'flag ? "nobody" : user.id'),
    Both('f"u-{user.id}"', "`u-${user.id}`"),
    Both("user.email.lower()", "user.email.toLowerCase()"),
    Both("str(uuid.uuid4())", "crypto.randomUUID()"),
    Both("user.id or str(uuid.uuid4())", "user.id || crypto.randomUUID()"),
    Both('os.environ["SITE"]', "process.env.SITE"),
    Both('os.environ.get("SITE", "default")', 'process.env.SITE || "default"'),
    Both("request.user.id", "req.user.id"),
    Both("ANYBODY", "ANYBODY"),
    Both('NAMES["demo"]', "NAMES.demo"),
    Both("Who.DEMO", "Who.DEMO"),
    Both('{"id": user.id}', "{ id: user.id }"),
    Both("[user.id]", "[user.id]"),
)
EVENTS = (
    *map(same, ('"Opened"', '"Opened"', '""', "7", "user.event", '"Opened " + user.plan')),
    Both("None", "null"),
    Both('f"Opened {user.plan}"', "`Opened ${user.plan}`"),
    Both('"Opened" if flag else ""', 'flag ? "Opened" : ""'),
    Both(f'"{"n" * 1025}"', f'"{"n" * 1025}"'),
    Both('NAMES["event"]', "NAMES.event"),
)
KEYS = ("plan", "seats", "password", "ssn", "Email", "id", "k" * 1025)
VALUES = (
    *map(same, ("3", '"free"', "user.plan", "user.email", f'"{"v" * 1025}"', '"536-22-8765"')),
    *map(same, ('["a", "b"]', '{"deep": {"er": 1}}')),
    Both("None", "null"),
    Both("True", "true"),
    Both("user.plan or None", "user.plan || null"),
)

TEXTS = VALUES[:6]
"""Those of the values that are texts and numbers, or nobody knows what."""

CONSTANTS = Both(
    """\
import enum

ANYBODY = "anybody-7"
NAMES = {"demo": "demo-user", "event": "Opened"}


class Who(str, enum.Enum):
    DEMO = "demo-user"
""",
    """\
export const ANYBODY = "anybody-7";
export const NAMES = { demo: "demo-user", event: "Opened" };
export enum Who {
  DEMO = "demo-user",
}
""",
)
UNTYPED_CONSTANTS = CONSTANTS._replace(
    script=CONSTANTS.script.partition("export enum")[0]
    + 'export const Who = Object.freeze({ DEMO: "demo-user" });\n'
)
"""The constants where a script has no enums."""
_SENDING = Both(
    """\
import requests
from heapapi import HeapAPIClient

URL = "https://heapanalytics.com/api/track"
APP_ID = "2304117765"
client = HeapAPIClient(APP_ID)
""",
    """\
import Heap from "heap-api";

const URL = "https://heapanalytics.com/api/track";
const APP_ID = "2304117765";
const client = Heap(APP_ID);
""",
)
APART = {
    "names": Both("from tracking import $name\n", 'import { $name } from "./tracking";\n'),
    "module": Both("import tracking\n", 'import * as tracking from "./tracking";\n'),
    "re-exported": Both("from api import $name\n", 'import { $name } from "./api";\n'),
    "required": Both("from tracking import $name\n", 'const { $name } = require("./tracking");\n'),
}
"""Ways to import what stands in a file of its own."""
_REEXPORTS = Both("from tracking import $name\n", 'export { $name } from "./tracking";\n')
_IMPORTS = Both(
    "import os\nimport uuid\n\nfrom django.contrib.auth import login\n\n"
    "from constants import ANYBODY, NAMES, Who\n",
    'import { ANYBODY, NAMES, Who } from "./constants";\n',
)
POST = Both(
    'requests.post(URL, json={"app_id": APP_ID, "identity": $identity, "event": $event,'
    ' "properties": $properties})',
    'fetch(URL, { method: "POST", body: JSON.stringify({ app_id: APP_ID, identity: $identity,'
    " event: $event, properties: $properties }) });",
)
CLIENT = Both(
    "client.track(event=$event, identity=$identity, properties=$properties)",
    "client.track($event, $identity, $properties);",
)
_CALL = Both("$name($identity, $event, $properties)", "$name($identity, $event, $properties);")


@dataclass(frozen=True)
class Way:
    """What sends: its definition, where `$post` does so, and what it is called by."""

    definition: Both
    name: Both


_PARAMETERS = "identity, event, properties"
_FUNCTION = Both(
    f"def send({_PARAMETERS}):\n    $post\n",
    f"export function send({_PARAMETERS}) {{\n  $post\n}}\n",
)
_CLASS = Both(
    f"class Tracker:\n    def send(self, {_PARAMETERS}):\n        $post\n",
    f"export class Tracker {{\n  send({_PARAMETERS}) {{\n    $post\n  }}\n}}\n",
)


def _with(before: Both, python: str, script: str, name: Both) -> Way:
    return Way(Both(f"{before.python}\n\n{python}", f"{before.script}\n{script}"), name)


WAYS = {
    "function": Way(_FUNCTION, same("send")),
    "two": _with(
        _FUNCTION,
        f"def deliver({_PARAMETERS}):\n    send({_PARAMETERS})\n",
        f"export const deliver = ({_PARAMETERS}) => send({_PARAMETERS});\n",
        same("deliver"),
    ),
    "guarded": Way(
        Both(
            f"def send({_PARAMETERS}):\n    if identity:\n        $post\n",
            f"export const send = ({_PARAMETERS}) => {{\n  if (identity) $post\n}};\n",
        ),
        same("send"),
    ),
    "rest": _with(
        _FUNCTION,
        "def deliver(*fields):\n    send(*fields)\n",
        "export const deliver = (...fields) => send(fields[0], fields[1], fields[2]);\n",
        same("deliver"),
    ),
    "default": Way(
        Both(
            f'def send({_PARAMETERS}, source="web"):\n    $post\n',
            f'export function send({_PARAMETERS}, source = "web") {{\n  $post\n}}\n',
        ),
        same("send"),
    ),
    "method": _with(
        _CLASS,
        "tracker = Tracker()\n",
        "export const tracker = new Tracker();\n",
        same("tracker.send"),
    ),
    "new": Way(_CLASS, Both("Tracker().send", "new Tracker().send")),
    "inherited": _with(
        _CLASS,
        "class Mine(Tracker):\n    pass\n\n\ntracker = Mine()\n",
        "class Mine extends Tracker {}\nexport const tracker = new Mine();\n",
        same("tracker.send"),
    ),
}

AROUND = {
    "alone": same("$body"),
    "condition": Both("if flag:\n    $body", "if (flag) {\n  $body\n}"),
    "loop": Both(
        "for each in request.items:\n    $body", "for (const each of req.items) {\n  $body\n}"
    ),
    "try": Both(
        "try:\n    $body\nexcept ValueError:\n    pass", "try {\n  $body\n} catch (error) {\n}"
    ),
    "before login": Both(
        "$body\nlogin(request, user)", "$body\nawait signIn(user.email, password);"
    ),
    "behind login": Both(
        "login(request, user)\n$body", "await signIn(user.email, password);\n$body"
    ),
    "logged out": Both(
        "if not request.user.is_authenticated:\n    $body",
        "if (!req.isAuthenticated) {\n  $body\n}",
    ),
    "logged in": Both(
        "if request.user.is_authenticated:\n    $body", "if (req.isAuthenticated) {\n  $body\n}"
    ),
    "nested": Both(
        "def inner():\n    $body\n\ninner()", "const inner = () => {\n  $body\n};\ninner();"
    ),
}


@dataclass(frozen=True)
class Sending:
    """What is sent, in both languages."""

    identity: Both
    event: Both
    properties: tuple[tuple[str, Both], ...]

    def filled(self, text: Both, **more: Both) -> Both:
        """Return a text with the expressions in their places."""
        given = {"identity": self.identity, "event": self.event, **more}
        given["properties"] = Both(
            "{" + ", ".join(f'"{key}": {value.python}' for key, value in self.properties) + "}",
            "{" + ", ".join(f'"{key}": {value.script}' for key, value in self.properties) + "}",
        )
        return Both(
            Template(text.python).safe_substitute({k: v.python for k, v in given.items()}),
            Template(text.script).safe_substitute({k: v.script for k, v in given.items()}),
        )


def filled_line(text: str, place: str, body: str) -> str:
    """Return a text with lines in the place of one, as far to the right."""
    line = next(each for each in text.splitlines() if place in each)
    indent = line[: len(line) - len(line.lstrip())]
    if line.strip() != place:
        return text.replace(place, body)
    return text.replace(line, textwrap.indent(body, indent))


def program(
    sendings: list[Sending], way: str | None, around: str, *, form: Both = POST, apart: str = ""
) -> dict[str, Both]:
    """Return the files of a program by name: what is sent, in which `form` and by what `way`.

    The way may stand `apart`, in a file of its own that is imported as that says.
    """
    name = same("") if way is None else WAYS[way].name
    if apart == "module":
        name = Both(*(_below("tracking", each) for each in name))
    sent = form if way is None else _CALL
    each = [sending.filled(sent, name=name) for sending in sendings]
    inside = Both("\n".join(e.python for e in each), "\n".join(e.script for e in each))
    body = _at_line(AROUND[around], "$body", inside)
    inner = Both(textwrap.indent(body.python, "    "), textwrap.indent(body.script, "  "))
    view = Both(
        f"\n\ndef opened(request, user, flag):\n{inner.python}\n",
        f"\nexport async function opened(req, user, flag) {{\n{inner.script}\n}}\n",
    )
    files = {"constants": CONSTANTS}
    if way is None:
        files["app"] = _joined(_IMPORTS, _SENDING, view)
        return files
    parameters = {name: name for name in ("identity", "event", "properties")}
    written = Both(*(Template(text).substitute(parameters) for text in form))
    tracking = _joined(_SENDING, _at_line(WAYS[way].definition, "$post", written))
    if not apart:
        files["app"] = _joined(_IMPORTS, tracking, view)
        return files
    files["tracking"] = tracking
    root = WAYS[way].name.python.partition(".")[0].removesuffix("()")
    if apart == "re-exported":
        files["api"] = _filled(_REEXPORTS, root)
    files["app"] = _joined(_IMPORTS, _filled(APART[apart], root), view)
    return files


def _below(module: str, name: str) -> str:
    return f"new {module}.{name[4:]}" if name.startswith("new ") else f"{module}.{name}"


def _filled(text: Both, name: str) -> Both:
    return Both(*(Template(each).substitute(name=name) for each in text))


def _joined(*parts: Both) -> Both:
    return Both("\n".join(p.python for p in parts), "\n".join(p.script for p in parts))


def _at_line(text: Both, place: str, lines: Both) -> Both:
    return Both(
        filled_line(text.python, place, lines.python), filled_line(text.script, place, lines.script)
    )


def _sendings(values: tuple[Both, ...]) -> st.SearchStrategy[Sending]:
    pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from(values))
    several = st.lists(pairs, max_size=2, unique_by=lambda pair: pair[0]).map(tuple)
    return st.builds(Sending, st.sampled_from(IDENTITIES), st.sampled_from(EVENTS), several)


sendings = {POST: _sendings(VALUES), CLIENT: _sendings(TEXTS)}
"""Anything that is sent in each form: Heap's client for Node.js takes less than the one for Python."""
