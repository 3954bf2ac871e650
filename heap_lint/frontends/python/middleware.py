"""What the settings of a Django project ask of those who call its views: who has to be logged in."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.flow import Login
from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.parsing import parsed
from heap_lint.source import Source

_FILE = regex.lazy(r"(?:.*/)?(?:settings/[^/]+|settings|[^/]*_settings|settings_[^/]*)\.py")
_SAYS = regex.lazy(r"MIDDLEWARE|DEFAULT_PERMISSION_CLASSES|LOGIN_REQUIRED_IGNORE")
_MAY_ASK = regex.lazy(r"log_?in|auth|permission|member|sso|saml|access|private", re.IGNORECASE)
_ASKS_NOBODY = regex.lazy(r"django\.|allauth\.|social_django\.|oauth2_provider\.|hijack\.")
_PERMISSIONS = "DEFAULT_PERMISSION_CLASSES"


class LoginSettings(NamedTuple):
    """Whom the views of a project are for by default, and those of its REST interface.

    Without a word in the settings anybody gets in: that is Django's and REST framework's own default.
    """

    views: Login = Login.ANYBODY
    api: Login = Login.ANYBODY


def settings_files(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of the paths that are settings, each with the folder of its project."""
    return [(_root(path), path) for path in paths if _FILE.fullmatch(path)]


def settings_around(files: Iterable[tuple[str, str]], importer: str) -> list[str]:
    """Return which of the settings files are of the innermost project that a file belongs to."""
    roots = {root for root, _ in files if importer.startswith(root)}
    nearest = max(roots, key=len, default=None)
    return [path for root, path in files if root == nearest]


def login_settings(paths: Iterable[str], read: Callable[[str], Source | None]) -> LoginSettings:
    """Return what settings files say together; where only some of them ask, it is not known."""
    views, api = [Login.ANYBODY], [Login.ANYBODY]
    for path in paths:
        source = read(path)
        if source is None or not _SAYS.search(source.text):
            continue
        try:
            tree = parsed(source.text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return LoginSettings(Login.UNSURE, Login.UNSURE)
        views += _of_views(tree)
        api += _of_api(tree)
    return LoginSettings(_strongest(views), _strongest(api))


def _of_views(tree: ast.Module) -> Iterator[Login]:
    exempts = any(name == "LOGIN_REQUIRED_IGNORE_PATHS" for name, _, _ in _settings(tree))
    for name, value, certain in _settings(tree):
        if name.startswith("MIDDLEWARE"):
            for text in _texts(value):
                if is_one_of(text, "login", "middlewares"):
                    own = text.startswith("django.")
                    yield Login.IN if certain and (own or not exempts) else Login.UNSURE
                elif _MAY_ASK.search(text) and not _ASKS_NOBODY.match(text):
                    yield Login.UNSURE


def _of_api(tree: ast.Module) -> Iterator[Login]:
    for name, value, certain in _settings(tree):
        given = value if name == _PERMISSIONS else _entry(value, _PERMISSIONS)
        if given is None:
            continue
        texts = list(_texts(given))
        if any(is_one_of(text, "login", "permissions") for text in texts):
            yield Login.IN if certain else Login.UNSURE
        elif not texts or not all(is_one_of(t, "login", "open_permissions") for t in texts):
            yield Login.UNSURE


def _settings(tree: ast.Module) -> Iterator[tuple[str, ast.expr, bool]]:
    """Yield each setting that is assigned or added to, with its value; whether that is unconditional."""
    for statement in tree.body:
        for node in ast.walk(statement):
            certain = node is statement or isinstance(statement, (ast.Expr, ast.ClassDef))
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield _name(target), node.value, certain
            elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and node.value is not None:
                yield _name(node.target), node.value, certain
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                for argument in node.args:
                    yield _name(node.func.value), argument, certain


def _name(target: ast.expr) -> str:
    """Return the name of a setting, or the key of one in a dict of settings."""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return target.id if isinstance(target, ast.Name) else ""


def _entry(value: ast.expr, key: str) -> ast.expr | None:
    pairs = zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ()
    return next((v for k, v in pairs if isinstance(k, ast.Constant) and k.value == key), None)


def _texts(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _strongest(asked: list[Login]) -> Login:
    return next(each for each in (Login.IN, Login.UNSURE, Login.ANYBODY) if each in asked)


def _root(path: str) -> str:
    """Return the folder of a project, with a slash, from where its settings are."""
    folders = path.split("/")[:-1]
    if folders and folders[-1] == "settings":
        folders.pop()
    return "".join(f"{folder}/" for folder in folders[:-1])
