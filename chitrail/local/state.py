"""`state.json`: what the running stack consists of, for `chitrail status` and for operators."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from chitrail.local.keeper import Keeper

STATE_FILE = "state.json"


def write_state(
    home: Path, since: datetime, ports: Mapping[str, int], keepers: Iterable[Keeper]
) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    document = {
        "pid": os.getpid(),
        "started_at": since.isoformat(),
        "ports": dict(ports),
        "processes": [_describe(keeper) for keeper in keepers],
    }
    fresh = home / f"{STATE_FILE}.new"
    fresh.write_text(json.dumps(document, indent=2), encoding="utf-8")
    fresh.replace(home / STATE_FILE)


def read_state(home: Path) -> dict[str, Any]:
    """The document of the last start; empty when there was none. Stale unless the stack's lock is held."""
    path = home / STATE_FILE
    if not path.exists():
        return {}
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _describe(keeper: Keeper) -> dict[str, Any]:
    process = keeper.runnable.process
    return {
        "name": keeper.service,
        "pid": process.pid if process else None,
        "ready": keeper.ready.is_set(),
        "started_at": keeper.started_at.isoformat() if keeper.started_at else None,
        "restarts": keeper.restarts,
        "failure": keeper.failure,
        "log": str(keeper.runnable.log),
    }
