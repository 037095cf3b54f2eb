"""The dashboards under gunicorn: one process, a few threads, nothing written outside CHITRAIL_HOME."""

from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from chitrail.settings import Settings
from dashboards.app import create_app

THREADS = 8
REQUEST_SECONDS = 30
GRACE_SECONDS = 6
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy keeps an idle connection, so that the proxy closes first."""
FAST_FOLDER = Path("/dev/shm")  # noqa: S108 - a RAM disk for the worker's heartbeat file


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with its configuration made here and nowhere else."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn our settings."""
        for name, value in options(self.settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; built in the worker after the fork."""
        return create_app(self.settings)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings by their names."""
    return {
        "bind": f"{settings.host}:{settings.dashboards_port}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEP_ALIVE_SECONDS,
        "worker_tmp_dir": str(FAST_FOLDER) if FAST_FOLDER.is_dir() else None,
        "control_socket_disable": True,
        "proc_name": "chitrail dashboards",
        "errorlog": "-",
        "accesslog": None,
        "loglevel": settings.log_level.lower(),
    }
