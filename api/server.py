"""The API under gunicorn: threads, graceful stop, and counters shared by its workers."""

from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from prometheus_client import multiprocess

from api.app import create_app
from chitrail.settings import Settings

REQUEST_SECONDS = 30
GRACE_SECONDS = 8
"""Requests end within their deadlines of 3 s (database) and 8 s (gateway); a stop takes at most 10 s."""
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy keeps an idle connection, so that the proxy closes first."""
MAX_REQUESTS, JITTER = 50_000, 5_000
LIMIT_LINE = 4094
FAST_FOLDER = Path("/dev/shm")  # noqa: S108 - a RAM disk for the workers' heartbeat files


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
        """The application; built in each worker after the fork."""
        return create_app(self.settings)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings by their names."""
    return {
        "bind": f"{settings.host}:{settings.api_port}",
        "worker_class": "gthread",
        "workers": settings.api_workers,
        "threads": settings.api_threads,
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEP_ALIVE_SECONDS,
        "max_requests": MAX_REQUESTS,
        "max_requests_jitter": JITTER,
        "limit_request_line": LIMIT_LINE,
        "worker_tmp_dir": str(FAST_FOLDER) if FAST_FOLDER.is_dir() else None,
        "control_socket_disable": True,
        "proc_name": "chitrail api",
        "errorlog": "-",
        "accesslog": None,
        "loglevel": settings.log_level.lower(),
        "child_exit": _forget_worker,
    }


def _forget_worker(_server: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
