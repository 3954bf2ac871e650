"""Scripts and pages whose cost is measured: each a file name and a function from a size to a text.

The form is that of any module of constructs: `CONSTRUCTS` by name. Each is one way in which a script
can make something be done once for each of many things.
"""

from __future__ import annotations

from collections.abc import Callable

JS = 'heap.load("2304117765", {disableTextCapture: true, secureCookie: true});\n'
_MOST = 50
"""Levels of what nests: more are not followed."""


def _lines(n: int, template: str, start: int = 0) -> str:
    return "".join(template.replace("@", str(i)) for i in range(start, n + start))


def _js(body: Callable[[int], str]) -> Callable[[int], str]:
    return lambda n: JS + body(n)


def _nested(n: int, opening: str, inside: str, closing: str) -> str:
    """Return at most `_MOST` levels, repeated as often as it takes to make `n` of them."""
    depth = min(n, _MOST)
    one = opening * depth + inside + closing * depth + ";\n"
    return one * max(1, n // depth)


def _with_keys(n: int, template: str) -> str:
    """Return a script with an object of `n` keys, and something done for each of them."""
    return f"{JS}const a = {{{_lines(n, 'b@: 1, ')}}};\n{_lines(n, template)}heap.track('X', a);\n"


_NESTED = {
    "callbacks": ("f(() => {", "heap.track('X')", "})"),
    "then callbacks": ("f().then((x) => {", "heap.track('X')", "})"),
    "ternaries": ("(x ? ", "heap.track('X')", " : 0)"),
    "spreads": ("f({...", "x", "})"),
    "spreads of objects": ("({...", "x", "})"),
    "blobs": ("new Blob([", "x", "])"),
    "clients": ("new Blob([heap.track(", "x", ")])"),
    "arrays and callbacks": ("[", "heap.track('X')", "].map((x) => x)"),
    "imports": ("import(", "'./a'", ").then((x) => x)"),
    "texts tidied": ("`${", "x", "}`.trim()"),
    "members of calls": ("f(", "x", ").y.trim()"),
    "conditions of calls": ("(f(", "x", ").y && z)"),
    "templates": ("`a${", "x", "}b`"),
    "elements": ("<div onClick={x}>", "{heap.track('X')}", "</div>"),
    "scripts in elements": ("<script>{`heap.track('X', ${", "1", "})`}</script>"),
    "inner html": ("({__html: `<script>heap.track('${f(", "1", ")}')</script>`})"),
    "optional chains": ("f?.(", "x", ")?.y"),
    "awaits": ("await f(", "x", ")"),
    "functions called at once": ("(function(){return ", "heap.track('X')", "})()"),
    "json": ("JSON.stringify({a: ", "x", "})"),
    "parentheses": ("(", "x", ")"),
    "assigned properties": ("f(", "x", ").y = z"),
    "setters": ("useEffect(() => { g(", "x", ") })"),
    "classes": ("class extends (", "Object", "){}"),
    "generators": ("f(function*(){ yield ", "x", "})"),
    "async": ("f(async () => { await ", "x", "})"),
}
_NESTED_STATEMENTS = {
    "ifs": ("if (x) {", "heap.track('X')", "}"),
    "if and else": ("if (x) { p = 1 } else {", "heap.track('X')", "}"),
    "loops": ("for (const y of x) {", "heap.track('X')", "}"),
    "whiles": ("while (x) {", "heap.track('X')", "}"),
    "tries": ("try {", "heap.track('X')", "} catch (e) { x = e }"),
    "tries with finally": ("try {", "heap.track('X')", "} finally { x = 1 }"),
    "finallies": ("try { g() } finally {", "heap.track('X')", "}"),
    "switches": ("switch (x) { case 1: y = 2; case 2: ", "heap.track('X')", "}"),
    "functions": ("function f(x) {", "heap.track(x)", "}"),
    "blocks": ("{ const y = 1;", "heap.track('X')", "}"),
    "labels": ("$: {", "heap.track('X')", "}"),
}
_DOUBLED = {
    "text, unknown": "p=p+'a'+p;\n",
    "text, known": "p=p+'a'+p;\n",
    "template": "p=`${p}a${p}`;\n",
    "object": "p={a: p, b: p};\n",
    "array": "p=[p, p];\n",
    "array, spread": "p=[...p, ...p];\n",
    "object, spread": "p={...p, ...p, a@: 1};\n",
    "object, assigned": "p=Object.assign({}, p, p, {a@: 1});\n",
    "alternatives": "p=a ? p+'a' : p+'b';\n",
    "fallbacks": "p=(p || a) + (p || b);\n",
    "json": "p=JSON.stringify({a: p, b: p});\n",
    "concat": "p=p.concat(p);\n",
    "joined": "p=[p, p].join('');\n",
    "String": "p=String(p)+String(p);\n",
    "member": "p=p.a;\n",
    "call": "p=p();\n",
    "item": "p=p[0];\n",
    "conditional objects": "p=a ? {a: p} : {b: p};\n",
    "destructured": "let {a@, ...r@}=p; p={a: a@, b: r@};\n",
}
_SEQUENCES = {
    "else if": "function f(x){let e;\nif(x===0){e='a'}\n%else if(x===@){e='e@'}\n%heap.track(e);}\n",
    "ifs": "function f(x){const p={};\n%if(x.a@){p.a@=@}\n%heap.track('X',p);}\n",
    "ifs that set a name": "function f(x){let p;\n%if(x.a@){p=@}\n%heap.track('X',p);}\n",
    "ifs that set names": "function f(x){\n%let p@=0;if(x.a@){p@=@}\n%heap.track('X');}\n",
    "ifs of one name": "function f(x){let p;\n%if(x===@){x=@}\n%heap.track('X',p);}\n",
    "guards": "function f(x){\n%if(!x.a@)return;\n%heap.identify(x.id);}\n",
    "guards that log out": "function f(x){\n%if(!user && x.a@)return;\n%heap.identify(user.id);}\n",
    "returns": "function f(x){\n%if(x===@)return 'e@';\n%return 'o'}\nheap.track(f(y));\n",
    "switch": "function f(x){let e;switch(x){\n%case @: e='e@';break;\n%}heap.track(e);}\n",
    "switch through": "function f(x){let e;switch(x){\n%case @: e='e@';\n%}heap.track(e);}\n",
    "switch through, objects": "function f(x){switch(x){\n%case @: y({a: @});\n%}heap.track(x);}\n",
    "switch through, names": "function f(x){switch(x){\n%case @: a@=@;\n%}heap.track(x);}\n",
    "switch through, spreads": (
        "function f(x,a){switch(x){\n%case @: a={...a,k@:1};\n%}heap.track('X',a);}\n"
    ),
    "switch of returns": "function f(x){switch(x){\n%case @: return 'e@';\n%}}\nheap.track(f(y));\n",
    "loops": "function f(x){const p={};\n%for(const y of x){p.a@=y}\n%heap.track('X',p);}\n",
    "tries": "function f(x){let p;\n%try{p=g@()}catch(e){p=@}\n%heap.track('X',p);}\n",
    "logical": "function f(x){\n%x.a@ && g(x.b@);\n%heap.track('X');}\n",
    "fallbacks": "function f(x){let p;\n%p=x.a@ || x.b@ || 'c';\n%heap.track(p);}\n",
    "nullish": "function f(x){let p;\n%p ??= x.a@;\n%heap.track(p);}\n",
    "functions": "%function f@(x){return x+@}\n%heap.track('X');\n",
    "arrow functions": "%const f@ = (x) => x+@;\n%heap.track('X');\n",
    "functions and objects": "%const f@ = (x) => x+o@; const o@={a:@};\n%heap.track('X');\n",
    "functions that assign": "let p;\n%function f@(x){p=x+@}\n%heap.track(p);\n",
    "wrappers": "%function f@(e){heap.track(e)}\nf@('X');\n%",
    "calls of a wrapper": "function f(e){heap.track(e)}\n%f('E@');\n%",
    "calls of a wrapper of objects": "function f(e,p){heap.track(e,{...p,a:1})}\n%f('E@',{b@:1});\n%",
    "calls of a large wrapper": ("function f(e){" + "heap.track(e);" * 60 + "}\n%f('E@');\n%"),
    "calls of a wrapper that logs in": (
        "function f(e){signIn(e,{password:1})}\n%f(x@);heap.track('X');\n%"
    ),
    "wrappers of one wrapper": "function f(e){heap.track(e)}\n%function f@(e){f(e)}\nf@('X');\n%",
    "object built": "function f(x){const p={};\n%p.a@=x;\n%heap.track('X',p);}\n",
    "object of functions": "const o={};\n%o.f@=function(e){heap.track(e)};\n%o.f1('X');\n",
    "object literal": "heap.track('X',{\n%a@: x.b@,\n%});\n",
    "table and spreads": (
        "function f(x){const t={\n%a@: @,\n%};\n%const p@={...t};\n%heap.track('X',t);}\n"
    ),
    "spread": "function f(x){let p={};\n%p={...p,a@:x};\n%heap.track('X',p);}\n",
    "destructured": "function f(x){\n%const {a@, b: {c@ = 1}} = x;\n%heap.track(a1);}\n",
    "parameters": "function f(\n%a@,\n%z){heap.track(z)}\nf('X');\n",
    "parameters taken apart": "function f({\n%a@ = 1,\n%z}){heap.track(z)}\nf({z: 'X'});\n",
    "defaults of each other": "function f(z\n%,a@ = [z, z]\n%){heap.track(a1)}\nf('X');\n",
    "arguments": "function f(e){heap.track(e)}\nf('X'\n%,x.a@\n%);\n",
    "declarations in one": "var z=1\n%,a@=x.b@\n%;heap.track(a1);\n",
    "assignments in one": "function f(x){let p;\n%x.a@=\n%p;heap.track(p);}\n",
    "sum": "function f(x){heap.track('X'\n%+x.a@\n%);}\n",
    "sum of names": "heap.track('X'\n%+window\n%);\n",
    "and": "if(x\n%&&x.a@\n%){heap.track('X')}\n",
    "or": "heap.track(x\n%||x.a@\n%);\n",
    "or of a key": "const heapKey = x\n%||'a@'\n%;heap.track('X');\n",
    "ternary": "function f(x){heap.track(\n%x===@?'e@':\n%'o')}\n",
    "commas": "(x\n%,g(x.a@)\n%);heap.track('X');\n",
    "members": "heap.track(x\n%.a@\n%);\n",
    "chained calls": "f()\n%.then((x)=>{y=x.a@})\n%;heap.track('X');\n",
    "chained calls of methods": "f()\n%.a@().b\n%;heap.track('X');\n",
    "classes": "%class C@{constructor(u){this.u=u} m(){heap.track(this.u)}}\n%",
    "methods": "class C{\n%m@(){heap.track('E@')}\n%}\nnew C().m1();\n",
    "fields": "class C{\n%f@='E@';\n%m(){heap.track(this.f1)}}\n",
    "fields of a constructor": "class C{constructor(){\n%this.f@='E@';\n%}m(){heap.track(this.f1)}}\n",
    "getters": "class C{\n%get g@(){return 'E@'}\n%m(){heap.track(this.g1)}}\n",
    "instances": "class C{m(e){heap.track(e)}}\n%const c@=new C(x@);c@.m('E');\n%",
    "blocks with names": "%{const a=@;function f@(){heap.track(a)}f@()}\n%",
    "exports": "%export const e@ = (x) => heap.track(x);\n%",
    "imports": "%import {a@} from './m@';\n%heap.track(a1);\n",
    "hooks": "%useEffect(() => { heap.track('E@') }, []);\n%",
    "contexts": "%const C@ = createContext();\n%%const v@ = useContext(C@);\n%heap.track('X');\n",
    "listeners": "%auth.onAuthStateChanged((user) => { if (user) heap.identify(user.id@) });\n%",
    "logins": "%async function f@(u){heap.identify(u.id);await signIn(u,{password:1})}\n%",
    "requests": (
        "%fetch('https://heapanalytics.com/api/track',{method:'POST',body:JSON.stringify({event:'E@'})});\n"
        "%"
    ),
    "pushes": "%heap.push(['track','E@']);\n%",
    "texts": "%const t@='heap.track(\"E@\")';\n%heap.track('X');\n",
    "scripts in texts": "%el.innerHTML='<script>heap.track(\"E@\")</script>';\n%",
    "generators": "%function* f@(x){yield x.a@}\n%heap.track('X');\n",
    "labelled": "%$: heap.track(x.a@);\n%",
    "conditions of one name": (
        "function f(x){let p;\n%if(a@){p='a'}else{p='b'} if(a@){heap.track(p)}\n%}\n"
    ),
    "correlated names": "function f(x){let z;if(c){\n%a@=0;\n%}else{\n%a@=1;\n%}if(c)heap.track(z)}\n",
    "wide characters": "%heap.track('\u00e4\u00f6@');\n%",
}


def _sequence(parts: list[str]) -> Callable[[int], str]:
    """Return a text of fixed and repeated parts in their turn."""
    return lambda n: "".join(_lines(n, part) if at % 2 else part for at, part in enumerate(parts))


def _of_minified(n: int) -> str:
    """Return a script on one line, as a minifier leaves it, but not large enough to be passed over."""
    return _lines(
        n, "!function(e,t){var n=e.a@,r=t(n),o=r||n;e.b=o?n(r):o,r&&e.c(o)}(a@,b);"
    ).replace("\n", "")


def _doubled(statement: str, name: str) -> Callable[[int], str]:
    first = "'a'" if name == "text, known" else "x"
    return _js(
        lambda n: f"function f(x, a, b){{let p={first};\n{_lines(n, statement)}heap.track(p);}}\n"
    )


CONSTRUCTS: dict[str, tuple[str, Callable[[int], str]]] = {
    **{
        f"nested {name}": ("a.jsx", _js(lambda n, each=each: _nested(n, *each)))
        for name, each in _NESTED.items()
    },
    **{
        f"nested {name}": ("a.js", _js(lambda n, each=each: _nested(n, *each)))
        for name, each in _NESTED_STATEMENTS.items()
    },
    **{f"doubled {name}": ("a.js", _doubled(each, name)) for name, each in _DOUBLED.items()},
    **{name: ("a.js", _js(_sequence(each.split("%")))) for name, each in _SEQUENCES.items()},
    "all call all": (
        "a.js",
        _js(
            lambda n: "".join(
                f"function f{i}(e){{heap.track(e);"
                + "".join(f"f{j}(e);" for j in range(min(n, 64)))
                + "}\n"
                for i in range(min(n, 64))
            )
        ),
    ),
    "wrappers that call twice": (
        "a.js",
        _js(
            lambda n: (
                "function f0(e){heap.track(e)}\n"
                + "".join(f"function f{i}(e){{f{i - 1}(e);f{i - 1}(e)}}\n" for i in range(1, n))
            )
        ),
    ),
    "components in each other, with what is doubled": (
        "a.jsx",
        _js(
            lambda n: (
                "function C0(p){heap.track('x', {a: p.a})}\n"
                + "".join(
                    f"function C{i}(p){{return <><C{i - 1} a={{p.a}}/>"
                    f"<C{i - 1} a={{[p.a, p.a]}}/></>}}\n"
                    for i in range(1, n)
                )
            )
        ),
    ),
    "wrappers that choose": (
        "a.js",
        _js(
            lambda n: (
                "function f0(e){heap.track(e)}\n"
                + "".join(
                    f"function f{i}(e){{if(e){{f{i - 1}(e)}}else{{f{i - 1}('a')}}}}\n"
                    for i in range(1, n)
                )
            )
        ),
    ),
    "functions that return twice": (
        "a.js",
        _js(
            lambda n: (
                "function f0(e){return e}\n"
                + "".join(
                    f"function f{i}(e){{return f{i - 1}(e)+f{i - 1}(e)}}\n" for i in range(1, n)
                )
                + f"heap.track(f{n - 1}('X'));\n"
            )
        ),
    ),
    "functions that return objects": (
        "a.js",
        _js(
            lambda n: (
                "function f0(e){return {e}}\n"
                + "".join(
                    f"function f{i}(e){{const o=f{i - 1}(e);return {{a:o,b:o}}}}\n"
                    for i in range(1, n)
                )
                + f"heap.track('X',f{n - 1}('X'));\n"
            )
        ),
    ),
    "wrappers in a chain": (
        "a.js",
        _js(
            lambda n: (
                "function f0(e){heap.track(e)}\n"
                + "".join(f"function f{i}(e){{f{i - 1}(e)}}\n" for i in range(1, n))
                + f"f{n - 1}('X');\n"
            )
        ),
    ),
    "arrow wrappers in a chain": (
        "a.ts",
        _js(
            lambda n: (
                "const f0 = (e) => heap.track(e);\n"
                + "".join(f"const f{i} = (e) => f{i - 1}(e);\n" for i in range(1, n))
            )
        ),
    ),
    "classes in a chain": (
        "a.js",
        _js(
            lambda n: (
                "class C0{constructor(u){this.u=u}}\n"
                + "".join(
                    f"class C{i} extends C{i - 1}{{constructor(u){{super(u);this.f{i}={i}}}}}\n"
                    for i in range(1, n)
                )
                + f"function f(u){{heap.identify(new C{n - 1}(u).u)}}\n"
            )
        ),
    ),
    "exported classes in a chain": (
        "a.ts",
        _js(
            lambda n: (
                "export class C0{m(e){heap.track(e)}}\n"
                + "".join(
                    f"export class C{i} extends C{i - 1}{{m{i}(e){{this.m(e)}}}}\n"
                    for i in range(1, n)
                )
            )
        ),
    ),
    "getters of objects": (
        "a.js",
        _js(
            lambda n: (
                "class C{" + _lines(n, "get g@(){return {a: 1, ...x}}\n") + "}\nheap.track('X');\n"
            )
        ),
    ),
    "ts enum": (
        "a.ts",
        _js(lambda n: "enum E {\n" + _lines(n, "  A@ = 'event @',\n") + "}\nheap.track(E.A0);\n"),
    ),
    "ts enums": ("a.ts", _js(lambda n: _lines(n, "enum E@ { A = 'a', B = 'b' }\n"))),
    "ts namespaces": (
        "a.ts",
        _js(lambda n: _lines(n, "namespace N@ { export const a = () => heap.track('E@'); }\n")),
    ),
    "ts interfaces": ("a.ts", _js(lambda n: _lines(n, "interface I@ { a: string; b?: I@ }\n"))),
    "ts casts": ("a.ts", _js(lambda n: _nested(n, "(", "x", " as any)"))),
    "tsx components": (
        "a.tsx",
        _js(
            lambda n: _lines(
                n,
                "export function C@({user}) { useEffect(() => { heap.identify(user.id) }, [user]);"
                " return <div onClick={() => heap.track('E@')}><C1 user={user} /></div> }\n",
            )
        ),
    ),
    "tsx elements": (
        "a.tsx",
        _js(
            lambda n: (
                "const a = <div>\n"
                + _lines(n, "<a href={x.a@} className='b'>text @</a>\n")
                + "</div>;\n"
            )
        ),
    ),
    "tsx attributes": (
        "a.tsx",
        _js(lambda n: "const a = <div\n" + _lines(n, "a@={x.a@}\n") + "/>;\n"),
    ),
    "minified": ("a.js", lambda n: JS.strip() + _of_minified(n) + "\n" * (n // 4)),
    "config": (
        "app.config.ts",
        lambda n: (
            "export default {heap: {appId: '2304117765'},\n" + _lines(n, "a@: {b: [1]},\n") + "};\n"
        ),
    ),
    "policies": (
        "a.js",
        lambda n: (
            "const host = 'heapanalytics.com';\n"
            + _lines(n, "r.setHeader('Content-Security-Policy', `script-src ${host} a@`);\n")
        ),
    ),
    "policies of each other": (
        "a.js",
        lambda n: (
            "const p0 = 'script-src heapanalytics.com';\n"
            + "".join(f"const p{i} = p{i - 1} + p{i - 1};\n" for i in range(1, n))
            + f"r.setHeader('Content-Security-Policy', p{n - 1});\n"
        ),
    ),
    "page scripts": (
        "a.html",
        lambda n: f"<script>{JS}</script>\n" + _lines(n, "<script>heap.track('E@')</script>\n"),
    ),
    "page functions": (
        "a.html",
        lambda n: (
            f"<script>{JS}</script>\n"
            + _lines(n, "<script>function f@(){heap.track('E@')}</script>\n")
        ),
    ),
    "page handlers": (
        "a.html",
        lambda n: (
            f"<script>{JS}</script>\n"
            + _lines(n, "<a onclick=\"heap.track('E@')\" href='#'>x</a>\n")
        ),
    ),
    "page choices": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}" + _lines(n, "{% if a@ %}heap.track('E@');{% endif %}\n") + "</script>\n"
        ),
    ),
    "page choices of one": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}"
            + "{% if a %}heap.track('E');\n"
            + _lines(n, "{% elif a@ %}heap.track('E@');\n")
            + "{% endif %}</script>\n"
        ),
    ),
    "page choices, nested": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}"
            + _nested(n, "{% if a %}", "heap.track('E');", "{% endif %}").replace(";;", ";")
            + "</script>\n"
        ),
    ),
    "page choices of arguments": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}heap.track('X', {{"
            + _lines(n, "{% if a@ %}a@: 1,{% endif %}\n")
            + "});</script>\n"
        ),
    ),
    "keys read": ("a.js", lambda n: _with_keys(n, "x = a.b@;\n")),
    "keys read that are not there": ("a.js", lambda n: _with_keys(n, "x = a.c@;\n")),
    "keys deleted": ("a.js", lambda n: _with_keys(n, "delete a.b@;\n")),
    "keys taken apart": (
        "a.js",
        lambda n: _with_keys(n, "") + "const {" + _lines(n, "b@, ") + "} = a;\n",
    ),
    "page holes": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}heap.track('X', {{" + _lines(n, "a@: '{{ b@ }}',\n") + "});</script>\n"
        ),
    ),
    "page holes, choices of values": (
        "a.html.j2",
        lambda n: (
            f"<script>{JS}</script>" + "{{ a }}" * n + "{% if a %}1{% else %}2{% endif %}" * n
        ),
    ),
    "vue component": (
        "a.vue",
        lambda n: (
            "<template><div>"
            + _lines(n, "<a @click=\"heap.track('E@')\">x</a>\n")
            + "</div></template>\n<script setup lang='ts'>\n"
            + _lines(n, "const a@ = computed(() => heap.track('E@'));\n")
            + "</script>\n"
        ),
    ),
    "svelte component": (
        "a.svelte",
        lambda n: (
            "<script>\n"
            + _lines(n, "export let a@; $: heap.track(a@);\n")
            + "</script>\n"
            + _lines(n, "<a on:click={() => heap.track('E@')}>{a@}</a>\n")
        ),
    ),
    "svelte declarations in one": (
        "a.svelte",
        lambda n: "<script>\nlet z = 1" + _lines(n, ", a@ = x.b@\n") + ";heap.track(z);</script>\n",
    ),
    "astro page": (
        "a.astro",
        lambda n: (
            "---\n"
            + _lines(n, "const a@ = 1;\n")
            + "---\n"
            + _lines(n, "<a onclick={() => heap.track('E@')}>{a@}</a>\n")
        ),
    ),
}

INVOLVED = {
    "defaults that call": (
        "a.js",
        lambda n: (
            f"{JS}const g0 = (u = window.u) => u;\n"
            + "".join(
                f"const g{i} = (u = g{i - 1}(), v = g{i - 1}(u)) => {{ heap.track(u, v);"
                " const w = {u, v}; return [u, v, ...w]; };\n"
                for i in range(1, n)
            )
            + f"g{n - 1}();\n"
        ),
    ),
    "getters that spread each other": (
        "a.js",
        lambda n: (
            f"{JS}class A {{ get p0() {{ return {{a: 1}}; }}\n"
            + "".join(
                f"get p{i}() {{ return {{...this.p{i - 1}, k{i}: this.p{i - 1}}}; }}\n"
                for i in range(1, n)
            )
            + f"}}\nheap.track('X', new A().p{n - 1});\n"
        ),
    ),
    "functions that call twice": (
        "a.js",
        lambda n: (
            f"{JS}function a0(u) {{ heap.identify(u.id); }}\n"
            + "".join(
                f"function a{i}(u) {{ a{i - 1}(u); const r = a{i - 1}(u.x);"
                " heap.track(r); return r; }\n"
                for i in range(1, n)
            )
        ),
    ),
    "functions in each other": (
        "a.js",
        lambda n: (
            f"{JS}const f = "
            + "".join(f"a{i} => " for i in range(min(n, 55)))
            + "heap.track(a0, {a1});\n"
            + _lines(n // 10, "f" + "('0')" * min(n, 55) + ";\n")
        ),
    ),
}
"""What is bounded by fuel alone, so that a step of it must not cost more than of anything else."""
