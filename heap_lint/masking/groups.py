"""What is known within a bracket, or beside all of them, where literals are read one by one."""

from __future__ import annotations

from heap_lint.heap.commands import Command
from heap_lint.masking.functions import Positions
from heap_lint.masking.tokens import Kind


class Group:
    """A bracket: what is known of it up to the last comma and since."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.secret = self.is_id = False
        self.strong = False
        """Whether a name that is a secret's wherever it stands is given what it holds."""
        self.is_apart = False
        """Whether it holds what Heap is sent, or the name of a module."""
        self.gives = self.yields = False
        """Whether what is returned in it is a secret, or also what a statement of it begins with."""
        self.position, self.secret_positions = 0, Positions()
        """Which argument it is at, and which are secrets by the names of parameters."""
        self.command = Command()
        """The words of a command that it may have, or the lists in it together."""
        self.begins_block = False
        """Whether it is at what a block of Ruby takes, between two strokes."""
        self.is_comparison = self.hands_secret = False
        """Whether each of its arguments is compared with the others, and any but the last a secret."""
        self.owner = ""
        """The name that it is given to."""
        self.element = ""
        """The element of markup that was opened last."""
        self.receiver: tuple[int, int] | None = None
        """The list that is asked whether it has what stands in it."""
        self.compares = False
        """Whether its cases are compared with a secret."""
        self.holds = self.held = self.ever_named = False
        self.tells = False
        self.ever: list[int] = []
        """Its literals, whatever ended their statements, and whether one says that they are secret."""
        self.is_empty = True
        self.is_object = False
        """Whether it begins with a key: then its lines are no statements."""
        self.end_statement()

    def end_statement(self) -> None:
        """Begin another statement, if this is a block."""
        self.held = self.held or self.holds
        self.holds = self.is_piped = False
        self.all: list[int] = []
        self.begin()

    def begin(self) -> None:
        """Begin what stands between two separators."""
        self.chooses = self.assigned = self.unpacks = self.opens_named = False
        self.named = self.bound = False
        self.counted = ""
        """The only name of a secret in it, which may be that of a number of them."""
        self.weak = False
        self.literals: list[int] = []
        self.first = self.id_name = ""
        self.id_is_given = False
        """Whether the id that is named stands in front: what follows it is none."""
        self.any_named = False
        self.parameters = -1
        """The bracket that was closed last, which may be that of a function's parameters."""
        self.asks_for_secret = False
        """Whether what that bracket holds ends with a secret's name."""
        self.is_about_secret = False
        """Whether any of that is a secret."""
        self.closed: tuple[int, int] | None = None
        """The list that was closed last."""
        self.is_typed = False
        self.declared = ""
        """The name of the class, or the like, that is declared here."""
        self.begins_lambda = False

    def holds_names(self, before: Kind | None) -> bool:
        """Whether it is a list of names, and not what is handed to a function."""
        return self.held and before is not Kind.NAME
