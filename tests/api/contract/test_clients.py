"""Generated clients place and pay orders: the programs of docs/clients.md against the running API."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from chitrail.local import frontend
from tests.api.contract.serving import Served
from tests.support.processes import ROOT
from tests.support.restaurant import PASSWORD
from tests.support.settings import RAZORPAY_KEY_SECRET

PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
LOCKED = Path(__file__).parent / "typescript"
NODE_HOME = Path(os.environ.get("CHITRAIL_HOME") or ROOT / ".chitrail")
PAID = ["cash COMPLETED 811.00", "online COMPLETED 0.00"]
"""Two large lassis cost 189.00; 1000.00 were tendered."""


@pytest.fixture(scope="module")
def document(served: Served) -> str:
    return requests.get(f"{served.url}/openapi.json", timeout=10).text


def program(language: str) -> str:
    """The one program of the page in this language."""
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def run(argv: list[str], folder: Path, **env: str) -> str:
    """What a program says; it must succeed."""
    done = subprocess.run(
        argv,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def surroundings(served: Served) -> dict[str, str]:
    return {
        "API": served.url,
        "SANDBOX": served.sandbox.url,
        "STAFF": "waiter",
        "PASSWORD": PASSWORD,
        "DISH": "lassi",
        "RAZORPAY_KEY_SECRET": RAZORPAY_KEY_SECRET,
    }


def test_the_python_client_places_and_pays(served: Served, document: str, tmp_path: Path):
    (tmp_path / "openapi.json").write_text(document, encoding="utf-8")
    # It looks for ruff, to format what it made, on the path.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    said = run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--path", "openapi.json", "--meta", "none", "--output-path", "chitrail_client"),
        ],
        tmp_path,
        PATH=path,
    )
    assert said.strip() == "Generating chitrail_client"
    (tmp_path / "pay.py").write_text(program("python"), encoding="utf-8")
    # The generator's own client.py is not strictly typed; what the program uses of it is.
    options = ("--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "mypy"))
    (tmp_path / "mypy.ini").write_text("[mypy]\n", encoding="utf-8")
    run([sys.executable, "-m", "mypy", *options, "pay.py"], tmp_path)
    assert run([sys.executable, "pay.py"], tmp_path, **surroundings(served)).splitlines() == PAID


def test_the_typescript_client_places_and_pays(served: Served, document: str, tmp_path: Path):
    work = tmp_path / "typescript"
    shutil.copytree(LOCKED, work, ignore=shutil.ignore_patterns("node_modules"))
    (work / "openapi.json").write_text(document, encoding="utf-8")
    (work / "pay.ts").write_text(program("typescript"), encoding="utf-8")
    env = frontend._node_environment(NODE_HOME) | surroundings(served)
    npm = frontend._npm()
    run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], work, **env)
    said = run([*npm, "run", "--silent", "generate"], work, **env)
    assert "warn" not in said.lower(), said
    run([*npm, "run", "--silent", "check"], work, **env)
    assert run([*npm, "run", "--silent", "pay"], work, **env).splitlines() == PAID


def test_the_page_names_the_versions_that_are_locked():
    package = json.loads((LOCKED / "package.json").read_text(encoding="utf-8"))
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert name == "@types/node" or f"{name}@{version}" in PAGE
    locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    for name in re.findall(r"openapi-python-client==\S+", PAGE):
        assert name in locked
