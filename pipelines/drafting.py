"""Having the API draft purchase orders from the published targets, outlet by outlet.

The API decides by the stock of that moment and is the only writer of orders; asking it again doubles nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import requests

from chitrail import tokens
from chitrail.clock import now
from chitrail.errors import ChitrailError, Unavailable
from chitrail.ids import new_id
from chitrail.settings import Settings
from chitrail.tokens import Actor
from warehouse.connection import read_only
from warehouse.targets import targets

SUBJECT = "service:reorder"
"""Who orders and audit say it was."""
LIFETIME = timedelta(minutes=5)
TIMEOUT_SECONDS = (3.0, 60.0)


class NotDrafted(ChitrailError):
    """The API refused, or could not be asked, for some outlets."""


@dataclass
class Drafted:
    """What stands on an outlet's drafts, and what is due and on none of them."""

    outlet_id: str
    orders: list[dict[str, Any]] = field(default_factory=list)
    not_ordered: list[dict[str, str]] = field(default_factory=list)

    def told(self) -> list[str]:
        """One line an order, and one for what was not ordered."""
        lines = [
            f"{self.outlet_id}: {order['number']} to {order['supplier_name']}, "
            f"{len(order['lines'])} lines, {order['total']} rupees"
            for order in self.orders
        ]
        left = [f"{one['ingredient_code']}: {one['why']}" for one in self.not_ordered]
        return lines + [f"{self.outlet_id}: not ordered, {one}" for one in left]


def make_drafts(settings: Settings, outlet_id: str = "") -> list[Drafted]:
    """Draft for one outlet, or for all. Every outlet is tried; then NotDrafted names those that failed."""
    with read_only(settings.warehouse_snapshot) as connection:
        known = [
            row[0] for row in connection.execute("SELECT outlet_id FROM dim_outlet").fetchall()
        ]
        if outlet_id and outlet_id not in known:
            raise NotDrafted(f"the warehouse knows no outlet {outlet_id}")
        wanted = {
            one: targets(connection, one, now()) for one in sorted(known) if outlet_id in ("", one)
        }
    done: list[Drafted] = []
    failed: list[str] = []
    for one, levels in wanted.items():
        if not levels:
            continue
        try:
            done.append(_draft(settings, one, levels))
        except ChitrailError as error:
            failed.append(f"{one}: {error.detail}")
    if failed:
        raise NotDrafted("; ".join(failed))
    return done


def _draft(settings: Settings, outlet_id: str, levels: list[dict[str, Any]]) -> Drafted:
    actor = Actor(SUBJECT, outlet_id, "manager", "Reorder forecast")
    token, _ = tokens.encode(actor, settings.secret_key, lifetime=LIFETIME)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(new_id())}
    address = f"{settings.address('api')}/api/reorder/drafts"
    try:
        answer = requests.post(
            address, json={"targets": levels}, headers=headers, timeout=TIMEOUT_SECONDS
        )
        body = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unavailable("the API cannot be reached") from error
    if answer.status_code != HTTPStatus.OK:
        raise NotDrafted(str(body.get("detail", body.get("title", answer.status_code))))
    return Drafted(outlet_id, body["orders"], body["not_ordered"])
