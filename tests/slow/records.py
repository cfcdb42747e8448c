"""A million records through `scan --records`, and a reader that stops for a while."""

import json
import os
import resource
import subprocess
import threading
import time

COMMAND = [os.environ["BEDROCK_EOL"], "scan", "--records", "--isolated", "--as-of", "2026-11-23"]
RECORDS = 1_000_000
# Most memory in MiB that the program may take: batches of 512 records or 16 MiB, and what it needs without any.
MOST_MEMORY = 256
USE = 'client.converse(modelId="anthropic.claude-v2:1")\n'
PLAIN = "".join(f"def f{number}(x):\n    return x + {number}\n" for number in range(20))


def record(number):
    """One in ten has a finding, one in a thousand is bad."""
    if number % 1000 == 999:
        return '{"path": "cut.py", "content": "'
    content = USE if number % 10 == 0 else PLAIN
    return json.dumps({"repo": f"r{number % 7}", "path": f"{number}.py", "content": content})


def write(stdin, count):
    with stdin:
        for number in range(count):
            stdin.write(record(number) + "\n")


def run(count, pause):
    """The rows of `count` records, read with a pause after the first one."""
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    writer = threading.Thread(target=write, args=(process.stdin, count))
    writer.start()
    findings = errors = 0
    last = {}
    for line in process.stdout:
        row = json.loads(line)
        if pause:
            time.sleep(pause)
            pause = 0
        if row["type"] == "end":
            last = row
            break
        assert row["record"] >= last.get("record", 0), "the rows are not in the order of the records"
        findings += row["type"] == "finding"
        errors += row["type"] == "error"
        last = row
    writer.join()
    assert process.wait() == 0
    expected = {"records": count, "findings": findings, "errors": errors}
    assert {key: last[key] for key in expected} == expected, last
    assert (findings, errors) == (count // 10, count // 1000), last


def main():
    started = time.monotonic()
    run(RECORDS, 0)
    seconds = time.monotonic() - started
    run(20_000, 5)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert memory < MOST_MEMORY, f"{memory:.0f} MiB"
    print(f"ok: {RECORDS} records in {seconds:.0f} s, at most {memory:.0f} MiB; a slow reader loses none")


main()
