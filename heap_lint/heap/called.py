"""What functions do by their names: take secrets or ids, compare things, send them to Heap."""

from __future__ import annotations

from heap_lint import regex
from heap_lint.heap.secret_names import names_secret, words_of

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
    "sensitive",
    "hashpw",
    "checkpw",
    *(
        "hashSync",
        "compareSync",
        "scrypt",
        "scryptSync",
        "pbkdf2",
        "pbkdf2Sync",
        "hkdf",
        "hkdfSync",
    ),
    *("createCipher", "createCipheriv", "createDecipher", "createDecipheriv", "createHmac"),
    *("encrypt", "decrypt", "openssl_encrypt", "openssl_decrypt"),
}
"""Functions that are given secrets by place."""
_CIPHERS = {
    *("bcrypt", "bcryptjs", "argon", "scrypt", "aes", "blowfish", "twofish", "nacl", "sodium"),
    *("libsodium", "fernet", "hmac"),
}
"""What has functions that are given secrets, whatever these are called."""
_ASKS = {
    *("input", "raw_input", "getpass", "prompt", "ask", "question", "readline", "read_line"),
}
_BY_KEY = {
    *("get", "set", "put", "add", "append", "store", "save", "fetch", "setdefault", "pop"),
    *("getenv", "putenv", "setenv", "env", "header", "cookie", "setattr", "getattr", "setex"),
}
"""What begins the words of functions that are given a key first, and what it stands for behind it."""
_CONNECTS = regex.lazy(
    r"(?:mysqli?|pg|odbc|oci|db2|mssql|sqlsrv|ftp|ldap|imap|ssh2)_(?:real_)?(?:p?connect|login|bind|open)"
)
_IMPORTS = {"require", "import", "import_module", "__import__", "require_relative", "require_once"}
_COMPARES = {
    *("compare", "cmp", "equal", "equals", "eq", "same"),
    *("strcmp", "strcasecmp", "strncmp", "strncasecmp"),
}
_HANDS_ON = {"partial", "partialmethod", "bind", "submit", "to_thread"}
_EACH = {
    *("each", "forEach", "map", "flatMap", "filter", "find", "some", "every", "flat_map", "select"),
    *("any", "all", "each_with_index", "sum"),
}
_COMPARES_ALONE = {
    *("test", "match", "fullmatch", "type", "fill", "sendKeys", "send_keys", "setValue"),
    *("change", "paste"),
    *("is", "eql", "has", "in_array", "include", "includes", "contain", "contains", "indexOf"),
}
_EXPECTS = (("to",), ("not",), ("must",), ("wont",), ("should",))
"""What begins the words of an expectation: `.toBe(...)`, `.must_equal ...`."""
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
_ID_CALLS = {"load", "HeapAPIClient", "startRecording", "setAppId", "start", "init", "initialize"}


def takes_secrets(function: str) -> bool:
    """Whether a function's arguments, whatever their names, may be secrets."""
    return (
        names_secret(function)
        or not _CALLS.isdisjoint((function, "".join(words_of(function))))
        or _CONNECTS.fullmatch(function) is not None
    )


def is_cipher(receiver: str) -> bool:
    """Whether what a function is called on hides what it is given, or compares it with such."""
    return not _CIPHERS.isdisjoint(words_of(receiver))


def takes_key(function: str) -> bool:
    """Whether a function is given a key, and behind it what it stands for: `setItem(KEY, "a")`."""
    words = words_of(function)
    return bool(words) and words[0] in _BY_KEY


def asks(function: str) -> bool:
    """Whether a function gives back what somebody answers to the text that it is given."""
    return function in _ASKS


def hands_on(function: str) -> bool:
    """Whether a function is given another one, and what that is to be given."""
    return function in _HANDS_ON


def asks_each(function: str) -> bool:
    """Whether a function hands each item of a list to the function that it is given."""
    return function in _EACH


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


def takes_id(function: str) -> bool:
    """Whether a function takes an app's id."""
    return function in _ID_CALLS
