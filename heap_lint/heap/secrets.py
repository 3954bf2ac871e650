"""What must not be shown: told by the name that it stands under, or by its form.

Two questions are asked of a text. *Strictly*, of whatever is shown only because it stands beside what
matters: is it a plain word or a short number? Everything else is left out. *By form*, of what a finding
is about: does one of its words look like a key, a token, somebody's number? Such a word is shown by its
first two characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.heap.commands import handed_in
from heap_lint.heap.ids import TAG_MANAGER, is_public_id
from heap_lint.heap.jumbles import is_jumble
from heap_lint.heap.secret_names import names_secret
from heap_lint.sensitive import shapes_in

MASK = "…"
"""What stands in place of what is not shown."""
_SHOWN = 2
"""How many characters of a secret are shown, so that people know which it is."""
_LONGEST_WORD = 20
_MOST_DIGITS = 6

_KNOWN = regex.lazy(
    r"""(?x)
    (?<![A-Za-z0-9])(?:
        (?:sk|pk|rk|whsec|shpat|shpss|npm|glpat|gho|ghp|ghu|ghs|ghr|hf|dop|xapp|xox[abeprs])[_-][\w-]{8,200}
      | github_pat_\w{8,200} | AKIA[A-Z0-9]{12,16} | ASIA[A-Z0-9]{12,16} | AIza[\w-]{20,60}
      | SG\.[\w-]{8,100} | ya29\.[\w.-]{8,200} | pypi-[\w-]{8,200}
      | eyJ[\w-]{6,2000}
    )"""
)
_GLUED_ON = regex.lazy(r"[\w-]*")
_BEGINS_KEY = regex.lazy(
    r"(?:sk|pk|rk|whsec|shpat|shpss|npm|glpat|gho|ghp|ghu|ghs|ghr|hf|dop|xapp|xox[abeprs])[_-]"
    r"(?:(?:live|test|proj|v1)[_-]?)?|github_pat_|AKIA|ASIA|AIza|SG\.|ya29\.|pypi-|eyJ"
    r"|(?:[Bb]asic|[Bb]earer)\s{1,3}"
)
"""What keys of known services begin with, alone."""
_CREDENTIAL = regex.lazy(
    r"(?i)\b(?P<scheme>basic|bearer|digest|token)\s{1,9}(?P<secret>[\w.~+/=-]{6,2000})"
)
_PASSWORD_IN_URL = regex.lazy(r"(?<=://)[^\s/@:\"'`]{0,200}:[^\s/@\"'`]{1,200}(?=@)")
_ASSIGNED = regex.lazy(
    r"(?P<name>[A-Za-z_][\w.-]{1,60})(?![\w.-])[\\\"']{0,8}\s{0,3}[=:]>?\s{0,3}[\[{(]{0,3}"
    r"(?:\\{0,8}[\"'](?P<quoted>[^\"'\\]{1,500})|(?P<bare>[^\s\"'&;,`\\\]})]{1,500}))"
)
"""A name and its value, in text that may be data with its quotes escaped."""
_OF_BEARERS = ("authentication", "authorization", "credential", "credentials")
"""Words of sentences about what is named so."""
_MAIL = regex.lazy(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_NOBODYS = regex.lazy(
    r"(?i)(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)|domain\.com"
)
_UUID = regex.lazy(r"(?i)(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])")
_TIME = regex.lazy(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d(?::?\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_TIME_IN_TEXT = regex.lazy(
    r"(?<!\w)\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:?\d\d)?(?!\w)"
)
_HOST = regex.lazy(r"(?<=//)(?:[A-Za-z0-9-]{1,15}\.){1,6}[A-Za-z]{2,10}(?![\w@.-])")
"""The name of a host, which says where something is sent; a longer part of it may be a key."""
_CHUNK = regex.lazy(r"[^\s\"'`<>(){}\[\],;|…*•]+")
_PIECE = regex.lazy(r"[^/?&=:@#%\\]+")
_SUBWORD = regex.lazy(r"[^\W_]+")
_RUNS = regex.lazy(r"\d+|[^\W\d_]+")
_HEX = regex.lazy(
    r"(?<![0-9A-Za-z])(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{16,128}(?![0-9A-Za-z])"
)
_LONG_WORD = regex.lazy(r"(?<![\w-])(?=\D{0,60}\d)[\w-]{16,400}(?![\w-])")
"""Of code, names too long and too mixed for one: where a text is broken, a literal may pass for code."""
_LONG_LETTERS = regex.lazy(r"(?<![\w-])[A-Za-z]{24,400}(?![\w-])")
_LONG_NUMBER = regex.lazy(r"\d(?:[ .-]?\d){6,60}")
_IDENTIFIER = regex.lazy(r"[^\W\d_][\w-]*")
_LOGIN = regex.lazy(r"(?i)\b(?:log|sign)[ -]?[io]n[ \t]{0,3}[:=][ \t]{0,3}(?=[^\s:=])")
_PAIR = regex.lazy(
    r"(?<![\w/.:@-])(?P<user>[A-Za-z][\w.+-]{1,40})(?P<sign>:|[ \t]{1,3}/[ \t]{1,3})"
    r"(?P<password>[A-Za-z][^\s/:\"'`]{3,60})(?![\w/:])"
)
"""A name and its password, as a remark has them: `bob:hunter2`, `admin / hunter2`."""
_ORDER = regex.lazy(
    r"(?i)[\s#/*!<{%-]{0,20}(?:heap[-_ ]?lint(?![\w-])[ \t]{0,3}[:=]{0,2}[ \t]{0,3}"
    r"(?:(?:ignore|disable|suppress|noqa|nolint|off|nocheck|skip|allow|exclude)"
    r"(?:-(?:file|line|block|(?:next|this)-line))?(?![\w-]))?"
    r"|(?:(?:flake8|ruff)[ \t]{0,3}[:=][ \t]{0,3})?noqa(?![\w-])"
    r"|type:[ \t]{0,3}ignore(?![\w-])|nosec(?![\w-])|pragma:[ \t]{0,3}no[ \t]cover(?![\w-]))"
    r"[ \t]{0,3}[:=]?[ \t]{0,3}[\[({]{0,2}[ \t]{0,3}"
)
"""An order to a linter, up to the names of the rules that it is about."""
_RULE = regex.lazy(r"(?P<name>[\w-]{1,60})(?![\w-]|[ \t]{0,3}[=:])[ \t]{0,3}[,\])}]{0,2}[ \t]{0,3}")
_CODE_OF_RULE = regex.lazy(r"(?i:HL)[\dA-Za-z]{1,4}|[A-Z]{1,5}\d{1,5}")
_OF_SECRETS = regex.lazy(r"(?<![\w-])(?:leaked-api-key|insecure-cookie)(?![\w-])")
"""Our rules whose names are those of secrets."""
_CLOSING, _AROUND = " \t\r\n*/>}%#-", ",;:=()[]{}"
_SHORTEST_PASSWORD = 6
_SIGNS_IN = regex.lazy(r"(?i)\b(?:log|sign)(?:ed|s)?[ -]?[io]n\b|\bcredentials?\b")
_CODES = regex.lazy(
    rf"HL[\dA-Za-z]{{1,4}}|YOUR_[A-Z_]{{1,30}}|{TAG_MANAGER.pattern}|[A-Z]{{2}}-\d{{4,12}}-\d{{1,3}}"
)
_NUMBER = regex.lazy(r"[-+]?(?:[\d_]+(?:\.[\d_]+)?|\.[\d_]+)")


def is_plain(text: str, *, is_id: bool = False) -> bool:
    """Whether a text beside what matters can be shown: a plain word, a short number, a mark or two.

    `is_id`: it stands where an app's id does, which is public.
    """
    if len(text) > _LONGEST_WORD:
        return False
    if is_id and is_public_id(text):
        return True
    if _NUMBER.fullmatch(text):
        return sum(map(str.isdigit, text)) <= _MOST_DIGITS
    if len(text) <= _SHOWN and not any(map(str.isalnum, text)):
        return True
    return all(char.isalpha() or char in "_-." for char in text) and not secrets_in(text)


def is_constant_word(text: str) -> bool:
    """Whether a text says yes, no or nothing, which is never a secret."""
    return text.strip("'\"").lower() in (
        *("true", "false", "null", "none", "yes", "no", "on", "off", "undefined", "nil", ""),
    )


def cut(text: str) -> str:
    """Return what is shown of a secret."""
    return MASK if len(text) <= 2 * _SHOWN else text[:_SHOWN] + MASK


@remembered
def secrets_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return where something stands in a text that has a secret's form, in order, apart."""
    found = [*_by_shape(text), *_by_name(text)]
    times = [match.span() for match in _TIME_IN_TEXT.finditer(text)]
    for chunk in _CHUNK.finditer(_HOST.sub(lambda host: "x" * len(host[0]), text)):
        if any(start <= chunk.start() and chunk.end() <= end for start, end in times):
            continue
        if len(chunk[0]) <= 4_000 and _is_random(chunk[0].strip(".,:=!?~-")):
            found.append(chunk.span())
        else:
            for piece in _PIECE.finditer(chunk[0]):
                if _is_random(piece[0]):
                    found.append((chunk.start() + piece.start(), chunk.start() + piece.end()))
    return tuple(_merged(found))


def beside_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return what of a key or a comment is not shown beside what matters: secrets and long numbers."""
    found = [*secrets_in(text), *(match.span() for match in _LONG_NUMBER.finditer(text))]
    return tuple(_merged(found))


def forms_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return where something stands in a text, code or not, that is a secret by all its form."""
    found = [*_by_shape(text), *(match.span() for match in _HEX.finditer(text))]
    for pattern in (_LONG_WORD, _LONG_LETTERS):
        found += [match.span() for match in pattern.finditer(text) if _is_random(match[0])]
    return tuple(_merged(found))


def begins_key(text: str) -> bool:
    """Whether a text is what keys of some service begin with, and no more."""
    return len(text) <= 30 and _BEGINS_KEY.fullmatch(text) is not None


def behind_linters(comment: str) -> int:
    """Return where ends what a comment begins with and says to linters: orders, and names of rules."""
    end = 0
    while (order := _ORDER.match(comment, end)) is not None:
        end = order.end()
        while (rule := _RULE.match(comment, end)) is not None and _is_rule(rule["name"]):
            end = rule.end()
    return end if comment[end:].strip(_CLOSING) else len(comment)


def _is_rule(word: str) -> bool:
    """Whether a word can be a rule's name, and says nothing else."""
    return _CODE_OF_RULE.fullmatch(word) is not None or (
        "-" in word and not names_secret(_OF_SECRETS.sub("", word))
    )


def speaks_of_secret(comment: str) -> bool:
    """Whether a comment may speak of a secret, beside what it says to linters.

    A name that stands where that of a rule does gives nothing away.
    """
    if tells_login(comment):
        return True
    end = behind_linters(comment)
    rest = comment[end:].strip(_CLOSING + _AROUND)
    is_rule = end > 0 and _RULE.fullmatch(rest) is not None and is_plain(rest)
    return not is_rule and says_secret(_OF_SECRETS.sub(" ", rest))


def says_secret(text: str) -> bool:
    """Whether any word of a text, such as a comment, is one for a secret, or it tells a login."""
    is_named = any(map(names_secret, _IDENTIFIER.findall(text))) or names_secret(text[:200])
    return is_named or tells_login(text)


def tells_login(text: str) -> bool:
    """Whether a text, such as a comment, tells a name and its password."""
    return _LOGIN.search(text) is not None or any(
        _is_login(text, match) for match in _PAIR.finditer(text)
    )


def _is_login(text: str, pair: re.Match[str]) -> bool:
    """Whether two words are a login: by what is said before, or by the second's form."""
    password = pair["password"].rstrip(".,;!?)")
    before = text[max(0, pair.start() - 60) : pair.start()]
    if pair["sign"] != ":" and _SIGNS_IN.search(before) is not None:
        return True
    is_mixed = any(map(str.isdigit, password)) and not _CODES.fullmatch(password)
    return is_mixed and len(password) >= _SHORTEST_PASSWORD


def by_form(text: str) -> str:
    """Return a text with each of its words that has a secret's form cut short."""
    spans = secrets_in(text) if len(text) > 5 else ()
    for start, end in reversed(spans):
        text = text[:start] + cut(text[start:end]) + text[end:]
    return text


def of_setting(text: str) -> str:
    """Return a value that a config has, as a message may show it: plain words and codes."""
    return text if is_plain(text) or _CODE.fullmatch(text) else MASK


def of_pattern(text: str) -> str:
    """Return a pattern of paths as a message may show it: its plain parts, and its signs."""
    return _PART_OF_PATTERN.sub(lambda part: of_setting(part[0]), text)


_CODE = regex.lazy(
    r"[A-Z]{1,4}\d{1,6}x{0,3}|(?i:HL)[\dA-Za-z]{1,4}|\d{1,6}(?:\.\d{1,3})? ?(?i:[kmgt]?i?b)"
)
"""A rule's code, misspelt or not, or a size with its unit."""
_PART_OF_PATTERN = regex.lazy(r"[^/*?\[\]{}!,\\#]+")
_QUOTED = regex.lazy(r"\"[^\"]*\"|'[^']*'|`[^`]*`")


def of_others(text: str, show: Callable[[str], str] = str) -> str:
    """Return words of others, such as a parser's or an exception's, with nothing secret in them.

    What they quote is shown only if it is a plain word, and then as `show` has it, quotes included.
    """

    def quoted(match: re.Match[str]) -> str:
        mark, inside = match[0][0], match[0][1:-1]
        is_shown = is_plain(inside.strip("*&!<>=:;,()[]{}%")) and not names_secret(inside)
        return show(match[0]) if is_shown else f"{mark}{MASK}{mark}"

    return _QUOTED.sub(quoted, by_form(text))


def of_error(text: str) -> str:
    """Return what an exception says without what it quotes, and without words that are not plain."""
    words = _QUOTED.sub(MASK, text[:1_000]).split()
    return " ".join(word if is_plain(word.strip(".,:;()[]!?")) else MASK for word in words)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
        else:
            if last is not None:
                yield last
            last = (start, end)
    if last is not None:
        yield last


def _by_shape(text: str) -> Iterator[tuple[int, int]]:
    yield from ((start, end) for start, end, _ in shapes_in(text))
    yield from _keys(text)
    for pattern in (_PASSWORD_IN_URL, _UUID):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _CREDENTIAL.finditer(text):
        if _is_credential(match["scheme"], match["secret"]):
            yield match.span("secret")
    for match in _MAIL.finditer(text) if "@" in text else ():
        if not _NOBODYS.fullmatch(match["host"]):
            yield match.start(), match.start("host") - 1


def _keys(text: str) -> Iterator[tuple[int, int]]:
    """Yield where keys of known services stand, with all that is glued to them, as `key * 3` has it."""
    match = _KNOWN.search(text)
    while match is not None:
        rest = _GLUED_ON.match(text, match.end())
        end = rest.end() if rest is not None else match.end()
        yield match.start(), end
        match = _KNOWN.search(text, end)


def _is_credential(scheme: str, word: str) -> bool:
    """Whether what follows the name of a scheme, as `Bearer` is one, is no word of a sentence."""
    if not word.isalpha():
        return any(char.isdigit() or char in "+/=~" for char in word)
    if scheme.lower() == "bearer":
        return len(word) >= 8 and word.lower() not in _OF_BEARERS
    return len(word) > _LONGEST_WORD or not (word.islower() or word.istitle() or word.isupper())


def _by_name(text: str) -> Iterator[tuple[int, int]]:
    """Yield the values in a text that says `name=value`, or `--name value`, of a secret."""
    for start, end in handed_in(text, names_secret):
        if not is_constant_word(text[start:end]) and not text[start:end].isdigit():
            yield start, end
    at = 0
    while (match := _ASSIGNED.search(text, at)) is not None:
        kind = "quoted" if match["quoted"] else "bare"
        is_secret = names_secret(match["name"]) and not is_constant_word(match[kind])
        if is_secret and any(map(str.isalnum, match[kind])):
            yield match.span(kind)
        at = match.start(kind)


def _is_random(word: str) -> bool:
    """Whether a word is a mixture that nobody would read: letters and digits in turn."""
    if len(word) < 6 or word.isdigit() or _CODES.fullmatch(word) or _TIME.fullmatch(word):
        return False
    if any(ord(char) < 33 for char in word):
        return False
    subwords = _SUBWORD.findall(word)
    mixed = [each for each in subwords if _turns(each)]
    if any(_turns(each) >= 3 or (_turns(each) == 2 and len(each) >= 8) for each in mixed):
        return True
    if len(mixed) >= 2 and len(word) >= 12:
        return True
    return any(len(each) >= 16 and (each in mixed or is_jumble(each)) for each in subwords)


def _turns(word: str) -> int:
    """Return how often letters and digits follow each other."""
    return len(_RUNS.findall(word)) - 1
