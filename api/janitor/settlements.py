"""Fetching the gateway's settlements by itself, a few times a day."""

import logging
import time

from api.database import Database
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.settlements import service
from api.settlements.gateway import SettlementGateway
from api.settlements.schemas import ImportRequest
from chitrail.settings import Settings

log = logging.getLogger(__name__)

SECONDS_AN_HOUR = 3600.0
LONGEST_FIRST_PAUSE_SECONDS = 60.0
AFTER_A_FAULT_SECONDS = 600.0


class SettlementImport:
    """Imports the last seven days whenever it is time; the first time soon after the start.

    Several janitors may all do it: an import of known lines changes nothing.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._pause = settings.razorpay_settlement_hours * SECONDS_AN_HOUR
        self._due_at = time.monotonic() + min(self._pause, LONGEST_FIRST_PAUSE_SECONDS)

    def step(self) -> bool:
        """Import if it is time. Never says that there is more to do."""
        if time.monotonic() < self._due_at:
            return False
        self._due_at = time.monotonic() + self._pause
        try:
            self._import()
        except (GatewayUnavailable, GatewayRefused) as error:
            log.warning("settlements could not be fetched: %s", error.detail)
            self._due_at = time.monotonic() + min(self._pause, AFTER_A_FAULT_SECONDS)
        return False

    def _import(self) -> None:
        days = service.days_of(ImportRequest())
        found = service.ask(SettlementGateway(self._settings), days)
        booked = service.book_all(self._database, found, service.API)
        service.check(self._database)
        new = sum(one.new for one in booked)
        log.info("%d settlements of the last days, %d new lines", len(booked), new)
