"""Ten thousand reports through `merge`: the sums are those of the reports, whatever the order, and memory is bounded."""

import json
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time

PROGRAM = os.environ["BEDROCK_EOL"]
AS_OF = "2026-11-23"
REPORTS = int(os.environ.get("MERGE_REPORTS", "10000"))
# Most memory in MiB that a merge may take, with 9 findings in each of 10,000 reports: it took 135.
MOST_MEMORY = 270
MODELS = ["anthropic.claude-v2:1", "anthropic.claude-v2", "amazon.titan-text-express-v1", "amazon.nova-lite-v1:0"]


def scan(folder):
    """The report of a file with 10 references, as text in which `ask_0` names the file."""
    lines = [f'client.converse(modelId="{MODELS[n % 3]}", n={n})' for n in range(9)] + [f'M = "{MODELS[3]}"']
    (folder / "ask_0.py").write_text("\n".join(lines) + "\n")
    command = [PROGRAM, "scan", "ask_0.py", "--isolated", "--as-of", AS_OF, "--quiet", "--output", "json"]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True).stdout


def generate(folder):
    text = scan(folder)
    for number in range(REPORTS):
        (folder / f"r{number:05}.json").write_text(text.replace("ask_0", f"ask_{number}"))
    return json.loads(text)


def merge(folder, order, *outputs):
    (folder / "list").write_text("\n".join(f"r{number:05}.json" for number in order))
    command = [PROGRAM, "merge", "--files-from", "list", "--quiet", *outputs]
    started = time.monotonic()
    status = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL).returncode
    assert status == 1, status
    return time.monotonic() - started


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one = generate(folder)
        order = list(range(REPORTS))
        seconds = merge(folder, order, "--output", "json=all.json", "--output", "html=all.html", "--output", "csv=all.csv")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        report = json.loads((folder / "all.json").read_text())
        for number in ("error", "warning", "note", "references"):
            assert report["summary"][number] == REPORTS * one["summary"][number], number
        assert [row["name"] for row in report["repositories"]] == [f"r{number:05}" for number in order]
        findings = len(report["findings"])
        print(f"{REPORTS} reports, {findings} findings: {seconds:.1f} s, {memory} MiB")
        assert memory < MOST_MEMORY, f"{memory} MiB"
        random.Random(1).shuffle(order)
        merge(folder, order, "--output", "json=again.json")
        assert (folder / "again.json").read_bytes() == (folder / "all.json").read_bytes(), "the order changes the report"


if __name__ == "__main__":
    main()
