"""Compares examples/spark/scan.py with a plain scan of the same files.

Usage: spark.py FOLDER, which becomes a copy of the files: the sources of this project with the fixtures, those of the
packages that it is built from, and those of Python and of the packages of this environment.
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
# Larger files are searched in windows, and a record is not.
MAX_SIZE = 1 << 20
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
    pyarrow.parquet.write_table(pyarrow.table(rows), folder / "table/files.parquet", row_group_size=1000)
    return len(rows["path"])


def plain(folder):
    command = [PROGRAM, "scan", "--isolated", "--untrusted", "--no-cross-file", "--no-ignore", "--as-of", AS_OF, "-o", "jsonl", "files"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return counted(json.loads(line) for line in done.stdout.splitlines())


def with_spark(folder, *flags):
    rows = folder / "rows"
    # The example has no flag for the day; and comments in the copied files are no suppressions of this test.
    wrapper = folder / "program"
    wrapper.write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@" --as-of {AS_OF} --untrusted\n')
    wrapper.chmod(0o755)
    command = [sys.executable, REPO / "examples/spark/scan.py", folder / "table", rows, "--program", wrapper, *flags]
    subprocess.run(command, check=True, env={**os.environ, "MASTER": "local[2]", "SPARK_LOCAL_IP": "127.0.0.1"})
    return counted(pyarrow.parquet.read_table(rows).to_pylist())


def counted(rows):
    found = (row for row in rows if row["type"] in ("finding", "reference"))
    return Counter(tuple(row[field] for field in FIELDS) for row in found)


def main():
    folder = Path(sys.argv[1])
    files = copy(folder)
    assert files >= FILES, f"only {files} files"
    expected = plain(folder)
    assert expected, "nothing was found"
    for flags in ([], ["--pipe"]):
        rows = with_spark(folder, *flags)
        if rows != expected:
            for row in [*(rows - expected)][:5] + [*(expected - rows)][:5]:
                print(row, file=sys.stderr)
            sys.exit(f"failed: {flags or 'mapInArrow'} differs from a plain scan")
    print(f"ok: {files} files, {sum(expected.values())} rows, the same by mapInArrow, by rdd.pipe and by a plain scan")


main()
