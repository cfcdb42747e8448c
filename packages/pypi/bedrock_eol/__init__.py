"""Finds the Legacy and End-of-Life Amazon Bedrock model IDs in a repository.

    import bedrock_eol

    report = bedrock_eol.scan("src", as_of="2026-11-23")
    for finding in report.findings:
        print(finding.path, finding.line, finding.level, finding.message)

`scan` runs the program of this package and reads its JSON. `python -m bedrock_eol` is the program itself.
"""

from ._scan import ScanError, scan
from .report import Finding, Reference, Replacement, Report

__all__ = ["Finding", "Reference", "Replacement", "Report", "ScanError", "scan"]
