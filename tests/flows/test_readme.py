"""The README's commands do what it says."""

import os
import re
import subprocess

import pytest

from tests.support.processes import ROOT

pytestmark = pytest.mark.stack


def shell_blocks():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


def block_with(words):
    (block,) = [block for block in shell_blocks() if words in block]
    return block


def test_one_order_by_hand(stack):
    block = block_with("api/auth/login").replace(
        "http://127.0.0.1:8000", stack.settings.address("api")
    )
    commands = "\n".join(line for line in block.splitlines() if "chitrail reconcile" not in line)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr
    first_words = done.stdout.split()[:4]
    assert first_words == ["PREPARING", "READY", "391.00", "COMPLETED"]
    assert '"on_hand"' in done.stdout


def test_the_commands_it_names_exist(stack):
    named = set(re.findall(r"chitrail (\w[\w-]*)", "\n".join(shell_blocks())))
    listed = stack.command("--help").stdout
    assert named
    assert all(name in listed for name in named)
