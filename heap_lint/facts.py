"""What a file says about Heap: the language between front ends and checks.

A field that holds a `Value` is None only where the file certainly gives none; where it may give one
that cannot be seen (a spread, `**kwargs`), it is `Unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from heap_lint.flow import Place
from heap_lint.source import Span
from heap_lint.values import Entry, Escaping, Mapping, OneOf, Value


class Surface(str, Enum):
    """Which of Heap's interfaces takes a call; limits differ between them (HEAP 1.3)."""

    WEB = "web"
    SERVER = "server"
    AIRKIT = "airkit"
    """Sent by the Airkit runtime through the web interface."""
    MOBILE = "mobile"
    """React Native: what it hands to the native libraries has limits of its own."""


class Takes(str, Enum):
    """What a client takes as the value of a property, where that is not what its surface does."""

    USUAL = "usual"
    TEXT_AND_NUMBERS = "text and numbers"
    """It rejects the whole call for anything else."""
    NESTED = "nested"
    """It turns objects into properties with dotted names."""


@dataclass(frozen=True, slots=True)
class Via:
    """How a fact came out of a call of a function that says it: what is wrong must be the caller's.

    `within` is that call, `template` the fact as the function says it, before the caller's arguments
    took their place, and `steps` the places from the wrapper to Heap.
    """

    within: Span
    template: Fact
    steps: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Anything a file says; `span` is where a finding about the whole of it stands."""

    span: Span
    via: Via | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Fact):
    """A Heap file, or a file with a Heap token, that could not be decoded or parsed.

    `reason` says what is wrong and `hint` the next step, both for people.
    """

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Fact):
    """A call of one of Heap's methods or server endpoints.

    `span` is the called name as written, or the first character of the mapping that describes an
    event; `called` then is the name of the call that sends it. `name` is the method as people know
    it (`heap.identify`, `POST /api/track`), `places` the points of the control flow where it stands
    (none: not known), `provider_of` for Airkit the analytics provider of each profile that runs it
    (`heap`, `googleTagManager`, None for no analytics at all). `only_in`: the generation of Heap's
    snippet (`classic`, `v5`) that alone has this method. `through`: the tool that passes the call on
    to Heap, which turns objects and dates into text.
    """

    name: str
    surface: Surface
    called: Span | None = None
    places: tuple[Place, ...] = ()
    provider_of: tuple[tuple[str, str | None], ...] = ()
    only_in: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCall(Call):
    """A call of a method of Heap's that names no user and sends no event: `heap.getIdentity()`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Call):
    """`heap.resetIdentity()`: whoever comes next is another visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesIdentity(Call):
    """A call that can name a user: Heap makes a user of each identity it does not know (HEAP 3.1).

    `user_id` (Heap's own id of a user) and `timestamp` exist on the server surface only.
    """

    identity: Value | None
    user_id: Value | None = None
    timestamp: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyCall(NamesIdentity):
    """`heap.identify(identity)`; `extra` are arguments beyond the one it takes.

    `text_only`: the client ignores an identity that is a number.
    """

    extra: tuple[Value, ...] = ()
    text_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesProperties(NamesIdentity):
    """A call that can give properties."""

    properties: Value | None = None
    takes: Takes = Takes.USUAL

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The properties that are seen, of all alternatives."""
        given = self.properties
        options = given.options if isinstance(given, OneOf) else (given,)
        return tuple(e for each in options if isinstance(each, Mapping) for e in each.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCall(GivesProperties):
    """An event; on the web it belongs to the current user and `identity` is None.

    `sometimes_nobody`: some ways through the code give neither `identity` nor `user_id`. `again`:
    what may send it once more, such as a loop; `idempotency_key` then is what makes it count once.
    """

    event: Value | None
    sometimes_nobody: bool = False
    idempotency_key: Value | None = None
    again: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserProperties(GivesProperties):
    """Properties of a user; on the web they go to the current one and `identity` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(Call):
    """A whole body whose shape a schema describes; `schema` is the stem of a file in rules/schemas."""

    schema: str
    body: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserPost(Fact):
    """A post to one of Heap's server endpoints that a browser makes; `shown_by` is what shows that."""

    name: str
    shown_by: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCall(Call):
    """Heap being loaded with options, by a snippet or a config; absent options are an empty mapping."""

    options: Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet(Fact):
    """The code that fetches Heap's script, or the address of it; `span` is the address where it stands.

    `generation` is `classic` or `v5` (HEAP 1.1), `methods` are those that can be called before the
    script has arrived; empty: not known.
    """

    generation: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptValue(Fact):
    """A value that another language writes into the arguments of a Heap call in a script.

    `span` is the place that it fills, `name` the call (`heap.identify`); `quoted`: inside a string.
    """

    value: Value
    escaping: Escaping
    quoted: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Fact):
    """An attribute or class of an element that is meant to keep something from Heap (HEAP 2.3).

    `name` is the attribute (`data-heap-redact-attributes`), for a class `class`; `value` is None for
    a bare attribute.
    """

    name: str
    value: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSecurityPolicy(Fact):
    """What a page says its scripts may be loaded from."""

    policy: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment(Fact):
    """An app or environment id given to Heap.

    `name` is the environment (`production`) where the file says one; ids that share a `group` belong
    to the same app. `required`: an empty id is a mistake, not a way to switch Heap off.
    `accepts_number`: what takes it turns numbers into text. `provider`: whose id it is meant to be.
    """

    app_id: Value | None
    name: str = ""
    group: str = ""
    required: bool = True
    accepts_number: bool = False
    provider: str = "heap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination(Fact):
    """A host of one of Heap's regions (`us`, `eu`); `span` is the URL, or what implies the host.

    `name` is what goes there (`POST /api/track`, `HeapAPIClient`), `instead` the way to the other
    region. Not `used`: only written down, so what goes there is not known. `scheme` is that of the URL
    (`http`), empty where none is given.
    """

    region: str
    name: str
    instead: str = ""
    used: bool = True
    defined: Span | None = None
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Fact):
    """The region of Heap that the project's configuration names."""

    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logout(Fact):
    """A place where a visitor is logged out; `name` is what does it (`django.contrib.auth.logout`)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverReset(Fact):
    """All files of a project were searched: it identifies users on the client and never resets one.

    `span` is the first call that identifies.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadApi(Fact):
    """A use of something of Heap's that no longer works; `instead` is the way out."""

    name: str
    why: str
    instead: str
