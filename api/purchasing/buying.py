"""How an outlet buys: what needs a second person, how much more than ordered is taken, what stock costs."""

from sqlalchemy import Connection

from api.audit.service import record
from api.billing.service import basis_points
from api.models import AnyRow
from api.preconditions import require_version
from api.purchasing import queries
from api.purchasing.schemas import Purchasing, PurchasingRequest
from api.reply import Reply
from chitrail.clock import now
from chitrail.money import format_rupees, parse_rupees
from chitrail.tokens import Actor

DEFAULT_APPROVAL_LIMIT_PAISE = 1_000_000
DEFAULT_OVER_RECEIPT_BP = 500


def read(connection: Connection, outlet_id: str) -> Reply[Purchasing]:
    """The settings of an outlet; version 0 are the defaults."""
    return _view(queries.settings(connection, outlet_id))


def save(
    connection: Connection, actor: Actor, request: PurchasingRequest, version: int | None
) -> Reply[Purchasing]:
    """Change how the outlet buys. Raises InvalidInput, PreconditionFailed."""
    over = basis_points(request.over_receipt_percent, field="over_receipt_percent")
    limit = parse_rupees(request.approval_limit, field="approval_limit")
    present = _view(queries.settings(connection, actor.outlet_id, lock=True))
    require_version(version, present.value.version, present.value)
    row = {
        "outlet_id": actor.outlet_id,
        "approval_limit_paise": limit,
        "over_receipt_bp": over,
        "tax_is_cost": request.tax_is_cost,
        "updated_by": actor.subject,
        "updated_at": now(),
    }
    saved = _view(queries.save_settings(connection, row))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "purchasing-changed",
        actor.outlet_id,
        approval_limit=saved.value.approval_limit,
        over_receipt_percent=saved.value.over_receipt_percent,
        tax_is_cost=saved.value.tax_is_cost,
    )
    return saved


def approval_limit_paise(connection: Connection, outlet_id: str) -> int:
    """Total above which an order needs a second person."""
    row = queries.settings(connection, outlet_id)
    return DEFAULT_APPROVAL_LIMIT_PAISE if row is None else int(row.approval_limit_paise)


def over_receipt_bp(connection: Connection, outlet_id: str) -> int:
    """Share of the packs ordered that may come on top, in hundredths of a per cent."""
    row = queries.settings(connection, outlet_id)
    return DEFAULT_OVER_RECEIPT_BP if row is None else int(row.over_receipt_bp)


def tax_is_cost(connection: Connection, outlet_id: str) -> bool:
    """Whether stock costs its tax too."""
    row = queries.settings(connection, outlet_id)
    return True if row is None else bool(row.tax_is_cost)


def _view(row: AnyRow | None) -> Reply[Purchasing]:
    if row is None:
        value = Purchasing(
            approval_limit=format_rupees(DEFAULT_APPROVAL_LIMIT_PAISE),
            over_receipt_percent=format_rupees(DEFAULT_OVER_RECEIPT_BP),
            tax_is_cost=True,
            version=0,
            updated_at=None,
        )
    else:
        value = Purchasing(
            approval_limit=format_rupees(row.approval_limit_paise),
            over_receipt_percent=format_rupees(row.over_receipt_bp),
            tax_is_cost=row.tax_is_cost,
            version=row.version,
            updated_at=row.updated_at,
        )
    return Reply(value, version=value.version)
