"""Dagster's own folder and database in the local stack."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import yaml

from chitrail.local.databases import ensure_database
from chitrail.settings import Settings

DATABASE = "dagster"


def prepare_dagster_home(settings: Settings) -> Path:
    """Make the database if it is not there, write dagster.yaml, and return the folder (DAGSTER_HOME).

    The storage address names psycopg2 because dagster-postgres works with no other driver.
    """
    ensure_database(settings.libpq_url, DATABASE)
    folder = settings.home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    parts = urlsplit(settings.libpq_url)
    url = urlunsplit(parts._replace(scheme="postgresql+psycopg2", path=f"/{DATABASE}"))
    document = {
        "storage": {"postgres": {"postgres_url": url}},
        "telemetry": {"enabled": False},
        "run_coordinator": {
            "module": "dagster.core.run_coordinator",
            "class": "QueuedRunCoordinator",
        },
        "concurrency": {"pools": {"default_limit": 1, "granularity": "run"}},
        "local_artifact_storage": {
            "module": "dagster.core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(folder / "artifacts")},
        },
        "compute_logs": {
            "module": "dagster.core.storage.local_compute_log_manager",
            "class": "LocalComputeLogManager",
            "config": {"base_dir": str(folder / "logs")},
        },
    }
    target = folder / "dagster.yaml"
    target.touch(0o600)
    target.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return folder
