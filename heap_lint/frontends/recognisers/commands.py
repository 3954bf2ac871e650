"""Shell commands in data files: steps of a build, scripts of a package, what a container runs.

What they assign is a document of its own, under the keys that lead to the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.frontends.documents import containers
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Value

_KEYS = {
    *("run", "script", "scripts", "before_script", "after_script", "command", "commands", "cmd"),
    *("args", "bash", "sh", "inline", "inlinescript", "build_command", "buildcommand", "cmds"),
    *("predeploycommand", "startcommand", "installcommand", "pre_build", "post_build"),
}
_LINE_END = regex.lazy(r"[\r\n\x85\u2028\u2029]")
"""Where a line ends in YAML."""
_ASSIGNS = regex.lazy(r"heap(?:(?!heap)\w)*(?:=|:[-=])", re.IGNORECASE)


def are_commands(path: tuple[str, ...], container: Mapping | Sequence) -> bool:
    """Whether a list holds commands, whose assignments are a shell's to read."""
    return isinstance(container, Sequence) and bool(path) and path[-1].lower() in _KEYS


def documents_in(source: Source, document: Value) -> Iterator[Value]:
    """Yield what each command of a document gives to names, where one of them may be Heap's."""
    if not _assigns(source.text):
        return
    for path, container in containers(document):
        if isinstance(container, Mapping):
            for entry in container.entries:
                name = (entry.name or "").lower()
                if name in _KEYS or (path and path[-1].lower() in _KEYS):
                    yield from _command(source, path, entry.value)
        elif are_commands(path, container):
            for item in container.items:
                yield from _command(source, path, item)


@remembered
def _assigns(text: str) -> bool:
    """Whether a file assigns something of Heap's at all, which each of its documents asks."""
    return _ASSIGNS.search(text) is not None


def _command(source: Source, path: tuple[str, ...], value: Value) -> Iterator[Value]:
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return
    if not _ASSIGNS.search(value.value) or value.defined is not None:
        return  # what an alias stands for is read where it is written
    start, end = value.span.start, value.span.end
    if value.source[:1] in ("|", ">"):
        header = _LINE_END.search(source.text, start, end)
        if header is None:
            return
        start = header.start()
    elif "\\" in value.source:
        return  # escapes: the text is not what stands in the file
    elif value.source[:1] in ("'", '"') and value.source[:1] == value.source[-1:]:
        start, end = start + 1, end - 1
    from heap_lint.frontends.shell import variables_in

    yield _under(path, variables_in(source, start, end))


def _under(path: tuple[str, ...], value: Value) -> Value:
    for key in reversed(path):
        value = Mapping((Entry(Literal(key, value.span, key), value),), value.span, complete=False)
    return value
