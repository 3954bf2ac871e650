"""Heap's snippets as they are found: whatever holds them and however they are cut, one is one load."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from heap_lint.facts import Environment, LoadCall, Snippet
from heap_lint.frontends import facts_in
from heap_lint.source import Source

CLASSIC = (
    "window.heap=window.heap||[],heap.load=function(e,t){window.heap.appid=e,window.heap.config=t=t||{};"
    'var r=document.createElement("script");r.type="text/javascript",r.async=!0,'
    'r.src="https://cdn.heapanalytics.com/js/heap-"+e+".js";'
    'var a=document.getElementsByTagName("script")[0];a.parentNode.insertBefore(r,a);'
    "for(var n=function(e){return function(){"
    "heap.push([e].concat(Array.prototype.slice.call(arguments,0)))}},"
    'p=["addEventProperties","identify","resetIdentity","track"],o=0;o<p.length;o++)heap[p[o]]=n(p[o])};'
)
CURRENT = (
    "window.heapReadyCb=window.heapReadyCb||[],window.heap=window.heap||[],heap.load=function(e,t){"
    "window.heap.envId=e,window.heap.clientConfig=t=t||{},window.heap.clientConfig.shouldFetchServerConfig=!1;"
    'var a=document.createElement("script");a.type="text/javascript",a.async=!0,'
    'a.src="https://cdn.us.heap-api.com/config/"+e+"/heap_config.js";'
    'var r=document.getElementsByTagName("script")[0];r.parentNode.insertBefore(a,r);'
    'var n=["init","startTracking","track","identify","resetIdentity"],'
    "i=function(e){return function(){var t=Array.prototype.slice.call(arguments,0);"
    "window.heapReadyCb.push({name:e,fn:function(){heap[e]&&heap[e].apply(heap,t)}})}};"
    "for(var p=0;p<n.length;p++)heap[n[p]]=i(n[p])};"
)
PRETTY = """
(window.heapReadyCb = window.heapReadyCb || []),
  (window.heap = window.heap || []),
  (heap.load = function (e, t) {
    (window.heap.envId = e),
      (window.heap.clientConfig = t = t || {}),
      (window.heap.clientConfig.shouldFetchServerConfig = !1);
    var a = document.createElement("script");
    (a.type = "text/javascript"),
      (a.async = !0),
      (a.src = "https://cdn.us.heap-api.com/config/" + e + "/heap_config.js");
    var r = document.getElementsByTagName("script")[0];
    r.parentNode.insertBefore(a, r);
    var n = ["init", "startTracking", "track", "identify", "resetIdentity"],
      i = function (e) {
        return function () {
          var t = Array.prototype.slice.call(arguments, 0);
          window.heapReadyCb.push({
            name: e,
            fn: function () { heap[e] && heap[e].apply(heap, t); },
          });
        };
      };
    for (var p = 0; p < n.length; p++) heap[n[p]] = i(n[p]);
  });
"""
SNIPPETS = {"classic": CLASSIC, "v5": CURRENT, "pretty": PRETTY}
OPTIONS = "{disableTextCapture: true, secureCookie: true}"
LOAD = f'heap.load("2304117765", {OPTIONS});'


def in_strings(script: str) -> str:
    """Return a script cut into adjacent strings."""
    return "\n".join(f"    {piece!r}" for piece in textwrap.wrap(script, 60, drop_whitespace=False))


def in_sum(script: str) -> str:
    """Return a script as a sum of strings."""
    return " +\n".join(json.dumps(script[at : at + 70]) for at in range(0, len(script), 70))


FENCE = re.compile(r"^```\w+ (?P<name>.+)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
PAGE = Path(__file__).with_name("snippets.md").read_text(encoding="utf-8")
FORMS = {fence["name"]: fence["text"] for fence in FENCE.finditer(PAGE)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SNIPPETS)
def test_one_snippet_is_one_load(name: str, form: str) -> None:
    """Its generation is known, the id has its place, the options are seen."""
    snippet = SNIPPETS[name]
    script = f"{snippet}\n{LOAD}"
    parts = {"all": script, "snippet": snippet, "load": LOAD, "sum": in_sum(script)}
    parts["filler"] = "x" * 6_000
    parts["strings"] = in_strings(script.replace("\n", " "))
    text = FORMS[form]
    for mark, written in parts.items():
        text = text.replace(f"«{mark}»", written)
    found = facts_in(Source(form, text))
    loads = [fact for fact in found if isinstance(fact, LoadCall)]
    snippets = [fact for fact in found if isinstance(fact, Snippet)]
    ids = [fact for fact in found if isinstance(fact, Environment)]
    assert (1, 1, 1) == (len(loads), len(snippets), len(ids))
    assert {"disableTextCapture", "secureCookie"} == {e.name for e in loads[0].options.entries}
    assert ("classic" if name == "classic" else "v5") == snippets[0].generation
    app_id = ids[0].app_id
    assert app_id is not None
    assert "2304117765" in text[app_id.span.start : app_id.span.end]
