"""What a file says about Heap: the language between front ends and checks.

A field that holds a `Value` is None only where the file certainly gives none; where it may give one
that cannot be seen (a spread, `**kwargs`), it is `Unknown`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from heap_lint.flow import Place
from heap_lint.source import Span
from heap_lint.values import Entry, Escaping, Literal, Mapping, OneOf, Value


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


class Via(Struct, frozen=True):
    """How a fact came out of a call of a function that says it: what is wrong must be the caller's.

    `within` is that call, `template` the fact as the function says it, before the caller's arguments
    took their place, and `steps` the places from the wrapper to Heap.
    """

    within: Span
    template: Fact
    steps: tuple[Span, ...]


class Fact(Struct, frozen=True, kw_only=True):
    """Anything a file says; `span` is where a finding about the whole of it stands.

    `where` is that place in words, for a file that people see only through another program.
    `scanned`: told from lines of text, not by a parser, so that what is found of it is less sure.
    """

    span: Span
    via: Via | None = None
    where: str = ""
    scanned: bool = False


class Unreadable(Fact, frozen=True, kw_only=True):
    """A Heap file, or a file with a Heap token, that could not be decoded or parsed.

    `reason` says what is wrong and `hint` the next step, both for people: what the reason quotes is
    hidden where it is not plain, the hint holds nothing of the file. `partial`: all but that place was
    read, and the front end may be at fault: it is said, and is no finding. `perhaps_right`: so is what
    stands between tags, which may be right in what the template renders to, and what only a newer
    Python may read. `in_value`: the text does parse, and a value in it says what is not understood.
    """

    reason: str
    hint: str = ""
    partial: bool = False
    perhaps_right: bool = False
    in_value: bool = False
    repairs: tuple[tuple[Span, str, str], ...] = ()
    """Where it is plain how all that is wrong so is written: places, what stands there, what should."""


class NotFollowed(Fact, frozen=True, kw_only=True):
    """A part of a file that takes more work than is done for it, so that nothing is known of it."""


class Call(Fact, frozen=True, kw_only=True):
    """A call of one of Heap's methods or server endpoints.

    `span` is the called name as written, or the first character of the mapping that describes an
    event; `called` then is the name of the call that sends it. `name` is the method as people know
    it (`heap.identify`, `POST /api/track`), `places` the points of the control flow where it stands
    (none: not known), `provider_of` for Airkit the analytics provider of each profile that runs it
    (`heap`, `googleTagManager`, None for no analytics at all). `only_in`: the generation of Heap's
    snippet (`classic`, `v5`) that alone has this method, empty also where the code asks for it first.
    `through`: the tool that passes the call on to Heap, which turns objects and dates into text.
    `after` is the call that has to come first (`heap.load`), since without it this one fails or is
    lost; empty: there is none, or the code asks for Heap first.
    """

    name: str
    surface: Surface
    called: Span | None = None
    places: tuple[Place, ...] = ()
    provider_of: tuple[tuple[str, str | None], ...] = ()
    only_in: str = ""
    through: str = ""
    after: str = ""


class OtherCall(Call, frozen=True, kw_only=True):
    """A call of a method of Heap's that names no user and sends no event: `heap.getIdentity()`."""


class Reset(Call, frozen=True, kw_only=True):
    """`heap.resetIdentity()`: whoever comes next is another visitor."""


class NamesIdentity(Call, frozen=True, kw_only=True):
    """A call that can name a user: Heap makes a user of each identity it does not know (HEAP 3.1).

    `user_id` (Heap's own id of a user) and `timestamp` exist on the server surface only. `recorded`:
    it is data that was written down for one user, not code that runs for all.
    """

    recorded: bool = False
    identity: Value | None
    user_id: Value | None = None
    timestamp: Value | None = None


class IdentifyCall(NamesIdentity, frozen=True, kw_only=True):
    """`heap.identify(identity)`; `extra` are arguments beyond the one it takes.

    `text_only`: the client ignores an identity that is a number.
    """

    extra: tuple[Value, ...] = ()
    text_only: bool = False


class GivesProperties(NamesIdentity, frozen=True, kw_only=True):
    """A call that can give properties."""

    properties: Value | None = None
    takes: Takes = Takes.USUAL

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The properties that are seen, of all alternatives."""
        given = self.properties
        options = given.options if isinstance(given, OneOf) else (given,)
        return tuple(e for each in options if isinstance(each, Mapping) for e in each.entries)

    @property
    def manner(self) -> tuple[object, ...]:
        """What decides what becomes of a property, besides itself."""
        return type(self), self.surface, self.takes, self.through


class TrackCall(GivesProperties, frozen=True, kw_only=True):
    """An event; on the web it belongs to the current user and `identity` is None.

    `sometimes_nobody`: some ways through the code give neither `identity` nor `user_id`;
    `sometimes_both`: some give both, the second there. `again`:
    what may send it once more, such as a loop; `idempotency_key` then is what makes it count once.
    """

    event: Value | None
    sometimes_nobody: bool = False
    sometimes_both: Span | None = None
    idempotency_key: Value | None = None
    again: Span | None = None


class UserProperties(GivesProperties, frozen=True, kw_only=True):
    """Properties of a user; on the web they go to the current one and `identity` is None."""


class Payload(Call, frozen=True, kw_only=True):
    """A whole body whose shape a schema describes; `schema` is the stem of a file in rules/schemas."""

    schema: str
    body: Value


class AppFile(Fact, frozen=True, kw_only=True):
    """A file in a format of this linter's own; `schema` is the stem of a file in rules/schemas."""

    schema: str
    body: Mapping


class BrowserPost(Fact, frozen=True, kw_only=True):
    """A post to one of Heap's server endpoints that a browser makes; `shown_by` is what shows that."""

    name: str
    shown_by: Span


class LoadCall(Call, frozen=True, kw_only=True):
    """Heap being loaded with options, by a snippet or a config; absent options are an empty mapping."""

    options: Mapping


class AppStart(Call, frozen=True, kw_only=True):
    """Heap being started in an app, with options of its own; absent ones are an empty mapping."""

    options: Mapping


class Snippet(Fact, frozen=True, kw_only=True):
    """The code that fetches Heap's script, or the address of it; `span` is the address where it stands.

    `generation` is `classic` or `v5` (HEAP 1.1), `methods` are those that can be called before the
    script has arrived; empty: not known. `scheme` is that of the address (`http`), empty where the
    page's own is taken or some way gives another.
    """

    generation: str
    methods: tuple[str, ...] = ()
    scheme: str = ""


class ForeignScript(Fact, frozen=True, kw_only=True):
    """The address of a script that is called as Heap's are, on a `host` that is none of Heap's."""

    host: str


class ScriptValue(Fact, frozen=True, kw_only=True):
    """A value that another language writes into the arguments of a Heap call in a script.

    `span` is the place that it fills, `name` the call (`heap.identify`); `quoted`: inside a string.
    """

    value: Value
    escaping: Escaping
    quoted: bool
    name: str


class Redaction(Fact, frozen=True, kw_only=True):
    """An attribute or class of an element that is meant to keep something from Heap (HEAP 2.3).

    `name` is the attribute (`data-heap-redact-attributes`), for a class `class`; `value` is None for
    a bare attribute.
    """

    name: str
    value: Value | None


class ContentSecurityPolicy(Fact, frozen=True, kw_only=True):
    """What a page says its scripts may be loaded from."""

    policy: Value


class Environment(Fact, frozen=True, kw_only=True):
    """An app or environment id given to Heap.

    `name` is the environment (`production`) where the file says one; ids that share a `group` belong
    to the same app. `required`: an empty id is a mistake, not a way to switch Heap off.
    `accepts_number`: what takes it turns numbers into text. `provider`: whose id it is meant to be.
    `fallback` is the constant that is used where the deployment gives no id.
    """

    app_id: Value | None
    name: str = ""
    group: str = ""
    required: bool = True
    accepts_number: bool = False
    provider: str = "heap"
    fallback: Literal | None = None


class Secret(Fact, frozen=True, kw_only=True):
    """A key of the interface that deletes users, as a constant. What it is, no fact says.

    `name` is what it is given to: a setting, or the endpoint of a request.
    """

    name: str


class Destination(Fact, frozen=True, kw_only=True):
    """A host of one of Heap's regions (`us`, `eu`); `span` is the URL, or what implies the host.

    `name` is what goes there (`POST /api/track`, `HeapAPIClient`), `host` is empty where it is only
    implied or one of several, `instead` the way to the other region. Not `used`: only written down, so
    what goes there is not known. `scheme` is that of the URL (`http`), empty where none is given.
    """

    region: str
    name: str
    host: str = ""
    instead: str = ""
    used: bool = True
    defined: Span | None = None
    scheme: str = ""


class Region(Fact, frozen=True, kw_only=True):
    """The region of Heap that the project's configuration names."""

    region: str


class Logout(Fact, frozen=True, kw_only=True):
    """A place where a visitor is logged out; `name` is what does it (`django.contrib.auth.logout`)."""

    name: str


class NeverReset(Fact, frozen=True, kw_only=True):
    """All files of a project were searched: it identifies users on the client and never resets one.

    `span` is the first call that identifies.
    """


class DeadApi(Fact, frozen=True, kw_only=True):
    """A use of something of Heap's that no longer works; `instead` is the way out.

    `renamed` is the method that takes the same arguments in its place, empty where none does.
    """

    name: str
    why: str
    instead: str
    renamed: str = ""
