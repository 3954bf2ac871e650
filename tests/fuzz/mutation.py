"""Changes of a text: of its bytes, its tokens, and its tree, which brackets, tags and indents tell."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable

from . import corpus

_TOKEN = re.compile(r"\w+|[^\S\n]+|\n|[^\w\s]")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]{0,300}>")
_MOST = 30_000
"""Characters of an input; what doubles again and again ends there."""

TOKENS = (
    *"()[]{}<>,.:;=+-*/%&|^~!?@#$`'\"\\",
    *("{{", "}}", "{%", "%}", "<%=", "%>", "<?php", "?>", "{#", "#}", "<!--", "-->", "${", "@{"),
    *("@if(", "@endif", "{{{", "}}}", "{{!--", "--}}", "{!!", "!!}", "<script>", "</script>"),
    *('"""', "'''", "=>", "->", ":=", "**", "...", "?.", "??", "&&", "||", "//", "/*", "*/", "<<A"),
    *("heap", "heap.identify(", "heap.load(", "client.track(", "HeapAPIClient", "identity"),
    *("window.heap", "heapanalytics.com", "https://heapanalytics.com/api/track", "app_id"),
    *("if ", "else", "elif ", "for ", "while ", "try:", "except:", "match ", "case ", "with "),
    *("def ", "class ", "lambda ", "return ", "yield ", "await ", "async ", "import ", "from "),
    *("function ", "const ", "let ", "new ", "typeof ", "import(", "export ", "default ", "switch"),
    *("None", "null", "undefined", "True", "false", "NaN", "0", "-1", "1e999", "0x1F", "9" * 30),
    *("9" * 5_000, "0x" + "F" * 5_000, "1e-999", "08", "1_0", "0b2", "1n", "٣", ".5.", "-0"),
    *("&a ", "*a", "<<: *a", "!!python/object", "!!binary", "|", ">-", "---\n", "...\n", "? "),
    *("# heap-lint: ignore[HL201]", "# noqa: HL201", "// heap-lint: ignore", "ignore["),
    *(
        "\ufeff",
        "\0",
        "\x1b[31m",
        "\u2028",
        "\u202e",
        "\u00a0",
        "é",
        "日",
        "😀",
        "\ud800",
        "\r",
        "\r\n",
    ),
    *(
        "\t",
        "\f",
        "\v",
        "\x85",
        "\N{COMBINING ACUTE ACCENT}",
        "\u017f",
        "İ",
        "\\u0000",
        "\\x",
        "\\N{",
    ),
    *("%s", "%(a)s", "{0}", "{a!r:>{w}}", "f'{x}'", "`${x}`", "b''", "r'\\'", "u'x'"),
)
"""What parsers look for, and what their authors did not think of."""


def mutated(chance: random.Random, text: str) -> str:
    """Return a text after one to five changes of it."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        text = chance.choice(_CHANGES)(chance, text)[:_MOST]
    return text


def mutated_bytes(chance: random.Random, data: bytes) -> bytes:
    """Return bytes after one to four changes that ask for no encoding."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice((0, 1, 1, 2, 4, 16)))
        noise = bytes(chance.choices(_NOISE, k=chance.choice((0, 1, 1, 1, 2, 8))))
        data = data[:at] + noise + data[end:]
    if chance.random() < 0.05:
        data = (
            chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"\x1f\x8b")) + data
        )
    return data


_NOISE = bytes([*range(32, 127), *range(32, 127), *range(256), 0, 0, 10, 10, 13, 34, 39, 92, 0xFF])


def encoded(chance: random.Random, text: str) -> bytes:
    """Return a text in an encoding that is not expected, with a mark of it or without, or packed."""
    if chance.random() < 0.2:
        data = text.encode("utf-8", "replace")
        return gzip.compress(data, mtime=0) if chance.random() < 0.5 else _zipped(chance, data)
    name, cookies = chance.choice(_ENCODINGS)
    if chance.random() < 0.5:
        text = chance.choice(cookies) + text
    return text.encode(name, "replace")


def _zipped(chance: random.Random, data: bytes) -> bytes:
    """Return an archive as the Studio makes one, or one that it would not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(
        packed, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    ) as z:
        for name in chance.choice((("savepoint.json",), ("savepoint.json", "a"), ("../x",), ())):
            z.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


_COOKIES = ("# -*- coding: {} -*-\n", '<?xml version="1.0" encoding="{}"?>', '@charset "{}";\n')
_ENCODINGS = [
    (name, [cookie.format(name) for cookie in _COOKIES] + ["\ufeff"])
    for name in (
        *("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "utf-7", "latin-1", "cp1252"),
        *("cp037", "shift_jis", "gb18030", "iso2022_jp", "punycode", "unicode_escape"),
    )
]


def _tokens(chance: random.Random, text: str) -> str:
    """Delete, double, swap or replace a token, or put one in."""
    found = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
    if not found:
        return chance.choice(TOKENS)
    start, end = chance.choice(found)
    kind = chance.randrange(6)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + text[start:end] * chance.choice((1, 1, 2, 9)) + text[end:]
    if kind == 2:
        return text[:start] + chance.choice(TOKENS) + text[end:]
    if kind == 3:
        return text[:start] + chance.choice(TOKENS) + text[start:]
    first, second = sorted((chance.choice(found), (start, end)))
    if kind == 4 and first[1] <= second[0]:
        between = text[first[1] : second[0]]
        swapped = text[slice(*second)] + between + text[slice(*first)]
        return text[: first[0]] + swapped + text[second[1] :]
    return text[:start] + _foreign_token(chance) + text[end:]


def _foreign_token(chance: random.Random) -> str:
    found = _TOKEN.findall(corpus.draw(chance).text) or [""]
    return str(chance.choice(found))


def _tree(chance: random.Random, text: str) -> str:
    """Delete, double, move, wrap or replace a part that the text's own structure delimits."""
    parts = _parts(chance, text)
    if not parts:
        return _tokens(chance, text)
    start, end = chance.choice(parts)
    part = text[start:end]
    kind = chance.randrange(6)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + part + text[end:]
    if kind == 2:
        other = corpus.draw(chance).text
        place = chance.choice(_parts(chance, other) or [(0, len(other))])
        return text[:start] + other[slice(*place)] + text[end:]
    if kind == 3:
        before, after = chance.choice(_WRAPPERS)
        times = chance.choice((1, 1, 1, 2, 40))
        return text[:start] + before * times + part + after * times + text[end:]
    other_start, other_end = chance.choice(parts)
    if kind == 4:
        return text[:other_start] + part + text[other_end:]
    return text[:start] + text[other_start:other_end] + text[end:]


_WRAPPERS = (
    *(("(", ")"), ("[", "]"), ("{", "}"), ("{{", "}}"), ("{% if x %}", "{% endif %}")),
    *(("<script>", "</script>"), ("<!--", "-->"), ('"', '"'), ("'", "'"), ("`", "`"), ("${", "}")),
    *(("<?php ", " ?>"), ("<%= ", " %>"), ("{{#if x}}", "{{/if}}"), ("@if(x)\n", "\n@endif\n")),
    *(("not ", ""), ("!", ""), ("-", ""), ("lambda: ", ""), ("() => ", ""), ("await ", "")),
    *(("f(", ")"), ("f'{", "}'"), ("str(", ")"), ("", " or x"), ("", " || x"), ("", ".a[0]")),
    *(("", " if x else y"), ("", " ? x : y"), ("", " + x"), ("*", ""), ("**", ""), ("...", "")),
)


def _parts(chance: random.Random, text: str) -> list[tuple[int, int]]:
    return chance.choice((_bracketed, _blocks, _tagged, _lines))(text) or _lines(text)


def _bracketed(text: str) -> list[tuple[int, int]]:
    """Return the insides of brackets, with them and without."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"[()\[\]{}]", text):
        sign, at = match[0], match.start()
        if sign in _CLOSING:
            opened.append((_CLOSING[sign], at))
        elif opened and opened[-1][0] == sign:
            start = opened.pop()[1]
            found += [(start, at + 1), (start + 1, at)]
    return found


def _tagged(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int, int]] = []
    for match in _TAG.finditer(text):
        if not match[1]:
            opened.append((match[2], match.start(), match.end()))
            found.append((match.start(), match.end()))
        elif opened and opened[-1][0] == match[2]:
            _, start, inner = opened.pop()
            found += [(start, match.end()), (inner, match.start())]
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\n|[^\n]+", text)]


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return lines with those below them that are indented deeper."""
    lines = [(m.start(), m.end(), len(m[1])) for m in re.finditer(r"([ \t]*)[^\n]*(?:\n|\Z)", text)]
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, int]] = []
    for start, end, indent in [*lines, (len(text), len(text), -1)]:
        while opened and opened[-1][1] >= indent:
            found.append((opened.pop()[0], start))
        if end > start:
            opened.append((start, indent))
    return found


def _cut(chance: random.Random, text: str) -> str:
    """End it where nobody would."""
    return text[: chance.randint(0, len(text))]


def _spliced(chance: random.Random, text: str) -> str:
    """Go on with another text."""
    other = corpus.draw(chance).text
    return _cut(chance, text) + other[chance.randint(0, len(other)) :]


def _endings(chance: random.Random, text: str) -> str:
    """End the lines in another way, or indent them."""
    return text.replace(
        "\n", chance.choice(("\r\n", "\r", "\n\n", "\n\t", "\u2028", " \\\n", "\f\n"))
    )


def _nested(chance: random.Random, text: str) -> str:
    """Put something into as many of its own kind as there is room for."""
    start, end = chance.choice(_parts(chance, text) or [(0, len(text))])
    before, after = chance.choice(_WRAPPERS)
    times = min(chance.choice((60, 200, 1_000, 5_000)), _MOST // max(1, len(before + after)))
    return f"{text[:start]}{before * times}{text[start:end]}{after * times}{text[end:]}"


def _long(chance: random.Random, text: str) -> str:
    """Say something so often that it fills the file, in one line or in many."""
    parts = _parts(chance, text)
    start, end = chance.choice(parts or [(0, len(text))])
    part = text[start:end][:3_000] if chance.random() < 0.7 else chance.choice(TOKENS)
    times = _MOST // max(1, len(part))
    return text[:end] + part * chance.choice((20, times // 3, times)) + text[end:]


def _in_one_line(chance: random.Random, text: str) -> str:
    """As what is generated stands, with everything in the first line, or nothing between words."""
    return re.sub(
        chance.choice((r"\n\s*", r"\n", r"[^\S\n]+")), chance.choice((" ", "", ";", "\\n")), text
    )


_CHANGES: tuple[Callable[[random.Random, str], str], ...] = (
    *(_tokens,) * 27,
    *(_tree,) * 27,
    *(_cut, _spliced, _endings) * 2,
    _nested,
    _long,
    _in_one_line,
)
"""How often each is chosen: what makes an input large makes its check as slow, so that is rare."""
