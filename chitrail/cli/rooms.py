"""Runs a command of another room as a process: this package imports none of them."""

import subprocess
import sys
from collections.abc import Sequence

import typer


def run_room(module: str, arguments: Sequence[str]) -> None:
    """`python -m module arguments` on our terminal; ends with its exit code."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=False)
    raise typer.Exit(done.returncode)
