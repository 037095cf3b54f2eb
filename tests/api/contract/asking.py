"""Schemathesis as a process: every phase and every check, signed in as one role."""

import subprocess
import sys
from pathlib import Path

from tests.api.contract.serving import Served
from tests.support.restaurant import actor, bearer

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
PHASES = "examples,coverage,fuzzing,stateful"


def ask(
    served: Served, role: str, folder: Path, *, examples: int, seconds: int, seed: int
) -> tuple[int, str]:
    """Exit code and report of one run."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file"),
        *(str(HERE / "schemathesis.toml"), "run", f"{served.url}/openapi.json"),
        *("--phases", PHASES, "--checks", "all", "--mode", "all"),
        *("--max-examples", str(examples), "--max-time", str(seconds), "--seed", str(seed)),
        *("--header", f"Authorization:{bearer(actor(role))}"),
        *("--workers", "2", "--generation-database", "none", "--no-color"),
        *("--continue-on-failure", "--baseline", str(BASELINE)),
        *("--report", "json", "--report-json-path", str(folder / f"{role}.json")),
    ]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=seconds + 60, check=False
    )
    return done.returncode, done.stdout + done.stderr
