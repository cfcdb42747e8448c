"""Runs the commands of the CI files that the documentation shows, in the working directory: installation and scan.

snippets.py FILE...: the word before the dash of a file's name says whose it is.
"""

import pathlib
import re
import subprocess
import sys

import tree_sitter
import tree_sitter_groovy
from ruamel.yaml import YAML


def gitlab(text):
    jobs = [job for job in YAML(typ="safe").load(text).values() if "script" in job]
    for job in jobs:
        variables = [f"export {name}='{value}'" for name, value in job.get("variables", {}).items()]
        lines = variables + job.get("before_script", []) + job["script"]
        yield ["\n".join(lines)], list(job.get("artifacts", {}).get("reports", {}).values())


def azure(text):
    text = text.replace("$(Agent.TempDirectory)", ".")
    steps = YAML(typ="safe").load(text)["steps"]
    published = [step["inputs"]["testResultsFiles"] for step in steps if "task" in step]
    yield [step["script"] for step in steps if "script" in step], published


def jenkins(text):
    """Declarative pipelines: https://www.jenkins.io/doc/book/pipeline/syntax/"""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
    assert parser.parse(b"pipeline { agent any").root_node.has_error, "the parser takes anything"
    tree = parser.parse(text.encode())
    assert not tree.root_node.has_error, f"not Groovy: {tree.root_node}"
    assert re.match(r"pipeline \{\s+agent \w+\s+stages \{\s+stage\(", text), "no declarative pipeline"
    yield re.findall(r"\bsh '([^']+)'", text), re.findall(r"testResults: '([^']+)'", text)


# https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
CODEBUILD_KEYS = {"version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"}
CODEBUILD_PHASES = {"install", "pre_build", "build", "post_build"}
CODEBUILD_PHASE_KEYS = {"run-as", "on-failure", "runtime-versions", "commands", "finally"}
CODEBUILD_REPORT_KEYS = {"files", "file-format", "base-directory", "discard-paths"}
CODEBUILD_FORMATS = {"CUCUMBERJSON", "JUNITXML", "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX"}


def codebuild(text):
    spec = YAML(typ="safe").load(text)
    assert spec["version"] == 0.2 and spec.keys() <= CODEBUILD_KEYS, spec
    assert spec["phases"].keys() <= CODEBUILD_PHASES, spec["phases"]
    for phase in spec["phases"].values():
        assert phase.keys() <= CODEBUILD_PHASE_KEYS, phase
    files = []
    for report in spec["reports"].values():
        assert report.keys() <= CODEBUILD_REPORT_KEYS and report["file-format"] in CODEBUILD_FORMATS, report
        files += [f"{report.get('base-directory', '.')}/{file}" for file in report["files"]]
    yield ["\n".join(command for phase in spec["phases"].values() for command in phase["commands"])], files


READERS = {reader.__name__: reader for reader in (gitlab, azure, jenkins, codebuild)}


def main(names):
    ran = 0
    for name in names:
        path = pathlib.Path(name)
        for commands, files in READERS[path.name.split("-")[0]](path.read_text()):
            assert "bedrock-eol" in commands[-1] and files, f"{path.name}: no command, or no report is picked up"
            for file in files:
                pathlib.Path(file).unlink(missing_ok=True)
            for command in commands:
                done = subprocess.run(["sh", "-ec", command], capture_output=True, text=True)
                # The program is installed, and then finds something.
                want = 1 if command is commands[-1] else 0
                assert done.returncode == want, f"{path.name}: {command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
                ran += 1
            for file in files:
                assert pathlib.Path(file).stat().st_size > 0, f"{path.name}: {file} is not written"
    assert ran >= 6, f"only {ran} commands were found"


main(sys.argv[1:])
