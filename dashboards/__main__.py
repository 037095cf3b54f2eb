"""Kitchen display and manager pages: `python -m dashboards`."""

import os
import sys

from chitrail import logs
from chitrail.settings import Settings


def main() -> int:
    """Serve until SIGTERM."""
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    from dashboards.server import Server

    Server(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
