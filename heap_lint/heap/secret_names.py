"""Which names tell that what stands under them is a secret: by their words, however these are joined."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import combining, normalize

from heap_lint import regex
from heap_lint.core.remembering import remembered

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
    *("haslo", "heslo", "jelszo", "losenord", "salasana", "parola", "sifre", "adgangskode"),
    *("kennwort", "kennworter", "senha", "contrasena", "motdepasse", "mdp", "clave", "wachtwoord"),
    *("psk", "presharedkey"),
}
"""Words that make a name a secret's, wherever in it they stand."""
_OF_OTHER_SCRIPTS = (
    *("\u043f\u0430\u0440\u043e\u043b", "\u5bc6\u7801", "\u5bc6\u78bc", "\u53e3\u4ee4"),
    *(
        "\u30d1\u30b9\u30ef\u30fc\u30c9",
        "\ube44\ubc00\ubc88\ud638",
        "\u03ba\u03c9\u03b4\u03b9\u03ba",
    ),
)
"""What a password is called in Russian, Chinese, Japanese, Korean and Greek, also within a word."""
_LAST = {
    *("pass", "auth", "pin", "cookie", "cookies", "session", "salt", "signature", "sig", "sid"),
    *("pw", "pincode", "sessionid", "passkey", "getpass", "askpass"),
}
"""Words that do so at its end only: `session_count` is none."""
_PAIRS = {
    *(f"{first} key" for first in ("api", "private", "access", "secret", "signing", "encryption")),
    *(
        f"{first} key"
        for first in ("account", "shared", "ssh", "master", "license", "auth", "client")
    ),
    *(f"{first} keys" for first in ("api", "private", "access", "secret", "signing", "encryption")),
    *("connection string", "conn str", "conn string", "webhook url", "webhook uri"),
    *("connection strings", "preshared key"),
    *(
        f"{kind} {place}"
        for kind in (
            *("database", "db", "redis", "mongo", "mongodb", "amqp", "rabbitmq", "broker", "sql"),
            *("postgres", "postgresql", "mysql", "mariadb", "mssql", "clickhouse", "cassandra"),
        )
        for place in ("url", "uri")
    ),
    *("card number", "card no", "cc number"),
    *("social security", "date birth", "of birth", "birth date", "pass phrase", "pass word"),
    *("account number", "passport number", "seed phrase", "recovery phrase", "maiden name"),
    *(
        f"{kind} {code}"
        for kind in (
            *("security", "unlock", "recovery", "backup", "activation", "verification", "pin"),
            *("mfa", "tfa", "fa", "pairing"),
        )
        for code in ("code", "codes")
    ),
    *(
        f"{kind} {answer}"
        for kind in ("security", "recovery", "challenge")
        for answer in ("answer", "answers")
    ),
    *(
        f"{kind} {header}"
        for kind in ("auth", "authentication", "cookie")
        for header in ("header", "headers")
    ),
    *(
        f"{kind} private"
        for kind in ("rsa", "dsa", "ec", "ecdsa", "ed", "ssh", "gpg", "pgp", "ssl", "tls")
    ),
    *("set sensitive", "plaintext value"),
    *("pin number", "pw hash", "de passe", "secure string"),
}
"""Two words in a row that do so."""
_PAIRS_OF_NAMES = {
    *(f"{kind} code" for kind in ("pass", "auth", "access", "login", "license", "sms")),
    *(f"{kind} codes" for kind in ("pass", "access", "login", "license")),
    "pass key",
}
"""Two words that do so where they are joined: a sentence speaks of the code for the login."""
_KEYS = {
    *("aes", "rsa", "hmac", "fernet", "jwt", "jwe", "jws", "ssl", "tls", "ssh", "gpg", "pgp"),
    *("cipher", "crypto", "encryption", "decryption", "encrypt", "decrypt", "signing", "sign"),
    *("api", "app", "auth", "access", "account", "admin", "client", "private", "secret", "shared"),
    *("master", "root", "service", "deploy", "license", "activation", "session", "security"),
    *("stripe", "sendgrid", "twilio", "mailgun", "mailchimp", "postmark", "openai", "anthropic"),
    *("algolia", "heroku", "aws", "gcp", "azure", "firebase", "github", "gitlab", "datadog"),
    *("sentry", "slack", "paypal", "braintree", "shopify", "hubspot", "pusher", "cloudflare"),
    *("okta", "supabase", "mapbox", "sumologic", "splunk", "newrelic", "pagerduty", "segment"),
    *("recovery", "subscription", "consumer", "integration", "vapid", "unlock", "wallet"),
}
"""What a key is of that opens something: it is a secret's name with `key` or `keys` behind it."""
_ANYBODYS = {
    *("app", "account", "admin", "client", "service", "session", "root", "shared", "master"),
    *("access", "sign", "security", "activation", "subscription", "consumer", "integration"),
}
"""Of these the names of things that hold a key of whatever kind: `account: {key: ...}`."""
_KEYS_OF_DATA = {
    *("primary", "foreign", "unique", "sort", "partition", "hash", "range", "row", "composite"),
    *("cache", "storage", "query", "lookup", "index", "map", "dict", "object", "item", "group"),
    *("hot", "shortcut", "escape", "enter", "arrow", "tab", "ctrl", "alt", "shift", "modifier"),
    *("translation", "locale", "message", "label", "event", "property", "attribute", "field"),
    *("public", "config", "settings", "setting", "feature", "flag", "routing", "idempotency"),
    *("natural", "surrogate", "candidate", "join", "s3", "redis", "state", "data", "json"),
}
"""What a key is of that only finds something. Of other constants, a key is taken for a secret."""
_CLOUDS = {"azure", "account", "blob", "aws", "gcp"}
_GLUED = regex.lazy(
    "|".join(
        (
            r".{1,40}(?:passwords?|passwd|pwd|passphrase|passcode|passwort|kennwort)",
            r".{1,40}(?:secrets?|tokens?|apikeys?|credentials?)",
            r"(?:passwords?|passwd|passphrase|apikey)(?!less|reset|policy).{1,40}",
            rf"(?:{'|'.join(sorted(_KEYS))})keys?",
            r".{1,40}(?:access|secret|private|encryption|signing)keys?",
            r"(?:db|database|user|usr|admin|root|my|sql|mysql|pg|postgres|redis|mongo|smtp|mail|ftp|ssh"
            r"|app|login|master|sudo|wifi|ldap|http|proxy|account|api|store|key|trust|src|dest|require){1,3}(?:pass|pw|pin|creds?)",
            r"(?:require|master|sentinel)auth",
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
_COUNTS = {
    *(
        "count",
        "counts",
        "length",
        "len",
        "size",
        "used",
        "limit",
        "total",
        "ttl",
        "timeout",
        "age",
    ),
    *("seconds", "minutes", "hours", "days", "attempts", "retries", "budget", "max", "min"),
}
"""Words that end the name of a number that says how many, or how long: `password_length`."""
_MOST = (("max", "tokens"), ("min", "tokens"), ("num", "tokens"), ("total", "tokens"))
_BLANK = regex.lazy(r"\s")
_SMALL = regex.lazy(r"\d{1,4}")
_ASKS = {
    *("check", "validate", "verify", "test", "set", "save", "store", "update", "delete", "clear"),
    *("revoke", "expire", "send", "request", "on", "handle", "use", "with", "hide", "show"),
}
"""Words of functions that do something with a secret, and give no one back."""
_LATIN = str.maketrans("\u0142\u0141\u00f8\u00d8\u0131", "lLoOi")
"""Letters that are no ASCII letter with a mark."""
_WORDS = regex.lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")


@remembered
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in snake_case, camelCase or kebab-case, in lower case."""
    name = name[:200]
    found = _WORDS.findall(name if name.isascii() else _without_accents(name))
    return tuple(word.lower() for word in found)


def _without_accents(name: str) -> str:
    """Return a name with its Latin letters as ASCII has them."""
    out = ""
    for char in normalize("NFD", name.translate(_LATIN)):
        if not (combining(char) and out[-1:].isascii()):
            out += char
    return normalize("NFC", out)


@remembered
def names_secret(name: str) -> bool:
    """Whether what has this name (a key, a variable, a flag, an argument) is not to be shown."""
    words = words_of(name)
    if not words or words[-2:] == ("secure", "cookie"):  # an option of Heap's
        return False
    if _is_strong(words) or words[-1] in _LAST or _is_key(name, words):
        return True
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    return not _PAIRS.isdisjoint(pairs) or (
        not _PAIRS_OF_NAMES.isdisjoint(pairs) and _BLANK.search(name) is None
    )


def _is_strong(words: tuple[str, ...]) -> bool:
    """Whether any word, or two of which the case of a letter made two, names a secret by itself."""
    if not _STRONG.isdisjoint(words):
        return True
    if any(part in word for word in words if not word.isascii() for part in _OF_OTHER_SCRIPTS):
        return True
    return any(map(_GLUED.fullmatch, words)) or any(
        len(a) == 1 and _GLUED.fullmatch(a + b) is not None for a, b in pairwise(words)
    )


def _is_key(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name ends as that of a key which opens something: `FERNET_KEY`, not `cache_key`."""
    if len(words) < 2 or words[-1] not in ("key", "keys"):
        return False
    of = words[-2]
    if of == "storage":  # of a cloud; elsewhere the name of what a browser keeps
        return name.islower() or not _CLOUDS.isdisjoint(words)
    return of in _KEYS or (name.isupper() and words[-1] == "key" and of not in _KEYS_OF_DATA)


def names_secret_weakly(name: str) -> bool:
    """Whether a name is a secret's by its last word only, which `session.user` shows to be another's."""
    words = words_of(name)
    return names_secret(name) and not _is_strong(words) and not _is_key(name, words)


def is_count(name: str, value: str) -> bool:
    """Whether a value is a small number that says how many, or how long, and no secret itself."""
    if len(value) > len("1234") or not _SMALL.fullmatch(value):
        return False
    words = words_of(name)
    return bool(words) and (words[-1] in _COUNTS or (words[0], words[-1]) in _MOST)


def is_name_of_secret(text: str) -> bool:
    """Whether a text that is a value is the name of a secret: `DB_PASSWORD`, not `password reset`."""
    if not 2 < len(text) <= 60 or not re.fullmatch(r"[\w.:-]+", text) or _is_module(text):
        return False
    return names_secret(text) and _ABOUT.isdisjoint(words_of(text))


def _is_module(text: str) -> bool:
    """Whether a text is a path of names that ends with one of code, as `django.contrib.auth` does."""
    return "." in text and words_of(text)[-1:] in (("auth",), ("session",))


def is_key_of(owner: str, name: str) -> bool:
    """Whether a name is that of a key which opens something by what it is of: `stripe: {key: "a"}`."""
    if words_of(name) not in (("key",), ("keys",)) or not words_of(owner):
        return False
    return words_of(owner)[-1] not in _ANYBODYS and names_secret(f"{owner}_key")


def holds_others(name: str) -> bool:
    """Whether what has a secret's name, if it is a mapping, holds all sorts of things: a session."""
    return words_of(name)[-1:] == ("session",) and names_secret_weakly(name)


def gives_secret(function: str) -> bool:
    """Whether a function of this name returns a secret: `get_password`, not `check_password`."""
    words = words_of(function)
    if not is_name_of_secret(function) or names_secret_weakly(function) or words[0] in _ASKS:
        return False
    return _is_strong(words[-1:]) or " ".join(words[-2:]) in _PAIRS or _is_key(function, words)
