"""`python -m api.janitor`: runs until SIGTERM or SIGINT; any number of them may run beside each other."""

import logging
import os
import signal
import sys
import threading
from functools import partial

from api.alerts.sending import send_next
from api.alerts.watching import Watch
from api.database import Database
from api.janitor import payments, refunds, webhooks
from api.janitor.availability import AvailabilityClock
from api.janitor.retention import Retention
from api.janitor.run_outs import RunOutClock
from api.janitor.settlements import SettlementImport
from api.janitor.workers import Workers
from api.wakeups import Wakeups
from chitrail import logs
from chitrail.settings import Settings

WEBHOOK_THREADS = 3
GRACE_SECONDS = 25.0

log = logging.getLogger(__name__)


def main() -> int:
    """0 after a signal, 1 when a thread broke."""
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    database = Database(settings, application_name="chitrail janitor")
    workers = Workers(stopping)
    wakeups = Wakeups(settings.libpq_url, "payments", workers.wake)
    listener = threading.Thread(target=wakeups.run, name="listener", daemon=True)
    listener.start()
    for thread in range(WEBHOOK_THREADS):
        workers.add(f"webhooks-{thread}", partial(webhooks.book_next, database, settings))
    workers.add("payments", partial(payments.check_next, database, settings))
    workers.add("refunds", partial(refunds.pursue_next, database, settings))
    workers.add("alerts", Watch(database).step)
    workers.add("messages", partial(send_next, database, settings))
    workers.add("settlements", SettlementImport(database, settings).step)
    workers.add("availability", AvailabilityClock(database).step)
    workers.add("run-outs", RunOutClock(database).step)
    workers.add("retention", Retention(database, settings).step)
    log.info("janitor ready")
    stopping.wait()
    wakeups.stop()
    workers.join(GRACE_SECONDS)
    database.dispose()
    return int(workers.broken)


if __name__ == "__main__":
    sys.exit(main())
