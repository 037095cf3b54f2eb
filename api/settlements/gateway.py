"""What we ask the gateway about settlements: pages of reconciliation items, and the list of transfers."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import razorpay

from api.payments.gateway.breaker import breaker_of
from api.payments.gateway.session import GatewaySession, GatewayUnavailable
from api.settlements.recon import ReconItem, Transfer
from chitrail.settings import Settings

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Kolkata")
"""The gateway's days."""
PAGE = 500
"""The gateway gives 1,000; 500 items with the longest notes still fit the largest answer we accept."""
TRANSFERS_PAGE = 100
MOST_TRIES = 3
PAUSE_SECONDS = (0.2, 0.6)


class _Items(msgspec.Struct):
    items: list[ReconItem]


class _Transfers(msgspec.Struct):
    items: list[Transfer]


class SettlementGateway:
    """Reads only, each repeated at most twice. Raises GatewayRefused and GatewayUnavailable.

    `seconds` bounds everything that one object asks, for callers who are waited for.
    """

    def __init__(self, settings: Settings, seconds: float | None = None) -> None:
        breaker = breaker_of(settings.razorpay_base_url)
        self._end = None if seconds is None else time.monotonic() + seconds
        self._sdk = razorpay.Client(
            session=GatewaySession(settings.razorpay_timeout_seconds, breaker),
            auth=(settings.razorpay_key_id, settings.razorpay_key_secret),
            base_url=settings.razorpay_base_url,
        )

    def items(self, day: date) -> list[ReconItem]:
        """Every item settled on a day of India."""

        def ask(skip: int) -> list[ReconItem]:
            query = {"year": day.year, "month": day.month, "day": day.day}
            asked = {**query, "count": PAGE, "skip": skip}
            return self._read(lambda: self._sdk.settlement.report(asked), _Items).items

        return list(_pages(ask, PAGE))

    def transfers(self, first: date, last: date) -> dict[str, Transfer]:
        """Transfers made from the first to the last day of India, by id."""
        since = datetime(first.year, first.month, first.day, tzinfo=ZONE)
        until = datetime(last.year, last.month, last.day, tzinfo=ZONE) + timedelta(days=1)
        span = {"from": int(since.timestamp()), "to": int(until.timestamp()) - 1}

        def ask(skip: int) -> list[Transfer]:
            asked = {**span, "count": TRANSFERS_PAGE, "skip": skip}
            return self._read(lambda: self._sdk.settlement.all(asked), _Transfers).items

        return {transfer.id: transfer for transfer in _pages(ask, TRANSFERS_PAGE)}

    def transfer(self, settlement_id: str) -> Transfer:
        """One transfer."""
        return self._read(lambda: self._sdk.settlement.fetch(settlement_id, {}), Transfer)

    def _read(self, call: Callable[[], Any], kind: type[T]) -> T:
        for attempt in range(1, MOST_TRIES + 1):
            if self._end is not None and time.monotonic() > self._end:
                raise GatewayUnavailable("it is too slow for so many days; ask for fewer at once")
            try:
                return msgspec.convert(call(), kind)
            except (ValueError, msgspec.ValidationError) as error:
                raise GatewayUnavailable(f"an answer that cannot be read: {error}") from error
            except GatewayUnavailable:
                if attempt == MOST_TRIES:
                    raise
                time.sleep(attempt * random.uniform(*PAUSE_SECONDS))  # noqa: S311 - jitter
        raise AssertionError("unreachable")


def _pages(ask: Callable[[int], list[T]], size: int) -> Iterator[T]:
    skip = 0
    while True:
        page = ask(skip)
        yield from page
        if len(page) < size:
            return
        skip += len(page)
