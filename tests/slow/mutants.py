#!/usr/bin/env python3
"""Mutation testing with one build for all mutants of a sample.

cargo-mutants lists the mutants; building each of them takes minutes. So here the body of each sampled function gets all
its mutants at once, each in front of the original behind `if active_mutant::is(N)`, in a copy of the source, and which
one is active is a number in a file that every process reads once. Building again is needed only for mutants outside of
functions, in `const fn`s and in functions whose return type is `impl Trait`: those are built alone, last.

A mutant is killed by the first test that fails, or by taking three times as long as the original. The tests that have
killed most mutants of related files run first, then those of related modules, then all. The outcome of each mutant is a
line in results.tsv, and the last line of a mutant counts.

Mutants that no test can kill are listed with the reason in equivalent_mutants.tsv beside this script.
"""

import fnmatch
import functools
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
WORK = Path(os.environ["REAL_HOME"]) / "mutants"
COPY = WORK / "copy"
NUMBER = COPY / "active_mutant" / "number"
RESULTS = WORK / "results.tsv"
SEED = os.environ.get("MUTANTS_SEED", "1")
SIZE = int(os.environ.get("MUTANTS_SIZE", "200"))
RETRY = "MUTANTS_RETRY" in os.environ
FILES = os.environ.get(
    "MUTANTS_FILES",
    "src/git/* src/walk/* src/config/* src/baseline.rs src/suppress/* src/file_access/* src/output/escape.rs"
    " src/silenced.rs src/bin/bedrock-eol/baseline.rs src/bin/bedrock-eol/config.rs"
    " src/run/settings_source.rs src/run/silencing.rs src/run/changes.rs",
).split()
LIMIT = 0.05

# The modules of tests/it that kill most of the mutants of a file; each file's unit tests run before them. First match.
RELATED = [
    ("src/git/*", "git hostile_git settings_of_changes"),
    ("src/walk/*", "walk untrusted_files left_out scan"),
    ("src/config/*", "config untrusted_files settings_of_changes"),
    ("src/baseline.rs", "baseline fingerprints adopt"),
    ("src/suppress/*", "suppress left_out"),
    ("src/silenced.rs", "settings_of_changes suppress"),
    ("src/file_access/*", "untrusted_files baseline init"),
    ("src/output/*", "formats hostile_names hostile pretty"),
    ("src/bin/bedrock-eol/baseline.rs", "baseline untrusted_files"),
    ("src/bin/bedrock-eol/config.rs", "config"),
    ("src/bin/bedrock-eol/*", "settings_of_changes config scan"),
    ("src/run/*", "settings_of_changes config scan"),
    ("src/judge/*", "judge replacements verdicts levels by_region"),
    ("src/surroundings/*", "levels uses occurrences by_region"),
    ("src/detect/*", "levels occurrences shapes calls"),
    ("src/outline/*", "levels uses languages"),
    ("*", "fixtures scan"),
]

ACTIVE_MUTANT = """\
use std::sync::OnceLock;

static ACTIVE: OnceLock<u32> = OnceLock::new();

pub fn is(number: u32) -> bool {
    number == *ACTIVE.get_or_init(|| {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/number")).unwrap_or_default();
        text.trim().parse().unwrap_or(0)
    })
}
"""


class Mutant:
    """One entry of cargo-mutants' list. Its key has no line number, so that it outlives an edit elsewhere."""

    def __init__(self, entry, key):
        self.key, self.file, self.name = key, entry["file"], entry["name"]
        self.span, self.replacement, self.function = entry["span"], entry["replacement"], entry["function"]
        self.number = 0

    def __str__(self):
        return self.name


def listed():
    """The mutants of the chosen files."""
    # What is there for the fuzz targets only is not compiled into the tests.
    command = ["cargo", "mutants", "--list", "--json", "--exclude", "**/fuzzing.rs"]
    command += [x for glob in FILES for x in ("--file", glob)]
    entries = json.loads(subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout)
    seen, mutants = {}, []
    for entry in entries:
        if entry["span"]["start"]["line"] > first_line_of_tests(entry["file"]):
            continue
        key = entry["file"] + ":" + entry["name"].split(":", 3)[3]
        seen[key] = seen.get(key, 0) + 1
        mutants.append(Mutant(entry, key if seen[key] == 1 else f"{key} #{seen[key]}"))
    return mutants


@functools.cache
def first_line_of_tests(file):
    """Where the tests of one system begin, which come last in a file. cargo-mutants knows only those of all systems."""
    text = (REPO / file).read_text()
    found = re.search(r"^#\[cfg\(all\((?:\w+, )?test\b", text, re.M)
    return text.count("\n", 0, found.start()) + 1 if found else sys.maxsize


def sample(mutants):
    """The first SIZE in the order of a hash of seed and key: an edit changes the sample only where it is made."""
    order = sorted(mutants, key=lambda m: hashlib.sha256(f"{SEED}\n{m.key}".encode()).digest())
    return order[:SIZE]


# --- the mutated copy


def offset(text_lines, location):
    """The index in the text of a line and column, both from 1."""
    return text_lines[location["line"] - 1] + location["column"] - 1


def line_starts(text):
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    return starts


# Attributes of code that is not compiled here; cargo-mutants lists it all the same.
OTHER_SYSTEMS = re.compile(r"#\[cfg\((?:not\(unix\)|not\(target_os = \"linux\"\)|windows)\)\]\s")
SIGNATURE = re.compile(r'//[^\n]*|"(?:\\.|[^"\\])*"|[(\[)\]{]', re.S)


def body(text, start, end):
    """The braces of a function's body, and whether its signature lets the body be a choice of two."""
    depth = 0
    for match in SIGNATURE.finditer(text, start, end):
        token = match.group()
        depth += token in ("(", "[")
        depth -= token in (")", "]")
        if token == "{" and depth == 0:
            head = re.sub(r"//[^\n]*", "", text[start : match.start()])
            plain = not re.search(r"->\s*[^{]*\bimpl\b", head) and not re.search(r"\bconst\s+fn\b", head)
            return match.start(), end - 1, plain
    return None


class Instrumented:
    """The text of a file with its mutants, and where each of them is in it."""

    def __init__(self, text, mutants):
        self.regions, self.alone = [], []  # regions: (first line, last line, mutant or the mutants of the original)
        starts, functions = line_starts(text), {}
        self.elsewhere = []
        for mutant in mutants:
            location = mutant.function and tuple(offset(starts, mutant.function["span"][x]) for x in ("start", "end"))
            found = body(text, *location) if location else None
            start, end = (offset(starts, mutant.span[x]) for x in ("start", "end"))
            if location and OTHER_SYSTEMS.search(text, *location):
                self.elsewhere.append(mutant)
                continue
            if not found or not found[2] or not (found[0] < start and end <= found[1]):
                self.alone.append(mutant)
                continue
            inner = text[found[0] + 1 : start] + mutant.replacement + text[end : found[1]]
            functions.setdefault(found[:2], []).append((mutant, inner))
        out, at, line = [], 0, 1

        def add(part):
            nonlocal line
            first = line
            out.append(part)
            line += part.count("\n")
            return first, line

        for (opening, closing), members in sorted(functions.items()):
            if opening < at:  # a function in a function that has mutants, too
                self.alone += [mutant for mutant, _ in members]
                continue
            add(text[at : opening + 1])
            for mutant, inner in members:
                add("\n")
                lines = add(f"if ::active_mutant::is({mutant.number}) {{ return {{ {inner}\n}}; }}")
                self.regions.append((*lines, mutant))
                add("\n")
            lines = add(text[opening + 1 : closing])
            self.regions.append((*lines, [mutant for mutant, _ in members]))
            at = closing
        add(text[at:])
        self.text = "".join(out)

    def at(self, line):
        """What is on the line: a mutant, the mutants of an original body, or None."""
        return next((what for first, last, what in self.regions if first <= line <= last), None)


def write(path, data):
    """Writes unless the file has these bytes, so that Cargo builds only what is new."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def tracked():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, check=True, capture_output=True).stdout
    return [name.decode() for name in names.split(b"\0") if name and (REPO / name.decode()).is_file()]


def read_source():
    """The source as it is in the working tree: a run takes hours, and what is edited meanwhile is for the next one."""
    return {name: ((REPO / name).read_bytes(), (REPO / name).stat().st_mode & 0o777) for name in tracked()}


def make_copy(source, instrumented):
    """The source with mutants, and the crate that knows the active one."""
    for name, (data, mode) in source.items():
        if name in instrumented:
            data = instrumented[name].text.encode()
        if name == "Cargo.toml":
            dependency = b'active_mutant = { path = "active_mutant" }\n'
            data = re.sub(rb"(?m)^(\[(?:build-)?dependencies\]\n)", rb"\1" + dependency, data)
        write(COPY / name, data)
        os.chmod(COPY / name, mode)
    manifest = '[package]\nname = "active_mutant"\nversion = "0.0.0"\nedition = "2024"\n'
    write(COPY / "active_mutant/Cargo.toml", manifest.encode())
    write(COPY / "active_mutant/src/lib.rs", ACTIVE_MUTANT.encode())
    activate(0)
    # What is gone from the source, or what tests have left.
    for path in files_of_copy():
        if path not in source and not path.startswith("active_mutant/"):
            (COPY / path).unlink()


def files_of_copy():
    for folder, folders, names in os.walk(COPY):
        if Path(folder) == COPY:
            folders[:] = [name for name in folders if name != "target"]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), COPY)


def state_of_copy():
    """Whether tests have changed the copy is seen from size and time of each file."""
    state = {}
    for path in files_of_copy():
        status = (COPY / path).lstat()
        state[path] = (status.st_size, status.st_mtime_ns)
    state.pop("active_mutant/number", None)
    return state


def activate(number):
    NUMBER.write_text(f"{number}\n")


# --- building


def cargo(*arguments):
    """Cargo's messages and whether it succeeded."""
    command = ["cargo", *arguments, "--offline", "--message-format=json", "--quiet"]
    # Somewhat optimized, since the tests run hundreds of times; what it depends on is so anyway.
    environment = {**os.environ, "CARGO_PROFILE_DEV_OPT_LEVEL": "1"}
    done = subprocess.run(command, cwd=COPY, capture_output=True, text=True, env=environment)
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    errors = [m["message"] for m in messages if m["reason"] == "compiler-message" and m["message"]["level"] == "error"]
    if done.returncode != 0 and not errors:
        sys.exit(done.stderr)
    return messages, [error for error in errors if error["spans"]]


def locations(error):
    """File and line of each primary span, through the expansions of macros."""
    for span in error["spans"]:
        while span:
            if span["is_primary"] or span["expansion"]:
                yield span["file_name"], span["line_start"]
            span = span["expansion"] and span["expansion"]["span"]


def build(source, mutants, results):
    """Makes the copy with all mutants that build together; returns them and those that need a build of their own."""
    alone, dropped = [], set()
    while True:
        instrumented, alone_now = {}, []
        together = [m for m in mutants if m.key not in dropped and results.get(m.key, [""])[0] != "unviable"]
        for file in sorted({m.file for m in together}):
            text = source[file][0].decode()
            instrumented[file] = Instrumented(text, [m for m in together if m.file == file])
            alone_now += instrumented[file].alone
            for mutant in instrumented[file].elsewhere:
                dropped.add(mutant.key)
                record(mutant, results, "unviable", "not compiled on this system", 0)
        make_copy(source, instrumented)
        _, errors = cargo("check", "--lib", "--bins", "--keep-going")
        if not errors:
            skipped = {m.key for m in alone_now}
            return [m for m in together if m.key not in skipped], alone + alone_now
        before = len(dropped)
        for error in errors:
            for file, line in locations(error):
                what = instrumented[file].at(line) if file in instrumented else None
                if isinstance(what, Mutant) and what.key not in dropped:
                    dropped.add(what.key)
                    record(what, results, "unviable", error["message"].split("\n")[0], 0)
                elif isinstance(what, list):
                    alone += [m for m in what if m.key not in dropped]
                    dropped.update(m.key for m in what)
        print(f"{len(errors)} errors, {len(dropped) - before} mutants fewer", flush=True)
        if len(dropped) == before:
            sys.exit("the copy does not build:\n" + "\n".join(error["rendered"] for error in errors))


def test_binaries():
    """The library's unit tests, the program's, and the integration tests; None where it does not build."""
    messages, errors = cargo("test", "--no-run", "--lib", "--bins", "--tests")
    if errors:
        return None
    found = {}
    for message in messages:
        if message["reason"] == "compiler-artifact" and message["profile"]["test"] and message["executable"]:
            kind = message["target"]["kind"][0]
            found[{"test": "it", "bin": "bin"}.get(kind, "lib")] = message["executable"]
    return found


# --- running


def related(file):
    modules = next(modules for glob, modules in RELATED if fnmatch.fnmatch(file, glob))
    return [f"{module}::" for module in modules.split()]


def area(file):
    return next(glob for glob, _ in RELATED if fnmatch.fnmatch(file, glob))


def killers(file, binaries, results):
    """The steps with the tests that have killed most mutants of related files: name, binary, arguments."""
    killed = [by for key, (outcome, by, _) in results.items() if outcome == "killed" and area(key.split(":")[0]) == area(file)]
    for kind, size in (("lib", 10), ("it", 8)):
        tests = Counter(by.removeprefix(kind + " ") for by in killed if by.startswith(kind + " ") and "::" in by)
        if tests:
            yield f"{kind} killers", binaries[kind], ["--exact", *(test for test, _ in tests.most_common(size))]


def stages(file, binaries, excluded):
    """The steps that try a mutant of the file, cheapest first: name, binary, arguments."""
    module = file.removeprefix("src/").split("/")[0].removesuffix(".rs")
    skips = [x for name in sorted(excluded) for x in ("--skip", name)]
    if module == "bin":
        yield "bin", binaries["bin"], skips
    else:
        yield f"lib {module}", binaries["lib"], [f"{module}::", *skips]
    near = related(file)
    yield "it " + " ".join(near), binaries["it"], [*near, *skips]
    yield "it others", binaries["it"], [x for name in near for x in ("--skip", name)] + skips
    if module != "bin":
        yield "lib others", binaries["lib"], ["--skip", f"{module}::", *skips]


def limits():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


def run(binary, arguments, timeout):
    """Runs until the first failure: ("passed" | "failed" | "timeout", the test that failed)."""
    environment = {**os.environ, "CARGO_MANIFEST_DIR": str(COPY), "INSTA_UPDATE": "no", "TMPDIR": str(WORK / "tmp")}
    process = subprocess.Popen(
        [binary, *arguments], cwd=COPY, env=environment, preexec_fn=limits, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
    signal.alarm(int(timeout))
    started, failed = time.monotonic(), []
    for line in process.stdout:
        if match := re.match(r"test (\S+)( - should panic)? \.\.\. FAILED", line):
            failed.append(match.group(1))
            os.killpg(process.pid, signal.SIGKILL)
            break
    status = process.wait()
    signal.alarm(0)
    try:
        os.killpg(process.pid, signal.SIGKILL)  # what a test has started and left
    except ProcessLookupError:
        pass
    if failed:
        return "failed", failed[0]
    if time.monotonic() - started >= int(timeout):
        return "timeout", ""
    return ("passed", "") if status == 0 else ("failed", f"exit {status}")


def measure(files, binaries):
    """The seconds of each stage without a mutant, and the tests that fail in a copy and so are excluded."""
    seconds, excluded = {}, set()
    activate(0)
    for file in files:
        for name, binary, arguments in stages(file, binaries, excluded):
            while name not in seconds:
                started = time.monotonic()
                outcome, test = run(binary, [*arguments, *(x for e in excluded for x in ("--skip", e))], 1800)
                if outcome == "passed":
                    seconds[name] = time.monotonic() - started
                elif outcome == "failed" and not test.startswith("exit") and len(excluded) < 5:
                    print(f"excluded, since it fails without a mutant: {test}", flush=True)
                    excluded.add(test)
                else:
                    sys.exit(f"the tests fail without a mutant: {name} {outcome} {test}")
    return seconds, excluded


def attempt(mutant, binaries, seconds, excluded, results):
    """The outcome of one mutant, and the test that has killed it."""
    activate(mutant.number)
    steps = [*killers(mutant.file, binaries, results), *stages(mutant.file, binaries, excluded)]
    for name, binary, arguments in steps:
        outcome, test = run(binary, arguments, 3 * seconds.get(name, 40) + 60)
        if outcome == "failed":
            return "killed", f"{name.split()[0]} {test}"
        if outcome == "timeout":
            return "timeout", name
    return "survived", ""


# --- results


def read_results():
    results = {}
    if RESULTS.is_file():
        for line in RESULTS.read_text().splitlines():
            key, *rest = line.split("\t")
            results[key] = rest
    return results


def record(mutant, results, outcome, by, seconds):
    results[mutant.key] = [outcome, by, f"{seconds:.0f}"]
    with RESULTS.open("a") as file:
        file.write("\t".join([mutant.key, *results[mutant.key]]) + "\n")
    print(f"{outcome:9} {mutant.name}" + (f"  [{by}]" if by else ""), flush=True)


def equivalents():
    lines = (HERE / "equivalent_mutants.tsv").read_text().splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def pending(mutants, results):
    done = {"killed", "timeout", "unviable"} | (set() if RETRY else {"survived"})
    return [m for m in mutants if results.get(m.key, [""])[0] not in done]


def try_all(mutants, results):
    """Those that build together, then each of the others."""
    waiting = {m.key for m in pending(mutants, results)}
    if not waiting:
        return
    source = read_source()
    together, alone = build(source, mutants, results)
    binaries = test_binaries() or sys.exit("the tests do not build")
    todo = [m for m in together if m.key in waiting]
    seconds, excluded = measure(sorted({m.file for m in mutants if m.key in waiting}), binaries)
    clean = state_of_copy()
    for mutant in todo:
        started = time.monotonic()
        record(mutant, results, *attempt(mutant, binaries, seconds, excluded, results), time.monotonic() - started)
        if state_of_copy() != clean:
            build(source, mutants, results)  # a test has changed the copy
            clean = state_of_copy()
    for mutant in (m for m in alone if m.key in waiting):
        started = time.monotonic()
        record(mutant, results, *try_alone(source, mutant, seconds, excluded, results), time.monotonic() - started)


def try_alone(source, mutant, seconds, excluded, results):
    text = source[mutant.file][0].decode()
    start, end = (offset(line_starts(text), mutant.span[x]) for x in ("start", "end"))
    before = (COPY / mutant.file).read_bytes()
    (COPY / mutant.file).write_text(text[:start] + mutant.replacement + text[end:])
    try:
        binaries = test_binaries()
        return attempt(mutant, binaries, seconds, excluded, results) if binaries else ("unviable", "")
    finally:
        (COPY / mutant.file).write_bytes(before)


def main():
    (WORK / "tmp").mkdir(parents=True, exist_ok=True)
    everything = listed()
    mutants = sample(everything)
    for number, mutant in enumerate(mutants, 1):
        mutant.number = number
    results, equivalent = read_results(), equivalents()
    keys = {m.key for m in everything}
    print(f"{len(mutants)} of {len(everything)} mutants, {len(pending(mutants, results))} to try", flush=True)
    try_all([m for m in mutants if m.key not in equivalent], results)
    outcomes = {m.key: "equivalent" if m.key in equivalent else results[m.key][0] for m in mutants}
    count = {name: list(outcomes.values()).count(name) for name in ("killed", "timeout", "survived", "unviable", "equivalent")}
    viable = count["killed"] + count["timeout"] + count["survived"]
    print(f"seed {SEED}: " + ", ".join(f"{number} {name}" for name, number in count.items()))
    for mutant in mutants:
        if outcomes[mutant.key] == "survived":
            print(f"survived: {mutant.key} ({mutant.name.split(': ')[0]})")
    for key in sorted(set(equivalent) - keys):
        if any(fnmatch.fnmatch(key.split(":")[0], glob) for glob in FILES):
            print(f"not listed any more: {key}")
    if count["survived"] >= LIMIT * viable:
        sys.exit(f"{count['survived']} of {viable} survive")


main()
