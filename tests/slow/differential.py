#!/usr/bin/env python3
"""Compares the scanner with a plain search, line by line.

The plain search knows nothing but the IDs that `catalog list` prints. A line counts where one of them is a token: no
letter, digit, `_` or `-` is directly before or after it. Every such line must have a reference to that ID in the
scanner's report, and every reference of the report that has an ID as it is written must be on such a line, but for the
differences that are listed below with their reasons.

    differential.py FOLDER…
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PROGRAM = os.environ["BEDROCK_EOL"]

# Lines that only the plain search has: what is around the ID, with `{id}` for it, and why it is not an ID of Bedrock.
ONLY_PLAIN = [
    (r"\{id\}@", "followed by @: a model of Vertex AI"),
    (r"\{id\}\.(?:md|html)\b", "the name of a file"),
    (r"\{id\}\.[0-9]", "a longer version: a model of Oracle Cloud"),
]

# Lines that only the scanner has.
ONLY_SCANNER = [
    (r"\{id\}-(?:\.\.\.|\u2026|\*)", "ends in an ellipsis or a wildcard"),
    (r":-\{id\}", "the default of a variable of a shell"),
    (r"%2[Ff]\{id\}", "percent-encoded"),
    (r"\\n\{id\}", "after an escaped end of line"),
    (r"\\x[0-9A-Fa-f]{2}\{id\}", "after an escaped byte"),
    (r"\{id\}-\{", "ends in a placeholder"),
]


def known_ids():
    listed = subprocess.run([PROGRAM, "catalog", "list", "--output", "json"], check=True, capture_output=True)
    return [model["id"] for model in json.loads(listed.stdout)["models"]]


def text_of(path):
    """The text of a file, or None where it is binary."""
    data = path.read_bytes()
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return None if b"\0" in data else data.decode("utf-8", "replace")


def plain_search(folder, ids):
    """(path, line) -> the IDs that are tokens there."""
    longest_first = sorted(ids, key=len, reverse=True)
    token = re.compile(r"(?<![A-Za-z0-9_-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![A-Za-z0-9_-])")
    found = {}
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = Path(root) / name
            if path.is_symlink() or not path.is_file() or (text := text_of(path)) is None:
                continue
            for number, line in enumerate(text.split("\n"), 1):
                for match in token.finditer(line):
                    found.setdefault((os.path.relpath(path, folder), number), []).append((match.group(), line))
    return found


def prefix_of(folder):
    """What the report's paths begin with: they are relative to the project, which can be around the folder."""
    asked = subprocess.run(["git", "rev-parse", "--show-prefix"], cwd=folder, capture_output=True, text=True)
    return asked.stdout.strip() if asked.returncode == 0 else ""


def scan(folder):
    """(path, line) -> the references of the report, and the files that it lists as not scanned."""
    prefix = prefix_of(folder)
    arguments = ["scan", "--untrusted", "--no-ignore", "--as-of", "2026-11-28", "-o", "jsonl", "--exit-zero"]
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "report.json"
        done = subprocess.run([PROGRAM, *arguments, "-o", f"json={whole}"], cwd=folder, capture_output=True)
        report = json.loads(whole.read_bytes())
    if done.returncode != 0:
        print(f"{folder}: {[error['path'] for error in report['errors']]} not scanned")
    found = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record["type"] in ("finding", "reference") and record.get("text"):
            for number in range(record["line"], record["end_line"] + 1):
                found.setdefault((record["path"].removeprefix(prefix), number), []).append(record)
    left_out = {entry["path"].removeprefix(prefix) for entry in report["skipped"] + report["errors"] if entry["path"]}
    return found, left_out


def reason(listed, identifier, line):
    """Why a line may be one of the two alone, by the list."""
    line = line.replace(identifier, "{id}")
    return next((why for pattern, why in listed if re.search(pattern, line)), None)


def compare(folder, ids):
    plain = plain_search(folder, ids)
    ours, skipped = scan(folder)
    counts, differences = Counter(), []
    for location, tokens in sorted(plain.items()):
        if location[0] in skipped:
            counts["in files that the report lists as left out"] += 1
            continue
        for identifier, line in tokens:
            counts["tokens"] += 1
            if any(identifier in record["text"] or identifier in record["models"] for record in ours.get(location, [])):
                counts["equal"] += 1
            elif why := reason(ONLY_PLAIN, identifier, line):
                counts[why] += 1
            else:
                differences.append(("only the plain search", location, identifier, line))
    for location, records in sorted(ours.items()):
        for record in records:
            written = [identifier for identifier in ids if identifier in record["text"]]
            is_one_line = record["line"] == record["end_line"]
            if location in plain or record["resolution"] != "exact" or not written or not is_one_line:
                continue
            text, identifier = text_of(folder / location[0]), max(written, key=len)
            if text is None:
                counts["in files that are text to the scanner alone"] += 1
                continue
            line = text.split("\n")[location[1] - 1]
            if why := reason(ONLY_SCANNER, identifier, line):
                counts[why] += 1
            else:
                differences.append(("only the scanner", location, identifier, line))
    return counts, differences


def main():
    ids, total, failed = known_ids(), Counter(), 0
    for folder in map(Path, sys.argv[1:]):
        counts, differences = compare(folder, ids)
        total += counts
        failed += len(differences)
        for kind, (path, line), identifier, text in differences:
            print(f"{kind}: {folder.name}/{path}:{line}: {identifier}: {text.strip()[:200]!r}")
    for what, count in total.most_common():
        print(f"{count:7} {what}")
    if not total["tokens"]:
        sys.exit("no token was found: nothing is compared")
    if failed:
        sys.exit(f"{failed} differences that are not listed")


main()
