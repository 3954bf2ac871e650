"""What a command in a text is handed that is secret, whichever language the text stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from heap_lint import regex

_FLAG = regex.lazy(
    r"(?<![\w-])--?(?P<name>[A-Za-z][\w.-]{0,60})(?:=|[ \t]{1,3})[\\\"']{0,4}"
    r"(?P<value>[^\s\"'`;&|,()<>\\-][^\s\"'`;&|\\]{0,500})"
)
_OF_USERS = ("u", "user", "userpwd", "proxy-user")
"""Flags for a name and its password in one."""
_CLIENTS = r"(?:login|mysql\w{0,10}|mariadb\w{0,10}|mongo\w{0,10}|sshpass|redis-cli)"
_LOGIN = regex.lazy(rf"(?<![\w-]){_CLIENTS}(?![\w.-])(?P<rest>[^\r\n;&|]{{1,200}})")
_CLIENT = regex.lazy(rf"(?:[^\s]{{0,100}}/)?{_CLIENTS}")
_LONGEST_COMMAND = 120
_CHANGES = regex.lazy(r"(?:change|reset|update)[_-](?:user[_-])?(?:password|passwd|secret|token)")
_PIPED = ("passwd", "chpasswd", "smbpasswd")
_SHORT = regex.lazy(
    r"(?<![\w-])-[pa][ \t=]{0,3}[\\\"']{0,4}(?P<value>[^\s\"'`;&|,()<>\\-][^\s\"'`;&|\\]{0,500})"
)

_OF_SECRETS = {"secret", "secrets", "securestring", "encrypt", "encrypt_string"}
"""Words of commands that are handed secrets under any name: `fly secrets set A=...`."""
_STORING = (
    *("set", "put", "create", "add", "new", "update", "write", "import", "upload", "push", "patch"),
)
_VERBS = "|".join(_STORING)
_STORED = regex.lazy(
    rf"(?<![\w-])(?:secrets?[ \t:]{{1,3}}(?:{_VERBS})"
    rf"|(?:{_VERBS})[ \t]{{1,3}}secrets?(?:/[^\s;&|]{{0,200}})?)(?=[ \t])(?P<rest>[^\r\n;&|]{{1,400}})"
)
_GIVEN = regex.lazy(
    r"(?<![\w-])(?:[A-Za-z_][\w.-]{0,60}=|-b[ \t]{1,3}"
    r"|--(?:value|body|secret-string)[ \t=]{1,3}|[A-Z][A-Z0-9_]{0,60}[ \t]{1,3}(?!-))"
    r"[\\\"']{0,4}(?P<value>[^\s\"'`;&|\\-][^\s\"'`;&|\\]{0,500})"
)
"""What is stored as a secret, by a flag or by the name that it is given."""


def is_of_secrets(word: str) -> bool:
    """Whether a word makes a command one of secrets: `secrets`, `secret:create`, `secret/app`."""
    parts = word.partition("/")[0].lower().split(":") if len(word) <= _LONGEST_COMMAND else ()
    return not _OF_SECRETS.isdisjoint(parts)


def stores(word: str) -> bool:
    """Whether a word of such a command says that a secret is stored."""
    return word in _STORING or word.rpartition(":")[2] in _STORING


def handed_in(text: str, names_secret: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where values of flags stand that a name, or the command, tells to be secret."""
    for command in _STORED.finditer(text) if "secret" in text else ():
        for match in _GIVEN.finditer(text, command.start("rest"), command.end("rest")):
            yield match.span("value")
    if "-" not in text:
        return
    for match in _FLAG.finditer(text):
        if names_secret(match["name"]):
            yield match.span("value")
        elif match["name"] in _OF_USERS:
            user, _, password = match["value"].partition(":")
            if password.strip("/") == password and password not in ("", user) and user:
                yield match.end("value") - len(password), match.end("value")
    for command in _LOGIN.finditer(text):
        for match in _SHORT.finditer(text, command.start("rest"), command.end("rest")):
            yield match.span("value")


def changes_secret(word: str) -> bool:
    """Whether a command gives somebody another password: `change_password me ...`."""
    return _CHANGES.fullmatch(word) is not None


def is_piped_secret(command: str) -> bool:
    """Whether a command reads a password from what is piped into it."""
    return command in _PIPED


def logs_in(word: str) -> bool:
    """Whether a word is a command that `-p` or `-a` hands a password to."""
    return len(word) <= _LONGEST_COMMAND and _CLIENT.fullmatch(word) is not None


class Command:
    """The words of a command, one by one; `logs_in`: one before them is that of one that does."""

    def __init__(self, *, logs_in: bool = False) -> None:
        self.logs_in = logs_in
        self._password = -1

    def hands(self, word: str, position: int) -> bool:
        """Read a word, and return whether it is the password, which may be glued to its flag."""
        is_handed = position == self._password
        if self.logs_in and not is_handed and word[:2] in ("-p", "-a"):
            is_handed = len(word) > len("-p")
            self._password = position + (not is_handed)
        self.logs_in = self.logs_in or logs_in(word)
        return is_handed
