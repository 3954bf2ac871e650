"""Files with one secret each, in every language and format, beside something that is found.

`cases()` yields the name of a file, its secret and its text. `WORD` looks like any other word: only the
name that it stands under tells that it is a secret. `KEY` and the others tell it by their form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

WORD = "correct-horse"
KEY = "c40a7d19e6b25f8837da"
PHRASE = "Tr0ub4dor-and-3more"
NUMBER = "98123764"
TAIL = "abcdefghijkLmnop"
"""A word as others are, but for what is put before it."""

_PYTHON = (
    'from heapapi import HeapAPIClient; HeapAPIClient("2304117765").track("guest", "x"); {}',
    '{}; from heapapi import HeapAPIClient; HeapAPIClient("2304117765").track("guest", "x")',
)
_UNDER_NAMES_IN_PYTHON = (
    'password = "{}"',
    'db_password: str = "{}"',
    'password = ("{}")',
    'password = password or "{}"',
    'password = "{}" if DEBUG else None',
    'self.api_token = "{}"',
    'settings["SECRET_KEY"] = "{}"',
    'os.environ.setdefault("DB_PASSWORD", "{}")',
    'token = os.getenv("API_TOKEN", "{}")',
    'passwords = ["a", "{}"]',
    'passwords = ("a", ["b", "{}"])',
    'config = {{"user": "a", "password": "{}"}}',
    'config = dict(user="a", password="{}")',
    'config = {{"password": {{"default": "{}"}}}}',
    'connect("localhost", "root", "{}")',
    'login("admin", "{}")',
    'set_password("{}")',
    'user.setPassword(user, "{}")',
    'requests.get(u, auth=("a", "{}"))',
    'requests.get(u, headers={{"Authorization": "{}"}})',
    'requests.get(u, cookies={{"session": "{}"}})',
    'HTTPBasicAuth("a", "{}")',
    'keyring.set_password("a", "b", "{}")',
    'secret = b"{}"',
    'secret = r"{}"',
    'secret = f"{{a}}{}"',
    'secret = "a" "{}"',
    'secret = "a\\"{}"',
    'secret = "a" + "{}"',
    'secret = """a\n{}"""',
    'if password == "{}": pass',
    'assert "{}" == password',
    'def f(password="{}"): pass',
    'lambda token="{}": token',
    '(password := "{}")',
    'x = {{"name": "DB_PASSWORD", "value": "{}"}}',
    'setattr(a, "password", "{}")',
    'x = [("password", "{}")]',
    "del x  # the old password was {}",
    'token = tokens.get(a, "{}")',
    'salt, pepper = "{}", "a"',
    'webhook_url = "{}"',
    'DBPASSWORD = "{}"',
    'user, password = "a", "{}"',
    '(password, user) = ["{}", "a"]',
    'user, (password, b) = "a", ("{}", 1)',
    'for user, password in [("a", "{}")]: pass',
    'f("user,password", [("a", "{}")])',
    'dict(zip(["user", "password"], ["a", "{}"]))',
    "password = load()  # {}",
    'stripekey = "{}"',
    'FERNET_KEY = "{}"',
    'STRIPE_KEY = "{}"',
    *(
        f"pass\n{head}\n    {{}}".format('password: str = "{}"')
        for head in (
            *("class A:", 'class A:\n    """A."""', "def f(a: int) -> str:", "async def f():"),
            *("if a:", "else:", "try:", "for a in b:", "with a as b:"),
        )
    ),
)
_BY_FORM_IN_PYTHON = (
    'x = "{}"',
    'x = f"a{{b}}{}"',
    'x = b"{}"',
    "x = '''\n{}'''",
    'f("{}", 1)',
    'x = ["{}", "b"]',
    'x = "say {} to nobody"',
    'x = "https://a.example/?q={}"',
    'x = "https://user:{}@a.example/"',
    "x = {{'{}': 1}}",
    "x = 1  # {}",
    "x = re.compile(r'{}')",
)
_SCRIPT = (
    'heap.load("2304117765"); heap.identify("demo"); {};',
    '{}; heap.load("2304117765"); heap.identify("demo");',
)
_UNDER_NAMES_IN_SCRIPTS = (
    'const password = "{}"',
    "const o = {{password: '{}'}}",
    "const o = {{'api-key': '{}', plan: 'gold'}}",
    "const o = {{clientsecret: '{}'}}",
    "const [password, user] = ['{}', 'a']",
    "const password = load(); // {}",
    'switch (a) {{ case 1: const password = "{}" }}',
    "const o = {{password: `{}`}}",
    "const o = {{password: `a${{b}}{}`}}",
    "const password = `a${{`b${{c}}`}}{}`",
    'const token = process.env.TOKEN ?? "{}"',
    'const token = a ? b : "{}"',
    'process.env["DB_PASSWORD"] = "{}"',
    'this.password = "{}"',
    'login("admin", "{}")',
    'auth.signIn("a", "{}")',
    'setPassword("{}")',
    'localStorage.setItem("token", "{}")',
    'document.cookie = "{}"',
    'fetch(u, {{headers: {{Authorization: "{}"}}}})',
    "fetch(u, {{headers: [['Authorization', '{}']]}})",
    'const passwords = ["a", "{}"]',
    'const {{password = "{}"}} = a',
    'function f(password = "{}") {{}}',
    'const o = {{name: "DB_PASSWORD", value: "{}"}}',
    'const password = "a\\"{}"',
    'const password = "a" + "{}"',
    'if (password === "{}") a()',
    "btoa('{}')",
    "a(); // the password is {}",
    "a(); /* token: {} */",
    "const password = /{}/",
    'const a = <Login password="{}"/>',
    "const a = <Login password={{'{}'}}/>",
)
_BY_FORM_IN_SCRIPTS = (
    'const x = "{}"',
    "const x = `{}`",
    "const x = `a${{b}} {}`",
    "const x = /{}/",
    "a('{}')",
    "const x = <p title='{}'>a</p>",
    "const x = <p>{}</p>",
    "a(); // {}",
    "const o = {{'{}': 1}}",
)
_PAGE = '<script>heap.load("2304117765"); heap.identify("demo");</script>{}\n'
_PAGES = (
    '<input type="password" value="{}">',
    '<input name="api_token" value="{}">',
    '<meta name="csrf-token" content="{}">',
    '<div data-token="{}"></div>',
    "<password>{}</password>",
    "<td>Password</td><td>{}</td>",
    "<!-- password: {} -->",
    '<script>const password = "{}"</script>',
    '<script type="application/json">{{"password": "{}"}}</script>',
    '{{{{ password|default:"{}" }}}}',
    '{{% set password = "{}" %}}',
    "{{# password {} #}}",
    "{{{{-- password: {} --}}}}",
    "{{{{!-- a }}}} password {} --}}}}",
    '<textarea name="password">{}</textarea>',
    '<input value="{}" name="password">',
    '<title id="api_token">{}</title>',
    "<password><b>{}</b></password>",
    """<a data-x='{{"name": "password", "value": "{}"}}'></a>""",
)
_PAGES_BY_FORM = (
    "<p>{}</p>",
    '<p title="{}"></p>',
    "<p title={}></p>",
    '<a href="/?token={}">a</a>',
    "<style>{}</style>",
    "<!-- {} -->",
    '{{{{ a|default:"{}" }}}}',
    '<script>a("{}")</script>',
    '<script type="text/template">{}</script>',
    "<p {}></p>",
)
_SHELL = "{}; HEAP_APP_ID=YOUR_APP_ID npm start\n"
_SHELLS = (
    "app --password {}",
    "app --password={}",
    "app --api-key '{}'",
    'app --db.password "{}"',
    "mysql -p{}",
    "mysql -p {}",
    "curl -u {} a",
    "curl -u me:{} a",
    "PGPASSWORD={} psql",
    "export API_TOKEN={}",
    "docker run -e DB_PASSWORD={} a",
    "kubectl create secret generic a --from-literal=password={}",
    "aws configure set aws_secret_access_key {}",
    "echo ${{PASSWORD:-{}}}",
    "password=$(echo a){}",
    "npm config set a:_authToken {}",
    "# the password is {}\nenv",
    '[ "$PASSWORD" = {} ]',
    "[[ ${{API_TOKEN}} == '{}' ]]",
    "test $PASSWORD != {}",
    "case $TOKEN in\n  a) b ;;\n  {}) c ;;\nesac",
    'case "$TOKEN" in {}|b) c ;; esac',
    "kubectl create secret generic a --from-literal=foo={}",
    "kubectl create secret generic a --from-literal foo={}",
    "gh secret set FOO --body {}",
    "gh secret set FOO -b '{}'",
    "htpasswd -b .htpasswd bob {}",
    "htpasswd -nb bob {}",
    "ssh-keygen -t rsa -N {} -f a",
    "openssl enc -k {}",
    "npm config set //a.example/:_authToken {}",
    "docker login -u bob -p {}",
    "password=(a {})",
    "echo {} | docker login -u a --password-stdin",
)
_SHELLS_BY_FORM = ("a {}", "a '{}'", 'a "b {}"', "a --b {}", "a=b/{}", "a <<< {}", "a # {}")
_RUBY = "{}; ENV['HEAP_APP_ID'] = 'YOUR_APP_ID'\n"
_RUBIES = (
    "password = '{}'",
    'password = "a#{{b}}{}"',
    "x = {{ password: '{}' }}",
    "x = {{ 'password' => '{}' }}",
    "x = {{ :password => '{}' }}",
    "password = %q({})",
    "passwords = %w[a {}]",
    "login('a', '{}')",
    "ENV['DB_PASSWORD'] = '{}'",
    "x = ENV.fetch('DB_PASSWORD', '{}')",
    "login 'a', '{}'",
)
_YAML = "heap: {{appId: YOUR_APP_ID, {}}}\n"
_YAMLS = (
    "accesstoken: {}",
    "password: {}",
    "'api_key': '{}'",
    'token: "{}"',
    "tokens: [a, {}]",
    "auth: {{user: a, pass: {}}}",
    "x: {{name: DB_PASSWORD, value: {}}}",
    "x: {{value: {}, name: DB_PASSWORD}}",
)
_JSON = '{{"heapAppId": "YOUR_APP_ID", {}}}\n'
_JSONS = (
    '"kind": "Secret", "data": {{"a": "{}"}}',
    '"data": {{"a": "{}"}}, "kind": "Secret"',
    '"password": "{}"',
    '"apiKey": ["{}"]',
    '"x": {{"name": "DB_PASSWORD", "value": "{}"}}',
    '"x": [{{"value": "{}", "key": "DB_PASSWORD"}}]',
    '"password": "a\\"{}"',
    '"credentials": {{"a": {{"b": "{}"}}}}',
)
_YAML_LINES = (
    "# password: {}",
    "password: # {}",
    "- name: X_PASSWORD\n  value: {}",
    "- value: {}\n  name: X_PASSWORD",
    "kind: Secret\ndata:\n  a: {}",
    "stringData:\n  a: {}",
)
_TOML_LINES = (
    '[[env]]\nname = "X_PASSWORD"\nvalue = "{}"',
    '[[env]]\nvalue = "{}"\nname = "A_PASSWORD"',
)
_HCL = 'resource "a" "b" {{ heap_app_id = "YOUR_APP_ID", {} }}\n'
_HCLS = (
    'x {{\n name = "DB_PASSWORD"\n value = "{}"\n}}\n',
    'data "kubernetes_secret" "a" {{\n data = {{ a = "{}" }}\n}}\n',
    'password = "{}"',
    'password = "${{a}}{}"',
    'tokens = ["a", "{}"]',
    'x = {{ name = "DB_PASSWORD", value = "{}" }}',
    'x = lookup(a, "password", "{}")',
)
_TOML = 'heap = {{ app_id = "YOUR_APP_ID", {} }}\n'
_TOMLS = ('password = "{}"', "'api-key' = '{}'", 'tokens = ["a", "{}"]', 'a.token = "{}"')
_XML = (
    "<plist><dict>{}<key>HeapAppId</key><string>YOUR_APP_ID</string></dict></plist>\n",
    "<resources>{}<string name='heap_app_id'>YOUR_APP_ID</string></resources>\n",
)
_XMLS = (
    "<key>DbPassword</key><string>{}</string>",
    "<string name='api_token'>{}</string>",
    "<password>{}</password>",
    "<a password='{}'/>",
    "<add key='Password' value='{}'/>",
    "<entry key='DbPassword'><value>{}</value></entry>",
    "<entry><value>{}</value><name>DbPassword</name></entry>",
    "<!-- password {} -->",
)
_DOTENV = (
    "HEAP_APP_ID=YOUR_APP_ID # password {}\n",
    "HEAP_APP_ID=YOUR_APP_ID # API_TOKEN={}\n",
)
_DOCKER = "FROM a\nENV HEAP_APP_ID=YOUR_APP_ID {}\n"
_DOCKERS = ('A=1\nCMD ["app", "-p", "{}"]', "DB_PASSWORD={}", "API_TOKEN='{}'", 'x="a" SECRET="{}"')
_ABOUT = {
    "identity.py": 'from heapapi import HeapAPIClient\nHeapAPIClient("2304117765").track("{}", "x")\n',
    "identity.js": 'heap.load("2304117765"); heap.identify("{}");\n',
    "identity.html": '<script>heap.load("2304117765"); heap.identify("{}");</script>\n',
    "event.js": 'heap.load("2304117765"); heap.track("Paid {} " + Date.now());\n',
    "id.js": 'heap.load("{}");\n',
    "id.yaml": "heap:\n  appId: {}\n",
    "id.json": '{{"heapAppId": "{}"}}\n',
    "id.env": "HEAP_APP_ID={}\n",
    "id.tf": 'variable "heap_app_id" {{\n  default = "{}"\n}}\n',
    "id.plist": "<plist><dict><key>HeapAppId</key><string>{}</string></dict></plist>\n",
    "id.sh": "export HEAP_APP_ID={}\n",
    "id.rb": "ENV['HEAP_APP_ID'] = '{}'\n",
    "id.toml": "[heap]\napp_id = '{}'\n",
    "option.js": 'heap.load("2304117765", {{disableTextCapture: "{}"}});\n',
    "misspelt.js": 'heap.load("2304117765", {{secureCookies: true, "{}": 1}});\n',
    "server.js": 'heap.load("2304117765", {{trackingServer: "http://a.example/{}"}});\n',
    "property.js": 'heap.load("2304117765"); heap.track("x", {{"{}": null, a: ["{}"]}});\n',
    "time.py": 'import requests\nrequests.post("https://heapanalytics.com/api/track",'
    ' json={{"app_id": "2304117765", "identity": u, "event": "a", "timestamp": "{}"}})\n',
    "key.py": 'import requests\nrequests.post("https://heapanalytics.com/api/track",'
    ' json={{"app_id": "2304117765", "identity": u, "event": "a", "{}": 1}})\n',
    "graph.py": "from heapapi import HeapAPIClient\nclient = HeapAPIClient('2304117765')\n"
    "def view(request):\n    client.track('{}', 'x')\n    login(request, a)\n",
    "broken.yaml": "heap:\n  appId: *{}\n",
    "broken.json": '{{"heapAppId": "YOUR_APP_ID", {}\n',
    "broken.py": 'import heapapi\nheap.identify("{}"\n',
    "broken.toml": "[heap]\napp_id = {}\n",
}
_NAMED_ABOUT = {
    "identity.py": 'from heapapi import HeapAPIClient\nDB_PASSWORD = "{}"\n'
    'HeapAPIClient("2304117765").track(DB_PASSWORD, "x")\n',
    "again.py": 'from heapapi import HeapAPIClient\npassword = "{}"\nx = password\n'
    'HeapAPIClient("2304117765").track(x, "x")\n',
    "fallback.py": 'from heapapi import HeapAPIClient\npassword = "{}"\n'
    'HeapAPIClient("2304117765").track(u.id or password, "x")\n',
    "identity.js": 'const password = "{}"; heap.load("2304117765"); heap.identify(password);\n',
    "or.js": 'const password = "{}"; heap.load("2304117765"); heap.identify(u || password);\n',
    "property.py": 'from heapapi import HeapAPIClient\nHeapAPIClient("2304117765")'
    '.track(u, "x", {{"password": "{}"}})\n',
    "nested.js": 'heap.load("2304117765"); heap.track("x", {{password: ["{}"]}});\n',
    "alias.yaml": "heap:\n  appId: '1'\n  password: *{}\n",
}
_CLIENT = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'
_LOADED = 'heap.load("2304117765"); heap.identify("demo");\n'
_PIECES_IN_PYTHON = (
    '"sk_live_" + "{}"',
    '"sk_" + "live_" + "{}"',
    '"sk_live_" "{}"',
    '("sk_live_" +  # why\n    "{}")',
    '("sk_live_"  # why\n    # and why\n\n    "{}")',
    '"sk_live_" + \\\n    "{}"',
    '("sk_live_"\n    "{}")',
    'f"sk_live_{{a}}{}"',
    '"".join(["sk_live_", "{}"])',
    '"%s%s" % ("sk_live_", "{}")',
    '"{{}}{{}}".format("sk_live_", "{}")',
    'u or "sk_live_" + "{}"',
    '"Bearer " + "{}"',
)
_PIECES_IN_SCRIPTS = (
    '"sk_live_" + "{}"',
    '"sk_live_" +\n "{}"',
    '"sk_live_" + // why\n "{}"',
    '"sk_live_" /* why */ + // why\n // and why\n\n "{}"',
    '"sk_live_" // why\n // and why\n + "{}"',
    "`sk_live_${{a}}{}`",
    '["sk_live_", "{}"].join("")',
    '"sk_live_".concat("{}")',
    'u || "sk_live_" + "{}"',
)
_MADE_OF_NAMED_IN_PYTHON = (
    *("PASSWORD[:]", "PASSWORD.strip()", "PASSWORD[:1] + PASSWORD[1:]", 'f"{PASSWORD}"'),
    *("(PASSWORD, 1)[0]", '"".join([PASSWORD])', '"{}".format(PASSWORD)', "u or str(PASSWORD)"),
    'PASSWORD, {PASSWORD: None, "a": [PASSWORD]}',
)
_MADE_OF_NAMED_IN_SCRIPTS = (
    *("PASSWORD.trim()", "`${PASSWORD}`", "u || String(PASSWORD)", '"" + PASSWORD'),
    *("[PASSWORD][0]", "({a: PASSWORD}).a", "PASSWORD, {[PASSWORD]: null}"),
)
_JSON_IN_TEXT = (
    ("a.js", 'heap.load("2304117765"); heap.identify("{{\\"password\\": \\"{}\\"}}");\n'),
    ("a.py", _CLIENT + 'client.track("{{\\"token\\": [\\"{}\\"]}}", "x")\n'),
    ("a.json", '{{"heapAppId": "{{\\"password\\": \\"{}\\"}}"}}\n'),
    ("a.yaml", 'heap:\n  appId: "{{\\"password\\": \\"{}\\"}}"\n'),
    ("a.env", 'HEAP_APP_ID="{{\\"password\\": \\"{}\\"}}"\n'),
)
_FORMS = {
    "card": "4539 5787 6362 1486",
    "social": "219-09-9998",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJ1IjoiOTgxMjM3NjQifQ.c40a7d19e6b25f8837dac40a",
    "aws": "AKIAQ3EGRT5KD8WZ7PLM",
    "aws-secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzQ9Lk2Vw3a",
    "github": "ghp_9Zx81kQvB73mLpT5sR2wYcN4dHj6fGa0uE1i",
    "slack": "xoxb-2304117765-98123764-kQvB73mLpT5s",
    "stripe": "sk_live_9Zx81kQvB73mLpT5sR2wYc",
    "uuid": "9c40a7d1-19e6-4b25-8f88-37da0b1c2d3e",
    "phrase": PHRASE,
    "key": KEY,
    "mail": "maria.santos@hospital-nord.de",
    "basic": "Basic MjMwNDExNzc2NTpjNDBhN2QxOWU2",
    "pem": "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQ",
}


_COMMANDS = (
    "curl -u me:{} a",
    "curl --user me:{} a",
    "docker login -u me -p {}",
    "mysql -u me -p{}",
    "app --password {} a",
    "app --api-token '{}' a",
    "app --db-password={} a",
)
_HOSTS_OF_COMMANDS = (
    ("a.yaml", "steps:\n  - run: |\n      {}\n      HEAP_APP_ID=YOUR_APP_ID npm start\n"),
    ("a.yaml", 'run: "{} && HEAP_APP_ID=YOUR_APP_ID npm start"\n'),
    ("a.json", '{{"scripts": {{"start": "{}; HEAP_APP_ID=YOUR_APP_ID npm start"}}}}\n'),
    ("a.py", _CLIENT + 'client.track("{}", "x")\n'),
    ("a.js", 'heap.load("2304117765"); heap.identify("{}");\n'),
)


class Case(NamedTuple):
    """A file, and what must not be seen of it."""

    name: str
    secret: str
    text: str


def cases() -> Iterator[Case]:
    """Yield all files, each by a name of its own."""
    for number, case in enumerate(_cases()):
        stem, _, suffix = case.name.rpartition(".")
        yield case._replace(name=f"{stem}{number}.{suffix}" if stem else case.name)


def _cases() -> Iterator[Case]:
    for host in _PYTHON:
        yield from _beside("a.py", host, _UNDER_NAMES_IN_PYTHON, _BY_FORM_IN_PYTHON)
    for host in _SCRIPT:
        yield from _beside("a.jsx", host, _UNDER_NAMES_IN_SCRIPTS, _BY_FORM_IN_SCRIPTS)
    typed = [each for each in _UNDER_NAMES_IN_SCRIPTS if "<" not in each]
    yield from _beside("a.ts", _SCRIPT[1], typed, ('const x: string = "{}"',))
    for suffix in ("html", "jinja", "vue", "php"):
        yield from _beside(f"a.{suffix}", _PAGE, _PAGES, _PAGES_BY_FORM)
    yield from _beside("a.sh", _SHELL, _SHELLS, _SHELLS_BY_FORM)
    yield from _beside("a.rb", _RUBY, _RUBIES, ("x = '{}'", 'x = "a {}"', "x = %w[{}]", "x = /{}/"))
    yield from _beside("a.yaml", _YAML, _YAMLS, ("x: {}", "x: 'a {}'", "x: [a, {}]", "{}: 1"))
    yield from _beside("a.yaml", "heap:\n  appId: YOUR_APP_ID\n{}\n", _YAML_LINES, ())
    yield from _beside("a.toml", '[heap]\napp_id = "YOUR_APP_ID"\n{}\n', _TOML_LINES, ())
    yield from _beside("a.json", _JSON, _JSONS, ('"x": "{}"', '"x": ["a {}"]', '"{}": 1'))
    yield from _beside("a.tf", _HCL, _HCLS, ('x = "{}"', 'x = "a ${{b}}{}"', "y = 1 # {}"))
    yield from _beside("a.toml", _TOML, _TOMLS, ("x = '{}'", 'x = ["{}"]'))
    for host in _XML:
        yield from _beside("a.xml", host, _XMLS, ("<a>{}</a>", "<a b='{}'/>", "<!-- {} -->"))
    for host in _DOTENV:
        yield Case("a.env", WORD, host.format(WORD))
        yield Case("b.env", KEY, host.format(KEY))
    yield from _beside("a.dockerfile", _DOCKER, _DOCKERS, ("X={}", 'X="a {}"'))
    for name, host in _ABOUT.items():
        for form, secret in _FORMS.items():
            yield Case(f"{form}.{name}", secret, host.format(secret, secret))
    yield from _in_pieces()
    yield from _made_of_named()
    for command in _COMMANDS:
        for name, host in _HOSTS_OF_COMMANDS:
            yield Case(name, WORD, host.format(command.format(WORD)))
    for name, host in _JSON_IN_TEXT:
        yield Case(name, WORD, host.format(WORD))
    for name, host in _NAMED_ABOUT.items():
        yield Case(name, WORD, host.format(WORD))
        yield Case(name, PHRASE, host.format(PHRASE))


def _in_pieces() -> Iterator[Case]:
    for each in _PIECES_IN_PYTHON:
        expression = each.format(TAIL)
        yield Case("about.py", TAIL, f'{_CLIENT}client.track({expression}, "x")\n')
        yield Case("beside.py", TAIL, f'{_CLIENT}client.track("guest", "x")\nx = {expression}\n')
    for each in _PIECES_IN_SCRIPTS:
        expression = each.format(TAIL)
        yield Case("about.js", TAIL, f'heap.load("2304117765"); heap.identify({expression});\n')
        yield Case("beside.js", TAIL, f"{_LOADED}x = {expression};\n")


def _made_of_named() -> Iterator[Case]:
    for each in _MADE_OF_NAMED_IN_PYTHON:
        yield Case("made.py", WORD, f'PASSWORD = "{WORD}"\n{_CLIENT}client.track({each}, "x")\n')
        text = f'PASSWORD = "{WORD}"\n{_CLIENT}x = {each}\nclient.track(x, "x")\n'
        yield Case("named.py", WORD, text)
    for each in _MADE_OF_NAMED_IN_SCRIPTS:
        loaded = f'const PASSWORD = "{WORD}"; heap.load("2304117765");'
        yield Case("made.js", WORD, f"{loaded} heap.identify({each}); heap.track({each});\n")
    upper = 'c = PASSWORD.upper()\nclient.track(c, "x")\n'
    yield Case("upper.py", WORD.upper(), f'PASSWORD = "{WORD}"\n{_CLIENT}{upper}')


def _beside(
    name: str, host: str, named: tuple[str, ...] | list[str], by_form: tuple[str, ...]
) -> Iterator[Case]:
    for each in named:
        for secret in (WORD, PHRASE):
            yield Case(name, secret, host.format(each.format(secret, secret)))
    for each in by_form:
        for secret in (KEY, PHRASE, NUMBER):
            yield Case(name, secret, host.format(each.format(secret, secret)))
