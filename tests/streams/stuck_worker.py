"""A worker whose first event never ends, under a watchdog in a hurry; run as a module."""

import asyncio
import os
from typing import Any

from chitrail import logs
from chitrail.settings import Settings
from streams import app as apps
from streams import watchdog
from streams.worker import StreamWorker


async def never_ends(*_: Any) -> None:
    print("stuck", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    watchdog.CHECK_SECONDS = 0.5
    watchdog.PATIENCE_SECONDS = 3.0
    settings = Settings.from_env(os.environ)
    logs.configure("INFO")
    apps.CONCERNS = {"inventory": {"order.completed": never_ends}}
    folder = apps.data_folder(settings, "inventory", 0)
    folder.mkdir(parents=True, exist_ok=True)
    StreamWorker(apps.build_app(settings, "inventory", 0), folder).execute_from_commandline()
