"""Finishing refunds that are reserved: surplus nobody asked to keep, lost answers, slow banks."""

import logging

from api.database import Database
from api.janitor.work import lease
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.queries import REFUNDS
from api.payments.refunds import pursue
from chitrail.settings import Settings

log = logging.getLogger(__name__)


def pursue_next(database: Database, settings: Settings) -> bool:
    """Ask the gateway for the refund that is due longest; whether there was one."""
    reserved = lease(database, REFUNDS, REFUNDS.c.next_check_at, REFUNDS.c.next_check_at)
    if reserved is None:
        return False
    database = database.at(reserved.outlet_id)
    fresh = reserved.attempts == 0 and reserved.surplus_paise > 0
    try:
        pursue(database, Gateway(settings), settings, reserved, fresh=fresh)
    except GatewayUnavailable as error:
        log.warning("refund %s waits: %s", reserved.id, error.detail)
    except GatewayRefused as error:
        log.warning(
            "refund %s of payment %s refused: %s", reserved.id, reserved.payment_id, error.detail
        )
    return True
