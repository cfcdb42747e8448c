"""Types the beginning of a command and a tab into interactive shells, and compares the completed line.

The line is never run: control-U discards it."""
import os
import pty
import re
import select
import signal
import sys
import time

folder = sys.argv[1]
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], f"bind 'set bell-style none'; source {folder}/bash; PS1='ready> '\n"),
    "zsh": (["zsh", "-f", "-i"], f"autoload -Uz compinit; compinit -u -D; source {folder}/zsh; unsetopt beep prompt_sp; PS1='ready> '\n"),
}
CASES = [
    ("bedrock-eol expl", "bedrock-eol explain "),
    ("bedrock-eol catalog exp", "bedrock-eol catalog export "),
    ("bedrock-eol catalog list --stag", "bedrock-eol catalog list --stage"),
    ("bedrock-eol scan -o sar", "bedrock-eol scan -o sarif"),
    ("bedrock-eol scan --region eu-cent", "bedrock-eol scan --region eu-central-"),
    ("bedrock-eol scan --context regi", "bedrock-eol scan --context registry"),
    ("bedrock-eol explain anthropic.claude-3-hai", "bedrock-eol explain anthropic.claude-3-haiku-20240307-v1:0"),
]


def until(terminal, seen, wanted, seconds=20):
    """Reads until the text is on the screen; returns everything that was read, in addition to `seen`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x07", "", seen.replace("\r", "\n"))
        # zsh draws characters again, with backspaces.
        while "\x08" in plain:
            plain = re.sub(r"[^\x08]?\x08", "", plain, count=1)
        if wanted in plain.replace("\\", ""):
            return seen
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")
    sys.exit(f"not on the screen: {wanted!r}; instead {seen!r}")


for name, (command, start) in SHELLS.items():
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "dumb" if name == "bash" else "xterm"
        os.execvp(command[0], command)
    os.write(terminal, b"stty cols 500\n" + start.encode())
    until(terminal, "", "\nready> ")
    for typed, completed in CASES:
        os.write(terminal, typed.encode())
        seen = until(terminal, "", typed)
        os.write(terminal, b"\t")
        until(terminal, seen, completed)
        os.write(terminal, b"\x15\n")
        until(terminal, "", "\nready> ")
        print(f"{name}: {typed}<tab> becomes {completed.strip()}")
    os.close(terminal)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
