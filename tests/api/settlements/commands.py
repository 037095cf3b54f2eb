"""`python -m api.settlements` as a process."""

import os
import subprocess
import sys

from chitrail.settings import Settings
from tests.support.processes import ROOT
from tests.support.settings import environment


def settlements_command(
    settings: Settings, *arguments: str, module: str = "api.settlements"
) -> subprocess.CompletedProcess[str]:
    """Run it to its end on the settings' database and gateway."""
    told = environment(
        settings.database_url, settings.home, RAZORPAY_BASE_URL=settings.razorpay_base_url
    )
    return subprocess.run(
        [sys.executable, "-m", *module.split(), *arguments],
        cwd=ROOT,
        env={**os.environ, **told, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
