"""Scans trees of files that are made from a seed, each ten times as large as the one before, and prints time and memory.

Seconds are those of the wall and those of the processor, of all threads: the first depend on what else the machine does. They
are medians. A file has 200 bytes to 60 kB of seven languages, 8 kB on average; one in 50 refers to models. Fails if a byte
of the largest tree takes more than twice the processor time of one of a tree with a tenth of the files, or if the number of
findings is not the one that was made.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = os.environ["BEDROCK_EOL"]
SIZES = [int(size) for size in os.environ.get("SCALE_FILES", "10 100 1000 10000 100000").split()]
RUNS = int(os.environ.get("SCALE_RUNS", "3"))
DAY = ["--as-of", "2026-11-23"]
SEED = 20
# One of so many files refers to models.
RARE = 50
MODELS = ["anthropic.claude-v2", "anthropic.claude-instant-v1", "amazon.titan-text-express-v1", "meta.llama2-13b-chat-v1"]
WORDS = (
    "account batch bucket cache client config counter customer data default error event file filter handler index invoice item "
    "job key limit list log message model name number order owner page path payment price queue record region report request "
    "result retry row rule schema service session shop size state status store stream table task text time token total type "
    "update user value version"
).split()
# How a line of the language is written, and one that invokes a model.
LANGUAGES = {
    "py": ("    {0}_{1} = {2}({0}, {1}={3})", 'client.converse(modelId="{0}")'),
    "ts": ("  const {0}{3} = await {1}.{2}({{ {0}: {3} }});", 'await client.send(new ConverseCommand({{ modelId: "{0}" }}));'),
    "java": ("        {0}.{1}({2}, {3}L); // {1} of the {0}", 'var request = ConverseRequest.builder().modelId("{0}").build();'),
    "tf": ('  {0}_{1} = "{2}-{3}"', 'foundation_model = "{0}"'),
    "yaml": ("  {0}-{3}: {1} # {2}", "modelId: {0}"),
    "sh": ('{0}=$({1} --{2} "${3}")', 'aws bedrock-runtime converse --model-id "{0}"'),
    "md": ("The {0} of a {1} has {3} {2}s, and each {2} has a {0}.", "Call `converse` with `{0}`."),
}


def make_tree(folder, files):
    """Makes files; returns their bytes and how many models are in them."""
    chance = random.Random(SEED)
    lines = {
        language: [line.format(*chance.choices(WORDS, k=3), chance.randrange(999)) for _ in range(2000)]
        for language, (line, _) in LANGUAGES.items()
    }
    total = models = 0
    for number in range(files):
        language = chance.choice(list(LANGUAGES))
        size = min(60_000, max(200, int(chance.lognormvariate(8.3, 1.2))))
        text = []
        while size > 0:
            text.append(chance.choice(lines[language]))
            size -= len(text[-1]) + 1
        if number % RARE == 0:
            for _ in range(chance.randint(1, 3)):
                text.insert(chance.randrange(len(text)), LANGUAGES[language][1].format(chance.choice(MODELS)))
                models += 1
        path = folder / f"{chance.choice(WORDS)}{number // 1000}" / f"{chance.choice(WORDS)}_{number}.{language}"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes("\n".join(text).encode())
    return total, models


def peak(process):
    """Most memory that a process has had. Not that of `wait4`, which is at least what this process has."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def run(command, **options):
    """Seconds of the wall and of the processor, and bytes of memory."""
    started = time.monotonic()
    process = subprocess.Popen(command, **options)
    memory = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        memory = max(memory, peak(process))
        time.sleep(0.002)
    wall = time.monotonic() - started
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), f"{command} exited with {process.returncode}"
    return wall, used.ru_utime + used.ru_stime, memory


def median(command, **options):
    runs = [run(command, **options) for _ in range(RUNS)]
    return [statistics.median(column) for column in zip(*runs)]


def scan(folder, tree):
    """Medians of a scan of the tree, and its findings."""
    report = folder / "report.json"
    measured = median([PROGRAM, "scan", "--isolated", *DAY, "-o", f"json={report}", tree])
    summary = json.loads(report.read_text())["summary"]
    return measured, summary["error"] + summary["warning"] + summary["note"]


def records(folder, tree):
    """Medians of one process with one thread, as an engine runs it, and its findings."""
    stream, rows = folder / "records.jsonl", folder / "rows.jsonl"
    with stream.open("w") as out:
        for path in sorted(tree.rglob("*.*")):
            out.write(json.dumps({"path": str(path.relative_to(tree)), "content": path.read_text()}) + "\n")
    command = [PROGRAM, "scan", "--records", "--isolated", "--threads", "1", *DAY]

    def once():
        with stream.open() as source, rows.open("w") as out:
            return run(command, stdin=source, stdout=out)

    measured = [statistics.median(column) for column in zip(*[once() for _ in range(RUNS)])]
    end = json.loads(rows.read_text().splitlines()[-1])
    assert end["type"] == "end" and end["errors"] == 0, end
    return measured, end["findings"]


def row(kind, files, size, findings, measured):
    wall, processor, memory = measured
    # A shorter run ends before its memory is seen.
    memory = f"{memory / (1 << 20):,.0f}" if wall > 0.05 else "–"
    print(
        f"| {kind} | {files:,} | {size / 1e6:,.1f} | {findings:,} | {wall:.2f} | {processor:.2f} | {size / 1e6 / processor:,.0f} | "
        f"{memory} |",
        flush=True,
    )


def main():
    print("| | Files | MB | Findings | Seconds | Processor seconds | MB per processor second | Memory in MiB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    per_byte = []
    streams = []
    for files in SIZES:
        with tempfile.TemporaryDirectory(prefix="bedrock-eol.") as folder:
            folder = Path(folder)
            tree = folder / "tree"
            size, models = make_tree(tree, files)
            measured, findings = scan(folder, tree)
            assert findings == models, f"{findings} findings of {models} models"
            row("`scan`", files, size, findings, measured)
            per_byte.append(measured[1] / size)
            measured, findings = records(folder, tree)
            assert findings == models, f"{findings} findings of {models} models in records"
            streams.append((files, size, findings, measured))
    for stream in streams:
        row("`scan --records`", *stream)
    if len(per_byte) > 1 and per_byte[-1] > 2 * per_byte[-2]:
        sys.exit("failed: the largest tree takes more than twice as long per byte as the one before")
    rate = streams[-1][1] / streams[-1][3][1]
    hours = 100e12 / rate / 3600
    print(f"100 TB of records: {hours:,.0f} processor hours; {hours / 1000:.2f} hours on 1,000 cores")


main()
