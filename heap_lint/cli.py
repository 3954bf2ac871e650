"""The command line: words in, exit status out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NoReturn

from heap_lint import __version__, cache, git
from heap_lint.cache import Answer
from heap_lint.config import ConfigError
from heap_lint.core import streams
from heap_lint.core.targets import Target, target, writes_files

if TYPE_CHECKING:
    from heap_lint.baseline.hiding import Hiding
    from heap_lint.baseline.since import Revision
    from heap_lint.config import Settings
    from heap_lint.engine import Report
    from heap_lint.fixes.running import Outcome
    from heap_lint.settings.nearest import Configs
    from heap_lint.source import Source

OK, FINDINGS, USAGE, UNFINISHED = range(4)

HELP = """\
usage: heap-lint [COMMAND] [OPTIONS] [PATH ...]

  heap-lint                     check the files git tracks here; also `heap-lint check`
  heap-lint web.yaml src/       check these; excludes still hold
  heap-lint - --stdin-filename web.yaml < web.yaml
  heap-lint explain HL101       the page of a rule, with examples
  heap-lint rules [HL2 ...]     all rules, or those of a family
  heap-lint facts web.yaml      what the linter understood of a file
  heap-lint graph app.airkit.yaml --output-format svg > app.svg
                                the ways to what is sent, those without a login in red (or mermaid)
  heap-lint baseline            accept what is found now: heap-lint-baseline.json keeps it from being
                                shown (--check: fail where an entry is mended, --prune: drop such)
  heap-lint init-airkit app-full.branch.zip > app.airkit.yaml
                                an export of Airkit's Studio as a file to keep

  --select NAME,...             run these rules only: names, codes or prefixes (HL1)
  --ignore NAME,...             leave these out; the longest prefix wins
  --extend-select NAME,...      run these too, whatever their confidence
  --min-confidence LEVEL        low, medium (default) or high
  --fail-on SEVERITY            exit with 1 from info (default), warning or error on, or never
  --output-format FORMAT[=FILE] text (default), concise, json, sarif, github, gitlab, junit, azure or
                                rdjson; several, if all but one are written to files
  --statistics                  show how often each rule is found, and no findings
  --fix                         mend what can be mended safely, and report what is left
  --unsafe-fixes                mend as well what may change something else
  --diff                        show what --fix would change, and change nothing
  --fix-only                    mend, and report nothing
  --exit-non-zero-on-fix        exit with 1 where something was mended, as a hook does
  --since REV                   show only what that revision of the repository did not have
  --no-baseline                 show what heap-lint-baseline.json accepts, too
  --color WHEN                  auto (default: on a terminal), always or never
  --config FILE                 read this config for all files; default: for each the nearest
                                [tool.heap-lint] of a pyproject.toml, or heap-lint.toml, above it
  --isolated                    read no config
  --stdin-filename PATH         what `-` stands for: its suffix tells the format
  --no-cache                    do not use, or keep, what was said of these files before
  --verbose                     say which config holds, which files were parsed and which passed over,
                                what a bare noqa hides
  --version, --help
  --                            what follows are paths, even -dash.py

A path that is called like a command is written ./rules.
exit status: 0 nothing found, 1 findings (--diff: something to mend), 2 bad options or config,
3 could not finish
"""


class UsageError(Exception):
    """Options that cannot be followed; the message is for people."""


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)  # without a width argparse imports shutil to find one


class _Parser(argparse.ArgumentParser):
    def __init__(self, command: str = "") -> None:
        super().__init__(
            prog=f"heap-lint {command}".rstrip(),
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Formatter,
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def main(arguments: list[str], trees: dict[str, git.Tree] | None = None) -> int:
    """Run a command line and return the exit status. `trees`: where git has been asked already."""
    _make_printable()
    try:
        os.getcwd()
    except OSError:
        _say("the working directory does not exist any more: change to one that does")
        return USAGE
    try:
        arguments = _without_check(arguments)
        command = _command(arguments)
        return command(arguments[1:]) if command else _check(arguments, trees)
    except UsageError as error:
        _say(str(error))
        return USAGE
    except streams.StreamError as error:
        _say(str(error))
        return UNFINISHED
    except Exception as error:
        from heap_lint.engine import internal_error

        _say(internal_error("this run", " ".join(["heap-lint", *arguments]), error))
        return UNFINISHED


def _make_printable() -> None:
    """Let no character be a reason to fail: a name may hold what the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _command(arguments: list[str]) -> Callable[[list[str]], int] | None:
    """Return the command that the first word is, None where all words are paths and options.

    A hook hands on the names of files as they come: one that a stranger has called like a command must
    not turn the check of the others into that command. Raises `UsageError`.
    """
    word = arguments[0] if arguments else ""
    command = _COMMANDS.get(word)
    if command is not None and os.path.lexists(word):
        if word in _OF_A_FILE:
            raise UsageError(
                f"`{word}` is a command and a file here: write `./{word}` for the file, or start the"
                " command from elsewhere"
            )
        _say(f"`{word}` is taken as the command: write `./{word}` to check what is called so here")
    if command is None and word.isalpha() and not os.path.lexists(word):
        from difflib import get_close_matches

        from heap_lint.selection import did_you_mean

        near = did_you_mean(get_close_matches(word, [*_COMMANDS, "check"], n=1))
        if near:
            raise UsageError(f"`{word}` is no command, and no file here{near}")
    return command


def _without_check(arguments: list[str]) -> list[str]:
    """Return arguments without a first `check` or `lint`: what peers call it has no name here."""
    is_meant = arguments[:1] in (["check"], ["lint"]) and not os.path.lexists(arguments[0])
    return arguments[1:] if is_meant else arguments


def _check(arguments: list[str], trees: dict[str, git.Tree] | None) -> int:
    options = _parse(_options(), arguments)
    if options.help or options.version:
        streams.write_text(HELP if options.help else f"heap-lint {__version__}\n")
        return OK
    _refuse_what_names_nothing(options)
    _settle_output(options)
    try:
        return _checked(options, arguments, trees)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _checked(
    options: argparse.Namespace, arguments: list[str], trees: dict[str, git.Tree] | None
) -> int:
    if "-" in options.paths:
        if _mends(options):
            raise UsageError("standard input is not mended: name a file")
        configs = _configs(options)
        report = _accepting(options, configs)(_check_stdin(options, configs))
        return _print(_shown(report, configs, options))
    contexts: dict[str, git.Tree] = {}
    if trees is None:
        known = not options.no_cache and cache.may_answer(options.paths)
        trees = git.ask(options.paths, search=not known)
        contexts = git.around(_named_alone(options.paths), search=not known)
    configs = _configs(options)
    if _mends(options):
        return _mended(options, configs, trees, contexts)
    asked = {**trees, **contexts}
    if _goes_without_cache(options) or not asked:
        report = _accepting(options, configs)(_run(options, configs, trees, contexts))
        return _print(_shown(report, configs, options))
    kept = cache.Cache(asked, configs.key())
    run = "\0".join(
        [*arguments, "in colour" if _colour_wanted(options.color) else "", *_bases(asked)]
    )
    if not options.verbose:
        answer = kept.answer(run)
        if answer is not None:
            return _print(answer)
        if not trees and kept.has_no_part_in(options.paths):
            report = _accepting(options, configs)(_run(options, configs, {}, {}))
            return _print(_shown(report, configs, options))
    kept.prepare(options.paths)
    configs.before_looking = kept.note
    report = _accepting(options, configs)(_run(options, configs, trees, contexts))
    answer = _shown(report, configs, options)
    if not report.is_unfinished and report.depends_on is not None:
        kept.keep(run, answer, report.depends_on)
    return _print(answer)


def _goes_without_cache(options: argparse.Namespace) -> bool:
    """Whether what is kept of earlier runs is of no use: it is no file, and knows no revision."""
    since = options.since is not None
    return bool(options.no_cache or since or writes_files(options.output_format))


def _mends(options: argparse.Namespace) -> bool:
    if options.unsafe_fixes and not (options.fix or options.fix_only or options.diff):
        raise UsageError("--unsafe-fixes says which fixes to make: add --fix, --fix-only or --diff")
    return bool(options.fix or options.fix_only or options.diff)


def _mended(
    options: argparse.Namespace,
    configs: Configs,
    trees: dict[str, git.Tree],
    contexts: dict[str, git.Tree],
) -> int:
    """Mend what is found, or show how, and say what is left."""
    from heap_lint.fixes import command

    accepting = _accepting(options, configs)

    def check(overlay: Mapping[str, bytes]) -> Report:
        return accepting(_run(options, configs, trees, contexts, overlay))

    wanted = command.Wanted(options.unsafe_fixes)
    if options.diff:
        outcome = command.mended(check, wanted, configs)
        from heap_lint.output.diff import diff

        texts = sorted(outcome.texts.items())
        streams.write_text("".join(diff(outcome.before[path], text) for path, text in texts))
        _say(_mending_summary(outcome, "would be mended"))
        return FINDINGS if outcome.texts else OK
    done = command.applied(check, wanted, configs)
    answer = _shown(done.report, configs, options)
    for line in (*done.failures, _mending_summary(done.outcome, "mended")):
        _say(line)
    for line in _refusals(done.outcome) if options.verbose else ():
        _say(line)
    status = OK if options.fix_only and answer.status == FINDINGS else answer.status
    if not options.fix_only:
        _print(answer)
    if done.failures:
        return UNFINISHED
    if options.exit_non_zero_on_fix and done.outcome.mended and status == OK:
        return FINDINGS
    return status


def _refusals(outcome: Outcome) -> Iterator[str]:
    """Yield why findings that have a fix elsewhere have none where they stand."""
    from heap_lint.output import Places

    places = Places(outcome.report.sources)
    for refused in outcome.refused:
        span, code = refused.finding.span, refused.finding.code
        yield f"{span.path}:{places.start(span).line}: {code} is not mended: {refused.why}"


def _mending_summary(outcome: Outcome, what: str) -> str:
    """Say how much was mended, and how much more could be."""
    files = _count(len(outcome.texts), "file")
    said = f"{_count(len(outcome.mended), 'finding')} {what} in {files}"
    more = len(outcome.unwanted)
    return f"{said}; {more} more with --unsafe-fixes" if more else said


def _named_alone(paths: list[str]) -> list[str]:
    """Return the files in whose project no directory is named that would be around them."""
    from heap_lint.files.root import apart

    parts = (part for part in apart(paths or ["."]) if not any(map(os.path.isdir, part)))
    return [path for part in parts for path in part]


def _bases(directories: Iterable[str]) -> list[str]:
    """Return from where fingerprints and some outputs name files."""
    from heap_lint.output.rooted import Locations

    locations = Locations()
    return [locations.of(os.path.join(each, "x")).root or "" for each in directories]


def _accepting(options: argparse.Namespace, configs: Configs) -> Callable[[Report], Report]:
    """Return what hides of the reports of a run what is accepted already."""
    hiding: list[Hiding] = []
    revision: Revision | None = None
    if options.since is not None:
        from heap_lint.baseline.since import Revision

        revision = Revision(options.since, options.paths or ["."])

    def hide(report: Report) -> Report:
        if not hiding:
            if not report.findings or (options.no_baseline and revision is None):
                return report  # nothing of this is imported where nothing was found
            hiding.append(_hiding(options, configs, revision))
        return hiding[0].hide(report)

    return hide


def _hiding(options: argparse.Namespace, configs: Configs, revision: Revision | None) -> Hiding:
    from heap_lint.baseline.hiding import Hiding, by_baseline, either

    known = [] if options.no_baseline else [by_baseline(configs.before_looking)]
    if revision is not None:
        from heap_lint import engine
        from heap_lint.baseline.since import by_revision

        own = configs.of_project()
        known.append(
            by_revision(revision, lambda paths: engine.check_paths(paths, own, git.ask(paths), {}))
        )
    return Hiding(either(*known))


def _run(
    options: argparse.Namespace,
    configs: Configs,
    trees: dict[str, git.Tree],
    contexts: dict[str, git.Tree],
    overlay: Mapping[str, bytes] | None = None,
) -> Report:
    from heap_lint import engine

    return engine.check_paths(
        options.paths, configs, trees, contexts, verbose=options.verbose, overlay=overlay
    )


def _options() -> argparse.ArgumentParser:
    parser = _Parser()
    parser.add_argument("paths", nargs="*")
    for name in ("--select", "--ignore", "--extend-select"):
        parser.add_argument(name, action="append", type=_names)
    parser.add_argument("--min-confidence", choices=("low", "medium", "high"))
    parser.add_argument("--fail-on", choices=("info", "warning", "error", "never"))
    parser.add_argument("--output-format", action="append", type=target)
    parser.add_argument("--statistics", action="store_true")
    parser.add_argument("--since")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--config")
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--stdin-filename")
    for name in ("--fix", "--unsafe-fixes", "--diff", "--fix-only", "--exit-non-zero-on-fix"):
        parser.add_argument(name, action="store_true")
    for name in ("--no-baseline", "--no-cache", "--verbose", "--version"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("-h", "--help", action="store_true")
    return parser


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _parse(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    options, unknown = parser.parse_known_intermixed_args(_told_apart(arguments))
    for word in unknown:
        if word.startswith("-") and word != "-":
            raise UsageError(f"unknown option `{word}`{_nearest_option(parser, word)}")
    if unknown:
        takes = "one file" if "path" in options else "no file"
        raise UsageError(f"`{parser.prog}` takes {takes}: leave out `{unknown[0]}`")
    return options


def _told_apart(arguments: list[str]) -> list[str]:
    """Return arguments of which only options begin with a dash: none behind `--` is one.

    A file whose name is an option's may come from a stranger, by way of a hook or a shell's pattern.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for word in arguments[:end]:
        if word.startswith("-") and word != "-" and os.path.lexists(word):
            raise UsageError(
                f"`{word}` is an option and a file here: write `./{word}` for the file"
            )
    return arguments[:end] + [
        os.path.join(".", word) if word.startswith("-") and word != "-" else word
        for word in arguments[end + 1 :]
    ]


def _nearest_option(parser: argparse.ArgumentParser, text: str) -> str:
    from difflib import get_close_matches

    from heap_lint.selection import did_you_mean

    known = [option for action in parser._actions for option in action.option_strings]
    return did_you_mean(get_close_matches(text.split("=")[0], known, n=1))


def _configs(options: argparse.Namespace) -> Configs:
    """Return where the settings of files come from, with what the command line puts on top of them."""
    from heap_lint import config
    from heap_lint.config import Settings
    from heap_lint.selection import Layer
    from heap_lint.settings.nearest import Configs

    if options.config == "":
        raise UsageError("--config names no file")
    if options.isolated and options.config:
        raise UsageError("--isolated and --config exclude each other")
    if options.select is not None and not _joined(options.select):
        raise UsageError("--select names no rule, so nothing would be checked")
    words = {"min-confidence": options.min_confidence, "fail-on": options.fail_on}
    given = config.scalars({key: word for key, word in words.items() if word is not None})
    layer = Layer(
        None if options.select is None else _joined(options.select),
        _joined(options.ignore),
        _joined(options.extend_select),
    )

    def finish(settings: Settings) -> Settings:
        settings = config.with_layer(settings, layer, **given)
        if layer != Layer():
            config.check_rules(settings, "command line")
        return settings

    finish(Settings())
    return Configs(_everywhere(options), finish)


def _joined(groups: list[list[str]] | None) -> tuple[str, ...]:
    return tuple(name for group in groups or () for name in group)


def _check_stdin(options: argparse.Namespace, configs: Configs) -> Report:
    """Check standard input as what the file of its name would hold, with the project around that."""
    from heap_lint import engine

    if options.paths != ["-"]:
        raise UsageError("`-` stands alone: standard input cannot be checked together with files")
    path = _stdin_path(options)
    limit = _config_of(path, configs).max_file_size
    return engine.check_laid_over(path, streams.read_input(limit), configs, git.around([path]))


def _refuse_what_names_nothing(options: argparse.Namespace) -> None:
    """Raise `UsageError` for a path that is empty, and for one of a standard input nobody asked for."""
    paths = options.paths if "paths" in options else [options.path]
    if "" in paths:
        raise UsageError(
            "a path is empty, as of a variable that is not set: name a file, or leave it out"
        )
    if options.stdin_filename is not None and "-" not in paths:
        raise UsageError(
            "--stdin-filename is the name of what `-` stands for: add `-`, or leave it out"
        )


def _stdin_path(options: argparse.Namespace) -> str:
    from heap_lint.frontends import format_of

    if not options.stdin_filename:
        raise UsageError("`-` needs --stdin-filename, whose suffix tells the format")
    path: str = os.path.relpath(options.stdin_filename).replace(os.sep, "/")
    if format_of(path) is None:
        name = os.path.basename(path)
        raise UsageError(
            f"--stdin-filename: no file called `{name}` is ever read, so nothing would be checked:"
            " give it a name with the suffix of its format, such as web.py or web.yaml"
        )
    return path


def _settle_output(options: argparse.Namespace) -> None:
    """Find out what goes to standard output. Raises `UsageError` where that is not one format."""
    wanted: list[Target] = options.output_format or []
    streamed = [each.format for each in wanted if not each.file]
    files = [each.file for each in wanted if each.file]
    if len(streamed) > 1:
        raise UsageError(
            f"standard output has one format: name a file for another, as in {streamed[0]}=FILE"
        )
    if len(set(map(os.path.realpath, files))) < len(files):
        raise UsageError("two formats are to be written to one file")
    if options.statistics and streamed not in ([], ["text"]):
        raise UsageError("--statistics is text: name a file for another format")
    options.output_format = [each for each in wanted if each.file or each.format == "github"]
    streamed_alone = "" if wanted and not options.statistics else "text"
    options.streamed = "statistics" if options.statistics else (streamed or [streamed_alone])[0]


def _shown(report: Report, configs: Configs, options: argparse.Namespace) -> Answer:
    from heap_lint.output import notes, targets

    targets.write(report, options.output_format)
    return Answer(
        _details(report, configs) if options.verbose else [],
        _rendered(report, options.streamed, options.color),
        [
            *notes.lines(report.incomplete, verbose=options.verbose),
            *report.problems,
            *_hidden(report),
            _summary(report),
        ],
        UNFINISHED if report.is_unfinished else FINDINGS if report.fails else OK,
    )


def _hidden(report: Report) -> Iterator[str]:
    """Say what is accepted, so that nobody forgets it."""
    if report.accepted:
        from heap_lint.output import hidden

        yield from hidden.told(report)


def _details(report: Report, configs: Configs) -> list[str]:
    bare = f"{_count(report.by_bare_noqa, 'finding')} silenced by a bare `# noqa`"
    return [
        *_which_config(report, configs),
        *(f"parsed: {path}" for path in sorted(report.sources)),
        *([bare] if report.by_bare_noqa else []),
    ]


def _which_config(report: Report, configs: Configs) -> list[str]:
    """Say which config holds; where it is not the same for all parsed files, for which of them."""
    if len(set(report.config_of.values())) > 1:
        found = sorted((source or "none", path) for path, source in report.config_of.items())
        return [f"config: {source} holds for {path}" for source, path in found]
    sources = report.config_of.values() or [each.source for each in configs.known()[:1]] or [None]
    return [f"config: {source or 'none'}" for source in dict.fromkeys(sources)]


def _print(answer: Answer) -> int:
    """Say what a run has to say, and return its exit status."""
    for line in answer.before:
        _say(line)
    streams.write_text(answer.report)
    for line in answer.after:
        _say(line)
    return answer.status


def _summary(report: Report) -> str:
    found = _count(len(report.findings), "finding") if report.findings else "no findings"
    return f"{found} ({_count(report.files, 'file')}, {report.read} parsed)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _rendered(report: Report, output_format: str, color: str) -> str:
    if not output_format or (output_format == "text" and not report.findings):
        return ""
    if output_format == "text" and _colour_wanted(color):
        from heap_lint.output import text

        return _in_colour(text.render_in_colour(report))
    from heap_lint.output import targets

    return targets.rendered(report, output_format)


def _colour_wanted(color: str = "auto") -> bool:
    """Whether to use colours: on a terminal, unless --color, NO_COLOR or FORCE_COLOR says otherwise."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return streams.is_terminal() and os.environ.get("TERM") != "dumb"


def _in_colour(text: object) -> str:
    from rich.console import Console

    console = Console(force_terminal=True, highlight=False, soft_wrap=True, color_system="standard")
    with console.capture() as captured:
        console.print(text, end="")
    return captured.get().rstrip("\n") + "\n"


def _say(text: str) -> None:
    for line in text.splitlines():
        streams.say(f"heap-lint: {line if line.isprintable() else _plain(line)}")


def _plain(text: str) -> str:
    from heap_lint.output.shown import plain

    return plain(text)


def _explain(arguments: list[str]) -> int:
    from heap_lint import catalogue

    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise UsageError("usage: heap-lint explain NAME_OR_CODE")
    name = arguments[0]
    rule = catalogue.by_name().get(name) or catalogue.rules().get(name.upper())
    if rule is None:
        from heap_lint.output import rules

        streams.write_text(rules.render(_family(name)))
        return OK
    if _colour_wanted():
        from rich.markdown import Markdown

        streams.write_text(_in_colour(Markdown(rule.page)))
    else:
        streams.write_text(rule.page)
    return OK


def _family(word: str) -> frozenset[str]:
    """Return the codes that a name, a code or the beginning of codes stands for. Raises `UsageError`."""
    from heap_lint import selection

    try:
        return selection.codes_of(word.upper() if word[:2].upper() == "HL" else word)
    except selection.UnknownRuleError as error:
        raise UsageError(str(error)) from None


def _rules(arguments: list[str]) -> int:
    from heap_lint.output import rules

    parser = _Parser("rules")
    parser.add_argument("families", nargs="*")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    options = _parse(parser, arguments)
    codes = frozenset().union(*map(_family, options.families)) if options.families else None
    render = rules.render_json if options.output_format == "json" else rules.render
    streams.write_text(render(codes))
    return OK


def _baseline(arguments: list[str]) -> int:
    from heap_lint.baseline import command
    from heap_lint.baseline.file import CannotWriteBaselineError

    parser = _options()
    parser.prog = "heap-lint baseline"
    for name in ("--check", "--prune"):
        parser.add_argument(name, action="store_true")
    options = _parse(parser, arguments)
    _refuse_what_names_nothing(options)
    if options.check and options.prune:
        raise UsageError("--check and --prune exclude each other")
    if "-" in options.paths or _mends(options) or options.since is not None:
        raise UsageError("`heap-lint baseline` takes files and directories as they are now")
    try:
        configs = _configs(options)
        report = _run(options, configs, git.ask(options.paths), {})
        compared = command.compare(report, options.paths, configs)
        failed = [each.message for each in report.left_out if each.asked_for]
        stale = [line for each in compared for line in command.stale(each)]
        work = command.pruned if options.prune else command.written
        for line in failed or (stale if options.check else map(work, compared)):
            _say(line)
    except (ConfigError, command.NoRootError) as error:
        raise UsageError(str(error)) from None
    except CannotWriteBaselineError as error:
        _say(str(error))
        return UNFINISHED
    return UNFINISHED if failed else FINDINGS if options.check and stale else OK


def _graph(arguments: list[str]) -> int:
    from importlib import import_module

    from heap_lint import frontends
    from heap_lint.drawing import drawing

    parser = _parser_of_file("graph")
    parser.add_argument("--output-format", choices=("mermaid", "svg"), default="mermaid")
    options = _parse(parser, arguments)
    settings = _config(options)
    source = _source(options, settings)
    if source is None:
        return UNFINISHED
    drawn = drawing(source, frontends.facts_in(source, settings.airkit))
    if not drawn.shapes:
        _say(f"{options.path}: nothing is sent to Heap in a flow that is known")
        return UNFINISHED
    streams.write_bytes(
        import_module(f"heap_lint.output.{options.output_format}")
        .render(drawn)
        .encode("utf-8", "replace")
    )
    return OK


def _init_airkit(arguments: list[str]) -> int:
    from heap_lint import init_airkit

    parser = _parser_of_file("init-airkit")
    options = _parse(parser, arguments)
    settings = _config(options)
    source = _source(options, settings)
    if source is None:
        return UNFINISHED
    try:
        streams.write_bytes(init_airkit.render(source, settings.airkit).encode("utf-8", "replace"))
    except init_airkit.NoExportError as error:
        _say(str(error))
        return UNFINISHED
    return OK


def _parser_of_file(command: str) -> _Parser:
    """Return a parser of what all commands take that look at one file."""
    parser = _Parser(command)
    parser.add_argument("path")
    parser.add_argument("--config")
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--stdin-filename")
    return parser


def _everywhere(options: argparse.Namespace) -> Settings | None:
    """Return the settings that hold for all files, None where each has those of its nearest config."""
    from heap_lint import config

    if options.isolated:
        return config.Settings()
    return config.load(options.config) if options.config is not None else None


def _config(options: argparse.Namespace) -> Settings:
    """Return the settings of the one file that a command is given."""
    from heap_lint.settings.nearest import Configs

    path = _stdin_path(options) if options.path == "-" else options.path
    try:
        return _config_of(path, Configs(_everywhere(options)))
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _config_of(path: str, configs: Configs) -> Settings:
    from heap_lint.files.root import Root
    from heap_lint.settings.nearest import SettingsByFile

    root = Root.of([path])
    return SettingsByFile(configs, root).of(root.inside(path))


def _source(options: argparse.Namespace, settings: Settings) -> Source | None:
    """Return the text of the file that a command is given, None after saying why there is none."""
    from heap_lint import reading
    from heap_lint.frontends import format_of

    _refuse_what_names_nothing(options)
    try:
        if options.path == "-":
            path = _stdin_path(options)
            data = reading.limited(
                streams.read_input(settings.max_file_size), settings.max_file_size
            )
        else:
            path = os.path.relpath(options.path).replace(os.sep, "/")
            if format_of(path) is None and os.path.isfile(path):
                raise reading.CannotReadError("is of no format that is read", "name another file")
            data = reading.read_bytes(options.path, settings.max_file_size)
        return reading.decode(path, reading.unpacked(path, data) or b"")
    except reading.CannotReadError as error:
        _say(f"{options.path}: {error.reason}")
        return None


def _facts(arguments: list[str]) -> int:
    from heap_lint import frontends
    from heap_lint.config import Settings
    from heap_lint.output import facts

    parser = _Parser("facts")
    parser.add_argument("path")
    parser.add_argument("--stdin-filename")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    options = _parse(parser, arguments)
    source = _source(options, Settings())
    if source is None:
        return UNFINISHED
    render = facts.render_json if options.output_format == "json" else facts.render
    streams.write_text(render(source, frontends.facts_in(source)))
    return OK


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "explain": _explain,
    "rules": _rules,
    "facts": _facts,
    "graph": _graph,
    "init-airkit": _init_airkit,
    "baseline": _baseline,
}
_OF_A_FILE = ("facts", "graph", "init-airkit")
"""Those that are given a file, so that they could pass for a check of it."""
