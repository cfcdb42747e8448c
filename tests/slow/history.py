"""The contents and lines of `scan --history` against a plain scan of every content, and its time against `git log -p -G`.

With GITLEAKS=PROGRAM also against gitleaks with one rule of the same pattern.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

PROGRAM = os.environ["BEDROCK_EOL"]
DAY = ["--as-of", "2026-11-23"]
PAIRS = int(os.environ.get("HISTORY_PAIRS", "5"))
GITLEAKS = os.environ.get("GITLEAKS")
# Rules whose findings are about the run, not about a model in a file.
ABOUT_SETTINGS = {"unused-suppression", "expired-suppression", "stale-baseline", "catalog-stale"}
# What the program looks for first, as an expression of git.
PATTERN = (
    "(anthropic|amazon|meta|mistral|cohere|ai21|stability|deepseek|openai|qwen|moonshot|minimax|zai|google|nvidia|writer|"
    "twelvelabs|luma)\\.[a-z0-9-]+"
)


def git(folder, *arguments, **options):
    return subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, **options).stdout


def versions(folder):
    """Each content of a regular file at each path: a set of (blob, path)."""
    found = set()
    log = git(folder, "log", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev", "--format=", "HEAD")
    fields = iter(log.split(b"\0"))
    for field in fields:
        entry = field.strip(b"\n")
        if entry.startswith(b":"):
            _, mode, _, blob, _ = entry.split(b" ")
            path = next(fields)
            if mode.startswith(b"100"):
                found.add((blob.decode(), path))
    return found


def contents(folder, blobs):
    """Each content that is in this clone."""
    process = subprocess.Popen(["git", "cat-file", "--batch"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask():
        with process.stdin:
            for blob in blobs:
                process.stdin.write(blob.encode() + b"\n")

    threading.Thread(target=ask).start()
    for blob in blobs:
        header = process.stdout.readline().split()
        if header[-1] == b"missing":
            continue
        yield blob, process.stdout.read(int(header[2]) + 1)[:-1]
    process.wait()


def scan_records(rows, found):
    """Scans (blob, path, text) as records; adds (blob, line) of each finding."""
    command = [PROGRAM, "scan", "--records", "--isolated", *DAY]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write():
        with process.stdin:
            for blob, path, text in rows:
                record = {"repo": blob, "path": path, "content": text}
                process.stdin.write(json.dumps(record).encode() + b"\n")

    threading.Thread(target=write).start()
    for line in process.stdout:
        row = json.loads(line)
        if row["type"] == "finding" and row["rule"] not in ABOUT_SETTINGS:
            found.add((row["repo"], row["line"]))
        assert row["type"] != "error", row
    assert process.wait() == 0


def scan_file(folder, blob, path, content, found):
    """Scans content that is not UTF-8, which no record can have, in a file."""
    root = folder / "files"
    file = root / os.fsdecode(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    command = [PROGRAM, "scan", "--isolated", "--no-cross-file", "--no-ignore", *DAY, "-o", "json", os.fsdecode(path)]
    run = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, check=False)
    file.unlink()
    for finding in json.loads(run.stdout)["findings"]:
        if finding["rule"] not in ABOUT_SETTINGS:
            found.add((blob, finding["line"]))


def plain(scratch, folder):
    paths = {}
    for blob, path in versions(folder):
        paths.setdefault(blob, set()).add(path)
    found, others = set(), []

    def rows():
        for blob, content in contents(folder, sorted(paths)):
            try:
                text = content.decode()
            except UnicodeDecodeError:
                text = None
            # The program says of a zero byte that the content is binary, as of a file.
            for path in paths[blob]:
                try:
                    name = path.decode()
                except UnicodeDecodeError:
                    name = None
                if text is None or name is None or len(content) > 16 << 20:
                    others.append((blob, path))
                else:
                    yield blob, name, text

    scan_records(rows(), found)
    by_blob = {}
    for blob, path in others:
        by_blob.setdefault(blob, []).append(path)
    for blob, content in contents(folder, sorted(by_blob)):
        # Most are images: a file without any of these words has no finding in any encoding.
        plain_text = content.replace(b"\0", b"").lower()
        if any(word in plain_text for word in (b"anthropic", b"claude", b"titan", b"nova", b"bedrock", b"llama")):
            for path in by_blob[blob]:
                scan_file(scratch, blob, path, content, found)
    return found


def reported(folder):
    run = subprocess.run(
        [PROGRAM, "scan", "--history", "--isolated", "--no-ignore", *DAY, "-o", "json"],
        cwd=folder, stdout=subprocess.PIPE, check=False,
    )
    report = json.loads(run.stdout)
    found = {(v["blob"], v["line"]) for one in report["findings"] for v in one["history"]["versions"]}
    return found, report


def seconds(command, folder):
    """Seconds until the command ends, and those of the processor that it and its children take."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # Ours ends with 2 where this clone lacks a content, which the report lists.
    assert process.returncode in (0, 1, 2), f"{command[:3]} exited with {process.returncode}"
    return time.monotonic() - started, used.ru_utime + used.ru_stime


def unreadable(folder):
    """Paths that git cannot compare, since this clone lacks their content: `git log -p` would stop at them."""
    listed = subprocess.run(
        ["git", "rev-list", "--objects", "--missing=print", "HEAD"], cwd=folder, stdout=subprocess.PIPE, check=False
    ).stdout
    missing = {line[1:].decode() for line in listed.splitlines() if line.startswith(b"?")}
    paths = {path for blob, path in versions(folder) if blob in missing}
    return [f":(exclude,literal){os.fsdecode(path)}" for path in sorted(paths)]


def commands(scratch, folder):
    """What is timed: our command first, and the others by their names."""
    without = unreadable(folder)
    found = {
        "scan --history": [PROGRAM, "scan", "--history", "--isolated", "--no-ignore", *DAY, "-o", "json"],
        "git log -p -G": ["git", "log", "-p", "-E", "-G", PATTERN, "HEAD", "--", ".", *without],
    }
    if GITLEAKS:
        # One rule with the same pattern, and the words that gitleaks looks for before it tries the pattern.
        rules = scratch / "gitleaks.toml"
        words = PATTERN[1:].partition(")")[0].split("|")
        rules.write_text(f"[[rules]]\nid = 'model'\nregex = '''{PATTERN}'''\nkeywords = {[word + '.' for word in words]}\n")
        # It splits these options at spaces.
        options = " ".join(["HEAD", "--", ".", *(re.sub(r"[\s*?\[\]\\]", "?", path.replace(",literal", "")) for path in without)])
        flags = ["--max-decode-depth", "0", "--no-banner", "--exit-code", "0"]
        found["gitleaks"] = [GITLEAKS, "git", "--log-opts", options, "--config", rules, *flags]
    return found


def times_of(scratch, folder):
    """Medians of rounds in turn; a ratio is that of two runs of one round."""
    ours, *others = commands(scratch, folder).items()
    rounds = [{name: seconds(command, folder) for name, command in (ours, *others)} for _ in range(PAIRS)]

    def median(of):
        return statistics.median(of(times) for times in rounds)

    def said(name):
        wall, processor = (median(lambda times: times[name][which]) for which in (0, 1))
        return f"{name} {wall:.1f} s ({processor:.1f} s of the processor)"

    def ratio(name):
        return " and ".join(f"{median(lambda times: times[name][which] / times[ours[0]][which]):.1f}" for which in (0, 1))

    return "; ".join([said(ours[0]), *(f"{said(name)}, {ratio(name)} times" for name, _ in others)])


def main():
    scratch = Path(sys.argv[1])
    for folder in map(Path, os.environ["HISTORIES"].split(":")):
        found, report = reported(folder)
        want = plain(scratch, folder)
        more, less = found - want, want - found
        assert not more and not less, f"{folder}: {sorted(more)[:5]} only in history, {sorted(less)[:5]} only in the plain scan"
        times = times_of(scratch, folder) if PAIRS else "not timed"
        looked_at = report["history"]
        print(
            f"ok: {folder.parent.name}: {looked_at['commits_scanned']} commits, {looked_at['blobs']} contents, "
            f"{len(found)} lines in {len(report['findings'])} findings; {times}",
            flush=True,
        )


main()
