"""What is a literal of a file, and what it stands for, is known at a cost that grows with the text."""

from __future__ import annotations

import re

import pytest
import work
from conftest import ROOT

from heap_lint import catalogue, config, engine
from heap_lint.heap.secrets import speaks_of_secret
from heap_lint.masking import Masking, literals, naming
from heap_lint.masking.literals import find
from heap_lint.masking.tokens import Role
from heap_lint.output import json
from heap_lint.output import text as plain
from heap_lint.selection import UnknownRuleError
from heap_lint.source import Source, Span

FEW, TIMES = 4_000, 8
_REPEATED = (
    ("a.py", '"""'),
    ("a.py", "\"'"),
    ("a.js", "\"'"),
    ("a.js", "token) "),
    ("a.js", "\u201ca\u201d) "),
    ("a.xml", '<a b="\'">'),
    ("a.svelte", "<a b={c"),
    ("a.conf", "(--p"),
    ("a.conf", " --p='a'"),
    ("a.svelte", "<a b={c}>{d}</a>"),
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
        ("a.rb", 'puts "+"\nputs "gold-for-teams"\n'),
        ("a.rb", 'puts "gold"\nputs "."\nputs "silver-for-one"\n'),
        ("a.py", 'print("gold-for-teams")\nprint("silver-for-one")\n'),
    ],
)
def test_words_that_stand_apart_are_no_pieces_of_one(name: str, text: str) -> None:
    """What is not put together is judged by itself."""
    assert {Role.PLAIN, Role.NAME} >= {role for _, role in _roles(name, text)}


@pytest.mark.parametrize("before", ["", "\n", "f(x)\n", "f(x) ", "a = b\n\t", "[x]\r\n"])
def test_a_text_of_ruby_may_begin_a_line(before: str) -> None:
    """Behind a line end a percent sign divides nothing, whatever ended that line."""
    assert [("tupbattery", Role.PLAIN)] == _roles("a.rb", f"{before}%q(tupbattery)")
    assert [] == _roles("a.rb", "a = b%q(tupbattery)")


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


_GOVERNED = {
    "a.js": (
        "a = {stripe: {b: c, key: 'tupbattery'}}",
        "['tupbattery'].forEach(token => a(token))",
        "['tupbattery'].map(async (token, b) => c)",
        "['tupbattery'].some(function ({token}) { })",
        "userEvent.type(a.getByLabelText(/^password$/i), 'tupbattery')",
        "fireEvent.change(passwordInput, {target: {value: 'tupbattery'}})",
        "console.log('token %s', 'tupbattery')",
        "const f = login.bind(null, 'tupbattery')",
        "x = (a.token) ?? 'tupbattery'",
        "a = {kind: b, token: 'tupbattery'}",
        "a = {kind, token: c || 'tupbattery', b: 'Opened'}",
        "a = {kind, name: 'password', value: 'tupbattery'}",
        "{ [user, password] = ['bob', 'tupbattery'] }",
        "f({name: 'password', value: 'tupbattery'})",
        "switch (a) { default: token = 'tupbattery' }",
        "spawn(['/usr/bin/mysql', '-u', 'bob', '-p', 'tupbattery'])",
        "spawn('mysql', ['-u', 'bob', '-p', 'tupbattery'])",
        "a = {get password() { return 'tupbattery' }}",
        "function password() { return 'tupbattery' }",
        "async function getToken() { if (a) { return 'tupbattery' } }",
        "const token = () => 'tupbattery'",
        "const token = useMemo(() => { return 'tupbattery' })",
        "const passwords = {admin() { return 'tupbattery' }}",
        "const auth = login('bob', 'tupbattery')",
        "const password = decrypt('tupbattery')",
        "const token = () => ({value: 'tupbattery'})",
        "const getToken = () => Promise.resolve('tupbattery')",
        "a = {token: () => Buffer.from('tupbattery')}",
        "const password = computed(() => decode('tupbattery'))",
        "x(() => { password = 'tupbattery' })",
        "heap.track(a, {password: 'tupbattery'})",
        "const auth = heap.track(login('tupbattery'))",
        "if (password === 'tupbattery') a()",
        "if (safeEqual(password, 'tupbattery')) a()",
        "assert.equal('tupbattery', user.password)",
        "timingSafeEqual(password, Buffer.from('tupbattery'))",
        "const a = password == 'tupbattery' && b",
        "switch (password) { case 'tupbattery': a() }",
        "const passwords = () => { return['tupbattery'] }",
        "for (const password of['tupbattery']) a()",
        "analytics.identify('token', 'tupbattery')",
        "cy.setAppId('password', 'tupbattery')",
        "heap.setItem('password', 'tupbattery')",
        "cheap.track('password', 'tupbattery')",
        "const token = analytics.track('tupbattery')",
        "const token = track('tupbattery')",
        "heap.addUserProperties({password: 'tupbattery'})",
        "const password = a['b' + 'tupbattery']",
        "function link(user, password) { }; link('bob', 'tupbattery')",
        "const link = async (user, password) => a; link('bob', 'tupbattery')",
        "function link(user, ...passwords) { }; link('bob', a, 'tupbattery')",
        "const secrets = class Foo { a = 'tupbattery' }",
        "class Secrets { a = 'tupbattery' }",
        "class A { link(user, password = '') { } }; a.link('bob', 'tupbattery')",
        "function identify(token) { heap.identify(token) }; identify('tupbattery')",
        "class A { track(token) { } b() { this.track('tupbattery') } }",
        "switch (form['password']) { case 'tupbattery': a() }",
        "switch (form.get('password')) { case 'tupbattery': a() }",
        "switch (getPassword()) { case 'tupbattery': a() }",
        "switch (user.token) { default: b(); case 'tupbattery': a() }",
        "expect(password).toBe('tupbattery')",
        "expect(a.password, 'b').not.toEqual('tupbattery')",
        "expect(getPassword()).to.equal('tupbattery')",
        "expect(await a.password()).to.be.oneOf(['tupbattery'])",
        "it('a', () => expect(password).toBe('tupbattery'))",
        "assertThat(password).isEqualTo('tupbattery')",
        "t.is(password, 'tupbattery')",
        "if (['a', 'tupbattery'].includes(password)) b()",
        "if (['a', 'tupbattery'].indexOf(password) > -1) b()",
        "cy.get('[name=password]').type('tupbattery')",
        "cy.get('#login-password').should('have.value', 'tupbattery')",
        "page.fill('input#password', 'tupbattery')",
        "expect(page.locator('#password')).toHaveValue('tupbattery')",
        "if ('tupbattery'.equals(password)) a()",
        "userEvent.type(passwordInput, 'tupbattery')",
        "userEvent.type(a.getByLabelText('Password'), 'tupbattery')",
        "element(by.id('password')).sendKeys('tupbattery')",
        "page.fill('user[password]', 'tupbattery')",
        "document.querySelector('[name=\"password\"]').value = 'tupbattery'",
        "a = {'getPassword'() { return 'tupbattery' }}",
        "a = {['getPassword']() { return 'tupbattery' }}",
        "class A { static async 'getPassword'() { return 'tupbattery' } }",
        "class A { #getPassword() { return 'tupbattery' } }",
        "Object.defineProperty(a, 'password', {value: 'tupbattery'})",
        "Object.defineProperty(a, 'password', {get() { return 'tupbattery' }})",
        "Object.defineProperty(a, 'password', {get: () => ['tupbattery']})",
        "const password = \u201ctupbattery\u201d; send('Opened')",
    ),
    "a.ts": (
        "x = (token as string) || 'tupbattery'",
        "x = (a.token! as string) ?? 'tupbattery'",
        "x = (<string>token) || 'tupbattery'",
        "['tupbattery'].map((token: string) => a)",
        "const enum Secrets { A = 'tupbattery' }",
        "declare enum Secrets { A = 'tupbattery' }",
        "declare module Secrets { const a = 'tupbattery' }",
        "abstract class Secrets { a = 'tupbattery' }",
        "class Secrets extends A { a = 'tupbattery' }",
        "function link(user: A, ...passwords: string[]) { }; link('bob', a, 'tupbattery')",
        "class A { get password(): string { return 'tupbattery' } }",
        "class A { 'getPassword'(): string { return 'tupbattery' } }",
        "expect(a.password!).toBe<string>('tupbattery')",
        "expect(a.password as string).toBe('tupbattery')",
        "class A { link(private user: A, private password?: B) { } }; a.link('bob', 'tupbattery')",
        "async function getToken(): Promise<A> { if (a) { return 'tupbattery' } }",
        "const token = (): Promise<string> => { return 'tupbattery' }",
    ),
    "a.py": (
        "f = partial(login, 'bob', 'tupbattery')",
        "pool.submit(db.connect, 'tupbattery')",
        "s.auth = user, 'tupbattery'; send('Opened')",
        "self.credentials = os.environ['U'], f(1), 'tupbattery'\nkind = 'Opened'",
        "TOKENS: tuple = x, 'tupbattery'",
        "a['auth'] = t.auth = x, \\\n    'tupbattery'",
        "if a: passwords += x, 'tupbattery'",
        "log.info('token %s', 'tupbattery')",
        "x = 'password={}'.format('tupbattery')",
        "x = 'password: {p!r}'.format(p='tupbattery')",
        "for _, password in {'a': 'tupbattery'}.items(): pass",
        "if password in {'tupbattery'}: pass",
        "x = bcrypt.hashpw(b'tupbattery', a)",
        "x = (token) or 'tupbattery'",
        "a = ['db.pass', 'tupbattery']",
        "session['a'] = 'tupbattery'",
        "run(['docker', 'login', '-u', 'bob', '-p', 'tupbattery'])",
        "run('redis-cli', '-a', 'tupbattery')",
        "if token := f('tupbattery'): send('Opened')",
        "x = cast(Token, 'tupbattery')",
        "password = lambda: 'tupbattery'",
        "password = lambda a: a or 'tupbattery'",
        "def password(): return 'tupbattery'",
        "def get_token(a):\n    if a:\n        return 'tupbattery'",
        "class A:\n    def password(self):\n        return 'tupbattery'",
        "auth = login('bob', 'tupbattery')",
        "token = decode('tupbattery')",
        "check_token(lambda: 'tupbattery')",
        "password = LazyAttribute(lambda o: f('tupbattery'))",
        "password = LazyAttribute(lambda o, p: f('tupbattery'))",
        "dict(password=lambda: f('tupbattery'))",
        "password = lambda a, b: f('tupbattery')",
        "def link(user, password): pass\nlink(lambda a, b: x, 'tupbattery')",
        "password = response.get('a')['b'] or 'tupbattery'",
        "password = ['tupbattery']",
        "password = PASSWORDS['tupbattery']",
        "if password in['tupbattery']: pass",
        "for password in['tupbattery']: pass",
        "vault.identify('token', 'tupbattery')",
        "password = heap.get('tupbattery')",
        "password = client.get('tupbattery')",
        "password: Annotated[str, Field(default='tupbattery')]",
        "password: Literal['tupbattery'] = x",
        "password: t.Literal['tupbattery'] = x",
        "password = x[y or 'tupbattery']",
        "password = x[f('tupbattery')]",
        "if a and password == 'tupbattery': pass",
        "while 'tupbattery' != password: pass",
        "if compare_digest(password, 'tupbattery'): pass",
        "match password:\n    case 'tupbattery':\n        pass",
        "match form['password']:\n    case 'tupbattery':\n        pass",
        "match get_password():\n    case 'tupbattery':\n        pass",
        "cipher = Fernet(b'tupbattery')",
        "def link(user, password): pass\nlink('bob', 'tupbattery')",
        "a.link('bob', 'tupbattery')\nclass A:\n    def link(self, user, password: str = ''): pass",
        "class A:\n    def track(self, token): pass\n    def b(self): self.track('tupbattery')",
        "def link(user, *passwords): pass\nlink('bob', a, 'tupbattery')",
        "def link(user, /, password): pass\nlink('bob', 'tupbattery')",
        "def link(user, /, **passwords): pass\nlink('bob', a='tupbattery')",
        "def link(user: dict[str, int], password=None): pass\nlink(f(1, 2), a or 'tupbattery')",
        "check(lambda: login('tupbattery'))",
        "client.track(u, 'x', {'password': 'tupbattery'})",
        "self.assertIn(password, ['a', 'tupbattery'])",
        "assert_that(password).is_equal_to('tupbattery')",
        "assert_that(password, equal_to('tupbattery'))",
        "expect(password).to(equal('tupbattery'))",
        "class Secrets: A = 'tupbattery'",
        "class Secrets:\n    A = 'a'\n    B = ['tupbattery']",
        "class Secrets(Enum):\n    A = {\n        'a': f('tupbattery'),\n    }",
        "class A:\n    class Credentials:\n        def a(self): pass\n        b: str = 'tupbattery'",
        "class Secrets:\n    if a:\n        B = 'tupbattery'",
        "class Secrets:\n    class B:\n        A = 'tupbattery'",
    ),
    "a.rb": (
        "def password\n  'tupbattery'\nend",
        "%w[tupbattery].each { |token| a }",
        "s.auth = user, 'tupbattery'\nkind = 'Opened'",
        "a.each { |s| s.auth = user,\n 'tupbattery' }",
        "['tupbattery'].each do |token|\n  a\nend",
        "password = :tupbattery",
        "x = { :password => :tupbattery }",
        "f(password: :tupbattery)",
        "x = ENV.fetch('TOKEN') { 'tupbattery' }",
        "let(:password) { 'tupbattery' }",
        "case password\nwhen 'tupbattery'\n  a\nend",
        "password = proc { |x| 'tupbattery' }",
        "password = lambda { |x, y| 'tupbattery' }",
        "def link(user, *passwords)\nend\nlink('bob', a, 'tupbattery')",
        "def link(user, password)\nend\nlink('bob', 'tupbattery')",
        "def token\n  return 'tupbattery'\nend",
        "x = { :password => encrypt('tupbattery') }",
        "expect(password).to eq('tupbattery')",
        "expect(password).not_to be == 'tupbattery'",
        "_(password).must_equal 'tupbattery'",
        "assert_equal 'tupbattery', password",
        "assert_equal password,\n  'tupbattery'",
        "if %w[tupbattery].include?(password)\nend",
        "a.instance_variable_set(:@password, 'tupbattery')",
        "a.set(:password, 'tupbattery')",
        "define_method(:password) do\n  'tupbattery'\nend",
        "class Secrets\n  A = 'tupbattery'\nend",
        "module Secrets; A = ['tupbattery']; end",
        "class A\n  class Secrets < B\n    a 'tupbattery'\n  end\nend",
    ),
    "a.php": (
        "<?php $token = `tupbattery`; ?>",
        "<?php function password() { return 'tupbattery'; } ?>",
        "<?php $a = mysqli_connect('h', 'bob', 'tupbattery'); ?>",
        "<?php switch ($password) { case 'tupbattery': a(); } ?>",
        "<?php switch ($password): ?><?php case A: ?><?php case 'tupbattery': ?><?php endswitch ?>",
        "<?php function link($user, $password) { } link('bob', 'tupbattery'); ?>",
        "<?php if (strcmp($password, 'tupbattery') == 0) { } ?>",
        "<?php if (in_array($password, ['tupbattery'])) { } ?>",
        "<?php expect($password)->toBe('tupbattery'); ?>",
        "<?php $this->assertSame('tupbattery', $password); ?>",
        "<?php $a = match ($password) { 'tupbattery' => b }; ?>",
        "<?php $password = match ($x) { 'a' => 'tupbattery' }; ?>",
        "<?php $password = match (true) { $x > 1 => b, default => 'tupbattery' }; ?>",
        "<?php function link($user, string ...$passwords) { } link('bob', $a, 'tupbattery'); ?>",
        "<?php $a = new mysqli('h', 'bob', 'tupbattery'); ?>",
    ),
    "a.jinja": (
        "{% set password %}tupbattery{% endset %}",
        "{{ password | default('tupbattery') }}",
        "{%- set token -%}<p>tupbattery</p>{%- endset -%}<p>Opened</p>",
        "{% capture api_key %}a {{ x }} {% if b %}{% endif %}tupbattery{% endcapture %}",
        "{% set ns.password = 'tupbattery' %}",
        "{% set ns.password %}tupbattery{% endset %}",
        "{%- set ns['password'] -%}tupbattery{%- endset -%}",
        "{% set password | trim %}tupbattery{% endset %}",
        "{% set password %}{% set x %}a{% endset %}tupbattery{% endset %}",
        "{% capture 'password' %}tupbattery{% endcapture %}",
        "{% macro password() %}tupbattery{% endmacro %}",
        "{% block password %}tupbattery{% endblock %}",
        "{{#*inline 'password'}}tupbattery{{/inline}}",
        "{{ define 'password' }}{{ if x }}a{{ end }}tupbattery{{ end }}",
        "{% case password %}{% when 'tupbattery' %}a{% endcase %}",
        "{% case a.password %}{% when 'a', 'tupbattery' %}a{% endcase %}",
        "{% case token %}{% when a %}{% case b %}{% when c %}{% endcase %}{% when 'tupbattery' %}",
        "{{#switch password}}{{#case 'tupbattery'}}a{{/case}}{{/switch}}",
    ),
    "a.hbs": ("<Login @password={{'tupbattery'}} />", "<a token=\"{{or b 'tupbattery'}}\">c</a>"),
    "a.jsp": ('<input type="password" value="<%= "tupbattery" %>">',),
    "a.erb": (
        "<input name='token' value='<%= a || \"tupbattery\" %>'>",
        "<%= ENV.fetch('TOKEN') { 'tupbattery' } %>",
        "<% s.auth = user, 'tupbattery' %>Opened",
        "<% case password %><% when 'tupbattery' %>a<% end %>",
        "<% content_for :password do %><% if x %>a<% end %>tupbattery<% end %>",
        "<% password = capture do %>tupbattery<% end %>",
    ),
    "a.ejs": ("<% switch (password) { %><% case 'a': %><% case 'tupbattery': %>a<% } %>",),
    "a.yaml": (
        "stripe: {key: tupbattery}",
        "a:\n  stripe:\n    b: c\n    keys: [tupbattery]",
        "session: tupbattery",
        "session: [tupbattery]",
        "session: {auth: tupbattery}",
        "secrets: {session: {a: tupbattery}}",
        "auth: {appId: tupbattery}",
        "a: [mysql, -p, tupbattery]",
        "args:\n- mysql\n- -u\n- bob\n- -p\n- tupbattery",
        "args:\n  - /usr/bin/mysql\n  - '-p'\n  - 'tupbattery'",
        "- - mysql\n  - -p\n  # why\n  - tupbattery",
        "command: [mysql]\nargs: [-p, tupbattery]",
        "command: mysql\nargs:\n- -p\n- tupbattery",
        "command:\n- mysql\nargs:\n- -p\n- tupbattery",
        "auth:\n  appId: tupbattery",
        '"pass\\x77ord": tupbattery',
    ),
    "a.json": (
        '{"command": ["mysql"], "args": ["-p", "tupbattery"]}',
        '{"stripe": {"b": "c", "key": "tupbattery"}}',
        '{"pass\\u0077ord": "tupbattery", "\\u006bind": "Opened"}',
    ),
    "a.vue": ("<template #password>tupbattery</template>",),
    "a.jsx": (
        "a = <Password a={b}>{'tupbattery'}</Password>",
        "a = <Password>\n  {`tupbattery`}\n</Password>",
        "a = <input name='token' value={`tupbattery`} onClick={() => heap.track('Opened')}/>",
        "a = <input value={b ? 'tupbattery' : c} name='token' />",
    ),
    "a.gohtml": (
        "{{ $token := `tupbattery` }}",
        "{{ with $token := 'tupbattery' }}Opened{{ end }}",
        '{{ if $password := "tupbattery" }}Opened{{ end }}',
    ),
    "a.heex": ("<% token = ~s(tupbattery) %>", "<%= a token: ~S|tupbattery| %>"),
    "a.svelte": (
        "<a password={`tupbattery`} b>x</a>",
        "<a on:click={() => b('x > y')} {...{secret: 'tupbattery'}}>x</a>",
        "<input name='token' on:input={() => send('Opened')} value={'tupbattery'}/>",
        "<input value={c > d ? 'tupbattery' : e} name='token'/>",
        "<a b={ { password: 'tupbattery' }.c }>x</a>",
    ),
    "a.astro": ("<A token={'tupbattery'}/>", "<A b={() => { const pw = 'tupbattery' }}/>"),
    "a.html": (
        "<select name='password'><option value='tupbattery'>a</option></select>",
        "<select name='pin'><optgroup><option>tupbattery</option></optgroup></select>",
        "<label>Password</label><input id='a' onclick='b()' value='tupbattery'>",
        "<input name='password' title='tupbattery'>",
        "<a password='tupbattery'></a>",
        "<input value='tupbattery' name='user[password]'>",
        "<input name='user[login][password]' value='tupbattery'>",
    ),
    "a.tf": (
        'stripe {\n key = "tupbattery"\n}',
        'a = sensitive("tupbattery")',
        'set_sensitive {\n name = "x"\n value = "tupbattery"\n}',
        'type = "SecureString"\nvalue = "tupbattery"',
        'resource "a_secret" "b" {\n c = "tupbattery"\n}',
        'a {\n command = ["mysql"]\n args = ["-p", "tupbattery"]\n}',
        'a = {\n "${token}" = "tupbattery"\n "${kind}" = "Opened"\n}',
    ),
    "a.toml": (
        '[a]\ncommand = "mysql"\nargs = ["-p", "tupbattery"]\n',
        '[a.stripe]\nb = "c"\nkey = "tupbattery"\n',
        'stripe = {key = "tupbattery"}\n',
    ),
    "a.xml": (
        "<a name='token' id='tupbattery'/>",
        "<token><appId>tupbattery</appId></token>",
        "<d><key>to<!-- a -->k<!-- b -->en</key><b>tupbattery</b></d>",
        "<d><key>password</key><array><b>a</b><b>tupbattery</b></array></d>",
        "<d><key>password</key><dict><key>a</key><b>tupbattery</b></dict></d>",
        "<d><key>password</key><dict><key>a</key><array><b>tupbattery</b></array></dict></d>",
        "<entry><name>password</name><values><v w='tupbattery'/></values></entry>",
        "<map><list name='passwords'><item>a</item><item>tupbattery</item></list></map>",
    ),
    "a.sh": (
        "case \"$PASSWORD\" in 'tupbattery') a ;; esac",
        "keytool -storepass tupbattery",
        "keytool --destkeypass=tupbattery -alias Opened",
        "a -password tupbattery",
        "echo tupbattery | docker login -u bob",
        'case ${PASSWORD:-} in a|"tupbattery"|b) a ;; esac',
        '[ "tupbattery" = "$PASSWORD" ]',
        "[[ tupbattery != ${PASSWORD} ]] && a",
        '[ "${PASSWORD:-}" = tupbattery ]',
        "fly secrets set A=tupbattery",
        "fly secrets set --app a B=b C='tupbattery'",
        "HEAP_APP_ID=1 flyctl secrets set A='tupbattery'",
        "doppler secrets set A tupbattery",
        "sudo kubectl create secret generic a --from-literal=b=tupbattery",
        "oc create secret generic a --from-literal b=tupbattery",
        "gh secret set A --repo a/b -btupbattery",
        "az keyvault secret set --name a --value tupbattery",
        "eas secret:create --name A --value tupbattery",
        "firebase functions:secrets:set A tupbattery",
        "vault kv put secret/a b=tupbattery",
        "travis encrypt A=tupbattery",
        "aws ssm put-parameter --type SecureString --value tupbattery",
        "echo tupbattery | gh secret set A",
        "printf tupbattery | docker secret create a -",
        "npx wrangler secret put A <<< tupbattery",
    ),
}
_FREE = {
    "a.js": (
        "['Opened'].forEach(kind => a(token))",
        "['Opened'].map(decode(token))",
        "['Opened'].map(f)",
        "s.auth = x, kind = 'Opened'",
        "s.auth = x, send('Opened')",
        "console.log('kind %s', 'Opened')",
        "console.log('the token', {kind: 'Opened'})",
        "if (token) a('Opened') || b",
        "f(token, b) || 'Opened'",
        "x = (session) || 'Opened'",
        "fireEvent.change(kindInput, {target: {value: 'Opened'}})",
        "const f = send.bind(null, 'Opened')",
        "req.session['Opened'] = b",
        "a = {session: {kind: 'Opened'}}",
        "a = {token: x, kind: 'Opened'}",
        "a = {kind: 'Opened', token: x}",
        "a = {token, kind: 'Opened'}",
        "a = {...b, token: x, kind: 'Opened'}",
        "a = {b, // c\n token: x,\n kind: ['Opened']\n}",
        "a = {get token() { return x }, kind: 'Opened'}",
        "heap.load(a, {name: 'auth', kind: 'Opened'})",
        "heap.track(a, {auth: x, kind: ['Opened']})",
        "spawn(['mysql']); spawn(['-p', 'Opened'])",
        "const password = a['Opened']",
        "a = {password: b['Opened']}",
        "function link(user, ...kinds) { }; link('bob', a, 'Opened')",
        "const auth = {track() { heap.track('Opened') }}",
        "const session = {track() { send('Opened') }}",
        "const passwords = {track() { if (a) { send('Opened') } }}",
        "check_token(() => heap.track('Opened'))",
        "const token = getToken(() => heap.track('Opened'))",
        "const kind = () => decode('Opened')",
        "const token = getToken(function () { send('Opened') })",
        "const auth = heap.track('Opened')",
        "const auth = window.heap?.track('Opened')",
        "const auth = window.heap!.identify('Opened')",
        "const auth = new Tracker(heap.track('Opened'))",
        "if (token) heap.identify('Opened')",
        "if (equals(password, x)) { send('Opened') }",
        "assert.equal(kind, 'Opened'); assert.equal(password, x)",
        "assert.equal(session.kind, 'Opened')",
        "if (token) { heap.identify('Opened') }",
        "token && send('Opened')",
        "token === a && send('Opened')",
        "if (token === a) kind = 'Opened'",
        "a = {checkPassword() { return 'Opened' }}",
        "expect(kind).toBe('Opened'); expect(password).toBe(x)",
        "expect(password).toBe(x); expect(kind).toBe('Opened')",
        "expect(session.kind).toBe('Opened')",
        "expect(password.length).toBe('Opened')",
        "check(password).then(() => send('Opened'))",
        "if (['Opened'].includes(kind) && check(password)) b()",
        "if (['Opened'].includes(session.kind)) b()",
        "a = ['Opened']; if ([x].includes(password)) b()",
        "cy.get('[name=kind]').type('Opened'); a('#password')",
        "cy.get('#login').type('Opened')",
        "if ('Opened'.equals(kind)) check(password)",
        "userEvent.type(kindInput, 'Opened'); a(passwordInput)",
        "userEvent.type(a.getByLabelText('Kind'), 'Opened')",
        "page.fill('user[kind]', 'Opened')",
        "expect(page.locator('#kind')).toHaveValue('Opened')",
        "a = {'checkPassword'() { return 'Opened' }}",
        "a = {'getPassword'() { send('Opened') }, kind: 'Opened'}",
        "a = {'getKind'() { return 'Opened' }}",
        "Object.defineProperty(a, 'kind', {value: 'Opened'}); b('password')",
        "define('password', function () { send('Opened') })",
        "function getTokenType() { return 'Opened' }",
        "function getToken() { send('Opened'); return x }",
        "heap.track('Opened', 'password')",
        "function getToken() { const a = () => { return 'Opened' } }",
        "class Token { track() { send('Opened') } }",
        "switch (token.kind) { case 'Opened': a() }",
        "function link(user, password) { send('Opened') }; link('Opened', x)",
        "function identify(token) { heap.identify(token) }; heap.identify('Opened')",
        "function identify(token) { heap.identify(token) }; hp.identify('Opened')",
        "if (check(user, password)) { check('bob', 'Opened') }",
        "a(function (user, password) { send('bob', 'Opened') })",
        "switch (tokenType) { case 'Opened': a() }",
        "switch (form['kind']) { case 'Opened': a() }",
        "switch (getTokenType()) { case 'Opened': a() }",
        "switch (password) { case a: send({'Opened': b}) }",
        "switch (password) { case a: send('Opened') }",
        "const session = require('Opened')",
        "import auth from 'Opened'",
        "import Opened from 'token'; a('Opened')",
    ),
    "a.ts": (
        "class A { get password(): string { send('Opened'); return x } }",
        "const enum Kinds { A = 'Opened' }",
        "abstract class Secrets { a() { send('Opened') } }",
        "class TokenService { kind = 'Opened' }",
        "class A extends B<Token> { kind = 'Opened' }",
    ),
    "a.py": (
        "f = partial(send, 'Opened', login)",
        "log.info('plan %s', 'Opened')",
        "kind = 'Opened', token",
        "s.auth = user, x; kind = 'Opened'",
        "s.auth = user, x\nkind = 'Opened'",
        "s.auth = user, client.track('Opened', 'x')",
        "log.info('100% of token', 'Opened')",
        "for kind in {'a': 'Opened'}.items(): pass",
        "APPS = ['django.contrib.auth', 'Opened']",
        "session['Opened'] = user.id",
        "run(['mkdir', '-p', 'Opened'])",
        "run(['mysql', '-p', x, 'Opened'])",
        "run(['mysql', '-h', 'Opened'])",
        "check_token(lambda: client.track('Opened', 'x'))",
        "check_token(lambda a, b: client.track('Opened', a))",
        "f(password=lambda a, b: x, kind=lambda: g('Opened'))",
        "def link(user, password): pass\nlink(lambda a, b: 'Opened', x)",
        "auth = client.track('Opened', 'x')",
        "token = client.track('Opened', 'x')",
        "token = self._client.track('Opened', 'x')",
        "token = heap_client.bulk_track(['Opened'])",
        "token = HeapAPIClient('Opened')",
        "def check_token():\n    return 'Opened'",
        "self.assertIn(kind, ['Opened'])\ncheck(password)",
        "assert_that(password, x)\nassert_that(kind, equal_to('Opened'))",
        "assert check(password), x\nsend('Opened')",
        "if kind := f('Opened'): a(password)",
        "x = cast(Kind, 'Opened')",
        "class Kinds:\n    A = 'Opened'",
        "class TokenService:\n    A = 'Opened'",
        "class Secrets:\n    def a(self, b='Opened'):\n        send('Opened')\n        return 'Opened'",
        "class Secrets:\n    A = x\nB = 'Opened'",
        "class Secrets:\n    A = {\n}\nB = 'Opened'",
        "def get_token():\n    return x\nname = f() or 'Opened'",
        "def get_token():\n    def a():\n        return 'Opened'",
        "def get_token():\n    send('Opened')\n    return x",
        "if token: send('Opened')",
        "if compare_digest(password, x): send('Opened')",
        "if token == a: send('Opened')",
        "token = response['Opened']",
        "token = TABLE['Opened']",
        "token: str = a.b['Opened'] or c['Opened'][1]",
        "def get_token():\n    return response['Opened']",
        "if token == a:\n    kind = 'Opened'",
        "while len(token) <= a:\n    # why\n    kind = 'Opened'",
        "if password == a and plan == 'Opened': pass",
        "class A:\n    def __init__(self, user, password): pass\nsuper().__init__('bob', 'Opened')",
        "def link(self, user, kind='Opened', password=None): pass",
        "match password:\n    case a:\n        send('Opened')",
        "def link(user, password): pass\nlink('Opened', x)\nother('bob', 'Opened')",
        "def link(user, *kinds, password): pass\nlink('bob', 'Opened', password=x)",
        "def link(user, *, password): pass\nlink('Opened', password=x)",
        "def link(user, password_type): pass\nlink('bob', 'Opened')",
        "def link(user, session): pass\nlink('bob', 'Opened')",
        "link(user, password)\nlink('bob', 'Opened')",
        "class A:\n    def track(self, token, event): pass\nclient.track('Opened', 'x')",
        "def track(token, event): pass\nheap.track('Opened', 'x')",
        "match form['kind']:\n    case 'Opened':\n        pass",
        "match token.kind:\n    case 'Opened':\n        pass",
        "match password:\n    case a:\n        pass\nmatch kind:\n    case 'Opened':\n        pass",
    ),
    "a.rb": (
        "password = x ? y : Opened",
        "password = Token::Opened",
        "kind = :Opened",
        "check_token { send('Opened') }",
        "class Secrets\n  def a\n    send('Opened')\n  end\nend\nA = 'Opened'",
        "module Kinds\n  A = 'Opened'\nend",
        "expect(kind).to eq('Opened')",
        "expect(password).to eq(x)\nexpect(kind).to eq 'Opened'",
        "assert_equal 'Opened', kind\nassert_equal x, password",
        "a.set(:kind, 'Opened')",
        "let(:password) do\n  send('Opened')\nend\n'Opened'",
        "let(:password) { send('Opened') }",
        "case password\nwhen a\n  send('Opened')\nend",
        "case password\nwhen a\n  b\nend\ncase kind\nwhen 'Opened'\n  b\nend",
        "password = proc { |x| send('Opened') }",
        "kind = proc { |x| 'Opened' }",
        "x = ENV.fetch('PLAN') { 'Opened' }",
        "def token\n  send('Opened')\nend\n'Opened'",
    ),
    "a.php": (
        "<?php function token() { send('Opened'); } ?>",
        "<?php $a = match ($password) { $b => 'Opened' }; ?>",
        "<?php $plan = match ($x) { 'a' => 'Opened' }; ?>",
        "<?php switch ($kind): ?><?php case 'Opened': ?>a<?php endswitch ?>",
    ),
    "a.jinja": (
        "{% set password %}{% endset %}<p>Opened</p>",
        "{% set plan %}Opened{% endset %}",
        "{% if password %}Opened{% endif %}",
        "{% set password = x %}Opened",
        "{% set ns['password'] = x %}Opened",
        "{% set a %}{% endset %}{% set password %}{% endset %}Opened",
        "{% block password_reset %}Opened{% endblock %}",
        "{{ define 'password' }}{{ if x }}{{ end }}{{ end }}Opened",
        "{% case kind %}{% when 'Opened' %}a{% endcase %}",
        "{% case password %}{% endcase %}{% case kind %}{% when 'Opened' %}{% endcase %}",
        "{% case password %}{% when a %}Opened{% endcase %}",
        "{{#switch kind}}{{#case 'Opened'}}a{{/case}}{{/switch}}",
    ),
    "a.erb": (
        "<% case password %><% when a %>b<% end %><% case kind %><% when 'Opened' %>b<% end %>",
        "<% content_for :password do %><% end %>Opened",
    ),
    "a.yaml": (
        "cache: {key: Opened}",
        "stripe: {name: Opened}",
        "account: {key: Opened}",
        "stripe:\n  b: c\nkey: Opened",
        "session: {kind: Opened}",
        "session:\n  kind: Opened",
        "apps:\n  name: django.contrib.auth\n  kind: Opened",
        "args:\n- mkdir\n- -p\n- Opened",
        "args:\n- mysql\n- -p\n- a\n- Opened",
        "a:\n- mysql\nb:\n  c:\n  - -p\n  - Opened",
        "- - mysql\n  - -h\n  - Opened",
        "- a: mysql\n- b:\n  - -p\n  - Opened",
        "? - mysql\n? -p\n? Opened",
    ),
    "a.vue": ("<template #password-form>Opened</template>", "<template #kind>Opened</template>"),
    "a.tf": (
        'resource "a_secret" "b" {\n c = x\n}\nresource "a" "b" {\n c = "Opened"\n}',
        'a {\n type = "String"\n value = "Opened"\n}',
    ),
    "a.json": (
        '{"session": {"kind": "Opened"}}',
        '[{"command": ["mysql"]}, {"args": ["-p", "Opened"]}]',
    ),
    "a.toml": ('[a]\ncommand = "mysql"\n[b]\nargs = ["-p", "Opened"]\n',),
    "a.jsx": (
        "a = <p><Password/>{'Opened'}</p>",
        "a = <p><Password>{b}</Password>{'Opened'}</p>",
        "a = <input name='kind' value={`Opened`}/>; b('token')",
        "a = <input name='token' onClick={() => { b('Opened') }}/>",
    ),
    "a.gohtml": ("{{ $kind := `Opened` }}{{ with $token := $a }}Opened{{ end }}",),
    "a.heex": ("<% kind = ~s(Opened) %>",),
    "a.xml": (
        "<d><key>ki<!-- token -->nd</key><b>Opened</b></d>",
        "<d><key>token</key><b>x</b><!-- a --><b>Opened</b></d>",
        "<d><key>password</key><array><b>a</b></array><b>Opened</b></d>",
        "<d><key>password</key><dict><key>a</key><b>c</b></dict><key>kind</key><b>Opened</b></d>",
        "<a><b><name>password</name></b><c><d>Opened</d></c></a>",
    ),
    "a.html": (
        "<td>Password</td><td><b>x</b><b>Opened</b></td>",
        "<select name='kind'><option value='Opened'>a</option></select>",
        "<td>Password</td>{% if a == 'Opened' %}<b>x</b>{% endif %}",
        "<input value='Opened' name='password[kind]'>",
        "<input value='Opened' name='a[password][kind]'>",
    ),
    "a.svelte": ("<a password={x} b={'Opened'}>Opened</a>", "<a on:click={() => f('Opened')}/>"),
    "a.astro": ("<A token={x > y}>Opened</A>",),
    "a.sh": (
        '[ "$PLAN" = Opened ]',
        "a -passwords x Opened",
        "echo Opened | docker push",
        'echo "$PASSWORD" Opened',
        '[ "Opened" = "$PLAN" ]',
        '[ Opened = "$PLAN" ] && [ "$PASSWORD" = a ]',
        '[ "${PLAN:-}" = Opened ]',
        'case "$PLAN" in "Opened") a ;; esac',
        'case "$TOKEN" in "a") echo "Opened" ;; esac',
        "case $PLAN in Opened) a ;; esac",
        "case $TOKEN in a) echo Opened ;; esac",
        "case $TOKEN in a) b ;; esac\ncase $PLAN in Opened) b ;; esac",
        "gh pr create --body Opened",
        "fly secrets set A=b && fly deploy --kind Opened",
        "fly config set A=Opened",
        "echo Opened; echo a | gh secret set A",
        "echo Opened | gh pr create",
        "echo Opened | grep secret",
        "ssh -N Opened",
        "app --from-literal=a=Opened",
    ),
}


def _of(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(path, text) for path, texts in table.items() for text in texts]


@pytest.mark.parametrize(("path", "text"), _of(_GOVERNED))
def test_a_name_governs_what_it_is_given(path: str, text: str) -> None:
    """A value, what a call makes of, and what a function of that name returns."""
    assert {"tupbattery"} == _secret_words(path, text)


@pytest.mark.parametrize(("path", "text"), _of(_FREE))
def test_a_name_does_not_govern_what_is_done(path: str, text: str) -> None:
    """The body of a function, what a condition guards and what Heap is sent are not its value."""
    assert set() == _secret_words(path, text)


_ASKED_AND_HANDED = {
    "a.py": (
        "if input('Password: ') == 'tupbattery': pass",
        "if getpass('Password: ') == 'tupbattery': pass",
        "if getpass.getpass() == 'tupbattery': pass",
        "if click.prompt('Enter API key') == 'tupbattery': pass",
        "if os.environ.get('PASSWORD') == 'tupbattery': pass",
        "def api_token(): yield 'tupbattery'",
        "@pytest.fixture\ndef api_token():\n    x = f()\n    yield 'tupbattery'\n",
        "create_engine('postgresql://%s:%s@db' % ('me', 'tupbattery'))",
        "x = 'postgresql://{}:{}@db'.format('me', 'tupbattery')",
        "x = 'redis://:{password}@db'.format(password='tupbattery')",
        "os.environ.setdefault(PASSWORD, 'tupbattery')",
        "cache.set(TOKEN_KEY, 'tupbattery')",
        "x = os.getenv(TOKEN_NAME, 'tupbattery')",
        "x = AES.new('tupbattery', m)",
        "x = argon2.PasswordHasher().hash('tupbattery')",
        "x = hashlib.scrypt('tupbattery', n=1)",
        "(lambda token: f(token))('tupbattery')",
        "x = config.get(keys.TOKEN, 'tupbattery')",
        "print('Password:', 'tupbattery')",
        "x = hashlib.pbkdf2_hmac('a', 'tupbattery')",
        "x = jwt.encode(a, 'tupbattery')",
    ),
    "a.js": (
        "if (prompt('Password: ') == 'tupbattery') a()",
        "rl.question('Password: ', x => x == 'tupbattery')",
        "function* getToken() { yield 'tupbattery' }",
        "localStorage.setItem(TOKEN_KEY, 'tupbattery')",
        "localStorage.setItem(this.tokenKey, 'tupbattery')",
        "x = localStorage.getItem(TOKEN_KEY) || 'tupbattery'",
        "bcrypt.hash('tupbattery', 10)",
        "bcrypt.compare('tupbattery', h)",
        "bcrypt.compareSync('tupbattery', h)",
        "crypto.scryptSync('tupbattery', a)",
        "crypto.createCipheriv(a, 'tupbattery', b)",
        "CryptoJS.AES.encrypt(x, 'tupbattery')",
        "CryptoJS.HmacSHA256(x, 'tupbattery')",
        "jwt.sign(x, 'tupbattery')",
        "((token) => f(token))('tupbattery')",
        "(async (user, token) => f(token))('bob', 'tupbattery')",
        "(function (token) { f(token) })('tupbattery')",
        "(token => f(token))('tupbattery')",
        "res.cookie(SESSION_COOKIE, 'tupbattery')",
        "form.append(PASSWORD, 'tupbattery')",
        "pg.connect(`postgres://${u}:${'tupbattery'}@db`)",
        "util.format('postgres://%s:%s@db', 'me', 'tupbattery')",
    ),
    "a.jsx": (
        "a = <p>Password is <b>tupbattery</b></p>",
        "a = <p>Password: <b>tupbattery</b></p>",
        "a = <Password value='tupbattery'/>",
    ),
    "a.html": (
        "<p>Password is <b>tupbattery</b></p>",
        "<p>The password: <b>tupbattery</b></p>",
    ),
    "a.rb": (
        "if ask('Password: ') == 'tupbattery'\nend",
        "def token\n  yield 'tupbattery'\nend",
        "x = BCrypt::Password.create('tupbattery')",
        "x = ENV.fetch(TOKEN_NAME, 'tupbattery')",
        "x = format('postgres://%s:%s@db', 'me', 'tupbattery')",
    ),
    "a.php": (
        "<?php $x = openssl_encrypt($a, $b, 'tupbattery'); ?>",
        "<?php $x = password_hash('tupbattery', 1); ?>",
        "<?php $x = sprintf('mysql://%s:%s@db', 'me', 'tupbattery'); ?>",
        "<?php function token() { yield 'tupbattery'; } ?>",
    ),
    "a.sh": (
        "redis-server --requirepass tupbattery",
        "echo tupbattery | sudo -S ls",
        "echo tupbattery | sudo -u a -S ls",
        "echo tupbattery | passwd --stdin me",
        "echo 'tupbattery' | sudo chpasswd",
        "rabbitmqctl change_password me tupbattery",
        "printf 'password=%s' 'tupbattery'",
        "aws ssm put-parameter --name /a/password --value tupbattery",
        "mail | a; echo 'tupbattery' | sudo --stdin b",
    ),
    "a.xml": (
        "<password value='tupbattery'/>",
        "<a><db-password default='tupbattery' id='Opened'/></a>",
    ),
    "a.vue": ("<a-password value='tupbattery'/>",),
    "a.tf": (
        'resource "github_actions_secret" "a" {\n secret_name = "x"\n plaintext_value = "tupbattery"\n}',
        'resource "github_actions_secret" "a" {\n plaintext_value = "tupbattery"\n}',
    ),
}
_NOT_HANDED = {
    "a.py": (
        "if input('Plan: ') == 'Opened': pass",
        "def check_token(): yield 'Opened'",
        "x = 'http://%s:%s/db' % ('me', 'Opened')",
        "x = '{}:{}'.format('me', 'Opened')",
        "cache.set(PLAN_KEY, 'Opened')",
        "f(token, 'Opened')",
        "send(TOKEN, 'Opened')",
        "client.track(TOKEN, 'Opened')",
        "(lambda kind: f(token))('Opened')",
        "x = 'https://a.b/{}?x=@{}'.format('a', 'Opened')",
        "x = hash('Opened')",
        "cache.set(token, 'Opened')",
    ),
    "a.js": (
        "if (prompt('Plan: ') == 'Opened') a()",
        "localStorage.setItem(PLAN_KEY, 'Opened')",
        "localStorage.setItem(STORAGE_KEY, 'Opened')",
        "localStorage.setItem(STORAGE_KEY, token); send('Opened')",
        "hash('Opened', 10)",
        "compare(kind, 'Opened')",
        "((kind) => f(token))('Opened')",
        "(token => f(token))(x); send('Opened')",
        "crypto.createHash('Opened')",
        "function* getToken() { send('Opened'); yield x }",
    ),
    "a.jsx": ("a = <p>Plan is <b>Opened</b></p>",),
    "a.html": (
        "<p>The plan is <b>Opened</b></p>",
        "<p>Password reset: <b>Opened</b></p>",
        "<p>The password is long.</p><b>Opened</b>",
    ),
    "a.sh": (
        "echo Opened | sudo tee a",
        "echo Opened | sudo -u me tee a",
        "echo Opened | grep passwd",
        "aws ssm put-parameter --name /a/plan --value Opened",
        "printf 'plan=%s' 'Opened'",
        "rabbitmqctl list Opened",
        "redis-server --require Opened",
    ),
    "a.xml": (
        "<kind value='Opened'/>",
        "<password encrypted='Opened'/>",
    ),
}


@pytest.mark.parametrize(("path", "text"), _of(_ASKED_AND_HANDED))
def test_what_is_asked_for_kept_or_handed_over_as_a_secret_is_one(path: str, text: str) -> None:
    """By a prompt, by the key of a call, by what the function does or by what it is written in."""
    assert {"tupbattery"} == _secret_words(path, text)


@pytest.mark.parametrize(("path", "text"), _of(_NOT_HANDED))
def test_what_is_asked_for_kept_or_handed_over_otherwise_is_none(path: str, text: str) -> None:
    """The same with other names, and commands that read no password."""
    assert set() == _secret_words(path, text)


_OPEN = (
    ("const password = `walrus;", "const password = `…"),
    ("x = {password: `walrus};", "x = {password: `…"),
    ("const password = `walrus ${a} cloud;", "const password = `…"),
    ("const password = \u201cwalrus cloud\u201d; b()", "const password = \u201c…\u201d; b()"),
    ("const password = \u201cwalrus cloud; b()", "const password = \u201c…"),
    ("x = {password: 'it's walrus'}; b()", "x = {password: '…'"),
    ("const plan = `gold walrus;", "const plan = `…"),
    ("const plan = `gold`; b(", "const plan = `gold`; b("),
    ("const token = a; b(c d)", "const token = a; b(c d)"),
)


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("a.js", "{}"),
        ("a.ts", "{}"),
        ("a.tsx", "{}"),
        ("a.html", "<script>\n{}\n</script>"),
        ("a.vue", "<script>\n{}\n</script>"),
        ("a.svelte", "<script>\n{}\n</script>"),
    ],
)
@pytest.mark.parametrize(("text", "shown"), _OPEN)
def test_a_text_of_a_script_that_nothing_closes_is_one(
    path: str, host: str, text: str, shown: str
) -> None:
    """It goes on to the end of its line, and behind a secret's name so do words that look like code."""
    written = host.format(f'heap.identify("demo-user"); {text}')
    frames = plain.render(engine.check_source(Source(path, f"{written}\n"), config.Settings()))
    assert f'heap.identify("demo-user"); {shown}' in frames
    assert "walrus" not in frames


_CLIENT = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'
_SHOWN = (
    ("a.js", 'heap.load("2304117765"); if (token) heap.identify("token-user")', '"token-user"'),
    ("a.js", 'const token = get(() => heap.identify("anonymous"))', '"anonymous"'),
    ("a.js", 'const token = heap.load("YOUR_APP_ID")', '"YOUR_APP_ID"'),
    ("a.py", _CLIENT + 'token = "anonymous"\nclient.track(token, "x")', '"anonymous"'),
    ("a.yaml", 'auth: {heap: {appId: "1234567890"}}', '"1234567890"'),
    ("a.yaml", 'auth:\n  heap:\n    appId: "1234567890"', '"1234567890"'),
    ("a.json", '{"secrets": {"heapAppId": "1234567890"}}', '"1234567890"'),
    ("a.toml", '[secrets]\nheap_app_id = "1234567890"', '"1234567890"'),
    ("a.js", 'heap.load("GTM-PX4K2BXYZ")', '"GTM-PX4K2BXYZ"'),
    ("a.json", '{"name": "token",\n"heapAppId": "none-yet"}', '"none-yet"'),
    ("a.yaml", 'a: {"name": "token",\n  "heapAppId": "none-yet"}', '"none-yet"'),
    ("a.tf", 'a {\n  name = "token"\n  heap_app_id = "none-yet"\n}', '"none-yet"'),
    ("a.toml", '[a]\nname = "token"\nheap_app_id = "none-yet"', '"none-yet"'),
    ("a.toml", '[secrets]\nheap_app_id = "gtm-px4k2b"', '"gtm-px4k2b"'),
    ("a.tf", 'secrets = {\n  heap_app_id = "1234567890"\n}', '"1234567890"'),
)


def test_an_id_of_tag_manager_is_public_in_an_ids_place_only() -> None:
    """Elsewhere it is a word as any other that has digits."""
    text = 'heap.load("GTM-PX4K2B"); send("GTM-PX4K2B")\n'
    shown = plain.render(engine.check_source(Source("a.js", text), config.Settings()))
    assert 'heap.load("GTM-PX4K2B"); send("…")' in shown


@pytest.mark.parametrize(("path", "text", "quoted"), _SHOWN)
def test_what_is_public_is_shown_whatever_it_stands_in(path: str, text: str, quoted: str) -> None:
    """An app's id and a word for nobody are told by the message and by the frame."""
    report = engine.check_source(Source(path, f"{text}\n"), config.Settings())
    line = next(each for each in reversed(text.splitlines()) if quoted in each or "(token" in each)
    rendered = plain.render(report)
    assert f"`{quoted}`" in rendered
    assert line in rendered
    assert f"`{quoted}`" in json.render(report).replace('\\"', '"')


_HANDLERS = (
    ("a.svelte", "<button on:click={() => heap.identify('guest')}>Opened</button>"),
    (
        "a.svelte",
        "<a b={c > d} onclick={() => { if (e > f) heap.identify('guest') }} g={`h`}>x</a>",
    ),
    ("a.astro", "<button onclick={() => heap.identify('guest')}>Opened</button>"),
    ("a.vue", "<template><a @click=\"() => heap.identify('guest')\">x</a></template>"),
    ("a.html", "<a onclick=\"(() => heap.identify('guest'))()\">x</a>"),
    ("a.jsx", "const A = () => <a onClick={() => heap.identify('guest')}>x</a>"),
)


@pytest.mark.parametrize(("path", "text"), _HANDLERS)
def test_the_code_of_an_attribute_is_shown(path: str, text: str) -> None:
    """The arrow of a function ends no tag."""
    report = engine.check_source(Source(path, f"{text}\n"), config.Settings())
    assert f"{text}\n" in plain.render(report)


_OF_FORMS = (
    ("a.vue", "<input v-model='password' type='password' @blur=\"{}\">"),
    ("a.vue", '<span>Password</span>\n<a-b @click="{}">x</a-b>'),
    ("a.vue", "<input name='pin' v-on:keyup.enter=\"{}\">"),
    ("a.html", "<label>Password</label>\n<button type='submit' onclick=\"{}\">x</button>"),
    ("a.html", "<button id='login-token' class='a' onclick=\"{}\">x</button>"),
    ("a.html", "<form id='session' onsubmit=\"{}\"><a></a></form>"),
    ("a.html", "<td>Token</td>\n<td><button name='api_key' onclick=\"{}\">x</button></td>"),
)


@pytest.mark.parametrize(("path", "host"), _OF_FORMS)
def test_a_handler_is_code_whatever_its_element_is_called(path: str, host: str) -> None:
    """A label names the next value, and a field its own."""
    page = "<template>\n{}\n</template>" if path == "a.vue" else "{}"
    text = page.format(host.format("heap.identify('demo-user')"))
    shown = plain.render(engine.check_source(Source(path, f"{text}\n"), config.Settings()))
    assert "the identity `'demo-user'`" in shown
    assert f"{host.splitlines()[-1].split('>')[0]}>".format("heap.identify('demo-user')") in shown
    text = page.format(host.format("password = 'walrus'; heap.identify('demo-user')"))
    shown = plain.render(engine.check_source(Source(path, f"{text}\n"), config.Settings()))
    assert "password = '…'; heap.identify('demo-user')" in shown


def test_a_brace_without_an_end_hides_what_is_behind() -> None:
    """Then words of the page are not taken for code."""
    text = "<a on:click={() => { b() }>tupbattery</a>" + "<a b={c>x</a>" * 3
    assert any("tupbattery" in word for word, _ in _roles("a.svelte", text))


_CUT = {
    "a.svelte": "<a b={() => c('d')} {...e} token={`f${g}`}>h</a>{#if token}x{/if}",
    "a.js": "heap.identify('svc'); login({token: [x, (password = `a${t}`)]});",
    "a.py": "def page(pw):\n    return f'<script>login(token={pw})</script>' + f(password=[1])\n",
    "a.html": '{% if (token or x) %}<a b="c">{{ f(password="x") }}</a>{% endif %}',
    "a.php": '<?php echo "login(token=" . f($password = [1]) . ")"; ?>',
    "a.yaml": "run: export A=b; x=(password=1)\nc: {token: [a, (b)]}\n",
    "a.sh": 'x=(password=1); case $TOKEN in a) y "$(z)";; esac\n',
    "a.rb": 'connect(password: [x, (token = "b")]) { |t| "c" }\n',
    "a.tf": 'a "b" {\n  password = [f(token = "c")]\n}\n',
    "a.json": '{"token": [{"password": "x"}]}',
    "a.toml": 'a = {token = [1, "b"]}\n[password]\n',
    "a.plist": "<dict><key>Token</key><string>a</string></dict>",
    ".env": 'TOKEN="a${B}"\n',
    "Dockerfile": 'RUN x --password "a" && (y)\n',
}


@pytest.mark.parametrize("name", _CUT)
def test_a_text_that_ends_anywhere_is_read_to_its_end(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is open where a file ends breaks nothing, and is read as what it is written in."""

    def unknown(*_: object) -> None:
        raise AssertionError("is read as if nothing were known of it")

    text = _CUT[name]
    with monkeypatch.context() as patch:
        patch.setattr(literals, "unknown", unknown)
        for end in range(len(text) + 1):
            find(name, text[:end])
    for end in range(len(text) + 1):
        literals.unknown(text, 0, end)


def test_nothing_is_shown_and_nothing_lost_where_masking_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is wrong with us: a finding is told, without the line around it."""

    def broken(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr(naming, "literals", broken)
    report = engine.check_bytes("a.js", b'heap.identify("svc", "walrus");\n', config.Settings())
    shown = plain.render(report)
    assert "HL201" in shown
    assert "walrus" not in shown


_LOGINS = (
    (" # bob:hunter2", " # …"),
    (" # admin / Winter2024", " # …"),
    (" # sign in with bob / walrus", " # …"),
    (" # heap-lint: ignore[HL205] login bob / walrus-cloud", " # heap-lint: ignore[HL205] …"),
    (" # contrase\u00f1a walrus", " # …"),
    (" # \u043f\u0430\u0440\u043e\u043b\u044c walrus", " # …"),
    (" # \u6570\u636e\u5e93\u5bc6\u7801\u662f walrus", " # …"),
    (" # has\u0142o walrus", " # …"),
)
_NO_LOGINS = (
    (" # HL201 / HL202", " # HL201 / HL202"),
    (" # the login of a / b", " # the login of a / b"),
    (" # see http://a:8080 or a:b", " # see http://a:8080 or a:b"),
    (" # na\u00efve caf\u00e9", " # na\u00efve caf\u00e9"),
)
_REMARKS = (
    (" # old password was tupbattery", " # …"),
    (" # pin 4075152584", " # …"),
    (" # build 4075152584", " # build …"),
    (" # the build of today", " # the build of today"),
    (" # noqa: password", " # noqa: password"),
)


@pytest.mark.parametrize(("remark", "shown"), [*_REMARKS, *_LOGINS])
def test_a_comment_of_a_script_in_data_may_speak_of_a_secret(remark: str, shown: str) -> None:
    """It is no less one than in a file of its own."""
    text = f"run: |\n  export HEAP_APP_ID=YOUR_APP_ID{remark}\n"
    report = engine.check_source(Source("a.yaml", text), config.Settings())
    assert f"HEAP_APP_ID=YOUR_APP_ID{shown}\n" in plain.render(report)


@pytest.mark.parametrize(("remark", "shown"), [*_LOGINS, *_NO_LOGINS])
def test_a_comment_of_code_may_speak_of_a_secret(remark: str, shown: str) -> None:
    """Of one that is for linters their own words are shown."""
    text = f'{_CLIENT}client.track("demo-user", "x"){remark}\n'
    report = engine.check_source(Source("a.py", text), config.Settings())
    frames = plain.render(report)
    assert f'client.track("demo-user", "x"){shown}\n' in frames


_TO_LINTERS = (
    ("noqa: S105 password=98123764", "noqa: S105 …"),
    ("noqa: E501, password=walrus", "noqa: E501, …"),
    ("flake8: noqa password=walrus", "flake8: noqa …"),
    ("noqa: walrus password", "noqa: …"),
    ("type: ignore # noqa: S105 token walrus", "type: ignore # noqa: S105 …"),
    ("password is walrus # noqa: S105", "…"),
    ("heap-lint: ignore password walrus", "heap-lint: ignore …"),
    ("heap-lint: ignore=password:walrus", "heap-lint: ignore=…"),
    ("heap-lint: ignore[HL301 password walrus", "heap-lint: ignore[HL301 …"),
    ("heap-lint: ignore[HL301] password walrus", "heap-lint: ignore[HL301] …"),
    ("heap-lint: password=walrus", "heap-lint: …"),
    ("noqa: S105 known since May", None),
    ("noqa: leaked-api-key", None),
    ("heap-lint: ignore HL301, HL302", None),
    ("heap-lint: ignore[leaked-api-key, text-capture-on] a test", None),
    ("see heap-lint: ignore[insecure-cookie]", None),
)
_BEHIND_CODE = (
    ("a.py", f'{_CLIENT}client.track("demo-user", "x")  # {{}}'),
    ("a.js", 'heap.load("2304117765"); heap.identify("demo-user"); // {}'),
    ("a.js", 'heap.load("2304117765"); heap.identify("demo-user"); /* {}\n*/'),
    ("a.yaml", "heap: {{appId: YOUR_APP_ID}} # {}"),
    ("a.html", "<script>heap.load('YOUR_APP_ID')</script><!-- {}"),
    ("a.sh", "export HEAP_APP_ID=YOUR_APP_ID # {}"),
    ("a.tf", 'heap_app_id = "YOUR_APP_ID" # {}'),
    ("a.toml", 'heap_app_id = "YOUR_APP_ID" # {}'),
    (".env", "HEAP_APP_ID=YOUR_APP_ID # {}"),
)


@pytest.mark.parametrize(("path", "host"), _BEHIND_CODE)
@pytest.mark.parametrize(("remark", "shown"), _TO_LINTERS)
def test_what_a_comment_says_beside_its_order_to_a_linter_may_be_a_secret(
    path: str, host: str, remark: str, shown: str | None
) -> None:
    """The order and the rules that it names are shown, and what else it says if that is none."""
    source = Source(path, host.format(remark) + "\n")
    frames = plain.render(engine.check_source(source, config.Settings(), noqa=False))
    (line,) = (each for each in host.splitlines() if "{}" in each)
    assert f"{line.format(shown or remark)}\n" in frames
    assert not {"walrus", "98123764"} & set(re.findall(r"\w+", frames))


def test_the_names_of_rules_are_no_secrets() -> None:
    """However they sound."""
    for name in catalogue.by_name():
        assert not speaks_of_secret(f"# heap-lint: ignore[{name}] why")


def test_what_we_say_of_a_secret_is_none() -> None:
    """A message that names a password is no place where one is given."""
    code = b'heap.track("Paid", {password: x, token: y});\n'
    shown = plain.render(engine.check_bytes("a.js", code, config.Settings()))
    assert "the property `password` gives Heap a password, which must not be sent there" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("'[\"alice-7\", session.id][0]'", "'[\"alice-7\", session.id][0]'"),
        ("'session.userId + '", "'session.userId + '"),
        ("'IF(session.a, \"b\"'", "'IF(session.a, \"b\"'"),
        ("'[\"alice-7\", session.token][0]'", '["al…"'),
    ],
)
def test_an_expression_in_a_text_is_shown_where_it_is_at_fault(text: str, shown: str) -> None:
    """What belongs to a session is none, and what is missing at the end is about what is in front."""
    app = (ROOT / "tests/apps/portal-defective.airkit.yaml").read_text(encoding="utf-8")
    source = Source("a.airkit.yaml", app.replace("'\"portal-visitor\"'", text))
    assert shown in plain.render(engine.check_source(source, config.Settings()))


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("DE89370400440532013000", "an IBAN"),
        ("4111111111111111", "a card number"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl", "a token"),
    ],
)
def test_what_a_value_looks_like_is_said_in_full(value: str, what: str) -> None:
    """The word for a secret gives none to the words behind it."""
    report = engine.check_source(
        Source("a.js", f'heap.track("Paid", {{a: "{value}"}});\n'), config.Settings()
    )
    shown = plain.render(report)
    assert f"looks like {what}, and such data must not be sent to Heap" in shown
    assert value not in shown


@pytest.mark.parametrize("name", ["ENV", "ARG"])
def test_an_instruction_that_cannot_be_read_is_named(name: str) -> None:
    """Whatever else it sets, a password among it."""
    text = f"FROM a\n{name} HEAP_APP_ID=2304117765 DB_PASSWORD='correct\n"
    (finding,) = engine.check_source(Source("Dockerfile", text), config.Settings()).findings
    assert f"this file has an {name} that Docker cannot read" == finding.message


@pytest.mark.parametrize("word", ["HL2O1", "HL20l", "hl2o1"])
def test_a_misspelt_code_is_shown(word: str) -> None:
    """It is all that the user looks for; in a config, and in a comment."""
    text = f"import heapapi\nx = 1  # heap-lint: ignore[{word}]\n"
    (finding,) = engine.check_source(Source("a.py", text), config.Settings()).findings
    assert f"no rule is called `{word}`" == finding.message
    assert f"unknown rule `{word}`" == str(UnknownRuleError(word, []))


def test_a_selector_that_may_be_a_secret_is_not_shown() -> None:
    """The twins, one of which begins as a code does."""
    for word in ("hunter2-x9", "HL7x9q2Zk4mP", "482913abc"):
        assert "unknown rule `…`" == str(UnknownRuleError(word, []))


_BESIDE_AN_ID = (
    ("{HEAP_APP_ID: ID, dbp: hunter!two#x}", "{HEAP_APP_ID: ID, dbp: …}"),
    ("{HEAP_APP_ID: ID, c: some words here}", "{HEAP_APP_ID: ID, c: …}"),
    ("[{c: a b, HEAP_APP_ID: ID}, [d e, it's]] # f", "[{c: …, HEAP_APP_ID: ID}, […, …]] # f"),
    ("{HEAP_APP_ID: ID, c: 731175216, d: gold}", "{HEAP_APP_ID: ID, c: …, d: gold}"),
    ("{HEAP_APP_ID: ID, c: a:b, 'd': \"e f\"}", "{HEAP_APP_ID: ID, c: …, 'd': \"…\"}"),
)


@pytest.mark.parametrize(("text", "shown"), _BESIDE_AN_ID)
def test_a_value_of_yaml_without_quotes_is_one_word(text: str, shown: str) -> None:
    """Blanks and signs are a part of it, so that it is no plain word, and a hash begins no comment."""
    assert f" {shown}\n" in _rendered("a.yaml", text)


_BEHIND = (
    ("{HEAP_APP_ID: ID} # password: sunflower", "{HEAP_APP_ID: ID} # …"),
    ("[HEAP_APP_ID=ID] # db login: admin hunter2", "[HEAP_APP_ID=ID] # …"),
    ("- {HEAP_APP_ID: ID} # token sunflower", "- {HEAP_APP_ID: ID} # …"),
    ("{a: b,\n  HEAP_APP_ID: ID} # password: sunflower", "HEAP_APP_ID: ID} # …"),
    ("password: {HEAP_APP_ID: ID} # was sunflower", "password: {HEAP_APP_ID: ID} # …"),
    ("run: | # password: sunflower\n  HEAP_APP_ID=ID", "HEAP_APP_ID=ID"),
    ("{HEAP_APP_ID: ID} # of the shop", "{HEAP_APP_ID: ID} # of the shop"),
    ("{HEAP_APP_ID: ID} # the login is on page 2", "{HEAP_APP_ID: ID} # the login is on page 2"),
)


@pytest.mark.parametrize(("text", "shown"), _BEHIND)
def test_what_stands_behind_a_value_of_yaml_is_read_too(text: str, shown: str) -> None:
    """A comment may speak of a secret behind brackets as behind a word."""
    rendered = _rendered("a.yaml", f"a: {text}" if text[0] in "{[" else text)
    assert f"{shown}\n" in rendered
    assert not {"sunflower", "hunter"} & set(re.findall(r"[a-z]+", rendered))


@pytest.mark.parametrize("behind", [" hunter two", "# hunter", ": hunter two", ", hunter"])
def test_words_behind_brackets_of_yaml_are_a_literal(behind: str) -> None:
    """They are no comment, whatever they are: the file may be broken."""
    assert (behind.strip(), Role.PLAIN) in _roles("a.yaml", f"a: {{b: c}}{behind}\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.liquid", "{% # password: tupbattery %}"),
        ("a.liquid", "{%- # password: tupbattery -%}"),
        ("a.heex", "<%!-- token tupbattery --%>"),
    ],
)
def test_a_comment_of_a_template_is_one(path: str, text: str) -> None:
    """In whichever way its language writes it."""
    assert [(text, Role.COMMENT)] == _roles(path, text)


_POLICIES = (
    "script-src 'self' https://a.b.net",
    "script-src 'self' https://cdn.heapanalytics.com; connect-src https://a.b.net",
)


@pytest.mark.parametrize("policy", _POLICIES)
def test_the_directive_that_is_judged_is_shown(policy: str) -> None:
    """Hosts too, as they are what the finding is about."""
    meta = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}; img-src https://c.d.net">'
    )
    text = f'{meta}\n<script src="https://cdn.heapanalytics.com/js/heap-2304117765.js"></script>\n'
    frames = plain.render(engine.check_source(Source("a.html", text), config.Settings()))
    assert "https://a.b.net" in frames
    assert "c.d.net" not in frames


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://cdn.heapanalytics.com/js/heap-1.js", None),
        ("//cdn.us.heap-api.com/config/1/heap_config.js", None),
        ("http://cdn.heapanalytics.com/js/heap-1.js?k=tup2battery", "…"),
        ("https://tupbattery.example/js/heap-1.js", "…"),
        ("https://heapanalytics.com/tupbattery/1", "…"),
    ],
)
def test_heaps_own_address_is_public(text: str, shown: str | None) -> None:
    """Beside a part of it that a finding is about; other addresses are not plain."""
    written = f'<script src="{text}"></script>'
    place = written.index("1")
    hidden = Masking({"a.html": Source("a.html", written)}).hidden(
        "a.html", 0, len(written), [Span("a.html", place, place + 1)]
    )
    view = written
    for each in reversed(hidden):
        view = view[: each.start] + each.instead + view[each.end :]
    assert (shown or text) in view
    assert "battery" not in view


_COUNTS = (
    ("a.py", "tokens_used = 5000", "5000"),
    ("a.py", "f(password_length=12)", "12"),
    ("a.py", "x = {'tokens_used': 5}", "5"),
    ("a.js", "x = {passwordLength: 12, tokenCount: 3}", "12"),
    ("a.rb", "x = { token_count: 5 }", "5"),
    ("a.php", "<?php $x = ['token_count' => 5]; ?>", "5"),
    ("a.json", '{"max_tokens": 4000}', "4000"),
    ("a.toml", "token_ttl = 60", "60"),
    ("a.tf", "token_ttl = 60", "60"),
    ("a.yaml", "password_length: 12", "12"),
    ("a.yaml", "a: {maxTokens: 12}", "12"),
    ("a.env", "TOKEN_TTL=60", "60"),
    ("a.sh", "export TOKEN_TTL=60", "60"),
    ("a.html", "<a token-count='5'>x</a>", "5"),
)


@pytest.mark.parametrize(("path", "text", "number"), _COUNTS)
def test_a_small_number_of_secrets_is_none(path: str, text: str, number: str) -> None:
    """A number that is long may be one."""
    assert (number, Role.PLAIN) in _roles(path, text)
    assert ("846054", Role.SECRET) in _roles(path, text.replace(number, "846054"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "token_count, password = 5, 8460"),
        ("a.py", "password = {'a_length': 8460}"),
        ("a.yaml", "secrets:\n  a_length: 8460"),
        ("a.js", "x = {pin: 8460}"),
        ("a.py", "pin_number = 8460"),
        ("a.js", "tokenCount = 5, password = 8460"),
        ("a.env", "PIN=8460"),
    ],
)
def test_a_small_number_may_be_a_secret(path: str, text: str) -> None:
    """What counts is the name that it is given to."""
    assert ("8460", Role.SECRET) in _roles(path, text)


_FLAGS = (
    ("HEAP_APP_ID=ID a --password tupbattery b", "HEAP_APP_ID=ID a --password … b"),
    ("HEAP_APP_ID=ID a --token=tup@battery! b", "HEAP_APP_ID=ID a --token=…@…! b"),
    ("HEAP_APP_ID=ID a -storepass tupbattery", "HEAP_APP_ID=ID a -storepass …"),
    ("HEAP_APP_ID=ID a -p tupbattery -v b", "HEAP_APP_ID=ID a -p … -v b"),
    ("HEAP_APP_ID=ID; a -ptupbattery b", "HEAP_APP_ID=ID; a -… b"),
    ("HEAP_APP_ID=ID; a --token-file -v b", "HEAP_APP_ID=ID; a --token-file -v b"),
    ("echo tupbattery | docker login; HEAP_APP_ID=ID", "… … | … …; HEAP_APP_ID=ID"),
    ("echo x | a login --password-stdin; HEAP_APP_ID=ID", "… … | … … --password-stdin; HEAP"),
    ("a || login; HEAP_APP_ID=ID", "a || login; HEAP_APP_ID=ID"),
    ("a --plan gold -p; HEAP_APP_ID=ID", "a --plan gold -p; HEAP_APP_ID=ID"),
)


@pytest.mark.parametrize(("text", "shown"), _FLAGS)
def test_names_of_flags_are_shown_and_what_they_give_is_not(text: str, shown: str) -> None:
    """In a command of a workflow only the word behind a flag is its value."""
    assert shown in _rendered("a.yaml", f"run: {text}")


def _rendered(path: str, text: str) -> str:
    """Return what is shown of a text in which `ID` stands for an app's id."""
    written = re.sub(r"\bID\b", "YOUR_APP_ID", text)
    report = engine.check_source(Source(path, f"{written}\n"), config.Settings())
    return plain.render(report).replace("YOUR_APP_ID", "ID")


_COMMANDS = (
    ("a.yaml", "run: {}"),
    ("a.yaml", "run: |\n  {}"),
    ("a.yaml", 'run: "{}"'),
    ("a.yaml", "{{run: {}}}"),
    ("a.json", '{{"scripts": {{"start": "{}"}}}}'),
    ("a.toml", "start = '''\n{}\n'''"),
    ("a.tf", 'start = "{}"'),
    ("a.py", "run('{}')"),
    ("a.js", "run('{}')"),
    ("a.rb", "run('{}')"),
    ("a.html", "<a data-x='{}'></a>"),
    ("a.xml", "<a>{}</a>"),
)
_WORDS = (
    ("HEAP_APP_ID=ID deploy 731175216", "HEAP_APP_ID=ID deploy …"),
    ("HEAP_APP_ID=ID deploy --x hunter!two@x", "HEAP_APP_ID=ID deploy --x …!…@…"),
    ("HEAP_APP_ID=ID deploy me:hunter 12-34-56", "HEAP_APP_ID=ID deploy me:… …-…-…"),
    ("HEAP_APP_ID=ID deploy --plan=gold web.app a.b.c", None),
    ("HEAP_APP_ID=ID && a || b; f(x)", None),
)


@pytest.mark.parametrize(("path", "host"), _COMMANDS)
@pytest.mark.parametrize(("text", "shown"), _WORDS)
def test_of_a_command_in_data_the_id_and_plain_words_are_shown(
    path: str, host: str, text: str, shown: str | None
) -> None:
    """Its name governs the id alone, and words that signs hold together are one."""
    (place,) = (m.start() for m in re.finditer(r"\bID\b", host.format(text)))
    written = Source(path, host.format(text))
    hidden = Masking({path: written}).hidden(
        path, 0, len(written.text), [Span(path, place, place + 2)]
    )
    view = written.text
    for each in reversed(hidden):
        view = view[: each.start] + each.instead + view[each.end :]
    assert (shown or text) in view


@pytest.mark.parametrize(
    ("path", "text", "role"),
    [
        ("a.xml", "<d><key>appId</key><b>YOUR_APP_ID</b><b>731175216</b></d>", Role.PLAIN),
        ("a.dockerfile", "ENV HEAP_APP_ID YOUR_APP_ID 731175216", Role.PLAIN),
        ("a.js", "appId = a ? '1' : '731175216'", Role.ID),
        ("a.js", "appId = f('a') || '731175216'", Role.ID),
        ("a.py", "app_id = '1' if a else '731175216'", Role.ID),
        ("a.py", "app_id = '1' * 731175216", Role.PLAIN),
        ("a.yaml", "a: {appId: {b: 731175216, c: 1}}", Role.ID),
    ],
)
def test_the_name_of_an_id_governs_one_value(path: str, text: str, role: Role) -> None:
    """Or those between which a condition chooses; a placeholder is none that names another."""
    assert ("731175216", role) in _roles(path, text)


_HCL = 'heap_app_id = "2304117765"\n'
_UNPARSED = (
    (".env", "HEAP_APP_ID=1\nDB_PASSWORD walrus", "DB_PASSWORD …"),
    (".env", "HEAP_APP_ID=1\nexport DB_PASSWORD walrus-1", "export DB_PASSWORD …"),
    (".env", "HEAP_APP_ID=1\nDB_PASSWORD -> walrus", "DB_PASSWORD -> …"),
    (".env", "HEAP_APP_ID=1\nmachine h login u password walrus", "machine h login u password …"),
    (".env", "HEAP_APP_ID=1\nDB_PASSWORD='pa'ss walrus'", "DB_PASSWORD='…"),
    (".env", "HEAP_APP_ID=1\nuser walrus731 b", "user … b"),
    (".env", "HEAP_APP_ID=1\nPLAN the gold one", "PLAN the gold one"),
    ("a.tfvars", _HCL + "db_password = 'walrus'", "db_password = '…"),
    ("a.tfvars", _HCL + "db_password = “walrus”", "db_password = “…"),
    ("a.tfvars", _HCL + "db_password = `walrus`", "db_password = `…"),
    ("a.tfvars", _HCL + "db_password =\n'walrus'", "2 | db_password =\n"),
    ("a.tfvars", _HCL + "db_password = [\"a\"…, 'walrus']", "db_password = […"),
    ("a.tfvars", _HCL + "x = {\n password =\n 'walrus'\n}", "4 |  '…"),
    ("a.tfvars", _HCL + "plan = 'gold'", "plan = 'gold'"),
    ("Dockerfile", "ENV HEAP_APP_ID=1 DB_PASSWORD=a walrus", "ENV HEAP_APP_ID=1 DB_PASSWORD=…"),
    ("Dockerfile", "ENV HEAP_APP_ID=1\nENV DB_PASSWORD='a'b walrus'", "ENV DB_PASSWORD='…"),
    ("a.xml", "<a><b n='heap_app_id'>1</b>\n<c n='token'>a<walrus</c></a>", "<c n='token'>…<…"),
    ("a.py", "import heapapi\npassword = 'it's walrus'", "password = '…"),
    ("a.py", "import heapapi\npassword = “walrus”", "password = “…"),
    ("a.py", "import heapapi\npassword = (\n    “walrus”\n)", "    “…"),
    ("a.py", "import heapapi\nset_plan_of_everybody(a b)", "set_plan_of_everybody(a b)"),
    ("a.yaml", "heap:\n  app_id: 1\n  password: 'it's walrus'", "password: '…"),
    ("a.json", '{"heap": {"appId": "1"},\n "password": "a"walrus b"}', '"password": "…'),
    ("a.toml", '[heap]\napp_id = "1"\npassword "walrus"', 'password "…'),
    ("a.toml", '[heap]\napp_id = "1"\nplan = gold', "plan = gold"),
)


@pytest.mark.parametrize(("path", "text", "shown"), _UNPARSED)
def test_of_a_line_that_does_not_parse_nothing_is_shown_behind_a_secrets_name(
    path: str, text: str, shown: str
) -> None:
    """Where its value ends nobody can tell; elsewhere plain words are shown."""
    frames = plain.render(engine.check_source(Source(path, f"{text}\n"), config.Settings()))
    assert "HL901" in frames
    assert shown in frames
    assert "walrus" not in frames
