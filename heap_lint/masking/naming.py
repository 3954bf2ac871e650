"""Which literals stand under a secret's name: keys, arguments, variables, pairs of a name and a value.

One pass over the tokens with a stack of brackets. Between two commas (or statements) a name governs what
stands beside it, and all that is opened behind it: `passwords = [...]`, `set_password(...)`. A text that
is itself a secret's name governs its whole bracket: `{"name": "DB_PASSWORD", "value": ...}`,
`getenv("TOKEN", ...)`.

What a function does, and what Heap is sent, are nothing that a name outside says: of the body of a
function that governs what is returned, and of the arguments of a call of Heap's nothing. An app's id
under its own name is public, whatever it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from heap_lint.heap.called import (
    asks,
    asks_each,
    compares,
    expects,
    hands_on,
    imports,
    is_cipher,
    is_named_like_heaps,
    is_of_heap,
    takes_id,
    takes_key,
    takes_secrets,
)
from heap_lint.heap.commands import Command, changes_secret, logs_in
from heap_lint.heap.ids import is_app_id, names_id
from heap_lint.heap.secret_names import (
    gives_secret,
    holds_others,
    is_count,
    is_key_of,
    is_name_of_secret,
    names_secret,
    names_secret_weakly,
)
from heap_lint.masking import beside, flags, glued, pieces
from heap_lint.masking.beside import CLOSE
from heap_lint.masking.functions import (
    Indented,
    declares_type,
    of_block,
    of_body,
    secret_parameters,
)
from heap_lint.masking.groups import Group
from heap_lint.masking.names import as_read, asks_for_secret, holds_secrets, tells_secret
from heap_lint.masking.tokens import LITERALS, Kind, Literal, Role, Token, Words

_OPEN = set("([{")
_NAME_OF_NAMES = ("name", "key", "variable", "env", "parameter", "setting", "type")
_HEADS = {
    *("if", "elif", "while", "for", "with", "else", "unless", "when", "case", "def", "class"),
    *("async", "try", "except", "finally", "match", "default", "switch", "catch", "do", "foreach"),
}
"""Words that begin what a colon or a bracket ends, and a block follows."""
_ENDS = {"and", "then", "do"}
_MOVES = ("import", "export")
_CHOICES = ("switch", "match")
_CHOOSES = ("?", "|", "or", "else")
_SELVES = ("self", "cls", "this", "super")
_QUOTES = ("'", '"', "`")


class _Namer:
    def __init__(
        self,
        text: str,
        tokens: list[Token],
        *,
        sections: bool,
        blocks: bool,
        secret: bool,
        logs_in: bool,
        owner: str,
        tuples: bool,
    ) -> None:
        self._text, self._tokens = text, tokens
        self._words, self._functions = Words(text, tokens), Indented(text)
        self._sections, self._blocks = sections, blocks or sections
        self._tuples = tuples
        self._parameters, self._called_in_place = secret_parameters(self._words)
        self._added = [0] * (len(tokens) + 1)
        self._roles: list[Role | None] = [None] * len(tokens)
        self._groups = [Group(0)]
        self._groups[0].secret = secret
        self._groups[0].command.logs_in = logs_in
        self._groups[0].owner = owner
        self._ended_named = False

    def literals(self) -> Iterator[Literal]:
        """Yield the literals with their roles."""
        for number in range(len(self._tokens)):
            self._read(number)
        while len(self._groups) > 1:
            self._close(len(self._tokens))
        self._end_statement(self._groups[0])
        self._end_block(self._groups[0])
        for number, piece in pieces.roles(self._words, self._tokens, self._roles):
            if piece is Role.SECRET:
                self._flag(number, number + 1)
            elif self._roles[number] is Role.PLAIN:
                self._roles[number] = piece
        for number, part in glued.roles(self._words, self._tokens):
            if self._roles[number] is Role.PLAIN:
                self._roles[number] = part
        under = accumulate(self._added)
        for token, role, secrets in zip(self._tokens, self._roles, under, strict=False):
            if role is None:
                continue
            if secrets and role is not Role.NAME:
                role = Role.REMARK if role is Role.COMMENT else Role.SECRET
            yield Literal(token.start, token.end, role)

    def _word(self, number: int) -> str:
        return self._words[number]

    def _read(self, number: int) -> None:
        kind, group = self._tokens[number].kind, self._groups[-1]
        self._functions.read(self._tokens[number])
        is_first = group.is_empty and kind not in (Kind.LINE, Kind.COMMENT)
        if kind is not Kind.COMMENT:
            self._ended_named = False
        if kind is Kind.MARK:
            self._mark(number)
        elif kind is Kind.LINE:
            self._line(number)
        elif kind is Kind.COMMENT:
            self._comment(number, group)
        elif kind in LITERALS:
            self._literal(number)
        else:
            self._name(number, self._word(number))
        if is_first:
            group.is_empty = False
            group.is_object = self._roles[number] is Role.NAME

    def _comment(self, number: int, group: Group) -> None:
        """Read a comment: one that stands behind the value of a secret may speak of it."""
        self._roles[number] = Role.COMMENT
        is_behind = self._ended_named or (group.named and group.bound)
        if is_behind:
            self._flag(number, number + 1)

    def _name(self, number: int, word: str) -> None:
        group = self._groups[-1]
        if group.named and group.bound and beside.is_value_symbol(self._words, number):
            self._roles[number] = Role.PLAIN
            self._flag(number, number + 1)
            return
        group.first = group.first or word
        if (word in _ENDS and not group.bound) or (word == "from" and group.first in _MOVES):
            group.named = False
        if names_secret(word) or is_key_of(group.owner, word):
            group.counted = "" if group.named else word
            self._names(group, weak=names_secret_weakly(word))
            group.holds = group.holds or (
                self._bracket(group) == "("
                and (
                    beside.is_symbol(self._words, number)
                    or self._word(group.start - 1) == "cast"
                    or self._is_key_of_call(number, word, group)
                )
            )
            if group.is_comparison and not group.weak:
                group.holds = True
                self._flag(*(group.receiver or (0, 0)))
        elif holds_secrets(self._text, word):
            self._names(group)
        if names_id(word):
            group.id_name, group.id_is_given = word, False
        if declares_type(word):
            self._declare(self._words.name(number + 1), group)
        if word == "def" and len(self._groups) == 1:
            self._functions.define(self._word(number + 1))
        elif word in ("case", "when") and (group.compares or self._is_compared_here()):
            self._names(group)
        elif word in ("return", "yield") and (group.gives or self._is_given_here()):
            self._names(group)
            group.bound = True
        elif word == "lambda":
            group.begins_lambda = True
        elif word in ("as", "satisfies"):
            group.hands_secret = group.hands_secret or beside.ends_with_secret(self._words, number)
        elif self._words.mark(number + 1) == "," and self._is_handed_on(word, group):
            group.holds = True
        elif asks_each(word) and beside.names_parameter(self._words, number):
            self._flag(*(self._list_before(number - 1, group) or (0, 0)))
        elif word == "do" and group.asks_for_secret and len(self._groups) == 1:
            self._functions.give()
        elif group.is_about_secret and beside.is_member(self._words, number) and expects(word):
            self._names(group)

    def _is_key_of_call(self, number: int, word: str, group: Group) -> bool:
        """Whether a constant is the key under which a call keeps, or finds, what it is given with it."""
        is_first = group.position == 0 and self._words.mark(number + 1) in (",", ")")
        is_key = takes_key(self._words.name(group.start - 1)) and beside.is_key(word)
        return is_first and is_key and not group.is_apart

    def _is_handed_on(self, word: str, group: Group) -> bool:
        """Whether a function that takes secrets is handed on, with them: `partial(login, "a")`."""
        is_first = group.position == 0 and self._bracket(group) == "("
        return is_first and hands_on(self._words.name(group.start - 1)) and takes_secrets(word)

    def _declare(self, name: str, group: Group) -> None:
        """Begin a class or the like, which indentation may tell of."""
        group.declared = group.declared or name
        if len(self._groups) == 1 and name:
            self._functions.declare(name)

    def _is_held_here(self) -> bool:
        """Whether this is a line of a class that a secret's name tells of, and of no function in it."""
        return len(self._groups) == 1 and self._functions.holds_secret()

    def _is_given_here(self) -> bool:
        """Whether a function that indentation tells of gives back a secret, and this is a line of it."""
        return len(self._groups) == 1 and self._functions.gives_secret()

    def _is_compared_here(self) -> bool:
        return len(self._groups) == 1 and self._functions.compares_secret()

    def _end_block(self, group: Group) -> None:
        """End a block of a config, in which one line may name what another one gives."""
        for number in group.ever if group.tells else ():
            self._flag_unless_id(number)
        group.tells, group.ever = False, []

    def _names(self, group: Group, *, weak: bool = False) -> None:
        group.named = group.any_named = group.ever_named = True
        group.weak = weak
        for each in group.literals:
            self._flag(each, each + 1)
        group.literals = []

    def _literal(self, number: int) -> None:
        group, word = self._groups[-1], self._word(number)
        token = self._tokens[number]
        if token.kind is Kind.WORD and flags.is_flag(self._words, number):
            self._flag_of_command(number, group)
            return
        if token.kind is Kind.KEY or self._is_key(number):
            self._roles[number] = Role.NAME
            if group.compares and not group.named:  # a case of PHP's `match`
                self._roles[number] = Role.PLAIN
                self._flag(number, number + 1)
            self._name(number, as_read(word))
            return
        begins, group.first = not group.first, group.first or word
        is_named = self._is_named_id(number, group)
        self._roles[number] = Role.ID if is_named or group.is_id else Role.PLAIN
        if is_named and is_app_id(word, group.id_name):
            return
        if not group.secret and is_count(group.counted, word):
            return
        if self._before(number) is Kind.NAME and takes_secrets(self._word(number - 1)):
            group.holds = True  # a call without brackets, as Ruby has them
        is_given = begins and (group.yields or self._is_given_here())
        is_given = is_given or group.position in group.secret_positions
        is_given = self._is_handed(number, word, group) or is_given
        is_given = is_given or flags.is_glued_value(self._words, number)
        if group.is_piped and flags.reads_secret(self._words, number):
            group.holds = True
        if group.named or group.secret or is_given or self._is_held_here():
            self._flag(number, number + 1)
        elif self._names_others(number, group):
            group.holds = group.any_named = True
            group.tells = group.tells or group.first.lower() in _NAME_OF_NAMES
        group.literals.append(number)
        group.all.append(number)
        if self._blocks:
            group.ever.append(number)

    def _flag_of_command(self, number: int, group: Group) -> None:
        """Read the name of a flag, which governs the word behind it."""
        self._roles[number] = Role.NAME
        given = flags.given(self._words, number)
        if given is not None:
            self._flag(*given)
        group.holds = group.holds or flags.takes_input(self._words, number)
        if names_id(self._word(number)):
            group.id_name, group.id_is_given = self._word(number), False
        self._is_handed(number, self._word(number), group)

    def _is_named_id(self, number: int, group: Group) -> bool:
        """Whether a literal is what an id's name is given: the first behind it, or another choice."""
        before = self._word(number - 1 - (self._words.mark(number - 1) in _QUOTES))
        is_first, group.id_is_given = not group.id_is_given, True
        is_choice = before in _CHOOSES or (before == ":" and group.chooses)
        return bool(group.id_name) and (is_first or is_choice)

    def _is_handed(self, number: int, word: str, group: Group) -> bool:
        """Whether a literal is the password in a list of the words of a command."""
        if self._bracket(group) not in ("[", "("):
            group.command.logs_in = group.command.logs_in or logs_in(word)
            return False
        if self._word(number - 1) == "-":  # data have no quotes around it
            word = f"-{word}"
        return group.command.hands(word, group.position)

    def _names_others(self, number: int, group: Group) -> bool:
        """Whether a literal says that what stands beside it is a secret."""
        is_number = self._tokens[number].kind is Kind.NUMBER
        is_apart = is_number or group.is_apart or group.first in _MOVES
        is_apart = is_apart or beside.is_owner(self._words, number)
        return not is_apart and (
            tells_secret(self._word(number)) or self._asks_for_secret(number, group)
        )

    def _asks_for_secret(self, number: int, group: Group) -> bool:
        """Whether a text is what somebody is to answer with a secret, or a command to change one."""
        word = self._word(number)
        if self._tokens[number].kind is Kind.WORD:
            return changes_secret(word)
        is_asked = self._bracket(group) == "(" and asks(self._words.name(group.start - 1))
        return is_asked and asks_for_secret(word)

    def _before(self, number: int) -> Kind | None:
        return self._tokens[number - 1].kind if number else None

    def _is_key(self, number: int) -> bool:
        after = beside.next_closing(self._text, self._tokens[number].end)
        if after in ("=>", "=:"):
            return True
        group = self._groups[-1]
        if after[:1] == "(":  # a method
            return self._tokens[number].kind is Kind.TEXT and self._bracket(group) == "{"
        if after[:1] == ":" and after != "::":
            is_data = self._tokens[number].kind is Kind.WORD
            chooses = group.chooses or (group.named and group.first == "case")
            return not chooses and (is_data or self._bracket(group) == "{")
        return after[:1] == "=" and after != "==" and self._tokens[number].kind is Kind.WORD

    def _mark(self, number: int) -> None:
        mark, group = self._word(number), self._groups[-1]
        is_typed, parameters = mark == ":" and self._word(number - 1) == ")", group.parameters
        group.is_piped = group.is_piped or (mark == "|" and flags.pipes(self._words, number))
        if mark in _OPEN:
            self._opened(number, mark, group)
        elif mark in CLOSE:
            if len(self._groups) > 1:
                self._close(number)
        elif mark == ",":
            self._comma(number, group)
        elif mark == "<":
            name = self._words.name(number + 1)
            group.element = name if name and self._words.is_glued(number + 1) else ""
        elif mark == ";":
            self._ended_named = group.named and group.bound
            self._end_statement(group)
        elif mark == "?":
            group.chooses = True
        elif mark == "|" and (group.begins_block or self._words.mark(number - 1) == "{"):
            group.begins_block = not group.begins_block
            group.begin()
        elif mark in ("=", ":"):
            self._sign(number, mark, group)
        elif (mark == "&" and self._word(number - 1) == "&" and not group.bound) or (
            mark == "." and group.weak and not group.bound
        ):
            group.named = False
        if is_typed:
            group.is_typed, group.parameters = True, parameters

    def _sign(self, number: int, mark: str, group: Group) -> None:
        """Read a sign that may give a value to what stands in front of it."""
        if mark == ":" and self._begins_object(number, group):
            self._begin_object(number - 1, group)
            group.bound = group.named
        elif mark == "=" and beside.is_comparison(self._text, self._tokens[number].start):
            return
        elif mark == "=" and group.unpacks and group.opens_named and not group.bound:
            self._names(group)
            group.bound = group.assigned = True
        elif mark == "=" and not group.named:
            group.assigned = True
        elif mark == ":" and group.begins_lambda:
            group.begins_lambda = False
        elif mark == ":" and beside.is_walrus(self._words, number):
            group.bound = group.named  # and a head goes on to its own colon
        elif mark == "=" and beside.is_walrus(self._words, number - 1) and group.first in _HEADS:
            return
        elif mark == ":" and group.first in _HEADS and not group.chooses and not group.assigned:
            if group.first == "match" and len(self._groups) == 1:
                self._functions.compare(is_secret=beside.ends_with_secret(self._words, number))
            group.begin()
        elif group.named:
            group.bound = True
            group.assigned = group.assigned or mark == "="

    def _begins_object(self, colon: int, group: Group) -> bool:
        """Whether a colon behind a name tells that a brace holds keys and values, and no statements."""
        name = self._words.name(colon - 1)
        if not name or name in _HEADS or group.is_object or group.begins_lambda:
            return False
        if self._bracket(group) != "{":
            return False
        before = colon - 2
        while self._words.kind(before) is Kind.LINE or self._words.kind(before) is Kind.COMMENT:
            before -= 1
        return self._words.mark(before) in ("{", ",")

    def _begin_object(self, key: int, group: Group) -> None:
        """Begin what a key is given: the commas in front of it have ended what other names are."""
        group.is_object = True
        if group.unpacks:
            group.begin()
            self._name(key, self._word(key))

    def _comma(self, number: int, group: Group) -> None:
        """Read a comma: it ends what a name governs, unless names, or one, are given values together.

        Between the parameters of a lambda it ends nothing.
        """
        if group.begins_lambda:
            return
        group.position += 1
        group.is_id = False
        group.hands_secret = group.hands_secret or beside.ends_with_secret(self._words, number)
        is_block = self._bracket(group) == "" or (
            self._bracket(group) == "{" and not group.is_object
        )
        if is_block and (group.unpacks or not group.assigned):
            group.unpacks = True
        elif not (is_block and self._tuples and group.bound):
            group.begin()

    def _bracket(self, group: Group) -> str:
        return self._word(group.start) if group is not self._groups[0] else ""

    def _opened(self, number: int, mark: str, group: Group) -> None:
        inner = Group(number)
        inner.is_id = bool(group.id_name) and not group.id_is_given
        inner.is_apart = group.is_apart and mark != "("
        inner.strong = group.strong or (group.named and group.bound and not group.weak)
        if mark == "{":
            is_given = self._blocks or self._words.mark(number - 1) in ("=", ":", ">")
            inner.owner = group.owner if number == 0 else group.first if is_given else ""
            self._opened_braces(number, group, inner)
        else:
            self._opened_bracket(number, mark, group, inner)
        self._groups.append(inner)

    def _opened_bracket(self, number: int, mark: str, group: Group, inner: Group) -> None:
        callee = self._words.name(number - 1) if mark == "(" else ""
        receiver = beside.receiver(self._words, number - 1)
        inner.is_apart = bool(callee) and (is_of_heap(callee, receiver) or imports(callee))
        inner.is_id = inner.is_id or takes_id(callee)
        is_question = mark == "(" and self._words.mark(number - 1) in ("?", "!")
        if mark == "[":
            inner.command = Command(logs_in=group.command.logs_in)
        inner.is_comparison = compares(self._words.name(number - 1 - is_question))
        if inner.is_comparison:
            inner.receiver = self._list_before(number - 2 - is_question, group)
        if number in self._called_in_place:
            inner.secret_positions = self._called_in_place[number]
        if callee and self._calls_defined(callee, receiver, number - 1):
            inner.secret_positions = self._parameters[callee]
        if mark == "[" and beside.is_subscript(self._words, number):
            inner.secret = group.secret
        elif not inner.is_apart:
            inner.secret = group.secret or group.named or group.holds or self._is_held_here()
        called = receiver if hands_on(callee) else callee
        inner.secret = inner.secret or (bool(called) and takes_secrets(called))
        inner.secret = inner.secret or (bool(callee) and is_cipher(receiver))

    def _list_before(self, dot: int, group: Group) -> tuple[int, int] | None:
        """Return from where to where the literals go that are asked whether they have something."""
        if self._words.mark(dot) == "." and self._words.kind(dot - 1) is Kind.TEXT:
            return dot - 1, dot
        return group.closed if group.closed is not None and group.closed[1] == dot else None

    def _calls_defined(self, callee: str, receiver: str, number: int) -> bool:
        """Whether a call may be one of a function that the text defines, and not Heap's of that name."""
        if callee not in self._parameters or self._word(number - 1) == "def":
            return False
        is_own = receiver in _SELVES or self._word(number - 1) != "."
        return is_own or not is_named_like_heaps(callee)

    def _opened_braces(self, number: int, group: Group, inner: Group) -> None:
        function = of_body(self._words, number, group.parameters, typed=group.is_typed)
        may_be_block = function is None and not self._blocks and not group.declared
        if may_be_block and of_block(self._words, number, group.first):
            function = ""
        if function is not None:
            is_member = group.secret and self._bracket(group) != "("
            inner.gives = is_member or inner.strong or gives_secret(function)
            inner.yields = inner.gives or group.asks_for_secret
        elif self._word(number - 1) == ">":  # code in markup
            is_within = group.secret and self._bracket(group) != "("
            is_child = self._word(number - 2) != "/" and not group.declared
            is_child = is_child and names_secret(group.element)
            inner.secret = inner.strong or is_within or is_child
        elif self._word(number - 1) == ")" or (
            group.first in _HEADS and self._word(number - 1) != "in"
        ):
            is_value = group.named and (group.bound or gives_secret(group.declared))
            inner.secret, inner.gives = group.secret or is_value, group.gives
            is_choice = self._words.name(group.parameters - 1) in _CHOICES
            inner.compares = is_choice and group.asks_for_secret
        else:
            is_named = self._before(number) is Kind.TEXT and is_name_of_secret(
                self._word(number - 1)
            )
            is_handed = group.holds and (self._blocks or self._bracket(group) == "(")
            is_handed = is_handed or self._is_held_here()
            is_handed = is_handed or (group.holds and beside.is_attribute(self._words, number))
            is_given = group.named and not holds_others(group.counted)
            inner.secret = group.secret or is_given or is_named or is_handed

    def _close(self, number: int) -> None:
        inner = self._groups.pop()
        outer = self._groups[-1]
        bracket = self._word(inner.start)
        holds = bracket == "(" and inner.holds
        names = (bracket == "[" and inner.any_named) or holds
        names = names or (self._blocks and inner.ever_named and self._is_in_key(number))
        names = names or (
            bracket != "{" and inner.ever_named and self._word(self._words.behind(number)) == "="
        )
        if bracket == "{" and beside.is_attribute(self._words, inner.start):
            outer.all += inner.all
        self._end_statement(inner)
        self._end_block(inner)
        if bracket == "[" and inner.command.logs_in and self._bracket(outer) in ("", "{"):
            outer.command.logs_in = True  # `args` may stand beside `command`
        if bracket in ("(", "[") and inner.holds_names(self._before(inner.start)):
            outer.holds = outer.holds or self._is_call(outer)
        outer.opens_named = outer.opens_named or (bracket != "{" and inner.ever_named)
        if self._sections and len(self._groups) == 1 and outer.first == "":
            self._end_block(outer)
            outer.secret, outer.command, outer.owner = names, Command(), self._word(number - 1)
        elif names or (bracket == "(" and self._is_chosen(inner, number)):
            self._names(outer)
            outer.hands_secret = outer.hands_secret or holds
            outer.holds = outer.holds or (holds and outer.is_comparison)
        elif bracket == "{" and outer.first in _HEADS:
            outer.begin()
        if bracket == "(":
            outer.parameters = inner.start
            outer.asks_for_secret = holds or beside.ends_with_secret(self._words, number)
            outer.is_about_secret = outer.asks_for_secret or inner.hands_secret
        elif bracket == "[":
            outer.closed = (inner.start, number + 1)

    def _is_chosen(self, inner: Group, closing: int) -> bool:
        """Whether brackets hold a secret, and behind them stands what is taken if there is none."""
        is_call = self._before(inner.start) is Kind.NAME and self._word(inner.start - 1) != "return"
        is_secret = inner.hands_secret or beside.ends_with_secret(self._words, closing)
        return is_secret and not is_call and beside.is_else(self._words, closing)

    def _is_in_key(self, number: int) -> bool:
        """Whether a brace closes what is filled into a key: `"${token}" = ...`."""
        is_text = self._words.kind(number + 1) is Kind.TEXT and self._words.is_glued(number + 1)
        return is_text and self._words.mark(number + 2) in ("=", ":")

    def _is_call(self, group: Group) -> bool:
        return self._bracket(group) == "(" and self._before(group.start) is Kind.NAME

    def _end_statement(self, group: Group) -> None:
        for number in group.all if group.holds else ():
            self._flag_unless_id(number)
        group.end_statement()

    def _flag_unless_id(self, number: int) -> None:
        """Note that a text beside says that a literal is a secret: one in an id's place is public."""
        if self._roles[number] is not Role.ID:
            self._flag(number, number + 1)

    def _flag(self, start: int, end: int) -> None:
        self._added[start] += 1
        self._added[end] -= 1

    def _line(self, number: int) -> None:
        group = self._groups[-1]
        bracket = self._word(group.start) if len(self._groups) > 1 else "{"
        if bracket != "{" or self._words.goes_on(number):
            return
        if group.first == "case":  # of Ruby: no colon ended it
            group.compares = beside.ends_with_secret(self._words, number)
        if len(self._groups) == 1 or not group.is_object:
            self._end_statement(group)


def literals(
    text: str,
    tokens: Iterable[Token],
    *,
    sections: bool = False,
    blocks: bool = False,
    secret: bool = False,
    logs_in: bool = False,
    owner: str = "",
    tuples: bool = False,
) -> Iterator[Literal]:
    """Yield the literals among the tokens of a text, each with what it stands for.

    `sections`: a bracket at the beginning of a line names what follows, up to the next one.
    `blocks`: what is in braces may be lines of settings, of which one names what another gives.
    `secret`: it stands under a secret's name. `logs_in`: it is handed to a command that logs in.
    `owner`: the name that it is given to. `tuples`: a name may be given several values without brackets.
    """
    namer = _Namer(
        text,
        list(tokens),
        sections=sections,
        blocks=blocks,
        secret=secret,
        logs_in=logs_in,
        owner=owner,
        tuples=tuples,
    )
    return namer.literals()
