"""`python -m sandbox`: serves the sandbox with gunicorn, one process with threads."""

import logging
import os
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from sandbox.settings import MissingSetting, SandboxSettings

THREADS = 64
"""More than calls at once: answers that faults hold back keep a thread each."""


class Server(BaseApplication):  # type: ignore[misc]
    """One worker: it also runs the thread that delivers webhooks."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Settings for gunicorn; its control socket would be written to the home folder."""
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": 8,
            "control_socket_disable": True,
            "worker_tmp_dir": str(self.settings.data),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in the worker."""
        from sandbox.app import create_app

        return create_app(self.settings)


def main() -> int:
    """Serve until SIGTERM; 2 when a setting is missing."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = SandboxSettings.from_env(os.environ)
    except MissingSetting as error:
        print(f"sandbox: not set: {error}", file=sys.stderr)
        return 2
    settings.data.mkdir(parents=True, exist_ok=True)
    Server(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
