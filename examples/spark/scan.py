"""Scans a table of files with bedrock-eol on Spark, and writes the rows as a table.

Usage: spark-submit scan.py FILES ROWS [--pipe] [--program PATH]

FILES is a folder of Parquet with the columns repo, path and content; ROWS is the folder to write. Each partition is a
stream of records for one process of `bedrock-eol scan --records`. The first way, mapInArrow, keeps the columns typed; with
--pipe the rows go through `rdd.pipe`, which needs no Arrow.

A partition whose rows do not end with a row of the type `end` fails its task, so that no result is incomplete.
"""

import argparse
import json
import subprocess
import threading

from pyspark.sql import SparkSession
from pyspark.sql.types import LongType, StringType, StructField, StructType

# A part of the fields of a row; any other can be added here.
ROW = StructType(
    [StructField("type", StringType()), StructField("repo", StringType()), StructField("path", StringType())]
    + [StructField("line", LongType()), StructField("column", LongType())]
    + [StructField(name, StringType()) for name in ("level", "rule", "text", "model", "eol", "replacement_text")]
    + [StructField("message", StringType())]
)


def command(program):
    return [program, "scan", "--records", "--isolated", "--threads", "1"]


def cut(rows):
    """The rows of a partition with the fields of ROW, without the last one, which has to be there."""
    ended = False
    for row in map(json.loads, rows):
        if row["type"] == "end":
            ended = True
        else:
            yield {field.name: row.get(field.name) for field in ROW.fields}
    if not ended:
        raise RuntimeError("bedrock-eol did not read this partition to its end")


def with_arrow(files, program):
    """The rows of a table of files, by mapInArrow."""
    import pyarrow

    schema = pyarrow.schema(
        [(field.name, pyarrow.int64() if field.dataType == LongType() else pyarrow.string()) for field in ROW.fields]
    )

    def scan(batches):
        process = subprocess.Popen(command(program), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def write():
            with process.stdin as stdin:
                for batch in batches:
                    for record in batch.to_pylist():
                        stdin.write(json.dumps(record) + "\n")

        # Writing and reading at the same time: a process that waits for its reader reads no more records.
        writer = threading.Thread(target=write)
        writer.start()
        rows = list(cut(process.stdout))
        writer.join()
        if process.wait() != 0:
            raise RuntimeError(f"bedrock-eol exited with {process.returncode}")
        yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)

    return files.mapInArrow(scan, ROW)


def with_pipe(files, program):
    """The rows of a table of files, by rdd.pipe."""
    rows = files.toJSON().pipe(" ".join(command(program)), checkCode=True)
    return files.sparkSession.createDataFrame(rows.mapPartitions(cut), ROW)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files")
    parser.add_argument("rows")
    parser.add_argument("--pipe", action="store_true")
    parser.add_argument("--program", default="bedrock-eol")
    args = parser.parse_args()
    spark = SparkSession.builder.appName("bedrock-eol").getOrCreate()
    files = spark.read.parquet(args.files).select("repo", "path", "content")
    rows = (with_pipe if args.pipe else with_arrow)(files, args.program)
    rows.write.mode("overwrite").parquet(args.rows)
    counts = spark.read.parquet(args.rows).where("type = 'finding'").groupBy("repo", "model").count()
    counts.orderBy("repo", "model").show(50, truncate=False)
    spark.stop()


if __name__ == "__main__":
    main()
