"""From files to a report: read what may be about Heap, ask the front ends, have the facts judged.

The facts of all files are collected first, since some checks link files. What breaks in one front
end or check costs only its own findings and is named in the report. A tree with no Heap in it needs
none of what knows facts and rules, so that is imported when there is something to judge.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from errno import EAGAIN, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC
from itertools import chain
from typing import TYPE_CHECKING

from heap_lint import discovery, frontends, prefilter, reading
from heap_lint.config import ConfigError
from heap_lint.core.incomplete import Incomplete
from heap_lint.discovery import File, Found
from heap_lint.files.root import Root, apart
from heap_lint.forwarders import packages
from heap_lint.lines import LineIndex
from heap_lint.project import Project
from heap_lint.settings import excluded
from heap_lint.settings.nearest import Configs, SettingsByFile
from heap_lint.source import Source, Span

if TYPE_CHECKING:
    from heap_lint.config import Settings
    from heap_lint.dependencies import Dependencies
    from heap_lint.facts import Fact, IdentifyCall
    from heap_lint.findings import Accepted, Finding, Severity
    from heap_lint.git import Tree

_OF_THE_SYSTEM = {ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, EAGAIN}
"""What a system runs out of, or what breaks in it."""
_MOST_LINES = 5
"""Lines of a file that are named where it does not parse."""
_RESET_NAME = "resetIdentity"
_RESET = r"\.resetIdentity|resetIdentity[]\"'!?.]*\(|\(\[?[\"']resetIdentity"
"""A use of the method in whatever language; the snippet only lists it among the others."""


class Report:
    """What a run has to say.

    `files` were looked at; `sources` holds the text of those that were parsed by path, with those of
    `context`, which are not checked themselves. `asked` are the files that findings are wanted of, None:
    all. `problems` kept the run from finishing; `incomplete` is what was not looked at, or less deeply;
    `by_bare_noqa` counts the findings that a `# noqa` without codes accepts.
    """

    def __init__(
        self, files: int, problems: list[str] | None = None, asked: frozenset[str] | None = None
    ) -> None:
        self.findings: list[Finding] = []
        self.sources: dict[str, Source] = {}
        self.context: set[str] = set()
        self.files = files
        self.asked = asked
        self.candidates: set[str] = set()
        """The files that were looked at, found or named."""
        self.parsed: set[str] = set()
        self.problems = problems or []
        self.incomplete: list[Incomplete] = []
        self.config_of: dict[str, str | None] = {}
        """The config that holds for each of the `sources` that are asked for, None: there is none."""
        self.accepted: list[Accepted] = []
        """What a baseline hides: found, and not among the `findings`."""
        self.fails_from: dict[str, Severity | None] = {}
        """From which severity on a finding in a file fails the run, None: from none."""
        self.by_bare_noqa = 0
        self.depends_on: Dependencies | None = None
        """Only of a run over what discovery found."""

    @classmethod
    def together(cls, reports: Collection[Report]) -> Report:
        """Return what runs over several projects have to say, of which none has a file of another."""
        report = cls(sum(each.files for each in reports))
        if any(each.asked is not None for each in reports):
            asked = (each.candidates if each.asked is None else each.asked for each in reports)
            report.asked = frozenset(chain.from_iterable(asked))
        for each in reports:
            report._add(each)
        report.incomplete = list(dict.fromkeys(report.incomplete))
        report.incomplete.sort(key=lambda each: (each.path or "", each.kind, each.message))
        report.problems.sort()
        return report

    def _add(self, other: Report) -> None:
        self.findings += other.findings
        self.sources |= other.sources
        self.context |= other.context
        self.candidates |= other.candidates
        self.parsed |= other.parsed
        self.problems += other.problems
        self.incomplete += other.incomplete
        self.config_of |= other.config_of
        self.accepted += other.accepted
        self.fails_from |= other.fails_from
        self.by_bare_noqa += other.by_bare_noqa
        if self.depends_on is None:
            self.depends_on = other.depends_on
        elif other.depends_on is not None:
            self.depends_on = self.depends_on.joined(other.depends_on)

    @property
    def is_unfinished(self) -> bool:
        """Whether something that was asked for could not be looked at."""
        return bool(self.problems) or any(each.asked_for for each in self.incomplete)

    @property
    def fails(self) -> bool:
        """Whether a finding is as severe as the settings of its file say that a run fails from."""
        least = ((each, self.fails_from.get(each.span.path)) for each in self.findings)
        return any(level is not None and each.severity >= level for each, level in least)

    def leave_out(self, kind: str, path: str, reason: str, *, asked_for: bool = False) -> None:
        """Note that a file was not looked at, or less deeply."""
        self.incomplete.append(Incomplete(kind, f"{path}: {reason}", path, asked_for))

    def give_up(self, path: str) -> None:
        """Note that a file takes more work than is done for one."""
        self.leave_out("fuel", path, "too involved to be followed to its end")

    @property
    def left_out(self) -> list[Incomplete]:
        """All that was not looked at, for whatever reason."""
        failed = [Incomplete("failed", text, asked_for=True) for text in self.problems]
        return [*self.incomplete, *failed]

    @property
    def read(self) -> int:
        """How many of the files that were asked for have been parsed."""
        return sum(map(self.is_asked, self.parsed))

    def is_asked(self, path: str) -> bool:
        """Whether findings in a file are wanted."""
        return self.asked is None or path in self.asked

    def show_from(self, settings: SettingsByFile) -> None:
        """Turn paths inside a root, by which a run knows its files, into those that are shown."""
        root = settings.root
        asked = filter(self.is_asked, self.sources)
        self.config_of = {root.shown(path): settings.of(path).source for path in asked}
        if not root.is_here:
            self._relocate(root)
        if self.depends_on is not None:
            self.depends_on.paths.update(map(os.path.relpath, settings.configs.looked_for))

    def _relocate(self, root: Root) -> None:
        from heap_lint.core import relocation

        is_known = (self.sources.keys() | self.parsed | self.candidates).__contains__
        self.findings = [relocation.finding(each, root.shown) for each in self.findings]
        self.fails_from = {root.shown(path): level for path, level in self.fails_from.items()}
        self.sources = relocation.sources(self.sources, root.shown)
        self.context = set(map(root.shown, self.context))
        self.parsed = set(map(root.shown, self.parsed))
        self.asked = None if self.asked is None else frozenset(map(root.shown, self.asked))
        self.problems = [relocation.message(each, is_known, root.shown) for each in self.problems]
        self.incomplete = [
            relocation.incomplete(each, is_known, root.shown) for each in self.incomplete
        ]
        if self.depends_on is not None:
            paths = set(map(root.shown, self.depends_on.paths))
            self.depends_on = self.depends_on._replace(paths=paths)


def check_paths(
    paths: list[str],
    configs: Configs,
    trees: Mapping[str, Tree],
    contexts: Mapping[str, Tree],
    *,
    noqa: bool = True,
    verbose: bool = False,
    overlay: Mapping[str, bytes] | None = None,
) -> Report:
    """Find and check the files of paths, each by its own settings. Raises `ConfigError`.

    `trees` and `contexts`: what `git.ask` and `git.around` returned for the paths. What is in several
    projects is checked as if each were named alone. `verbose`: files of other formats are told of too.
    `overlay`: what is read in place of files, by their absolute paths without links above the file.
    """
    parts = apart(paths or ["."])
    if len(parts) == 1:
        return _check_project(
            paths, configs, trees, contexts, noqa=noqa, verbose=verbose, overlay=overlay
        )
    reports: list[Report] = []
    for part in parts:
        own = configs.of_project()
        root = Root.of(part)
        around = {each: tree for each, tree in contexts.items() if root.holds(each)}
        asked = {path: trees[path] for path in part if path in trees}
        report = _check_project(
            part, own, asked, around, noqa=noqa, verbose=verbose, overlay=overlay
        )
        reports.append(report)
        configs.add(own)
    return Report.together(reports)


def _check_project(
    paths: list[str],
    configs: Configs,
    trees: Mapping[str, Tree],
    contexts: Mapping[str, Tree],
    *,
    noqa: bool,
    verbose: bool,
    overlay: Mapping[str, bytes] | None,
) -> Report:
    root = Root.of(paths or ["."])
    settings = SettingsByFile(configs, root)
    named = {root.inside(path): path for path in paths or ["."]}
    for inside, path in sorted(named.items()):  # before all, whatever there is to check
        settings.of_folder(inside) if os.path.isdir(path) else settings.of(inside)
    words = {word for each in configs.known() for word in packages(each.forwarders)}
    found = discovery.find(paths, trees, contexts, words, root)
    found = discovery.with_configured(found, settings, words)
    found = discovery.laid_over(found, overlay or {})
    if verbose:
        from heap_lint import passed_over

        others = passed_over.other_formats(found, settings)
        found = found._replace(incomplete=(*found.incomplete, *others))
    return check(found, configs, noqa=noqa)


def check(found: Found, settings: Settings | Configs, *, noqa: bool = True) -> Report:
    """Check what discovery found, each file by its own settings, or all by those that are given.

    Without `noqa` the findings that such a comment accepts are kept. Raises `ConfigError`.
    """
    root = found.root or Root.here()
    report = Report(found.files, [], found.asked)
    by_file = SettingsByFile(Configs.of(settings), root)
    project = Project(found, by_file)
    facts: list[Fact] = []
    report.candidates = {file.path for file in found.candidates}
    for file in found.candidates:
        if by_file.excludes(file.path):
            is_there = not file.named or found.has(root.place(file.path))
            report.files -= is_there and report.is_asked(file.path)
            _say_excluded(file, report)
        else:
            facts += _facts_of_file(file, report, project)
    facts = _known(facts + _facts_of_project(project, report), report)
    facts += _known(_never_reset(facts, project, report), report)
    _say_unread_around(facts, project, report)
    _judge(facts, by_file, report, noqa=noqa)
    report.depends_on = project.depends_on
    report.show_from(by_file)
    report.problems[:0] = found.problems
    nothing = list(excluded.everything(found, by_file)) if report.files == 0 else []
    left_out = nothing or excluded.folders(found, by_file)
    links = _links_out(found, by_file)
    report.incomplete[:0] = [*found.incomplete, *_unread(by_file.configs), *left_out, *links]
    report.incomplete.sort(key=lambda each: (each.path or "", each.kind, each.message))
    report.problems.sort()
    return report


def check_source(source: Source, settings: Settings | Configs, *, noqa: bool = True) -> Report:
    """Check one text. Without `noqa` the findings that such a comment accepts are kept."""
    data = source.text.encode("utf-8", "surrogatepass")
    root = Root.of([source.path])
    file = File(root.inside(source.path), named=True)
    inside = Source(file.path, source.text)
    return _check_one(file, root, settings, lambda *run: _facts_of_source(inside, data, *run), noqa)


def check_laid_over(
    path: str, data: bytes, configs: Configs, contexts: Mapping[str, Tree]
) -> Report:
    """Check what a file would hold in its project. Raises `ConfigError`.

    `contexts`: what `git.around` returned for the path, at which there need be no file yet.
    """
    root = Root.of([path])
    overlay = {root.place(root.inside(path)): data}
    return check_paths([path], configs, {}, contexts, overlay=overlay)


def check_bytes(path: str, data: bytes, settings: Settings | Configs) -> Report:
    """Check the content of a file that the user calls `path`."""
    root = Root.of([path])
    file = File(root.inside(path), named=True)

    def read(report: Report, project: Project) -> list[Fact]:
        try:
            whole = reading.limited(data, project.settings.of(file.path).max_file_size)
        except reading.CannotReadError as error:
            return _facts_of_unreadable(file, error, report, project)
        return _facts_of_bytes(file, whole, report, project)

    return _check_one(file, root, settings, read, noqa=True)


def _check_one(
    file: File,
    root: Root,
    settings: Settings | Configs,
    read: Callable[[Report, Project], list[Fact]],
    noqa: bool,
) -> Report:
    report = Report(files=1)
    report.candidates = {file.path}
    by_file = SettingsByFile(Configs.of(settings), root)
    if by_file.excludes(file.path):
        _say_excluded(file, report)
    else:
        project = Project(Found(1, [file], [], root=root), by_file)
        facts = read(report, project)
        facts = _known(facts + _facts_of_project(project, report), report)
        _judge(facts, by_file, report, noqa=noqa)
    report.show_from(by_file)
    report.incomplete[:0] = _unread(by_file.configs)
    return report


def _known(facts: list[Fact], report: Report) -> list[Fact]:
    """Return facts without those of what was not followed, which are noted."""
    from heap_lint.facts import NotFollowed

    given_up = {each.span.path for each in facts if isinstance(each, NotFollowed)}
    given_up -= {each.path for each in report.incomplete if each.kind == "fuel"}
    for path in sorted(given_up):
        report.give_up(path)
    return [each for each in facts if not isinstance(each, NotFollowed)] if given_up else facts


def _say_unread_around(facts: list[Fact], project: Project, report: Report) -> None:
    """Note the files that could not be read for others, of which nothing has been said yet."""
    if not project.incomplete:
        return
    from heap_lint.facts import Unreadable

    said = {each.path for each in report.incomplete}
    said |= {fact.span.path for fact in facts if isinstance(fact, Unreadable)}
    report.incomplete += [
        each for each in project.incomplete if each.path is None or each.path not in said
    ]


def _unread(configs: Configs) -> Iterator[Incomplete]:
    """Yield the configs that are not read, though they stand beside one that is."""
    for settings in configs.known():
        for path, why in settings.unread:
            yield Incomplete("second-config", f"{path}: {why}", path)


def _links_out(found: Found, settings: SettingsByFile) -> Iterable[Incomplete]:
    if not any(around.links for around in found.around):
        return ()
    from heap_lint import passed_over

    return passed_over.links_out(found, settings)


def _say_excluded(file: File, report: Report) -> None:
    """Note that a file that somebody named is not checked; one that was found need not be told of."""
    if file.named:
        report.leave_out("excluded", file.path, "is excluded by the config, so it is not checked")


def _judge(facts: list[Fact], settings: SettingsByFile, report: Report, *, noqa: bool) -> None:
    if facts or report.sources:
        from heap_lint import judgement
        from heap_lint.masking import Masking

        report.context |= {path for path in report.sources if not report.is_asked(path)}
        checked = {p: s for p, s in report.sources.items() if p not in report.context}
        judged = judgement.judge(facts, checked, settings, noqa=noqa)
        masking = Masking(report.sources)
        report.findings = [
            masking.finding(finding)
            for finding in judged.findings
            if report.is_asked(finding.span.path) and finding.span.path not in report.context
        ]
        paths = {each.span.path for each in report.findings}
        report.fails_from = {path: settings.of(path).fail_on for path in paths}
        report.problems += judged.problems
        report.by_bare_noqa = judged.by_bare_noqa


def _facts_of_file(file: File, report: Report, project: Project) -> list[Fact]:
    if frontends.format_of(file.path) == "jsonl":
        return _facts_of_lines(file, report, project) if report.is_asked(file.path) else []
    try:
        data = project.bytes_of(file.path)
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report, project)
    return _facts_of_bytes(file, data, report, project)


def _facts_of_lines(file: File, report: Report, project: Project) -> list[Fact]:
    """Return what the faulty lines of a file of payloads say, however long it is."""
    from heap_lint import checks, streaming

    path = file.path
    rules = project.settings.running_in(path)
    policy = project.settings.of(path).policy
    kind = project.settings.payload_in(path)

    def is_faulty(facts: list[Fact]) -> bool:
        hits = checks.run(facts, policy=policy, enabled=rules.__contains__)
        return any(True for _ in hits)

    try:
        lines, size = project.lines_of(path)
        with lines:
            source, all_read = streaming.faulty_lines(path, lines, kind, is_faulty, size)
        facts = list(streaming.facts_of(source, kind))
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report, project)
    except ConfigError:
        raise
    except Exception as error:
        report.problems.append(internal_error("the JSON Lines front end", path, error))
        return []
    if source.text:
        report.sources[path] = source
    report.parsed.add(path)
    if not all_read:
        reason = f"{streaming.MOST_LINES} lines have faults; those after them are not checked"
        report.leave_out("faulty-lines", path, reason)
    return facts


def _facts_of_project(project: Project, report: Report) -> list[Fact]:
    """Return what files say that import each other, those that only mention wrappers included."""
    _expect_logouts(project)
    try:
        project.grow()
    except ConfigError:
        raise
    except Exception as error:
        report.problems.append(internal_error("a front end", "the project", error))
    python = _checked(project, project.facts(), report)
    scripts = _checked(project, project.facts_of_scripts(), report)
    sources = project.sources()
    for path in project.read_for_others():
        if path not in report.sources:
            report.sources[path] = sources[path]
            report.context.add(path)
    report.incomplete += [Incomplete("limit", f"limit: {limit}") for limit in project.limits()]
    for path in project.too_involved():
        report.give_up(path)
    if not python:
        return scripts
    from heap_lint.frontends.fallbacks import marked
    from heap_lint.frontends.python.settings import without_repeated

    own = (marked(sources[fact.span.path], [fact]) for fact in without_repeated(python))
    return [*scripts, *chain.from_iterable(own)]


def _checked(project: Project, by_path: dict[str, list[Fact]], report: Report) -> list[Fact]:
    """Return the facts of files that are checked; note which files have been read."""
    facts: list[Fact] = []
    sources = project.sources()
    for path, found in by_path.items():
        source = report.sources[path] = sources[path]
        if project.settings.excludes(path):
            report.context.add(path)
        else:
            report.parsed.add(path)
            facts += _that_matter(path, source.text.encode("utf-8", "replace"), found, report)
    return facts


def _expect_logouts(project: Project) -> None:
    """Let git search for logouts while files are being run, if what was run so far identifies users."""
    said = (*project.facts().values(), *project.facts_of_scripts().values())
    if said and _on_the_client(chain.from_iterable(said)):
        from heap_lint.frontends.web import logouts

        project.search_logouts(_RESET_NAME, logouts.WORDS)


def _on_the_client(facts: Iterable[Fact]) -> list[IdentifyCall]:
    """Return the identifications in browsers and apps, which stay until they are reset."""
    from heap_lint.facts import IdentifyCall, Surface

    calls = (fact for fact in facts if isinstance(fact, IdentifyCall))
    return [call for call in calls if call.surface in (Surface.WEB, Surface.MOBILE)]


def _never_reset(facts: list[Fact], project: Project, report: Report) -> list[Fact]:
    """Return the logouts of a project that identifies users on the client and never resets them.

    Most files that log somebody out have no Heap in them, so they are read now, if it matters.
    """
    if not facts:
        return []
    from heap_lint.facts import Logout, NeverReset

    on_the_client = [
        call for call in _on_the_client(facts) if not project.settings.is_test(call.span.path)
    ]
    used = re.compile(_RESET, re.IGNORECASE)
    if not on_the_client or any(used.search(each.text) for each in report.sources.values()):
        return []
    if project.finds(_RESET_NAME, _RESET) is not False:
        return []
    known = set(project.facts())
    project.run_logouts()
    logouts: list[Fact] = []
    for path, found in project.facts().items():
        said = [fact for fact in found if isinstance(fact, Logout)]
        if path not in known and said and not project.settings.excludes(path):
            report.sources[path] = project.sources()[path]
            logouts += said
    has_any = any(isinstance(fact, Logout) for fact in facts)
    logouts += _logouts_on_the_web(project, report, links=not (logouts or has_any))
    first = min(on_the_client, key=lambda call: call.span)
    return [*logouts, NeverReset(span=first.span)]


def _logouts_on_the_web(project: Project, report: Report, *, links: bool) -> list[Fact]:
    from heap_lint.facts import Logout
    from heap_lint.frontends.web import logouts

    sources = {
        source.path: source
        for source in project.web_logouts(logouts.WORDS, logouts.PATTERN)
        if not project.settings.excludes(source.path) and not project.settings.is_test(source.path)
    }
    found = logouts.of_project(sources.values(), links=links)
    for fact in found:
        if isinstance(fact, Logout):
            report.sources[fact.span.path] = sources[fact.span.path]
            report.context.discard(fact.span.path)
    return list(found)


def _that_matter(path: str, data: bytes, facts: list[Fact], report: Report) -> list[Fact]:
    """Return the facts without an `Unreadable` of a file that is not certainly about Heap.

    Nor one of a part of it.
    """
    from heap_lint.facts import Unreadable

    unreadable = [fact for fact in facts if isinstance(fact, Unreadable)]
    if not unreadable:
        return facts
    whole = [fact for fact in unreadable if not fact.partial]
    broken: dict[str, list[Span]] = {}
    for fact in unreadable:
        if fact.partial:
            broken.setdefault(fact.reason, []).append(fact.span)
    for reason, places in broken.items():
        _say_broken(path, reason, places, report)
    perhaps_right = any(fact.perhaps_right for fact in whole)
    # What is wrong in a template may be right in what it renders to, or for another Python.
    if _matters(path, data) and not perhaps_right and not frontends.is_filled_in(path):
        return [fact for fact in facts if not isinstance(fact, Unreadable) or not fact.partial]
    if whole and report.is_asked(path):
        from heap_lint.masking import Masking

        reason = Masking(report.sources).of_others(whole[0].reason, whole[0].span)
        is_read_before = frontends.format_of(path) in frontends.DATA_FORMATS
        left = "not all of it is checked" if is_read_before else "not checked"
        report.leave_out("not-parsed", path, f"{reason}; {left}")
    return [fact for fact in facts if not isinstance(fact, Unreadable)]


def _say_broken(path: str, why: str, places: list[Span], report: Report) -> None:
    """Note the calls of Heap that are lost in a part of a file that cannot be read."""
    if not report.is_asked(path):
        return
    index = LineIndex(report.sources[path].text)
    lines = sorted({index.position(place.start).line for place in places})
    shown = ", ".join(map(str, lines[:_MOST_LINES])) + (", ..." if len(lines) > _MOST_LINES else "")
    reason = f"{why}, so what is said to Heap at line {shown} is not checked"
    report.leave_out("partly-parsed", path, reason)


def _facts_of_bytes(file: File, data: bytes, report: Report, project: Project) -> list[Fact]:
    path = file.path
    settings = project.settings.of(path)
    try:
        unpacked = reading.unpacked(path, data)
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report, project)
    if unpacked is None:
        report.leave_out("no-app", path, "holds no app of Airkit's Studio, so it is not checked")
        return []
    data = unpacked
    text = reading.searchable(data)
    has_key = _has_key(path, text, settings.app_id_keys)
    declared = project.settings.payload_in(path) is not None or has_key
    worth_parsing = declared or _worth_parsing(path, text, settings.forwarders)
    if not (worth_parsing or file.named):
        if report.is_asked(path) and reading.is_wide_text(data):
            _say_wide(path, data.replace(b"\0", b""), report, settings.forwarders)
        return []
    if worth_parsing and not file.named and frontends.format_of(path) == "web":
        from heap_lint.frontends.web.vendored import why_passed_over

        reason = why_passed_over(path, data)
        if reason:
            report.leave_out("generated", path, f"{reason}; not checked unless it is named")
            return []
    try:
        source = reading.decode(path, data)
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report, project)
    return _facts_of_source(source, text, report, project) if worth_parsing else []


def _say_wide(path: str, narrow: bytes, report: Report, forwarders: frozenset[str]) -> None:
    """Note a file in UTF-16 or UTF-32, in which no word was found, if it may be about Heap."""
    if _worth_parsing(path, narrow, forwarders):
        reason = "looks like UTF-16 or UTF-32 without a mark that says so; not checked"
        report.leave_out("not-text", path, reason)


def _worth_parsing(path: str, data: bytes, forwarders: frozenset[str]) -> bool:
    format_name = frontends.format_of(path)
    if format_name is None:
        return False
    mentions = prefilter.may_mention_heap(data, format_name, forwarders)
    if mentions or frontends.is_known_config(path):
        return True
    return format_name == "json" and prefilter.may_be_airkit_export(data)


def _has_key(path: str, data: bytes, keys: Collection[str]) -> bool:
    is_data = keys and frontends.format_of(path) in frontends.DATA_FORMATS
    return bool(is_data) and any(key.encode() in data for key in keys)


def _matters(path: str, data: bytes) -> bool:
    """Whether it is a fault that a file with this content cannot be read."""
    return frontends.is_known_config(path) or prefilter.is_about_heap(
        data, frontends.format_of(path)
    )


def _facts_of_unreadable(
    file: File, error: reading.CannotReadError, report: Report, project: Project
) -> list[Fact]:
    path = file.path
    gone = error.missing and not os.path.lexists(project.root.place(path))
    matters = _matters(path, reading.searchable(error.data))
    if not gone and matters and not (error.missing and file.named):
        from heap_lint.facts import Unreadable

        return [Unreadable(span=Span(path, 0, 0), reason=error.reason, hint=error.hint)]
    if error.missing and (file.named or not gone):
        asked_for = file.named or report.is_asked(path)
        report.leave_out(error.kind, path, error.reason, asked_for=asked_for)
    elif not error.missing and report.is_asked(path):
        asked_for = file.named and _may_hold_heap(path, error, project)
        report.leave_out(error.kind, path, f"{error.reason}; not checked", asked_for=asked_for)
    return []


def _may_hold_heap(path: str, error: reading.CannotReadError, project: Project) -> bool:
    """Whether a file that cannot be read may be about Heap; text in an old encoding shows its words."""
    if error.kind != "not-text" or b"\0" in error.data:
        return True
    return _worth_parsing(path, error.data, project.settings.of(path).forwarders)


def _facts_of_source(source: Source, data: bytes, report: Report, project: Project) -> list[Fact]:
    """Return what a text says; what can import is only run here, and asked at the end."""
    report.parsed.add(source.path)
    report.sources[source.path] = source
    try:
        format_name = frontends.format_of(source.path)
        if format_name in ("python", "web"):
            (project.analyse if format_name == "python" else project.analyse_script)(source)
            return []
        kind = project.settings.payload_in(source.path)
        settings = project.settings.of(source.path)
        facts = frontends.facts_in(source, settings.airkit, kind)
        if kind is None and _has_key(source.path, data, settings.app_id_keys):
            facts += frontends.declared_ids(source, settings.app_id_keys)
    except ConfigError:
        raise
    except Exception as error:
        front_end = f"the {frontends.format_of(source.path)} front end"
        report.problems.append(internal_error(front_end, source.path, error))
        return []
    return facts if kind is not None else _that_matter(source.path, data, facts, report)


def internal_error(part: str, path: str, error: Exception) -> str:
    """Return the words for what kept a part from its work: where it happened, and what to do.

    Where it is a fault of ours we want to hear of it. That there is not enough memory is none, nor is
    a program nested so deeply that to follow it takes more than there is of the stack. What the error
    itself says may quote the file, so of that only plain words are told.
    """
    if isinstance(error, MemoryError):
        return f"{path}: {part} ran out of memory: check fewer files at a time, or exclude this one"
    if isinstance(error, RecursionError):
        return (
            f"{path}: {part} gave up, since this is nested too deeply: split it up, or exclude it"
        )
    if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
        return f"{path}: {part} could not go on: {error.strerror}"
    import traceback

    from heap_lint.heap.secrets import of_error

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))
    said = f"{type(error).__name__}: {of_error(str(error))}"
    return f"{path}: {part} failed, please report it: {said} ({places})"
