"""Compares examples/ENGINE/scan.py with a plain scan of the same files.

Usage: engines.py ENGINE FOLDER. The folder becomes a copy of the files: the sources of this project with the fixtures, those of
the packages that it is built from, and those of Python and of the packages of this environment.
"""

import json
import os
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path

import pyarrow
import pyarrow.parquet

REPO = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ["BEDROCK_EOL"]
AS_OF = "2026-11-23"
FILES = 20_000
PER_FILE = 4_000
# Larger files are searched in windows, and a record is not.
MAX_SIZE = 1 << 20
# Per engine: the flags of each way that its example has, and what makes it use two processors of this machine.
ENGINES = {
    "ray": (
        [[]],
        {
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
            # On a busy machine its workers take longer than a minute to start, and at their usual priority never end.
            "RAY_worker_register_timeout_seconds": "600",
            "RAY_worker_niceness": "0",
        },
    ),
    "spark": ([[], ["--pipe"]], {"MASTER": "local[2]", "SPARK_LOCAL_IP": "127.0.0.1"}),
}
FIELDS = ["type", "path", "line", "column", "level", "rule", "text", "model", "message"]


def sources():
    """Files with their repository and path."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    roots = [REPO / "fixtures", REPO / "tests", REPO / "docs"]
    roots += sorted((home / "registry/src").glob("*/*"))
    roots += [Path(sysconfig.get_paths()["purelib"]), Path(sysconfig.get_paths()["stdlib"])]
    roots += [REPO / "src", REPO / "rules"]
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_SIZE:
                yield root.name, path.relative_to(root).as_posix(), path


def copy(folder):
    """Copies text files into the folder, and writes them as a table."""
    rows = {"repo": [], "path": [], "content": []}
    for repo, path, source in sources():
        try:
            content = source.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        target = folder / "files" / repo / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode())
        for key, value in zip(rows, (repo, f"files/{repo}/{path}", content), strict=True):
            rows[key].append(value)
    (folder / "table").mkdir()
    table = pyarrow.table(rows)
    # Several files, since Ray makes a task of each.
    for at in range(0, table.num_rows, PER_FILE):
        pyarrow.parquet.write_table(table.slice(at, PER_FILE), folder / f"table/files-{at:06}.parquet", row_group_size=1000)
    return len(rows["path"])


def plain(folder):
    command = [PROGRAM, "scan", "--isolated", "--untrusted", "--no-cross-file", "--no-ignore", "--as-of", AS_OF, "-o", "jsonl", "files"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return counted(json.loads(line) for line in done.stdout.splitlines())


def with_engine(folder, engine, flags):
    rows = folder / "rows"
    # The example has no flag for the day; and comments in the copied files are no suppressions of this test.
    wrapper = folder / "program"
    wrapper.write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@" --as-of {AS_OF} --untrusted\n')
    wrapper.chmod(0o755)
    command = [sys.executable, REPO / "examples" / engine / "scan.py", folder / "table", rows, "--program", wrapper, *flags]
    subprocess.run(command, check=True, env={**os.environ, **ENGINES[engine][1]})
    return counted(pyarrow.parquet.read_table(rows).to_pylist())


def unfinished(folder, engine, flags):
    """A program that ends well in the middle of a stream has to fail the example."""
    wrapper = folder / "unfinished"
    wrapper.write_text(f'#!/bin/sh\n"{PROGRAM}" "$@" | sed \'$d\'\n')
    wrapper.chmod(0o755)
    command = [sys.executable, REPO / "examples" / engine / "scan.py", folder / "table", folder / "none", "--program", wrapper, *flags]
    done = subprocess.run(command, check=False, env={**os.environ, **ENGINES[engine][1]}, stderr=subprocess.PIPE, text=True)
    assert done.returncode != 0 and "to its end" in done.stderr, "a stream without its last row is taken for a whole one"


def counted(rows):
    found = (row for row in rows if row["type"] in ("finding", "reference"))
    return Counter(tuple(row[field] for field in FIELDS) for row in found)


def main():
    engine, folder = sys.argv[1], Path(sys.argv[2])
    files = copy(folder)
    assert files >= FILES, f"only {files} files"
    expected = plain(folder)
    assert expected, "nothing was found"
    ways = ENGINES[engine][0]
    for flags in ways:
        rows = with_engine(folder, engine, flags)
        if rows != expected:
            for row in [*(rows - expected)][:5] + [*(expected - rows)][:5]:
                print(row, file=sys.stderr)
            sys.exit(f"failed: {engine} {flags} differs from a plain scan")
        unfinished(folder, engine, flags)
    print(f"ok: {files} files, {sum(expected.values())} rows, the same by {engine} in {len(ways)} ways and by a plain scan")


main()
