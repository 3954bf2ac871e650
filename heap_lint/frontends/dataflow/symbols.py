"""Values that stand for what only the caller, or the point in the program, can tell."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.models.paths import kinds, origin_of
from heap_lint.source import Span
from heap_lint.values import Mapping, OneOf, Origin, Sequence, Text, Unknown, Value

ENCODED = "[as JSON]"
"""The step from a value to what an encoder with more types than JSON has writes of it."""
PART = "[:]"
"""The step from a parameter to some of its items, if it is a list."""
CHANGED = "[changed]"
"""The step from a parameter to what it is once code that is not followed has changed it in place."""
WITHOUT = "[without "
"""The step from a dict to its entries but for some names: `[without identity event]`."""
_MOST_TAKEN = 2_000
"""More text than this of names that are taken out of a dict is not remembered: anything may be left."""


class Ref(Unknown, frozen=True):
    """A dict or list that the program can still change; what it holds now is in the `State`."""

    site: int = 0


class Record(Ref, frozen=True):
    """An instance of a class whose fields it holds as a dict holds its entries."""


class Fields(Mapping, frozen=True):
    """The fields of a record as they were at some point; `path` is what the record's was."""

    path: str = ""


class Encoded(Unknown, frozen=True):
    """The JSON text of `content`."""

    content: Value | None = None


class Instance(Unknown, frozen=True):
    """An instance of a class of the project: what its constructor was given, by parameter.

    `function` tells the parameters of that constructor from those of others.
    """

    function: int = 0
    made_with: tuple[tuple[str, Value], ...] = ()


class Parameter(Unknown, frozen=True):
    """The parameter `name` of a function, or what `steps` from it (`.id`, `[key]`) lead to."""

    name: str = ""
    steps: str = ""
    truth: bool | None = None
    """What a condition on the way has shown of it."""
    unlike: tuple[object, ...] = ()
    """Constants that, as conditions on the way have shown, it is not."""
    function: int = 0
    """Tells the parameters of one function from those of another."""
    instance_of: str = ""
    """The path of the class that its annotation names."""

    def stepped(self, step: str, span: Span) -> Unknown:
        """Return what one more step leads to, at `span`: too far away, what is not known."""
        if len(self.steps) > limits.LONGEST_STEPS:
            return Unknown(span)
        steps = self.steps + step
        path = f"@{self.name}{steps}"
        return replace(
            self,
            span=span,
            origin=origin_of(path),
            expression=self.expression + step,
            # What is of a user belongs to the one who was there when the user was taken.
            defined=self.defined if self.origin is Origin.USER else None,
            kind=kinds().get(path),
            steps=steps,
            truth=None,
            unlike=(),
            instance_of="",
        )

    def without(self, names: Iterable[str]) -> Parameter:
        """Return the dict that a parameter is but for some names; of too many, anything is left."""
        before, last = self.steps.rpartition("[")[::2]
        known = last[:-1] if f"[{last}".startswith(WITHOUT) else ""
        if len(known) > _MOST_TAKEN or self.steps.endswith(CHANGED):
            steps = before.removesuffix(CHANGED) + CHANGED
        elif known:
            steps = f"{before}[{known} {' '.join(names)}]"
        else:
            steps = f"{self.steps}{WITHOUT}{' '.join(names)}]"
        return replace(self, steps=steps, truth=None, unlike=())


class Written(Parameter, frozen=True):
    """A parameter that is written as it is into code of another language, so that it is code there."""


class Given(Ref, frozen=True):
    """A dict or record that the function has been given as `parameter`, and changes."""

    parameter: Parameter | None = None


class Forwarded(Parameter, frozen=True):
    """What a call with `*args` or `**kwargs` of the function around it gives one parameter.

    It is itself if that is given, else what `others` are, else the parameter's `default`.
    """

    others: tuple[Parameter, ...] = ()
    default: Value | None = None

    @property
    def sources(self) -> tuple[Parameter, ...]:
        """The parameters that may have it, in their order."""
        return (self, *self.others)

    def stepped(self, step: str, span: Span) -> Unknown:
        """Return what one more step leads to; the default is not followed there."""
        first = Parameter.stepped(self, step, span)
        others = tuple(other.stepped(step, span) for other in self.others)
        if not isinstance(first, Forwarded) or not all(isinstance(o, Parameter) for o in others):
            return Unknown(span)
        return replace(first, others=others, default=None)

    def without(self, names: Iterable[str]) -> Parameter:
        """Return the dict that this is but for some names; the default is not followed there."""
        names = list(names)
        others = tuple(other.without(names) for other in self.others)
        return replace(Parameter.without(self, names), others=others, default=None)


class Defaulted(Parameter, frozen=True):
    """A parameter of a script's function, which is its `default` where nothing is given for it."""

    default: Value | None = None

    def stepped(self, step: str, span: Span) -> Unknown:
        """Return what one more step leads to; the default is not followed there."""
        known = {name: getattr(self, name) for name in Parameter.__struct_fields__}
        return Parameter(**known).stepped(step, span)


def passing_on(sources: list[Parameter], default: Value | None) -> Forwarded:
    """Return what the first of some parameters is that is given, else the default."""
    first, *others = sources
    return Forwarded(
        first.span,
        first.origin,
        first.expression,
        name=first.name,
        steps=first.steps,
        function=first.function,
        others=tuple(others),
        default=default,
    )


class Spread(Unknown, frozen=True):
    """The key of an entry whose value is a parameter: the mapping given for it has the entries."""


_STEPS_OF_A_PART = 16
"""Characters of the steps from a parameter that are as much as a value: each step is gone through."""


def size(value: Value, most: int, *, each_once: bool = False) -> int:
    """Return of how many parts a value is made, or a number from `most` on.

    `each_once`: an item that its list repeats counts once.
    """
    waiting, found = [value], 0
    while waiting:
        if found + len(waiting) >= most:
            return most  # each of those that wait counts
        found += 1
        each = waiting.pop()
        if isinstance(each, Parameter):
            found += len(each.steps) // _STEPS_OF_A_PART
        if isinstance(each, Mapping):
            waiting += [entry.value for entry in each.entries]
        elif isinstance(each, Sequence):
            waiting += each.different if each_once else each.items
        elif isinstance(each, OneOf):
            waiting += each.options
        elif isinstance(each, Text):
            waiting += each.holes
        elif isinstance(each, Encoded) and each.content is not None:
            waiting.append(each.content)
        elif isinstance(each, Defaulted) and each.default is not None:
            waiting.append(each.default)
    return found


def is_open(value: Value) -> bool:
    """Whether a parameter hides which keys or items a body has, so that callers must be asked."""
    if isinstance(value, Encoded):
        return value.content is not None and is_open(value.content)
    if isinstance(value, OneOf):
        return any(map(is_open, value.options))
    if isinstance(value, Sequence):
        return any(map(is_open, value.items))
    if isinstance(value, Mapping):
        return any(
            isinstance(e.key, Spread)
            or isinstance(e.value, Parameter | Sequence)
            and is_open(e.value)
            for e in value.entries
        )
    return isinstance(value, Parameter)
