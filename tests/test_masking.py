"""What is a literal of a file, and what it stands for, is known at a cost that grows with the text."""

from __future__ import annotations

import pytest
import work

from heap_lint import config, engine
from heap_lint.masking import Masking
from heap_lint.masking.literals import find
from heap_lint.masking.tokens import Role
from heap_lint.source import Source, Span

FEW, TIMES = 4_000, 8
_REPEATED = (
    ("a.py", '"""'),
    ("a.py", "\"'"),
    ("a.js", "\"'"),
    ("a.xml", '<a b="\'">'),
    ("a.tf", '"'),
    ("a.toml", "'''"),
    ("a.yaml", "\"'"),
    ("a.py", '"a" password '),
)


@pytest.mark.parametrize(("name", "repeated"), _REPEATED)
def test_reading_literals_costs_as_much_as_there_is_text(name: str, repeated: str) -> None:
    """Eight times the text takes some eight times as long, and not sixty-four."""
    little, much = (repeated * (count // len(repeated)) for count in (FEW, FEW * TIMES))
    work.parses(lambda: find(name, repeated))  # what is compiled at first

    def cost(text: str) -> float:
        return min(work.parses(lambda: find(name, text)) for _ in range(3))

    assert cost(much) < 3 * TIMES * cost(little)


@pytest.mark.parametrize("lines", ["\n" * 500, "\n" * 4_000])
def test_empty_lines_in_a_bracket_are_read_once(lines: str) -> None:
    """Whether a bracket has keys is known from its first word."""
    work.within(30 * len(lines), lambda: find("a.py", f"x = {{{lines}}}"))


def _roles(name: str, text: str) -> list[tuple[str, Role]]:
    return [(text[each.start : each.end], each.role) for each in find(name, text)]


def test_what_a_head_names_ends_with_its_colon() -> None:
    """A function's name says nothing of what stands in it."""
    text = 'async def check_password():\n    plan = "gold"\n'
    assert [("gold", Role.PLAIN)] == _roles("a.py", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", 'import a from "react-router"\nimport b from "redux-toolkit"\n'),
        ("a.js", 'if (plan == "gold-for-teams" || plan == "silver-for-one") a()\n'),
        ("a.js", 'const a = ["gold-for-teams", "silver-for-one"]\n'),
        ("a.py", 'if key.startswith("sk_live_"):\n    mode = "production"\n'),
        ("a.py", 'x = {"prefix": "sk_live_", "plan": "gold"}\n'),
        ("a.py", 'x = "sign" + "-" + "up"\n'),
        ("a.py", 'print("gold-for-teams")\nprint("silver-for-one")\n'),
    ],
)
def test_words_that_stand_apart_are_no_pieces_of_one(name: str, text: str) -> None:
    """What is not put together is judged by itself."""
    assert {Role.PLAIN, Role.NAME} >= {role for _, role in _roles(name, text)}


def test_a_text_of_many_plain_pieces_is_not_plain() -> None:
    """As a whole it is longer than a word that may be shown."""
    assert [Role.PIECE] * 2 == [
        role for _, role in _roles("a.py", 'x = "understanding" + "everything"\n')
    ]


def test_a_message_quotes_code_as_it_is() -> None:
    """Of an expression that names a secret, the names may be shown, and what it says beside them."""
    text = 'heap.load("2304117765"); heap.track(`opened ${session.token} ` + Date.now());\n'
    found = engine.check_source(Source("a.js", text), config.Settings()).findings
    assert any("opened ${session.token}" in finding.message for finding in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'check(password)\nplan = "gold"\n'),
        ("a.py", 'f(["user", "password"])\nplan = "gold"\n'),
        ("a.yaml", "kind: Deployment\ndata:\n  plan: gold\n"),
        ("a.yaml", "- name: X_PASSWORD\n  value: a\n- name: PLAN\n  value: gold\n"),
        ("a.tf", 'a {\n name = "X_PASSWORD"\n}\nb {\n name = "PLAN"\n value = "gold"\n}\n'),
        ("a.toml", '[[a]]\nname = "X_PASSWORD"\n[[a]]\nname = "PLAN"\nvalue = "gold"\n'),
        ("a.sh", "echo gold\necho a | docker login --password-stdin\n"),
        ("a.xml", "<a><key>plan</key><b>gold</b><key>ApiKey</key><b>x</b></a>"),
        ("a.html", '<form id="login-token"><p>gold</p></form>'),
        ("a.html", "{{-- about a plan --}}<p>gold</p>"),
        ("a.rb", "login 'a', 'b'\nplan = 'gold'\n"),
        ("a.env", "PASSWORD=x\nPLAN=gold\n"),
    ],
)
def test_what_stands_beside_a_secret_is_none(name: str, text: str) -> None:
    """A name governs what it names, and not the next line, block or element."""
    assert ("gold", Role.PLAIN) in _roles(name, text)


def _masked(words: int) -> None:
    """Mask what is shown of a comment of so many words, for 400 places in it."""
    text = "x = 1  # " + "wrong word 12 " * words + "\n"
    masking = Masking({"a.py": Source("a.py", text)})
    for start in range(20, 14 * 400, 14):
        matter = [Span("a.py", start, start + 5)]
        masking.hidden("a.py", max(0, start - 300), start + 700, matter)


def test_what_is_shown_of_a_long_comment_costs_what_is_shown() -> None:
    """For each place in it only what is near is looked at, however long the comment is."""
    _masked(400)
    assert work.parses(lambda: _masked(16_000)) < 5 * work.parses(lambda: _masked(500))


_LINES = {
    "a.py": """
s = "Hello."
user, password = "bob", "tupbattery"
PASSWORD_LABEL = "Password:"
name = "Opened"
token_hint = "Your token?"
kind = f"new {x}="
role = "admin"
""",
    "a.js": """
const s = 'Hello.'
const password = // as it was
  "tupbattery"
const tokenUrl = 'https://x.y/?token='
const name = "Opened"
const kind = "admin"
""",
}


@pytest.mark.parametrize("path", _LINES)
def test_a_text_that_ends_like_an_operator_ends_its_statement(path: str) -> None:
    """What stands in the next line is another's, and what governs it is there."""
    assert {"tupbattery"} == _secret_words(path, _LINES[path])


def _secret_words(path: str, text: str) -> set[str]:
    found = {text[e.start : e.end] for e in find(path, text) if e.role is Role.SECRET}
    return found & {"tupbattery", "Opened", "admin"}


_BODIES = """
export const useAuth = () => {
  heap.identify("admin");
};
auth.then(session => { heap.identify("admin") });
const session = useSession(() => { heap.identify("admin") });
"""


def test_the_lines_of_a_function_are_not_what_its_name_says() -> None:
    """One that hands out a secret is: its name says so, and not only that it is about logins."""
    assert set() == _secret_words("a.js", _BODIES)
    text = 'const password = () => { return "tupbattery" };'
    assert {"tupbattery"} == _secret_words("a.js", text)
