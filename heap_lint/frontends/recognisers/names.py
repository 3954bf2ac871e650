"""What names say: whether an id of Heap's stands under a key, and for which environment."""

from __future__ import annotations

import re
from posixpath import basename, dirname
from typing import NamedTuple

from heap_lint import regex
from heap_lint.core.remembering import remembered

_WORD = regex.lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_KEY = regex.lazy(r"[\w.$-]{1,100}", re.ASCII)
_ENVIRONMENTS = {
    "dev": "development",
    "develop": "development",
    "development": "development",
    "local": "local",
    "test": "test",
    "testing": "test",
    "ci": "test",
    "qa": "qa",
    "uat": "uat",
    "stage": "staging",
    "stg": "staging",
    "staging": "staging",
    "preprod": "staging",
    "preview": "preview",
    "sandbox": "sandbox",
    "demo": "demo",
    "prod": "production",
    "prd": "production",
    "production": "production",
    "live": "production",
}
_NETLIFY_CONTEXTS = {"deploypreview": "preview", "branchdeploy": "preview"}
_CERTAIN = {
    *("appid", "applicationid", "envid", "environmentid"),
    *("analyticsid", "analyticsappid", "analyticsenvid", "analyticsenvironmentid"),
    *("ioid", "ioappid", "ioenvid"),
}
_AMBIGUOUS = {
    *("id", "key", "trackerid", "trackingid", "scriptid", "projectid"),
    *("analytics", "analyticskey", "analyticsprojectid", "iokey", "io"),
}
_SECRETS = {f"{owner}api{kind}" for owner in ("", "io", "analytics") for kind in ("key", "secret")}
_OVERRIDE = regex.lazy(r"(?:docker-)?compose\.override\.ya?ml")
_PUBLIC = regex.lazy(r"(?:.*_)?PUBLIC_|(?:REACT|VUE|NG)_APP_|VITE_|GATSBY_|NUXT_ENV_|STORYBOOK_")


class IdName(NamedTuple):
    """A key for a Heap id.

    `stem` is the key without its environment, `environment` empty where the key names none. Keys
    that are not `certain` are as often about another heap, so their value must look like an id.
    """

    stem: str
    environment: str
    certain: bool


@remembered
def plain(key: str) -> str:
    """Return a key without what styles differ in: `app-id`, `APP_ID` and `appId` are `appid`."""
    return re.sub(r"[\s_.-]", "", key).lower()


def environment(word: str) -> str:
    """Return the environment that a key or word means, empty where it means none."""
    name = plain(word)
    return _ENVIRONMENTS.get(name) or _NETLIFY_CONTEXTS.get(name, "")


@remembered
def id_name(key: str) -> IdName | None:
    """Return what a key such as `VITE_HEAP_APP_ID_DEV` or `heapEnvId` says, None for other keys."""
    words = [word.lower() for word in _WORD.findall(key)] if _KEY.fullmatch(key) else []
    rest = _behind_heap(words)
    if rest is None:
        return None
    named = [word for word in words if word in _ENVIRONMENTS]
    if rest not in _CERTAIN and rest not in _AMBIGUOUS:
        return None
    stem = "_".join(word for word in words if word not in _ENVIRONMENTS)
    certain = rest in _CERTAIN or _PUBLIC.match(key) is not None
    return IdName(stem, _ENVIRONMENTS[named[-1]] if named else "", certain)


@remembered
def is_key_name(key: str) -> bool:
    """Whether a key such as `HEAP_API_KEY` or `heapApiKey` holds a secret of Heap's interfaces."""
    words = [word.lower() for word in _WORD.findall(key)] if _KEY.fullmatch(key) else []
    return _behind_heap(words) in _SECRETS


def _behind_heap(words: list[str]) -> str | None:
    """Return the words behind `heap` as one, without those of an environment."""
    heap = next((i for i, word in enumerate(words) if word.startswith("heap")), None)
    if heap is None:
        return None
    return "".join(word for word in words[heap:] if word not in _ENVIRONMENTS)[len("heap") :]


def section(path: tuple[str, ...]) -> str:
    """Return the environment that the innermost key of a path names that names one."""
    return next(filter(None, map(environment, reversed(path))), "")


def environment_and_group(
    file: str, path: tuple[str, ...], stem: str, said: str = ""
) -> tuple[str, str]:
    """Return the environment of an id, and a group in which ids of the same app meet.

    `said` is the environment that the id's own key names; else the innermost key above it that is
    one counts, else the file's name, else its directory's. Ids of one folder meet under their stem,
    and so do those of folders that only differ in the environment; those of sections meet within
    their file.
    """
    by_section = section(path)
    if by_section and not said:
        return by_section, f"{file}:{stem}"
    folder = dirname(file)
    told = said or _environment_of_file(file)
    if not told:
        told, folder = _environment_of_folder(folder)
    return told, f"{folder}:{stem}"


def _environment_of_file(file: str) -> str:
    """Return the environment in a name such as `.env.production.local` or `values-prod.yaml`.

    Docker Compose takes an `override` by itself where nobody names the files of production.
    """
    if _OVERRIDE.fullmatch(basename(file)):
        return "development"
    named = [environment(word) for word in re.split(r"[._-]", basename(file))]
    told = [name for name in named if name not in ("", "local")]
    return told[-1] if told else "local" if "local" in named else ""


def _environment_of_folder(folder: str) -> tuple[str, str]:
    """Return the environment of `overlays/production/web`, and the folder with `*` in its place."""
    names = folder.split("/")
    for at in reversed(range(len(names))):
        told = environment(names[at])
        if told:
            return told, "/".join((*names[:at], "*", *names[at + 1 :]))
    return "", folder
