"""`python -m tests.api.contract.long`: Schemathesis for half an hour as three roles; 0 without findings.

Starts its own PostgreSQL, API and sandbox in a temporary folder. `--seconds` and `--examples` are per role.
"""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine

from api import migrations
from chitrail.local.postgres import EmbeddedPostgres
from tests.api.contract.asking import ask
from tests.api.contract.serving import serving

ROLES = ("manager", "waiter", "kitchen")
_CASES = re.compile(r"(\d+) generated")


def main() -> int:
    """Ask as every role; print the reports and how many cases there were."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=600)
    asked.add_argument("--examples", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    home = Path(tempfile.mkdtemp(prefix="chitrail-contract-"))
    # The database runs as a user of its own, who must be able to enter.
    home.chmod(0o755)
    cases, failed = 0, False
    try:
        for role in ROLES:
            code, report = _as(role, home / role, given)
            print(f"== {role}, seed {given.seed} ==\n{report}", flush=True)
            cases += sum(map(int, _CASES.findall(report)))
            failed |= code != 0
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"{cases} cases, {'with' if failed else 'without'} findings")
    return int(failed)


def _as(role: str, folder: Path, given: argparse.Namespace) -> tuple[int, str]:
    folder.mkdir(mode=0o755)
    durable = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    with EmbeddedPostgres(folder / "postgres", **durable) as server:
        engine = create_engine(server.url("postgres"))
        with engine.connect() as connection:
            migrations.upgrade(connection)
        engine.dispose()
        with serving(server.url("postgres"), folder) as served:
            return ask(
                served,
                role,
                folder,
                examples=given.examples,
                seconds=given.seconds,
                seed=given.seed,
            )


if __name__ == "__main__":
    sys.exit(main())
