"""Finds the program that the wheel has installed."""

from __future__ import annotations

import os
import sys
import sysconfig


def program() -> str:
    """The path of the program.

    It is the one of this package and never one from `PATH`, which may have another version.
    """
    name = "bedrock-eol.exe" if os.name == "nt" else "bedrock-eol"
    folders = _folders()
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is not in {' or '.join(folders)}: reinstall the package bedrock-eol")


def _folders() -> list[str]:
    """Where an installer writes programs: an environment, the folder of the user, `pip install --target`."""
    user = "osx_framework_user" if sys.platform == "darwin" and sys._framework else f"{os.name}_user"
    found = [sysconfig.get_path("scripts")]
    if user in sysconfig.get_scheme_names():
        found.append(sysconfig.get_path("scripts", scheme=user))
    package = os.path.dirname(os.path.abspath(__file__))
    found.append(os.path.join(os.path.dirname(package), "bin"))
    return found
