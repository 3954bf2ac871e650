"""What must not be shown: told by the name that it stands under, or by its form.

Two questions are asked of a text. *Strictly*, of whatever is shown only because it stands beside what
matters: is it a plain word or a short number? Everything else is left out. *By form*, of what a finding
is about: does one of its words look like a key, a token, somebody's number? Such a word is shown by its
first two characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.heap.commands import handed_in
from heap_lint.heap.jumbles import is_jumble
from heap_lint.sensitive import shapes_in

MASK = "…"
"""What stands in place of what is not shown."""
_SHOWN = 2
"""How many characters of a secret are shown, so that people know which it is."""
_LONGEST_WORD = 20
_MOST_DIGITS = 6
_LONGEST_ID = 12

_STRONG = {
    *("password", "passwords", "passwd", "pwd", "passphrase", "passcode", "pword", "passwort"),
    *("secret", "secrets", "token", "tokens", "apikey", "apikeys", "authtoken", "accesskey"),
    *(
        "credential",
        "credentials",
        "cred",
        "creds",
        "authorization",
        "bearer",
        "jwt",
        "otp",
        "totp",
    ),
    *(
        "cvv",
        "cvc",
        "cvv2",
        "ssn",
        "iban",
        "dsn",
        "dob",
        "birthday",
        "birthdate",
        "hmac",
        "privatekey",
    ),
    *("csrf", "xsrf", "webhook", "webhooks", "pem", "cardnumber", "secretkey", "mnemonic"),
    *("htpasswd", "pgpassword", "sshpass", "netrc", "pfx", "keystore"),
    *("passw", "pswd", "pswrd", "phpsessid", "jsessionid", "sessid"),
    *("kennwort", "kennworter", "senha", "contrasena", "motdepasse", "wachtwoord"),
}
"""Words that make a name a secret's, wherever in it they stand."""
_LAST = {
    *("pass", "auth", "pin", "cookie", "cookies", "session", "salt", "signature", "sig", "sid"),
    *("pw", "pincode", "sessionid"),
}
"""Words that do so at its end only: `session_count` is none."""
_PAIRS = {
    *(f"{first} key" for first in ("api", "private", "access", "secret", "signing", "encryption")),
    *(
        f"{first} key"
        for first in ("account", "shared", "ssh", "master", "license", "auth", "client")
    ),
    *(f"{first} keys" for first in ("api", "private", "access", "secret", "signing", "encryption")),
    *("connection string", "conn str", "conn string", "webhook url", "database url", "db url"),
    *("redis url", "mongo url", "amqp url", "broker url", "card number", "card no", "cc number"),
    *("social security", "date birth", "of birth", "birth date", "pass phrase", "pass word"),
    *("account number", "passport number", "security code", "unlock code", "recovery code"),
    *("backup code", "backup codes", "recovery codes", "seed phrase", "recovery phrase"),
    *("pw hash", "de passe"),
}
"""Two words in a row that do so."""
_KEYS = {
    *("aes", "rsa", "hmac", "fernet", "jwt", "jwe", "jws", "ssl", "tls", "ssh", "gpg", "pgp"),
    *("cipher", "crypto", "encryption", "decryption", "encrypt", "decrypt", "signing", "sign"),
    *("api", "app", "auth", "access", "account", "admin", "client", "private", "secret", "shared"),
    *("master", "root", "service", "deploy", "license", "activation", "session", "security"),
    *("stripe", "sendgrid", "twilio", "mailgun", "mailchimp", "postmark", "openai", "anthropic"),
    *("algolia", "heroku", "aws", "gcp", "azure", "firebase", "github", "gitlab", "datadog"),
    *("sentry", "slack", "paypal", "braintree", "shopify", "hubspot", "pusher", "cloudflare"),
    *("okta", "supabase", "mapbox", "sumologic", "splunk", "newrelic", "pagerduty", "segment"),
}
"""What a key is of that opens something: it is a secret's name with `key` or `keys` behind it."""
_KEYS_OF_DATA = {
    *("primary", "foreign", "unique", "sort", "partition", "hash", "range", "row", "composite"),
    *("cache", "storage", "query", "lookup", "index", "map", "dict", "object", "item", "group"),
    *("hot", "shortcut", "escape", "enter", "arrow", "tab", "ctrl", "alt", "shift", "modifier"),
    *("translation", "locale", "message", "label", "event", "property", "attribute", "field"),
    *("public", "config", "settings", "setting", "feature", "flag", "routing", "idempotency"),
    *("natural", "surrogate", "candidate", "join", "s3", "redis", "state", "data", "json"),
}
"""What a key is of that only finds something. Of other constants, a key is taken for a secret."""
_GLUED = regex.lazy(
    "|".join(
        (
            r".{1,40}(?:passwords?|passwd|pwd|passphrase|passcode|passwort|kennwort)",
            r".{1,40}(?:secrets?|tokens?|apikeys?|credentials?)",
            r"(?:passwords?|passwd|passphrase|apikey)(?!less|reset|policy).{1,40}",
            rf"(?:{'|'.join(sorted(_KEYS))})keys?",
            r".{1,40}(?:access|secret|private|encryption|signing)keys?",
            r"(?:db|database|user|usr|admin|root|my|sql|mysql|pg|postgres|redis|mongo|smtp|mail|ftp|ssh"
            r"|app|login|master|sudo|wifi|ldap|http|proxy|account|api){1,3}(?:pass|pw|pin|creds?)",
        )
    )
)
"""Words that make a secret's name without anything between them: `dbpassword`, `stripekey`."""
_ABOUT = {
    *(
        "reset",
        "changed",
        "change",
        "forgot",
        "forgotten",
        "count",
        "has",
        "is",
        "length",
        "policy",
    ),
    *("expired", "updated", "requested", "required", "strength", "type", "name", "names"),
}
"""Words that make a text that is no key an event or a title rather than the name of a secret."""
_CALLS = {
    "login",
    "logon",
    "signin",
    "authenticate",
    "connect",
    "btoa",
    "b64encode",
    "log_in",
    "sign_in",
    "Fernet",
    "mysqli",
    "PDO",
}
"""Functions that are given secrets by place."""
_CONNECTS = regex.lazy(
    r"(?:mysqli?|pg|odbc|oci|db2|mssql|sqlsrv|ftp|ldap|imap|ssh2)_(?:real_)?(?:p?connect|login|bind|open)"
)
_IMPORTS = {"require", "import", "import_module", "__import__", "require_relative", "require_once"}
_COMPARES = {
    *("compare", "cmp", "equal", "equals", "eq", "same"),
    *("strcmp", "strcasecmp", "strncmp", "strncasecmp"),
}
_COMPARES_ALONE = {
    *("is", "eql", "has", "in_array", "include", "includes", "contain", "contains", "indexOf"),
}
_EXPECTS = (("to",), ("not",), ("must",), ("wont",), ("should",))
"""What begins the words of an expectation: `.toBe(...)`, `.must_equal ...`."""
_ASKS = {
    *("check", "validate", "verify", "test", "set", "save", "store", "update", "delete", "clear"),
    *("revoke", "expire", "send", "request", "on", "handle", "use", "with", "hide", "show"),
}
"""Words of functions that do something with a secret, and give no one back."""
_OF_SERVERS = {
    *("track", "bulk_track", "identify", "add_user_properties", "bulk_add_user_properties"),
    *("add_account_properties", "bulk_add_account_properties", "add_event_properties"),
}
_OF_HEAP = _OF_SERVERS | {
    *("load", "init", "initialize", "start", "startRecording", "setAppId", "identifyHashed"),
    *("addUserProperties", "addEventProperties", "addAccountProperties", "trackPageview"),
    *("removeEventProperty", "clearEventProperties", "resetIdentity"),
}
"""Functions that are given what is sent to Heap, or to which of its environments."""
_HEAPS = {"heap", "heapanalytics", "heapapi"}
_IDS = {"app id", "appid", "env id", "envid", "environment id", "user id", "heap id"}
_ID_CALLS = {"load", "HeapAPIClient", "startRecording", "setAppId", "start", "init", "initialize"}

_WORDS = regex.lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
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
_IDENTIFIER = regex.lazy(r"[A-Za-z][\w-]*")
_TAG_MANAGER = regex.lazy(r"(?:GTM|gtm)-[A-Za-z0-9]{4,9}")
"""An id of Google Tag Manager: it stands in every page, and where people took it for Heap's."""
_CODES = regex.lazy(
    rf"HL\d{{3}}|YOUR_[A-Z_]{{1,30}}|{_TAG_MANAGER.pattern}|[A-Z]{{2}}-\d{{4,12}}-\d{{1,3}}"
)
_NUMBER = regex.lazy(r"[-+]?(?:[\d_]+(?:\.[\d_]+)?|\.[\d_]+)")


@remembered
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in snake_case, camelCase or kebab-case, in lower case."""
    return tuple(word.lower() for word in _WORDS.findall(name[:200]))


@remembered
def names_secret(name: str) -> bool:
    """Whether what has this name (a key, a variable, a flag, an argument) is not to be shown."""
    words = words_of(name)
    if not words or words[-2:] == ("secure", "cookie"):  # an option of Heap's
        return False
    if _is_strong(words) or words[-1] in _LAST or _is_key(name, words):
        return True
    return any(f"{a} {b}" in _PAIRS for a, b in pairwise(words))


def _is_strong(words: tuple[str, ...]) -> bool:
    """Whether any word, or two of which the case of a letter made two, names a secret by itself."""
    if not _STRONG.isdisjoint(words):
        return True
    return any(map(_GLUED.fullmatch, words)) or any(
        len(a) == 1 and _GLUED.fullmatch(a + b) is not None for a, b in pairwise(words)
    )


def _is_key(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name ends as that of a key which opens something: `FERNET_KEY`, not `cache_key`."""
    if len(words) < 2 or words[-1] not in ("key", "keys"):
        return False
    of = words[-2]
    return of in _KEYS or (name.isupper() and words[-1] == "key" and of not in _KEYS_OF_DATA)


def names_secret_weakly(name: str) -> bool:
    """Whether a name is a secret's by its last word only, which `session.user` shows to be another's."""
    words = words_of(name)
    return names_secret(name) and not _is_strong(words) and not _is_key(name, words)


def is_name_of_secret(text: str) -> bool:
    """Whether a text that is a value is the name of a secret: `DB_PASSWORD`, not `password reset`."""
    if not 2 < len(text) <= 60 or not re.fullmatch(r"[\w.:-]+", text):
        return False
    return names_secret(text) and _ABOUT.isdisjoint(words_of(text))


def takes_secrets(function: str) -> bool:
    """Whether a function's arguments, whatever their names, may be secrets."""
    return (
        names_secret(function)
        or not _CALLS.isdisjoint((function, "".join(words_of(function))))
        or _CONNECTS.fullmatch(function) is not None
    )


def imports(function: str) -> bool:
    """Whether a function is given the name of a module."""
    return function in _IMPORTS


def compares(function: str) -> bool:
    """Whether a function tells if what it is given is the same, or claims that it is."""
    words = words_of(function)
    is_claim = words[:1] == ("assert",) and len(words) > 1
    return is_claim or function in _COMPARES_ALONE or not _COMPARES.isdisjoint(words)


def expects(function: str) -> bool:
    """Whether a function says what the thing in front of it is to be: `toBe`, `isEqualTo`."""
    return words_of(function)[:1] in _EXPECTS or compares(function)


def gives_secret(function: str) -> bool:
    """Whether a function of this name returns a secret: `get_password`, not `check_password`."""
    words = words_of(function)
    if not is_name_of_secret(function) or names_secret_weakly(function) or words[0] in _ASKS:
        return False
    return _is_strong(words[-1:]) or " ".join(words[-2:]) in _PAIRS or _is_key(function, words)


def is_named_like_heaps(function: str) -> bool:
    """Whether Heap has a function of this name."""
    return function in _OF_HEAP


def is_of_heap(function: str, receiver: str) -> bool:
    """Whether a call sends something to Heap: what it is given is no secret of whoever calls.

    Others have functions of these names too, so that the name of what it is called on must be Heap's.
    """
    owner = words_of(receiver)
    is_client = owner[-1:] == ("client",) and function in _OF_SERVERS
    return function == "HeapAPIClient" or (
        function in _OF_HEAP and (is_client or not _HEAPS.isdisjoint(owner))
    )


def names_id(name: str) -> bool:
    """Whether a name is one of an app's id, or of another that is told in short."""
    words = words_of(name)
    return " ".join(words[-2:]) in _IDS or (bool(words) and words[-1] in ("appid", "envid"))


def is_app_id(text: str, name: str) -> bool:
    """Whether a text is an app's id by its form and by its name, which is public."""
    return _is_public_id(text) and names_app_id(name)


def names_app_id(name: str) -> bool:
    """Whether a name is one of an app's id."""
    return names_id(name) and words_of(name)[-2:] != ("user", "id")


def takes_id(function: str) -> bool:
    """Whether a function takes an app's id."""
    return function in _ID_CALLS


def is_plain(text: str, *, is_id: bool = False) -> bool:
    """Whether a text beside what matters can be shown: a plain word, a short number, a mark or two.

    `is_id`: it stands where an app's id does, which is public.
    """
    if len(text) > _LONGEST_WORD:
        return False
    if is_id and _is_public_id(text):
        return True
    if _NUMBER.fullmatch(text):
        return sum(map(str.isdigit, text)) <= _MOST_DIGITS
    if len(text) <= _SHOWN and not any(map(str.isalnum, text)):
        return True
    return all(char.isalpha() or char in "_-." for char in text) and not secrets_in(text)


def _is_public_id(text: str) -> bool:
    """Whether a text has the form of an app's id, or of what people take for one."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return is_number or _TAG_MANAGER.fullmatch(text) is not None


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
    for chunk in _CHUNK.finditer(text):
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


def is_for_linters(comment: str) -> bool:
    """Whether a comment speaks to linters, so that what it says is to be seen."""
    return "heap-lint" in comment or "noqa" in comment.lower()


def says_secret(text: str) -> bool:
    """Whether any word of a text, such as a comment, is one for a secret."""
    return any(map(names_secret, _IDENTIFIER.findall(text))) or names_secret(text[:200])


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


_CODE = regex.lazy(r"[A-Z]{1,4}\d{1,6}x{0,3}")
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
