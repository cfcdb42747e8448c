"""Scans files of one repeated token, some with a number in each, at a size and at four times the size, in every kind of
language.

The tokens are pieces of the grammars that the scanner knows: beginnings of IDs and ARNs, quotes, brackets, comments,
placeholders, separators, escapes. A probe fails where the larger file takes more than six times the processor time of the
smaller one, or a byte more than MOST_TIME, or a byte more than MOST_MEMORY. A token that is an ID itself makes a finding
of every occurrence, whose memory is not bounded (SECURITY.md).
"""

import json
import math
import os
import subprocess
import sys
import tempfile

SIZE = int(os.environ.get("SCALING_SIZE", "60000"))
GROWTH = 6
MOST_TIME = 5e-6  # seconds
MOST_MEMORY = 300  # bytes, of which brackets take most
MOST_MEMORY_OF_FINDINGS = 1500

ID = "anthropic.claude-v2"
TOKENS = (
    [ID[:n] for n in range(9, len(ID))]
    + ["us.", "us.anthropic.", "arn:aws:bedrock:", "foundation-model/", "inference-profile/", "amazon.titan-", "claude-"]
    + ["arn:aws:bedrock:us-east-1::foundation-model/", "anthropic.claude-a-b-c-d-e ", "meta.llama", "bedrock", "v1:0"]
    + ["%3A", "%2e", "\\u002e", "\\x2e", "&#46;", "\\.", "\\", "\\\n", "[", "]", "{", "}", "(", ")", "[]", "[{", "[],"]
    + ['{"a":', '"', "'", "`", '"""', "'''", "${", "{{", "{%", "%{", "#{", "<%", "$(", "<<A\n", "r#\"", '@"', "--[[", "(*", "{-"]
    + ["#", "//", "/*", "*/", "<!--", "<", "<a>", "</a>", "<script>", "<![CDATA[", "&amp;", "#|", "--", "->", "=>", "::"]
    + ["=", ":", ";", ",", ";=", "-", "- ", "? ", "|", "&", "*", "!", "@", "$", "...", "0", "1.", "a", "é"]
    + ["\n", "\r", "\t", "  ", "\n ", "a\n", "a: ", "a = ", "|\n", "end\n", "begin\n", "case ", "if (", "function(){"]
    # What only looks like a comment, or like the beginning of a literal.
    + [" ${ #", "'[ -- ", 'a "# ', ") / //", "/[//* ", "/[/]", "/\\/", "s/a", "<<a ", "[a|", "?>", "=pod\n", 'f"{', "\\u", '"""a"""\n', "\\\n#"]
    # Elements, commands and code that is inserted, which may not end.
    + ["<a b=", "{<a>", "</a", "<a.b<", "< /", "#{'", "%(#{", "$(case ", '"`', '"$(', '"${x:-\'', "`echo #", "a\\ #", "$(cat <<A\n"]
    + ["|a", 'r"-(', "# coding=", "{% # ", "# {{", "//go:generate\n", "#include <a/*", "\n#if\n", 'f"\\{', "``a", "<!-- ```{"]
    # Literals of one line with code in them that has no end.
    + ['"${"', '"#{"', '"$("', 'f"{x["', "<<A;"]
    + ["<title>", "<script><!--<script>", "<script><!--<script></script "]
    + ["# bedrock-eol: ignore\n", "bedrock-eol: ignore ", '{"cells":[', '"outputs":[', '"source":["']
)
FINDINGS = [
    ID + "\n",
    ID + " ",
    ID + ":",
    f'"{ID}",',
    f'{{"{ID}":',
    f'["{ID}",',
    f"- {ID}\n",
    f'x = "{ID}"\n',
    f"# {ID}\n",
    f'f("{ID}",top_p=1)\n',
    f'== "{ID}"\n',
    # Without a separator all of them are one statement.
    f'x["{ID}"]',
    f'<A b={{"{ID}"}}>',
    f'<A>{{"{ID}"}}',
    f'`${{"{ID}"}}',
    f'"#{{"{ID}"',
    f'"${{"{ID}"',
]
# With a number in each: what is looked up by its name once is looked up thousands of times.
NUMBERED = [
    f'deprecated@ = ["{ID}"]\n',
    f'const DEPRECATED@ = ["{ID}"];\n',
    f'deprecated@: ["{ID}"],\n',
    f'choices@ = ["{ID}"]\n',
    f'prices@ = {{"{ID}": 8.0}}\n',
    f'MODEL@ = "{ID}"\n',
    f'def f@():\n  """{ID}"""\n',
    f'models@ = [{{"id": "{ID}", "price": 1}}, {{"id": "{ID}", "price": 2}}]\n',
    f'let families@ = ["{ID}"]; let f@ = families@.some((f) => id.includes(f));\n',
]
EXTENSIONS = (
    "py js json jsonl yaml html md ipynb csv tf sh txt xml toml ini rs rb env rst tex sql php hcl vue clj ps1 go lua pl hs java jl properties qqq bin scala cs swift ex nim R fish cshtml j2"
    # A notebook with one code cell, of a string for each line, or of one string.
    " lines.ipynb string.ipynb"
).split()


# How often a probe is measured before it fails.
ATTEMPTS = 3


def measured(binary: str, path: str) -> tuple[float, int]:
    """Processor seconds and bytes of memory of a scan."""
    command = [binary, "scan", "--isolated", "--as-of", "2026-11-28", "--output", "badge", path]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def repeated(token: str, size: int) -> bytes:
    """A token so often that it has some bytes, with the number of each time instead of `@` if it is a numbered one."""
    times = size // len(token.encode()) + 1
    if token in NUMBERED:
        token = "".join(token.replace("@", str(number)) for number in range(times))
        times = 1
    return (token.encode() * times)[:size]


def in_cell(text: bytes, extension: str) -> bytes:
    """The text of a file with this extension; for a notebook of one cell, the text is the cell."""
    lines = text.decode(errors="replace").splitlines(keepends=True)
    sources = {"lines.ipynb": lines, "string.ipynb": "".join(lines)}
    if extension not in sources:
        return text
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": sources[extension]}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode()


def main() -> int:
    binary = os.environ["BEDROCK_EOL"]
    failed = probes = 0
    with tempfile.TemporaryDirectory() as folder:
        for extension in sys.argv[1:] or EXTENSIONS:
            head = f'x = "{ID}"\n'.encode()
            if extension == "bin":
                head = bytes(80) + head
            for token in TOKENS + FINDINGS + NUMBERED:
                most = MOST_MEMORY_OF_FINDINGS if token in FINDINGS + NUMBERED else MOST_MEMORY
                paths = []
                for size in (SIZE, 4 * SIZE):
                    paths.append(os.path.join(folder, f"{size}.{extension}"))
                    with open(paths[-1], "wb") as file:
                        file.write(in_cell(head + repeated(token, size), extension))
                probes += 1
                short = long = math.inf
                # Other processes only add to the time: a probe that fails is measured again, and the fastest scans count.
                for _ in range(ATTEMPTS):
                    (first, small), (second, large) = (measured(binary, path) for path in paths)
                    short, long = min(short, first), min(long, second)
                    time, memory = (long - short) / (3 * SIZE), (large - small) / (3 * SIZE)
                    # What is measured in hundredths of a second says nothing.
                    grows = long > 0.25 and long > GROWTH * max(short, 0.03)
                    fails = grows or time > MOST_TIME or memory > most
                    if not fails:
                        break
                for path in paths:
                    os.remove(path)
                if fails:
                    failed += 1
                    print(f"{extension}: {token!r}: {short:.2f} s, {long:.2f} s, {memory:.0f} bytes a byte", flush=True)
    print(f"{probes} probes, {failed} fail")
    return 1 if failed or not probes else 0


if __name__ == "__main__":
    sys.exit(main())
