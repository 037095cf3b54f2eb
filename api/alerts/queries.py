"""Queries of alerts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, text, update

from api.alerts.kinds import KINDS, Kind
from api.alerts.models import Alert, AlertDelivery, AlertRule, AlertSubscription
from api.models import AnyRow, table_of

RULES, ALERTS = table_of(AlertRule), table_of(Alert)
SUBSCRIPTIONS, DELIVERIES = table_of(AlertSubscription), table_of(AlertDelivery)

_IN_FORCE = """
WITH rules AS (
  SELECT o.id AS outlet_id, o.zone, o.cutover_hour,
    CAST(:parameters AS jsonb) || coalesce(r.parameters, '{}') AS parameters
  FROM outlets o LEFT JOIN alert_rules r ON r.outlet_id = o.id AND r.kind = :kind
  WHERE coalesce(r.is_active, true)
)
"""
_CLAIM = text("SELECT pg_try_advisory_xact_lock(hashtext('alerts'), hashtext(:kind))")


def claim(connection: Connection, kind: Kind) -> bool:
    """Whether we alone look for this kind until the transaction ends."""
    return bool(connection.execute(_CLAIM, {"kind": kind.name}).scalar_one())


def wrong_now(connection: Connection, kind: Kind) -> Sequence[Sequence[Any]]:
    """Outlet, subject, title and details of everything a kind finds."""
    given = {"kind": kind.name, "parameters": msgspec.json.encode(dict(kind.parameters)).decode()}
    return connection.execute(text(_IN_FORCE + kind.query), given).all()


def open_alerts(connection: Connection, kind: str) -> Mapping[tuple[str, str], AnyRow]:
    """Alerts of a kind that are not resolved, by outlet and subject."""
    wanted = select(ALERTS).where(ALERTS.c.kind == kind, ALERTS.c.resolved_at.is_(None))
    rows = connection.execute(wanted.with_for_update()).all()
    return {(row.outlet_id, row.subject): row for row in rows}


def take_back_untold(connection: Connection, alert: AnyRow, at: datetime) -> set[UUID]:
    """What nobody heard of an alert that is over, they need not hear; gives the subscriptions that did."""
    mine = DELIVERIES.c.alert_id == alert.id
    untold = update(DELIVERIES).where(
        mine, DELIVERIES.c.attempts == 0, DELIVERIES.c.due_at.is_not(None)
    )
    over = {"due_at": None, "failed_at": at, "last_error": "it was over before"}
    connection.execute(untold.values(over))
    told = select(DELIVERIES.c.subscription_id).where(mine, DELIVERIES.c.attempts > 0)
    return set(connection.execute(told).scalars())


def rules_of(connection: Connection, kind: str) -> Mapping[str, AnyRow]:
    """Rules outlets have of a kind, by outlet."""
    rows = connection.execute(select(RULES).where(RULES.c.kind == kind)).all()
    return {row.outlet_id: row for row in rows}


def rules_at(connection: Connection, outlet_id: str) -> Mapping[str, AnyRow]:
    """Rules of an outlet by kind; those it left as they are have none."""
    rows = connection.execute(select(RULES).where(RULES.c.outlet_id == outlet_id)).all()
    return {row.kind: row for row in rows if row.kind in KINDS}


def subscriptions(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Subscriptions at an outlet of staff who still work there, with the outlet's zone."""
    wanted = text("""
      SELECT s.*, o.zone FROM alert_subscriptions s JOIN outlets o ON o.id = s.outlet_id
      JOIN staff p ON p.id = s.staff_id AND p.active
      WHERE s.outlet_id = :outlet_id AND s.ended_at IS NULL ORDER BY s.created_at, s.id""")
    return connection.execute(wanted, {"outlet_id": outlet_id}).all()
