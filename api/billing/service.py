"""An outlet's billing settings: read by all who take orders, changed by its management."""

from decimal import Decimal

from sqlalchemy import Connection

from api.audit.service import record
from api.billing import queries
from api.billing.schemas import DEFAULT_ORDER_TYPES, Billing, BillingRequest
from api.models import AnyRow
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.money import BASIS_POINTS, format_rupees
from chitrail.tokens import Actor

MOST_SERVICE_CHARGE_BP = 2_000
DEFAULT_STAFF_LIMIT_BP = 1_000


def read(connection: Connection, outlet_id: str) -> Reply[Billing]:
    """The settings of an outlet; version 0 are the defaults."""
    return _view(queries.settings(connection, outlet_id))


def save(
    connection: Connection, actor: Actor, request: BillingRequest, version: int | None
) -> Reply[Billing]:
    """Change the settings for orders from now on. Raises InvalidInput, PreconditionFailed."""
    charge = basis_points(request.service_charge_percent, field="service_charge_percent")
    if charge > MOST_SERVICE_CHARGE_BP:
        most = format_rupees(MOST_SERVICE_CHARGE_BP)
        raise InvalidInput(f"must be at most {most}", field="service_charge_percent")
    limit = basis_points(request.staff_discount_limit_percent, field="staff_discount_limit_percent")
    present = _view(queries.settings(connection, actor.outlet_id, lock=True))
    require_version(version, present.value.version, present.value)
    row = {
        "outlet_id": actor.outlet_id,
        "prices_include_tax": request.prices_include_tax,
        "service_charge_bp": charge,
        "service_charge_order_types": sorted(set(request.service_charge_order_types)),
        "staff_discount_limit_bp": limit,
        "updated_by": actor.subject,
        "updated_at": now(),
    }
    saved = _view(queries.save(connection, row))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "billing-changed",
        actor.outlet_id,
        service_charge_percent=request.service_charge_percent,
        prices_include_tax=request.prices_include_tax,
    )
    return saved


def staff_limit_bp(connection: Connection, outlet_id: str) -> int:
    """Share of an order that staff may take off by themselves, in hundredths of a per cent."""
    row = queries.settings(connection, outlet_id)
    return DEFAULT_STAFF_LIMIT_BP if row is None else int(row.staff_discount_limit_bp)


def basis_points(percent: str, *, field: str) -> int:
    """Hundredths of a per cent of a decimal string up to 100. Raises InvalidInput."""
    points = int(Decimal(percent) * 100)
    if points > BASIS_POINTS:
        raise InvalidInput("must be at most 100", field=field)
    return points


def _view(row: AnyRow | None) -> Reply[Billing]:
    if row is None:
        value = Billing(
            prices_include_tax=False,
            service_charge_percent=format_rupees(0),
            service_charge_order_types=[*DEFAULT_ORDER_TYPES],
            staff_discount_limit_percent=format_rupees(DEFAULT_STAFF_LIMIT_BP),
            version=0,
            updated_at=None,
        )
    else:
        value = Billing(
            prices_include_tax=row.prices_include_tax,
            service_charge_percent=format_rupees(row.service_charge_bp),
            service_charge_order_types=row.service_charge_order_types,
            staff_discount_limit_percent=format_rupees(row.staff_discount_limit_bp),
            version=row.version,
            updated_at=row.updated_at,
        )
    return Reply(value, version=value.version)
