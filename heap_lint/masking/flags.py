"""Flags of commands in a text of which nothing is known: their names are code, and some give secrets.

The word behind `--password`, or behind `-p`, is a value; so is what is glued to `-p`.
"""

from __future__ import annotations

from heap_lint.heap.commands import is_piped_secret
from heap_lint.heap.secret_names import names_secret
from heap_lint.masking.tokens import Kind, Words

_GIVES = {"p", "P", "pass", "userpwd"}
_LONGEST = 100
"""Pieces of a word that are looked at; longer ones are hidden for their length."""
_BETWEEN = ("=", "'", '"', "\\", "`")
_BEFORE = ("'", '"', "`", "\\", "(", "[", ",")


def is_flag(words: Words, number: int) -> bool:
    """Whether a word is the name of a flag: `--name`, `-n` or, if it names a secret, `-password`."""
    dashes = _dashes(words, number)
    name = words[number]
    return dashes == 2 or (dashes == 1 and (len(name) == 1 or names_secret(name)))


def is_glued_value(words: Words, number: int) -> bool:
    """Whether a word is `pword` of `-pword`, which is a password and its flag."""
    name = words[number]
    return name[:1] in ("p", "P") and len(name) > 1 and _dashes(words, number) == 1


def given(words: Words, number: int) -> tuple[int, int] | None:
    """Return from where to where the words go that a flag gives to a secret's name, if it does."""
    name = words[number]
    if not (names_secret(name) or name in _GIVES):
        return None
    start = number + 1
    while words.mark(start) in _BETWEEN:
        start += 1
    if start >= len(words) or words.mark(start) == "-" or words.kind(start) is Kind.LINE:
        return None
    end = start + 1
    last = min(len(words), start + _LONGEST)
    while end < last and words.is_glued(end) and words.kind(end) is not Kind.LINE:
        end += 1
    return start, end


def takes_input(words: Words, number: int) -> bool:
    """Whether a flag says that the secret is what is piped into its command."""
    is_of_sudo = (
        words[number] in ("S", "stdin") and words[number - 2 - (words[number] != "S")] == "sudo"
    )
    return is_of_sudo or (names_secret(words[number]) and words[number].endswith("-stdin"))


def reads_secret(words: Words, number: int) -> bool:
    """Whether a word is a command that is piped a secret."""
    if words.kind(number) is not Kind.WORD:
        return False
    is_command = words.mark(number - 1) == "|" or words[number - 1] == "sudo"
    return words[number] == "login" or (is_command and is_piped_secret(words[number]))


def pipes(words: Words, number: int) -> bool:
    """Whether a stroke hands what one command says to the next, and is no `||`."""
    return "|" not in (words.mark(number - 1), words.mark(number + 1))


def _dashes(words: Words, number: int) -> int:
    """Return how many dashes begin a word, which stands apart from what is before them."""
    if words.kind(number) is not Kind.WORD:
        return 0
    first = number
    while first > max(0, number - 3) and words.mark(first - 1) == "-" and words.is_glued(first):
        first -= 1
    is_apart = first == 0 or not words.is_glued(first) or words.mark(first - 1) in _BEFORE
    return number - first if is_apart and number - first < 3 else 0
