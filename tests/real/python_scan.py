"""`bedrock_eol.scan` of an installed wheel: tests/real/python and tests/real/release run it."""

import dataclasses
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile

import bedrock_eol

DAY = "2026-11-23"


def raised(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def findings(project):
    report = bedrock_eol.scan(project / "app.py", as_of=DAY)
    assert isinstance(report, bedrock_eol.Report) and report.as_of == DAY and report.schema_version == 1
    assert report.failed and report.complete and report.summary.error == 1 and report.references is None, report
    (finding,) = report.findings
    assert (finding.rule, finding.level, finding.line, finding.text) == ("end-of-life", "error", 2, "anthropic.claude-v2")
    assert finding.lifecycle.eol == "2025-07-21" and finding.replacement.text and finding.advice in report.advice
    assert report.models[0].lifecycle.sources["eol"] in report.sources
    raised(dataclasses.FrozenInstanceError, lambda: setattr(report, "failed", False))


def inputs(project):
    """A path as text, a path, several paths, a day, other flags, another working directory, names that look like flags."""
    one, other = project / "app.py", project / "clean.py"
    assert bedrock_eol.scan(str(one), DAY) == bedrock_eol.scan([one], datetime.date(2026, 11, 23))
    assert bedrock_eol.scan(one, datetime.datetime(2026, 11, 23, 5)) == bedrock_eol.scan(iter([one]), DAY)
    clean = bedrock_eol.scan(other, DAY, inventory=True)
    assert not clean.failed and not clean.findings and len(clean.references) == 1, clean
    assert bedrock_eol.scan([one, other], DAY).stats.files_scanned == 2
    assert not bedrock_eol.scan(one, DAY, args=["--level", "end-of-life=note"]).failed
    assert bedrock_eol.scan(".", DAY, cwd=project).findings == bedrock_eol.scan(["."], DAY, cwd=str(project)).findings
    assert bedrock_eol.scan("--exit-zero", DAY, cwd=project).findings[0].path == "--exit-zero"
    assert bedrock_eol.scan("naïve 🦀.py", DAY, cwd=project).findings[0].path == "naïve 🦀.py"
    assert datetime.date.fromisoformat(bedrock_eol.scan(one).as_of) >= datetime.date(2026, 1, 1)
    raised(ValueError, lambda: bedrock_eol.scan([]))
    raised(TypeError, lambda: bedrock_eol.scan([1]))


def errors(project):
    usage = raised(bedrock_eol.ScanError, lambda: bedrock_eol.scan(project, as_of="tomorrow"))
    assert usage.exit_code == 2 and usage.report is None and "expected a date" in str(usage), usage
    missing = raised(bedrock_eol.ScanError, lambda: bedrock_eol.scan([project / "app.py", project / "none.py"], DAY))
    assert missing.exit_code == 2 and "no such file" in str(missing), missing
    assert len(missing.report.findings) == 1 and not missing.report.complete, "what was scanned is reported"
    assert missing.report.errors[0].kind == "walk", missing.report.errors
    formats = raised(bedrock_eol.ScanError, lambda: bedrock_eol.scan(project, DAY, args=["--output", "compact"]))
    assert formats.exit_code == 2 and formats.report is None, formats
    raised(subprocess.TimeoutExpired, lambda: bedrock_eol.scan(project, DAY, timeout=0))
    # No color in a message, whatever the environment asks for, and no program of the PATH.
    os.environ["CLICOLOR_FORCE"] = os.environ["FORCE_COLOR"] = "1"
    os.environ["PATH"] = str(project)
    assert "\x1b" not in str(raised(bedrock_eol.ScanError, lambda: bedrock_eol.scan("none.py", DAY)))


def module(project):
    """`python -m bedrock_eol`: arguments, output and exit code are those of the program."""
    command = [sys.executable, "-m", "bedrock_eol"]
    version = subprocess.run([*command, "--version"], stdout=subprocess.PIPE, check=True)
    assert version.stdout.startswith(b"bedrock-eol "), version
    scan = subprocess.run([*command, "scan", "--as-of", DAY, str(project / "app.py")], stdout=subprocess.PIPE, check=False)
    assert scan.returncode == 1 and b"anthropic.claude-v2" in scan.stdout, scan
    assert subprocess.run([*command, "nothing-of-this", "-x"], stderr=subprocess.PIPE, check=False).returncode == 2


def main():
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        old = '# the model\nMODEL = "anthropic.claude-v2"\n'
        for name in ("app.py", "--exit-zero", "naïve 🦀.py"):
            (project / name).write_text(old, encoding="utf-8")
        (project / "clean.py").write_text('MODEL = "us.anthropic.claude-sonnet-4-6"\n', encoding="utf-8")
        for test in (findings, inputs, module, errors):
            test(project)
            print("ok", test.__name__)


main()
