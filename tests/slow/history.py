"""The contents and lines of `scan --history` against a plain scan of every content, and its time against `git log -p -G`."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

PROGRAM = os.environ["BEDROCK_EOL"]
DAY = ["--as-of", "2026-11-23"]
PAIRS = int(os.environ.get("HISTORY_PAIRS", "5"))
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
    started = time.monotonic()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.monotonic() - started


def unreadable(folder):
    """Paths that git cannot compare, since this clone lacks their content: `git log -p` would stop at them."""
    listed = subprocess.run(
        ["git", "rev-list", "--objects", "--missing=print", "HEAD"], cwd=folder, stdout=subprocess.PIPE, check=False
    ).stdout
    missing = {line[1:].decode() for line in listed.splitlines() if line.startswith(b"?")}
    paths = {path for blob, path in versions(folder) if blob in missing}
    return [f":(exclude,literal){os.fsdecode(path)}" for path in sorted(paths)]


def times_of(folder):
    """Medians of pairs; a ratio is that of the two runs of one pair."""
    ours, theirs = [], []
    log = ["git", "log", "-p", "-E", "-G", PATTERN, "HEAD", "--", ".", *unreadable(folder)]
    history = [PROGRAM, "scan", "--history", "--isolated", "--no-ignore", *DAY, "-o", "json"]
    for _ in range(PAIRS):
        ours.append(seconds(history, folder))
        theirs.append(seconds(log, folder))
    ratio = statistics.median(other / mine for mine, other in zip(ours, theirs))
    return f"{statistics.median(ours):.1f} s, git log -p -G {statistics.median(theirs):.1f} s, {ratio:.1f} times"


def main():
    scratch = Path(sys.argv[1])
    for folder in map(Path, os.environ["HISTORIES"].split(":")):
        found, report = reported(folder)
        want = plain(scratch, folder)
        more, less = found - want, want - found
        assert not more and not less, f"{folder}: {sorted(more)[:5]} only in history, {sorted(less)[:5]} only in the plain scan"
        times = times_of(folder) if PAIRS else "not timed"
        looked_at = report["history"]
        print(
            f"ok: {folder.parent.name}: {looked_at['commits_scanned']} commits, {looked_at['blobs']} contents, "
            f"{len(found)} lines in {len(report['findings'])} findings; {times}",
            flush=True,
        )


main()
