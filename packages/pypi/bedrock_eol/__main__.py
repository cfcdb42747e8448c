"""`python -m bedrock_eol`: the program of the package."""

import os
import subprocess
import sys

from ._program import program


def main() -> None:
    """Becomes the program, with the arguments of this process."""
    arguments = [program(), *sys.argv[1:]]
    # On Windows, exec ends this process before the other one has ended.
    if os.name == "nt":
        sys.exit(subprocess.run(arguments).returncode)
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main()
