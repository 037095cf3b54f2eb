"""The REST API: `python -m api`."""

import logging
import os
import shutil
import sys

from chitrail import logs
from chitrail.settings import Settings


def main() -> int:
    """Serve until SIGTERM."""
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    folder = settings.home / "metrics" / "api"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # prometheus_client decides when it is imported whether its counters live in files.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    from api.server import Server

    Server(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
