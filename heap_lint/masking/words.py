"""Literals of shells, Dockerfiles and dotenv files, where every word may be a value.

A flag with a secret's name governs the word behind it, an assignment its own value, and a word that is a
secret's name the rest of its command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint.heap.commands import changes_secret, is_of_secrets, is_piped_secret, stores
from heap_lint.heap.ids import is_app_id, names_id
from heap_lint.heap.secret_names import is_count, is_name_of_secret, names_secret
from heap_lint.masking.names import fills_in_secret
from heap_lint.masking.tokens import Literal, Role

_CHUNK = re.compile(
    r"""(?P<blank>(?:[^\S\r\n]|\\\r?\n)+)
    |(?P<heredoc><<-?[ \t]{0,3}(?P<quote>["']?)(?P<tag>[A-Za-z_]\w{0,60})(?P=quote))
    |(?P<line>[\r\n]+)
    |(?P<mark>[;&|()])
    |\$?'(?P<single>[^']*)'?
    |"(?P<double>(?:[^"\\]+|\\.)*)"?
    |(?P<comment>(?<!\S)\#[^\r\n]*)
    |(?P<word>(?:[^\s'"\\;&|()\#]|\\.|(?<=\S)\#|\\$)+)""",
    re.VERBOSE | re.DOTALL,
)
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_][\w.\[\]-]*)\+?=")
_FLAG = re.compile(r"--?(?P<name>[A-Za-z][\w.-]*)(?P<equals>=)?")
_GIVES = {"p", "u", "P", "U", "w", "W", "a", "k", "proxy-user", "user", "pass", "userpwd", "c"}
_GIVEN_TO = {
    "ssh-keygen": {"N", "P"},
    "openssl": {"k", "K", "passin", "passout"},
    "kubectl": {"from-literal"},
    "gh": {"b", "body"},
    "aws": {"value"},
    "zip": {"P"},
}
_GIVEN_UNDER_NAMES = ("gh", "aws")
"""Flags that give a secret to some commands only: to these where one is named in front of them."""
_COMPARES = {"=", "==", "!=", "=~"}
_GLUED = re.compile(r"-[pPuUawW](?=[^=\s])")
_VARIABLE = re.compile(r"\$(?:\w+|\{\w+(?::?[=?+-])?\}|[@*#?!$-])")
_COMPARED = re.compile(r"[\"']?[ \t]{1,20}(?:==?|!=|=~)[ \t]{1,20}[\"']?\$\{?(?P<name>\w{1,80})")
"""What stands behind a word that a variable is compared with."""
_ENTRY = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[\w.-]+)[ \t]*[=:][ \t]*
    (?:"(?P<double>(?:[^"\\]+|\\.)*)"?|'(?P<single>[^']*)'?|(?P<bare>[^\r\n]*))""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_DEEPEST = 50
_COMMENT = re.compile(r"(?:^|(?<=\s))\#[^\r\n]*")
_LINE = re.compile(r"[^\r\n]*")


def shell(text: str, start: int = 0, end: int | None = None) -> list[Literal]:
    """Return the literals of a script, or of the instructions of a Dockerfile."""
    reader = _Shell(text, start, len(text) if end is None else end)
    out: list[Literal] = []
    for pipeline, takes_secret in reader.pipelines():
        out += map(_as_secret, pipeline) if takes_secret else pipeline
    return out


def _as_secret(literal: Literal) -> Literal:
    """Return a literal as a secret, unless it stands where an app's id does."""
    return literal if literal.role is Role.ID else literal._replace(role=Role.SECRET)


class _Shell:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._at, self._end = text, start, end
        self._tags: list[str] = []
        self._outer: list[tuple[bool, Role, bool]] = []
        self._takes_secret = self._is_piped = self._cases = False
        self._begin_command()

    def _begin_command(self) -> None:
        self._next_is_secret = self._rest_is_secret = self._next_is_id = False
        self._has_secret = self._named = self._of_secrets = self._stores = False
        self._command = ""
        self._begin_word()

    def _begin_word(self) -> None:
        self._in_word = False
        self._role = Role.PLAIN

    def pipelines(self) -> Iterator[tuple[list[Literal], bool]]:
        """Yield the literals of each pipeline, and whether a command in it is handed a secret."""
        pipeline: list[Literal] = []
        for literal in self._run():
            if literal is not None:
                pipeline.append(literal)
                continue
            yield pipeline, self._takes_secret
            pipeline, self._takes_secret, self._is_piped = [], False, False
        yield pipeline, self._takes_secret

    def _run(self) -> Iterator[Literal | None]:
        """Yield the literals, and None where a pipeline ends."""
        while self._at < self._end:
            match = _CHUNK.match(self._text, self._at, self._end)
            if match is None:
                self._at += 1
                continue
            self._at = match.end()
            kind = match.lastgroup
            if kind in ("blank", "mark", "line"):
                self._between(kind, match[0])
                self._is_piped = self._is_piped or match[0] == "|"
                if kind == "line" or match[0] in (";", "&"):
                    yield None
                if kind == "line":
                    yield from self._heredocs()
            elif kind == "comment":
                yield Literal(match.start(), match.end(), Role.COMMENT)
            elif kind == "heredoc":
                self._tags.append(match["tag"])
            elif kind is not None:
                yield from self._chunk(*match.span(kind), is_word=kind == "word")

    def _between(self, kind: str, mark: str) -> None:
        """Read what parts words or commands; a command in brackets may be a part of a word."""
        if kind == "blank":
            self._begin_word()
        elif mark == "(":
            if len(self._outer) < _DEEPEST:
                self._outer.append((self._in_word, self._role, self._rest_is_secret))
            is_value = self._in_word and self._role is Role.SECRET
            self._begin_command()
            self._rest_is_secret = is_value
        elif mark == ")" and self._outer:
            self._begin_command()
            self._in_word, self._role, self._rest_is_secret = self._outer.pop()
        else:
            self._begin_command()

    def _chunk(self, start: int, end: int, *, is_word: bool) -> Iterator[Literal]:
        if is_word and self._text[start:end] == ",":  # of a list of words in brackets
            self._begin_word()
            return
        if not self._in_word:
            self._in_word = True
            secret = self._next_is_secret or self._rest_is_secret or self._is_compared(end)
            self._role = Role.SECRET if secret else Role.ID if self._next_is_id else Role.PLAIN
            self._next_is_secret = self._next_is_id = False
            start = self._word(start, end) if is_word else start
            if not is_word:
                self._names(self._text[start:end])
                flag = _FLAG.fullmatch(self._text, start, end)
                self._next_is_secret = flag is not None and flag["name"] in _GIVES
        if _VARIABLE.fullmatch(self._text, start, end):
            self._has_secret = names_secret(self._text[start:end].strip("${}:=?+-"))
        elif start < end:
            yield Literal(start, end, self._role)

    def _word(self, start: int, end: int) -> int:
        """Read how a word begins, and return where its value does."""
        word = self._text[start:end]
        self._command = self._command or word.rpartition("/")[2]
        if word in _COMPARES:
            self._next_is_secret = self._has_secret
        elif word in ("in", "esac"):
            self._cases = word == "in" and self._has_secret and self._command == "case"
            self._has_secret = False
        flag = _FLAG.match(self._text, start, end)
        is_long = flag is not None and names_secret(flag["name"])  # `-password`, as Java has them
        glued = _GLUED.match(self._text, start, end) if not is_long else None
        if glued is not None:
            self._role = Role.SECRET
            return glued.end()
        if flag is not None:
            secret = self._gives(flag["name"])
            is_first = self._command == "htpasswd" and "b" in flag["name"]
            self._rest_is_secret = is_first or self._of_secrets
            is_of_sudo = self._command == "sudo" and self._is_piped
            if (secret and flag["name"].endswith("-stdin")) or (
                is_of_sudo and flag["name"] in ("S", "stdin")
            ):
                self._takes_secret = True
            if not flag["equals"]:
                self._next_is_secret = secret
                self._next_is_id = names_id(flag["name"])
            self._role = Role.SECRET if secret else Role.PLAIN
            if self._of_secrets and word[1] != "-" and len(word) > len("-b"):
                return start + len("-b")  # its value may be glued to it
            inner = _ASSIGNED.match(self._text, flag.end(), end) if flag["equals"] else None
            if inner is not None and not secret:
                return self._assigned(inner, end)
            return inner.end() if inner is not None else flag.end()
        assigned = _ASSIGNED.match(self._text, start, end)
        if assigned is not None:
            return self._assigned(assigned, end)
        self._names(self._text[start:end])
        return start

    def _gives(self, flag: str) -> bool:
        """Whether a flag is given a secret, by its name or by the command's."""
        if flag in _GIVEN_TO.get(self._command, ()):
            return self._command not in _GIVEN_UNDER_NAMES or self._named
        return self._of_secrets or names_secret(flag) or flag in _GIVES

    def _is_compared(self, end: int) -> bool:
        """Whether a word is what a secret is compared with, which is a choice or stands behind."""
        behind = self._text[end : end + 2].lstrip("\"'")[:1]
        if self._cases and behind in (")", "|"):
            return True
        compared = _COMPARED.match(self._text, end, self._end)
        return compared is not None and names_secret(compared["name"])

    def _assigned(self, match: re.Match[str], end: int) -> int:
        """Read a name and what it is given, which goes on to `end`, and return where that begins."""
        is_given = self._role is Role.SECRET and self._command in _GIVEN_TO
        secret = is_given or self._of_secrets or names_secret(match["name"])
        value = self._text[match.end() : end]
        secret = secret and not is_app_id(value, match["name"])
        secret = secret and not is_count(match["name"], value)
        self._role = Role.SECRET if secret else Role.ID if names_id(match["name"]) else Role.PLAIN
        return match.end()

    def _names(self, word: str) -> None:
        self._named = self._named or self._names_secret(word)
        self._of_secrets = self._of_secrets or is_of_secrets(word)
        self._rest_is_secret = self._rest_is_secret or self._named or self._of_secrets
        self._next_is_id = self._role is not Role.ID and names_id(word)
        self._stores = self._stores or stores(word)
        is_command = self._command in (word, "sudo") and is_piped_secret(word)
        if self._is_piped and (
            is_command or word == "login" or (self._stores and self._of_secrets)
        ):
            self._takes_secret = True

    def _names_secret(self, word: str) -> bool:
        """Whether a word names what the command is given: the path of a parameter, what it fills in."""
        if self._command == "aws":
            word = word.rpartition("/")[2]
        is_name = is_name_of_secret(word.rpartition(":")[2])
        return is_name or changes_secret(word) or fills_in_secret(word)

    def _heredocs(self) -> Iterator[Literal]:
        tags, self._tags = self._tags, []
        for tag in tags:
            start = self._at
            close = re.compile(rf"^[ \t]*{tag}[ \t]*$", re.MULTILINE)
            end = close.search(self._text, start, self._end)
            self._at = end.end() if end is not None else self._end
            yield Literal(start, end.start() if end is not None else self._end, Role.PLAIN)


def dotenv(text: str) -> list[Literal]:
    """Return the literals of a file of `NAME=value`."""
    return list(_entries(text))


def _entries(text: str) -> Iterator[Literal]:
    at, stray = 0, Role.PLAIN
    while at < len(text):
        entry = _ENTRY.match(text, at)
        if entry is None:
            line = _LINE.match(text, at)
            end = line.end() if line is not None else at
            begin = at + len(text[at:end]) - len(text[at:end].lstrip())
            if begin < end:
                is_comment = text[begin] == "#"
                yield Literal(begin, end, Role.COMMENT if is_comment else stray)
            at = end + 1
            continue
        stray = Role.SECRET if names_secret(entry["name"]) else Role.PLAIN
        yield from _entry(text, entry)
        at = entry.end()
        line = _LINE.match(text, at)
        stop = line.end() if line is not None else at
        if at < stop and text[at:stop].strip():
            yield Literal(at, stop, Role.COMMENT)
        at = stop + 1


def _entry(text: str, entry: re.Match[str]) -> Iterator[Literal]:
    name = entry["name"]
    kind = next(k for k in ("double", "single", "bare") if entry[k] is not None)
    secret = names_secret(name) and not is_count(name, entry[kind].strip())
    role = Role.SECRET if secret else Role.ID if names_id(name) else Role.PLAIN
    yield Literal(*entry.span("name"), Role.NAME)
    start, end = entry.span(kind)
    comment = _COMMENT.search(text, start, end) if kind == "bare" else None
    if comment is not None:
        yield from _value(text, start, comment.start(), role)
        yield Literal(comment.start(), end, Role.COMMENT)
    else:
        yield from _value(text, start, end, role)


def _value(text: str, start: int, end: int, role: Role) -> Iterator[Literal]:
    while end > start and text[end - 1] in " \t":
        end -= 1
    if start < end:
        yield Literal(start, end, role)
