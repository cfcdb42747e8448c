"""Edits the fixtures with `fix --unsafe --write`, and parses what was edited with the parsers of others."""

import ast
import json
import os
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

import hcl2
from ruamel.yaml import YAML

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FIX = [os.environ["BEDROCK_EOL"], "fix", "--isolated", "--unsafe", "--as-of", "2026-11-23"]


def yaml(text):
    for document in YAML(typ="rt").load_all(text):
        repr(document)


def javascript(text):
    # `.mjs` files import; what is no module is checked as one, which is stricter.
    checked = subprocess.run(
        ["node", "--input-type=module", "--check", "-"], input=text, capture_output=True, text=True, check=False
    )
    if checked.returncode != 0:
        raise SyntaxError(checked.stderr)


PARSERS = {
    ".py": ast.parse,
    ".json": json.loads,
    ".ipynb": json.loads,
    ".toml": tomllib.loads,
    ".xml": xml.fromstring,
    ".yaml": yaml,
    ".yml": yaml,
    ".tf": hcl2.loads,
    ".js": javascript,
    ".mjs": javascript,
}
# Fewest edited files of a format, so that none is left out unseen.
FEWEST = {".py": 30, ".json": 10, ".yaml": 10, ".tf": 5, ".js": 2, ".toml": 1}


def main():
    folder = Path(sys.argv[1])
    parsed = []
    for kind in ("err", "languages", "uses", "contexts", "calls"):
        for source in sorted((FIXTURES / kind).rglob("*")):
            parse = PARSERS.get(source.suffix)
            if parse is None or not source.is_file():
                continue
            try:
                text = source.read_bytes().decode("utf-8-sig")
                parse(text)
            # Each parser has errors of its own, some of them direct children of Exception.
            except Exception:
                continue
            target = folder / source.relative_to(FIXTURES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
            parsed.append((target, text, parse))
    subprocess.run([*FIX, "--write", "--no-ignore", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    edited = Counter()
    for target, text, parse in parsed:
        new = target.read_bytes().decode()
        if new == text:
            continue
        try:
            parse(new)
        except Exception as error:
            sys.exit(f"failed: {target.relative_to(folder)} does not parse after the edit: {error}")
        edited[target.suffix] += 1
    for suffix, fewest in FEWEST.items():
        assert edited[suffix] >= fewest, f"only {edited[suffix]} edited files end in {suffix}"
    print("ok: edited files that still parse:", dict(sorted(edited.items())))


main()
