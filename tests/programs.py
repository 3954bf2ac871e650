"""Generates Python programs that send something to Heap: what is sent, the call, and its wrappers.

A `Sending` has an expression for each field, drawn from traps. A form is the text of a call with
`$identity`, `$event`, `$properties` in the place of those; a `Wrapper` is such a text with the
function that it calls. Programs say the same thing in several ways, so that their findings can be
compared.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from string import Template

from hypothesis import strategies as st

_WORD = re.compile(r"\w+")
_DEFINED = re.compile(r"^(?:async )?(?:def |class )?(\w+)(?:\(| =|:)", re.MULTILINE)
_BODY_LINE = re.compile(r"^( *)\$body$", re.MULTILINE)

MODULES = """\
import functools
import json
import os
import threading
import uuid
from collections import namedtuple
from dataclasses import dataclass
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import NamedTuple
from uuid import uuid4

import httpx
import requests
from celery import shared_task
from django.conf import settings
from heapapi import HeapAPIClient

ANYBODY = "anybody-7"
"""
HEADER = f"""\
{MODULES}
URL = "https://heapanalytics.com/api/track"
APP_ID = "2304117765"
client = HeapAPIClient(APP_ID)
session = requests.Session()
web = httpx.Client(timeout=5)
"""

CONSTANT_IDENTITIES = (
    "'demo-user'",
    "'guest'",
    "''",
    "None",
    "True",
    "0",
    "42",
    "-1",
    "b'demo'",
    f"'{'u' * 256}'",
    "'u-' + 'demo'",
    "f'u-{7}'",
    "str(None)",
    "ANYBODY",
    "{'id': 7}",
    "['demo-user']",
)
"""Identities that are the same for everybody, whoever evaluates them, and when."""

IDENTITIES = (
    *CONSTANT_IDENTITIES,
    "user.pk",
    "user.pk or 'guest'",
    "user.pk or None",
    "user.pk if user.pk else 'nobody'",
    "'nobody' if user is None else user.pk",
    "str(user.pk)",
    "str(user.pk or None)",
    "str(getattr(user, 'pk', None))",
    "getattr(user, 'pk', 'anonymous')",
    "f'u-{user.pk}'",
    "f'u-{user.pk or \"\"}'",
    "'u-%s' % user.pk",
    "'{}-{}'.format('u', user.pk)",
    "user.pk[:36]",
    "user.email",
    "user.email or user.pk",
    "user.email.lower()",
    "request.user.pk",
    "request.user.email",
    "request.session.session_key",
    "request.session.get('user_id', 'anonymous')",
    "request.COOKIES.get('visitor')",
    "settings.HEAP_IDENTITY",
    "os.environ['SITE']",
    "os.environ.get('SITE', 'default')",
    "os.getenv('SITE') or user.pk",
    "uuid4()",
    "str(uuid4())",
    "uuid.uuid4().hex",
    "user.pk or uuid4()",
    "datetime.now().isoformat()",
    "[user.pk]",
    "{'id': user.pk}",
    "(user.pk, 'guest')",
    "ANYBODY if user else user.pk",
)
EVENTS = (
    "'Opened'",
    "'Opened'",
    "''",
    "None",
    "7",
    "user.event",
    "f'Opened {user.plan}'",
    "'Opened ' + user.plan",
    "'Opened %s' % user.plan",
    "'Opened' if user.pk else ''",
    f"'{'n' * 1025}'",
    "'Opened ' * 200",
)
KEYS = (
    "'plan'",
    "'seats'",
    "'password'",
    "'ssn'",
    "'Email'",
    "'id'",
    "'user_id'",
    f"'{'k' * 1025}'",
)
VALUES = (
    "3",
    "'free'",
    "True",
    "None",
    "user.plan",
    "user.plan or None",
    "user.email",
    "'536-22-8765'",
    "'4111 1111 1111 1111'",
    f"'{'v' * 1025}'",
    "['a', 'b']",
    "['a' * 1000, 'b' * 1000]",
    "{'deep': {'er': 1}}",
    "[{'deep': None}]",
    "datetime.now()",
    "user.joined.isoformat()",
    "b'bytes'",
    "float('nan')",
    "uuid4()",
    "(1, 2)",
)
TIMES = (
    "'2024-03-01T12:00:00+00:00'",
    "'2024-03-01T12:00:00'",
    "'2024-03-01'",
    "'now'",
    "1710000000",
    "None",
    "datetime.now().isoformat()",
    "datetime.now()",
    "datetime.now(timezone.utc).isoformat()",
    "user.joined",
)


@dataclass(frozen=True)
class Sending:
    """What is sent: an expression for each field, and the properties' keys with theirs."""

    identity: str
    event: str
    properties: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> dict[str, str]:
        """The expressions by the name that forms have for their places."""
        return {
            "identity": self.identity,
            "event": self.event,
            "properties": display(self.properties),
        }

    def written(self, form: str) -> str:
        """Return a form with the expressions in their places."""
        return Template(form).substitute(self.fields)

    def places(self) -> list[tuple[str, str]]:
        """Return the fields, those of the properties as `properties.0`, with their expressions."""
        inner = [(f"properties.{n}", value) for n, (_, value) in enumerate(self.properties)]
        return [("identity", self.identity), ("event", self.event), *inner]

    def having(self, place: str, expression: str) -> Sending:
        """Return the same with another expression in one of its places."""
        field, _, number = place.partition(".")
        if not number:
            return replace(self, **{field: expression})
        properties = list(self.properties)
        properties[int(number)] = (properties[int(number)][0], expression)
        return replace(self, properties=tuple(properties))


def display(pairs: tuple[tuple[str, str], ...]) -> str:
    """Return the text of a dict."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


_EVENT = '{"identity": $identity, "event": $event, "properties": $properties}'
_BODY = _EVENT.replace("{", '{"app_id": APP_ID, ')
FORMS = {
    "track": "client.track($identity, $event, $properties)",
    "track by keyword": "client.track(identity=$identity, event=$event, properties=$properties)",
    "describe": "client.add_user_properties($identity, $properties)",
    "bulk": f"client.bulk_track([{_EVENT}])",
    "post": f"requests.post(URL, json={_BODY})",
    "post text": f"requests.post(URL, data=json.dumps({_BODY}))",
    "request": f'requests.request("POST", URL, json={_BODY}, timeout=3)',
    "session": f"session.post(URL, json={_BODY})",
    "httpx": f"web.post(URL, json={_BODY})",
    "httpx with": f"with httpx.Client() as http:\n    http.post(URL, json={_BODY})",
}
"""Ways to send to Heap."""


@dataclass(frozen=True)
class Wrapper:
    """A function that sends, `$body` being how, and a call of it."""

    definition: str
    call: str

    @property
    def name(self) -> str:
        """The name of the definition that the call uses."""
        used = set(_WORD.findall(self.call))
        return next(name for name in _DEFINED.findall(self.definition) if name in used)

    def sending(self, form: str) -> str:
        """Return the definition, sending in that form what its parameters give."""
        parameters = {name: name for name in ("identity", "event", "properties")}
        body = Template(form).substitute(parameters)
        return _BODY_LINE.sub(lambda line: textwrap.indent(body, line[1]), self.definition)


_TAKEN = "    identity, event, properties = {}\n    $body\n"
_HEAD = "def send(identity, event, properties):\n"
_SEND = f"{_HEAD}    $body\n"
_CALL = "send($identity, $event, $properties)"
_KEYWORDS = "send(properties=$properties, event=$event, identity=$identity)"
_CLASS = """\
class Tracker:
    def send(self, identity, event, properties):
        $body
"""
WRAPPERS = {
    "function": Wrapper(_SEND, _CALL),
    "keywords": Wrapper(_SEND, _KEYWORDS),
    "keyword-only": Wrapper("def send(*, identity, event, properties):\n    $body\n", _KEYWORDS),
    "star": Wrapper(_SEND, "send(*($identity, $event, $properties))"),
    "star list": Wrapper(_SEND, "args = [$identity, $event]\nsend(*args, $properties)"),
    "double star": Wrapper(
        _SEND, 'send(**{"identity": $identity, "event": $event, "properties": $properties})'
    ),
    "double star dict": Wrapper(
        _SEND, "more = dict(event=$event, properties=$properties)\nsend($identity, **more)"
    ),
    "unneeded default": Wrapper(
        "def send(identity=None, event='Opened', properties=None):\n    $body\n", _CALL
    ),
    "annotated": Wrapper(
        "def send(identity: str, event: str, properties: dict[str, object]) -> None:\n    $body\n",
        _CALL,
    ),
    "async": Wrapper("async def send(identity, event, properties):\n    $body\n", _CALL),
    "lambda": Wrapper(
        f"{_SEND}\n\nrun = lambda who, what, more: send(who, what, more)\n",
        "run($identity, $event, $properties)",
    ),
    "two": Wrapper(
        f"{_SEND}\n\ndef deliver(who, what, more):\n    send(who, what, more)\n",
        "deliver($identity, $event, $properties)",
    ),
    "two by keyword": Wrapper(
        "def deliver(who, what, more):\n    send(properties=more, identity=who, event=what)\n\n\n"
        f"{_SEND}",
        "deliver(more=$properties, what=$event, who=$identity)",
    ),
    "two by kwargs": Wrapper(
        f"{_SEND}\n\ndef deliver(**fields):\n    send(**fields)\n",
        _KEYWORDS.replace("send", "deliver"),
    ),
    "two by args": Wrapper(
        f"{_SEND}\n\ndef deliver(*fields):\n    send(*fields)\n", _CALL.replace("send", "deliver")
    ),
    "two by both": Wrapper(
        f"{_SEND}\n\ndef deliver(*args, **kwargs):\n    send(*args, **kwargs)\n",
        "deliver($identity, $event, properties=$properties)",
    ),
    "decorated": Wrapper(
        "@functools.lru_cache\n@shared_task\ndef send(identity, event, properties):\n    $body\n",
        _CALL,
    ),
    "method": Wrapper(_CLASS, "Tracker().send($identity, $event, $properties)"),
    "method of a name": Wrapper(
        f"{_CLASS}\n\ntracker = Tracker()\n", "tracker.send($identity, $event, $properties)"
    ),
    "method of a method": Wrapper(
        f"{_CLASS}\n    def deliver(self, who, what, more):\n        self.send(who, what, more)\n",
        "Tracker().deliver($identity, $event, $properties)",
    ),
    "static method": Wrapper(
        "class Tracker:\n    @staticmethod\n    def send(identity, event, properties):\n        $body\n",
        "Tracker.send($identity, $event, $properties)",
    ),
    "class method": Wrapper(
        "class Tracker:\n    @classmethod\n"
        "    def send(cls, identity, event, properties):\n        $body\n",
        "Tracker.send($identity, $event, $properties)",
    ),
    "inherited": Wrapper(
        f"{_CLASS}\n\nclass Mine(Tracker):\n    pass\n",
        "Mine().send($identity, $event, $properties)",
    ),
    "super": Wrapper(
        f"{_CLASS}\n\nclass Mine(Tracker):\n    def send(self, identity, event, properties):\n"
        "        super().send(identity, event, properties)\n",
        "Mine().send($identity, $event, $properties)",
    ),
    "named tuple": Wrapper(
        f"Told = namedtuple('Told', 'identity event properties')\n\n\n{_HEAD}"
        + _TAKEN.format("Told(identity, event, properties)"),
        _CALL,
    ),
    "typed tuple": Wrapper(
        "class Told(NamedTuple):\n    event: str\n    identity: str\n    properties: dict\n\n\n"
        f"{_HEAD}    event, identity, properties = Told(event, identity, properties)\n    $body\n",
        _CALL,
    ),
    "namespace": Wrapper(
        f"{_HEAD}    told = SimpleNamespace(identity=identity, event=event, properties=properties)\n"
        + _TAKEN.format("told.identity, told.event, told.properties"),
        _CALL,
    ),
    "chained record": Wrapper(
        "@dataclass\nclass Told:\n    identity: object = 'nobody'\n\n"
        "    def of(self, identity):\n        self.identity = identity\n        return self\n\n\n"
        f"{_HEAD}    identity = Told().of(identity).identity\n    $body\n",
        _CALL,
    ),
    "merged dicts": Wrapper(
        "def merged(more):\n    return {'kind': 1, **more}\n\n\n"
        f"{_HEAD}    told = merged({{'identity': identity}} | {{'event': event}})\n"
        + _TAKEN.format("told['identity'], told['event'], properties"),
        _CALL,
    ),
    "held": Wrapper(
        "class Sending:\n    def __init__(self, identity, event, properties):\n"
        "        identity, event, properties = identity, event, properties\n        $body\n",
        "Sending($identity, $event, $properties)",
    ),
    "partial": Wrapper(_SEND, "functools.partial(send, $identity)($event, $properties)"),
    "partial by keyword": Wrapper(
        _SEND,
        "run = functools.partial(send, properties=$properties)\nrun($identity, event=$event)",
    ),
    "task": Wrapper(f"@shared_task\n{_SEND}", "send.delay($identity, $event, $properties)"),
    "bound task": Wrapper(
        "@shared_task(bind=True)\ndef send(self, identity, event, properties):\n    $body\n",
        "send.delay($identity, event=$event, properties=$properties)",
    ),
    "task of lists": Wrapper(
        f"@shared_task\n{_SEND}",
        'send.apply_async(args=[$identity, $event], kwargs={"properties": $properties})',
    ),
    "thread": Wrapper(
        _SEND, "threading.Thread(target=send, args=($identity, $event, $properties)).start()"
    ),
    "thread by keyword": Wrapper(
        _SEND,
        "threading.Thread(target=send, args=($identity,), "
        'kwargs={"event": $event, "properties": $properties}).start()',
    ),
    "pool": Wrapper(_SEND, "pool.submit(send, $identity, $event, properties=$properties)"),
    "other name": Wrapper(f"{_SEND}\n\nemit = send\n", "emit($identity, $event, $properties)"),
    "steps": Wrapper(
        "def send(identity, event, properties):\n    who = identity\n"
        "    what, more = event, properties\n"
        "    identity, event, properties = who, what, more\n    $body\n",
        _CALL,
    ),
    "guarded": Wrapper(
        "def send(identity, event, properties, enabled=True):\n    if not enabled:\n        return\n"
        "    try:\n        $body\n    except Exception:\n        print('failed')\n",
        _CALL,
    ),
}
"""Ways to have a function send."""

HEAP_FILE = "shop/heap.py"
IMPORTS = {
    "absolute": ("from shop.heap import {name}", "{name}", ()),
    "absolute as": ("from shop.heap import {name} as other", "other", ()),
    "module": ("from shop import heap", "heap.{name}", ()),
    "module as": ("import shop.heap as heap", "heap.{name}", ()),
    "module path": ("import shop.heap", "shop.heap.{name}", ()),
    "relative": ("from .heap import {name}", "{name}", ()),
    "relative module": ("from . import heap", "heap.{name}", ()),
    "star": ("from .heap import *", "{name}", ()),
    "re-exported": (
        "from shop import {name}",
        "{name}",
        (("shop/__init__.py", "from .heap import {name}\n"),),
    ),
    "re-exported as": (
        "from shop import api",
        "api.emit",
        (("shop/api.py", "from shop.heap import {name} as emit\n\n__all__ = ['emit']\n"),),
    ),
    "star re-exported": (
        "from shop.api import {name}",
        "{name}",
        (("shop/api.py", "from .heap import *\n"),),
    ),
    "in the function": ("", "{name}", ()),
}
"""Ways to get a name of `shop/heap.py` in `shop/views.py`: the import, the name there, more files."""

AROUND = "def opened(request, user, pool, flag):\n"


def indented(text: str, depth: int = 1) -> str:
    """Return lines further to the right."""
    return textwrap.indent(text, "    " * depth)


def function(body: str) -> str:
    """Return the function that the body stands in, without the file's header."""
    return f"\n\n{AROUND}{indented(body)}\n"


def module(body: str, before: str = "") -> str:
    """Return a file with a body in a function, and definitions before it."""
    return f"{HEADER}\n\n{before}{function(body)}"


properties = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=3, unique_by=lambda p: p[0]
).map(tuple)

sendings = st.builds(Sending, st.sampled_from(IDENTITIES), st.sampled_from(EVENTS), properties)
"""Anything that is sent."""

forms = st.sampled_from(sorted(FORMS)).map(lambda name: FORMS[name])
"""Any way to send it."""
