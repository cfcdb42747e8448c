"""Scans a table of files with bedrock-eol on Ray, and writes the rows as a table.

Usage: python scan.py FILES ROWS [--program PATH]

FILES is a folder of Parquet with the columns repo, path and content; ROWS is the folder to write. Each block is a stream of
records for one process of `bedrock-eol scan --records`, which takes one processor. Ray has a block in memory as a whole, so
its records and rows are, too; `override_num_blocks` of read_parquet makes smaller ones.

A block whose rows do not end with a row of the type `end` fails its task, so that no result is incomplete.
"""

import argparse
import json
import subprocess
from collections import Counter

import pyarrow
import ray

# A part of the fields of a row; any other can be added here.
TEXTS = ["type", "repo", "path", "level", "rule", "text", "model", "eol", "replacement_text", "message"]
ROW = pyarrow.schema([(name, pyarrow.string()) for name in TEXTS] + [(name, pyarrow.int64()) for name in ("line", "column")])


def scan(block, program):
    """The rows of a block of files, without the last one, which has to be there."""
    records = "".join(json.dumps(record) + "\n" for record in block.to_pylist())
    command = [program, "scan", "--records", "--isolated", "--threads", "1"]
    done = subprocess.run(command, input=records, stdout=subprocess.PIPE, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if not rows or rows.pop()["type"] != "end":
        raise RuntimeError("bedrock-eol did not read this block to its end")
    return pyarrow.Table.from_pylist([{name: row.get(name) for name in ROW.names} for row in rows], schema=ROW)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files")
    parser.add_argument("rows")
    parser.add_argument("--program", default="bedrock-eol")
    args = parser.parse_args()
    files = ray.data.read_parquet(args.files).select_columns(["repo", "path", "content"])
    # Without a batch size, each block is one batch.
    rows = files.map_batches(scan, fn_args=[args.program], batch_format="pyarrow", batch_size=None, num_cpus=1)
    rows.write_parquet(args.rows, mode="overwrite")
    # Findings are few: to group them by Ray would start a shuffle.
    findings = ray.data.read_parquet(args.rows).filter(expr="type == 'finding'").select_columns(["repo", "model"])
    counts = Counter((row["repo"], row["model"]) for row in findings.iter_rows())
    for (repo, model), count in sorted(counts.items(), key=str)[:50]:
        print(repo, model, count, sep="\t")


if __name__ == "__main__":
    main()
