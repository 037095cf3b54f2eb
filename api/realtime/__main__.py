"""The realtime gateway: `python -m api.realtime`."""

import os

from gevent import monkey


def main() -> None:
    """Serve until SIGTERM. Whatever uses sockets or locks is imported after the patching."""
    monkey.patch_all()
    from api.realtime.server import serve
    from chitrail import logs
    from chitrail.settings import Settings

    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    serve(settings)


if __name__ == "__main__":
    main()
