#!/usr/bin/env python3
"""Injects faults into runs of the program and checks what it makes of each.

What has to hold, whatever fails: either the answer is the same as without the fault, or the exit code is 2 and the
error is reported. A scan still reports everything else: the findings of each file that no error names are the same as
without the fault, and `complete` is false. No temporary file is left, and a file that is written is the old one or the
new one, whole.

One kind of fault is an exception: where the system gives no memory, the program ends by SIGABRT with a message.

Run by tests/slow/faults, with a folder for scratch files; needs strace, git and setpriv.
"""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = os.environ["BEDROCK_EOL"]
SEED = os.environ.get("FAULTS_SEED", "1")
SIZE = int(os.environ.get("FAULTS_SIZE", "1500"))
SCRATCH = Path(sys.argv[1])
AS_OF = ["--as-of", "2026-11-28"]
RETIRED = "anthropic.claude-v2"
TEMPORARY = ".bedrock-eol-tmp-"
NOBODY = 65534
SETTINGS = {"bedrock-eol.toml", "bedrock-eol-baseline.json", "own.yaml"}

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": str(SCRATCH / "home"),
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
}

failures, counts = [], {}


def check(group, condition, *what):
    """Counts a check; one that fails is printed and makes the run fail at its end."""
    counts[group] = counts.get(group, 0) + 1
    if not condition:
        failures.append(group)
        print(f"failed: {group}:", *what, flush=True)


# --- the tree that is scanned


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)


def make_tree(folder):
    """A repository with every file that a run reads: settings, ignore files, a baseline, an overlay, texts of all kinds."""
    (folder / "sub/deep").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    write = lambda name, text: (folder / name).write_text(text)
    write("a.py", f'MODEL = "{RETIRED}"\n')
    write("sub/c.py", f'MODEL = "us.{RETIRED}"\n')
    write("sub/deep/d.tf", f'model_id = "{RETIRED}:1"\n')
    write("sub/.gitignore", "ignored.py\n")
    write("sub/ignored.py", f'MODEL = "{RETIRED}"\n')
    write(".bedrock-eol-ignore", "left-out.py\n")
    write("left-out.py", f'MODEL = "{RETIRED}"\n')
    write("sub/silenced.py", f'MODEL = "{RETIRED}"  # bedrock-eol: ignore -- kept for a test\n')
    write("bedrock-eol.toml", 'region = ["us-east-1"]\ncatalog = ["own.yaml"]\n[aliases]\nOWN = "anthropic.claude-v2"\n')
    shutil.copy("fixtures/catalogs/overlay-account/1-account.yaml", folder / "own.yaml")
    write("large.txt", "x\n" * 150_000 + RETIRED + "\n")
    (folder / "wide.txt").write_bytes(f'M = "{RETIRED}"\n'.encode("utf-16"))
    (folder / "binary.bin").write_bytes(bytes(100) + RETIRED.encode() + bytes(100))
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    write("b.py", f'MODEL = "{RETIRED}"\n')
    write("sub/e.py", f'MODEL = "{RETIRED}"\n')
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "second")
    write("staged.py", f'MODEL = "{RETIRED}"\n')
    git(folder, "add", ".")
    run(["baseline", "write", *AS_OF, "sub/e.py"], folder)


def run(arguments, folder, wrapper=(), timeout=120, **more):
    """Runs the program, behind another one if there is a wrapper."""
    return subprocess.run(
        [*wrapper, PROGRAM, *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=more.pop("stderr", subprocess.PIPE),
        timeout=timeout,
        **more,
    )


def findings(report):
    """What a JSON report says of each file."""
    found = {}
    for finding in report["findings"]:
        found.setdefault(finding["path"], []).append(json.dumps(finding, sort_keys=True))
    return found


def temporary_files(folder):
    return [str(path) for path in folder.rglob(TEMPORARY + "*")]


# --- system calls that fail

COMMANDS = {
    "scan": ["scan", "--threads", "1", *AS_OF, "-o", "json"],
    "scan of two threads": ["scan", "--threads", "2", *AS_OF, "-o", "json"],
    "scan without settings": ["scan", "--threads", "1", "--untrusted", *AS_OF, "-o", "json"],
    "scan of the stage": ["scan", "--threads", "1", "--staged", *AS_OF, "-o", "json"],
    "scan of a change": ["scan", "--threads", "1", "--diff", "HEAD~1", *AS_OF, "-o", "json"],
    "scan with settings of a commit": ["scan", "--threads", "1", "--settings-from", "HEAD", *AS_OF, "-o", "json"],
    "scan of a named file": ["scan", "--threads", "1", *AS_OF, "-o", "json", "sub/c.py", "a.py"],
    "scan into a file": ["scan", "--threads", "1", *AS_OF, "-o", "json=report.json"],
    "baseline write": ["baseline", "write", *AS_OF],
    "baseline check": ["baseline", "check", *AS_OF],
    "init": ["init", "--yes"],
    "config show": ["config", "show"],
    "catalog check": ["catalog", "check", "own.yaml"],
}

# What a system can answer to each call. A call that was interrupted is made again, so that nothing changes.
ERRORS = {
    "openat": ["EACCES", "EMFILE", "EIO", "EINTR", "ENOENT"],
    "openat2": ["EACCES", "EMFILE", "EIO", "EINTR", "ENOENT"],
    "read": ["EIO", "EINTR", "ESTALE"],
    "pread64": ["EIO", "EINTR"],
    "getdents64": ["EIO", "EACCES"],
    "statx": ["EACCES", "EIO"],
    "write": ["ENOSPC", "EIO", "EPIPE", "EINTR"],
    "rename": ["ENOSPC", "EACCES", "EIO"],
    "renameat2": ["ENOSPC", "EACCES", "EIO"],
    "fsync": ["EIO", "ENOSPC"],
    "fchmod": ["EPERM"],
    "flock": ["ENOLCK"],
    "linkat": ["EPERM", "EACCES"],
    "unlink": ["EACCES"],
    "mkdir": ["EACCES", "ENOSPC"],
    "lseek": ["EIO"],
    "getcwd": ["ENOENT"],
    "pipe2": ["EMFILE"],
    "poll": ["EINTR"],
    "wait4": ["EINTR"],
    "waitid": ["EINTR"],
    "clone3": ["EAGAIN"],
    "vfork": ["EAGAIN"],
    "mmap": ["ENOMEM"],
    "mprotect": ["ENOMEM"],
    "sched_getaffinity": ["EPERM"],
    "getrandom": ["ENOSYS"],
}
MEMORY = {"mmap", "mprotect"}


def calls(log):
    """The calls of a run as strace has logged them, with their numbers among those of the same name, after the start."""
    seen, begun = {}, False
    for line in log.read_text(errors="replace").splitlines():
        match = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
        if not match:
            continue
        name, arguments = match.groups()
        seen[name] = seen.get(name, 0) + 1
        # Rust's start of the program ends with the stack for the handler of overflows.
        begun = begun or (name == "rt_sigaction" and arguments.startswith("SIGBUS, {"))
        if not begun or name not in ERRORS:
            continue
        if name != "read":
            yield name, seen[name], None, arguments
            continue
        # How often pipes are read differs from run to run, so reads are counted by file. And the standard library takes
        # for granted that a pipe to its own child can be read.
        file = re.match(r"\d+<(/[^>]*)>", arguments)
        if file:
            path = file.group(1)
            seen[path] = seen.get(path, 0) + 1
            yield name, seen[path], path, arguments


def answer(done, folder, arguments):
    """What a run has answered: its outputs and the files that it has written, temporary files apart."""
    written = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.relative_to(folder).parts and TEMPORARY not in path.name:
            written[str(path.relative_to(folder))] = path.read_bytes()
    return done.returncode, done.stdout, written


def system_calls(tree):
    """Lets single system calls of each command fail, a seeded sample of all."""
    chosen = random.Random(SEED)
    jobs, expected = [], {}
    for command, arguments in COMMANDS.items():
        with fresh(tree, command) as folder:
            before = answer(run(["--version"], folder), folder, arguments)[2]
            log = SCRATCH / "log"
            done = run(arguments, folder, ["strace", "-y", "-o", str(log), "-e", "trace=all"])
            expected[command] = (answer(done, folder, arguments), before)
            for name, number, path, details in calls(log):
                jobs += [(command, name, number, path, error, details) for error in ERRORS[name]]
    total = len(jobs)
    jobs = chosen.sample(jobs, min(SIZE, total))
    print(f"{len(jobs)} of {total} faults of system calls", flush=True)
    for job in jobs:
        system_call(tree, expected[job[0]], *job)


def system_call(tree, expected, command, name, number, path, error, details):
    arguments = COMMANDS[command]
    what = f"{command}: {name} {number} {error} ({details[:90]})"
    (status, stdout, written), before = expected
    written = dict(written)
    with fresh(tree, command) as folder:
        inject = ["strace", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:error={error}:when={number}"]
        done = run(arguments, folder, [*inject, "-P", path] if path else inject)
        got = answer(done, folder, arguments)
        left = [] if name == "unlink" else temporary_files(folder)
    stderr = done.stderr.decode(errors="replace")
    group = f"system call {name}"
    check(group, not left, what, "left", left)
    check(group, "internal error" not in stderr and "panicked" not in stderr, what, stderr)
    if got == (status, stdout, written):
        return
    if name in MEMORY and done.returncode in (-signal.SIGABRT, 134):
        check(group, "memory" in stderr, what, stderr)
        return
    if error == "EPIPE" and done.returncode == 0:
        return  # the reader has gone away, and there is nobody to answer
    report = got[2].get("report.json", done.stdout)
    if done.returncode == status and reports_as_much(written.get("report.json", stdout), report):
        return
    if error == "ENOENT" and done.returncode in (0, 1) and re.search(r'\.(git|bedrock-eol-)?ignore"', details):
        # An ignore file that is gone when it is read does not apply, and what it left out is scanned. (Where the same file is
        # scanned as a text, the error is reported like any other.)
        if not report.startswith(b"{"):
            check(group, command.startswith("baseline"), what, "exit", done.returncode, stderr)
            return
        before, after = (in_files(json.loads(one)) for one in (written.get("report.json", stdout), report))
        lost = [path for path in before if after.get(path) != before[path]]
        check(group, not lost, what, "lost or changed:", lost)
        return
    reported = stderr != "" or b'"errors": [\n' in report
    check(group, done.returncode == 2 and reported, what, "exit", done.returncode, stderr, changed(stdout, done.stdout))
    pair = (written.pop("report.json", stdout), got[2].pop("report.json", done.stdout))
    check(group, set(got[2].items()) <= set(written.items()) | set(before.items()), what, "another file is written")
    # The report is complete before its mode is set.
    if all(report.startswith(b"{") for report in pair) and name not in ("write", "fchmod"):
        rest_is_reported(group, what, *(json.loads(report) for report in pair))


def reports_as_much(expected, got):
    """Whether a report has the same findings in the files that are scanned, and may only have them elsewhere as well.

    A setting that cannot be recognised as one is scanned like any other file, and what silences a finding of a change,
    for which further scans look, is reported at the first of the findings where one of those scans fails.
    """
    if not (expected.startswith(b"{") and got.startswith(b"{")):
        return False
    expected, got = json.loads(expected), json.loads(got)
    silenced = lambda report: any(finding["rule"] == "silenced-by-change" for finding in report["findings"])
    return in_files(expected) == in_files(got) and silenced(expected) == silenced(got) and not got["errors"]


def in_files(report):
    """The findings of each file, without those that are about settings."""
    found = {path: [text for text in texts if '"silenced-by-change"' not in text] for path, texts in findings(report).items()}
    return {path: texts for path, texts in found.items() if texts and path not in SETTINGS}


def changed(expected, got):
    """The first line in which two outputs differ."""
    pairs = zip(expected.splitlines() + [b""], got.splitlines() + [b""])
    return next((f"{a!r} is now {b!r}" for a, b in pairs if a != b), "")


def rest_is_reported(group, what, expected, got):
    """The findings of files that no error names are those of a run without a fault."""
    named = [error["path"] for error in got["errors"]]
    check(group, named and not got["complete"], what, "no error in the report")
    touched = lambda path: any(path == name or path.startswith(name.rstrip("/") + "/") or name == "." for name in named)
    before, after = in_files(expected), in_files(got)
    lost = [path for path in before if not touched(path) and after.get(path) != before[path]]
    check(group, not lost, what, "lost or changed:", lost, "errors:", got["errors"])


class fresh:
    """A copy of the tree for one run; `init` begins without a configuration, since it writes one."""

    def __init__(self, tree, command):
        self.tree, self.command = tree, command

    def __enter__(self):
        # Always the same path, since reports have it.
        self.folder = SCRATCH / "fresh"
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.tree, self.folder, symlinks=True)
        if self.command == "init":
            for name in ("bedrock-eol.toml", "bedrock-eol-baseline.json"):
                (self.folder / name).unlink()
        return self.folder

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)


# --- files that change while they are scanned


# The system calls that open a file; which one the program uses depends on the kernel.
OPEN = "openat,openat2"


def stopped(arguments, folder, call, path, then, when=1):
    """Stops the program in such a call for a path, makes a change, and lets it go on. `call` can be a list."""
    log = SCRATCH / "stopped"
    inject = f"inject={call}:signal=SIGSTOP:when={when}"
    trace = ["strace", "-o", str(log), "-P", path, "-e", f"trace={call}", "-e", inject]
    child = subprocess.Popen(
        [*trace, PROGRAM, *arguments], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    for _ in range(3000):
        if log.exists() and "SIGSTOP" in log.read_text(errors="replace"):
            break
        if child.poll() is not None:
            break
        time.sleep(0.01)
    else:
        child.kill()
        sys.exit(f"the program does not stop in {call} of {path}")
    if child.poll() is None:
        children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
        [program] = children.read_text().split()
        then()
        os.kill(int(program), signal.SIGCONT)
    out, err = child.communicate(timeout=120)
    log.unlink(missing_ok=True)
    return child.returncode, out, err.decode(errors="replace")


def replace(path, how):
    """Replaces a file or folder with something else."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    if how == "folder":
        path.mkdir()
        (path / "x.py").write_text(f'MODEL = "{RETIRED}"\n')
    elif how == "link":
        path.symlink_to(SCRATCH / "outside.py")
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "socket":
        subprocess.run([sys.executable, "-c", "import socket, sys; socket.socket(socket.AF_UNIX).bind('b.py')"],
                       cwd=path.parent, check=True)  # fmt: skip


def changes(tree):
    """Changes between the listing of a folder and the reading of its files, and while a file is read."""
    (SCRATCH / "outside.py").write_text(f'SECRET = "{RETIRED}"\n')
    arguments = COMMANDS["scan"]
    with fresh(tree, "scan") as folder:
        whole = json.loads(run(arguments, folder).stdout)
    for how in ("nothing", "folder", "link", "pipe", "socket"):
        with fresh(tree, "scan") as folder:
            then = lambda: replace(folder / "b.py", how)
            status, out, err = stopped(arguments, folder, OPEN, "a.py", then)
        is_reported("replacement", f"b.py by {how}", whole, status, out, err, ["b.py"])
        check("replacement", b"SECRET" not in out, how, "what is outside was read")
    for how in ("nothing", "link"):
        with fresh(tree, "scan") as folder:
            then = lambda: replace(folder / "sub", how)
            status, out, err = stopped(arguments, folder, OPEN, "b.py", then)
        is_reported("replacement", f"sub by {how}", whole, status, out, err, ["sub"])
    with fresh(tree, "scan") as folder:
        then = lambda: os.truncate(folder / "large.txt", 100_000)
        # Its length is known after the first piece, which takes two reads.
        status, out, err = stopped(arguments, folder, "read", "large.txt", then, when=3)
    is_reported("truncation", "large.txt", whole, status, out, err, ["large.txt"])
    # Larger than what is held whole, so that it is read in pieces, twice.
    size = 70 << 20
    for name, at in ((OPEN, 0), ("pread64", 1)):
        with fresh(tree, "scan") as folder:
            with open(folder / "huge.txt", "wb") as file:
                file.write((b"x\n" * (size // 2)) + RETIRED.encode() + b"\n")
            then = lambda: os.truncate(folder / "huge.txt", 9 << 20)
            status, out, err = stopped(arguments, folder, name, "huge.txt", then)
        if name == OPEN and status == 1:
            continue  # it is as long as when it was asked for
        is_reported("truncation", f"huge.txt in {name}", whole, status, out, err, ["huge.txt"])


def is_reported(group, what, whole, status, out, err, paths):
    check(group, status == 2 and out.startswith(b"{"), what, "exit", status, err)
    if not out.startswith(b"{"):
        return
    report = json.loads(out)
    for path in paths:
        named = [error["path"] for error in report["errors"]]
        check(group, any(name == path or name.startswith(path + "/") for name in named), what, "names", named)
    rest_is_reported(group, what, whole, report)


# --- permission


def permissions(tree):
    """As a user who may not read everything."""
    if os.getuid() != 0 or not shutil.which("setpriv"):
        print("permission: only root can become another user; skipped", flush=True)
        return
    arguments = COMMANDS["scan"]
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    for path, named in (
        ("b.py", ["b.py"]),
        ("sub", ["sub"]),
        ("sub/deep", ["sub/deep"]),
        ("sub/.gitignore", ["sub/.gitignore"]),
        (".bedrock-eol-ignore", [".bedrock-eol-ignore"]),
        (".git/index", ["cannot read git's index"]),
        (".git", ["cannot read git's index"]),
        ("own.yaml", None),
        ("bedrock-eol.toml", None),
        ("bedrock-eol-baseline.json", None),
    ):
        with fresh(tree, "scan") as folder:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
            whole = run(arguments, folder, as_nobody)
            (folder / path).chmod(0)
            done = run(arguments, folder, as_nobody)
        stderr = done.stderr.decode()
        if named is None:  # without its settings nothing is scanned
            check("permission", done.returncode == 2 and Path(path).name in stderr, path, done.returncode, stderr)
            continue
        check("permission", done.returncode == 2, path, "exit", done.returncode, stderr)
        text = done.stdout.decode() + stderr
        check("permission", all(name in text for name in named), path, "is not named", stderr)
    for command in ("scan into a file", "baseline write", "init"):
        with fresh(tree, command) as folder:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
            folder.chmod(0o555)
            done = run(COMMANDS[command], folder, as_nobody)
            stderr = done.stderr.decode()
            check("permission", done.returncode == 2 and "cannot write" in stderr, command, done.returncode, stderr)


# --- disks, pipes, signals, limits


def full_disks(tree):
    """A device without space, a limit of file sizes, and a small file system where one can be mounted."""
    for command in ("scan", "config show", "catalog check"):
        with fresh(tree, command) as folder, open("/dev/full", "wb") as full:
            done = run(COMMANDS[command], folder, stdout=full)
        stderr = done.stderr.decode()
        check("full disk", done.returncode == 2 and "No space left" in stderr, command, done.returncode, stderr)
    with fresh(tree, "scan") as folder:
        done = run(["scan", *AS_OF, "-o", "json=/dev/full"], folder)
        check("full disk", done.returncode == 2 and b"/dev/full" in done.stderr, done.returncode, done.stderr)
    for command in ("scan into a file", "baseline write", "init"):
        with fresh(tree, command) as folder:
            before = answer(run(["--version"], folder), folder, [])[2]
            done = run(COMMANDS[command], folder, ["sh", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "sh"])
            after = answer(done, folder, [])[2]
            check("full disk", done.returncode == 2 and b"cannot" in done.stderr, command, done.returncode, done.stderr)
            check("full disk", before == after and not temporary_files(folder), command, "has left something")
    disk = SCRATCH / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        print("full disk: no file system can be mounted; skipped", flush=True)
        return
    try:
        (disk / "app.py").write_text(f'MODEL = "{RETIRED}"\n' * 300)
        (disk / "report.json").write_text("old")
        done = run(["scan", *AS_OF, "-o", "json=report.json"], disk)
        check("full disk", done.returncode == 2 and b"No space" in done.stderr, done.returncode, done.stderr)
        check("full disk", (disk / "report.json").read_text() == "old" and not temporary_files(disk), "a part is left")
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        done = run(["baseline", "write", *AS_OF], disk)
        check("full disk", done.returncode == 2 and b"No space" in done.stderr, done.returncode, done.stderr)
        check("full disk", sorted(os.listdir(disk)) == ["app.py", "filler", "report.json"], os.listdir(disk))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def closed_streams(tree):
    """Readers that go away, and streams that are closed from the beginning."""
    with fresh(tree, "scan") as folder:
        whole = run(COMMANDS["scan"], folder)
        for lines in (0, 1, 10):
            for command in ("scan", "config show", "catalog check"):
                script = f'"$@" | head -n {lines} >/dev/null; exit "${{PIPESTATUS[0]}}"'
                done = run(COMMANDS[command], folder, ["bash", "-c", script, "bash"])
                check("closed pipe", done.returncode in (0, 1) and not done.stderr, command, done.returncode, done.stderr)
        for redirection in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
            done = run(["scan", *AS_OF, "-o", "json=report.json"], folder, ["sh", "-c", f'exec "$@" {redirection}', "sh"])
            check("closed stream", done.returncode == whole.returncode, redirection, done.returncode, done.stderr)
            report = json.loads((folder / "report.json").read_text())
            check("closed stream", findings(report) == findings(json.loads(whole.stdout)), redirection)


def content(written):
    """The findings of a report, or the entries of a baseline: a report also lists what an earlier run has left."""
    data = json.loads(written)
    return data.get("findings", data.get("entries"))


def next_is_the_same(command, folder, target, new, what):
    """The run after a kill answers as the one before it, and removes what was left."""
    done = run(COMMANDS[command], folder)
    check("signal", done.returncode in (0, 1), command, what, done.returncode, done.stderr)
    check("signal", content(target.read_bytes()) == content(new), command, what, "the next run differs")
    check("signal", not temporary_files(folder), command, what, "left", temporary_files(folder))


# The calls of the main thread by which files are made and changed.
WRITING = ["openat", "openat2", "umask", "flock", "write", "fsync", "fchmod", "rename", "renameat2", "linkat", "unlink"]


def kills(tree):
    """Kills the program before each call by which it changes files: between any two of them, that is."""
    for command in ("baseline write", "scan into a file"):
        with fresh(tree, command) as folder:
            target = folder / ("report.json" if "scan" in command else "bedrock-eol-baseline.json")
            old = target.read_bytes() if target.exists() else None
            log = SCRATCH / "log"
            run(COMMANDS[command], folder, ["strace", "-o", str(log), "-e", f"trace={','.join(WRITING)}"])
            new, seen, calls = target.read_bytes(), {}, []
            for line in log.read_text(errors="replace").splitlines():
                if name := re.match(r"(\w+)\(", line):
                    name = name.group(1)
                    seen[name] = seen.get(name, 0) + 1
                    if calls or TEMPORARY in line:  # from the first temporary file on
                        calls.append((name, seen[name]))
            check("signal", calls, command, "no temporary file is seen")
            for name, number in calls:
                target.unlink() if old is None else target.write_bytes(old)
                kill = ["strace", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:when={number}"]
                run(COMMANDS[command], folder, kill)
                what = f"killed in {name} {number}"
                now = target.read_bytes() if target.exists() else None
                check("signal", now in (old, new), command, what, "the file is neither the old nor the new one")
                next_is_the_same(command, folder, target, new, what)
                for left in temporary_files(folder):
                    os.unlink(left)
                if old is None and not target.exists():
                    target.touch()


def signals(tree):
    """Ends the program at any time while it writes."""
    chosen = random.Random(SEED)
    for command in ("baseline write", "scan into a file"):
        with fresh(tree, command) as folder:
            (folder / "many.py").write_text(f'MODEL = "{RETIRED}"\n' * 1500)
            target = folder / ("report.json" if "scan" in command else "bedrock-eol-baseline.json")
            old = target.read_bytes() if target.exists() else None
            started = time.monotonic()
            run(COMMANDS[command], folder)
            lasts, new = time.monotonic() - started, target.read_bytes()
            for number in range(60):
                kind = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)[number % 3]
                target.unlink() if old is None else target.write_bytes(old)
                child = subprocess.Popen(
                    [PROGRAM, *COMMANDS[command]], cwd=folder, env=ENVIRONMENT,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
                # Most of them while it writes, which is the last part of a run.
                time.sleep(lasts * chosen.choice((chosen.random(), 0.7 + 0.3 * chosen.random())))
                child.send_signal(kind)
                child.wait()
                now = target.read_bytes() if target.exists() else None
                check("signal", now in (old, new), command, kind.name, "the file is neither the old nor the new one")
                if kind == signal.SIGKILL:
                    next_is_the_same(command, folder, target, new, f"after {kind.name}")
                left = temporary_files(folder)
                check("signal", not left, command, kind.name, "left", left)
                if old is None and not target.exists():
                    target.touch()


def limits(tree):
    """Few descriptors, little memory, a small stack, no threads."""
    with fresh(tree, "scan") as folder:
        for number in range(200):
            (folder / "sub/deep" / f"n{number:03}").mkdir()
            (folder / "sub/deep" / f"n{number:03}/m.py").write_text(f'MODEL = "{RETIRED}"\n')
        deep = folder
        for _ in range(60):
            deep = deep / "d"
        deep.mkdir(parents=True)
        (deep / "m.py").write_text(f'MODEL = "{RETIRED}"\n')
        for command in ("scan", "scan of two threads", "scan of the stage", "scan of a change", "scan into a file"):
            arguments = COMMANDS[command]
            whole = run(arguments, folder)
            for limit in ("-n 16", "-n 10", "-n 7", "-n 4", "-s 64", "-s 16", "-v 400000", "-v 60000", "-v 30000", "-v 12000"):
                limited = ["sh", "-c", f'ulimit {limit} && exec "$@"', "sh"]
                if run(["--version"], folder, limited).returncode != 0:
                    continue  # the system cannot start it
                done = run(arguments, folder, limited)
                out, err = done.stdout, done.stderr.decode(errors="replace")
                what = f"{command}, ulimit {limit}"
                check("limit", done.returncode != -signal.SIGSEGV and "panicked" not in err, what, done.returncode, err)
                check("limit", not temporary_files(folder), what, "left", temporary_files(folder))
                if (done.returncode, out) == (whole.returncode, whole.stdout):
                    continue
                if limit.startswith("-v") and done.returncode in (-signal.SIGABRT, 127):
                    check("limit", err != "", what, "ends without a message")
                    continue
                check("limit", done.returncode == 2, what, "exit", done.returncode, err)
                if out.startswith(b"{") and whole.stdout.startswith(b"{"):
                    rest_is_reported("limit", what, json.loads(whole.stdout), json.loads(out))
                else:
                    check("limit", err != "", what, "no error is reported")
        if os.getuid() == 0 and shutil.which("setpriv"):
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
            no_threads = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "sh", "-c"]
            for command in ("scan of two threads", "scan of the stage", "scan into a file"):
                whole = run(COMMANDS[command], folder, [*no_threads, 'exec "$@"', "sh"])
                done = run(COMMANDS[command], folder, [*no_threads, 'ulimit -u 1 && exec "$@"', "sh"])
                same = (done.returncode, done.stdout) == (whole.returncode, whole.stdout)
                check("limit", same or (done.returncode == 2 and done.stderr), command, "ulimit -u 1", done.returncode, done.stderr)


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    (SCRATCH / "home").mkdir()
    os.chmod(SCRATCH, 0o755)
    tree = SCRATCH / "tree"
    tree.mkdir()
    make_tree(tree)
    parts = [changes, permissions, full_disks, closed_streams, kills, signals, limits, system_calls]
    wanted = os.environ.get("FAULTS", "").split()
    for part in parts:
        if not wanted or part.__name__ in wanted:
            part(tree)
    for group, number in sorted(counts.items()):
        print(f"{group}: {number} checks, {failures.count(group)} failed")
    print(f"{sum(counts.values())} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)


main()
