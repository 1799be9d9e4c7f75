"""Every message a user can be shown as a failure, in one place, each with a code.

``raise errors.no_such_input(path)``: a function here builds the error, so that two places that fail alike say the
same thing, and the codes can be looked up and searched for. A message is one line and says what happened, where,
and what to do about it. The hundreds group the codes:

    E1xx  inputs      E2xx  rules, model, gold      E3xx  workspace (the output folder)
    E4xx  queries     E5xx  names                   E6xx  exports       E7xx  serving
    E9xx  everything else

Reasons for skipping one document among many are built here too: ``skip = errors.empty_file(name)`` gives the
``skip.code`` and ``skip.message`` that go into the report.

A code is never given a second meaning; a new message takes the next free number of its hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

#: A path as the user gave it, or a bare file name where a path must not be shown.
Where = Path | str


class KgError(Exception):
    """A failure that is explained to the user: one line, no traceback, exit code 1.

    ``code`` is the searchable code ("E101"), ``message`` the line without it; ``str(error)`` is "E101 message".
    """

    def __init__(self, code: str, message: str) -> None:
        # One line whatever a file name or a library's own message holds.
        self.code = code
        self.message = " ".join("".join(c if c.isprintable() else " " for c in message).split())
        super().__init__(f"{code} {self.message}")

    def __reduce__(self) -> tuple[type[KgError], tuple[str, str]]:
        # Without this a KgError raised in a worker process could not travel back: Exception pickles ``args`` only.
        return type(self), (self.code, self.message)


def reason(error: BaseException) -> str:
    """What a library's or the system's exception says, short: no errno, no path, no traceback."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _some(names: Iterable[str], limit: int = 12) -> str:
    listed = list(names)
    more = f" and {len(listed) - limit} more" if len(listed) > limit else ""
    return (", ".join(listed[:limit]) or "none") + more


# --- E1xx inputs -----------------------------------------------------------------------------------------------------


def no_such_input(path: Where) -> KgError:
    return KgError("E101", f"no such file or folder: {path}; check the name")


def unreadable_input(path: Where, why: str) -> KgError:
    return KgError("E102", f"cannot read {path}: {why}; check its permissions")


def nothing_readable(inputs: Iterable[Where], reasons: Sequence[str]) -> KgError:
    """``reasons``: for each file that was looked at, why it was skipped; empty where there was none."""
    where = _some(map(str, inputs))
    if not reasons:
        return KgError("E103", f"no files in {where}; nothing was written")
    found = reasons[0] if len(reasons) == 1 else f"{len(reasons)} files were looked at; the first: {reasons[0]}"
    return KgError("E103", f"no readable cable in {where}; {found}; nothing was written")


def empty_file(path: Where) -> KgError:
    return KgError("E104", f"{path} is empty; there is nothing to read in it")


def not_text(path: Where) -> KgError:
    return KgError("E105", f"{path} is not a text file; cables are text, HTML or CSV, or archives of these")


def not_a_cable(path: Where, missing: str) -> KgError:
    """``missing``: what a cable has and this file has not, for example "an id on the first line"."""
    return KgError("E106", f"{path} does not look like a cable: it lacks {missing}")


def duplicate_cable(path: Where, cable: str, first: Where) -> KgError:
    return KgError("E107", f"{path} holds cable {cable}, already read from {first}; the first one was kept")


def too_large(path: Where, size: int, limit: int) -> KgError:
    """``size`` and ``limit`` in bytes."""
    return KgError("E108", f"{path} has {size} bytes, more than the {limit} a cable may have; split it")


def not_a_regular_file(path: Where) -> KgError:
    return KgError("E109", f"{path} is neither a file nor a folder; give files or folders of cables")


def same_cable_twice(path: Where, cable: str, first: Where) -> KgError:
    return KgError("E110", f"{path} holds cable {cable} in the same bytes as {first}; it was read once")


def extraction_failed(path: Where, error: BaseException) -> KgError:
    """An exception nobody foresaw, brought out by one document: a defect of kg."""
    said = f"{type(error).__name__}: {reason(error)}"
    return KgError("E111", f"{path} was read, but extraction failed ({said}); please report it")


def is_a_link(path: Where) -> KgError:
    return KgError("E112", f"{path} is a link; links in folders and archives are not followed: give what it points to")


def bad_archive(path: Where, why: str) -> KgError:
    return KgError("E113", f"{path} cannot be unpacked: {why}; what was read of it before that was kept")


def unpacks_to_too_much(path: Where, limit: int) -> KgError:
    """``limit`` in bytes: what an archive of this size may unpack to."""
    return KgError(
        "E114", f"{path} unpacks to more than {limit} bytes; the rest of it was left out: unpack it yourself"
    )


def nested_too_deep(path: Where, limit: int) -> KgError:
    """``limit``: how many archives may lie in one another."""
    return KgError("E115", f"{path} is an archive inside more than {limit} others; unpack it yourself")


def outside_the_archive(path: Where) -> KgError:
    return KgError("E116", f"{path} names a place outside its archive; it was left out: rename it to read it")


def too_many_members(path: Where, limit: int) -> KgError:
    return KgError("E117", f"{path} holds more than {limit} files; the rest was left out: split it")


def bad_record(path: Where, why: str) -> KgError:
    """One record of a file of many. ``why``: what is wrong with it, for example "it has 5 fields, not 8"."""
    return KgError("E118", f"{path} cannot be read: {why}; the other records were read")


def changed_meanwhile(path: Where) -> KgError:
    return KgError("E119", f"{path} was changed or taken away while it was read; build again")


def cable_ends_workers(path: Where) -> KgError:
    return KgError("E120", f"{path} was left out: twice the process that worked on it was killed or did not end")


# --- E2xx rules, model, gold -----------------------------------------------------------------------------------------


def no_data(looked_in: Iterable[Where]) -> KgError:
    return KgError("E201", f"the rules and the model were not found in {_some(map(str, looked_in))}; install kg again")


def bad_rules(file: Where, line: int | None, problem: str) -> KgError:
    """One problem in a rule file; ``line`` counts from 1, None where no line can be named."""
    where = f"{file}:{line}" if line is not None else f"{file}"
    return KgError("E202", f"{where}: {problem}; `kg rules check` lists every problem")


def rules_have_problems(count: int) -> KgError:
    return KgError("E203", f"{count} problem(s) in the rules, listed above; mend the files named there")


def no_model(path: Where) -> KgError:
    return KgError("E204", f"no model at {path}; install kg again or train one with `kg train`")


def bad_model(path: Where, why: str) -> KgError:
    return KgError("E205", f"cannot load the model at {path}: {why}; install kg again or train one with `kg train`")


def no_gold(path: Where) -> KgError:
    return KgError("E206", f"no gold annotation in {path}: it needs ID.json beside ID.txt for at least one cable")


def bad_gold(path: Where, problem: str) -> KgError:
    return KgError("E207", f"cannot use the gold annotation {path}: {problem}")


def output_exists(path: Where) -> KgError:
    return KgError("E208", f"{path} is already there; choose another name or remove it first")


def too_few_for_folds(cables: int, folds: int) -> KgError:
    return KgError("E209", f"{cables} annotated cable(s) besides the seed are too few for {folds} folds; ask for fewer")


def other_folds(path: Where) -> KgError:
    return KgError("E210", f"the model at {path} was trained on other cables than this fold needs; remove it first")


# --- E3xx workspace --------------------------------------------------------------------------------------------------


def no_workspace(path: Where, kept: int = 0) -> KgError:
    """``kept``: the results of so many documents wait for a build that was interrupted."""
    if kept:
        said = f"results of {kept} document(s) are kept, and `kg build INPUT -o {path}` goes on from there"
        return KgError("E301", f"{path} holds no built graph yet; {said}")
    return KgError("E301", f"{path} holds no built graph; run `kg build INPUT -o {path}` first")


def foreign_folder(path: Where) -> KgError:
    return KgError("E302", f"{path} holds files that `kg build` did not write; choose an empty or new folder")


def rebuild(path: Where, why: str) -> KgError:
    """``why``: what does not fit, for example "graph.ttl is not the file the manifest names"."""
    return KgError("E303", f"{path} is damaged or half written ({why}); rebuild it with `kg build INPUT -o {path}`")


def cannot_write(path: Where, why: str) -> KgError:
    return KgError("E304", f"cannot write {path}: {why}; choose another place or mend its permissions")


def not_a_folder(path: Where) -> KgError:
    return KgError("E305", f"{path} is not a folder; name a folder for the output")


def made_by_another_version(path: Where, found: str, known: str) -> KgError:
    return KgError(
        "E306", f"{path} has layout {found}, this kg reads {known}; rebuild it with `kg build INPUT -o {path}`"
    )


def workspace_busy(path: Where) -> KgError:
    return KgError("E307", f"another `kg build` is writing to {path}; wait for it to end")


def masked_workspace(path: Where) -> KgError:
    return KgError("E308", f"{path} was built without protected names; rebuild it with --include-protected to see them")


def does_not_conform(path: Where, count: int) -> KgError:
    return KgError("E309", f"{path} breaks the shapes of its RDF in {count} place(s), listed above; please report it")


def bad_correction(path: Where, line: int, problem: str) -> KgError:
    """``line`` counts from 1."""
    return KgError("E310", f"{path}:{line} is no correction: {problem}; mend or remove this line")


def foreign_parts(path: Where) -> KgError:
    return KgError("E312", f"{path} holds files that `kg build` did not write; choose another folder with --parts")


def unknown_inputs(parts: Where) -> KgError:
    """``parts``: the folder that would tell what a workspace was built from."""
    return KgError(
        "E313", f"{parts} does not know what the workspace was built from; build it again from all its inputs"
    )


def damaged_part(path: Where, why: str) -> KgError:
    return KgError("E314", f"{path} is damaged ({why}) and was thrown away; give the command again")


def no_cable_left(path: Where, parts: Where) -> KgError:
    """``path``: a workspace whose last cable was to be removed; ``parts``: what is kept beside it."""
    return KgError("E315", f"{path} would hold no cable; nothing was removed: to drop all, delete {path} and {parts}")


# --- E4xx queries ----------------------------------------------------------------------------------------------------


def query_syntax(why: str) -> KgError:
    return KgError("E401", f"the query is not valid SPARQL: {why}")


def query_refused(what: str) -> KgError:
    """``what``: the construct that is not allowed, for example "SERVICE"."""
    return KgError("E402", f"the query uses {what}, which kg does not run: queries only read the graph at hand")


def no_such_saved_query(name: str, names: Iterable[str]) -> KgError:
    return KgError("E403", f"no saved query named {name!r}; there are: {_some(sorted(names))}")


def query_failed(why: str) -> KgError:
    return KgError("E404", f"the query could not be answered: {why}")


def format_does_not_fit(fmt: str, kind: str, formats: Iterable[str]) -> KgError:
    """``kind``: what the query gives back: "a table", "yes or no", "a graph"."""
    return KgError("E405", f"this query gives {kind}, which cannot be written as {fmt}; use one of: {_some(formats)}")


def query_took_too_long(seconds: str) -> KgError:
    return KgError("E406", f"the query was ended after {seconds} s; ask for less at once, or allow more: --timeout")


def query_needs_memory() -> KgError:
    return KgError("E407", "the query was ended: it needs more memory than a query may have; ask for less at once")


def query_crashed() -> KgError:
    return KgError("E408", "the query could not be read to its end: it is nested too deeply; write it more simply")


def answer_too_long(limit: int) -> KgError:
    """``limit`` in bytes."""
    return KgError("E409", f"the answer is longer than {limit} bytes; ask for less at once: LIMIT, or --limit")


def no_such_param(name: str, query: str, names: Iterable[str]) -> KgError:
    return KgError("E410", f"the saved query {query} has no parameter {name!r}; it has: {_some(names)}")


def bad_param(name: str, value: str) -> KgError:
    return KgError("E411", f"the parameter {name} is a whole number, which {value!r} is not")


def missing_param(query: str, name: str, description: str) -> KgError:
    return KgError("E413", f"the saved query {query} needs --param {name}=... ({description})")


def not_acceptable(kind: str) -> KgError:
    """``kind``: what the query gives back: "rows", "truth" or "triples"."""
    return KgError("E412", f"the query gives {kind}, for which no format was asked that kg writes; see /sparql")


# --- E5xx names ------------------------------------------------------------------------------------------------------


def no_such_entity(name: str, nearest: Iterable[str]) -> KgError:
    close = list(nearest)
    hint = f"; did you mean: {_some(close)}?" if close else "; `kg query --list` shows ways to list names"
    return KgError("E501", f"nobody and nothing is called {name!r} in this graph{hint}")


def no_such_cable(cable: str) -> KgError:
    return KgError("E502", f"no cable {cable!r} in this workspace; its id is the one that `kg show` and the pages name")


def nothing_chosen(choice: str) -> KgError:
    """``choice``: what of the graph was asked for, in words."""
    return KgError("E504", f"nothing in this graph is {choice}; choose more of it")


def bad_base_iri(value: str) -> KgError:
    return KgError(
        "E503",
        f"{value!r} cannot be a base IRI; give an http or https address of plain characters that ends in a slash, "
        "such as https://example.org/cables/",
    )


# --- E6xx exports ----------------------------------------------------------------------------------------------------


def unknown_format(name: str, names: Iterable[str]) -> KgError:
    return KgError("E601", f"no export format named {name!r}; there are: {_some(names)}")


def output_is_folder(path: Where) -> KgError:
    return KgError("E602", f"{path} is a folder; name a file for the export")


def page_missing(path: Where) -> KgError:
    return KgError(
        "E603", f"the page's template {path} is missing; install kg again (or `npm run build` in kg/serve/web)"
    )


def export_failed(fmt: str, why: str) -> KgError:
    return KgError("E604", f"the graph could not be written as {fmt}: {why}")


def not_our_rdf(where: Where, why: str) -> KgError:
    """``why``: what a graph written by kg has and this RDF has not."""
    return KgError("E605", f"{where} cannot be read as a graph of kg: {why}; give a file that `kg export` wrote")


def format_cannot(fmt: str, what: str, formats: Iterable[str]) -> KgError:
    """``what``: the option asked for, for example "--split"."""
    return KgError("E606", f"{what} does not go with the format {fmt}; use one of: {_some(formats)}")


def graph_too_large(fmt: str, size: int, limit: int) -> KgError:
    """``size`` and ``limit`` in bytes."""
    return KgError(
        "E607",
        f"the graph has {size // 1_000_000} MB or more as {fmt}, and one page may have {limit // 1_000_000}; choose a "
        "part of it: --about NAME, --cable ID, --since DATE, --until DATE",
    )


def part_of_the_workspace(path: Where) -> KgError:
    return KgError("E608", f"{path} is a file of the workspace itself; choose another name for the export")


# --- E7xx serving ----------------------------------------------------------------------------------------------------


def cannot_listen(host: str, port: int, why: str) -> KgError:
    return KgError("E701", f"cannot listen on {host}, port {port}: {why}; choose another with --port")


def bad_request(why: str) -> KgError:
    return KgError("E702", f"the request cannot be understood: {why}")


def unknown_host(host: str) -> KgError:
    return KgError("E703", f"requests for {host!r} are not answered here; use the address that `kg serve` printed")


def server_busy() -> KgError:
    return KgError("E704", "too many queries run at the moment; ask again in a few seconds")


def not_found(path: str) -> KgError:
    return KgError("E705", f"nothing is known at {path}")


def not_allowed(why: str) -> KgError:
    """A write that may not be. ``why``: what it lacks, for example "it lacks the page's token"."""
    return KgError("E706", f"nothing may be changed from here: {why}; open the page with `kg serve W --open`")


def bad_judgement(why: str) -> KgError:
    return KgError("E707", f"that is no correction of this graph: {why}; nothing was written")


def too_large_to_explore(size: int, limit: int) -> KgError:
    """``size`` and ``limit`` of graph.json in bytes."""
    return KgError(
        "E709",
        f"the graph has {size // 1_000_000} MB, more than the {limit // 1_000_000} MB that the explorer takes: choose "
        "a part with --about NAME, --cable ID, --since DATE or --until DATE; SPARQL (/sparql) answers from all of it",
    )


def workspace_changed() -> KgError:
    return KgError("E708", "the graph has changed since the page was loaded; load it again; nothing was written")


# --- E9xx everything else --------------------------------------------------------------------------------------------


def missing_extra(package: str, extra: str) -> KgError:
    return KgError("E901", f"this needs {package}, which is not installed; run `pip install 'cable-kg[{extra}]'`")


def no_workers() -> KgError:
    return KgError(
        "E902",
        "no worker process could be started; use --workers 0, and in a script of your own call kg.build only below "
        '`if __name__ == "__main__":`',
    )


def no_such_benchmark_part(name: str, names: Iterable[str]) -> KgError:
    return KgError("E903", f"this benchmark has no part {name!r}; there are: {_some(names)}")


def spark_failed(why: str) -> KgError:
    return KgError("E904", f"Spark could not do the work: {why}; what was finished is kept, so give the command again")


def spark_needed(path: Where) -> KgError:
    return KgError("E905", f"{path} is an address that only Spark reads; give --engine spark")


def no_browser() -> KgError:
    return KgError("E906", "this needs Chromium or Chrome, and none was found; KG_BROWSER names one elsewhere")


def internal(error: BaseException) -> KgError:
    """An exception nobody foresaw: a defect of kg."""
    said = f"{type(error).__name__}: {reason(error)}"
    return KgError("E999", f"internal error ({said}); please report it; KG_DEBUG=1 shows the traceback")
