"""Runs the program and reads its report."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from typing import Iterable, List, Optional, Sequence, Union

from ._program import program
from .report import Report

StrPath = Union[str, "os.PathLike[str]"]


class ScanError(Exception):
    """A scan that failed: a usage, configuration or catalog error, or files that could not be scanned.

    Its text is the program's message.
    """

    exit_code: int
    """The exit code of the program: 2, or negative if a signal ended it."""
    report: Optional[Report]
    """The findings of what could be scanned, and the errors. None if the scan did not begin."""

    def __init__(self, message: str, exit_code: int, report: Optional[Report] = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.report = report


def scan(
    paths: Union[StrPath, Iterable[StrPath]],
    as_of: Union[str, datetime.date, None] = None,
    *,
    inventory: bool = False,
    args: Sequence[str] = (),
    cwd: Optional[StrPath] = None,
    timeout: Optional[float] = None,
) -> Report:
    """Scans files and folders, as `bedrock-eol scan` does, and returns the report.

    paths
        A file or folder, or several.
    as_of
        The day as of which lifecycle dates are evaluated; today by default. A text is YYYY-MM-DD.
    inventory
        Whether the report lists every reference, not only findings.
    args
        Other flags of `bedrock-eol scan`, such as `["--within", "30"]`.
    cwd
        The working directory of the scan, which decides about configuration and the paths in the report.
    timeout
        Seconds after which the program is ended, with `subprocess.TimeoutExpired`.

    Findings are not an error; `report.failed` says whether one is at or above `fail-on`. A scan that is not
    complete raises ScanError, with its report, so that files that could not be read are not taken for clean.
    """
    arguments = [program(), "scan", "--output=json", "--color=never"]
    if as_of is not None:
        arguments.append(f"--as-of={_day(as_of)}")
    if inventory:
        arguments.append("--inventory")
    run = subprocess.run(
        [*arguments, *args, "--", *_paths(paths)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        timeout=timeout,
        check=False,
    )
    message = run.stderr.decode("utf-8", "replace").strip()
    report = _report(run.stdout, run.returncode, message)
    if report is None or run.returncode not in (0, 1):
        raise ScanError(message or f"bedrock-eol ended with exit code {run.returncode}", run.returncode, report)
    return report


def _paths(paths: Union[StrPath, Iterable[StrPath]]) -> List[str]:
    """The paths as arguments. Without any, the program would scan the working directory."""
    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not several:
        raise ValueError("no paths to scan")
    return [os.fspath(path) for path in several]


def _day(as_of: Union[str, datetime.date]) -> str:
    """The day in ISO 8601; that of a datetime is without its time."""
    return as_of if isinstance(as_of, str) else as_of.strftime("%Y-%m-%d")


def _report(stdout: bytes, exit_code: int, message: str) -> Optional[Report]:
    """The report that the program has printed, if it has."""
    try:
        value = json.loads(stdout)
    except ValueError:
        return None
    try:
        return Report.from_json(value)
    except (AttributeError, KeyError, TypeError) as error:
        raise ScanError(message or "the output is not a report of version 1", exit_code) from error
