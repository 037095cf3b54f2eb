"""POST /api/settlements/import: gateway calls first, then settlement by settlement, under one key."""

from http import HTTPStatus

from api.database import Database
from api.idempotency import Key
from api.payments.phases import Phases
from api.reply import Encoded
from api.settlements import exceptions, queries, service
from api.settlements.gateway import SettlementGateway
from api.settlements.schemas import Imported, ImportRequest
from chitrail.settings import Settings
from chitrail.tokens import Actor

SECONDS_TO_ASK, SECONDS_TO_BOOK = 12.0, 8.0
"""The whole request may take 30 s, and one settlement or one answer of the gateway begins before the end."""


def run(
    database: Database, settings: Settings, actor: Actor, request: ImportRequest, key: Key
) -> Encoded:
    """Import the days asked for. Raises InvalidInput, GatewayRefused, GatewayUnavailable, Unavailable."""
    days, phases = service.days_of(request), Phases(database, key)

    def work() -> Encoded:
        found = service.ask(SettlementGateway(settings, SECONDS_TO_ASK), days)
        booked = service.book_all(database, found, service.API, SECONDS_TO_BOOK)
        with database.everywhere().transaction() as connection:
            exceptions.recompute(connection)
            imported = Imported(
                settlements=len(booked),
                lines_new=sum(one.new for one in booked),
                lines_known=sum(one.known for one in booked),
                exceptions_open=queries.count_open(connection, actor.outlet_id),
            )
            return phases.finish(connection, imported, HTTPStatus.OK)

    return phases.run(work)
