"""What we use of the standard `dataclasses`, at a tenth of the start-up time.

There each class writes and compiles its methods when it is made, a third of the time of a run over one
file; most classes are never instantiated in one. Here comparison and the like are shared, and
`__init__` is written when it is first needed. That a class is frozen is for mypy to enforce: checking
it at run time would make every instance, and there are many, three times slower to make.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):  # noqa: D103
        return lambda decorator: decorator


T = TypeVar("T")


class _Default:
    """How a field is filled that is not given: with `value`, or what `factory` makes."""

    def __init__(self, value: object, factory: Callable[[], object] | None = None) -> None:
        self.value = value
        self.factory = factory


def field(*, default_factory: Callable[[], T]) -> T:
    """Return the default of a field that each instance gets one of its own of."""
    return _Default(None, default_factory)  # type: ignore[return-value]


@overload
def dataclass(cls: type[T], /) -> type[T]: ...


@overload
def dataclass(
    *, frozen: bool = False, slots: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(field_specifiers=(field,))
def dataclass(
    cls: type[Any] | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> Any:
    """Make a class one that holds the fields it annotates, as the standard decorator does."""

    def make(cls: type[Any]) -> type[Any]:
        return _made(cls, frozen=frozen, slots=slots, eq=eq, kw_only=kw_only)

    return make if cls is None else make(cls)


def fields(instance: object) -> tuple[str, ...]:
    """Return the names of the fields of an instance, or of a class, none for one of another kind."""
    names: tuple[str, ...] = tuple(getattr(instance, "__fields__", ()))
    return names


def replace(instance: T, /, **changes: object) -> T:
    """Return a copy with other values for some fields."""
    copy: T = instance.__copy__()  # type: ignore[attr-defined]
    for name, value in changes.items():
        if name not in instance.__fields__:  # type: ignore[attr-defined]
            raise TypeError(f"{instance.__class__.__name__} has no field `{name}`")
        setattr(copy, name, value)
    return copy


def _made(cls: type[Any], *, frozen: bool, slots: bool, eq: bool, kw_only: bool) -> type[Any]:
    inherited: dict[str, _Default | None] = getattr(cls, "__fields__", {})
    names = cls.__annotations__
    body = dict(cls.__dict__)
    defaults = {name: body.pop(name) for name in names if name in body}
    own = {name: _default(defaults[name]) if name in defaults else None for name in names}
    body["__fields__"] = {**inherited, **own}
    body["__values__"] = attrgetter(*body["__fields__"])
    body["__match_args__"] = tuple(body["__fields__"])
    body.setdefault("__repr__", _repr)
    if eq:
        body["__eq__"] = _eq
        body["__hash__"] = _hash if frozen else None
    if slots:
        body["__slots__"] = tuple(name for name in names if name not in inherited)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    made = type(cls.__name__, cls.__bases__, body)
    made.__init__ = _writes_init(made, kw_only=kw_only)  # type: ignore[misc]
    made.__copy__ = _writes_copy(made)  # type: ignore[attr-defined]
    return made


def _default(given: object) -> _Default:
    return given if isinstance(given, _Default) else _Default(given)


def _writes_init(cls: type[Any], *, kw_only: bool) -> Callable[..., None]:
    """Return an `__init__` that puts the real one into its place when it is first called."""

    def __init__(self: object, *positional: object, **keywords: object) -> None:  # noqa: N807
        init = _init(cls.__fields__, kw_only=kw_only)
        cls.__init__ = init
        init(self, *positional, **keywords)

    return __init__


def _writes_copy(cls: type[Any]) -> Callable[[Any], Any]:
    """Return a `__copy__` that puts the real one into its place when it is first called."""

    def __copy__(self: object) -> object:  # noqa: N807
        lines = "".join(f"  copy.{name} = self.{name}\n" for name in cls.__fields__)
        known: dict[str, Any] = {"new": cls.__new__}
        exec(f"def __copy__(self):\n  copy = new(self.__class__)\n{lines}  return copy", known)
        cls.__copy__ = known["__copy__"]
        return cls.__copy__(self)

    return __copy__


def _init(fields: dict[str, _Default | None], *, kw_only: bool) -> Callable[..., None]:
    known: dict[str, Any] = {}
    parameters, lines = ["self", "*"] if kw_only else ["self"], ["  pass"]
    for name, default in fields.items():
        value = name
        if default is not None:
            known[f"default_{name}"] = default if default.factory else default.value
        if default is not None and default.factory:
            known[f"make_{name}"] = default.factory
            value = f"make_{name}() if {name} is default_{name} else {name}"
        parameters.append(name if default is None else f"{name}=default_{name}")
        lines.append(f"  self.{name} = {value}")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), known)
    init: Callable[..., None] = known["__init__"]
    return init


def _repr(self: Any) -> str:
    given = (f"{name}={getattr(self, name)!r}" for name in self.__fields__)
    return f"{self.__class__.__qualname__}({', '.join(given)})"


def _eq(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if self.__class__ is not other.__class__:
        return NotImplemented
    values = self.__values__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__values__(self))
